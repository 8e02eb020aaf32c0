//! One request's price, and how it came about.
//!
//! The preview, the check at the edge and the ledger's charge all call [`Engine::quote`]: there is no other way to a
//! price.

mod explain;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::book::{Book, Exhausted, Price, Service};
use crate::credits::{Credits, Money, Per, Ratio, Rounding};
use crate::phone::{Number, Region};
use crate::rates::{Deck, Destination};
use crate::sms::{self, Repair, Size};
use crate::{Error, Result};

/// The most messages that one request can ask for.
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
    pub text: Option<String>,
    /// How the text is to be looked at.
    pub message: sms::Options,
    /// Messages, 1 to [`QUANTITY_MAX`].
    pub quantity: u64,
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
            text: None,
            message: sms::Options::default(),
            quantity: 1,
            repair: false,
            payer: None,
        }
    }
}

/// How a payer's messages are paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Funding {
    #[default]
    Credits,
    /// By someone else: usage is recorded and nothing is deducted.
    External,
}

/// What is known of the one who pays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Payer {
    pub funding: Funding,
    pub unlimited: bool,
    /// What is left of the period's allowance.
    pub allowance: Credits,
    /// What is left of bought credits.
    pub bought: Credits,
    /// What is reserved.
    pub held: Credits,
}

impl Payer {
    /// What can be spent now.
    pub fn available(&self) -> Result<Credits> {
        self.allowance.plus(self.bought)?.minus(self.held)
    }

    /// May this amount be spent, and what happens when it is. The one gate: a preview's answer and a charge's are the
    /// same function's.
    pub fn decide(&self, amount: Credits, exhausted: Exhausted) -> Result<Decision> {
        Ok(if amount == Credits::ZERO {
            Decision::Free
        } else if self.unlimited || self.funding == Funding::External {
            Decision::Recorded
        } else if self.available()? >= amount {
            Decision::Charged
        } else {
            Decision::Exhausted(exhausted)
        })
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It has a price; who pays was not asked.
    Priced,
    /// It costs nothing.
    Free,
    /// It is paid with credits.
    Charged,
    /// It is recorded and not deducted.
    Recorded,
    /// The balance does not cover it: what happens then is the book's to say.
    Exhausted(Exhausted),
}

impl Decision {
    pub fn name(self) -> &'static str {
        match self {
            Decision::Priced => "priced",
            Decision::Free => "free",
            Decision::Charged => "charged",
            Decision::Recorded => "recorded",
            Decision::Exhausted(exhausted) => exhausted.name(),
        }
    }

    /// Whether the message goes out.
    pub fn goes_ahead(self) -> bool {
        !matches!(self, Decision::Exhausted(_))
    }
}

/// A price, with everything needed to compute it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub credits: Credits,
    /// The most it can come to, should the carrier cut the text at the stricter border.
    pub max: Credits,
    /// The value of the credits.
    pub money: Money,
    /// What the carrier asks, whoever bears it.
    pub carrier_cost: Money,
    pub decision: Decision,
    pub explanation: Step,
    pub measured: Measured,
    /// Ways to a cheaper message, where they were asked for.
    pub repairs: Option<Vec<Saving>>,
    pub book_hash: String,
    /// The decks that were used, by service.
    pub deck_hashes: BTreeMap<String, String>,
}

/// A way to a cheaper message, and what it saves of the price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    pub repair: Repair,
    pub credits: Credits,
}

/// A step of an explanation. Its own steps add up to its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub rule: &'static str,
    pub inputs: Vec<(&'static str, String)>,
    pub exact: Ratio,
    pub rounding: Option<Rounding>,
    pub result: Credits,
    /// The same in plain English.
    pub text: String,
    pub steps: Vec<Step>,
}

/// What the price was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    pub service: String,
    pub region: Region,
    /// The SMS profile and its date.
    pub profile: Cow<'static, str>,
    pub profile_date: Cow<'static, str>,
    pub size: Size,
    pub quantity: u64,
}

/// A book and its rate decks: all that a price needs.
///
/// The [crate's page](crate) has an example.
#[derive(Debug, Clone)]
pub struct Engine {
    book: Book,
    decks: BTreeMap<String, Deck>,
}

impl Engine {
    /// `decks` are by service. They must be in the book's currency.
    pub fn new(book: Book, decks: BTreeMap<String, Deck>) -> Result<Engine> {
        book.check()?;
        for (service, deck) in &decks {
            if deck.currency() != book.currency {
                let (deck_currency, currency) = (deck.currency().to_string(), book.currency.to_string());
                return Err(Error::currency_mismatch(service, &deck_currency, &currency));
            }
        }
        Ok(Engine { book, decks })
    }

    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The decks, by service.
    pub fn decks(&self) -> impl Iterator<Item = (&str, &Deck)> {
        self.decks.iter().map(|(service, deck)| (service.as_str(), deck))
    }

    /// The deck that prices a service.
    pub fn deck(&self, service: &str) -> Result<&Deck> {
        self.decks.get(service).ok_or_else(|| Error::no_deck(service))
    }

    /// Prices a request. The same request gives the same answer, wherever it is asked.
    pub fn quote(&self, request: &Request) -> Result<Quote> {
        let service = self.check_names(request)?;
        let measured = measure(request)?;
        let deck = self.deck(&request.service)?;
        let rate = deck.rate(&Destination { region: Some(measured.region), ..Default::default() })?.price;

        let charge = Charge { engine: self, service, rate, measured: &measured };
        let free = service.is_free(&request.plan, measured.region);
        let explanation = charge.explain(&request.plan, free)?;
        let credits = explanation.result;
        let max = if free { Credits::ZERO } else { charge.total(measured.size.segments_max)? };
        let repairs = request.repair.then(|| charge.repairs(request, free)).transpose()?;
        let decision = match &request.payer {
            Some(payer) => payer.decide(credits, service.exhausted)?,
            None if credits == Credits::ZERO => Decision::Free,
            None => Decision::Priced,
        };
        Ok(Quote {
            credits,
            max,
            money: charge.value(credits)?,
            carrier_cost: charge.carrier_cost()?,
            decision,
            explanation,
            repairs,
            book_hash: self.book.hash.clone(),
            deck_hashes: BTreeMap::from([(request.service.clone(), deck.hash().to_owned())]),
            measured,
        })
    }

    fn check_names(&self, request: &Request) -> Result<&Service> {
        if let Some(book) = request.book.as_ref().filter(|book| **book != self.book.id) {
            return Err(Error::book_mismatch(book, &self.book.id));
        }
        self.book.plan(&request.plan)?;
        self.book.service(&request.service)
    }
}

/// What the request is, before any price is looked at.
fn measure(request: &Request) -> Result<Measured> {
    if request.quantity == 0 || request.quantity > QUANTITY_MAX {
        return Err(Error::invalid_quantity(&request.quantity.to_string(), QUANTITY_MAX));
    }
    let region = match (&request.to, &request.region) {
        (Some(_), Some(_)) => return Err(Error::conflicting("to", "region")),
        (None, None) => return Err(Error::missing("to", "give a number in E.164 form, or a `region`")),
        (None, Some(region)) => Region::parse(region)?,
        (Some(number), None) => {
            let number = Number::parse(number)?;
            let class = || number.class().map(|class| class.name());
            number.region().ok_or_else(|| Error::no_region(&number.to_string(), class()))?
        }
    };
    let text = request.text.as_ref().ok_or_else(|| Error::missing("text", "a message is priced by its text"))?;
    let profile = &request.message.profile;
    let size = sms::size(text, &request.message)?;
    if let Some(finding) = sms::findings(&size, profile).first() {
        return Err(finding.error(&profile.name));
    }
    Ok(Measured {
        service: request.service.clone(),
        region,
        profile: profile.name.clone(),
        profile_date: profile.source_date.clone(),
        size,
        quantity: request.quantity,
    })
}

/// A rule applied to what was measured.
struct Charge<'a> {
    engine: &'a Engine,
    service: &'a Service,
    rate: rust_decimal::Decimal,
    measured: &'a Measured,
}

impl Charge<'_> {
    /// The exact credits of one segment: rate × multiplier ÷ value of a credit.
    fn per_segment(&self) -> Result<Ratio> {
        let Price::CarrierRate { multiplier } = self.service.price;
        Ratio::from(self.rate).times(&multiplier.into())?.over(&self.engine.book.credit_value.into())
    }

    /// The exact credits of all messages.
    fn exact(&self, segments: u32) -> Result<Ratio> {
        self.per_segment()?.times(&u64::from(segments).into())?.times(&self.measured.quantity.into())
    }

    /// The credits of all messages, rounded where the book says.
    fn total(&self, segments: u32) -> Result<Credits> {
        let rounding = &self.service.rounding;
        let message = match rounding.per {
            Per::Segment => rounding.round(&self.per_segment()?)?.times(segments.into())?,
            _ => rounding.round(&self.per_segment()?.times(&u64::from(segments).into())?)?,
        };
        message.times(self.measured.quantity)
    }

    fn carrier_cost(&self) -> Result<Money> {
        let segments = u64::from(self.measured.size.segments);
        let cost = Ratio::from(self.rate).times(&segments.into())?.times(&self.measured.quantity.into())?;
        Money::exactly(cost, self.engine.book.currency)
    }

    fn repairs(&self, request: &Request, free: bool) -> Result<Vec<Saving>> {
        let text = request.text.as_deref().unwrap_or_default();
        let saving = |repair: Repair| {
            let price = |segments| if free { Ok(Credits::ZERO) } else { self.total(segments) };
            let (before, after) = (price(self.measured.size.segments)?, price(repair.size().segments)?);
            Ok(Saving { repair, credits: before.minus(after)? })
        };
        sms::repairs(text, &request.message)?.into_iter().map(saving).collect()
    }

    fn value(&self, credits: Credits) -> Result<Money> {
        let credits = Ratio::new(credits.micros().into(), crate::credits::MICROS_PER_CREDIT.into())?;
        Money::exactly(credits.times(&self.engine.book.credit_value.into())?, self.engine.book.currency)
    }
}
