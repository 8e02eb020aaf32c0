//! `tests/vectors`, as every other runtime reads them too.

use std::fs;

use septet::wire;
use serde_json::Value;

#[test]
fn segments() {
    each("segments", |_, request| json(wire::segments(request)));
}

#[test]
fn regions() {
    each("regions", |_, request| json(wire::region(request)));
}

/// The rules of all five systems, as far as a quote knows them: each case names its own.
#[test]
fn quotes() {
    each("quotes", |case, request| {
        let decks = case["decks"].as_object().into_iter().flatten();
        let decks: Vec<_> = decks.map(|(service, csv)| (service.as_str(), csv.as_str().unwrap().as_bytes())).collect();
        let book = case.get("book").cloned().unwrap_or("calcom".into());
        let parameters = case["parameters"].as_object().into_iter().flatten();
        let parameters = parameters.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        let engine = wire::engine_with(book, &decks, &parameters);
        let answer = json(engine.and_then(|engine| wire::quote(&engine, request)));
        if let Some(answer) = answer.get("explanation") {
            adds_up(answer);
        }
        answer
    });
}

/// An explanation's steps sum to its result, all the way down.
fn adds_up(step: &Value) {
    let steps = step["steps"].as_array().unwrap();
    if !steps.is_empty() {
        let credits = |step: &Value| step["result"].as_str().unwrap().parse::<septet::credits::Credits>().unwrap();
        let sum = steps.iter().fold(septet::credits::Credits::ZERO, |sum, step| sum.plus(credits(step)).unwrap());
        assert_eq!(sum, credits(step), "{step}");
    }
    steps.iter().for_each(adds_up);
}

fn json<T: serde::Serialize>(answer: septet::Result<T>) -> Value {
    match answer {
        Ok(answer) => serde_json::to_value(answer).unwrap(),
        Err(error) => serde_json::to_value(wire::error(&error)).unwrap(),
    }
}

fn each(file: &str, answer: impl Fn(&Value, Value) -> Value) {
    let text = fs::read_to_string(format!("tests/vectors/{file}.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let cases = document["cases"].as_array().unwrap();
    assert!(cases.len() > 20, "the file has its cases");
    for case in cases {
        let mut request = case["request"].clone();
        if request["text"].is_array() {
            request["text"] = text_of(&request["text"]).into();
        }
        let answer = answer(case, request);
        let name = &case["name"];
        if let Some(error) = case.get("error") {
            assert_eq!(&answer["error"], error, "{name}");
        } else {
            for (field, expected) in case["answer"].as_object().unwrap() {
                // A dotted name is a path.
                let found = field.split('.').fold(&answer, |value, step| match step.parse::<usize>() {
                    Ok(index) => &value[index],
                    Err(_) => &value[step],
                });
                assert_eq!(found, expected, "{name}: {field} of {answer}");
            }
        }
    }
}

/// A text as it is, or as a list of [part, times].
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        list => {
            let part = |part: &Value| text_of(&part[0]).repeat(part[1].as_u64().unwrap() as usize);
            list.as_array().unwrap().iter().map(part).collect()
        }
    }
}
