//! What is wrong, or odd, in a deck.

use super::{DECK_BYTES_MAX, Date};
use crate::error::quoted;

/// Something wrong or odd in a deck, with the line it is on (the header is line 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub line: u64,
    pub text: String,
    /// Whether it is of a prefix that changes no price.
    pub never_matters: bool,
}

/// The most rates that a deck can have: a row of a market or of several prefixes gives many.
pub(super) const RATES_MAX: usize = 1_000_000;

/// The texts of findings.
impl Finding {
    pub(super) fn new(line: u64, text: impl Into<String>) -> Finding {
        Finding { line, text: text.into(), never_matters: false }
    }

    pub(super) fn too_large(bytes: usize) -> Finding {
        Finding::new(1, format!("a deck has at most {DECK_BYTES_MAX} bytes, this one {bytes}"))
    }

    pub(super) fn too_many(line: u64) -> Finding {
        Finding::new(line, format!("a deck has at most {RATES_MAX} rates"))
    }

    pub(super) fn empty() -> Finding {
        Finding::new(1, "the deck is empty: it begins with a header such as `iso,price,currency`")
    }

    pub(super) fn no_rate() -> Finding {
        Finding::new(1, "the deck has no rate")
    }

    pub(super) fn header() -> Finding {
        Finding::new(1, "the header needs the columns `iso,price,currency` or `iso,price_usd`")
    }

    /// Columns that say the same, or are the same.
    pub(super) fn doubled([one, other]: [&str; 2]) -> Finding {
        let text = match one == other {
            true => format!("column {} is given twice", quoted(one)),
            false => format!("columns {} and {} are one: give one of them", quoted(one), quoted(other)),
        };
        Finding::new(1, text)
    }

    pub(super) fn misspelt(given: &str, known: &str) -> Finding {
        Finding::new(1, format!("column {} is passed over: is it {}?", quoted(given), quoted(known)))
    }

    pub(super) fn currency(line: u64, currency: &str) -> Finding {
        Finding::new(line, format!("currency {currency}: a deck has one currency"))
    }

    pub(super) fn duplicate(line: u64, subject: &str, narrowed: &str) -> Finding {
        let narrowed = if narrowed.is_empty() { String::new() } else { format!(" for {narrowed}") };
        Finding::new(line, format!("{subject} has a rate already{narrowed}"))
    }

    pub(super) fn overlaps(line: u64, other: u64) -> Finding {
        Finding::new(line, format!("the dates overlap: overlaps line {other}"))
    }

    pub(super) fn gap(line: u64, subject: &str, narrowed: &str, [from, to]: [Date; 2]) -> Finding {
        let narrowed = if narrowed.is_empty() { String::new() } else { format!(" for {narrowed}") };
        Finding::new(line, format!("{subject} has no rate of its own{narrowed} from {from} until {to}"))
    }

    pub(super) fn never_matters(line: u64, prefix: &str, shorter: &str) -> Finding {
        let text = format!("prefix {} never matters: prefix {} has the same rate", quoted(prefix), quoted(shorter));
        Finding { never_matters: true, ..Finding::new(line, text) }
    }

    pub(super) fn unknown_region(line: u64, region: &str) -> Finding {
        Finding::new(line, format!("unknown region {}: no phone number is there", quoted(region)))
    }
}

/// What can be wrong in a row: the texts, without their line.
pub(super) mod wrong {
    use super::super::{Category, markets};
    use super::quoted;

    pub(crate) fn missing_column(name: &str) -> String {
        format!("column {} is missing", quoted(name))
    }

    pub(crate) fn prefix(given: &str) -> String {
        format!("prefix {} is not 1 to 15 digits of an E.164 number, without `+`", quoted(given))
    }

    pub(crate) fn elsewhere(prefix: &str, iso: &str, place: Option<&str>) -> String {
        let place = place.map_or("no region".to_owned(), quoted);
        format!("prefix {} is in {place}, not in {}", quoted(prefix), quoted(iso))
    }

    pub(crate) fn market(given: &str) -> String {
        format!("unknown market {}: {}", quoted(given), listed(markets::names()))
    }

    pub(crate) fn category(given: &str) -> String {
        format!("unknown category {}: {}", quoted(given), listed(Category::ALL.map(Category::name)))
    }

    pub(crate) fn line(given: &str) -> String {
        format!("line {} is neither `landline` nor `mobile`", quoted(given))
    }

    pub(crate) fn dates(from: &str, to: &str) -> String {
        format!("valid_to {} must be after valid_from {}", quoted(to), quoted(from))
    }

    fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
        names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
    }
}
