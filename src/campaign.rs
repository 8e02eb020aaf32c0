//! What a campaign costs before it is sent.

mod columns;
mod csv;
mod message;
mod number;
mod seen;
