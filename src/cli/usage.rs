//! Usage as a file of JSON lines.

use septet::quote::Usage;
use septet::wire::{self, Value};
use septet::{Error, Result};

use super::prices;

/// Reads a line of it each; an error names the line. Blank lines are passed over.
pub(super) fn read(path: &str, line: fn(Value) -> Result<Usage>) -> Result<Vec<Usage>> {
    let text = prices::read(path)?;
    let mut usage = Vec::new();
    for (index, bytes) in prices::unmarked(&text).split(|byte| *byte == b'\n').enumerate() {
        if !bytes.trim_ascii().is_empty() {
            let on_line = |error: Error| error.on_line(path, index + 1);
            usage.push(wire::parse_bytes(bytes).and_then(line).map_err(on_line)?);
        }
    }
    Ok(usage)
}

/// Who uses something, for people.
pub(super) fn who(name: &str) -> &str {
    if name.is_empty() { "(no name)" } else { name }
}
