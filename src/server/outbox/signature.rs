//! Webhooks are signed by the Standard Webhooks scheme, with HMAC-SHA256.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::server::random;
use crate::{Error, Result};

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// How many bytes of chance a secret has.
const BYTES: usize = 32;

/// A new secret.
pub(in crate::server) fn secret() -> Result<String> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(random::<BYTES>()?)))
}

/// What `webhook-signature` says: a signature by each of the secrets, with a space between them.
pub(super) fn sign<'a>(
    secrets: impl IntoIterator<Item = &'a str>,
    id: &str,
    timestamp_s: i64,
    body: &str,
) -> Result<String> {
    let signed = secrets.into_iter().map(|secret| {
        let key = secret.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok()).ok_or_else(Error::internal)?;
        let mut mac = mac(&key)?;
        mac.update(format!("{id}.{timestamp_s}.{body}").as_bytes());
        Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    });
    Ok(signed.collect::<Result<Vec<_>>>()?.join(" "))
}

/// HMAC-SHA256 takes a key of any length.
pub(in crate::server) fn mac(key: &[u8]) -> Result<Hmac<Sha256>> {
    Hmac::new_from_slice(key).map_err(|_| Error::internal())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The example of the scheme's own documentation.
    #[test]
    fn the_published_example() {
        let body = r#"{"test": 2432232314}"#;
        let signed =
            sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_of_chance() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), PREFIX.len() + BYTES.div_ceil(3) * 4);
    }
}
