//! Texts and numbers.

use serde::{Deserialize, Serialize};

use super::{Value, read};
use crate::Result;
use crate::phone::Number;
use crate::sms::{self, Encoding, Profile};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SegmentsRequest {
    text: String,
    profile: Option<String>,
    encoding: Option<String>,
}

/// What a text is as an SMS. Ranges are UTF-16 indices.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Segments {
    pub profile: &'static str,
    pub encoding: &'static str,
    pub segments: u32,
    pub segments_max: u32,
    pub units: u32,
    pub units_per_segment: u32,
    pub remaining: u32,
    pub characters: u32,
    pub graphemes: u32,
    pub offending: Vec<Offending>,
    pub parts: Vec<Part>,
}

/// A character that GSM-7 does not have.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offending {
    pub start: u32,
    pub end: u32,
    pub character: char,
    /// `U+1F389`
    pub code_point: String,
}

/// A part of a message.
#[derive(Debug, Serialize)]
pub struct Part {
    pub start: u32,
    pub end: u32,
    pub units: u32,
}

/// Answers `{"text", "profile"?, "encoding"?}`.
pub fn segments(request: Value) -> Result<Segments> {
    let request: SegmentsRequest = read(request)?;
    let profile = Profile::named(request.profile.as_deref())?;
    let encoding = request.encoding.as_deref().map(Encoding::parse).transpose()?;
    let sms::Segments { size, characters, graphemes, offending, parts } =
        sms::segments(&request.text, profile, encoding)?;
    Ok(Segments {
        profile: profile.name,
        encoding: size.encoding.name(),
        segments: size.segments,
        segments_max: size.segments_max,
        units: size.units,
        units_per_segment: size.units_per_segment,
        remaining: size.remaining,
        characters,
        graphemes,
        offending: offending
            .into_iter()
            .map(|sms::Offending { start, end, character }| {
                let code_point = format!("U+{:04X}", u32::from(character));
                Offending { start, end, character, code_point }
            })
            .collect(),
        parts: parts.into_iter().map(|sms::Part { start, end, units }| Part { start, end, units }).collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRequest {
    number: String,
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
