//! Who may do what: the admin key may do everything, a visitor of the demo acts for the demo account.

use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::store::{self, ApiKey, Store};
use super::{App, demo, now_ms};
use crate::rates::hex;
use crate::{Error, Result};

/// The one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Principal {
    Admin,
    Demo,
}

impl Principal {
    /// Admins see every account, the demo sees its own.
    pub(super) fn may_use(self, account: &str) -> Result<()> {
        match self {
            Principal::Admin => Ok(()),
            Principal::Demo if account == demo::ACCOUNT => Ok(()),
            Principal::Demo => Err(Error::forbidden("visitors of the demo act for the account `demo` only")),
        }
    }

    pub(super) fn may_administer(self) -> Result<()> {
        match self {
            Principal::Admin => Ok(()),
            Principal::Demo => Err(Error::forbidden("this needs the admin key")),
        }
    }
}

/// Makes the admin key where there is none yet. It is shown once; the ledger keeps its hash.
pub(super) fn first_key(store: &mut dyn Store) -> Result<Option<String>> {
    if !store.api_keys()?.is_empty() {
        return Ok(None);
    }
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| Error::unavailable(&format!("no randomness: {error}")))?;
    let key = format!("septet_{}", hex(&random));
    let kept = ApiKey { hash: hash(&key), prefix: key[..12].to_owned(), created_ms: now_ms() };
    store::write(store, |store| store.add_api_key(&kept))?;
    Ok(Some(key))
}

/// Who sent a request.
pub(super) async fn principal(app: &App, peer: SocketAddr, headers: &HeaderMap) -> Result<Principal> {
    if let Some(given) = headers.get(AUTHORIZATION) {
        let key = given.to_str().ok().and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        let given = hash(key);
        let known = app.readers.read(|store| store.api_keys()).await?;
        let mut matches = false;
        for key in &known {
            matches |= bool::from(key.hash.as_bytes().ct_eq(given.as_bytes()));
        }
        return if matches { Ok(Principal::Admin) } else { Err(Error::unauthorized()) };
    }
    if app.demo && peer.ip().to_canonical().is_loopback() && is_own_page(headers) {
        return Ok(Principal::Demo);
    }
    Err(Error::unauthorized())
}

/// A visitor of the demo needs no secret, so another site's page in the same browser must not pass for one: the name
/// it was reached under is this machine's, and a page that asks is our own.
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    local && origin.is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

fn hash(key: &str) -> String {
    hex(&Sha256::digest(key.as_bytes()))
}
