//! A call: how much of it is billed, what its minutes cost, and how long it may last.

mod increments;
mod limit;
mod measure;
mod micros;
mod tiers;

pub use increments::{Anchor, Increments};
pub use limit::longest;
pub use measure::{Measured, measure};
pub use micros::Micros;
pub(crate) use tiers::check_order;
pub use tiers::{Tier, check_tiers, price, tier_parts};

use crate::{Error, Result};

/// The longest call, in seconds: 30 days. Carriers cut calls after hours; what is longer was never hung up.
pub const CALL_S_MAX: u64 = 30 * 24 * 60 * 60;

/// How far from 0 a point on a call's clock may be, in seconds: the last second of the year 9999 in Unix time, the
/// end of RFC 3339. Differences of points this close cannot overflow.
pub const CLOCK_S_MAX: u64 = 253_402_300_799;

/// What a call was, on a clock of its own: all points are counted from the same moment, whichever that is.
///
/// ```
/// use septet::call::{Call, Interval, Metering, Micros, measure};
/// let at = Micros::from_s;
/// let call = Call {
///     started: Some(at(0)),
///     answered: Some(at(12)),
///     ended: at(102),
///     holds: vec![Interval { from: at(30), to: at(50) }],
///     ..Call::default()
/// };
/// assert_eq!(measure(&call, &Metering::default())?.billed, at(90));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// When it was dialled, or began to ring.
    pub started: Option<Micros>,
    /// When it was picked up; `None` where it never was.
    pub answered: Option<Micros>,
    /// When it was hung up; for a call that still runs, now.
    pub ended: Micros,
    pub direction: Option<Direction>,
    /// Who handled the whole of it; a part that a person took over is an interval of `human`.
    pub handler: Handler,
    /// When somebody was on hold. Intervals of any kind may overlap and may reach beyond the call.
    pub holds: Vec<Interval>,
    /// When the system was busy with itself.
    pub processing: Vec<Interval>,
    /// When a person handled the call.
    pub human: Vec<Interval>,
}

impl Call {
    /// A call of that many seconds that was answered as it began.
    ///
    /// ```
    /// use septet::call::{Call, Metering, Micros, measure};
    /// assert_eq!(measure(&Call::lasting(90), &Metering::default())?.billed, Micros::from_s(90));
    /// assert!(measure(&Call::lasting(-1), &Metering::default()).is_err());
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn lasting(seconds: i64) -> Call {
        let zero = Micros::from_s(0);
        Call { started: Some(zero), answered: Some(zero), ended: Micros::from_s(seconds), ..Call::default() }
    }

    /// Refuses a call that cannot have been.
    fn check(&self) -> Result<()> {
        let points = [("startedAt", self.started), ("answeredAt", self.answered), ("endedAt", Some(self.ended))];
        let points: Vec<_> = points.into_iter().filter_map(|(field, at)| Some((field, at?))).collect();
        for &(field, at) in &points {
            on_clock(field, at)?;
        }
        for pair in points.windows(2) {
            let [(earlier, first), (later, second)] = [pair[0], pair[1]];
            if second < first {
                let allowed = format!("not before `{earlier}`, `{first}`");
                return Err(Error::invalid_call(later, second, &allowed));
            }
        }
        // The first and the last point; both on the clock, so that their distance is a number.
        if let Some(&(field, from)) = points.first().filter(|(_, from)| self.ended.0 - from.0 > Micros::CALL_MAX.0) {
            let allowed = format!("at most {CALL_S_MAX} seconds after `{field}`, `{from}`");
            return Err(Error::invalid_call("endedAt", self.ended, &allowed));
        }
        for (field, intervals) in [("holds", &self.holds), ("processing", &self.processing), ("human", &self.human)] {
            for (index, &Interval { from, to }) in intervals.iter().enumerate() {
                let place = |side: &str| format!("{field}[{index}].{side}");
                on_clock(&place("from"), from)?;
                on_clock(&place("to"), to)?;
                if to < from {
                    return Err(Error::invalid_call(&place("to"), to, &format!("not before its `from`, `{from}`")));
                }
            }
        }
        Ok(())
    }
}

fn on_clock(field: &str, at: Micros) -> Result<()> {
    if at.0.unsigned_abs() <= Micros::CLOCK_MAX.0.unsigned_abs() {
        return Ok(());
    }
    Err(Error::invalid_call(field, at, &format!("from -{CLOCK_S_MAX} to {CLOCK_S_MAX} seconds")))
}

/// A stretch of a call, without its last point: two that touch do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub from: Micros,
    pub to: Micros,
}

/// Who called whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Inbound,
    Outbound,
    /// From a page in a browser: no telephone network is part of it.
    Web,
}

impl Direction {
    pub const ALL: [Direction; 3] = [Direction::Inbound, Direction::Outbound, Direction::Web];

    pub fn name(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
            Direction::Web => "web",
        }
    }
}

/// Who speaks for the account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Handler {
    #[default]
    Ai,
    Person,
}

impl Handler {
    pub const ALL: [Handler; 2] = [Handler::Ai, Handler::Person];

    pub fn name(self) -> &'static str {
        match self {
            Handler::Ai => "ai",
            Handler::Person => "person",
        }
    }
}

/// Time within a call that a price may leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclude {
    Hold,
    Processing,
    /// While a person handles the call.
    Human,
}

impl Exclude {
    pub const ALL: [Exclude; 3] = [Exclude::Hold, Exclude::Processing, Exclude::Human];

    pub fn name(self) -> &'static str {
        match self {
            Exclude::Hold => "hold",
            Exclude::Processing => "processing",
            Exclude::Human => "human",
        }
    }
}

/// Where billing begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BilledFrom {
    #[default]
    Answer,
    /// Bills ringing too, and calls that nobody answers.
    Start,
}

impl BilledFrom {
    pub const ALL: [BilledFrom; 2] = [BilledFrom::Answer, BilledFrom::Start];

    pub fn name(self) -> &'static str {
        match self {
            BilledFrom::Answer => "answer",
            BilledFrom::Start => "start",
        }
    }
}

/// How a price measures calls. The default is exact time from answer to hang-up.
///
/// ```
/// use septet::call::{Call, Exclude, Handler, Metering, Micros, measure};
/// let only_ai = Metering { exclude: vec![Exclude::Human], ..Metering::default() };
/// let by_person = Call { handler: Handler::Person, ..Call::lasting(90) };
/// assert_eq!(measure(&by_person, &Metering::default())?.billed, Micros::from_s(90));
/// assert_eq!(measure(&by_person, &only_ai)?.billed, Micros::from_s(0));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metering {
    pub from: BilledFrom,
    /// What is not billed, in any order.
    pub exclude: Vec<Exclude>,
    pub increments: Increments,
}
