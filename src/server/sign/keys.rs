//! Signing keys: made, changed in time, and known for as long as a token of theirs can be good.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::{CLOCK_MS, LIFETIME_MAX};
use crate::rates::DAY_MS;
use crate::server::store::{self, Database, Kept, KeyRow, Store};
use crate::server::{now_ms, random};
use crate::wire::token::PublicKey;
use crate::{Error, Result};

/// For how long a key that has retired still verifies: no token of its lasts longer. The clock's share covers what was
/// being signed while it retired.
const RETIRED_MS: i64 = LIFETIME_MAX * 1000 + CLOCK_MS;

/// The keys that matter now.
pub(super) struct Ring {
    rows: Vec<KeyRow>,
    signing: Option<(String, SigningKey)>,
    verifying: Vec<Verifying>,
}

struct Verifying {
    kid: String,
    key: VerifyingKey,
    /// `None` for a key that still signs.
    until_ms: Option<i64>,
}

impl Ring {
    pub(super) fn new(rows: Vec<KeyRow>) -> Result<Ring> {
        let verifying = |row: &KeyRow| {
            let key = VerifyingKey::from_bytes(&row.public).map_err(|_| Error::internal())?;
            let until_ms = row.retired_ms.map(|retired| retired.saturating_add(RETIRED_MS));
            Ok(Verifying { kid: row.kid.clone(), key, until_ms })
        };
        let signing = |row: &KeyRow| Some((row.kid.clone(), SigningKey::from_bytes(&row.seed?)));
        let verifying = rows.iter().map(verifying).collect::<Result<_>>()?;
        Ok(Ring { signing: rows.iter().find_map(signing), verifying, rows })
    }

    /// Whether these keys were read later than this ring's, and differ from them.
    pub(super) fn is_before(&self, rows: &[KeyRow]) -> bool {
        self.rows != rows && newest(&self.rows) <= newest(rows)
    }

    pub(super) fn rows(&self) -> &[KeyRow] {
        &self.rows
    }

    pub(super) fn signing(&self) -> Result<(&str, &SigningKey)> {
        self.signing.as_ref().map(|(kid, key)| (kid.as_str(), key)).ok_or_else(Error::internal)
    }

    fn good(&self, now_ms: i64) -> impl Iterator<Item = &Verifying> {
        self.verifying.iter().filter(move |key| key.until_ms.is_none_or(|until| now_ms < until))
    }

    pub(super) fn verifying(&self, kid: &str, now_ms: i64) -> Option<&VerifyingKey> {
        self.good(now_ms).find(|key| key.kid == kid).map(|key| &key.key)
    }

    pub(super) fn public(&self, now_ms: i64) -> Vec<PublicKey> {
        self.good(now_ms).map(|key| PublicKey::new(key.kid.clone(), BASE64.encode(key.key.as_bytes()))).collect()
    }
}

/// A new key that signs from now on.
pub(super) fn new(now_ms: i64) -> Result<KeyRow> {
    let seed = random::<32>()?;
    let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
    Ok(KeyRow { kid: thumbprint(&public), seed: Some(seed), public, created_ms: now_ms, retired_ms: None })
}

/// A key's name, by RFC 7638.
fn thumbprint(public: &[u8; 32]) -> String {
    let key = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64.encode(public));
    BASE64.encode(Sha256::digest(key.as_bytes()))
}

/// The keys that matter now.
pub(in crate::server) fn current(store: &mut Store, now_ms: i64) -> Kept<Vec<KeyRow>> {
    store.signing_keys(now_ms.saturating_sub(RETIRED_MS))
}

/// Lets a key take over. It is always younger than the one before it, also where the clock was set back: by that is
/// known which of two readings of the keys is the later one.
fn change(store: &mut Store, next: &KeyRow) -> Kept<()> {
    let youngest = newest(&current(store, next.created_ms)?);
    let created_ms = next.created_ms.max(youngest.saturating_add(1));
    store.change_signing_key(&KeyRow { created_ms, ..next.clone() })
}

fn newest(rows: &[KeyRow]) -> i64 {
    rows.iter().map(|row| row.created_ms).max().unwrap_or_default()
}

/// How keys change: after so many days `next` takes over; also where there is no key yet.
#[derive(Clone)]
pub(in crate::server) struct Rotation {
    next: KeyRow,
    days: u32,
}

/// A rotation now, with the key that would take over.
pub(in crate::server) fn rotate(days: u32) -> Result<Rotation> {
    rotation(days, now_ms())
}

pub(super) fn rotation(days: u32, now_ms: i64) -> Result<Rotation> {
    Ok(Rotation { next: new(now_ms)?, days })
}

impl Rotation {
    /// The keys that matter from now on.
    pub(in crate::server) fn turn(&self, store: &mut Store) -> Kept<Vec<KeyRow>> {
        let now_ms = self.next.created_ms;
        let keys = current(store, now_ms)?;
        let age_ms = i64::from(self.days) * DAY_MS;
        if keys.iter().any(|key| key.retired_ms.is_none() && now_ms.saturating_sub(key.created_ms) < age_ms) {
            return Ok(keys);
        }
        change(store, &self.next)?;
        current(store, now_ms)
    }
}

/// Lets a new key sign from now on, in the database of a ledger that may be running.
pub(in crate::server) fn rotate_in(database: &Database) -> Result<String> {
    database.must_be_there()?;
    let mut store = store::open(database)?;
    let next = new(now_ms())?;
    store::write(&mut store, |store| change(store, &next))?;
    Ok(next.kid)
}
