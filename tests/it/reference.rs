//! A second opinion on `segments`: slow, from the clauses and `src/data` alone, sharing no line with the product.
//!
//! It splits every text into strings, tries every pair of national language tables and reads its tables at run time.
//! The answer has the fields that are compared, `offending` without the advice and `findings` as codes.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

const TEXT_UNITS_MAX: usize = 2_097_152;

static TABLES: LazyLock<HashMap<String, HashSet<char>>> = LazyLock::new(|| {
    let mut tables: HashMap<String, HashSet<char>> = HashMap::new();
    for row in rows("gsm7_tables") {
        tables.entry(row["table"].clone()).or_default().extend(characters(&row["unicode_hex"]).chars());
    }
    tables
});

/// The character and what smart encoding writes for it.
static REPLACEMENTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let rows = rows("smart_encoding").into_iter();
    rows.map(|row| (characters(&row["unicode_hex"]), characters(&row["replacement_hex"]))).collect()
});

/// The rows of a CSV file without quotes, each by the names in its first line.
fn rows(file: &str) -> Vec<HashMap<String, String>> {
    let text = fs::read_to_string(format!("src/data/{file}.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

/// Code points in hexadecimal, with spaces between them.
fn characters(hex: &str) -> String {
    hex.split_whitespace().map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap()).collect()
}

/// A profile as one writes one's own, from its name or from the request itself.
fn profile(given: &Value) -> Result<Value, &'static str> {
    let name = match given {
        Value::Null => "3gpp",
        Value::String(name) => name,
        own => return Ok(own.clone()),
    };
    let row = rows("sms_profiles").into_iter().find(|row| row["profile"] == name).ok_or("unknown-profile")?;
    let number = |column: &str| row[column].parse::<usize>().ok();
    let alphabet = match row["alphabet"].as_str() {
        "gsm7-subset" => json!({"gsm7Without": characters(&row["without_hex"])}),
        whole => json!(whole),
    };
    Ok(json!({
        "alphabet": alphabet,
        "gsm7": {"single": number("single_units"), "multi": number("multi_units")},
        "ucs2": {"single": number("single_ucs2"), "multi": number("multi_ucs2")},
        "border": row["border"],
        "partsMax": number("parts_max"),
        "charactersMax": number("characters_max"),
        "smart": Some(&row["smart_encoding"]).filter(|policy| !policy.is_empty()),
    }))
}

/// The septets of a character in the profile's alphabet without national tables (TS 23.038 §6.2.1).
fn septets(profile: &Value, character: char) -> Option<usize> {
    if profile["alphabet"] == "ascii" {
        return character.is_ascii().then_some(1);
    }
    let without = profile["alphabet"]["gsm7Without"].as_str().unwrap_or("");
    pair_septets(("default", "default_ext"), character).filter(|_| !without.contains(character))
}

/// A locking table's character is a septet, a single shift table's is an escape and a septet (§6.2.1.2).
fn pair_septets((locking, single): (&str, &str), character: char) -> Option<usize> {
    if TABLES[locking].contains(&character) { Some(1) } else { TABLES[single].contains(&character).then_some(2) }
}

/// One way to send a text. Of two, the one that compares less is taken: `rank` is segments, header octets, units and
/// the identifiers of the locking and the single shift table.
struct Way {
    rank: (usize, usize, usize, usize, usize),
    encoding: &'static str,
    national: Value,
    per_segment: usize,
    /// UTF-16 units and septets (or, again, UTF-16 units) of each part.
    parts: Vec<(usize, usize)>,
    segments_max: usize,
}

/// The text in parts of one of the two capacities, where every character has a cost.
fn way(
    text: &str,
    profile: &Value,
    (single, multi): (usize, usize),
    cost: impl Fn(char) -> Option<usize>,
) -> Option<Way> {
    let atom = |character: char| Some((character.len_utf16(), cost(character)?));
    let by_unit: Vec<Vec<_>> = text.chars().map(|character| Some(vec![atom(character)?])).collect::<Option<_>>()?;
    let by_grapheme: Vec<Vec<_>> =
        text.graphemes(true).map(|cluster| cluster.chars().map(atom).collect()).collect::<Option<_>>()?;
    let units = by_unit.iter().flatten().map(|(_, units)| units).sum();
    let per_segment = if units <= single { single } else { multi };
    let (torn, whole) = (fill(&by_unit, per_segment), fill(&by_grapheme, per_segment));
    let segments_max = torn.len().max(whole.len());
    let parts = if profile["border"] == "grapheme" { whole } else { torn };
    Some(Way {
        rank: (parts.len(), 0, units, 0, 0),
        encoding: "",
        national: json!(null),
        per_segment,
        parts,
        segments_max,
    })
}

/// Parts, filled greedily (TS 23.040 §9.2.3.24.1): a cluster moves on whole, one longer than a part is then torn
/// between its characters, and those never are.
fn fill(clusters: &[Vec<(usize, usize)>], capacity: usize) -> Vec<(usize, usize)> {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for cluster in clusters {
        let mut together: usize = cluster.iter().map(|(_, units)| units).sum();
        for (utf16, units) in cluster {
            if parts.last().is_none_or(|part| part.1 + together.max(*units) > capacity) {
                parts.push((0, 0));
            }
            together = 0;
            let part = parts.last_mut().unwrap();
            *part = (part.0 + utf16, part.1 + units);
        }
    }
    parts
}

/// The two capacities in units of an alphabet, or those of the standard.
fn capacities(profile: &Value, alphabet: &str, (single, multi): (usize, usize)) -> (usize, usize) {
    let units = |size: &str, standard| profile[alphabet][size].as_u64().map_or(standard, |units| units as usize);
    (units("single", single), units("multi", multi))
}

/// TS 23.038 §6.2.3.
fn ucs2(text: &str, profile: &Value) -> Way {
    let found = way(text, profile, capacities(profile, "ucs2", (70, 67)), |character| Some(character.len_utf16()));
    Way { encoding: "UCS-2", ..found.unwrap() }
}

/// The best of the ways in septets, if there is one: the profile's alphabet, and with the whole default alphabet every
/// pair of national tables that is allowed.
fn gsm7(text: &str, profile: &Value, national: &[String]) -> Option<Way> {
    let standard = capacities(profile, "gsm7", (160, 153));
    let encoding = if profile["alphabet"] == "ascii" { "ASCII" } else { "GSM-7" };
    let mut ways = Vec::from_iter(way(text, profile, standard, |character| septets(profile, character)));
    let languages: Vec<Language> = rows("gsm7_languages")
        .into_iter()
        .enumerate()
        .filter(|(identifier, row)| *identifier == 0 || national.contains(&row["language"]))
        .collect();
    let whole = profile["alphabet"].is_null() || profile["alphabet"] == "gsm7";
    for locking in languages.iter().filter(|(_, row)| whole && !row["locking_table"].is_empty()) {
        for single in languages.iter().filter(|single| locking.0 + single.0 > 0) {
            ways.extend(shifted(text, profile, standard.1, locking, single));
        }
    }
    ways.into_iter().min_by_key(|way| way.rank).map(|way| Way { encoding, ..way })
}

/// A language's identifier and its row.
type Language = (usize, HashMap<String, String>);

/// The way that names a locking table, a single shift table or both (§6.2.1.2). `multi` is the profile's own part.
fn shifted(text: &str, profile: &Value, multi: usize, locking: &Language, single: &Language) -> Option<Way> {
    // TS 23.040 §9.2.3.24: an octet of length, the concatenation (5 octets, 6 with a reference of 16 bits, which leaves
    // 152 septets a part) and 3 octets for each table that is named.
    let header = 3 * (usize::from(locking.0 > 0) + usize::from(single.0 > 0));
    let concatenation = if multi < 153 { 6 } else { 5 };
    let capacity = |octets: usize| (140 - 1 - octets) * 8 / 7;
    let tables = (locking.1["locking_table"].as_str(), single.1["single_shift_table"].as_str());
    let capacities = (capacity(header), capacity(header + concatenation));
    let found = way(text, profile, capacities, |character| pair_septets(tables, character))?;
    let name = |(identifier, row): &Language| (*identifier > 0).then(|| row["language"].clone());
    Some(Way {
        rank: (found.rank.0, header, found.rank.2, locking.0, single.0),
        national: json!({"locking": name(locking), "single": name(single), "headerOctets": header}),
        ..found
    })
}

/// How a text goes out: `None` where the encoding asked for cannot hold it.
fn send(text: &str, profile: &Value, encoding: Option<&str>, national: &[String]) -> Option<Way> {
    match encoding {
        Some("UCS-2") => Some(ucs2(text, profile)),
        Some(_) => gsm7(text, profile, national),
        None => gsm7(text, profile, national).or_else(|| Some(ucs2(text, profile))),
    }
}

/// The text that smart encoding sends. One that cannot go out counts as more segments than any that can.
fn smart(policy: &str, given: &str, profile: &Value, send: impl Fn(&str) -> Option<Way>) -> String {
    let composed: String = given.nfc().collect();
    let replaced: String = composed
        .chars()
        .map(|character| match REPLACEMENTS.get(&character.to_string()) {
            // Not with what the alphabet lacks as well.
            Some(replacement)
                if septets(profile, character).is_none()
                    && replacement.chars().all(|character| septets(profile, character).is_some()) =>
            {
                replacement.clone()
            }
            _ => character.to_string(),
        })
        .collect();
    let segments = |text: &str| send(text).map_or(usize::MAX, |way| way.parts.len());
    let is_7_bit = |text: &str| send(text).is_some_and(|way| way.encoding != "UCS-2");
    let chosen = match policy {
        "always" => Some(replaced),
        "only_if_gsm" if !is_7_bit(given) => {
            [composed, replaced].into_iter().find(|text| is_7_bit(text) && segments(text) <= segments(given))
        }
        "only_if_fewer" => {
            // Of two with as many segments, the first, which is the composed text.
            let fewer = [composed, replaced].into_iter().filter(|text| segments(text) < segments(given));
            fewer.min_by_key(|text| segments(text))
        }
        _ => None,
    };
    chosen.unwrap_or_else(|| given.to_owned())
}

/// The tables that a request allows.
fn allowed(national: &Value) -> Result<Vec<String>, &'static str> {
    let known: Vec<String> = rows("gsm7_languages").into_iter().skip(1).map(|row| row["language"].clone()).collect();
    match national {
        Value::Null => Ok(Vec::new()),
        Value::String(word) if word == "off" => Ok(Vec::new()),
        Value::String(word) if word == "all" => Ok(known),
        Value::Array(list) => {
            let named = |language: &Value| known.iter().find(|known| language == *known).cloned();
            list.iter().map(named).collect::<Option<_>>().ok_or("invalid-request")
        }
        _ => Err("invalid-request"),
    }
}

/// One of the words, or none.
fn word<'a>(value: &'a Value, words: &[&str]) -> Result<Option<&'a str>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::String(word) if words.contains(&word.as_str()) => Ok(Some(word)),
        _ => Err("invalid-request"),
    }
}

/// What a request is answered, or the code of the error.
pub(crate) fn answer(request: &Value) -> Result<Value, &'static str> {
    let given = request["text"].as_str().ok_or("invalid-request")?;
    let profile = profile(&request["profile"])?;
    let encoding = word(&request["encoding"], &["GSM-7", "UCS-2"])?;
    let policies = ["off", "only_if_gsm", "only_if_fewer", "always"];
    let policy = word(&request["smart"], &policies)?.or(word(&profile["smart"], &policies)?).unwrap_or("off");
    let national = allowed(&request["national"])?;
    if given.encode_utf16().count() > TEXT_UNITS_MAX {
        return Err("text-too-long");
    }

    let text = smart(policy, given, &profile, |text| send(text, &profile, encoding, &national));
    let way = send(&text, &profile, encoding, &national).ok_or("does-not-fit")?;

    let mut parts = Vec::new();
    let (mut start, mut last) = (0, 0);
    for (utf16, units) in &way.parts {
        parts.push(json!({"start": start, "end": start + utf16, "units": units}));
        (start, last) = (start + utf16, *units);
    }
    let mut offending = Vec::new();
    let mut at = 0;
    for character in text.chars() {
        let end = at + character.len_utf16();
        if way.encoding == "UCS-2" && septets(&profile, character).is_none() {
            let code_point = format!("U+{:04X}", u32::from(character));
            offending.push(json!({"start": at, "end": end, "character": character, "codePoint": code_point}));
        }
        at = end;
    }
    let passes = |limit: &str, number: usize| profile[limit].as_u64().is_some_and(|limit| number as u64 > limit);
    let mut findings = Vec::new();
    findings.extend(passes("partsMax", parts.len()).then_some("too-many-parts"));
    findings.extend(passes("charactersMax", text.chars().count()).then_some("too-many-characters"));
    Ok(json!({
        "encoding": way.encoding, "national": way.national, "segments": parts.len(), "segmentsMax": way.segments_max,
        "units": way.rank.2, "unitsPerSegment": way.per_segment,
        "remaining": way.per_segment - last, "characters": text.chars().count(),
        "graphemes": text.graphemes(true).count(), "parts": parts, "offending": offending, "findings": findings,
        "sentText": text,
    }))
}
