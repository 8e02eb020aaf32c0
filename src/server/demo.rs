//! The demo account, and the values of parameters that the demo makes up.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::App;
use super::execute::{Action, Key, Request};
use crate::book::Book;
use crate::credits::Credits;
use crate::ledger::Command;
use crate::wire::{self, Settings, Value};
use crate::{Error, Result};

/// The account that `--demo` is about.
pub(super) const ACCOUNT: &str = "demo";

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
    credits: String,
    parameters: Settings,
}

fn of(book: &str) -> Result<Option<DemoBook>> {
    let mut demo: Demo = wire::read(wire::parse(include_str!("demo.json"))?)?;
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

/// Opens the demo account with what its plan grants in the first month.
pub(super) async fn open(app: &App) -> Result<()> {
    let (plan, credits) = plan(app.engine.book())?;
    // The keys make a second start find what the first one did.
    let steps = [("demo:open", Action::Open { plan }), ("demo:grant", Action::Apply(Command::Grant { credits }))];
    for (name, action) in steps {
        let key = Key { name: name.to_owned(), body_hash: String::new() };
        app.writer.run(Request { account: ACCOUNT.to_owned(), key, action }).await?;
    }
    Ok(())
}

/// The demo's plan and credits; on a book of one's own the first plan, and a round number.
fn plan(book: &Book) -> Result<(String, Credits)> {
    match of(&book.id)?.filter(|demo| book.plans.contains_key(&demo.plan)) {
        Some(demo) => Ok((demo.plan, demo.credits.parse()?)),
        None => {
            let plan = book.plans.keys().next().ok_or_else(|| Error::invalid_book("plans", "the book has no plan"))?;
            Ok((plan.clone(), "1000".parse()?))
        }
    }
}
