//! `septet segments`

use serde_json::{Map, Value};

use super::{Failure, Form, answer, table};

/// Count the segments of a text as an SMS
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet segments 'Party at 8 🎉'
  echo '{\"text\":\"Party at 8 🎉\",\"profile\":\"twilio\"}' | septet segments --jsonl")]
pub(super) struct Args {
    /// The text
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    text: Option<String>,

    /// How the carrier cuts messages: 3gpp (by unit) or twilio (grapheme clusters stay whole)
    #[arg(long, conflicts_with = "jsonl")]
    profile: Option<String>,

    /// Force GSM-7 or UCS-2
    #[arg(long, conflicts_with = "jsonl")]
    encoding: Option<String>,

    #[command(flatten)]
    form: Form,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { text, profile, encoding, form } = args;
    let request = || {
        let fields = [("text", text), ("profile", profile), ("encoding", encoding)];
        Ok(fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.into())))
            .collect::<Map<_, _>>()
            .into())
    };
    answer(&form, request, septet::wire::segments, describe)
}

fn describe(answer: &Value) -> String {
    let text = |field: &str| match &answer[field] {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let mut rows = vec![("encoding", text("encoding")), ("segments", text("segments"))];
    if answer["segmentsMax"] != answer["segments"] {
        rows.push(("at most", format!("{}, where the carrier cuts differently", text("segmentsMax"))));
    }
    rows.push((
        "units",
        format!("{} ({} a segment, {} left)", text("units"), text("unitsPerSegment"), text("remaining")),
    ));
    rows.push(("characters", text("characters")));
    rows.push(("profile", text("profile")));
    for (index, part) in answer["parts"].as_array().into_iter().flatten().enumerate() {
        let label = if index == 0 { "parts" } else { "" };
        rows.push((label, format!("{:>3}: {}–{}, {} units", index + 1, part["start"], part["end"], part["units"])));
    }
    for (index, offending) in answer["offending"].as_array().into_iter().flatten().enumerate() {
        let label = if index == 0 { "not GSM-7" } else { "" };
        let field = |name: &str| offending[name].as_str().unwrap_or_default();
        let shown = field("character").replace(char::is_control, " ");
        rows.push((label, format!("{shown} {} at {}", field("codePoint"), offending["start"])));
    }
    table::pairs(&rows)
}
