//! Calendar dates, for prices that begin and end.

use std::fmt;

use crate::{Error, Result};

/// A date of the Gregorian calendar, from 0001-01-01 to 9999-12-31, without a time zone: whose midnight it is says the
/// one who gives it.
///
/// ```
/// use septet::rates::Date;
/// let date = Date::parse("2026-11-20")?;
/// assert!(date > Date::parse("2026-02-28")?);
/// assert_eq!(Date::from_days(20_777).map(|date| date.to_string()), Some("2026-11-20".to_owned()));
///
/// let error = Date::parse("2026-02-29").unwrap_err();
/// assert_eq!(error.to_string(), "`2026-02-29` is not a date such as `2026-11-20`");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// `9999-12-31`
    pub const MAX: Date = Date { year: 9999, month: 12, day: 31 };

    /// Year, month and day: `2026-11-20`.
    pub fn parse(text: &str) -> Result<Date> {
        let digits = |at: std::ops::Range<usize>| {
            let part = text.get(at).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
            part.parse::<u16>().ok()
        };
        let date = || {
            let dashes = text.len() == 10 && text.get(4..5)? == "-" && text.get(7..8)? == "-";
            let (year, month, day) = (digits(0..4)?, digits(5..7)? as u8, digits(8..10)? as u8);
            let valid = dashes && year > 0 && day > 0 && day <= days_of(year, month);
            valid.then_some(Date { year, month, day })
        };
        date().ok_or_else(|| Error::invalid_date(text))
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        // Years from March on, as below.
        let year = i64::from(self.year) - i64::from(self.month < 3);
        let month = i64::from(self.month) + if self.month < 3 { 9 } else { -3 };
        let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
        let day = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        cycle * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
    }

    /// The date that is so many days after 1970-01-01; `None` outside of the years 1 to 9999.
    pub fn from_days(days: i64) -> Option<Date> {
        /// Days of 400 years, after which the calendar repeats.
        const CYCLE: i64 = 146_097;
        /// From 0000-03-01 to 1970-01-01. Years are counted from March, so that the leap day is their last.
        const EPOCH: i64 = 719_468;
        let days = days.checked_add(EPOCH)?;
        let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        // The months from March on have 153 days in every five.
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        let year =
            u16::try_from(cycle.checked_mul(400)? + year + next).ok().filter(|year| (1..=9999).contains(year))?;
        Some(Date { year, month: month as u8, day: day as u8 })
    }

    /// The same day so many months later, or earlier: the last one of a month that has no such day. `None` outside of
    /// the years 1 to 9999.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let months = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let year = u16::try_from(months.div_euclid(12)).ok().filter(|year| (1..=9999).contains(year))?;
        let month = months.rem_euclid(12) as u8 + 1;
        Some(Date { year, month, day: self.day.min(days_of(year, month)) })
    }

    /// The first day of its month.
    pub fn month_start(self) -> Date {
        Date { day: 1, ..self }
    }
}

/// Days of a month; a month that is none has no days.
fn days_of(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
