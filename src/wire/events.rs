//! What has happened, as others are told of it: in lists, in webhooks, and from there in e-mails.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{Value, id, schema};
use crate::ledger;

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
    #[serde(rename = "type")]
    #[schema(value_type = schema::EventType)]
    pub(crate) kind: String,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    pub(crate) account: String,
    /// What there is to say, by type.
    #[schema(value_type = Object)]
    pub(crate) data: Value,
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

/// The account, the type and the data of what the ledger says has happened.
pub(crate) fn told(event: &ledger::Event) -> (&str, &'static str, Value) {
    use ledger::Event as E;
    match event {
        E::PeriodBegan { account, index, start } => {
            (account, "period.began", json!({ "period": index, "start": start.to_string() }))
        }
        E::LotExpired { account, lot, credits } => {
            (account, "lot.expired", json!({ "lot": lot, "credits": credits.to_string() }))
        }
        E::HoldExpired { account, hold, credits, forfeited } => (
            account,
            "hold.expired",
            json!({
                "hold": id::HOLD.of(*hold),
                "credits": credits.to_string(),
                "forfeited": forfeited.to_string(),
            }),
        ),
        E::AllotmentShort { account, to, missing } => {
            (account, "allotment.short", json!({ "to": to, "missing": missing.to_string() }))
        }
        E::Refused { account, decision } => (account, "charge.refused", json!({ "decision": decision })),
        E::Owed { account, credits } => (account, "debt.owed", json!({ "credits": credits.to_string() })),
        E::BalanceLow { account, threshold, balance, base, admins } => (
            account,
            "balance.low",
            json!({
                "threshold": threshold.normalize().to_string(),
                "balance": balance.to_string(),
                "base": base.to_string(),
                "admins": admins,
            }),
        ),
        E::ReloadWanted { account, reload, top_up, packages, credits } => (
            account,
            "reload.wanted",
            json!({ "reload": reload, "topUp": top_up, "packages": packages, "credits": credits.to_string() }),
        ),
        E::ReloadPaid { account, reload, credits } => {
            (account, "reload.paid", json!({ "reload": reload, "credits": credits.to_string() }))
        }
        E::ReloadDeclined { account, reload, declines, retry: Some(retry), admins } => (
            account,
            "reload.declined",
            json!({ "reload": reload, "declines": declines, "retryAt": retry.to_string(), "admins": admins }),
        ),
        E::ReloadDeclined { account, reload, declines, retry: None, admins } => {
            (account, "reload.suspended", json!({ "reload": reload, "declines": declines, "admins": admins }))
        }
        E::ReloadCapped { account, cap, bought, pending, admins } => (
            account,
            "reload.capped",
            json!({
                "cap": cap.to_string(),
                "bought": bought.to_string(),
                "pending": pending.to_string(),
                "admins": admins,
            }),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credits::Credits;
    use crate::ledger::Moment;

    /// Each event has a type of the list, and no two that differ for others have the same.
    #[test]
    fn every_event_has_its_type() {
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
        let told: Vec<_> = events.iter().map(told).collect();
        assert_eq!(told.iter().map(|(_, kind, _)| *kind).collect::<Vec<_>>(), TYPES);
        for (account, kind, data) in told {
            assert_eq!(account, "acme");
            assert_eq!(alert(kind, &data.to_string()).is_some(), data["admins"].is_array(), "{kind}: {data}");
        }
        let low = super::told(&events[1]).2;
        assert_eq!(low, json!({ "threshold": "20", "balance": "1.5", "base": "1.5", "admins": ["a@b.example"] }));
    }
}
