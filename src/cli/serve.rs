//! `septet serve`

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use septet::Result;
use septet::server::{self, Access, Config, Demo, Outbox, Started, StripeSecrets};
use tracing_subscriber::EnvFilter;

use super::Failure;
use super::place::Place;
use super::prices::Prices;

/// Run the ledger
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet serve --database sqlite:ledger.db
  septet serve --database postgres://septet@db.example/septet
  septet serve --database sqlite:demo.db --demo --web www/dist
  septet serve --database sqlite:ledger.db \\
      --public-url https://ledger.example \\
      --allow-origin https://app.example --rate-limit 100

The first start prints an admin key once. RUST_LOG=septet=debug logs each request.")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,

    /// The address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,

    /// Let visitors from this machine act for a demo account
    #[arg(long)]
    demo: bool,

    /// How many days of made-up usage a demo begins with, in a database without a ledger; 0 is none
    #[arg(long, value_name = "N", default_value_t = super::demo::DAYS, value_parser = super::demo::days())]
    demo_days: u32,

    /// A folder with the web app
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,

    /// Rotate the quote-signing key after this many days
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    rotate_quote_key_days: u32,

    /// How the log on standard error is written
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,

    /// The most requests that one commit makes durable
    #[arg(long, value_name = "N", default_value_t = server::BATCH as u16, value_parser = clap::value_parser!(u16).range(1..))]
    batch: u16,

    /// The connections that write to PostgreSQL, each for a part of the accounts [default: 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    writers: Option<u16>,

    /// For how many days a retry with the same idempotency key gets the same answer
    #[arg(long, value_name = "N", default_value_t = 35, value_parser = clap::value_parser!(u32).range(1..=3650))]
    idempotency_retention_days: u32,
    /// Where the ledger is reached from outside; with https, cookies are sent over TLS only
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Let pages from this origin ask, such as https://app.example; repeat it for several
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allow_origins: Vec<String>,

    /// Requests a second, and at once, that each key, session or address without either may send [default: no limit]
    #[arg(long, value_name = "N")]
    rate_limit: Option<NonZeroU32>,

    /// How long a person stays logged in, such as 30m
    #[arg(long, value_name = "SPAN", default_value = "12h")]
    session_length: String,

    /// Let webhooks go to this machine's own network, and without TLS
    #[arg(long)]
    allow_private_webhooks: bool,

    /// The mail server for alerts, such as smtps://user:password@mail.example; or in SEPTET_SMTP_URL
    #[arg(long, value_name = "URL")]
    smtp_url: Option<String>,

    /// The address that mails are from, such as 'Septet <septet@example.com>'
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,

    /// Credit what Stripe says was paid, by events signed with this secret; repeat it while one replaces another. Or in
    /// SEPTET_STRIPE_WEBHOOK_SECRET, with spaces between them
    #[arg(long = "stripe-webhook-secret", value_name = "SECRET")]
    stripe_webhook_secrets: Vec<String>,

    /// Where people pay for credits; `account`, `package` and `quantity` are added to it
    #[arg(long, value_name = "URL")]
    checkout_url: Option<String>,

    /// Makes the time between tries of a delivery so many times shorter
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), hide = true)]
    delivery_retry_scale: u32,

    #[command(flatten)]
    prices: Prices,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LogFormat {
    Text,
    /// One object a line
    Json,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    log(args.log_format);
    let database = args.place.database()?;
    let book = args.prices.book()?;
    let book = if args.demo { server::with_demo_values(book)? } else { book };
    let engine = args.prices.engine_of(book)?;
    let Args {
        listen,
        demo,
        demo_days,
        web,
        rotate_quote_key_days: quote_key_days,
        batch,
        writers,
        idempotency_retention_days: retention_days,
        public_url,
        allow_origins,
        rate_limit,
        allow_private_webhooks,
        smtp_url,
        mail_from,
        stripe_webhook_secrets,
        checkout_url,
        delivery_retry_scale: retry_scale,
        ..
    } = args;
    let smtp_url = smtp_url.or_else(|| variable("SEPTET_SMTP_URL"));
    let outbox = Outbox { allow_private_webhooks, smtp_url, mail_from, retry_scale };
    let stripe_secrets = match variable("SEPTET_STRIPE_WEBHOOK_SECRET") {
        Some(secrets) if stripe_webhook_secrets.is_empty() => secrets.split_whitespace().map(str::to_owned).collect(),
        _ => stripe_webhook_secrets,
    };
    let stripe_secrets = StripeSecrets::new(stripe_secrets)?;
    let session_length = server::session_length(&args.session_length)?;
    let access = Access { public_url, allow_origins, rate_limit, session_length, checkout_url };
    let batch = batch.into();
    let config = Config {
        database,
        listen,
        demo: demo.then_some(Demo { days: demo_days, seed: super::demo::SEED }),
        web,
        engine,
        quote_key_days,
        batch,
        writers: writers.map(usize::from),
        retention_days,
        access,
        outbox,
        stripe_secrets,
    };
    Ok(server::serve(config, announce)?)
}

/// A secret that stands in no list of processes.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,refinery_core=warn"));
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
}

#[allow(clippy::print_stdout)]
fn announce(started: &Started) {
    if let Some(key) = &started.admin_key {
        println!("admin key (shown this once): {key}");
    }
    println!("listening on http://{}", started.address);
}
