//! Who may come in.

use super::Kept;

/// A key of a program, as it is kept: never the key itself.
#[derive(Debug, Clone)]
pub(in crate::server) struct ApiKey {
    pub(in crate::server) hash: String,
    /// Its first characters, by which people tell keys apart.
    pub(in crate::server) prefix: String,
    pub(in crate::server) created_ms: i64,
}

/// Keys and sessions.
pub(in crate::server) trait Access {
    fn api_keys(&mut self) -> Kept<Vec<ApiKey>>;
    fn add_api_key(&mut self, key: &ApiKey) -> Kept<()>;
}
