//! `septet preflight`, as the built program answers.

use std::fmt::Write;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Chance, file, run};

/// A file of several blocks, with line ends in cells, duplicates and rows that cannot be used.
fn recipients() -> String {
    let mut chance = Chance(17);
    let mut csv = String::from("phone,name,note\n");
    let note = "\"a note\nof two lines, with \"\"quotes\"\" in it\"";
    for row in 0..60_000 {
        let number = match chance.below(50) {
            0 => "none".to_owned(),
            1 => "+919876543210".to_owned(),
            2 => format!("+3361{:07}", row),
            _ => format!("+9198{:08}", chance.below(40_000)),
        };
        let name = *chance.pick(&["Ann", "Zoë", "José", "Max"]);
        let note = if chance.below(3) == 0 { note } else { "plain" };
        writeln!(csv, "{number},{name},{note}").unwrap();
    }
    csv
}

/// D10, D27: the answer is the same on any number of threads, and the status is 3 where it is not covered.
#[test]
fn all_cores_say_what_one_says() {
    let folder = TempDir::new().unwrap();
    let deck = file(folder.path(), "deck.csv", "iso,price_usd\nIN,0.05\n");
    let long = recipients();
    // The last row is a duplicate, and no line break ends it.
    let again = long.lines().find(|line| line.ends_with(",plain")).unwrap();
    let open = format!("{long}{again}");
    let small = "phone,name,note\n+919876543210,Ann,x\n+919876543210,Max,y\n+919876543210,Zoë,z";
    for (csv, duplicates) in [long.as_str(), &open, small]
        .into_iter()
        .flat_map(|csv| ["keep", "skip", "ignore"].map(|duplicates| (csv, duplicates)))
    {
        let path = file(folder.path(), "guests.csv", csv);
        let answer = |threads: &str, from: &str, input: &[u8]| {
            let arguments = [
                "preflight",
                from,
                "--plan",
                "team",
                "--template",
                "Hi {{name}}, {{note}}",
                "--deck",
                &deck,
                "--balance",
                "1",
                "--duplicates",
                duplicates,
                "--threads",
                threads,
                "--json",
            ];
            let output = run(&arguments, input);
            assert_eq!((output.status.code(), output.stderr.len()), (Some(3), 0));
            String::from_utf8(output.stdout).unwrap()
        };
        let one = answer("1", &path, b"");
        assert!(one.starts_with("{\"") && one.contains("\"covered\":false"));
        assert!(duplicates == "ignore" || !one.contains("\"duplicates\":0,"));
        assert_eq!(answer("2", &path, b""), one);
        assert_eq!(answer("5", "-", csv.as_bytes()), one);
    }
}

#[test]
fn people_get_a_table() {
    let folder = TempDir::new().unwrap();
    let path = file(folder.path(), "guests.csv", "phone,name\n+919876543210,Asha\n+919876543211,Zoë\n");
    let arguments = ["preflight", &path, "--plan", "team", "--template", "Hi {{name}}", "--balance", "100"];
    let output = run(&arguments, b"");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.starts_with("recipients  2 in the file, 2 priced\ncredits     30 expected"), "{shown}");
    assert_eq!(output.status.code(), Some(0));
    let output = run(&["preflight", &path, "--plan", "team", "--template", "Hi {{nam}}"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1, column 4"));
}

/// A template's file is its text: an editor's line break at the end and a byte order mark cost nothing.
/// What a request can say can be said on the command line.
#[test]
fn tables_directions_and_outcomes_are_asked_for() {
    let folder = TempDir::new().unwrap();
    let ask = |arguments: &[&str], csv: &str| {
        let path = file(folder.path(), "guests.csv", csv);
        let output = run(&[&["preflight", &path, "--json"], arguments].concat(), b"");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let turkish = "phone,name\n+905321234567,Şişli\n";
    let encodings = |more: &[&str]| {
        let arguments = [&["--plan", "team", "--template", "Merhaba {{name}}"], more].concat();
        ask(&arguments, turkish)["byEncoding"][0]["encoding"].clone()
    };
    assert_eq!((encodings(&[]), encodings(&["--national", "turkish"])), ("UCS-2".into(), "GSM-7".into()));
    assert_eq!(encodings(&["--national", "turkish,spanish"]), "GSM-7");

    let call = ["--plan", "team", "--service", "call", "--max-seconds", "60", "--direction", "inbound"];
    assert_eq!(ask(&call, turkish)["breakdown"]["call"]["direction"], "inbound");

    let attempts =
        ["--book", "atllas", "--plan", "standard", "--service", "call_attempt", "--set", "monthlyAllotment=1000"];
    let two = "phone,phone2\n+12125550123,+12125550124\n";
    let until = |outcomes: &str| {
        ask(&[&attempts[..], &["--dial-until", outcomes]].concat(), two)["breakdown"]["dialUntil"].clone()
    };
    assert_eq!(until("answered"), "answered");
    assert_eq!(until("answered,failed"), serde_json::json!(["answered", "failed"]));
}

/// CAL-10: what never runs out has no balance.
#[test]
fn an_unlimited_plan_has_no_balance() {
    let folder = TempDir::new().unwrap();
    let path = file(folder.path(), "guests.csv", "phone\n+919876543210\n");
    let output = run(&["preflight", &path, "--plan", "enterprise", "--template", "Hi", "--balance", "0"], b"");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("balance     Unlimited: usage is recorded, and nothing is deducted\n"), "{shown}");
    assert!(!shown.contains("paid by"), "{shown}");
}

/// VOI-3: where what is beyond the balance is owed, it says how much in all.
#[test]
fn what_may_be_owed_is_shown() {
    let folder = TempDir::new().unwrap();
    let guests = file(folder.path(), "guests.csv", "phone\n+919876543210\n+919876543211\n");
    let book = serde_json::json!({"id": "own", "version": "1", "currency": "USD", "plans": {"pro": {"allowance": "none"}},
        "services": {"sms": {"price": {"perSegment": {"credits": "2"}}, "overage": {"credits": "3"}, "exhausted": "declined"}}});
    let book = file(folder.path(), "book.json", &book.to_string());
    let arguments = ["preflight", &guests, "--book", &book, "--plan", "pro", "--template", "Hi", "--balance", "1"];
    let shown = String::from_utf8(run(&arguments, b"").stdout).unwrap();
    assert!(shown.contains("overage     4.5 owed beyond the balance at most, 5.5 in all\n"), "{shown}");
}

#[test]
fn a_template_file_ends_with_its_text() {
    let folder = TempDir::new().unwrap();
    let guests = file(folder.path(), "guests.csv", "phone\n+919876543210\n");
    let answer = |template: &str| {
        let path = file(folder.path(), "template.txt", template);
        let output = run(&["preflight", &guests, "--plan", "team", "--template-file", &path, "--json"], b"");
        String::from_utf8(output.stdout).unwrap()
    };
    let text = "x".repeat(160);
    let plain = answer(&text);
    assert!(plain.contains("\"segments\":1"), "{plain}");
    for form in [format!("{text}\n"), format!("{text}\r\n"), format!("\u{feff}{text}\n")] {
        assert_eq!(answer(&form), plain, "{form:?}");
    }
    assert_ne!(answer(&format!("{text}\n\n")), plain);
}

#[test]
fn a_file_that_is_wrong_is_named_with_its_line() {
    let folder = TempDir::new().unwrap();
    let guests = file(folder.path(), "guests.csv", "phone\n+919876543210\n");
    let list = file(folder.path(), "out.txt", "\u{feff}+919876543210\r\n\r\n12\r\n");
    let refused = |arguments: &[&str]| {
        let output = run(&[arguments, &["--plan", "team", "--template", "x"]].concat(), b"");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    for option in ["--opted-out", "--do-not-call"] {
        let said = refused(&["preflight", &guests, option, &list]);
        let expected = format!("`{list}` line 3: `12`: the number has too few digits [invalid-request]");
        assert!(said.contains(&expected), "{said}");
    }
    let directory = folder.path().to_str().unwrap();
    let said = refused(&["preflight", directory]);
    assert!(said.contains(&format!("cannot read `{directory}`: it is a directory [invalid-request]")), "{said}");
}
