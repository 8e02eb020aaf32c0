//! What a campaign costs before it is sent.

mod columns;
mod csv;
mod message;
mod number;
mod seen;

pub use message::{CHARACTERS_MAX, Cause, LINK_LENGTH_MAX, Measure, Message, Meter, OPT_OUT_UNITS_MAX};
