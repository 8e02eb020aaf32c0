//! The keys that quotes are signed with: the statements.

use rusqlite::params;

use super::Sqlite;
use crate::server::store::{Kept, KeyRow, Signing};

impl Signing for Sqlite {
    fn signing_keys(&mut self, since_ms: i64) -> Kept<Vec<KeyRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kid, seed, public_key, created_ms, retired_ms FROM signing_keys
             WHERE retired_ms IS NULL OR retired_ms > ?1 ORDER BY created_ms DESC, retired_ms IS NULL DESC, kid",
        )?;
        let keys = statement.query_map(params![since_ms], |row| {
            Ok(KeyRow {
                kid: row.get(0)?,
                seed: row.get(1)?,
                public: row.get(2)?,
                created_ms: row.get(3)?,
                retired_ms: row.get(4)?,
            })
        })?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn change_signing_key(&mut self, key: &KeyRow) -> Kept<()> {
        self.connection.execute(
            "UPDATE signing_keys SET retired_ms = ?1, seed = NULL WHERE retired_ms IS NULL",
            params![key.created_ms],
        )?;
        let row = params![key.kid, key.seed, key.public, key.created_ms, key.retired_ms];
        self.connection.execute("INSERT INTO signing_keys VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
        Ok(())
    }
}
