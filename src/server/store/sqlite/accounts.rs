//! Accounts with their lots, holds, attempts and allotments.

use rusqlite::{Row, params};

use super::{Sqlite, TERMS_MAX, count, credits, moment, named, number};
use crate::ledger::{
    Account, Allotment, Attempt, Calendar, Ended, Hold, Kind, Lot, Moment, Next, Period, Source, Terms,
};
use crate::quote::Funding;
use crate::server::store::Kept;
use crate::wire::terms as wire;

const LOT: &str = "SELECT lot_id, kind, granted_micro_credits, remaining_micro_credits, held_micro_credits, created_ms,
                   expires_ms, priority, source_lot_id, source_capped FROM lots WHERE tenant_id = ?1 AND account_id = ?2";

const HOLD: &str = "SELECT hold_id, made_ms, expires_ms, ended, micro_credits, captured_micro_credits, parts FROM holds
                    WHERE tenant_id = ?1 AND account_id = ?2";

const ALLOTMENT: &str = "SELECT to_account_id, reserve, micro_credits, renew, used_micro_credits FROM allotments
                         WHERE tenant_id = ?1 AND account_id = ?2";

impl Sqlite {
    pub(super) fn load(&mut self, tenant: &str, id: &str, now: Moment) -> Kept<Option<Account>> {
        let sql = "SELECT created_ms, lot_count, entry_count, terms, period_index, period_start_ms, period_end_ms,
                   granted_micro_credits, debt_micro_credits, hold_due_ms FROM accounts
                   WHERE tenant_id = ?1 AND account_id = ?2";
        let found = self.row(sql, params![tenant, id], |row| {
            let (terms, hold_due): (String, Option<i64>) = (row.get(3)?, row.get(9)?);
            let period = Period { index: row.get(4)?, start: moment(row, 5)?, end: moment(row, 6)? };
            let account = (moment(row, 0)?, count(row, 1)?, count(row, 2)?, credits(row, 7)?, credits(row, 8)?);
            Ok((terms, period, hold_due, account))
        })?;
        let Some((terms, period, hold_due, (opened, lot_count, entry_count, granted, debt))) = found else {
            return Ok(None);
        };
        let terms = self.terms(terms)?;
        let ended = period.end <= now;
        // However many lots an account has used up, they are not looked at.
        let in_use = LOT.replace("FROM lots", "FROM lots INDEXED BY lots_in_use")
            + " AND (remaining_micro_credits > 0 OR source_capped) ORDER BY lot_id";
        let holds = match hold_due {
            Some(due) if due <= now.millis() => {
                let sql = format!("{HOLD} AND ended IS NULL AND expires_ms <= ?3");
                self.rows(&sql, params![tenant, id, now.millis()], hold)?
            }
            _ => vec![],
        };
        Ok(Some(Account {
            id: id.to_owned(),
            opened,
            terms,
            period,
            granted,
            debt,
            lots: self.rows(&in_use, params![tenant, id], lot)?,
            lot_count,
            entry_count,
            holds,
            attempts: if ended { self.attempts(tenant, id)? } else { vec![] },
            allotments: if ended { self.load_allotments(tenant, id)? } else { vec![] },
        }))
    }

    pub(super) fn load_whole(&mut self, tenant: &str, id: &str) -> Kept<Option<Account>> {
        let Some(mut account) = self.load(tenant, id, Moment::MIN)? else { return Ok(None) };
        let open = format!("{HOLD} AND ended IS NULL ORDER BY hold_id");
        account.lots = self.rows(&format!("{LOT} ORDER BY lot_id"), params![tenant, id], lot)?;
        account.holds = self.rows(&open, params![tenant, id], hold)?;
        account.attempts = self.attempts(tenant, id)?;
        account.allotments = self.load_allotments(tenant, id)?;
        Ok(Some(account))
    }

    /// Gives accounts from before there were terms those that they have had all along.
    pub(in crate::server::store) fn settle_old(&mut self, tenant: &str) -> Kept<()> {
        let sql = "SELECT account_id, plan, created_ms FROM accounts
                   WHERE tenant_id = ?1 AND period_end_ms = 0 AND terms IS NULL";
        let old = self.rows(sql, params![tenant], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, moment(row, 2)?))
        })?;
        if old.is_empty() {
            return Ok(());
        }
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for (id, plan, opened) in old {
            let (terms, period) = on_plan(plan, opened)?;
            // Nothing is missing of this period's allowance: what the account has it was given by hand.
            let sql = "UPDATE accounts SET terms = ?3, period_index = ?4, period_start_ms = ?5, period_end_ms = ?6,
                       granted_micro_credits = ?7 WHERE tenant_id = ?1 AND account_id = ?2";
            let (start, end) = (period.start.millis(), period.end.millis());
            let row = params![tenant, id, wire::keep_terms(&terms)?, period.index, start, end, i64::MAX];
            self.run(sql, row)?;
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn terms(&mut self, text: String) -> Kept<Terms> {
        if let Some(terms) = self.terms.get(&text) {
            return Ok(terms.clone());
        }
        let terms = wire::kept_terms(&text)?;
        if self.terms.len() >= TERMS_MAX {
            self.terms.clear();
        }
        self.terms.insert(text, terms.clone());
        Ok(terms)
    }

    pub(super) fn lot(&self, tenant: &str, account: &str, id: u64) -> Kept<Option<Lot>> {
        self.row(&format!("{LOT} AND lot_id = ?3"), params![tenant, account, number(id)?], lot)
    }

    pub(super) fn load_hold(&self, tenant: &str, account: &str, id: u64) -> Kept<Option<Hold>> {
        self.row(&format!("{HOLD} AND hold_id = ?3"), params![tenant, account, number(id)?], hold)
    }

    fn attempts(&self, tenant: &str, account: &str) -> Kept<Vec<Attempt>> {
        let sql = "SELECT charge_id, parts, reserved FROM attempts WHERE tenant_id = ?1 AND account_id = ?2
                   ORDER BY charge_id";
        self.rows(sql, params![tenant, account], attempt)
    }

    pub(super) fn load_attempt(&self, tenant: &str, account: &str, charge: u64) -> Kept<Option<Attempt>> {
        let sql = "SELECT charge_id, parts, reserved FROM attempts
                   WHERE tenant_id = ?1 AND account_id = ?2 AND charge_id = ?3";
        self.row(sql, params![tenant, account, number(charge)?], attempt)
    }

    pub(super) fn load_allotments(&self, tenant: &str, account: &str) -> Kept<Vec<Allotment>> {
        self.rows(&format!("{ALLOTMENT} ORDER BY position"), params![tenant, account], allotment)
    }

    pub(super) fn load_allotment(&self, tenant: &str, account: &str, to: &str) -> Kept<Option<Allotment>> {
        self.row(&format!("{ALLOTMENT} AND to_account_id = ?3"), params![tenant, account, to], allotment)
    }

    /// Writes what differs.
    pub(super) fn save_account(&mut self, tenant: &str, before: Option<&Account>, after: &Account) -> Kept<()> {
        match before {
            None => self.add_account(tenant, after)?,
            Some(before) => self.change_account(tenant, before, after)?,
        }
        for lot in &after.lots {
            match before.and_then(|before| before.lots.iter().find(|old| old.id == lot.id)) {
                None => self.add_lot(tenant, &after.id, lot)?,
                Some(old) if old != lot => self.change_lot(tenant, &after.id, lot)?,
                Some(_) => {}
            }
        }
        self.save_holds(tenant, before, after)?;
        self.save_attempts(tenant, before, after)?;
        self.save_allotments(tenant, before, after)
    }

    fn add_account(&self, tenant: &str, account: &Account) -> Kept<()> {
        let sql =
            "INSERT INTO accounts (tenant_id, account_id, plan, created_ms, lot_count, entry_count, parent_id, terms,
                   period_index, period_start_ms, period_end_ms, granted_micro_credits, debt_micro_credits)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let Account { id, opened, terms, period, granted, debt, lot_count, entry_count, .. } = account;
        let plan = terms.plan.as_deref().unwrap_or_default();
        let (lots, entries) = (number(*lot_count)?, number(*entry_count)?);
        let (start, end) = (period.start.millis(), period.end.millis());
        let row = params![
            tenant,
            id,
            plan,
            opened.millis(),
            lots,
            entries,
            terms.parent,
            wire::keep_terms(terms)?,
            period.index,
            start,
            end,
            granted.micros(),
            debt.micros()
        ];
        self.run(sql, row).map(drop)
    }

    fn change_account(&self, tenant: &str, before: &Account, after: &Account) -> Kept<()> {
        let Account { id, terms, period, granted, debt, lot_count, entry_count, .. } = after;
        let (lots, entries) = (number(*lot_count)?, number(*entry_count)?);
        if (terms, period, granted) != (&before.terms, &before.period, &before.granted) {
            let sql = "UPDATE accounts SET plan = ?3, terms = ?4, period_index = ?5, period_start_ms = ?6,
                       period_end_ms = ?7, granted_micro_credits = ?8, lot_count = ?9, entry_count = ?10,
                       debt_micro_credits = ?11 WHERE tenant_id = ?1 AND account_id = ?2";
            let (plan, kept) = (terms.plan.as_deref().unwrap_or_default(), wire::keep_terms(terms)?);
            let (start, end) = (period.start.millis(), period.end.millis());
            let row = params![
                tenant,
                id,
                plan,
                kept,
                period.index,
                start,
                end,
                granted.micros(),
                lots,
                entries,
                debt.micros()
            ];
            return self.run(sql, row).map(drop);
        }
        if (debt, lot_count, entry_count) != (&before.debt, &before.lot_count, &before.entry_count) {
            let sql = "UPDATE accounts SET lot_count = ?3, entry_count = ?4, debt_micro_credits = ?5
                       WHERE tenant_id = ?1 AND account_id = ?2";
            self.run(sql, params![tenant, id, lots, entries, debt.micros()])?;
        }
        Ok(())
    }

    fn add_lot(&self, tenant: &str, account: &str, lot: &Lot) -> Kept<()> {
        let sql =
            "INSERT INTO lots (tenant_id, account_id, lot_id, granted_micro_credits, remaining_micro_credits, kind,
                   held_micro_credits, created_ms, expires_ms, priority, source_lot_id, source_capped)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let Lot { id, kind, granted, remaining, held, created, expires, priority, source } = lot;
        let (granted, remaining, held) = (granted.micros(), remaining.micros(), held.micros());
        let (created, expires) = (created.millis(), expires.map(Moment::millis));
        let source_lot = source.map(|source| number(source.lot)).transpose()?;
        let capped = source.is_some_and(|source| source.capped);
        let row = params![
            tenant,
            account,
            number(*id)?,
            granted,
            remaining,
            kind.name(),
            held,
            created,
            expires,
            priority,
            source_lot,
            capped
        ];
        self.run(sql, row).map(drop)
    }

    fn change_lot(&self, tenant: &str, account: &str, lot: &Lot) -> Kept<()> {
        let sql = "UPDATE lots SET granted_micro_credits = ?4, remaining_micro_credits = ?5, held_micro_credits = ?6,
                   expires_ms = ?7 WHERE tenant_id = ?1 AND account_id = ?2 AND lot_id = ?3";
        let (granted, remaining, held) = (lot.granted.micros(), lot.remaining.micros(), lot.held.micros());
        let expires = lot.expires.map(Moment::millis);
        self.run(sql, params![tenant, account, number(lot.id)?, granted, remaining, held, expires]).map(drop)
    }

    fn save_holds(&self, tenant: &str, before: Option<&Account>, after: &Account) -> Kept<()> {
        let mut changed = false;
        for hold in &after.holds {
            let old = before.and_then(|before| before.holds.iter().find(|old| old.id == hold.id));
            if old == Some(hold) {
                continue;
            }
            changed = true;
            let sql = "INSERT INTO holds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                       ON CONFLICT DO UPDATE SET ended = ?6, captured_micro_credits = ?8, parts = ?9";
            let (made, expires) = (hold.made.millis(), hold.expires.millis());
            let (all, captured) = (hold.credits.micros(), hold.captured.micros());
            let (ended, parts) = (hold.ended.map(Ended::name), wire::keep_parts(&hold.parts)?);
            let row = params![tenant, after.id, number(hold.id)?, made, expires, ended, all, captured, parts];
            self.run(sql, row)?;
        }
        if changed {
            let sql = "UPDATE accounts SET hold_due_ms = (SELECT min(expires_ms) FROM holds
                       WHERE tenant_id = ?1 AND account_id = ?2 AND ended IS NULL)
                       WHERE tenant_id = ?1 AND account_id = ?2";
            self.run(sql, params![tenant, after.id])?;
        }
        Ok(())
    }

    fn save_attempts(&self, tenant: &str, before: Option<&Account>, after: &Account) -> Kept<()> {
        let old = before.map(|before| before.attempts.as_slice()).unwrap_or_default();
        for attempt in after.attempts.iter().filter(|attempt| !old.contains(attempt)) {
            let sql = "INSERT INTO attempts VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT DO UPDATE SET parts = ?4, reserved = ?5";
            let parts = wire::keep_parts(&attempt.parts)?;
            self.run(sql, params![tenant, after.id, number(attempt.charge)?, parts, attempt.reserved])?;
        }
        for old in old.iter().filter(|old| after.attempts.iter().all(|attempt| attempt.charge != old.charge)) {
            let sql = "DELETE FROM attempts WHERE tenant_id = ?1 AND account_id = ?2 AND charge_id = ?3";
            self.run(sql, params![tenant, after.id, number(old.charge)?])?;
        }
        Ok(())
    }

    /// One that was taken back and given again is the last.
    fn save_allotments(&self, tenant: &str, before: Option<&Account>, after: &Account) -> Kept<()> {
        let old = before.map(|before| before.allotments.as_slice()).unwrap_or_default();
        let mut stay = Vec::new();
        for allotment in &after.allotments {
            let place = old.iter().position(|old| old.to == allotment.to);
            stay.extend(place.filter(|place| stay.last().is_none_or(|last| last < place)));
        }
        for (_, old) in old.iter().enumerate().filter(|(place, _)| !stay.contains(place)) {
            let sql = "DELETE FROM allotments WHERE tenant_id = ?1 AND account_id = ?2 AND to_account_id = ?3";
            self.run(sql, params![tenant, after.id, old.to])?;
        }
        let kept = |allotment: &Allotment| stay.iter().any(|place| old[*place] == *allotment);
        for allotment in after.allotments.iter().filter(|allotment| !kept(allotment)) {
            let sql = "INSERT INTO allotments VALUES (?1, ?2, ?3,
                       (SELECT coalesce(max(position), 0) + 1 FROM allotments WHERE tenant_id = ?1 AND account_id = ?2),
                       ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
                       SET reserve = ?4, micro_credits = ?5, renew = ?6, used_micro_credits = ?7";
            let Allotment { to, reserve, credits, renew, used } = allotment;
            self.run(sql, params![tenant, after.id, to, reserve, credits.micros(), renew, used.micros()])?;
        }
        Ok(())
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

fn lot(row: &Row<'_>) -> Kept<Lot> {
    let source: Option<i64> = row.get(8)?;
    let capped = row.get(9)?;
    Ok(Lot {
        id: count(row, 0)?,
        kind: named(row, 1, &Kind::ALL, Kind::name)?,
        granted: credits(row, 2)?,
        remaining: credits(row, 3)?,
        held: credits(row, 4)?,
        created: moment(row, 5)?,
        expires: row.get::<_, Option<i64>>(6)?.map(Moment::from_millis),
        priority: row.get(7)?,
        source: source
            .map(|lot| Ok::<_, std::num::TryFromIntError>(Source { lot: lot.try_into()?, capped }))
            .transpose()?,
    })
}

fn hold(row: &Row<'_>) -> Kept<Hold> {
    let ended = row.get::<_, Option<String>>(3)?.map(|_| named(row, 3, &Ended::ALL, Ended::name)).transpose()?;
    Ok(Hold {
        id: count(row, 0)?,
        made: moment(row, 1)?,
        expires: moment(row, 2)?,
        ended,
        credits: credits(row, 4)?,
        captured: credits(row, 5)?,
        parts: wire::kept_parts(row.get_ref(6)?.as_str()?)?,
    })
}

fn attempt(row: &Row<'_>) -> Kept<Attempt> {
    let parts = wire::kept_parts(row.get_ref(1)?.as_str()?)?;
    Ok(Attempt { charge: count(row, 0)?, parts, reserved: row.get(2)? })
}

fn allotment(row: &Row<'_>) -> Kept<Allotment> {
    let (reserve, renew) = (row.get(1)?, row.get(3)?);
    Ok(Allotment { to: row.get(0)?, reserve, credits: credits(row, 2)?, renew, used: credits(row, 4)? })
}
