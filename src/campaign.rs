//! What a campaign costs before it is sent.

mod breakdown;
mod columns;
mod csv;
mod message;
mod number;
mod seen;
mod terms;

pub use breakdown::{Breakdown, Estimate, LINES_MAX, Line, POSITION_MAX};
pub use terms::{Calls, DialUntil, PROBABILITY_DECIMALS, Place, Terms};
