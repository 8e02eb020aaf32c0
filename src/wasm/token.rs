//! Tokens of quotes, checked where they are shown. Their signatures are verified in between, by WebCrypto.

use std::mem;

use js_sys::Date;
use wasm_bindgen::prelude::*;

use super::{Engine, answer, thrown, value};
use crate::quote::Request;
use crate::wire::token::check::{self, Kind, Unverified};
use crate::wire::token::{Shown, VerifiedQuote};
use crate::{Error, Result};

/// A token of the right form, and what it was shown for.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Token {
    unverified: Unverified,
    shown: Shown,
}

#[wasm_bindgen]
impl Token {
    /// A token beside the request that was quoted.
    #[wasm_bindgen(constructor)]
    pub fn new(token: &str, request: &str) -> Result<Token, JsValue> {
        Shown::with_quote(token, value(request)?).and_then(Token::of).map_err(thrown)
    }

    /// The token in a charge's body.
    #[wasm_bindgen(js_name = ofCharge)]
    pub fn of_charge(body: &[u8], account: String) -> Result<Token, JsValue> {
        Shown::with_charge(body, account).and_then(Token::of).map_err(thrown)
    }

    fn of(shown: Shown) -> Result<Token> {
        Ok(Token { unverified: Unverified::read(Kind::Quote, &shown.token)?, shown })
    }

    /// The name of the key that it says signed it.
    #[wasm_bindgen(getter)]
    pub fn kid(&self) -> String {
        self.unverified.kid.clone()
    }

    #[wasm_bindgen(getter)]
    pub fn signed(&self) -> Vec<u8> {
        self.unverified.signed.as_bytes().to_vec()
    }

    #[wasm_bindgen(getter)]
    pub fn signature(&self) -> Vec<u8> {
        self.unverified.signature.clone()
    }

    /// The error where the ledger has no such key.
    #[wasm_bindgen(js_name = keyUnknown)]
    pub fn key_unknown(&self) -> JsValue {
        thrown(Error::quote_key_unknown(&self.unverified.kid))
    }

    /// The error where the signature does not fit.
    #[wasm_bindgen(js_name = notSigned)]
    pub fn not_signed(&self) -> JsValue {
        thrown(Error::quote_not_signed())
    }

    /// What a token says whose signature is good, where it holds for what it was shown for. It is asked once.
    pub fn quoted(&mut self) -> Result<Quoted, JsValue> {
        let quoted = self.unverified.verified().map_err(thrown)?;
        quoted.check(&self.shown.account, Date::now() as i64).map_err(thrown)?;
        quoted.check_request(&self.shown.request_hash).map_err(thrown)?;
        Ok(Quoted { quoted, request: mem::take(&mut self.shown.request) })
    }
}

/// What a good token says, and the request that it is for.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Quoted {
    quoted: check::Quoted,
    request: Request,
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

    /// The quote, its price computed again by such an engine. It is asked once.
    pub fn verified(&mut self, engine: &Engine, explain: bool) -> Result<String, JsValue> {
        answer(VerifiedQuote::new(&self.quoted, &engine.0, mem::take(&mut self.request), explain))
    }
}
