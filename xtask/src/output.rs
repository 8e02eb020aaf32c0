//! Standard output, written to the end whoever reads it.

use std::io::{self, ErrorKind, Write};
use std::thread;
use std::time::Duration;

/// Prints as `print!` does, and waits for a slow reader. Programs that share a pipe with this one may have told it to
/// refuse what it has no room for, as Node does with its standard error; `print!` would panic. Without a reader the work
/// goes on.
pub(crate) fn print(bytes: &[u8]) {
    let _ = write(&mut io::stdout().lock(), bytes);
}

fn write(to: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = patiently(|| to.write(bytes))?;
        bytes = &bytes[written..];
    }
    patiently(|| to.flush())
}

fn patiently<T>(mut step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match step() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(5)),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod test {
    use super::*;

    /// Has room for three bytes every second time.
    #[derive(Default)]
    struct Slow {
        read: Vec<u8>,
        is_full: bool,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.flush()?;
            let taken = bytes.len().min(3);
            self.read.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.is_full = !self.is_full;
            if self.is_full { Err(ErrorKind::WouldBlock.into()) } else { Ok(()) }
        }
    }

    #[test]
    fn nothing_is_lost_where_a_pipe_refuses() -> io::Result<()> {
        let mut slow = Slow::default();
        write(&mut slow, b"2978 passed, 1 failed\n")?;
        assert_eq!(slow.read, b"2978 passed, 1 failed\n");
        Ok(())
    }
}
