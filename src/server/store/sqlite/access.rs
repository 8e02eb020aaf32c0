//! Who may come in: the statements.

use rusqlite::{OptionalExtension, Row, params};

use super::{Sqlite, count, number};
use crate::server::store::{Access, ApiKey, Kept, LoginCode, Session};

const KEY: &str = "SELECT key_id, key_hash, prefix, name, scopes, created_ms, expires_ms, revoked_ms, last_used_ms
                   FROM api_keys";

impl Access for Sqlite {
    fn api_keys(&mut self) -> Kept<Vec<ApiKey>> {
        self.rows(KEY, params![], api_key)
    }

    fn api_keys_before(&mut self, before: u64, limit: u32) -> Kept<Vec<ApiKey>> {
        let sql = format!("{KEY} WHERE key_id < ?1 ORDER BY key_id DESC LIMIT ?2");
        self.rows(&sql, params![number(before)?, limit], api_key)
    }

    fn api_key(&mut self, id: u64) -> Kept<Option<ApiKey>> {
        self.row(&format!("{KEY} WHERE key_id = ?1"), params![number(id)?], api_key)
    }

    fn add_api_key(&mut self, key: &ApiKey) -> Kept<u64> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO api_keys (key_hash, prefix, name, scopes, created_ms, expires_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING key_id",
        )?;
        let row = params![key.hash, key.prefix, key.name, key.scopes, key.created_ms, key.expires_ms];
        Ok(u64::try_from(statement.query_row(row, |row| row.get::<_, i64>(0))?)?)
    }

    fn revoke_api_key(&mut self, id: u64, now_ms: i64) -> Kept<()> {
        let mut statement = self
            .connection
            .prepare_cached("UPDATE api_keys SET revoked_ms = ?2 WHERE key_id = ?1 AND revoked_ms IS NULL")?;
        Ok(statement.execute(params![number(id)?, now_ms]).map(drop)?)
    }

    fn note_use(&mut self, id: u64, now_ms: i64, unless_since_ms: i64) -> Kept<()> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE api_keys SET last_used_ms = ?2
             WHERE key_id = ?1 AND (last_used_ms IS NULL OR last_used_ms <= ?3)",
        )?;
        Ok(statement.execute(params![number(id)?, now_ms, unless_since_ms]).map(drop)?)
    }

    fn add_login_code(&mut self, code: &LoginCode) -> Kept<()> {
        let mut statement = self
            .connection
            .prepare_cached("INSERT INTO login_codes (code_hash, account_id, expires_ms) VALUES (?1, ?2, ?3)")?;
        Ok(statement.execute(params![code.hash, code.account, code.expires_ms]).map(drop)?)
    }

    fn take_login_code(&mut self, hash: &str, now_ms: i64) -> Kept<Option<String>> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE login_codes SET used_ms = ?2 WHERE code_hash = ?1 AND used_ms IS NULL AND expires_ms > ?2
             RETURNING account_id",
        )?;
        Ok(statement.query_row(params![hash, now_ms], |row| row.get(0)).optional()?)
    }

    fn add_session(&mut self, session: &Session) -> Kept<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO sessions (session_hash, account_id, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let row = params![session.hash, session.account, session.created_ms, session.expires_ms];
        Ok(statement.execute(row).map(drop)?)
    }

    fn session(&mut self, hash: &str, now_ms: i64) -> Kept<Option<Session>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account_id, created_ms, expires_ms FROM sessions WHERE session_hash = ?1 AND expires_ms > ?2",
        )?;
        let session = |row: &Row<'_>| {
            let hash = hash.to_owned();
            Ok(Session { hash, account: row.get(0)?, created_ms: row.get(1)?, expires_ms: row.get(2)? })
        };
        Ok(statement.query_row(params![hash, now_ms], session).optional()?)
    }

    fn end_session(&mut self, hash: &str) -> Kept<()> {
        let mut statement = self.connection.prepare_cached("DELETE FROM sessions WHERE session_hash = ?1")?;
        Ok(statement.execute([hash]).map(drop)?)
    }

    fn forget_ended(&mut self, now_ms: i64) -> Kept<()> {
        for sql in ["DELETE FROM login_codes WHERE expires_ms <= ?1", "DELETE FROM sessions WHERE expires_ms <= ?1"] {
            self.connection.prepare_cached(sql)?.execute([now_ms])?;
        }
        Ok(())
    }
}

fn api_key(row: &Row<'_>) -> Kept<ApiKey> {
    Ok(ApiKey {
        id: count(row, 0)?,
        hash: row.get(1)?,
        prefix: row.get(2)?,
        name: row.get(3)?,
        scopes: row.get(4)?,
        created_ms: row.get(5)?,
        expires_ms: row.get(6)?,
        revoked_ms: row.get(7)?,
        last_used_ms: row.get(8)?,
    })
}
