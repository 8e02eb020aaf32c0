//! Preflights: recipients come through a buffer of a fixed size.

use std::cell::RefCell;

use js_sys::{BigUint64Array, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

use super::{answer, thrown};
use crate::campaign;
use crate::wire;

/// Bytes that are handed over at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// The least of them that are one number.
const NUMBER_BYTES: usize = size_of::<u64>();

/// Where JavaScript leaves pieces of a file, or numbers.
#[repr(align(8))] // it writes numbers
struct Buffer([u8; BUFFER_BYTES]);

thread_local! {
    static BUFFER: RefCell<Buffer> = const { RefCell::new(Buffer([0; BUFFER_BYTES])) };
}

/// The buffer, until the module's memory grows.
#[wasm_bindgen(js_name = preflightBytes)]
pub fn preflight_bytes() -> Uint8Array {
    let (memory, address) = buffer();
    Uint8Array::new_with_byte_offset_and_length(&memory, address, BUFFER_BYTES as u32)
}

/// The same memory, for numbers.
#[wasm_bindgen(js_name = preflightNumbers)]
pub fn preflight_numbers() -> BigUint64Array {
    let (memory, address) = buffer();
    BigUint64Array::new_with_byte_offset_and_length(&memory, address, (BUFFER_BYTES / NUMBER_BYTES) as u32)
}

fn buffer() -> (JsValue, u32) {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    (memory.buffer(), BUFFER.with_borrow_mut(|buffer| buffer.0.as_mut_ptr() as u32))
}

/// What a campaign costs, while its recipients are read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Preflight(pub(super) campaign::Preflight);

#[wasm_bindgen]
impl Preflight {
    /// The first bytes of the buffer are the next ones of the file.
    pub fn push(&mut self, bytes: usize) -> Result<(), JsValue> {
        BUFFER.with_borrow(|Buffer(buffer)| self.0.push(&buffer[..bytes])).map_err(thrown)
    }

    /// The first numbers in the buffer are recipients.
    #[wasm_bindgen(js_name = pushNumbers)]
    pub fn push_numbers(&mut self, count: usize) -> Result<(), JsValue> {
        BUFFER.with_borrow(|Buffer(buffer)| {
            let numbers = buffer.as_chunks::<NUMBER_BYTES>().0[..count].iter();
            self.0.push_numbers(numbers.map(|bytes| u64::from_le_bytes(*bytes))).map_err(thrown)
        })
    }

    /// How far it is.
    pub fn progress(&self) -> Result<String, JsValue> {
        answer(self.0.progress().map(wire::PreflightProgress::from))
    }

    /// The end of the recipients; the object cannot be used after it.
    pub fn finish(self) -> Result<String, JsValue> {
        answer(self.0.finish().map(wire::PreflightAnswer::from))
    }
}
