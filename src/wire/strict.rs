//! Reading a value as a type of the ledger's interface by serde, as strictly as [`super::read`]:
//!
//! - an object is an object (serde by itself would also take an array for one, field after field);
//! - a field that is null is not there, as JavaScript's undefined fields are not;
//! - an error knows its place in the document.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use super::problem::{self, Problem, one_of};
use super::read::Read;
use crate::Error;

impl std::error::Error for Problem {}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(text: T) -> Problem {
        Problem::new(text.to_string())
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Problem {
        Problem::unknown(field, expected.iter().map(|name| (*name).to_owned()))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Problem {
        Problem::new(format!("{} is none of {}", crate::error::quoted(variant), one_of(expected)))
    }

    fn missing_field(field: &'static str) -> Problem {
        Problem::new(format!("field `{field}` is missing"))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Problem {
        let value = match unexpected {
            Unexpected::Unit => Value::Null,
            Unexpected::Bool(value) => value.into(),
            Unexpected::Unsigned(number) => number.into(),
            Unexpected::Signed(number) => number.into(),
            Unexpected::Float(number) => number.into(),
            Unexpected::Str(text) => text.into(),
            Unexpected::Seq => Value::Array(Vec::new()),
            Unexpected::Map => Value::Object(Map::new()),
            other => return Problem::new(format!("{other} was given, expected {expected}")),
        };
        problem::unexpected(&value, &expected)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Problem {
        Problem::invalid_type(unexpected, expected)
    }
}

/// Reads a value as a type of the ledger's interface.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> crate::Result<T> {
    T::deserialize(Strict(value)).map_err(Error::from)
}

/// A value that is to be read.
pub(super) struct Strict(pub(super) Value);

impl Strict {
    fn unexpected(&self) -> Unexpected<'_> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => Unexpected::Unsigned(number),
                (_, Some(number)) => Unexpected::Signed(number),
                _ => Unexpected::Float(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }
}

impl<'de> Deserializer<'de> for Strict {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (_, Some(number)) => visitor.visit_i64(number),
                _ => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Object(mut fields) => {
                // Unknown fields stay, to be refused.
                fields.retain(|name, value| !(value.is_null() && known.contains(&name.as_str())));
                visitor.visit_map(Fields::of(fields))
            }
            _ => Err(de::Error::invalid_type(self.unexpected(), &"an object")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(IntoDeserializer::<Problem>::into_deserializer(name.as_str())),
            Value::Object(fields) => visitor.visit_enum(MapAccessDeserializer::new(Fields::of(fields))),
            _ => Err(de::Error::invalid_type(self.unexpected(), &"a name")),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_u32(Read::read(self.0)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_u64(Read::read(self.0)?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// A list's items: an error in one is within its index.
struct Items {
    items: std::vec::IntoIter<Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Strict(item)).map(Some).map_err(|problem| problem.within(format!("[{index}]")))
    }
}

/// An object's fields: an error in one is within its name.
struct Fields {
    fields: serde_json::map::IntoIter,
    next: Option<(String, Value)>,
}

impl Fields {
    fn of(fields: Map<String, Value>) -> Fields {
        Fields { fields: fields.into_iter(), next: None }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.fields.next();
        let Some((name, _)) = &self.next else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let (name, value) = self.next.take().ok_or_else(|| de::Error::custom("a field was read twice"))?;
        seed.deserialize(Strict(value)).map_err(|problem| problem.within(name))
    }
}
