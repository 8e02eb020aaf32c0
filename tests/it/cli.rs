//! The command line, as the built program answers.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Chance, file, run};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn check(arguments: &[&str], expected: &str) {
    let output = run(arguments, b"");
    assert_eq!(text(&output.stderr), "");
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(0));
}

#[track_caller]
fn refused(arguments: &[&str], expected: &str) {
    let output = run(arguments, b"");
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("", Some(2)));
    assert_eq!(text(&output.stderr), expected);
}

#[test]
fn people_get_tables() {
    check(
        &["segments", "Party at 8 🎉"],
        "\
encoding    UCS-2
segments    1
units       13 (70 a segment, 57 left)
characters  12
profile     3gpp
parts         1: 0–13, 13 units
not 7 bit   🎉 U+1F389 at 11: emoji, could be left out
",
    );
    check(
        &["segments", "Sam’s table is booked for tonight, 7 pm. Your friends are on their way.", "--repair"],
        "\
encoding    UCS-2
segments    2
units       71 (67 a segment, 63 left)
characters  71
profile     3gpp
parts         1: 0–67, 67 units
              2: 67–71, 4 units
not 7 bit   ’ U+2019 at 3: quotation-mark, could be '
cheaper     write ' for ’: 1 segment of GSM-7, 1 less
            cut the last character: 1 segment of UCS-2, 1 less
",
    );
    check(
        &["segments", "Şimdi", "--national", "turkish,spanish"],
        "\
encoding    GSM-7, turkish locking table
segments    1
units       5 (155 a segment, 150 left)
characters  5
profile     3gpp
parts         1: 0–5, 5 units
",
    );
    check(&["region", "+91 98765 43210"], "region  IN\nnumber  +919876543210\n");
    check(&["region", "+80012345678"], "region  none\nclass   freephone\nnumber  +80012345678\n");
    check(
        &["quote", "--plan", "team", "--to", "+12125550123", "--text", "hello"],
        "\
credits   0
worth     USD 0
carrier   USD 0.0083
decision  free
region    US
message   5 units of GSM-7, 1 segment
because   USD 0.0083 × 1.8 = USD 0.01494 a segment, 1.494 credits, rounded up to 2; 1 segment: 2 credits
          free to US on plan team: 2 credits less
",
    );
}

/// CAL-3: India at USD 0.05 is 9 credits, not 10.
#[test]
fn a_custom_deck_prices_exactly() {
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.05\n");
    for deck in [deck.clone(), format!("sms={deck}")] {
        let arguments =
            ["quote", "--json", "--plan", "team", "--to", "+919876543210", "--text", "hello", "--deck", &deck];
        let answer: Value = serde_json::from_slice(&run(&arguments, b"").stdout).unwrap();
        assert_eq!(answer["credits"], "9");
        assert_eq!(answer["money"], json!({"amount": "0.09", "currency": "USD"}));
    }
}

#[test]
fn errors_are_sentences_and_exit_with_2() {
    refused(
        &["quote", "--plan", "gold", "--region", "IN", "--text", "a"],
        "septet: book `calcom` has no plan `gold`: `enterprise`, `free`, `organization`, `platform`, `team` [unknown-plan]\n",
    );
    refused(
        &["quote", "--plan", "team", "--region", "IN", "--text", "a", "--quantity", "-3"],
        "septet: quantity `-3` is out of range: give a whole number from 1 to 1000000000 [invalid-quantity]\n",
    );
    refused(
        &["quote", "--plan", "team", "--to", "+80012345678", "--text", "a"],
        "septet: `+80012345678` belongs to no country (it is freephone), so it has no price [no-region]\n",
    );
    refused(
        &["quote", "--plan", "team", "--region", "KP", "--text", "a"],
        "septet: the `sms` deck has no rate for region `KP` [no-rate]\n",
    );
    refused(
        &["quote", "--book", "acme", "--plan", "team", "--region", "IN", "--text", "a"],
        "septet: there is no price book `acme`: `calcom`, `ai-employee`, `agentalk`, `voice-credits`, `atllas` [unknown-book]\n",
    );
    refused(
        &["region", "12345"],
        "septet: `12345` is not an E.164 number: give `+`, the country code and the number, 6 to 15 digits [invalid-number]\n",
    );
    refused(&["segments", "ça", "--encoding", "GSM-7"], "septet: GSM-7 cannot hold `ç` (U+00E7) at 0 [does-not-fit]\n");
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,cheap\n");
    refused(
        &["quote", "--plan", "team", "--region", "IN", "--text", "a", "--deck", &deck],
        "septet: the `sms` deck: line 2: price `cheap` is not a decimal number such as `0.05` [invalid-deck]\n",
    );
    let output = run(&["quote", "--plan", "team", "--region", "IN", "--text", "a", "--deck", "no/such/file"], b"");
    assert!(text(&output.stderr).starts_with("septet: cannot read `no/such/file`: "), "{output:?}");
    assert_eq!(run(&["quote", "--colour", "red"], b"").status.code(), Some(2));
    assert_eq!(run(&[], b"").status.code(), Some(2));
}

#[test]
fn a_book_can_be_a_file() {
    let folder = TempDir::new().unwrap();
    let mut book: Value = serde_json::from_str(septet::book::PRESETS[0].1).unwrap();
    book["services"]["sms"]["rounding"] = json!({"per": "message", "mode": "half_even", "scale": 2});
    let path = file(folder.path(), "book.json", &book.to_string());
    let text_of_three = "a".repeat(307);
    let ask = |book: &str| {
        let arguments =
            ["quote", "--json", "--book", book, "--plan", "team", "--region", "GB", "--text", &text_of_three];
        serde_json::from_slice::<Value>(&run(&arguments, b"").stdout).unwrap()
    };
    let (own, preset) = (ask(&path), ask("calcom"));
    assert_eq!(own["credits"], "30.24"); // 0.056 × 1.8 × 3 segments
    assert_eq!(preset["credits"], "33"); // 10.08 a segment, rounded up to 11
    assert_ne!(own["bookHash"], preset["bookHash"]);

    book["services"]["sms"]["rounding"]["per"] = "call".into();
    let path = file(folder.path(), "book.json", &book.to_string());
    let arguments = ["quote", "--book", &path, "--plan", "team", "--region", "GB", "--text", "a"];
    let expected = "septet: `services.sms.rounding.per`: `call` must be `segment` or `message` [invalid-book]\n";
    refused(&arguments, expected);
}

/// Every line is answered, in order; a bad one with its error, and the stream goes on.
#[test]
fn programs_get_a_line_for_a_line() {
    let long = format!("{{\"text\":\"{}\"}}", "a".repeat(10_000_000));
    let longer = format!("{{\"text\":\"{}\"}}", "a".repeat(17_000_000));
    let lines = [
        r#"{"text":"hello"}"#,
        "",
        "{",
        r#"{"text":"\ud800"}"#,
        r#"{"text":"a","text":"b"}"#,
        r#"["hello"]"#,
        r#"{"text":"a","colour":1}"#,
        &long,
        &longer,
        &"[".repeat(1_000),
        r#"{"text":""}"#,
    ];
    let mut input = lines.join("\n").into_bytes();
    input.extend(b"\n\xff\xfe\n{\"text\":\"last, without a line end\"}");
    let output = run(&["segments", "--jsonl"], &input);
    assert_eq!(output.status.code(), Some(0));
    let answers: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes: Vec<&str> = answers.iter().map(|answer| answer["error"]["code"].as_str().unwrap_or("")).collect();
    let expected = [
        "",
        "malformed-json",
        "malformed-json",
        "malformed-json",
        "malformed-json",
        "invalid-request",
        "unknown-field",
        "text-too-long",
        "body-too-large",
        "malformed-json",
        "",
        "malformed-json",
        "",
    ];
    assert_eq!(codes, expected);
    assert_eq!(answers.last().unwrap()["units"], 24);
}

#[test]
fn a_stream_of_lines_keeps_its_order() {
    let mut chance = Chance(3);
    let texts: Vec<String> = (0..500).map(|_| chance.text(300)).collect();
    let input: String = texts.iter().map(|text| format!("{}\n", json!({ "text": text }))).collect();
    let output = text(&run(&["segments", "--jsonl"], input.as_bytes()).stdout);
    let answers: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), texts.len());
    for (text, answer) in texts.iter().zip(answers) {
        let answered = septet::wire::segments(json!({ "text": text })).unwrap();
        assert_eq!(answer, serde_json::to_value(answered).unwrap());
    }
}

/// Examples can be copied as they stand: none is wrapped in a narrow terminal.
#[test]
fn help_has_an_example_each() {
    let commands = [
        "segments",
        "region",
        "quote",
        "preflight",
        "what-if",
        "book",
        "deck",
        "serve",
        "key",
        "login-code",
        "quote-key",
    ];
    let commands = commands.into_iter().map(|command| vec![command]);
    let within = [
        ["book", "check"],
        ["book", "show"],
        ["book", "diff"],
        ["book", "schema"],
        ["deck", "check"],
        ["deck", "diff"],
        ["key", "create"],
        ["key", "list"],
        ["key", "revoke"],
        ["quote-key", "rotate"],
    ];
    for command in commands.chain(within.map(Vec::from)) {
        let help = text(&run(&[command.as_slice(), &["--help"]].concat(), b"").stdout);
        let command = command.join(" ");
        assert!(help.contains(&format!("\n  septet {command} ")), "{help}");
        let examples = help.split("\nExamples:\n").nth(1).or(help.split("\nExample:\n").nth(1)).unwrap();
        let lines: Vec<&str> = examples.split("\n\n").next().unwrap().lines().collect();
        let mut goes_on = false;
        for line in lines {
            assert!(line.chars().count() <= 80, "{line}");
            assert_eq!(line.starts_with("      "), goes_on, "{line}");
            goes_on = line.ends_with(" \\");
        }
        assert!(!goes_on);
        // Words are wrapped by the terminal's width alone.
        for paragraph in examples.split("\n\n").skip(1) {
            let lines: Vec<&str> = paragraph.trim_end().lines().collect();
            for lines in lines.windows(2) {
                let word = lines[1].split(' ').next().unwrap();
                assert!(lines[0].chars().count() + 1 + word.chars().count() > 100, "{paragraph}");
            }
        }
        let arguments = help.split("\nArguments:\n").nth(1).map(|rest| rest.split("\n\n").next().unwrap());
        for argument in arguments.unwrap_or_default().lines() {
            let (_, text) = argument.split_once(['>', ']']).unwrap_or(("", argument));
            assert!(!text.trim().is_empty(), "{command}: {argument}");
        }
    }
}

/// A request chooses its book where the command line names none.
#[test]
fn each_line_may_name_its_book() {
    let lines = r#"{"book":"atllas","plan":"standard","service":"call_attempt","call":{"outcome":"answered"},"parameters":{"monthlyAllotment":"500"}}
{"book":"agentalk","plan":"paid","service":"call","call":{"seconds":90},"parameters":{"paidAllowance":"100"}}
{"book":"calcom","plan":"team","service":"call","call":{"seconds":90}}
{"plan":"team","service":"call","call":{"seconds":60}}
{"book":"ai-employee","plan":"enterprise","service":"sms","region":"IN","text":"x"}
{"book":"acme","plan":"team","service":"call","call":{"seconds":60}}
{"book":"src/book/presets/calcom.json","plan":"team","service":"call","call":{"seconds":60}}
"#;
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "rates.csv", "iso,price_usd\nIN,0.07\n");
    let answers = |arguments: &[&str]| -> Vec<Value> {
        let output = run(arguments, lines.as_bytes());
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let found = answers(&["quote", "--jsonl", "--deck", &deck]);
    assert_eq!([0, 1, 2, 3, 4].map(|n| found[n]["credits"].as_str().unwrap()), ["1", "1.5", "44", "29", "0"]);
    assert_eq!(found[4]["carrierCost"]["amount"], "0.07");
    // Only presets: a line opens no file.
    assert_eq!([5, 6].map(|n| found[n]["error"]["code"].as_str().unwrap()), ["unknown-book"; 2]);

    let fixed = answers(&["quote", "--jsonl", "--book", "calcom"]);
    assert_eq!([0, 1, 4, 5, 6].map(|n| fixed[n]["error"]["code"].as_str().unwrap()), ["book-mismatch"; 5]);
    assert_eq!([2, 3].map(|n| fixed[n]["credits"].as_str().unwrap()), ["44", "29"]);
}
