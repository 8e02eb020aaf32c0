//! The demo account's plan, and the values of parameters that the demo makes up.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::book::Book;
use crate::wire::{self, Settings, Value};
use crate::{Error, Result};

/// How a demo value is called wherever it is shown.
const NOTE: &str = "demo value";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    #[serde(rename = "about")]
    _about: String,
    books: BTreeMap<String, OfBook>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfBook {
    plan: String,
    parameters: Settings,
}

fn of(book: &str) -> Result<Option<OfBook>> {
    let mut values: Values = wire::strict::read(wire::parse(include_str!("values.json"))?)?;
    Ok(values.books.remove(book))
}

/// Gives those parameters of a book a value that have none.
pub fn with_demo_values(document: Value) -> Result<Value> {
    let Some(demo) = of(document["id"].as_str().unwrap_or_default())? else { return Ok(document) };
    let declared = &document["parameters"];
    let unset = |name: &String| declared[name].is_object() && declared[name]["value"].is_null();
    let settings = demo.parameters.into_iter().filter(|(name, _)| unset(name)).collect();
    wire::set(document, &settings, NOTE)
}

/// The demo's plan; on a book of one's own the first one.
pub(super) fn plan(book: &Book) -> Result<String> {
    let demo = of(&book.id)?.map(|demo| demo.plan).filter(|plan| book.plans.contains_key(plan));
    let first = || book.plans.keys().next().cloned();
    demo.or_else(first).ok_or_else(|| Error::invalid_book("plans", "the book has no plan"))
}
