//! Campaigns: many charges within one limit. The credits are a hold's; a campaign says what the hold is for.

use crate::map::Map;

use super::{Ended, Hold, Moment};
use crate::credits::Credits;
use crate::rates::Date;

/// A campaign of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// What its charges are tagged with.
    pub id: String,
    pub mode: Mode,
    /// The number of the hold that pays for it; `None` where nothing is reserved.
    pub hold: Option<u64>,
    pub made: Moment,
    pub expires: Moment,
    /// When one without a hold was ended. Where there is a hold, that one says it.
    pub ended: Option<Moment>,
    pub basis: Basis,
    /// The least, the expected and the most that it was to cost when it started.
    pub min: Credits,
    pub expected: Credits,
    pub max: Credits,
    /// What was missing of the most when it started.
    pub missing: Credits,
}

/// What a campaign was priced by, and what its captures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub service: String,
    pub plan: String,
    /// The day whose prices count, where they change on dates.
    pub at: Option<Date>,
    /// The book's hash.
    pub book: String,
    /// The decks' hashes, by name.
    pub decks: Map<String, String>,
}

/// How a campaign is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The most is reserved: it always goes through to its end.
    HoldMaximum,
    /// What is expected is reserved: it stops there.
    HoldExpected,
    /// Nothing is reserved: each charge is paid by the balance, as long as that lasts.
    Warn,
}

impl Mode {
    pub const ALL: [Mode; 3] = [Mode::HoldMaximum, Mode::HoldExpected, Mode::Warn];

    pub fn name(self) -> &'static str {
        match self {
            Mode::HoldMaximum => "hold_maximum",
            Mode::HoldExpected => "hold_expected",
            Mode::Warn => "warn",
        }
    }
}

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    Running,
    Ended,
    /// Its time was over.
    Expired,
}

impl Stand {
    pub const ALL: [Stand; 3] = [Stand::Running, Stand::Ended, Stand::Expired];

    pub fn name(self) -> &'static str {
        match self {
            Stand::Running => "running",
            Stand::Ended => "ended",
            Stand::Expired => "expired",
        }
    }
}

impl Campaign {
    /// What is to be reserved for it.
    pub fn reserves(&self) -> Option<Credits> {
        match self.mode {
            Mode::HoldMaximum => Some(self.max),
            Mode::HoldExpected => Some(self.expected),
            Mode::Warn => None,
        }
    }

    /// Where it stands at a moment, with the hold that pays for it.
    pub fn stand(&self, hold: Option<&Hold>, now: Moment) -> Stand {
        match hold.map(|hold| hold.ended) {
            Some(Some(Ended::Expired)) => Stand::Expired,
            Some(Some(Ended::Captured | Ended::Released)) => Stand::Ended,
            _ if self.ended.is_some() => Stand::Ended,
            _ if self.expires <= now => Stand::Expired,
            _ => Stand::Running,
        }
    }
}
