//! Usage on the wire: whom a charge is for, reports, projections.

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::charge::{TAG_MAX, tag};
use super::ledger::{Balance, Period};
use super::quote::text;
use super::{id, schema};
use crate::credits::Credits;
use crate::ledger::Tags;
use crate::ledger::usage::{self, Range};
use crate::rates::Date;
use crate::{Error, Result};

/// What the fields of a charge's body are that say whom usage is for, in their order.
pub(crate) const TAG_DESCRIPTIONS: [&str; 2] = [
    "Who used it, for reports; the price does not depend on it.",
    "What it was used for, for reports; the price does not depend on it.",
];

/// The name of an agent or a campaign.
pub(crate) fn tag_schema(description: &str) -> Object {
    let tag = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^[^\u0000-\u001f\u007f-\u009f]+$"));
    let tag = tag.min_length(Some(1)).max_length(Some(TAG_MAX)).description(Some(description));
    tag.examples([serde_json::json!("Front desk")]).build()
}

/// The name of an agent or a campaign, for the schema of a body.
#[derive(Debug)]
pub(crate) enum Tag {}

impl PartialSchema for Tag {
    fn schema() -> RefOr<Schema> {
        tag_schema("The name of an agent or a campaign: at most 128 bytes, and no control characters.").into()
    }
}

impl ToSchema for Tag {}

/// Whom usage is for.
pub(crate) fn tags(agent: Option<String>, campaign: Option<String>) -> Result<Tags> {
    let named = |field: &str, given: Option<String>| given.map_or(Ok(String::new()), |given| tag(field, given));
    Ok(Tags { agent: named("agent", agent)?, campaign: named("campaign", campaign)? })
}

/// What was used, and what of it came back.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = UsageSum)]
pub(crate) struct Sum {
    /// What was used less what came back.
    #[serde(serialize_with = "text")]
    credits: Credits,
    /// What is owed included.
    #[serde(serialize_with = "text")]
    used: Credits,
    #[serde(serialize_with = "text")]
    returned: Credits,
    /// What was priced and not deducted: the account is unlimited, or somebody else pays.
    #[serde(serialize_with = "text")]
    recorded: Credits,
    /// Charges and captures.
    charges: u64,
}

impl TryFrom<&usage::Usage> for Sum {
    type Error = Error;

    fn try_from(sum: &usage::Usage) -> Result<Sum> {
        let usage::Usage { used, returned, recorded, charges, .. } = *sum;
        Ok(Sum { credits: sum.net()?, used, returned, recorded, charges })
    }
}

/// The usage of a group. It has the fields that were asked for by `by`; what nobody named is empty.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = UsageGroup)]
pub(crate) struct Group {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub(crate) day: Option<String>,
    /// `2026-11`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) month: Option<String>,
    /// The first day of a billing period.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub(crate) period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign: Option<String>,
    /// The account that used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) member: Option<String>,
    #[serde(flatten)]
    pub(crate) sum: Sum,
}

/// Usage of an account, and of those below it, over days of its time zone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageReport {
    pub(crate) account: String,
    #[schema(value_type = schema::UsageScope)]
    pub(crate) scope: &'static str,
    /// The range that was asked for by its name; `null` where it was asked for by its days.
    #[schema(value_type = Option<schema::UsageRange>, required)]
    pub(crate) range: Option<&'static str>,
    /// The first day.
    #[schema(format = Date)]
    pub(crate) from: String,
    /// The last day, which is in the range.
    #[schema(format = Date)]
    pub(crate) to: String,
    pub(crate) time_zone: String,
    pub(crate) total: Sum,
    /// By time in its order; by anything else the most credits first.
    pub(crate) groups: Vec<Group>,
    /// Credits a day, over all days of the range up to today, cut off at a micro-credit.
    #[serde(serialize_with = "text")]
    pub(crate) average_per_day: Credits,
    /// The three days with the most credits, the most first.
    pub(crate) peak_days: Vec<PeakDay>,
    /// `null` with fewer than seven days with usage.
    #[schema(required)]
    pub(crate) trend: Option<Trend>,
    /// The billing period by now.
    pub(crate) period: PeriodUsage,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeakDay {
    #[schema(format = Date)]
    pub(crate) day: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
}

/// The later half of the range's complete days against the earlier one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageTrend)]
pub(crate) struct Trend {
    /// `up` or `down` by five percent at least, or `steady`.
    direction: &'static str,
    #[serde(serialize_with = "text")]
    earlier: Credits,
    #[serde(serialize_with = "text")]
    later: Credits,
    /// By how many percent it changed, cut off at a tenth; `null` where nothing was used earlier.
    #[schema(required)]
    change_percent: Option<String>,
}

impl From<&usage::Trend> for Trend {
    fn from(trend: &usage::Trend) -> Trend {
        let usage::Trend { earlier, later, permille } = *trend;
        Trend { direction: trend.name(), earlier, later, change_percent: permille.map(tenths) }
    }
}

/// Usage of the billing period by now, from the first of its days on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeriodUsage {
    #[serde(flatten)]
    pub(crate) period: Period,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    /// What was granted for the period; `null` where nothing is deducted.
    #[schema(required)]
    pub(crate) allowance: Option<AllowanceUsage>,
}

/// The period's allowance, which is used before anything that was bought.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AllowanceUsage {
    /// Granted, carried over and set aside for it.
    #[serde(serialize_with = "text")]
    granted: Credits,
    /// The usage that it covers.
    #[serde(serialize_with = "text")]
    used: Credits,
    /// What is left of it, reserved or not.
    #[serde(serialize_with = "text")]
    remaining: Credits,
    /// The period's usage in percent of what was granted, cut off at a tenth, more than 100 where credits were bought;
    /// `null` where nothing was granted.
    #[schema(required)]
    budget_percent: Option<String>,
}

impl AllowanceUsage {
    pub(crate) fn new(granted: Credits, period: Credits, remaining: Credits) -> AllowanceUsage {
        let share = i128::from(period.micros().max(0)) * 1000;
        let share = share.checked_div(granted.micros().into()).and_then(|share| i64::try_from(share).ok());
        let used = period.max(Credits::ZERO).min(granted);
        AllowanceUsage { granted, used, remaining, budget_percent: share.map(tenths) }
    }
}

/// A number of tenths as a decimal.
fn tenths(tenths: i64) -> String {
    Credits::from_micros(tenths.saturating_mul(100_000)).to_string()
}

/// What moved in an account by one charge, capture, refund, adjustment or outcome.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageTransaction)]
pub(crate) struct Transaction {
    pub(crate) id: String,
    pub(crate) account: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// The same on the account's clocks, as they were.
    #[schema(format = DateTime)]
    pub(crate) local_at: String,
    #[schema(value_type = schema::EntryOf)]
    pub(crate) kind: &'static str,
    /// The charge that it is about, or the hold that it took from.
    #[schema(required)]
    pub(crate) concerns: Option<String>,
    pub(crate) service: String,
    pub(crate) agent: String,
    pub(crate) campaign: String,
    #[serde(serialize_with = "text")]
    pub(crate) used: Credits,
    #[serde(serialize_with = "text")]
    pub(crate) returned: Credits,
    #[serde(serialize_with = "text")]
    pub(crate) recorded: Credits,
}

/// A page of transactions, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsageTransactions)]
pub(crate) struct Transactions {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
    pub(crate) transactions: Vec<Transaction>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// Where usage goes by the end of the billing period or of the month.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageProjection {
    pub(crate) account: String,
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
    /// What was used by now.
    #[serde(serialize_with = "text")]
    pub(crate) used: Credits,
    /// Fewer than seven of the past four weeks' days had usage: there is no `expected`.
    pub(crate) not_enough_data: bool,
    #[schema(required)]
    pub(crate) expected: Option<Expected>,
    /// The larger plan that would have covered the last periods; `null` where usage was not high, or there is none.
    #[schema(required)]
    pub(crate) upgrade: Option<UpgradeHint>,
}

impl UsageProjection {
    pub(crate) fn new(
        account: String,
        days: &Range,
        used: Credits,
        expected: Option<&usage::Projection>,
        covered: bool,
        upgrade: Option<usage::Upgrade>,
    ) -> UsageProjection {
        UsageProjection {
            account,
            from: days.first.to_string(),
            to: days.last.to_string(),
            used,
            not_enough_data: expected.is_none(),
            expected: expected.map(|expected| Expected::new(expected, covered)),
            upgrade: upgrade.map(Into::into),
        }
    }
}

/// What is expected from the first day to the last one, what was used by now included.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Expected {
    #[serde(serialize_with = "text")]
    credits: Credits,
    /// Four times in five it is not less.
    #[serde(serialize_with = "text")]
    low: Credits,
    /// Four times in five it is not more than this, and not less than `low`.
    #[serde(serialize_with = "text")]
    high: Credits,
    /// An average day of the days that it was made from.
    #[serde(serialize_with = "text")]
    per_day: Credits,
    /// How many days it was made from.
    days: i64,
    days_with_usage: usize,
    /// What covers it; `null` for a month, within which another allowance may come, and where nothing is deducted.
    #[schema(required)]
    cover: Option<Cover>,
}

/// What of expected usage the period's allowance and the balance cover.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageCover)]
pub(crate) struct Cover {
    /// What is more than the allowance: it comes from bought credits, or is overage.
    #[serde(serialize_with = "text")]
    beyond_allowance: Credits,
    /// What nothing covers by now.
    #[serde(serialize_with = "text")]
    uncovered: Credits,
    /// The day on which the allowance is used up; `null` where it lasts.
    #[schema(format = Date, required)]
    allowance_ends: Option<String>,
    /// The day on which everything is; `null` where it lasts.
    #[schema(format = Date, required)]
    balance_ends: Option<String>,
}

impl Expected {
    fn new(projection: &usage::Projection, covered: bool) -> Expected {
        let usage::Projection { days, days_with_usage, a_day, expected, low, high, .. } = *projection;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let cover = covered.then(|| Cover {
            beyond_allowance: projection.beyond_allowance,
            uncovered: projection.uncovered,
            allowance_ends: day(projection.allowance_ends),
            balance_ends: day(projection.balance_ends),
        });
        Expected { credits: expected, low, high, per_day: a_day, days, days_with_usage, cover }
    }
}

/// A larger plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpgradeHint {
    plan: String,
    /// What it grants each period; `null` where it is unlimited.
    #[schema(value_type = Option<Credits>, required)]
    allowance: Option<String>,
    /// How many of the last three complete periods used nine tenths of their allowance or more.
    high_periods: usize,
}

impl From<usage::Transaction> for Transaction {
    fn from(done: usage::Transaction) -> Transaction {
        let usage::Transaction { account, act, at, offset_s, kind, concerns, label, used, returned, recorded } = done;
        let (id, concerns) = id::of_entry(kind, act, concerns);
        Transaction {
            id,
            account,
            at: at.to_string(),
            local_at: at.on_clocks(offset_s),
            kind: kind.name(),
            concerns,
            service: label.service.clone(),
            agent: label.agent.clone(),
            campaign: label.campaign.clone(),
            used,
            returned,
            recorded,
        }
    }
}

impl From<usage::Upgrade> for UpgradeHint {
    fn from(upgrade: usage::Upgrade) -> UpgradeHint {
        let usage::Upgrade { plan, allowance, periods } = upgrade;
        UpgradeHint { plan, allowance: allowance.map(|credits| credits.to_string()), high_periods: periods }
    }
}

/// From which balance on the account should buy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReloadSuggestion {
    /// A whole number of credits; `null` where there is neither usage nor a threshold in the book, and where nothing is
    /// deducted.
    #[schema(value_type = Option<Credits>, required)]
    threshold: Option<String>,
    /// Of the last thirty complete days.
    days_with_usage: usize,
    /// What it is made of; it is rounded up from their sum.
    reasons: Vec<ReloadReason>,
    /// The book's threshold.
    #[schema(value_type = Option<Credits>, required)]
    book_threshold: Option<String>,
}

/// A part of a threshold.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReloadReason {
    #[schema(value_type = schema::ReloadReasonCode)]
    code: &'static str,
    /// What it adds.
    #[serde(serialize_with = "text")]
    credits: Credits,
    /// Of all usage, that at night.
    #[serde(skip_serializing_if = "Option::is_none")]
    night_percent: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charges_per_day: Option<i64>,
}

impl ReloadSuggestion {
    pub(crate) fn new(suggestion: Option<usage::Suggestion>, book: Option<Credits>) -> ReloadSuggestion {
        let reason = |reason: &usage::Reason| {
            let (mut night_percent, mut charges_per_day) = (None, None);
            match *reason {
                usage::Reason::Overnight { percent, .. } => night_percent = Some(percent),
                usage::Reason::CallVolume { charges_a_day, .. } => charges_per_day = Some(charges_a_day),
                usage::Reason::BusyDay { .. } | usage::Reason::BookThreshold { .. } => {}
            }
            ReloadReason { code: reason.code(), credits: reason.credits(), night_percent, charges_per_day }
        };
        ReloadSuggestion {
            threshold: suggestion.as_ref().map(|suggestion| suggestion.threshold.to_string()),
            days_with_usage: suggestion.as_ref().map_or(0, |suggestion| suggestion.days_with_usage),
            reasons: suggestion.iter().flat_map(|suggestion| &suggestion.reasons).map(reason).collect(),
            book_threshold: book.map(|book| book.to_string()),
        }
    }
}
