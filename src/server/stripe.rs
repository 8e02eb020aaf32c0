//! Whether an event is Stripe's: its signature is all that says so.

use std::fmt;

use hmac::Mac;

use super::outbox::mac;
use crate::{Error, Result};

/// What Stripe signs its events by: several while one secret replaces another, none where it tells of nothing.
#[derive(Clone, Default)]
pub struct StripeSecrets(Vec<String>);

impl StripeSecrets {
    /// None of them may be empty: anybody could sign by it.
    pub fn new(secrets: Vec<String>) -> Result<StripeSecrets> {
        if secrets.iter().any(String::is_empty) {
            Err(Error::empty_stripe_secret())
        } else {
            Ok(StripeSecrets(secrets))
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Without what is secret.
impl fmt::Debug for StripeSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

/// How old an event may be when it comes, and how far ahead of our clock, in seconds.
const TOLERANCE_S: i64 = 5 * 60;

/// Verifies `t=…,v1=…` against the secrets that there are: while one replaces another, either will do.
pub(super) fn verify(header: &str, body: &[u8], secrets: &StripeSecrets, now_s: i64) -> Result<()> {
    let (mut time, mut signatures) = (None, Vec::new());
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", given)) => time = Some(given),
            Some(("v1", given)) => signatures.extend(unhex(given)),
            _ => {} // of another scheme
        }
    }
    let time = time.ok_or_else(|| Error::invalid_signature("has no time `t=`"))?;
    let at: i64 = time.parse().map_err(|_| Error::invalid_signature("has a time that is no number of seconds"))?;
    let mut signed = false;
    for secret in &secrets.0 {
        let mut mac = mac(secret.as_bytes())?;
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        // Compared in constant time.
        signed |= signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok());
    }
    if !signed {
        return Err(Error::invalid_signature("is none of this body by a secret that is known here"));
    }
    if now_s.checked_sub(at).is_none_or(|age| age.unsigned_abs() > TOLERANCE_S.unsigned_abs()) {
        return Err(Error::invalid_signature("is not of the last five minutes: are the clocks right?"));
    }
    Ok(())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    digits.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::hex::hex;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_760_000_000;

    fn signed(secret: &str, time: i64) -> String {
        let mut mac = mac(secret.as_bytes()).unwrap();
        mac.update(format!("{time}.").as_bytes());
        mac.update(BODY);
        format!("v1={}", hex(&mac.finalize().into_bytes()))
    }

    fn secrets(secrets: &[&str]) -> StripeSecrets {
        StripeSecrets::new(secrets.iter().map(|secret| (*secret).to_owned()).collect()).unwrap()
    }

    #[test]
    fn signatures() {
        let good = format!("t={NOW},{}", signed("whsec_one", NOW));
        let verify = |header: &str, secret: &[&str], now| verify(header, BODY, &secrets(secret), now);
        assert!(verify(&good, &["whsec_one"], NOW).is_ok());
        assert!(verify(&good, &["whsec_new", "whsec_one"], NOW).is_ok(), "while secrets change");
        // Several signatures, and schemes that are not known.
        let several = format!("t={NOW}, v0=00,{},{}", signed("whsec_other", NOW), signed("whsec_one", NOW));
        assert!(verify(&several, &["whsec_one"], NOW).is_ok());
        assert!(verify(&good, &["whsec_two"], NOW).is_err());
        assert!(verify(&good, &[], NOW).is_err());
        // Five minutes, and no second more, either way.
        assert!(verify(&good, &["whsec_one"], NOW + 300).is_ok() && verify(&good, &["whsec_one"], NOW - 300).is_ok());
        assert!(verify(&good, &["whsec_one"], NOW + 301).is_err() && verify(&good, &["whsec_one"], NOW - 301).is_err());
        // The time is part of what is signed.
        let moved = format!("t={},{}", NOW + 1, signed("whsec_one", NOW));
        assert!(verify(&moved, &["whsec_one"], NOW).is_err());
        let own = signed("whsec_one", NOW);
        for header in ["", "t=", "t=x,v1=", &own, "v1=00,t=1", &format!("t={NOW},v1={}", &own[3..own.len() - 1])] {
            assert!(verify(header, &["whsec_one"], NOW).is_err(), "{header}");
        }
        let far = format!("t={},v1=00", i64::MIN);
        assert!(verify(&far, &["whsec_one"], NOW).is_err());
        assert!(StripeSecrets::new(vec![String::new()]).is_err());
        assert!(super::verify(&good, b"{}", &secrets(&["whsec_one"]), NOW).is_err(), "another body");
    }
}
