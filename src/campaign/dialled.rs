//! How probable it is that a recipient's second, third, … number is dialled at all.

use super::breakdown::POSITION_MAX;
use super::terms::PROBABILITY_DECIMALS;
use crate::Result;
use crate::credits::Ratio;

/// Decimal places that are kept: those of five numbers' probabilities are exact.
const DECIMALS: u32 = 4 * PROBABILITY_DECIMALS;

/// The probabilities that a recipient's numbers are dialled: the first one is, each further one if none before it ended
/// the turn.
///
/// Those of up to five numbers are exact; further ones are rounded to 16 decimal places, a half up, so that sums over
/// millions of recipients stay exact fractions of a bounded size.
#[derive(Debug, Clone)]
pub(crate) struct Dialled {
    /// Up to the last that is not 0.
    by_position: Vec<Ratio>,
}

impl Dialled {
    /// `missed` is the probability that an attempt does not end the turn, of [`PROBABILITY_DECIMALS`] at most.
    pub(crate) fn new(missed: &Ratio) -> Result<Dialled> {
        const ONE: u128 = 10_u128.pow(DECIMALS);
        const OF_ATTEMPT: u128 = 10_u128.pow(PROBABILITY_DECIMALS);
        let missed = u128::from(missed.times(&Ratio::from(OF_ATTEMPT as u64))?.floor());
        let mut by_position = Vec::new();
        let mut dialled = ONE;
        while dialled > 0 && by_position.len() < POSITION_MAX as usize {
            by_position.push(Ratio::new(dialled as i128, ONE as i128)?);
            dialled = (dialled * missed + OF_ATTEMPT / 2) / OF_ATTEMPT;
        }
        Ok(Dialled { by_position })
    }

    /// Of the `position`th number, counted from 1.
    pub(crate) fn at(&self, position: u32) -> Ratio {
        let at = position.saturating_sub(1) as usize;
        self.by_position.get(at).copied().unwrap_or(Ratio::ZERO)
    }
}
