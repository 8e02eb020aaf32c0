//! A demo is made where there is no ledger, and made anew where there is a demo; nobody's ledger becomes one.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, postgres, run};

fn database(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("ledger.db").display())
}

/// What `septet demo` says, and whether it did it.
fn demo(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    demo_in(&database(folder), arguments)
}

fn demo_in(database: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(&[&["demo", "--database", database], arguments].concat(), b"");
    let said = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(said).unwrap())
}

fn verified(folder: &TempDir) -> Value {
    verified_in(&database(folder))
}

fn verified_in(database: &str) -> Value {
    let output = run(&["verify", "--json", "--database", database], b"");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["findings"], json!([]));
    found
}

fn visit(ledger: &Ledger, path: &str) -> Value {
    let (status, answer) = ledger.send("GET", path, &[], None);
    assert_eq!(status, 200, "{answer}");
    answer
}

#[test]
fn a_demo_is_made_and_made_anew() {
    let folder = TempDir::new().unwrap();
    assert_eq!(demo(&folder, &["--days", "20"]).0, Some(0));
    let first = verified(&folder);
    assert!(first["accounts"].as_u64() > Some(35), "{first}");

    let (status, said) = demo(&folder, &["--days", "20"]);
    assert!(status == Some(2) && said.contains("holds a demo already"), "{said}");

    // Not under a ledger that runs.
    let ledger = Ledger::start_in(folder, &["--demo"]);
    let usage = visit(&ledger, "/v1/accounts/demo/usage?range=last-30-days&by=service");
    assert!(usage["total"]["charges"].as_u64() > Some(50), "{usage}");
    let (status, said) = demo(&ledger.folder, &["--days", "20", "--reset"]);
    assert!(status == Some(2) && said.contains("is in use"), "{said}");
    let folder = ledger.stop();
    assert_eq!(verified(&folder)["accounts"], first["accounts"]);

    let (status, said) = demo(&folder, &["--days", "0", "--reset"]);
    assert_eq!(status, Some(0), "{said}");
    let names: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["ledger.db"], "nothing is left beside it");
    assert_eq!(verified(&folder)["accounts"], 1);
}

#[test]
fn nobodys_ledger_becomes_a_demo() {
    let ledger = Ledger::start(&[]);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    let folder = ledger.stop();
    for arguments in [&["--days", "5"][..], &["--days", "5", "--reset"]] {
        let (status, said) = demo(&folder, arguments);
        assert!(status == Some(2) && said.contains("holds a ledger that is no demo"), "{said}");
    }
    // The demo's visitors have an account beside it, and no past.
    let ledger = Ledger::start_in(folder, &["--demo"]);
    assert_eq!(visit(&ledger, "/v1/accounts/demo/balance")["available"], "750");
    let folder = ledger.stop();
    assert_eq!(verified(&folder)["accounts"], 2);
    assert_eq!(demo(&folder, &["--days", "5", "--reset"]).0, Some(2));
    Ledger::start_in(folder, &["--demo"]).stop();
}

#[test]
fn a_first_start_tells_the_story() {
    let ledger = Ledger::start(&["--demo", "--demo-days", "10"]);
    let account = visit(&ledger, "/v1/accounts/demo");
    assert_eq!((&account["plan"], &account["seats"]), (&json!("team"), &json!(8)));
    let folder = ledger.stop();
    let before = verified(&folder);
    assert_eq!(verified(&Ledger::start_in(folder, &["--demo"]).stop())["accounts"], before["accounts"]);
}

#[test]
fn a_demo_on_postgresql_tells_the_same_story() {
    let (folder, there) = (TempDir::new().unwrap(), postgres::Database::new());
    assert_eq!(demo(&folder, &["--days", "10"]).0, Some(0));
    let (status, said) = demo_in(&there.url, &["--days", "10"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(verified_in(&there.url), verified(&folder));
    for (arguments, problem) in [(&[][..], "holds a demo already"), (&["--reset"], "is not made anew in place")] {
        let (status, said) = demo_in(&there.url, arguments);
        assert!(status == Some(2) && said.contains(problem), "{said}");
    }

    let ledgers =
        [Ledger::start_in(folder, &["--demo"]), Ledger::start_on(&there.url, TempDir::new().unwrap(), &["--demo"])];
    let [file, server] = ledgers.each_ref().map(|ledger| {
        let usage = visit(ledger, "/v1/accounts/demo/usage?range=last-30-days&by=service");
        (usage["rows"].clone(), usage["total"].clone(), visit(ledger, "/v1/accounts/demo/balance"))
    });
    assert!(file.1["charges"].as_u64() > Some(20), "{}", file.1);
    assert_eq!(file, server);
}
