//! The README's and the guide's examples run. (Rust's are documentation tests, JavaScript's one of the package's tests.)

use std::process::Command;

use crate::support::{Ledger, Reaction, Receiver};

/// Runs the first shell example of a text on a ledger. Gives what it printed.
fn example(text: &str, ledger: &Ledger) -> String {
    let example = text.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let script = example.replace("http://127.0.0.1:8787", &ledger.url);
    assert_ne!(script, example, "the example asks the ledger that is started here");
    let output = Command::new("bash").args(["-euc", &script]).env("SEPTET_KEY", &ledger.admin_key).output();
    let output = output.expect("the example needs `bash` and `curl`: install them");
    let (answers, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{answers}{errors}");
    answers
}

#[test]
fn the_http_example_charges() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let ledger = Ledger::start(&[]);
    let answers = example(&readme, &ledger);
    assert!(answers.contains(r#""decision":"charged","credits":"15""#), "{answers}");
    assert!(readme.contains(r#"`"balance":{…,"available":"735",…}`"#));
    assert_eq!(ledger.get("/v1/accounts/acme/balance")["available"], "735");
}

#[test]
fn the_alerts_example_reloads() {
    let ledger = Ledger::start(&[]);
    let guide = std::fs::read_to_string("src/docs/alerts.md").unwrap();
    let answers = example(&guide, &ledger);
    let last = answers.lines().last().unwrap();
    for shown in [r#""fired":["25"]"#, r#""state":"inFlight""#, r#""boughtThisPeriod":"500""#] {
        assert!(answers.contains(shown), "{shown} in {answers}");
    }
    assert!(last.contains(r#""state":"armed""#), "{answers}");
    assert_eq!(ledger.balance("barber", "bought"), "500");
}

#[test]
fn the_guides_example_buys_charges_and_holds() {
    let ledger = Ledger::start(&[]);
    let answers = example(&std::fs::read_to_string("src/docs/ledger.md").unwrap(), &ledger);
    let balance = answers.lines().last().unwrap();
    // Two seats' 1,500; of the 500 that were bought, nothing yet. Ten minutes at 29 are held.
    assert!(balance.contains(r#""bought":"500","held":"290""#), "{answers}");
    assert_eq!(answers.lines().filter(|line| line.contains(r#""decision":"charged""#)).count(), 2, "{answers}");
}

/// One of 998 messages at 15 was sent, of which the hold's most is 15 × (998 + 2 × 3).
#[test]
fn the_guide_to_campaigns_holds_the_most() {
    let ledger = Ledger::start(&[]);
    let answers = example(&std::fs::read_to_string("src/docs/campaigns.md").unwrap(), &ledger);
    for shown in [
        r#""estimate":{"min":"15030","expected":"15030","max":"15060"}"#,
        r#""covered":true"#,
        r#""state":"running""#,
        r#""held":"15060""#,
        r#""left":"15045""#,
    ] {
        assert!(answers.contains(shown), "{shown} in {answers}");
    }
    let last = answers.lines().last().unwrap();
    assert!(last.contains(r#""state":"ended""#) && last.contains(r#""spent":"15""#), "{answers}");
    assert_eq!((ledger.balance("studio", "held"), ledger.balance("studio", "available")), ("0".into(), "21485".into()));
}

#[test]
fn the_guide_to_webhooks_runs() {
    let ledger = Ledger::start(&[]);
    ledger.open(serde_json::json!({"id": "acme", "plan": "team"}));
    let answers = example(&std::fs::read_to_string("src/docs/webhooks.md").unwrap(), &ledger);
    let answers: Vec<&str> = answers.lines().collect();
    assert!(answers[0].contains(r#""secret":"whsec_"#), "{answers:?}");
    assert!(answers[1].contains("https://app.example/hooks") && !answers[1].contains("whsec_"), "{answers:?}");
    assert_eq!(answers[2..], [r#"{"events":[],"next":null}"#, r#"{"deliveries":[],"next":null}"#]);
}

/// The guide's lines for Node.js say yes to what the ledger has signed, and no to what was changed.
#[test]
fn the_guides_verification_verifies() {
    let guide = std::fs::read_to_string("src/docs/webhooks.md").unwrap();
    let verification = guide.split("```js\n").nth(1).unwrap().split("```").next().unwrap();
    let receiver = Receiver::start(|_| Reaction::Status(200));
    let ledger = Ledger::start(&["--allow-private-webhooks"]);
    ledger.open(serde_json::json!({"id": "acme", "plan": "free"}));
    let body = serde_json::json!({"url": receiver.url()});
    let secret = ledger.done("POST", "/v1/webhook-endpoints", "one", body)["secret"].clone();
    ledger.charge("acme", "one", &serde_json::json!({"service": "sms", "region": "IN", "text": "hello"}));
    let received = receiver.wait_for(1).remove(0);
    let folder = tempfile::TempDir::new().unwrap();
    let given = serde_json::json!([received.body, received.headers, secret]);
    let script = format!(
        "{verification}\nconst [body, headers, secret] = {given};\n\
         console.log(verified(body, headers, secret), verified(body.replace('acme', 'evil'), headers, secret), verified(body, {{}}, secret));"
    );
    let script = crate::support::file(folder.path(), "verify.mjs", &script);
    let output = Command::new("node").arg(script).output().expect("the example needs Node.js: install it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "true false false\n", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_usage_guides_example_reports() {
    let ledger = Ledger::start(&[]);
    let answers = example(&std::fs::read_to_string("src/docs/usage.md").unwrap(), &ledger);
    // A minute and a half at 29 is 44, a message to India 15.
    assert!(answers.contains(r#"{"agent":"Front desk","credits":"44","#), "{answers}");
    assert!(answers.contains(r#"{"agent":"Reminders","credits":"15","#), "{answers}");
    assert_eq!(answers.lines().filter(|line| line.starts_with("ch_")).count(), 2, "rows of the CSV: {answers}");
    assert!(answers.contains(r#""notEnoughData":true"#), "{answers}");
}
