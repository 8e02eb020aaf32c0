//! Quotes that the ledger stands by: what is asked, and the token's two JSON parts (RFC 7515, RFC 7519).

pub(crate) mod check;
#[cfg(feature = "server")]
mod issue;
#[cfg(feature = "wasm")]
mod shown;
#[cfg(feature = "wasm")]
mod verified;

use super::charge::ChargeBody;
use super::read::document;
use super::{Value, parse_bytes, read};
use crate::map::{Map, Set};
use crate::{Error, Result};
#[cfg(feature = "server")]
use check::Kind;
use check::LIFETIME_MAX;

#[cfg(feature = "server")]
pub(crate) use issue::{KeySet, PublicKey, SignedQuote, part};
#[cfg(feature = "wasm")]
pub(crate) use shown::Shown;
#[cfg(feature = "wasm")]
pub(crate) use verified::VerifiedQuote;

/// How many seconds a token is good where nothing else is asked for.
const LIFETIME: i64 = 300;

/// What of a quote's body is not the charge's.
#[derive(Debug)]
pub(crate) struct QuoteRequest {
    pub(crate) account: String,
    /// How many seconds it is good.
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "it is checked everywhere, and signed by the ledger")
    )]
    pub(crate) expires_in: i64,
    /// The body of the charge.
    pub(crate) charge: Value,
}

impl QuoteRequest {
    pub(crate) fn read(body: Value) -> Result<QuoteRequest> {
        document! {
            struct Own {
                account: String,
                expires_in: Option<Value>,
            }
        }
        let Value::Object(mut charge) = body else { return read::<Own>(body).and(Err(Error::internal())) };
        let own = ["account", "expiresIn"].into_iter().filter_map(|name| charge.remove_entry(name)).collect();
        let Own { account, expires_in } = read(Value::Object(own))?;
        Ok(QuoteRequest { account, expires_in: lifetime(expires_in)?, charge: charge.into() })
    }
}

/// How many seconds a token is good that is asked for.
pub(super) fn lifetime(given: Option<Value>) -> Result<i64> {
    let Some(given) = given else { return Ok(LIFETIME) };
    let seconds = given.as_i64().filter(|seconds| (1..=LIFETIME_MAX).contains(seconds));
    seconds.ok_or_else(|| Error::expires_in(&given.to_string(), LIFETIME_MAX))
}

/// A charge's body that is to be quoted or was: it brings no token.
pub(crate) fn charge_without_token(body: Value) -> Result<Value> {
    let ChargeBody { token, rest, .. } = ChargeBody::read(body)?;
    if token.is_none() { Ok(rest) } else { Err(Error::token_in_quote()) }
}

document! {
    /// A token's header. A field that is not here (`crit`, `jwk`, `jku`, …) is refused with the token.
    #[derive(Debug)]
    #[cfg_attr(feature = "server", derive(serde::Serialize))]
    pub(crate) struct Header {
        pub(crate) alg: String,
        pub(crate) kid: String,
        pub(crate) typ: String,
    }
}

#[cfg(feature = "server")]
impl Header {
    pub(crate) fn new(kind: Kind, kid: &str) -> Header {
        Header { alg: check::ALGORITHM.to_owned(), kid: kid.to_owned(), typ: kind.name().to_owned() }
    }
}

document! {
    /// What a token says. Times are whole seconds since 1970, amounts decimal strings.
    #[derive(Debug)]
    #[cfg_attr(feature = "server", derive(serde::Serialize))]
    pub(crate) struct Claims {
        pub(crate) iss: String,
        /// The account.
        pub(crate) sub: String,
        pub(crate) iat: i64,
        pub(crate) exp: i64,
        pub(crate) jti: String,
        /// SHA-256 of the charge's body in its canonical form.
        pub(crate) request: String,
        pub(crate) service: String,
        pub(crate) plan: String,
        /// The day whose prices count; `null` where prices do not change on dates.
        pub(crate) at: Option<String>,
        /// The book's hash.
        pub(crate) book: String,
        /// The hashes of the decks that were used, by name.
        pub(crate) decks: Map<String, String>,
        pub(crate) min: String,
        pub(crate) expected: String,
        pub(crate) max: String,
        /// Parts of the price that the account brings itself.
        #[cfg_attr(feature = "server", serde(skip_serializing_if = "Set::is_empty"))]
        pub(crate) brings: Set<String> [default],
        /// Whether the interaction was charged before.
        #[cfg_attr(feature = "server", serde(skip_serializing_if = "std::ops::Not::not"))]
        pub(crate) counted: bool [default],
    }
}

pub(crate) fn header(json: &[u8]) -> Result<Header> {
    parse_bytes(json).and_then(read).map_err(|problem| Error::quote_unreadable("a header", &problem))
}

pub(crate) fn claims(json: &[u8]) -> Result<Claims> {
    parse_bytes(json).and_then(read).map_err(|problem| Error::quote_unreadable("claims", &problem))
}
