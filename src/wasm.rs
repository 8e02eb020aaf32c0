//! The exports of `core.wasm`: shims over [`wire`], no logic.

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::sms::{self, Options, Profile};
use crate::wire::{self, Value};
use crate::{Error, Result};

/// Prices requests on one book and its decks.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine(crate::Engine);

#[wasm_bindgen]
impl Engine {
    /// `decks` is an object: service → CSV, as a string or a `Uint8Array`.
    #[wasm_bindgen(constructor)]
    pub fn new(book: JsValue, decks: Option<Object>) -> Result<Engine, JsValue> {
        let mut files = Vec::new();
        for entry in decks.iter().flat_map(|decks| Object::entries(decks).iter().collect::<Vec<_>>()) {
            let entry = Array::from(&entry);
            let (service, csv) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
            let bytes = match csv.as_string() {
                Some(text) => text.into_bytes(),
                None if csv.is_instance_of::<Uint8Array>() => Uint8Array::from(csv).to_vec(),
                None => return Err(thrown(Error::deck_not_csv(&service))),
            };
            files.push((service, bytes));
        }
        let decks: Vec<_> = files.iter().map(|(service, csv)| (service.as_str(), csv.as_slice())).collect();
        wire::engine(value(book)?, &decks).map(Engine).map_err(thrown)
    }

    pub fn quote(&self, request: JsValue) -> Result<JsValue, JsValue> {
        answer(wire::quote(&self.0, value(request)?))
    }
}

#[wasm_bindgen]
pub fn segments(request: JsValue) -> Result<JsValue, JsValue> {
    answer(wire::segments(value(request)?))
}

/// The fast path: no object is made on either side.
#[wasm_bindgen(js_name = countSegments)]
pub fn count_segments(text: &str, profile: Option<String>) -> Result<u32, JsValue> {
    let profile = profile.as_deref().map_or(Ok(Profile::default()), |name| Profile::named(name).cloned());
    let options = Options { profile: profile.map_err(thrown)?, ..Options::default() };
    sms::size(text, &options).map(|size| size.segments).map_err(thrown)
}

#[wasm_bindgen]
pub fn region(request: JsValue) -> Result<JsValue, JsValue> {
    answer(wire::region(value(request)?))
}

/// Reads a JavaScript value as JSON would hold it.
fn value(value: JsValue) -> Result<Value, JsValue> {
    let read: Result<wire::Bounded, _> = serde_wasm_bindgen::from_value(value);
    read.map(Value::from).map_err(|error| {
        let problem = error.to_string();
        thrown(Error::malformed_json(problem.strip_prefix("Error: ").unwrap_or(&problem)))
    })
}

fn answer(answer: Result<impl Serialize>) -> Result<JsValue, JsValue> {
    let answer = answer.map_err(thrown)?;
    Ok(answer.serialize(&Serializer::json_compatible())?)
}

/// An `Error` object with the code under `code`.
fn thrown(error: Error) -> JsValue {
    let object = js_sys::Error::new(&error.to_string());
    // Setting a property of an object that was just made cannot fail.
    let _ = Reflect::set(&object, &"code".into(), &error.code().into());
    object.into()
}
