//! What has happened, who is told of it, and how far that has come.

use super::sql::{Bind, Row, Rows, binds};
use super::{Kept, Store};
use crate::wire::webhooks::{CHANNELS, DEAD, DELIVERED, MAIL, PENDING, STATES, WEBHOOK};

/// An event as it is written: its data is JSON.
#[derive(Debug, Clone)]
pub(in crate::server) struct EventRow {
    pub(in crate::server) id: String,
    pub(in crate::server) account: String,
    pub(in crate::server) kind: String,
    pub(in crate::server) created_ms: i64,
    pub(in crate::server) data: String,
}

/// A webhook endpoint. Its secret is kept as it is, for what is sent is signed by it.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct Endpoint {
    pub(in crate::server) id: String,
    pub(in crate::server) url: String,
    /// All, where there are none.
    pub(in crate::server) types: Option<Vec<String>>,
    pub(in crate::server) account: Option<String>,
    pub(in crate::server) secret: String,
    /// The one before, and until when it still signs.
    pub(in crate::server) old_secret: Option<String>,
    pub(in crate::server) old_until_ms: Option<i64>,
    pub(in crate::server) created_ms: i64,
    pub(in crate::server) deleted_ms: Option<i64>,
}

/// An event on its way to one place.
#[derive(Debug, Clone)]
pub(in crate::server) struct Delivery {
    pub(in crate::server) id: String,
    pub(in crate::server) account: String,
    pub(in crate::server) event: String,
    pub(in crate::server) channel: &'static str,
    pub(in crate::server) target: String,
    pub(in crate::server) state: &'static str,
    /// Counted when it is claimed: one that was claimed again is another process's by then.
    pub(in crate::server) attempts: u32,
    pub(in crate::server) created_ms: i64,
    /// When it may be claimed: the next try, or when a claim's time is up.
    pub(in crate::server) next_ms: i64,
    pub(in crate::server) ended_ms: Option<i64>,
    pub(in crate::server) status: Option<u16>,
    pub(in crate::server) problem: Option<String>,
}

impl Delivery {
    /// One that is due at once.
    pub(in crate::server) fn new(
        id: String,
        event: &EventRow,
        channel: &'static str,
        target: String,
        now_ms: i64,
    ) -> Delivery {
        Delivery {
            id,
            account: event.account.clone(),
            event: event.id.clone(),
            channel,
            target,
            state: PENDING,
            attempts: 0,
            created_ms: now_ms,
            next_ms: now_ms,
            ended_ms: None,
            status: None,
            problem: None,
        }
    }
}

/// A delivery that this process is to send, with what it sends and where to.
#[derive(Debug)]
pub(in crate::server) struct Claimed {
    pub(in crate::server) delivery: Delivery,
    pub(in crate::server) event: Option<EventRow>,
    pub(in crate::server) endpoint: Option<Endpoint>,
}

/// What became of a try.
#[derive(Debug, Clone)]
pub(in crate::server) enum Mark {
    Delivered { status: Option<u16>, at_ms: i64 },
    Again { status: Option<u16>, problem: String, next_ms: i64 },
    Dead { status: Option<u16>, problem: String, at_ms: i64 },
}

impl Mark {
    pub(in crate::server) fn problem(&self) -> Option<&str> {
        match self {
            Mark::Delivered { .. } => None,
            Mark::Again { problem, .. } | Mark::Dead { problem, .. } => Some(problem),
        }
    }
}

/// Whether there is something to do.
#[derive(Debug)]
pub(in crate::server) struct Waiting {
    pub(in crate::server) events: bool,
    pub(in crate::server) deliveries: bool,
    /// Since when what has waited longest is due.
    pub(in crate::server) since_ms: Option<i64>,
}

const EVENT: &str = "SELECT event_id, account_id, type, created_ms, data FROM outbox";

const ENDPOINT: &str =
    "SELECT endpoint_id, url, types, account_id, secret, old_secret, old_until_ms, created_ms, deleted_ms
                        FROM webhook_endpoints";

const DELIVERY: &str =
    "SELECT delivery_id, account_id, event_id, channel, target, state, attempts, created_ms, next_ms,
                               ended_ms, status, problem
                        FROM deliveries";

impl Store {
    pub(in crate::server) fn add_events(&mut self, tenant: &str, events: &[EventRow]) -> Kept<()> {
        let sql = "INSERT INTO outbox (tenant_id, account_id, event_id, type, created_ms, data)
                   SELECT ?1, r.account, r.id, r.kind, r.created, r.data
                   @from(2: account text, id text, kind text, created int, data text)";
        let rows = Rows::new()
            .text(events.iter().map(|event| event.account.as_str()))
            .text(events.iter().map(|event| event.id.as_str()))
            .text(events.iter().map(|event| event.kind.as_str()))
            .int(events.iter().map(|event| event.created_ms))
            .text(events.iter().map(|event| event.data.as_str()));
        self.bulk(sql, binds![tenant], &rows)
    }

    /// Events before a time and an id, newest first: of one account or of all, of one type or of all.
    pub(in crate::server) fn events(
        &mut self,
        tenant: &str,
        account: Option<&str>,
        kind: Option<&str>,
        (ms, id): &(i64, String),
        limit: u32,
    ) -> Kept<Vec<EventRow>> {
        let (sql, binds) = page(EVENT, "event_id", &[("account_id", account), ("type", kind)]);
        let binds = [binds![tenant, *ms, id, limit], &binds[..]].concat();
        self.rows(&sql, &binds, event)
    }

    /// Whether there is an event to give out, or a delivery to send; by mail too where that is asked for.
    pub(in crate::server) fn waiting(&mut self, tenant: &str, now_ms: i64, mail: bool) -> Kept<Waiting> {
        let sql = "SELECT created_ms FROM outbox @indexed(outbox_to_give_out)
                   WHERE tenant_id = ?1 AND given_ms IS NULL ORDER BY created_ms LIMIT 1";
        let event = self.row(sql, binds![tenant], |row| row.integer(0))?;
        let sql = format!(
            "SELECT next_ms FROM deliveries WHERE tenant_id = ?1 AND state = '{PENDING}' AND next_ms <= ?2
             AND (channel = '{WEBHOOK}' OR ?3 = 1) ORDER BY next_ms LIMIT 1"
        );
        let delivery = self.row(&sql, binds![tenant, now_ms, mail], |row| row.integer(0))?;
        let since_ms = event.into_iter().chain(delivery).min();
        Ok(Waiting { events: event.is_some(), deliveries: delivery.is_some(), since_ms })
    }

    /// The oldest events of which no deliveries were made yet; those that another process is at are not among them.
    pub(in crate::server) fn events_to_give_out(&mut self, tenant: &str, limit: u32) -> Kept<Vec<EventRow>> {
        let sql = format!(
            "{EVENT} @indexed(outbox_to_give_out) WHERE tenant_id = ?1 AND given_ms IS NULL
             ORDER BY created_ms LIMIT ?2 @skip_locked"
        );
        self.rows(&sql, binds![tenant, limit], event)
    }

    pub(in crate::server) fn gave_out(&mut self, tenant: &str, events: &[EventRow], now_ms: i64) -> Kept<()> {
        let sql = "UPDATE outbox SET given_ms = ?2 @from(3: account text, id text)
                   WHERE tenant_id = ?1 AND account_id = r.account AND event_id = r.id";
        let rows = Rows::new()
            .text(events.iter().map(|event| event.account.as_str()))
            .text(events.iter().map(|event| event.id.as_str()));
        self.bulk(sql, binds![tenant, now_ms], &rows)
    }

    pub(in crate::server) fn add_deliveries(&mut self, tenant: &str, deliveries: &[Delivery]) -> Kept<()> {
        let sql =
            "INSERT INTO deliveries (tenant_id, account_id, delivery_id, event_id, channel, target, state, attempts,
                                           created_ms, next_ms)
                   SELECT ?1, r.account, r.id, r.event, r.channel, r.target, r.state, r.attempts, r.created, r.next
                   @from(2: account text, id text, event text, channel text, target text, state text, attempts int,
                         created int, next int)";
        let rows = Rows::new()
            .text(deliveries.iter().map(|delivery| delivery.account.as_str()))
            .text(deliveries.iter().map(|delivery| delivery.id.as_str()))
            .text(deliveries.iter().map(|delivery| delivery.event.as_str()))
            .text(deliveries.iter().map(|delivery| delivery.channel))
            .text(deliveries.iter().map(|delivery| delivery.target.as_str()))
            .text(deliveries.iter().map(|delivery| delivery.state))
            .int(deliveries.iter().map(|delivery| i64::from(delivery.attempts)))
            .int(deliveries.iter().map(|delivery| delivery.created_ms))
            .int(deliveries.iter().map(|delivery| delivery.next_ms));
        self.bulk(sql, binds![tenant], &rows)
    }

    /// Takes deliveries that are due, for as long as until a time; those of some targets, and those that another process is
    /// taking, are left alone.
    pub(in crate::server) fn claim(
        &mut self,
        tenant: &str,
        now_ms: i64,
        until_ms: impl Fn(&str) -> i64,
        busy: &[String],
        limit: u32,
        mail: bool,
    ) -> Kept<Vec<Claimed>> {
        let busy: Vec<&str> = busy.iter().map(String::as_str).collect();
        let sql = format!(
            "{DELIVERY} WHERE tenant_id = ?1 AND state = '{PENDING}' AND next_ms <= ?2
             AND (channel = '{WEBHOOK}' OR ?4 = 1) AND NOT (target @in(5)) ORDER BY next_ms LIMIT ?3 @skip_locked"
        );
        let binds = [Bind::from(tenant), now_ms.into(), limit.into(), mail.into(), Bind::Texts(&busy)];
        let due = self.rows(&sql, &binds, delivery)?;
        let sql = "UPDATE deliveries SET attempts = attempts + 1, next_ms = r.until @from(2: account text, id text, until int)
                   WHERE tenant_id = ?1 AND account_id = r.account AND delivery_id = r.id";
        let rows = Rows::new()
            .text(due.iter().map(|delivery| delivery.account.as_str()))
            .text(due.iter().map(|delivery| delivery.id.as_str()))
            .int(due.iter().map(|delivery| until_ms(delivery.channel)));
        self.bulk(sql, binds![tenant], &rows)?;
        due.into_iter()
            .map(|delivery| {
                let sql = format!("{EVENT} WHERE tenant_id = ?1 AND account_id = ?2 AND event_id = ?3");
                let event = self.row(&sql, binds![tenant, &delivery.account, &delivery.event], event)?;
                let endpoint = if delivery.channel == MAIL { None } else { self.endpoint(tenant, &delivery.target)? };
                let next_ms = until_ms(delivery.channel);
                let delivery = Delivery { attempts: delivery.attempts + 1, next_ms, ..delivery };
                Ok(Claimed { delivery, event, endpoint })
            })
            .collect()
    }

    /// Writes what became of a try. What was delivered is delivered; a failure counts only for the one who claimed it last.
    pub(in crate::server) fn mark(&mut self, tenant: &str, delivery: &Delivery, mark: &Mark) -> Kept<()> {
        let (state, next, ended, status, problem, any) = match mark {
            Mark::Delivered { status, at_ms } => (DELIVERED, *at_ms, Some(*at_ms), status, None, true),
            Mark::Again { status, problem, next_ms } => (PENDING, *next_ms, None, status, Some(problem), false),
            Mark::Dead { status, problem, at_ms } => (DEAD, *at_ms, Some(*at_ms), status, Some(problem), false),
        };
        let Delivery { account, id, attempts, .. } = delivery;
        let sql = format!(
            "UPDATE deliveries SET state = ?4, next_ms = ?5, ended_ms = ?6, status = ?7, problem = ?8
             WHERE tenant_id = ?1 AND account_id = ?2 AND delivery_id = ?3 AND state = '{PENDING}'
             AND (attempts = ?9 OR ?10 = 1)"
        );
        let status = status.map(i64::from);
        let binds = binds![tenant, account, id, state, next, ended, status, problem, *attempts, any];
        self.run(&sql, binds).map(drop)
    }

    /// Deliveries before a time and an id, newest first: of one account or of all, in one state or in any.
    pub(in crate::server) fn deliveries(
        &mut self,
        tenant: &str,
        account: Option<&str>,
        state: Option<&str>,
        (ms, id): &(i64, String),
        limit: u32,
    ) -> Kept<Vec<Delivery>> {
        let (sql, binds) = page(DELIVERY, "delivery_id", &[("account_id", account), ("state", state)]);
        let binds = [binds![tenant, *ms, id, limit], &binds[..]].concat();
        self.rows(&sql, &binds, delivery)
    }

    /// Whether a delivery is to an endpoint that was deleted.
    pub(in crate::server) fn is_to_deleted(&mut self, tenant: &str, delivery: &Delivery) -> Kept<bool> {
        let sql =
            "SELECT 1 FROM webhook_endpoints WHERE tenant_id = ?1 AND endpoint_id = ?2 AND deleted_ms IS NOT NULL";
        Ok(delivery.channel == WEBHOOK && self.row(sql, binds![tenant, &delivery.target], |_| Ok(()))?.is_some())
    }

    pub(in crate::server) fn delivery(&mut self, tenant: &str, id: &str) -> Kept<Option<Delivery>> {
        let sql = format!("{DELIVERY} @indexed(deliveries_by_id) WHERE tenant_id = ?1 AND delivery_id = ?2");
        self.row(&sql, binds![tenant, id], delivery)
    }

    /// Makes a delivery that has ended due again.
    pub(in crate::server) fn replay(&mut self, tenant: &str, id: &str, now_ms: i64) -> Kept<()> {
        let Some(found) = self.delivery(tenant, id)? else { return Ok(()) };
        let sql = format!(
            "UPDATE deliveries SET state = '{PENDING}', attempts = 0, next_ms = ?4, ended_ms = NULL
             WHERE tenant_id = ?1 AND account_id = ?2 AND delivery_id = ?3 AND state <> '{PENDING}'"
        );
        self.run(&sql, binds![tenant, &found.account, id, now_ms]).map(drop)
    }

    /// Drops events and ended deliveries from before a time, at most `limit` of each. Gives how many of that of which there
    /// were more.
    pub(in crate::server) fn forget_events(&mut self, tenant: &str, before_ms: i64, limit: u32) -> Kept<usize> {
        let sql = format!(
            "DELETE FROM deliveries WHERE (tenant_id, account_id, delivery_id) IN
             (SELECT tenant_id, account_id, delivery_id FROM deliveries
              WHERE tenant_id = ?1 AND created_ms < ?2 AND state <> '{PENDING}' ORDER BY created_ms LIMIT ?3 @skip_locked)"
        );
        let deliveries = self.run(&sql, binds![tenant, before_ms, limit])?;
        let sql = "DELETE FROM outbox WHERE (tenant_id, account_id, event_id) IN
                   (SELECT tenant_id, account_id, event_id FROM outbox
                    WHERE tenant_id = ?1 AND created_ms < ?2 AND given_ms IS NOT NULL
                    ORDER BY created_ms LIMIT ?3 @skip_locked)";
        Ok(deliveries.max(self.run(sql, binds![tenant, before_ms, limit])?))
    }

    /// The endpoints that there are, newest first.
    pub(in crate::server) fn endpoints(&mut self, tenant: &str) -> Kept<Vec<Endpoint>> {
        let sql = format!(
            "{ENDPOINT} WHERE tenant_id = ?1 AND deleted_ms IS NULL ORDER BY created_ms DESC, endpoint_id DESC"
        );
        self.rows(&sql, binds![tenant], endpoint)
    }

    /// An endpoint, also one that was deleted.
    pub(in crate::server) fn endpoint(&mut self, tenant: &str, id: &str) -> Kept<Option<Endpoint>> {
        self.row(&format!("{ENDPOINT} WHERE tenant_id = ?1 AND endpoint_id = ?2"), binds![tenant, id], endpoint)
    }

    pub(in crate::server) fn add_endpoint(&mut self, tenant: &str, endpoint: &Endpoint) -> Kept<()> {
        let Endpoint { id, url, types, account, secret, created_ms, .. } = endpoint;
        let types = types.as_ref().map(|types| types.join(" "));
        let sql = "INSERT INTO webhook_endpoints (tenant_id, endpoint_id, url, types, account_id, secret, created_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let binds = binds![tenant, id, url, types.as_deref(), account.as_deref(), secret, *created_ms];
        self.run(sql, binds).map(drop)
    }

    /// Another secret signs; the one before does so too until a time.
    pub(in crate::server) fn rotate_endpoint(
        &mut self,
        tenant: &str,
        id: &str,
        secret: &str,
        old_until_ms: i64,
    ) -> Kept<()> {
        let sql = "UPDATE webhook_endpoints SET old_secret = secret, secret = ?3, old_until_ms = ?4
                   WHERE tenant_id = ?1 AND endpoint_id = ?2";
        self.run(sql, binds![tenant, id, secret, old_until_ms]).map(drop)
    }

    /// Nothing is sent to it from now on, and its secrets are gone. One that was deleted before stays so since then.
    pub(in crate::server) fn delete_endpoint(&mut self, tenant: &str, id: &str, now_ms: i64) -> Kept<()> {
        let sql = format!(
            "UPDATE deliveries SET state = '{DEAD}', next_ms = ?4, ended_ms = ?4, problem = ?5
             WHERE tenant_id = ?1 AND channel = ?2 AND target = ?3 AND state = '{PENDING}'"
        );
        self.run(&sql, binds![tenant, WEBHOOK, id, now_ms, ENDPOINT_DELETED])?;
        let sql = "UPDATE webhook_endpoints SET deleted_ms = ?3, secret = '', old_secret = NULL
                   WHERE tenant_id = ?1 AND endpoint_id = ?2 AND deleted_ms IS NULL";
        self.run(sql, binds![tenant, id, now_ms]).map(drop)
    }
}

/// Why what was to be sent to an endpoint is not.
pub(in crate::server) const ENDPOINT_DELETED: &str = "the endpoint was deleted";

/// A page of what goes on before a time ?2 and an id ?3, of ?4 rows at most, with what further columns must be.
fn page<'a>(select: &str, id: &str, wanted: &[(&str, Option<&'a str>)]) -> (String, Vec<Bind<'a>>) {
    let (mut conditions, mut binds) = (String::new(), Vec::new());
    for (column, value) in wanted {
        if let Some(value) = value {
            binds.push(Bind::Text(value));
            conditions += &format!(" AND {column} = ?{}", 4 + binds.len());
        }
    }
    let sql = format!(
        "{select} WHERE tenant_id = ?1{conditions} AND (created_ms, {id}) < (?2, ?3)
         ORDER BY created_ms DESC, {id} DESC LIMIT ?4"
    );
    (sql, binds)
}

fn event(row: &dyn Row) -> Kept<EventRow> {
    Ok(EventRow {
        id: row.string(0)?,
        account: row.string(1)?,
        kind: row.string(2)?,
        created_ms: row.integer(3)?,
        data: row.string(4)?,
    })
}

fn endpoint(row: &dyn Row) -> Kept<Endpoint> {
    let types = row.text(2)?.map(|types| types.split(' ').map(str::to_owned).collect());
    Ok(Endpoint {
        id: row.string(0)?,
        url: row.string(1)?,
        types,
        account: row.string_or_none(3)?,
        secret: row.string(4)?,
        old_secret: row.string_or_none(5)?,
        old_until_ms: row.int(6)?,
        created_ms: row.integer(7)?,
        deleted_ms: row.int(8)?,
    })
}

fn delivery(row: &dyn Row) -> Kept<Delivery> {
    Ok(Delivery {
        id: row.string(0)?,
        account: row.string(1)?,
        event: row.string(2)?,
        channel: row.named(3, &CHANNELS, |name| name)?,
        target: row.string(4)?,
        state: row.named(5, &STATES, |name| name)?,
        attempts: u32::try_from(row.integer(6)?)?,
        created_ms: row.integer(7)?,
        next_ms: row.integer(8)?,
        ended_ms: row.int(9)?,
        status: row.int(10)?.map(u16::try_from).transpose()?,
        problem: row.string_or_none(11)?,
    })
}
