//! A charge's body: the token of a quote, whom it is for, and the rest, on which the price depends.

use sha2::{Digest, Sha256};

use super::{Value, canonical};
use crate::hex::hex;
use crate::{Error, Result};

/// The longest name of an agent or a campaign, in bytes.
pub(crate) const TAG_MAX: usize = 128;

/// The fields that say whom usage is for.
pub(crate) const TAGS: [&str; 2] = ["agent", "campaign"];

/// What stands beside that on which the price depends: in a charge, and in what a quote is asked for.
pub(crate) const IN_CHARGE: [&str; 3] = ["quoteToken", "agent", "campaign"];
pub(crate) const IN_QUOTE: [&str; 4] = ["agent", "campaign", "account", "expiresIn"];

/// A charge's body, taken apart.
#[derive(Debug)]
pub(crate) struct ChargeBody {
    pub(crate) token: Option<String>,
    /// In the order of [`TAGS`].
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "they are checked everywhere, and kept by the ledger")
    )]
    pub(crate) tags: [Option<String>; 2],
    /// What the price depends on.
    pub(crate) rest: Value,
}

impl ChargeBody {
    pub(crate) fn read(mut body: Value) -> Result<ChargeBody> {
        let token = match take(&mut body, "quoteToken") {
            None => None,
            Some(Value::String(token)) => Some(token),
            Some(_) => return Err(Error::token_not_text()),
        };
        let mut tags = [None, None];
        for (field, tag) in TAGS.iter().zip(&mut tags) {
            *tag = match take(&mut body, field) {
                None => None,
                Some(Value::String(given)) => Some(self::tag(field, given)?),
                Some(other) => return Err(Error::invalid_field(field, &format!("`{other}` is no text"))),
            };
        }
        Ok(ChargeBody { token, tags, rest: body })
    }
}

/// A field that is `null` is one that is not there.
fn take(body: &mut Value, field: &str) -> Option<Value> {
    body.as_object_mut()?.remove(field).filter(|value| !value.is_null())
}

/// What a token says of what its price depends on: the hash of its canonical form.
pub(crate) fn hash(document: &Value) -> String {
    hex(&Sha256::digest(canonical(document).as_bytes()))
}

/// The name of an agent or a campaign.
pub(crate) fn tag(field: &str, given: String) -> Result<String> {
    let good = (1..=TAG_MAX).contains(&given.len()) && !given.chars().any(char::is_control);
    if good { Ok(given) } else { Err(Error::invalid_tag(field, TAG_MAX)) }
}
