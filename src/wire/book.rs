//! Price books as documents.

mod amount;
mod plan;
mod service;

use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

use self::amount::{At, Parameters};
use super::read::document;
use super::{Value, parse, read};
use crate::book::{self, Book, PRESETS};
use crate::credits::{Currency, decimal};
use crate::hex::hex;
use crate::map::Map;
use crate::quote::Engine;
use crate::rates::{Date, Deck, SHIPPED};
use crate::sort;
use crate::{Error, Result};

/// Values of a book's parameters, by name.
pub type Settings = Map<String, String>;

/// An engine for a book (a preset's name, or a whole document) and CSV rate decks by name. A deck that the book needs
/// and that is not given is the one that ships with the crate.
///
/// ```
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
/// let request = r#"{"plan":"team","service":"sms","to":"+919876543210","text":"hello"}"#;
/// let quote = septet::wire::quote(&engine, septet::wire::parse(request)?)?;
/// assert_eq!(quote.credits.to_string(), "9");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn engine(book: impl Into<Value>, decks: &[(&str, &[u8])]) -> Result<Engine> {
    engine_with(book, decks, &Settings::new())
}

/// The same, with values for the book's parameters.
///
/// ```
/// let set = [("aiAgentCredits".to_owned(), "5".to_owned())].into();
/// let engine = septet::wire::engine_with("calcom", &[], &set)?;
/// let request = septet::wire::parse(r#"{"plan":"team","service":"ai_agent"}"#)?;
/// assert_eq!(septet::wire::quote(&engine, request)?.credits.to_string(), "5");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn engine_with(book: impl Into<Value>, decks: &[(&str, &[u8])], settings: &Settings) -> Result<Engine> {
    let book = self::book(set(document(book.into())?, settings, "")?)?;
    let used = book.decks();
    let mut engine_decks = Map::new();
    for (name, csv) in decks {
        let deck = deck_name(&book, name).ok_or_else(|| Error::unknown_deck(name, &book.id, book.decks()))?;
        engine_decks.insert(deck.to_owned(), Deck::from_csv(name, csv)?);
    }
    for shipped in SHIPPED.iter().filter(|shipped| used.contains(shipped.deck)) {
        if !engine_decks.contains_key(shipped.deck) {
            let deck = Deck::from_csv(shipped.deck, shipped.csv.as_bytes())?;
            engine_decks.insert(shipped.deck.to_owned(), deck);
        }
    }
    Engine::new(book, engine_decks)
}

/// The deck that is meant: one of that name, or the only one of a service of that name.
fn deck_name<'a>(book: &'a Book, name: &'a str) -> Option<&'a str> {
    if book.decks().contains(name) || SHIPPED.iter().any(|shipped| shipped.deck == name) {
        return Some(name);
    }
    let decks = book.services.get(name)?.decks();
    decks.first().copied().filter(|_| decks.len() == 1)
}

/// The same prices with other values for the book's parameters.
pub(super) fn with_settings(engine: &Engine, settings: &Settings) -> Result<Engine> {
    let document = set(parse(&engine.book().canonical)?, settings, "")?;
    engine.with_book(book(document)?)
}

/// Reads a book: a preset's name, or a whole document.
pub fn book(source: Value) -> Result<Book> {
    let document = document(source)?;
    let canonical = canonical(&document);
    let book = read::<BookDocument>(document).map_err(Error::of_book)?.into_book(canonical)?;
    book.check()?;
    Ok(book)
}

/// A book's document: a preset's by its name.
pub fn document(source: Value) -> Result<Value> {
    let Value::String(name) = source else { return Ok(without_schema(source)) };
    let preset = PRESETS.iter().find(|(preset, _)| *preset == name);
    let known = || PRESETS.iter().map(|(name, _)| *name);
    parse(preset.ok_or_else(|| Error::unknown_book(&name, known()))?.1)
}

/// A document without the name of its schema, by which editors check it: that says nothing of prices.
fn without_schema(mut document: Value) -> Value {
    if let Value::Object(fields) = &mut document
        && fields.get(SCHEMA).is_some_and(Value::is_string)
    {
        fields.remove(SCHEMA);
    }
    document
}

const SCHEMA: &str = "$schema";

/// Reads values of a book's parameters; a problem is named as it is in a request.
pub fn settings(parameters: Value) -> Result<Settings> {
    document! {
        struct Options {
            parameters: Settings [default],
        }
    }
    let options = [("parameters".to_owned(), parameters)].into_iter().collect();
    Ok(read::<Options>(Value::Object(options))?.parameters)
}

/// Puts values into the declarations of a book's parameters, and says of them what they are (`demo value`).
pub fn set(mut document: Value, settings: &Settings, note: &str) -> Result<Value> {
    let name_of = |document: &Value| document["id"].as_str().unwrap_or_default().to_owned();
    for (name, value) in settings {
        let known = |document: &Value| -> Vec<String> {
            document["parameters"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
        };
        let Some(Value::Object(declared)) = document.get_mut("parameters").and_then(|all| all.get_mut(name)) else {
            let known = known(&document);
            return Err(Error::unknown_parameter(name, &name_of(&document), known.iter().map(String::as_str)));
        };
        declared.insert("value".into(), value.as_str().into());
        declared.remove("valueNote");
        if !note.is_empty() {
            declared.insert("valueNote".into(), note.into());
        }
    }
    Ok(document)
}

/// A document with its names in order and without white space (RFC 8785, for documents whose numbers are integers).
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    // A text takes whatever is written.
    let _ = write_canonical(&mut text, value);
    text
}

fn write_canonical(text: &mut String, value: &Value) -> fmt::Result {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                text.push_str(if place > 0 { "," } else { "" });
                write_canonical(text, item)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            sort::by(&mut fields, |(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (place, (name, value)) in fields.into_iter().enumerate() {
                text.push_str(if place > 0 { "," } else { "" });
                write!(text, "{}:", Value::from(name.as_str()))?;
                write_canonical(text, value)?;
            }
            text.push('}');
        }
        scalar => write!(text, "{scalar}")?,
    }
    Ok(())
}

/// The JSON Schema of a book (draft 2020-12), made from the types that read it.
#[cfg(feature = "cli")]
pub fn book_schema() -> Value {
    schemars::schema_for!(BookDocument).into()
}

/// The name of the schema has a place in a document as well.
#[cfg(feature = "cli")]
fn with_schema(schema: &mut schemars::Schema) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let text = serde_json::json!({"description": "Where this schema is, for editors.", "type": "string"});
        properties.insert(SCHEMA.to_owned(), text);
    }
}

document! {
    in book
    /// A price book: what a product asks for its services, on which plan.
    ///
    /// Amounts are decimal strings (`"0.05"`), or `{"parameter": "name"}` where whoever runs the book has to set them.
    #[cfg_attr(feature = "cli", schemars(title = "Septet price book", transform = with_schema))]
    struct BookDocument {
        /// The book's name, which requests may repeat to be sure of it.
        id: String,
        /// Which edition of the book this is.
        version: String,
        note: String [default],
        /// When it is in force; without it, always.
        effective: Option<EffectiveDocument>,
        /// ISO 4217.
        currency: String,
        /// What one credit is worth in the currency. Left out where credits have no price of their own.
        credit_value: Option<String>,
        /// Numbers that whoever runs the book has to set.
        parameters: Map<String, amount::ParameterDocument> [default],
        services: Map<String, service::ServiceDocument>,
        plans: Map<String, plan::PlanDocument>,
        /// Packages of credits that can be bought.
        top_ups: Map<String, plan::TopUpDocument> [default],
        policies: plan::PoliciesDocument [default],
    }
}

document! {
    in book
    /// Days as `2026-11-20`.
    struct EffectiveDocument {
        /// The first day.
        from: Option<String>,
        /// The first day after it.
        to: Option<String>,
    }
}

impl BookDocument {
    fn into_book(self, canonical: String) -> Result<Book> {
        let at = At::root();
        let mut parameters = Map::new();
        for (name, document) in self.parameters {
            let parameter = document.into_parameter(&at.field("parameters").field(&name))?;
            parameters.insert(name, parameter);
        }
        let known = Parameters(&parameters);
        let mut services = Map::new();
        for (name, document) in self.services {
            let service = document.into_service(&name, &known, &at.field("services").field(&name))?;
            services.insert(name, service);
        }
        let mut plans = Map::new();
        for (name, document) in self.plans {
            let plan = document.into_plan(&known, &at.field("plans").field(&name))?;
            plans.insert(name, plan);
        }
        let mut top_ups = Map::new();
        for (name, document) in self.top_ups {
            let top_up = document.into_top_up(&known, &at.field("topUps").field(&name))?;
            top_ups.insert(name, top_up);
        }
        let policies = self.policies.into_policies(&known, &at.field("policies"))?;
        let EffectiveDocument { from, to } = self.effective.unwrap_or(EffectiveDocument { from: None, to: None });
        let day = |field: &str, day: Option<String>| {
            day.map(|day| at.field("effective").field(field).of(Date::parse(&day))).transpose()
        };
        Ok(Book {
            id: self.id,
            version: self.version,
            note: self.note,
            effective: (day("from", from)?, day("to", to)?),
            currency: at.field("currency").of(Currency::parse(&self.currency))?,
            credit_value: self
                .credit_value
                .map(|value| at.field("creditValue").of(decimal("value", &value)))
                .transpose()?,
            services,
            plans,
            top_ups,
            policies,
            parameters,
            hash: hex(&Sha256::digest(canonical.as_bytes())),
            canonical,
        })
    }
}

/// A named choice of a book.
fn choice<T: Copy>(at: &At, given: &str, choices: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
    super::one_of(&at.path(), given, choices, name).map_err(Error::of_book)
}
