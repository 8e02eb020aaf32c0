//! Books and decks that there are to run by, and what the ledger runs by.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::body::{Body, Change, Csv, name};
use super::once::{Once, once};
use super::page::Page;
use super::path::Path;
use super::problem::Rejection;
use super::query::Query;
use crate::rates::Deck;
use crate::server::auth::Principal;
use crate::server::engines::{Engines, kept_book, kept_deck};
use crate::server::store::{self, Import, Kept, Prices, Store};
use crate::server::{prices, rfc3339};
use crate::wire::prices::{
    self as wire, ActivatedBook, ActivationRequest, Activations, BookChanges, BookLine, Books, DeckLine, Decks,
    Findings, ImportedBook, ImportedDeck,
};
use crate::wire::{DeckDiff, Lint, Value, book, book_changes, deck_check, deck_diff, lint, refused, schema};
use crate::{Engine, Error, ErrorKind, Result};

/// List the price books that there are to run by, newest first
#[utoipa::path(
    get, path = "/books", tag = "documents", operation_id = "listBooks",
    params(Page),
    responses((status = 200, description = "A page of books", body = Books)),
    security(("key" = ["admin"])),
)]
pub(super) async fn books(
    State(app): State<Arc<App>>,
    principal: Principal,
    page: Page,
) -> Result<Json<Books>, Rejection> {
    let (imports, in_force, next) = imports(&app, principal, "book", page).await?;
    let books = imports.into_iter().map(|import| book_line(import, &in_force)).collect();
    Ok(Json(Books { books, next }))
}

/// List the rate decks that there are to run by, newest first
#[utoipa::path(
    get, path = "/decks", tag = "documents", operation_id = "listDecks",
    params(Page),
    responses((status = 200, description = "A page of decks", body = Decks)),
    security(("key" = ["admin"])),
)]
pub(super) async fn decks(
    State(app): State<Arc<App>>,
    principal: Principal,
    page: Page,
) -> Result<Json<Decks>, Rejection> {
    let (imports, in_force, next) = imports(&app, principal, "deck", page).await?;
    let decks = imports.into_iter().map(|import| deck_line(import, &in_force)).collect();
    Ok(Json(Decks { decks, next }))
}

/// What there is of a kind, what is in force, and the cursor of the next page.
async fn imports(
    app: &App,
    principal: Principal,
    kind: &'static str,
    page: Page,
) -> Result<(Vec<Import>, Prices, Option<String>)> {
    principal.may_administer()?;
    let (before, limit) = (page.before()?, page.limit);
    let read = app.readers.read(move |store| Ok((store.imports(kind, before, limit)?, in_force(store)?)));
    let (imports, in_force) = read.await?;
    let next = page.next(imports.len(), imports.last().map(|import| import.id));
    Ok((imports, in_force, next))
}

fn in_force(store: &mut Store) -> Kept<Prices> {
    Ok(store.activation_in_force()?.ok_or_else(Error::internal)?.prices)
}

fn book_line(import: Import, in_force: &Prices) -> BookLine {
    let Import { name: id, version, hash, imported_ms, .. } = import;
    BookLine { active: hash == in_force.book, hash, id, version, imported_at: rfc3339(imported_ms) }
}

fn deck_line(import: Import, in_force: &Prices) -> DeckLine {
    let Import { name: service, hash, imported_ms, .. } = import;
    let active = in_force.decks.get(&service) == Some(&hash);
    DeckLine { hash, service, imported_at: rfc3339(imported_ms), active }
}

/// Import a price book: check it and keep it, without running by it
///
/// One that is refused has findings as well. A book that is there already is there once, so no idempotency key is needed.
#[utoipa::path(
    post, path = "/books", tag = "documents", operation_id = "importBook",
    request_body(content = Object, description = "The book", example = json!({
        "id": "acme", "version": "1", "currency": "USD",
        "services": {"reply": {"price": {"perInteraction": {"credits": "1"}}, "exhausted": "paused"}},
        "plans": {"team": {"allowance": {"flat": "100"}}},
    })),
    responses((status = 201, description = "The book, and what was found in it", body = ImportedBook)),
    security(("key" = ["admin"])),
)]
pub(super) async fn import_book(
    State(app): State<Arc<App>>,
    principal: Principal,
    Body(document): Body,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let engines = app.engines.clone();
    let checked = app.readers.read(move |store| Ok(checked_book(store, &engines, document))).await?;
    let (engine, lint) =
        checked.map_err(|error| Rejection::with_findings(Findings::Book(refused(&error).findings), error))?;
    let kept = app.writer.write(move |store| {
        let import = prices::keep_book(store, engine.book())?;
        Ok(book_line(import, &in_force(store)?))
    });
    Ok((StatusCode::CREATED, Json(ImportedBook::new(kept.await?, lint))).into_response())
}

/// A book with the decks that it would run by, and what is odd in them.
fn checked_book(store: &mut Store, engines: &Engines, document: Value) -> Result<(Engine, Lint)> {
    let book = book(document)?;
    let composed = prices::compose(store, &engines.current(), book.clone(), &Default::default());
    // Its decks may still be to come.
    let engine = composed.or_else(|_| Engine::new(book, Default::default()))?;
    let lint = lint(&engine, &[]);
    Ok((engine, lint))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ForService {
    /// The service that the deck is for, as books call their deck.
    #[param(value_type = schema::Name)]
    service: String,
}

/// Import a rate deck, a CSV: check it and keep it, without running by it
///
/// One that is refused has findings as well. A deck that is there already is there once, so no idempotency key is needed.
#[utoipa::path(
    post, path = "/decks", tag = "documents", operation_id = "importDeck",
    params(ForService),
    request_body(content = String, description = "The deck", content_type = "text/csv"),
    responses((status = 201, description = "The deck, and what was found in it", body = ImportedDeck)),
    security(("key" = ["admin"])),
)]
pub(super) async fn import_deck(
    State(app): State<Arc<App>>,
    principal: Principal,
    asked: Result<Query<ForService>, Rejection>,
    csv: Result<Csv, Rejection>,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let (Query(ForService { service }), Csv(csv)) = (asked?, csv?);
    let service = name("service", &service)?;
    let read = tokio::task::spawn_blocking(move || {
        let check = deck_check(&service, &csv);
        match Deck::from_csv(&service, &csv) {
            Ok(deck) => Ok((service, deck, check)),
            Err(error) => Err(Rejection::with_findings(Findings::Deck(check.findings), error)),
        }
    });
    let (service, deck, check) = read.await.map_err(|_| Error::internal())??;
    let (currency, rates) = (deck.currency().to_string(), deck.len());
    let kept = app.writer.write(move |store| {
        let import = prices::keep_deck(store, &service, &deck)?;
        Ok(deck_line(import, &in_force(store)?))
    });
    Ok((StatusCode::CREATED, Json(ImportedDeck::new(kept.await?, currency, rates, check))).into_response())
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Since {
    /// The hash of the one before.
    #[param(value_type = schema::Hash)]
    since: String,
}

/// Show what changes from one price book to another
#[utoipa::path(
    get, path = "/books/{hash}/changes", tag = "documents", operation_id = "compareBooks",
    params(Since),
    responses((status = 200, description = "What changes", body = BookChanges)),
    security(("key" = ["admin"])),
)]
pub(super) async fn book_differences(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    OriginalUri(uri): OriginalUri,
    principal: Principal,
    asked: Result<Query<Since>, Rejection>,
) -> Result<Json<BookChanges>, Rejection> {
    principal.may_administer()?;
    let Query(Since { since }) = asked?;
    let changes = app.readers.read(move |store| {
        Ok(both(store, uri.path(), [&since, &hash], kept_book).and_then(|[before, after]| {
            let document = |book: &crate::book::Book| crate::wire::parse(&book.canonical);
            Ok(book_changes(&document(&before)?, &document(&after)?))
        }))
    });
    Ok(Json(BookChanges { changes: changes.await?? }))
}

/// Show what changes from one rate deck to another
#[utoipa::path(
    get, path = "/decks/{hash}/changes", tag = "documents", operation_id = "compareDecks",
    params(Since),
    responses((status = 200, description = "What changes", body = DeckDiff)),
    security(("key" = ["admin"])),
)]
pub(super) async fn deck_differences(
    State(app): State<Arc<App>>,
    Path(hash): Path<String>,
    OriginalUri(uri): OriginalUri,
    principal: Principal,
    asked: Result<Query<Since>, Rejection>,
) -> Result<Json<DeckDiff>, Rejection> {
    principal.may_administer()?;
    let Query(Since { since }) = asked?;
    let diff = app.readers.read(move |store| {
        let kept = |store: &mut Store, hash: &str| kept_deck(store, "", hash);
        Ok(both(store, uri.path(), [&since, &hash], kept).and_then(|[before, after]| deck_diff(&before, &after)))
    });
    Ok(Json(diff.await??))
}

/// Two documents: the one before, and the one that the path names.
fn both<T>(
    store: &mut Store,
    path: &str,
    [before, after]: [&str; 2],
    kept: impl Fn(&mut Store, &str) -> Result<T>,
) -> Result<[T; 2]> {
    let after = kept(store, after).map_err(|error| match error.kind() {
        ErrorKind::UnknownBook | ErrorKind::UnknownDeck => Error::not_found(path),
        _ => error,
    })?;
    Ok([kept(store, before)?, after])
}

/// Run by a price book and rate decks from now on, in every process
///
/// Refused while accounts are on plans that the book lacks. What was quoted before is charged as it was quoted.
#[utoipa::path(
    post, path = "/activations", tag = "documents", operation_id = "activate",
    params(Change),
    request_body(content = ActivationRequest, example = json!({
        "book": "5c0e0c2b2d1a7f4e9b8d6c3a1f2e4d5b6a7988776655443322110ffeeddccbba",
        "decks": {"sms": "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"},
    })),
    responses((status = 201, description = "What is in force", body = wire::Activation), (status = 409)),
    security(("key" = ["admin"])),
)]
pub(super) async fn activate(
    State(app): State<Arc<App>>,
    principal: Principal,
    change: Change,
) -> Result<Response, Rejection> {
    principal.may_administer()?;
    let (book, decks) = wire::activation(change.body)?;
    let engines = app.engines.clone();
    let composed = app.readers.read(move |store| {
        Ok(kept_book(store, &book).and_then(|book| prices::compose(store, &engines.current(), book, &decks)))
    });
    let composed = composed.await?.map(Arc::new);
    if let Ok(engine) = &composed {
        // Whoever writes before this goes on need not build it.
        app.engines.keep_at_hand(engine);
    }
    let (next, by) = (composed.clone(), principal.name());
    let done = once(&app, "/activations", change.key, StatusCode::CREATED, move |store| {
        // A retry is answered also where these cannot be put in force any more.
        let engine = next.as_ref().map_err(Clone::clone)?;
        let activation = prices::activate(store, engine, &by)?;
        Ok(activated(store, activation)?)
    });
    let done = done.await?;
    if let Once::Done(_, activation) = &done {
        app.engines.adopt(activation.id, &composed?);
    }
    Ok(done.answer(|activation| activation))
}

/// List what the ledger runs by, and has run by, newest first
#[utoipa::path(
    get, path = "/activations", tag = "documents", operation_id = "listActivations",
    params(Page),
    responses((status = 200, description = "A page of activations", body = Activations)),
    security(("key" = ["admin"])),
)]
pub(super) async fn activations(
    State(app): State<Arc<App>>,
    principal: Principal,
    page: Page,
) -> Result<Json<Activations>, Rejection> {
    principal.may_administer()?;
    let (before, limit) = (page.before()?, page.limit);
    let read = app.readers.read(move |store| {
        let rows = store.activations(before, limit)?;
        rows.into_iter().map(|row| activated(store, row)).collect::<Kept<Vec<_>>>()
    });
    let activations = read.await?;
    let next = page.next(activations.len(), activations.last().map(|last| last.id));
    Ok(Json(Activations { activations, next }))
}

fn activated(store: &mut Store, activation: store::Activation) -> Kept<wire::Activation> {
    let store::Activation { id, prices: Prices { book, decks }, activated_ms, by } = activation;
    let Import { name, version, .. } = store.book_import(&book)?.ok_or_else(Error::internal)?;
    let book = ActivatedBook { hash: book, id: name, version };
    let decks = decks.into_iter().collect();
    Ok(wire::Activation { id, book, decks, activated_at: rfc3339(activated_ms), by })
}
