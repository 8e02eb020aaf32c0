//! Rate decks: what is wrong in one, and what changes from one to the next.

use serde::Serialize;

use crate::rates::{self, Deck, SHIPPED};
use crate::{Error, Result};

/// What was found in a deck.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeckCheck {
    /// Whether nothing was found.
    pub ok: bool,
    #[serde(flatten)]
    pub deck: Option<DeckSummary>,
    /// By line.
    pub findings: Vec<DeckFinding>,
}

/// What a deck is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DeckSummary {
    pub currency: String,
    pub rates: usize,
    pub hash: String,
}

/// Something wrong or odd in a deck.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DeckFinding {
    /// The header is line 1.
    pub line: u64,
    /// `error` or `warning`.
    pub severity: &'static str,
    pub text: String,
}

/// What changes from one deck to the next.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DeckDiff {
    pub before: DeckSummary,
    pub after: DeckSummary,
    /// By what the rate is for.
    pub changes: Vec<DeckChange>,
}

/// A rate that changes; `null` before where it is new, and after where it is gone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DeckChange {
    pub key: String,
    #[cfg_attr(feature = "server", schema(required))]
    pub before: Option<String>,
    #[cfg_attr(feature = "server", schema(required))]
    pub after: Option<String>,
    /// By how many percent it rises, to two places.
    #[cfg_attr(feature = "server", schema(required))]
    pub percent: Option<String>,
}

/// The CSV of the deck that ships under this name.
///
/// ```
/// assert!(septet::wire::shipped_deck("voice").is_some());
/// assert!(septet::wire::shipped_deck("telegraph").is_none());
/// ```
pub fn shipped_deck(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|shipped| shipped.deck == name).map(|shipped| shipped.csv)
}

/// All that is wrong or odd in a deck.
///
/// ```
/// let check = septet::wire::deck_check("sms", b"iso,price_usd\nIN,0.05\nFR,cheap\n");
/// let finding = &check.findings[0];
/// assert_eq!((finding.line, finding.severity), (3, "error"));
/// assert_eq!(finding.text, "price `cheap` is not a decimal number such as `0.05`");
/// ```
pub fn deck_check(name: &str, csv: &[u8]) -> DeckCheck {
    let found = |severity: &'static str, findings: &[rates::Finding]| {
        let finding = |rates::Finding { line, text, .. }| DeckFinding { line, severity, text };
        findings.iter().cloned().map(finding).collect::<Vec<_>>()
    };
    match rates::read(name, csv) {
        Ok(deck) => {
            let findings = found("warning", deck.warnings());
            DeckCheck { ok: findings.is_empty(), deck: Some(DeckSummary::of(&deck)), findings }
        }
        Err(findings) => DeckCheck { ok: false, deck: None, findings: found("error", &findings) },
    }
}

/// What changes from one deck to the next. Decks in two currencies cannot be compared.
///
/// ```
/// use septet::rates::Deck;
/// let before = Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\n")?;
/// let after = Deck::from_csv("sms", b"iso,price_usd\nIN,0.06\n")?;
/// let diff = septet::wire::deck_diff(&before, &after)?;
/// assert_eq!(diff.changes[0].percent.as_deref(), Some("20"));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn deck_diff(before: &Deck, after: &Deck) -> Result<DeckDiff> {
    if before.currency() != after.currency() {
        return Err(Error::deck_currencies(&before.currency().to_string(), &after.currency().to_string()));
    }
    let change = |change: rates::Change| DeckChange {
        percent: change.percent().map(|percent| percent.to_string()),
        before: change.before.map(|rate| rate.to_string()),
        after: change.after.map(|rate| rate.to_string()),
        key: change.key,
    };
    let changes = rates::diff(before, after).into_iter().map(change).collect();
    Ok(DeckDiff { before: DeckSummary::of(before), after: DeckSummary::of(after), changes })
}

impl DeckSummary {
    fn of(deck: &Deck) -> DeckSummary {
        DeckSummary { currency: deck.currency().to_string(), rates: deck.len(), hash: deck.hash().to_owned() }
    }
}
