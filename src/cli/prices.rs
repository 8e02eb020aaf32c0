//! What everything is priced by: a book, its parameters and decks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Read};

use septet::book::Book;
use septet::wire::{self, Settings, Value};
use septet::{Engine, Error, Result};

/// The book that prices what names none.
const DEFAULT: &str = "calcom";

/// A book and its numbers.
#[derive(Debug, clap::Args)]
pub(super) struct Prices {
    /// The price book: a preset's name, or a JSON file; calcom by default
    #[arg(long)]
    book: Option<String>,

    #[command(flatten)]
    numbers: Numbers,
}

/// What a book leaves to whoever runs it.
#[derive(Debug, clap::Args)]
pub(super) struct Numbers {
    /// A CSV rate deck; a FILE alone is for sms. Repeatable
    #[arg(long = "deck", value_name = "SERVICE=FILE")]
    decks: Vec<String>,

    #[command(flatten)]
    parameters: Parameters,
}

#[derive(Debug, clap::Args)]
pub(super) struct Parameters {
    /// A value for a parameter of the book. Repeatable
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

impl Prices {
    pub(super) fn engine(&self) -> Result<Engine> {
        self.engine_of(self.book()?)
    }

    /// The book's document, with the parameters that were set.
    pub(super) fn book(&self) -> Result<Value> {
        self.numbers.parameters.set(document(self.book.as_deref().unwrap_or(DEFAULT))?)
    }

    /// An engine for this document and the decks.
    pub(super) fn engine_of(&self, book: Value) -> Result<Engine> {
        engine(book, &self.numbers.decks()?)
    }
}

/// Engines for requests, each of which may name its book: where the command line names none, any preset.
#[derive(Debug)]
pub(super) struct Engines {
    first: Engine,
    /// Where requests may choose: the decks, and engines that were asked for.
    others: Option<(Decks, RefCell<BTreeMap<String, Engine>>)>,
}

impl Engines {
    pub(super) fn new(prices: &Prices) -> Result<Engines> {
        let others = match &prices.book {
            Some(_) => None,
            None => Some((prices.numbers.decks()?, RefCell::default())),
        };
        Ok(Engines { first: prices.engine()?, others })
    }

    /// The engine of the book that a request names.
    pub(super) fn of(&self, request: &Value) -> Result<Engine> {
        let book = request["book"].as_str().filter(|book| *book != self.first.book().id);
        let (Some(name), Some((decks, known))) = (book, &self.others) else { return Ok(self.first.clone()) };
        if let Some(engine) = known.borrow().get(name) {
            return Ok(engine.clone());
        }
        let document = wire::document(name.into())?;
        let used = wire::book(document.clone())?;
        let decks: Vec<_> = decks.iter().filter(|(deck, _)| used.decks().contains(deck.as_str())).cloned().collect();
        let engine = self::engine(document, &decks)?;
        known.borrow_mut().insert(name.to_owned(), engine.clone());
        Ok(engine)
    }
}

/// Decks' names and texts.
type Decks = Vec<(String, Vec<u8>)>;

impl Numbers {
    /// The decks' files.
    pub(super) fn decks(&self) -> Result<Decks> {
        let deck = |given: &String| {
            let (service, path) = given.split_once('=').unwrap_or(("sms", given));
            Ok((service.to_owned(), read(path)?))
        };
        self.decks.iter().map(deck).collect()
    }

    /// The decks that each of two books has a place for. What neither has is refused as no part of the later one.
    pub(super) fn decks_of(&self, [before, after]: [&Book; 2]) -> Result<[Decks; 2]> {
        let takes = |book: &Book, name: &str| book.decks().contains(name) || book.services.contains_key(name);
        let decks = self.decks()?;
        let of_before = decks.iter().filter(|(name, _)| takes(before, name)).cloned().collect();
        let of_after = decks.into_iter().filter(|(name, _)| takes(after, name) || !takes(before, name)).collect();
        Ok([of_before, of_after])
    }

    pub(super) fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}

impl Parameters {
    /// The values that were given.
    pub(super) fn settings(&self) -> Result<Settings> {
        let setting = |set: &String| {
            let (name, value) = set.split_once('=').ok_or_else(|| Error::no_value(set))?;
            Ok((name.to_owned(), value.to_owned()))
        };
        self.set.iter().map(setting).collect()
    }

    /// Two books' documents with the values that each has a parameter for. What neither has is refused as no part of the
    /// later one.
    pub(super) fn set_both(&self, [before, after]: [Value; 2]) -> Result<[Value; 2]> {
        let declares = |document: &Value, name: &str| document["parameters"].get(name).is_some();
        let (mut of_before, mut of_after) = (Settings::new(), Settings::new());
        for (name, value) in self.settings()? {
            if declares(&after, &name) || !declares(&before, &name) {
                of_after.insert(name.clone(), value.clone());
            }
            if declares(&before, &name) {
                of_before.insert(name, value);
            }
        }
        Ok([wire::set(before, &of_before, "")?, wire::set(after, &of_after, "")?])
    }

    /// A book's document with these values.
    pub(super) fn set(&self, document: Value) -> Result<Value> {
        wire::set(document, &self.settings()?, "")
    }
}

/// A file in UTF-8, without a byte order mark.
pub(super) fn text(path: &str) -> Result<String> {
    let text = read(path)?;
    String::from_utf8(unmarked(&text).to_vec()).map_err(|_| Error::unreadable(path, "it is not UTF-8"))
}

/// A file without a byte order mark.
pub(super) fn unmarked(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

pub(super) fn engine(book: Value, decks: &[(String, Vec<u8>)]) -> Result<Engine> {
    let decks: Vec<_> = decks.iter().map(|(service, csv)| (service.as_str(), csv.as_slice())).collect();
    wire::engine(book, &decks)
}

/// Whether a book is a file, and not a preset's name.
pub(super) fn is_file(book: &str) -> bool {
    book.ends_with(".json")
}

/// A book's document: a preset's by its name, or a file's.
pub(super) fn document(book: &str) -> Result<Value> {
    if is_file(book) { wire::parse_bytes(unmarked(&read(book)?)) } else { wire::document(book.into()) }
}

/// A file; `-` is standard input.
pub(super) fn read(path: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match path {
        "-" => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        path => std::fs::read(path),
    };
    read.map_err(|error| Error::unreadable(path, &error.to_string()))
}
