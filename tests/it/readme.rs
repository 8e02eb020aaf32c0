//! The README's examples run. (Rust's is a documentation test, JavaScript's one of the package's tests.)

use std::process::Command;

use crate::support::Ledger;

#[test]
fn the_http_example_charges() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let example = readme.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let ledger = Ledger::start(&[]);
    let script = example.replace("http://127.0.0.1:8787", &ledger.url);
    assert_ne!(script, example, "the example asks the ledger that is started here");
    let output = Command::new("bash").args(["-euc", &script]).env("SEPTET_KEY", &ledger.admin_key).output();
    let output = output.expect("the example needs `bash` and `curl`: install them");
    let (answers, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{answers}{errors}");
    assert!(answers.contains(r#""decision":"charged","credits":"15""#), "{answers}");
    assert!(readme.contains(r#"`"balance":{…,"available":"735",…}`"#));
    assert_eq!(ledger.get("/v1/accounts/acme/balance")["available"], "735");
}
