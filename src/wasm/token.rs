//! Tokens of quotes, checked where they are shown. Their signatures are verified in between, by WebCrypto.

use js_sys::Date;
use wasm_bindgen::prelude::*;

use super::{Engine, answer, thrown, value};
use crate::Error;
use crate::wire::Value;
use crate::wire::charge;
use crate::wire::token::check::{self, Kind, LIFETIME_MAX, Unverified};
use crate::wire::token::{QuoteRequest, VerifiedQuote, charge_without_token};

/// A token of the right form.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Token(Unverified);

#[wasm_bindgen]
impl Token {
    #[wasm_bindgen(constructor)]
    pub fn new(token: &str) -> Result<Token, JsValue> {
        Unverified::read(Kind::Quote, token).map(Token).map_err(thrown)
    }

    /// The name of the key that it says signed it.
    #[wasm_bindgen(getter)]
    pub fn kid(&self) -> String {
        self.0.kid.clone()
    }

    #[wasm_bindgen(getter)]
    pub fn signed(&self) -> Vec<u8> {
        self.0.signed.as_bytes().to_vec()
    }

    #[wasm_bindgen(getter)]
    pub fn signature(&self) -> Vec<u8> {
        self.0.signature.clone()
    }

    /// The error where the ledger has no such key.
    #[wasm_bindgen(js_name = keyUnknown)]
    pub fn key_unknown(&self) -> JsValue {
        thrown(Error::quote_key_unknown(&self.0.kid))
    }

    /// The error where the signature does not fit.
    #[wasm_bindgen(js_name = notSigned)]
    pub fn not_signed(&self) -> JsValue {
        thrown(Error::quote_not_signed())
    }

    /// What a token says whose signature is good, where it holds for the account of this request and for the rest of it.
    pub fn quoted(&self, request: &str) -> Result<Quoted, JsValue> {
        let request = QuoteRequest::read(value(request)?, LIFETIME_MAX).map_err(thrown)?;
        let charge = charge_without_token(request.charge).map_err(thrown)?;
        let quoted = self.0.verified().map_err(thrown)?;
        quoted.check(&request.account, Date::now() as i64).map_err(thrown)?;
        quoted.check_request(&charge::hash(&charge)).map_err(thrown)?;
        Ok(Quoted { quoted, charge })
    }
}

/// What a good token says, and the charge's body that it is for.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Quoted {
    quoted: check::Quoted,
    charge: Value,
}

#[wasm_bindgen]
impl Quoted {
    /// The hash of the book.
    #[wasm_bindgen(getter)]
    pub fn book(&self) -> String {
        self.quoted.book.clone()
    }

    /// The hashes of the decks, by name, as JSON.
    #[wasm_bindgen(getter)]
    pub fn decks(&self) -> Result<String, JsValue> {
        answer(Ok(&self.quoted.decks))
    }

    /// Whether the engine is of this book and these decks.
    #[wasm_bindgen(js_name = isOf)]
    pub fn is_of(&self, engine: &Engine) -> bool {
        engine.0.is_of(&self.quoted.book, &self.quoted.decks)
    }

    /// The quote, its price computed again by such an engine.
    pub fn verified(&self, engine: &Engine, explain: bool) -> Result<String, JsValue> {
        answer(VerifiedQuote::new(&self.quoted, &engine.0, self.charge.clone(), explain))
    }
}
