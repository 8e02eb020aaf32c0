//! `septet demo`

use clap::builder::RangedU64ValueParser;
use septet::server::{self, Demo};

use super::place::Place;
use super::prices::Prices;
use super::{Failure, print};

/// How many days a demo begins with, unless asked otherwise.
pub(super) const DAYS: u32 = 365;

/// What happens in it, unless asked otherwise.
pub(super) const SEED: u64 = 7;

/// Up to ten years.
pub(super) fn days() -> RangedU64ValueParser<u32> {
    RangedU64ValueParser::new().range(..=3653)
}

/// Make a ledger to look at: made-up customers, and a year of what they used
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet demo --database sqlite:demo.db
  septet demo --database sqlite:demo.db --reset --book agentalk
  septet serve --database sqlite:demo.db --demo --book agentalk

A database that holds another ledger is refused. `septet serve --demo` makes one by itself where there is none.")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,

    /// Recreate the existing demo; its ledger must not be running
    #[arg(long)]
    reset: bool,

    /// How many days of usage; 0 is the demo account alone
    #[arg(long, value_name = "N", default_value_t = DAYS, value_parser = days())]
    days: u32,

    /// Seed of the generated data; the same seed gives the same data on the same day
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,

    #[command(flatten)]
    prices: Prices,
}

pub(super) fn run(Args { place, reset, days, seed, prices }: Args) -> Result<(), Failure> {
    let database = place.database()?;
    let engine = prices.engine_of(server::with_demo_values(prices.book()?)?)?;
    server::make_demo(&database, engine, Demo { days, seed }, reset)?;
    print(&format!("{database} is a demo of {days} days\n"))
}
