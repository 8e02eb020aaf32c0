//! Septet prices prepaid credits: one core for the preview, the check at the edge and the ledger, so that what a
//! person was shown is what they are charged, to the last digit.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! let engine = septet::wire::engine("calcom", &[])?;
//! let quote = engine.quote(&septet::quote::Request {
//!     plan: "organization".into(),
//!     service: "sms".into(),
//!     to: Some("+44 7400 123456".into()),
//!     text: Some("Your table is booked for 7 pm".into()),
//!     ..Default::default()
//! })?;
//! assert_eq!(quote.credits.to_string(), "11"); // USD 0.056 × 1.8 = 0.1008, rounded up to whole credits
//! # }
//! # Ok::<(), septet::Error>(())
//! ```
//!
//! # Features
//!
//! None is on by default: that is the core, which prices by books [built in Rust](book::Book).
//!
//! | feature | adds |
//! |---|---|
//! | `serde` | `wire`: books, requests and answers as JSON, as in the example above |
//! | `ledger` | `ledger`: accounts and what may be done with them, without a database |
//! | `server` | `server`: the ledger as a service, with `serde` and `ledger` |
//! | `cli` | the `septet` command; with `server` it can `septet serve` |
//! | `wasm` | the exports of the npm package, on `wasm32` only |
//!
//! Errors are one type, [`Error`], with a code to branch on; no input makes a function panic. The `name()` of a value is
//! how JSON, HTTP and the command line write it, and `ALL` are all of its kind.
//!
//! # Rooms
//!
//! | module | holds |
//! |---|---|
//! | [`credits`] | credits, money and rounding, on exact integers |
//! | [`call`] | a call's billable time, its minutes' price and how long it may last |
//! | [`sms`] | encodings, segments and their borders |
//! | [`phone`] | a phone number's region |
//! | [`rates`] | what a carrier asks, by destination |
//! | [`book`] | what a product asks: its services and plans, as data |
//! | [`quote`] | a request's price and how it came about |
//! | [`template`] | texts with merge fields |
//! | [`campaign`] | what a campaign costs before it is sent |
//! | [`map`] | maps and sets of a few entries, which the others hold |
//! | `ledger` | accounts, as a pure state machine, and their billing periods (feature `ledger`) |
//! | `wire` | all of these as JSON (feature `serde`) |
//! | `server` | the ledger over HTTP (feature `server`) |
//!
//! Up to `ledger` nothing does I/O, reads a clock, starts a thread, knows JSON or uses a floating point number.

// What only the npm package needs nobody calls elsewhere.
#![cfg_attr(all(feature = "wasm", not(target_arch = "wasm32")), allow(dead_code, unused_imports))]

pub mod book;
pub mod call;
pub mod campaign;
pub mod credits;
mod error;
mod hex;
#[cfg(feature = "ledger")]
pub mod ledger;
pub mod map;
mod packed;
pub mod phone;
pub mod quote;
pub mod rates;
pub mod sms;
mod sort;
pub mod template;
#[cfg(feature = "serde")]
pub mod wire;

#[cfg(feature = "server")]
pub mod server;

#[cfg(all(feature = "wasm", target_arch = "wasm32"))]
pub mod wasm;

pub use error::{Error, ErrorKind};
pub use quote::Engine;

/// What a fallible function of this crate gives back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Longer texts about the crate.
#[cfg(doc)]
pub mod docs {
    #[doc = include_str!("docs/access.md")]
    pub mod access {}

    #[doc = include_str!("docs/alerts.md")]
    pub mod alerts {}

    #[cfg(feature = "serde")]
    #[doc = include_str!("docs/books.md")]
    pub mod books {}

    #[doc = include_str!("docs/campaigns.md")]
    pub mod campaigns {}

    #[doc = include_str!("docs/client.md")]
    pub mod client {}

    #[doc = include_str!("docs/edge.md")]
    pub mod edge {}

    #[doc = include_str!("docs/elements.md")]
    pub mod elements {}

    #[doc = include_str!("docs/ledger.md")]
    pub mod ledger {}

    #[doc = include_str!("docs/preflight.md")]
    pub mod preflight {}

    #[doc = include_str!("docs/scaling.md")]
    pub mod scaling {}

    #[doc = include_str!("docs/systems.md")]
    pub mod systems {}

    #[doc = include_str!("docs/usage.md")]
    pub mod usage {}

    #[doc = include_str!("docs/benchmarks.md")]
    pub mod benchmarks {}

    #[doc = include_str!("docs/web.md")]
    pub mod web {}

    #[doc = include_str!("docs/webhooks.md")]
    pub mod webhooks {}
}

/// The README's Rust runs.
#[cfg(all(doctest, feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;
