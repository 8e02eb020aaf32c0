//! Reading a value as a type of the interface, strictly:
//!
//! - a field that is null is not there, as JavaScript's undefined fields are not;
//! - of problems in an object, the first in the order of its fields' names is told;
//! - a problem knows its place in the document.
//!
//! It is no derived deserializer, because that is made anew for each type: what types have in common is in functions
//! here, and a type adds little but the names of its fields.

use serde_json::{Number, Value};

use super::problem::{Problem, one_of, unexpected};
use crate::map::{Map, Set};

/// What can be read from a document.
pub(crate) trait Read: Sized {
    fn read(value: Value) -> Result<Self, Problem>;

    /// What stands in its place until a problem is told, and where a field is left out that may be.
    fn blank() -> Self;

    /// Whether its field may be left out.
    const OPTIONAL: bool = false;
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
            #[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
            #[cfg_attr(feature = "cli", schemars(deny_unknown_fields, rename_all = "camelCase"))]
            $(#[$meta])*
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
                let read = $name { $(
                    $field: fields.take(stringify!($field), None::<$type> $(.or_else($crate::wire::read::$default))? $(.or(Some($value)))?)
                ),* };
                fields.end(&[$(stringify!($field)),*])?;
                Ok(read)
            }

            fn blank() -> $name {
                $name { $( $field: $crate::wire::read::Read::blank() ),* }
            }
        }
    };
}
pub(crate) use document;

/// What stands for a field that is left out.
pub(crate) fn default<T: Read>() -> Option<T> {
    Some(T::blank())
}

/// A field's name in documents, letter by letter: to compare it, nothing is allocated.
fn letters(field: &str) -> impl Iterator<Item = char> {
    let (mut is_first, mut begins_word) = (true, false);
    field.strip_prefix("r#").unwrap_or(field).chars().filter_map(move |letter| {
        if letter == '_' {
            begins_word = !is_first;
            return None;
        }
        is_first = false;
        Some(if std::mem::take(&mut begins_word) { letter.to_ascii_uppercase() } else { letter })
    })
}

/// A field's name in documents.
fn name(field: &str) -> String {
    letters(field).collect()
}

/// The fields of an object that is read.
pub(crate) struct Fields {
    rest: Vec<(String, Value)>,
    /// The first by the names of fields.
    problem: Option<(String, Problem)>,
    /// The first of those that may not be.
    missing: Option<String>,
}

impl Fields {
    pub(crate) fn of(value: Value) -> Result<Fields, Problem> {
        match value {
            Value::Object(fields) => Ok(Fields { rest: fields.into_iter().collect(), problem: None, missing: None }),
            other => Err(unexpected(&other, &"an object")),
        }
    }

    /// The value of a field. What is wrong is told at the end: there is one way out of reading an object.
    pub(crate) fn take<T: Read>(&mut self, field: &str, left_out: Option<T>) -> T {
        match self.raw(field, T::OPTIONAL || left_out.is_some()) {
            Some((name, value)) => T::read(value).unwrap_or_else(|problem| {
                self.note(name, problem);
                T::blank()
            }),
            None => left_out.unwrap_or_else(T::blank),
        }
    }

    fn raw(&mut self, field: &str, is_optional: bool) -> Option<(String, Value)> {
        if let Some(at) = self.rest.iter().position(|(other, _)| letters(field).eq(other.chars())) {
            let found = self.rest.swap_remove(at);
            if !found.1.is_null() {
                return Some(found);
            }
        }
        if !is_optional {
            self.missing.get_or_insert_with(|| name(field));
        }
        None
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
            _ => match self.missing {
                Some(name) => Err(Problem::new(format!("field `{name}` is missing"))),
                None => Ok(()),
            },
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

    fn blank() -> Value {
        Value::Null
    }
}

impl Read for String {
    fn read(value: Value) -> Result<String, Problem> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(unexpected(&other, &"a string")),
        }
    }

    fn blank() -> String {
        String::new()
    }
}

impl Read for bool {
    fn read(value: Value) -> Result<bool, Problem> {
        value.as_bool().ok_or_else(|| unexpected(&value, &"a boolean"))
    }

    fn blank() -> bool {
        false
    }
}

impl Read for Number {
    fn read(value: Value) -> Result<Number, Problem> {
        match value {
            Value::Number(number) => Ok(number),
            other => Err(unexpected(&other, &"a JSON number")),
        }
    }

    fn blank() -> Number {
        0.into()
    }
}

/// A whole number of at most `max`.
fn whole(value: &Value, max: u64) -> Result<u64, Problem> {
    let number = value.as_u64().filter(|number| *number <= max);
    number.ok_or_else(|| unexpected(value, &format_args!("a whole number from 0 to {max}")))
}

macro_rules! read_whole {
    ($($type:ident)*) => {
        $(impl Read for $type {
            fn read(value: Value) -> Result<$type, Problem> {
                Ok(whole(&value, $type::MAX.into())? as $type)
            }

            fn blank() -> $type {
                0
            }
        })*
    };
}
read_whole! { u8 u32 u64 }

impl Read for i64 {
    fn read(value: Value) -> Result<i64, Problem> {
        value.as_i64().ok_or_else(|| unexpected(&value, &"a whole number"))
    }

    fn blank() -> i64 {
        0
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Result<Option<T>, Problem> {
        T::read(value).map(Some)
    }

    fn blank() -> Option<T> {
        None
    }

    const OPTIONAL: bool = true;
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Result<Box<T>, Problem> {
        T::read(value).map(Box::new)
    }

    fn blank() -> Box<T> {
        Box::new(T::blank())
    }
}

/// Reads a list's items: an error in one is within its index.
fn items(value: Value, take: &mut dyn FnMut(Value) -> Result<(), Problem>) -> Result<(), Problem> {
    let Value::Array(items) = value else { return Err(unexpected(&value, &"a sequence")) };
    let mut numbered = items.into_iter().enumerate();
    numbered.try_for_each(|(at, item)| take(item).map_err(|problem| problem.within(format!("[{at}]"))))
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Result<Vec<T>, Problem> {
        let mut list = Vec::new();
        items(value, &mut |item| T::read(item).map(|item| list.push(item)))?;
        Ok(list)
    }

    fn blank() -> Vec<T> {
        Vec::new()
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

    fn blank() -> Set<T> {
        Set::new()
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

    fn blank() -> Map<String, T> {
        Map::new()
    }
}
