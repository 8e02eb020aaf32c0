//! Places as prices see them: where a number is, and what else of it a deck looks at.

use std::collections::HashMap;
use std::sync::Arc;

use super::terms::{Place, Pricing};
use crate::Error;
use crate::phone::{self, E164, Line};
use crate::rates::Deck;

/// Tells numbers apart by what their price can depend on, and no further.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// Decks that look at more of a number than its place.
    exact: Vec<Arc<Deck>>,
    /// What is known, by its index.
    known: Vec<Known>,
    /// Indices by place, where nothing else counts.
    by_place: Box<[u32; phone::Place::COUNT]>,
    /// Those of them that have a price.
    priced: Box<[u32; phone::Place::COUNT]>,
    by_key: HashMap<Box<[u64]>, u32>,
    key: Vec<u64>,
}

/// Numbers with one price.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) place: phone::Place,
    key: Box<[u64]>,
    /// The smallest of them.
    example: E164,
    /// Why they have none.
    pub(crate) unpriced: Option<Error>,
}

/// No index.
const UNKNOWN: u32 = u32::MAX;

impl Places {
    pub(crate) fn new(decks: Vec<Arc<Deck>>) -> Places {
        let exact = decks.into_iter().filter(|deck| deck.has_lines() || deck.has_prefixes()).collect();
        let by_place = Box::new([UNKNOWN; phone::Place::COUNT]);
        Places { exact, known: Vec::new(), priced: by_place.clone(), by_place, by_key: HashMap::new(), key: Vec::new() }
    }

    /// The index of a number's place.
    #[inline]
    pub(crate) fn of(&mut self, number: E164, pricing: &Pricing) -> usize {
        let place = number.place();
        let at = self.by_place[place.index()];
        if at == UNKNOWN { self.slow(number, pricing) } else { at as usize }
    }

    /// The index of a place alone, where it is known that there is a price.
    #[inline]
    pub(crate) fn priced(&self, place: phone::Place) -> Option<usize> {
        let at = self.priced[place.index()];
        (at != UNKNOWN).then_some(at as usize)
    }

    fn slow(&mut self, number: E164, pricing: &Pricing) -> usize {
        let mut key = std::mem::take(&mut self.key);
        self.write_key(number, &mut key);
        let at = match self.by_key.get(&*key) {
            Some(&at) => {
                let example = &mut self.known[at as usize].example;
                *example = number.min(*example);
                at as usize
            }
            None => self.add(number, key.clone().into(), pricing),
        };
        self.key = key;
        at
    }

    #[cold]
    fn add(&mut self, example: E164, key: Box<[u64]>, pricing: &Pricing) -> usize {
        let (at, place) = (self.known.len(), example.place());
        self.known.push(Known { place, key: key.clone(), example, unpriced: None });
        self.by_key.insert(key, at as u32);
        if self.exact.is_empty() && place.region().is_some() {
            self.by_place[place.index()] = at as u32;
        }
        self.known[at].unpriced = pricing.cost(&self.to(at), 1, 1, 1).err();
        if self.known[at].unpriced.is_none() {
            self.priced[place.index()] = self.by_place[place.index()];
        }
        at
    }

    /// What a price can depend on.
    fn write_key(&self, number: E164, key: &mut Vec<u64>) {
        key.clear();
        key.push(number.place().index() as u64);
        if self.exact.iter().any(|deck| deck.has_lines()) {
            let line = number.line().and_then(|line| Line::ALL.iter().position(|one| *one == line));
            key.push(line.map_or(0, |line| 1 + line as u64));
        }
        key.extend(self.exact.iter().map(|deck| deck.prefix(number.digits()).unwrap_or_default()));
    }

    pub(crate) fn known(&self) -> &[Known] {
        &self.known
    }

    /// The place as a price is asked for it: a region, or a number that stands for all of them and is none of them,
    /// as far as that can be: as many digits as possible are 0.
    pub(crate) fn to(&self, at: usize) -> Place {
        let Known { place, key, example, .. } = &self.known[at];
        if let (Some(region), true) = (place.region(), self.exact.is_empty()) {
            return Place::Region(region);
        }
        let mut like = Vec::new();
        let zeros = (1..example.length() as u32).rev().map(|zeros| 10_u64.pow(zeros));
        let masked = zeros.filter_map(|unit| E164::new(example.digits() / unit * unit)).find(|masked| {
            self.write_key(*masked, &mut like);
            *like == **key
        });
        Place::Number(masked.unwrap_or(*example).into())
    }

    /// Adds what another one knows; gives its indices here.
    pub(crate) fn merge(&mut self, other: &Places, pricing: &Pricing) -> Vec<usize> {
        let at = |known: &Known| self.slow(known.example, pricing);
        other.known.iter().map(at).collect()
    }
}
