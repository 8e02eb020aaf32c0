//! Plans, top-ups and policies of a book as documents.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::amount::{AmountDocument, At, Parameters, optional};
use super::choice;
use crate::Result;
use crate::book::{
    Alerts, Allotments, Allowance, BurnOrder, Expires, Plan, PlanPrice, Policies, Proration, Reload, TopUp, Trial,
};
use crate::credits::decimal;

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PlanDocument {
    #[serde(default)]
    note: String,
    /// What it costs a month. Left out where nobody says, or it is negotiated.
    price: Option<PlanPriceDocument>,
    allowance: AllowanceDocument,
    /// Top-ups that may be bought; without any nothing can be bought.
    #[serde(default)]
    top_ups: BTreeSet<String>,
    /// Whether accounts may buy by themselves when the balance runs low.
    #[serde(default)]
    reload: bool,
    trial: Option<TrialDocument>,
    /// Whether accounts below one on this plan are unlimited as well.
    #[serde(default)]
    covers_descendants: bool,
    /// Parts of a price that accounts may bring themselves.
    #[serde(default)]
    brings: BTreeSet<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PlanPriceDocument {
    amount: AmountDocument,
    #[serde(default)]
    per_seat: bool,
}

/// The credits of a billing period. `operator`: each account's own.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
enum AllowanceDocument {
    None,
    Unlimited,
    Operator,
    Flat(AmountDocument),
    PerSeat(AmountDocument),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TrialDocument {
    days: u32,
    #[serde(default)]
    payment_method_needed: bool,
}

impl PlanDocument {
    pub(super) fn into_plan(self, known: &Parameters<'_>, at: &At) -> Result<Plan> {
        let price = |price: PlanPriceDocument| {
            let amount = price.amount.into_amount(known, &at.field("price").field("amount"))?;
            Ok::<_, crate::Error>(PlanPrice { amount, per_seat: price.per_seat })
        };
        let allowance = at.field("allowance");
        let trial = |TrialDocument { days, payment_method_needed }| Trial { days, payment_method_needed };
        Ok(Plan {
            note: self.note,
            price: self.price.map(price).transpose()?,
            allowance: match self.allowance {
                AllowanceDocument::None => Allowance::None,
                AllowanceDocument::Unlimited => Allowance::Unlimited,
                AllowanceDocument::Operator => Allowance::Operator,
                AllowanceDocument::Flat(amount) => {
                    Allowance::Flat(amount.into_amount(known, &allowance.field("flat"))?)
                }
                AllowanceDocument::PerSeat(amount) => {
                    Allowance::PerSeat(amount.into_amount(known, &allowance.field("perSeat"))?)
                }
            },
            top_ups: self.top_ups,
            reload: self.reload,
            trial: self.trial.map(trial),
            covers_descendants: self.covers_descendants,
            brings: self.brings,
        })
    }
}

/// A package of credits.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TopUpDocument {
    #[serde(default)]
    note: String,
    credits: AmountDocument,
    /// In the book's currency.
    price: AmountDocument,
    /// Bought again each billing period.
    #[serde(default)]
    recurring: bool,
    /// `never` or `period_end`.
    expires: String,
}

impl TopUpDocument {
    pub(super) fn into_top_up(self, known: &Parameters<'_>, at: &At) -> Result<TopUp> {
        Ok(TopUp {
            note: self.note,
            credits: self.credits.into_amount(known, &at.field("credits"))?,
            price: self.price.into_amount(known, &at.field("price"))?,
            recurring: self.recurring,
            expires: choice(&at.field("expires"), &self.expires, &Expires::ALL, Expires::name)?,
        })
    }
}

/// The rules of balances.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PoliciesDocument {
    #[serde(default, rename = "note")]
    _note: String,
    burn: Option<BurnDocument>,
    roll_over: Option<RollOverDocument>,
    /// What a seat added within a period is granted: `full`, the default, or `daily`.
    proration: Option<String>,
    /// Days in which a refund reopens a lot that has expired.
    #[serde(default)]
    refund_grace_days: u32,
    /// Whether later credits first repay what was used beyond the balance.
    #[serde(default)]
    repay_debt: bool,
    alerts: Option<AlertsDocument>,
    reload: Option<ReloadDocument>,
    allotments: Option<AllotmentsDocument>,
}

/// Priorities of kinds of credits; a lower one is used first.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct BurnDocument {
    rollover: Option<u8>,
    allowance: Option<u8>,
    recurring: Option<u8>,
    promo: Option<u8>,
    top_up: Option<u8>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RollOverDocument {
    /// The most credits that are carried over.
    cap: AmountDocument,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct AlertsDocument {
    /// Percentages of the credits granted, as decimal strings.
    thresholds: Vec<String>,
}

/// What an account that buys by itself starts from.
#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ReloadDocument {
    threshold: AmountDocument,
    amount: AmountDocument,
    packages: u32,
    monthly_cap: Option<AmountDocument>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct AllotmentsDocument {
    /// `reserve`: moved into the member's own pool; `cap`: a limit on the shared one.
    mode: String,
    /// Whether they are made again each period.
    renew: bool,
}

impl PoliciesDocument {
    pub(super) fn into_policies(self, known: &Parameters<'_>, at: &At) -> Result<Policies> {
        let standard = BurnOrder::default();
        let burn = |given: BurnDocument| BurnOrder {
            rollover: given.rollover.unwrap_or(standard.rollover),
            allowance: given.allowance.unwrap_or(standard.allowance),
            recurring: given.recurring.unwrap_or(standard.recurring),
            promo: given.promo.unwrap_or(standard.promo),
            top_up: given.top_up.unwrap_or(standard.top_up),
        };
        let alerts = |given: AlertsDocument| {
            let percent = |(index, text): (usize, &String)| {
                at.field("alerts").field("thresholds").index(index).of(decimal("percentage", text))
            };
            let thresholds = given.thresholds.iter().enumerate().map(percent).collect::<Result<_>>()?;
            Ok::<_, crate::Error>(Alerts { thresholds })
        };
        let reload = |given: ReloadDocument| {
            let at = at.field("reload");
            Ok::<_, crate::Error>(Reload {
                threshold: given.threshold.into_amount(known, &at.field("threshold"))?,
                amount: given.amount.into_amount(known, &at.field("amount"))?,
                packages: given.packages,
                monthly_cap: optional(given.monthly_cap, known, &at.field("monthlyCap"))?,
            })
        };
        let allotments = |given: AllotmentsDocument| {
            let mode = choice(&at.field("allotments").field("mode"), &given.mode, &["reserve", "cap"], |name| name)?;
            Ok::<_, crate::Error>(Allotments { reserve: mode == "reserve", renew: given.renew })
        };
        let proration = |name: String| choice(&at.field("proration"), &name, &Proration::ALL, Proration::name);
        Ok(Policies {
            burn: self.burn.map_or(standard, burn),
            roll_over_cap: optional(self.roll_over.map(|given| given.cap), known, &at.field("rollOver").field("cap"))?,
            proration: self.proration.map(proration).transpose()?.unwrap_or_default(),
            refund_grace_days: self.refund_grace_days,
            repay_debt: self.repay_debt,
            alerts: self.alerts.map(alerts).transpose()?.unwrap_or_default(),
            reload: self.reload.map(reload).transpose()?,
            allotments: self.allotments.map(allotments).transpose()?,
        })
    }
}
