//! Which days are looked at.

use super::plus_days;
use crate::rates::Date;
use crate::{Error, Result};

/// Days, the first and the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub first: Date,
    pub last: Date,
}

impl Range {
    /// An error (`invalid-request`) where the last day is before the first.
    pub fn new(first: Date, last: Date) -> Result<Range> {
        if first <= last { Ok(Range { first, last }) } else { Err(Error::range_backwards(first, last)) }
    }

    /// How many days it has.
    pub fn days(&self) -> i64 {
        self.last.days() - self.first.days() + 1
    }

    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A range that ends today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Last30Days,
    Last3Months,
    Last6Months,
    Last12Months,
    /// From the first day with usage on.
    All,
    ThisMonth,
    /// From the day on which the billing period began.
    ThisPeriod,
}

impl Preset {
    pub const ALL: [Preset; 7] = [
        Preset::Last30Days,
        Preset::Last3Months,
        Preset::Last6Months,
        Preset::Last12Months,
        Preset::All,
        Preset::ThisMonth,
        Preset::ThisPeriod,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Preset::Last30Days => "last-30-days",
            Preset::Last3Months => "last-3-months",
            Preset::Last6Months => "last-6-months",
            Preset::Last12Months => "last-12-months",
            Preset::All => "all",
            Preset::ThisMonth => "this-month",
            Preset::ThisPeriod => "this-period",
        }
    }

    /// Its days: the last N months are those from the same day N months ago, or that month's last one, to today. `known`
    /// are the first and the last day with usage.
    ///
    /// ```
    /// use septet::ledger::usage::{Preset, Range};
    /// use septet::rates::Date;
    /// let today = Date::parse("2026-05-31")?;
    /// let Range { first, last } = Preset::Last3Months.range(today, today, None)?;
    /// assert_eq!((first.to_string().as_str(), last), ("2026-02-28", today));
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn range(self, today: Date, period_start: Date, known: Option<(Date, Date)>) -> Result<Range> {
        // Nobody looks at the year 1.
        let months_ago = |months: i64| today.plus_months(-months).unwrap_or(today);
        let first = match self {
            Preset::Last30Days => plus_days(today, -29)?,
            Preset::Last3Months => months_ago(3),
            Preset::Last6Months => months_ago(6),
            Preset::Last12Months => months_ago(12),
            Preset::All => known.map_or(today, |(first, _)| first.min(today)),
            Preset::ThisMonth => today.month_start(),
            Preset::ThisPeriod => period_start.min(today),
        };
        // One whose zone was further east has had tomorrow already.
        let last = if self == Preset::All { known.map_or(today, |(_, last)| last.max(today)) } else { today };
        Range::new(first, last)
    }
}
