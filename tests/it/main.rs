//! The integration tests, in one binary: a file a room.

#![allow(clippy::unwrap_used)]

mod access;
mod bad_input;
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
mod migrations;
mod observability;
mod openapi;
mod periods;
mod pricer;
mod quotes;
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
mod verify;
