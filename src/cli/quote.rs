//! `septet quote`

use septet::{Error, wire};
use serde_json::{Map, Number, Value};

use super::prices::{Engines, Prices};
use super::segments::{self, MessageArgs};
use super::table::text;
use super::{Failure, Form, answer, table, today};

/// Price a request
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet quote --plan team --to +919876543210 --text 'Your table is booked'
  septet quote --plan team --region IN --text hello --deck my-rates.csv
  septet quote --plan team --service whatsapp --region IN --category utility
  septet quote --plan team --service call --seconds 90
  echo '{\"plan\":\"team\",\"service\":\"sms\",\"to\":\"+919876543210\",\"text\":\"hi\"}' \\
      | septet quote --jsonl

A JSON request may name its book, a preset, unless --book does.

A deck is a CSV with the columns iso,price,currency or iso,price_usd. Where prices change on dates, those of today (UTC) are taken, unless the request names a day.")]
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

    /// The recipient's operator, for decks that tell them apart
    #[arg(long, conflicts_with = "jsonl")]
    operator: Option<String>,

    /// What the message is for: marketing, utility, authentication or service
    #[arg(long, conflicts_with = "jsonl")]
    category: Option<String>,

    /// The day whose rates count, such as 2026-11-20; today by default
    #[arg(long, value_name = "DATE", conflicts_with = "jsonl")]
    at: Option<String>,

    #[command(flatten)]
    options: MessageArgs,

    #[command(flatten)]
    call: CallArgs,

    /// Messages, calls or interactions
    #[arg(long, allow_negative_numbers = true, conflicts_with = "jsonl")]
    quantity: Option<Number>,

    #[command(flatten)]
    form: Form,
}

/// A call, or how an attempt at one ended.
#[derive(Debug, clap::Args)]
struct CallArgs {
    /// How long the call was, in seconds
    #[arg(long, allow_negative_numbers = true, conflicts_with = "jsonl")]
    seconds: Option<String>,

    /// Where the call came from: inbound, outbound or web
    #[arg(long, conflicts_with = "jsonl")]
    direction: Option<String>,

    /// How the attempt ended: a word of the book
    #[arg(long, conflicts_with = "jsonl")]
    outcome: Option<String>,

    /// The whole call as in a JSON request
    #[arg(long = "call", value_name = "JSON", conflicts_with_all = ["jsonl", "seconds", "direction", "outcome"])]
    whole: Option<String>,
}

impl CallArgs {
    fn field(self) -> septet::Result<Option<Value>> {
        if let Some(json) = self.whole {
            let call = wire::parse(&json)?;
            return if call.is_object() { Ok(Some(call)) } else { Err(Error::no_call(&json)) };
        }
        let texts = [("seconds", self.seconds), ("direction", self.direction), ("outcome", self.outcome)];
        let fields: Map<_, _> = texts.into_iter().filter_map(field).collect();
        Ok((!fields.is_empty()).then(|| fields.into()))
    }
}

fn field((name, value): (&str, Option<String>)) -> Option<(String, Value)> {
    Some((name.to_owned(), value?.into()))
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let engines = Engines::new(&args.prices)?;
    let today = today();
    let Args { plan, service, to, region, text, operator, category, at, options, call, quantity, form, .. } = args;
    let request = || {
        let mut fields = options.fields();
        let texts = [
            ("plan", plan),
            ("service", Some(service)),
            ("to", to),
            ("region", region),
            ("text", text),
            ("operator", operator),
            ("category", category),
            ("at", at),
        ];
        fields.extend(texts.into_iter().filter_map(field));
        fields.extend(call.field()?.map(|call| ("call".to_owned(), call)));
        fields.extend(quantity.map(|quantity| ("quantity".to_owned(), quantity.into())));
        Ok(fields.into())
    };
    let quote = |request| wire::quote_on(today, &engines.of(&request)?, request);
    answer(&form, request, quote, describe)
}

fn describe(answer: &Value) -> String {
    let measured = &answer["measured"];
    let mut rows = vec![("credits", text(&answer["credits"]))];
    if answer["max"] != answer["credits"] {
        rows.push(("at most", text(&answer["max"])));
    }
    for (name, field) in [("worth", "money"), ("carrier", "carrierCost")] {
        let money = &answer[field];
        rows.extend(money.is_object().then(|| (name, table::money(money))));
    }
    rows.push(("decision", text(&answer["decision"])));
    for field in ["region", "class", "operator", "category", "at"] {
        rows.extend(measured[field].as_str().map(|value| (field, value.to_owned())));
    }
    rows.extend(subject(measured));
    if measured["quantity"] != 1 {
        rows.push(("quantity", text(&measured["quantity"])));
    }
    for (index, step) in answer["explanation"]["steps"].as_array().into_iter().flatten().enumerate() {
        rows.push((if index == 0 { "because" } else { "" }, text(&step["text"])));
    }
    for (index, repair) in answer["repairs"].as_array().into_iter().flatten().enumerate() {
        rows.push((if index == 0 { "cheaper" } else { "" }, segments::repair(repair)));
    }
    table::pairs(&rows)
}

/// What was measured: a message, a call, an attempt at one or an interaction.
fn subject(measured: &Value) -> Option<(&'static str, String)> {
    let text = |field: &str| measured[field].as_str().unwrap_or_default();
    if measured["segments"].is_u64() {
        let (units, segments) = (&measured["units"], &measured["segments"]);
        return Some((
            "message",
            format!("{} of {}, {}", table::count(units, "unit"), text("encoding"), table::count(segments, "segment")),
        ));
    }
    if measured["billedSeconds"].is_string() {
        let direction = measured["direction"].as_str().map(|direction| format!(", {direction}")).unwrap_or_default();
        let (seconds, billed) = (text("seconds"), text("billedSeconds"));
        let call = format!("{seconds} s, billed: {billed} s{direction}, handled by: {}", text("handledBy"));
        return Some(("call", call));
    }
    if let Some(completed) = measured["completed"].as_bool() {
        let id = measured["interaction"].as_str().map(|id| format!("{id}, ")).unwrap_or_default();
        let how = if completed { "completed" } else { "not completed" };
        return Some(("interaction", format!("{id}{how}")));
    }
    measured["outcome"].as_str().map(|outcome| ("attempt", outcome.to_owned()))
}
