//! What holds after every command: the accounts are what their entries add up to.

use std::collections::BTreeMap;

use septet::ledger::{Account, Accounts, Entry, Side};

/// Sums of everything that was ever written, in micro-credits.
#[derive(Default)]
pub(crate) struct Audit {
    /// (account, lot) → what is free and what is held.
    lots: BTreeMap<(String, u64), (i64, i64)>,
    debts: BTreeMap<String, i64>,
    entries: BTreeMap<String, u64>,
    /// What went from account to account.
    allotted: i64,
}

impl Audit {
    pub(crate) fn add(&mut self, entry: &Entry) {
        let count = self.entries.entry(entry.account.clone()).or_default();
        *count += 1;
        assert_eq!(entry.seq, *count, "numbers without gaps");
        assert!(entry.act <= entry.seq && entry.concerns.is_none_or(|number| number < entry.seq), "{entry:?}");
        let micros = entry.credits.micros();
        assert!(micros >= 0 && entry.from != entry.to, "{entry:?}");
        for (side, micros) in [(entry.from, -micros), (entry.to, micros)] {
            match side {
                Side::Lot | Side::Held => match entry.lot {
                    Some(lot) => {
                        let (free, held) = self.lots.entry((entry.account.clone(), lot)).or_default();
                        let part = if side == Side::Lot { free } else { held };
                        *part += micros;
                        assert!(*part >= 0, "{entry:?}");
                    }
                    None => assert_eq!(micros, 0, "{entry:?}"),
                },
                // What is owed is a lot below zero.
                Side::Debt => {
                    let debt = self.debts.entry(entry.account.clone()).or_default();
                    *debt -= micros;
                    assert!(*debt >= 0, "{entry:?}");
                }
                Side::Allotment => self.allotted += micros,
                _ => {}
            }
        }
    }

    pub(crate) fn check(&self, accounts: &Accounts) {
        assert_eq!(self.allotted, 0, "what one account gives another one gets");
        for account in accounts.iter() {
            self.check_account(account);
        }
    }

    fn check_account(&self, account: &Account) {
        let name = &account.id;
        assert_eq!(account.entry_count, self.entries.get(name).copied().unwrap_or_default());
        assert_eq!(account.debt.micros(), self.debts.get(name).copied().unwrap_or_default(), "debt of {name}");
        assert!(account.debt.micros() >= 0, "debt of {name}");
        let mut reserved = BTreeMap::<u64, i64>::new();
        for hold in &account.holds {
            let parts = hold.parts.iter().map(|part| part.credits.micros()).sum::<i64>();
            assert!(hold.ended.is_none() || parts == 0, "{hold:?}");
            assert!(hold.captured <= hold.credits, "{hold:?}");
            assert!(parts == 0 || parts == hold.left().unwrap().micros(), "{hold:?}");
        }
        let holds = account.holds.iter().flat_map(|hold| &hold.parts);
        let attempts = account.attempts.iter().filter(|attempt| attempt.reserved).flat_map(|attempt| &attempt.parts);
        for part in holds.chain(attempts) {
            *reserved.entry(part.lot.unwrap()).or_default() += part.credits.micros();
        }
        let mut total = 0;
        for lot in &account.lots {
            let (free, held) = self.lots[&(name.clone(), lot.id)];
            let [granted, remaining, held_now] = [lot.granted, lot.remaining, lot.held].map(|credits| credits.micros());
            assert_eq!((remaining, held_now), (free + held, held), "{name} {lot:?}");
            assert!(0 <= held_now && held_now <= remaining && remaining <= granted, "{name} {lot:?}");
            assert_eq!(reserved.remove(&lot.id).unwrap_or_default(), held, "reserved in {name} {lot:?}");
            assert!(lot.source.is_none_or(|source| !source.capped) || free == 0, "{name} {lot:?}");
            total += remaining;
        }
        assert!(reserved.values().all(|micros| *micros == 0), "{reserved:?}");
        assert_eq!(account.total().unwrap().micros(), total);
        assert_eq!(account.lots.len(), self.lots.keys().filter(|(of, _)| of == name).count());
    }
}
