//! Small aligned tables for people.

use septet::wire::Value;

/// `1 segment`, `2 segments`
pub(super) fn count(count: impl std::fmt::Display, of: &str) -> String {
    let count = count.to_string();
    format!("{count} {of}{}", if count == "1" { "" } else { "s" })
}

/// A text as it is, and anything else as JSON.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `USD 0.09`, and `-` where there is none.
pub(super) fn money(money: &Value) -> String {
    if money.is_null() { "-".to_owned() } else { format!("{} {}", text(&money["currency"]), text(&money["amount"])) }
}

/// Names and values in two columns.
pub(super) fn pairs(rows: &[(&str, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    rows.iter().map(|(name, value)| format!("{name:width$}  {value}\n")).collect()
}

/// Rows of as many columns as the first one has.
pub(super) fn rows(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.chars().count())).max();
    let widths: Vec<_> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
