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
use super::csv::{Marks, STRETCH_BYTES, Shape, Stretch, Taken, padded};
use super::lines::{Class, Lines};
use super::message::Adding;
use super::number::Plain;
use super::options::Setup;
use super::problems::Spot;
use super::seen::{AHEAD, Seen};
use crate::phone::E164;
use bars::Bars;
use fits::Fits;
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

/// The bytes that are looked at first: where rows that are not ordinary are among the others, few of them are for nothing.
const FIRST_BYTES: usize = 256;

/// Why a row is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// It does not end here.
    End,
    /// It is not ordinary.
    Other,
}

/// A row of a stretch.
#[derive(Clone, Copy)]
struct Row<'a> {
    text: &'a Stretch,
    /// From the end of the row before to the end of the stretch.
    marks: &'a [u16],
    delimiter: u8,
    line: u64,
}

/// Counts rows that are ordinary.
#[derive(Debug)]
pub(crate) struct Lane {
    marks: Marks,
    /// By column.
    roles: Vec<Role>,
    /// The column of the number.
    number: usize,
    /// What is merged, with its column.
    fields: Vec<(usize, Adding)>,
    /// What the message's own text adds.
    fixed: Sum,
    fits: Fits,
    letters: Letters,
    routes: Routes,
    bars: Bars,
    flips: Flips,
    /// Of the row that is read.
    outside: Outside,
    /// The most units of a message that was compared with the longest one, of 7 bit and of UCS-2: one that is no longer
    /// is none.
    compared: [usize; 2],
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
        let fixed = Sum::of(meter.fixed_tally())?;
        Some(Lane {
            roles,
            fixed,
            fits: Fits::new(meter, fixed)?,
            letters: Letters::new(meter.gauge())?,
            routes: Routes::new(),
            bars: Bars::new(fields.len()),
            flips: Flips::default(),
            outside: Outside::new(),
            compared: [0; 2],
            fields: columns.fields().iter().copied().zip(fields).collect(),
            number: *number,
            marks: Marks::default(),
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
            outside: Outside::new(),
            compared: [0; 2],
            number: self.number,
            marks: Marks::default(),
        }
    }

    /// Counts the ordinary rows at the beginning.
    pub(crate) fn rows(&mut self, counter: &mut Counter, bytes: &[u8], shape: &Shape) -> Taken {
        if self.roles.len() != shape.width {
            self.roles.resize(shape.width, Role::PassedOver);
        }
        let mut taken = Taken::default();
        let mut length = FIRST_BYTES;
        let mut marks = std::mem::take(&mut self.marks);
        while let Some(rest) = bytes.get(taken.bytes..).filter(|rest| !rest.is_empty()) {
            let whole;
            let text: &Stretch = match rest.first_chunk() {
                Some(text) => text,
                None => {
                    whole = padded(rest);
                    &whole
                }
            };
            marks.mark(text, length.min(rest.len()), shape.delimiter);
            self.bring(counter, text, marks.places(), shape.delimiter);
            let before = taken.bytes;
            let is_other = self.stretch(counter, text, marks.places(), shape, &mut taken);
            let is_stuck = taken.bytes == before && length == STRETCH_BYTES;
            if is_other || is_stuck || length >= rest.len() {
                break;
            }
            length = STRETCH_BYTES;
        }
        self.marks = marks;
        counter.counts.rows.all += taken.rows;
        taken
    }

    /// Has the numbers of a stretch's plain rows looked for, before one after another is.
    #[inline(always)]
    fn bring(&self, counter: &Counter, text: &Stretch, marks: &[u16], delimiter: u8) {
        let Verdicts::Seen(seen) = &counter.verdicts else { return };
        let (mut hashes, mut count) = ([0; AHEAD], 0_usize);
        let (mut from, mut column) = (0_usize, 0_usize);
        for &mark in marks.get(1..).unwrap_or_default() {
            let at = byte(text, mark);
            if at != delimiter && at != b'\n' {
                continue;
            }
            if column == self.number
                && let Some(number) = text.get(from..usize::from(mark)).and_then(Plain::read).and_then(Plain::number)
                && let Some(hash) = hashes.get_mut(count)
            {
                *hash = Seen::hash(number);
                count = count.wrapping_add(1);
            }
            column = if at == b'\n' { 0 } else { column.wrapping_add(1) };
            from = usize::from(mark).wrapping_add(1);
        }
        seen.bring(hashes.get(..count).unwrap_or_default());
    }

    /// Counts the rows of a stretch that end in it. Says whether it came to one that is not ordinary.
    #[inline(always)]
    fn stretch(
        &mut self,
        counter: &mut Counter,
        text: &Stretch,
        mut marks: &[u16],
        shape: &Shape,
        taken: &mut Taken,
    ) -> bool {
        let base = taken.bytes;
        loop {
            let row = Row { text, marks, delimiter: shape.delimiter, line: shape.line.wrapping_add(taken.rows) };
            let used = match self.plain(counter, row) {
                Some(used) => used,
                None => match self.read(counter, row) {
                    Ok(used) => used,
                    Err(stop) => return stop == Stop::Other,
                },
            };
            marks = marks.get(used..).unwrap_or_default();
            let end = marks.first().map_or(0, |end| usize::from(*end).wrapping_add(1));
            *taken = Taken { bytes: base.wrapping_add(end), rows: taken.rows.wrapping_add(1) };
        }
    }

    /// Counts a row if each of its marks is the end of a cell; how many it has.
    #[inline(always)]
    fn plain(&mut self, counter: &mut Counter, row: Row<'_>) -> Option<usize> {
        let Row { text, marks, delimiter, line } = row;
        let width = self.roles.len();
        let ends = marks.get(1..=width)?;
        let (last, inner) = ends.split_last()?;
        let mut wrong = 0;
        for end in inner {
            wrong |= byte(text, *end) ^ delimiter;
        }
        let is_crlf = byte(text, *last) == b'\r';
        let used = width.wrapping_add(usize::from(is_crlf));
        let end = *marks.get(used)?;
        wrong |= byte(text, end) ^ b'\n';
        if wrong != 0 || end != last.wrapping_add(u16::from(is_crlf)) {
            return None;
        }
        let cell = |column: usize| {
            let from = usize::from(marks.get(column)?.wrapping_add(1));
            Some((from, usize::from(*ends.get(column)?)))
        };
        let (from, to) = cell(self.number)?;
        let number = Plain::read(text.get(from..to)?)?;
        let mut units = self.fixed.septets();
        let mut lengths = [0_usize; FIELDS];
        for (length, (column, adding)) in lengths.iter_mut().zip(&self.fields) {
            let (from, to) = cell(*column)?;
            *length = to.wrapping_sub(from);
            if *length == 0 && adding.has_default {
                return None;
            }
            units = units.wrapping_add(length.wrapping_mul(adding.times as usize));
        }
        if !self.fits.is_plain(units) {
            return None;
        }
        let place = match self.routes.known(number) {
            Some(place) => place,
            None => self.routes.of(Number::Plain(number), counter)?,
        };
        if self.is_passed_over(counter, || number.number(), place, false, units, line)? {
            return Some(used);
        }
        self.bars.message(place, false, units);
        for (field, length) in (0..self.fields.len()).zip(lengths) {
            self.bars.value(field, false, length);
        }
        Some(used)
    }

    /// Counts a row; how many marks it has.
    // As WebAssembly the call would be some 4 % of a preflight.
    #[cfg_attr(target_arch = "wasm32", inline(always))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(never))]
    fn read(&mut self, counter: &mut Counter, row: Row<'_>) -> Result<usize, Stop> {
        let Row { text, marks, delimiter, line } = row;
        let mut used = 0_usize;
        let mut next = || {
            used += 1;
            let at = usize::from(*marks.get(used)?);
            Some((at, *text.get(at)?))
        };
        let first = marks.first().ok_or(Stop::End)?.wrapping_add(1);
        let (mut begin, mut merged) = (usize::from(first), 0_usize);
        let (mut number, mut values) = (None, [Sum::default(); FIELDS]);
        let last = self.roles.len().wrapping_sub(1);
        let Lane { roles, letters, fields, outside, .. } = self;
        outside.clear();
        for (index, role) in roles.iter().enumerate() {
            let (mut at, mut byte) = next().ok_or(Stop::End)?;
            let is_quoted = byte == b'"' && at == begin;
            let (from, stop) = if is_quoted { (at + 1, b'"') } else { (begin, delimiter) };
            if is_quoted {
                (at, byte) = next().ok_or(Stop::End)?;
            }
            let (mut sum, mut done, mut is_odd) = (Sum::default(), from, false);
            while byte != stop && !matches!(byte, b'\n' | b'\r') {
                // Other control characters may say that the file is no text.
                if byte < b'\r' && byte != delimiter {
                    return Err(Stop::Other);
                }
                is_odd = true;
                if let Role::Field(field) = *role {
                    let (adds, length) = letters.at(text, at, field as u8, outside).ok_or(Stop::Other)?;
                    sum = sum.plus(Sum::ordinary(at.wrapping_sub(done))).plus(adds);
                    done = at.wrapping_add(length);
                    // The other bytes of the character.
                    for _ in 1..length {
                        next().ok_or(Stop::End)?;
                    }
                }
                (at, byte) = next().ok_or(Stop::End)?;
            }
            let to = at;
            if is_quoted {
                if byte != b'"' {
                    return Err(Stop::Other);
                }
                (at, byte) = next().ok_or(Stop::End)?;
                if at != to + 1 {
                    return Err(Stop::Other);
                }
            }
            if index == last && byte == b'\r' {
                let cr = at;
                (at, byte) = next().ok_or(Stop::End)?;
                if at != cr + 1 {
                    return Err(Stop::Other);
                }
            }
            if byte != if index == last { b'\n' } else { delimiter } {
                return Err(Stop::Other);
            }
            let cell = text.get(from..to).ok_or(Stop::Other)?;
            match *role {
                Role::Number => number = Some(Number::read(cell, counter).ok_or(Stop::Other)?),
                Role::Field(field) => {
                    let (_, adding) = fields.get(field).ok_or(Stop::Other)?;
                    if adding.has_default && cell.is_empty() || adding.is_ascii && is_odd && !cell.is_ascii() {
                        return Err(Stop::Other);
                    }
                    merged = merged.saturating_add(cell.len().saturating_mul(adding.times as usize));
                    let value = values.get_mut(field).ok_or(Stop::Other)?;
                    *value = sum.plus(Sum::ordinary(to.wrapping_sub(done)));
                }
                Role::PassedOver if is_odd && std::str::from_utf8(cell).is_err() => return Err(Stop::Other),
                Role::PassedOver => {}
            }
            begin = at + 1;
        }
        let number = number.filter(|_| merged <= MERGED_BYTES).ok_or(Stop::Other)?;
        self.count(counter, number, &values, line).ok_or(Stop::Other)?;
        Ok(used)
    }

    /// Counts a row; `None` where it is not ordinary.
    #[inline(always)]
    fn count(&mut self, counter: &mut Counter, number: Number, values: &[Sum; FIELDS], line: u64) -> Option<()> {
        let place = self.routes.of(number, counter)?;
        let mut sum = self.fixed;
        for ((_, field), value) in self.fields.iter().zip(values) {
            sum = sum.plus(value.times(field.times));
        }
        let is_ucs2 = self.outside.count > 0;
        let (fit, units, to);
        if is_ucs2 {
            (fit, units) = (self.fits.ucs2(sum)?, sum.characters());
            to = if self.outside.is_lasting { NO_CHANGE } else { self.fits.seven_bit(sum.replaced())?.segments };
        } else {
            (fit, units) = (self.fits.seven_bit(sum)?, sum.septets());
            to = NO_CHANGE;
        }
        if self.is_passed_over(counter, || number.e164(), place, is_ucs2, units, line)? {
            return Some(());
        }
        self.bars.message(place, is_ucs2, units);
        for (field, value) in (0..self.fields.len()).zip(values) {
            self.bars.value(field, is_ucs2, if is_ucs2 { value.characters() } else { value.septets() });
        }
        if is_ucs2 {
            self.flips.add(Flip { place, from: fit.segments, to }, &self.outside, &mut counter.counts.effects);
        }
        Some(())
    }

    /// Counts what a row is beside its size: whether there was one with the same number, and whether it is the longest.
    #[inline(always)]
    fn is_passed_over(
        &mut self,
        counter: &mut Counter,
        number: impl Fn() -> Option<E164>,
        place: usize,
        is_ucs2: bool,
        units: usize,
        line: u64,
    ) -> Option<bool> {
        if !matches!(counter.verdicts, Verdicts::None) {
            let spot = Spot { line, column: Some(self.number as u32 + 1) };
            let Some(is_duplicate) = counter.verdict(number()?, spot) else { return Some(true) };
            counter.counted(self.class(place, is_ucs2, units)?, is_duplicate);
        }
        let rows = &mut counter.counts.rows;
        rows.priced = rows.priced.wrapping_add(1);
        let compared = &mut self.compared[usize::from(is_ucs2)];
        if units > *compared {
            *compared = units;
            counter.counts.compare(self.class(place, is_ucs2, units)?, units as u32, line);
        }
        Some(false)
    }

    fn class(&self, place: usize, is_ucs2: bool, units: usize) -> Option<Class> {
        let segments = self.fits.at(is_ucs2, units)?.segments.into();
        Some(Class { place, position: 1, encoding: self.fits.encoding(is_ucs2), segments, segments_max: segments })
    }

    /// Counts what was put off.
    pub(crate) fn settle(&mut self, counter: &mut Counter) {
        self.bars.settle(&self.fits, self.fields.iter().map(|(_, field)| field.times), &mut counter.counts);
        self.flips.settle(&mut counter.counts.effects);
    }

    /// Adds what was put off to the lines of the others.
    pub(crate) fn add_lines(&self, lines: &mut Lines) {
        self.bars.lines(&self.fits, lines);
    }
}

#[inline(always)]
fn byte(text: &Stretch, at: u16) -> u8 {
    text[usize::from(at) % STRETCH_BYTES]
}
