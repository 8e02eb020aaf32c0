//! Whether what was written adds up: entries, lots, holds and balances tell the same story.

use std::collections::BTreeMap;

use super::{Account, Entry, Part, Side};
use crate::Result;
use crate::credits::Credits;

/// What the entries of one account come to.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    entries: u64,
    debt: Credits,
    /// What can be spent and what is reserved, by lot.
    lots: BTreeMap<u64, (Credits, Credits)>,
    /// What came from other accounts, less what went to them.
    pub received: Credits,
    findings: Vec<Finding>,
}

/// Something that does not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// An entry is missing or double: another number was to follow.
    Number {
        expected: u64,
        found: u64,
    },
    /// An entry's act began after it.
    Act {
        seq: u64,
        act: u64,
    },
    /// An entry moves less than nothing, or takes from a lot what it did not have.
    Overdrawn {
        seq: u64,
    },
    /// An account says that it has so many entries.
    Count {
        account: u64,
        entries: u64,
    },
    /// A lot has something else than its entries come to: what can be spent, and what is reserved.
    Lot {
        lot: u64,
        kept: (Credits, Credits),
        entries: (Credits, Credits),
    },
    /// A lot reserves something else than holds and open attempts say.
    Held {
        lot: u64,
        kept: Credits,
        holds: Credits,
    },
    /// An open hold reserves something else than is left of it.
    Hold {
        hold: u64,
        left: Credits,
        reserved: Credits,
    },
    /// A lot holds more than was ever put into it, or less than nothing.
    Bounds {
        lot: u64,
    },
    Debt {
        kept: Credits,
        entries: Credits,
    },
}

impl Tally {
    /// Takes the next entry, in the order of their numbers.
    pub fn add(&mut self, entry: &Entry) -> Result<()> {
        self.entries += 1;
        if entry.seq != self.entries {
            self.findings.push(Finding::Number { expected: self.entries, found: entry.seq });
            self.entries = entry.seq;
        }
        if entry.act > entry.seq || entry.act == 0 {
            self.findings.push(Finding::Act { seq: entry.seq, act: entry.act });
        }
        let credits = entry.credits;
        let mut overdrawn = credits < Credits::ZERO;
        for (side, sign) in [(entry.from, -1), (entry.to, 1)] {
            let signed = if sign < 0 { Credits::ZERO.minus(credits)? } else { credits };
            match (side, entry.lot) {
                (Side::Lot, Some(lot)) => {
                    let (free, _) = self.lots.entry(lot).or_default();
                    *free = free.plus(signed)?;
                    overdrawn |= *free < Credits::ZERO;
                }
                (Side::Held, Some(lot)) => {
                    let (_, held) = self.lots.entry(lot).or_default();
                    *held = held.plus(signed)?;
                    overdrawn |= *held < Credits::ZERO;
                }
                (Side::Debt, _) => self.debt = self.debt.minus(signed)?,
                (Side::Allotment, _) => self.received = self.received.minus(signed)?,
                _ => {}
            }
        }
        if overdrawn || self.debt < Credits::ZERO {
            self.findings.push(Finding::Overdrawn { seq: entry.seq });
        }
        Ok(())
    }

    /// Holds it against an account with all its lots, open holds and attempts. Gives what does not add up.
    pub fn compare(mut self, account: &Account) -> Result<Vec<Finding>> {
        if account.entry_count != self.entries {
            self.findings.push(Finding::Count { account: account.entry_count, entries: self.entries });
        }
        if account.debt != self.debt {
            self.findings.push(Finding::Debt { kept: account.debt, entries: self.debt });
        }
        for hold in account.holds.iter().filter(|hold| hold.ended.is_none() && !hold.parts.is_empty()) {
            let (left, reserved) = (hold.left()?, super::advance::total(&hold.parts)?);
            if left != reserved {
                self.findings.push(Finding::Hold { hold: hold.id, left, reserved });
            }
        }
        let reserved = reserved(account)?;
        for lot in &account.lots {
            let kept = (lot.free()?, lot.held);
            let entries = self.lots.remove(&lot.id).unwrap_or_default();
            if kept != entries {
                self.findings.push(Finding::Lot { lot: lot.id, kept, entries });
            }
            if lot.remaining > lot.granted || lot.held > lot.remaining || lot.held < Credits::ZERO {
                self.findings.push(Finding::Bounds { lot: lot.id });
            }
            let holds = reserved.get(&lot.id).copied().unwrap_or_default();
            if holds != lot.held {
                self.findings.push(Finding::Held { lot: lot.id, kept: lot.held, holds });
            }
        }
        // Lots that only entries know.
        let nothing = (Credits::ZERO, Credits::ZERO);
        self.findings.extend(self.lots.into_iter().map(|(lot, entries)| Finding::Lot { lot, kept: nothing, entries }));
        Ok(self.findings)
    }
}

/// What open holds and attempts reserve, by lot.
fn reserved(account: &Account) -> Result<BTreeMap<u64, Credits>> {
    let holds = account.holds.iter().filter(|hold| hold.ended.is_none()).flat_map(|hold| &hold.parts);
    let attempts = account.attempts.iter().filter(|attempt| attempt.reserved).flat_map(|attempt| &attempt.parts);
    let mut reserved = BTreeMap::new();
    for Part { lot, credits } in holds.chain(attempts) {
        let sum: &mut Credits = reserved.entry(lot.unwrap_or_default()).or_default();
        *sum = sum.plus(*credits)?;
    }
    Ok(reserved)
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Finding::Number { expected, found } => write!(f, "entry {found} follows where {expected} should"),
            Finding::Act { seq, act } => write!(f, "entry {seq} is a part of {act}, which began after it"),
            Finding::Overdrawn { seq } => write!(f, "entry {seq} moves what was not there"),
            Finding::Count { account, entries } => {
                write!(f, "the account counts {account} entries, and there are {entries}")
            }
            Finding::Lot { lot, kept, entries } => write!(
                f,
                "lot {lot} has {} to spend and {} reserved, and its entries come to {} and {}",
                kept.0, kept.1, entries.0, entries.1
            ),
            Finding::Held { lot, kept, holds } => {
                write!(f, "lot {lot} reserves {kept}, and holds and attempts come to {holds}")
            }
            Finding::Hold { hold, left, reserved } => {
                write!(f, "hold {hold} has {left} left to capture, and reserves {reserved}")
            }
            Finding::Bounds { lot } => write!(f, "lot {lot} holds more than was granted, or less than nothing"),
            Finding::Debt { kept, entries } => write!(f, "the account owes {kept}, and its entries come to {entries}"),
        }
    }
}
