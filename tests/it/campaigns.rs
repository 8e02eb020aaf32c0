//! Campaigns over real sockets: the most is known, held and never exceeded, and what is left comes back once.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::races::{race, reconcile};
use crate::support::{Chance, Ledger, file, now_ms, run, wait};

/// A ledger with an account that has so many credits; a segment to India costs 9, to Germany 18.
fn messages(start: fn(&[&str]) -> Ledger, credits: &str) -> (Ledger, TempDir) {
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.05\nDE,0.1\nUS,0.01\n");
    let ledger = start(&["--deck", &deck]);
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 0}));
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": credits}));
    (ledger, folder)
}

/// Attempts cost a credit when they start, and nothing where they fail.
fn attempts(start: fn(&[&str]) -> Ledger, credits: &str) -> Ledger {
    let allotment = format!("--set=monthlyAllotment={credits}");
    let ledger = start(&["--book=atllas", &allotment, "--set=packageCredits=5", "--set=packagePrice=4"]);
    ledger.open(json!({"id": "acme", "plan": "standard"}));
    ledger
}

/// On SQLite, and with two processes on PostgreSQL.
const EACH: [fn(&[&str]) -> Ledger; 2] = [Ledger::start, Ledger::pair];

/// Two segments, or three by another border.
fn cut() -> String {
    format!("{}{}", "👨‍👩‍👧".repeat(16), "ж".repeat(6))
}

fn message(region: &str) -> Value {
    json!({"service": "sms", "region": region, "text": "hello"})
}

fn sms(lines: Value) -> Value {
    json!({"plan": "team", "service": "sms", "lines": lines})
}

/// Recipients who have so many numbers each.
fn calls(recipients: u64, numbers: u64) -> Value {
    let lines: Vec<Value> =
        (1..=numbers).map(|position| json!({"region": "US", "position": position, "recipients": recipients})).collect();
    json!({"plan": "standard", "service": "call_attempt", "lines": lines})
}

fn starting(id: &str, mode: &str, breakdown: Value) -> Value {
    json!({"id": id, "mode": mode, "breakdown": breakdown, "expiresIn": 3600})
}

fn start(ledger: &Ledger, id: &str, mode: &str, breakdown: Value) -> Value {
    let key = format!("start-{id}");
    ledger.done("POST", "/v1/accounts/acme/campaigns", &key, starting(id, mode, breakdown))
}

fn charge(ledger: &Ledger, id: &str, key: &str, body: &Value) -> (u16, Value) {
    ledger.post(&format!("/v1/accounts/acme/campaigns/{id}/charges"), key, body)
}

fn end(ledger: &Ledger, id: &str, key: &str) -> (u16, Value) {
    ledger.ask("POST", &format!("/v1/accounts/acme/campaigns/{id}/end"), Some(key), None)
}

fn shown(ledger: &Ledger, id: &str) -> Value {
    ledger.get(&format!("/v1/accounts/acme/campaigns/{id}"))
}

fn preflight(ledger: &Ledger, account: &str, breakdown: &Value, seconds: u64) -> Value {
    let body = json!({"breakdown": breakdown, "expiresIn": seconds});
    let (status, answer) = ledger.ask("POST", &format!("/v1/accounts/{account}/preflights"), None, Some(&body));
    assert_eq!(status, 200, "{answer}");
    answer
}

fn fields<const N: usize>(value: &Value, names: [&str; N]) -> [String; N] {
    names.map(|name| value[name].as_str().map_or_else(|| value[name].to_string(), str::to_owned))
}

fn micros(text: &Value) -> i64 {
    text.as_str().unwrap().parse::<septet::credits::Credits>().unwrap().micros()
}

/// The sums of a campaign are what its entries, its hold and the report of usage say.
fn agrees(ledger: &Ledger, id: &str) -> Value {
    let campaign = shown(ledger, id);
    let report = ledger.get("/v1/accounts/acme/usage?range=all&by=campaign");
    let groups = report["groups"].as_array().unwrap();
    let zero = json!({"credits": "0", "returned": "0", "recorded": "0", "charges": 0});
    let group = groups.iter().find(|group| group["campaign"] == id).unwrap_or(&zero);
    for (own, other) in
        [("spent", "credits"), ("returned", "returned"), ("recorded", "recorded"), ("charges", "charges")]
    {
        assert_eq!(campaign[own], group[other], "{own}: {campaign} and {group}");
    }
    if let Some(hold) = campaign["hold"].as_str() {
        let hold = ledger.get(&format!("/v1/accounts/acme/holds/{hold}"));
        assert_eq!(campaign["held"], hold["credits"], "{campaign} and {hold}");
        let parts = ["captured", "left", "released", "forfeited"];
        assert_eq!(fields(&campaign, parts), fields(&hold, parts), "{campaign} and {hold}");
        let sum: i64 = parts.iter().map(|part| micros(&campaign[part])).sum();
        assert_eq!(micros(&campaign["held"]), sum, "{campaign}");
    }
    let list = ledger.get("/v1/accounts/acme/campaigns?limit=500");
    let listed = list["campaigns"].as_array().unwrap().iter().find(|listed| listed["id"] == id);
    assert_eq!(listed, Some(&campaign), "the same in the list");
    campaign
}

/// D20: exactly the most is held; captures take from it at the prices of quotes; the rest comes back at the end, once.
#[test]
fn the_most_is_held() {
    for on in EACH {
        let (ledger, _deck) = messages(on, "100");
        let lines = json!([
            {"region": "IN", "segments": 2, "segmentsMax": 3, "recipients": 2},
            {"region": "DE", "segments": 1, "recipients": 1},
            {"region": "US", "segments": 1, "recipients": 50},
        ]);
        let answer = preflight(&ledger, "acme", &sms(lines.clone()), 300);
        assert_eq!(answer["estimate"], json!({"min": "54", "expected": "54", "max": "72"}), "CAL-5: none for the US");
        assert_eq!(fields(&answer, ["available", "covered", "missing"]), ["100", "true", "0"]);
        let campaign = start(&ledger, "spring", "hold_maximum", sms(lines.clone()));
        assert_eq!(
            fields(&campaign, ["id", "state", "mode", "held", "left", "spent"]),
            ["spring", "running", "hold_maximum", "72", "72", "0"]
        );
        assert_eq!((&campaign["estimate"], &campaign["warnings"]), (&answer["estimate"], &json!([])));
        assert_eq!([ledger.balance("acme", "available"), ledger.balance("acme", "held")], ["28", "72"]);
        assert_eq!(start(&ledger, "spring", "hold_maximum", sms(lines)), campaign, "a retry is answered as before");

        let long = json!({"service": "sms", "region": "IN", "text": cut()});
        let (status, first) = charge(&ledger, "spring", "1", &long);
        assert_eq!(
            (status, fields(&first, ["campaign", "decision", "credits", "left"])),
            (201, ["spring".into(), "charged".into(), "18".into(), "54".into()])
        );
        assert_eq!(charge(&ledger, "spring", "1", &long), (201, first.clone()));
        assert_eq!(charge(&ledger, "spring", "2", &long).1["left"], "36");
        let own = json!({"service": "sms", "region": "DE", "text": "hello", "campaign": "spring", "agent": "Ann"});
        assert_eq!(charge(&ledger, "spring", "3", &own).1["left"], "18");
        let (status, free) = charge(&ledger, "spring", "4", &message("US"));
        assert_eq!(
            (status, fields(&free, ["decision", "credits", "left"])),
            (201, ["free".into(), "0".into(), "18".into()])
        );
        // What a message really came to is from the hold as well, up to the most of its quote.
        let path = format!("/v1/accounts/acme/charges/{}/adjustments", first["id"].as_str().unwrap());
        assert_eq!(ledger.done("POST", &path, "real", json!({"credits": "27"}))["credits"], "9");
        assert_eq!([ledger.balance("acme", "available"), ledger.balance("acme", "held")], ["28", "9"]);
        let campaign = agrees(&ledger, "spring");
        assert_eq!(fields(&campaign, ["left", "spent", "charges"]), ["9", "63", "4"]);

        let (status, ended) = end(&ledger, "spring", "end");
        assert_eq!(
            (status, fields(&ended, ["state", "held", "left", "spent", "charges"])),
            (200, ["ended".into(), "72".into(), "0".into(), "63".into(), "4".into()])
        );
        assert_eq!(fields(&ended, ["captured", "released", "forfeited"]), ["63", "9", "0"]);
        assert_eq!(end(&ledger, "spring", "end"), (200, ended.clone()));
        let (status, again) = end(&ledger, "spring", "again");
        assert_eq!((status, &again["code"]), (409, &json!("already-ended")));
        let (status, late) = charge(&ledger, "spring", "late", &message("IN"));
        assert_eq!((status, &late["code"]), (409, &json!("already-ended")));
        for problem in [again, late] {
            assert_eq!(problem["detail"], "campaign `spring` has ended", "by its name, not its hold's");
        }
        assert_eq!([ledger.balance("acme", "available"), ledger.balance("acme", "held")], ["37", "0"]);
        assert_eq!(agrees(&ledger, "spring"), ended);
        reconcile(ledger);
    }
}

/// What is not covered does not start, unless it is only warned of; a refusal says what would help.
#[test]
fn what_is_not_covered_is_refused_or_warned_of() {
    for on in EACH {
        let (ledger, _deck) = messages(on, "20");
        let lines = json!([{"region": "IN", "segments": 2, "segmentsMax": 3, "recipients": 1}]);
        let answer = preflight(&ledger, "acme", &sms(lines.clone()), 300);
        assert_eq!(fields(&answer, ["available", "covered", "missing"]), ["20", "false", "7"]);
        let (status, refused) =
            ledger.post("/v1/accounts/acme/campaigns", "most", &starting("most", "hold_maximum", sms(lines.clone())));
        assert_eq!(
            (status, fields(&refused, ["code", "required", "missing"])),
            (402, ["insufficient-credits".into(), "27".into(), "7".into()])
        );
        assert_eq!(refused["fix"]["action"], "buy");
        assert_eq!(ledger.ask("GET", "/v1/accounts/acme/campaigns/most", None, None).1["code"], "unknown-campaign");

        let expected = start(&ledger, "expected", "hold_expected", sms(lines.clone()));
        assert_eq!(fields(&expected, ["held", "left"]), ["18", "18"]);
        assert_eq!(expected["warnings"], json!([{"code": "may-stop", "max": "27", "missing": "9"}]));
        // It stops at the limit, and says what is left.
        assert_eq!(charge(&ledger, "expected", "1", &message("IN")).1["left"], "9");
        let (status, refused) = charge(&ledger, "expected", "2", &message("DE"));
        assert_eq!(
            (status, fields(&refused, ["code", "required", "available"])),
            (402, ["insufficient-credits".into(), "18".into(), "9".into()])
        );
        assert_eq!(
            (&refused["limit"]["kind"], &refused["fix"]),
            (&json!("hold"), &json!({"action": "reduce", "to": "9"}))
        );
        assert_eq!(charge(&ledger, "expected", "3", &message("IN")).1["left"], "0");
        assert_eq!(ledger.balance("acme", "available"), "2", "nothing but the hold paid");
        assert_eq!(fields(&end(&ledger, "expected", "end").1, ["state", "spent"]), ["ended", "18"]);

        // Nothing is reserved: it starts, says what is missing, and goes on as long as the balance lasts.
        ledger.done("POST", "/v1/accounts/acme/grants", "more", json!({"credits": "10"}));
        let warned = start(&ledger, "warned", "warn", sms(lines.clone()));
        assert_eq!(fields(&warned, ["state", "hold", "held", "left"]), ["running", "null", "null", "null"]);
        assert_eq!(warned["warnings"], json!([{"code": "not-covered", "max": "27", "missing": "15"}]));
        let (status, first) = charge(&ledger, "warned", "4", &message("IN"));
        assert_eq!(
            (status, fields(&first, ["decision", "credits", "left"])),
            (201, ["charged".into(), "9".into(), "null".into()])
        );
        let (status, refused) = charge(&ledger, "warned", "5", &message("IN"));
        assert_eq!((status, &refused["limit"]["kind"]), (402, &json!("pool")));
        let warned = agrees(&ledger, "warned");
        assert_eq!(fields(&warned, ["state", "spent", "charges"]), ["running", "9", "1"]);
        assert_eq!(fields(&end(&ledger, "warned", "end-2").1, ["state", "spent"]), ["ended", "9"]);
        assert_eq!(end(&ledger, "warned", "end-3").1["code"], "already-ended");
        assert_eq!(charge(&ledger, "warned", "6", &message("IN")).1["code"], "already-ended");
        assert_eq!(agrees(&ledger, "warned")["state"], "ended");
        reconcile(ledger);
    }
}

/// ATL-3: what a failed attempt gave back can be captured again; after the campaign's end it is the balance's.
#[test]
fn atl_3_a_failed_attempt_is_the_campaigns_again() {
    for on in EACH {
        let ledger = attempts(on, "10");
        let campaign = start(&ledger, "spring", "hold_maximum", calls(2, 1));
        assert_eq!(campaign["estimate"]["max"], "2");
        let attempt = json!({"service": "call_attempt"});
        let dial = |key: &str| {
            let (status, dialled) = charge(&ledger, "spring", key, &attempt);
            assert_eq!(status, 201, "{dialled}");
            dialled["id"].as_str().unwrap().to_owned()
        };
        let settle = |charge: &str, outcome: &str| {
            let path = format!("/v1/accounts/acme/charges/{charge}/outcome");
            ledger.done("POST", &path, &format!("{charge}-{outcome}"), json!({"outcome": outcome}))["credits"].clone()
        };
        let (first, second) = (dial("1"), dial("2"));
        assert_eq!(charge(&ledger, "spring", "3", &attempt).0, 402);
        assert_eq!(settle(&first, "failed"), "-1");
        assert_eq!(fields(&agrees(&ledger, "spring"), ["left", "spent", "returned", "charges"]), ["1", "1", "1", "2"]);
        assert_eq!([ledger.balance("acme", "available"), ledger.balance("acme", "held")], ["8", "1"]);
        let third = dial("4");
        assert_eq!(settle(&second, "answered"), "0");
        assert_eq!(fields(&end(&ledger, "spring", "end").1, ["left", "spent"]), ["0", "2"]);
        assert_eq!(settle(&third, "dnc"), "-1");
        assert_eq!([ledger.balance("acme", "available"), ledger.balance("acme", "held")], ["9", "0"]);
        assert_eq!(fields(&agrees(&ledger, "spring"), ["state", "spent", "returned"]), ["ended", "1", "2"]);
        reconcile(ledger);
    }
}

/// ATL-4: whatever happens on the way, a run fits into the most that it was to cost, and nothing else is taken.
#[test]
fn atl_4_simulated_runs_never_capture_more_than_the_hold() {
    const OUTCOMES: [&str; 7] =
        ["answered", "answered_hung_up", "voicemail_left", "no_voicemail", "failed", "cancelled", "dnc"];
    for on in EACH {
        let ledger = attempts(on, "1000");
        let attempt = json!({"service": "call_attempt"});
        let mut before = 1_000_000_000;
        for seed in 0..6 {
            let mut chance = Chance(seed);
            let numbers: Vec<usize> = (0..4 + chance.below(8)).map(|_| 1 + chance.below(3)).collect();
            let mut positions = BTreeMap::new();
            numbers.iter().for_each(|count| (1..=*count).for_each(|at| *positions.entry(at).or_insert(0) += 1));
            let lines: Vec<Value> = positions
                .iter()
                .map(|(position, recipients)| json!({"region": "US", "position": position, "recipients": recipients}))
                .collect();
            let id = format!("run-{seed}");
            let probabilities =
                json!({"answered": "0.3", "voicemail_left": "0.3", "no_voicemail": "0.2", "failed": "0.2"});
            let breakdown = json!({
                "plan": "standard", "service": "call_attempt", "lines": lines, "outcomeProbabilities": probabilities,
            });
            let stops = seed % 2 == 1;
            let mode = if stops { "hold_expected" } else { "hold_maximum" };
            let campaign = start(&ledger, &id, mode, breakdown);
            let held = micros(&campaign["held"]);
            let most = numbers.iter().sum::<usize>() as i64 * 1_000_000;
            assert!(if stops { held < most } else { held == most }, "{campaign}");
            let mut spent = 0;
            'run: for (recipient, count) in numbers.iter().enumerate() {
                for number in 1..=*count {
                    let key = format!("{id}-{recipient}-{number}");
                    let (status, dialled) = charge(&ledger, &id, &key, &attempt);
                    if status == 402 {
                        assert!(stops && held - spent < 1_000_000, "{dialled}");
                        break 'run;
                    }
                    assert_eq!((status, &dialled["credits"]), (201, &json!("1")), "{dialled}");
                    let outcome = *chance.pick(&OUTCOMES);
                    let path = format!("/v1/accounts/acme/charges/{}/outcome", dialled["id"].as_str().unwrap());
                    ledger.done("POST", &path, &format!("{key}-end"), json!({"outcome": outcome}));
                    spent += if ["failed", "cancelled", "dnc"].contains(&outcome) { 0 } else { 1_000_000 };
                    let campaign = shown(&ledger, &id);
                    assert_eq!((micros(&campaign["left"]), micros(&campaign["spent"])), (held - spent, spent));
                    if outcome.starts_with("answered") {
                        break;
                    }
                }
            }
            agrees(&ledger, &id);
            assert_eq!(micros(&end(&ledger, &id, &format!("{id}-end")).1["spent"]), spent);
            before -= spent;
            assert_eq!(micros(&json!(ledger.balance("acme", "available"))), before);
        }
        reconcile(ledger);
    }
}

/// The same with messages of any text, some of which really come to more than was expected of them.
#[test]
fn messages_never_capture_more_than_the_hold() {
    for on in EACH {
        let (ledger, _deck) = messages(on, "100000");
        for seed in 0..4 {
            let mut chance = Chance(seed);
            let mut sent = Vec::new();
            let mut lines: BTreeMap<(&str, u64, u64), u64> = BTreeMap::new();
            for _ in 0..12 {
                let (region, text) = (*chance.pick(&["IN", "DE"]), chance.text(150));
                let message = json!({"service": "sms", "region": region, "text": text});
                let mut request = message.clone();
                request["account"] = "acme".into();
                let (_, quote) = ledger.ask("POST", "/v1/quotes", None, Some(&request));
                let (price, most) = (micros(&quote["quote"]["credits"]), micros(&quote["quote"]["max"]));
                let each = if region == "IN" { 9_000_000 } else { 18_000_000 };
                *lines.entry((region, (price / each) as u64, (most / each) as u64)).or_default() += 1;
                sent.push((message, price, most));
            }
            let lines: Vec<Value> = lines
                .iter()
                .map(|((region, segments, most), recipients)| {
                    json!({"region": region, "segments": segments, "segmentsMax": most, "recipients": recipients})
                })
                .collect();
            let id = format!("run-{seed}");
            let campaign = start(&ledger, &id, "hold_maximum", sms(json!(lines)));
            let held = sent.iter().map(|(.., most)| most).sum::<i64>();
            assert_eq!(micros(&campaign["held"]), held, "the sum of the quotes of its messages");
            let mut spent = 0;
            for (n, (message, price, most)) in sent.iter().enumerate() {
                let key = format!("{id}-{n}");
                let (status, charged) = charge(&ledger, &id, &key, message);
                assert_eq!((status, micros(&charged["credits"])), (201, *price), "{charged}");
                let really = if chance.below(2) == 0 { *most } else { *price };
                if really != *price {
                    let path = format!("/v1/accounts/acme/charges/{}/adjustments", charged["id"].as_str().unwrap());
                    let credits = septet::credits::Credits::from_micros(really).to_string();
                    ledger.done("POST", &path, &format!("{key}-real"), json!({"credits": credits}));
                }
                spent += really;
            }
            let campaign = agrees(&ledger, &id);
            assert_eq!((micros(&campaign["spent"]), micros(&campaign["left"])), (spent, held - spent));
            end(&ledger, &id, &format!("{id}-end"));
        }
        reconcile(ledger);
    }
}

/// What a message really came to arrives when its campaign has ended: the balance pays it, as long as the campaign stays
/// within what was reserved for it.
#[test]
fn a_late_price_never_exceeds_what_was_held() {
    for on in EACH {
        let (ledger, _deck) = messages(on, "100");
        let lines = json!([{"region": "IN", "segments": 2, "segmentsMax": 3, "recipients": 1}]);
        let long = json!({"service": "sms", "region": "IN", "text": cut()});
        let late = |id: &str, mode: &str| {
            start(&ledger, id, mode, sms(lines.clone()));
            let (_, charged) = charge(&ledger, id, &format!("{id}-1"), &long);
            end(&ledger, id, &format!("{id}-end"));
            let path = format!("/v1/accounts/acme/charges/{}/adjustments", charged["id"].as_str().unwrap());
            ledger.post(&path, &format!("{id}-real"), &json!({"credits": "27"}))
        };
        let (status, refused) = late("expected", "hold_expected");
        assert_eq!((status, &refused["limit"]["kind"]), (402, &json!("hold")), "{refused}");
        assert_eq!(refused["fix"], json!({"action": "reduce", "to": "18"}));
        assert_eq!(refused["detail"], "9 credits are needed and the hold has 0 left: ask for 18 at most");
        assert_eq!(fields(&agrees(&ledger, "expected"), ["held", "captured", "spent"]), ["18", "18", "18"]);
        let (status, settled) = late("maximum", "hold_maximum");
        assert_eq!((status, &settled["credits"]), (200, &json!("9")), "{settled}");
        let campaign = agrees(&ledger, "maximum");
        assert_eq!(fields(&campaign, ["held", "captured", "released", "spent"]), ["27", "27", "0", "27"]);
        assert_eq!(ledger.balance("acme", "available"), "55");
        reconcile(ledger);
    }
}

/// What comes back to credits that have expired in the meantime is forfeited, and the campaign says how much.
#[test]
fn what_comes_back_too_late_is_forfeited() {
    for on in EACH {
        let (ledger, _deck) = messages(on, "10");
        let soon = septet::ledger::Moment::from_millis(now_ms()).plus_millis(5000).unwrap();
        let gift = json!({"credits": "35", "expiresAt": soon.to_string()});
        ledger.done("POST", "/v1/accounts/acme/grants", "gift", gift);
        start(&ledger, "spring", "hold_maximum", sms(json!([{"region": "IN", "segments": 1, "recipients": 5}])));
        charge(&ledger, "spring", "1", &message("IN"));
        std::thread::sleep(Duration::from_millis(u64::try_from(soon.millis() - now_ms()).unwrap() + 1));
        let ended = end(&ledger, "spring", "end").1;
        assert_eq!(
            fields(&ended, ["state", "held", "captured", "left", "released", "forfeited"]),
            ["ended", "45", "9", "0", "10", "26"]
        );
        assert_eq!(agrees(&ledger, "spring"), ended);
        assert_eq!(ledger.balance("acme", "available"), "10");
        reconcile(ledger);
    }
}

/// A campaign is of one service: nothing else is paid from it, nor counted as its own.
#[test]
fn a_campaign_is_of_one_service() {
    let (ledger, _deck) = messages(Ledger::start, "1000");
    let lines = json!([{"region": "IN", "segments": 1, "recipients": 50}]);
    let call = json!({"service": "call", "call": {"seconds": 60}});
    for (id, mode) in [("held", "hold_maximum"), ("warned", "warn")] {
        let campaign = start(&ledger, id, mode, sms(lines.clone()));
        let (status, problem) = charge(&ledger, id, &format!("{id}-call"), &call);
        assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")), "{problem}");
        assert_eq!(problem["detail"], format!("`service` is `call`: campaign `{id}` is of `sms`"));
        if let Some(hold) = campaign["hold"].as_str() {
            let captures = format!("/v1/accounts/acme/holds/{hold}/captures");
            let (status, problem) = ledger.post(&captures, "capture", &json!({"charge": call}));
            assert_eq!((status, &problem["code"]), (400, &json!("invalid-request")), "{problem}");
        }
        assert_eq!(charge(&ledger, id, &format!("{id}-sms"), &message("IN")).0, 201);
        assert_eq!(fields(&agrees(&ledger, id), ["spent", "charges"]), ["9", "1"]);
    }
}

/// A campaign that is not ended ends by its time, with its hold, at that moment.
#[test]
fn a_campaign_expires() {
    for on in EACH {
        let (ledger, _deck) = messages(on, "100");
        let lines = json!([{"region": "IN", "segments": 1, "recipients": 5}]);
        for (id, mode) in [("held", "hold_maximum"), ("warned", "warn")] {
            let mut body = starting(id, mode, sms(lines.clone()));
            body["expiresIn"] = 2.into();
            ledger.done("POST", "/v1/accounts/acme/campaigns", id, body);
        }
        assert_eq!(charge(&ledger, "held", "early", &message("IN")).0, 201);
        let expired = |id: &str| Some(shown(&ledger, id)).filter(|campaign| campaign["state"] == "expired");
        for id in ["held", "warned"] {
            wait(Duration::from_secs(20), "the end", || expired(id));
            assert_eq!(charge(&ledger, id, &format!("late-{id}"), &message("IN")).1["code"], "already-ended");
            assert_eq!(end(&ledger, id, &format!("end-{id}")).1["code"], "already-ended");
        }
        wait(Duration::from_secs(20), "its end on record", || {
            ledger.entries("acme").into_iter().find(|entry| entry["kind"] == "hold_expiry")
        });
        assert_eq!(
            fields(&agrees(&ledger, "held"), ["state", "held", "released", "spent"]),
            ["expired", "45", "36", "9"]
        );
        assert_eq!([ledger.balance("acme", "available"), ledger.balance("acme", "held")], ["91", "0"]);
        reconcile(ledger);
    }
}

/// 32 at once where 17 fit; an end between captures; one key by many; and one id, or one token, for many campaigns.
#[test]
fn exactly_what_is_held_is_captured() {
    for on in EACH {
        let ledger = attempts(on, "100");
        let attempt = json!({"service": "call_attempt"});
        start(&ledger, "spring", "hold_maximum", calls(17, 1));
        let dial = |n| charge(&ledger, "spring", &format!("racer-{n}"), &attempt).0;
        assert_eq!(race([201, 402], 32, dial), [17, 15]);
        assert_eq!(fields(&agrees(&ledger, "spring"), ["left", "spent", "charges"]), ["0", "17", "17"]);
        assert_eq!(race([201, 402], 32, dial), [17, 15], "the same again is answered the same");
        assert_eq!(race([402], 16, |_| charge(&ledger, "spring", "one-key", &attempt).0), [16]);

        // Captures and ends at once: one ends it, and what was captured before is all that was spent.
        start(&ledger, "autumn", "hold_maximum", calls(32, 1));
        let captured = std::sync::atomic::AtomicI64::new(0);
        let [taken, ended, late] = race([201, 200, 409], 32, |n| {
            if n % 8 == 7 {
                return end(&ledger, "autumn", &format!("end-{n}")).0;
            }
            let status = charge(&ledger, "autumn", &format!("autumn-{n}"), &attempt).0;
            captured.fetch_add(i64::from(status == 201), std::sync::atomic::Ordering::Relaxed);
            status
        });
        assert_eq!((ended, taken + ended + late), (1, 32));
        let campaign = agrees(&ledger, "autumn");
        assert_eq!(
            (campaign["state"].as_str(), micros(&campaign["spent"])),
            (Some("ended"), captured.into_inner() * 1_000_000)
        );

        let body = |n: usize| starting("one", ["hold_maximum", "warn"][n % 2], calls(1, 1));
        let one = |n: usize| ledger.post("/v1/accounts/acme/campaigns", &format!("one-{n}"), &body(n)).0;
        assert_eq!(race([201, 409], 16, one), [1, 15]);
        let token = preflight(&ledger, "acme", &calls(1, 1), 600)["token"].clone();
        let body = json!({"mode": "hold_maximum", "token": token, "expiresIn": 60});
        let spend = |n: usize| ledger.post("/v1/accounts/acme/campaigns", &format!("token-{n}"), &body).0;
        assert_eq!(race([201, 409], 16, spend), [1, 15]);
        assert_eq!(
            race([201], 16, |_| ledger
                .post("/v1/accounts/acme/campaigns", "same", &starting("same", "hold_maximum", calls(1, 1)))
                .0),
            [16]
        );
        reconcile(ledger);
    }
}

/// A token is of a preflight, for one account, until its time is over, and spent once.
#[test]
fn a_token_is_for_one_campaign_of_one_account() {
    let (ledger, _deck) = messages(Ledger::start, "100");
    let (foreign, _other) = messages(Ledger::start, "100");
    ledger.done("POST", "/v1/accounts", "other", json!({"id": "other", "plan": "team", "seats": 0}));
    let breakdown = sms(json!([{"region": "IN", "segments": 1, "recipients": 4}]));
    let token = |account: &str, seconds| preflight(&ledger, account, &breakdown, seconds)["token"].clone();
    let good = token("acme", 600);
    let text = good.as_str().unwrap();
    let (head, signature) = text.rsplit_once('.').unwrap();
    let (header, claims) = head.split_once('.').unwrap();
    let flip = |part: &str| {
        let (first, rest) = part.split_at(1);
        format!("{}{rest}", if first == "A" { "B" } else { "A" })
    };
    let mut request = message("IN");
    request["account"] = "acme".into();
    let quote = ledger.ask("POST", "/v1/quotes", None, Some(&request)).1["quoteToken"].clone();
    let expired = token("acme", 1);
    std::thread::sleep(Duration::from_millis(1100));
    let cases = [
        (token("other", 600), "quote-mismatch"),
        (expired, "quote-expired"),
        (quote, "invalid-quote"),
        (preflight(&foreign, "acme", &breakdown, 600)["token"].clone(), "invalid-quote"),
        (json!(format!("{head}.{}", flip(signature))), "invalid-quote"),
        (json!(format!("{header}.{}.{signature}", flip(claims))), "invalid-quote"),
        (json!(format!("{}.{claims}.{signature}", flip(header))), "invalid-quote"),
        (json!("a.b"), "invalid-quote"),
        (json!(17), "invalid-request"),
    ];
    for (n, (token, code)) in cases.into_iter().enumerate() {
        for mode in ["hold_maximum", "warn"] {
            let body = json!({"mode": mode, "token": token, "expiresIn": 60});
            let (status, problem) = ledger.post("/v1/accounts/acme/campaigns", &format!("wrong-{n}-{mode}"), &body);
            assert_eq!(problem["code"], code, "{n}: {problem}");
            assert!((400..500).contains(&status) && status != 402, "{problem}");
        }
    }
    // Nor does it pass for a charge's quote.
    let mut as_quote = message("IN");
    as_quote["quoteToken"] = good.clone();
    assert_eq!(ledger.charge("acme", "as-quote", &as_quote).1["code"], "invalid-quote");
    assert_eq!(ledger.entries("acme").len(), 1);

    // The key that signs may change meanwhile.
    assert!(
        run(
            &[
                "quote-key",
                "rotate",
                "--database",
                &format!("sqlite:{}", ledger.folder.path().join("ledger.db").display())
            ],
            b""
        )
        .status
        .success()
    );
    let body = json!({"mode": "hold_maximum", "token": good, "expiresIn": 60});
    let (status, campaign) = ledger.post("/v1/accounts/acme/campaigns", "good", &body);
    assert_eq!((status, fields(&campaign, ["held", "service"])), (201, ["36".into(), "sms".into()]), "{campaign}");
    assert!(campaign["id"].as_str().unwrap().starts_with("ca_"));
    assert_eq!(ledger.post("/v1/accounts/acme/campaigns", "good", &body), (201, campaign));
    assert_eq!(ledger.post("/v1/accounts/acme/campaigns", "twice", &body).1["code"], "quote-spent");
}

/// A ledger that has other rates by now holds what was promised, and captures at those prices; so does one that runs.
#[test]
fn a_promise_outlives_its_rates() {
    let folder = TempDir::new().unwrap();
    let on = |folder: TempDir, price: &str| {
        let deck = file(folder.path(), "rates.csv", &format!("iso,price_usd\nIN,{price}\n"));
        Ledger::start_in(folder, &["--deck", &deck])
    };
    let mut ledger = on(folder, "0.05");
    ledger.open(json!({"id": "acme", "plan": "team", "seats": 0}));
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": "1000"}));
    let breakdown = sms(json!([{"region": "IN", "segments": 1, "recipients": 4}]));
    let token = preflight(&ledger, "acme", &breakdown, 600)["token"].clone();
    for (id, mode) in [("running", "hold_maximum"), ("warned", "warn")] {
        start(&ledger, id, mode, breakdown.clone());
    }
    let key = ledger.admin_key.clone();
    ledger = on(ledger.stop(), "0.5");
    ledger.admin_key = key;
    // Nor does it matter that the account has another plan by now.
    ledger.done("PATCH", "/v1/accounts/acme", "plan", json!({"plan": "organization", "seats": 0}));

    let body = json!({"id": "promised", "mode": "hold_maximum", "token": token, "expiresIn": 60});
    assert_eq!(ledger.done("POST", "/v1/accounts/acme/campaigns", "promised", body)["held"], "36");
    for id in ["promised", "running"] {
        for n in 0..4 {
            let (status, charged) = charge(&ledger, id, &format!("{id}-{n}"), &message("IN"));
            assert_eq!((status, &charged["credits"]), (201, &json!("9")), "{charged}");
        }
        assert_eq!(charge(&ledger, id, &format!("{id}-beyond"), &message("IN")).0, 402);
        assert_eq!(agrees(&ledger, id)["left"], "0");
    }
    let record = ledger.entries("acme").pop().unwrap()["record"].clone();
    assert_eq!(record["plan"], "team", "what it was priced by");
    // What is new, and what nothing was promised for, has the new price.
    assert_eq!(charge(&ledger, "warned", "new", &message("IN")).1["credits"], "90");
    assert_eq!(start(&ledger, "new", "hold_maximum", breakdown)["held"], "360");
}

/// CAL-10: where nothing is deducted, nothing is reserved, and what was used is on record, up to the same limit.
#[test]
fn nothing_is_deducted_from_the_unlimited() {
    for opening in
        [json!({"id": "acme", "plan": "enterprise"}), json!({"id": "acme", "plan": "team", "funding": "external"})]
    {
        let folder = TempDir::new().unwrap();
        let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.05\n");
        let ledger = Ledger::start(&["--deck", &deck]);
        ledger.open(opening);
        let breakdown = sms(json!([{"region": "IN", "segments": 1, "recipients": 100}]));
        let answer = preflight(&ledger, "acme", &breakdown, 60);
        assert_eq!(fields(&answer, ["covered", "missing"]), ["true", "0"]);
        let campaign = start(&ledger, "spring", "hold_maximum", breakdown.clone());
        assert_eq!((&campaign["held"], ledger.balance("acme", "held").as_str()), (&json!("900"), "0"));
        let (status, charged) = charge(&ledger, "spring", "1", &message("IN"));
        assert_eq!(
            (status, fields(&charged, ["decision", "credits", "left"])),
            (201, ["recorded".into(), "9".into(), "891".into()])
        );
        assert_eq!(fields(&agrees(&ledger, "spring"), ["spent", "recorded", "charges"]), ["0", "9", "1"]);
        let warned = start(&ledger, "warned", "warn", breakdown);
        assert_eq!(warned["warnings"], json!([]));
        let (_, other) = charge(&ledger, "warned", "2", &message("IN"));
        assert_eq!(other["decision"], "recorded");
        // What it really came to is on record in its place.
        for (campaign, charged, left) in [("spring", charged, "894"), ("warned", other, "null")] {
            let path = format!("/v1/accounts/acme/charges/{}/adjustments", charged["id"].as_str().unwrap());
            let adjusted = ledger.done("POST", &path, campaign, json!({"credits": "6"}));
            assert_eq!((&adjusted["credits"], &adjusted["balance"]["debt"]), (&json!("-3"), &json!("0")));
            let found = fields(&agrees(&ledger, campaign), ["left", "spent", "recorded", "returned"]);
            assert_eq!(found, [left, "0", "6", "0"]);
        }
        reconcile(ledger);
    }
}

/// A failed attempt that is only recorded is the campaign's again as well.
#[test]
fn a_recorded_attempt_is_settled_within_its_campaign() {
    let ledger = attempts(Ledger::start, "10");
    ledger.done("PATCH", "/v1/accounts/acme", "funding", json!({"funding": "external"}));
    start(&ledger, "spring", "hold_maximum", calls(1, 1));
    let attempt = json!({"service": "call_attempt"});
    let (_, dialled) = charge(&ledger, "spring", "1", &attempt);
    assert_eq!(charge(&ledger, "spring", "2", &attempt).0, 402);
    let path = format!("/v1/accounts/acme/charges/{}/outcome", dialled["id"].as_str().unwrap());
    ledger.done("POST", &path, "end", json!({"outcome": "failed"}));
    assert_eq!(fields(&agrees(&ledger, "spring"), ["left", "spent", "recorded"]), ["1", "0", "0"]);
    assert_eq!(charge(&ledger, "spring", "3", &attempt).0, 201);
    assert_eq!(fields(&agrees(&ledger, "spring"), ["left", "recorded", "charges"]), ["0", "1", "2"]);
    reconcile(ledger);
}

#[test]
fn what_cannot_be_a_campaign_is_refused() {
    let (ledger, _deck) = messages(Ledger::start, "100");
    let lines = json!([{"region": "IN", "segments": 1, "recipients": 1}]);
    let campaign = |change: Value| {
        let mut body = starting("new", "hold_maximum", sms(lines.clone()));
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    let much = json!([{"region": "IN", "segments": 4294967295_u64, "recipients": u64::MAX}]);
    for (n, (body, status, code)) in [
        (campaign(json!({"mode": "all"})), 400, "invalid-request"),
        (campaign(json!({"mode": null})), 400, "invalid-request"),
        (campaign(json!({"id": ""})), 400, "invalid-name"),
        (campaign(json!({"id": "spring sale"})), 400, "invalid-name"),
        (campaign(json!({"expiresIn": 0})), 400, "invalid-hold"),
        (campaign(json!({"expiresIn": 2_592_001})), 400, "invalid-hold"),
        (campaign(json!({"mode": "warn", "expiresIn": u64::MAX})), 400, "invalid-hold"),
        (campaign(json!({"expiresIn": "1"})), 400, "invalid-request"),
        (campaign(json!({"breakdown": null})), 400, "invalid-request"),
        (campaign(json!({"token": "a.b.c"})), 400, "invalid-request"),
        (campaign(json!({"max": "1"})), 400, "unknown-field"),
        (campaign(json!({"breakdown": {"plan": "team", "service": "sms", "lines": [{}]}})), 400, "invalid-request"),
        (
            campaign(json!({"breakdown": {"plan": "team", "service": "sms", "lines": lines, "max": "1"}})),
            400,
            "unknown-field",
        ),
        (campaign(json!({"breakdown": {"plan": "team", "service": "fax", "lines": lines}})), 400, "unknown-service"),
        (
            campaign(json!({"breakdown": sms(json!([{"region": "FR", "segments": 1, "recipients": 1}]))})),
            422,
            "no-rate",
        ),
        (campaign(json!({"breakdown": sms(much)})), 422, "out-of-range"),
    ]
    .into_iter()
    .enumerate()
    {
        let (found, problem) = ledger.post("/v1/accounts/acme/campaigns", &format!("wrong-{n}"), &body);
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{body}: {problem}");
    }
    let preflights = "/v1/accounts/acme/preflights";
    for (body, code) in [
        (json!({}), "invalid-request"),
        (json!({"breakdown": sms(lines.clone()), "expiresIn": 3601}), "invalid-request"),
        (json!({"breakdown": sms(lines.clone()), "mode": "warn"}), "unknown-field"),
    ] {
        assert_eq!(ledger.ask("POST", preflights, None, Some(&body)).1["code"], code, "{body}");
    }
    // A breakdown's field is named by its place in the request.
    let mut dialled = sms(lines.clone());
    dialled["dialUntil"] = "noon".into();
    for (breakdown, place) in [
        (sms(json!([{"region": "IN", "recipients": 1}, {"region": "in", "recipients": 1}])), "lines[1].region"),
        (sms(json!([{"to": "12", "recipients": 1}])), "lines[0].to"),
        (sms(json!([{"recipients": 1}])), "lines[0].region"),
        (dialled, "dialUntil"),
    ] {
        let problem = ledger.ask("POST", preflights, None, Some(&json!({"breakdown": breakdown}))).1;
        assert!(problem["detail"].as_str().unwrap().contains(&format!("`breakdown.{place}`")), "{problem}");
    }
    // What the ledger knows counts, whatever a breakdown says of it.
    let mut other = sms(lines.clone());
    (other["plan"], other["brings"], other["at"]) = ("enterprise".into(), json!(["carrier"]), "2020-01-01".into());
    assert_eq!(preflight(&ledger, "acme", &other, 60)["estimate"]["max"], "9");

    for (path, code) in [
        ("/v1/accounts/acme/campaigns/none", "unknown-campaign"),
        ("/v1/accounts/nobody/campaigns/none", "unknown-account"),
        ("/v1/accounts/nobody/campaigns", "unknown-account"),
        ("/v1/accounts/acme/campaigns?cursor=x", "invalid-request"),
    ] {
        assert_eq!(ledger.ask("GET", path, None, None).1["code"], code, "{path}");
    }
    assert_eq!(charge(&ledger, "none", "none", &message("IN")).1["code"], "unknown-campaign");
    assert_eq!(end(&ledger, "none", "none-2").1["code"], "unknown-campaign");
    let nobody = ledger.post("/v1/accounts/nobody/campaigns", "nobody", &campaign(json!({})));
    assert_eq!(nobody.1["code"], "unknown-account");
    assert_eq!(ledger.entries("acme").len(), 1, "nothing was done");

    // A name is given once, and not to what is there already.
    let mut tagged = message("IN");
    tagged["campaign"] = "tagged".into();
    assert_eq!(ledger.charge("acme", "tagged", &tagged).0, 201);
    assert_eq!(
        ledger.post("/v1/accounts/acme/campaigns", "tagged-2", &campaign(json!({"id": "tagged"}))).1["code"],
        "campaign-exists"
    );
    let first = start(&ledger, "first", "hold_maximum", sms(lines.clone()));
    let (status, twice) = ledger.post("/v1/accounts/acme/campaigns", "twice", &campaign(json!({"id": "first"})));
    assert_eq!((status, &twice["code"]), (409, &json!("campaign-exists")));
    // Its charges are its own, also those that are captured from its hold.
    assert_eq!(charge(&ledger, "first", "tag", &tagged).1["code"], "invalid-request");
    let captures = format!("/v1/accounts/acme/holds/{}/captures", first["hold"].as_str().unwrap());
    let foreign = json!({"credits": "1", "campaign": "tagged"});
    assert_eq!(ledger.post(&captures, "foreign", &foreign).1["code"], "invalid-request");
    assert_eq!(ledger.post(&captures, "own", &json!({"credits": "1"})).0, 201);
    assert_eq!(fields(&agrees(&ledger, "first"), ["left", "spent", "charges"]), ["8", "1", "1"]);
    ledger.done("DELETE", captures.strip_suffix("/captures").unwrap(), "release", Value::Null);
    assert_eq!(agrees(&ledger, "first")["state"], "ended", "whoever releases its hold ends it");

    // Page by page.
    for n in 0..5 {
        start(&ledger, &format!("page-{n}"), "warn", sms(lines.clone()));
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ledger.get(&format!("/v1/accounts/acme/campaigns?limit=2{cursor}"));
        found.extend(page["campaigns"].as_array().unwrap().iter().map(|campaign| fields(campaign, ["id"])[0].clone()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, ["page-4", "page-3", "page-2", "page-1", "page-0", "first"]);
}

/// Who may look may not start, and a person may do with the own account what a key may.
#[test]
fn scopes_say_who_may_what() {
    let (ledger, _deck) = messages(Ledger::start, "100");
    let key = |name: &str| {
        let made = ledger.done("POST", "/v1/keys", name, json!({"name": name, "scopes": [name]}));
        format!("Bearer {}", made["key"].as_str().unwrap())
    };
    let (charge, read) = (key("charge"), key("read"));
    let body = starting("spring", "warn", sms(json!([]))).to_string();
    let breakdown = json!({"breakdown": sms(json!([]))}).to_string();
    let message = message("IN").to_string();
    let at = "/v1/accounts/acme/campaigns";
    for (n, (method, path, body, who)) in [
        ("POST", "/v1/accounts/acme/preflights", Some(&breakdown), &charge),
        ("POST", at, Some(&body), &charge),
        ("POST", "/v1/accounts/acme/campaigns/spring/charges", Some(&message), &charge),
        ("GET", at, None, &read),
        ("GET", "/v1/accounts/acme/campaigns/spring", None, &read),
        ("POST", "/v1/accounts/acme/campaigns/spring/end", None, &charge),
    ]
    .into_iter()
    .enumerate()
    {
        for key in [&read, &charge] {
            let headers = [("authorization", key.clone()), ("idempotency-key", format!("k-{n}"))];
            let (status, answer) = ledger.send(method, path, &headers, body.map(String::as_bytes));
            assert_eq!(status == 403, key != who, "{method} {path}: {answer}");
            assert!(status < 300 || status == 403, "{method} {path}: {answer}");
        }
    }
}

/// VOI-3: without a hold a campaign goes on at the overage price: the preflight says how far, and it comes to no more, nor
/// where the carrier splits a message after it was charged.
#[test]
fn what_is_not_covered_may_be_owed() {
    let folder = TempDir::new().unwrap();
    let book = json!({"id": "own", "version": "1", "currency": "USD", "plans": {"pro": {"allowance": "none"}},
        "services": {"sms": {"price": {"perSegment": {"credits": "2"}}, "overage": {"credits": "3"},
            "rounding": {"per": "message", "mode": "ceil", "scale": 0}, "exhausted": "declined"}}});
    let book = file(folder.path(), "book.json", &book.to_string());
    let ledger = Ledger::start(&["--book", &book]);
    ledger.open(json!({"id": "acme", "plan": "pro"}));
    ledger.done("POST", "/v1/accounts/acme/grants", "grant", json!({"credits": "3"}));
    let lines = json!([{"region": "IN", "segments": 2, "segmentsMax": 3, "recipients": 1},
        {"region": "IN", "segments": 1, "recipients": 2}]);
    let breakdown = json!({"plan": "pro", "service": "sms", "lines": lines});
    let answer = preflight(&ledger, "acme", &breakdown, 300);
    assert_eq!((&answer["estimate"]["max"], &answer["missing"]), (&json!("10"), &json!("7")));
    assert_eq!(answer["overage"], json!({"covered": "3", "owed": "11", "max": "14"}));

    let warned = start(&ledger, "spring", "warn", breakdown.clone());
    assert_eq!(warned["warnings"], json!([{"code": "may-owe", "max": "10", "missing": "7"}]));
    let long = json!({"service": "sms", "region": "IN", "text": cut()});
    let (_, first) = charge(&ledger, "spring", "1", &long);
    assert_eq!(fields(&first, ["decision", "credits"]), ["overage", "5"]); // 3, and a fourth of 6, rounded up
    assert_eq!(first["quote"]["max"], "8"); // 3, and half of 9, rounded up
    for key in ["2", "3"] {
        assert_eq!(charge(&ledger, "spring", key, &message("IN")).1["credits"], "3");
    }
    let path = format!("/v1/accounts/acme/charges/{}/adjustments", first["id"].as_str().unwrap());
    ledger.done("POST", &path, "late", json!({"credits": "6"}));
    assert_eq!(fields(&agrees(&ledger, "spring"), ["spent", "charges"]), ["14", "3"]);
    assert_eq!(preflight(&ledger, "acme", &breakdown, 300)["overage"]["max"], "15");
    let (status, refused) =
        ledger.post("/v1/accounts/acme/campaigns", "most", &starting("most", "hold_maximum", breakdown));
    assert_eq!((status, &refused["missing"]), (402, &json!("10")), "a hold does not owe");
    reconcile(ledger);
}
