//! Usage: its sums by day, which are written with the entries, and the entries of a range, which the sums lead to.

use std::collections::VecDeque;

use super::entries::{ENTRY, entry};
use super::sql::{Bind, Row, Rows, binds, number};
use super::{Kept, Store};
use crate::ledger::usage::{DayUsage, Range, RollUp, Transaction, Usage, transactions};
use crate::ledger::{Entry, Label, Moment};
use crate::rates::Date;

/// Entries that are read at once.
const CHUNK: u32 = 1000;

/// Days of an account that are read at once.
const DAYS: u32 = 1000;

/// An account and those below it, where that is asked for.
const BELOW: &str = "WITH RECURSIVE below(id) AS
                     (SELECT account_id FROM accounts WHERE tenant_id = ?1 AND account_id = ?2
                      UNION ALL SELECT a.account_id FROM accounts AS a JOIN below ON a.parent_id = below.id
                      WHERE a.tenant_id = ?1 AND CAST(?3 AS BIGINT) = 1)";

/// Whose usage, and of which days and labels.
#[derive(Debug, Clone)]
pub(in crate::server) struct UsageQuery {
    pub(in crate::server) account: String,
    /// Whether that of the accounts below it counts as well.
    pub(in crate::server) below: bool,
    pub(in crate::server) range: Range,
    pub(in crate::server) filter: UsageFilter,
}

/// What usage has to be of; an empty name is usage without one.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct UsageFilter {
    pub(in crate::server) service: Option<String>,
    pub(in crate::server) agent: Option<String>,
    pub(in crate::server) campaign: Option<String>,
    pub(in crate::server) member: Option<String>,
}

impl UsageFilter {
    /// Conditions on the rows of a table, with parameters from `first` on.
    fn sql<'a>(&'a self, table: &str, first: usize, binds: &mut Vec<Bind<'a>>) -> String {
        let UsageFilter { service, agent, campaign, member } = self;
        let columns = [("service", service), ("agent", agent), ("campaign", campaign), ("account_id", member)];
        let mut sql = String::new();
        for (column, wanted) in columns {
            if let Some(wanted) = wanted {
                sql += &format!(" AND {table}.{column} = ?{}", first + binds.len());
                binds.push(wanted.into());
            }
        }
        sql
    }
}

/// What a group is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum UsageBy {
    Day,
    Service,
    Agent,
    Campaign,
    Member,
}

impl UsageBy {
    const ALL: [UsageBy; 5] = [UsageBy::Day, UsageBy::Service, UsageBy::Agent, UsageBy::Campaign, UsageBy::Member];

    fn column(self) -> &'static str {
        match self {
            UsageBy::Day => "u.day",
            UsageBy::Service => "u.service",
            UsageBy::Agent => "u.agent",
            UsageBy::Campaign => "u.campaign",
            UsageBy::Member => "u.account_id",
        }
    }
}

/// The sums of a group; what it is not of is empty.
#[derive(Debug, Default)]
pub(in crate::server) struct UsageGroup {
    pub(in crate::server) day: Option<Date>,
    pub(in crate::server) account: String,
    pub(in crate::server) label: Label,
    pub(in crate::server) usage: Usage,
}

/// A place in a list of transactions: after one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Place {
    pub(in crate::server) day: Date,
    pub(in crate::server) at: Moment,
    pub(in crate::server) act: u64,
    pub(in crate::server) account: String,
}

impl Place {
    fn of(day: Date, transaction: &Transaction) -> Place {
        let Transaction { at, act, account, .. } = transaction;
        Place { day, at: *at, act: *act, account: account.clone() }
    }

    /// The newest first; at one moment by account.
    fn order(&self) -> impl Ord + use<> {
        use std::cmp::Reverse;
        (Reverse(self.day), Reverse(self.at), self.account.clone(), Reverse(self.act))
    }
}

/// An account's entries of one day: those that are wanted are among these.
#[derive(Debug)]
struct Span {
    account: String,
    day: Date,
    first: u64,
    last: u64,
}

/// A list of transactions that is being read to its end, in bounded pieces.
#[derive(Debug)]
pub(in crate::server) struct Export {
    query: UsageQuery,
    accounts: VecDeque<String>,
    /// The account that is read, and the day that it is read after.
    current: Option<(String, i64)>,
    spans: VecDeque<Span>,
}

impl Store {
    /// Adds what entries come to.
    pub(in crate::server) fn add_usage<'a>(
        &mut self,
        tenant: &str,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Kept<()> {
        let mut sums = RollUp::default();
        for entry in entries {
            sums.add(entry)?;
        }
        let days: Vec<DayUsage> = sums.into_days().collect();
        let sql = "INSERT INTO usage_days (tenant_id, account_id, day, service, agent, campaign, used_micro_credits,
                   returned_micro_credits, recorded_micro_credits, night_micro_credits, charges, first_seq, last_seq)
                   SELECT ?1, r.account, r.day, r.service, r.agent, r.campaign, r.used, r.returned, r.recorded, r.night,
                   r.charges, r.first, r.last @from(2: account text, day int, service text, agent text, campaign text,
                   used int, returned int, recorded int, night int, charges int, first int, last int)
                   ON CONFLICT (tenant_id, account_id, day, service, agent, campaign) DO UPDATE SET
                   used_micro_credits = usage_days.used_micro_credits + excluded.used_micro_credits,
                   returned_micro_credits = usage_days.returned_micro_credits + excluded.returned_micro_credits,
                   recorded_micro_credits = usage_days.recorded_micro_credits + excluded.recorded_micro_credits,
                   night_micro_credits = usage_days.night_micro_credits + excluded.night_micro_credits,
                   charges = usage_days.charges + excluded.charges, last_seq = excluded.last_seq";
        let rows = Rows::new()
            .text(days.iter().map(|day| day.account.as_str()))
            .int(days.iter().map(|day| day.day.days()))
            .text(days.iter().map(|day| day.label.service.as_str()))
            .text(days.iter().map(|day| day.label.agent.as_str()))
            .text(days.iter().map(|day| day.label.campaign.as_str()))
            .int(days.iter().map(|day| day.usage.used.micros()))
            .int(days.iter().map(|day| day.usage.returned.micros()))
            .int(days.iter().map(|day| day.usage.recorded.micros()))
            .int(days.iter().map(|day| day.usage.night.micros()))
            .count(days.iter().map(|day| day.usage.charges))?
            .count(days.iter().map(|day| day.first_seq))?
            .count(days.iter().map(|day| day.last_seq))?;
        self.bulk(sql, binds![tenant], &rows)
    }

    /// All sums of an account, by day and label.
    pub(in crate::server) fn usage_days(&mut self, tenant: &str, account: &str) -> Kept<Vec<DayUsage>> {
        let sql = "SELECT day, service, agent, campaign, used_micro_credits, returned_micro_credits,
                   recorded_micro_credits, night_micro_credits, charges, first_seq, last_seq FROM usage_days
                   WHERE tenant_id = ?1 AND account_id = ?2 ORDER BY day, service, agent, campaign";
        self.rows(sql, binds![tenant, account], |row| {
            Ok(DayUsage {
                account: account.to_owned(),
                day: day(row, 0)?,
                label: Label { service: row.string(1)?, agent: row.string(2)?, campaign: row.string(3)? },
                usage: usage(row, 4)?,
                first_seq: row.count(9)?,
                last_seq: row.count(10)?,
            })
        })
    }

    /// How many sums there are, of whatever accounts.
    pub(in crate::server) fn usage_count(&mut self, tenant: &str) -> Kept<usize> {
        let sql = "SELECT count(*) FROM usage_days WHERE tenant_id = ?1";
        let count = self.row(sql, binds![tenant], |row| row.count(0))?;
        Ok(usize::try_from(count.unwrap_or_default())?)
    }

    /// The first and the last day with usage.
    pub(in crate::server) fn usage_span(
        &mut self,
        tenant: &str,
        account: &str,
        below: bool,
    ) -> Kept<Option<(Date, Date)>> {
        let sql = format!(
            "{BELOW} SELECT min(u.day), max(u.day) FROM usage_days AS u
             WHERE u.tenant_id = ?1 AND u.account_id IN (SELECT id FROM below)"
        );
        let span = self.row(&sql, binds![tenant, account, below], |row| {
            Ok(if row.int(0)?.is_some() { Some((day(row, 0)?, day(row, 1)?)) } else { None })
        })?;
        Ok(span.flatten())
    }

    /// Sums of usage by what is asked for; of all of it where that is nothing.
    pub(in crate::server) fn usage_groups(
        &mut self,
        tenant: &str,
        query: &UsageQuery,
        by: &[UsageBy],
    ) -> Kept<Vec<UsageGroup>> {
        let (sql, binds) = of_query(tenant, query);
        let column = |of: UsageBy| match by.contains(&of) {
            true => of.column(),
            false if of == UsageBy::Day => "CAST(NULL AS BIGINT)",
            false => "''",
        };
        let (columns, groups): (Vec<_>, Vec<_>) =
            (UsageBy::ALL.map(column).into(), by.iter().map(|by| by.column()).collect());
        let group = if by.is_empty() { String::new() } else { format!("GROUP BY {}", groups.join(", ")) };
        let sums = ["used_micro_credits", "returned_micro_credits", "recorded_micro_credits", "night_micro_credits"];
        let sums = sums.map(|sum| format!("CAST(coalesce(sum(u.{sum}), 0) AS BIGINT)"));
        let sql = format!(
            "{BELOW} SELECT {}, {}, CAST(coalesce(sum(u.charges), 0) AS BIGINT) {sql} {group}",
            columns.join(", "),
            sums.join(", ")
        );
        self.rows(&sql, &binds, |row| {
            Ok(UsageGroup {
                day: row.int(0)?.and_then(Date::from_days),
                label: Label { service: row.string(1)?, agent: row.string(2)?, campaign: row.string(3)? },
                account: row.string(4)?,
                usage: usage(row, 5)?,
            })
        })
    }

    /// Transactions after a place, newest first, and where the page after them goes on; `None` where there is none.
    pub(in crate::server) fn usage_before(
        &mut self,
        tenant: &str,
        query: &UsageQuery,
        after: Option<&Place>,
        limit: usize,
    ) -> Kept<(Vec<Transaction>, Option<Place>)> {
        let mut rest = query.clone();
        rest.range.last = after.map_or(rest.range.last, |after| rest.range.last.min(after.day));
        let mut found: Vec<(Place, Transaction)> = Vec::new();
        // One more than asked for tells whether there is another page.
        while found.len() <= limit && rest.range.first <= rest.range.last {
            let Some(day) = self.last_day(tenant, &rest)? else { break };
            let same_day = after.filter(|after| after.day == day);
            let mut of_day = Vec::new();
            for span in self.spans_of_day(tenant, &rest, day)? {
                let newest = self.newest(tenant, &rest.filter, &span, same_day, limit + 1)?;
                of_day.extend(newest.into_iter().map(|done| (Place::of(day, &done), done)));
            }
            of_day.sort_by_cached_key(|(place, _)| place.order());
            found.extend(of_day);
            match Date::from_days(day.days() - 1) {
                Some(before) => rest.range.last = before,
                None => break,
            }
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().map(|(place, _)| place.clone()).filter(|_| more);
        Ok((found.into_iter().map(|(_, done)| done).collect(), next))
    }

    fn last_day(&mut self, tenant: &str, query: &UsageQuery) -> Kept<Option<Date>> {
        let (sql, binds) = of_query(tenant, query);
        let day = self.row(&format!("{BELOW} SELECT max(u.day) {sql}"), &binds, |row| row.int(0))?;
        Ok(day.flatten().and_then(Date::from_days))
    }

    fn spans_of_day(&mut self, tenant: &str, query: &UsageQuery, day: Date) -> Kept<Vec<Span>> {
        let of_day = UsageQuery { range: Range { first: day, last: day }, ..query.clone() };
        let (sql, binds) = of_query(tenant, &of_day);
        let sql = format!("{BELOW} SELECT u.account_id, min(u.first_seq), max(u.last_seq) {sql} GROUP BY u.account_id");
        self.rows(&sql, &binds, |row| {
            Ok(Span { account: row.string(0)?, day, first: row.count(1)?, last: row.count(2)? })
        })
    }

    /// The last transactions of a span that come after a place in the list.
    fn newest(
        &mut self,
        tenant: &str,
        filter: &UsageFilter,
        span: &Span,
        after: Option<&Place>,
        limit: usize,
    ) -> Kept<Vec<Transaction>> {
        let (mut last, mut entries, mut found) = (span.last, Vec::new(), Vec::new());
        let follows = |done: &Transaction| after.is_none_or(|after| Place::of(span.day, done).order() > after.order());
        loop {
            let rest = Span { account: span.account.clone(), last, ..*span };
            let chunk = self.usage_entries(tenant, filter, &rest, false, CHUNK)?;
            let full = chunk.len() == CHUNK as usize;
            last = chunk.last().map_or(0, |entry: &Entry| entry.seq - 1);
            entries.extend(chunk);
            let mut done = transactions(&entries)?;
            if !full {
                found.extend(done.into_iter().filter(follows));
                break;
            }
            // The oldest one may go on.
            if let Some(cut) = done.pop() {
                entries.retain(|entry| entry.act == cut.act);
            }
            found.extend(done.into_iter().filter(follows));
            if found.len() >= limit {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Entries of usage among those of a span.
    fn usage_entries(
        &mut self,
        tenant: &str,
        filter: &UsageFilter,
        span: &Span,
        oldest_first: bool,
        limit: u32,
    ) -> Kept<Vec<Entry>> {
        let mut wanted = Vec::new();
        let filter = UsageFilter { member: None, ..filter.clone() };
        let filter = filter.sql("entries", 7, &mut wanted);
        let order = if oldest_first { "" } else { "DESC" };
        let sql = format!(
            "{ENTRY} AND seq BETWEEN ?3 AND ?4 AND (at_ms + utc_offset_s * 1000) / 86400000 = ?5
             AND (to_side = 'usage' OR from_side = 'usage'){filter} ORDER BY seq {order} LIMIT ?6"
        );
        let (first, last) = (number(span.first)?, number(span.last)?);
        let mut binds = binds![tenant, &span.account, first, last, span.day.days(), limit].to_vec();
        binds.extend(wanted);
        self.rows(&sql, &binds, |row| Ok(entry(row)?.entry))
    }

    /// Begins to read all transactions, account by account, oldest first.
    pub(in crate::server) fn begin_export(&mut self, tenant: &str, query: &UsageQuery) -> Kept<Export> {
        let (sql, binds) = of_query(tenant, query);
        let sql = format!("{BELOW} SELECT DISTINCT u.account_id {sql} ORDER BY u.account_id");
        let accounts = self.rows(&sql, &binds, |row| row.string(0))?.into();
        Ok(Export { query: query.clone(), accounts, current: None, spans: VecDeque::new() })
    }

    /// The next transactions; `None` after the last ones.
    pub(in crate::server) fn continue_export(
        &mut self,
        tenant: &str,
        export: &mut Export,
    ) -> Kept<Option<Vec<Transaction>>> {
        loop {
            let Some(span) = export.spans.pop_front() else {
                if self.more_spans(tenant, export)? {
                    continue;
                }
                return Ok(None);
            };
            let filter = export.query.filter.clone();
            let (mut entries, mut first) = (Vec::new(), span.first);
            let full = loop {
                let rest = Span { account: span.account.clone(), first, ..span };
                let chunk = self.usage_entries(tenant, &filter, &rest, true, CHUNK)?;
                let full = chunk.len() == CHUNK as usize;
                first = chunk.last().map_or(first, |entry| entry.seq + 1);
                entries.extend(chunk);
                // One act that is longer than what is read at once is read on.
                let whole = entries.first().map(|entry| entry.act) != entries.last().map(|entry| entry.act);
                if !full || whole {
                    break full;
                }
            };
            let mut done = transactions(&entries)?;
            if full && let Some(cut) = done.pop() {
                // The last one may go on: it is the first of the next piece.
                let first = entries.iter().find(|entry| entry.act == cut.act).map_or(first, |entry| entry.seq);
                export.spans.push_front(Span { first, ..span });
            }
            return Ok(Some(done));
        }
    }

    fn more_spans(&mut self, tenant: &str, export: &mut Export) -> Kept<bool> {
        loop {
            let (account, after) = match export.current.take() {
                Some(current) => current,
                None => match export.accounts.pop_front() {
                    Some(account) => (account, export.query.range.first.days() - 1),
                    None => return Ok(false),
                },
            };
            let mut wanted = Vec::new();
            let filter = export.query.filter.sql("u", 6, &mut wanted);
            let sql = format!(
                "SELECT u.day, min(u.first_seq), max(u.last_seq) FROM usage_days AS u WHERE u.tenant_id = ?1
                 AND u.account_id = ?2 AND u.day > ?3 AND u.day <= ?4{filter} GROUP BY u.day ORDER BY u.day LIMIT ?5"
            );
            let mut binds = binds![tenant, &account, after, export.query.range.last.days(), DAYS].to_vec();
            binds.extend(wanted);
            let spans = self.rows(&sql, &binds, |row| {
                Ok(Span { account: account.clone(), day: day(row, 0)?, first: row.count(1)?, last: row.count(2)? })
            })?;
            if let Some(last) = spans.last() {
                export.current = Some((account, last.day.days()));
                export.spans = spans.into();
                return Ok(true);
            }
        }
    }
}

/// The sums that are asked for, after [`BELOW`], with their parameters.
fn of_query<'a>(tenant: &'a str, query: &'a UsageQuery) -> (String, Vec<Bind<'a>>) {
    let UsageQuery { account, below, range, filter } = query;
    let mut binds = binds![tenant, account, *below, range.first.days(), range.last.days()].to_vec();
    let filter = filter.sql("u", 1, &mut binds);
    let sql = format!(
        "FROM usage_days AS u WHERE u.tenant_id = ?1 AND u.account_id IN (SELECT id FROM below)
         AND u.day BETWEEN ?4 AND ?5{filter}"
    );
    (sql, binds)
}

fn day(row: &dyn Row, column: usize) -> Kept<Date> {
    let days = row.integer(column)?;
    Date::from_days(days).ok_or_else(|| super::Failed::unreadable(&days.to_string()))
}

/// The sums in five columns.
pub(super) fn usage(row: &dyn Row, first: usize) -> Kept<Usage> {
    Ok(Usage {
        used: row.credits(first)?,
        returned: row.credits(first + 1)?,
        recorded: row.credits(first + 2)?,
        night: row.credits(first + 3)?,
        charges: row.count(first + 4)?,
    })
}
