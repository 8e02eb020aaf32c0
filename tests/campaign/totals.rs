//! Preflights of random campaigns, against the sum of single quotes.

use std::collections::{BTreeMap, BTreeSet};

use septet::Engine;
use septet::credits::{Credits, Per, Ratio, Rounding, RoundingMode};
use septet::phone::Number;
use septet::template::Template;
use septet::wire;
use serde_json::{Value, json};

use crate::chance::Chance;

/// A number as a row has it, and as it is meant; `None` where it cannot be.
type Cell = (String, Option<String>);

struct Row {
    numbers: Vec<Cell>,
    name: &'static str,
    city: &'static str,
}

const NAMES: &[&str] =
    &["Ann", "Zoë", "Çağla", "", "José", "Łukasz", "Ö", "Jean-Pierre", "😀", "Zoe\u{308}", "a,\"b\""];
const CITIES: &[&str] = &["London", "São Paulo", "北京", "", "Mürzzuschlag am Fluß", "x\ny"];

fn number(chance: &mut Chance, home: Option<&str>) -> Cell {
    let digits =
        |chance: &mut Chance, count: usize| (0..count).map(|_| *chance.pick(&['2', '5', '9'])).collect::<String>();
    let (prefix, rest) = *chance.pick(&[
        ("9198", 8),
        ("9140", 8),
        ("1415", 7),
        ("1604", 7),
        ("4474", 8),
        ("336", 8),
        ("80022", 6),
        ("8811", 8),
        ("21050", 6),
    ]);
    let e164 = format!("+{prefix}{}", digits(chance, rest));
    match chance.below(12) {
        0 => (digits(chance, 4) + "x", None),
        1 => (String::new(), None),
        2 if home == Some("GB") => {
            let rest = digits(chance, 8);
            (format!("074{}", &rest), Some(format!("+4474{rest}")))
        }
        3 => {
            let spaced = format!("{} {}-{}", &e164[..4], &e164[4..7], &e164[7..]);
            (spaced, Some(e164))
        }
        _ => (e164.clone(), Some(e164)),
    }
}

fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn csv(rows: &[Row], numbers: usize) -> String {
    let mut csv = String::from("name,phone");
    (2..=numbers).for_each(|index| csv += &format!(",phone{index}"));
    csv += ",city\n";
    for row in rows {
        csv += &cell(row.name);
        row.numbers.iter().for_each(|(text, _)| csv += &format!(",{text}"));
        csv += &format!(",{}\n", cell(row.city));
    }
    csv
}

/// What a preflight should say.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    counts: BTreeMap<&'static str, u64>,
    min: Credits,
    expected: Credits,
    max: Credits,
    by_segments: BTreeMap<u64, u64>,
    by_region: BTreeMap<String, (u64, Credits, Credits)>,
}

pub(crate) struct Campaign {
    pub(crate) engine: Engine,
    pub(crate) request: Value,
    rows: Vec<Row>,
    numbers: usize,
    opted_out: BTreeSet<String>,
    do_not_call: BTreeSet<String>,
}

impl Campaign {
    pub(crate) fn random(chance: &mut Chance) -> Campaign {
        let plain: &[u8] = b"iso,price_usd\nIN,0.05\nUS,0.0083\nCA,0.0083\nGB,0.056\nSA,0.11\n";
        let narrow: &[u8] =
            b"iso,prefix,line,price_usd\nIN,,,0.05\n,9140,,0.07\nIN,,mobile,0.06\nUS,,,0.0083\nCA,,,0.0083\n\
                              GB,,,0.04\nGB,,mobile,0.056\nfreephone,,,0.2\n,8811,,1.5\n";
        let whatsapp: &[u8] =
            b"market,category,price_usd\nIndia,marketing,0.0107\nIndia,utility,0.0014\nOther,marketing,0.06\n\
                                North America,marketing,0.02\n";
        let voice: &[u8] = b"iso,line,price_usd\nIN,,0.04\nUS,,0.014\nCA,,0.014\nGB,,0.02\nGB,mobile,0.05\n";
        let sms = *chance.pick(&[plain, narrow]);
        let calcom = || wire::engine("calcom", &[("sms", sms), ("whatsapp", whatsapp)]).unwrap();
        let home = *chance.pick(&[None, Some("GB"), Some("IN")]);
        let template = *chance.pick(&[
            "Hi {{name}}, your table is booked.",
            "Dear {{name | default: \"guest\" | upper}}, see you in {{city}}! {{name}}",
            "Reminder ☎ {{name}}",
            "The same for all, in one message of some length that is close to its border, to have two of them at times: ok?",
            "{{city}}",
            "Hello {{name}}, this is a longer message that is about to be cut in two, for all who have a name of some length, \
             in a city such as {{city}}: see you there soon.",
        ]);
        let mut request = match chance.below(8) {
            0..=3 => {
                let plan = *chance.pick(&["team", "organization", "platform"]);
                json!({"service": "sms", "plan": plan, "template": template})
            }
            4 => json!({"service": "whatsapp", "plan": "organization", "category": "marketing", "template": template}),
            5 => json!({"service": "call", "plan": "team", "call": {"maxSeconds": 250, "expectedSeconds": 61},
                "outcomeProbabilities": {"answered": "0.35"}}),
            6 => json!({"service": "call_attempt", "plan": "standard",
                "outcomeProbabilities": {"answered": "0.3", "voicemail_left": "0.45", "failed": "0.25"}}),
            _ => json!({"service": "call", "plan": "payg"}),
        };
        let engine = match request["service"].as_str().unwrap() {
            "call_attempt" => crate::breakdown::atllas(),
            "call" if request["plan"] == "payg" => {
                let mut book = wire::document("calcom".into()).unwrap();
                book["services"]["call"]["price"] = json!({"perMinute": {"tiers": [
                    {"fromS": 0, "carrierRate": {"rates": "voice", "multiplier": "1.5"}}]}});
                request["plan"] = "team".into();
                request["call"] = json!({"maxSeconds": 125});
                wire::engine(book, &[("voice", voice)]).unwrap()
            }
            _ => calcom(),
        };
        if let Some(home) = home {
            request["defaultRegion"] = home.into();
        }
        if request["service"] == "sms" && chance.below(3) == 0 {
            request["optOut"] = " Reply STOP to end.".into();
            request["profile"] = "twilio".into();
        }
        request["duplicates"] = (*chance.pick(&["keep", "skip", "ignore"])).into();
        let numbers = 1 + chance.below(3);
        let mut rows: Vec<Row> = Vec::new();
        for _ in 0..1 + chance.below(60) {
            let repeated = rows.get(chance.below(40)).map(|row| row.numbers.clone());
            let cells = repeated.unwrap_or_else(|| (0..numbers).map(|_| number(chance, home)).collect());
            let (name, city) = (*chance.pick(NAMES), *chance.pick(CITIES));
            rows.push(Row { numbers: cells, name, city });
        }
        let mut list = |share: usize| -> BTreeSet<String> {
            let known = rows.iter().flat_map(|row| &row.numbers).filter_map(|(_, number)| number.clone());
            known.filter(|_| chance.below(share) == 0).collect()
        };
        let (opted_out, do_not_call) = (list(20), list(20));
        request["optedOut"] = json!(opted_out);
        request["doNotCall"] = json!(do_not_call);
        Campaign { engine, request, rows, numbers, opted_out, do_not_call }
    }

    pub(crate) fn answer(&self, csv: &str, chance: &mut Chance) -> Value {
        let mut preflight = wire::preflight(&self.engine, self.request.clone(), None).unwrap();
        let mut rest = csv.as_bytes();
        while !rest.is_empty() {
            let (piece, others) = rest.split_at(rest.len().min(1 + chance.below(200)));
            preflight.push(piece).unwrap();
            rest = others;
        }
        serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
    }

    pub(crate) fn csv(&self) -> String {
        csv(&self.rows, self.numbers)
    }

    /// One quote after another.
    fn slow(&self) -> Sums {
        let text = |field: &str| self.request[field].as_str();
        let is_call = text("service").unwrap().starts_with("call");
        let template = text("template").map(|template| Template::parse(template).unwrap());
        let mut sums = Sums::default();
        let mut seen = BTreeSet::new();
        let mut expected = Ratio::ZERO;
        for row in &self.rows {
            let mut count = |name| *sums.counts.entry(name).or_default() += 1;
            count("recipients");
            let mut numbers: Vec<&String> = row.numbers.iter().filter_map(|(_, number)| number.as_ref()).collect();
            if numbers.is_empty() {
                count("invalid");
                continue;
            }
            let on = |number: &String| self.opted_out.contains(number);
            let list = numbers.iter().find(|n| on(n) || self.do_not_call.contains(**n)).map(|n| on(n));
            numbers.retain(|n| !on(n) && !self.do_not_call.contains(*n));
            let Some(first) = numbers.first() else {
                count(if list == Some(true) { "optedOut" } else { "doNotCall" });
                continue;
            };
            let duplicates = text("duplicates").unwrap();
            if duplicates != "ignore" && !seen.insert((*first).clone()) {
                count("duplicates");
                if duplicates == "skip" {
                    continue;
                }
            }
            if !is_call {
                numbers.truncate(1);
            }
            let mut costs = Vec::new();
            for (at, number) in numbers.iter().enumerate() {
                costs.push(self.quote(number, at, row, template.as_ref()));
            }
            let Some(costs) = costs.into_iter().collect::<Option<Vec<_>>>() else {
                count("unpriced");
                continue;
            };
            count("priced");
            for (number, (min, mean, max, segments)) in numbers.iter().zip(costs) {
                sums.min = sums.min.plus(min).unwrap();
                expected = expected.plus(&mean).unwrap();
                sums.max = sums.max.plus(max).unwrap();
                let number = Number::parse(number).unwrap();
                let class = number.class().map(|class| class.name().to_owned());
                let region = number.region().map(|region| region.to_string()).or(class).unwrap_or_default();
                let row = sums.by_region.entry(region).or_default();
                *row = (row.0 + 1, row.1.plus(min).unwrap(), row.2.plus(max).unwrap());
                if !is_call {
                    *sums.by_segments.entry(segments).or_default() += 1;
                }
            }
        }
        let nearest = Rounding { per: Per::Call, mode: RoundingMode::HalfEven, scale: 6 };
        sums.expected = nearest.round(&expected).unwrap();
        sums
    }

    /// Least, expected, most and segments of one number; `None` where there is no price.
    fn quote(
        &self,
        number: &str,
        at: usize,
        row: &Row,
        template: Option<&Template>,
    ) -> Option<(Credits, Ratio, Credits, u64)> {
        let text = |field: &str| self.request[field].as_str();
        let mut request = json!({"plan": text("plan"), "service": text("service"), "to": number});
        for field in ["category", "profile"] {
            request[field] = self.request[field].clone();
        }
        let credits = |request: &Value| {
            let quote = wire::quote(&self.engine, request.clone()).ok()?;
            Some((quote.credits, quote.max, quote.measured.message.map_or(0, |message| message.segments)))
        };
        if let Some(template) = template {
            let values = |field: usize| if template.fields()[field] == "name" { row.name } else { row.city };
            let merged = template.merge(values) + text("optOut").unwrap_or_default();
            let is_sent = u64::from(!merged.is_empty());
            request["text"] = merged.into();
            let (credits, max, segments) = credits(&request)?;
            let segments = if text("service") == Some("sms") { segments.into() } else { is_sent };
            return Some((credits, credits.ratio(), max, segments));
        }
        let probabilities = self.request["outcomeProbabilities"].as_object();
        let probability = |outcome: &str| {
            let given = probabilities.and_then(|all| all.get(outcome)).and_then(Value::as_str)?;
            Some(Ratio::from(septet::credits::decimal("p", given).unwrap()))
        };
        let one = Ratio::from(1);
        let mut reached = one;
        if text("service") == Some("call_attempt") {
            let missed = one.minus(&probability("answered").unwrap()).unwrap();
            (0..at).for_each(|_| reached = reached.times(&missed).unwrap());
            let (mut mean, mut max) = (Ratio::ZERO, Credits::ZERO);
            let outcomes =
                ["answered", "answered_hung_up", "voicemail_left", "no_voicemail", "failed", "cancelled", "dnc"];
            for outcome in outcomes {
                request["call"] = json!({"outcome": outcome});
                let (credits, ..) = credits(&request)?;
                max = max.max(credits);
                let weighed = probability(outcome).unwrap_or(Ratio::ZERO).times(&credits.ratio()).unwrap();
                mean = mean.plus(&weighed).unwrap();
            }
            return Some((Credits::ZERO, mean.times(&reached).unwrap(), max, 0));
        }
        let call = &self.request["call"];
        request["call"] = json!({"seconds": call["maxSeconds"], "direction": "outbound"});
        let (max, ..) = credits(&request)?;
        let seconds = if call["expectedSeconds"].is_null() { &call["maxSeconds"] } else { &call["expectedSeconds"] };
        request["call"]["seconds"] = seconds.clone();
        let mut mean = credits(&request)?.0.ratio();
        if let Some(answered) = probability("answered") {
            let missed = one.minus(&answered).unwrap();
            (0..at).for_each(|_| reached = reached.times(&missed).unwrap());
            mean = mean.times(&answered).unwrap().times(&reached).unwrap();
        }
        Some((Credits::ZERO, mean, max, 0))
    }
}

/// What a preflight said, in the same form.
fn sums(answer: &Value, is_call: bool) -> Sums {
    let amount = |value: &Value| value.as_str().unwrap().parse::<Credits>().unwrap();
    let mut sums = Sums::default();
    for name in ["recipients", "priced", "unpriced", "invalid", "duplicates"] {
        sums.counts.insert(name, answer[name].as_u64().unwrap());
    }
    for name in ["optedOut", "doNotCall"] {
        sums.counts.insert(name, answer["suppressed"][name].as_u64().unwrap());
    }
    sums.counts.retain(|_, count| *count > 0);
    let credits = &answer["credits"];
    (sums.min, sums.expected, sums.max) =
        (amount(&credits["min"]), amount(&credits["expected"]), amount(&credits["max"]));
    for row in answer["bySegments"].as_array().unwrap() {
        sums.by_segments.insert(row["segments"].as_u64().unwrap(), row["recipients"].as_u64().unwrap());
    }
    for row in answer["byRegion"].as_array().unwrap() {
        let place = row["region"].as_str().or(row["class"].as_str()).unwrap_or_default();
        let count = if is_call { &row["attempts"] } else { &row["recipients"] };
        let credits = (amount(&row["credits"]["min"]), amount(&row["credits"]["max"]));
        sums.by_region.insert(place.to_owned(), (count.as_u64().unwrap(), credits.0, credits.1));
    }
    sums
}

/// CAL-2, CAL-3, CAL-4, CAL-5, ATL-4, D6, D10, D27: the totals are the sums of single quotes, whatever is sent where.
#[test]
fn totals_are_sums_of_quotes() {
    let mut chance = Chance(7);
    for round in 0..200 {
        let campaign = Campaign::random(&mut chance);
        let answer = campaign.answer(&campaign.csv(), &mut chance);
        let is_call = campaign.request["service"].as_str().unwrap().starts_with("call");
        let (found, expected) = (sums(&answer, is_call), campaign.slow());
        assert_eq!(found, expected, "round {round}: {}\n{}", campaign.request, campaign.csv());
        assert!(found.min <= found.expected && found.expected <= found.max, "round {round}: {answer}");
        // ATL-5: recipients times their numbers.
        let attempts: u64 = found.by_region.values().map(|row| row.0).sum();
        assert_eq!(answer["attempts"], attempts);
        // The ledger comes to the same from the breakdown alone.
        let breakdown = wire::breakdown(answer["breakdown"].clone()).unwrap();
        let again = campaign.engine.price_breakdown(&breakdown).unwrap();
        assert_eq!((again.min, again.expected, again.max), (found.min, found.expected, found.max));
        assert_eq!(breakdown.recipients().unwrap(), answer["priced"].as_u64().unwrap());
    }
}

/// D27: with duplicates kept, the order of the rows says nothing but where they stand.
#[test]
fn order_changes_nothing() {
    let mut chance = Chance(70);
    for _ in 0..60 {
        let mut campaign = Campaign::random(&mut chance);
        campaign.request["duplicates"] = "keep".into();
        campaign.request["balance"] = "40".into();
        let mut answers = Vec::new();
        for _ in 0..2 {
            let mut answer = campaign.answer(&campaign.csv(), &mut chance);
            for finding in answer["findings"].as_array_mut().unwrap() {
                finding["first"].take();
            }
            answer["longest"]["line"].take();
            // Of equal numbers, another one is the first, and its message may be another one.
            answer["fixes"].as_array_mut().unwrap().retain(|fix| fix["kind"] != "skip-duplicates");
            answers.push(answer);
            for at in (1..campaign.rows.len()).rev() {
                campaign.rows.swap(at, chance.below(at + 1));
            }
        }
        assert_eq!(answers[0], answers[1]);
    }
}

#[test]
fn requests_that_cannot_be() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    let refused = |request: Value| {
        let error = wire::preflight(&engine, request, None).unwrap_err();
        format!("{}: {error}", error.code())
    };
    let check = |request: Value, expected: &str| assert_eq!(refused(request), expected);
    check(
        json!({"plan": "team", "service": "sms"}),
        "invalid-request: field `template` is missing: a message is priced by its text",
    );
    check(
        json!({"plan": "team", "service": "call"}),
        "invalid-request: field `call.maxSeconds` is missing: `call` is charged by the minute: \
         give the longest that a call may last",
    );
    check(
        json!({"plan": "team", "service": "sms", "template": "a", "call": {"maxSeconds": 3}}),
        "invalid-request: field `call` has no place in a request for service `sms`",
    );
    check(
        json!({"plan": "team", "service": "call", "template": "a", "call": {"maxSeconds": 3}}),
        "invalid-request: field `template` has no place in a request for service `call`",
    );
    check(
        json!({"plan": "team", "service": "sms", "template": "a", "optedOut": ["+919876543210", "12"]}),
        "invalid-request: `optedOut[1]`: `12`: the number has too few digits",
    );
    check(
        json!({"plan": "team", "service": "sms", "template": "a", "duplicates": "drop"}),
        "invalid-request: `duplicates`: `drop` is none of `keep`, `skip`, `ignore`",
    );
    check(
        json!({"plan": "team", "service": "sms", "template": "a", "balance": 5}),
        "invalid-request: `balance`: integer `5` was given, expected credits such as `\"750\"`, or an account as an object",
    );
    check(
        json!({"plan": "team", "service": "sms", "template": "a", "balance": {"allowance": 5}}),
        "invalid-request: `balance.allowance`: integer `5` was given, expected a string",
    );
    check(
        json!({"plan": "team", "service": "sms", "template": "a", "balance": "-1"}),
        "invalid-amount: balance `-1` must not be negative",
    );
}
