//! Rows of a CSV that comes in pieces (RFC 4180), in constant memory.

mod finding;
mod head;
mod marks;
mod scan;
mod slow;

use crate::{Error, Result};
use head::Head;
use scan::Special;
use slow::{Slow, Step};

pub use finding::{Fault, Finding};
pub(crate) use marks::{Marks, STRETCH_BYTES, Stretch, padded};

/// The most bytes of a cell.
pub const CELL_BYTES_MAX: usize = 64 << 10;

/// The most bytes of a row.
pub const ROW_BYTES_MAX: usize = 1 << 20;

/// Where a cell begins and ends in its row.
type Bounds = (u32, u32);

/// What is done with the rows of a file. An error ends the reading.
pub trait Sink {
    /// The names of the columns; comes first, and once.
    fn header(&mut self, header: &Row<'_>) -> Result<()>;

    /// A row with as many cells as there are columns.
    fn row(&mut self, row: &Row<'_>) -> Result<()>;

    /// A row that cannot be used.
    fn finding(&mut self, finding: Finding) -> Result<()>;

    /// Whether [`Sink::plain`] may take rows.
    fn takes_plain(&self) -> bool {
        false
    }

    /// Takes rows at the beginning of the bytes before they are looked at one by one; a row that it does not take comes
    /// to [`Sink::row`].
    fn plain(&mut self, _bytes: &[u8], _shape: &Shape) -> Taken {
        Taken::default()
    }
}

/// What rows have in common.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub delimiter: u8,
    /// How many columns there are.
    pub width: usize,
    /// The line on which the first row begins.
    pub line: u64,
}

/// Rows that were taken: of one line each, which ends with LF or CRLF.
#[derive(Debug, Clone, Copy, Default)]
pub struct Taken {
    pub bytes: usize,
    pub rows: u64,
}

/// A row's cells, without the quotes around them; they are UTF-8.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    line: u64,
    text: &'a str,
    bounds: &'a [Bounds],
}

impl<'a> Row<'a> {
    /// The line of the file on which it begins, from 1.
    #[inline]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// A cell by its column, from 0; empty where there is none.
    #[inline]
    pub fn cell(&self, column: usize) -> &'a [u8] {
        let Some(&(start, end)) = self.bounds.get(column) else { return &[] };
        self.text.as_bytes().get(start as usize..end as usize).unwrap_or_default()
    }

    /// A cell as text.
    #[inline]
    pub fn text(&self, column: usize) -> &'a str {
        let Some(&(start, end)) = self.bounds.get(column) else { return "" };
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// All cells as text.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> {
        (0..self.bounds.len()).map(|column| self.text(column))
    }
}

/// Reads a CSV with a header, in pieces that are cut anywhere.
///
/// Lines end with LF, CRLF or CR; cells with delimiters, quotes or line ends stand in quotes, quotes in them are
/// doubled. A byte order mark is passed over, as are empty lines. The delimiter is the one of `,`, `;`, tab and `|` that
/// the header has most of, unless it is given, by the caller or by a first line such as `sep=;`.
///
/// A row that cannot be used is a [`Finding`], and the reading goes on. Only a file that is no text in UTF-8 at all, has
/// no rows, or cannot be read to its end, is an error.
///
/// ```
/// use septet::campaign::{Finding, Row, Rows, Sink};
/// struct Names(Vec<String>);
/// impl Sink for Names {
///     fn header(&mut self, header: &Row) -> septet::Result<()> {
///         assert_eq!(header.texts().collect::<Vec<_>>(), ["phone", "name"]);
///         Ok(())
///     }
///     fn row(&mut self, row: &Row) -> septet::Result<()> {
///         self.0.push(row.text(1).to_owned());
///         Ok(())
///     }
///     fn finding(&mut self, finding: Finding) -> septet::Result<()> {
///         assert_eq!((finding.line, finding.column), (3, 2));
///         assert_eq!(finding.to_string(), "line 3, column 2: the row has 1 cell, the header 2");
///         Ok(())
///     }
/// }
/// let (mut rows, mut names) = (Rows::new(None)?, Names(Vec::new()));
/// rows.push(b"phone;name\n+4474001", &mut names)?;
/// rows.push(b"23456;\"Ann \"\"A\"\"\"\n+447400123457\n", &mut names)?;
/// rows.finish(&mut names)?;
/// assert_eq!(names.0, ["Ann \"A\""]);
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug)]
pub struct Rows {
    /// Until the header is read.
    head: Option<Head>,
    /// A row that is not in one piece, or not plain.
    slow: Slow,
    bounds: Vec<Bounds>,
    delimiter: u8,
    /// The columns of the header.
    width: usize,
    /// The line that comes next.
    line: u64,
    /// The last row ended with CR: an LF that follows belongs to it.
    after_cr: bool,
    rows: u64,
}

impl Rows {
    /// `delimiter` is an ASCII character; `None` takes the one that the header has most of.
    pub fn new(delimiter: Option<u8>) -> Result<Rows> {
        if let Some(given) = delimiter
            && (given.is_ascii_alphanumeric() || !given.is_ascii() || matches!(given, b'"' | b'\n' | b'\r' | 0 | b'+'))
        {
            return Err(Error::invalid_delimiter(char::from(given)));
        }
        Ok(Rows {
            head: Some(Head::new(delimiter)),
            slow: Slow::default(),
            bounds: Vec::new(),
            delimiter: b',',
            width: 0,
            line: 1,
            after_cr: false,
            rows: 0,
        })
    }

    /// Whether the header is read and no row is begun.
    pub(crate) fn is_between_rows(&self) -> bool {
        self.head.is_none() && !self.slow.is_in_row() && !self.after_cr
    }

    /// Reads rows that come later in the same file, and counts their lines from 1.
    pub(crate) fn fork(&self) -> Rows {
        Rows {
            head: None,
            slow: Slow::default(),
            bounds: vec![(0, 0); self.width],
            delimiter: self.delimiter,
            width: self.width,
            line: 1,
            after_cr: false,
            rows: 0,
        }
    }

    /// Goes on behind the rows that another one read; gives the line before the first of them.
    pub(crate) fn join(&mut self, later: &Rows) -> u64 {
        let before = self.line - 1;
        self.line += later.line - 1;
        self.rows += later.rows;
        before
    }

    /// Rows so far, with those that are findings; without the header and empty lines.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        self.slow.capacity()
            + self.head.as_ref().map_or(0, Head::capacity)
            + self.bounds.capacity() * size_of::<Bounds>()
    }

    /// The next bytes of the file.
    pub fn push<S: Sink>(&mut self, mut bytes: &[u8], sink: &mut S) -> Result<()> {
        if let Some(head) = &mut self.head {
            let Some(read) = head.push(bytes)? else { return Ok(()) };
            bytes = bytes.get(read..).unwrap_or_default();
            self.header(sink)?;
        }
        self.body(bytes, sink)
    }

    /// The end of the file.
    pub fn finish<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        if let Some(head) = &mut self.head {
            head.finish()?;
            self.header(sink)?;
        }
        while self.slow.is_in_row() {
            match self.slow.finish() {
                Step::Open => self.reopen(sink)?,
                _ => self.slow_row(sink)?,
            }
        }
        if self.rows == 0 { Err(Error::no_recipients()) } else { Ok(()) }
    }

    /// The header is complete.
    fn header<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        let Some(head) = self.head.take() else { return Ok(()) };
        self.delimiter = head.delimiter();
        self.slow.begin(head.line(), self.delimiter, 0);
        let row = head.row();
        let (is_open, rest) = match self.slow.feed(row) {
            Step::Row(read) => (false, row.get(read..).unwrap_or_default()),
            Step::More => (matches!(self.slow.finish(), Step::Open), [].as_slice()),
            Step::Open => (true, [].as_slice()),
        };
        let fault = match is_open {
            true => Some(self.slow.open_quote().0),
            false => self.slow.fault().filter(|finding| !matches!(finding.fault, Fault::TooMany { .. })),
        };
        if let Some(finding) = fault {
            return Err(Error::unreadable_header(&finding.to_string()));
        }
        self.line = head.line() + self.slow.lines();
        self.after_cr = head.ended_with_cr();
        let (bytes, bounds) = self.slow.cells();
        self.width = bounds.len();
        self.bounds = vec![(0, 0); self.width];
        sink.header(&Row { line: head.line(), text: scan::text(bytes), bounds })?;
        self.slow.end();
        self.body(rest, sink)
    }

    /// Bytes after the header.
    fn body<S: Sink>(&mut self, mut bytes: &[u8], sink: &mut S) -> Result<()> {
        let takes_plain = sink.takes_plain();
        // Rows behind what is no UTF-8 are put together byte by byte.
        let (length, text) = (bytes.len(), if takes_plain { None } else { Some(scan::text(bytes)) });
        loop {
            while self.slow.is_in_row() {
                match self.slow.feed(bytes) {
                    Step::More => return Ok(()),
                    Step::Row(read) => {
                        bytes = bytes.get(read..).unwrap_or_default();
                        self.slow_row(sink)?;
                    }
                    Step::Open => {
                        bytes = bytes.get(self.slow.read()..).unwrap_or_default();
                        self.reopen(sink)?;
                    }
                }
            }
            if self.after_cr && !bytes.is_empty() {
                self.after_cr = false;
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
            if bytes.is_empty() {
                return Ok(());
            }
            if takes_plain {
                let shape = Shape { delimiter: self.delimiter, width: self.width, line: self.line };
                let taken = sink.plain(bytes, &shape);
                self.rows += taken.rows;
                self.line += taken.rows;
                bytes = bytes.get(taken.bytes..).unwrap_or_default();
            }
            let text = text.map(|text| text.get(length - bytes.len()..).unwrap_or_default());
            let read = self.plain_rows(bytes, text, sink)?;
            bytes = bytes.get(read..).unwrap_or_default();
            if !bytes.is_empty() && (text.is_some() || read == 0) {
                self.slow.begin(self.line, self.delimiter, self.width);
            }
        }
    }

    /// Rows that are in one piece, without a byte of them being moved. Stops where one is not, and says where it begins.
    /// `text` is what of the bytes is UTF-8, from their beginning; without it, one row is read.
    fn plain_rows<S: Sink>(&mut self, bytes: &[u8], text: Option<&str>, sink: &mut S) -> Result<usize> {
        let special = Special::new(self.delimiter);
        let (mut row, mut cell, mut count) = (0, 0, 0);
        // The end of a cell in quotes.
        let mut quoted = 0;
        let mut has_nul = false;
        let mut at = 0;
        'words: while at < bytes.len() {
            let word = scan::word(bytes, at);
            let mut hits = special.hits(word);
            while hits != 0 {
                let hit = at + (hits.trailing_zeros() / 8) as usize;
                hits &= hits.wrapping_sub(1);
                let Some(&byte) = bytes.get(hit) else { break };
                let is_end = byte == b'\n' || byte == b'\r';
                if byte == self.delimiter || is_end && hit > row {
                    let (start, end) = if quoted == 0 { (cell, hit) } else { (cell + 1, quoted) };
                    if let Some(bounds) = self.bounds.get_mut(count) {
                        *bounds = ((start - row) as u32, (end - row) as u32);
                    }
                    (cell, quoted) = (hit + 1, 0);
                    count += 1;
                }
                if is_end {
                    if hit > row {
                        if hit - row > CELL_BYTES_MAX || has_nul {
                            break 'words;
                        }
                        let first = row;
                        let row = bytes.get(first..hit).unwrap_or_default();
                        let text = text.map_or_else(|| std::str::from_utf8(row).ok(), |text| text.get(first..hit));
                        self.plain_row(row, text, count, sink)?;
                    } else if byte == b'\r' || !self.after_cr {
                        self.line += 1;
                    }
                    self.after_cr = byte == b'\r';
                    (row, cell, count) = (hit + 1, hit + 1, 0);
                    if text.is_none() {
                        break 'words;
                    }
                } else if byte == b'"' && hit == cell {
                    let Some(end) = scan::closing_quote(bytes, hit + 1, self.delimiter) else {
                        break 'words;
                    };
                    quoted = end;
                    at = end + 1;
                    continue 'words;
                } else if byte == 0 {
                    has_nul = true;
                }
            }
            at += 8;
        }
        Ok(row)
    }

    /// A row as it stands, whose cells have been found.
    #[inline]
    fn plain_row<S: Sink>(&mut self, bytes: &[u8], text: Option<&str>, count: usize, sink: &mut S) -> Result<()> {
        let line = self.line;
        if let (Some(text), true) = (text, count == self.width) {
            self.rows += 1;
            self.line += 1;
            return sink.row(&Row { line, text, bounds: &self.bounds });
        }
        // What else a row can be is told in one place.
        self.slow.begin(line, self.delimiter, self.width);
        self.slow.feed(bytes);
        self.slow.finish();
        self.slow_row(sink)
    }

    /// A row that was put together.
    fn slow_row<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        self.rows += 1;
        self.line = self.slow.first_line() + self.slow.lines();
        self.after_cr = self.slow.ended_with_cr();
        let (bytes, bounds) = self.slow.cells();
        let line = self.slow.first_line();
        let done = match self.slow.fault() {
            Some(finding) => sink.finding(finding),
            None => {
                sink.row(&Row { line, text: scan::text(bytes), bounds: bounds.get(..self.width).unwrap_or(bounds) })
            }
        };
        self.slow.end();
        done
    }

    /// A quote that is never closed: the row is lost, and what follows the quote's line is read once more as rows. Where
    /// that was too much to be kept, nobody can say what is in it.
    fn reopen<S: Sink>(&mut self, sink: &mut S) -> Result<()> {
        self.rows += 1;
        let (finding, next) = self.slow.open_quote();
        let next = next.ok_or_else(|| Error::unreadable_rest(&finding.to_string()))?;
        self.line = finding.line + 1;
        self.after_cr = false;
        self.slow.end();
        sink.finding(finding)?;
        self.body(&next, sink)
    }
}
