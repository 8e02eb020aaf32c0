//! Preflights: what is asked of a campaign, and the answer.

mod answer;

use super::breakdown::{CallsDocument, DialUntilDocument, calls};
use super::options::{NationalChoice, ProfileChoice, options};
use super::problem::{Problem, unexpected};
use super::quote::Account;
use super::read::{Read, document};
use super::{Settings, Value, book, not_negative, one_of, read};
use crate::call::Direction;
use crate::campaign::{self, Duplicates, Message, Options, Terms, read_number};
use crate::map::Map;
use crate::phone::{E164, Plan, Region};
use crate::quote::{Engine, Payer};
use crate::rates::{Category, Date};
use crate::template::Template;
use crate::{Error, Result};

#[cfg(feature = "server")]
pub(super) use answer::Overage;
pub use answer::{Answer, Progress};

document! {
    struct PreflightRequest {
        book: Option<String>,
        plan: String,
        service: String,
        category: Option<String>,
        at: Option<String>,
        template: Option<String>,
        opt_out: Option<String>,
        link_length: Option<u32>,
        profile: Option<ProfileChoice>,
        encoding: Option<String>,
        smart: Option<String>,
        national: Option<NationalChoice>,
        default_region: Option<String>,
        duplicates: Option<String>,
        opted_out: Vec<NumberDocument> [default],
        do_not_call: Vec<NumberDocument> [default],
        delimiter: Option<String>,
        /// The column of the numbers.
        column: Option<String>,
        balance: Option<Balance>,
        call: Option<CallsDocument>,
        outcome_probabilities: Map<String, String> [default],
        dial_until: Option<DialUntilDocument>,
        parameters: Settings [default],
    }
}

/// Credits, or what is known of the one who pays.
enum Balance {
    Credits(String),
    Account(Account),
}

impl Read for Balance {
    fn read(value: Value) -> Result<Balance, Problem> {
        Ok(match value {
            Value::String(credits) => Balance::Credits(credits),
            account @ Value::Object(_) => Balance::Account(Account::read(account)?),
            other => return Err(unexpected(&other, &"credits such as `\"750\"`, or an account as an object")),
        })
    }

    fn blank() -> Balance {
        Balance::Credits(String::new())
    }
}

/// A phone number.
enum NumberDocument {
    Text(String),
    Digits(u64),
}

impl Read for NumberDocument {
    fn read(value: Value) -> Result<NumberDocument, Problem> {
        match value {
            Value::String(text) => Ok(NumberDocument::Text(text)),
            other => {
                u64::read(other).map(NumberDocument::Digits).map_err(|_| Problem::new("a phone number".to_owned()))
            }
        }
    }

    fn blank() -> NumberDocument {
        NumberDocument::Digits(0)
    }
}

/// Begins a preflight: what is asked of a campaign, on this engine's book and decks. `today` is the day of a request
/// that names none, where prices change on dates.
///
/// ```
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
/// let request = r#"{"plan":"team","service":"sms","template":"Hi {{name}}","balance":"5"}"#;
/// let mut preflight = septet::wire::preflight(&engine, septet::wire::parse(request)?, None)?;
/// preflight.push(b"phone,name\n+919876543210,Asha\n")?;
/// let answer = serde_json::to_value(septet::wire::PreflightAnswer::from(preflight.finish()?)).unwrap();
/// assert_eq!((&answer["covered"], &answer["shortfall"]), (&false.into(), &"4".into()));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn preflight(engine: &Engine, request: Value, today: Option<Date>) -> Result<campaign::Preflight> {
    let (engine, options) = preflight_options(engine, request, today)?;
    campaign::Preflight::new(&engine, options)
}

/// The same, up to where it begins: the engine with the request's parameters, and the options.
pub fn preflight_options(engine: &Engine, request: Value, today: Option<Date>) -> Result<(Engine, Options)> {
    let given: PreflightRequest = read(request)?;
    if let Some(other) = given.book.as_ref().filter(|book| **book != engine.book().id) {
        return Err(Error::book_mismatch(other, &engine.book().id));
    }
    let engine = match given.parameters.is_empty() {
        true => engine.clone(),
        false => book::with_settings(engine, &given.parameters)?,
    };
    let category = given.category.as_deref().map(|name| one_of("category", name, &Category::ALL, Category::name));
    let at = given.at.as_deref().map(Date::parse).transpose()?;
    let mut calls = calls("", given.call, given.outcome_probabilities, given.dial_until)?;
    calls.direction = calls.direction.or(calls.max_s.map(|_| Direction::Outbound));
    let terms = Terms {
        category: category.transpose()?,
        at: at.or(today.filter(|_| engine.is_dated(&given.service))),
        plan: given.plan,
        service: given.service,
        calls,
        ..Terms::default()
    };
    let default_region = given.default_region.as_deref().map(region).transpose()?;
    let home = default_region.and_then(Plan::of);
    let numbers = |field: &str, list: Vec<NumberDocument>| {
        let number = |(index, number): (usize, NumberDocument)| {
            let text = match number {
                NumberDocument::Text(text) => text,
                NumberDocument::Digits(digits) => format!("+{digits}"),
            };
            read_number(text.as_bytes(), home.as_ref()).map_err(|problem| {
                let given = crate::error::quoted(&text);
                Error::invalid_field(&format!("{field}[{index}]"), &format!("{given}: {problem}"))
            })
        };
        list.into_iter().enumerate().map(number).collect::<Result<Vec<E164>>>()
    };
    let message = given.template.as_deref().map(|template| {
        let (opt_out, link_length) = (given.opt_out.clone(), given.link_length);
        Ok::<_, Error>(Message { template: Template::parse(template)?, opt_out, link_length })
    });
    for (field, is_given) in [("optOut", given.opt_out.is_some()), ("linkLength", given.link_length.is_some())] {
        if is_given && given.template.is_none() {
            return Err(Error::missing("template", &format!("`{field}` is of a message")));
        }
    }
    let duplicates =
        given.duplicates.as_deref().map(|name| one_of("duplicates", name, &Duplicates::ALL, Duplicates::name));
    let options = Options {
        terms,
        message: message.transpose()?,
        text: options(given.profile, given.encoding.as_deref(), given.smart.as_deref(), given.national)?,
        default_region,
        duplicates: duplicates.transpose()?.unwrap_or_default(),
        opted_out: numbers("optedOut", given.opted_out)?,
        do_not_call: numbers("doNotCall", given.do_not_call)?,
        number_column: given.column,
        delimiter: given.delimiter.as_deref().map(delimiter).transpose()?,
        payer: given.balance.map(payer).transpose()?,
    };
    Ok((engine, options))
}

/// A region in which a number can be.
fn region(given: &str) -> Result<Region> {
    let region = Region::parse(given)?;
    Plan::of(region).map(|_| region).ok_or_else(|| Error::invalid_region(given))
}

fn delimiter(given: &str) -> Result<u8> {
    match *given.as_bytes() {
        [byte] => Ok(byte),
        _ => Err(Error::invalid_field("delimiter", "give one character, such as `;`")),
    }
}

fn payer(balance: Balance) -> Result<Payer> {
    match balance {
        Balance::Credits(credits) => Ok(Payer { bought: not_negative("balance", &credits)?, ..Payer::default() }),
        Balance::Account(account) => account.try_into(),
    }
}
