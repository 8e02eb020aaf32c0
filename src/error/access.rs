//! The texts of who may come in, and what they may do.

use super::{Error, ErrorKind, listed, quoted};

impl Error {
    pub(crate) fn unauthorized() -> Error {
        let detail = "send `Authorization: Bearer` with a key of this ledger, such as the admin key that it printed at \
                      its first start";
        Error::new(ErrorKind::Unauthorized, detail)
    }

    pub(crate) fn session_ended() -> Error {
        Error::new(ErrorKind::Unauthorized, "this session has ended: log in again")
    }

    pub(crate) fn key_expired(prefix: &str) -> Error {
        let detail = format!("the time of key {} is over: ask for a new one", quoted(&format!("{prefix}…")));
        Error::new(ErrorKind::KeyExpired, detail)
    }

    pub(crate) fn key_revoked(prefix: &str) -> Error {
        let detail = format!("key {} was revoked: ask for a new one", quoted(&format!("{prefix}…")));
        Error::new(ErrorKind::KeyRevoked, detail)
    }

    pub(crate) fn invalid_login_code() -> Error {
        let detail = "the login code is wrong, used or expired: ask for a new one";
        Error::new(ErrorKind::InvalidLoginCode, detail)
    }

    pub(crate) fn forbidden(what: &str) -> Error {
        Error::new(ErrorKind::Forbidden, what)
    }

    pub(crate) fn scope_needed(needed: &str, given: &[&str]) -> Error {
        let given = listed(given.iter().copied());
        let detail = format!("this needs a key with scope {}, and this one has {given}", quoted(needed));
        Error::new(ErrorKind::Forbidden, detail)
    }

    pub(crate) fn not_for_people(account: &str) -> Error {
        let detail = format!(
            "a session may read, quote, hold, charge, run campaigns, allot and set alerts and auto-reload for account {}, \
             nothing else",
            quoted(account)
        );
        Error::new(ErrorKind::Forbidden, detail)
    }

    pub(crate) fn another_account(own: &str) -> Error {
        Error::new(ErrorKind::Forbidden, format!("this session is for account {} only", quoted(own)))
    }

    pub(crate) fn account_or_operator(given: &str) -> Error {
        Error::invalid_field("account", &format!("give an `account`, or `\"operator\": true` in its place: {given}"))
    }

    pub(crate) fn csrf_token_missing() -> Error {
        let detail =
            "send an `X-CSRF-Token` header with the session's `csrfToken`, as `GET /v1/sessions/current` gives it";
        Error::new(ErrorKind::Forbidden, detail)
    }

    pub(crate) fn foreign_origin(given: &str) -> Error {
        let detail = format!(
            "a page from {} may not do this: start the ledger with its `--public-url` or `--allow-origin`",
            quoted(given)
        );
        Error::new(ErrorKind::Forbidden, detail)
    }

    pub(crate) fn too_many_requests(wait_s: u64) -> Error {
        let detail = format!("that is too often: ask again in {wait_s} seconds");
        Error::new(ErrorKind::TooManyRequests, detail)
    }

    pub(crate) fn unknown_key(id: &str) -> Error {
        Error::new(ErrorKind::UnknownKey, format!("there is no key {}", quoted(id)))
    }

    pub(crate) fn last_admin_key(id: &str) -> Error {
        let detail = format!(
            "{} is the last valid admin key: create another one first, or revoke it with `septet key revoke`",
            quoted(id)
        );
        Error::new(ErrorKind::LastAdminKey, detail)
    }

    pub(crate) fn no_scope() -> Error {
        Error::invalid_field("scopes", "a key needs one scope at least: `admin`, `charge`, `read`")
    }

    pub(crate) fn invalid_expiry(path: &str, given: &str) -> Error {
        let problem =
            format!("{} is neither a time such as `2026-11-20T10:15:30Z` nor a span such as `30d`", quoted(given));
        Error::invalid_field(path, &problem)
    }

    pub(crate) fn past_expiry(path: &str, given: &str) -> Error {
        Error::invalid_field(path, &format!("{} is not in the future", quoted(given)))
    }

    pub(crate) fn lasts_too_long(path: &str, given: &str, max: &str) -> Error {
        Error::invalid_field(path, &format!("{} is out of range: at least a second, at most {max}", quoted(given)))
    }

    pub(crate) fn invalid_origin(given: &str) -> Error {
        let problem = format!(
            "{} is not an origin such as `https://app.example`: scheme, host in lower case and a port that is not the \
             scheme's own, without a path",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidRequest, format!("`--allow-origin` {problem}"))
    }

    pub(crate) fn invalid_public_url(given: &str) -> Error {
        let detail = format!("`--public-url` {} is not an address such as `https://ledger.example`", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_checkout_url(given: &str) -> Error {
        let detail =
            format!("`--checkout-url` {} is not an address such as `https://shop.example/credits`", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn no_database_there(path: &str) -> Error {
        let detail = format!("there is no database {}: `septet serve` makes one at its first start", quoted(path));
        Error::new(ErrorKind::InvalidRequest, detail)
    }
}
