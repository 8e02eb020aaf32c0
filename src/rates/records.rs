//! The records of a CSV, each with its line, without an allocation a record.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader};

/// Reads one record after the other into the same buffers.
pub(super) struct Records<'a> {
    reader: Reader,
    input: &'a [u8],
    /// Line ends passed so far.
    lines: u64,
    fields: Vec<u8>,
    /// Where each field ends; the first `count` are of this record.
    ends: Vec<usize>,
    count: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(input: &'a [u8]) -> Records<'a> {
        let (fields, ends) = (vec![0; 1024], vec![0; 32]);
        Records { reader: Reader::new(), input, lines: 0, fields, ends, count: 0 }
    }

    /// Goes to the next record and gives the line it begins on; blank lines are passed over.
    pub(super) fn advance(&mut self) -> Option<u64> {
        let (mut written, mut count, mut line) = (0, 0, None);
        loop {
            let (result, read, wrote, ended) =
                self.reader.read_record(self.input, &mut self.fields[written..], &mut self.ends[count..]);
            let (passed, rest) = self.input.split_at(read);
            self.input = rest;
            let line_ends = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            if line.is_none() {
                let blank = passed.iter().position(|byte| !matches!(byte, b'\n' | b'\r'));
                line = blank.map(|blank| self.lines + 1 + line_ends(&passed[..blank]));
            }
            self.lines += line_ends(passed);
            written += wrote;
            count += ended;
            match result {
                // An empty input is the reader's sign for the end.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.count = count;
                    return Some(line.unwrap_or(1));
                }
                ReadRecordResult::End => return None,
            }
        }
    }

    /// A field of the record without white space around it.
    pub(super) fn field(&self, at: usize) -> Option<Cow<'_, str>> {
        let end = *self.ends[..self.count].get(at)?;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        let bytes = &self.fields[start..end];
        Some(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text.trim()),
            Err(_) => Cow::Owned(String::from_utf8_lossy(bytes).trim().to_owned()),
        })
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = Cow<'_, str>> {
        (0..self.count).filter_map(|at| self.field(at))
    }
}
