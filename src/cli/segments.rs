//! `septet segments`

use serde_json::{Map, Value};

use super::table::text;
use super::{Failure, Form, answer, table};

/// Count the segments of a text as an SMS, and find a cheaper one
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet segments 'Party at 8 🎉'
  septet segments 'Sam’s table is booked' --repair
  septet segments 'Şimdi yoldayım' --national turkish
  echo '{\"text\":\"Party at 8 🎉\",\"profile\":\"twilio\"}' | septet segments --jsonl

Profiles: 3gpp, twilio, twilio-toll-free, telnyx, plivo, ascii-7.")]
pub(super) struct Args {
    /// The text
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    text: Option<String>,

    #[command(flatten)]
    message: MessageArgs,

    #[command(flatten)]
    form: Form,
}

/// How a text is to be looked at.
#[derive(Debug, clap::Args)]
pub(super) struct MessageArgs {
    /// How the carrier cuts messages; 3gpp by default
    #[arg(long, conflicts_with = "jsonl")]
    profile: Option<String>,

    /// Force GSM-7 or UCS-2
    #[arg(long, conflicts_with = "jsonl")]
    encoding: Option<String>,

    /// Replace costly characters: off, only_if_gsm, only_if_fewer or always
    #[arg(long, value_name = "POLICY", conflicts_with = "jsonl")]
    smart: Option<String>,

    /// Languages whose national tables may be used, with commas between them, or all
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',', conflicts_with = "jsonl")]
    national: Vec<String>,

    /// Show what would make the message cheaper
    #[arg(long, conflicts_with = "jsonl")]
    repair: bool,
}

impl MessageArgs {
    /// The request's fields.
    pub(super) fn fields(self) -> Map<String, Value> {
        let MessageArgs { profile, encoding, smart, national, repair } = self;
        let texts = [("profile", profile), ("encoding", encoding), ("smart", smart)];
        let mut fields: Map<_, _> =
            texts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect();
        match &national[..] {
            [] => {}
            [word] => drop(fields.insert("national".into(), word.as_str().into())),
            _ => drop(fields.insert("national".into(), national.into())),
        }
        if repair {
            fields.insert("repair".into(), true.into());
        }
        fields
    }
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { text, message, form } = args;
    let request = || {
        let mut fields = message.fields();
        fields.extend(text.map(|text| ("text".to_owned(), text.into())));
        Ok(fields.into())
    };
    answer(&form, request, septet::wire::segments, describe)
}

fn describe(answer: &Value) -> String {
    let mut rows = vec![("encoding", encoding(answer)), ("segments", text(&answer["segments"]))];
    if answer["segmentsMax"] != answer["segments"] {
        rows.push(("at most", format!("{}, where the carrier cuts differently", answer["segmentsMax"])));
    }
    let (units, per_segment, left) = (&answer["units"], &answer["unitsPerSegment"], &answer["remaining"]);
    rows.push(("units", format!("{units} ({per_segment} a segment, {left} left)")));
    rows.push(("characters", text(&answer["characters"])));
    rows.push(("profile", text(&answer["profile"])));
    let mut list = |label: &'static str, items: Vec<String>| {
        rows.extend(items.into_iter().enumerate().map(|(n, item)| (if n == 0 { label } else { "" }, item)));
    };
    let each = |field: &str| answer[field].as_array().into_iter().flatten();
    list("findings", each("findings").map(|finding| text(&finding["message"])).collect());
    list("sent", answer["sent"]["text"].as_str().map(visible).into_iter().collect());
    let part = |(n, part): (usize, &Value)| {
        format!("{:>3}: {}–{}, {} units", n + 1, part["start"], part["end"], part["units"])
    };
    list("parts", each("parts").enumerate().map(part).collect());
    list("not 7 bit", each("offending").map(offending).collect());
    list("cheaper", each("repairs").map(repair).collect());
    table::pairs(&rows)
}

fn encoding(answer: &Value) -> String {
    let tables = &answer["national"];
    let names: Vec<String> = ["locking", "single"]
        .iter()
        .filter_map(|&table| Some(format!("{} {table} table", tables[table].as_str()?)))
        .collect();
    let encoding = text(&answer["encoding"]);
    if names.is_empty() { encoding } else { format!("{encoding}, {}", names.join(", ")) }
}

fn offending(offending: &Value) -> String {
    let character = visible(offending["character"].as_str().unwrap_or_default());
    let (code_point, class) = (text(&offending["codePoint"]), text(&offending["class"]));
    let replacement = match offending["replacement"].as_str() {
        None => String::new(),
        Some("") => ", could be left out".to_owned(),
        Some(replacement) => format!(", could be {replacement}"),
    };
    format!("{character} {code_point} at {}: {class}{replacement}", offending["start"])
}

/// A repair as a sentence.
pub(super) fn repair(repair: &Value) -> String {
    let pieces = repair["replacements"].as_array().map(Vec::len).unwrap_or_default();
    let first: Vec<String> = repair["replacements"]
        .as_array()
        .into_iter()
        .flatten()
        .take(3)
        .map(|piece| {
            let from = visible(piece["from"].as_str().unwrap_or_default());
            match piece["to"].as_str() {
                None | Some("") => format!("leave out {from}"),
                Some(to) => format!("write {to} for {from}"),
            }
        })
        .collect();
    let more = if pieces > first.len() { format!(" and {} more", pieces - first.len()) } else { String::new() };
    let what = match repair["cut"].as_u64() {
        Some(1) => "cut the last character".to_owned(),
        Some(cut) if cut > 1 => format!("cut the last {cut} characters"),
        _ => format!("{}{more}", first.join(", ")),
    };
    let saved = repair["savesCredits"]
        .as_str()
        .map(|credits| format!(", {} less", table::count(credits, "credit")))
        .unwrap_or_default();
    let (segments, encoding) = (&repair["segments"], text(&repair["encoding"]));
    let less = repair["saves"].as_u64().filter(|&saves| saves > 0).map(|saves| format!(", {saves} less"));
    format!("{what}: {} of {encoding}{}{saved}", table::count(segments, "segment"), less.unwrap_or_default())
}

/// A text for one line of a terminal.
fn visible(text: &str) -> String {
    text.replace(char::is_control, " ")
}
