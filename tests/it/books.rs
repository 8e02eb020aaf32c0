//! Price books: what ships, what is refused, and what holds for every book.

use std::collections::BTreeMap;

use septet::book::{Allowance, Book, Price};
use septet::credits::Credits;
use septet::wire::{self, Settings};
use septet::{Engine, Result};
use serde_json::{Map, Value, json};

use crate::support::Chance;

const PRESETS: [&str; 5] = ["calcom", "ai-employee", "agentalk", "voice-credits", "atllas"];

fn preset(name: &str) -> Value {
    wire::document(name.into()).unwrap()
}

fn book(document: Value) -> Result<Book> {
    wire::book(document)
}

/// A value for every parameter that a book declares.
fn settings(document: &Value) -> Settings {
    let declared = document["parameters"].as_object().into_iter().flatten();
    declared
        .map(|(name, declared)| (name.clone(), if declared["type"] == "fraction" { "0.4" } else { "7" }.into()))
        .collect()
}

fn engine(name: &str) -> Engine {
    wire::engine_with(name, &[], &settings(&preset(name))).unwrap()
}

#[test]
fn five_books_ship_with_their_plans_and_services_and_a_note_on_each() {
    let expected: BTreeMap<&str, (&[&str], &[&str])> = BTreeMap::from([
        (
            "calcom",
            (
                &["enterprise", "free", "organization", "platform", "team"][..],
                &["ai_agent", "call", "sms", "whatsapp"][..],
            ),
        ),
        (
            "ai-employee",
            (
                &["enterprise", "professional", "scale", "starter", "trial"],
                &["ai_command", "ai_reply", "call", "knowledge_sync", "sms"],
            ),
        ),
        ("agentalk", (&["enterprise", "free", "paid"], &["call"])),
        ("voice-credits", (&["standard"], &["call"])),
        ("atllas", (&["standard"], &["call_attempt"])),
    ]);
    assert_eq!(septet::book::PRESETS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), PRESETS);
    for name in PRESETS {
        let book = book(name.into()).unwrap();
        let (plans, services) = expected[name];
        assert_eq!(book.id, name);
        assert!(book.plans.keys().eq(plans), "{name}");
        assert!(book.services.keys().eq(services), "{name}");
        let plan_notes = book.plans.values().map(|plan| &plan.note);
        let notes = plan_notes.chain(book.services.values().map(|service| &service.note));
        let notes = notes.chain(book.top_ups.values().map(|top_up| &top_up.note));
        let mut notes = notes.chain(book.parameters.values().map(|parameter| &parameter.note));
        assert!(notes.all(|note| !note.is_empty()), "{name} says why of everything");
    }
}

/// CAL-1, CAL-8, AIE-5: what the pages say of plans stands in the books.
#[test]
fn plans_are_as_published() {
    let calcom = book("calcom".into()).unwrap();
    assert_eq!(calcom.credit_value.unwrap().to_string(), "0.01");
    let allowance = |plan: &str| calcom.plans[plan].allowance.clone();
    assert_eq!(allowance("free"), Allowance::None);
    assert_eq!(allowance("team"), Allowance::PerSeat(750.into()));
    assert_eq!(allowance("organization"), Allowance::PerSeat(1000.into()));
    assert!(calcom.plans["enterprise"].is_unlimited() && !calcom.plans["enterprise"].covers_descendants);
    assert!(calcom.plans["platform"].is_unlimited() && calcom.plans["platform"].covers_descendants);
    for (name, plan) in &calcom.plans {
        assert_eq!(plan.top_ups.is_empty(), plan.is_unlimited(), "{name}: all but the unlimited plans can buy");
    }

    let crm = book("ai-employee".into()).unwrap();
    let price = |plan: &str| crm.plans[plan].price.as_ref().map(|price| price.amount.get().unwrap().to_string());
    let prices = ["starter", "professional", "scale", "enterprise"].map(price);
    assert_eq!(prices, [Some("65".into()), Some("199".into()), Some("399".into()), None]);
    let trial = crm.plans["trial"].trial.as_ref().unwrap();
    assert_eq!((trial.days, trial.payment_method_needed), (14, false));
    assert_eq!(crm.plans["enterprise"].allowance, Allowance::Operator);

    let voice = book("agentalk".into()).unwrap();
    assert!(voice.plans["free"].top_ups.is_empty() && !voice.plans["free"].reload);
    assert!(!voice.plans["paid"].top_ups.is_empty() && voice.plans["paid"].reload);

    let attempts = book("atllas".into()).unwrap();
    let Price::PerAttempt(price) = &attempts.services["call_attempt"].price else { panic!() };
    // ATL-4: a voicemail is charged and does not end the turn.
    assert!(price.dial_until.iter().eq(["answered", "answered_hung_up"]));
    assert!(price.taken_at_start);
}

/// The rules that the books' notes name are published, and each book names rules of its own system only.
#[test]
fn notes_name_published_rules() {
    let published = std::fs::read_to_string("src/docs/systems.md").unwrap();
    for (name, prefix) in PRESETS.into_iter().zip(["CAL-", "AIE-", "AGT-", "VOI-", "ATL-"]) {
        let text = preset(name).to_string();
        let ids = |of: &str| -> Vec<String> {
            let number = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
            text.split(of).skip(1).map(|rest| format!("{of}{}", number(rest))).collect()
        };
        assert!(!ids(prefix).is_empty());
        for id in ids(prefix) {
            assert!(published.contains(&format!("| {id} |")), "{name} names {id}");
        }
        for other in ["CAL-", "AIE-", "AGT-", "VOI-", "ATL-"].into_iter().filter(|other| *other != prefix) {
            assert_eq!(ids(other), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn a_books_hash_is_of_its_canonical_form_and_of_its_parameters() {
    let document = json!({"\u{1f600}": 1, "\u{fb33}": 2, "a": {"c": [1, "\u{20ac}$\u{f}\n\"\\"], "b": true}});
    // Names in the order of their UTF-16 units (RFC 8785 §3.2.3), the least that has to be escaped (§3.2.2.2).
    let canonical = "{\"a\":{\"b\":true,\"c\":[1,\"€$\\u000f\\n\\\"\\\\\"]},\"\u{1f600}\":1,\"\u{fb33}\":2}";
    assert_eq!(wire::canonical(&document), canonical);

    let plain = book("calcom".into()).unwrap();
    let again = book(wire::parse(&plain.canonical).unwrap()).unwrap();
    assert_eq!(plain, again);

    let set = wire::set(preset("calcom"), &[("aiAgentCredits".into(), "5".into())].into(), "").unwrap();
    let with_five = book(set).unwrap();
    assert_ne!(plain.hash, with_five.hash);
    // A request's own parameters make the same book.
    let request = json!({"plan": "team", "service": "ai_agent", "parameters": {"aiAgentCredits": "5"}});
    let quote = wire::quote(&wire::engine("calcom", &[]).unwrap(), request).unwrap();
    assert_eq!(quote.book_hash, with_five.hash);
}

#[test]
fn a_value_says_what_it_is_wherever_it_is_used() {
    let set = [("aiAgentCredits".to_owned(), "5".to_owned())].into();
    let document = wire::set(preset("calcom"), &set, "demo value").unwrap();
    let engine = wire::engine(document, &[]).unwrap();
    let quote = wire::quote(&engine, json!({"plan": "team", "service": "ai_agent"})).unwrap();
    assert_eq!(quote.explanation.steps[0].text, "5 credits (demo value) an interaction: 5 credits");
}

/// Every refusal of a book names the place, what stands there, and what is allowed.
#[test]
fn wrong_books_are_refused_with_their_place() {
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let mut document = preset("calcom");
        change(&mut document);
        let error = wire::engine(document, &[]).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.code(), "invalid-book");
    };
    check(
        &|book| book["currency"] = json!("usd"),
        "`currency`: `usd` is not an ISO 4217 currency of three capital letters, such as `USD`",
    );
    check(&|book| book["creditValue"] = json!("0"), "`creditValue`: `0` must be more than 0");
    check(&|book| book["creditValue"] = json!(0.01), "`creditValue`: the fraction `0.01` was given, expected a string");
    check(
        &|book| book["services"]["sms"]["price"]["perSegment"]["carrierRate"]["multiplier"] = json!(1.8),
        "`services.sms.price.perSegment.carrierRate.multiplier`: the fraction `1.8` was given, expected a decimal string such as \"0.05\", or an object such as {\"parameter\": \"name\"}",
    );
    check(
        &|book| book["services"]["sms"]["price"]["perSegment"]["carrierRate"]["multiplier"] = json!("-1"),
        "`services.sms.price.perSegment.carrierRate.multiplier`: `-1` must be more than 0",
    );
    check(
        &|book| book["services"]["sms"]["rounding"]["scale"] = json!(7),
        "`services.sms.rounding.scale`: `7` must be 0 to 6",
    );
    check(
        &|book| book["services"]["sms"]["rounding"]["mode"] = json!("up"),
        "`services.sms.rounding.mode`: `up` is none of `ceil`, `half_even`, `floor`",
    );
    check(
        &|book| drop(book["services"]["call"].as_object_mut().unwrap().remove("rounding")),
        "`services.call`: field `rounding` is missing",
    );
    check(
        &|book| book["services"]["sms"]["free"][0]["plans"] = json!(["gold"]),
        "`services.sms.free[0].plans`: the book has no plan `gold`",
    );
    check(
        &|book| book["services"]["ai_agent"]["price"]["perInteraction"]["credits"] = json!({"parameter": "x"}),
        "`services.ai_agent.price.perInteraction.credits`: there is no parameter `x`; declared are `aiAgentCredits`, `enterprisePrice`, `organizationPrice`, `platformPrice`, `teamPrice`",
    );
    check(
        &|book| book["parameters"]["aiAgentCredits"]["type"] = json!("money"),
        "`services.ai_agent.price.perInteraction.credits`: needs a parameter of type `credits`, this one is `money`",
    );
    check(
        &|book| book["plans"]["team"]["topUps"] = json!(["pack"]),
        "`plans.team.topUps`: the book has no top-up `pack`",
    );
    check(
        &|book| book["plans"]["team"]["colour"] = json!("red"),
        "`plans.team`: there is no field `colour`: `note`, `price`, `allowance`, `topUps`, `reload`, `trial`, `coversDescendants`, `brings`",
    );
    check(
        &|book| {
            book["services"]["call"]["price"] =
                json!({"perMinute": {"tiers": [{"fromS": 0, "credits": "1"}, {"fromS": 0, "credits": "2"}]}})
        },
        "`services.call.price.perMinute.tiers[1].fromS`: `0` must be more than the tier before, `0`",
    );
    check(
        &|book| book["services"]["call"]["price"]["perMinute"]["increments"] = json!({"firstS": 60}),
        "`services.call.price.perMinute.increments`: `firstS` is `60` and `nextS` is `0`: both must be more than 0, or both 0 for exact time",
    );
    check(
        &|book| book["services"]["call"]["price"]["perMinute"]["exclude"] = json!(["music"]),
        "`services.call.price.perMinute.exclude[0]`: `music` is none of `hold`, `processing`, `human`",
    );
    check(
        &|book| book["policies"]["alerts"]["thresholds"] = json!(["20", "100"]),
        "`policies.alerts.thresholds[1]`: `100` must be 0 or more and less than 100, with at most 6 decimal places",
    );
    check(&|book| book["id"] = json!(" "), "`id`: it is empty: a book needs a name");
    check(&|book| book["services"] = json!({}), "`services`: give at least one");
    check(&|book| book["plans"] = json!({}), "`plans`: give at least one");
    check(
        &|book| book["plans"]["team"]["coversDescendants"] = json!(true),
        "`plans.team.coversDescendants`: accounts below are unlimited as well only where the plan is: its `allowance` is not `unlimited`",
    );
    let reload = |amount: &str, packages: u32, cap: Value| {
        let reload = json!({"threshold": "20", "amount": amount, "packages": packages, "monthlyCap": cap});
        move |book: &mut Value| book["policies"]["reload"] = reload.clone()
    };
    check(&reload("0", 1, Value::Null), "`policies.reload.amount`: `0` must be more than 0");
    check(&reload("100", 0, Value::Null), "`policies.reload.packages`: `0` must be more than 0");
    check(&reload("100", 2, json!("150")), "`policies.reload.monthlyCap`: `150` is less than one reload, 200 credits");
    check(
        &|book| book["$schema"] = json!(5),
        "there is no field `$schema`: `id`, `version`, `note`, `effective`, `currency`, `creditValue`, `parameters`, `services`, `plans`, `topUps`, `policies`",
    );
    check(
        &|book| book["effective"] = json!({"from": "2026-02-30"}),
        "`effective.from`: `2026-02-30` is not a date such as `2026-11-20`",
    );
}

/// Editors write down where the schema of a document is: that is no part of the book.
#[test]
fn a_book_may_name_its_schema() {
    let mut named = preset("calcom");
    named["$schema"] = json!("./book.schema.json");
    assert_eq!(wire::book(named).unwrap().hash, wire::book("calcom".into()).unwrap().hash);
}

/// Twenty thousand presets with changes: none panics, and each refusal is a sentence with a code.
#[test]
fn fuzzed_books_never_panic() {
    let (mut chance, presets) = (Chance(4), PRESETS.map(preset));
    let (mut refused, mut accepted) = (0, 0);
    for round in 0..20_000 {
        let mut document = presets[round % presets.len()].clone();
        for _ in 0..=chance.below(3) {
            mutate(&mut document, &mut chance);
        }
        match book(document.clone()) {
            Ok(_) => accepted += 1,
            Err(error) => {
                refused += 1;
                assert!(error.code() == "invalid-book" || document.is_string(), "{}: {error}", error.code());
                assert!(error.to_string().len() > 10);
            }
        }
    }
    assert!(refused > 5_000 && accepted > 1_000, "{refused} refused, {accepted} accepted");
}

/// Bytes that are nearly a book.
#[test]
fn fuzzed_bytes_never_panic() {
    let mut chance = Chance(5);
    for round in 0..5_000 {
        let mut bytes = septet::book::PRESETS[round % PRESETS.len()].1.as_bytes().to_vec();
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len());
            match chance.below(3) {
                0 => bytes[at] = chance.next() as u8,
                1 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        if let Ok(document) = wire::parse_bytes(&bytes) {
            let _ = book(document);
        }
    }
}

/// Changes something somewhere.
fn mutate(value: &mut Value, chance: &mut Chance) {
    let junk = |chance: &mut Chance| {
        let wild = [
            json!(null),
            json!(true),
            json!(-1),
            json!(1e300),
            json!(18_446_744_073_709_551_615_u64),
            json!(""),
            json!("-0.5"),
            json!("1e9"),
            json!("99999999999999999999999999999999"),
            json!("0.0000001"),
            json!([]),
            json!({}),
            json!([["x"]]),
            json!({"parameter": "nobody"}),
            json!("\u{0}"),
            json!("ceil"),
            json!("US"),
        ];
        chance.pick(&wild).clone()
    };
    match value {
        Value::Object(fields) if !fields.is_empty() && chance.below(8) > 0 => {
            let name = fields.keys().nth(chance.below(fields.len())).unwrap().clone();
            match chance.below(12) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert("colour".into(), junk(chance))),
                _ => mutate(&mut fields[&name], chance),
            }
        }
        Value::Array(items) if !items.is_empty() && chance.below(4) > 0 => {
            let at = chance.below(items.len());
            mutate(&mut items[at], chance);
        }
        other => *other = junk(chance),
    }
}

/// A book with one service of a random price.
fn random_book(chance: &mut Chance) -> (Value, &'static str) {
    let amount = |chance: &mut Chance| format!("{}.{:04}", chance.below(60), chance.below(10_000));
    let (price, per) = match chance.below(4) {
        0 => (json!({"perSegment": {"credits": amount(chance)}}), *chance.pick(&["segment", "message"])),
        1 => (
            json!({"perSegment": {"carrierRate": {"rates": "sms", "multiplier": "1.8", "fee": amount(chance)}}}),
            *chance.pick(&["segment", "message"]),
        ),
        2 => (json!({"perMessage": {"credits": amount(chance)}}), "message"),
        _ => {
            let mut minute = Map::new();
            let tiers = (0..1 + chance.below(3)).map(|n| json!({"fromS": n * 100, "credits": amount(chance)}));
            minute.insert("tiers".into(), tiers.collect());
            if chance.below(2) == 0 {
                let increments = json!({"firstS": 1 + chance.below(60), "nextS": 1 + chance.below(60),
                    "minimumS": chance.below(40), "freeUnderS": chance.below(20),
                    "anchor": *chance.pick(&["start", "total"])});
                minute.insert("increments".into(), increments);
            }
            minute.insert("exclude".into(), json!(["hold"]));
            (json!({ "perMinute": minute }), "call")
        }
    };
    let mut service = json!({"price": price, "exhausted": "declined",
        "rounding": {"per": per, "mode": *chance.pick(&["ceil", "half_even", "floor"]), "scale": chance.below(7)}});
    for field in ["fee", "minimum"] {
        if chance.below(3) == 0 {
            service[field] = amount(chance).into();
        }
    }
    let document = json!({"id": "random", "version": "1", "currency": "USD", "creditValue": "0.01",
        "plans": {"basic": {"allowance": "none"}}, "services": {"it": service}});
    (document, per)
}

fn credits(engine: &Engine, request: Value) -> Credits {
    let quote = wire::quote(engine, request).unwrap();
    let sum = quote.explanation.steps.iter().try_fold(Credits::ZERO, |sum, step| sum.plus(step.result)).unwrap();
    assert_eq!(sum, quote.credits, "the steps add up: {:?}", quote.explanation);
    assert_eq!(quote.explanation.result, quote.credits);
    quote.credits
}

/// Beyond the balance at the same price, a request costs what it costs within it, however much is covered.
#[test]
fn overage_at_the_same_price_is_the_same_price() {
    let mut chance = Chance(11);
    for _ in 0..1500 {
        let (mut document, per) = random_book(&mut chance);
        let service = &mut document["services"]["it"];
        let price = service["price"].as_object().unwrap().values().next().unwrap();
        let unit = match price.get("tiers") {
            Some(tiers) if tiers.as_array().unwrap().len() > 1 => continue,
            Some(tiers) => json!({"credits": tiers[0]["credits"]}),
            None => price.clone(),
        };
        service["overage"] = unit;
        let engine = wire::engine(document, &[]).unwrap();
        let quantity = 1 + chance.below(5);
        let mut request = json!({"plan": "basic", "service": "it", "quantity": quantity});
        if per == "call" {
            request["call"] = json!({"seconds": chance.below(300)});
        } else {
            request["region"] = (*chance.pick(&["IN", "US", "GB"])).into();
            request["text"] = (*chance.pick(&["x", "👍🏽"])).repeat(1 + chance.below(400)).into();
        }
        let price = wire::quote(&engine, request.clone()).unwrap();
        if per == "call" && quantity == 1 && chance.below(2) == 0 {
            let charged = price.credits.micros() / (1 + chance.below(9) as i64);
            request["call"]["charged"] = Credits::from_micros(charged).to_string().into();
        }
        let price = wire::quote(&engine, request.clone()).unwrap();
        if price.credits == Credits::ZERO {
            continue;
        }
        let balance = Credits::from_micros(chance.below(price.credits.micros() as usize) as i64);
        for balance in [Credits::ZERO, balance] {
            request["account"] = json!({"allowance": balance.to_string()});
            let quote = wire::quote(&engine, request.clone()).unwrap();
            let overage = quote.overage.unwrap();
            assert_eq!((overage.covered, overage.owed), (balance, price.credits.minus(balance).unwrap()), "{request}");
            assert_eq!((quote.max, quote.explanation.result), (price.max, price.credits), "{request}");
        }
    }
}

/// More segments, seconds or recipients are never cheaper, whatever the book; every explanation adds up.
#[test]
fn more_is_never_cheaper() {
    let mut chance = Chance(6);
    let mut seen = BTreeMap::<&str, u32>::new();
    for _ in 0..600 {
        let (document, per) = random_book(&mut chance);
        let engine = wire::engine(document.clone(), &[]).unwrap();
        *seen.entry(per).or_default() += 1;
        let region = *chance.pick(&["IN", "US", "GB"]);
        let request = |size: usize, quantity: u64| {
            if per == "call" {
                let holds = json!([[3, 3 + size / 7]]);
                json!({"plan": "basic", "service": "it", "quantity": quantity, "call": {"seconds": size, "holds": holds}})
            } else {
                let text = "x".repeat(size * 60);
                json!({"plan": "basic", "service": "it", "region": region, "text": text, "quantity": quantity})
            }
        };
        let (mut last, step) = (Credits::ZERO, 1 + chance.below(30));
        for size in (0..12).map(|n| n * step) {
            let now = credits(&engine, request(size, 1));
            assert!(now >= last, "{size}: {now} < {last} in {document}");
            last = now;
        }
        let (one, three) = (credits(&engine, request(step, 1)), credits(&engine, request(step, 3)));
        assert_eq!(three, one.times(3).unwrap());
    }
    assert!(seen.values().all(|&count| count > 50), "{seen:?}");
}

/// However a call is cut, what is charged for its pieces is the price of the whole.
#[test]
fn a_call_costs_the_same_however_it_is_cut() {
    let mut chance = Chance(7);
    let engines = [engine("calcom"), engine("agentalk"), engine("voice-credits")];
    let plans = ["team", "paid", "standard"];
    for _ in 0..700 {
        let at = chance.below(3);
        let total_s = 1 + chance.below(900);
        let call = |seconds: usize, charged: Credits| {
            let call = json!({"seconds": seconds, "charged": charged.to_string()});
            credits(&engines[at], json!({"plan": plans[at], "service": "call", "call": call}))
        };
        let (mut charged, mut seconds) = (Credits::ZERO, 0);
        while seconds < total_s {
            seconds = (seconds + 1 + chance.below(200)).min(total_s);
            charged = charged.plus(call(seconds, charged)).unwrap();
        }
        assert_eq!(charged, call(total_s, Credits::ZERO), "{total_s} s on {}", plans[at]);
    }
}

/// A region that a deck does not know, or a number that has none, is an error and never 0.
#[test]
fn unknown_places_have_no_price() {
    let mut chance = Chance(8);
    let deck = b"iso,price_usd\nIN,0.05\n".as_slice();
    let engine = wire::engine("calcom", &[("sms", deck), ("whatsapp", deck)]).unwrap();
    for _ in 0..3_000 {
        let digits: String = (0..9).map(|_| char::from(b'0' + chance.below(10) as u8)).collect();
        let to = format!("+{}{digits}", 1 + chance.below(9));
        let region = septet::phone::Number::parse(&to).unwrap().region();
        for service in ["sms", "whatsapp"] {
            let request = json!({"plan": "organization", "service": service, "to": to, "text": "x"});
            match wire::quote(&engine, request) {
                Ok(quote) => assert_eq!(
                    (region.unwrap().as_str(), quote.credits.to_string().as_str()),
                    ("IN", if service == "sms" { "9" } else { "10" })
                ),
                Err(error) => assert!(["no-rate", "no-region"].contains(&error.code()), "{error}"),
            }
        }
    }
}

/// The longest call that a balance covers, and one second more.
#[test]
fn the_longest_call_is_exact_to_the_second() {
    let mut chance = Chance(9);
    for (name, plan) in [("calcom", "team"), ("agentalk", "paid"), ("voice-credits", "standard")] {
        let engine = engine(name);
        for _ in 0..60 {
            let balance = Credits::from_micros(chance.below(400_000_000) as i64);
            let quote = |seconds: u64| {
                let account = json!({"bought": balance.to_string()});
                let request =
                    json!({"plan": plan, "service": "call", "call": {"seconds": seconds}, "account": account});
                wire::quote(&engine, request).unwrap()
            };
            let longest = quote(0).max_seconds.unwrap().unwrap();
            assert!(quote(longest).credits <= balance && quote(longest + 1).credits > balance, "{balance} on {name}");
        }
    }
}

#[test]
fn a_deck_may_be_named_after_the_service_that_it_prices() {
    let deck = b"iso,price_usd\nIN,0.03\n".as_slice();
    for name in ["call", "voice"] {
        let engine = wire::engine_with("ai-employee", &[(name, deck)], &settings(&preset("ai-employee"))).unwrap();
        let request = json!({"plan": "scale", "service": "call", "region": "IN", "call": {"seconds": 60}});
        assert_eq!(wire::quote(&engine, request).unwrap().carrier_cost.unwrap().amount, "0.03");
    }
    let error = wire::engine("calcom", &[("call", deck)]).unwrap_err();
    assert_eq!(error.to_string(), "book `calcom` takes no rates from a deck `call`: `sms`, `whatsapp`");
}
