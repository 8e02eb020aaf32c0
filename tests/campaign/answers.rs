//! What an answer says beside its totals: who pays, what makes it dear, what makes it cheaper.

use septet::wire;
use serde_json::{Value, json};

use crate::chance::Chance;

fn answer(book: &str, request: Value, csv: &str) -> Value {
    let deck = b"iso,price_usd\nIN,0.05\nGB,0.056\nUS,0.0083\n";
    let engine = match book {
        "atllas" => crate::breakdown::atllas(),
        book => wire::engine(book, &[("sms", deck)]).unwrap(),
    };
    let mut preflight = wire::preflight(&engine, request, None).unwrap();
    preflight.push(csv.as_bytes()).unwrap();
    serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
}

/// CAL-2, CAL-3: names with ë flip messages to UCS-2, and the answer says what that costs.
#[test]
fn who_flips_and_what_that_costs() {
    let rows: String =
        (0..100).map(|at| format!("+9198765432{at:02},{}\n", if at < 23 { "Zoë" } else { "Zoe" })).collect();
    let template = "Hi {{name}}, your table is booked for tonight at seven. Please call us should you be late.";
    let request = json!({"plan": "team", "service": "sms", "template": template});
    let answer = answer("calcom", request, &format!("phone,name\n{rows}"));
    assert_eq!(answer["credits"]["max"], "1107"); // 77 × 9 and 23 × 18
    let character = json!({"field": "name", "character": "ë", "codePoint": "U+00EB", "replacement": "e",
        "recipients": 23, "savesCredits": "207"});
    assert_eq!(answer["characters"], json!([character]));
    let fix = json!({"kind": "replace-in-field", "field": "name", "recipients": 23, "savesCredits": "207", "savesMax": "207"});
    assert_eq!(answer["fixes"][0], fix);
    assert_eq!(
        answer["byEncoding"],
        json!([{"encoding": "GSM-7", "recipients": 77}, {"encoding": "UCS-2", "recipients": 23}])
    );
    let field = json!({"name": "name", "flips": 23, "units": {"min": 3, "mean": "3", "max": 3, "total": 300}});
    assert_eq!(answer["fields"], json!([field]));
    assert_eq!(answer["longest"]["line"], 2);
}

#[test]
fn a_template_that_is_a_little_too_long() {
    let template = format!("{}{{{{name}}}}", "a".repeat(158));
    let request = json!({"plan": "team", "service": "sms", "template": template});
    let answer = answer("calcom", request, "phone,name\n+919876543210,Jo\n+919876543211,Ann\n+919876543212,Anna\n");
    let shorten = |units: u32, recipients: u32, saves: &str| json!({"kind": "shorten", "units": units, "recipients": recipients, "savesCredits": saves, "savesMax": saves});
    assert_eq!(answer["fixes"], json!([shorten(2, 2, "18"), shorten(1, 1, "9")]));
}

/// D20: a balance pays with its allowance first, without what is held; then the book's policy says what happens.
#[test]
fn how_a_balance_splits() {
    let rows: String = (0..10).map(|at| format!("+91987654321{at},x\n")).collect();
    let balance = json!({"allowance": "30", "bought": "40", "held": "10"});
    let request = json!({"plan": "team", "service": "sms", "template": "Hi {{name}}", "balance": balance});
    let answer = answer("calcom", request, &format!("phone,name\n{rows}"));
    assert_eq!((&answer["covered"], &answer["shortfall"]), (&false.into(), &"30".into()));
    let paid =
        json!({"fromAllowance": "20", "fromBought": "40", "missing": "30", "allowanceLeft": "0", "boughtLeft": "0"});
    let expected = json!({"available": "60", "held": "10", "expectedShortfall": "30", "expected": paid, "max": paid,
        "decision": "fallback_email", "runsOut": {"expectedAfter": 6, "maxAfter": 6}});
    assert_eq!(answer["balance"], expected);
    let codes: Vec<_> = answer["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["not-covered", "expected-not-covered"]);
}

/// ATL-5: the most calls are recipients times their numbers, and there is a warning where the balance cannot cover them.
#[test]
fn the_most_calls() {
    let csv =
        "phone,phone2,phone3\n+14155552671,+14155552672,\n+14155552673,,\n+14155552674,+14155552675,+14155552676\n";
    let request = |balance: &str| {
        json!({"plan": "standard", "service": "call_attempt", "balance": balance, "outcomeProbabilities":
            {"answered": "0.5", "failed": "0.5"}})
    };
    let poor = answer("atllas", request("5"), csv);
    assert_eq!((&poor["attempts"], &poor["covered"]), (&6.into(), &false.into()));
    // 0.5 × (3 + 2 × 0.5 + 1 × 0.25)
    assert_eq!(poor["credits"], json!({"min": "0", "expected": "2.125", "max": "6"}));
    let warning = json!({"code": "calls-may-exceed-balance",
        "parameters": {"calls": 6, "recipients": 3, "max": "6", "available": "5"}});
    assert_eq!(poor["warnings"][0], warning);
    assert_eq!(poor["balance"]["runsOut"], json!({"expectedAfter": null, "maxAfter": 2}));
    let rich = answer("atllas", request("6"), csv);
    assert_eq!((&rich["covered"], &rich["warnings"]), (&true.into(), &json!([])));
}

/// ATL-4: runs whose outcomes are drawn never cost more than the most, nor less than the least.
#[test]
fn simulated_runs_stay_within() {
    let mut chance = Chance(40);
    let outcomes = [
        ("answered", 1),
        ("answered_hung_up", 1),
        ("voicemail_left", 1),
        ("no_voicemail", 1),
        ("failed", 0),
        ("dnc", 0),
    ];
    for _ in 0..50 {
        let recipients: Vec<usize> = (0..1 + chance.below(20)).map(|_| 1 + chance.below(3)).collect();
        let mut csv = String::from("phone,phone2,phone3\n");
        for (at, numbers) in recipients.iter().enumerate() {
            let cell =
                |index: usize| if index < *numbers { format!("+1415555{:04}", at * 3 + index) } else { String::new() };
            csv += &format!("{},{},{}\n", cell(0), cell(1), cell(2));
        }
        let answer = answer("atllas", json!({"plan": "standard", "service": "call_attempt"}), &csv);
        let credits = |name: &str| answer["credits"][name].as_str().unwrap().parse::<u64>().unwrap();
        for _ in 0..20 {
            let mut charged = 0;
            for numbers in &recipients {
                for _ in 0..*numbers {
                    let (outcome, credits) = chance.pick(&outcomes);
                    charged += credits;
                    if outcome.starts_with("answered") {
                        break;
                    }
                }
            }
            assert!((credits("min")..=credits("max")).contains(&charged), "{charged}: {answer}");
        }
    }
}

/// D27: an opt-out list and a do-not-call list are counted apart, duplicates too.
#[test]
fn rows_that_are_passed_over() {
    let csv = "phone\n+919876543210\n+919876543211\n+919876543212\n+919876543213\n+91 98765-43213\n";
    let request = |duplicates: &str| {
        json!({"plan": "team", "service": "sms", "template": "Hi", "duplicates": duplicates,
            "optedOut": ["+919876543210"], "doNotCall": ["+91 98765 43211"]})
    };
    let kept = answer("calcom", request("keep"), csv);
    assert_eq!(kept["suppressed"], json!({"optedOut": 1, "doNotCall": 1}));
    assert_eq!((&kept["priced"], &kept["duplicates"], &kept["credits"]["max"]), (&3.into(), &1.into(), &"27".into()));
    let fix = json!({"kind": "skip-duplicates", "recipients": 1, "savesCredits": "9", "savesMax": "9"});
    assert_eq!(kept["fixes"], json!([fix]));
    let skipped = answer("calcom", request("skip"), csv);
    assert_eq!(
        (&skipped["priced"], &skipped["duplicates"], &skipped["credits"]["max"]),
        (&2.into(), &1.into(), &"18".into())
    );
    let ignored = answer("calcom", request("ignore"), csv);
    assert_eq!((&ignored["priced"], &ignored["duplicates"]), (&3.into(), &0.into()));
}

/// A file that cannot be read any further has no answer.
#[test]
fn a_preflight_that_has_failed() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    let request = json!({"plan": "team", "service": "sms", "template": "Hi {{name}}"});
    let mut preflight = wire::preflight(&engine, request.clone(), None).unwrap();
    let failed = preflight.push(b"x,y\n1,2\n").unwrap_err();
    assert_eq!(failed.code(), "unknown-merge-field");
    assert_eq!(preflight.push(b"phone,name\n+919876543210,A\n").unwrap_err(), failed);
    assert_eq!(preflight.finish().unwrap_err(), failed);
    let mut numbers = wire::preflight(&engine, request, None).unwrap();
    let error = numbers.push_numbers([919876543210]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "unknown-merge-field",
            "the template has a field `name`, and numbers alone give it no value: give a file with a column for it"
        )
    );
}

/// What stands for a mark is composed with its letter: nothing is said to be saved by a character that nothing replaces.
#[test]
fn a_character_without_a_replacement_saves_nothing() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    let long = "x".repeat(100);
    let request = json!({"plan": "team", "service": "sms", "template": format!("{{{{name}}}}{long}")});
    let mut preflight = wire::preflight(&engine, request, None).unwrap();
    preflight.push("phone,name\n+919876543210,Zoe\u{301}\n".as_bytes()).unwrap();
    let answer = serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap();
    let character = &answer["characters"][0];
    assert_eq!((&character["codePoint"], &character["replacement"]), (&"U+0301".into(), &Value::Null));
    assert_eq!(character["savesCredits"], "0");
    assert_eq!(
        (&answer["fixes"][0]["kind"], &answer["fixes"][0]["savesCredits"]),
        (&"replace-in-field".into(), &"9".into())
    );
}

/// Numbers without a file are counted as those of one.
#[test]
fn numbers_alone() {
    let engine = wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")]).unwrap();
    let request = json!({"plan": "team", "service": "sms", "template": "Hi"});
    let mut preflight = wire::preflight(&engine, request, None).unwrap();
    preflight.push_numbers([919876543210, 12, 919876543211, 33612345678, 919876543210]).unwrap();
    let progress = preflight.progress().unwrap();
    assert_eq!((progress.rows, progress.recipients, progress.max.to_string().as_str()), (5, 3, "27"));
    let answer = serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap();
    assert_eq!((&answer["recipients"], &answer["invalid"], &answer["unpriced"]), (&5.into(), &1.into(), &1.into()));
    assert_eq!(answer["duplicates"], 1);
    assert_eq!(answer["findings"][0]["first"], json!([{"line": 2}]));
}

/// CAL-4: a message that is priced as one is there or not, whatever would be replaced in it: as a quote of its text says.
#[test]
fn a_message_that_is_priced_as_one_is_not_looked_at() {
    let deck = b"iso,category,price_usd\nIN,marketing,0.0107\n";
    let engine = wire::engine("calcom", &[("whatsapp", deck)]).unwrap();
    for (text, credits) in [("\u{200b}", "3"), ("", "0")] {
        let asked = json!({"plan": "organization", "service": "whatsapp", "category": "marketing", "smart": "always"});
        let mut request = asked.clone();
        request["template"] = "{{text}}".into();
        let mut preflight = wire::preflight(&engine, request, None).unwrap();
        preflight.push(format!("phone,text\n+919876543210,{text}\n").as_bytes()).unwrap();
        let answer = serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap();
        let mut quoted = asked;
        (quoted["region"], quoted["text"]) = ("IN".into(), text.into());
        let quote = wire::quote(&engine, quoted).unwrap();
        assert_eq!((&answer["credits"]["max"], quote.credits.to_string().as_str()), (&credits.into(), credits));
    }
}
