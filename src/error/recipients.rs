//! The texts of what reads a campaign's recipients.

use super::{Error, ErrorKind, listed, quoted};

impl Error {
    pub(crate) fn invalid_delimiter(given: char) -> Error {
        let detail = format!(
            "{} is not a delimiter: give one ASCII character such as `,`, `;` or a tab, no letter, digit, quote or `+`",
            quoted(&given.to_string())
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn empty_file() -> Error {
        let detail = "line 1, column 1: the file is empty: it begins with a header such as `phone,name`";
        Error::new(ErrorKind::InvalidRecipients, detail)
    }

    pub(crate) fn no_recipients() -> Error {
        let detail = "the file has a header and no rows: each row under it is a recipient";
        Error::new(ErrorKind::InvalidRecipients, detail)
    }

    /// `bytes` are what was read before it was noticed.
    pub(crate) fn not_text(bytes: &[u8], line: u64, column: usize) -> Error {
        let why = match bytes {
            [b'P', b'K', ..] => "the file is a workbook or an archive, not text: save the sheet as `CSV UTF-8`",
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16, not UTF-8: save it as `CSV UTF-8`",
            _ => "the file is not text in UTF-8, it has NUL bytes: save it as `CSV UTF-8`",
        };
        Error::new(ErrorKind::InvalidRecipients, format!("line {line}, column {column}: {why}"))
    }

    /// `finding` says where and what.
    pub(crate) fn unreadable_header(finding: &str) -> Error {
        Error::new(ErrorKind::InvalidRecipients, format!("the header cannot be read: {finding}"))
    }

    /// `finding` is a quote that nothing closes.
    pub(crate) fn unreadable_rest(finding: &str) -> Error {
        let detail = format!("{finding}, and what follows it is not rows: the file cannot be read from there on");
        Error::new(ErrorKind::InvalidRecipients, detail)
    }

    pub(crate) fn header_too_long(max: usize) -> Error {
        let detail =
            format!("line 1, column 1: the header is longer than {max} bytes: the file is no CSV with line ends");
        Error::new(ErrorKind::InvalidRecipients, detail)
    }

    pub(crate) fn number_column_missing<'a>(known: &[&str], header: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!(
            "no column of the file is a phone number: name one of {}, or say which one it is; the header has {}",
            listed(known.iter().copied()),
            listed(header)
        );
        Error::new(ErrorKind::MissingColumn, detail)
    }

    pub(crate) fn column_missing<'a>(given: &str, header: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("the file has no column {}: the header has {}", quoted(given), listed(header));
        Error::new(ErrorKind::MissingColumn, detail)
    }

    pub(crate) fn number_columns(count: usize, max: u32) -> Error {
        let detail =
            format!("{count} columns of the file are phone numbers: at most {max} of a recipient can be tried");
        Error::new(ErrorKind::InvalidRecipients, detail)
    }

    /// Columns count from 1.
    pub(crate) fn duplicate_column(name: &str, first: usize, second: usize) -> Error {
        let detail = format!("columns {first} and {second} of the header are both {}", quoted(name));
        Error::new(ErrorKind::InvalidRecipients, detail)
    }
}
