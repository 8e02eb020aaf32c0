//! The integration tests, in one binary: a file a room.

#![allow(clippy::unwrap_used)]

mod access;
mod accounts;
mod allotments;
mod bad_input;
mod batch;
mod books;
mod call;
mod charges;
mod cli;
mod copy;
mod count;
mod crash;
mod credits;
mod exact;
mod exhaustion;
mod holds;
mod http;
mod line_tables;
mod lint;
mod migrations;
mod observability;
mod openapi;
mod periods;
mod postgres;
mod pricer;
mod promises;
mod quotes;
mod races;
mod rate_lookup;
mod rates;
mod readme;
mod reference;
mod refunds;
mod renewal;
mod repair;
mod sms;
mod support;
mod tables;
mod tidy;
mod tools;
mod usage;
mod vectors;
mod verify;
