//! `septet region`

use serde_json::{Value, json};

use super::{Failure, Form, answer, table};

/// Find the region of a phone number
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet region '+91 98765 43210'
  echo '{\"number\":\"+80012345678\"}' | septet region --jsonl")]
pub(super) struct Args {
    /// The number in E.164 form: `+`, the country code and the number
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    number: Option<String>,

    #[command(flatten)]
    form: Form,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let request = || Ok(json!({ "number": args.number }));
    answer(&args.form, request, septet::wire::region, describe)
}

fn describe(answer: &Value) -> String {
    let field = |name: &str| answer[name].as_str().map(str::to_owned);
    let mut rows = vec![("region", field("region").unwrap_or_else(|| "none".into()))];
    rows.extend(field("class").map(|class| ("class", class)));
    rows.extend(field("e164").map(|e164| ("number", e164)));
    table::pairs(&rows)
}
