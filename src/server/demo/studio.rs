//! What the demo account does on days of its own: what it sets, buys and is given, its members and its campaigns.

use rust_decimal::Decimal;

use super::cast::{Role, share};
use super::story::{Story, Then, What, count};
use super::{ACCOUNT, campaign};
use crate::Result;
use crate::ledger::{Kind, Mode, Tags};
use crate::server::execute::{Action, Wanted};

pub(super) fn plan(story: &mut Story<'_>) -> Result<()> {
    settings(story)?;
    members(story)?;
    credits(story)?;
    holds(story)?;
    campaigns(story)
}

/// Plans it, where the day is after the first one: on that the account is opened.
fn on(story: &mut Story<'_>, day: i64, (hour, minute): (i64, i64), action: Action, then: Then) -> Result<()> {
    if day > story.days.first {
        let at = story.on(day, hour, minute)?;
        story.plan_act(at, ACCOUNT, action, then);
    }
    Ok(())
}

fn settings(story: &mut Story<'_>) -> Result<()> {
    let (first, days) = (story.days.first + 1, story.days);
    let thresholds = Some([50, 20, 5].map(Decimal::from).to_vec());
    let alerts = Action::Alerts { thresholds, admins: story.script.admins.clone() };
    on(story, first, (9, 5), alerts, Then::Nothing)?;
    let plan = story.studio().opening.plan.clone().unwrap_or_default();
    if story.engine.book().plan(&plan)?.reload {
        let wish = story.reload_wish(story.studio().allowance)?;
        on(story, days.at(170).max(first), (9, 40), Action::AutoReload(Some(wish)), Then::Nothing)?;
    }
    Ok(())
}

fn members(story: &mut Story<'_>) -> Result<()> {
    let day = story.days.first + 1;
    let given: Vec<_> = story.members().map(|member| (member.id.clone(), member.allowance, member.role)).collect();
    for (index, (to, credits, role)) in given.into_iter().enumerate() {
        let reserve = role == (Role::Member { reserve: true });
        let allot = Action::Allot { to, reserve, credits, renew: true };
        on(story, day, (9, 10 + index as i64), allot, Then::Nothing)?;
    }
    Ok(())
}

fn credits(story: &mut Story<'_>) -> Result<()> {
    let (days, allowance, plan) = (story.days, story.studio().allowance, story.studio().opening.plan.clone());
    if let Some((top_up, each)) = story.package(&plan)? {
        for (payment, day, permille) in
            [("pay_studio_first", days.at(120), 200), ("pay_studio_latest", days.today - 3, 250)]
        {
            let (id, quantity) = (payment.to_owned(), count(each, share(allowance, permille)));
            let purchase = Action::Purchase { id, top_up: top_up.clone(), quantity };
            on(story, day, (10, 12), purchase, Then::Nothing)?;
        }
    }
    let book = story.engine.book();
    let plan = book.plan(&plan.unwrap_or_default())?;
    let recurring = plan.top_ups.iter().find(|name| book.top_ups.get(*name).is_some_and(|top_up| top_up.recurring));
    if let Some(top_up) = recurring.cloned() {
        let purchase = Action::Purchase { id: "pay_studio_monthly".into(), top_up, quantity: 1 };
        on(story, days.at(400), (11, 0), purchase, Then::Nothing)?;
        let end = Action::EndRecurring { id: "pay_studio_monthly".into() };
        on(story, days.at(800), (11, 0), end, Then::Nothing)?;
    }
    // What is given for a time is gone after it, used or not.
    for (day, permille) in [(days.at(150), 30), (days.at(550), 50), (days.today - 20, 40)] {
        let expires = Some(story.on(day + 14, 0, 0)?);
        let grant = Action::Grant { credits: share(allowance, permille), kind: Kind::Promo, expires, reason: None };
        on(story, day, (12, 0), grant, Then::Nothing)?;
    }
    Ok(())
}

fn holds(story: &mut Story<'_>) -> Result<()> {
    let (days, allowance) = (story.days, story.studio().allowance);
    let hold = |permille, seconds| {
        let tags = Tags { agent: "Concierge".into(), campaign: String::new() };
        Action::Hold { wanted: Wanted::Credits(share(allowance, permille), tags), seconds }
    };
    // One that was used in part, one that nobody came back to, and one that is open.
    on(story, days.at(500), (14, 0), hold(30, 3600), Then::Capture(share(allowance, 20)))?;
    on(story, days.today - 9, (15, 20), hold(25, 3600), Then::Nothing)?;
    on(story, days.today - 1, (16, 45), hold(20, 7 * 24 * 3600), Then::Nothing)
}

fn campaigns(story: &mut Story<'_>) -> Result<()> {
    let (days, names) = (story.days, story.script.campaigns.clone());
    let modes = [Mode::HoldMaximum, Mode::HoldMaximum, Mode::HoldExpected, Mode::Warn];
    let all = names.len() as i64;
    for (index, name) in names.into_iter().enumerate() {
        let (mode, permille) = (modes[index % modes.len()], 50 + 10 * (index as i64 % 4));
        let plan = campaign::Plan { name, mode, permille, is_over: true };
        let day = days.at((2 * index as i64 + 1) * 1000 / (2 * all)).min(days.today - 1);
        if day > days.first + 1 {
            story.plan(story.on(day, 10, 30)?, What::Campaign(plan.into()));
        }
    }
    let (name, permille) = (story.script.running_campaign.clone(), 80);
    let plan = campaign::Plan { name, mode: Mode::HoldMaximum, permille, is_over: false };
    if days.today > days.first + 2 {
        story.plan(story.on(days.today - 1, 9, 30)?, What::Campaign(plan.into()));
    }
    Ok(())
}
