//! Rate decks: what a carrier asks for a message or a minute, by destination, on a date.
//!
//! A destination without a rate has no price: it is never 0 and never a neighbour's.

mod canonical;
mod category;
mod date;
mod diff;
mod finding;
mod lookup;
mod markets;
mod place;
mod plain;
mod read;
mod records;
#[cfg(any(feature = "ledger", feature = "serde"))]
mod rfc3339;
mod rows;
mod shipped;

use rust_decimal::Decimal;

use crate::credits::Currency;
use crate::phone::Region;
use crate::{Error, Result};
use place::{Place, Prefix};
use rows::{Entry, narrowed};

pub use category::Category;
pub use date::Date;
pub use diff::{Change, diff};
pub use finding::Finding;
pub use lookup::{Destination, Rate};
pub use read::read;
#[cfg(feature = "ledger")]
pub(crate) use rfc3339::DAY_MS;
#[cfg(any(feature = "ledger", feature = "serde"))]
pub(crate) use rfc3339::rfc3339;
#[cfg(any(feature = "ledger", feature = "wasm"))]
pub(crate) use rfc3339::write_rfc3339;
pub use shipped::{SHIPPED, Shipped};

/// The most bytes of a deck that are read.
pub const DECK_BYTES_MAX: usize = 16 << 20;

/// Prices by destination, in one currency.
///
/// It is read from a CSV with `price` and `currency` or `price_usd`, and at least one of the columns that say where:
/// `iso` (a region, or a class such as `freephone`), `prefix` (E.164 digits, several with spaces between them) and
/// `market`. Further columns narrow a row: `operator`, `category`, `line` (or `line_type`), `valid_from` and `valid_to`
/// (the first day on which it no longer holds). Columns are in any order and case, each once, and others are passed over.
///
/// - A row without a place or a price has no rate.
/// - Of rows that differ in `valid_from` only, each holds until the next one begins; after a `valid_to` there is no
///   rate until then.
/// - `market` is read as the regions it has; `Other` is every region of the numbering plan without a row. Beside a
///   region or a prefix, it only says where the price is from.
/// - The operator `Other` is every other one, as is none.
///
/// ```
/// use septet::{phone::Region, rates::Deck};
/// let deck = Deck::from_csv("sms", b"iso,price,currency\nIN,0.05,USD\n")?;
/// assert_eq!(deck.regional(Region::parse("IN")?).map(|rate| rate.to_string()), Some("0.05".to_owned()));
/// assert_eq!(deck.regional(Region::parse("FR")?), None);
///
/// let error = Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\nIN,0.06\nFR,cheap\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the `sms` deck: line 3: region `IN` has a rate already; line 4: price `cheap` is not a decimal number such as `0.05`",
/// );
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Deck {
    name: String,
    currency: Currency,
    /// Sorted by key, then by date.
    entries: Vec<Entry>,
    /// The entries of each place, sorted by place.
    groups: Vec<Group>,
    /// In lower case and as written; sorted.
    operators: Vec<(String, String)>,
    canonical: String,
    hash: String,
    warnings: Vec<Finding>,
    plain: Vec<(Region, Decimal)>,
    has_lines: bool,
}

/// Decks with equal rates are equal, whatever their names and the form they were read in.
impl PartialEq for Deck {
    fn eq(&self, other: &Deck) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Deck {}

/// The entries of one place.
#[derive(Debug, Clone)]
struct Group {
    place: Place,
    start: u32,
    end: u32,
    /// The group of the next shorter prefix.
    parent: u32,
}

/// A place that is within no shorter prefix.
const NO_PARENT: u32 = u32::MAX;

impl Group {
    fn of<'a>(&self, entries: &'a [Entry]) -> &'a [Entry] {
        entries.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// The group of the longest prefix that these digits begin with.
fn longest(groups: &[Group], digits: Prefix) -> Option<&Group> {
    // What stands last before the digits is the one, or is within the one.
    let after = groups.partition_point(|group| group.place <= Place::Prefix(digits));
    let mut group = groups.get(after.checked_sub(1)?)?;
    loop {
        match group.place {
            Place::Prefix(prefix) if prefix.covers(digits) => return Some(group),
            _ => group = groups.get(group.parent as usize)?,
        }
    }
}

impl Deck {
    /// Reads a CSV. All that is wrong is reported at once; the first ten lines by name.
    ///
    /// `name` is what errors call the deck.
    pub fn from_csv(name: &str, csv: &[u8]) -> Result<Deck> {
        const LISTED: usize = 10;
        read(name, csv).map_err(|findings| {
            let first = findings.iter().take(LISTED).map(|finding| (finding.line, finding.text.as_str()));
            Error::invalid_deck(name, first, findings.len())
        })
    }

    /// What errors call the deck.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The rates as a CSV in canonical form: sorted, with the columns that are used, without superfluous zeros, markets
    /// as their regions. Read again, it gives an equal deck.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// SHA-256 of the canonical form, in hexadecimal: equal for decks with equal rates.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What is odd in the deck, by line.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// How many rates it has; a row of a market has one for each of its regions.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never: a deck without a rate is refused.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a price can depend on the date.
    pub fn is_dated(&self) -> bool {
        self.entries.iter().any(|entry| entry.from.is_some() || entry.to.is_some())
    }

    /// Whether a price can depend on the category.
    pub fn has_categories(&self) -> bool {
        self.entries.iter().any(|entry| entry.category.is_some())
    }

    /// The rate of a region, where it depends on nothing else: the short way for many numbers. `None` says that
    /// [`Deck::rate`] has to be asked.
    pub fn regional(&self, region: Region) -> Option<Decimal> {
        let at = self.plain.binary_search_by_key(&region, |(region, _)| *region).ok()?;
        Some(self.plain[at].1)
    }

    /// Whether lines of a region differ in their rates.
    pub(crate) fn has_lines(&self) -> bool {
        self.has_lines
    }

    /// Whether some prefixes have rates of their own; they come last.
    pub(crate) fn has_prefixes(&self) -> bool {
        matches!(self.groups.last(), Some(Group { place: Place::Prefix(_), .. }))
    }

    /// The longest of the deck's prefixes that a number begins with. Numbers with the same one and of the same region,
    /// class and line have the same rate.
    pub(crate) fn prefix(&self, digits: u64) -> Option<u64> {
        match longest(&self.groups, Prefix::of_digits(digits)?)?.place {
            Place::Prefix(prefix) => Some(prefix.digits()),
            _ => None,
        }
    }

    /// All rates with what they are for, such as `IN` or `prefix 9198, mobile, from 2026-11-20`, in canonical order.
    pub fn rates(&self) -> impl Iterator<Item = (String, Decimal)> {
        self.entries.iter().map(|entry| (self.key(entry), entry.price))
    }

    fn key(&self, entry: &Entry) -> String {
        let mut key = self.place(entry.place, None);
        let narrowed = narrowed(entry, &self.operators);
        for (word, part) in [
            ("", (!narrowed.is_empty()).then_some(narrowed)),
            ("from ", entry.from.map(|date| date.to_string())),
            ("to ", entry.to.map(|date| date.to_string())),
        ] {
            if let Some(part) = part {
                key += &format!(", {word}{part}");
            }
        }
        key
    }
}
