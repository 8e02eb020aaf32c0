//! The fast path's options.

use super::read::document;
use super::{Value, one_of, read};
use crate::Result;
use crate::quote::{Engine, Pricer};
use crate::rates::{Category, Date};

document! {
    struct PricerOptions {
        plan: String,
        service: String,
        category: Option<String>,
        at: Option<String>,
    }
}

/// The fast path to the credits of many messages; `today` is the day of options that name none, where prices change on
/// dates.
///
/// ```
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
/// let options = septet::wire::parse(r#"{"plan":"team","service":"sms"}"#)?;
/// let pricer = septet::wire::pricer(&engine, options, None)?;
/// assert_eq!(pricer.credits(septet::phone::Region::parse("IN")?, 2)?.to_string(), "18");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn pricer(engine: &Engine, options: Value, today: Option<Date>) -> Result<Pricer> {
    let given: PricerOptions = read(options)?;
    let category = given.category.as_deref().map(|name| one_of("category", name, &Category::ALL, Category::name));
    let at = given.at.as_deref().map(Date::parse).transpose()?;
    let at = at.or(today.filter(|_| engine.is_dated(&given.service)));
    engine.pricer(&given.plan, &given.service, category.transpose()?, at)
}
