//! Books and decks that are imported, compared and put in force while the ledger runs.

use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ledger, file, run, septet, wait};

const CHEAP: &str = "iso,price_usd\nIN,0.05\n";
const DEAR: &str = "iso,price_usd\nIN,0.5\nFR,0.1\n";

fn message() -> Value {
    json!({"service": "sms", "region": "IN", "text": "hello"})
}

fn start(folder: TempDir, deck: &str) -> Ledger {
    let deck = file(folder.path(), "rates.csv", deck);
    Ledger::start_in(folder, &["--deck", &deck])
}

fn restart(ledger: Ledger, deck: &str) -> Ledger {
    let admin_key = ledger.admin_key.clone();
    let mut ledger = start(ledger.stop(), deck);
    ledger.admin_key = admin_key;
    ledger
}

fn import_deck(ledger: &Ledger, service: &str, csv: &str) -> (u16, Value) {
    let headers =
        [("authorization", format!("Bearer {}", ledger.admin_key)), ("content-type", "text/csv; charset=utf-8".into())];
    ledger.send("POST", &format!("/v1/decks?service={service}"), &headers, Some(csv.as_bytes()))
}

fn imported_deck(ledger: &Ledger, csv: &str) -> String {
    let (status, deck) = import_deck(ledger, "sms", csv);
    assert_eq!(status, 201, "{deck}");
    deck["hash"].as_str().unwrap().to_owned()
}

fn import_book(ledger: &Ledger, book: &Value) -> (u16, Value) {
    ledger.ask("POST", "/v1/books", None, Some(book))
}

/// The ledger's own book with something changed.
fn book(ledger: &Ledger, change: impl FnOnce(&mut Value)) -> Value {
    let hash = ledger.get("/v1/plans")["book"]["hash"].as_str().unwrap().to_owned();
    let mut book = ledger.get(&format!("/v1/books/{hash}"));
    change(&mut book);
    book
}

fn imported_book(ledger: &Ledger, change: impl FnOnce(&mut Value)) -> String {
    let (status, book) = import_book(ledger, &book(ledger, change));
    assert_eq!(status, 201, "{book}");
    book["hash"].as_str().unwrap().to_owned()
}

fn activate(ledger: &Ledger, key: &str, body: Value) -> Value {
    ledger.done("POST", "/v1/activations", key, body)
}

fn credits(ledger: &Ledger, key: &str) -> String {
    let (status, charge) = ledger.charge("acme", key, &message());
    assert_eq!(status, 201, "{charge}");
    charge["credits"].as_str().unwrap().to_owned()
}

#[test]
fn a_book_is_checked_and_kept() {
    let ledger = start(TempDir::new().unwrap(), CHEAP);
    let own = ledger.get("/v1/plans")["book"]["hash"].clone();
    let line = |book: &Value| (book["hash"].clone(), book["id"].clone(), book["active"].clone());
    let books = ledger.get("/v1/books");
    assert_eq!(line(&books["books"][0]), (own.clone(), json!("calcom"), json!(true)));

    let changed = book(&ledger, |book| {
        book["version"] = "next".into();
        book["parameters"]["unused"] = json!({"type": "credits", "value": "1"});
        book["services"]["call"]["price"]["perMinute"]["credits"] = "30".into();
    });
    let (status, answer) = import_book(&ledger, &changed);
    assert_eq!((status, &answer["ok"], &answer["active"]), (201, &json!(false), &json!(false)), "{answer}");
    let unused = json!({
        "severity": "warning", "path": "parameters.unused", "code": "unused-parameter", "text": "nothing in the book depends on it"
    });
    assert!(answer["findings"].as_array().unwrap().contains(&unused), "{answer}");
    // The command line finds the same.
    let path = file(ledger.folder.path(), "next.json", &changed.to_string());
    let deck = ledger.folder.path().join("rates.csv").display().to_string();
    let checked: Value =
        serde_json::from_slice(&run(&["book", "check", &path, "--deck", &deck, "--json"], b"").stdout).unwrap();
    assert_eq!(checked["findings"], answer["findings"]);

    // Once more is once; it is kept, and not run by.
    let (status, again) = import_book(&ledger, &changed);
    assert_eq!((status, again), (201, answer.clone()));
    let hash = answer["hash"].as_str().unwrap();
    assert_eq!(ledger.get(&format!("/v1/books/{hash}")), changed);
    let books = ledger.get("/v1/books?limit=1");
    assert_eq!((&books["books"][0]["hash"], &books["books"][0]["version"]), (&answer["hash"], &json!("next")));
    let next = books["next"].as_str().unwrap();
    let page = ledger.get(&format!("/v1/books?cursor={next}"));
    assert_eq!((page["books"].as_array().unwrap().len(), &page["books"][0]["hash"]), (1, &own));
    assert_eq!(ledger.get("/v1/plans")["book"]["hash"], own);

    let own = own.as_str().unwrap();
    let changes = ledger.get(&format!("/v1/books/{hash}/changes?since={own}"));
    let paths: Vec<&str> =
        changes["changes"].as_array().unwrap().iter().map(|change| change["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["parameters.unused", "services.call.price.perMinute.credits", "version"]);
    assert_eq!((&changes["changes"][1]["before"], &changes["changes"][1]["after"]), (&json!("29"), &json!("30")));
    for (path, status, code) in [
        (format!("/v1/books/{hash}/changes"), 400, "invalid-request"),
        (format!("/v1/books/{hash}/changes?since=none"), 400, "unknown-book"),
        (format!("/v1/books/none/changes?since={hash}"), 404, "not-found"),
    ] {
        let (found, problem) = ledger.ask("GET", &path, None, None);
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{path}");
    }
}

#[test]
fn what_is_wrong_is_refused_with_its_findings() {
    let ledger = start(TempDir::new().unwrap(), CHEAP);
    let wrong = book(&ledger, |book| book["services"]["sms"]["rounding"]["scale"] = 7.into());
    let (status, problem) = import_book(&ledger, &wrong);
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-book")), "{problem}");
    let finding = &problem["findings"][0];
    assert_eq!((&finding["severity"], &finding["path"]), (&json!("error"), &json!("services.sms.rounding.scale")));
    let path = file(ledger.folder.path(), "wrong.json", &wrong.to_string());
    let checked: Value = serde_json::from_slice(&run(&["book", "check", &path, "--json"], b"").stdout).unwrap();
    assert_eq!(checked["findings"], problem["findings"]);

    let (status, problem) = import_deck(&ledger, "sms", "iso,price_usd\nIN,cheap\nFR,0.1\n");
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-deck")), "{problem}");
    let lines: Vec<_> = problem["findings"].as_array().unwrap().iter().map(|finding| &finding["line"]).collect();
    assert_eq!(lines, [&json!(2)], "{problem}");
    let (status, problem) = import_deck(&ledger, "two%20words", CHEAP);
    assert_eq!((status, &problem["code"]), (400, &json!("invalid-name")), "{problem}");
    assert_eq!(ledger.ask("POST", "/v1/decks?service=sms", None, Some(&json!({}))).0, 400, "no CSV");
    assert_eq!(ledger.get("/v1/books")["books"].as_array().unwrap().len(), 1);
    let decks = ledger.get("/v1/decks");
    assert!(decks["decks"].as_array().unwrap().iter().all(|deck| deck["active"] == true), "{decks}");
}

/// What is in force prices everything from then on; what was quoted before is charged as it was quoted.
#[test]
fn prices_change_while_the_ledger_runs() {
    let ledger = start(TempDir::new().unwrap(), CHEAP);
    ledger.open(json!({"id": "acme", "plan": "team"}));
    assert_eq!(credits(&ledger, "before"), "9");
    let before = ledger.get("/v1/accounts/acme");
    let mut quote = message();
    quote["account"] = "acme".into();
    let quoted = ledger.ask("POST", "/v1/quotes", None, Some(&quote)).1;
    let lines = json!([{"region": "IN", "segments": 1, "recipients": 3}]);
    let campaign = json!({"id": "spring", "mode": "hold_maximum", "expiresIn": 600,
        "breakdown": {"plan": "team", "service": "sms", "lines": lines}});
    ledger.done("POST", "/v1/accounts/acme/campaigns", "spring", campaign);

    let deck = imported_deck(&ledger, DEAR);
    assert_eq!(credits(&ledger, "imported"), "9", "it is there, and nothing more");
    let old = before["decks"]["sms"].as_str().unwrap();
    let diff = ledger.get(&format!("/v1/decks/{deck}/changes?since={old}"));
    let change = |key: &str, before: Value, after: &str, percent: Value| json!({"key": key, "before": before, "after": after, "percent": percent});
    let changes = [change("FR", Value::Null, "0.1", Value::Null), change("IN", json!("0.05"), "0.5", json!("900"))];
    assert_eq!(diff["changes"], json!(changes));

    let book = imported_book(&ledger, |book| book["version"] = "dearer".into());
    let activation = activate(&ledger, "now", json!({"book": book, "decks": {"sms": deck}}));
    let what = ["id", "by"].map(|field| activation[field].clone());
    assert_eq!((what, &activation["book"]["version"]), ([json!(2), json!("key_1")], &json!("dearer")));
    assert_eq!((&activation["decks"]["sms"], &activation["decks"]["voice"]), (&json!(deck), &before["decks"]["voice"]));
    assert_eq!(credits(&ledger, "after"), "90");
    let after = ledger.get("/v1/accounts/acme");
    assert_eq!((&after["book"]["hash"], &after["decks"]["sms"]), (&json!(book), &json!(deck)));
    assert_eq!(ledger.get("/v1/plans")["book"]["hash"], json!(book));
    let active = |list: &str| -> Vec<Value> {
        let page = ledger.get(&format!("/v1/{list}"));
        let lines = page[list].as_array().unwrap().iter().filter(|line| line["active"] == true);
        lines.map(|line| line["hash"].clone()).collect()
    };
    assert_eq!(active("books"), [json!(book)]);
    assert!(active("decks").contains(&json!(deck)) && !active("decks").contains(&json!(old)));

    // What was promised holds: a quote, and what was reserved.
    let mut promised = message();
    promised["quoteToken"] = quoted["quoteToken"].clone();
    let (_, charge) = ledger.charge("acme", "promised", &promised);
    assert_eq!((&charge["credits"], &charge["quote"]["bookHash"]), (&json!("9"), &before["book"]["hash"]));
    let sent = ledger.done("POST", "/v1/accounts/acme/campaigns/spring/charges", "one", message());
    assert_eq!(sent["credits"], "9");
    assert_eq!(ledger.ask("POST", "/v1/quotes", None, Some(&quote)).1["quote"]["credits"], "90");

    // Sent again it is answered again; with another body it is not.
    let (status, again) = ledger.post("/v1/activations", "now", &json!({"book": book, "decks": {"sms": deck}}));
    assert_eq!((status, &again), (201, &activation));
    assert_eq!(ledger.post("/v1/activations", "now", &json!({"book": "none"})).1["code"], "idempotency-key-reused");
    let list = ledger.get("/v1/activations");
    let list = list["activations"].as_array().unwrap();
    assert_eq!((list.len(), &list[0], &list[1]["by"]), (2, &activation, &Value::Null));
    assert_eq!(list[1]["book"]["hash"], before["book"]["hash"]);

    // It outlives the process.
    let ledger = restart(ledger, CHEAP);
    assert_eq!(credits(&ledger, "restarted"), "90");
    let verified = run(&["verify", "--database", &format!("sqlite:{}/ledger.db", ledger.folder.path().display())], b"");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    // Another deck on the command line is what counts from that start on, and from no later one.
    let ledger = restart(ledger, "iso,price_usd\nIN,0.25\n");
    assert_eq!(credits(&ledger, "given"), "45");
    activate(&ledger, "back", json!({"book": book, "decks": {"sms": deck}}));
    let ledger = restart(ledger, "iso,price_usd\nIN,0.25\n");
    assert_eq!(credits(&ledger, "given-again"), "90");
    let by: Vec<Value> =
        ledger.get("/v1/activations")["activations"].as_array().unwrap().iter().map(|a| a["by"].clone()).collect();
    assert_eq!(by, [json!("key_1"), Value::Null, json!("key_1"), Value::Null]);
}

#[test]
fn what_accounts_need_stays() {
    for ledger in [Ledger::start(&[]), Ledger::pair(&[])] {
        ledger.open(json!({"id": "acme", "plan": "team"}));
        ledger.done("POST", "/v1/accounts", "b", json!({"id": "other", "plan": "organization"}));
        // It will be on the free plan.
        ledger.done("PATCH", "/v1/accounts/other", "later", json!({"plan": "free", "atPeriodEnd": true}));
        let without = |plans: &[&str]| {
            imported_book(&ledger, |book| {
                for plan in plans {
                    book["plans"].as_object_mut().unwrap().remove(*plan);
                }
                for service in ["sms", "whatsapp"] {
                    book["services"][service].as_object_mut().unwrap().remove("free");
                }
            })
        };
        let hash = without(&["team", "free", "enterprise"]);
        let (status, problem) = ledger.post("/v1/activations", "no", &json!({"book": hash}));
        assert_eq!((status, &problem["code"]), (409, &json!("plan-in-use")), "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(
            detail,
            "accounts are on plans that book `calcom` lacks: `free` (1 account), `team` (1 account): move them first"
        );
        // Nor may what a plan grants be left open.
        let open = imported_book(&ledger, |book| {
            book["parameters"]["seatCredits"] =
                json!({"type": "credits", "note": "The credits of a seat.", "required": true});
            book["plans"]["team"]["allowance"] = json!({"perSeat": {"parameter": "seatCredits"}});
        });
        let (status, problem) = ledger.post("/v1/activations", "open", &json!({"book": open}));
        assert_eq!((status, &problem["code"]), (400, &json!("parameter-missing")), "{problem}");
        let (status, problem) = ledger.post("/v1/activations", "b", &json!({"book": "none"}));
        assert_eq!((status, &problem["code"]), (400, &json!("unknown-book")));
        let own = ledger.get("/v1/plans")["book"]["hash"].clone();
        for decks in [json!({"fax": own}), json!({"sms": own})] {
            let (status, problem) = ledger.post("/v1/activations", "d", &json!({"book": own, "decks": decks}));
            assert_eq!((status, &problem["code"]), (400, &json!("unknown-deck")), "{problem}");
        }
        assert_eq!(ledger.get("/v1/activations")["activations"].as_array().unwrap().len(), 1);
        let hash = without(&["enterprise"]);
        activate(&ledger, "yes", json!({"book": hash}));

        // An allowance is what was in force when its period began, whoever looks, and whatever happens meanwhile.
        let larger = imported_book(&ledger, |book| {
            book["plans"]["team"]["allowance"] = json!({"perSeat": "1000"});
        });
        activate(&ledger, "larger", json!({"book": larger}));
        assert_eq!(ledger.balance("acme", "allowance"), "750");
        ledger.post("/v1/accounts/acme/grants", "some", &json!({"credits": "1"}));
        assert_eq!(ledger.balance("acme", "allowance"), "750");
    }
}

/// A start is refused what an activation is: nobody could be moved away from a plan that is not there.
#[test]
fn a_start_keeps_what_accounts_need() {
    let ledger = Ledger::on("ai-employee", &[("starterAllowance", "5"), ("scaleAllowance", "9")]);
    for (id, plan) in [("acme", "starter"), ("other", "starter"), ("large", "scale")] {
        ledger.open(json!({"id": id, "plan": plan}));
    }
    let key = ledger.admin_key.clone();
    let folder = ledger.stop();
    let database = format!("sqlite:{}/ledger.db", folder.path().display());
    let refused = |options: &[&str], expected: &str| {
        let mut command = septet();
        command.args(["serve", "--database", &database, "--listen", "127.0.0.1:0"]).args(options);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        // One that starts all the same is ended.
        let until = Instant::now() + Duration::from_secs(30);
        while child.try_wait().unwrap().is_none() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(expected), "{said}");
    };
    refused(
        &["--book", "calcom"],
        "accounts are on plans that book `calcom` lacks: `scale` (1 account), `starter` (2 accounts): move them first",
    );
    let start = ["--book", "ai-employee", "--set=scaleAllowance=9"];
    refused(&start, "the allowance of plan `starter` needs a value for parameter `starterAllowance`");

    // Nothing has changed by it, and with the number it starts.
    let mut ledger = Ledger::start_in(folder, &[&start[..], &["--set=starterAllowance=7"]].concat());
    ledger.admin_key = key;
    assert_eq!(ledger.get("/v1/activations")["activations"].as_array().unwrap().len(), 2);
    ledger.open(json!({"id": "new", "plan": "starter"}));
    assert_eq!(["acme", "new"].map(|account| ledger.balance(account, "allowance")), ["5", "7"]);
}

/// Ends what others do meanwhile, also where a test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Two processes, each with several threads that write: what begins after an activation was answered is charged by it,
/// whoever is asked; and no process goes on by the old prices.
#[test]
fn all_processes_charge_by_what_is_in_force() {
    let ledger = Ledger::pair(&[]);
    for n in 0..8 {
        let id = format!("a-{n}");
        ledger.done("POST", "/v1/accounts", &id, json!({"id": id, "plan": "team", "seats": 1000}));
    }
    let decks = [imported_deck(&ledger, CHEAP), imported_deck(&ledger, DEAR)];
    let own = ledger.get("/v1/plans")["book"]["hash"].clone();
    let over = AtomicBool::new(false);
    let charge = |account: usize, key: &str| {
        let (status, charge) = ledger.charge(&format!("a-{account}"), key, &message());
        assert_eq!(status, 201, "{charge}");
        charge["credits"].as_str().unwrap().to_owned()
    };
    std::thread::scope(|scope| {
        for account in 4..8 {
            let (charge, over) = (&charge, &over);
            scope.spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    charge(account, &format!("busy-{n}"));
                }
            });
        }
        let _over = Over(&over);
        for round in 0..10 {
            let (deck, price) = (&decks[round % 2], ["9", "90"][round % 2]);
            activate(&ledger, &format!("round-{round}"), json!({"book": own, "decks": {"sms": deck}}));
            for n in 0..8 {
                assert_eq!(charge(n % 4, &format!("{round}-{n}")), price, "round {round}");
            }
        }
    });
    // In the order in which it was done, an account's prices change as often as they were changed, and not more.
    for account in 4..8 {
        let entries = ledger.entries(&format!("a-{account}"));
        let prices: Vec<&Value> = entries
            .iter()
            .filter(|entry| entry["kind"] == "charge")
            .map(|entry| &entry["record"]["deckHashes"])
            .collect();
        let changes = prices.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes <= 10, "{changes} changes");
    }
    // Who only looks hears of it as well.
    wait(Duration::from_secs(5), "both processes to know", || {
        (0..4).all(|_| ledger.get("/v1/accounts/a-0")["decks"]["sms"] == json!(decks[1])).then_some(())
    });
}
