//! From a CSV to a deck.

use sha2::{Digest, Sha256};

use super::finding::RATES_MAX;
use super::place::Place;
use super::records::Records;
use super::rows::{Columns, Entry, Operators, Row, misspelt, narrowed, subject};
use super::{DECK_BYTES_MAX, Date, Deck, Finding, Group, NO_PARENT, canonical, plain};
use crate::hex::hex;
use crate::map::Set;
use crate::sort;

/// Reads a deck, or says everything that is wrong with it. What is only odd stands in [`Deck::warnings`].
///
/// ```
/// let findings = septet::rates::read("sms", b"prefix,price_usd\n91,0.05\n+91,0.05\n").unwrap_err();
/// assert_eq!(findings[0].line, 3);
/// assert_eq!(findings[0].text, "prefix `+91` is not 1 to 15 digits of an E.164 number, without `+`");
/// ```
pub fn read(name: &str, csv: &[u8]) -> Result<Deck, Vec<Finding>> {
    if csv.len() > DECK_BYTES_MAX {
        return Err(vec![Finding::too_large(csv.len())]);
    }
    let mut records = Records::new(csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv));
    if records.advance().is_none() {
        return Err(vec![Finding::empty()]);
    }
    let columns = Columns::of(&records).map_err(|finding| vec![finding])?;
    let mut warnings = misspelt(&records);
    let (mut entries, mut operators) = (Vec::new(), Operators::default());
    let (mut currency, mut findings) = (None, Vec::new());
    while let Some(line) = records.advance() {
        match columns.row(&records, line, &mut operators) {
            Err(text) => findings.push(Finding::new(line, text)),
            Ok(None) => {}
            Ok(Some(row)) if *currency.get_or_insert(row.currency) != row.currency => {
                findings.push(Finding::currency(line, &row.currency.to_string()));
            }
            Ok(Some(row)) if entries.len() + row.places.len() > RATES_MAX => {
                findings.push(Finding::too_many(line));
                break;
            }
            Ok(Some(Row { entry, places, .. })) if places.len() == 1 => entries.push(entry),
            Ok(Some(row)) => entries.extend(row.places.iter().map(|&place| Entry { place, ..row.entry.clone() })),
        }
    }
    let operators = operators.sorted(&mut entries);
    sort::by_key(&mut entries, |entry| (entry.key(), entry.from, entry.row));
    in_time(&mut entries, &operators, &mut findings);
    let Some(currency) = currency.filter(|_| findings.is_empty()) else {
        if findings.is_empty() {
            findings.push(Finding::no_rate());
        }
        sort::by_key(&mut findings, |finding| finding.line);
        return Err(findings);
    };

    let groups = groups(&entries);
    warnings.extend(self::warnings(&entries, &groups));
    warnings.extend(gaps(&entries, &operators));
    sort::by_key(&mut warnings, |finding| finding.line);
    let canonical = canonical::write(&entries, &operators, currency);
    Ok(Deck {
        name: name.to_owned(),
        currency,
        hash: hex(&Sha256::digest(canonical.as_bytes())),
        canonical,
        warnings,
        plain: plain::rates(&entries, &groups),
        has_lines: entries.iter().any(|entry| entry.line.is_some()),
        entries,
        groups,
        operators,
    })
}

/// Ends each rate where the next one of its key begins, and finds those that stand in each other's way.
fn in_time(entries: &mut [Entry], operators: &[(String, String)], findings: &mut Vec<Finding>) {
    // A row of many places says what is wrong once.
    let mut said = Set::new();
    for at in 1..entries.len() {
        let (before, [entry, ..]) = entries.split_at_mut(at) else { return };
        let Some(before) = before.last_mut().filter(|before| before.key() == entry.key()) else { continue };
        let (first, last) = (before.row.min(entry.row), before.row.max(entry.row));
        if before.from == entry.from {
            if said.insert(last) {
                findings.push(Finding::duplicate(last, &subject(entry.place), &narrowed(entry, operators)));
            }
        } else if before.to.is_some_and(|to| entry.from.is_some_and(|from| from < to)) {
            if said.insert(last) {
                findings.push(Finding::overlaps(last, first));
            }
        } else if before.to.is_none() {
            before.to = entry.from;
        }
    }
}

/// The entries of each place. A prefix knows the next shorter one.
fn groups(entries: &[Entry]) -> Vec<Group> {
    let (mut groups, mut start) = (Vec::<Group>::new(), 0);
    for chunk in entries.chunk_by(|a, b| a.place == b.place) {
        let (place, end) = (chunk[0].place, start + chunk.len());
        let mut parent = groups.len().checked_sub(1).map_or(NO_PARENT, |last| last as u32);
        while let Some(group) = groups.get(parent as usize) {
            match (group.place, place) {
                (Place::Prefix(shorter), Place::Prefix(prefix)) if shorter.covers(prefix) => break,
                _ => parent = group.parent,
            }
        }
        groups.push(Group { place, start: start as u32, end: end as u32, parent });
        start = end;
    }
    groups
}

fn warnings(entries: &[Entry], groups: &[Group]) -> Vec<Finding> {
    let mut warnings = Vec::new();
    for group in groups {
        let own = group.of(entries);
        match group.place {
            Place::Region(region) if !region.is_known() => {
                let line = own.iter().map(|entry| entry.row).min().unwrap_or(1);
                warnings.push(Finding::unknown_region(line, region.as_str()));
            }
            Place::Prefix(prefix) => {
                let Some(parent) = groups.get(group.parent as usize) else { continue };
                let rate =
                    |entry: &Entry| (entry.key().1, entry.category, entry.line, entry.from, entry.to, entry.price);
                let Place::Prefix(shorter) = parent.place else { continue };
                if own.iter().map(rate).eq(parent.of(entries).iter().map(rate)) {
                    let (prefix, shorter) = (prefix.to_string(), shorter.to_string());
                    let finding = |entry: &Entry| Finding::never_matters(entry.row, &prefix, &shorter);
                    warnings.extend(own.iter().map(finding));
                }
            }
            _ => {}
        }
    }
    warnings
}

/// Days between two rows of a key on which neither is valid, nor one that says less.
fn gaps(entries: &[Entry], operators: &[(String, String)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in entries.windows(2) {
        let [before, entry] = pair else { continue };
        let (Some(from), Some(to)) = (before.to, entry.from) else { continue };
        if before.key() == entry.key() && from < to && !is_covered(entries, entry, [from, to]) {
            let narrowed = narrowed(entry, operators);
            findings.push(Finding::gap(entry.row, &subject(entry.place), &narrowed, [from, to]));
        }
    }
    findings
}

/// Whether a row of the place that says less is valid on all of these days.
fn is_covered(entries: &[Entry], entry: &Entry, [from, to]: [Date; 2]) -> bool {
    let (place, operator, category, line) = entry.key();
    let keys = [operator, 0].into_iter().flat_map(|operator| {
        let lines = [category, None].into_iter().flat_map(move |category| [(category, line), (category, None)]);
        lines.map(move |(category, line)| (place, operator, category, line))
    });
    let is_valid = |key| {
        let after = entries.partition_point(|entry| (entry.key(), entry.from) <= (key, Some(from)));
        let last = after.checked_sub(1).and_then(|at| entries.get(at));
        last.is_some_and(|last| last.key() == key && last.to.is_none_or(|end| end >= to))
    };
    keys.into_iter().any(is_valid)
}
