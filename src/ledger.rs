//! Accounts and what may be done with them: a pure state machine.
//!
//! [`apply`] takes an account, a command and the prices, and gives back what moved. It does no I/O and reads no clock;
//! a refused command changes nothing. The service around it only loads, stores and answers.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use septet::ledger::{Account, Answer, Command, apply};
//! use septet::quote::Request;
//!
//! let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
//! let mut account = Account::open("acme", "team");
//! apply(&mut account, &Command::Grant { credits: "10".parse()? }, &engine)?;
//!
//! let to_india = Request {
//!     service: "sms".into(), region: Some("IN".into()), text: Some("hello".into()), ..Request::default()
//! };
//! let charge = Command::Charge { request: to_india.into() };
//! apply(&mut account, &charge, &engine)?;
//! assert_eq!(account.balance()?.to_string(), "1"); // 10 less the 9 that the quote says
//!
//! let second = apply(&mut account, &charge, &engine)?;
//! assert!(matches!(second.answer, Answer::Refused { .. }));
//! assert_eq!(account.balance()?.to_string(), "1");
//! # }
//! # Ok::<(), septet::Error>(())
//! ```

mod account;
mod apply;
mod moment;
mod period;

pub use account::{Account, Lot};
pub use apply::{Answer, Command, Movement, Outcome, Side, apply};
pub use moment::Moment;
pub use period::{Calendar, Period};
