//! The texts of amounts, moments and billing periods in the ledger.

use super::{Error, ErrorKind, quoted};

impl Error {
    pub(crate) fn not_positive(what: &str, given: &str) -> Error {
        Error::new(ErrorKind::InvalidAmount, format!("{what} {} must be more than 0", quoted(given)))
    }

    pub(crate) fn invalid_moment(given: &str) -> Error {
        let detail = format!(
            "{} is not a point in time such as `2026-11-20T10:15:30Z`, of the years 1 to 9999 in UTC",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn moment_out_of_range(given: &str) -> Error {
        let detail = format!("{given} is beyond what the calendar holds: the years 1 to 9999");
        Error::new(ErrorKind::OutOfRange, detail)
    }

    pub(crate) fn invalid_anchor(given: &str) -> Error {
        let detail = format!(
            "{} is not an anchor: give a date such as `2026-01-31` or a local time such as `2026-01-31T09:30`, without an \
             offset and of the years 1 to 9999",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidAnchor, detail)
    }

    pub(crate) fn unknown_zone(given: &str) -> Error {
        let detail =
            format!("{} is not a time zone: give an IANA name such as `Europe/Berlin` or `UTC`", quoted(given));
        Error::new(ErrorKind::UnknownZone, detail)
    }
}
