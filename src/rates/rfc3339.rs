//! Points in time as they are written.

#[cfg(any(feature = "ledger", feature = "wasm"))]
use std::fmt;

use super::Date;

#[cfg(any(feature = "ledger", feature = "wasm"))]
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// `2026-11-20T10:15:30.5+01:00` as whole seconds since 1970 and the digits of the fraction; a leap second is the second
/// that follows it.
pub(crate) fn rfc3339(text: &str) -> Option<(i64, &str)> {
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.as_bytes()[10], b'T' | b't' | b' ') {
        return None;
    }
    let days = Date::parse(date).ok()?.days();
    let two = |at: usize| -> Option<i64> {
        let digits = time.get(at..at + 2)?;
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let (hours, minutes, seconds) = (two(0)?, two(3)?, two(6)?);
    let bytes = time.as_bytes();
    if bytes[2] != b':' || bytes[5] != b':' || hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let (fraction, zone) = match time.get(8..)?.strip_prefix('.') {
        None => ("", time.get(8..)?),
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
    };
    if bytes.get(8) == Some(&b'.') && fraction.is_empty() {
        return None;
    }
    let offset_minutes = match zone {
        "Z" | "z" => 0,
        _ => {
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let (hours, minutes) = zone[1..].split_once(':')?;
            let part = |digits: &str, max: i64| {
                let good = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
                good.then(|| digits.parse::<i64>().ok())?.filter(|part| *part <= max)
            };
            sign * (part(hours, 23)? * 60 + part(minutes, 59)?)
        }
    };
    let seconds = days * 86_400 + hours * 3_600 + (minutes - offset_minutes) * 60 + seconds;
    Some((seconds, fraction))
}

/// Writes milliseconds since 1970 as RFC 3339 in UTC, with milliseconds; an error outside of the years 1 to 9999.
#[cfg(any(feature = "ledger", feature = "wasm"))]
pub(crate) fn write_rfc3339(out: &mut impl fmt::Write, millis: i64) -> fmt::Result {
    let date = Date::from_days(millis.div_euclid(DAY_MS)).ok_or(fmt::Error)?;
    let millis = millis.rem_euclid(DAY_MS);
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    write!(out, "{date}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z")
}
