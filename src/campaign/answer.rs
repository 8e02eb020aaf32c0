//! What a preflight answers.

use super::breakdown::{Breakdown, Estimate, Line};
use super::counts::{Counts, Longest, Recipients};
use super::coverage::{Coverage, coverage};
use super::fixes::{self, Character, Field, Fix};
use super::lines::{Class, NO_TEXT};
use super::options::Setup;
use super::places::Places;
use super::problems::{Kind, Problem};
use super::terms::{Cost, Pricing};
use super::warning::{Warning, warnings};
use crate::credits::{Credits, Money};
use crate::map::Map;
use crate::phone::{self, Region};
use crate::sms::Encoding;
use crate::sort;
use crate::{Error, Result};

/// What a campaign costs, what that is made of, and whether the balance covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub recipients: Recipients,
    /// The most messages, or attempts to call: recipients times their numbers.
    pub attempts: u64,
    pub credits: Estimate,
    /// The value of least, expected and most, where the book gives credits one.
    pub money: Option<[Money; 3]>,
    /// By region, then by class of numbers without one.
    pub by_region: Vec<RegionRow>,
    /// Recipients by the segments of their message.
    pub by_segments: Vec<(u32, u64)>,
    pub by_encoding: Vec<(Encoding, u64)>,
    pub fields: Vec<Field>,
    /// What makes messages UCS-2, by field and character.
    pub characters: Vec<Character>,
    pub longest: Option<Longest>,
    /// Where it was said who pays.
    pub coverage: Option<Coverage>,
    /// What would make it cheaper, what saves most first.
    pub fixes: Vec<Fix>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Warning>,
    pub breakdown: Breakdown,
    pub book_hash: String,
    /// The decks that prices are from, by name.
    pub deck_hashes: Map<String, String>,
}

/// The recipients of a region, or of a class of numbers that are in no country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    pub region: Option<Region>,
    pub class: Option<phone::Class>,
    pub recipients: u64,
    /// Of all messages together; 0 for calls.
    pub segments: u64,
    /// Messages, or attempts to call, at the most.
    pub attempts: u64,
    pub credits: Estimate,
}

/// Prices of classes, each looked up once.
pub(crate) struct Prices<'a> {
    pricing: &'a Pricing,
    places: &'a Places,
    known: Map<(usize, u32, u32, u32), Cost>,
}

impl<'a> Prices<'a> {
    pub(crate) fn new(pricing: &'a Pricing, places: &'a Places) -> Prices<'a> {
        Prices { pricing, places, known: Map::new() }
    }

    pub(crate) fn of(&mut self, class: Class) -> Result<Cost> {
        let Class { place, position, segments, segments_max, .. } = class;
        let key = (place, position, segments, segments_max);
        if let Some(cost) = self.known.get(&key) {
            return Ok(*cost);
        }
        let cost = self.pricing.cost(&self.places.to(place), position, segments, segments_max)?;
        self.known.insert(key, cost);
        Ok(cost)
    }

    /// What all of these cost.
    pub(crate) fn sum(&mut self, lines: impl IntoIterator<Item = (Class, u64)>) -> Result<Cost> {
        let add = |sum: Cost, (class, count)| sum.plus(&self.of(class)?.times(count)?);
        lines.into_iter().try_fold(Cost::ZERO, add)
    }
}

/// Ends a preflight.
pub(crate) fn answer(setup: &Setup, mut counts: Counts) -> Result<Answer> {
    for known in counts.places.known() {
        if let Some(error) = &known.unpriced {
            counts.problems.explain(Kind::Unpriced, error.code(), error.to_string());
        }
    }
    let is_call = setup.pricing.is_call();
    let mut prices = Prices::new(&setup.pricing, &counts.places);
    let total = prices.sum(counts.lines.iter())?;
    let credits = Estimate::of(&total)?;
    let breakdown = Breakdown { terms: setup.options.terms.clone(), lines: lines(&counts, is_call) };
    let (mut by_segments, mut by_encoding) = (Map::new(), [0; NO_TEXT + 1]);
    for (class, count) in counts.lines.iter().filter(|_| !is_call) {
        *by_segments.entry(class.segments).or_default() += count;
        by_encoding[class.encoding] += count;
    }
    let coverage = coverage(setup, &counts.rows, &total, &breakdown)?;
    let attempts = breakdown.attempts()?;
    let book = setup.engine.book();
    let used = setup.engine.decks_of(&setup.options.terms.service)?;
    let mut answer = Answer {
        recipients: counts.rows,
        attempts,
        credits,
        money: money(setup, &credits)?,
        by_region: by_region(&counts, is_call, &mut prices)?,
        by_segments: by_segments.into_iter().collect(),
        by_encoding: Encoding::ALL.into_iter().zip(by_encoding).filter(|(_, count)| *count > 0).collect(),
        fields: fixes::fields(setup, &counts.effects),
        characters: fixes::characters(setup, &counts.effects, &mut prices)?,
        longest: counts.longest,
        coverage,
        fixes: fixes::fixes(setup, &counts, &mut prices)?,
        problems: Vec::new(),
        warnings: Vec::new(),
        breakdown,
        book_hash: book.hash.clone(),
        deck_hashes: used.iter().map(|deck| (deck.name().to_owned(), deck.hash().to_owned())).collect(),
    };
    answer.problems = counts.problems.into_list();
    answer.warnings = warnings(&answer, is_call);
    Ok(answer)
}

/// The lines of the breakdown, in an order that does not depend on that of the rows.
fn lines(counts: &Counts, is_call: bool) -> Vec<Line> {
    let mut sums: Map<_, u64> = Map::new();
    for (Class { place, position, segments, segments_max, .. }, count) in counts.lines.iter() {
        *sums.entry((place, position, segments, segments_max)).or_default() += count;
    }
    let line = |((place, position, segments, segments_max), recipients)| {
        let [segments, segments_max] = [segments, segments_max].map(|parts| Some(parts).filter(|_| !is_call));
        Line { place: counts.places.to(place), segments, segments_max, position, recipients }
    };
    let mut lines: Vec<_> = sums.into_iter().map(line).map(|line| (line.place.to_string(), line)).collect();
    sort::by(&mut lines, |(place, line), (other_place, other)| {
        let rest = |line: &Line| (line.position, line.segments, line.segments_max);
        place.cmp(other_place).then_with(|| rest(line).cmp(&rest(other)))
    });
    lines.into_iter().map(|(_, line)| line).collect()
}

fn by_region(counts: &Counts, is_call: bool, prices: &mut Prices<'_>) -> Result<Vec<RegionRow>> {
    let mut rows = Map::<_, (RegionRow, Cost)>::new();
    for (class, count) in counts.lines.iter() {
        let place = counts.places.known()[class.place].place;
        let (region, of) = (place.region(), place.class());
        let credits = Estimate { min: Credits::ZERO, expected: Credits::ZERO, max: Credits::ZERO };
        let empty = RegionRow { region, class: of, recipients: 0, segments: 0, attempts: 0, credits };
        // Those without a region come last.
        let (row, cost) = rows.entry((region.is_none(), region, of)).or_insert((empty, Cost::ZERO));
        row.recipients += if class.position == 1 { count } else { 0 };
        row.attempts += count;
        if !is_call {
            let segments = u64::from(class.segments).checked_mul(count);
            let sum = segments.and_then(|segments| row.segments.checked_add(segments));
            row.segments = sum.ok_or_else(|| Error::out_of_range("the number of segments"))?;
        }
        *cost = cost.plus(&prices.of(class)?.times(count)?)?;
    }
    let row = |(row, cost): (RegionRow, Cost)| Ok(RegionRow { credits: Estimate::of(&cost)?, ..row });
    rows.into_values().map(row).collect()
}

fn money(setup: &Setup, credits: &Estimate) -> Result<Option<[Money; 3]>> {
    let book = setup.engine.book();
    let Some(value) = book.credit_value else { return Ok(None) };
    let value = |credits: Credits| Money::exactly(credits.ratio().times(&value.into())?, book.currency);
    Ok(Some([value(credits.min)?, value(credits.expected)?, value(credits.max)?]))
}
