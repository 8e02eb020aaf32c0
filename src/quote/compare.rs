//! What the same usage would cost on each plan, and under another book.

mod books;
mod cost;
mod plans;

use super::{Engine, Quote, Request};
use crate::Result;
use crate::rates::Date;

pub use books::{Difference, Reason, Side, compare_books};
pub use cost::{Agreed, Cost, Granted, Owed, Period, Purchase};
pub use plans::{Used, WhatIf, plan_costs, what_if};

/// Something that was used, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Whoever pays for it; empty where that does not matter.
    pub who: String,
    pub request: Request,
}

/// The price of a line of usage on a plan. A line without a date is priced as of `today`.
fn price(engine: &Engine, request: &Request, plan: &str, today: Option<Date>) -> Result<Quote> {
    let mut request = Request { plan: plan.to_owned(), repair: false, ..request.clone() };
    engine.on(today, &mut request);
    engine.quote(&request)
}
