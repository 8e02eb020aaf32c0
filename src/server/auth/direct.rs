//! What is done on the database directly, beside a server that may run on it: the way in for whoever owns the file.

use std::time::Duration;

use serde::Serialize;

use super::sessions::CODE_S_MAX;
use super::{Scopes, expiry, keys, sessions};
use crate::server::now;
use crate::server::store::{self, Database, Store, Whom, answered};
use crate::server::{TENANT, http};
use crate::wire::access as wire;
use crate::{Error, Result};

/// The longest that a session may last.
const SESSION_S_MAX: u64 = 366 * 24 * 60 * 60;

/// Makes a key; the answer is the one place that shows it. `expires` is a time, or how long from now on.
pub fn create_key(
    database: &Database,
    name: &str,
    scopes: &[String],
    expires: Option<&str>,
) -> Result<impl Serialize + use<>> {
    let name = http::name("name", name)?;
    let expires_ms = expires.map(|given| expiry::time_or_span("expires", given)).transpose()?;
    let (secret, add) = keys::add(&name, Scopes::read(scopes.iter().map(String::as_str))?, expires_ms)?;
    let new = store::write(&mut open(database)?, add)?;
    Ok(wire::NewKey { key: Some(secret), ..new })
}

/// Every key, newest first.
pub fn list_keys(database: &Database) -> Result<impl Serialize + use<>> {
    let mut keys = open(database)?.api_keys()?;
    keys.sort_by_key(|key| std::cmp::Reverse(key.id));
    Ok(wire::Keys { keys: keys.iter().map(keys::describe).collect(), next: None })
}

/// Revokes a key, also the last one: whoever owns the file can make another.
pub fn revoke_key(database: &Database, id: &str) -> Result<impl Serialize + use<>> {
    let id = keys::number(id)?;
    store::write(&mut open(database)?, |store| answered(keys::revoke(store, id, false)))?
}

/// Makes a code by which a person logs in, once: to an account, or without one as the operator. It is good for so long,
/// such as `10m`.
pub fn login_code(database: &Database, account: Option<&str>, expires: &str) -> Result<impl Serialize + use<>> {
    let lasts_ms = expiry::length("expires", expires, CODE_S_MAX, "24 hours")?;
    let mut store = open(database)?;
    let whom = match account {
        Some(account) if store.account(TENANT, account, now())?.is_none() => {
            return Err(Error::unknown_account(account));
        }
        Some(account) => Whom::Account(account.to_owned()),
        None => Whom::Operator,
    };
    let (secret, add) = sessions::add_code(whom, lasts_ms)?;
    let code = store::write(&mut store, add)?;
    Ok(wire::LoginCode { code: Some(secret), ..code })
}

/// How long a session lasts, such as `12h`.
pub fn session_length(given: &str) -> Result<Duration> {
    let ms = expiry::length("session-length", given, SESSION_S_MAX, "366 days")?;
    Ok(Duration::from_millis(ms.unsigned_abs()))
}

fn open(database: &Database) -> Result<Store> {
    database.must_be_there()?;
    store::open(database)
}
