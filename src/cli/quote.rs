//! `septet quote`

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use septet::rates::Date;
use septet::wire::{self, Settings};
use septet::{Engine, Error};
use serde_json::{Number, Value};

use super::segments::{self, MessageArgs};
use super::{Failure, Form, answer, table};

/// Price a request
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet quote --plan team --to +919876543210 --text 'Your table is booked'
  septet quote --plan team --region IN --text hello --deck my-rates.csv
  echo '{\"plan\":\"team\",\"service\":\"sms\",\"to\":\"+919876543210\",\"text\":\"hi\"}' | septet quote --jsonl

A deck is a CSV with the columns iso,price,currency or iso,price_usd.")]
pub(super) struct Args {
    #[command(flatten)]
    prices: Prices,

    /// A plan of the book
    #[arg(long, required_unless_present = "jsonl", conflicts_with = "jsonl")]
    plan: Option<String>,

    /// A service of the book
    #[arg(long, default_value = "sms", conflicts_with = "jsonl")]
    service: String,

    /// The recipient's number in E.164 form
    #[arg(long, conflicts_with = "jsonl")]
    to: Option<String>,

    /// The recipient's region, in place of a number
    #[arg(long, conflicts_with = "jsonl")]
    region: Option<String>,

    /// The message
    #[arg(long, conflicts_with = "jsonl")]
    text: Option<String>,

    #[command(flatten)]
    options: MessageArgs,

    /// Messages
    #[arg(long, allow_negative_numbers = true, conflicts_with = "jsonl")]
    quantity: Option<Number>,

    #[command(flatten)]
    form: Form,
}

/// What everything is priced by.
#[derive(Debug, clap::Args)]
pub(super) struct Prices {
    /// The price book: a preset's name, or a JSON file
    #[arg(long, default_value = "calcom")]
    book: String,

    /// A CSV rate deck; a FILE alone is for sms. Repeatable
    #[arg(long = "deck", value_name = "SERVICE=FILE")]
    decks: Vec<String>,

    /// A value for a parameter of the book. Repeatable
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

impl Prices {
    pub(super) fn engine(&self) -> septet::Result<Engine> {
        self.engine_of(self.book()?)
    }

    /// The book's document, with the parameters that were set.
    pub(super) fn book(&self) -> septet::Result<Value> {
        let mut settings = Settings::new();
        for set in &self.set {
            let (name, value) = set.split_once('=').ok_or_else(|| Error::no_value(set))?;
            settings.insert(name.to_owned(), value.to_owned());
        }
        wire::set(document(&self.book)?, &settings, "")
    }

    /// An engine for this document and the decks.
    pub(super) fn engine_of(&self, book: Value) -> septet::Result<Engine> {
        let mut files = Vec::new();
        for deck in &self.decks {
            let (service, path) = deck.split_once('=').unwrap_or(("sms", deck));
            files.push((service, read(path)?));
        }
        let decks: Vec<_> = files.iter().map(|(service, csv)| (*service, csv.as_slice())).collect();
        wire::engine(book, &decks)
    }
}

/// A book's document: a preset's by its name, or a file's.
pub(super) fn document(book: &str) -> septet::Result<Value> {
    if book.ends_with(".json") { wire::parse_bytes(&read(book)?) } else { wire::document(book.into()) }
}

pub(super) fn read(path: &str) -> septet::Result<Vec<u8>> {
    std::fs::read(PathBuf::from(path)).map_err(|error| Error::unreadable(path, &error.to_string()))
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let engine = args.prices.engine()?;
    let Args { plan, service, to, region, text, options, quantity, form, .. } = args;
    let request = || {
        let mut fields = options.fields();
        let texts = [("plan", plan), ("service", Some(service)), ("to", to), ("region", region), ("text", text)];
        fields.extend(texts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        fields.extend(quantity.map(|quantity| ("quantity".to_owned(), quantity.into())));
        Ok(fields.into())
    };
    let today = today();
    let quote = |request| match today {
        Some(today) => wire::quote_on(today, &engine, request),
        None => wire::quote(&engine, request),
    };
    answer(&form, request, quote, describe)
}

/// The day in UTC, where the clock has one.
fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Date::from_days(i64::try_from(since.as_secs() / (24 * 60 * 60)).ok()?)
}

fn describe(answer: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let money = |value: &Value| format!("{} {}", text(&value["currency"]), text(&value["amount"]));
    let measured = &answer["measured"];
    let mut rows = vec![("credits", text(&answer["credits"]))];
    if answer["max"] != answer["credits"] {
        rows.push(("at most", text(&answer["max"])));
    }
    rows.push(("worth", money(&answer["money"])));
    rows.push(("carrier", money(&answer["carrierCost"])));
    rows.push(("decision", text(&answer["decision"])));
    rows.push(("region", text(&measured["region"])));
    rows.push((
        "message",
        format!("{} units of {}, segments: {}", measured["units"], text(&measured["encoding"]), measured["segments"]),
    ));
    for (index, step) in answer["explanation"]["steps"].as_array().into_iter().flatten().enumerate() {
        rows.push((if index == 0 { "because" } else { "" }, text(&step["text"])));
    }
    for (index, repair) in answer["repairs"].as_array().into_iter().flatten().enumerate() {
        rows.push((if index == 0 { "cheaper" } else { "" }, segments::repair(repair)));
    }
    table::pairs(&rows)
}
