//! What was counted: of one reader, or of several together.

use super::effects::Effects;
use super::lines::{Class, Lines};
use super::places::Places;
use super::problems::Problems;
use super::terms::Pricing;

/// The longest message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longest {
    pub segments: u32,
    pub segments_max: u32,
    /// Septets, or UTF-16 code units.
    pub units: u32,
    /// Where it stands; of several, the first.
    pub line: u64,
}

impl Longest {
    fn size(&self) -> (u32, u32, u32) {
        (self.segments_max, self.segments, self.units)
    }
}

/// Rows by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recipients {
    /// All of them.
    pub all: u64,
    pub priced: u64,
    pub unpriced: u64,
    /// Without a number that can be reached, or unreadable.
    pub invalid: u64,
    /// Whose number an earlier row has; among those priced as well, unless they are skipped.
    pub duplicates: u64,
    pub opted_out: u64,
    pub do_not_call: u64,
}

/// All that is counted.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    pub(crate) rows: Recipients,
    pub(crate) places: Places,
    /// Priced recipients, those that are duplicates among them.
    pub(crate) lines: Lines,
    pub(crate) duplicates: Lines,
    pub(crate) effects: Effects,
    pub(crate) problems: Problems,
    pub(crate) longest: Option<Longest>,
}

impl Counts {
    pub(crate) fn new(places: Places, fields: usize) -> Counts {
        Counts {
            rows: Recipients::default(),
            places,
            lines: Lines::default(),
            duplicates: Lines::default(),
            effects: Effects::new(fields),
            problems: Problems::default(),
            longest: None,
        }
    }

    /// Empty ones that know the same places.
    pub(crate) fn fork(&self) -> Counts {
        Counts::new(self.places.clone(), self.effects.fields.len())
    }

    #[inline]
    pub(crate) fn message(&mut self, class: Class, units: u32, line: u64) {
        self.lines.add(class, 1);
        self.compare(class, units, line);
    }

    /// Whether a message is longer than all before it.
    #[inline]
    pub(crate) fn compare(&mut self, class: Class, units: u32, line: u64) {
        let size = (class.segments_max, class.segments, units);
        if self.longest.is_none_or(|longest| size > longest.size()) {
            let Class { segments, segments_max, .. } = class;
            self.longest = Some(Longest { segments, segments_max, units, line });
        }
    }

    /// Adds those of rows that come later, `lines` after the first line. Gives the indices of their places here.
    pub(crate) fn merge(&mut self, other: &Counts, lines: u64, pricing: &Pricing) -> Vec<usize> {
        let places = self.places.merge(&other.places, pricing);
        self.lines.merge(&other.lines, &places);
        self.duplicates.merge(&other.duplicates, &places);
        self.effects.merge(&other.effects, &places);
        self.problems.merge(&other.problems, lines);
        if self.longest.as_ref().map(Longest::size) < other.longest.as_ref().map(Longest::size) {
            self.longest = other.longest.map(|longest| Longest { line: longest.line + lines, ..longest });
        }
        let Recipients { all, priced, unpriced, invalid, duplicates, opted_out, do_not_call } = &mut self.rows;
        *all += other.rows.all;
        *priced += other.rows.priced;
        *unpriced += other.rows.unpriced;
        *invalid += other.rows.invalid;
        *duplicates += other.rows.duplicates;
        *opted_out += other.rows.opted_out;
        *do_not_call += other.rows.do_not_call;
        places
    }
}
