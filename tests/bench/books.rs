//! The native half of `cargo xtask bench books`: reads books, a deck and messages from its input, and writes how many
//! messages a second they are priced at.

use std::hint::black_box;
use std::io::stdin;
use std::time::{Duration, Instant};

use septet::phone::Region;
use septet::quote::Pricer;
use septet::wire;
use serde_json::{Map, Value, json};

type Failure = Box<dyn std::error::Error>;

const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_millis(100);

fn main() -> Result<(), Failure> {
    let input: Value = serde_json::from_reader(stdin())?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let deck = text(&input["deck"]);
    let list = |field: &str| input[field].as_array().cloned().unwrap_or_default();
    let regions = list("regions").iter().map(|region| Region::parse(&text(region))).collect::<Result<Vec<_>, _>>()?;
    let segments = list("segments").into_iter().map(|segments| segments.as_u64().unwrap_or_default());
    let messages: Vec<(Region, u64)> = regions.into_iter().zip(segments).collect();

    let mut answer = Map::new();
    for (name, book) in input["books"].as_object().into_iter().flatten() {
        let engine = wire::engine(book.clone(), &[("sms", deck.as_bytes())])?;
        let build = || Ok::<_, septet::Error>(black_box(engine.pricer("organization", "sms", None, None)?));
        let pricer = build()?;
        let found = json!({
            "sum": pricer.total(messages.iter().copied())?.to_string(),
            "messages": median_rate(messages.len(), || each(&pricer, &messages))?,
            "pricers": median_rate(1, || build().map(drop))?,
        });
        answer.insert(name.clone(), found);
    }
    println!("{}", Value::from(answer));
    Ok(())
}

/// Prices each message on its own.
fn each(pricer: &Pricer, messages: &[(Region, u64)]) -> septet::Result<()> {
    for &(region, segments) in messages {
        black_box(pricer.credits(black_box(region), black_box(segments))?);
    }
    Ok(())
}

/// How often it is done a second when a call does it `times` times: the median of several rounds.
fn median_rate(times: usize, call: impl Fn() -> septet::Result<()>) -> Result<u64, Failure> {
    let mut rates = Vec::new();
    for round in 0..=ROUNDS {
        let (start, mut done) = (Instant::now(), 0);
        while start.elapsed() < ROUND {
            call()?;
            done += times as u128;
        }
        // The first round only warms up.
        if round > 0 {
            rates.push(u64::try_from(done * 1_000_000_000 / start.elapsed().as_nanos())?);
        }
    }
    rates.sort_unstable();
    Ok(rates[ROUNDS / 2])
}
