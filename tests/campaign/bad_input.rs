//! Input that cannot be used is named with line and column, and the rest still counts.

use septet::wire;
use serde_json::{Value, json};

fn push(request: Value, csv: &[u8]) -> septet::Result<Value> {
    let deck = b"iso,price_usd\nIN,0.05\nGB,0.056\n";
    let engine = wire::engine("calcom", &[("sms", deck)]).unwrap();
    let mut preflight = wire::preflight(&engine, request, None)?;
    for piece in csv.chunks(1000) {
        preflight.push(piece)?;
    }
    Ok(serde_json::to_value(wire::PreflightAnswer::from(preflight.finish()?)).unwrap())
}

fn request() -> Value {
    json!({"plan": "team", "service": "sms", "template": "Hi {{name}}"})
}

/// Rows that cannot be used, as (code, line, column), beside `priced` ones.
fn check(csv: impl AsRef<[u8]>, priced: u64, expected: &[(&str, u64, u64)]) {
    let answer = push(request(), csv.as_ref()).unwrap();
    let mut found = Vec::new();
    for finding in answer["findings"].as_array().unwrap() {
        for spot in finding["first"].as_array().unwrap() {
            let number = |name: &str| spot[name].as_u64().unwrap();
            found.push((finding["code"].as_str().unwrap(), number("line"), number("column")));
        }
    }
    found.sort_by_key(|(_, line, column)| (*line, *column));
    assert_eq!(found, expected, "{answer}");
    assert_eq!(answer["priced"], priced, "{answer}");
    assert_eq!(answer["invalid"], expected.len() as u64, "{answer}");
}

fn refused(request: Value, csv: &[u8]) -> String {
    let error = push(request, csv).unwrap_err();
    format!("{}: {error}", error.code())
}

#[test]
fn rows_that_cannot_be_used() {
    check("phone,name\n+919876543210,Asha\n+91987654321x,Bob\n", 1, &[("letters", 3, 1)]);
    check("name,phone\nAsha\nBob,+919876543210\n", 1, &[("too-few-cells", 2, 2)]);
    check("phone,name\n+919876543210,A\n+919876543211,B,,\n+919876543212,C,x\n", 2, &[("too-many-cells", 4, 3)]);
    check("phone,name\n+919876543210,\"Asha\n+919876543211,Bob\n", 1, &[("open-quote", 2, 2)]);
    check(b"phone,name\n+919876543210,A\xff\n+919876543211,Bob\n", 1, &[("not-utf-8", 2, 2)]);
    check(b"phone,name\n+919876543210,A\0\n+919876543211,Bob\n", 1, &[("binary", 2, 2)]);
    let long = format!("phone,name\n+919876543210,{}\n+919876543211,Bob\n", "a".repeat(70_000));
    check(long, 1, &[("cell-too-long", 2, 2)]);
}

#[test]
fn files_that_are_none() {
    let row = b"phone,name\n+919876543210,Asha\n";
    assert_eq!(refused(request(), b"").split(':').next(), Some("invalid-recipients"));
    assert_eq!(refused(request(), b"phone,name\n").split(':').next(), Some("invalid-recipients"));
    assert_eq!(refused(request(), b"name,city\nAsha,Pune\n").split(':').next(), Some("missing-column"));
    let binary: Vec<u8> = (0..=255).cycle().take(5000).collect();
    assert!(refused(request(), &binary).contains("line 1"), "{}", refused(request(), &binary));
    let unknown = json!({"plan": "team", "service": "sms", "template": "Hi\n  {{nam}}"});
    let error = refused(unknown, row);
    assert!(error.contains("`nam`") && error.contains("line 2, column"), "{error}");
    let broken = json!({"plan": "team", "service": "sms", "template": "Hi {{name"});
    assert!(refused(broken, row).contains("line 1, column 4"));
}

/// D10: a campaign with recipients that have no price is not covered by any balance.
#[test]
fn what_has_no_price_is_not_covered() {
    let mut request = request();
    request["balance"] = "1000000".into();
    let csv = b"phone,name\n+919876543210,Asha\n+33612345678,Ann\n+80012345678,Free\n";
    let answer = push(request, csv).unwrap();
    assert_eq!((&answer["covered"], &answer["shortfall"]), (&false.into(), &"0".into()));
    assert_eq!((&answer["priced"], &answer["unpriced"]), (&1.into(), &2.into()));
    let unpriced: Vec<_> = answer["findings"].as_array().unwrap().iter().map(|f| (&f["kind"], &f["code"])).collect();
    assert_eq!(unpriced, [(&"unpriced".into(), &"no-rate".into()), (&"unpriced".into(), &"no-region".into())]);
    assert_eq!(answer["findings"][0]["message"], "the `sms` deck has no rate for region `FR`");
    assert_eq!(answer["warnings"][0], json!({"code": "unpriced-recipients", "parameters": {"recipients": 2}}));
}

/// A number of rows of each kind, of which the first hundred are listed.
#[test]
fn the_first_hundred_are_listed() {
    let rows: String =
        (0..250).map(|at| format!("{},x\n", if at % 2 == 0 { "none" } else { "+919876543210" })).collect();
    let answer = push(request(), format!("phone,name\n{rows}").as_bytes()).unwrap();
    let findings = answer["findings"].as_array().unwrap();
    assert_eq!((&findings[0]["count"], findings[0]["first"].as_array().unwrap().len()), (&125.into(), 100));
    assert_eq!((&findings[1]["count"], findings[1]["first"].as_array().unwrap().len()), (&124.into(), 100));
    assert_eq!(findings[0]["first"][99], json!({"line": 200, "column": 1}));
}
