//! Plans, top-ups and policies of a book as documents.

use super::amount::{AmountDocument, At, Parameters, optional};
use super::choice;
use crate::Result;
use crate::book::{
    Alerts, Allotments, Allowance, BurnOrder, Expires, Plan, PlanPrice, Policies, Proration, Reload, TopUp, Trial,
};
use crate::credits::decimal;
use crate::map::Set;
use crate::wire::Value;
use crate::wire::problem::Problem;
use crate::wire::read::{Read, choice as choice_of, document, nothing, taken};

document! {
    in book
    pub(super) struct PlanDocument {
        note: String [default],
        /// What it costs a month. Left out where nobody says, or it is negotiated.
        price: Option<PlanPriceDocument>,
        allowance: AllowanceDocument,
        /// Top-ups that may be bought; without any nothing can be bought.
        top_ups: Set<String> [default],
        /// Whether accounts may buy by themselves when the balance runs low.
        reload: bool [default],
        trial: Option<TrialDocument>,
        /// Whether accounts below one on this plan are unlimited as well.
        covers_descendants: bool [default],
        /// Parts of a price that accounts may bring themselves.
        brings: Set<String> [default],
    }
}

document! {
    in book
    struct PlanPriceDocument {
        amount: AmountDocument,
        per_seat: bool [default],
    }
}

/// The credits of a billing period. `operator`: each account's own.
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(rename_all = "camelCase"))]
enum AllowanceDocument {
    None,
    Unlimited,
    Operator,
    Flat(AmountDocument),
    PerSeat(AmountDocument),
}

impl Read for AllowanceDocument {
    fn read(value: Value) -> Result<AllowanceDocument, Problem> {
        choice_of(value, &["none", "unlimited", "operator", "flat", "perSeat"], |choice, value| match choice {
            0 => nothing(value, AllowanceDocument::None),
            1 => nothing(value, AllowanceDocument::Unlimited),
            2 => nothing(value, AllowanceDocument::Operator),
            3 => taken(value).map(AllowanceDocument::Flat),
            _ => taken(value).map(AllowanceDocument::PerSeat),
        })
    }

    fn blank() -> AllowanceDocument {
        AllowanceDocument::None
    }
}

document! {
    in book
    struct TrialDocument {
        days: u32,
        payment_method_needed: bool [default],
    }
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

document! {
    in book
    /// A package of credits.
    pub(super) struct TopUpDocument {
        note: String [default],
        credits: AmountDocument,
        /// In the book's currency.
        price: AmountDocument,
        /// Bought again each billing period.
        recurring: bool [default],
        /// `never` or `period_end`.
        expires: String,
    }
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

document! {
    in book
    /// The rules of balances.
    #[derive(Default)]
    pub(super) struct PoliciesDocument {
        #[cfg_attr(feature = "cli", schemars(rename = "note"))]
        _note: String [default],
        burn: Option<BurnDocument>,
        roll_over: Option<RollOverDocument>,
        /// What a seat added within a period is granted: `full`, the default, or `daily`.
        proration: Option<String>,
        /// Days in which a refund reopens a lot that has expired.
        refund_grace_days: u32 [default],
        /// Whether later credits first repay what was used beyond the balance.
        repay_debt: bool [default],
        alerts: Option<AlertsDocument>,
        reload: Option<ReloadDocument>,
        allotments: Option<AllotmentsDocument>,
    }
}

document! {
    in book
    /// Priorities of kinds of credits; a lower one is used first.
    struct BurnDocument {
        rollover: Option<u8>,
        allowance: Option<u8>,
        recurring: Option<u8>,
        promo: Option<u8>,
        top_up: Option<u8>,
    }
}

document! {
    in book
    struct RollOverDocument {
        /// The most credits that are carried over.
        cap: AmountDocument,
    }
}

document! {
    in book
    struct AlertsDocument {
        /// Percentages of the credits granted, as decimal strings.
        thresholds: Vec<String>,
    }
}

document! {
    in book
    /// What an account that buys by itself starts from.
    struct ReloadDocument {
        threshold: AmountDocument,
        amount: AmountDocument,
        packages: u32,
        monthly_cap: Option<AmountDocument>,
    }
}

document! {
    in book
    struct AllotmentsDocument {
        /// `reserve`: moved into the member's own pool; `cap`: a limit on the shared one.
        mode: String,
        /// Whether they are made again each period.
        renew: bool,
    }
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
