//! Billing periods: against named cases, and against a calculation of their own over four centuries.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use septet::ErrorKind;
use septet::ledger::{Calendar, Moment, Period};

use crate::support::Chance;

const HOUR: i64 = 60 * 60 * 1000;

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn kind<T: std::fmt::Debug>(result: septet::Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}

/// (anchor, zone, index, start, end)
const NAMED: &[(&str, &str, i64, &str, &str)] = &[
    // Short months, and back to the anchor's day; before the anchor; leap years.
    ("2026-01-31", "UTC", 1, "2026-02-28T00:00:00.000Z", "2026-03-31T00:00:00.000Z"),
    ("2026-01-31", "UTC", -2, "2025-11-30T00:00:00.000Z", "2025-12-31T00:00:00.000Z"),
    ("2026-01-30T12:00", "UTC", 25, "2028-02-29T12:00:00.000Z", "2028-03-30T12:00:00.000Z"),
    ("2024-02-29", "UTC", 12, "2025-02-28T00:00:00.000Z", "2025-03-29T00:00:00.000Z"),
    ("2024-02-29", "UTC", 48, "2028-02-29T00:00:00.000Z", "2028-03-29T00:00:00.000Z"),
    ("2024-02-29", "UTC", 912, "2100-02-28T00:00:00.000Z", "2100-03-29T00:00:00.000Z"),
    ("2026-01-31", "Europe/Berlin", 1, "2026-02-27T23:00:00.000Z", "2026-03-30T22:00:00.000Z"),
    // The ends of the world, a quarter of an hour, a millisecond.
    ("2026-01-31", "Pacific/Kiritimati", 0, "2026-01-30T10:00:00.000Z", "2026-02-27T10:00:00.000Z"),
    ("2026-01-31", "Etc/GMT+12", 0, "2026-01-31T12:00:00.000Z", "2026-02-28T12:00:00.000Z"),
    ("2026-01-31T09:30", "Asia/Kathmandu", 0, "2026-01-31T03:45:00.000Z", "2026-02-28T03:45:00.000Z"),
    ("2026-01-30T23:59:59.999", "Pacific/Noumea", 0, "2026-01-30T12:59:59.999Z", "2026-02-28T12:59:59.999Z"),
    // 02:30 is skipped on 8 March: 03:30 in summer time.
    ("2026-01-08T02:30", "America/New_York", 2, "2026-03-08T07:30:00.000Z", "2026-04-08T06:30:00.000Z"),
    // 01:30 comes twice on 1 November: the first one, in summer time.
    ("2026-10-01T01:30", "America/New_York", 1, "2026-11-01T05:30:00.000Z", "2026-12-01T06:30:00.000Z"),
    ("2026-01-29T02:30", "Europe/Berlin", 2, "2026-03-29T01:30:00.000Z", "2026-04-29T00:30:00.000Z"),
    ("2026-09-25T02:30", "Europe/Berlin", 1, "2026-10-25T00:30:00.000Z", "2026-11-25T01:30:00.000Z"),
    // Half an hour: 02:00 to 02:30 are skipped, 01:30 to 02:00 come twice.
    ("2026-09-04T02:15", "Australia/Lord_Howe", 1, "2026-10-03T15:45:00.000Z", "2026-11-03T15:15:00.000Z"),
    ("2026-03-05T01:45", "Australia/Lord_Howe", 1, "2026-04-04T14:45:00.000Z", "2026-05-04T15:15:00.000Z"),
    // The clocks went on by an hour at midnight, and at the end of Ramadan.
    ("2018-10-04", "America/Sao_Paulo", 1, "2018-11-04T03:00:00.000Z", "2018-12-04T02:00:00.000Z"),
    ("2025-03-06T02:30", "Africa/Casablanca", 1, "2025-04-06T02:30:00.000Z", "2025-05-06T01:30:00.000Z"),
    // Days that never were, and one that was twice.
    ("2011-11-30", "Pacific/Apia", 1, "2011-12-30T10:00:00.000Z", "2012-01-29T10:00:00.000Z"),
    ("1994-12-31T12:00", "Pacific/Kiritimati", 0, "1994-12-31T22:00:00.000Z", "1995-01-30T22:00:00.000Z"),
    ("1892-06-04T12:00", "Pacific/Apia", 1, "1892-07-03T23:26:56.000Z", "1892-08-04T23:26:56.000Z"),
];

#[test]
fn named_periods() {
    for &(anchor, zone, index, start, end) in NAMED {
        let calendar = Calendar::new(anchor, zone).unwrap();
        let period = calendar.period(index).unwrap();
        assert_eq!(period, Period { index, start: moment(start), end: moment(end) }, "{anchor} {zone} {index}");
    }
}

/// Anchors for every zone.
const ANCHORS: &[&str] =
    &["2026-01-28T09:30", "2026-01-29T18:45:30", "2026-01-30T23:59:59.999", "2026-01-31", "2024-02-29T02:30"];

/// Zones, each with anchors at times that its clocks skip or show twice.
const ZONES: &[(&str, &[&str])] = &[
    ("UTC", &[]),
    ("Pacific/Kiritimati", &["1994-12-31T12:00"]),
    ("Etc/GMT+12", &[]),
    ("Pacific/Noumea", &["1996-12-01T02:30", "1997-03-02T02:30"]),
    ("Australia/Lord_Howe", &["2026-10-04T02:15", "2026-04-05T01:45"]),
    ("America/New_York", &["2026-03-08T02:30", "2026-11-01T01:30"]),
    ("Europe/Berlin", &["2026-03-29T02:30", "2026-10-25T02:30"]),
    ("Pacific/Apia", &["2011-12-30T12:00", "1892-07-04T12:00"]),
    ("Africa/Casablanca", &["2025-04-06T02:30", "2025-02-23T02:30"]),
    ("America/Sao_Paulo", &["2018-11-04", "2018-02-17T23:30"]),
    ("Asia/Kathmandu", &["1986-01-01T00:10"]),
];

/// Months on both sides of the anchor: 400 years and more in all.
const MONTHS: i64 = 2410;

#[test]
fn periods_of_four_centuries() {
    std::thread::scope(|scope| {
        let (here, there) = ZONES.split_at(ZONES.len() / 2);
        scope.spawn(|| here.iter().for_each(four_centuries));
        there.iter().for_each(four_centuries);
    });
}

fn four_centuries(&(name, own): &(&str, &[&str])) {
    let mut chance = Chance(7);
    let zone = TimeZoneDatabase::bundled().get(name).unwrap();
    for anchor in ANCHORS.iter().chain(own) {
        let calendar = Calendar::new(anchor, name).unwrap();
        let civil = Civil::read(anchor);
        let mut start = boundary(&zone, &civil, -MONTHS);
        for index in -MONTHS..MONTHS {
            let end = boundary(&zone, &civil, index + 1);
            let case = format!("{anchor} {name} {index}");
            let period = calendar.period(index).unwrap();
            assert_eq!((period.index, period.start.millis(), period.end.millis()), (index, start, end), "{case}");
            assert!((27 * 24 * HOUR..33 * 24 * HOUR).contains(&(end - start)), "{case}");

            let before = Moment::from_millis(start - 1);
            assert!(period.contains(period.start) && !period.contains(period.end) && !period.contains(before));
            let inside = Moment::from_millis(start + chance.below((end - start) as usize) as i64);
            assert!(period.contains(inside));
            for (at, expected) in [(before, index - 1), (period.start, index), (inside, index)] {
                assert_eq!(calendar.index_at(at).unwrap(), expected, "{case} {at}");
            }
            start = end;
        }
    }
}

/// What a clock on a wall and a calendar beside it show.
struct Civil {
    year: i64,
    /// From 0.
    month: i64,
    day: i64,
    millis: i64,
}

impl Civil {
    fn read(anchor: &str) -> Civil {
        let (date, time) = anchor.split_once('T').unwrap_or((anchor, "00:00"));
        let date: Vec<i64> = date.split('-').map(|part| part.parse().unwrap()).collect();
        let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let seconds = time.split(':').zip([3600, 60, 1]).map(|(part, unit)| part.parse::<i64>().unwrap() * unit);
        let millis = seconds.sum::<i64>() * 1000 + fraction.parse::<i64>().unwrap();
        Civil { year: date[0], month: date[1] - 1, day: date[2], millis }
    }

    /// Some months later, in milliseconds since 1970 on the same wall.
    fn after(&self, months: i64) -> i64 {
        let months = self.year * 12 + self.month + months;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as usize);
        let leap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0;
        let mut lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        lengths[1] += i64::from(leap);
        let past = year - 1;
        let days_of_years = past * 365 + past / 4 - past / 100 + past / 400;
        let days = days_of_years + lengths[..month].iter().sum::<i64>() + self.day.min(lengths[month]) - 1;
        (days - 719_162) * 24 * HOUR + self.millis
    }
}

/// Where a period begins, found by trial: the first moment at which the zone's clocks show that time.
fn boundary(zone: &TimeZone, anchor: &Civil, months: i64) -> i64 {
    let wall = anchor.after(months);
    let offset = |at: i64| {
        let at = Timestamp::from_millisecond(at).unwrap();
        i64::from(zone.to_offset(at).seconds()) * 1000
    };
    let (mut low, mut high) = (wall - 27 * HOUR, wall + 27 * HOUR);
    let tried = [low, wall, high].map(|at| wall - offset(at));
    if let Some(found) = tried.into_iter().filter(|&at| at + offset(at) == wall).min() {
        return found;
    }
    // They never show it: it is as long after the jump as it would have been without one.
    while high - low > 1 {
        let middle = (low + high) / 2;
        if middle + offset(middle) < wall { low = middle } else { high = middle }
    }
    assert!(low + offset(low) < wall && high + offset(high) > wall);
    wall - offset(low)
}

/// The period in which an account is by now, and the indexes begun on the way.
fn caught_up(calendar: &Calendar, mut period: Period, now: Moment) -> (Period, Vec<i64>) {
    let mut begun = Vec::new();
    while let Some(next) = calendar.following(&period, now).unwrap() {
        assert!(next.index == period.index + 1 && next.start < next.end && next.start <= now);
        assert_eq!(next.start, calendar.continued(&period).unwrap().end);
        begun.push(next.index);
        period = next;
    }
    let period = calendar.continued(&period).unwrap();
    assert!(period.start < period.end && now < period.end);
    (period, begun)
}

#[test]
fn another_zone_in_mid_period() {
    let east = Calendar::new("2026-01-31", "Pacific/Kiritimati").unwrap();
    let west = east.in_zone("Etc/GMT+12").unwrap();
    assert_eq!((west.anchor(), west.zone()), ("2026-01-31".to_owned(), "Etc/GMT+12"));

    // 31 March in the east is 30 March, 10:00 in UTC; in the west it is 26 hours later.
    let first = east.period(1).unwrap();
    assert_eq!(first.end, moment("2026-03-30T10:00:00Z"));
    let (longer, begun) = caught_up(&west, first, moment("2026-03-30T11:00:00Z"));
    assert!(begun.is_empty());
    assert_eq!(longer, Period { end: moment("2026-03-31T12:00:00Z"), ..first });

    // Back in the east the period is over at once.
    let (second, begun) = caught_up(&east, longer, moment("2026-03-30T11:00:00Z"));
    assert_eq!(begun, [2]);
    assert_eq!(second, Period { index: 2, start: moment("2026-03-30T10:00:00Z"), end: moment("2026-04-29T10:00:00Z") });

    // In the west it is still the month before, and the second period goes on all the same.
    let now = moment("2026-03-30T12:00:00Z");
    assert_eq!(west.index_at(now).unwrap(), 1);
    let (still, begun) = caught_up(&west, second, now);
    assert!(begun.is_empty());
    assert_eq!(still, Period { end: moment("2026-04-30T12:00:00Z"), ..second });
    assert_eq!(west.days_left(&still, now).unwrap(), (31, 32)); // from 29 March to 30 April, by dates in the west
}

#[test]
fn whatever_the_zones_each_index_begins_once() {
    let mut chance = Chance(11);
    for anchor in ANCHORS.iter().chain(ZONES.iter().flat_map(|zone| zone.1)) {
        let utc = Calendar::new(anchor, "UTC").unwrap();
        let mut calendar = utc.clone();
        let mut period = calendar.period(0).unwrap();
        let (mut now, mut last) = (period.start, 0);
        for _ in 0..300 {
            now = now.plus_millis(chance.below(40 * 24) as i64 * HOUR).unwrap();
            let (present, begun) = caught_up(&calendar, period, now);
            for index in begun {
                assert_eq!(index, last + 1);
                last = index;
            }
            let days = (present.end.millis() - present.start.millis()) / (24 * HOUR);
            assert!((26..34).contains(&days), "{present:?}");
            assert!(present.contains(now));
            // The index is the anchor's count of months still, wherever the account has been since.
            let drift = present.start.millis() - utc.period(present.index).unwrap().start.millis();
            assert!(drift.abs() <= 39 * HOUR, "{present:?}");
            let (left, total) = calendar.days_left(&present, now).unwrap();
            assert!(1 <= left && left <= total && total <= 34, "{left} of {total}: {present:?} at {now}");
            period = present;
            calendar = calendar.in_zone(chance.pick(ZONES).0).unwrap();
        }
        assert!(last > 100);
    }
}

#[test]
fn a_period_of_another_anchor_ends_after_it_began() {
    let calendar = Calendar::new("2026-01-15", "UTC").unwrap();
    let start = moment("2026-06-20T00:00:00Z");
    let period = calendar.continued(&Period { index: 2, start, end: start }).unwrap();
    assert_eq!(period, Period { index: 2, start, end: moment("2026-07-15T00:00:00Z") });
    let next = calendar.following(&period, moment("2026-09-01T00:00:00Z")).unwrap().unwrap();
    assert_eq!(next, Period { index: 3, start: period.end, end: moment("2026-08-15T00:00:00Z") });
}

#[test]
fn days_left() {
    let left = |anchor: &str, zone: &str, index: i64, now: &str| {
        let calendar = Calendar::new(anchor, zone).unwrap();
        calendar.days_left(&calendar.period(index).unwrap(), moment(now)).unwrap()
    };
    // A month of 28 days with its first and last moments, before it and after it.
    assert_eq!(left("2026-02-01", "UTC", 0, "2026-02-01T00:00:00Z"), (28, 28));
    assert_eq!(left("2026-02-01", "UTC", 0, "2026-02-01T23:59:59.999Z"), (28, 28));
    assert_eq!(left("2026-02-01", "UTC", 0, "2026-02-02T00:00:00Z"), (27, 28));
    assert_eq!(left("2026-02-01", "UTC", 0, "2026-02-28T23:59:59.999Z"), (1, 28));
    assert_eq!(left("2026-02-01", "UTC", 0, "2026-03-01T00:00:00Z"), (0, 28));
    assert_eq!(left("2026-02-01", "UTC", 0, "2026-01-01T00:00:00Z"), (28, 28));
    // From 31 January, 9:30, to 28 February, 9:30.
    assert_eq!(left("2026-01-31T09:30", "UTC", 0, "2026-01-31T09:30:00Z"), (28, 28));
    assert_eq!(left("2026-01-31T09:30", "UTC", 0, "2026-02-27T23:00:00Z"), (1, 28));
    assert_eq!(left("2026-01-31T09:30", "UTC", 0, "2026-02-28T09:29:59Z"), (1, 28));
    // The day is the zone's.
    assert_eq!(left("2026-02-01", "America/New_York", 0, "2026-02-02T04:59:59Z"), (28, 28));
    assert_eq!(left("2026-02-01", "America/New_York", 0, "2026-02-02T05:00:00Z"), (27, 28));
    // Days of 23 and 25 hours are days; and so is, by its date, one that was left out.
    assert_eq!(left("2026-03-08", "America/New_York", 0, "2026-03-09T04:00:00Z"), (30, 31));
    assert_eq!(left("2026-11-01", "America/New_York", 0, "2026-11-02T04:59:59Z"), (30, 30));
    assert_eq!(left("2011-12-01", "Pacific/Apia", 0, "2011-12-30T09:59:59Z"), (3, 31));
    assert_eq!(left("2011-12-01", "Pacific/Apia", 0, "2011-12-30T10:00:00Z"), (1, 31));
}

#[test]
fn the_day_is_that_of_the_zone() {
    let day = |zone: &str, at: &str| Calendar::new("2026-01-01", zone).unwrap().day(moment(at)).unwrap().to_string();
    assert_eq!(day("Pacific/Kiritimati", "2026-12-31T10:00:00Z"), "2027-01-01");
    assert_eq!(day("Etc/GMT+12", "2027-01-01T11:59:59.999Z"), "2026-12-31");
    assert_eq!(day("Pacific/Apia", "2011-12-30T09:59:59.999Z"), "2011-12-29");
    assert_eq!(day("Pacific/Apia", "2011-12-30T10:00:00Z"), "2011-12-31");
    assert_eq!(day("Asia/Kathmandu", "1969-12-31T18:29:59Z"), "1969-12-31");
}

#[test]
fn anchors() {
    let read = |anchor: &str| Calendar::new(anchor, "UTC").map(|calendar| calendar.anchor());
    for (given, canonical) in [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T00:00", "2026-01-31"),
        ("2026-01-31T00:00:00.000", "2026-01-31"),
        ("2026-01-31T09:30:00", "2026-01-31T09:30"),
        ("2026-01-31T10:00", "2026-01-31T10:00"),
        ("2026-01-31T00:00:30", "2026-01-31T00:00:30"),
        ("2026-01-31T00:00:00.250", "2026-01-31T00:00:00.250"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31T23:59:59.999", "9999-12-31T23:59:59.999"),
    ] {
        assert_eq!(read(given).as_deref(), Ok(canonical));
        assert_eq!(read(canonical).as_deref(), Ok(canonical));
    }
    for wrong in [
        "",
        "2026",
        "2026-01",
        "2026-1-31",
        "20260131",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "-2026-01-31",
        "+002026-01-31",
        "2026-01-31T",
        "2026-01-31T09",
        "2026-01-31T24:00",
        "2026-01-31T09:60",
        "2026-01-31T23:59:60",
        "2026-01-31T09:30:15.2",
        "2026-01-31T09:30:15.2500",
        "2026-01-31T09:30:15,250",
        "2026-01-31 09:30",
        "2026-01-31t09:30",
        "2026-01-31T09:30Z",
        "2026-01-31T09:30+01:00",
        " 2026-01-31",
        "2026-01-31[UTC]",
        "２026-01-31",
        "2026-01-31T09:30:1é",
    ] {
        assert_eq!(kind(read(wrong)), ErrorKind::InvalidAnchor, "{wrong}");
    }
    assert_eq!(
        read("31.1.2026").unwrap_err().to_string(),
        "`31.1.2026` is not an anchor: give a date such as `2026-01-31` or a local time such as `2026-01-31T09:30`, \
         without an offset and of the years 1 to 9999"
    );
}

#[test]
fn zones() {
    let zone = |name: &str| Calendar::new("2026-01-31", name).map(|calendar| calendar.zone().to_owned());
    assert_eq!(zone("europe/BERLIN").as_deref(), Ok("Europe/Berlin"));
    assert_eq!(zone("utc").as_deref(), Ok("UTC"));
    for wrong in
        ["", "Berlin", "Europe/", "Etc/Unknown", "+01:00", "CET-1CEST", "../UTC", "/etc/localtime", "Europe/Berlin\0"]
    {
        assert_eq!(kind(zone(wrong)), ErrorKind::UnknownZone, "{wrong}");
    }
    let calendar = Calendar::new("2026-01-31", "UTC").unwrap();
    assert_eq!(kind(calendar.in_zone("Mars/Olympus")), ErrorKind::UnknownZone);
    assert_eq!(kind(Calendar::from_moment(moment("2026-01-31T00:00:00Z"), "Mars")), ErrorKind::UnknownZone);
    let error = zone("Mars").unwrap_err().to_string();
    assert_eq!(error, "`Mars` is not a time zone: give an IANA name such as `Europe/Berlin` or `UTC`");
}

#[test]
fn an_anchor_from_a_moment() {
    let from = |at: &str, zone: &str| Calendar::from_moment(moment(at), zone).unwrap();
    let calendar = from("2026-01-30T10:00:00Z", "Pacific/Kiritimati");
    assert_eq!(calendar.anchor(), "2026-01-31");
    assert_eq!(calendar.period(0).unwrap().start, moment("2026-01-30T10:00:00Z"));
    assert_eq!(from("2026-11-20T05:06:07.089Z", "America/New_York").anchor(), "2026-11-20T00:06:07.089");
    // In the second 01:30 of the night: the period has begun with the first one.
    let calendar = from("2026-11-01T06:30:00Z", "America/New_York");
    assert_eq!(calendar.period(0).unwrap().start, moment("2026-11-01T05:30:00Z"));
    assert_eq!(calendar.index_at(moment("2026-11-01T06:30:00Z")), Ok(0));
    assert_eq!(kind(Calendar::from_moment(Moment::MIN, "America/New_York")), ErrorKind::OutOfRange);
    assert_eq!(kind(Calendar::from_moment(Moment::MAX, "UTC")), ErrorKind::OutOfRange);
}

#[test]
fn the_ends_of_the_calendar() {
    let calendar = Calendar::new("2026-01-31", "UTC").unwrap();
    let last = calendar.period(12 * 7973 + 9).unwrap();
    assert_eq!(last.start, moment("9999-10-31T00:00:00Z"));
    assert_eq!(kind(calendar.period(last.index + 1)), ErrorKind::OutOfRange);
    let first = calendar.period(-12 * 2025).unwrap();
    assert_eq!(first.start, moment("0001-01-31T00:00:00Z"));
    for index in [first.index - 1, i64::MIN, i64::MAX, i64::MAX - 1] {
        assert_eq!(kind(calendar.period(index)), ErrorKind::OutOfRange);
    }
    for at in [Moment::MIN, Moment::MAX, last.end, moment("0001-01-30T23:59:59.999Z")] {
        assert_eq!(kind(calendar.index_at(at)), ErrorKind::OutOfRange, "{at}");
    }
    assert_eq!(calendar.index_at(last.start), Ok(last.index));
    assert_eq!(calendar.index_at(first.start), Ok(first.index));
    assert_eq!(kind(calendar.day(Moment::MAX)), ErrorKind::OutOfRange);
    assert_eq!(kind(calendar.in_zone("Etc/GMT+12").unwrap().day(Moment::MIN)), ErrorKind::OutOfRange);
    let error = calendar.following(&Period { index: i64::MAX, ..first }, last.end).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (
            ErrorKind::OutOfRange,
            "the period after 9223372036854775807 is beyond what the calendar holds: the years 1 to 9999"
        )
    );
    assert_eq!(
        calendar.period(last.index + 1).unwrap_err().to_string(),
        "the start of period 95687 from 2026-01-31 is beyond what the calendar holds: the years 1 to 9999"
    );
}

#[test]
fn moments() {
    for (given, canonical) in [
        ("2026-11-20T05:00:00Z", "2026-11-20T05:00:00.000Z"),
        ("2026-11-20T05:00:00.5Z", "2026-11-20T05:00:00.500Z"),
        ("2026-11-20t05:00:00.123456789z", "2026-11-20T05:00:00.123Z"),
        ("2026-11-20T05:00:00.9999-05:30", "2026-11-20T10:30:00.999Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ] {
        assert_eq!(moment(given).to_string(), canonical);
        assert_eq!(moment(canonical), moment(given));
        assert_eq!(Moment::from_millis(moment(given).millis()), moment(given));
    }
    for wrong in [
        "",
        "now",
        "2026-11-20",
        "2026-11-20T05:00Z",
        "2026-11-20T05:00:00",
        "2026-11-20T05:00:00.Z",
        "2026-11-20T05:00:00+01",
        "2026-11-20T24:00:00Z",
        "2026-02-29T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:00-00:01",
        "2026-11-20T05:00:00Z[UTC]",
        "2026-11-20é05:00:00Z",
    ] {
        assert_eq!(kind(Moment::parse(wrong)), ErrorKind::InvalidRequest, "{wrong}");
    }
    assert_eq!(
        Moment::parse("soon").unwrap_err().to_string(),
        "`soon` is not a point in time such as `2026-11-20T10:15:30Z`, of the years 1 to 9999 in UTC"
    );

    let epoch = Moment::from_millis(0);
    assert_eq!(format!("{epoch:?}"), "1970-01-01T00:00:00.000Z");
    assert_eq!(epoch.plus_days(-1).unwrap().to_string(), "1969-12-31T00:00:00.000Z");
    assert_eq!(epoch.plus_millis(1).unwrap().millis(), 1);
    assert_eq!((Moment::from_millis(i64::MIN), Moment::from_millis(i64::MAX)), (Moment::MIN, Moment::MAX));
    assert_eq!((Moment::MIN, Moment::MAX), (moment("0001-01-01T00:00:00Z"), moment("9999-12-31T23:59:59.999Z")));
    for beyond in [Moment::MAX.plus_millis(1), Moment::MIN.plus_millis(-1), epoch.plus_millis(i64::MAX)] {
        assert_eq!(kind(beyond), ErrorKind::OutOfRange);
    }
    assert_eq!(kind(epoch.plus_days(i64::MAX)), ErrorKind::OutOfRange);
    assert_eq!(
        epoch.plus_days(4_000_000).unwrap_err().to_string(),
        "1970-01-01T00:00:00.000Z and 4000000 days is beyond what the calendar holds: the years 1 to 9999"
    );
}
