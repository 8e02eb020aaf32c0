//! Prices that make two small ones cheaper than a large one.

use rust_decimal::Decimal;

use super::super::Engine;
use super::super::price::{parts, whole};
use super::Finding;
use super::numbers::{is_unbilled, lists};
use crate::Result;
use crate::book::{Minutes, Price, Service, Tier, Unit};
use crate::call::{self, CALL_S_MAX, Call, Direction, Micros};
use crate::credits::{Credits, Ratio};
use crate::map::Map;

/// The longest message that is looked at.
const SEGMENTS_MAX: usize = 10;
/// Of a deck with more different rates for calls, so many are looked at, evenly from the cheapest on.
const CALL_RATES_MAX: usize = 50;

/// One that costs more than the two it can be split into.
struct Split<T> {
    whole: (T, Credits),
    /// The two, and what both cost together.
    halves: (T, T, Credits),
}

impl Engine {
    pub(super) fn lint_splits(&self, service: &Service, path: &str, findings: &mut Vec<Finding>) {
        match &service.price {
            Price::PerSegment(unit) => self.lint_messages(service, unit, path, findings),
            Price::PerMinute(minutes) => {
                for (direction, place, tiers) in lists(minutes, path) {
                    if is_unbilled(minutes, direction) {
                        continue;
                    }
                    for rate in self.call_rates(tiers) {
                        let Some(split) = self.split_call(service, minutes, direction, tiers, rate) else { continue };
                        let (Split { whole: (s, credits), halves: (a, b, cheaper) }, at) = (split, self.at_rate(rate));
                        let text =
                            format!("a call of {s} s costs {credits} credits, two of {a} and {b} s cost {cheaper}{at}");
                        findings.push(Finding::warning(place, "splitting-is-cheaper", text));
                        break;
                    }
                }
            }
            _ => {}
        }
    }

    fn lint_messages(&self, service: &Service, unit: &Unit, path: &str, findings: &mut Vec<Finding>) {
        let prices = self.unit_prices(unit);
        let splits: Vec<_> =
            prices.iter().filter_map(|(rate, price)| Some((*rate, split_message(service, price)?))).collect();
        let Some((rate, Split { whole: (n, credits), halves: (a, b, cheaper) })) = splits.first() else { return };
        let of = if rate.is_some() {
            format!(" ({} of the deck's {} different rates)", splits.len(), prices.len())
        } else {
            String::new()
        };
        let text = format!(
            "a message of {n} segments costs {credits} credits, two of {a} and {b} segments cost {cheaper}{}{of}",
            self.at_rate(*rate)
        );
        findings.push(Finding::warning(format!("{path}.price.perSegment"), "splitting-is-cheaper", text));
    }

    fn at_rate(&self, rate: Option<Decimal>) -> String {
        rate.map(|rate| format!(", at a rate of {} {rate}", self.book().currency)).unwrap_or_default()
    }

    /// The rates that the tiers' deck has: nothing to choose where they take none.
    fn call_rates(&self, tiers: &[Tier]) -> Vec<Option<Decimal>> {
        let deck = tiers.iter().find_map(|tier| match &tier.minute {
            Unit::CarrierRate(carrier) => Some(&carrier.rates),
            Unit::Credits(_) => None,
        });
        let Some(deck) = deck else { return vec![None] };
        let rates = self.different_rates(deck);
        let every = rates.len().div_ceil(CALL_RATES_MAX).max(1);
        rates.into_iter().step_by(every).map(Some).collect()
    }

    fn split_call(
        &self,
        service: &Service,
        minutes: &Minutes,
        direction: Option<Direction>,
        tiers: &[Tier],
        rate: Option<Decimal>,
    ) -> Option<Split<u64>> {
        let tier = |tier: &Tier| {
            let per_minute = self.unit_credits(&tier.minute, rate.map(Ratio::from)).ok()?;
            Some(call::Tier { from_s: tier.from_s, per_minute })
        };
        let priced: Vec<call::Tier> = tiers.iter().map(tier).collect::<Option<_>>()?;
        let price = |seconds: u64| -> Result<Credits> {
            let call = Call { direction, ..Call::lasting(i64::try_from(seconds).unwrap_or(i64::MAX)) };
            let billed = call::measure(&call, &minutes.metering)?.billed;
            whole(service, call::price(billed, &priced)?, billed > Micros::default())?.total()
        };
        let lengths = lengths(minutes, tiers);
        let mut prices = Map::new();
        for (index, a) in lengths.iter().enumerate() {
            for b in lengths[index..].iter().filter(|b| a + **b <= CALL_S_MAX) {
                let mut of = |seconds: u64| match prices.get(&seconds) {
                    Some(price) => Some(*price),
                    None => {
                        let price = price(seconds).ok()?;
                        prices.insert(seconds, price);
                        Some(price)
                    }
                };
                let (halves, whole) = (of(*a)?.plus(of(*b)?).ok()?, of(a + b)?);
                if halves < whole {
                    return Some(Split { whole: (a + b, whole), halves: (*a, *b, halves) });
                }
            }
        }
        None
    }
}

fn split_message(service: &Service, unit: &Ratio) -> Option<Split<usize>> {
    let price = |segments: usize| parts(service, unit, segments as u64).and_then(|parts| parts.total()).ok();
    let prices: Vec<Credits> = (0..=SEGMENTS_MAX).map(price).collect::<Option<_>>()?;
    for (n, whole) in prices.iter().enumerate().skip(2) {
        for a in 1..=n / 2 {
            let halves = prices[a].plus(prices[n - a]).ok()?;
            if halves < *whole {
                return Some(Split { whole: (n, *whole), halves: (a, n - a, halves) });
            }
        }
    }
    None
}

/// Lengths of calls, in seconds, around which a price can change its step.
fn lengths(minutes: &Minutes, tiers: &[Tier]) -> Vec<u64> {
    let increments = minutes.metering.increments;
    let (first, next) = (u64::from(increments.first_s), u64::from(increments.next_s));
    let (minimum, free) = (u64::from(increments.minimum_s), u64::from(increments.free_under_s));
    let mut lengths =
        vec![1, 7, 30, 59, 60, 61, 90, 600, first, next, first + next, minimum, free.saturating_sub(1), free];
    for tier in tiers {
        lengths.extend([tier.from_s / 2, tier.from_s, tier.from_s.saturating_add(60)]);
    }
    lengths.retain(|length| (1..=CALL_S_MAX).contains(length));
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}
