//! The texts of charges and signed quotes, wherever they are checked.

use super::{Error, ErrorKind, quoted};

impl Error {
    pub(crate) fn known_to_the_ledger(field: &str) -> Error {
        let detail = format!("a charge has no field {}: the ledger sets it itself", quoted(field));
        Error::new(ErrorKind::UnknownField, detail)
    }

    pub(crate) fn repair_in_charge() -> Error {
        Error::new(ErrorKind::UnknownField, "a charge has no field `repair`: ask for repairs in a quote")
    }

    pub(crate) fn invalid_tag(field: &str, max: usize) -> Error {
        let detail = format!("`{field}` is a name of 1 to {max} bytes without control characters");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    fn invalid_quote(problem: &str) -> Error {
        Error::new(ErrorKind::InvalidQuote, format!("the quote token {problem}"))
    }

    pub(crate) fn quote_not_jws() -> Error {
        Error::invalid_quote("is not one: it must be three parts of base64url with dots between them")
    }

    pub(crate) fn quote_too_long(max_bytes: usize) -> Error {
        Error::invalid_quote(&format!("is longer than {max_bytes} bytes"))
    }

    pub(crate) fn quote_unreadable(part: &str, problem: &Error) -> Error {
        Error::invalid_quote(&format!("has {part} that cannot be read: {problem}"))
    }

    pub(crate) fn quote_field(field: &str, given: &str, allowed: &str) -> Error {
        Error::invalid_quote(&format!("has {} {}: it must be {}", quoted(field), quoted(given), quoted(allowed)))
    }

    pub(crate) fn quote_key_unknown(kid: &str) -> Error {
        Error::invalid_quote(&format!("is signed with key {}, which is none of this ledger's", quoted(kid)))
    }

    pub(crate) fn quote_not_signed() -> Error {
        Error::invalid_quote("has a signature that does not fit it: it was changed, or signed by somebody else")
    }

    pub(crate) fn quote_from_the_future() -> Error {
        Error::invalid_quote("says that it was signed in the future")
    }

    pub(crate) fn quote_lasts_too_long(max_seconds: i64) -> Error {
        Error::invalid_quote(&format!("says that it lasts longer than {max_seconds} seconds"))
    }

    pub(crate) fn quote_expired(at: &str) -> Error {
        Error::new(ErrorKind::QuoteExpired, format!("the quote was good until {at}: ask for a new one"))
    }

    pub(crate) fn quote_of_other_account(account: &str) -> Error {
        let detail = format!("the quote is not for account {}: a quote is for the account it names", quoted(account));
        Error::new(ErrorKind::QuoteMismatch, detail)
    }

    pub(crate) fn quote_of_other_request() -> Error {
        let detail = "the quote is for another request: send the request that was quoted, to the character";
        Error::new(ErrorKind::QuoteMismatch, detail)
    }

    #[cfg(feature = "wasm")]
    pub(crate) fn quote_of_other_decks() -> Error {
        Error::invalid_quote("names other decks than its price is made from")
    }

    #[cfg(feature = "wasm")]
    pub(crate) fn quote_priced_otherwise(said: &str, is: &str) -> Error {
        Error::invalid_quote(&format!("says {said}, but the book and the decks that it names make it {is}"))
    }

    /// `kind` is `book` or `deck`.
    #[cfg(feature = "server")]
    pub(crate) fn document_unknown(kind: &str, hash: &str) -> Error {
        let error = if kind == "book" { ErrorKind::UnknownBook } else { ErrorKind::UnknownDeck };
        Error::new(error, format!("the ledger keeps no {kind} with the hash {}", quoted(hash)))
    }

    pub(crate) fn token_in_quote() -> Error {
        Error::unknown_field("quoteToken", "a quote is not made from another one")
    }

    pub(crate) fn token_not_text() -> Error {
        Error::invalid_field("quoteToken", "expected a string")
    }

    pub(crate) fn expires_in(given: &str, max: i64) -> Error {
        Error::invalid_field(
            "expiresIn",
            &format!("{} is not a whole number of seconds from 1 to {max}", quoted(given)),
        )
    }
}
