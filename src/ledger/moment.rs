//! Points in time.

use std::fmt;

use crate::rates::{DAY_MS, rfc3339, write_rfc3339};
use crate::{Error, Result};

/// A point in time, in milliseconds since 1970 in UTC without leap seconds, from [`Moment::MIN`] to [`Moment::MAX`].
///
/// ```
/// use septet::ledger::Moment;
/// let moment = Moment::parse("2026-11-20T06:00:00+01:00")?;
/// assert_eq!(moment.to_string(), "2026-11-20T05:00:00.000Z");
/// assert_eq!(moment.plus_days(1)?.millis() - moment.millis(), 86_400_000);
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// `0001-01-01T00:00:00.000Z`
    pub const MIN: Moment = Moment(-62_135_596_800_000);
    /// `9999-12-31T23:59:59.999Z`
    pub const MAX: Moment = Moment(253_402_300_799_999);

    /// The moment so many milliseconds after 1970; what is out of range becomes the nearest end of it.
    pub fn from_millis(millis: i64) -> Moment {
        Moment(millis).clamp(Moment::MIN, Moment::MAX)
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The moment so many milliseconds later, or earlier; an error (`out-of-range`) outside of the years 1 to 9999.
    pub fn plus_millis(self, millis: i64) -> Result<Moment> {
        let sum = self.0.checked_add(millis).map(Moment);
        sum.filter(|sum| (Moment::MIN..=Moment::MAX).contains(sum))
            .ok_or_else(|| Error::moment_out_of_range(&format!("{self} and {millis} ms")))
    }

    /// The moment so many times 24 hours later, or earlier; an error (`out-of-range`) outside of the years 1 to 9999.
    pub fn plus_days(self, days: i64) -> Result<Moment> {
        let too_far = || Error::moment_out_of_range(&format!("{self} and {days} days"));
        let millis = days.checked_mul(DAY_MS).ok_or_else(too_far)?;
        self.plus_millis(millis).map_err(|_| too_far())
    }

    /// RFC 3339 as clocks show it that are so many seconds ahead of UTC, to the minute.
    ///
    /// ```
    /// use septet::ledger::Moment;
    /// let moment = Moment::parse("2026-11-20T23:30:00Z")?;
    /// assert_eq!(moment.on_clocks(5 * 3600 + 1800), "2026-11-21T05:00:00.000+05:30");
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn on_clocks(self, offset_s: i32) -> String {
        let minutes = offset_s.abs() / 60;
        let ahead_ms = i64::from(offset_s.signum() * minutes) * 60_000;
        let local = Moment::from_millis(self.0.saturating_add(ahead_ms)).to_string();
        let sign = if offset_s < 0 { '-' } else { '+' };
        format!("{}{sign}{:02}:{:02}", local.trim_end_matches('Z'), minutes / 60, minutes % 60)
    }

    /// Reads RFC 3339, with any offset; what is finer than a millisecond is cut off. An error (`invalid-request`) where
    /// it is something else or outside of the years 1 to 9999.
    pub fn parse(text: &str) -> Result<Moment> {
        let moment = || {
            let (seconds, fraction) = rfc3339(text)?;
            let millis: i64 = format!("{fraction:0<3.3}").parse().ok()?;
            Moment(0).plus_millis(seconds * 1000 + millis).ok()
        };
        moment().ok_or_else(|| Error::invalid_moment(text))
    }
}

/// RFC 3339 in UTC, with milliseconds.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_rfc3339(f, self.0)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
