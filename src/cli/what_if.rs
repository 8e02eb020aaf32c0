//! `septet what-if`

use septet::wire::{self, Value};

use super::prices::Prices;
use super::table::{money, text};
use super::{Failure, show, table, today, usage};

/// Compare what usage would have cost on each plan of a book
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet what-if --book calcom --usage usage.jsonl --seats 5

Usage is a file of quote requests, a JSON object a line; `plan` may be left out. Each calendar month of `at` is a billing period; lines without a day are one period together.

What is beyond the allowance is owed at the service's overage price. Without one it is bought in whole packages of one kind: those that never expire are used up in later months, others are bought for each month that needs any. What accounts use that never pay is recorded, and costs nothing. A trial that ends before the months do is never the cheapest.")]
pub(super) struct Args {
    #[command(flatten)]
    prices: Prices,

    /// JSON lines of what was used; - is standard input
    #[arg(long, value_name = "FILE")]
    usage: String,

    /// Seats of the plan
    #[arg(long, value_name = "N", default_value_t = 1)]
    seats: u64,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let engine = args.prices.engine()?;
    let usage = usage::read(&args.usage, wire::usage_of_plan)?;
    let answer = wire::what_if(&engine, &usage, args.seats, Some(today()));
    show(args.json, &answer, describe)
}

fn describe(answer: &Value) -> String {
    let list = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(", ");
    let header = ["plan", "credits", "beyond", "bought", "plan's price", "total", ""].map(str::to_owned).to_vec();
    let mut rows = vec![header];
    for plan in answer["plans"].as_array().into_iter().flatten() {
        let mut notes = Vec::new();
        if plan["covered"] == false {
            notes.push("cannot buy what it lacks".to_owned());
        }
        if let Some(days) = plan["endsAfterDays"].as_u64() {
            notes.push(format!("a trial, which ends after {days} days"));
        }
        if let Some(recorded) = plan["recorded"].as_str() {
            notes.push(format!("recorded and not deducted: {recorded} credits"));
        }
        let unknown = list(&plan["unknown"]);
        if !unknown.is_empty() {
            notes.push(format!("unknown: {unknown}"));
        }
        if plan["unpriced"] != 0 {
            notes.push(format!("lines without a price: {}, as {}", plan["unpriced"], text(&plan["error"]["message"])));
        }
        if let Some(credits) = plan["owed"]["credits"].as_str() {
            notes.push(format!("owed at the overage price: {credits} credits, {}", money(&plan["owed"]["price"])));
        }
        let bought = match plan["bought"]["packages"].as_u64() {
            Some(packages) => {
                format!("{packages} × {}, {}", text(&plan["bought"]["topUp"]), money(&plan["bought"]["price"]))
            }
            None => "-".to_owned(),
        };
        let (credits, price, total) = (text(&plan["credits"]), money(&plan["price"]), money(&plan["total"]));
        rows.push(vec![text(&plan["plan"]), credits, beyond(plan), bought, price, total, notes.join("; ")]);
    }
    let any = |is: fn(&Value) -> bool| answer["plans"].as_array().into_iter().flatten().any(is);
    let is_unknown = |plan: &Value| plan["total"].is_null() && plan["covered"] != false;
    let of_known = match (any(is_unknown), any(|plan| plan["endsAfterDays"].is_u64())) {
        (true, true) => ", of the plans whose total is known and that are no trial",
        (true, false) => ", of the plans whose total is known",
        (false, true) => ", of the plans that are no trial",
        (false, false) => "",
    };
    let cheapest = match (answer["cheapest"].as_str(), list(&answer["tied"])) {
        (None, _) => "not known".to_owned(),
        (Some(plan), tied) if tied.is_empty() => format!("{plan}{of_known}"),
        (Some(plan), tied) => format!("{plan}{of_known}, the first by name; the same: {tied}"),
    };
    format!("{}cheapest: {cheapest}\n", table::rows(&rows))
}

/// Credits beyond the allowances, month by month where there are several.
fn beyond(plan: &Value) -> String {
    let periods = plan["periods"].as_array().into_iter().flatten();
    let each: Vec<_> = periods.map(|period| period["beyond"].as_str().unwrap_or("unknown")).collect();
    if each.is_empty() { "-".to_owned() } else { each.join(" + ") }
}
