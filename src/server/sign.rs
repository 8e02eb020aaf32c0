//! Quotes that the ledger stands by: a token that says what was quoted to whom and until when, signed by Ed25519.
//!
//! A token is a compact JWS (RFC 7515) of one algorithm, one type and known keys; everything else is refused. What passes
//! for one is said in `wire::token::check`, for all who verify tokens.

mod keys;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer as _};

use super::random_hex;
use super::store::KeyRow;
use crate::wire::token::check::{CLOCK_MS, Unverified};
use crate::wire::token::{self, Claims, Header, KeySet};
use crate::{Error, Result};
use keys::Ring;

pub(in crate::server) use crate::wire::token::check::{Kind, LIFETIME_MAX, Quoted};
pub(super) use keys::{current, rotate, rotate_in};

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
        let header = token::part(&Header::new(quoted.kind, kid))?;
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
        quoted.check_request(request_hash)?;
        Ok(quoted)
    }

    /// The same of any kind of token, whatever was asked.
    pub(in crate::server) fn verify_of(&self, kind: Kind, token: &str, account: &str, now_ms: i64) -> Result<Quoted> {
        let quoted = self.ring().open(kind, token, now_ms)?;
        quoted.check(account, now_ms)?;
        Ok(quoted)
    }

    /// The keys by which anyone can verify a token that is still good.
    pub(in crate::server) fn key_set(&self, now_ms: i64) -> KeySet {
        KeySet { keys: self.ring().public(now_ms) }
    }
}

impl Ring {
    /// What a token says that one of these keys signed.
    fn open(&self, kind: Kind, token: &str, now_ms: i64) -> Result<Quoted> {
        let token = Unverified::read(kind, token)?;
        let key = self.verifying(&token.kid, now_ms).ok_or_else(|| Error::quote_key_unknown(&token.kid))?;
        let signature = Signature::from_slice(&token.signature).map_err(|_| Error::quote_not_signed())?;
        key.verify_strict(token.signed.as_bytes(), &signature).map_err(|_| Error::quote_not_signed())?;
        token.verified()
    }
}

/// When a token is issued, and when it expires that is good for so many seconds: both are whole seconds.
pub(in crate::server) fn lasting(seconds: i64, now_ms: i64) -> (i64, i64) {
    let issued_ms = now_ms - now_ms.rem_euclid(1000);
    (issued_ms, issued_ms.saturating_add(seconds * 1000))
}

/// 128 bits of chance, by which a token can be told from every other.
pub(in crate::server) fn nonce() -> Result<String> {
    random_hex::<16>()
}
