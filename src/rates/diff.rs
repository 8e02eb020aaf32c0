//! What changes from one deck to the next.

use rust_decimal::Decimal;

use super::Deck;
use crate::credits::{Per, Ratio, Rounding, RoundingMode};
use crate::map::Map;

/// A rate that is not the same in two decks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the rate is for, such as `IN` or `prefix 9198, mobile`: the keys of [`Deck::rates`].
    pub key: String,
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
}

impl Change {
    /// By how many percent the rate rises, rounded to two places (a half to the even neighbour). There is none for a
    /// rate that is new, gone or was 0.
    pub fn percent(&self) -> Option<Decimal> {
        const TO_PLACES: Rounding = Rounding { per: Per::Message, mode: RoundingMode::HalfEven, scale: 2 };
        let (before, after) = (Ratio::from(self.before?), Ratio::from(self.after?));
        let percent = after.minus(&before).ok()?.over(&before).ok()?.times(&Ratio::from(100_u64)).ok()?;
        let rounded = TO_PLACES.round(&percent).ok()?;
        Some(Decimal::new(rounded.micros(), 6).normalize())
    }
}

/// The rates that differ, sorted by key. The decks should be in one currency: amounts are compared as they stand.
///
/// ```
/// use septet::rates::{Deck, diff};
/// let before = Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\nFR,0.1\nDE,0.2\n")?;
/// let after = Deck::from_csv("sms", b"iso,price_usd\nIN,0.06\nFR,0.1\nGB,0\n")?;
/// let changes = diff(&before, &after);
/// assert_eq!(changes.iter().map(|change| change.key.as_str()).collect::<Vec<_>>(), ["DE", "GB", "IN"]);
/// assert_eq!(changes[2].percent().map(|percent| percent.to_string()), Some("20".to_owned()));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn diff(before: &Deck, after: &Deck) -> Vec<Change> {
    let mut keys: Map<String, [Option<Decimal>; 2]> = Map::new();
    for (at, deck) in [before, after].into_iter().enumerate() {
        for (key, price) in deck.rates() {
            keys.entry(key).or_default()[at] = Some(price);
        }
    }
    let changed = keys.into_iter().filter(|(_, [before, after])| before != after);
    changed.map(|(key, [before, after])| Change { key, before, after }).collect()
}
