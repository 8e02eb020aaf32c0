//! Ordinary rows, one after another without a stop: what a recipient costs as a few sums.
//!
//! What a row adds is looked up in tables that are made by the general way, of a [`Counter`]. A row that is not
//! ordinary is left to it before anything of the row is counted.

mod fits;
mod flips;
mod letters;

use super::columns::Columns;
use super::counter::Counter;
use super::csv::{CELL_BYTES_MAX, Cursor, Shape, Taken};
use super::lines::Class;
use super::message::Adding;
use super::number::read_number;
use super::options::Setup;
use super::problems::Spot;
use crate::phone::E164;
use fits::{Fit, Fits};
use flips::{Flip, Flips, NO_CHANGE};
use letters::{Letters, Sum};

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
    flips: Flips,
    /// The last message that was UCS-2.
    flip: Flip,
}

/// The values of a row's fields, which of their bytes may be odd, and what they add.
type Values<'a> = [(&'a [u8], u64, Sum); FIELDS];

/// What else was read of a row.
struct Read {
    number: E164,
    column: usize,
    /// Where the next row begins.
    end: usize,
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
        let fits = Fits::new(meter)?;
        Some(Lane {
            roles,
            fields,
            fixed: Sum::of(meter.fixed_tally()),
            fits,
            letters: Letters::new(meter.gauge())?,
            flips: Flips::default(),
            flip: Flip::default(),
        })
    }

    /// Counts the ordinary rows at the beginning.
    pub(crate) fn rows(&mut self, counter: &mut Counter, bytes: &[u8], shape: &Shape) -> Taken {
        if self.roles.len() != shape.width {
            self.roles.resize(shape.width, Role::PassedOver);
        }
        let mut taken = Taken::default();
        let mut values = [(&bytes[..0], 0, Sum::default()); FIELDS];
        while let Some(read) = self.read(counter, bytes, taken.bytes, shape.delimiter, &mut values)
            && self.count(counter, &read, &values, shape.line + taken.rows).is_some()
        {
            taken = Taken { bytes: read.end, rows: taken.rows + 1 };
        }
        counter.counts.rows.all += taken.rows;
        taken
    }

    /// The row that begins there; `None` where it is not ordinary, or not there as a whole.
    #[inline(always)]
    fn read<'a>(
        &mut self,
        counter: &Counter,
        bytes: &'a [u8],
        row: usize,
        delimiter: u8,
        values: &mut Values<'a>,
    ) -> Option<Read> {
        let mut cursor = Cursor::new(bytes, row, delimiter);
        let (mut number, mut column) = (None, 0);
        let mut at = row;
        let last = self.roles.len().wrapping_sub(1);
        let Lane { roles, letters, fields, .. } = self;
        for (index, role) in roles.iter().enumerate() {
            let (mut end, mut byte) = cursor.next()?;
            let (mut from, mut to) = (at, end);
            let mut odd = cursor.odd(from, to);
            if byte == b'"' {
                if end == at {
                    from = at + 1;
                    (to, byte) = cursor.next()?;
                    while byte == delimiter {
                        (to, byte) = cursor.next()?;
                    }
                    odd = cursor.odd(from, to);
                    (end, byte) = if byte == b'"' { cursor.next()? } else { return None };
                    if end != to + 1 {
                        return None;
                    }
                } else {
                    // Within a cell it is a character.
                    while byte == b'"' {
                        (end, byte) = cursor.next()?;
                    }
                    (to, odd) = (end, cursor.odd(from, end));
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
                Role::Number => (number, column) = (read_number(cell, counter.setup.home.as_ref()).ok(), index),
                Role::Field(field) => {
                    let adding = fields.get(field)?;
                    if adding.has_default && cell.is_empty() || adding.is_ascii && odd != 0 && !cell.is_ascii() {
                        return None;
                    }
                    let sum = if odd != 0 { letters.sum(cell, odd)? } else { Sum::ordinary(cell.len()) };
                    *values.get_mut(field)? = (cell, odd, sum);
                }
                Role::PassedOver if odd != 0 && std::str::from_utf8(cell).is_err() => return None,
                Role::PassedOver => {}
            }
            at = end + 1;
        }
        (at - row <= CELL_BYTES_MAX).then_some(Read { number: number?, column, end: at })
    }

    /// Counts a row; `None` where it is not ordinary.
    #[inline(always)]
    fn count(&mut self, counter: &mut Counter, read: &Read, values: &Values<'_>, line: u64) -> Option<()> {
        let place = counter.counts.places.priced(read.number.place())?;
        let mut sum = self.fixed;
        for (field, (_, _, value)) in self.fields.iter().zip(values) {
            sum.add(value, field.times);
        }
        let is_ucs2 = sum.outside > 0;
        let fit = if is_ucs2 { self.fits.ucs2(&sum)? } else { self.fits.seven_bit(&sum)? };
        if is_ucs2 {
            self.flip(values, &sum, place, fit)?;
        }

        let spot = Spot { line, column: Some(read.column as u32 + 1) };
        let Some(is_duplicate) = counter.verdict(read.number, spot) else { return Some(()) };
        let segments = u32::from(fit.segments);
        let class =
            Class { place, position: 1, encoding: self.fits.encoding(is_ucs2), segments, segments_max: segments };
        let counts = &mut counter.counts;
        counts.rows.priced += 1;
        counts.message(class, if is_ucs2 { sum.utf16 } else { sum.septets }, line);
        counts.effects.excess(class, fit.excess.into(), 1);
        for ((field, (_, _, value)), count) in self.fields.iter().zip(values).zip(&mut counts.effects.fields) {
            count.add((if is_ucs2 { value.utf16 } else { value.septets }).wrapping_mul(field.times));
        }
        if is_ucs2 {
            self.flips.add(&self.flip, &mut counts.effects);
        }
        counter.counted(class, is_duplicate);
        Some(())
    }

    /// What makes the message UCS-2.
    #[inline(always)]
    fn flip(&mut self, values: &Values<'_>, sum: &Sum, place: usize, fit: Fit) -> Option<()> {
        let to = if sum.is_lasting { NO_CHANGE } else { self.fits.seven_bit(&sum.replaced())?.segments };
        let Lane { flip, letters, fields, .. } = self;
        flip.begin(place, fit.segments, to);
        for (field, (_, (cell, odd, value))) in fields.iter().zip(values).enumerate() {
            if value.outside > 0 {
                letters.outside(cell, *odd, |c| flip.character(field, c))?;
            }
        }
        Some(())
    }

    /// Counts what was put off.
    pub(crate) fn settle(&mut self, counter: &mut Counter) {
        self.flips.settle(&mut counter.counts.effects);
    }
}
