//! How far a preflight is, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use septet::campaign::Progress;

/// How often the line is written.
const EVERY: Duration = Duration::from_millis(100);

/// A line on standard error, where that is a terminal.
#[derive(Debug)]
pub(super) struct Bar {
    /// Bytes of the file, where they are known.
    size: Option<u64>,
    is_shown: bool,
    last: Option<Instant>,
}

impl Bar {
    pub(super) fn new(size: Option<u64>) -> Bar {
        Bar { size: size.filter(|size| *size > 0), is_shown: io::stderr().is_terminal(), last: None }
    }

    /// Whether it is time to write the line again.
    pub(super) fn is_due(&self) -> bool {
        self.is_shown && self.last.is_none_or(|last| last.elapsed() >= EVERY)
    }

    pub(super) fn show(&mut self, progress: &Progress) {
        const WIDTH: u64 = 30;
        let Progress { bytes, rows, max, .. } = progress;
        let done = self.size.map(|size| {
            let filled = (bytes * WIDTH / size).min(WIDTH) as usize;
            let (full, empty) = ("█".repeat(filled), "░".repeat(WIDTH as usize - filled));
            format!("{full}{empty} {:>3} %  ", (bytes * 100 / size).min(100))
        });
        // A terminal that is gone has nobody to tell it to.
        let _ = write!(io::stderr(), "\r{}{rows} rows, at most {max} credits\x1b[K", done.unwrap_or_default());
        self.last = Some(Instant::now());
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.last.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
