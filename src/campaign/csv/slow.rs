//! A row byte by byte: one that comes in pieces, or is more than cells with delimiters between them.

use super::{Bounds, CELL_BYTES_MAX, Fault, Finding, ROW_BYTES_MAX};

/// How far a row was read.
pub(super) enum Step {
    /// All bytes, and the row goes on.
    More,
    /// The row has ended with so many bytes.
    Row(usize),
    /// A quote was opened that nothing closes.
    Open,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    CellStart,
    Plain,
    Quoted,
    /// After a quote within quotes: it closes the cell, or is doubled.
    Quote,
}

/// Puts a row together.
#[derive(Debug, Default)]
pub(super) struct Slow {
    is_in_row: bool,
    state: State,
    delimiter: u8,
    /// Columns of the header.
    width: usize,
    /// Cells without their quotes, with a delimiter between them.
    text: Vec<u8>,
    bounds: Vec<Bounds>,
    /// Where the cell begins in `text`.
    cell: usize,
    /// The row as it stands.
    raw: Vec<u8>,
    /// Bytes of the piece that were read.
    read: usize,
    first_line: u64,
    /// Line ends so far.
    breaks: u64,
    after_cr: bool,
    ended_with_cr: bool,
    has_nul: Option<u32>,
    /// Line and column of the quote that was opened last, and where the line after it begins in `raw`.
    opened: (u64, u32),
    next_line: Option<usize>,
    finding: Option<Finding>,
}

impl Slow {
    pub(super) fn begin(&mut self, line: u64, delimiter: u8, width: usize) {
        self.end();
        (self.is_in_row, self.first_line, self.delimiter, self.width) = (true, line, delimiter, width);
    }

    /// Forgets the row.
    pub(super) fn end(&mut self) {
        let (mut text, mut bounds, mut raw) =
            (std::mem::take(&mut self.text), std::mem::take(&mut self.bounds), std::mem::take(&mut self.raw));
        text.clear();
        bounds.clear();
        raw.clear();
        *self = Slow { text, bounds, raw, ..Slow::default() };
    }

    pub(super) fn is_in_row(&self) -> bool {
        self.is_in_row
    }

    pub(super) fn first_line(&self) -> u64 {
        self.first_line
    }

    /// Lines of the row.
    pub(super) fn lines(&self) -> u64 {
        self.breaks + 1
    }

    pub(super) fn ended_with_cr(&self) -> bool {
        self.ended_with_cr
    }

    /// Bytes of the last piece that were read.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    pub(super) fn cells(&self) -> (&[u8], &[Bounds]) {
        (&self.text, &self.bounds)
    }

    pub(super) fn capacity(&self) -> usize {
        self.text.capacity() + self.raw.capacity() + self.bounds.capacity() * size_of::<Bounds>()
    }

    fn column(&self) -> u32 {
        u32::try_from(self.bounds.len() + 1).unwrap_or(u32::MAX)
    }

    /// The next bytes of the row.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Step {
        for (at, &byte) in bytes.iter().enumerate() {
            self.read = at + 1;
            let mut is_open = false;
            match (self.state, byte) {
                (State::Quoted, b'"') => self.state = State::Quote,
                (State::Quote, b'"') => {
                    self.state = State::Quoted;
                    self.put(b'"');
                }
                (State::Quoted, b'\n' | b'\r') => {
                    // CRLF is one line end.
                    self.breaks += u64::from(byte == b'\r' || !self.after_cr);
                    self.put(byte);
                }
                (State::Quoted, _) => self.put(byte),
                (_, b'\n' | b'\r') => {
                    self.ended_with_cr = byte == b'\r';
                    self.close();
                    return Step::Row(at + 1);
                }
                (State::CellStart, b'"') => {
                    self.state = State::Quoted;
                    self.opened = (self.first_line + self.breaks, self.column());
                    self.next_line = None;
                }
                (_, _) if byte == self.delimiter => {
                    self.end_cell();
                    self.put(byte);
                    self.cell = self.text.len();
                    self.state = State::CellStart;
                }
                (state, _) => {
                    // `"5" pipe` is meant so; a cell of several lines that seems to end before more of it is one whose
                    // quote was never closed, and this quote opens another cell.
                    is_open = state == State::Quote && self.next_line.is_some() && self.finding.is_none();
                    self.state = State::Plain;
                    self.put(byte);
                }
            }
            let is_too_long = self.keep(byte);
            self.after_cr = byte == b'\r';
            if is_open || is_too_long && self.state == State::Quoted && self.looks_like_rows() {
                self.finding = None;
                return Step::Open;
            }
        }
        Step::More
    }

    /// The file has ended within the row.
    pub(super) fn finish(&mut self) -> Step {
        if self.state == State::Quoted {
            return Step::Open;
        }
        self.close();
        Step::Row(0)
    }

    fn close(&mut self) {
        self.end_cell();
        self.is_in_row = false;
    }

    fn end_cell(&mut self) {
        if self.finding.is_none() {
            self.bounds.push((self.cell as u32, self.text.len() as u32));
        }
    }

    /// A byte of a cell, or the delimiter before the next one.
    fn put(&mut self, byte: u8) {
        if byte == 0 && self.has_nul.is_none() {
            self.has_nul = Some(self.column());
        }
        if self.finding.is_none() {
            self.text.push(byte);
        }
    }

    /// Keeps the row as it stands, until it is too long: whether that is now.
    fn keep(&mut self, byte: u8) -> bool {
        if self.finding.is_some() {
            return false;
        }
        self.raw.push(byte);
        let is_first_break = self.next_line.is_none() && self.state == State::Quoted && matches!(byte, b'\n' | b'\r');
        let is_rest_of_break = byte == b'\n' && self.after_cr && self.next_line == Some(self.raw.len() - 1);
        if is_first_break || is_rest_of_break {
            self.next_line = Some(self.raw.len());
        }
        let fault = if self.text.len() - self.cell > CELL_BYTES_MAX {
            Fault::CellTooLong { lines: 1 }
        } else if self.raw.len() > ROW_BYTES_MAX {
            Fault::RowTooLong { lines: 1 }
        } else {
            return false;
        };
        self.finding = Some(Finding { line: self.first_line, column: self.column(), fault });
        true
    }

    /// Whether most of the lines in an open quote have as many cells as the header, and digits enough for a number: then
    /// the quote was forgotten.
    fn looks_like_rows(&self) -> bool {
        const LINES_MIN: usize = 3;
        const DIGITS_MIN: usize = 6;
        let after = self.next_line.and_then(|start| self.raw.get(start..)).unwrap_or_default();
        let mut lines: Vec<&[u8]> = after.split(|byte| matches!(byte, b'\n' | b'\r')).collect();
        lines.pop(); // the last one is not complete
        lines.retain(|line| !line.is_empty());
        let is_row = |line: &[u8]| {
            let count = |is: &dyn Fn(u8) -> bool| line.iter().filter(|byte| is(**byte)).count();
            count(&|byte| byte == self.delimiter) + 1 == self.width
                && count(&|byte| byte.is_ascii_digit()) >= DIGITS_MIN
        };
        lines.len() >= LINES_MIN && lines.iter().filter(|line| is_row(line)).count() * 2 > lines.len()
    }

    /// The quote that nothing closes, and what follows its line as it stands; `None` for that, if it was not kept.
    pub(super) fn open_quote(&self) -> (Finding, Option<Vec<u8>>) {
        let (line, column) = self.opened;
        let next = self.next_line.and_then(|start| self.raw.get(start..)).unwrap_or_default();
        (Finding { line, column, fault: Fault::OpenQuote }, self.finding.is_none().then(|| next.to_owned()))
    }

    /// What is wrong with the row.
    pub(super) fn fault(&self) -> Option<Finding> {
        if let Some(mut finding) = self.finding {
            if let Fault::CellTooLong { lines } | Fault::RowTooLong { lines } = &mut finding.fault {
                *lines = self.lines();
            }
            return Some(finding);
        }
        let at = |column, fault| Some(Finding { line: self.first_line, column, fault });
        if let Some(column) = self.has_nul {
            return at(column, Fault::Binary);
        }
        if let Err(error) = std::str::from_utf8(&self.text) {
            let (before, _) = self.text.split_at(error.valid_up_to());
            let column = self.bounds.partition_point(|bounds| (bounds.1 as usize) <= before.len()) as u32 + 1;
            let lines = super::scan::line_ends(before);
            return Some(Finding { line: self.first_line + lines, column, fault: Fault::NotUtf8 });
        }
        let (cells, columns) = (self.bounds.len() as u32, self.width as u32);
        let mut beyond = self.bounds.iter().skip(self.width);
        if cells < columns {
            at(cells + 1, Fault::TooFew { cells, columns })
        } else if beyond.any(|(start, end)| start != end) {
            at(columns + 1, Fault::TooMany { cells, columns })
        } else {
            None
        }
    }
}
