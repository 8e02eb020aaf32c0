//! What has happened, as others are told of it: in lists, in webhooks, and from there in e-mails.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Value, id, schema};
use crate::credits::Credits;
use crate::{Error, Result, ledger};

/// Every type of event.
pub(crate) const TYPES: [&str; 12] = [
    "allotment.short",
    "balance.low",
    "charge.refused",
    "debt.owed",
    "hold.expired",
    "lot.expired",
    "period.began",
    "reload.capped",
    "reload.declined",
    "reload.paid",
    "reload.suspended",
    "reload.wanted",
];

/// The types that an account's admins are mailed.
const MAILED: [&str; 4] = ["balance.low", "reload.capped", "reload.declined", "reload.suspended"];

/// An event, as it is listed and as a webhook brings it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    /// The same in the list, in every webhook of it, and when one is sent again.
    pub(crate) id: String,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    pub(crate) account: String,
    #[serde(flatten)]
    #[schema(value_type = Happened)]
    pub(crate) happened: Kept,
}

/// What has happened, as it is kept: by the program that wrote it, which may be an older one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) data: Value,
}

/// What has happened, and what there is to say of it. There may be more types, and more to say.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub(crate) enum Happened {
    /// The balance does not suffice for what is given to an account below.
    #[serde(rename = "allotment.short")]
    AllotmentShort {
        to: String,
        #[schema(value_type = Credits)]
        missing: String,
    },
    /// The balance has fallen to a threshold, in percent of `base`.
    #[serde(rename = "balance.low")]
    BalanceLow {
        #[schema(value_type = schema::Percentage)]
        threshold: String,
        #[schema(value_type = Credits)]
        balance: String,
        #[schema(value_type = Credits)]
        base: String,
        admins: Vec<String>,
    },
    /// A charge or a hold was not covered.
    #[serde(rename = "charge.refused")]
    ChargeRefused {
        #[schema(value_type = schema::Decision)]
        decision: &'static str,
    },
    /// Usage exceeded the available credits.
    #[serde(rename = "debt.owed")]
    DebtOwed {
        #[schema(value_type = Credits)]
        credits: String,
    },
    /// A hold has expired: what was left of it, and what of that did not come back.
    #[serde(rename = "hold.expired")]
    HoldExpired {
        hold: String,
        #[schema(value_type = Credits)]
        credits: String,
        #[schema(value_type = Credits)]
        forfeited: String,
    },
    /// Credits have expired.
    #[serde(rename = "lot.expired")]
    LotExpired {
        lot: u64,
        #[schema(value_type = Credits)]
        credits: String,
    },
    /// A billing period has begun.
    #[serde(rename = "period.began")]
    PeriodBegan {
        period: i64,
        #[schema(format = DateTime)]
        start: String,
    },
    /// An automatic reload would exceed the period's cap: of it, `pending` has no outcome yet.
    #[serde(rename = "reload.capped")]
    ReloadCapped {
        #[schema(value_type = Credits)]
        cap: String,
        #[schema(value_type = Credits)]
        bought: String,
        #[schema(value_type = Credits)]
        pending: String,
        admins: Vec<String>,
    },
    /// The payment of an automatic reload was declined, and is tried again.
    #[serde(rename = "reload.declined", rename_all = "camelCase")]
    ReloadDeclined {
        reload: u64,
        declines: u32,
        #[schema(format = DateTime)]
        retry_at: String,
        admins: Vec<String>,
    },
    /// An automatic reload was paid.
    #[serde(rename = "reload.paid")]
    ReloadPaid {
        reload: u64,
        #[schema(value_type = Credits)]
        credits: String,
    },
    /// A payment was declined too often: there are no more automatic reloads.
    #[serde(rename = "reload.suspended")]
    ReloadSuspended { reload: u64, declines: u32, admins: Vec<String> },
    /// An automatic reload is due: its payment is to be collected.
    #[serde(rename = "reload.wanted", rename_all = "camelCase")]
    ReloadWanted {
        reload: u64,
        top_up: String,
        packages: u64,
        #[schema(value_type = Credits)]
        credits: String,
    },
}

impl Happened {
    /// As it is kept.
    pub(crate) fn kept(&self) -> Result<Kept> {
        serde_json::to_value(self).and_then(serde_json::from_value).map_err(|_| Error::internal())
    }
}

/// A page of events, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Events {
    pub(crate) events: Vec<Event>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// What a mail says of an event: the fields of those types that are mailed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Alert {
    pub(crate) threshold: Option<String>,
    pub(crate) balance: Option<String>,
    pub(crate) base: Option<String>,
    pub(crate) declines: Option<u32>,
    pub(crate) retry_at: Option<String>,
    pub(crate) cap: Option<String>,
    pub(crate) bought: Option<String>,
    pub(crate) pending: Option<String>,
    pub(crate) admins: Vec<String>,
}

/// What there is to say in a mail, and to whom; nothing where the type is not mailed.
pub(crate) fn alert(kind: &str, data: &str) -> Option<Alert> {
    if MAILED.contains(&kind) { serde_json::from_str(data).ok() } else { None }
}

/// The account, and what the ledger says has happened to it.
pub(crate) fn told(event: &ledger::Event) -> (&str, Happened) {
    use ledger::Event as E;
    match event {
        E::PeriodBegan { account, index, start } => {
            (account, Happened::PeriodBegan { period: *index, start: start.to_string() })
        }
        E::LotExpired { account, lot, credits } => {
            (account, Happened::LotExpired { lot: *lot, credits: credits.to_string() })
        }
        E::HoldExpired { account, hold, credits, forfeited } => (
            account,
            Happened::HoldExpired {
                hold: id::HOLD.of(*hold),
                credits: credits.to_string(),
                forfeited: forfeited.to_string(),
            },
        ),
        E::AllotmentShort { account, to, missing } => {
            (account, Happened::AllotmentShort { to: to.clone(), missing: missing.to_string() })
        }
        E::Refused { account, decision } => (account, Happened::ChargeRefused { decision }),
        E::Owed { account, credits } => (account, Happened::DebtOwed { credits: credits.to_string() }),
        E::BalanceLow { account, threshold, balance, base, admins } => (
            account,
            Happened::BalanceLow {
                threshold: threshold.normalize().to_string(),
                balance: balance.to_string(),
                base: base.to_string(),
                admins: admins.clone(),
            },
        ),
        E::ReloadWanted { account, reload, top_up, packages, credits } => (
            account,
            Happened::ReloadWanted {
                reload: *reload,
                top_up: top_up.clone(),
                packages: *packages,
                credits: credits.to_string(),
            },
        ),
        E::ReloadPaid { account, reload, credits } => {
            (account, Happened::ReloadPaid { reload: *reload, credits: credits.to_string() })
        }
        E::ReloadDeclined { account, reload, declines, retry: Some(retry), admins } => (
            account,
            Happened::ReloadDeclined {
                reload: *reload,
                declines: *declines,
                retry_at: retry.to_string(),
                admins: admins.clone(),
            },
        ),
        E::ReloadDeclined { account, reload, declines, retry: None, admins } => {
            (account, Happened::ReloadSuspended { reload: *reload, declines: *declines, admins: admins.clone() })
        }
        E::ReloadCapped { account, cap, bought, pending, admins } => (
            account,
            Happened::ReloadCapped {
                cap: cap.to_string(),
                bought: bought.to_string(),
                pending: pending.to_string(),
                admins: admins.clone(),
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ledger::Moment;

    /// Each event has a type of the list, and no two that differ for others have the same; the document says of each what it
    /// has.
    #[test]
    fn every_event_has_its_type() -> Result<()> {
        use crate::ledger::Event as E;
        let account = || "acme".to_owned();
        let (credits, admins) = (Credits::from_micros(1_500_000), || vec!["a@b.example".to_owned()]);
        let at = Moment::from_millis(0);
        let declined =
            |retry| E::ReloadDeclined { account: account(), reload: 1, declines: 3, retry, admins: admins() };
        let events = [
            E::AllotmentShort { account: account(), to: "sales".into(), missing: credits },
            E::BalanceLow {
                account: account(),
                threshold: rust_decimal::Decimal::new(200, 1),
                balance: credits,
                base: credits,
                admins: admins(),
            },
            E::Refused { account: account(), decision: "paused" },
            E::Owed { account: account(), credits },
            E::HoldExpired { account: account(), hold: 7, credits, forfeited: credits },
            E::LotExpired { account: account(), lot: 2, credits },
            E::PeriodBegan { account: account(), index: 1, start: at },
            E::ReloadCapped { account: account(), cap: credits, bought: credits, pending: credits, admins: admins() },
            declined(Some(at)),
            E::ReloadPaid { account: account(), reload: 1, credits },
            declined(None),
            E::ReloadWanted { account: account(), reload: 1, top_up: "credit".into(), packages: 2, credits },
        ];
        let told = events.iter().map(told).map(|(account, told)| Ok((account, told.kept()?)));
        let told = told.collect::<Result<Vec<_>>>()?;
        assert_eq!(told.iter().map(|(_, told)| told.kind.as_str()).collect::<Vec<_>>(), TYPES);
        let document = serde_json::to_value(<Happened as utoipa::PartialSchema>::schema()).unwrap_or_default();
        let fields = |value: &Value| value.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
        for (place, (account, Kept { kind, data })) in told.iter().enumerate() {
            assert_eq!(*account, "acme");
            let said = &document["oneOf"][place]["properties"];
            assert_eq!((&said["type"]["enum"][0], fields(&said["data"]["properties"])), (&json!(kind), fields(data)));
            assert_eq!(alert(kind, &data.to_string()).is_some(), data["admins"].is_array(), "{kind}: {data}");
        }
        let low = &told[1].1.data;
        assert_eq!(*low, json!({ "threshold": "20", "balance": "1.5", "base": "1.5", "admins": ["a@b.example"] }));
        Ok(())
    }
}
