//! Who may do what. A program comes with a key, which has scopes; a person with a session, which is for one account or
//! the operator's; a visitor of the demo acts for the demo account, and where the ledger is a demo's own also as the
//! operator.

mod direct;
mod expiry;
mod identify;
mod keys;
mod limits;
mod origins;
mod scope;
mod sessions;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use super::demo;
use super::store::{Session, Whom};
use crate::wire::id;
use crate::{Error, Result};

pub use direct::{create_key, list_keys, login_code, revoke_key, session_length};
pub(super) use expiry::time;
pub(super) use identify::{Caller, Identified, identify};
pub(super) use keys::{
    Keys, add as add_key, describe as describe_key, first as first_key, number as key_number, revoke,
};
pub(super) use limits::{Limits, forget_for_ever};
pub(super) use origins::{Origins, is_from_here};
pub(super) use scope::{Scope, Scopes};
pub(super) use sessions::{Login, add_code, begin as begin_session, clear_cookie, csrf_token, expires_in, set_cookie};

/// Who may come in, as it is set when a ledger starts.
#[derive(Debug)]
pub struct Access {
    /// Where the ledger is reached from outside, such as `https://ledger.example`.
    pub public_url: Option<String>,
    /// The origins of other sites' pages that may ask.
    pub allow_origins: Vec<String>,
    /// Requests a second that each caller may send.
    pub rate_limit: Option<NonZeroU32>,
    /// How long a session lasts.
    pub session_length: Duration,
    /// Where people pay for credits, such as `https://shop.example/credits`.
    pub checkout_url: Option<String>,
}

/// What the server knows of who may come in.
pub(super) struct Gate {
    pub(super) keys: Keys,
    pub(super) limits: Arc<Limits>,
    pub(super) origins: Origins,
    pub(super) session_ms: i64,
    pub(super) checkout_url: Option<String>,
}

impl Gate {
    pub(super) fn new(access: &Access) -> Result<Gate> {
        let session_ms = i64::try_from(access.session_length.as_millis()).map_err(|_| Error::internal())?;
        Ok(Gate {
            keys: Keys::default(),
            limits: Arc::new(Limits::new(access.rate_limit)),
            origins: Origins::new(access.public_url.as_deref(), &access.allow_origins)?,
            session_ms,
            checkout_url: access.checkout_url.as_deref().map(origins::checkout_url).transpose()?,
        })
    }
}

/// The one who asks.
#[derive(Debug, Clone)]
pub(super) enum Principal {
    /// A program.
    Key { id: u64, scopes: Scopes },
    /// A person, for one account or for all.
    Person { session: Arc<Session>, csrf_token: String },
    /// A visitor of the demo, for the demo account; the `operator` of a ledger that is a demo's own.
    Demo { operator: bool },
}

impl Principal {
    /// What it is called where it is said who did something.
    pub(super) fn name(&self) -> String {
        match self {
            Principal::Key { id, .. } => id::KEY.of(*id),
            Principal::Person { session, .. } => session.whom.account().unwrap_or("operator").to_owned(),
            Principal::Demo { .. } => demo::ACCOUNT.to_owned(),
        }
    }

    /// Whether it may do what needs a scope to an account.
    pub(super) fn may(&self, scope: Scope, account: &str) -> Result<()> {
        match self {
            Principal::Key { scopes, .. } => scopes.cover(scope),
            Principal::Person { session, .. } => match &session.whom {
                Whom::Operator => Ok(()),
                Whom::Account(own) if own != account => Err(Error::another_account(own)),
                Whom::Account(own) => match scope {
                    Scope::Charge | Scope::Read => Ok(()),
                    Scope::Admin => Err(Error::not_for_people(own)),
                },
            },
            Principal::Demo { operator: true } => Ok(()),
            // Its credits are play money, so it may also grant them.
            Principal::Demo { .. } if account == demo::ACCOUNT => Ok(()),
            Principal::Demo { .. } => Err(Error::forbidden("visitors of the demo act for the account `demo` only")),
        }
    }

    /// Whether it may say what a charge of an account has come to. That can give credits back, so it is not for those who
    /// paid them.
    pub(super) fn may_settle(&self, account: &str) -> Result<()> {
        self.may(Scope::Charge, account)?;
        match self {
            Principal::Person { session, .. } => match &session.whom {
                Whom::Operator => Ok(()),
                Whom::Account(own) => Err(Error::not_for_people(own)),
            },
            Principal::Key { .. } | Principal::Demo { .. } => Ok(()),
        }
    }

    /// Whether it may do what concerns more than one account.
    pub(super) fn may_administer(&self) -> Result<()> {
        match self {
            Principal::Key { scopes, .. } => scopes.cover(Scope::Admin),
            Principal::Person { session, .. } => match &session.whom {
                Whom::Operator => Ok(()),
                Whom::Account(own) => Err(Error::not_for_people(own)),
            },
            Principal::Demo { operator: true } => Ok(()),
            Principal::Demo { .. } => Err(Error::forbidden("this needs a key with scope `admin`")),
        }
    }
}
