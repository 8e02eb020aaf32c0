//! What passes for a quote, and what does not.

#![allow(clippy::unwrap_used)]

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::keys;
use super::*;
use crate::map::{Map, Set};
use crate::rates::Date;
use crate::server::store::{self, Store};

/// 2026-11-21T06:00:00Z
const NOW: i64 = 1_795_240_800_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

fn quoted() -> Quoted {
    Quoted {
        kind: Kind::Quote,
        account: "acme".to_owned(),
        service: "sms".to_owned(),
        plan: "team".to_owned(),
        at: Some(Date::parse("2026-11-21").unwrap()),
        book: "b".repeat(64),
        decks: [("sms".to_owned(), "d".repeat(64))].into(),
        request_hash: "r".repeat(64),
        min: "9.5".parse().unwrap(),
        credits: "9.5".parse().unwrap(),
        max: "18".parse().unwrap(),
        brings: Set::new(),
        counted: false,
        nonce: nonce().unwrap(),
        issued_ms: NOW,
        expires_ms: NOW + 300_000,
    }
}

/// A signer, and the key it signs with.
fn signer() -> (Signer, KeyRow) {
    let key = keys::new(NOW).unwrap();
    (Signer::new(vec![key.clone()]).unwrap(), key)
}

fn verify(signer: &Signer, token: &str) -> Result<Quoted> {
    signer.verify(token, "acme", &"r".repeat(64), NOW)
}

/// A token of these two parts, signed as it should be.
fn token(key: &KeyRow, header: &Value, claims: &Value) -> String {
    let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let signature = SigningKey::from_bytes(&key.seed.unwrap()).sign(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
}

fn header(key: &KeyRow) -> Value {
    json!({"alg": "EdDSA", "kid": key.kid, "typ": "septet-quote+jwt"})
}

fn claims() -> Value {
    serde_json::to_value(Claims::from(&quoted())).unwrap()
}

#[track_caller]
fn refused(signer: &Signer, token: &str, sentence: &str) {
    let error = verify(signer, token).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), ("invalid-quote", sentence));
}

#[test]
fn what_was_signed_is_what_is_read() {
    let (signer, key) = signer();
    let quoted = quoted();
    assert_eq!(verify(&signer, &signer.sign(&quoted).unwrap()).unwrap(), quoted);
    let undated = Quoted { at: None, decks: Map::new(), ..quoted };
    assert_eq!(verify(&signer, &signer.sign(&undated).unwrap()).unwrap(), undated);
    assert!(verify(&signer, &token(&key, &header(&key), &claims())).is_ok(), "the tests' tokens are like the ledger's");
}

/// A token of one kind does not pass for one of the other.
#[test]
fn a_preflight_is_no_quote() {
    let (signer, _) = signer();
    let quote = signer.sign(&quoted()).unwrap();
    let preflight = Quoted { kind: Kind::Preflight, min: "1".parse().unwrap(), ..quoted() };
    let token = signer.sign(&preflight).unwrap();
    assert_eq!(signer.verify_of(Kind::Preflight, &token, "acme", NOW).unwrap(), preflight);
    let other = "the quote token has `typ` `septet-preflight+jwt`: it must be `septet-quote+jwt`";
    refused(&signer, &token, other);
    let error = signer.verify_of(Kind::Preflight, &quote, "acme", NOW).unwrap_err();
    assert_eq!(error.code(), "invalid-quote");
    assert_eq!(signer.verify_of(Kind::Preflight, &token, "other", NOW).unwrap_err().code(), "quote-mismatch");
    assert_eq!(signer.verify_of(Kind::Preflight, &token, "acme", NOW + 300_000).unwrap_err().code(), "quote-expired");
}

/// Every byte, turned in every one of its bits.
#[test]
fn a_token_that_was_changed_anywhere_is_refused() {
    let (signer, _) = signer();
    let token = signer.sign(&quoted()).unwrap().into_bytes();
    for at in 0..token.len() {
        for bit in 0..8 {
            let mut changed = token.clone();
            changed[at] ^= 1 << bit;
            let Ok(changed) = String::from_utf8(changed) else { continue };
            assert_eq!(verify(&signer, &changed).unwrap_err().code(), "invalid-quote", "{changed}");
        }
    }
    for cut in 0..token.len() {
        let changed = std::str::from_utf8(&token[..cut]).unwrap();
        assert_eq!(verify(&signer, changed).unwrap_err().code(), "invalid-quote", "{changed}");
    }
}

#[test]
fn what_is_not_a_token_is_refused() {
    let (signer, _) = signer();
    let good = signer.sign(&quoted()).unwrap();
    let form = "the quote token is not one: it must be three parts of base64url with dots between them";
    let padded = format!("{good}=");
    let more = format!("{good}.");
    let five = format!("{good}.AAAA.AAAA");
    let spaced = format!(" {good}");
    let line = format!("{good}\n");
    for token in ["", ".", "quote", "a.b", "é.é.é", "a+/.b.c", &padded, &more, &five, &spaced, &line] {
        refused(&signer, token, form);
    }
    refused(&signer, &"a".repeat(65_537), "the quote token is longer than 65536 bytes");
    let signature = "the quote token has a signature that does not fit it: it was changed, or signed by somebody else";
    refused(&signer, &format!("{good}AAAA"), signature);
    refused(&signer, &good[..good.rfind('.').unwrap() + 1], signature);
    let json = "the quote token has a header that cannot be read";
    assert!(verify(&signer, "..").unwrap_err().to_string().starts_with(&format!("{json}: not JSON")));
}

/// RFC 8725: the algorithm, the type and the key are the ledger's choice, never the token's.
#[test]
fn only_one_algorithm_and_type_and_known_keys_count() {
    let (signer, key) = signer();
    let with = |field: &str, value: Value| {
        let mut header = header(&key);
        header[field] = value;
        token(&key, &header, &claims())
    };
    refused(&signer, &with("alg", "none".into()), "the quote token has `alg` `none`: it must be `EdDSA`");
    refused(&signer, &with("alg", "eddsa".into()), "the quote token has `alg` `eddsa`: it must be `EdDSA`");
    refused(&signer, &with("typ", "JWT".into()), "the quote token has `typ` `JWT`: it must be `septet-quote+jwt`");
    refused(
        &signer,
        &with("kid", "k".into()),
        "the quote token is signed with key `k`, which is none of this ledger's",
    );
    let unsigned = with("alg", "none".into());
    refused(
        &signer,
        &unsigned[..unsigned.rfind('.').unwrap() + 1],
        "the quote token has `alg` `none`: it must be `EdDSA`",
    );
    for (field, value) in [("crit", json!(["b64"])), ("jwk", json!({})), ("jku", json!("https://evil.example/jwks"))] {
        let error = verify(&signer, &with(field, value)).unwrap_err().to_string();
        let sentence = format!("the quote token has a header that cannot be read: there is no field `{field}`");
        assert!(error.starts_with(&sentence), "{error}");
    }

    // HS256 with the public key as its secret: the header is refused before any signature is looked at.
    let hs256 = json!({"alg": "HS256", "kid": key.kid, "typ": "septet-quote+jwt"});
    let signed = format!("{}.{}", BASE64.encode(hs256.to_string()), BASE64.encode(claims().to_string()));
    let forged = format!("{signed}.{}", BASE64.encode(hmac_sha256(&key.public, signed.as_bytes())));
    refused(&signer, &forged, "the quote token has `alg` `HS256`: it must be `EdDSA`");

    // Another ledger's key under this one's name.
    let other = keys::new(NOW).unwrap();
    let forged = token(&other, &header(&key), &claims());
    let sentence = "the quote token has a signature that does not fit it: it was changed, or signed by somebody else";
    refused(&signer, &forged, sentence);
    // The ledger's own header and signature around other claims.
    let (one, two) = (signer.sign(&quoted()).unwrap(), signer.sign(&quoted()).unwrap());
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (one, two) = (parts(&one), parts(&two));
    refused(&signer, &format!("{}.{}.{}", one[0], two[1], one[2]), sentence);
}

/// A signature of the ledger's own key under claims that are none: it may have signed something else once.
#[test]
fn claims_are_read_strictly() {
    let (signer, key) = signer();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims();
        change(&mut claims);
        token(&key, &header(&key), &claims)
    };
    let names: Vec<String> = claims().as_object().unwrap().keys().cloned().collect();
    assert_eq!(names.len(), 14);
    for name in names.iter().filter(|name| *name != "at") {
        let missing = with(&|claims| drop(claims.as_object_mut().unwrap().remove(name)));
        assert_eq!(verify(&signer, &missing).unwrap_err().code(), "invalid-quote", "{name}");
        let wrong = with(&|claims| claims[name.as_str()] = json!([1.5]));
        assert_eq!(verify(&signer, &wrong).unwrap_err().code(), "invalid-quote", "{name}");
    }
    for (name, value) in [
        ("iss", json!("somebody")),
        ("more", json!(1)),
        ("at", json!("tomorrow")),
        ("expected", json!("many")),
        ("max", json!("1e9")),
        ("exp", json!(i64::MAX)),
        ("iat", json!(i64::MIN)),
        ("exp", json!(1.5)),
    ] {
        let wrong = with(&|claims| claims[name] = value.clone());
        assert_eq!(verify(&signer, &wrong).unwrap_err().code(), "invalid-quote", "{name} {value}");
    }
}

#[test]
fn a_quote_has_its_time() {
    let (signer, _) = signer();
    let token = signer.sign(&quoted()).unwrap();
    let at = |now_ms: i64| signer.verify(&token, "acme", &"r".repeat(64), now_ms).map(drop);
    assert!(at(NOW).is_ok() && at(NOW + 299_999).is_ok());
    for late in [NOW + 300_000, NOW + DAY, i64::MAX] {
        let error = at(late).unwrap_err();
        let sentence = "the quote was good until 2026-11-21T06:05:00.000Z: ask for a new one";
        assert_eq!((error.code(), error.to_string().as_str()), ("quote-expired", sentence));
    }
    // Clocks differ a little.
    assert!(at(NOW - CLOCK_MS).is_ok());
    let error = at(NOW - CLOCK_MS - 1).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("invalid-quote", "the quote token says that it was signed in the future")
    );

    let lasting = |seconds: i64| signer.sign(&Quoted { expires_ms: NOW + seconds * 1000, ..quoted() }).unwrap();
    assert!(verify(&signer, &lasting(LIFETIME_MAX)).is_ok());
    refused(&signer, &lasting(LIFETIME_MAX + 1), "the quote token says that it lasts longer than 3600 seconds");
}

#[test]
fn a_quote_is_for_one_account_and_one_request() {
    let (signer, _) = signer();
    let token = signer.sign(&quoted()).unwrap();
    let error = signer.verify(&token, "umbrella", &"r".repeat(64), NOW).unwrap_err();
    let sentence = "the quote is not for account `umbrella`: a quote is for the account it names";
    assert_eq!((error.code(), error.to_string().as_str()), ("quote-mismatch", sentence));
    let error = signer.verify(&token, "acme", &"0".repeat(64), NOW).unwrap_err();
    let sentence = "the quote is for another request: send the request that was quoted, to the character";
    assert_eq!((error.code(), error.to_string().as_str()), ("quote-mismatch", sentence));
}

/// An old key verifies for as long as one of its tokens can be good, and not longer; its private half is gone at once.
#[test]
fn keys_change_and_old_ones_retire() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = store::open(&store::Database::Sqlite(folder.path().join("ledger.db"))).unwrap();
    let turn = |store: &mut Store, now_ms: i64| {
        store::write(store, |store| keys::rotation(30, now_ms).unwrap().turn(store)).unwrap()
    };
    let first = turn(&mut store, NOW);
    assert_eq!(first.len(), 1);
    assert!(turn(&mut store, NOW + 30 * DAY - 1) == first, "a young key stays");
    let signer = Signer::new(first.clone()).unwrap();
    let later = NOW + 30 * DAY;
    let old = signer.sign(&Quoted { issued_ms: later, expires_ms: later + LIFETIME_MAX * 1000, ..quoted() }).unwrap();

    let second = turn(&mut store, later);
    assert_eq!(second.len(), 2);
    assert!(second[0].kid != first[0].kid, "the newest is the first");
    assert!(second.iter().all(|key| key.seed.is_some() == (key.kid != first[0].kid)), "one key signs");
    signer.renew(second.clone()).unwrap();
    signer.renew(first.clone()).unwrap(); // read before the change, and late
    let kids = |now_ms: i64| signer.key_set(now_ms).keys.len();
    assert_eq!((kids(later), kids(later + LIFETIME_MAX * 1000)), (2, 2));
    let verify = |now_ms: i64| signer.verify(&old, "acme", &"r".repeat(64), now_ms);
    assert!(verify(later + LIFETIME_MAX * 1000 - 1).is_ok());
    assert_eq!(verify(later + LIFETIME_MAX * 1000).unwrap_err().code(), "quote-expired");
    let gone = later + LIFETIME_MAX * 1000 + CLOCK_MS;
    assert_eq!((verify(gone).unwrap_err().code(), kids(gone)), ("invalid-quote", 1));
    assert_eq!(current(&mut store, gone).map_err(Error::from).unwrap().len(), 1);
    let new = signer.sign(&quoted()).unwrap();
    assert!(signer.verify(&new, "acme", &"r".repeat(64), NOW).is_ok());
}

/// A clock that was set back changes no order.
#[test]
fn a_new_key_is_always_the_youngest() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut store = store::open(&store::Database::Sqlite(folder.path().join("ledger.db"))).unwrap();
    let mut turn = |days: u32, now_ms: i64| {
        store::write(&mut store, |store| keys::rotation(days, now_ms).unwrap().turn(store)).unwrap()
    };
    let first = turn(30, NOW);
    let second = turn(0, NOW);
    assert!(second[0].created_ms == NOW + 1 && second[1].kid == first[0].kid);
    let signer = Signer::new(first).unwrap();
    signer.renew(second.clone()).unwrap();
    assert_eq!(signer.ring().signing().unwrap().0, second[0].kid);
}

/// RFC 2104.
fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let pad = |with: u8| (0..64).map(|at| key.get(at).unwrap_or(&0) ^ with).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}
