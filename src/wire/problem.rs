//! What is wrong in a document, and where.

use std::fmt;

use serde_json::Value;

use crate::error::{cut, quoted};

#[derive(Debug)]
pub(crate) struct Problem {
    /// From the inside out.
    path: Vec<String>,
    pub(super) kind: Kind,
    text: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// With the fields that are known.
    UnknownField(Vec<String>),
    Other,
}

impl Problem {
    pub(super) fn new(text: String) -> Problem {
        Problem { path: Vec::new(), kind: Kind::Other, text }
    }

    /// A field that nobody knows.
    pub(super) fn unknown(field: &str, known: impl Iterator<Item = String>) -> Problem {
        let text = format!("there is no field {}", quoted(field));
        Problem { kind: Kind::UnknownField(known.collect()), ..Problem::new(text) }
    }

    /// The same where some fields that are known have no place, and the document itself has more.
    #[cfg(any(feature = "server", feature = "wasm"))]
    pub(super) fn with_fields(mut self, without: &[&str], more: &[&str]) -> Problem {
        if let Kind::UnknownField(known) = &mut self.kind {
            known.retain(|name| !without.contains(&name.as_str()));
            if self.path.is_empty() {
                known.extend(more.iter().map(|&name| name.to_owned()));
            }
        }
        self
    }

    pub(super) fn within(mut self, step: String) -> Problem {
        self.path.push(step);
        self
    }

    /// `services.sms.free[0].plans`; empty for the document itself.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.path.iter().rev() {
            if !path.is_empty() && !step.starts_with('[') {
                path.push('.');
            }
            path += step;
        }
        path
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::UnknownField(known) => write!(f, "{}: {}", self.text, one_of(known)),
            Kind::Other => f.write_str(&self.text),
        }
    }
}

/// Names that are allowed.
pub(super) fn one_of(names: &[impl fmt::Display]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A value of another kind than the one that is expected.
pub(super) fn unexpected(value: &Value, expected: &dyn fmt::Display) -> Problem {
    let given = match value {
        Value::Null => "null was given".to_owned(),
        Value::Bool(value) => format!("boolean `{value}` was given"),
        Value::Number(number) if number.is_f64() => format!("the fraction `{number}` was given"),
        Value::Number(number) => format!("integer `{number}` was given"),
        Value::String(text) => format!("string {:?} was given", cut(text)),
        Value::Array(_) => "a list was given".to_owned(),
        Value::Object(_) => "an object was given".to_owned(),
    };
    Problem::new(format!("{given}, expected {}", in_words(expected)))
}

/// What is expected, in words where it is a type of whole numbers.
fn in_words(expected: &dyn fmt::Display) -> String {
    let expected = expected.to_string();
    let max = match &*expected {
        "u8" => u8::MAX.into(),
        "u32" => u32::MAX.into(),
        "u64" => u64::MAX,
        "i64" => return "a whole number".to_owned(),
        _ => return expected,
    };
    format!("a whole number from 0 to {max}")
}
