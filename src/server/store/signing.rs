//! The keys that quotes are signed with.

use super::sql::binds;
use super::{Failed, Kept, Store};

/// A key, as it is kept. Its private half is in no log: this has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::server) struct KeyRow {
    pub(in crate::server) kid: String,
    /// The private half; erased once the key has retired.
    pub(in crate::server) seed: Option<[u8; 32]>,
    pub(in crate::server) public: [u8; 32],
    pub(in crate::server) created_ms: i64,
    pub(in crate::server) retired_ms: Option<i64>,
}

impl Store {
    /// The key that signs, and those that retired after `since_ms`; the newest first.
    pub(in crate::server) fn signing_keys(&mut self, since_ms: i64) -> Kept<Vec<KeyRow>> {
        let sql = "SELECT kid, seed, public_key, created_ms, retired_ms FROM signing_keys
                   WHERE retired_ms IS NULL OR retired_ms > ?1
                   ORDER BY created_ms DESC, CASE WHEN retired_ms IS NULL THEN 0 ELSE 1 END, kid";
        self.rows(sql, binds![since_ms], |row| {
            Ok(KeyRow {
                kid: row.string(0)?,
                seed: row.bytes(1)?.map(TryInto::try_into).transpose()?,
                public: row.bytes(2)?.ok_or_else(|| Failed::unreadable("NULL"))?.try_into()?,
                created_ms: row.integer(3)?,
                retired_ms: row.int(4)?,
            })
        })
    }

    /// A key that signs from now on, in place of the one before it.
    pub(in crate::server) fn change_signing_key(&mut self, key: &KeyRow) -> Kept<()> {
        let sql = "UPDATE signing_keys SET retired_ms = ?1, seed = NULL WHERE retired_ms IS NULL";
        self.run(sql, binds![key.created_ms])?;
        let sql = "INSERT INTO signing_keys (kid, seed, public_key, created_ms, retired_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let seed = key.seed.as_ref().map(<[u8; 32]>::as_slice);
        self.run(sql, binds![&key.kid, seed, key.public.as_slice(), key.created_ms, key.retired_ms]).map(drop)
    }
}
