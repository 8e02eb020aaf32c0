//! JSON values of bounded depth and without doubled fields, from any source: JavaScript objects can contain themselves.
//! A number has one form: `90.0` is 90, as it is in JavaScript, so that all who read a document read the same.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::quoted;

/// Deeper than any document of the interface.
const DEPTH_MAX: u32 = 64;

/// Up to here a floating-point number is the whole number that was written.
const WHOLE_MAX: u64 = 1 << 53;

/// A [`Value`] nested at most 64 levels deep.
#[derive(Debug)]
pub struct Bounded(Value);

impl From<Bounded> for Value {
    fn from(bounded: Bounded) -> Value {
        bounded.0
    }
}

impl<'de> serde::Deserialize<'de> for Bounded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bounded, D::Error> {
        Level(DEPTH_MAX).deserialize(deserializer).map(Bounded)
    }
}

/// How many more levels may follow.
#[derive(Clone, Copy)]
struct Level(u32);

impl Level {
    fn below<E: Error>(self) -> Result<Level, E> {
        self.0.checked_sub(1).map(Level).ok_or_else(|| E::custom(format_args!("nested deeper than {DEPTH_MAX} levels")))
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let whole = value as i64;
        if whole.unsigned_abs() <= WHOLE_MAX && whole as f64 == value {
            return Ok(whole.into());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a JSON number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let (below, mut array) = (self.below()?, Vec::new());
        while let Some(item) = items.next_element_seed(below)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let (below, mut object) = (self.below()?, Map::new());
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(below)?;
            // Whoever wrote both may have meant either.
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("field {} is given twice", quoted(&name))));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
