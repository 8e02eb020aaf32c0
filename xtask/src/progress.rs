//! Progress lines: what is being done, and how long it took.
//!
//! Plain text without cursor movements, on standard output, so that a log file reads like the terminal.

use std::fmt::Display;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::output;

/// One line: `verb  what`, the verb aligned to the right.
pub(crate) fn note(verb: &str, what: impl Display) {
    print(format_args!("{verb:>8}  {what}\n"));
}

/// Does work that prints nothing: one line, begun before and ended after it.
pub(crate) fn quiet<T>(verb: &str, what: impl Display, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print(format_args!("{verb:>8}  {what} … "));
    let clock = Instant::now();
    let result = work();
    let time = duration(clock.elapsed());
    match &result {
        Ok(_) => print(format_args!("{time}\n")),
        Err(_) => print(format_args!("failed after {time}\n")),
    }
    result
}

/// Does work whose output is passed through: one line before and, if all went well, one after it.
pub(crate) fn loud<T>(verb: &str, what: impl Display, work: impl FnOnce() -> Result<T>) -> Result<T> {
    note(verb, format_args!("{what} …"));
    let clock = Instant::now();
    let value = work()?;
    note(verb, format_args!("{what} … {}", duration(clock.elapsed())));
    Ok(value)
}

fn print(text: impl Display) {
    output::print(text.to_string().as_bytes());
}

/// A length of time as people read it: `12.3 s`, `3 min 7 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{seconds}.{} s", time.subsec_millis() / 100)
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod test {
    use super::*;

    fn check(milliseconds: u64, expected: &str) {
        assert_eq!(duration(Duration::from_millis(milliseconds)), expected);
    }

    #[test]
    fn durations() {
        check(0, "0.0 s");
        check(12_399, "12.3 s");
        check(59_999, "59.9 s");
        check(60_000, "1 min 0 s");
        check(187_000, "3 min 7 s");
    }
}
