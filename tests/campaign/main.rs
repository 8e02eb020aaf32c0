//! Campaigns before they are sent: templates, recipients and totals, without a service around them.

#![allow(clippy::unwrap_used)]

mod answers;
mod bad_input;
mod breakdown;
#[path = "../support/chance.rs"]
#[allow(dead_code)] // other tests need texts
mod chance;
mod csv;
mod message;
mod numbers;
mod ordinary;
mod overage;
mod parts;
mod seen;
mod template;
mod totals;
mod vectors;
