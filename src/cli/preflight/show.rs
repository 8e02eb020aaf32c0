//! A preflight's answer as a table.

use serde_json::Value;

use crate::cli::table::{self, text};

/// How many rows of a list are shown.
const LISTED: usize = 10;

pub(super) fn describe(answer: &Value) -> String {
    let credits = &answer["credits"];
    let mut rows = vec![("recipients", counts(answer))];
    let (min, expected, max) = (text(&credits["min"]), text(&credits["expected"]), text(&credits["max"]));
    rows.push(("credits", format!("{expected} expected, {min} at least, {max} at most")));
    let money = &answer["money"];
    if money.is_object() {
        let (currency, expected, max) = (text(&money["currency"]), text(&money["expected"]), text(&money["max"]));
        rows.push(("worth", format!("{currency} {expected} expected, {currency} {max} at most")));
    }
    if answer["attempts"] != answer["priced"] {
        rows.push(("calls", format!("{} at most", answer["attempts"])));
    }
    rows.extend(balance(answer));
    let longest = &answer["longest"];
    if longest.is_object() {
        let (segments, units) = (&longest["segments"], &longest["units"]);
        rows.push((
            "longest",
            format!(
                "{}, {}, in line {}",
                table::count(segments, "segment"),
                table::count(units, "unit"),
                longest["line"]
            ),
        ));
    }
    for (index, fix) in list(answer, "fixes").take(LISTED).enumerate() {
        rows.push((if index == 0 { "cheaper" } else { "" }, self::fix(fix)));
    }
    for (index, character) in list(answer, "characters").take(LISTED).enumerate() {
        rows.push((if index == 0 { "UCS-2" } else { "" }, self::character(character)));
    }
    for (index, finding) in list(answer, "findings").enumerate() {
        rows.push((if index == 0 { "findings" } else { "" }, self::finding(finding)));
    }
    let mut shown = table::pairs(&rows);
    for table in [by_region(answer), by_segments(answer)] {
        if table.len() > 1 {
            shown += "\n";
            shown += &table::rows(&table);
        }
    }
    shown
}

fn list<'a>(answer: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    answer[field].as_array().into_iter().flatten()
}

fn counts(answer: &Value) -> String {
    let suppressed = &answer["suppressed"];
    let parts = [
        ("unpriced", &answer["unpriced"]),
        ("invalid", &answer["invalid"]),
        ("duplicate", &answer["duplicates"]),
        ("opted out", &suppressed["optedOut"]),
        ("not to be called", &suppressed["doNotCall"]),
    ];
    let others = parts.into_iter().filter(|(_, count)| **count != 0).map(|(name, count)| format!(", {count} {name}"));
    format!("{} in the file, {} priced{}", answer["recipients"], answer["priced"], others.collect::<String>())
}

fn balance(answer: &Value) -> Vec<(&'static str, String)> {
    let (Some(covered), balance) = (answer["covered"].as_bool(), &answer["balance"]) else { return Vec::new() };
    let available = text(&balance["available"]);
    if balance["decision"] == "recorded" {
        let unpriced = if covered { "" } else { ", but there are recipients without a price" };
        return vec![("balance", format!("Unlimited: usage is recorded, and nothing is deducted{unpriced}"))];
    }
    let mut rows = vec![(
        "balance",
        match (covered, answer["shortfall"].as_str()) {
            (true, _) => format!("{available}, which covers the most"),
            (false, None | Some("0")) => format!("{available}, but there are recipients without a price"),
            (false, Some(shortfall)) => format!("{available}, which is {shortfall} short of the most"),
        },
    )];
    let out = &balance["runsOut"];
    if out.is_object() {
        let expected =
            out["expectedAfter"].as_u64().map_or("not as expected".to_owned(), |n| format!("after {n} as expected"));
        let then = text(&balance["decision"]);
        rows.push(("runs out", format!("{expected}, after {} at the most; then {then}", out["maxAfter"])));
    }
    let overage = &balance["overage"];
    if overage.is_object() {
        let (owed, max) = (text(&overage["owed"]), text(&overage["max"]));
        rows.push(("overage", format!("{owed} owed beyond the balance at most, {max} in all")));
    }
    let max = &balance["max"];
    let (allowance, bought) = (text(&max["fromAllowance"]), text(&max["fromBought"]));
    rows.push(("paid by", format!("{allowance} of the allowance, {bought} bought, of the most")));
    rows
}

fn fix(fix: &Value) -> String {
    let field = fix["field"].as_str().unwrap_or_default();
    let what = match fix["kind"].as_str().unwrap_or_default() {
        "replace-all" => "replace all characters that are not GSM-7".to_owned(),
        "replace-in-template" => "replace those of the template".to_owned(),
        "replace-in-field" => format!("replace those of the field `{field}`"),
        "shorten" => format!("shorten the template by {} units", fix["units"]),
        "skip-duplicates" => "skip duplicates".to_owned(),
        other => other.to_owned(),
    };
    format!("{what}: saves {} credits, for {}", text(&fix["savesCredits"]), recipients(&fix["recipients"]))
}

fn character(character: &Value) -> String {
    let place = character["field"].as_str().map_or("the template".to_owned(), |field| format!("`{field}`"));
    let (which, code) = (text(&character["character"]), text(&character["codePoint"]));
    let saves = match character["savesCredits"].as_str() {
        Some("0") | None => String::new(),
        Some(saves) => format!("; replacing it saves {saves} credits"),
    };
    format!("{which} ({code}) in {place}, {}{saves}", recipients(&character["recipients"]))
}

fn recipients(count: &Value) -> String {
    format!("{count} recipient{}", if *count == 1 { "" } else { "s" })
}

fn finding(finding: &Value) -> String {
    let spot = |spot: &Value| match spot["column"].as_u64() {
        Some(column) => format!("{}:{column}", spot["line"]),
        None => spot["line"].to_string(),
    };
    let spots: Vec<_> = list(finding, "first").take(LISTED).map(spot).collect();
    let more = if finding["count"].as_u64().unwrap_or_default() > spots.len() as u64 { ", …" } else { "" };
    let message = finding["message"].as_str().map(|message| format!(" ({message})")).unwrap_or_default();
    let (kind, code) = (text(&finding["kind"]), text(&finding["code"]));
    let code = if code == kind { String::new() } else { format!(", {code}") };
    format!("{} {kind}{code}{message}: line {}{more}", finding["count"], spots.join(", "))
}

fn by_region(answer: &Value) -> Vec<Vec<String>> {
    let mut rows = vec![["region", "recipients", "segments", "expected", "at most"].map(str::to_owned).to_vec()];
    for row in list(answer, "byRegion") {
        let place = row["region"].as_str().or(row["class"].as_str()).unwrap_or("none");
        let credits = &row["credits"];
        let (recipients, segments) = (row["recipients"].to_string(), row["segments"].to_string());
        rows.push(vec![place.to_owned(), recipients, segments, text(&credits["expected"]), text(&credits["max"])]);
    }
    rows
}

fn by_segments(answer: &Value) -> Vec<Vec<String>> {
    let mut rows = vec![["segments", "recipients"].map(str::to_owned).to_vec()];
    rows.extend(list(answer, "bySegments").map(|row| vec![row["segments"].to_string(), row["recipients"].to_string()]));
    rows
}
