//! The ledger's state machine: accounts, their lots, periods, holds and allotments, without a service around them.

#![allow(clippy::unwrap_used)]

mod alerts;
mod allotments;
mod attempts;
mod audit;
#[path = "../support/chance.rs"]
#[allow(dead_code)] // other tests need texts
mod chance;
mod holds;
mod lots;
mod model;
mod overage;
mod plans;
mod purchases;
mod refunds;
mod reload;
mod usage;
mod walks;
mod world;
