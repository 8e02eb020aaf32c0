//! The texts of what checks and compares books, decks and usage.

use super::{Error, ErrorKind, quoted};

impl Error {
    pub(crate) fn not_of_usage(field: &str) -> Error {
        let detail = format!("field {} has no place in a line of usage: set parameters for all of it", quoted(field));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn deck_currencies(before: &str, after: &str) -> Error {
        let detail = format!("one deck is in {before}, the other in {after}: their rates cannot be compared");
        Error::new(ErrorKind::CurrencyMismatch, detail)
    }
}

/// The texts of the command line, which is another crate.
#[cfg(feature = "cli")]
#[doc(hidden)]
impl Error {
    pub fn line_too_long(max_bytes: usize) -> Error {
        Error::new(ErrorKind::BodyTooLarge, format!("the line is longer than {max_bytes} bytes"))
    }

    pub fn no_value(given: &str) -> Error {
        let detail = format!("`--set` {} has no value: give a name, `=` and a value", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub fn no_probability(given: &str) -> Error {
        let detail = format!("`--probability` {} has no value: give an outcome, `=` and a number", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub fn no_recipient(given: &str, problem: impl std::fmt::Display) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("{}: {problem}", quoted(given)))
    }

    pub fn unreadable(path: &str, problem: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("cannot read {}: {problem}", quoted(path)))
    }

    pub fn no_call(given: &str) -> Error {
        let detail = format!("`--call` {} is not a JSON object such as `{{\"seconds\": 90}}`", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    /// The same, said of a line of a file.
    pub fn on_line(self, path: &str, line: usize) -> Error {
        Error { detail: format!("{} line {line}: {}", quoted(path), self.detail).into(), ..self }
    }
}
