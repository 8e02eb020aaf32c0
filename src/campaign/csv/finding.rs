//! What is wrong with a row.

use std::fmt;

use super::{CELL_BYTES_MAX, ROW_BYTES_MAX};

/// A row that cannot be used, and where it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The line of the file, from 1: where the row begins, or the quote is opened.
    pub line: u64,
    /// The column of the cell, from 1.
    pub column: u32,
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A cell has more than [`CELL_BYTES_MAX`], in a row of so many lines.
    CellTooLong { lines: u64 },
    /// A row has more than [`ROW_BYTES_MAX`], in so many lines.
    RowTooLong { lines: u64 },
    /// Bytes are no UTF-8.
    NotUtf8,
    /// There are NUL bytes, so it is no text.
    Binary,
    /// The row has fewer cells than the header.
    TooFew { cells: u32, columns: u32 },
    /// The row has more cells than the header, and there is something in them.
    TooMany { cells: u32, columns: u32 },
    /// A quote is opened and never closed.
    OpenQuote,
}

impl Fault {
    /// The code that programs see.
    pub fn code(self) -> &'static str {
        match self {
            Fault::CellTooLong { .. } => "cell-too-long",
            Fault::RowTooLong { .. } => "row-too-long",
            Fault::NotUtf8 => "not-utf-8",
            Fault::Binary => "binary",
            Fault::TooFew { .. } => "too-few-cells",
            Fault::TooMany { .. } => "too-many-cells",
            Fault::OpenQuote => "open-quote",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = |count: u32| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
        match *self {
            Fault::CellTooLong { lines: 1 } => write!(f, "the cell is longer than {CELL_BYTES_MAX} bytes"),
            Fault::CellTooLong { lines } => {
                write!(f, "the cell is longer than {CELL_BYTES_MAX} bytes, and its row takes {lines} lines")
            }
            Fault::RowTooLong { lines: 1 } => write!(f, "the row is longer than {ROW_BYTES_MAX} bytes"),
            Fault::RowTooLong { lines } => {
                write!(f, "the row is longer than {ROW_BYTES_MAX} bytes, and takes {lines} lines")
            }
            Fault::NotUtf8 => f.write_str("the cell is not UTF-8: save the file as `CSV UTF-8`"),
            Fault::Binary => f.write_str("the cell has NUL bytes: it is not text"),
            Fault::TooFew { cells: few, columns } | Fault::TooMany { cells: few, columns } => {
                write!(f, "the row has {}, the header {columns}", cells(few))
            }
            Fault::OpenQuote => f.write_str("the quote that opens the cell is never closed"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.fault)
    }
}
