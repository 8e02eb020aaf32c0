//! What has changed of accounts, written together.

use std::collections::BTreeSet;

use super::sql::{Bind, Rows, binds, number};
use super::{Kept, Known, Store};
use crate::credits::Credits;
use crate::ledger::{Account, Ended, Lot, Moment, Period};
use crate::wire::alerts::keep_watch;
use crate::wire::terms as wire;

/// What an account was when it was loaded, if it was there, and what it is now.
pub(in crate::server) type Changed<'a> = (Option<&'a Account>, &'a Account);

impl Store {
    /// Writes what differs.
    pub(in crate::server) fn save(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        for (before, after) in changed {
            match before {
                None => self.add_account(tenant, after)?,
                Some(before) if terms(before) != terms(after) => self.change_terms(tenant, after)?,
                Some(_) => {}
            }
        }
        self.save_watches(tenant, changed)?;
        self.change_counts(tenant, changed)?;
        self.remember(changed);
        self.save_lots(tenant, changed)?;
        self.save_holds(tenant, changed)?;
        self.save_attempts(tenant, changed)?;
        self.save_allotments(tenant, changed)
    }

    fn add_account(&mut self, tenant: &str, account: &Account) -> Kept<()> {
        let sql = "INSERT INTO accounts (tenant_id, account_id, plan, created_ms, lot_count, entry_count, parent_id,
                   terms, period_index, period_start_ms, period_end_ms, granted_micro_credits, debt_micro_credits)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let Account { id, opened, terms, period, granted, debt, lot_count, entry_count, .. } = account;
        let (lots, entries) = (number(*lot_count)?, number(*entry_count)?);
        let (plan, kept) = (terms.plan.as_deref().unwrap_or_default(), wire::keep_terms(terms)?);
        let Period { index, start, end } = *period;
        let parent = terms.parent.as_deref();
        let row = binds![tenant, id, plan, *opened, lots, entries, parent, &kept, index, start, end, *granted, *debt];
        self.run(sql, row).map(drop)
    }

    fn change_terms(&mut self, tenant: &str, account: &Account) -> Kept<()> {
        let sql = "UPDATE accounts SET plan = ?3, terms = ?4, period_index = ?5, period_start_ms = ?6,
                   period_end_ms = ?7, granted_micro_credits = ?8 WHERE tenant_id = ?1 AND account_id = ?2";
        let (plan, kept) = (account.terms.plan.as_deref().unwrap_or_default(), wire::keep_terms(&account.terms)?);
        let Period { index, start, end } = account.period;
        self.run(sql, binds![tenant, &account.id, plan, &kept, index, start, end, account.granted]).map(drop)
    }

    /// What is watched changes seldom: a charge that crosses nothing changes nothing of it.
    fn save_watches(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        let differs = |(before, after): &&Changed<'_>| before.is_none_or(|before| watched(before) != watched(after));
        let accounts: Vec<&Account> = changed.iter().filter(differs).map(|(_, after)| *after).collect();
        let kept: Vec<Option<String>> =
            accounts.iter().map(|account| keep_watch(&account.watch)).collect::<Result<_, _>>()?;
        let sql = "UPDATE accounts SET base_micro_credits = r.base, watch = r.watch, due_ms = r.due
                   @from(2: id text, base int, watch text, due int) WHERE tenant_id = ?1 AND account_id = r.id";
        let rows = Rows::new()
            .text(accounts.iter().map(|account| account.id.as_str()))
            .int(accounts.iter().map(|account| account.watch.base.micros()))
            .text(kept.iter().map(Option::as_deref))
            .int(accounts.iter().map(|account| account.due_within_period().map(Moment::millis)));
        self.bulk(sql, binds![tenant], &rows)
    }

    fn change_counts(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        let there = changed.iter().filter(|(before, _)| before.is_some());
        let moved: Vec<&Account> = there.map(|(_, after)| *after).collect();
        let sql = "UPDATE accounts SET version = version + 1, lot_count = r.lots, entry_count = r.entries,
                   debt_micro_credits = r.debt
                   @from(2: id text, lots int, entries int, debt int) WHERE tenant_id = ?1 AND account_id = r.id";
        let rows = Rows::new()
            .text(moved.iter().map(|account| account.id.as_str()))
            .count(moved.iter().map(|account| account.lot_count))?
            .count(moved.iter().map(|account| account.entry_count))?
            .int(moved.iter().map(|account| account.debt.micros()));
        self.bulk(sql, binds![tenant], &rows)
    }

    /// Knows accounts as they are written from the commit on.
    fn remember(&mut self, changed: &[Changed<'_>]) {
        for (_, after) in changed {
            let Some(version) = self.versions.get(&after.id) else { continue };
            let of_use =
                |lot: &&Lot| lot.remaining > Credits::ZERO || lot.is_drawn() && !lot.has_expired(after.period.start);
            let account = Account {
                id: after.id.clone(),
                terms: after.terms.clone(),
                watch: after.watch.clone(),
                lots: after.lots.iter().filter(of_use).cloned().collect(),
                holds: vec![],
                attempts: vec![],
                allotments: vec![],
                ..**after
            };
            self.changes.push(Known { version: version + 1, account });
        }
    }

    fn save_lots(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        let (mut new, mut moved) = (Vec::new(), Vec::new());
        for (before, after) in changed {
            for lot in &after.lots {
                let old = |before: &Account| before.lots.binary_search_by_key(&lot.id, |old| old.id).ok();
                match before.and_then(|before| Some(&before.lots[old(before)?])) {
                    None => new.push((after.id.as_str(), lot)),
                    Some(old) if old != lot => moved.push((after.id.as_str(), lot)),
                    Some(_) => {}
                }
            }
        }
        let sql = "INSERT INTO lots (tenant_id, account_id, lot_id, granted_micro_credits, remaining_micro_credits,
                   held_micro_credits, expires_ms, kind, created_ms, priority, source_lot_id, source_capped)
                   SELECT ?1, r.account, r.lot, r.granted, r.remaining, r.held, r.expires, r.kind, r.created, r.priority,
                   r.source, r.capped @from(2: account text, lot int, granted int, remaining int, held int, expires int,
                   kind text, created int, priority int, source int, capped int)";
        let sources = new.iter().map(|(_, lot)| lot.source.map(|source| number(source.lot)).transpose());
        let sources: Vec<Option<i64>> = sources.collect::<Kept<_>>()?;
        let rows = amounts(&new)?
            .text(new.iter().map(|(_, lot)| lot.kind.name()))
            .int(new.iter().map(|(_, lot)| lot.created.millis()))
            .int(new.iter().map(|(_, lot)| i64::from(lot.priority)))
            .int(sources.into_iter())
            .int(new.iter().map(|(_, lot)| i64::from(lot.is_drawn())));
        self.bulk(sql, binds![tenant], &rows)?;
        let sql = "UPDATE lots SET granted_micro_credits = r.granted, remaining_micro_credits = r.remaining,
                   held_micro_credits = r.held, expires_ms = r.expires
                   @from(2: account text, lot int, granted int, remaining int, held int, expires int)
                   WHERE tenant_id = ?1 AND account_id = r.account AND lot_id = r.lot";
        self.bulk(sql, binds![tenant], &amounts(&moved)?)
    }

    fn save_holds(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        let mut holds = Vec::new();
        for (before, after) in changed {
            for hold in &after.holds {
                let old = before.and_then(|before| before.holds.iter().find(|old| old.id == hold.id));
                if old != Some(hold) {
                    holds.push((after.id.as_str(), hold, wire::keep_parts(&hold.parts)?));
                }
            }
        }
        if holds.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO holds (tenant_id, account_id, hold_id, made_ms, expires_ms, ended, micro_credits,
                   captured_micro_credits, forfeited_micro_credits, parts, service, agent, campaign)
                   SELECT ?1, r.account, r.hold, r.made, r.expires, r.ended, r.credits, r.captured, r.forfeited, r.parts,
                   r.service, r.agent, r.campaign @from(2: account text, hold int, made int, expires int, ended text,
                   credits int, captured int, forfeited int, parts text, service text, agent text, campaign text)
                   ON CONFLICT (tenant_id, account_id, hold_id) DO UPDATE SET ended = excluded.ended,
                   captured_micro_credits = excluded.captured_micro_credits,
                   forfeited_micro_credits = excluded.forfeited_micro_credits, parts = excluded.parts";
        let rows = Rows::new()
            .text(holds.iter().map(|(account, ..)| *account))
            .count(holds.iter().map(|(_, hold, _)| hold.id))?
            .int(holds.iter().map(|(_, hold, _)| hold.made.millis()))
            .int(holds.iter().map(|(_, hold, _)| hold.expires.millis()))
            .text(holds.iter().map(|(_, hold, _)| hold.ended.map(Ended::name)))
            .int(holds.iter().map(|(_, hold, _)| hold.credits.micros()))
            .int(holds.iter().map(|(_, hold, _)| hold.captured.micros()))
            .int(holds.iter().map(|(_, hold, _)| hold.forfeited.micros()))
            .text(holds.iter().map(|(.., parts)| parts.as_str()))
            .text(holds.iter().map(|(_, hold, _)| hold.label.service.as_str()))
            .text(holds.iter().map(|(_, hold, _)| hold.label.agent.as_str()))
            .text(holds.iter().map(|(_, hold, _)| hold.label.campaign.as_str()));
        self.bulk(sql, binds![tenant], &rows)?;
        let accounts: BTreeSet<&str> = holds.iter().map(|(account, ..)| *account).collect();
        let sql = "UPDATE accounts SET hold_due_ms = (SELECT min(expires_ms) FROM holds
                   WHERE holds.tenant_id = ?1 AND holds.account_id = r.id AND ended IS NULL)
                   @from(2: id text) WHERE tenant_id = ?1 AND account_id = r.id";
        self.bulk(sql, binds![tenant], &Rows::new().text(accounts.into_iter()))
    }

    fn save_attempts(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        let mut attempts = Vec::new();
        for (before, after) in changed {
            let old = before.map(|before| before.attempts.as_slice()).unwrap_or_default();
            for attempt in after.attempts.iter().filter(|attempt| !old.contains(attempt)) {
                attempts.push((after.id.as_str(), attempt, wire::keep_parts(&attempt.parts)?));
            }
            let ended = old.iter().filter(|old| after.attempts.iter().all(|attempt| attempt.charge != old.charge));
            let ended: Vec<i64> = ended.map(|attempt| number(attempt.charge)).collect::<Kept<_>>()?;
            if !ended.is_empty() {
                let sql = "DELETE FROM attempts WHERE tenant_id = ?1 AND account_id = ?2 AND charge_id @in(3)";
                self.run(sql, &[Bind::Text(tenant), Bind::Text(&after.id), Bind::Ints(&ended)])?;
            }
        }
        let sql = "INSERT INTO attempts (tenant_id, account_id, charge_id, parts, reserved, service, agent, campaign)
                   SELECT ?1, r.account, r.charge, r.parts, r.reserved, r.service, r.agent, r.campaign
                   @from(2: account text, charge int, parts text, reserved int, service text, agent text, campaign text)
                   ON CONFLICT (tenant_id, account_id, charge_id) DO UPDATE
                   SET parts = excluded.parts, reserved = excluded.reserved";
        let rows = Rows::new()
            .text(attempts.iter().map(|(account, ..)| *account))
            .count(attempts.iter().map(|(_, attempt, _)| attempt.charge))?
            .text(attempts.iter().map(|(.., parts)| parts.as_str()))
            .int(attempts.iter().map(|(_, attempt, _)| i64::from(attempt.reserved)))
            .text(attempts.iter().map(|(_, attempt, _)| Some(attempt.label.as_ref()?.service.as_str())))
            .text(attempts.iter().map(|(_, attempt, _)| Some(attempt.label.as_ref()?.agent.as_str())))
            .text(attempts.iter().map(|(_, attempt, _)| Some(attempt.label.as_ref()?.campaign.as_str())));
        self.bulk(sql, binds![tenant], &rows)
    }

    /// One that was taken back and given again is the last.
    fn save_allotments(&mut self, tenant: &str, changed: &[Changed<'_>]) -> Kept<()> {
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for (before, after) in changed {
            let old = before.map(|before| before.allotments.as_slice()).unwrap_or_default();
            let mut stay = Vec::new();
            for (place, allotment) in after.allotments.iter().enumerate() {
                let was = old.iter().position(|old| old.to == allotment.to);
                let stays = was.filter(|was| stay.last().is_none_or(|last| last < was));
                stay.extend(stays);
                if stays.is_none_or(|was| old[was] != *allotment) {
                    kept.push((after.id.as_str(), place, allotment));
                }
            }
            let left = old.iter().enumerate().filter(|(was, _)| !stay.contains(was));
            gone.extend(left.map(|(_, old)| (after.id.as_str(), old.to.as_str())));
        }
        let sql = "DELETE FROM allotments WHERE tenant_id = ?1
                   AND (account_id, to_account_id) IN (SELECT r.account, r.receiver @from(2: account text, receiver text))";
        let rows = Rows::new().text(gone.iter().map(|(account, _)| *account)).text(gone.iter().map(|(_, to)| *to));
        self.bulk(sql, binds![tenant], &rows)?;
        let sql = "INSERT INTO allotments (tenant_id, account_id, to_account_id, position, reserve, micro_credits,
                   renew, used_micro_credits) SELECT ?1, r.account, r.receiver,
                   (SELECT coalesce(max(position), 0) FROM allotments
                    WHERE tenant_id = ?1 AND account_id = r.account) + r.place + 1, r.reserve, r.credits, r.renew, r.used
                   @from(2: account text, receiver text, place int, reserve int, credits int, renew int, used int)
                   ON CONFLICT (tenant_id, account_id, to_account_id) DO UPDATE
                   SET reserve = excluded.reserve, micro_credits = excluded.micro_credits, renew = excluded.renew,
                   used_micro_credits = excluded.used_micro_credits";
        let rows = Rows::new()
            .text(kept.iter().map(|(account, ..)| *account))
            .text(kept.iter().map(|(.., allotment)| allotment.to.as_str()))
            .count(kept.iter().map(|(_, place, _)| *place as u64))?
            .int(kept.iter().map(|(.., allotment)| i64::from(allotment.reserve)))
            .int(kept.iter().map(|(.., allotment)| allotment.credits.micros()))
            .int(kept.iter().map(|(.., allotment)| i64::from(allotment.renew)))
            .int(kept.iter().map(|(.., allotment)| allotment.used.micros()));
        self.bulk(sql, binds![tenant], &rows)
    }
}

/// What changes together with what was agreed.
fn terms(account: &Account) -> impl PartialEq + '_ {
    (&account.terms, &account.period, &account.granted)
}

/// What of an account is watched, and when it goes on.
fn watched(account: &Account) -> impl PartialEq + '_ {
    (&account.watch, account.due_within_period())
}

/// What of lots changes.
fn amounts<'a>(lots: &[(&'a str, &Lot)]) -> Kept<Rows<'a>> {
    let rows = Rows::new()
        .text(lots.iter().map(|(account, _)| *account))
        .count(lots.iter().map(|(_, lot)| lot.id))?
        .int(lots.iter().map(|(_, lot)| lot.granted.micros()))
        .int(lots.iter().map(|(_, lot)| lot.remaining.micros()))
        .int(lots.iter().map(|(_, lot)| lot.held.micros()))
        .int(lots.iter().map(|(_, lot)| lot.expires.map(Moment::millis)));
    Ok(rows)
}
