//! What can be done with an account, and what comes of it.

use rust_decimal::Decimal;

use super::{Ended, Entry, Kind, Moment, Paid, ReloadWish, Tags};
use crate::Result;
use crate::credits::Credits;
use crate::map::Set;
use crate::quote::{Funding, Quote, Request};

/// Something to be done with an account.
#[derive(Debug, Clone)]
pub enum Command {
    Open(Box<Opening>),
    /// Changes what was agreed.
    Change(Box<Change>),
    /// Nothing but what time does.
    Wait,
    /// Gives credits.
    Grant {
        credits: Credits,
        kind: Kind,
        expires: Option<Moment>,
    },
    /// Adds what was paid for. The payment's own id makes it happen once.
    Purchase {
        id: String,
        top_up: String,
        quantity: u64,
    },
    /// Ends credits that were bought for each period; those of this one stay.
    EndRecurring {
        id: String,
    },
    /// Prices a request on the account's plan and takes the price.
    Charge(Priced),
    /// Gives back what a charge took, all of it or a part.
    Refund {
        paid: Paid,
        credits: Option<Credits>,
    },
    /// Brings a charge from the price that it had to what it really came to, once, at most `max`. Both are of everything
    /// so far where a capture was.
    Adjust {
        paid: Paid,
        credits: Credits,
        price: Credits,
        max: Credits,
        /// Whether no more may be taken than its hold reserved, also when that has ended.
        within_hold: bool,
    },
    /// Says how an attempt ended that was charged when it started.
    Settle {
        paid: Paid,
        request: Box<Request>,
    },
    /// Reserves an exact maximum.
    Hold {
        amount: Amount,
        expires: Moment,
    },
    /// Takes from what a hold reserves.
    Capture {
        hold: u64,
        amount: Amount,
        /// The request's price is that of everything so far; what was captured before is subtracted.
        cumulative: bool,
        /// Releases the rest.
        last: bool,
    },
    Release {
        hold: u64,
    },
    /// Gives credits to an account below.
    Allot {
        to: String,
        reserve: bool,
        credits: Credits,
        renew: bool,
    },
    /// Takes back what an account below has not used.
    TakeBack {
        to: String,
    },
    /// Says when and who is told that the balance is low.
    Alerts {
        /// Percentages of the credits granted; the book's where there are none.
        thresholds: Option<Vec<Decimal>>,
        /// E-mail addresses.
        admins: Vec<String>,
    },
    /// Lets the account buy by itself when the balance is low, or no more.
    AutoReload(Option<ReloadWish>),
    /// A reload was paid: its credits come in.
    ReloadPaid {
        reload: u64,
        /// Its payment was credited before, as a purchase.
        credited: bool,
    },
    /// A reload was not paid.
    ReloadDeclined {
        reload: u64,
        reason: Option<String>,
    },
}

/// A request to be priced.
#[derive(Debug, Clone)]
pub struct Priced {
    /// Its plan and payer count for nothing.
    pub request: Box<Request>,
    /// The plan that it was quoted on, where the account may have another one by now.
    pub plan: Option<String>,
    /// Whom it is for. The price does not depend on it.
    pub tags: Tags,
}

/// How much.
#[derive(Debug, Clone)]
pub enum Amount {
    Credits(Credits, Tags),
    /// What a request costs; at most, for a hold.
    Priced(Priced),
}

/// How an account begins.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    pub plan: Option<String>,
    pub parent: Option<String>,
    pub seats: u32,
    pub funding: Funding,
    pub brings: Set<String>,
    pub allowance: Option<Credits>,
    /// A local date, or date and time; the day of the opening unless given.
    pub anchor: Option<String>,
    /// An IANA time zone; the parent's or UTC unless given.
    pub zone: Option<String>,
}

/// What is to change; the rest stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub plan: Option<String>,
    pub seats: Option<u32>,
    pub zone: Option<String>,
    pub funding: Option<Funding>,
    pub brings: Option<Set<String>>,
    pub allowance: Option<Credits>,
    /// When plan and allowance change. Unless given: more credits at once, fewer with the next period.
    pub at_period_end: Option<bool>,
}

/// What a command came to. Entries and states are to be written together, or neither.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Where it is an error or a refusal, the command changed nothing; what is written is what time did.
    pub answer: Result<Answer>,
    pub entries: Vec<Entry>,
    pub events: Vec<Event>,
}

/// What was done. Numbers are those of the first entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Opened,
    Changed,
    Granted {
        id: u64,
        credits: Credits,
        bought: bool,
    },
    Charged {
        id: u64,
        credits: Credits,
        quote: Quote,
    },
    Refunded {
        id: u64,
        charge: u64,
        credits: Credits,
        forfeited: Credits,
    },
    /// By how much a charge changed.
    Settled {
        id: Option<u64>,
        charge: u64,
        credits: Credits,
        /// What of it came back too late.
        forfeited: Credits,
        quote: Option<Quote>,
    },
    Held {
        id: u64,
        credits: Credits,
        expires: Moment,
        quote: Option<Quote>,
    },
    Captured {
        id: u64,
        hold: u64,
        credits: Credits,
        left: Credits,
        ended: Option<Ended>,
        quote: Option<Quote>,
    },
    Released {
        hold: u64,
        credits: Credits,
        /// What of it did not come back.
        forfeited: Credits,
    },
    Allotted {
        to: String,
        credits: Credits,
    },
    TakenBack {
        to: String,
        credits: Credits,
    },
    Alerts,
    AutoReload {
        /// The number of what a reload was credited as.
        entry: Option<u64>,
    },
    Refused(Box<Refusal>),
}

/// Why something does not go ahead, and the least that would change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub quote: Option<Quote>,
    /// What becomes of it: the book's word.
    pub decision: &'static str,
    pub limit: Limit,
    pub required: Credits,
    pub available: Credits,
    pub missing: Credits,
    pub fix: Fix,
}

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// What an account's pool has.
    Pool { account: String },
    /// What was set aside for an account.
    Allotment { account: String },
    /// What an account may draw on the one above it.
    Cap { account: String },
    /// What a hold reserves.
    Hold,
}

/// The least that lets it go ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// So many credits more in an account's pool.
    Add { account: String, credits: Credits },
    /// The package that brings them with the fewest credits too many.
    Buy { account: String, top_up: String, quantity: u64, credits: Credits },
    /// So many credits more for an account below.
    Allot { account: String, to: String, credits: Credits },
    /// A cap of so many credits for an account below, in place of the one that it has.
    Cap { account: String, to: String, credits: Credits, renew: bool },
    /// Nothing but asking for less.
    Reduce { to: Credits },
}

/// Something that others may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    PeriodBegan {
        account: String,
        index: i64,
        start: Moment,
    },
    LotExpired {
        account: String,
        lot: u64,
        credits: Credits,
    },
    HoldExpired {
        account: String,
        hold: u64,
        /// What was left of it.
        credits: Credits,
        /// What of that did not come back.
        forfeited: Credits,
    },
    /// A new period's allowance did not suffice for what is given below.
    AllotmentShort {
        account: String,
        to: String,
        missing: Credits,
    },
    Refused {
        account: String,
        decision: &'static str,
    },
    Owed {
        account: String,
        credits: Credits,
    },
    /// The balance has fallen to a threshold.
    BalanceLow {
        account: String,
        /// In percent of `base`.
        threshold: Decimal,
        balance: Credits,
        base: Credits,
        /// E-mail addresses of those who are to be told.
        admins: Vec<String>,
    },
    /// An account wants to buy by itself: its payment is to be made, and then said how it went.
    ReloadWanted {
        account: String,
        reload: u64,
        top_up: String,
        packages: u64,
        credits: Credits,
    },
    ReloadPaid {
        account: String,
        reload: u64,
        credits: Credits,
    },
    ReloadDeclined {
        account: String,
        reload: u64,
        /// In a row.
        declines: u32,
        /// When it is tried again; `None`: reloads are suspended.
        retry: Option<Moment>,
        admins: Vec<String>,
    },
    /// The monthly cap leaves no room for a reload; said once a period.
    ReloadCapped {
        account: String,
        cap: Credits,
        bought: Credits,
        /// What was wanted and has no outcome: it counts, too.
        pending: Credits,
        admins: Vec<String>,
    },
}

/// A lot's share; what is owed has no lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub lot: Option<u64>,
    pub credits: Credits,
}

impl Amount {
    pub(super) fn tags(&self) -> &Tags {
        match self {
            Amount::Credits(_, tags) => tags,
            Amount::Priced(priced) => &priced.tags,
        }
    }
}

impl Answer {
    pub fn is_refused(&self) -> bool {
        matches!(self, Answer::Refused(_))
    }
}
