//! What a migration in SQL cannot do.

use super::sql::binds;
use super::{Kept, Store};
use crate::ledger::{Calendar, Moment, Next, Period, Terms};
use crate::quote::Funding;
use crate::wire::terms as wire;

impl Store {
    /// Gives accounts from before there were terms those that they have had all along.
    pub(super) fn settle_old(&mut self, tenant: &str) -> Kept<()> {
        let sql = "SELECT account_id, plan, created_ms FROM accounts
                   WHERE tenant_id = ?1 AND period_end_ms = 0 AND terms IS NULL";
        let old = self.rows(sql, binds![tenant], |row| Ok((row.string(0)?, row.string(1)?, row.moment(2)?)))?;
        if old.is_empty() {
            return Ok(());
        }
        self.begin()?;
        for (id, plan, opened) in old {
            let (terms, period) = on_plan(plan, opened)?;
            // Nothing is missing of this period's allowance: what the account has it was given by hand.
            let sql = "UPDATE accounts SET terms = ?3, period_index = ?4, period_start_ms = ?5, period_end_ms = ?6,
                       granted_micro_credits = ?7 WHERE tenant_id = ?1 AND account_id = ?2";
            let Period { index, start, end } = period;
            self.run(sql, binds![tenant, &id, &wire::keep_terms(&terms)?, index, start, end, i64::MAX])?;
        }
        self.commit()
    }
}

/// The terms of an account from before there were any.
fn on_plan(plan: String, opened: Moment) -> Kept<(Terms, Period)> {
    let day = Calendar::from_moment(opened, "UTC")?.day(opened)?;
    let calendar = Calendar::new(&day.to_string(), "UTC")?;
    let period = calendar.period(calendar.index_at(opened)?)?;
    let terms = Terms {
        plan: Some(plan),
        parent: None,
        seats: 1,
        funding: Funding::Credits,
        brings: Default::default(),
        allowance: None,
        calendar,
        next: Next::default(),
        recurring: vec![],
        trial_ends: None,
    };
    Ok((terms, period))
}
