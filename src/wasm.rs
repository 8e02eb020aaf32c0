//! The exports of `core.wasm`: shims over [`wire`], no logic. Requests and answers cross as JSON: the module reads and
//! writes it anyway, for books.

pub mod preflight;
pub mod token;

use std::cell::RefCell;

use js_sys::{Array, Object, Reflect, Uint8Array, Uint16Array, WebAssembly};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::credits::Credits;
use crate::phone::Region;
use crate::rates::Date;
use crate::sms::{self, Counter, Need, Profile};
use crate::wire::{self, Settings, Value};
use crate::{Error, Result};

/// Prices requests on one book and its decks.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine(crate::Engine);

#[wasm_bindgen]
impl Engine {
    /// `decks` is an object: name → CSV, as a string or a `Uint8Array`; `parameters` is one as JSON: name → value.
    #[wasm_bindgen(constructor)]
    pub fn new(book: &str, decks: Option<Object>, parameters: &str) -> Result<Engine, JsValue> {
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
        wire::engine_with(value(book)?, &decks, &settings(parameters)?).map(Engine).map_err(thrown)
    }

    /// The book's document, with the values of its parameters.
    #[wasm_bindgen(getter)]
    pub fn book(&self) -> String {
        self.0.book().canonical.clone()
    }

    pub fn quote(&self, request: &str) -> Result<String, JsValue> {
        answer(wire::quote_on(today()?, &self.0, value(request)?))
    }

    #[wasm_bindgen(js_name = planCosts)]
    pub fn plan_costs(&self, used: &str) -> Result<String, JsValue> {
        answer(wire::plan_costs(&self.0, value(used)?))
    }

    /// Begins a preflight; recipients are handed over through a buffer.
    pub fn preflight(&self, options: &str) -> Result<preflight::Preflight, JsValue> {
        wire::preflight(&self.0, value(options)?, Some(today()?)).map(preflight::Preflight).map_err(thrown)
    }

    pub fn pricer(&self, options: &str) -> Result<Pricer, JsValue> {
        wire::pricer(&self.0, value(options)?, Some(today()?)).map(Pricer).map_err(thrown)
    }
}

/// Prices many messages by region and segments.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pricer(crate::quote::Pricer);

#[wasm_bindgen]
impl Pricer {
    pub fn credits(&self, region: &str, segments: u32) -> Result<String, JsValue> {
        let credits = Region::parse(region).and_then(|region| self.0.credits(region, segments.into()));
        credits.map(|credits| credits.to_string()).map_err(thrown)
    }

    /// What messages cost together: two letters of each one's region, and its segments.
    pub fn total(&self, letters: &[u8], segments: &[u32]) -> Result<String, JsValue> {
        let mut sum = Credits::ZERO;
        for (&letters, &segments) in letters.as_chunks().0.iter().zip(segments) {
            let credits =
                Region::of_letters(letters).ok_or_else(|| Error::invalid_region(&letters.escape_ascii().to_string()));
            let credits = credits.and_then(|region| self.0.credits(region, segments.into()));
            sum = credits.and_then(|credits| sum.plus(credits)).map_err(thrown)?;
        }
        Ok(sum.to_string())
    }
}

/// Values of a book's parameters. A problem is named as it is in a request.
fn settings(parameters: &str) -> Result<Settings, JsValue> {
    wire::settings(value(parameters)?).map_err(thrown)
}

/// The day in UTC.
fn today() -> Result<Date, JsValue> {
    const DAY_MS: i64 = 86_400_000;
    let days = (js_sys::Date::now() as i64).div_euclid(DAY_MS);
    Date::from_days(days).ok_or_else(|| thrown(Error::invalid_date(&days.to_string())))
}

#[wasm_bindgen]
pub fn segments(request: &str) -> Result<String, JsValue> {
    answer(wire::segments(value(request)?))
}

/// The parts of a text, where the fast way below cannot tell.
#[wasm_bindgen(js_name = countSegments)]
pub fn count_segments(text: &str, profile: Option<String>) -> Result<u32, JsValue> {
    let profile = profile.as_deref().map_or(Ok(&Profile::all()[0]), Profile::named);
    profile.and_then(|profile| sms::count(text, profile)).map_err(thrown)
}

/// UTF-16 code units that are handed over at a time. So few stay in the processor's fastest cache.
const SCRATCH_UNITS: usize = 4096;

/// Where JavaScript leaves pieces of text for the functions below, which take and give plain numbers: nothing is
/// allocated on either side.
#[repr(align(4))] // it writes two units at once
struct Scratch([u16; SCRATCH_UNITS]);

thread_local! {
    static SCRATCH: RefCell<Scratch> = const { RefCell::new(Scratch([0; SCRATCH_UNITS])) };
    static COUNTER: RefCell<Option<Counter<'static>>> = const { RefCell::new(None) };
}

/// The scratch memory, until the module's memory grows.
#[wasm_bindgen]
pub fn scratch() -> Uint16Array {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let address = SCRATCH.with_borrow_mut(|scratch| scratch.0.as_mut_ptr() as u32);
    Uint16Array::new_with_byte_offset_and_length(&memory.buffer(), address, SCRATCH_UNITS as u32)
}

/// The number of a built-in profile.
#[wasm_bindgen(js_name = profileNumber)]
pub fn profile_number(name: &str) -> Option<u32> {
    Profile::all().iter().position(|profile| profile.name == name).map(|number| number as u32)
}

/// Begins the count of a text of `length` units, of which the first `units` are in the scratch memory. The answer,
/// here and below, is the count or, below zero, what is needed for it.
#[wasm_bindgen(js_name = countFirst)]
pub fn count_first(profile: usize, length: usize, units: usize) -> i32 {
    let profile = &Profile::all()[profile];
    SCRATCH.with_borrow(|Scratch(scratch)| {
        if units == length {
            return number(sms::count_utf16(&scratch[..units], profile).map_or(Need::Whole, Need::Count));
        }
        let Ok(mut counter) = Counter::new(length, profile) else {
            return number(Need::Whole); // the slow way says what is wrong
        };
        let need = counter.add(&scratch[..units]);
        COUNTER.set(Some(counter));
        number(need)
    })
}

/// Goes on with the units that follow.
#[wasm_bindgen(js_name = countPiece)]
pub fn count_piece(units: usize) -> i32 {
    go_on(|counter| SCRATCH.with_borrow(|Scratch(scratch)| counter.add(&scratch[..units])))
}

/// Goes on with the character before the border that was asked for.
#[wasm_bindgen(js_name = countBorder)]
pub fn count_border(code_point: u32) -> i32 {
    go_on(|counter| counter.border(code_point > 0xffff))
}

fn go_on(step: impl FnOnce(&mut Counter<'static>) -> Need) -> i32 {
    COUNTER.with_borrow_mut(|counter| number(counter.as_mut().map_or(Need::Whole, step)))
}

/// What is needed as a number.
fn number(need: Need) -> i32 {
    match need {
        Need::Count(parts) => parts as i32,
        Need::Piece => -1,
        Need::Whole => -2,
        Need::Border(at) => -2 - at as i32,
    }
}

/// Counts the texts in the scratch memory, one after another up to `end`, each behind its length. The count takes the
/// place of the length.
#[wasm_bindgen(js_name = countAll)]
pub fn count_all(profile: usize, end: usize) {
    let profile = &Profile::all()[profile];
    SCRATCH.with_borrow_mut(|Scratch(scratch)| {
        let mut rest = &mut scratch[..end];
        while let [length, texts @ ..] = rest {
            let (text, others) = texts.split_at_mut(usize::from(*length));
            // A text that fits here is not too long, and has not as many parts as it has units.
            *length = sms::count_utf16(text, profile).map_or(0, |parts| parts as u16);
            rest = others;
        }
    });
}

#[wasm_bindgen]
pub fn region(request: &str) -> Result<String, JsValue> {
    answer(wire::region(value(request)?))
}

fn value(json: &str) -> Result<Value, JsValue> {
    wire::parse(json).map_err(thrown)
}

fn answer(answer: Result<impl Serialize>) -> Result<String, JsValue> {
    let json = serde_json::to_string(&answer.map_err(thrown)?);
    json.map_err(|problem| thrown(Error::malformed_json(&problem.to_string())))
}

/// An `Error` object with the code under `code`.
fn thrown(error: Error) -> JsValue {
    let object = js_sys::Error::new(&error.to_string());
    // Setting a property of an object that was just made cannot fail.
    let _ = Reflect::set(&object, &"code".into(), &error.code().into());
    object.into()
}
