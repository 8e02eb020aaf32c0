//! The integration tests, in one binary: a file a room.

#![allow(clippy::unwrap_used)]

mod books;
mod call;
mod charges;
mod cli;
mod count;
mod credits;
mod exact;
mod http;
mod line_tables;
mod lint;
mod periods;
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
mod tools;
mod vectors;
