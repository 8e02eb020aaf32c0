//! Books and decks that there are to run by, what changes from one to another, and which are in force.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::compare::BookChange;
use super::deck::DeckFinding;
use super::lint::Finding;
use super::strict::read;
use super::{DeckCheck, Lint, Value, schema};
use crate::Result;
use crate::map::Map;

/// A price book that there is to run by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BookLine {
    pub(crate) hash: String,
    pub(crate) id: String,
    pub(crate) version: String,
    #[schema(format = DateTime)]
    pub(crate) imported_at: String,
    /// Whether the ledger runs by it.
    pub(crate) active: bool,
}

/// A page of books, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Books {
    pub(crate) books: Vec<BookLine>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A rate deck that there is to run by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeckLine {
    pub(crate) hash: String,
    /// The service that it is for, as books call their deck.
    pub(crate) service: String,
    #[schema(format = DateTime)]
    pub(crate) imported_at: String,
    /// Whether the ledger runs by it.
    pub(crate) active: bool,
}

/// A page of decks, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decks {
    pub(crate) decks: Vec<DeckLine>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A book that was imported, and what was found in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedBook {
    #[serde(flatten)]
    book: BookLine,
    /// Whether there is no warning.
    ok: bool,
    /// The worst first.
    findings: Vec<Finding>,
}

impl ImportedBook {
    pub(crate) fn new(book: BookLine, lint: Lint) -> ImportedBook {
        ImportedBook { book, ok: lint.ok, findings: lint.findings }
    }
}

/// A deck that was imported, and what was found in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedDeck {
    #[serde(flatten)]
    deck: DeckLine,
    currency: String,
    rates: usize,
    /// Whether there is no warning.
    ok: bool,
    /// By line.
    findings: Vec<DeckFinding>,
}

impl ImportedDeck {
    pub(crate) fn new(deck: DeckLine, currency: String, rates: usize, check: DeckCheck) -> ImportedDeck {
        ImportedDeck { deck, currency, rates, ok: check.ok, findings: check.findings }
    }
}

/// What is wrong in a document that is refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Findings {
    Book(Vec<Finding>),
    Deck(Vec<DeckFinding>),
}

/// What changes from one book to another, by path.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookChanges {
    pub(crate) changes: Vec<BookChange>,
}

/// The body of an activation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActivationRequest {
    /// The hash of a book that there is.
    #[schema(value_type = schema::Hash)]
    book: String,
    /// Hashes of decks, by service. Of services that are not named it is the one in force, or else the one that ships.
    #[schema(value_type = Option<BTreeMap<String, schema::Hash>>)]
    decks: Option<BTreeMap<String, String>>,
}

/// A book, and decks by service.
pub(crate) fn activation(body: Value) -> Result<(String, Map<String, String>)> {
    let ActivationRequest { book, decks } = read(body)?;
    Ok((book, decks.unwrap_or_default().into_iter().collect()))
}

/// Prices that are in force, or were.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Activation {
    /// Counted from 1. The last one is in force.
    pub(crate) id: u64,
    pub(crate) book: ActivatedBook,
    /// Hashes, by service.
    pub(crate) decks: BTreeMap<String, String>,
    #[schema(format = DateTime)]
    pub(crate) activated_at: String,
    /// Who did it: a key such as `key_2`, `operator`, or `demo`; `null` where the command line gave it at a start.
    #[schema(required)]
    pub(crate) by: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActivatedBook {
    pub(crate) hash: String,
    pub(crate) id: String,
    pub(crate) version: String,
}

/// A page of activations, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Activations {
    pub(crate) activations: Vec<Activation>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}
