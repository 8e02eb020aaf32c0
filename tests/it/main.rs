//! The integration tests, in one binary: a file a room.

#![allow(clippy::unwrap_used)]

mod call;
mod cli;
mod count;
mod credits;
mod exact;
mod http;
mod ledger;
mod line_tables;
mod pricer;
mod rate_lookup;
mod rates;
mod readme;
mod reference;
mod repair;
mod sms;
mod support;
mod tables;
mod tidy;
mod vectors;
