//! Accounts with their lots, holds, attempts and allotments, as they are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::entries::label;
use super::prices::IN_FORCE;
use super::sql::{Bind, Query, Row, binds, number};
use super::{Kept, Store};
use crate::ledger::{Account, Allotment, Attempt, Ended, Hold, Kind, Lot, Moment, Period, Source, Terms};
use crate::wire::alerts::kept_watch;
use crate::wire::terms as wire;

/// Terms that stay read.
const TERMS_MAX: usize = 4096;

/// Accounts of which the one above stays known.
const PARENTS_MAX: usize = 100_000;

const ACCOUNT: &str = "SELECT account_id, created_ms, lot_count, entry_count, terms, period_index, period_start_ms,
                       period_end_ms, granted_micro_credits, debt_micro_credits, hold_due_ms, base_micro_credits, watch,
                       version FROM accounts
                       WHERE tenant_id = ?1 AND account_id @in(2) ORDER BY account_id";

const LOT: &str = "SELECT account_id, lot_id, kind, granted_micro_credits, remaining_micro_credits, held_micro_credits,
                   created_ms, expires_ms, priority, source_lot_id, source_capped FROM lots";

const HOLD: &str =
    "SELECT account_id, hold_id, made_ms, expires_ms, ended, micro_credits, captured_micro_credits, parts,
                    service, agent, campaign, forfeited_micro_credits FROM holds WHERE tenant_id = ?1 AND account_id @in(2)";

const ATTEMPT: &str = "SELECT account_id, charge_id, parts, reserved, service, agent, campaign FROM attempts
                       WHERE tenant_id = ?1 AND account_id @in(2)";

const ALLOTMENT: &str = "SELECT account_id, to_account_id, reserve, micro_credits, renew, used_micro_credits
                         FROM allotments WHERE tenant_id = ?1 AND account_id @in(2)";

impl Store {
    /// Accounts with the lots that are of use and the holds that are due by `now`; those of which the period has ended
    /// by then with all their open attempts and allotments. While the store writes they are nobody else's from here on.
    pub(in crate::server) fn load(&mut self, tenant: &str, ids: &[&str], now: Moment) -> Kept<Vec<Account>> {
        let lock = if self.writing { " @lock" } else { "" };
        self.load_with(lock, tenant, ids, now)
    }

    /// The same, without those that others write at this moment.
    pub(in crate::server) fn load_free(&mut self, tenant: &str, ids: &[&str], now: Moment) -> Kept<Vec<Account>> {
        self.load_with(" @skip_locked", tenant, ids, now)
    }

    fn load_with(&mut self, lock: &str, tenant: &str, ids: &[&str], now: Moment) -> Kept<Vec<Account>> {
        let Store { sql, terms, writing, known, versions, in_force, .. } = self;
        let is_writing = *writing;
        let (mut accounts, mut held, mut stale) = (BTreeMap::new(), Vec::new(), Vec::new());
        let statement = format!("{ACCOUNT}{lock}");
        // However many lots an account has used up, they are not looked at; nor are those that a cap let it draw from, once
        // they have expired.
        let in_use = format!(
            "{LOT} @indexed(lots_in_use) WHERE tenant_id = ?1 AND account_id @in(2) AND in_use = 1
             AND (remaining_micro_credits > 0 OR expires_ms IS NULL OR expires_ms > ?3) ORDER BY account_id, lot_id"
        );
        let mut lots = Vec::new();
        let mut add_account = |row: &dyn Row| {
            let (id, version) = (row.str(0)?, row.integer(13)?);
            if row.int(10)?.is_some_and(|due| due <= now.millis()) {
                held.push(id.to_owned());
            }
            let account = match known.get(id) {
                Some(known) if known.version == version => known.account.clone(),
                old => {
                    stale.extend(old.map(|_| id.to_owned()));
                    account(row, terms)?
                }
            };
            if *writing {
                versions.insert(id.to_owned(), version);
            }
            accounts.insert(id.to_owned(), account);
            Ok(())
        };
        let mut add_lot = |row: &dyn Row| {
            lots.push((row.string(0)?, lot(row)?));
            Ok(())
        };
        let unknown: Vec<&str> = ids.iter().copied().filter(|id| !known.contains_key(*id)).collect();
        let (of, of_unknown) =
            ([Bind::Text(tenant), Bind::Texts(ids)], [Bind::Text(tenant), Bind::Texts(&unknown), Bind::from(now)]);
        // Lots are read after their accounts were locked, and so as whoever had them before has left them.
        let mut queries = vec![Query { sql: &statement, binds: &of, each: &mut add_account }];
        // So are the prices, which nobody changes while accounts are locked.
        let mut add_in_force = |row: &dyn Row| {
            *in_force = Some(row.count(0)?);
            Ok(())
        };
        if is_writing {
            queries.push(Query { sql: IN_FORCE, binds: &[], each: &mut add_in_force });
        }
        if !unknown.is_empty() {
            queries.push(Query { sql: &in_use, binds: &of_unknown, each: &mut add_lot });
        }
        sql.together(&mut queries)?;
        if !stale.is_empty() {
            sql.run(&in_use, &[Bind::Text(tenant), Bind::Texts(&strs(&stale)), Bind::from(now)], None, &mut add_lot)?;
        }
        for (id, lot) in lots {
            if let Some(account) = accounts.get_mut(&id) {
                account.lots.push(lot);
            }
        }
        if !held.is_empty() {
            let due = format!("{HOLD} AND ended IS NULL AND expires_ms <= ?3 ORDER BY account_id, hold_id");
            let of = [Bind::Text(tenant), Bind::Texts(&strs(&held)), Bind::from(now)];
            self.add(&mut accounts, &due, &of, hold, |account| &mut account.holds)?;
        }
        let ended = accounts.values().filter(|account| account.period.end <= now);
        let ended: Vec<String> = ended.map(|account| account.id.clone()).collect();
        if !ended.is_empty() {
            self.add_open(&mut accounts, tenant, &strs(&ended))?;
        }
        Ok(accounts.into_values().collect())
    }

    /// The same of one account.
    pub(in crate::server) fn account(&mut self, tenant: &str, id: &str, now: Moment) -> Kept<Option<Account>> {
        Ok(self.load(tenant, &[id], now)?.pop())
    }

    /// An account with everything that it has and had: all lots, open holds and attempts, and its allotments.
    pub(in crate::server) fn whole_account(&mut self, tenant: &str, id: &str) -> Kept<Option<Account>> {
        let Some(mut account) = self.account(tenant, id, Moment::MIN)? else { return Ok(None) };
        account.lots.clear();
        let (mut accounts, of) = (BTreeMap::from([(id.to_owned(), account)]), [Bind::Text(tenant), Bind::Texts(&[id])]);
        let lots = format!("{LOT} WHERE tenant_id = ?1 AND account_id @in(2) ORDER BY lot_id");
        self.add(&mut accounts, &lots, &of, lot, |account| &mut account.lots)?;
        let open = format!("{HOLD} AND ended IS NULL ORDER BY hold_id");
        self.add(&mut accounts, &open, &of, hold, |account| &mut account.holds)?;
        self.add_open(&mut accounts, tenant, &[id])?;
        Ok(accounts.into_values().next())
    }

    /// Reads rows that begin with their account.
    fn add<T>(
        &mut self,
        accounts: &mut BTreeMap<String, Account>,
        sql: &str,
        binds: &[Bind<'_>],
        read: impl Fn(&dyn Row) -> Kept<T>,
        list: impl Fn(&mut Account) -> &mut Vec<T>,
    ) -> Kept<()> {
        let each = &mut |row: &dyn Row| {
            if let Some(account) = accounts.get_mut(row.str(0)?) {
                list(account).push(read(row)?);
            }
            Ok(())
        };
        self.sql.run(sql, binds, None, each).map(drop)
    }

    fn add_open(&mut self, accounts: &mut BTreeMap<String, Account>, tenant: &str, ids: &[&str]) -> Kept<()> {
        let of = [Bind::Text(tenant), Bind::Texts(ids)];
        let attempts = format!("{ATTEMPT} ORDER BY account_id, charge_id");
        self.add(accounts, &attempts, &of, attempt, |account| &mut account.attempts)?;
        let allotments = format!("{ALLOTMENT} ORDER BY account_id, position");
        self.add(accounts, &allotments, &of, allotment, |account| &mut account.allotments)
    }

    /// Accounts and all those above them. Who is above whom never changes, so that it is looked up once.
    pub(in crate::server) fn with_those_above(
        &mut self,
        tenant: &str,
        ids: BTreeSet<String>,
    ) -> Kept<BTreeSet<String>> {
        if self.parents.len() > PARENTS_MAX {
            self.parents.clear();
        }
        let (mut all, mut next): (_, Vec<String>) = (ids.clone(), ids.into_iter().collect());
        while !next.is_empty() {
            let unknown: Vec<&str> =
                next.iter().filter(|id| !self.parents.contains_key(*id)).map(String::as_str).collect();
            if !unknown.is_empty() {
                let sql = "SELECT account_id, parent_id FROM accounts WHERE tenant_id = ?1 AND account_id @in(2)";
                let of = [Bind::Text(tenant), Bind::Texts(&unknown)];
                let found = self.rows(sql, &of, |row| Ok((row.string(0)?, row.string_or_none(1)?)))?;
                self.parents.extend(found);
            }
            let above: BTreeSet<String> = next.iter().filter_map(|id| self.parents.get(id)?.clone()).collect();
            next = above.into_iter().filter(|id| all.insert(id.clone())).collect();
        }
        Ok(all)
    }

    /// Which of some accounts, whose line is known, are not to be had: they, or one above them, are there and
    /// were not loaded.
    pub(in crate::server) fn blocked<'a>(
        &'a self,
        ids: impl Iterator<Item = &'a str>,
        loaded: impl Fn(&str) -> bool,
    ) -> BTreeSet<String> {
        let is_missing = |id: &str| self.parents.contains_key(id) && !loaded(id);
        let mut blocked = BTreeSet::new();
        for id in ids {
            let mut next = Some(id);
            while let Some(above) = next {
                if is_missing(above) {
                    blocked.insert(id.to_owned());
                    break;
                }
                next = self.parents.get(above).and_then(Option::as_deref);
            }
        }
        blocked
    }

    /// Some lots of an account, of use or not.
    pub(in crate::server) fn lots(&mut self, tenant: &str, account: &str, ids: &[u64]) -> Kept<Vec<Lot>> {
        let ids: Vec<i64> = ids.iter().map(|id| number(*id)).collect::<Kept<_>>()?;
        let sql = format!("{LOT} WHERE tenant_id = ?1 AND account_id = ?2 AND lot_id @in(3) ORDER BY lot_id");
        self.rows(&sql, &[Bind::Text(tenant), Bind::Text(account), Bind::Ints(&ids)], lot)
    }

    /// Lots of an account that were made from one moment up to another, of use or not.
    pub(in crate::server) fn lots_made(
        &mut self,
        tenant: &str,
        account: &str,
        from: Moment,
        until: Moment,
    ) -> Kept<Vec<Lot>> {
        let sql = format!(
            "{LOT} WHERE tenant_id = ?1 AND account_id = ?2 AND created_ms >= ?3 AND created_ms < ?4 ORDER BY lot_id"
        );
        self.rows(&sql, binds![tenant, account, from, until], lot)
    }

    pub(in crate::server) fn hold(&mut self, tenant: &str, account: &str, id: u64) -> Kept<Option<Hold>> {
        let of = [Bind::Text(tenant), Bind::Texts(&[account]), Bind::Int(number(id)?)];
        self.row(&format!("{HOLD} AND hold_id = ?3"), &of, hold)
    }

    /// Some holds of an account.
    pub(in crate::server) fn holds(&mut self, tenant: &str, account: &str, ids: &[u64]) -> Kept<Vec<Hold>> {
        let ids: Vec<i64> = ids.iter().map(|id| number(*id)).collect::<Kept<_>>()?;
        let of = [Bind::Text(tenant), Bind::Texts(&[account]), Bind::Ints(&ids)];
        self.rows(&format!("{HOLD} AND hold_id @in(3)"), &of, hold)
    }

    pub(in crate::server) fn attempt(&mut self, tenant: &str, account: &str, charge: u64) -> Kept<Option<Attempt>> {
        let of = [Bind::Text(tenant), Bind::Texts(&[account]), Bind::Int(number(charge)?)];
        self.row(&format!("{ATTEMPT} AND charge_id = ?3"), &of, attempt)
    }

    /// What accounts give to those of `to` that are below them, with who gives it.
    pub(in crate::server) fn allotments_to(
        &mut self,
        tenant: &str,
        accounts: &[&str],
        to: &[&str],
    ) -> Kept<Vec<(String, Allotment)>> {
        let of = [Bind::Text(tenant), Bind::Texts(accounts), Bind::Texts(to)];
        self.rows(&format!("{ALLOTMENT} AND to_account_id @in(3)"), &of, |row| Ok((row.string(0)?, allotment(row)?)))
    }

    /// Accounts of which a hold, a lot or a period has ended, or a reload goes on.
    pub(in crate::server) fn due(&mut self, tenant: &str, now: Moment, limit: u32) -> Kept<Vec<String>> {
        // Of each kind no more are looked at than are asked for, however many are due.
        let sql = "SELECT * FROM (SELECT account_id FROM accounts
                                  WHERE tenant_id = ?1 AND hold_due_ms <= ?2 ORDER BY hold_due_ms LIMIT ?3) AS h
                   UNION SELECT * FROM (SELECT account_id FROM accounts
                                  WHERE tenant_id = ?1 AND period_end_ms <= ?2 ORDER BY period_end_ms LIMIT ?3) AS p
                   UNION SELECT * FROM (SELECT account_id FROM accounts
                                  WHERE tenant_id = ?1 AND due_ms <= ?2 ORDER BY due_ms LIMIT ?3) AS d
                   LIMIT ?3";
        self.rows(sql, binds![tenant, now, limit], |row| row.string(0))
    }
}

fn strs(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

fn account(row: &dyn Row, known: &mut HashMap<String, Terms>) -> Kept<Account> {
    Ok(Account {
        id: row.string(0)?,
        opened: row.moment(1)?,
        lot_count: row.count(2)?,
        entry_count: row.count(3)?,
        terms: read_terms(known, row.str(4)?)?,
        period: Period { index: row.integer(5)?, start: row.moment(6)?, end: row.moment(7)? },
        granted: row.credits(8)?,
        debt: row.credits(9)?,
        lots: vec![],
        holds: vec![],
        attempts: vec![],
        allotments: vec![],
        watch: kept_watch(row.text(12)?, row.credits(11)?)?,
    })
}

/// By their text: few differ, and time zones are slow to look up.
fn read_terms(known: &mut HashMap<String, Terms>, text: &str) -> Kept<Terms> {
    if let Some(terms) = known.get(text) {
        return Ok(terms.clone());
    }
    let terms = wire::kept_terms(text)?;
    if known.len() >= TERMS_MAX {
        known.clear();
    }
    known.insert(text.to_owned(), terms.clone());
    Ok(terms)
}

fn lot(row: &dyn Row) -> Kept<Lot> {
    let capped = row.flag(10)?;
    Ok(Lot {
        id: row.count(1)?,
        kind: row.named(2, &Kind::ALL, Kind::name)?,
        granted: row.credits(3)?,
        remaining: row.credits(4)?,
        held: row.credits(5)?,
        created: row.moment(6)?,
        expires: row.int(7)?.map(Moment::from_millis),
        priority: u8::try_from(row.integer(8)?)?,
        source: row.count_or_none(9)?.map(|lot| Source { lot, capped }),
    })
}

fn hold(row: &dyn Row) -> Kept<Hold> {
    let ended = row.text(4)?.map(|_| row.named(4, &Ended::ALL, Ended::name)).transpose()?;
    Ok(Hold {
        id: row.count(1)?,
        made: row.moment(2)?,
        expires: row.moment(3)?,
        ended,
        credits: row.credits(5)?,
        captured: row.credits(6)?,
        forfeited: row.credits(11)?,
        parts: wire::kept_parts(row.str(7)?)?,
        label: label(row, 8)?.unwrap_or_default().into(),
    })
}

fn attempt(row: &dyn Row) -> Kept<Attempt> {
    let (charge, parts) = (row.count(1)?, wire::kept_parts(row.str(2)?)?);
    Ok(Attempt { charge, parts, reserved: row.flag(3)?, label: label(row, 4)?.map(Into::into) })
}

fn allotment(row: &dyn Row) -> Kept<Allotment> {
    let (reserve, renew) = (row.flag(2)?, row.flag(4)?);
    Ok(Allotment { to: row.string(1)?, reserve, credits: row.credits(3)?, renew, used: row.credits(5)? })
}
