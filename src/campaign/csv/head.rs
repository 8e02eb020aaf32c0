//! The header's line as it stands, before the delimiter is known.

use super::ROW_BYTES_MAX;
use crate::{Error, Result};

/// What a header may be delimited by, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[derive(Debug)]
pub(super) struct Head {
    delimiter: Option<u8>,
    row: Vec<u8>,
    line: u64,
    in_quotes: bool,
    /// The last byte is a quote that closes a cell, unless another one follows.
    is_closed: bool,
    ended_with_cr: bool,
    /// Something was read, if only a byte order mark or empty lines.
    is_begun: bool,
}

impl Head {
    pub(super) fn new(delimiter: Option<u8>) -> Head {
        Head {
            delimiter,
            row: Vec::new(),
            line: 1,
            in_quotes: false,
            is_closed: false,
            ended_with_cr: false,
            is_begun: false,
        }
    }

    /// How many bytes were read where they complete the header.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Option<usize>> {
        for (at, &byte) in bytes.iter().enumerate() {
            if std::mem::take(&mut self.ended_with_cr) && byte == b'\n' {
                continue;
            }
            let was_closed = std::mem::take(&mut self.is_closed);
            match byte {
                b'\n' | b'\r' if !self.in_quotes => {
                    self.ended_with_cr = byte == b'\r';
                    if self.is_complete() {
                        return Ok(Some(at + 1));
                    }
                    self.line += 1;
                    continue;
                }
                b'"' => {
                    self.is_closed = self.in_quotes;
                    self.in_quotes = !self.in_quotes && (was_closed || self.is_cell_start());
                }
                0 => return Err(Error::not_text(&self.row, self.line, self.column())),
                _ => {}
            }
            self.row.push(byte);
            match self.row.as_slice() {
                [0xff, 0xfe] | [0xfe, 0xff] if !self.is_begun => return Err(Error::not_text(&self.row, self.line, 1)),
                row if row.len() > ROW_BYTES_MAX => return Err(Error::header_too_long(ROW_BYTES_MAX)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// The column that is being read, from 1.
    fn column(&self) -> usize {
        self.row.iter().filter(|byte| **byte == self.delimiter()).count() + 1
    }

    fn is_cell_start(&self) -> bool {
        match self.row.last() {
            Some(last) => DELIMITERS.contains(last) || Some(*last) == self.delimiter || self.row == BYTE_ORDER_MARK,
            None => true,
        }
    }

    /// The file has ended.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.is_complete() { Ok(()) } else { Err(Error::empty_file()) }
    }

    /// Whether the line is a header: it is not empty, and does not name the delimiter.
    fn is_complete(&mut self) -> bool {
        if !std::mem::replace(&mut self.is_begun, true) && self.row.starts_with(BYTE_ORDER_MARK) {
            self.row.drain(..BYTE_ORDER_MARK.len());
        }
        if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = *self.row
            && (DELIMITERS.contains(&delimiter) || delimiter.is_ascii_punctuation() && delimiter != b'"')
        {
            self.delimiter.get_or_insert(delimiter);
            self.row.clear();
        }
        !self.row.is_empty()
    }

    pub(super) fn row(&self) -> &[u8] {
        &self.row
    }

    pub(super) fn capacity(&self) -> usize {
        self.row.capacity()
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn ended_with_cr(&self) -> bool {
        self.ended_with_cr
    }

    /// The one that was given, else the one that the header has most of outside quotes.
    pub(super) fn delimiter(&self) -> u8 {
        let (mut counts, mut in_quotes) = ([0_usize; DELIMITERS.len()], false);
        for &byte in &self.row {
            in_quotes ^= byte == b'"';
            if !in_quotes && let Some(at) = DELIMITERS.iter().position(|one| *one == byte) {
                counts[at] += 1;
            }
        }
        // Of equal ones, the first.
        let most = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or_default();
        self.delimiter.unwrap_or(DELIMITERS[most])
    }
}
