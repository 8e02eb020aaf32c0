//! What the story told others of: it is on record as sent, but for what one customer's endpoint never took.

use super::script::Script;
use crate::Result;
use crate::ledger::Moment;
use crate::server::TENANT;
use crate::server::outbox::{ATTEMPTS_MAX, RETENTION_DAYS, new_id, secret};
use crate::server::store::{Delivery, Endpoint, EventRow, Mark, Store};
use crate::wire::events;
use crate::wire::webhooks::{MAIL, WEBHOOK};

/// Events that are looked at at once.
const AT_ONCE: u32 = 500;

/// How many of the endpoint's latest deliveries were given up.
const DEAD: usize = 7;

/// What the endpoint is told of.
const TYPES: [&str; 2] = ["balance.low", "charge.refused"];

/// How long after its event something was sent.
const SENT_AFTER_MS: i64 = 1300;

/// How long after its event it was given up.
const GIVEN_UP_AFTER_MS: i64 = 52 * 60 * 60 * 1000;

/// Nothing is left to be sent; what is older than a ledger remembers is gone.
pub(super) fn settle(store: &mut Store, script: &Script, customer: Option<&str>, now: Moment) -> Result<()> {
    let since_ms = now.plus_days(-RETENTION_DAYS)?.millis();
    let mut of_endpoint = Vec::new();
    loop {
        let events = store.events_to_give_out(TENANT, AT_ONCE)?;
        if events.is_empty() {
            break;
        }
        for event in events.iter().filter(|event| event.created_ms >= since_ms) {
            let alert = events::alert(&event.kind, &event.data);
            for admin in alert.map(|alert| alert.admins).unwrap_or_default() {
                deliver(store, event, (MAIL, admin), None)?;
            }
            if customer == Some(event.account.as_str()) && TYPES.contains(&event.kind.as_str()) {
                of_endpoint.push(event.clone());
            }
        }
        store.gave_out(TENANT, &events, now.millis())?;
    }
    while store.forget_events(TENANT, since_ms, AT_ONCE)? == AT_ONCE as usize {}
    match customer {
        Some(customer) => webhooks(store, script, customer, &of_endpoint, now),
        None => Ok(()),
    }
}

fn webhooks(store: &mut Store, script: &Script, customer: &str, events: &[EventRow], now: Moment) -> Result<()> {
    let endpoint = Endpoint {
        id: new_id("we")?,
        url: script.endpoint.clone(),
        types: Some(TYPES.map(str::to_owned).to_vec()),
        account: Some(customer.to_owned()),
        secret: secret()?,
        created_ms: now.plus_days(-2 * RETENTION_DAYS)?.millis(),
        ..Endpoint::default()
    };
    store.add_endpoint(TENANT, &endpoint)?;
    let old_enough: Vec<_> =
        events.iter().filter(|event| event.created_ms + GIVEN_UP_AFTER_MS < now.millis()).collect();
    let first_dead = old_enough.len().saturating_sub(DEAD);
    let problems = script.dead_endpoint_problems.iter().cycle();
    for ((index, event), problem) in old_enough.into_iter().enumerate().zip(problems) {
        let problem = (index >= first_dead).then_some(problem.as_str());
        deliver(store, event, (WEBHOOK, endpoint.id.clone()), problem)?;
    }
    Ok(())
}

/// Writes a delivery that has ended: with a problem it was given up.
fn deliver(
    store: &mut Store,
    event: &EventRow,
    (channel, target): (&'static str, String),
    problem: Option<&str>,
) -> Result<()> {
    let (webhook, status_of) =
        (channel == WEBHOOK, |problem: &str| problem.split(' ').find_map(|word| word.parse().ok()));
    let mark = match problem {
        None => Mark::Delivered { status: webhook.then_some(200), at_ms: event.created_ms + SENT_AFTER_MS },
        Some(problem) => {
            let at_ms = event.created_ms + GIVEN_UP_AFTER_MS;
            Mark::Dead { status: status_of(problem), problem: problem.to_owned(), at_ms }
        }
    };
    let attempts = if problem.is_some() { ATTEMPTS_MAX } else { 1 };
    let delivery = Delivery { attempts, ..Delivery::new(new_id("dlv")?, event, channel, target, event.created_ms) };
    store.add_deliveries(TENANT, std::slice::from_ref(&delivery))?;
    Ok(store.mark(TENANT, &delivery, &mark)?)
}
