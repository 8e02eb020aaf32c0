//! API keys: how they are made, known again and revoked.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Scopes;
use crate::hex::hex;
use crate::server::batch::Writer;
use crate::server::store::{self, ApiKey, Kept, Readers, Store, Tried};
use crate::server::{now_ms, random_hex, rfc3339};
use crate::wire::{access as wire, id};
use crate::{Error, Result};

/// How long what is known of the keys is taken for true. Another process's revocation is in force after it.
const FRESH: Duration = Duration::from_millis(500);

/// How often the use of a key is written.
const NOTED_EVERY_MS: i64 = 60_000;

/// How much of a key is shown.
const PREFIX_LEN: usize = 12;

/// Makes the admin key where there is no key yet. It is shown once; the ledger keeps its hash.
pub(in crate::server) fn first(store: &mut Store) -> Result<Option<String>> {
    if !store.api_keys()?.is_empty() {
        return Ok(None);
    }
    let (secret, key) = new("first", Scopes::ADMIN, None)?;
    store::write(store, |store| store.add_api_key(&key))?;
    Ok(Some(secret))
}

/// A new key, and what is to be kept of it.
pub(super) fn new(name: &str, scopes: Scopes, expires_ms: Option<i64>) -> Result<(String, ApiKey)> {
    let secret = format!("septet_{}", random_hex::<32>()?);
    let key = ApiKey {
        id: 0,
        hash: hash(&secret),
        prefix: secret[..PREFIX_LEN].to_owned(),
        name: name.to_owned(),
        scopes: scopes.text(),
        created_ms: now_ms(),
        expires_ms,
        revoked_ms: None,
        last_used_ms: None,
    };
    Ok((secret, key))
}

/// A new key, which is shown with this answer and never again.
pub(in crate::server) fn add(
    name: &str,
    scopes: Scopes,
    expires_ms: Option<i64>,
) -> Result<(String, impl Fn(&mut Store) -> Kept<wire::NewKey> + Send + 'static)> {
    let (secret, key) = new(name, scopes, expires_ms)?;
    let add = move |store: &mut Store| {
        let id = store.add_api_key(&key)?;
        Ok(wire::NewKey { key: None, described: describe(&ApiKey { id, ..key.clone() }) })
    };
    Ok((secret, add))
}

/// A key as it is shown.
pub(in crate::server) fn describe(key: &ApiKey) -> wire::Key {
    wire::Key {
        id: id::KEY.of(key.id),
        name: key.name.clone(),
        prefix: key.prefix.clone(),
        scopes: scopes(key).map(Scopes::names).unwrap_or_default(),
        created_at: rfc3339(key.created_ms),
        expires_at: key.expires_ms.map(rfc3339),
        revoked_at: key.revoked_ms.map(rfc3339),
        last_used_at: key.last_used_ms.map(rfc3339),
    }
}

/// The number in `key_7`.
pub(in crate::server) fn number(given: &str) -> Result<u64> {
    id::KEY.number(given).ok_or_else(|| Error::unknown_key(given))
}

/// Revokes a key, and gives it as it is then. Where that `keeps_one`, a valid admin key stays.
pub(in crate::server) fn revoke(store: &mut Store, id: u64, keeps_one: bool) -> Tried<wire::Key> {
    let name = || id::KEY.of(id);
    let now = now_ms();
    let Some(key) = store.api_key(id)? else { return Err(Error::unknown_key(&name()).into()) };
    let administers =
        |key: &ApiKey| scopes(key).is_ok_and(Scopes::is_admin) && key.revoked_ms.is_none() && !is_over(key, now);
    if keeps_one && administers(&key) && !store.api_keys()?.iter().any(|other| other.id != id && administers(other)) {
        return Err(Error::last_admin_key(&name()).into());
    }
    store.revoke_api_key(id, now)?;
    Ok(describe(&ApiKey { revoked_ms: key.revoked_ms.or(Some(now)), ..key }))
}

fn scopes(key: &ApiKey) -> Result<Scopes> {
    Scopes::read(key.scopes.split(' '))
}

fn is_over(key: &ApiKey, now_ms: i64) -> bool {
    key.expires_ms.is_some_and(|expires| expires <= now_ms)
}

/// What is kept of a secret. Secrets are as random as their hashes, so that neither salt nor a slow hash adds anything.
pub(super) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// The keys, as they were known a moment ago: a request does not read the database.
#[derive(Default)]
pub(in crate::server) struct Keys {
    known: RwLock<Option<Arc<Known>>>,
    loading: tokio::sync::Mutex<()>,
}

struct Known {
    since: Instant,
    /// By what is shown of them.
    keys: HashMap<String, Vec<KnownKey>>,
}

struct KnownKey {
    key: ApiKey,
    scopes: Scopes,
    noted_ms: AtomicI64,
}

impl Keys {
    /// The id of a key that is valid now, and what it may do.
    pub(super) async fn check(&self, secret: &str, readers: &Readers, writer: &Writer) -> Result<(u64, Scopes)> {
        let known = self.known(readers).await?;
        let alike = secret.get(..PREFIX_LEN).and_then(|prefix| known.keys.get(prefix));
        let given = hash(secret);
        let mut found = None;
        for known in alike.into_iter().flatten() {
            if bool::from(known.key.hash.as_bytes().ct_eq(given.as_bytes())) {
                found = Some(known);
            }
        }
        let Some(KnownKey { key, scopes, noted_ms }) = found else { return Err(Error::unauthorized()) };
        let now = now_ms();
        if key.revoked_ms.is_some() {
            return Err(Error::key_revoked(&key.prefix));
        }
        if is_over(key, now) {
            return Err(Error::key_expired(&key.prefix));
        }
        let noted = noted_ms.load(Ordering::Relaxed);
        let due = now.saturating_sub(noted) >= NOTED_EVERY_MS;
        if due && noted_ms.compare_exchange(noted, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let (id, writer) = (key.id, writer.clone());
            // Nobody waits for it; what is not written now is written at the next use.
            tokio::spawn(async move {
                let noted = writer.write(move |store| store.note_use(id, now, now - NOTED_EVERY_MS)).await;
                drop(noted.inspect_err(|error| tracing::debug!(%error, "the use of a key was not noted")));
            });
        }
        Ok((key.id, *scopes))
    }

    /// Has the keys read again before anyone else is let in.
    pub(in crate::server) async fn forget(&self) {
        let _loading = self.loading.lock().await;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn fresh(&self) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|known| known.since.elapsed() < FRESH).cloned()
    }

    async fn known(&self, readers: &Readers) -> Result<Arc<Known>> {
        if let Some(known) = self.fresh() {
            return Ok(known);
        }
        let _loading = self.loading.lock().await;
        if let Some(known) = self.fresh() {
            return Ok(known); // another request has read them in the meantime
        }
        let since = Instant::now();
        let mut keys: HashMap<_, Vec<_>> = HashMap::new();
        for key in readers.read(|store| store.api_keys()).await? {
            let (scopes, noted_ms) = (scopes(&key)?, AtomicI64::new(key.last_used_ms.unwrap_or_default()));
            keys.entry(key.prefix.clone()).or_default().push(KnownKey { key, scopes, noted_ms });
        }
        let known = Arc::new(Known { since, keys });
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}
