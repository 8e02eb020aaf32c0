//! Reading a value as a type of the interface, strictly:
//!
//! - a field that is null is not there, as JavaScript's undefined fields are not;
//! - of problems in an object, the first in the order of its fields' names is told;
//! - a problem knows its place in the document.
//!
//! It is no derived deserializer, because that is made anew for each type: what types have in common is in functions
//! here, and a type adds little but the names of its fields. That is a sixth of the code that is sent to browsers.

use std::fmt;

use serde_json::{Number, Value};

use super::problem::{Problem, one_of, unexpected};
use crate::map::{Map, Set};

/// What can be read from a document.
pub(crate) trait Read: Sized {
    fn read(value: Value) -> Result<Self, Problem>;

    /// What it is where its field is not there.
    fn absent() -> Option<Self> {
        None
    }
}

/// Declares a type that is read from an object. Names are camelCase there.
///
/// A field may be left out where it is an `Option`, or has `[default]` or a value such as `[= true]`. `in book` are
/// types of price books, from which the published schema is made; `in http` those of the ledger's interface.
macro_rules! document {
    (in book $(#[$meta:meta])* $vis:vis struct $name:ident { $(
        $(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty $([$default:ident])? $([= $value:expr])?
    ),* $(,)? }) => {
        $crate::wire::read::document! {
            $(#[$meta])*
            #[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
            #[cfg_attr(feature = "cli", schemars(deny_unknown_fields, rename_all = "camelCase"))]
            $vis struct $name { $(
                $(#[$field_meta])* $(#[cfg_attr(feature = "cli", schemars($default))])?
                $field_vis $field: $type $([$default])? $([= $value])?
            ),* }
        }
    };
    (in http $(#[$meta:meta])* $vis:vis struct $name:ident { $(
        $(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty $([$default:ident])? $([= $value:expr])?
    ),* $(,)? }) => {
        $crate::wire::read::document! {
            $(#[$meta])*
            #[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema))]
            #[cfg_attr(feature = "server", serde(deny_unknown_fields, rename_all = "camelCase"))]
            $vis struct $name { $(
                $(#[$field_meta])* $(#[cfg_attr(feature = "server", serde($default))])?
                $field_vis $field: $type $([$default])? $([= $value])?
            ),* }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $(
        $(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty $([$default:ident])? $([= $value:expr])?
    ),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $( $(#[$field_meta])* $field_vis $field: $type ),* }

        impl $crate::wire::read::Read for $name {
            fn read(value: $crate::wire::Value) -> Result<$name, $crate::wire::problem::Problem> {
                let mut fields = $crate::wire::read::Fields::of(value)?;
                $( let $field: Option<$type> = fields.take(stringify!($field)); )*
                fields.end(&[$(stringify!($field)),*])?;
                Ok($name { $(
                    $field: $crate::wire::read::needed(
                        $field $(.or_else(|| Some($crate::wire::read::$default())))? $(.or(Some($value)))?,
                        stringify!($field),
                    )?
                ),* })
            }
        }
    };
}
pub(crate) use document;

/// What stands for a field that is left out.
pub(crate) fn default<T: Default>() -> T {
    T::default()
}

/// A field's value; an error where it is missing.
pub(crate) fn needed<T: Read>(value: Option<T>, field: &str) -> Result<T, Problem> {
    value.or_else(T::absent).ok_or_else(|| Problem::new(format!("field `{}` is missing", name(field))))
}

/// A field's name in documents.
fn name(field: &str) -> String {
    let mut name = String::new();
    let mut words = field.trim_start_matches("r#").split('_').filter(|word| !word.is_empty());
    name += words.next().unwrap_or_default();
    for word in words {
        let (first, rest) = word.split_at(1);
        name += &first.to_ascii_uppercase();
        name += rest;
    }
    name
}

/// The fields of an object that is read.
pub(crate) struct Fields {
    rest: Vec<(String, Value)>,
    /// The first by the names of fields.
    problem: Option<(String, Problem)>,
}

impl Fields {
    pub(crate) fn of(value: Value) -> Result<Fields, Problem> {
        match value {
            Value::Object(fields) => Ok(Fields { rest: fields.into_iter().collect(), problem: None }),
            other => Err(unexpected(&other, &"an object")),
        }
    }

    /// The value of a field; nothing where it is missing or wrong.
    pub(crate) fn take<T: Read>(&mut self, field: &str) -> Option<T> {
        let (name, value) = self.raw(field)?;
        T::read(value).map_err(|problem| self.note(name, problem)).ok()
    }

    fn raw(&mut self, field: &str) -> Option<(String, Value)> {
        let name = name(field);
        let at = self.rest.iter().position(|(other, _)| *other == name)?;
        Some(self.rest.swap_remove(at)).filter(|(_, value)| !value.is_null())
    }

    fn note(&mut self, name: String, problem: Problem) {
        let problem = problem.within(name.clone());
        if self.problem.as_ref().is_none_or(|(first, _)| name < *first) {
            self.problem = Some((name, problem));
        }
    }

    /// Refuses what is wrong, and fields that are not known.
    pub(crate) fn end(self, known: &[&str]) -> Result<(), Problem> {
        let unknown = self.rest.into_iter().map(|(name, _)| name).min();
        match (unknown, self.problem) {
            (Some(unknown), problem) if problem.as_ref().is_none_or(|(name, _)| unknown < *name) => {
                Err(Problem::unknown(&unknown, known.iter().map(|field| name(field))))
            }
            (_, Some((_, problem))) => Err(problem),
            _ => Ok(()),
        }
    }
}

/// A choice: its name, or an object of one field, that name, with what it takes.
pub(crate) fn choice<T>(
    value: Value,
    names: &[&str],
    take: impl FnOnce(usize, Option<Value>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let (name, value) = match value {
        Value::String(name) => (name, None),
        Value::Object(fields) => match fields.into_iter().next() {
            Some((name, value)) => (name, Some(value)),
            None => return Err(unexpected(&Value::Object(Default::default()), &"a name")),
        },
        other => return Err(unexpected(&other, &"a name")),
    };
    let Some(at) = names.iter().position(|known| *known == name) else {
        return Err(Problem::new(format!("{} is none of {}", crate::error::quoted(&name), one_of(names))));
    };
    let is_object = value.is_some();
    take(at, value).map_err(|problem| if is_object { problem.within(name) } else { problem })
}

/// A choice that takes nothing.
pub(crate) fn nothing<T>(value: Option<Value>, choice: T) -> Result<T, Problem> {
    match value {
        None | Some(Value::Null) => Ok(choice),
        Some(other) => Err(unexpected(&other, &"unit")),
    }
}

/// What a choice takes.
pub(crate) fn taken<T: Read>(value: Option<Value>) -> Result<T, Problem> {
    T::read(value.ok_or_else(|| Problem::new("unit variant was given, expected newtype variant".to_owned()))?)
}

impl Read for Value {
    fn read(value: Value) -> Result<Value, Problem> {
        Ok(value)
    }
}

impl Read for String {
    fn read(value: Value) -> Result<String, Problem> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(unexpected(&other, &"a string")),
        }
    }
}

impl Read for bool {
    fn read(value: Value) -> Result<bool, Problem> {
        value.as_bool().ok_or_else(|| unexpected(&value, &"a boolean"))
    }
}

impl Read for Number {
    fn read(value: Value) -> Result<Number, Problem> {
        match value {
            Value::Number(number) => Ok(number),
            other => Err(unexpected(&other, &"a JSON number")),
        }
    }
}

/// A whole number of at most `max`.
fn whole(value: &Value, max: u64, kind: &dyn fmt::Display) -> Result<u64, Problem> {
    match value.as_u64() {
        Some(number) if number <= max => Ok(number),
        _ if value.is_u64() || value.is_i64() => {
            Err(Problem::new(format!("invalid value: integer `{value}`, expected {kind}")))
        }
        _ => Err(unexpected(value, kind)),
    }
}

macro_rules! read_whole {
    ($($type:ident)*) => {
        $(impl Read for $type {
            fn read(value: Value) -> Result<$type, Problem> {
                Ok(whole(&value, $type::MAX.into(), &stringify!($type))? as $type)
            }
        })*
    };
}
read_whole! { u8 u32 u64 }

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Result<Option<T>, Problem> {
        T::read(value).map(Some)
    }

    fn absent() -> Option<Option<T>> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Result<Box<T>, Problem> {
        T::read(value).map(Box::new)
    }
}

/// Reads a list's items: an error in one is within its index.
fn items(value: Value, take: &mut dyn FnMut(Value) -> Result<(), Problem>) -> Result<(), Problem> {
    let Value::Array(items) = value else { return Err(unexpected(&value, &"a sequence")) };
    let numbered = items.into_iter().enumerate();
    numbered.map(|(at, item)| take(item).map_err(|problem| problem.within(format!("[{at}]")))).collect()
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Result<Vec<T>, Problem> {
        let mut list = Vec::new();
        items(value, &mut |item| T::read(item).map(|item| list.push(item)))?;
        Ok(list)
    }
}

impl<T: Read + Ord> Read for Set<T> {
    fn read(value: Value) -> Result<Set<T>, Problem> {
        let mut set = Set::new();
        items(value, &mut |item| {
            set.insert(T::read(item)?);
            Ok(())
        })?;
        Ok(set)
    }
}

/// Reads an object's values: an error in one is within its name.
fn entries(value: Value, take: &mut dyn FnMut(&str, Value) -> Result<(), Problem>) -> Result<(), Problem> {
    let Value::Object(fields) = value else { return Err(unexpected(&value, &"a map")) };
    fields.into_iter().try_for_each(|(name, value)| take(&name, value).map_err(|problem| problem.within(name)))
}

impl<T: Read> Read for Map<String, T> {
    fn read(value: Value) -> Result<Map<String, T>, Problem> {
        let mut map = Map::new();
        entries(value, &mut |name, value| {
            map.insert(name.to_owned(), T::read(value)?);
            Ok(())
        })?;
        Ok(map)
    }
}
