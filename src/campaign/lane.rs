//! Ordinary rows, one after another without a stop: what a recipient costs as a few sums.
//!
//! What a row adds is looked up in tables that are made by the general way, of a [`Counter`]. A row that is not
//! ordinary is left to it before anything of the row is counted.

mod bars;
mod fits;
mod flips;
mod letters;
mod routes;

use super::columns::Columns;
use super::counter::{Counter, Verdicts};
use super::csv::{CELL_BYTES_MAX, Cursor, Shape, Taken, WINDOW_BYTES, Window};
use super::lines::{Class, Lines};
use super::message::Adding;
use super::number::Plain;
use super::options::Setup;
use super::problems::Spot;
use bars::Bars;
use fits::{Fit, Fits};
use flips::{Flip, Flips, NO_CHANGE};
use letters::{Letters, MERGED_BYTES, Outside, Sum};
use routes::{Number, Routes};

/// The most fields of a message whose rows are ordinary.
const FIELDS: usize = 4;

/// What is done with a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    PassedOver,
    Number,
    Field(usize),
}

/// Counts rows that are ordinary.
#[derive(Debug)]
pub(crate) struct Lane {
    /// By column.
    roles: Vec<Role>,
    fields: Vec<Adding>,
    /// What the message's own text adds.
    fixed: Sum,
    fits: Fits,
    letters: Letters,
    routes: Routes,
    bars: Bars,
    flips: Flips,
    /// The most units of a message that was compared with the longest one, of 7 bit and of UCS-2: one that is no longer
    /// is none.
    compared: [usize; 2],
}

/// A row.
struct Read {
    number: Number,
    column: usize,
    /// What each field's value adds.
    values: [Sum; FIELDS],
    outside: Outside,
    /// Where the next row begins.
    end: usize,
}

impl Read {
    fn new() -> Read {
        let number = Number::Plain(Plain::default());
        Read { number, column: 0, values: [Sum::default(); FIELDS], outside: Outside::new(), end: 0 }
    }
}

impl Lane {
    /// `None` where rows are not to be counted by sums.
    pub(crate) fn new(counter: &Counter, columns: &Columns) -> Option<Lane> {
        let Setup { meter: Some(meter), by_segment: true, .. } = &*counter.setup else { return None };
        let fields = meter.adding().filter(|fields| fields.len() <= FIELDS)?;
        let ([number], true) = (columns.numbers(), counter.is_plain()) else { return None };
        let mut roles = vec![Role::PassedOver; columns.fields().iter().fold(*number, |last, at| last.max(*at)) + 1];
        roles[*number] = Role::Number;
        for (field, &column) in columns.fields().iter().enumerate() {
            if roles[column] != Role::PassedOver {
                return None;
            }
            roles[column] = Role::Field(field);
        }
        Some(Lane {
            roles,
            fixed: Sum::of(meter.fixed_tally())?,
            fits: Fits::new(meter)?,
            letters: Letters::new(meter.gauge())?,
            routes: Routes::new(),
            bars: Bars::new(fields.len()),
            flips: Flips::default(),
            compared: [0; 2],
            fields,
        })
    }

    /// One for rows that come later.
    pub(crate) fn fork(&self) -> Lane {
        Lane {
            roles: self.roles.clone(),
            fields: self.fields.clone(),
            fixed: self.fixed,
            fits: self.fits.clone(),
            letters: self.letters.clone(),
            routes: self.routes.clone(),
            bars: Bars::new(self.fields.len()),
            flips: Flips::default(),
            compared: [0; 2],
        }
    }

    /// Counts the ordinary rows at the beginning.
    pub(crate) fn rows(&mut self, counter: &mut Counter, bytes: &[u8], shape: &Shape) -> Taken {
        if self.roles.len() != shape.width {
            self.roles.resize(shape.width, Role::PassedOver);
        }
        let mut taken = Taken::default();
        let mut read = Read::new();
        while (self.glance(bytes, shape.delimiter, &mut read).is_some()
            || self.read(counter, bytes, shape.delimiter, &mut read).is_some())
            && self.count(counter, &read, shape.line + taken.rows).is_some()
        {
            taken = Taken { bytes: read.end, rows: taken.rows.wrapping_add(1) };
        }
        counter.counts.rows.all += taken.rows;
        taken
    }

    /// The row that begins where the last one ended, if it is no longer than a window and has no quotes.
    #[inline(always)]
    fn glance(&mut self, bytes: &[u8], delimiter: u8, read: &mut Read) -> Option<()> {
        let window_bytes: &[u8; WINDOW_BYTES] = bytes.get(read.end..)?.first_chunk()?;
        let window = Window::of(window_bytes, delimiter);
        let (mut left, mut at, mut merged) = (window.special, 0_usize, 0_usize);
        (read.outside.count, read.outside.is_lasting) = (0, false);
        let last = self.roles.len().wrapping_sub(1);
        for (index, role) in self.roles.iter().enumerate() {
            let end = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            // Beyond the window where nothing is left.
            let byte = *window_bytes.get(end)?;
            let mut next = end.wrapping_add(1);
            if byte != if index == last { b'\n' } else { delimiter } {
                let is_crlf = index == last && byte == b'\r' && window_bytes.get(next) == Some(&b'\n');
                next = is_crlf.then_some(next.wrapping_add(1))?;
            }
            let cell = window_bytes.get(at..end)?;
            let odd = window.odd >> (at & 63) & !(u64::MAX << (cell.len() & 63));
            match *role {
                Role::Number => (read.number, read.column) = (Number::Plain(Plain::read(cell)?), index),
                Role::Field(field) => {
                    let adding = self.fields.get(field)?;
                    merged = merged.wrapping_add(cell.len().wrapping_mul(adding.times as usize));
                    let value = read.values.get_mut(field)?;
                    if odd == 0 {
                        if cell.is_empty() && adding.has_default {
                            return None;
                        }
                        *value = Sum::ordinary(cell.len());
                    } else {
                        if adding.is_ascii && !cell.is_ascii() {
                            return None;
                        }
                        *value = self.letters.sum(cell, odd, field as u8, &mut read.outside)?;
                    }
                }
                Role::PassedOver if odd != 0 && std::str::from_utf8(cell).is_err() => return None,
                Role::PassedOver => {}
            }
            at = next;
        }
        if merged > MERGED_BYTES {
            return None;
        }
        read.end = read.end.wrapping_add(at);
        Some(())
    }

    /// The row that begins where the last one ended; `None` where it is not ordinary, or not there as a whole.
    #[inline(never)]
    fn read(&mut self, counter: &Counter, bytes: &[u8], delimiter: u8, read: &mut Read) -> Option<()> {
        let row = read.end;
        let mut cursor = Cursor::new(bytes, row, delimiter);
        let (mut at, mut merged) = (row, 0_usize);
        (read.outside.count, read.outside.is_lasting) = (0, false);
        let last = self.roles.len().wrapping_sub(1);
        let Lane { roles, letters, fields, .. } = self;
        for (index, role) in roles.iter().enumerate() {
            let (mut end, mut byte) = cursor.next()?;
            let (mut from, mut to) = (at, end);
            if byte == b'"' {
                if end == at {
                    from = at + 1;
                    (to, byte) = cursor.next()?;
                    while byte == delimiter {
                        (to, byte) = cursor.next()?;
                    }
                    (end, byte) = if byte == b'"' { cursor.next()? } else { return None };
                    if end != to + 1 {
                        return None;
                    }
                } else {
                    // Within a cell it is a character.
                    while byte == b'"' {
                        (end, byte) = cursor.next()?;
                    }
                    to = end;
                }
            }
            if byte != if index == last { b'\n' } else { delimiter } {
                let is_crlf = index == last && byte == b'\r' && bytes.get(end + 1) == Some(&b'\n');
                if !is_crlf {
                    return None;
                }
                end += 1;
            }
            let cell = bytes.get(from..to)?;
            match *role {
                Role::Number => (read.number, read.column) = (Number::read(cell, counter)?, index),
                Role::Field(field) => {
                    let adding = fields.get(field)?;
                    let odd = cursor.odd(from, to);
                    if adding.has_default && cell.is_empty() || adding.is_ascii && odd != 0 && !cell.is_ascii() {
                        return None;
                    }
                    merged = merged.saturating_add(cell.len().saturating_mul(adding.times as usize));
                    *read.values.get_mut(field)? = if odd == 0 {
                        Sum::ordinary(cell.len())
                    } else {
                        letters.sum(cell, odd, field as u8, &mut read.outside)?
                    };
                }
                Role::PassedOver if cursor.odd(from, to) != 0 && std::str::from_utf8(cell).is_err() => return None,
                Role::PassedOver => {}
            }
            at = end + 1;
        }
        if at - row > CELL_BYTES_MAX || merged > MERGED_BYTES {
            return None;
        }
        read.end = at;
        Some(())
    }

    /// Counts a row; `None` where it is not ordinary.
    #[inline(always)]
    fn count(&mut self, counter: &mut Counter, read: &Read, line: u64) -> Option<()> {
        let place = self.routes.of(read.number, counter)?;
        let mut sum = self.fixed;
        for (field, value) in self.fields.iter().zip(&read.values) {
            sum = sum.plus(value.times(field.times));
        }
        let is_ucs2 = read.outside.count > 0;
        let (fit, units, to);
        if is_ucs2 {
            (fit, units) = (self.fits.ucs2(sum)?, sum.characters());
            to = if read.outside.is_lasting { NO_CHANGE } else { self.fits.seven_bit(sum.replaced())?.segments };
        } else {
            (fit, units) = (self.fits.seven_bit(sum)?, sum.septets());
            to = NO_CHANGE;
        }
        if !matches!(counter.verdicts, Verdicts::None) {
            let spot = Spot { line, column: Some(read.column as u32 + 1) };
            let Some(is_duplicate) = counter.verdict(read.number.e164()?, spot) else { return Some(()) };
            counter.counted(self.class(place, is_ucs2, fit), is_duplicate);
        }
        let rows = &mut counter.counts.rows;
        rows.priced = rows.priced.wrapping_add(1);
        self.bars.message(place, is_ucs2, units);
        for (field, value) in (0..self.fields.len()).zip(&read.values) {
            self.bars.value(field, is_ucs2, if is_ucs2 { value.characters() } else { value.septets() });
        }
        if units > self.compared[usize::from(is_ucs2)] {
            self.compared[usize::from(is_ucs2)] = units;
            counter.counts.compare(self.class(place, is_ucs2, fit), units as u32, line);
        }
        if is_ucs2 {
            self.flips.add(Flip { place, from: fit.segments, to }, &read.outside, &mut counter.counts.effects);
        }
        Some(())
    }

    fn class(&self, place: usize, is_ucs2: bool, fit: Fit) -> Class {
        let (encoding, segments) = (self.fits.encoding(is_ucs2), fit.segments.into());
        Class { place, position: 1, encoding, segments, segments_max: segments }
    }

    /// Counts what was put off.
    pub(crate) fn settle(&mut self, counter: &mut Counter) {
        self.bars.settle(&self.fits, self.fields.iter().map(|field| field.times), &mut counter.counts);
        self.flips.settle(&mut counter.counts.effects);
    }

    /// Adds what was put off to the lines of the others.
    pub(crate) fn add_lines(&self, lines: &mut Lines) {
        self.bars.lines(&self.fits, lines);
    }
}
