//! A book's rules of balances in words.

use septet::book::{Allotments, BurnOrder, Policies, Proration, Reload};

use super::words::{Section, amount};

/// Every rule there is, whether the book says it or leaves it as it is.
pub(super) fn policies(policies: &Policies) -> Section<'static> {
    let Policies { burn, roll_over_cap, proration, refund_grace_days, repay_debt, alerts, reload, allotments } =
        policies;
    let carried = match roll_over_cap {
        Some(cap) => format!("at most {} credits of what is left, for one period", amount(cap)),
        None => "nothing".to_owned(),
    };
    let seats = match proration {
        Proration::Full => "a whole period's credits",
        Proration::Daily => "credits by the days that are left",
    };
    let refunds = match refund_grace_days {
        0 => "do not reopen what has expired".to_owned(),
        1 => "reopen what expired a day ago at most".to_owned(),
        days => format!("reopen what expired {days} days ago at most"),
    };
    let debt = match repay_debt {
        true => "is first repaid by later credits",
        false => "is not repaid by later credits",
    };
    let thresholds: Vec<_> = alerts.thresholds.iter().map(|threshold| format!("{threshold} %")).collect();
    let alerts = match thresholds.is_empty() {
        true => "none".to_owned(),
        false => format!("when {} of the credits granted are left", thresholds.join(", ")),
    };
    vec![
        ("used first", order(burn)),
        ("carried over", carried),
        ("added seats", format!("are granted {seats}")),
        ("refunds", refunds),
        ("debt", debt.to_owned()),
        ("alerts", alerts),
        ("reload", reload.as_ref().map(self::reload).unwrap_or_default()),
        ("allotments", allotments.as_ref().map(self::allotments).unwrap_or_default()),
    ]
}

/// `rollover, then allowance, then promo and recurring, then top-up`
fn order(burn: &BurnOrder) -> String {
    let BurnOrder { rollover, allowance, recurring, promo, top_up } = *burn;
    let mut kinds = [
        (rollover, "carried over"),
        (allowance, "allowance"),
        (promo, "promo"),
        (recurring, "recurring"),
        (top_up, "top-up"),
    ];
    kinds.sort_by_key(|(priority, _)| *priority);
    let same = |one: &(u8, &str), other: &(u8, &str)| one.0 == other.0;
    let names = |kinds: &[(u8, &'static str)]| kinds.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" and ");
    kinds.chunk_by(same).map(names).collect::<Vec<_>>().join(", then ")
}

fn reload(reload: &Reload) -> String {
    let packages = if reload.packages == 1 { String::new() } else { format!("{} × ", reload.packages) };
    let cap = reload.monthly_cap.as_ref().map(|cap| format!(", at most {} a period", amount(cap)));
    let (threshold, credits, cap) = (amount(&reload.threshold), amount(&reload.amount), cap.unwrap_or_default());
    format!("when the balance falls to {threshold}: {packages}{credits} credits{cap}")
}

fn allotments(allotments: &Allotments) -> String {
    let how = match allotments.reserve {
        true => "moved into the member's own pool",
        false => "a limit on the shared pool",
    };
    let again = if allotments.renew { "made again each period" } else { "made once" };
    format!("{how}, {again}")
}
