//! The texts of the ledger's service.

use std::fmt::Display;
use std::path::Path;

use super::{Error, ErrorKind, quoted};

fn are(credits: &str) -> &'static str {
    if credits == "1" { "is" } else { "are" }
}

impl Error {
    pub(crate) fn pool_too_small(required: &str, available: &str, missing: &str) -> Error {
        Error::insufficient(
            required,
            &format!("{available} {} available", are(available)),
            &format!("add at least {missing}"),
        )
    }

    pub(crate) fn cap_too_low(required: &str, available: &str, account: &str, to: &str) -> Error {
        let (account, available) = (quoted(account), format!("{available} {} available", are(available)));
        Error::insufficient(required, &available, &format!("raise the cap of account {account} to at least {to}"))
    }

    pub(crate) fn allotment_too_small(required: &str, available: &str, account: &str, more: &str) -> Error {
        let (account, available) = (quoted(account), format!("{available} {} available", are(available)));
        Error::insufficient(required, &available, &format!("give account {account} at least {more} more"))
    }

    pub(crate) fn hold_too_small(required: &str, left: &str, most: &str) -> Error {
        Error::insufficient(required, &format!("the hold has {left} left"), &format!("ask for {most} at most"))
    }

    fn insufficient(required: &str, there: &str, fix: &str) -> Error {
        let credits = if required == "1" { "credit" } else { "credits" };
        let detail = format!("{required} {credits} {} needed and {there}: {fix}", are(required));
        Error::new(ErrorKind::InsufficientCredits, detail)
    }

    pub(crate) fn invalid_name(what: &str, given: &str, max: usize) -> Error {
        let detail = format!(
            "{what} {} must be 1 to {max} letters, digits, `-`, `_`, `.` or `:`, and neither `.` nor `..`",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidName, detail)
    }

    pub(crate) fn key_missing() -> Error {
        let detail = "send an `Idempotency-Key` header: a retry with the same key is answered, not done twice";
        Error::new(ErrorKind::IdempotencyKeyMissing, detail)
    }

    pub(crate) fn key_reused(key: &str) -> Error {
        let detail = format!("idempotency key {} was used for another request: take a new key", quoted(key));
        Error::new(ErrorKind::IdempotencyKeyReused, detail)
    }

    pub(crate) fn not_found(path: &str) -> Error {
        Error::new(ErrorKind::NotFound, format!("there is nothing at {}", quoted(path)))
    }

    pub(crate) fn method_not_allowed(method: &str, path: &str) -> Error {
        Error::new(ErrorKind::MethodNotAllowed, format!("{} does not take {}", quoted(path), quoted(method)))
    }

    pub(crate) fn body_too_large(max_bytes: usize) -> Error {
        Error::new(ErrorKind::BodyTooLarge, format!("the body is longer than {max_bytes} bytes"))
    }

    pub(crate) fn body_too_slow(seconds: u64) -> Error {
        Error::new(ErrorKind::BodyTooSlow, format!("the body was not there within {seconds} seconds"))
    }

    /// Each plan with how many accounts are on it.
    pub(crate) fn plans_in_use(book: &str, missing: &[(&String, &u64)]) -> Error {
        let plan = |&(plan, count): &(&String, &u64)| {
            format!("{} ({count} account{})", quoted(plan), if *count == 1 { "" } else { "s" })
        };
        let plans: Vec<_> = missing.iter().map(plan).collect();
        let detail =
            format!("accounts are on plans that book {} lacks: {}: move them first", quoted(book), plans.join(", "));
        Error::new(ErrorKind::PlanInUse, detail)
    }

    pub(crate) fn unsupported_csv() -> Error {
        Error::new(ErrorKind::InvalidRequest, "send a CSV with `Content-Type: text/csv`")
    }

    pub(crate) fn unsupported_body() -> Error {
        let detail = "send a JSON body with `Content-Type: application/json`";
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn encoded_body(coding: &str) -> Error {
        let detail = format!("send the body as it is, without `Content-Encoding`: {} is not undone", quoted(coding));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_query(problem: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, problem)
    }

    pub(crate) fn unavailable(problem: &str) -> Error {
        Error::new(ErrorKind::Unavailable, problem)
    }

    pub(crate) fn backup_exists(path: &Path) -> Error {
        let detail = format!("`{}` is there already: a copy goes into a new file", path.display());
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn backup_of_a_server() -> Error {
        let detail = "PostgreSQL is copied by its own tools: see `pg_dump` and `pg_basebackup`".to_owned();
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn ledger_there(database: &dyn Display) -> Error {
        let detail = format!("`{database}` holds a ledger already: a copy goes into a database without one");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn no_demo(database: &dyn Display) -> Error {
        let detail = format!("`{database}` holds a ledger that is no demo: it is not changed, take another database");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn demo_there(database: &dyn Display) -> Error {
        let detail = format!("`{database}` holds a demo already: `--reset` makes it anew");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn demo_in_use(database: &dyn Display) -> Error {
        Error::unavailable(&format!("`{database}` is in use: stop the ledger, and then make its demo anew"))
    }

    pub(crate) fn demo_on_a_server() -> Error {
        let detail = "a demo on PostgreSQL is not made anew in place: drop its database and make another".to_owned();
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn does_not_add_up(finding: &str) -> Error {
        Error::unavailable(&format!("it does not add up, and nothing was copied: {finding}; see `septet verify`"))
    }

    pub(crate) fn unknown_database(given: &str) -> Error {
        let detail =
            format!("{} is not a database: give `sqlite:` and a path, or `postgres://` and a server", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn writers_of_a_file(given: usize) -> Error {
        let detail = format!("`--writers {given}` is not for a file, which one connection writes: leave it out");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_database(problem: &str) -> Error {
        let detail = format!("the database is not understood: {problem}; give postgres://USER:PASSWORD@HOST:PORT/NAME");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn unreadable_ledger(database: &dyn Display, problem: &str) -> Error {
        Error::unavailable(&format!("`{}` is not a ledger of this version: {problem}", database))
    }

    pub(crate) fn unreadable_place(database: &dyn Display, problem: &str) -> Error {
        Error::unavailable(&format!(
            "`{database}` cannot be read where it is: whoever reads a ledger writes files beside it; give that right, or \
             copy it to a folder where you have it ({problem})"
        ))
    }
}
