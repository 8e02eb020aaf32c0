//! What makes messages long and dear: fields, characters, and the last few units of a text.

use super::lines::{Class, Lines};
use super::message::{Cause, Measure};
use crate::map::Map;
use crate::sms::Encoding;

/// The most characters of fields that are told apart; of further ones nothing is said, and the savings of all together
/// count them.
const CHARACTERS_MAX: usize = 4096;

/// Units that a text may be too long by to be told how much shorter it should be.
const EXCESS_MAX: usize = 40;

/// What a field does to messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FieldCount {
    pub(crate) rows: u64,
    /// Messages that are UCS-2 because of this field, and would be without the template.
    pub(crate) flips: u64,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) sum: u64,
}

impl FieldCount {
    #[inline]
    pub(crate) fn add(&mut self, units: u32) {
        self.min = if self.rows == 0 { units } else { self.min.min(units) };
        self.max = self.max.max(units);
        self.sum += u64::from(units);
        self.rows += 1;
    }

    pub(crate) fn merge(&mut self, other: &FieldCount) {
        if other.rows == 0 {
            return;
        }
        self.min = if self.rows == 0 { other.min } else { self.min.min(other.min) };
        self.max = self.max.max(other.max);
        self.sum += other.sum;
        self.rows += other.rows;
        self.flips += other.flips;
    }
}

/// Something whose characters can be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// All of them, wherever they are.
    All,
    Template,
    Field(usize),
    /// One character of a field.
    Character(usize, char),
}

/// From a size to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) place: usize,
    pub(crate) from: (u32, u32),
    pub(crate) to: (u32, u32),
}

/// Why messages are as long and as dear as they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effects {
    pub(crate) fields: Vec<FieldCount>,
    /// Messages that a field's character makes UCS-2, by field and character.
    pub(crate) characters: Map<(usize, char), u64>,
    /// Messages that the template makes UCS-2, and its characters.
    pub(crate) template: u64,
    pub(crate) template_characters: Map<char, u64>,
    /// What replacing would change.
    pub(crate) replaced: Map<(Source, Change), u64>,
    /// Messages by the units that have to go to save a segment, 1 to [`EXCESS_MAX`].
    excess: Vec<Lines>,
}

impl Effects {
    pub(crate) fn new(fields: usize) -> Effects {
        Effects { fields: vec![FieldCount::default(); fields], ..Effects::default() }
    }

    /// Messages that are close above a border.
    #[inline]
    pub(crate) fn excess(&mut self, class: Class, excess: u32, count: u64) {
        let at = excess.wrapping_sub(1) as usize;
        if at < EXCESS_MAX && class.segments > 1 && class.segments == class.segments_max {
            if self.excess.is_empty() {
                self.excess = vec![Lines::default(); EXCESS_MAX];
            }
            self.excess[at].add(class, count);
        }
    }

    /// How many of template and fields make messages UCS-2.
    pub(crate) fn flipping(&self) -> usize {
        let fields: crate::map::Set<_> = self.characters.keys().map(|(field, _)| field).collect();
        fields.len() + usize::from(self.template > 0)
    }

    /// Messages that have so many units too many, from 1.
    pub(crate) fn excesses(&self) -> impl Iterator<Item = (u32, &Lines)> {
        (1..).zip(&self.excess)
    }

    /// A message that is UCS-2.
    pub(crate) fn flip(&mut self, place: usize, measure: &Measure, cause: &Cause, values: &[&str]) {
        let from = (measure.segments, measure.segments_max);
        let to = (cause.replaced.segments, cause.replaced.segments_max);
        let is_cheaper = cause.replaced.encoding != Encoding::Ucs2 && cause.replaced.over.is_none();
        let change = is_cheaper.then_some(Change { place, from, to });
        let mut saved = |source: Source| {
            if let Some(change) = change {
                *self.replaced.entry((source, change)).or_default() += 1;
            }
        };
        saved(Source::All);
        match (cause.template, cause.fields.count_ones()) {
            (true, 0) => saved(Source::Template),
            (false, 1) => saved(Source::Field(cause.fields.trailing_zeros() as usize)),
            _ => {}
        }
        if cause.template {
            self.template += 1;
            if cause.fields == 0 {
                for character in &cause.characters {
                    *self.template_characters.entry(*character).or_default() += 1;
                }
            }
        }
        for field in (0..self.fields.len()).filter(|field| cause.fields >> field & 1 == 1) {
            self.fields[field].flips += u64::from(!cause.template);
            let value = values.get(field).copied().unwrap_or_default();
            let sole = cause.fields.count_ones() == 1 && !cause.template;
            for character in cause.characters.iter().filter(|character| sole || value.contains(**character)) {
                if !self.character(field, *character, 1) {
                    continue;
                }
                if let (true, [_], Some(change)) = (sole, &cause.characters[..], change) {
                    *self.replaced.entry((Source::Character(field, *character), change)).or_default() += 1;
                }
            }
        }
    }

    /// Messages that a field's character makes UCS-2; whether there is room to tell it apart.
    pub(crate) fn character(&mut self, field: usize, c: char, count: u64) -> bool {
        let is_told = self.characters.len() < CHARACTERS_MAX || self.characters.contains_key(&(field, c));
        if is_told {
            *self.characters.entry((field, c)).or_default() += count;
        }
        is_told
    }

    pub(crate) fn merge(&mut self, other: &Effects, places: &[usize]) {
        for (field, other) in self.fields.iter_mut().zip(&other.fields) {
            field.merge(other);
        }
        for (key, count) in &other.characters {
            *self.characters.entry(*key).or_default() += count;
        }
        self.template += other.template;
        for (character, count) in &other.template_characters {
            *self.template_characters.entry(*character).or_default() += count;
        }
        for ((source, change), count) in &other.replaced {
            let change = Change { place: places[change.place], ..*change };
            *self.replaced.entry((*source, change)).or_default() += count;
        }
        if self.excess.is_empty() && !other.excess.is_empty() {
            self.excess = vec![Lines::default(); EXCESS_MAX];
        }
        for (lines, other) in self.excess.iter_mut().zip(&other.excess) {
            lines.merge(other, places);
        }
    }
}
