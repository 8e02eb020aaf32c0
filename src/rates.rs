//! Rate decks: what a carrier asks for a message, by destination, on a date.
//!
//! A destination without a rate has no price: it is never 0 and never a neighbour's.

use std::collections::BTreeMap;

use csv_core::{ReadFieldResult, Reader};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::credits::{Currency, decimal};
use crate::phone::Region;
use crate::{Error, Result};

/// A deck that ships with the crate.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The service it prices.
    pub service: &'static str,
    /// Where it is from, with its date.
    pub name: &'static str,
    pub csv: &'static str,
}

/// The decks that are used where none is given. Their sources are in `src/data/README.md`.
pub const SHIPPED: &[Shipped] = &[Shipped {
    service: "sms",
    name: "twilio_sms_2026-05-25",
    csv: include_str!("data/twilio_sms_2026-05-25_by_region.csv"),
}];

/// The most bytes of a deck that are read.
pub const DECK_BYTES_MAX: usize = 16 << 20;

/// Prices by region, in one currency.
///
/// ```
/// use septet::{phone::Region, rates::Deck};
/// let deck = Deck::from_csv("sms", b"iso,price,currency\nIN,0.05,USD\n")?;
/// assert_eq!(deck.rate(Region::parse("IN")?).map(|rate| rate.to_string()), Some("0.05".to_owned()));
/// assert_eq!(deck.rate(Region::parse("FR")?), None);
///
/// let error = Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\nIN,0.06\nFR,cheap\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the `sms` deck: line 3: region `IN` has a rate already; line 4: price `cheap` is not a decimal number such as `0.05`",
/// );
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deck {
    currency: Currency,
    rates: BTreeMap<Region, Decimal>,
    canonical: String,
    hash: String,
}

/// Something wrong in a deck, with the line it is on (the header is line 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub line: u64,
    pub text: String,
}

impl Deck {
    /// Reads a CSV with the columns `iso,price,currency` or `iso,price_usd`, in any order and among others. A row with
    /// an empty price or region has no rate. All that is wrong is reported at once; the first ten lines by name.
    ///
    /// `name` is what the error calls the deck.
    pub fn from_csv(name: &str, csv: &[u8]) -> Result<Deck> {
        const LISTED: usize = 10;
        read(csv).map_err(|findings| {
            let first = findings.iter().take(LISTED).map(|finding| (finding.line, finding.text.as_str()));
            Error::invalid_deck(name, first, findings.len())
        })
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The rates as a CSV in canonical form: sorted by region, without superfluous zeros.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// SHA-256 of the canonical form, in hexadecimal: equal for decks with equal rates.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What one segment to this region costs; a region without a rate has no price.
    pub fn rate(&self, region: Region) -> Option<Decimal> {
        self.rates.get(&region).copied()
    }

    /// All rates, by region.
    pub fn rates(&self) -> impl Iterator<Item = (Region, Decimal)> {
        self.rates.iter().map(|(&region, &rate)| (region, rate))
    }
}

/// Reads a deck, or says everything that is wrong with it.
pub fn read(csv: &[u8]) -> Result<Deck, Vec<Finding>> {
    let finding = |line, text: String| Finding { line, text };
    if csv.len() > DECK_BYTES_MAX {
        return Err(vec![finding(1, format!("a deck has at most {DECK_BYTES_MAX} bytes, this one {}", csv.len()))]);
    }
    let mut records = Records::new(csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv));
    let Some((_, header)) = records.next() else {
        return Err(vec![finding(1, "the deck is empty: it begins with a header such as `iso,price,currency`".into())]);
    };
    let columns = Columns::of(&header).map_err(|text| vec![finding(1, text)])?;

    let (mut rates, mut currency, mut findings) = (BTreeMap::new(), None, Vec::new());
    for (line, record) in records {
        match columns.row(&record) {
            Err(text) => findings.push(finding(line, text)),
            Ok(None) => {}
            Ok(Some((region, rate, row_currency))) => {
                if *currency.get_or_insert(row_currency) != row_currency {
                    findings.push(finding(line, format!("currency {row_currency}: a deck has one currency")));
                } else if rates.insert(region, rate).is_some() {
                    findings.push(finding(line, format!("region `{region}` has a rate already")));
                }
            }
        }
    }
    let Some(currency) = currency.filter(|_| findings.is_empty()) else {
        if findings.is_empty() {
            findings.push(finding(1, "the deck has no rate".into()));
        }
        return Err(findings);
    };
    let mut canonical = String::from("iso,price,currency\n");
    for (region, rate) in &rates {
        canonical += &format!("{region},{rate},{currency}\n");
    }
    let hash = hex(&Sha256::digest(canonical.as_bytes()));
    Ok(Deck { currency, rates, canonical, hash })
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the columns that count stand.
struct Columns {
    iso: usize,
    price: usize,
    /// Without one, prices are US dollars.
    currency: Option<usize>,
}

impl Columns {
    /// Columns that would narrow a rate. To pass them over would be to charge one operator's price for another's.
    const UNSUPPORTED: [&str; 5] = ["operator", "prefix", "market", "category", "valid_from"];

    fn of(header: &[String]) -> Result<Columns, String> {
        let at = |name: &str| header.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
        if let Some(column) = Self::UNSUPPORTED.into_iter().find(|name| at(name).is_some()) {
            return Err(format!("column `{column}` is not read yet: a deck has one rate a region"));
        }
        match (at("iso"), at("price"), at("price_usd"), at("currency")) {
            (Some(iso), Some(price), _, Some(currency)) => Ok(Columns { iso, price, currency: Some(currency) }),
            (Some(iso), _, Some(price), _) => Ok(Columns { iso, price, currency: None }),
            _ => Err("the header needs the columns `iso,price,currency` or `iso,price_usd`".into()),
        }
    }

    fn row(&self, record: &[String]) -> Result<Option<(Region, Decimal, Currency)>, String> {
        let cell = |at: usize, name: &str| {
            record.get(at).map(|cell| cell.trim()).ok_or_else(|| format!("column `{name}` is missing"))
        };
        let price = if self.currency.is_some() { "price" } else { "price_usd" };
        let (iso, price) = (cell(self.iso, "iso")?, cell(self.price, price)?);
        if iso.is_empty() || price.is_empty() {
            return Ok(None);
        }
        let text = |error: Error| error.to_string();
        let region = Region::parse(iso).map_err(text)?;
        let rate = decimal("price", price).map_err(text)?.normalize();
        if rate.is_sign_negative() && !rate.is_zero() {
            return Err(Error::negative("price", price).to_string());
        }
        let currency = match self.currency {
            Some(at) => Currency::parse(cell(at, "currency")?),
            None => Currency::parse("USD"),
        };
        Ok(Some((region, rate, currency.map_err(text)?)))
    }
}

/// The records of a CSV, each with its line.
struct Records<'a> {
    reader: Reader,
    input: &'a [u8],
}

impl<'a> Records<'a> {
    fn new(input: &'a [u8]) -> Records<'a> {
        Records { reader: Reader::new(), input }
    }
}

impl Iterator for Records<'_> {
    type Item = (u64, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        let (mut record, mut field, mut buffer) = (Vec::new(), Vec::new(), [0; 256]);
        let mut line = None;
        loop {
            let (result, read, written) = self.reader.read_field(self.input, &mut buffer);
            self.input = &self.input[read..];
            field.extend_from_slice(&buffer[..written]);
            match result {
                // An empty input is the reader's sign for the end.
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    record.push(String::from_utf8_lossy(&field).into_owned());
                    field.clear();
                    // The reader counts the line end it has just passed.
                    let line = *line.get_or_insert(self.reader.line() - u64::from(record_end));
                    if record_end {
                        return Some((line.max(1), record));
                    }
                }
                ReadFieldResult::End => return None,
            }
        }
    }
}
