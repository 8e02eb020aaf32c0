//! The demo account, and the values of parameters that the demo makes up.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::App;
use super::execute::{Action, Key, Request};
use crate::book::{Allowance, Book};
use crate::credits::Credits;
use crate::ledger::{Kind, Opening};
use crate::wire::{self, Settings, Value};
use crate::{Error, Result};

/// The account that `--demo` is about.
pub(super) const ACCOUNT: &str = "demo";

/// What the account is given on a plan that grants nothing.
const CREDITS: Credits = Credits::from_micros(1_000_000_000);

/// How a demo value is called wherever it is shown.
const NOTE: &str = "demo value";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Demo {
    #[serde(rename = "about")]
    _about: String,
    books: BTreeMap<String, DemoBook>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoBook {
    plan: String,
    parameters: Settings,
}

fn of(book: &str) -> Result<Option<DemoBook>> {
    let mut demo: Demo = wire::strict::read(wire::parse(include_str!("demo.json"))?)?;
    Ok(demo.books.remove(book))
}

/// Gives those parameters of a book a value that have none.
pub fn with_demo_values(document: Value) -> Result<Value> {
    let Some(demo) = of(document["id"].as_str().unwrap_or_default())? else { return Ok(document) };
    let declared = &document["parameters"];
    let unset = |name: &String| declared[name].is_object() && declared[name]["value"].is_null();
    let settings = demo.parameters.into_iter().filter(|(name, _)| unset(name)).collect();
    wire::set(document, &settings, NOTE)
}

/// Opens the demo account. The keys make a second start find what the first one did.
pub(super) async fn open(app: &App) -> Result<()> {
    let book = app.engine.book();
    let plan = plan(book)?;
    let gets_nothing = book.plan(&plan)?.allowance == Allowance::None;
    let opening = Opening { plan: Some(plan), seats: 1, ..Opening::default() };
    run(app, "demo:open", Action::Open(opening.into())).await?;
    if gets_nothing {
        let (credits, kind, expires) = (CREDITS, Kind::Promo, None);
        run(app, "demo:grant", Action::Grant { credits, kind, expires }).await?;
    }
    Ok(())
}

async fn run(app: &App, key: &str, action: Action) -> Result<()> {
    let key = Key { name: key.to_owned(), body_hash: String::new() };
    app.writer.run(Request { account: ACCOUNT.to_owned(), key, action }).await.map(drop)
}

/// The demo's plan; on a book of one's own the first one.
fn plan(book: &Book) -> Result<String> {
    let demo = of(&book.id)?.map(|demo| demo.plan).filter(|plan| book.plans.contains_key(plan));
    let first = || book.plans.keys().next().cloned();
    demo.or_else(first).ok_or_else(|| Error::invalid_book("plans", "the book has no plan"))
}
