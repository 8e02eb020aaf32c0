//! What only the ledger needs of quotes: the schema of what is asked, its answer, and the keys that it publishes (RFC
//! 7517, RFC 8037).

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::QuoteRequest;
use super::check::LIFETIME_MAX;
use crate::wire::{ChargeRequest, Quote, schema};
use crate::{Error, Result};

impl PartialSchema for QuoteRequest {
    fn schema() -> RefOr<Schema> {
        let mut quote = schema::object::<ChargeRequest>();
        quote.properties.remove("quoteToken");
        schema::field(&mut quote, "account", schema::text("The account whose price it is."), true);
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(LIFETIME_MAX));
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

/// The JSON of a part of a token.
pub(crate) fn part(part: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(part).map_err(|_| Error::internal())
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
