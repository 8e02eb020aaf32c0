//! Price books as documents.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Value, one_of, parse, read};
use crate::book::{self, Book, Exhausted, PRESETS};
use crate::credits::{Currency, Per, Rounding, RoundingMode, decimal};
use crate::phone::Region;
use crate::quote::Engine;
use crate::rates::{Deck, SHIPPED, hex};
use crate::{Error, Result};

/// An engine for a book (a preset's name, or a whole document) and CSV rate decks by service. A service without one is
/// priced by the deck that ships with the crate.
///
/// ```
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
/// let request = r#"{"plan":"team","service":"sms","to":"+919876543210","text":"hello"}"#;
/// let quote = septet::wire::quote(&engine, septet::wire::parse(request)?)?;
/// assert_eq!(quote.credits.to_string(), "9");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn engine(book: impl Into<Value>, decks: &[(&str, &[u8])]) -> Result<Engine> {
    let book = self::book(book.into())?;
    let mut engine_decks = BTreeMap::new();
    for shipped in SHIPPED {
        let deck = Deck::from_csv(shipped.deck, shipped.csv.as_bytes())?;
        engine_decks.insert(shipped.deck.to_owned(), deck);
    }
    for (service, csv) in decks {
        book.service(service)?;
        engine_decks.insert((*service).to_owned(), Deck::from_csv(service, csv)?);
    }
    Engine::new(book, engine_decks)
}

/// Reads a book: a preset's name, or a whole document.
pub fn book(source: Value) -> Result<Book> {
    let document = match source {
        Value::String(name) => {
            let preset = PRESETS.iter().find(|(preset, _)| *preset == name);
            let known = || PRESETS.iter().map(|(name, _)| *name);
            parse(preset.ok_or_else(|| Error::unknown_book(&name, known()))?.1)?
        }
        document => document,
    };
    let canonical = canonical(&document);
    let book = read::<BookDocument>(document).map_err(Error::of_book)?.into_book(canonical)?;
    book.check()?;
    Ok(book)
}

/// A document with its names in order and without white space (RFC 8785, for documents whose numbers are integers).
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            let field =
                |(name, value): (&String, &Value)| format!("{}:{}", Value::from(name.as_str()), canonical(value));
            format!("{{{}}}", fields.into_iter().map(field).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct BookDocument {
    id: String,
    version: String,
    #[serde(default, rename = "note")]
    _note: String,
    currency: String,
    credit_value: String,
    plans: BTreeMap<String, PlanDocument>,
    services: BTreeMap<String, ServiceDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanDocument {
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceDocument {
    #[serde(default)]
    note: String,
    price: PriceDocument,
    rounding: RoundingDocument,
    #[serde(default)]
    free: Vec<FreeDocument>,
    exhausted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
enum PriceDocument {
    CarrierRate(CarrierRateDocument),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CarrierRateDocument {
    multiplier: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoundingDocument {
    per: String,
    mode: String,
    scale: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FreeDocument {
    plans: BTreeSet<String>,
    regions: BTreeSet<String>,
}

impl BookDocument {
    fn into_book(self, canonical: String) -> Result<Book> {
        let in_book = |path: &str, error: Error| Error::invalid_book(path, &error.to_string());
        let mut services = BTreeMap::new();
        for (name, document) in self.services {
            let service = document.into_service(&format!("services.{name}"))?;
            services.insert(name, service);
        }
        Ok(Book {
            id: self.id,
            version: self.version,
            currency: Currency::parse(&self.currency).map_err(|error| in_book("currency", error))?,
            credit_value: decimal("value", &self.credit_value).map_err(|error| in_book("creditValue", error))?,
            plans: self.plans.into_iter().map(|(name, plan)| (name, book::Plan { note: plan.note })).collect(),
            services,
            hash: hex(&Sha256::digest(canonical.as_bytes())),
            canonical,
        })
    }
}

impl ServiceDocument {
    fn into_service(self, path: &str) -> Result<book::Service> {
        let at = |field: &str, error: Error| Error::invalid_book(&format!("{path}.{field}"), &error.to_string());
        let PriceDocument::CarrierRate(price) = self.price;
        let multiplier = decimal("multiplier", &price.multiplier).map_err(|e| at("price.carrierRate.multiplier", e))?;
        let mut free = Vec::new();
        for (index, document) in self.free.into_iter().enumerate() {
            let regions = document.regions.iter().map(|region| Region::parse(region)).collect::<Result<_>>();
            let regions = regions.map_err(|error| at(&format!("free[{index}].regions"), error))?;
            free.push(book::Free { plans: document.plans, regions });
        }
        Ok(book::Service {
            note: self.note,
            price: book::Price::CarrierRate { multiplier },
            rounding: Rounding {
                per: one_of(&format!("{path}.rounding.per"), &self.rounding.per, &Per::ALL, Per::name)
                    .map_err(Error::of_book)?,
                mode: one_of(
                    &format!("{path}.rounding.mode"),
                    &self.rounding.mode,
                    &RoundingMode::ALL,
                    RoundingMode::name,
                )
                .map_err(Error::of_book)?,
                scale: self.rounding.scale,
            },
            free,
            exhausted: one_of(&format!("{path}.exhausted"), &self.exhausted, &Exhausted::ALL, Exhausted::name)
                .map_err(Error::of_book)?,
        })
    }
}
