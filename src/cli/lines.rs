//! JSON lines: a request a line in, an answer a line out. A bad line is answered with its error, and the stream goes on.

use std::io::{self, BufRead, BufWriter, Read, Write};

use septet::{Error, wire};
use serde::Serialize;

use super::{Failure, prices};

/// The longest line that is read; the longest text that is looked at fits, however it is escaped.
const LINE_BYTES_MAX: usize = 16 << 20;

pub(super) fn answer<T: Serialize>(answer: &impl Fn(wire::Value) -> septet::Result<T>) -> Result<(), Failure> {
    let mut input = io::stdin().lock();
    let mut output = BufWriter::new(io::stdout().lock());
    let (mut line, mut is_first) = (Vec::new(), true);
    while let Some(whole) = next_line(&mut input, &mut line).map_err(Failure::Input)? {
        let text = if is_first { prices::unmarked(&line) } else { &line };
        is_first = false;
        let request = if whole { wire::parse_bytes(text) } else { Err(Error::line_too_long(LINE_BYTES_MAX)) };
        let written = match request.and_then(answer) {
            Ok(answer) => serde_json::to_writer(&mut output, &answer),
            Err(error) => serde_json::to_writer(&mut output, &wire::error(&error)),
        };
        written.map_err(|error| Failure::Output(error.into()))?;
        output.write_all(b"\n").map_err(Failure::Output)?;
        // Someone may be waiting for this answer before asking the next question.
        if input.fill_buf().map_or(true, |rest| !rest.contains(&b'\n')) {
            output.flush().map_err(Failure::Output)?;
        }
    }
    output.flush().map_err(Failure::Output)
}

/// Reads the next line without its end; `false` where it was too long and has been passed over.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    if input.take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > LINE_BYTES_MAX {
        input.skip_until(b'\n')?;
        return Ok(Some(false));
    }
    Ok(Some(true))
}
