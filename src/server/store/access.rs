//! Who may come in: API keys, login codes and sessions. Of each secret only a hash is kept.

use super::sql::{Row, binds, number};
use super::{Failed, Kept, Store};

const KEY: &str = "SELECT key_id, key_hash, prefix, name, scopes, created_ms, expires_ms, revoked_ms, last_used_ms
                   FROM api_keys";

/// A key of a program.
#[derive(Debug, Clone)]
pub(in crate::server) struct ApiKey {
    /// Counts up; a new key's is given by the store.
    pub(in crate::server) id: u64,
    pub(in crate::server) hash: String,
    /// Its first characters, by which people tell keys apart.
    pub(in crate::server) prefix: String,
    pub(in crate::server) name: String,
    /// What it may do: names with a space between them.
    pub(in crate::server) scopes: String,
    pub(in crate::server) created_ms: i64,
    pub(in crate::server) expires_ms: Option<i64>,
    pub(in crate::server) revoked_ms: Option<i64>,
    pub(in crate::server) last_used_ms: Option<i64>,
}

/// Whom a person acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Whom {
    Account(String),
    /// The operator of the ledger, and so every account.
    Operator,
}

impl Whom {
    pub(in crate::server) fn account(&self) -> Option<&str> {
        match self {
            Whom::Account(account) => Some(account),
            Whom::Operator => None,
        }
    }

    /// As it is kept: an operator's column is empty.
    fn kept(row: &dyn Row, column: usize) -> Kept<Whom> {
        Ok(row.string_or_none(column)?.map_or(Whom::Operator, Whom::Account))
    }
}

/// A code by which a person begins a session, once.
#[derive(Debug, Clone)]
pub(in crate::server) struct LoginCode {
    pub(in crate::server) hash: String,
    pub(in crate::server) whom: Whom,
    pub(in crate::server) expires_ms: i64,
}

/// What lets a person act, for one account or as the operator.
#[derive(Debug, Clone)]
pub(in crate::server) struct Session {
    pub(in crate::server) hash: String,
    pub(in crate::server) whom: Whom,
    pub(in crate::server) created_ms: i64,
    pub(in crate::server) expires_ms: i64,
}

impl Store {
    /// Every key, also those that are no longer valid.
    pub(in crate::server) fn api_keys(&mut self) -> Kept<Vec<ApiKey>> {
        self.rows(KEY, &[], api_key)
    }

    /// Keys with an id below `before`, newest first.
    pub(in crate::server) fn api_keys_before(&mut self, before: u64, limit: u32) -> Kept<Vec<ApiKey>> {
        let sql = format!("{KEY} WHERE key_id < ?1 ORDER BY key_id DESC LIMIT ?2");
        self.rows(&sql, binds![number(before)?, limit], api_key)
    }

    pub(in crate::server) fn api_key(&mut self, id: u64) -> Kept<Option<ApiKey>> {
        self.row(&format!("{KEY} WHERE key_id = ?1"), binds![number(id)?], api_key)
    }

    /// Keeps a new key and gives it its id.
    pub(in crate::server) fn add_api_key(&mut self, key: &ApiKey) -> Kept<u64> {
        let sql = "INSERT INTO api_keys (key_hash, prefix, name, scopes, created_ms, expires_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING key_id";
        let ApiKey { hash, prefix, name, scopes, created_ms, expires_ms, .. } = key;
        let id = self.row(sql, binds![hash, prefix, name, scopes, *created_ms, *expires_ms], |row| row.count(0))?;
        id.ok_or_else(|| Failed::unreadable("no id"))
    }

    /// A key that was revoked before stays revoked since then.
    pub(in crate::server) fn revoke_api_key(&mut self, id: u64, now_ms: i64) -> Kept<()> {
        let sql = "UPDATE api_keys SET revoked_ms = ?2 WHERE key_id = ?1 AND revoked_ms IS NULL";
        self.run(sql, binds![number(id)?, now_ms]).map(drop)
    }

    /// Notes that a key was used, unless that is noted for a time after `unless_since_ms`.
    pub(in crate::server) fn note_use(&mut self, id: u64, now_ms: i64, unless_since_ms: i64) -> Kept<()> {
        let sql = "UPDATE api_keys SET last_used_ms = ?2
                   WHERE key_id = ?1 AND (last_used_ms IS NULL OR last_used_ms <= ?3)";
        self.run(sql, binds![number(id)?, now_ms, unless_since_ms]).map(drop)
    }

    pub(in crate::server) fn add_login_code(&mut self, code: &LoginCode) -> Kept<()> {
        let sql = "INSERT INTO login_codes (code_hash, account_id, expires_ms) VALUES (?1, ?2, ?3)";
        self.run(sql, binds![&code.hash, code.whom.account(), code.expires_ms]).map(drop)
    }

    /// Takes a code that is still good; says whom it is for once and never again.
    pub(in crate::server) fn take_login_code(&mut self, hash: &str, now_ms: i64) -> Kept<Option<Whom>> {
        let sql = "UPDATE login_codes SET used_ms = ?2 WHERE code_hash = ?1 AND used_ms IS NULL AND expires_ms > ?2
                   RETURNING account_id";
        self.row(sql, binds![hash, now_ms], |row| Whom::kept(row, 0))
    }

    pub(in crate::server) fn add_session(&mut self, session: &Session) -> Kept<()> {
        let sql = "INSERT INTO sessions (session_hash, account_id, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4)";
        let Session { hash, whom, created_ms, expires_ms } = session;
        self.run(sql, binds![hash, whom.account(), *created_ms, *expires_ms]).map(drop)
    }

    /// A session that has not ended.
    pub(in crate::server) fn session(&mut self, hash: &str, now_ms: i64) -> Kept<Option<Session>> {
        let sql = "SELECT account_id, created_ms, expires_ms FROM sessions
                   WHERE session_hash = ?1 AND expires_ms > ?2";
        self.row(sql, binds![hash, now_ms], |row| {
            let (created_ms, expires_ms) = (row.integer(1)?, row.integer(2)?);
            Ok(Session { hash: hash.to_owned(), whom: Whom::kept(row, 0)?, created_ms, expires_ms })
        })
    }

    pub(in crate::server) fn end_session(&mut self, hash: &str) -> Kept<()> {
        self.run("DELETE FROM sessions WHERE session_hash = ?1", binds![hash]).map(drop)
    }

    /// Removes the codes and sessions whose time is over.
    pub(in crate::server) fn forget_ended(&mut self, now_ms: i64) -> Kept<()> {
        self.run("DELETE FROM login_codes WHERE expires_ms <= ?1", binds![now_ms])?;
        self.run("DELETE FROM sessions WHERE expires_ms <= ?1", binds![now_ms]).map(drop)
    }
}

fn api_key(row: &dyn Row) -> Kept<ApiKey> {
    Ok(ApiKey {
        id: row.count(0)?,
        hash: row.string(1)?,
        prefix: row.string(2)?,
        name: row.string(3)?,
        scopes: row.string(4)?,
        created_ms: row.integer(5)?,
        expires_ms: row.int(6)?,
        revoked_ms: row.int(7)?,
        last_used_ms: row.int(8)?,
    })
}
