//! Answers to idempotency keys.

use rusqlite::params;

use super::{Sqlite, count, moment};
use crate::ledger::Moment;
use crate::server::store::{Kept, Stored};

impl Sqlite {
    pub(super) fn load_answer(&self, tenant: &str, account: &str, key: &str) -> Kept<Option<Stored>> {
        let sql = "SELECT body_hash, status, answer FROM answers WHERE answer_id =
                   (SELECT answer_id FROM idempotency_keys WHERE tenant_id = ?1 AND account_id = ?2 AND key = ?3)";
        self.row(sql, params![tenant, account, key], |row| {
            Ok(Stored { body_hash: row.get(0)?, status: row.get(1)?, answer: row.get(2)? })
        })
    }

    pub(super) fn add_answer(&self, tenant: &str, account: &str, key: &str, stored: &Stored, now: Moment) -> Kept<()> {
        let sql = "INSERT INTO answers (tenant_id, account_id, key, body_hash, status, answer, created_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let Stored { body_hash, status, answer } = stored;
        self.run(sql, params![tenant, account, key, body_hash, status, answer, now.millis()])?;
        let id = self.connection.last_insert_rowid();
        let row = params![tenant, account, key, id];
        self.run("INSERT INTO idempotency_keys VALUES (?1, ?2, ?3, ?4)", row).map(drop)
    }

    pub(super) fn drop_answers(&self, before: Moment, limit: u32) -> Kept<usize> {
        // The oldest come first; the first that is young enough ends it.
        let oldest =
            self.row("SELECT created_ms FROM answers ORDER BY answer_id LIMIT 1", params![], |row| moment(row, 0))?;
        if oldest.is_none_or(|oldest| oldest >= before) {
            return Ok(0);
        }
        let sql = "SELECT answer_id, tenant_id, account_id, key, created_ms FROM answers ORDER BY answer_id LIMIT ?1";
        let oldest = self.rows(sql, params![limit], |row| {
            let key: (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((count(row, 0)?, key, row.get::<_, i64>(4)?))
        })?;
        let old = oldest.into_iter().take_while(|(_, _, created)| *created < before.millis());
        let mut dropped = 0;
        for (id, (tenant, account, key), _) in old {
            let id = super::number(id)?;
            let sql = "DELETE FROM idempotency_keys WHERE tenant_id = ?1 AND account_id = ?2 AND key = ?3";
            self.run(sql, params![tenant, account, key])?;
            dropped += self.run("DELETE FROM answers WHERE answer_id = ?1", params![id])?;
        }
        Ok(dropped)
    }
}
