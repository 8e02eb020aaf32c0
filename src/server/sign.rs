//! Quotes that the ledger stands by: a token that says what was quoted to whom and until when, signed by Ed25519.
//!
//! A token is a compact JWS (RFC 7515) of one algorithm, one type and known keys; everything else is refused.

mod keys;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer as _};

use super::random;
use super::store::KeyRow;
use crate::credits::Credits;
use crate::rates::{Date, hex};
use crate::wire::token::{self, Claims, Header, KeySet};
use crate::{Error, Result};
use keys::Ring;

pub(super) use keys::{current, rotate, rotate_in};

/// The longest life of a token, in seconds.
pub(super) const LIFETIME_MAX: i64 = 3600;

/// How far this machine's clock may lie behind that of the one who signed.
const CLOCK_MS: i64 = 60_000;

/// The longest token that is looked at.
const TOKEN_BYTES_MAX: usize = 64 << 10;

const ISSUER: &str = "septet";
const ALGORITHM: &str = "EdDSA";

/// What a token is of: its type, so that none can pass for another of the same keys (RFC 8725, 3.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Kind {
    Quote,
    /// Of a whole campaign.
    Preflight,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Quote => "septet-quote+jwt",
            Kind::Preflight => "septet-preflight+jwt",
        }
    }
}

/// What was quoted: what a token says, or is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Quoted {
    pub(in crate::server) kind: Kind,
    pub(in crate::server) account: String,
    pub(in crate::server) service: String,
    pub(in crate::server) plan: String,
    /// The day whose prices count, where they change on dates.
    pub(in crate::server) at: Option<Date>,
    /// The book's hash.
    pub(in crate::server) book: String,
    /// The hashes of the decks that were used, by name.
    pub(in crate::server) decks: BTreeMap<String, String>,
    /// SHA-256 of the charge's body, as `http::quotes::split` makes it, or of a preflight's breakdown.
    pub(in crate::server) request_hash: String,
    /// The least that it costs.
    pub(in crate::server) min: Credits,
    /// What it is expected to cost.
    pub(in crate::server) credits: Credits,
    pub(in crate::server) max: Credits,
    /// By which a token can be told from every other.
    pub(in crate::server) nonce: String,
    /// Both times are whole seconds.
    pub(in crate::server) issued_ms: i64,
    pub(in crate::server) expires_ms: i64,
}

/// Signs and verifies. It knows the keys that the database keeps as they were last read.
pub(in crate::server) struct Signer(RwLock<Arc<Ring>>);

impl Signer {
    pub(in crate::server) fn new(rows: Vec<KeyRow>) -> Result<Signer> {
        Ok(Signer(RwLock::new(Arc::new(Ring::new(rows)?))))
    }

    fn ring(&self) -> Arc<Ring> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the keys as the database keeps them now. Of two that were read at the same time, the later ones stay.
    pub(in crate::server) fn renew(&self, rows: Vec<KeyRow>) -> Result<()> {
        if self.ring().is_before(&rows) {
            let ring = Arc::new(Ring::new(rows)?);
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if known.is_before(ring.rows()) {
                *known = ring;
            }
        }
        Ok(())
    }

    /// The token of a quote or a preflight.
    pub(in crate::server) fn sign(&self, quoted: &Quoted) -> Result<String> {
        let ring = self.ring();
        let (kid, key) = ring.signing()?;
        let header = Header { alg: ALGORITHM.to_owned(), kid: kid.to_owned(), typ: quoted.kind.name().to_owned() };
        let header = token::part(&header)?;
        let claims = token::part(&Claims::from(quoted))?;
        let mut token = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let signature = key.sign(token.as_bytes());
        token.push('.');
        BASE64.encode_string(signature.to_bytes(), &mut token);
        Ok(token)
    }

    /// What the token of a quote says, where it is this ledger's, for this account and request, and its time is not over.
    pub(in crate::server) fn verify(
        &self,
        token: &str,
        account: &str,
        request_hash: &str,
        now_ms: i64,
    ) -> Result<Quoted> {
        let quoted = self.verify_of(Kind::Quote, token, account, now_ms)?;
        if quoted.request_hash == request_hash { Ok(quoted) } else { Err(Error::quote_of_other_request()) }
    }

    /// The same of any kind of token, whatever was asked.
    pub(in crate::server) fn verify_of(&self, kind: Kind, token: &str, account: &str, now_ms: i64) -> Result<Quoted> {
        let claims = self.ring().open(kind, token, now_ms)?;
        let quoted = Quoted::read(kind, claims)?;
        if quoted.issued_ms > now_ms.saturating_add(CLOCK_MS) {
            return Err(Error::quote_from_the_future());
        }
        if quoted.expires_ms.saturating_sub(quoted.issued_ms) > LIFETIME_MAX * 1000 {
            return Err(Error::quote_lasts_too_long(LIFETIME_MAX));
        }
        if quoted.expires_ms <= now_ms {
            return Err(Error::quote_expired(&super::rfc3339(quoted.expires_ms)));
        }
        if quoted.account != account {
            return Err(Error::quote_of_other_account(account));
        }
        Ok(quoted)
    }

    /// The keys by which anyone can verify a token that is still good.
    pub(in crate::server) fn key_set(&self, now_ms: i64) -> KeySet {
        KeySet { keys: self.ring().public(now_ms) }
    }
}

impl Ring {
    /// The claims of a token that one of these keys signed.
    fn open(&self, kind: Kind, token: &str, now_ms: i64) -> Result<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Error::quote_too_long(TOKEN_BYTES_MAX));
        }
        let (signed, signature) = token.rsplit_once('.').ok_or_else(Error::quote_not_jws)?;
        let (header, claims) = signed.split_once('.').ok_or_else(Error::quote_not_jws)?;
        let decode = |part: &str| BASE64.decode(part).map_err(|_| Error::quote_not_jws());
        let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);

        let Header { alg, kid, typ } = token::header(&header)?;
        for (field, given, allowed) in [("alg", &alg, ALGORITHM), ("typ", &typ, kind.name())] {
            if given != allowed {
                return Err(Error::quote_field(field, given, allowed));
            }
        }
        let key = self.verifying(&kid, now_ms).ok_or_else(|| Error::quote_key_unknown(&kid))?;
        let signature = Signature::from_slice(&signature).map_err(|_| Error::quote_not_signed())?;
        key.verify_strict(signed.as_bytes(), &signature).map_err(|_| Error::quote_not_signed())?;
        let claims = token::claims(&claims)?;
        if claims.iss != ISSUER {
            return Err(Error::quote_field("iss", &claims.iss, ISSUER));
        }
        Ok(claims)
    }
}

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
        }
    }
}

impl Quoted {
    fn read(kind: Kind, claims: Claims) -> Result<Quoted> {
        let read = || -> Result<Quoted> {
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
                nonce: claims.jti,
                issued_ms: claims.iat.saturating_mul(1000),
                expires_ms: claims.exp.saturating_mul(1000),
            })
        };
        read().map_err(|problem| Error::quote_unreadable("claims", &problem))
    }
}

/// 128 bits of chance, by which a token can be told from every other.
pub(in crate::server) fn nonce() -> Result<String> {
    Ok(hex(&random::<16>()?))
}
