//! A campaign of the story: what it may cost is held, each message is a charge, and what is left comes back.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ACCOUNT;
use super::cast::share;
use super::story::{HOUR_MS, Story, Then};
use super::usage::{CAMPAIGN_CALL_S_MAX, Form, Offer, probabilities};
use crate::Result;
use crate::campaign::{Breakdown, Calls, Line, Place, Terms};
use crate::credits::Credits;
use crate::ledger::{Mode, Tags};
use crate::phone::Region;
use crate::quote::Request;
use crate::rates::Category;
use crate::server::accounts::Working;
use crate::server::campaigns::{self, Start};
use crate::server::execute::{Action, Asked};

/// The fewest and the most recipients.
const RECIPIENTS: std::ops::RangeInclusive<i64> = 12..=140;

/// How long what it holds is held.
const HOLD_S: u64 = 6 * 24 * 60 * 60;

/// A campaign of the demo account.
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) mode: Mode,
    /// How much of the allowance it may cost, in thousandths.
    pub(super) permille: i64,
    /// One that is not over has reached three recipients of five.
    pub(super) is_over: bool,
}

/// What campaigns are of: messages before attempts before calls, and what costs something before what does not.
fn offer(story: &Story<'_>) -> Option<Offer> {
    let order = |offer: &&Offer| {
        let form = match offer.form {
            Form::Message => 0,
            Form::Attempt { .. } => 1,
            Form::Call => 2,
            Form::Interaction => 3,
        };
        (offer.mean == Credits::ZERO, form)
    };
    let offers = story.studio().offers.iter().filter(|offer| offer.form != Form::Interaction);
    offers.min_by_key(order).cloned()
}

/// Starts it, and plans its charges and its end.
pub(super) fn play(story: &mut Story<'_>, working: &mut Working<'_>, plan: Plan) -> Result<()> {
    let Some(offer) = offer(story) else { return Ok(()) };
    let Plan { name, mode, permille, is_over } = plan;
    let budget = share(story.studio().allowance, permille).micros();
    // Calls are reckoned at their longest.
    let each = offer.mean.micros().max(1) * if offer.form == Form::Call { 3 } else { 1 };
    let count = (budget / each).clamp(*RECIPIENTS.start(), *RECIPIENTS.end());
    let mut requests: Vec<(Request, String)> = Vec::new();
    while (requests.len() as i64) < count {
        let (request, region) = offer.campaign_request(&story.script, &mut story.rng);
        requests.extend(region.map(|region| (request, region)));
    }
    let breakdown = Arc::new(breakdown(&offer, &requests)?);
    let accounts = working.peek(ACCOUNT)?;
    let priced = campaigns::preflight(&accounts, ACCOUNT, story.engine, &breakdown, working.now).map(Arc::new);
    let plan = campaigns::Plan::Counted { breakdown, priced };
    let start = Start { id: name.clone(), mode, plan, seconds: HOLD_S };
    if story.ask(working, ACCOUNT, Action::StartCampaign(start.into()))?.is_none() {
        return Ok(()); // the balance does not cover it
    }
    let reached = if is_over { requests.len() } else { requests.len() * 3 / 5 };
    let (span_ms, start) = (3 * HOUR_MS / requests.len() as i64, working.now);
    for (index, (request, _)) in requests.into_iter().take(reached).enumerate() {
        let at = start.plus_millis(span_ms * (index as i64 + 1))?;
        let asked = Asked { request: request.into(), tags: Tags::default(), promise: None };
        let action = Action::ChargeCampaign { campaign: name.clone(), asked: asked.into() };
        let then = if offer.form == (Form::Attempt { settled: true }) { Then::Settle } else { Then::Nothing };
        story.plan_act(at, ACCOUNT, action, then);
    }
    if is_over {
        let at = start.plus_millis(4 * HOUR_MS)?;
        story.plan_act(at, ACCOUNT, Action::EndCampaign { campaign: name }, Then::Nothing);
    }
    Ok(())
}

fn breakdown(offer: &Offer, requests: &[(Request, String)]) -> Result<Breakdown> {
    let mut regions = BTreeMap::<&str, u64>::new();
    requests.iter().for_each(|(_, region)| *regions.entry(region).or_default() += 1);
    let segments = Some(1).filter(|_| offer.form == Form::Message);
    let line = |(region, recipients): (&str, u64)| {
        let place = Place::Region(Region::parse(region)?);
        Ok(Line { place, segments, segments_max: segments, position: 1, recipients })
    };
    let lines = regions.into_iter().map(line).collect::<Result<_>>()?;
    let calls = match offer.form {
        Form::Call => Calls { max_s: Some(CAMPAIGN_CALL_S_MAX), expected_s: Some(100), ..Calls::default() },
        Form::Attempt { .. } => Calls { probabilities: probabilities(), ..Calls::default() },
        Form::Message | Form::Interaction => Calls::default(),
    };
    let category = offer.has_categories().then_some(Category::Marketing);
    let terms = Terms { service: offer.service.clone(), category, calls, ..Terms::default() };
    Ok(Breakdown { terms, lines })
}
