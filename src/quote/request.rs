//! What is asked.

use super::Payer;
use crate::call::Call;
use crate::credits::Credits;
use crate::rates::{Category, Date};
use crate::sms;

/// The most messages, calls or interactions that one request can ask for.
pub const QUANTITY_MAX: u64 = 1_000_000_000;

/// What is to be priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The book's id, where the asker wants to be sure of it.
    pub book: Option<String>,
    pub plan: String,
    pub service: String,
    /// The recipient's number in E.164 form. Either this or `region`.
    pub to: Option<String>,
    pub region: Option<String>,
    /// The recipient's operator, for decks that tell them apart.
    pub operator: Option<String>,
    /// What kind of message it is, for decks that tell them apart.
    pub category: Option<Category>,
    pub text: Option<String>,
    /// How the text is to be looked at.
    pub message: sms::Options,
    pub call: Option<CallRequest>,
    pub interaction: Option<Interaction>,
    /// Messages, calls or interactions, 1 to [`QUANTITY_MAX`].
    pub quantity: u64,
    /// The day whose rates count, for decks that change on dates.
    pub at: Option<Date>,
    /// Whether to look for ways to a cheaper message.
    pub repair: bool,
    /// Who would pay. Without it the answer is a price, with it a decision.
    pub payer: Option<Payer>,
}

impl Default for Request {
    fn default() -> Request {
        Request {
            book: None,
            plan: String::new(),
            service: String::new(),
            to: None,
            region: None,
            operator: None,
            category: None,
            text: None,
            message: sms::Options::default(),
            call: None,
            interaction: None,
            quantity: 1,
            at: None,
            repair: false,
            payer: None,
        }
    }
}

/// A call, or an attempt at one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallRequest {
    /// Its times; an attempt is priced without them.
    pub time: Option<Call>,
    /// How an attempt ended; `None` while it has not.
    pub outcome: Option<String>,
    /// What the call was charged so far, while it runs: the price is what has to be added.
    pub charged: Credits,
}

/// Something that an AI did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// The same for all steps of one interaction, a reply's draft and its sending, say.
    pub id: Option<String>,
    /// One that was broken off costs nothing.
    pub completed: bool,
    /// Whether an interaction with this id was charged before.
    pub counted: bool,
}
