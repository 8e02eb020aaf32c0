//! Accounts and what may be done with them: a pure state machine.
//!
//! [`apply`] takes accounts, a command, the moment and the prices, and gives back what moved. It does no I/O and reads no
//! clock; a refused command changes nothing. The service around it only loads, stores and answers.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use septet::ledger::{Accounts, Answer, Command, Fix, Moment, Opening, Priced, Tags, apply};
//! use septet::quote::Request;
//!
//! let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
//! let (mut accounts, now) = (Accounts::default(), Moment::parse("2026-11-20T12:00:00Z")?);
//! let opening = Opening { plan: Some("team".into()), seats: 1, ..Opening::default() };
//! apply(&mut accounts, "acme", &Command::Open(opening.into()), now, &engine)?;
//! assert_eq!(accounts.available("acme", now)?.to_string(), "750"); // the plan's, for one seat
//!
//! let to_india = Request {
//!     service: "sms".into(), region: Some("IN".into()), text: Some("hello".into()), ..Request::default()
//! };
//! let charge = |quantity| {
//!     let request = Request { quantity, ..to_india.clone() };
//!     Command::Charge(Priced { request: request.into(), plan: None, tags: Tags::default() })
//! };
//! apply(&mut accounts, "acme", &charge(83), now, &engine)?;
//! assert_eq!(accounts.available("acme", now)?.to_string(), "3"); // 750 less 83 × the 9 that the quote says
//!
//! let outcome = apply(&mut accounts, "acme", &charge(1), now, &engine)?;
//! let Answer::Refused(refusal) = outcome.answer? else { panic!("3 credits do not cover 9") };
//! assert!(matches!(refusal.fix, Fix::Buy { quantity: 6, .. })); // the smallest purchase that would
//! assert_eq!(accounts.available("acme", now)?.to_string(), "3");
//!
//! let next_month = Moment::parse("2026-12-20T00:00:00Z")?;
//! apply(&mut accounts, "acme", &Command::Wait, next_month, &engine)?;
//! assert_eq!(accounts.available("acme", next_month)?.to_string(), "750");
//! # }
//! # Ok::<(), septet::Error>(())
//! ```

mod account;
mod advance;
mod alerts;
mod allot;
mod apply;
mod buy;
mod campaign;
mod charge;
mod command;
mod entry;
mod hold;
mod lot;
mod moment;
mod period;
mod reload;
mod reserve;
mod terms;
pub mod usage;
mod verify;
mod work;

pub use account::{Account, Accounts, Balance, DEPTH_MAX, Next, Recurring, Terms};
pub use advance::given_to;
pub use alerts::{ADMINS_MAX, THRESHOLDS_MAX, Watch};
pub use apply::{apply, apply_at};
pub use buy::PACKAGES_MAX;
pub use campaign::{Basis, Campaign, Mode, Stand};
pub use command::{Amount, Answer, Change, Command, Event, Fix, Limit, Opening, Outcome, Part, Priced, Refusal};
pub use entry::{Entry, EntryKind, Label, Paid, Side, Tags};
pub use hold::{Allotment, Attempt, Ended, HOLD_MS_MAX, Hold};
pub use lot::{Kind, Lot, Source};
pub use moment::Moment;
pub use period::{Calendar, Period};
pub use reload::{AutoReload, DECLINES_MAX, ReloadSettings, ReloadState, ReloadWish, Stage, Unpaid};
pub use terms::SEATS_MAX;
pub use verify::{Finding, Tally};
