//! What passes for a token: the same in the ledger, in a browser and at the edge. Only its signature is verified
//! elsewhere, by what each of them has for that.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;

use super::{Claims, Header, claims, header};
use crate::credits::Credits;
use crate::map::{Map, Set};
use crate::rates::{Date, write_rfc3339};
use crate::{Error, Result};

/// The longest life of a token, in seconds.
pub(crate) const LIFETIME_MAX: i64 = 3600;

/// How far this machine's clock may lie behind that of the one who signed.
pub(crate) const CLOCK_MS: i64 = 60_000;

/// The longest token that is looked at.
const TOKEN_BYTES_MAX: usize = 64 << 10;

const ISSUER: &str = "septet";
pub(super) const ALGORITHM: &str = "EdDSA";

/// What a token is of: its type, so that none can pass for another of the same keys (RFC 8725, 3.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Quote,
    /// Of a whole campaign.
    #[cfg(feature = "server")]
    Preflight,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Quote => "septet-quote+jwt",
            #[cfg(feature = "server")]
            Kind::Preflight => "septet-preflight+jwt",
        }
    }
}

/// What was quoted: what a token says, or is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quoted {
    pub(crate) kind: Kind,
    pub(crate) account: String,
    pub(crate) service: String,
    pub(crate) plan: String,
    /// The day whose prices count, where they change on dates.
    pub(crate) at: Option<Date>,
    /// The book's hash.
    pub(crate) book: String,
    /// The hashes of the decks that were used, by name.
    pub(crate) decks: Map<String, String>,
    /// SHA-256 of what the price depends on: of a charge's body, or of a preflight's breakdown.
    pub(crate) request_hash: String,
    /// The least that it costs.
    pub(crate) min: Credits,
    /// What it is expected to cost.
    pub(crate) credits: Credits,
    pub(crate) max: Credits,
    /// Parts of the price that the account brings itself.
    pub(crate) brings: Set<String>,
    /// Whether the interaction was charged before.
    pub(crate) counted: bool,
    /// By which a token can be told from every other.
    pub(crate) nonce: String,
    /// Both times are whole seconds.
    pub(crate) issued_ms: i64,
    pub(crate) expires_ms: i64,
}

/// A token of the right form, whose signature nobody has looked at yet.
#[derive(Debug)]
pub(crate) struct Unverified {
    kind: Kind,
    /// The name of the key that it says signed it.
    pub(crate) kid: String,
    /// What is signed: its first two parts.
    pub(crate) signed: String,
    pub(crate) signature: Vec<u8>,
    claims: Vec<u8>,
}

impl Unverified {
    pub(crate) fn read(kind: Kind, token: &str) -> Result<Unverified> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Error::quote_too_long(TOKEN_BYTES_MAX));
        }
        let (signed, signature) = token.rsplit_once('.').ok_or_else(Error::quote_not_jws)?;
        let (header, claims) = signed.split_once('.').ok_or_else(Error::quote_not_jws)?;
        let decode = |part: &str| BASE64.decode(part).map_err(|_| Error::quote_not_jws());
        let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);

        let Header { alg, kid, typ } = self::header(&header)?;
        for (field, given, allowed) in [("alg", &alg, ALGORITHM), ("typ", &typ, kind.name())] {
            if given != allowed {
                return Err(Error::quote_field(field, given, allowed));
            }
        }
        Ok(Unverified { kind, kid, signed: signed.to_owned(), signature, claims })
    }

    /// What a token says whose signature is good.
    pub(crate) fn verified(&self) -> Result<Quoted> {
        let claims = claims(&self.claims)?;
        if claims.iss != ISSUER {
            return Err(Error::quote_field("iss", &claims.iss, ISSUER));
        }
        Quoted::read(self.kind, claims).map_err(|problem| Error::quote_unreadable("claims", &problem))
    }
}

impl Quoted {
    fn read(kind: Kind, claims: Claims) -> Result<Quoted> {
        Ok(Quoted {
            kind,
            account: claims.sub,
            service: claims.service,
            plan: claims.plan,
            at: claims.at.as_deref().map(Date::parse).transpose()?,
            book: claims.book,
            decks: claims.decks,
            request_hash: claims.request,
            min: claims.min.parse()?,
            credits: claims.expected.parse()?,
            max: claims.max.parse()?,
            brings: claims.brings,
            counted: claims.counted,
            nonce: claims.jti,
            issued_ms: claims.iat.saturating_mul(1000),
            expires_ms: claims.exp.saturating_mul(1000),
        })
    }

    /// Whether it holds now, and for this account.
    pub(crate) fn check(&self, account: &str, now_ms: i64) -> Result<()> {
        if self.issued_ms > now_ms.saturating_add(CLOCK_MS) {
            return Err(Error::quote_from_the_future());
        }
        if self.expires_ms.saturating_sub(self.issued_ms) > LIFETIME_MAX * 1000 {
            return Err(Error::quote_lasts_too_long(LIFETIME_MAX));
        }
        if self.expires_ms <= now_ms {
            return Err(Error::quote_expired(&rfc3339(self.expires_ms)));
        }
        if self.account != account {
            return Err(Error::quote_of_other_account(account));
        }
        Ok(())
    }

    /// Whether it is for this request.
    pub(crate) fn check_request(&self, hash: &str) -> Result<()> {
        if self.request_hash == hash { Ok(()) } else { Err(Error::quote_of_other_request()) }
    }
}

#[cfg(feature = "server")]
impl From<&Quoted> for Claims {
    fn from(quoted: &Quoted) -> Claims {
        Claims {
            iss: ISSUER.to_owned(),
            sub: quoted.account.clone(),
            iat: quoted.issued_ms.div_euclid(1000),
            exp: quoted.expires_ms.div_euclid(1000),
            jti: quoted.nonce.clone(),
            request: quoted.request_hash.clone(),
            service: quoted.service.clone(),
            plan: quoted.plan.clone(),
            at: quoted.at.map(|at| at.to_string()),
            book: quoted.book.clone(),
            decks: quoted.decks.clone(),
            min: quoted.min.to_string(),
            expected: quoted.credits.to_string(),
            max: quoted.max.to_string(),
            brings: quoted.brings.clone(),
            counted: quoted.counted,
        }
    }
}

/// Every moment that the calendar has; the last one for what lies beyond.
pub(super) fn rfc3339(ms: i64) -> String {
    let mut text = String::new();
    match write_rfc3339(&mut text, ms) {
        Ok(()) => text,
        Err(_) => "9999-12-31T23:59:59.999Z".to_owned(),
    }
}
