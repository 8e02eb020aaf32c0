//! The keys that quotes are signed with.

use super::Kept;

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

/// Signing keys.
pub(in crate::server) trait Signing {
    /// The key that signs, and those that retired after `since_ms`; the newest first.
    fn signing_keys(&mut self, since_ms: i64) -> Kept<Vec<KeyRow>>;
    /// A key that signs from now on, in place of the one before it.
    fn change_signing_key(&mut self, key: &KeyRow) -> Kept<()>;
}
