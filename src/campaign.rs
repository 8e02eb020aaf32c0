//! What a campaign costs before it is sent.

mod breakdown;
mod columns;
mod csv;
mod lines;
mod message;
mod number;
mod places;
mod seen;
mod terms;

pub use breakdown::{Breakdown, Estimate, LINES_MAX, Line, POSITION_MAX};
pub use message::{CHARACTERS_MAX, Cause, LINK_LENGTH_MAX, Measure, Message, Meter, OPT_OUT_UNITS_MAX};
pub use terms::{Calls, DialUntil, PROBABILITY_DECIMALS, Place, Terms};
