//! Billing periods: months from an anchor, in a time zone.

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Span, Timestamp};

use super::Moment;
use crate::rates::{DAY_MS, Date};
use crate::{Error, Result};

/// A billing period: from `start` up to `end`, which is the next period's already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// 0 is the period that begins at the anchor; before it they are negative.
    pub index: i64,
    /// The first moment.
    pub start: Moment,
    /// The first moment that no longer belongs to it.
    pub end: Moment,
}

impl Period {
    /// Whether the moment lies in the period.
    pub fn contains(&self, moment: Moment) -> bool {
        self.start <= moment && moment < self.end
    }
}

/// When an account's months begin: at the anchor's day and time of day on the clocks of a time zone.
///
/// Boundary `n` is the anchor and `n` months, always counted from the anchor: where a month has no such day it is the
/// month's last day, and the next month has the anchor's again. A time that the zone's clocks skip is as much later as
/// they skip; of a time that they show twice it is the first. Time zones are those of the IANA database as compiled in.
///
/// All of it lies in the years 1 to 9999 (but for the last 26 hours), and what does not is an error (`out-of-range`).
///
/// ```
/// use septet::ledger::{Calendar, Moment};
/// let calendar = Calendar::new("2026-01-31", "Europe/Berlin")?;
/// let period = calendar.period(1)?;
/// assert_eq!(period.start.to_string(), "2026-02-27T23:00:00.000Z"); // 28 February
/// assert_eq!(period.end.to_string(), "2026-03-30T22:00:00.000Z"); // 31 March, in summer time
///
/// let now = Moment::parse("2026-03-30T12:00:00Z")?;
/// assert_eq!(calendar.index_at(now)?, 1);
/// assert_eq!(calendar.days_left(&period, now)?, (1, 31));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// In whole milliseconds, from the year 1 on.
    anchor: DateTime,
    /// One that has a name.
    zone: TimeZone,
}

impl Calendar {
    /// Reads an anchor, `2026-01-31` (midnight) or `2026-01-31T09:30` with or without seconds and milliseconds, and an
    /// IANA time zone in any case. Errors: `invalid-anchor`, `unknown-zone`.
    pub fn new(anchor: &str, zone: &str) -> Result<Calendar> {
        let anchor = read_anchor(anchor).ok_or_else(|| Error::invalid_anchor(anchor))?;
        Ok(Calendar { anchor, zone: named(zone)? })
    }

    /// The calendar anchored at what the zone's clocks show at a moment, which lies in its period 0. Errors:
    /// `unknown-zone`, `out-of-range`.
    pub fn from_moment(moment: Moment, zone: &str) -> Result<Calendar> {
        let zone = named(zone)?;
        let anchor = zone.to_datetime(timestamp(moment)?);
        if anchor.year() < 1 {
            return Err(beyond(moment));
        }
        Ok(Calendar { anchor, zone })
    }

    /// The same anchor on another zone's clocks. Error: `unknown-zone`.
    pub fn in_zone(&self, zone: &str) -> Result<Calendar> {
        Ok(Calendar { anchor: self.anchor, zone: named(zone)? })
    }

    /// The anchor in the shortest form that [`Calendar::new`] reads.
    pub fn anchor(&self) -> String {
        let mut text = format!("{:.3}", self.anchor);
        for zeros in [".000", ":00", "T00:00"] {
            if !text.ends_with(zeros) {
                break;
            }
            text.truncate(text.len() - zeros.len());
        }
        text
    }

    /// The time zone's name, as the database spells it.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }

    /// The period of an index.
    pub fn period(&self, index: i64) -> Result<Period> {
        Ok(Period { index, start: self.boundary(index)?, end: self.boundary(next(index)?)? })
    }

    /// The index of the period in which a moment lies.
    pub fn index_at(&self, moment: Moment) -> Result<i64> {
        let local = self.zone.to_datetime(timestamp(moment)?);
        let months = |time: DateTime| i64::from(time.year()) * 12 + i64::from(time.month());
        // At most one off, or two where the zone has skipped a month's last day.
        let mut index = months(local) - months(self.anchor);
        while self.boundary(index)? > moment {
            index -= 1;
        }
        while self.boundary(index + 1)? <= moment {
            index += 1;
        }
        Ok(index)
    }

    /// A period as it goes on under this calendar, which may have got another zone since the period began: index and
    /// start stay, and it ends at the boundary after its index. If that is not after the start, which no change of
    /// zone can bring about, it ends at the first boundary that is.
    pub fn continued(&self, period: &Period) -> Result<Period> {
        let index = period.index.max(self.index_at(period.start)?);
        Ok(Period { end: self.boundary(next(index)?)?, ..*period })
    }

    /// The period after `current` as [`continued`](Calendar::continued), if it has begun by now; `None` while the
    /// current one lasts. It begins where the current one ends, and has the next index.
    ///
    /// Calling it until it gives `None` passes each index once, however often the zone changes: what has begun by then
    /// is best taken before each change.
    pub fn following(&self, current: &Period, now: Moment) -> Result<Option<Period>> {
        let current = self.continued(current)?;
        if now < current.end {
            return Ok(None);
        }
        let following = Period { index: next(current.index)?, start: current.end, end: current.end };
        self.continued(&following).map(Some)
    }

    /// How far the zone's clocks are ahead of UTC at a moment, in seconds.
    pub fn offset_s(&self, moment: Moment) -> Result<i32> {
        Ok(self.zone.to_offset(timestamp(moment)?).seconds())
    }

    /// The day that the zone's calendars show at a moment.
    pub fn day(&self, moment: Moment) -> Result<Date> {
        let offset_ms = i64::from(self.offset_s(moment)?) * 1000;
        Date::from_days((moment.millis() + offset_ms).div_euclid(DAY_MS)).ok_or_else(|| beyond(moment))
    }

    /// How many of a period's days are left, today included, and how many it has in all: the days from its first one up
    /// to the day on which it ends, not counting that one, by their dates in the zone. On that day itself, as long as
    /// the period lasts, 1 is left; 0 from its end on; all before its start.
    pub fn days_left(&self, period: &Period, now: Moment) -> Result<(u32, u32)> {
        let end = self.day(period.end)?;
        let until_end = |from: Moment| {
            let days = end.days() - self.day(from)?.days();
            u32::try_from(days.max(1)).map_err(|_| beyond(period.end))
        };
        let total = until_end(period.start)?;
        let left = if now < period.end { until_end(now)?.min(total) } else { 0 };
        Ok((left, total))
    }

    /// Where the period of an index begins.
    fn boundary(&self, index: i64) -> Result<Moment> {
        let civil = || self.anchor.checked_add(Span::new().try_months(index).ok()?).ok();
        let moment = || {
            let timestamp = self.zone.to_ambiguous_timestamp(civil()?).compatible().ok()?;
            Moment::from_millis(0).plus_millis(timestamp.as_millisecond()).ok()
        };
        moment()
            .ok_or_else(|| Error::moment_out_of_range(&format!("the start of period {index} from {}", self.anchor())))
    }
}

/// A civil date and time in one of the forms that an anchor has.
fn read_anchor(text: &str) -> Option<DateTime> {
    const FORMS: [&str; 4] = ["0000-00-00", "0000-00-00T00:00", "0000-00-00T00:00:00", "0000-00-00T00:00:00.000"];
    let form = text.replace(|c: char| c.is_ascii_digit(), "0");
    let leap_second = text.get(17..19) == Some("60");
    let anchor: DateTime = text.parse().ok()?;
    (FORMS.contains(&form.as_str()) && !leap_second && anchor.year() >= 1).then_some(anchor)
}

/// The time zone of that name in the compiled-in database, even where another dependency lets jiff read the system's.
fn named(zone: &str) -> Result<TimeZone> {
    let found = TimeZoneDatabase::bundled().get(zone).ok().filter(|found| !found.is_unknown());
    found.ok_or_else(|| Error::unknown_zone(zone))
}

fn timestamp(moment: Moment) -> Result<Timestamp> {
    Timestamp::from_millisecond(moment.millis()).map_err(|_| beyond(moment))
}

fn next(index: i64) -> Result<i64> {
    index.checked_add(1).ok_or_else(|| Error::moment_out_of_range(&format!("the period after {index}")))
}

fn beyond(moment: Moment) -> Error {
    Error::moment_out_of_range(&format!("the time in the zone at {moment}"))
}
