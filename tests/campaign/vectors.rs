//! Campaigns with their whole answers, which every runtime reads. `UPDATE=1` writes the answers anew.

use std::fs;

use septet::wire;
use serde_json::Value;

const VECTORS: &str = "tests/vectors/preflight.json";

fn answer(vector: &Value) -> Value {
    let decks = vector["decks"].as_object().into_iter().flatten();
    let decks: Vec<_> = decks.map(|(name, csv)| (name.as_str(), csv.as_str().unwrap().as_bytes())).collect();
    let parameters = vector["parameters"].as_object().into_iter().flatten();
    let parameters = parameters.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    let engine = wire::engine_with(vector["book"].clone(), &decks, &parameters).unwrap();
    let mut preflight = wire::preflight(&engine, vector["options"].clone(), None).unwrap();
    if let Some(csv) = vector["csv"].as_str() {
        preflight.push(csv.as_bytes()).unwrap();
    }
    if let Some(numbers) = vector["numbers"].as_array() {
        preflight.push_numbers(numbers.iter().map(|number| number.as_u64().unwrap())).unwrap();
    }
    serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
}

#[test]
fn answers_are_those_of_the_vectors() {
    let mut vectors: Value = serde_json::from_str(&fs::read_to_string(VECTORS).unwrap()).unwrap();
    let update = std::env::var_os("UPDATE").is_some();
    for vector in vectors["vectors"].as_array_mut().unwrap() {
        let found = answer(vector);
        if update {
            vector["answer"] = found;
        } else {
            assert_eq!(found, vector["answer"], "{}", vector["name"]);
        }
    }
    if update {
        fs::write(VECTORS, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
    }
}
