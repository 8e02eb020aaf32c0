//! What a deck's rows say.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::finding::wrong;
use super::markets::Market;
use super::place::{Place, Prefix};
use super::records::Records;
use super::{Category, Date, Finding};
use crate::Error;
use crate::credits::{Currency, decimal};
use crate::error::quoted;
use crate::map::Map;
use crate::phone::{self, Class, Line, Region};

/// One price, and for what it is: everything but the price and the market is its key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) place: Place,
    /// Counted from 1 by name; 0 is every other one.
    pub(super) operator: u32,
    pub(super) category: Option<Category>,
    pub(super) line: Option<Line>,
    pub(super) from: Option<Date>,
    /// The first date on which it no longer holds.
    pub(super) to: Option<Date>,
    /// Where its price is from, for explanations.
    pub(super) market: Option<Market>,
    pub(super) price: Decimal,
    pub(super) row: u64,
}

impl Entry {
    /// All of the key but the dates.
    pub(super) fn key(&self) -> (Place, u32, Option<Category>, Option<Line>) {
        (self.place, self.operator, self.category, self.line)
    }

    /// Whether the price depends on nothing but the place.
    pub(super) fn is_plain(&self) -> bool {
        self.operator == 0 && self.category.is_none() && self.line.is_none() && self.from.is_none() && self.to.is_none()
    }
}

/// Operators by their names in lower case: a number for each, and how it is written.
#[derive(Debug, Default)]
pub(super) struct Operators(Map<String, (u32, String)>);

impl Operators {
    /// Nobody, and everybody else.
    fn is_every_other(name: &str) -> bool {
        name.is_empty() || name.eq_ignore_ascii_case("other")
    }

    fn number(&mut self, name: &str) -> u32 {
        let next = self.0.len() as u32 + 1;
        let (number, written) = self.0.entry(name.to_lowercase()).or_insert_with(|| (next, name.to_owned()));
        // Of several ways to write it, the same one is kept whatever the order of the rows.
        if name < written.as_str() {
            *written = name.to_owned();
        }
        *number
    }

    /// The names in order, in lower case and as written; and the entries' numbers changed to that order.
    pub(super) fn sorted(self, entries: &mut [Entry]) -> Vec<(String, String)> {
        let mut place = vec![0; self.0.len() + 1];
        for (at, (number, _)) in self.0.values().enumerate() {
            place[*number as usize] = at as u32 + 1;
        }
        for entry in entries {
            entry.operator = place[entry.operator as usize];
        }
        self.0.into_iter().map(|(lower, (_, written))| (lower, written)).collect()
    }
}

/// Where the columns that count stand.
#[derive(Default)]
pub(super) struct Columns {
    price: usize,
    /// Without one, prices are US dollars.
    currency: Option<usize>,
    iso: Option<usize>,
    prefix: Option<usize>,
    market: Option<usize>,
    operator: Option<usize>,
    category: Option<usize>,
    line: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
}

/// The header's columns.
fn names(header: &Records) -> Vec<String> {
    header.fields().map(|name| name.to_ascii_lowercase()).collect()
}

/// Columns that are passed over and nearly have the name of one that counts.
pub(super) fn misspelt(header: &Records) -> Vec<Finding> {
    let names = names(header);
    let unknown = names.iter().filter(|name| !KNOWN.contains(&name.as_str()));
    let nearly = |name: &String| Some(Finding::misspelt(name, KNOWN.iter().find(|known| is_near(name, known))?));
    unknown.filter_map(nearly).collect()
}

/// Whether two names differ by what stands between their words, or in one letter.
fn is_near(name: &str, known: &str) -> bool {
    let letters = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<Vec<_>>();
    let (name, known) = (letters(name), letters(known));
    let same = |(a, b): &(&char, &char)| a == b;
    let begin = name.iter().zip(&known).take_while(same).count();
    let (name, known) = (&name[begin..], &known[begin..]);
    let end = name.iter().rev().zip(known.iter().rev()).take_while(same).count();
    let (name, known) = (&name[..name.len() - end], &known[..known.len() - end]);
    let is_swap = || matches!((name, known), ([a, b], [c, d]) if (a, b) == (d, c));
    (name.len() <= 1 && known.len() <= 1 && begin + end > 2) || is_swap()
}

/// A row that has a price.
pub(super) struct Row {
    pub(super) currency: Currency,
    /// The same for each of its places.
    pub(super) entry: Entry,
    pub(super) places: Vec<Place>,
}

/// The columns that count.
const KNOWN: [&str; 12] = [
    "price",
    "currency",
    "price_usd",
    "iso",
    "prefix",
    "market",
    "operator",
    "category",
    "line",
    "line_type",
    "valid_from",
    "valid_to",
];

impl Columns {
    pub(super) fn of(header: &Records) -> Result<Columns, Finding> {
        let names = names(header);
        if let Some(twice) = KNOWN.iter().find(|known| names.iter().filter(|name| name == *known).count() > 1) {
            return Err(Finding::doubled([twice, twice]));
        }
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        for [one, other] in [["price", "price_usd"], ["line", "line_type"]] {
            if at(one).and(at(other)).is_some() {
                return Err(Finding::doubled([one, other]));
            }
        }
        let (price, currency) = match (at("price"), at("currency"), at("price_usd")) {
            (Some(price), Some(currency), _) => (price, Some(currency)),
            (_, _, Some(price)) => (price, None),
            _ => return Err(Finding::header()),
        };
        let (iso, prefix, market) = (at("iso"), at("prefix"), at("market"));
        if iso.or(prefix).or(market).is_none() {
            return Err(Finding::header());
        }
        let (operator, category, line) = (at("operator"), at("category"), at("line").or(at("line_type")));
        let (from, to) = (at("valid_from"), at("valid_to"));
        Ok(Columns { price, currency, iso, prefix, market, operator, category, line, from, to })
    }

    /// The row that stands in `record`; `None` where it has no place or no price.
    pub(super) fn row(&self, record: &Records, row: u64, operators: &mut Operators) -> Result<Option<Row>, String> {
        let cell = |at: Option<usize>, name: &str| match at {
            None => Ok(Cow::Borrowed("")),
            Some(at) => record.field(at).ok_or_else(|| wrong::missing_column(name)),
        };
        let text = |error: Error| error.to_string();
        let (iso, prefix) = (cell(self.iso, "iso")?, cell(self.prefix, "prefix")?);
        let market = cell(self.market, "market")?;
        let price = cell(Some(self.price), if self.currency.is_some() { "price" } else { "price_usd" })?;
        if price.is_empty() || (iso.is_empty() && prefix.is_empty() && market.is_empty()) {
            return Ok(None);
        }
        let market =
            if market.is_empty() { None } else { Some(Market::parse(&market).ok_or_else(|| wrong::market(&market))?) };
        let places = places(&iso, &prefix, market)?;
        let rate = decimal("price", &price).map_err(text)?;
        // A last digit other than 0 needs no normalizing, which takes its time.
        let rate = if price.ends_with(|digit: char| digit > '0') { rate } else { rate.normalize() };
        if rate.is_sign_negative() && !rate.is_zero() {
            return Err(text(Error::negative("price", &price)));
        }
        let currency = match self.currency {
            Some(_) => Currency::parse(&cell(self.currency, "currency")?),
            None => Currency::parse("USD"),
        };
        let currency = currency.map_err(text)?;

        let named = cell(self.operator, "operator")?;
        let operator = if Operators::is_every_other(&named) { 0 } else { operators.number(&named) };
        let category = cell(self.category, "category")?;
        let category = one_of(&category, &Category::ALL, Category::name, wrong::category)?;
        let line = one_of(&cell(self.line, "line")?, &Line::ALL, Line::name, wrong::line)?;
        let date = |cell: &str| if cell.is_empty() { Ok(None) } else { Date::parse(cell).map(Some).map_err(text) };
        let (from_cell, to_cell) = (cell(self.from, "valid_from")?, cell(self.to, "valid_to")?);
        let (from, to) = (date(&from_cell)?, date(&to_cell)?);
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            return Err(wrong::dates(&from_cell, &to_cell));
        }
        // Beside a prefix, region and market only say where it is.
        let market = market.filter(|_| prefix.is_empty());
        let place = places.first().copied().unwrap_or(Place::Other);
        let entry = Entry { place, operator, category, line, from, to, market, price: rate, row };
        Ok(Some(Row { currency, entry, places }))
    }
}

/// The places of a row: its prefixes, else its region or class, else the regions of its market.
fn places(iso: &str, prefix: &str, market: Option<Market>) -> Result<Vec<Place>, String> {
    let own = match (iso, class(iso)) {
        ("", _) => None,
        (_, Some(class)) => Some(Place::Class(class)),
        _ => Some(Place::Region(Region::parse(iso).map_err(|error| error.to_string())?)),
    };
    if !prefix.is_empty() {
        let place = |digits: &str| {
            let place = Prefix::parse(digits).ok_or_else(|| wrong::prefix(digits))?;
            let inside = match own {
                Some(Place::Region(region)) => phone::region_of(digits) == Some(region),
                Some(Place::Class(class)) => Class::of(digits) == Some(class),
                _ => true,
            };
            let is_in = || phone::region_of(digits).map(|region| region.to_string());
            if inside { Ok(Place::Prefix(place)) } else { Err(wrong::elsewhere(digits, iso, is_in().as_deref())) }
        };
        if prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return place(prefix).map(|place| vec![place]);
        }
        return prefix.split_whitespace().map(place).collect();
    }
    Ok(match (own, market) {
        (Some(own), _) => vec![own],
        (None, Some(market)) if !market.is_other() => market.regions().map(Place::Region).collect(),
        _ => vec![Place::Other],
    })
}

fn class(name: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|class| class.name().eq_ignore_ascii_case(name))
}

/// A cell that holds one of a few names; an empty one holds none.
fn one_of<T: Copy>(
    cell: &str,
    all: &[T],
    name: fn(T) -> &'static str,
    wrong: fn(&str) -> String,
) -> Result<Option<T>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    all.iter().copied().find(|one| name(*one).eq_ignore_ascii_case(cell)).map(Some).ok_or_else(|| wrong(cell))
}

/// What an entry is for, but its place and its dates: `operator Jio, marketing, mobile`.
pub(super) fn narrowed(entry: &Entry, operators: &[(String, String)]) -> String {
    let mut parts = Vec::new();
    if let Some((_, operator)) = operators.get((entry.operator as usize).wrapping_sub(1)) {
        parts.push(format!("operator {operator}"));
    }
    parts.extend(entry.category.map(|category| category.name().to_owned()));
    parts.extend(entry.line.map(|line| line.name().to_owned()));
    parts.join(", ")
}

/// A place as a finding names it.
pub(super) fn subject(place: Place) -> String {
    match place {
        Place::Region(region) => format!("region {}", quoted(region.as_str())),
        Place::Class(class) => format!("class {}", quoted(class.name())),
        Place::Other => format!("market {}", quoted(super::markets::OTHER)),
        Place::Prefix(prefix) => format!("prefix {}", quoted(&prefix.to_string())),
    }
}
