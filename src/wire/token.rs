//! Quotes that the ledger stands by: what is asked, the token's two JSON parts (RFC 7515, RFC 7519), and the keys it
//! is verified with (RFC 7517, RFC 8037).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::strict::read;
use super::{ChargeRequest, Quote, Value, parse_bytes, schema};
use crate::{Error, Result};

/// What of a quote's body is not the charge's.
#[derive(Debug)]
pub(crate) struct QuoteRequest {
    pub(crate) account: String,
    /// In seconds; what the server gives where nothing was asked.
    pub(crate) expires_in: Option<i64>,
    /// The body of the charge.
    pub(crate) charge: Value,
}

impl QuoteRequest {
    /// `max_seconds` is the longest time that may be asked for.
    pub(crate) fn read(body: Value, max_seconds: i64) -> Result<QuoteRequest> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "camelCase")]
        struct Own {
            account: String,
            expires_in: Option<Value>,
        }
        let Value::Object(mut charge) = body else { return read::<Own>(body).and(Err(Error::internal())) };
        let own = ["account", "expiresIn"].into_iter().filter_map(|name| charge.remove_entry(name)).collect();
        let Own { account, expires_in } = read(Value::Object(own))?;
        let seconds = |given: Value| {
            let seconds = given.as_i64().filter(|seconds| (1..=max_seconds).contains(seconds));
            seconds.ok_or_else(|| Error::expires_in(&given.to_string(), max_seconds))
        };
        Ok(QuoteRequest { account, expires_in: expires_in.map(seconds).transpose()?, charge: charge.into() })
    }
}

impl PartialSchema for QuoteRequest {
    fn schema() -> RefOr<Schema> {
        let mut quote = schema::object::<ChargeRequest>();
        quote.properties.remove("quoteToken");
        schema::field(&mut quote, "account", schema::text("The account whose price it is."), true);
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        let seconds =
            seconds.description(Some("How long the quote is good, in seconds: 300 where nothing is asked for."));
        schema::field(&mut quote, "expiresIn", schema::or_null(seconds.build()), false);
        quote.description = Some("The body of a charge, and for whom and how long it is quoted.".to_owned());
        quote.into()
    }
}

impl ToSchema for QuoteRequest {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ChargeRequest::schemas(schemas);
    }
}

/// A quote, and the token that makes the ledger stand by it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedQuote {
    pub(crate) quote: Quote,
    pub(crate) quote_token: String,
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
}

/// A token's header. A field that is not here (`crit`, `jwk`, `jku`, …) is refused with the token.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) alg: String,
    pub(crate) kid: String,
    pub(crate) typ: String,
}

/// What a token says. Times are whole seconds since 1970, amounts decimal strings.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    pub(crate) decks: BTreeMap<String, String>,
    pub(crate) min: String,
    pub(crate) expected: String,
    pub(crate) max: String,
}

/// The JSON of a part of a token.
pub(crate) fn part(part: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(part).map_err(|_| Error::internal())
}

pub(crate) fn header(json: &[u8]) -> Result<Header> {
    parse_bytes(json).and_then(read).map_err(|problem| Error::quote_unreadable("a header", &problem))
}

pub(crate) fn claims(json: &[u8]) -> Result<Claims> {
    parse_bytes(json).and_then(read).map_err(|problem| Error::quote_unreadable("claims", &problem))
}

/// The keys by which anyone can verify a token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeySet {
    pub(crate) keys: Vec<PublicKey>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    r#use: &'static str,
    kid: String,
    x: String,
}

impl PublicKey {
    /// `x` is the key in base64url.
    pub(crate) fn new(kid: String, x: String) -> PublicKey {
        PublicKey { kty: "OKP", crv: "Ed25519", alg: "EdDSA", r#use: "sig", kid, x }
    }
}
