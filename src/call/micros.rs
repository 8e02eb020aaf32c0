//! Time on a call's clock.

use std::fmt;

use super::{CALL_S_MAX, CLOCK_S_MAX};
use crate::Result;
use crate::credits::{Credits, Ratio};

/// A point on a call's clock, or a length of time, in microseconds. Its text is canonical decimal seconds.
///
/// ```
/// use septet::call::Micros;
/// assert_eq!(Micros::from_s(90).to_string(), "90");
/// assert_eq!(Micros(-1_500_000).to_string(), "-1.5");
/// assert_eq!(Micros(1_500_000).seconds()?.to_string(), "1.5");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub i64);

impl Micros {
    pub(super) const CALL_MAX: Micros = Micros::from_s(CALL_S_MAX as i64);
    pub(super) const CLOCK_MAX: Micros = Micros::from_s(CLOCK_S_MAX as i64);

    /// Whole seconds. What does not fit is the point furthest off, which no call's clock reaches.
    pub const fn from_s(seconds: i64) -> Micros {
        Micros(seconds.saturating_mul(1_000_000))
    }

    /// Exact seconds.
    pub fn seconds(self) -> Result<Ratio> {
        Ratio::new(self.0.into(), 1_000_000)
    }
}

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Credits are counted in millionths too.
        Credits::from_micros(self.0).fmt(f)
    }
}
