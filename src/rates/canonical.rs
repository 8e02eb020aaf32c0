//! A deck's one form: equal decks have equal texts, and the text read again gives an equal deck.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::markets::{self, Market};
use super::place::Place;
use super::rows::Entry;
use crate::credits::Currency;

/// A column that is written where any row has something in it.
type Column = (&'static str, fn(&Entry) -> bool);

const COLUMNS: [Column; 8] = [
    ("iso", |entry| matches!(entry.place, Place::Region(_) | Place::Class(_))),
    ("prefix", |entry| matches!(entry.place, Place::Prefix(_))),
    ("market", |entry| entry.place == Place::Other || entry.market.is_some()),
    ("operator", |entry| entry.operator > 0),
    ("category", |entry| entry.category.is_some()),
    ("line", |entry| entry.line.is_some()),
    ("valid_from", |entry| entry.from.is_some()),
    ("valid_to", |entry| entry.to.is_some()),
];

/// The entries as a CSV; `operators` are in lower case and as written.
pub(super) fn write(entries: &[Entry], operators: &[(String, String)], currency: Currency) -> String {
    let used = COLUMNS.map(|(_, has)| entries.iter().any(has));
    let mut out = String::with_capacity(32 + 24 * entries.len());
    for (name, _) in COLUMNS.iter().zip(used).filter(|(_, used)| *used).map(|(column, _)| column) {
        out.push_str(name);
        out.push(',');
    }
    out.push_str("price,currency\n");
    let end = format!(",{currency}\n");
    for entry in entries {
        for (at, _) in used.iter().enumerate().filter(|(_, used)| **used) {
            let _ = cell(&mut out, at, entry, operators);
            out.push(',');
        }
        push_decimal(&mut out, entry.price);
        out.push_str(&end);
    }
    out
}

/// What an entry has in one of [`COLUMNS`].
fn cell(out: &mut String, at: usize, entry: &Entry, operators: &[(String, String)]) -> std::fmt::Result {
    match (at, entry.place) {
        (0, Place::Region(region)) => out.push_str(region.as_str()),
        (0, Place::Class(class)) => out.push_str(class.name()),
        (1, Place::Prefix(prefix)) => push_digits(out, prefix.digits(), 0),
        (2, Place::Other) => out.push_str(markets::OTHER),
        (2, _) => push_quoted(out, entry.market.map_or("", Market::name)),
        (3, _) => {
            let operator = operators.get((entry.operator as usize).wrapping_sub(1));
            push_quoted(out, operator.map_or("", |(_, written)| written));
        }
        (4, _) => out.push_str(entry.category.map_or("", |category| category.name())),
        (5, _) => out.push_str(entry.line.map_or("", |line| line.name())),
        (6, _) => entry.from.map_or(Ok(()), |date| write!(out, "{date}"))?,
        (7, _) => entry.to.map_or(Ok(()), |date| write!(out, "{date}"))?,
        _ => {}
    }
    Ok(())
}

/// A text as a CSV's field.
fn push_quoted(out: &mut String, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// The same text that the decimal's `Display` gives, in a tenth of its time.
fn push_decimal(out: &mut String, price: Decimal) {
    match u64::try_from(price.mantissa()) {
        Ok(mantissa) => push_digits(out, mantissa, price.scale() as usize),
        Err(_) => {
            let _ = write!(out, "{price}");
        }
    }
}

/// A number's digits, so many of them behind a point.
fn push_digits(out: &mut String, mut rest: u64, scale: usize) {
    const DIGITS: usize = 32;
    let (mut text, mut at) = ([b'0'; DIGITS], DIGITS);
    let mut written = 0;
    while rest > 0 || written <= scale {
        if written == scale && scale > 0 {
            at -= 1;
            text[at] = b'.';
        }
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    out.push_str(std::str::from_utf8(&text[at..]).unwrap_or_default());
}
