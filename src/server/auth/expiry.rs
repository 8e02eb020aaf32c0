//! Until when something is good, as people write it.

use jiff::{SpanRelativeTo, Timestamp};

use crate::ledger::Moment;
use crate::server::now_ms;
use crate::{Error, Result};

/// A time in the future, `2030-01-01T00:00:00Z`.
pub(in crate::server) fn time(path: &str, given: &str) -> Result<i64> {
    let at = Moment::parse(given).map_err(|error| error.of_field(path))?;
    in_future(path, given, at.millis())
}

fn in_future(path: &str, given: &str, ms: i64) -> Result<i64> {
    if ms > now_ms() { Ok(ms) } else { Err(Error::past_expiry(path, given)) }
}

/// How long, `30d` or `90 minutes`, in milliseconds; a day has 24 hours.
fn span(path: &str, given: &str) -> Result<i64> {
    let span: jiff::Span = given.parse().map_err(|_| Error::invalid_expiry(path, given))?;
    let days = SpanRelativeTo::days_are_24_hours();
    let length = span.to_duration(days).map_err(|_| Error::invalid_expiry(path, given))?;
    i64::try_from(length.as_millis()).map_err(|_| Error::invalid_expiry(path, given))
}

/// How long, at least a second and at most so many seconds, in milliseconds.
pub(super) fn length(path: &str, given: &str, max_s: u64, max: &str) -> Result<i64> {
    let ms = span(path, given)?;
    let within = u64::try_from(ms).is_ok_and(|ms| (1000..=max_s.saturating_mul(1000)).contains(&ms));
    if within { Ok(ms) } else { Err(Error::lasts_too_long(path, given, max)) }
}

/// A time in the future, or how long from now on.
pub(super) fn time_or_span(path: &str, given: &str) -> Result<i64> {
    if let Ok(at) = given.parse::<Timestamp>() {
        return in_future(path, given, at.as_millisecond());
    }
    let at = now_ms().checked_add(span(path, given)?).filter(|&at| Timestamp::from_millisecond(at).is_ok());
    in_future(path, given, at.ok_or_else(|| Error::invalid_expiry(path, given))?)
}
