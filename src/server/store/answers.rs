//! What makes something happen once: identities, which stay for ever, and the answers to idempotency keys.

use std::collections::HashMap;

use super::sql::{Bind, Dialect, Rows, binds};
use super::{Identity, Kept, Store, Stored};
use crate::ledger::Moment;

impl Store {
    /// What has happened under an identity: its number.
    pub(in crate::server) fn identity(
        &mut self,
        tenant: &str,
        account: &str,
        kind: &str,
        id: &str,
    ) -> Kept<Option<u64>> {
        let sql = "SELECT act FROM identities WHERE tenant_id = ?1 AND account_id = ?2 AND kind = ?3 AND id = ?4";
        self.row(sql, binds![tenant, account, kind, id], |row| row.count(0))
    }

    /// Keeps identities, each with its account.
    pub(in crate::server) fn keep_identities(&mut self, tenant: &str, identities: &[(&str, Identity)]) -> Kept<()> {
        let rows = Rows::new()
            .text(identities.iter().map(|(account, _)| *account))
            .text(identities.iter().map(|(_, identity)| identity.kind))
            .text(identities.iter().map(|(_, identity)| identity.id.as_str()))
            .count(identities.iter().map(|(_, identity)| identity.act))?;
        let sql = "INSERT INTO identities (tenant_id, account_id, kind, id, act)
                   SELECT ?1, r.account, r.kind, r.id, r.act @from(2: account text, kind text, id text, act int)";
        self.bulk(sql, binds![tenant], &rows)
    }

    pub(in crate::server) fn answer(&mut self, tenant: &str, account: &str, key: &str) -> Kept<Option<Stored>> {
        Ok(self.answers(tenant, &[(account, key)])?.into_values().next())
    }

    /// The answers that there are, by account and key.
    pub(in crate::server) fn answers(
        &mut self,
        tenant: &str,
        keys: &[(&str, &str)],
    ) -> Kept<HashMap<(String, String), Stored>> {
        let sql = match self.dialect {
            Dialect::Sqlite => {
                "SELECT account_id, key, body_hash, status, answer FROM answers WHERE answer_id =
                 (SELECT answer_id FROM idempotency_keys
                  WHERE tenant_id = ?1 AND account_id = r.account AND key = r.key) @from(2: account text, key text)"
            }
            Dialect::Postgres => {
                "SELECT a.account_id, a.key, body_hash, status, answer FROM answers AS a @with(2: account text, key text)
                 WHERE a.tenant_id = ?1 AND a.account_id = r.account AND a.key = r.key"
            }
        };
        let rows = Rows::new().text(keys.iter().map(|(account, _)| *account)).text(keys.iter().map(|(_, key)| *key));
        let mut found = HashMap::new();
        self.sql.run(sql, binds![tenant], Some(&rows), &mut |row| {
            let status = u16::try_from(row.integer(3)?)?;
            let stored = Stored { body_hash: row.string(2)?, status, answer: row.string(4)? };
            found.insert((row.string(0)?, row.string(1)?), stored);
            Ok(())
        })?;
        Ok(found)
    }

    pub(in crate::server) fn keep_answers<'a>(
        &mut self,
        tenant: &str,
        answers: impl Iterator<Item = (&'a (String, String), &'a Stored)> + Clone,
        now: Moment,
    ) -> Kept<()> {
        let rows = Rows::new()
            .text(answers.clone().map(|((account, _), _)| account.as_str()))
            .text(answers.clone().map(|((_, key), _)| key.as_str()))
            .text(answers.clone().map(|(_, stored)| stored.body_hash.as_str()))
            .int(answers.clone().map(|(_, stored)| i64::from(stored.status)))
            .text(answers.map(|(_, stored)| stored.answer.as_str()));
        let sql = "INSERT INTO answers (tenant_id, account_id, key, body_hash, status, answer, created_ms)
                   SELECT ?1, r.account, r.key, r.hash, r.status, r.answer, CAST(?2 AS BIGINT)
                   @from(3: account text, key text, hash text, status int, answer text)";
        if self.dialect == Dialect::Postgres {
            return self.bulk(sql, binds![tenant, now], &rows);
        }
        // Answers lie in the order of time; only their keys, which are random and small, are sorted in.
        let mut kept = Vec::new();
        let sql = format!("{sql} RETURNING answer_id, account_id, key");
        self.sql.run(&sql, binds![tenant, now], Some(&rows), &mut |row| {
            kept.push((row.integer(0)?, row.string(1)?, row.string(2)?));
            Ok(())
        })?;
        let sql = "INSERT INTO idempotency_keys (tenant_id, account_id, key, answer_id)
                   SELECT ?1, r.account, r.key, r.answer @from(2: account text, key text, answer int)";
        let rows = Rows::new()
            .text(kept.iter().map(|(_, account, _)| account.as_str()))
            .text(kept.iter().map(|(.., key)| key.as_str()))
            .int(kept.iter().map(|(id, ..)| *id));
        self.bulk(sql, binds![tenant], &rows)
    }

    /// Drops answers from before a moment, at most `limit`; their keys are new then. Gives how many.
    pub(in crate::server) fn forget_answers(&mut self, before: Moment, limit: u32) -> Kept<usize> {
        if self.dialect == Dialect::Postgres {
            let sql = "DELETE FROM answers WHERE (tenant_id, account_id, key) IN
                       (SELECT tenant_id, account_id, key FROM answers WHERE created_ms < ?1
                        ORDER BY created_ms LIMIT ?2 @skip_locked)";
            return self.run(sql, binds![before, limit]);
        }
        // The oldest come first; the first that is young enough ends it.
        let oldest = self.row("SELECT created_ms FROM answers ORDER BY answer_id LIMIT 1", &[], |row| row.moment(0))?;
        if oldest.is_none_or(|oldest| oldest >= before) {
            return Ok(0);
        }
        let sql = "SELECT answer_id, tenant_id, account_id, key, created_ms FROM answers ORDER BY answer_id LIMIT ?1";
        let oldest = self.rows(sql, binds![limit], |row| {
            Ok((row.integer(0)?, row.string(1)?, row.string(2)?, row.string(3)?, row.moment(4)?))
        })?;
        let old = oldest.into_iter().take_while(|(.., created)| *created < before);
        let mut dropped = 0;
        for (id, tenant, account, key, _) in old {
            let sql = "DELETE FROM idempotency_keys WHERE tenant_id = ?1 AND account_id = ?2 AND key = ?3";
            self.run(sql, binds![&tenant, &account, &key])?;
            dropped += self.run("DELETE FROM answers WHERE answer_id = ?1", &[Bind::Int(id)])?;
        }
        Ok(dropped)
    }
}
