//! Random texts under every option, against a reference that was written from the standard and the data files alone.

use serde_json::{Map, Value, json};

use septet::sms::{Language, Options, Profile, size};

use crate::reference;
use crate::support::Chance;

const SMART: [&str; 4] = ["off", "only_if_gsm", "only_if_fewer", "always"];

#[test]
fn plain_texts_agree_with_the_reference() {
    let mut chance = Chance(11);
    for round in 0..1_500 {
        let text = chance.text(if round % 20 == 0 { 900 } else { 200 });
        check(&mut chance, text, json!({}));
    }
}

#[test]
fn forced_encodings_agree_with_the_reference() {
    let mut chance = Chance(12);
    for _ in 0..600 {
        let text = chance.text(200);
        let encoding = *chance.pick(&["GSM-7", "UCS-2"]);
        check(&mut chance, text, json!({ "encoding": encoding }));
    }
}

#[test]
fn smart_encoding_agrees_with_the_reference() {
    let mut chance = Chance(13);
    for _ in 0..1_500 {
        let text = typographic(&mut chance);
        let smart = *chance.pick(&SMART);
        check(&mut chance, text, json!({ "smart": smart }));
    }
}

#[test]
fn national_tables_agree_with_the_reference() {
    let mut chance = Chance(14);
    for _ in 0..600 {
        let (language, other) = (*chance.pick(&Language::ALL), *chance.pick(&Language::ALL));
        let text = national(&mut chance, &[language, other]);
        let mut asked = vec![language.name(), other.name(), chance.pick(&Language::ALL).name()];
        asked.truncate(1 + chance.below(3));
        let mut options = json!({ "national": asked });
        if chance.below(4) == 0 {
            options["smart"] = (*chance.pick(&SMART)).into();
        }
        if chance.below(20) == 0 {
            options["national"] = "all".into();
        }
        check(&mut chance, text, options);
    }
}

#[test]
fn own_profiles_agree_with_the_reference() {
    let mut chance = Chance(15);
    for _ in 0..600 {
        let text = chance.text(200);
        let multi = 2 + chance.below(160);
        let ucs2 = 2 + chance.below(70);
        let profile = json!({
            "name": "own",
            "alphabet": chance.pick(&[json!("gsm7"), json!("ascii"), json!({ "gsm7Without": "€]é" })]),
            "gsm7": { "single": multi + chance.below(20), "multi": multi },
            "ucs2": { "single": ucs2 + chance.below(5), "multi": ucs2 },
            "border": chance.pick(&["unit", "grapheme"]),
            "partsMax": 1 + chance.below(9),
            "charactersMax": 1 + chance.below(200),
        });
        check_request(json!({ "text": text, "profile": profile }));
    }
}

/// For several parts, 8 bit references and unit borders: between full parts and parts that each lack one unit.
#[test]
fn counts_are_within_their_bounds() {
    let mut chance = Chance(16);
    for _ in 0..2_000 {
        let found = size(&chance.text(900), &Options::default()).unwrap();
        if found.segments > 1 {
            let full = found.units_per_segment;
            assert!(full == 153 || full == 67);
            assert!(found.units.div_ceil(full) <= found.segments, "{found:?}");
            assert!(found.segments <= found.units.div_ceil(full - 1), "{found:?}");
        }
    }
}

/// Unless it is asked to, smart encoding never makes a message dearer.
#[test]
fn smart_encoding_is_never_dearer() {
    let mut chance = Chance(17);
    for _ in 0..2_000 {
        let text = typographic(&mut chance);
        let before = septet::wire::segments(json!({ "text": text })).unwrap();
        for smart in ["only_if_gsm", "only_if_fewer"] {
            let after = septet::wire::segments(json!({ "text": text, "smart": smart })).unwrap();
            assert!(after.segments <= before.segments, "{text:?} {smart}");
            if smart == "only_if_fewer" && after.sent.is_some() {
                assert!(after.segments < before.segments, "{text:?}");
            }
        }
    }
}

/// National tables never make a message dearer.
#[test]
fn national_tables_are_never_dearer() {
    let mut chance = Chance(18);
    for _ in 0..300 {
        let languages = [*chance.pick(&Language::ALL), *chance.pick(&Language::ALL)];
        let text = national(&mut chance, &languages);
        let with = Options { national: languages.to_vec(), ..Options::default() };
        let (plain, with) = (size(&text, &Options::default()).unwrap(), size(&text, &with).unwrap());
        assert!(with.segments <= plain.segments, "{text:?} {languages:?}");
    }
}

fn check(chance: &mut Chance, text: String, mut request: Value) {
    let own = request.get("national").is_some();
    let profiles = if own { &["3gpp", "twilio", "twilio-toll-free", "plivo"][..] } else { &NAMES };
    request["text"] = text.into();
    request["profile"] = (*chance.pick(profiles)).into();
    check_request(request);
}

const NAMES: [&str; 6] = ["3gpp", "twilio", "twilio-toll-free", "telnyx", "plivo", "ascii-7"];

fn check_request(request: Value) {
    let expected = reference::answer(&request);
    match septet::wire::segments(request.clone()) {
        Err(error) => assert_eq!(expected, Err(error.code()), "{request}"),
        Ok(answer) => {
            let mut found = serde_json::to_value(&answer).unwrap();
            let text = found["sent"]["text"].as_str().or(request["text"].as_str()).unwrap().to_owned();
            let parts: Vec<String> = answer.parts.iter().map(|part| slice(&text, part.start, part.end)).collect();
            assert_eq!(parts.concat(), text, "the parts give back the text");
            found["sentText"] = text.into();
            found["findings"] = answer.findings.iter().map(|finding| finding.code).collect();
            let plain = |offending: &Value| {
                let fields = ["start", "end", "character", "codePoint"];
                fields.iter().map(|&field| (field.to_owned(), offending[field].clone())).collect::<Map<_, _>>().into()
            };
            found["offending"] =
                found["offending"].as_array().unwrap().iter().map(plain).collect::<Vec<Value>>().into();
            for (field, expected) in expected.unwrap().as_object().unwrap() {
                assert_eq!(&found[field], expected, "{field} for {request}");
            }
        }
    }
}

fn slice(text: &str, start: u32, end: u32) -> String {
    String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start as usize..end as usize]).unwrap()
}

/// A text with quotes, dashes, spaces and decomposed letters among plain ones.
fn typographic(chance: &mut Chance) -> String {
    const PIECES: [&str; 22] = [
        "a", "b", "c", " ", "é", "€", "’", "“", "–", "…", "\u{a0}", "\u{2003}", "\u{2011}", "\u{200b}", "e\u{301}",
        "n\u{303}", "\u{958}", "½", "ａ", "\t", "ж", "😀",
    ];
    // Often few kinds, so that what can be replaced is all there is.
    let kinds = 1 + chance.below(PIECES.len());
    (0..chance.below(260)).map(|_| PIECES[chance.below(kinds)]).collect()
}

/// A text of the characters that these languages' tables hold.
fn national(chance: &mut Chance, languages: &[Language]) -> String {
    let rows = std::fs::read_to_string("src/data/gsm7_tables.csv").unwrap();
    let held = |row: &str| {
        let (table, character) = (row.split(',').next().unwrap(), row.rsplit(',').next().unwrap());
        let wanted = languages.iter().any(|language| table.starts_with(language.name())) || table == "default";
        wanted.then(|| char::from_u32(u32::from_str_radix(character, 16).unwrap()).unwrap())
    };
    let characters: Vec<char> = rows.lines().skip(1).filter_map(held).collect();
    let plain = chance.below(3);
    let pick = |chance: &mut Chance| if chance.below(3) < plain { 'a' } else { *chance.pick(&characters) };
    (0..chance.below(330)).map(|_| pick(chance)).collect()
}

#[test]
fn every_profile_is_named_and_dated() {
    let names: Vec<&str> = Profile::all().iter().map(|profile| &*profile.name).collect();
    assert_eq!(names, NAMES);
    assert!(Profile::all().iter().all(|profile| !profile.source.is_empty() && !profile.source_date.is_empty()));
}
