//! What would make a campaign cheaper, and what each of its fields does to it.

use rust_decimal::Decimal;

use super::answer::Prices;
use super::breakdown::Estimate;
use super::counts::Counts;
use super::effects::{Change, Effects, Source};
use super::lines::{Class, NO_TEXT};
use super::options::{Duplicates, Setup};
use crate::Result;
use crate::credits::{Credits, Per, Ratio, Rounding, RoundingMode};
use crate::map::Map;
use crate::sms;
use crate::sort;

/// What a field does to messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// Messages that are UCS-2 because of it, and of nothing in the template.
    pub flips: u64,
    /// Units that its values take, each in the encoding of its message.
    pub units_min: u32,
    /// Rounded to hundredths.
    pub units_mean: Decimal,
    pub units_max: u32,
    pub units_total: u64,
}

/// A character that makes messages UCS-2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Character {
    /// The field whose values have it; `None` for the template.
    pub field: Option<String>,
    pub character: char,
    /// What may stand in its place; `None` where nothing is known to.
    pub replacement: Option<String>,
    /// Messages that it makes UCS-2, alone or with others.
    pub recipients: u64,
    /// What replacing it and nothing else saves; 0 where nothing is known to stand in its place.
    pub saves: Credits,
}

/// What would make a campaign cheaper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub kind: FixKind,
    /// Messages or recipients that it changes.
    pub recipients: u64,
    /// Of the expected credits.
    pub saves: Credits,
    /// Of the most.
    pub saves_max: Credits,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixKind {
    /// Every character that makes messages UCS-2, wherever it is.
    ReplaceAll,
    /// Those of the template.
    ReplaceInTemplate,
    /// Those of a field's values.
    ReplaceInField(String),
    /// The template by so many units.
    Shorten(u32),
    SkipDuplicates,
}

/// How many fixes are told.
const FIXES_MAX: usize = 10;

/// How many characters are told.
const CHARACTERS_TOLD: usize = 100;

pub(crate) fn fields(setup: &Setup, effects: &Effects) -> Vec<Field> {
    let names = setup.meter.iter().flat_map(|meter| meter.fields());
    let field = |(name, count): (&String, &super::effects::FieldCount)| Field {
        name: name.clone(),
        flips: count.flips,
        units_min: count.min,
        units_mean: mean(count.sum, count.rows),
        units_max: count.max,
        units_total: count.sum,
    };
    names.zip(&effects.fields).map(field).collect()
}

/// In hundredths, a half to the even one.
fn mean(sum: u64, count: u64) -> Decimal {
    let nearest = Rounding { per: Per::Message, mode: RoundingMode::HalfEven, scale: 2 };
    let mean = Ratio::new(sum.into(), count.max(1).into()).and_then(|mean| nearest.round(&mean));
    mean.map_or(Decimal::ZERO, |mean| Decimal::new(mean.micros(), 6).normalize())
}

/// Savings of replacing, by what is replaced: messages, and expected and most credits.
type Savings = Map<Source, (u64, Credits, Credits)>;

fn savings(effects: &Effects, prices: &mut Prices<'_>) -> Result<Savings> {
    let mut savings = Savings::new();
    for ((source, Change { place, from, to }), count) in &effects.replaced {
        let class =
            |(segments, segments_max)| Class { place: *place, position: 1, encoding: NO_TEXT, segments, segments_max };
        let (before, after) = (prices.of(class(*from))?, prices.of(class(*to))?);
        let saved = savings.entry(*source).or_default();
        saved.0 += count;
        saved.1 = saved.1.plus(before.min.minus(after.min)?.times(*count)?)?;
        saved.2 = saved.2.plus(before.max.minus(after.max)?.times(*count)?)?;
    }
    Ok(savings)
}

pub(crate) fn characters(setup: &Setup, effects: &Effects, prices: &mut Prices<'_>) -> Result<Vec<Character>> {
    let savings = savings(effects, prices)?;
    let alphabet = &setup.options.text.profile.alphabet;
    let names = setup.meter.as_ref().map(|meter| meter.fields()).unwrap_or_default();
    let of_fields = effects.characters.iter().map(|((field, character), count)| {
        let saves = savings.get(&Source::Character(*field, *character)).map(|saved| saved.1);
        (names.get(*field).cloned(), *character, *count, saves.unwrap_or_default())
    });
    let of_template = effects.template_characters.iter().map(|(character, count)| {
        let is_only = effects.template_characters.len() == 1;
        let saves = savings.get(&Source::Template).map(|saved| saved.1).filter(|_| is_only);
        (None, *character, *count, saves.unwrap_or_default())
    });
    let character = |(field, character, recipients, saves)| {
        // A mark that is composed with its letter is replaced with it, and has nothing in its own place.
        let replacement = sms::replacement(character, alphabet).map(|(text, _)| text);
        let saves = if replacement.is_some() { saves } else { Credits::ZERO };
        Character { field, character, replacement, recipients, saves }
    };
    let mut all: Vec<_> = of_fields.chain(of_template).map(character).collect();
    sort::by(&mut all, |a, b| {
        (b.saves, b.recipients, &a.field, a.character).cmp(&(a.saves, a.recipients, &b.field, b.character))
    });
    all.truncate(CHARACTERS_TOLD);
    Ok(all)
}

/// The cheapest fixes, what saves most first.
pub(crate) fn fixes(setup: &Setup, counts: &Counts, prices: &mut Prices<'_>) -> Result<Vec<Fix>> {
    let names = setup.meter.as_ref().map(|meter| meter.fields()).unwrap_or_default();
    let savings = savings(&counts.effects, prices)?;
    let mut fixes = Vec::new();
    let sole = savings.keys().filter(|source| matches!(source, Source::Template | Source::Field(_))).count();
    for (source, (recipients, saves, saves_max)) in savings {
        let kind = match source {
            // One source alone says it more exactly.
            Source::All if sole == 1 && counts.effects.flipping() == 1 => continue,
            Source::All => FixKind::ReplaceAll,
            Source::Template => FixKind::ReplaceInTemplate,
            Source::Field(field) => FixKind::ReplaceInField(names.get(field).cloned().unwrap_or_default()),
            Source::Character(..) => continue,
        };
        fixes.push(Fix { kind, recipients, saves, saves_max });
    }
    fixes.extend(shorter(counts, prices)?);
    if setup.options.duplicates == Duplicates::Keep && counts.rows.duplicates > 0 {
        let Estimate { expected: saves, max: saves_max, .. } = Estimate::of(&prices.sum(counts.duplicates.iter())?)?;
        fixes.push(Fix { kind: FixKind::SkipDuplicates, recipients: counts.rows.duplicates, saves, saves_max });
    }
    fixes.retain(|fix| fix.saves_max > Credits::ZERO || fix.saves > Credits::ZERO);
    sort::by_key(&mut fixes, |fix| std::cmp::Reverse((fix.saves, fix.saves_max)));
    fixes.truncate(FIXES_MAX);
    Ok(fixes)
}

/// A shorter template: the cut that saves most for each unit, and the one that saves most of all.
fn shorter(counts: &Counts, prices: &mut Prices<'_>) -> Result<Vec<Fix>> {
    let (mut sum, mut recipients) = (Credits::ZERO, 0);
    let mut cuts: Vec<Fix> = Vec::new();
    for (units, lines) in counts.effects.excesses() {
        let before = sum;
        for (class, count) in lines.iter() {
            let fewer = Class { segments: class.segments - 1, segments_max: class.segments_max - 1, ..class };
            let saved = prices.of(class)?.min.minus(prices.of(fewer)?.min)?;
            sum = sum.plus(saved.times(count)?)?;
            recipients += count;
        }
        if sum > before {
            cuts.push(Fix { kind: FixKind::Shorten(units), recipients, saves: sum, saves_max: sum });
        }
    }
    let units = |fix: &Fix| if let FixKind::Shorten(units) = fix.kind { i128::from(units) } else { 1 };
    let by_unit = |a: &&Fix, b: &&Fix| {
        let (one, other) = (i128::from(a.saves.micros()) * units(b), i128::from(b.saves.micros()) * units(a));
        one.cmp(&other).then(units(b).cmp(&units(a)))
    };
    let best = cuts.iter().max_by(by_unit).cloned();
    let most = cuts.last().cloned().filter(|most| best.as_ref() != Some(most));
    Ok(best.into_iter().chain(most).collect())
}
