//! What changes from one deck to the next.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::lookup::{Destination, Kind, Wanted, pick};
use super::place::Place;
use super::rows::Entry;
use super::{Category, Date, Deck, Group};
use crate::credits::{Per, Ratio, Rounding, RoundingMode};
use crate::phone::Line;
use crate::sort;

/// A rate that is not the same in two decks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the rate is for, such as `IN` or `prefix 9198, mobile, from 2026-11-20`, as in [`Deck::rates`].
    pub key: String,
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
}

impl Change {
    /// By how many percent the rate rises, rounded to two places (a half to the even neighbour). There is none for a
    /// rate that is new, gone or was 0.
    pub fn percent(&self) -> Option<Decimal> {
        const TO_PLACES: Rounding = Rounding { per: Per::Message, mode: RoundingMode::HalfEven, scale: 2 };
        let (before, after) = (Ratio::from(self.before?), Ratio::from(self.after?));
        let percent = after.minus(&before).ok()?.over(&before).ok()?.times(&Ratio::from(100_u64)).ok()?;
        let rounded = TO_PLACES.round(&percent).ok()?;
        Some(Decimal::new(rounded.micros(), 6).normalize())
    }
}

/// The rates that differ, sorted by key. The decks should be in one currency: amounts are compared as they stand.
///
/// What is compared is what the decks answer: for each key of one, the other's rate there, which may be that of a shorter
/// prefix, of the region, or of every other operator. Where that depends on the day, the key says from which one to which.
///
/// ```
/// use septet::rates::{Deck, diff};
/// let before = Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\nFR,0.1\nDE,0.2\n")?;
/// let after = Deck::from_csv("sms", b"iso,price_usd\nIN,0.06\nFR,0.1\nGB,0\n")?;
/// let changes = diff(&before, &after);
/// assert_eq!(changes.iter().map(|change| change.key.as_str()).collect::<Vec<_>>(), ["DE", "GB", "IN"]);
/// assert_eq!(changes[2].percent().map(|percent| percent.to_string()), Some("20".to_owned()));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn diff(before: &Deck, after: &Deck) -> Vec<Change> {
    let keys: BTreeSet<Key> = [before, after].into_iter().flat_map(keys).collect();
    let mut changes: Vec<Change> = keys.iter().flat_map(|key| changes(key, before, after)).collect();
    sort::by(&mut changes, |one, other| one.key.cmp(&other.key));
    changes
}

/// What a rate is for, but its dates.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: Place,
    /// In lower case; empty for every other one.
    operator: String,
    category: Option<Category>,
    line: Option<Line>,
}

fn keys(deck: &Deck) -> impl Iterator<Item = Key> {
    deck.entries.iter().map(|entry| {
        let operator = deck.operators.get((entry.operator as usize).wrapping_sub(1));
        let operator = operator.map(|(lower, _)| lower.clone()).unwrap_or_default();
        Key { place: entry.place, operator, category: entry.category, line: entry.line }
    })
}

/// From when on, and the rates then.
type Span = (Option<Date>, [Option<Decimal>; 2]);

/// How the rate of a key changes, from day to day.
fn changes(key: &Key, before: &Deck, after: &Deck) -> Vec<Change> {
    let decks = [Side::new(before, key), Side::new(after, key)];
    let days: BTreeSet<Date> = decks.iter().flat_map(Side::days).collect();
    // Before the first day there are those that have no beginning.
    let mut spans: Vec<Span> = Vec::new();
    for day in std::iter::once(None).chain(days.into_iter().map(Some)) {
        let rates = [decks[0].rate(day), decks[1].rate(day)];
        if spans.last().is_none_or(|(_, last)| *last != rates) {
            spans.push((day, rates));
        }
    }
    let named = after.operators.iter().chain(&before.operators).find(|(lower, _)| *lower == key.operator);
    let mut name = after.place(key.place, None);
    let narrowed = [
        named.map(|(_, written)| format!(", operator {written}")),
        key.category.map(|category| format!(", {}", category.name())),
        key.line.map(|line| format!(", {}", line.name())),
    ];
    name.extend(narrowed.into_iter().flatten());
    let ends = spans.iter().skip(1).map(|(from, _)| *from).chain([None]);
    let change = |((from, [before, after]), to): (&Span, Option<Date>)| {
        let from = from.map(|from| format!(", from {from}")).unwrap_or_default();
        let to = to.map(|to| format!(", to {to}")).unwrap_or_default();
        (before != after).then(|| Change { key: format!("{name}{from}{to}"), before: *before, after: *after })
    };
    spans.iter().zip(ends).filter_map(change).collect()
}

/// A key in a deck.
struct Side<'a> {
    deck: &'a Deck,
    key: &'a Key,
    operator: Option<u32>,
    /// The places that price it, the most exact one first.
    groups: Vec<&'a Group>,
}

impl<'a> Side<'a> {
    fn new(deck: &'a Deck, key: &'a Key) -> Side<'a> {
        let operator = Some(key.operator.as_str()).filter(|operator| !operator.is_empty());
        Side { deck, key, operator: deck.operator(operator), groups: deck.groups_of(key.place) }
    }

    fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.groups.iter().flat_map(|group| group.of(&self.deck.entries))
    }

    /// The days on which the rate may change.
    fn days(&self) -> Vec<Date> {
        let is_own = |entry: &&Entry| entry.operator == 0 || Some(entry.operator) == self.operator;
        let days = |entry: &Entry| entry.from.into_iter().chain(entry.to);
        match self.entries().any(|entry| is_own(&entry)) {
            true => self.entries().filter(is_own).flat_map(days).collect(),
            // Those of every operator, of which the dearest one's counts.
            false => self.entries().flat_map(days).collect(),
        }
    }

    fn rate(&self, at: Option<Date>) -> Option<Decimal> {
        let to = Destination { category: self.key.category, ..Destination::default() };
        let wanted = Wanted { to: &to, region: None, operator: self.operator };
        let of =
            |kind: Kind| self.groups.iter().find_map(|group| pick(group.of(&self.deck.entries), &wanted, kind, at));
        let price = |kind: Kind| of(kind).map(|entry| entry.price);
        match self.key.line {
            Some(line) => price(Kind::Line(line)),
            None => price(Kind::Neither).or_else(|| Line::ALL.into_iter().filter_map(|l| price(Kind::Line(l))).max()),
        }
    }
}
