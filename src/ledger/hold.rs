//! What is reserved, what has started, and what is given below.

use std::sync::Arc;

use super::{Label, Moment, Part};
use crate::credits::Credits;
use crate::{Error, Result};

/// The longest that a hold may last.
pub const HOLD_MS_MAX: i64 = 30 * 24 * 60 * 60 * 1000;

/// An exact maximum that is reserved, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The number of its first entry.
    pub id: u64,
    pub made: Moment,
    pub expires: Moment,
    /// `None` while it is open. It ends once.
    pub ended: Option<Ended>,
    /// What it may capture in all.
    pub credits: Credits,
    pub captured: Credits,
    /// What did not come back at its end: its lots had expired.
    pub forfeited: Credits,
    /// What it still reserves, lot by lot; nothing for an account that nothing is deducted from.
    pub parts: Vec<Part>,
    /// What its captures are of, unless they say it themselves.
    pub label: Arc<Label>,
}

/// How a hold ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Its last capture said so.
    Captured,
    Released,
    Expired,
}

impl Ended {
    pub const ALL: [Ended; 3] = [Ended::Captured, Ended::Released, Ended::Expired];

    pub fn name(self) -> &'static str {
        match self {
            Ended::Captured => "captured",
            Ended::Released => "released",
            Ended::Expired => "expired",
        }
    }
}

impl Hold {
    /// Whether one that is made now may last until then.
    pub(crate) fn check_end(now: Moment, expires: Moment) -> Result<()> {
        let lasts = expires > now && expires <= now.plus_millis(HOLD_MS_MAX)?;
        if lasts { Ok(()) } else { Err(Error::hold_time(HOLD_MS_MAX / 1000)) }
    }

    /// What can still be captured.
    pub fn left(&self) -> Result<Credits> {
        match self.ended {
            None => self.credits.minus(self.captured),
            Some(_) => Ok(Credits::ZERO),
        }
    }

    /// What came back at its end.
    pub fn released(&self) -> Result<Credits> {
        match self.ended {
            None => Ok(Credits::ZERO),
            Some(_) => self.credits.minus(self.captured)?.minus(self.forfeited),
        }
    }
}

/// An attempt that was charged when it started and has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The charge's number.
    pub charge: u64,
    /// What was taken for it; once a new period has begun, what is reserved for it in the present one's lots.
    pub parts: Vec<Part>,
    /// A new period has begun since: what was taken is back, and reserved until the attempt ends.
    pub reserved: bool,
    pub label: Option<Arc<Label>>,
}

/// Credits for an account below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allotment {
    pub to: String,
    /// Moved into the other account's own pool; else a limit on this one's.
    pub reserve: bool,
    pub credits: Credits,
    /// Whether it is made again each period.
    pub renew: bool,
    /// What was drawn under a cap in this period.
    pub used: Credits,
}

impl Allotment {
    /// Whether credits are moved below anew each period.
    pub(super) fn moves_each_period(&self) -> bool {
        self.reserve && self.renew
    }

    /// What is left of a cap.
    pub fn left(&self) -> Result<Credits> {
        Ok(self.credits.minus(self.used)?.max(Credits::ZERO))
    }
}
