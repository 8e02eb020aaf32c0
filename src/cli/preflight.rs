//! `septet preflight`

mod bar;
mod read;
mod show;

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZero;
use std::process::ExitCode;
use std::thread;

use septet::campaign::read_number;
use septet::phone::{Plan, Region};
use septet::{Error, wire};
use serde_json::{Map, Value};

use super::prices::{self, Prices};
use super::{Failure, show as write, today};
use bar::Bar;

/// Exit status where the balance does not cover the most, or there are recipients without a price.
const NOT_COVERED: u8 = 3;

/// The most threads that are started.
const THREADS_MAX: usize = 64;

/// Say what a campaign costs before it is sent: at least, as expected and at most
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet preflight guests.csv --plan team --balance 750 \\
      --template 'Hi {{name}}, your table is booked'
  septet preflight guests.csv --plan team --template 'Hi {{name}}' --json \\
      --default-region GB
  septet preflight leads.csv --book atllas --plan standard \\
      --service call_attempt --set monthlyAllotment=1000 \\
      --probability answered=0.3 --probability failed=0.3 \\
      --probability voicemail_left=0.4
  septet preflight leads.csv --plan team --service call \\
      --max-seconds 300 --expected-seconds 90

The file is a CSV with a header: the number stands under phone, number, to or mobile, further numbers of calls under phone2, phone3, …; other columns are fields of the template. - is standard input.

Exit status: 0 covered, or no balance was given; 3 not covered; 2 for misuse.")]
pub(super) struct Args {
    /// The recipients: a CSV, or - for standard input
    file: String,

    #[command(flatten)]
    prices: Prices,

    /// A plan of the book
    #[arg(long)]
    plan: String,

    /// A service of the book
    #[arg(long, default_value = "sms")]
    service: String,

    /// The message, with {{fields}} from the file's columns
    #[arg(long)]
    template: Option<String>,

    /// The template in a file of its own, in UTF-8; a line break at its end is no part of it
    #[arg(long, value_name = "FILE", conflicts_with = "template")]
    template_file: Option<String>,

    /// A text at the end of every message
    #[arg(long, value_name = "TEXT")]
    opt_out: Option<String>,

    /// Characters that each link becomes
    #[arg(long, value_name = "CHARACTERS")]
    link_length: Option<u32>,

    /// How the carrier cuts messages; 3gpp by default
    #[arg(long)]
    profile: Option<String>,

    /// Force GSM-7 or UCS-2
    #[arg(long)]
    encoding: Option<String>,

    /// Replace costly characters: off, only_if_gsm, only_if_fewer or always
    #[arg(long, value_name = "POLICY")]
    smart: Option<String>,

    /// Languages whose national tables may be used, with commas between them, or all
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',')]
    national: Vec<String>,

    /// What the messages are for: marketing, utility, authentication or service
    #[arg(long)]
    category: Option<String>,

    /// The day whose rates count, such as 2026-11-20; today by default
    #[arg(long, value_name = "DATE")]
    at: Option<String>,

    /// Where numbers without a country code are, such as GB
    #[arg(long, value_name = "REGION")]
    default_region: Option<String>,

    /// How to treat numbers that appear in several rows: keep, skip or ignore
    #[arg(long)]
    duplicates: Option<String>,

    /// A file of numbers to pass over, one a line: of people who opted out
    #[arg(long, value_name = "FILE")]
    opted_out: Option<String>,

    /// A file of numbers to pass over, one a line: a do-not-call list
    #[arg(long, value_name = "FILE")]
    do_not_call: Option<String>,

    /// The column of the numbers, where it has another name
    #[arg(long)]
    column: Option<String>,

    /// What stands between cells; told from the header by default
    #[arg(long)]
    delimiter: Option<String>,

    /// Who pays: credits, or an account as in a JSON request
    #[arg(long, value_name = "CREDITS|JSON")]
    balance: Option<String>,

    #[command(flatten)]
    calls: Calls,

    /// How many threads read; one for each core by default, and one alone where duplicates are skipped
    #[arg(long)]
    threads: Option<NonZero<usize>>,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

/// How calls go.
#[derive(Debug, clap::Args)]
struct Calls {
    /// The longest that a call may last; needed for calls by the minute
    #[arg(long, value_name = "SECONDS")]
    max_seconds: Option<u64>,

    /// How long an answered call is expected to last
    #[arg(long, value_name = "SECONDS")]
    expected_seconds: Option<u64>,

    /// How probable an outcome is, from 0 to 1. Repeatable
    #[arg(long = "probability", value_name = "OUTCOME=PROBABILITY")]
    probabilities: Vec<String>,

    /// Where calls go: inbound, outbound or web; outbound by default
    #[arg(long)]
    direction: Option<String>,

    /// When no further number is dialled: answered, connected, or outcomes of the book, with commas between them
    #[arg(long, value_name = "OUTCOMES", value_delimiter = ',')]
    dial_until: Vec<String>,
}

pub(super) fn run(mut args: Args) -> Result<ExitCode, Failure> {
    let engine = args.prices.engine()?;
    let (file, json) = (std::mem::take(&mut args.file), args.json);
    let threads = args.threads.map_or_else(cores, NonZero::get).min(THREADS_MAX);
    let (engine, options) = wire::preflight_options(&engine, args.request()?, Some(today()))?;
    let (input, size): (Box<dyn Read + Send>, _) = match file.as_str() {
        "-" => (Box::new(io::stdin()), None),
        path => {
            let unreadable = |error: io::Error| Error::unreadable(path, &error.to_string());
            let file = File::open(path).map_err(unreadable)?;
            let metadata = file.metadata().map_err(unreadable)?;
            if metadata.is_dir() {
                return Err(Error::unreadable(path, "it is a directory").into());
            }
            (Box::new(file), Some(metadata.len()))
        }
    };
    let mut bar = Bar::new(size);
    let preflight = read::read(&engine, options, threads, input, &mut bar);
    bar.end();
    let answer = wire::PreflightAnswer::from(preflight?.finish()?);
    let is_covered = answer.covered.unwrap_or(true);
    write(json, &answer, show::describe)?;
    Ok(if is_covered { ExitCode::SUCCESS } else { ExitCode::from(NOT_COVERED) })
}

/// The numbers of a list, one a line; blank lines are passed over.
fn numbers(path: &str, home: Option<&Plan>) -> septet::Result<Value> {
    let text = prices::text(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let number = |(index, line): (usize, &str)| {
        let wrong = |problem| Error::no_recipient(line.trim(), problem).on_line(path, index + 1);
        read_number(line.as_bytes(), home).map(|number| Value::from(number.to_string())).map_err(wrong)
    };
    lines.map(number).collect()
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

impl Args {
    /// The request as JSON.
    fn request(self) -> septet::Result<Value> {
        let mut fields = Map::new();
        let region = self.default_region.as_deref().map(Region::parse).transpose()?;
        let home = region.and_then(Plan::of);
        let template = match &self.template_file {
            Some(path) => {
                let text = prices::text(path)?;
                let line = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
                Some(line.unwrap_or(&text).to_owned())
            }
            None => self.template,
        };
        let texts = [
            ("plan", Some(self.plan)),
            ("service", Some(self.service)),
            ("template", template),
            ("optOut", self.opt_out),
            ("profile", self.profile),
            ("encoding", self.encoding),
            ("smart", self.smart),
            ("category", self.category),
            ("at", self.at),
            ("defaultRegion", self.default_region),
            ("duplicates", self.duplicates),
            ("column", self.column),
            ("delimiter", self.delimiter.map(|given| given.replace("\\t", "\t"))),
        ];
        fields.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))));
        match &self.national[..] {
            [] => {}
            [word] => drop(fields.insert("national".to_owned(), word.as_str().into())),
            _ => drop(fields.insert("national".to_owned(), self.national.into())),
        }
        match &self.calls.dial_until[..] {
            [] => {}
            [word] if ["answered", "connected"].contains(&word.as_str()) => {
                fields.insert("dialUntil".to_owned(), word.as_str().into());
            }
            _ => drop(fields.insert("dialUntil".to_owned(), self.calls.dial_until.into())),
        }
        if let Some(length) = self.link_length {
            fields.insert("linkLength".to_owned(), length.into());
        }
        for (field, path) in [("optedOut", self.opted_out), ("doNotCall", self.do_not_call)] {
            let Some(path) = path else { continue };
            fields.insert(field.to_owned(), numbers(&path, home.as_ref())?);
        }
        if let Some(balance) = self.balance {
            let balance = if balance.starts_with('{') { wire::parse(&balance)? } else { balance.into() };
            fields.insert("balance".to_owned(), balance);
        }
        let seconds = [("maxSeconds", self.calls.max_seconds), ("expectedSeconds", self.calls.expected_seconds)];
        let mut call: Map<_, _> =
            seconds.into_iter().filter_map(|(name, given)| Some((name.to_owned(), given?.into()))).collect();
        call.extend(self.calls.direction.map(|direction| ("direction".to_owned(), direction.into())));
        if !call.is_empty() {
            fields.insert("call".to_owned(), call.into());
        }
        let mut probabilities = Map::new();
        for given in &self.calls.probabilities {
            let (outcome, probability) = given.split_once('=').ok_or_else(|| Error::no_probability(given))?;
            probabilities.insert(outcome.to_owned(), probability.into());
        }
        fields.insert("outcomeProbabilities".to_owned(), probabilities.into());
        Ok(fields.into())
    }
}
