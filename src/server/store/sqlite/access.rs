//! Who may come in: the statements.

use rusqlite::params;

use super::Sqlite;
use crate::server::store::{Access, ApiKey, Kept};

impl Access for Sqlite {
    fn api_keys(&mut self) -> Kept<Vec<ApiKey>> {
        let mut statement = self.connection.prepare_cached("SELECT key_hash, prefix, created_ms FROM api_keys")?;
        let keys = statement
            .query_map([], |row| Ok(ApiKey { hash: row.get(0)?, prefix: row.get(1)?, created_ms: row.get(2)? }))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn add_api_key(&mut self, key: &ApiKey) -> Kept<()> {
        let row = params![key.hash, key.prefix, key.created_ms];
        Ok(self.connection.execute("INSERT INTO api_keys VALUES (?1, ?2, ?3)", row).map(drop)?)
    }
}
