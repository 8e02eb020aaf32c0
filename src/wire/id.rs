//! How the numbers of what the ledger keeps are written: `ch_17` is a charge.

use crate::ledger::EntryKind;

/// What the ids of a kind begin with; a number follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id(&'static str);

pub(crate) const CHARGE: Id = Id("ch_");
pub(crate) const HOLD: Id = Id("ho_");
pub(crate) const GRANT: Id = Id("gr_");
pub(crate) const PURCHASE: Id = Id("pu_");
pub(crate) const REFUND: Id = Id("re_");
pub(crate) const ENTRY: Id = Id("en_");
pub(crate) const KEY: Id = Id("key_");
pub(crate) const RELOAD: Id = Id("");

impl Id {
    /// The id of a number.
    pub(crate) fn of(self, number: u64) -> String {
        format!("{}{number}", self.0)
    }

    /// The number in an id.
    pub(crate) fn number(self, id: &str) -> Option<u64> {
        let number = id.strip_prefix(self.0)?.parse().ok();
        // One form for each: no sign, no leading zero.
        number.filter(|&number| (1..=i64::MAX.unsigned_abs()).contains(&number) && self.of(number) == id)
    }
}

/// The id of an act, and of what it is about.
pub(crate) fn of_entry(kind: EntryKind, act: u64, concerns: Option<u64>) -> (String, Option<String>) {
    let own = match kind {
        EntryKind::Charge | EntryKind::Capture => CHARGE,
        EntryKind::Grant => GRANT,
        EntryKind::Hold => HOLD,
        EntryKind::Purchase => PURCHASE,
        EntryKind::Refund => REFUND,
        _ => ENTRY,
    };
    let of_hold = matches!(kind, EntryKind::Capture | EntryKind::Release | EntryKind::HoldExpiry);
    let other = if of_hold { HOLD } else { CHARGE };
    (own.of(act), concerns.map(|number| other.of(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_form() {
        assert_eq!((KEY.of(7), KEY.number("key_7")), ("key_7".to_owned(), Some(7)));
        assert_eq!(RELOAD.number("9223372036854775807"), Some(i64::MAX.unsigned_abs()));
        for other in ["key_07", "key_+7", "key_0", "key_", "key_-7", "key_9223372036854775808", "7", "ch_7", "key_7 "] {
            assert_eq!(KEY.number(other), None, "{other}");
        }
    }
}
