//! Quotes.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::call::CallDocument;
use super::message::RepairAnswer;
use super::options::{NationalChoice, ProfileChoice, options};
use super::problem::Problem;
use super::read::{Read, choice, document, nothing};
#[cfg(feature = "server")]
use super::schema;
use super::{Settings, Value, book, not_negative, one_of, read};
use crate::credits::{self, Credits};
use crate::map::{Map, Set};
use crate::quote::{self, Engine, Funding, Interaction, Longest, Payer, QUANTITY_MAX, Request, Subject};
use crate::rates::{Category, Date};
use crate::{Error, Result};

document! {
    in http
    struct QuoteRequest {
        /// The book that is meant, to be sure of it.
        book: Option<String>,
        #[cfg_attr(feature = "server", schema(ignore))]
        plan: String,
        /// What is used, by its name in the book.
        service: String,
        /// A phone number in E.164, which says the region.
        to: Option<String>,
        /// ISO 3166-1; in place of `to`.
        region: Option<String>,
        /// The network that the number is on, where its rate depends on that.
        operator: Option<String>,
        /// What a message is for, where its price depends on that.
        #[cfg_attr(feature = "server", schema(value_type = Option<schema::Category>))]
        category: Option<String>,
        /// A message's text, which says its segments.
        text: Option<String>,
        /// How texts are counted: a built-in profile, or one of your own.
        profile: Option<ProfileChoice>,
        /// Forces an encoding.
        #[cfg_attr(feature = "server", schema(value_type = Option<schema::Encoding>))]
        encoding: Option<String>,
        /// Whether characters are replaced by others that look alike.
        #[cfg_attr(feature = "server", schema(value_type = Option<schema::Smart>))]
        smart: Option<String>,
        /// National language tables: `off`, `all`, or languages.
        national: Option<NationalChoice>,
        /// A call's times, or how an attempt ended.
        call: Option<CallDocument>,
        /// An interaction, such as a reply that is drafted and then sent.
        interaction: Option<InteractionDocument>,
        /// How many times; 1 unless it is said.
        #[cfg_attr(feature = "server", schema(value_type = Option<u64>, minimum = 1, maximum = 1_000_000_000))]
        quantity: Option<serde_json::Number>,
        #[cfg_attr(feature = "server", schema(ignore))]
        at: Option<String>,
        #[cfg_attr(feature = "server", schema(ignore))]
        repair: bool [default],
        #[cfg_attr(feature = "server", schema(ignore))]
        parameters: Settings [default],
        #[cfg_attr(feature = "server", schema(ignore))]
        account: Option<Account>,
    }
}

document! {
    in http
    struct InteractionDocument {
        /// Steps with the same id are one interaction.
        #[cfg_attr(feature = "server", schema(min_length = 1, max_length = 200))]
        id: Option<String>,
        /// Whether it came to an end; one that was broken off is free.
        #[cfg_attr(feature = "server", serde(default = "yes"))]
        #[cfg_attr(feature = "server", schema(value_type = Option<bool>))]
        completed: bool [= true],
        #[cfg_attr(feature = "server", schema(ignore))]
        counted: bool [default],
    }
}

#[cfg(feature = "server")]
fn yes() -> bool {
    true
}

document! {
    #[cfg_attr(feature = "server", derive(serde::Deserialize))]
    pub(super) struct Account {
        funding: AccountFunding [default],
        unlimited: bool [default],
        parent_plans: Vec<String> [default],
        brings: Set<String> [default],
        allowance: Option<String>,
        bought: Option<String>,
        held: Option<String>,
    }
}

#[derive(Default)]
#[cfg_attr(feature = "server", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
enum AccountFunding {
    #[default]
    Credits,
    External,
}

impl Read for AccountFunding {
    fn read(value: Value) -> Result<AccountFunding, Problem> {
        choice(value, &["credits", "external"], |choice, value| match choice {
            0 => nothing(value, AccountFunding::Credits),
            _ => nothing(value, AccountFunding::External),
        })
    }

    fn blank() -> AccountFunding {
        AccountFunding::Credits
    }
}

/// Answers a quote request: what it costs on this engine's book and decks.
pub fn quote(engine: &Engine, request: Value) -> Result<Quote> {
    answer(engine, request, None)
}

/// The same, with the day it is: for requests that name none, where prices change on dates.
pub fn quote_on(today: Date, engine: &Engine, request: Value) -> Result<Quote> {
    answer(engine, request, Some(today))
}

fn answer(engine: &Engine, request: Value, today: Option<Date>) -> Result<Quote> {
    let (mut request, settings) = self::request(request)?;
    engine.check_book(&request)?;
    let set = if settings.is_empty() { None } else { Some(book::with_settings(engine, &settings)?) };
    let engine = set.as_ref().unwrap_or(engine);
    engine.on(today, &mut request);
    Ok(engine.quote(&request)?.into())
}

/// A request, and values of the book's parameters.
pub(crate) fn request(request: Value) -> Result<(Request, Settings)> {
    asked(read(request)?)
}

fn asked(given: QuoteRequest) -> Result<(Request, Settings)> {
    let category = given.category.as_deref().map(|name| one_of("category", name, &Category::ALL, Category::name));
    let id = given.interaction.as_ref().and_then(|interaction| interaction.id.as_deref());
    if let Some(id) = id.filter(|id| id.is_empty() || id.len() > INTERACTION_ID_MAX) {
        let problem = format!("{} must be 1 to {INTERACTION_ID_MAX} bytes", crate::error::quoted(id));
        return Err(Error::invalid_field("interaction.id", &problem));
    }
    let interaction = |InteractionDocument { id, completed, counted }| Interaction { id, completed, counted };
    let request = Request {
        book: given.book,
        plan: given.plan,
        service: given.service,
        to: given.to,
        region: given.region,
        operator: given.operator,
        category: category.transpose()?,
        text: given.text,
        call: given.call.map(CallDocument::into_request).transpose()?,
        interaction: given.interaction.map(interaction),
        quantity: whole(given.quantity)?,
        at: given.at.as_deref().map(Date::parse).transpose()?,
        repair: given.repair,
        payer: given.account.map(Payer::try_from).transpose()?,
        message: options(given.profile, given.encoding.as_deref(), given.smart.as_deref(), given.national)?,
    };
    Ok((request, given.parameters))
}

/// The longest id of an interaction.
const INTERACTION_ID_MAX: usize = 200;

/// What stands for a charge's body in the OpenAPI document: a quote's request without what the ledger knows itself, and
/// with the token of a quote.
#[cfg(feature = "server")]
#[derive(Debug)]
pub(crate) enum ChargeRequest {}

#[cfg(feature = "server")]
impl utoipa::PartialSchema for ChargeRequest {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let mut charge = schema::object::<QuoteRequest>();
        let token = "The `quoteToken` of a quote for the same request: what was quoted is what is charged.";
        schema::field(&mut charge, "quoteToken", schema::or_null(schema::text(token)), false);
        for (field, description) in super::charge::TAGS.into_iter().zip(super::usage::TAG_DESCRIPTIONS) {
            schema::field(&mut charge, field, schema::or_null(super::usage::tag_schema(description)), false);
        }
        charge.description = Some("What is charged for: a message, a call, an interaction.".to_owned());
        charge.into()
    }
}

#[cfg(feature = "server")]
impl utoipa::ToSchema for ChargeRequest {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        QuoteRequest::schemas(schemas);
    }
}

/// A charge's request: a quote's without what the ledger knows itself. `beside` is what else its document has a place
/// for, and was taken out of it.
#[cfg(any(feature = "server", feature = "wasm"))]
pub(crate) fn charge_request(body: Value, beside: &[&str]) -> Result<Request> {
    let Value::Object(mut fields) = body else { return read::<QuoteRequest>(body).and(Err(Error::internal())) };
    if fields.get("repair").is_some_and(|value| !value.is_null()) {
        return Err(Error::repair_in_charge());
    }
    for known in ["plan", "account", "parameters", "at"] {
        if fields.get(known).is_some_and(|value| !value.is_null()) {
            return Err(Error::known_to_the_ledger(known));
        }
    }
    for (object, known) in [("call", "charged"), ("interaction", "counted")] {
        if fields.get(object).is_some_and(|object| !object[known].is_null()) {
            return Err(Error::known_to_the_ledger(&format!("{object}.{known}")));
        }
    }
    fields.insert("plan".into(), "".into());
    let absent = ["repair", "plan", "account", "parameters", "at", "charged", "counted"];
    let given = QuoteRequest::read(fields.into()).map_err(|problem| problem.with_fields(&absent, beside))?;
    Ok(asked(given)?.0)
}

/// A missing quantity is 1.
fn whole(quantity: Option<serde_json::Number>) -> Result<u64> {
    let Some(given) = quantity else { return Ok(1) };
    given.as_u64().ok_or_else(|| Error::invalid_quantity(&given.to_string(), QUANTITY_MAX))
}

impl TryFrom<Account> for Payer {
    type Error = Error;

    fn try_from(account: Account) -> Result<Payer> {
        let amount = |field: &str, text: Option<String>| not_negative(field, text.as_deref().unwrap_or("0"));
        Ok(Payer {
            funding: match account.funding {
                AccountFunding::Credits => Funding::Credits,
                AccountFunding::External => Funding::External,
            },
            unlimited: account.unlimited,
            parents: account.parent_plans,
            brings: account.brings,
            allowance: amount("allowance", account.allowance)?,
            bought: amount("bought", account.bought)?,
            held: amount("held", account.held)?,
            limited: false,
        })
    }
}

/// A price, with everything needed to compute it again.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The price.
    #[serde(serialize_with = "text")]
    pub credits: Credits,
    /// What it will cost at most.
    #[serde(serialize_with = "text")]
    pub max: Credits,
    /// The price in money, where a credit is worth some.
    #[cfg_attr(feature = "server", schema(required))]
    pub money: Option<Money>,
    /// What the carrier asks.
    #[cfg_attr(feature = "server", schema(required))]
    pub carrier_cost: Option<Money>,
    /// Whether it goes ahead, and how it is paid.
    #[cfg_attr(feature = "server", schema(value_type = schema::Decision))]
    pub decision: &'static str,
    /// How the price came about.
    pub explanation: Step,
    /// What the price was made from.
    pub measured: Measured,
    /// How it is paid where the balance covers a part of it only, and the book charges the rest as overage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overage: Option<Overage>,
    /// Only where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairs: Option<Vec<Saving>>,
    /// The longest call that the account's balance covers: only for calls, and where an account was given; `null`
    /// where nothing limits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<u64>))]
    pub max_seconds: Option<Option<u64>>,
    /// The book's hash.
    pub book_hash: String,
    /// The hashes of the decks that were used, by name.
    pub deck_hashes: Map<String, String>,
}

/// A price that the balance covers in part.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Overage {
    /// What the balance pays.
    #[serde(serialize_with = "text")]
    pub covered: Credits,
    /// What is owed for the rest, at the overage price.
    #[serde(serialize_with = "text")]
    pub owed: Credits,
}

/// A way to a cheaper message, and what it saves.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Saving {
    #[serde(flatten)]
    pub repair: RepairAnswer,
    #[serde(serialize_with = "text")]
    pub saves_credits: Credits,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Money {
    /// A decimal number.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Step {
    /// What was done.
    pub rule: &'static str,
    /// What it was done with.
    #[cfg_attr(feature = "server", schema(value_type = std::collections::BTreeMap<String, String>))]
    pub inputs: Map<&'static str, String>,
    /// The exact result, before it is rounded.
    pub exact: String,
    #[cfg_attr(feature = "server", schema(required))]
    pub rounding: Option<Rounding>,
    #[serde(serialize_with = "text")]
    pub result: Credits,
    /// The same in words.
    pub text: String,
    /// What it is made from.
    #[cfg_attr(feature = "server", schema(no_recursion))]
    pub steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Rounding {
    #[cfg_attr(feature = "server", schema(value_type = schema::RoundedPer))]
    pub per: &'static str,
    #[cfg_attr(feature = "server", schema(value_type = schema::RoundingMode))]
    pub mode: &'static str,
    pub scale: u8,
}

/// What the price was made from. Fields that say nothing of a service are left out of its answers.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    pub service: String,
    #[cfg_attr(feature = "server", schema(required))]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<schema::NumberClass>))]
    pub class: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<schema::Category>))]
    pub category: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    #[serde(flatten)]
    #[cfg_attr(feature = "server", schema(schema_with = schema::optional::<MessageMeasured>))]
    pub message: Option<MessageMeasured>,
    #[serde(flatten)]
    #[cfg_attr(feature = "server", schema(schema_with = schema::optional::<CallMeasured>))]
    pub call: Option<CallMeasured>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<String>,
    pub quantity: u64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MessageMeasured {
    #[cfg_attr(feature = "server", schema(value_type = String))]
    pub profile: Cow<'static, str>,
    #[cfg_attr(feature = "server", schema(value_type = String))]
    pub profile_date: Cow<'static, str>,
    #[cfg_attr(feature = "server", schema(value_type = schema::Encoding))]
    pub encoding: &'static str,
    pub units: u32,
    pub segments: u32,
    pub segments_max: u32,
}

/// Times are decimal seconds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallMeasured {
    #[cfg_attr(feature = "server", schema(value_type = Option<schema::Direction>, required))]
    pub direction: Option<&'static str>,
    #[cfg_attr(feature = "server", schema(value_type = schema::Handler))]
    pub handled_by: &'static str,
    pub seconds: String,
    /// Of these, what the book does not charge, by kind.
    #[cfg_attr(feature = "server", schema(value_type = std::collections::BTreeMap<String, String>))]
    pub excluded_seconds: Map<&'static str, String>,
    pub billable_seconds: String,
    /// After increments, minimum and free time.
    pub billed_seconds: String,
}

/// Credits as their text.
pub(super) fn text<S: Serializer>(credits: &Credits, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(credits)
}

impl From<quote::Quote> for Quote {
    fn from(quote: quote::Quote) -> Quote {
        let size = match &quote.measured.subject {
            Subject::Segments { size, .. } => Some(*size),
            _ => None,
        };
        let saving = |saving: quote::Saving| {
            Some(Saving { repair: RepairAnswer::of(saving.repair, &size?), saves_credits: saving.credits })
        };
        let max_seconds = |longest: Longest| match longest {
            Longest::Unlimited => None,
            Longest::Seconds(seconds) => Some(seconds),
        };
        Quote {
            repairs: quote.repairs.map(|repairs| repairs.into_iter().filter_map(saving).collect()),
            max_seconds: quote.longest.map(max_seconds),
            credits: quote.credits,
            max: quote.overage.map_or(quote.max, |overage| overage.max.max(quote.max)),
            money: quote.money.map(Money::from),
            carrier_cost: quote.carrier_cost.map(Money::from),
            decision: quote.decision.name(),
            overage: quote.overage.map(|quote::Overage { covered, owed, .. }| Overage { covered, owed }),
            explanation: quote.explanation.into(),
            measured: quote.measured.into(),
            book_hash: quote.book_hash,
            deck_hashes: quote.deck_hashes,
        }
    }
}

impl From<credits::Money> for Money {
    fn from(money: credits::Money) -> Money {
        Money { amount: money.amount.to_string(), currency: money.currency.to_string() }
    }
}

impl From<quote::Step> for Step {
    fn from(step: quote::Step) -> Step {
        Step {
            rule: step.rule,
            inputs: step.inputs.into_iter().collect(),
            exact: step.exact.to_string(),
            rounding: step.rounding.map(Rounding::from),
            result: step.result,
            text: step.text,
            steps: step.steps.into_iter().map(Step::from).collect(),
        }
    }
}

impl From<credits::Rounding> for Rounding {
    fn from(rounding: credits::Rounding) -> Rounding {
        Rounding { per: rounding.per.name(), mode: rounding.mode.name(), scale: rounding.scale }
    }
}

impl From<quote::Measured> for Measured {
    fn from(measured: quote::Measured) -> Measured {
        let class = measured.class().map(|class| class.name());
        let mut answer = Measured {
            service: measured.service,
            region: measured.region.map(|region| region.to_string()),
            class,
            operator: measured.operator,
            category: measured.category.map(Category::name),
            at: measured.at.map(|at| at.to_string()),
            quantity: measured.quantity,
            ..Measured::default()
        };
        match measured.subject {
            Subject::Segments { profile, profile_date, size } => {
                answer.message = Some(MessageMeasured {
                    profile,
                    profile_date,
                    encoding: size.encoding.name(),
                    units: size.units,
                    segments: size.segments,
                    segments_max: size.segments_max,
                });
            }
            Subject::Call(call) => answer.call = Some(call.into()),
            Subject::Attempt { outcome, ended } => answer.outcome = Some(outcome).filter(|_| ended),
            Subject::Interaction(interaction) => {
                answer.completed = Some(interaction.completed);
                answer.interaction = interaction.id;
            }
            Subject::Message { .. } => {}
        }
        answer
    }
}

impl From<quote::CallTime> for CallMeasured {
    fn from(call: quote::CallTime) -> CallMeasured {
        let quote::CallTime { call, time, billed } = call;
        CallMeasured {
            direction: call.direction.map(|direction| direction.name()),
            handled_by: call.handler.name(),
            seconds: time.window.to_string(),
            excluded_seconds: time.excluded.iter().map(|(kind, time)| (kind.name(), time.to_string())).collect(),
            billable_seconds: time.billable.to_string(),
            billed_seconds: if billed { time.billed.to_string() } else { "0".to_owned() },
        }
    }
}
