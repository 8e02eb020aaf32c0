//! What is absent: each invariant of the architecture, held by a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rooms that know no I/O, and the files of each.
const PURE: &[&str] = &[
    "book", "call", "campaign", "credits", "error", "hex", "ledger", "map", "packed", "phone", "quote", "rates", "sms",
    "sort", "template",
];

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::from(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
            if entry.is_dir() && !["node_modules", "dist", "target"].contains(&name.as_str()) {
                folders.push(entry);
            } else if entry.extension().is_some_and(|found| found == extension) {
                found.push((entry.clone(), fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    found
}

/// The room a source file belongs to.
fn room(path: &Path) -> String {
    let path = path.strip_prefix("src").unwrap();
    path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

fn pure() -> Vec<(PathBuf, String)> {
    let files: Vec<_> =
        files("src", "rs").into_iter().filter(|(path, _)| PURE.contains(&room(path).as_str())).collect();
    assert!(files.len() > 15, "the core is where it is looked for");
    files
}

/// The code without its documentation.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_core_does_no_io_and_knows_no_clock() {
    for (path, text) in pure() {
        for absent in ["std::fs", "std::net", "std::time", "std::thread", "std::io", "std::env", "std::process"] {
            assert!(!code(&text).contains(absent), "{} uses {absent}", path.display());
        }
    }
}

#[test]
fn no_float_in_pricing_and_ledger() {
    // Generated tables hold code points, some of which read like a type's name.
    for (path, text) in pure().into_iter().filter(|(path, _)| !path.ends_with("tables.rs")) {
        for absent in ["f32", "f64"] {
            assert!(!code(&text).contains(absent), "{} uses {absent}", path.display());
        }
    }
}

#[test]
fn no_json_in_the_core_and_only_wire_serializes() {
    for (path, text) in files("src", "rs") {
        let room = room(&path);
        if PURE.contains(&room.as_str()) {
            for absent in ["serde::", "serde_"] {
                assert!(!code(&text).contains(absent), "{} uses {absent}", path.display());
            }
        }
        let mut derives = text.split("derive(").skip(1).filter_map(|rest| rest.split(')').next());
        let serializes = derives.any(|names| names.split(',').any(|name| name.trim() == "Serialize"));
        assert!(room == "wire" || !serializes, "{} serializes", path.display());
    }
}

/// Without a feature there is no `wire`: an example that reads by it says so.
#[test]
fn examples_of_the_core_need_no_feature() {
    for (path, text) in pure() {
        let comments: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("//")).collect();
        for example in comments.join("\n").split("```").skip(1).step_by(2) {
            let reads = example.contains("septet::wire");
            assert!(!reads || example.contains(r#"#[cfg(feature = "serde")]"#), "{}: {example}", path.display());
        }
    }
}

/// The rooms of the crate that a file imports from or names, also as one of several in braces.
fn imports(text: &str) -> BTreeSet<String> {
    let name = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap().to_owned();
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(name(rest));
            continue;
        };
        let mut depth = 1;
        let end = group.find(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        });
        let (group, _) = group.split_at(end.unwrap());
        found.extend(group.split(['{', ',']).map(|part| name(part.trim_start())));
    }
    found
}

/// Each room imports only rooms before it.
#[test]
fn rooms_import_in_one_direction() {
    let may_use: &[(&str, &[&str])] = &[
        ("error", &[]),
        ("hex", &[]),
        ("map", &[]),
        ("packed", &[]),
        ("sort", &[]),
        ("credits", &[]),
        ("call", &["credits"]),
        ("phone", &[]),
        ("sms", &[]),
        ("rates", &["credits", "phone"]),
        ("book", &["call", "credits", "phone", "rates", "sms"]),
        ("quote", &["book", "call", "credits", "phone", "rates", "sms"]),
        ("template", &["sms"]),
        ("campaign", &["book", "call", "credits", "phone", "quote", "rates", "sms", "template"]),
        ("ledger", &["book", "credits", "quote", "rates"]),
        ("wire", PURE),
        ("wasm", &[PURE, &["wire"]].concat()),
        ("server", &[PURE, &["wire"]].concat()),
        ("cli", &[PURE, &["wire", "server"]].concat()),
    ];
    // What anything may use: errors, and containers.
    let common = ["error", "hex", "map", "packed", "sort"];
    let rooms: Vec<&str> = may_use.iter().map(|(room, _)| *room).collect();
    for (path, text) in files("src", "rs") {
        let room = room(&path);
        let Some((_, allowed)) = may_use.iter().find(|(name, _)| *name == room) else {
            assert!(["lib", "main"].contains(&room.as_str()), "{} is in no room", path.display());
            continue;
        };
        for other in imports(&code(&text)).iter().filter(|other| rooms.contains(&other.as_str())) {
            let may = *other == room || common.contains(&other.as_str()) || allowed.contains(&other.as_str());
            assert!(may, "{} uses {other}", path.display());
        }
    }
}

#[test]
fn no_provider_in_the_engine() {
    // Generated tables are data, and named after where they are from; so are the lists of the books and decks that ship.
    // What the service refuses of others is about them.
    let named = ["tables.rs", "presets.rs", "shipped.rs", "error/outside.rs"];
    let is_data = |path: &Path| named.iter().any(|name| path.ends_with(name));
    for (path, text) in pure().into_iter().filter(|(path, _)| !is_data(path)) {
        let engine = code(&text).to_lowercase();
        for provider in ["cal.com", "agentalk", "atllas", "plivo", "telnyx", "twilio", "stripe"] {
            assert!(!engine.contains(provider), "{} names {provider}", path.display());
        }
    }
}

#[test]
fn the_wasm_module_depends_on_nothing_of_the_server() {
    let arguments =
        ["tree", "--edges", "normal", "--target", "wasm32-unknown-unknown", "--features", "wasm", "--prefix", "none"];
    let output = Command::new(env!("CARGO")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("wasm-bindgen"), "{tree}");
    for absent in ["tokio", "axum", "sqlx", "rusqlite", "clap", "jiff"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(absent)), "{absent} in:\n{tree}");
    }
}

#[test]
fn versions_agree() {
    let package: serde_json::Value = serde_json::from_str(&fs::read_to_string("pkg/package.json").unwrap()).unwrap();
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_file_is_one_subject() {
    for (path, text) in files("src", "rs").into_iter().chain(files("xtask", "rs")) {
        let generated = path.ends_with("tables.rs");
        assert!(generated || text.lines().count() <= 600, "{} is long: is it one subject?", path.display());
    }
}
