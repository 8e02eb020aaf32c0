//! Who may come in: API keys, login codes and sessions. Of each secret only a hash is kept.

use super::Kept;

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

/// A code by which a person begins a session, once.
#[derive(Debug, Clone)]
pub(in crate::server) struct LoginCode {
    pub(in crate::server) hash: String,
    pub(in crate::server) account: String,
    pub(in crate::server) expires_ms: i64,
}

/// What lets a person act for one account.
#[derive(Debug, Clone)]
pub(in crate::server) struct Session {
    pub(in crate::server) hash: String,
    pub(in crate::server) account: String,
    pub(in crate::server) created_ms: i64,
    pub(in crate::server) expires_ms: i64,
}

/// Keys, login codes and sessions.
pub(in crate::server) trait Access {
    /// Every key, also those that are no longer valid.
    fn api_keys(&mut self) -> Kept<Vec<ApiKey>>;
    /// Keys with an id below `before`, newest first.
    fn api_keys_before(&mut self, before: u64, limit: u32) -> Kept<Vec<ApiKey>>;
    fn api_key(&mut self, id: u64) -> Kept<Option<ApiKey>>;
    /// Keeps a new key and gives it its id.
    fn add_api_key(&mut self, key: &ApiKey) -> Kept<u64>;
    /// A key that was revoked before stays revoked since then.
    fn revoke_api_key(&mut self, id: u64, now_ms: i64) -> Kept<()>;
    /// Notes that a key was used, unless that is noted for a time after `unless_since_ms`.
    fn note_use(&mut self, id: u64, now_ms: i64, unless_since_ms: i64) -> Kept<()>;

    fn add_login_code(&mut self, code: &LoginCode) -> Kept<()>;
    /// Takes a code that is still good; gives its account once and never again.
    fn take_login_code(&mut self, hash: &str, now_ms: i64) -> Kept<Option<String>>;

    fn add_session(&mut self, session: &Session) -> Kept<()>;
    /// A session that has not ended.
    fn session(&mut self, hash: &str, now_ms: i64) -> Kept<Option<Session>>;
    fn end_session(&mut self, hash: &str) -> Kept<()>;

    /// Removes the codes and sessions whose time is over.
    fn forget_ended(&mut self, now_ms: i64) -> Kept<()>;
}
