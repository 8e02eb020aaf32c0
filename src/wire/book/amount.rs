//! Amounts and parameters of a book, and where in the document something stands.

use super::{book, choice};
use crate::book::{Amount, Parameter, ParameterKind};
use crate::credits::decimal;
use crate::map::Map;
use crate::wire::Value;
use crate::wire::problem::{Problem, unexpected};
use crate::wire::read::{Read, document};
use crate::{Error, Result};

/// A place in the document.
#[derive(Clone)]
pub(super) struct At(String);

impl At {
    pub(super) fn root() -> At {
        At(String::new())
    }

    pub(super) fn field(&self, name: &str) -> At {
        At(if self.0.is_empty() { name.to_owned() } else { format!("{}.{name}", self.0) })
    }

    pub(super) fn index(&self, index: usize) -> At {
        At(format!("{}[{index}]", self.0))
    }

    pub(super) fn path(&self) -> String {
        self.0.clone()
    }

    /// An error of this place is the book's.
    pub(super) fn of<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| Error::invalid_book(&self.0, &error.to_string()))
    }
}

/// The parameters that a book declares.
pub(super) struct Parameters<'a>(pub(super) &'a Map<String, Parameter>);

/// A decimal string, or a parameter's name.
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(untagged))]
pub(super) enum AmountDocument {
    Number(String),
    Parameter(ParameterName),
}

impl Read for AmountDocument {
    fn read(value: Value) -> Result<AmountDocument, Problem> {
        match value {
            Value::String(text) => Ok(AmountDocument::Number(text)),
            Value::Object(_) => ParameterName::read(value).map(AmountDocument::Parameter),
            other => {
                let either = "a decimal string such as \"0.05\", or an object such as {\"parameter\": \"name\"}";
                Err(unexpected(&other, &either))
            }
        }
    }

    fn blank() -> AmountDocument {
        AmountDocument::Number(String::new())
    }
}

document! {
    in book
    pub(super) struct ParameterName {
        parameter: String,
    }
}

impl AmountDocument {
    pub(super) fn into_amount(self, known: &Parameters<'_>, at: &At) -> Result<Amount> {
        match self {
            AmountDocument::Number(text) => Ok(Amount::from(at.of(decimal("number", &text))?)),
            AmountDocument::Parameter(ParameterName { parameter }) => match known.0.get(&parameter) {
                Some(declared) => Ok(Amount::parameter(&parameter, declared.value)),
                None => {
                    let declared = known.0.keys().map(String::as_str);
                    Err(Error::undeclared_parameter(&at.path(), &parameter, declared))
                }
            },
        }
    }
}

/// An amount that may be left out.
pub(super) fn optional(
    amount: Option<AmountDocument>,
    known: &Parameters<'_>,
    at: &At,
) -> Result<Option<book::Amount>> {
    amount.map(|amount| amount.into_amount(known, at)).transpose()
}

document! {
    in book
    /// A number that the book's source does not give.
    pub(super) struct ParameterDocument {
        /// `credits`, `money` or `fraction`.
        r#type: String,
        /// Whether a price that depends on it is refused without it.
        #[cfg_attr(feature = "cli", schemars(default = "yes"))]
        required: bool [= true],
        note: String [default],
        /// A decimal string; left out until someone sets it.
        value: Option<String>,
        /// What kind of value it is, where it is not the operator's own.
        value_note: String [default],
    }
}

#[cfg(feature = "cli")]
fn yes() -> bool {
    true
}

impl ParameterDocument {
    pub(super) fn into_parameter(self, at: &At) -> Result<Parameter> {
        Ok(Parameter {
            kind: choice(&at.field("type"), &self.r#type, &ParameterKind::ALL, ParameterKind::name)?,
            required: self.required,
            note: self.note,
            value: self.value.map(|value| at.field("value").of(decimal("value", &value))).transpose()?,
            value_note: self.value_note,
        })
    }
}
