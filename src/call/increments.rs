//! Billing increments: carriers' `60/6`, `1/1`, `30/6`.

use super::Micros;
use crate::{Error, Result};

/// How billable time becomes billed time. The default bills it exactly.
///
/// ```
/// use septet::call::{Call, Increments, Metering, Micros, measure};
/// let sixty_six = Increments { first_s: 60, next_s: 6, ..Increments::default() };
/// let metering = Metering { increments: sixty_six, ..Metering::default() };
/// assert_eq!(measure(&Call::lasting(5), &metering)?.billed, Micros::from_s(60));
/// assert_eq!(measure(&Call::lasting(61), &metering)?.billed, Micros::from_s(66));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Increments {
    /// The first increment; 0, and `next_s` 0, for none at all.
    pub first_s: u32,
    /// Each one after it.
    pub next_s: u32,
    pub anchor: Anchor,
    /// The least that a call with any billable time is billed.
    pub minimum_s: u32,
    /// A call with less billable time than this, before increments, is billed none.
    pub free_under_s: u32,
}

/// What increments are laid on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The call from where billing begins: an increment with any billable time in it is billed whole, others are not.
    Start,
    /// The sum of billable time.
    #[default]
    Total,
}

impl Anchor {
    pub const ALL: [Anchor; 2] = [Anchor::Start, Anchor::Total];

    pub fn name(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Total => "total",
        }
    }
}

/// Billable time, from and to, counted from where billing begins.
pub(super) type Span = (i64, i64);

impl Increments {
    /// Refuses a first increment without a next one, and a next one without a first.
    pub fn check(&self) -> Result<()> {
        self.check_at("increments")
    }

    /// The same for increments that stand at this place of a book.
    pub(crate) fn check_at(&self, path: &str) -> Result<()> {
        if (self.first_s == 0) == (self.next_s == 0) {
            return Ok(());
        }
        let problem = format!(
            "`firstS` is `{}` and `nextS` is `{}`: both must be more than 0, or both 0 for exact time",
            self.first_s, self.next_s
        );
        Err(Error::invalid_book(path, &problem))
    }

    /// What is billed for `spans`, which are in order and apart, not empty, and together are `billable` long.
    pub(super) fn billed(&self, billable: Micros, spans: &[Span]) -> Result<Micros> {
        if billable.0 == 0 || billable < Micros::from_s(self.free_under_s.into()) {
            return Ok(Micros::default());
        }
        let whole = match self.anchor {
            _ if self.first_s == 0 => Some(billable.0),
            Anchor::Start => self.touched(spans.iter().copied()),
            Anchor::Total => self.touched([(0, billable.0)]),
        };
        let too_much = || Error::invalid_book("increments", "bill more time than can be counted");
        let whole = whole.map(Micros).ok_or_else(too_much)?;
        Ok(whole.max(Micros::from_s(self.minimum_s.into())))
    }

    /// The time in the increments that any of the spans falls into.
    fn touched(&self, spans: impl IntoIterator<Item = Span>) -> Option<i64> {
        let (first, next) = (Micros::from_s(self.first_s.into()).0, Micros::from_s(self.next_s.into()).0);
        // Increments are numbered: 0 is the first, all others are alike.
        let number = |at: i64| if at < first { Some(0) } else { ((at - first) / next).checked_add(1) };
        let (mut total, mut counted) = (0_i64, 0_i64);
        for (from, to) in spans {
            let (begin, end) = (number(from)?.max(counted), number(to - 1)?.checked_add(1)?);
            if begin == 0 {
                total = total.checked_add(first)?;
            }
            // May be none: a span can end in an increment that the one before it has touched.
            let more = (end - begin.max(1)).max(0);
            total = total.checked_add(more.checked_mul(next)?)?;
            counted = end;
        }
        Some(total)
    }
}
