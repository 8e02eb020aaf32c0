//! Texts and numbers.

use std::borrow::Cow;

use serde::Serialize;

use super::options::{NationalChoice, ProfileChoice, options};
use super::read::document;
use super::{Value, read};
use crate::Result;
use crate::phone::Number;
use crate::sms::{self, Language, Repair};

document! {
    struct SegmentsRequest {
        text: String,
        profile: Option<ProfileChoice>,
        encoding: Option<String>,
        smart: Option<String>,
        national: Option<NationalChoice>,
        repair: bool [default],
    }
}

/// What a text is as an SMS. Ranges are UTF-16 indices of the text that is sent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Segments {
    pub profile: Cow<'static, str>,
    pub encoding: &'static str,
    pub national: Option<National>,
    pub segments: u32,
    pub segments_max: u32,
    pub units: u32,
    pub units_per_segment: u32,
    pub remaining: u32,
    pub characters: u32,
    pub graphemes: u32,
    /// `null` where the text is sent as it was given.
    pub sent: Option<Sent>,
    pub offending: Vec<Offending>,
    pub parts: Vec<Part>,
    pub findings: Vec<Finding>,
    /// Only where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairs: Option<Vec<RepairAnswer>>,
}

/// The national language tables that the message names; `null` is the default one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct National {
    pub locking: Option<&'static str>,
    pub single: Option<&'static str>,
    /// What naming them takes in each part's header.
    pub header_octets: u32,
}

/// The text that goes out in place of the one that was given.
#[derive(Debug, Serialize)]
pub struct Sent {
    pub text: String,
    /// Ranges of the text that was given.
    pub replacements: Vec<Replacement>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Replacement {
    pub start: u32,
    pub end: u32,
    pub from: String,
    pub to: String,
    pub changes_meaning: bool,
}

/// A character that forces UCS-2.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offending {
    pub start: u32,
    pub end: u32,
    pub character: char,
    /// `U+1F389`
    pub code_point: String,
    pub class: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes_meaning: Option<bool>,
}

/// A part of a message.
#[derive(Debug, Serialize)]
pub struct Part {
    pub start: u32,
    pub end: u32,
    pub units: u32,
}

/// A limit of the profile that the text passes.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub message: String,
}

/// A way to a cheaper message.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RepairAnswer {
    /// `to-gsm-7`, `fewer` or `cut`
    #[cfg_attr(feature = "server", schema(value_type = super::schema::RepairAction))]
    pub action: &'static str,
    pub replacements: Vec<Replacement>,
    /// Grapheme clusters to cut from the end.
    pub cut: u32,
    #[cfg_attr(feature = "server", schema(value_type = super::schema::Encoding))]
    pub encoding: &'static str,
    pub segments: u32,
    pub saves: u32,
}

/// Answers `{"text", "profile"?, "encoding"?, "smart"?, "national"?, "repair"?}`.
pub fn segments(request: Value) -> Result<Segments> {
    let SegmentsRequest { text, profile, encoding, smart, national, repair } = read(request)?;
    let options = options(profile, encoding.as_deref(), smart.as_deref(), national)?;
    let sms::Segments { size, sent, graphemes, offending, parts, findings } = sms::segments(&text, &options)?;
    let repairs = repair.then(|| sms::repairs(&text, &options)).transpose()?;
    let finding = |finding: sms::Finding| {
        let error = finding.error(&options.profile.name);
        Finding { code: error.code(), message: error.to_string() }
    };
    Ok(Segments {
        encoding: size.encoding.name(),
        national: national_of(&size),
        segments: size.segments,
        segments_max: size.segments_max,
        units: size.units,
        units_per_segment: size.units_per_segment,
        remaining: size.remaining,
        characters: size.characters,
        graphemes,
        sent: sent.map(|sent| Sent { text: sent.text, replacements: each(sent.replacements) }),
        offending: each(offending),
        parts: parts.into_iter().map(|sms::Part { start, end, units }| Part { start, end, units }).collect(),
        findings: findings.into_iter().map(finding).collect(),
        repairs: repairs.map(|repairs| repairs.into_iter().map(|repair| RepairAnswer::of(repair, &size)).collect()),
        profile: options.profile.name,
    })
}

fn national_of(size: &sms::Size) -> Option<National> {
    let tables = size.tables;
    (tables != sms::Tables::default()).then(|| National {
        locking: tables.locking.map(Language::name),
        single: tables.single_shift.map(Language::name),
        header_octets: tables.header_octets(),
    })
}

fn each<T, U: From<T>>(items: Vec<T>) -> Vec<U> {
    items.into_iter().map(U::from).collect()
}

impl From<sms::Replacement> for Replacement {
    fn from(replacement: sms::Replacement) -> Replacement {
        let sms::Replacement { start, end, from, to, changes_meaning } = replacement;
        Replacement { start, end, from, to, changes_meaning }
    }
}

impl From<sms::Offending> for Offending {
    fn from(offending: sms::Offending) -> Offending {
        let sms::Offending { start, end, character, class, replacement } = offending;
        let code_point = format!("U+{:04X}", u32::from(character));
        let (replacement, changes_meaning) = replacement.unzip();
        Offending { start, end, character, code_point, class: class.name(), replacement, changes_meaning }
    }
}

impl RepairAnswer {
    pub(super) fn of(repair: Repair, before: &sms::Size) -> RepairAnswer {
        let size = *repair.size();
        let (action, replacements, cut) = match repair {
            Repair::ToSevenBit { replacements, .. } => ("to-gsm-7", replacements, 0),
            Repair::Fewer { replacements, .. } => ("fewer", replacements, 0),
            Repair::Cut { graphemes, .. } => ("cut", Vec::new(), graphemes),
        };
        RepairAnswer {
            action,
            replacements: each(replacements),
            cut,
            encoding: size.encoding.name(),
            segments: size.segments,
            saves: before.segments - size.segments,
        }
    }
}

document! {
    struct RegionRequest {
        number: String,
    }
}

/// Where a number is.
#[derive(Debug, Serialize)]
pub struct Place {
    pub region: Option<String>,
    /// What it is where its country code belongs to no country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<&'static str>,
    pub e164: String,
}

/// Answers `{"number"}`.
pub fn region(request: Value) -> Result<Place> {
    let number = Number::parse(&read::<RegionRequest>(request)?.number)?;
    let region = number.region().map(|region| region.to_string());
    Ok(Place { region, class: number.class().map(|class| class.name()), e164: number.to_string() })
}
