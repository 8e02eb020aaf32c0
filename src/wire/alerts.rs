//! Alerts and auto-reload: as they are asked for, shown and kept.

use email_address::{EmailAddress, Options};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::quote::text;
use super::strict::read;
use super::{Value, not_negative, one_of, schema};
use crate::book::Book;
use crate::credits::{Credits, decimal};
use crate::ledger::{Accounts, AutoReload, Moment, ReloadSettings, ReloadWish, Stage, Unpaid, Watch};
use crate::{Error, Result};

/// The longest address, in bytes (RFC 5321 §4.5.3.1.3).
pub(super) const ADDRESS_MAX: usize = 254;

/// The body that sets alerts. What is left out is as if it had never been set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlertsRequest {
    /// At most 10 percentages of the credits granted, 0 or more and less than 100; the book's unless they are given.
    #[schema(value_type = Option<Vec<schema::Threshold>>, max_items = 10)]
    thresholds: Option<Vec<String>>,
    /// At most 100 e-mail addresses of those who are told; those of the account above where there are none.
    #[schema(value_type = Option<Vec<schema::Address>>, max_items = 100)]
    admins: Option<Vec<String>>,
}

/// What is asked for: thresholds, and who is told.
pub(crate) fn alerts(body: Value) -> Result<(Option<Vec<Decimal>>, Vec<String>)> {
    let given: AlertsRequest = read(body)?;
    let admins = given.admins.unwrap_or_default();
    admins.iter().enumerate().try_for_each(|(n, admin)| check_address(&format!("admins[{n}]"), admin))?;
    Ok((given.thresholds.as_deref().map(percentages).transpose()?, admins))
}

fn percentages(given: &[String]) -> Result<Vec<Decimal>> {
    given.iter().map(|text| decimal("threshold", text)).collect()
}

fn check_address(field: &str, given: &str) -> Result<()> {
    let plain = Options::default().without_display_text().without_domain_literal();
    let is_address = given.len() <= ADDRESS_MAX && EmailAddress::parse_with_options(given, plain).is_ok();
    if is_address { Ok(()) } else { Err(Error::invalid_address(field, given, ADDRESS_MAX)) }
}

/// When an account's admins are told that its balance is low, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alerts {
    /// Percentages of `base`: the account's own, or the book's.
    #[schema(value_type = Vec<schema::Percentage>)]
    thresholds: Vec<String>,
    /// The account's own.
    admins: Vec<String>,
    /// Who is told: its own admins, or those of the nearest account above that has any.
    told: Vec<String>,
    /// Whether the account has a pool that can run low: a plan of its own, from which credits are deducted.
    watched: bool,
    /// What its lots hold, reserved or not.
    #[serde(serialize_with = "text")]
    balance: Credits,
    /// The credits granted in the lots that can be used in the period.
    #[serde(serialize_with = "text")]
    base: Credits,
    /// What `balance` is of `base`, rounded down to a tenth; `null` where there is no base.
    #[schema(value_type = Option<schema::Percentage>, required)]
    percentage: Option<String>,
    /// The thresholds that were crossed and told of. They are armed again when credits come in, and by a new period.
    #[schema(value_type = Vec<schema::Percentage>)]
    fired: Vec<String>,
}

impl Alerts {
    pub(crate) fn of(accounts: &Accounts, id: &str, book: &Book) -> Result<Alerts> {
        let account = accounts.get(id)?;
        let mut thresholds = account.thresholds(book).to_vec();
        thresholds.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Alerts {
            thresholds: texts(&thresholds),
            admins: account.watch.admins.clone(),
            told: accounts.admins(id)?,
            watched: accounts.is_watched(id, book)?,
            balance: account.total()?,
            base: account.watch.base,
            percentage: account.percentage()?.map(|percentage| percentage.to_string()),
            fired: texts(&account.watch.fired),
        })
    }
}

fn texts(percentages: &[Decimal]) -> Vec<String> {
    percentages.iter().map(|percentage| percentage.normalize().to_string()).collect()
}

/// The body that lets an account buy by itself, or ends it. What is left out is the book's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct AutoReloadRequest {
    /// `true` also begins again what is suspended.
    enabled: bool,
    /// It buys when the balance falls to so many credits.
    #[schema(value_type = Option<schema::Amount>)]
    threshold: Option<String>,
    /// The package, by its name in the book.
    top_up: Option<String>,
    /// How many packages at once.
    #[schema(minimum = 1, maximum = 1_000_000)]
    packages: Option<u64>,
    /// The most credits that are bought so in a billing period.
    #[schema(value_type = Option<schema::Amount>)]
    monthly_cap: Option<String>,
}

/// What is asked for; `None` ends it.
pub(crate) fn auto_reload(body: Value) -> Result<Option<ReloadWish>> {
    let given: AutoReloadRequest = read(body)?;
    let amount = |field: &str, given: Option<String>| {
        let Some(given) = given else { return Ok(None) };
        not_negative(field, &given).map(Some)
    };
    let wish = ReloadWish {
        threshold: amount("threshold", given.threshold)?,
        top_up: given.top_up,
        packages: given.packages,
        monthly_cap: amount("monthlyCap", given.monthly_cap)?,
    };
    Ok(given.enabled.then_some(wish))
}

/// How an account buys by itself when its balance is low, and where that stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AutoReloadAnswer {
    enabled: bool,
    #[schema(value_type = schema::ReloadState)]
    state: &'static str,
    /// It buys when the balance falls to so many credits. While it is not enabled, this and what follows is what the book
    /// starts from; `null` where the book does not say.
    #[schema(value_type = Option<Credits>, required)]
    threshold: Option<String>,
    #[schema(required)]
    top_up: Option<String>,
    #[schema(required)]
    packages: Option<u64>,
    /// The most credits that are bought so in a billing period.
    #[schema(value_type = Option<Credits>, required)]
    monthly_cap: Option<String>,
    /// What one reload brings; `null` where the plan does not allow it.
    #[schema(value_type = Option<Credits>, required)]
    credits: Option<String>,
    /// What the account's lots hold, reserved or not.
    #[serde(serialize_with = "text")]
    balance: Credits,
    /// What reloads have brought in this billing period.
    #[serde(serialize_with = "text")]
    bought_this_period: Credits,
    /// What reloads without an outcome would bring: they may still be paid, and count against the cap of each period.
    #[serde(serialize_with = "text")]
    pending: Credits,
    /// How many were ever wanted: the last one's number.
    reloads: u64,
    /// The one whose payment is waited for.
    #[schema(required)]
    in_flight: Option<ReloadInFlight>,
    /// Declines in a row.
    declines: u32,
    /// Why the last one was declined, as its outcome said.
    #[schema(required)]
    decline_reason: Option<String>,
    /// When a declined one is tried again.
    #[schema(format = DateTime, required)]
    retry_at: Option<String>,
}

/// A reload whose payment is waited for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReloadInFlight {
    reload: u64,
    top_up: String,
    packages: u64,
    #[serde(serialize_with = "text")]
    credits: Credits,
    /// Without an outcome by then it counts as declined.
    #[schema(format = DateTime)]
    until: String,
}

impl AutoReloadAnswer {
    pub(crate) fn of(accounts: &Accounts, id: &str, book: &Book) -> Result<AutoReloadAnswer> {
        let (account, plan) = (accounts.get(id)?, accounts.plan(id)?);
        let (reload, balance) = (&account.watch.reload, account.total()?);
        // A number that the book leaves open is shown as one that it does not say.
        let start = accounts.reload_start(id, book).unwrap_or_default();
        let settings = reload.settings.clone().or(start);
        let in_flight = |number: u64, until: Moment| {
            let Unpaid { top_up, packages, credits, .. } =
                reload.unpaid.iter().find(|unpaid| unpaid.reload == number)?.clone();
            Some(ReloadInFlight { reload: number, top_up, packages, credits, until: until.to_string() })
        };
        let buys = accounts.is_watched(id, book)?;
        let credits = settings.as_ref().filter(|_| buys).and_then(|settings| settings.credits(book, plan));
        let settings = settings.map(|settings| {
            let ReloadSettings { threshold, top_up, packages, monthly_cap } = settings;
            (threshold.to_string(), top_up, packages, monthly_cap.map(|cap| cap.to_string()))
        });
        let (threshold, top_up, packages, monthly_cap) = match settings {
            Some((threshold, top_up, packages, cap)) => (Some(threshold), Some(top_up), Some(packages), cap),
            None => (None, None, None, None),
        };
        Ok(AutoReloadAnswer {
            enabled: reload.settings.is_some(),
            state: reload.state(balance).name(),
            threshold,
            top_up,
            packages,
            monthly_cap,
            credits: credits.map(|credits| credits.to_string()),
            balance,
            bought_this_period: reload.bought,
            pending: reload.pending(),
            reloads: reload.count,
            in_flight: match reload.stage {
                Stage::InFlight { reload, until } => in_flight(reload, until),
                _ => None,
            },
            declines: reload.declines,
            decline_reason: reload.reason.clone(),
            retry_at: match reload.stage {
                Stage::Retrying { at } => Some(at.to_string()),
                _ => None,
            },
        })
    }
}

/// The body that says what became of a reload's payment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReloadOutcomeRequest {
    #[schema(value_type = schema::ReloadOutcome)]
    outcome: String,
    /// The payment's own id, where it is paid: it is credited once.
    #[schema(value_type = Option<schema::Name>)]
    payment: Option<String>,
    /// Why it is declined: at most 500 bytes, which are kept until the next outcome.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// What became of a payment.
#[derive(Debug)]
pub(crate) enum ReloadOutcome {
    Paid { payment: String },
    Declined { reason: Option<String> },
}

pub(crate) const OUTCOMES: [&str; 2] = ["paid", "declined"];

pub(crate) fn reload_outcome(body: Value) -> Result<ReloadOutcome> {
    let ReloadOutcomeRequest { outcome, payment, reason } = read(body)?;
    match (one_of("outcome", &outcome, &OUTCOMES, |name| name)?, payment, reason) {
        ("paid", Some(payment), None) => Ok(ReloadOutcome::Paid { payment }),
        ("paid", None, _) => Err(Error::missing("payment", "the id of what was paid")),
        ("declined", None, reason) => Ok(ReloadOutcome::Declined { reason }),
        (_, Some(_), _) if outcome == "declined" => Err(Error::no_place_in_outcome("payment", "declined")),
        _ => Err(Error::no_place_in_outcome("reason", "paid")),
    }
}

/// What is watched, as it is kept; the base stands beside it.
#[derive(Debug, Serialize, Deserialize)]
struct WatchDocument {
    thresholds: Option<Vec<String>>,
    admins: Vec<String>,
    fired: Vec<String>,
    reload: ReloadDocument,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReloadDocument {
    settings: Option<SettingsDocument>,
    count: u64,
    stage: StageDocument,
    declines: u32,
    reason: Option<String>,
    bought: i64,
    capped: bool,
    unpaid: Vec<UnpaidDocument>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SettingsDocument {
    threshold: i64,
    top_up: String,
    packages: u64,
    cap: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
enum StageDocument {
    Idle,
    InFlight { reload: u64, until: i64 },
    Retrying { at: i64 },
    Suspended,
}

#[derive(Debug, Serialize, Deserialize)]
struct UnpaidDocument {
    reload: u64,
    top_up: String,
    packages: u64,
    micros: i64,
    declined: bool,
}

/// What is watched, as it is kept; `None` where nothing was ever set or told.
pub(crate) fn keep_watch(watch: &Watch) -> Result<Option<String>> {
    let Watch { thresholds, admins, base, fired, reload } = watch;
    if *watch == (Watch { base: *base, ..Watch::default() }) {
        return Ok(None);
    }
    let unpaid = |unpaid: &Unpaid| UnpaidDocument {
        reload: unpaid.reload,
        top_up: unpaid.top_up.clone(),
        packages: unpaid.packages,
        micros: unpaid.credits.micros(),
        declined: unpaid.declined,
    };
    let settings = |settings: &ReloadSettings| SettingsDocument {
        threshold: settings.threshold.micros(),
        top_up: settings.top_up.clone(),
        packages: settings.packages,
        cap: settings.monthly_cap.map(Credits::micros),
    };
    let kept = WatchDocument {
        thresholds: thresholds.as_deref().map(texts),
        admins: admins.clone(),
        fired: texts(fired),
        reload: ReloadDocument {
            settings: reload.settings.as_ref().map(settings),
            count: reload.count,
            stage: match reload.stage {
                Stage::Idle => StageDocument::Idle,
                Stage::InFlight { reload, until } => StageDocument::InFlight { reload, until: until.millis() },
                Stage::Retrying { at } => StageDocument::Retrying { at: at.millis() },
                Stage::Suspended => StageDocument::Suspended,
            },
            declines: reload.declines,
            reason: reload.reason.clone(),
            bought: reload.bought.micros(),
            capped: reload.capped,
            unpaid: reload.unpaid.iter().map(unpaid).collect(),
        },
    };
    serde_json::to_string(&kept).map(Some).map_err(|_| Error::internal())
}

/// Reads what is watched; the base is kept beside it.
pub(crate) fn kept_watch(text: Option<&str>, base: Credits) -> Result<Watch> {
    let Some(text) = text else { return Ok(Watch { base, ..Watch::default() }) };
    let kept: WatchDocument = serde_json::from_str(text).map_err(|_| Error::internal())?;
    let ReloadDocument { settings, count, stage, declines, reason, bought, capped, unpaid } = kept.reload;
    let credits = Credits::from_micros;
    let settings = settings.map(|settings| ReloadSettings {
        threshold: credits(settings.threshold),
        top_up: settings.top_up,
        packages: settings.packages,
        monthly_cap: settings.cap.map(credits),
    });
    let unpaid = unpaid.into_iter().map(|unpaid| Unpaid {
        reload: unpaid.reload,
        top_up: unpaid.top_up,
        packages: unpaid.packages,
        credits: credits(unpaid.micros),
        declined: unpaid.declined,
    });
    let stage = match stage {
        StageDocument::Idle => Stage::Idle,
        StageDocument::InFlight { reload, until } => Stage::InFlight { reload, until: Moment::from_millis(until) },
        StageDocument::Retrying { at } => Stage::Retrying { at: Moment::from_millis(at) },
        StageDocument::Suspended => Stage::Suspended,
    };
    let (bought, unpaid) = (credits(bought), unpaid.collect());
    Ok(Watch {
        thresholds: kept.thresholds.as_deref().map(percentages).transpose()?,
        admins: kept.admins,
        base,
        fired: percentages(&kept.fired)?,
        reload: AutoReload { settings, count, stage, declines, reason, bought, capped, unpaid },
    })
}
