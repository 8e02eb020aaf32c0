//! What a text is as an SMS: its encoding, its parts, and the characters that make it dear.
//!
//! By 3GPP TS 23.038 (alphabets) and TS 23.040 §9.2.3.24.1 (concatenation with an 8-bit reference).

mod gsm7;
mod split;
mod tables;
mod ucs2;

use unicode_segmentation::UnicodeSegmentation;

use crate::{Error, Result};

/// The most UTF-16 code units of a text that are looked at. Far beyond any message; it bounds work and memory, and
/// keeps every index within 32 bits.
pub const TEXT_UNITS_MAX: usize = 1 << 21;

/// How the characters of a message are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Septets of the GSM 7 bit default alphabet and its extension table.
    Gsm7,
    /// UTF-16 code units.
    Ucs2,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Gsm7 => "GSM-7",
            Encoding::Ucs2 => "UCS-2",
        }
    }

    /// `GSM-7` or `UCS-2`.
    pub fn parse(name: &str) -> Result<Encoding> {
        let known = [Encoding::Gsm7, Encoding::Ucs2].into_iter().find(|encoding| encoding.name() == name);
        known.ok_or_else(|| Error::unknown_encoding(name))
    }
}

/// What is never torn apart at the end of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// A character: an escape sequence or a surrogate pair stays whole, as the standard asks.
    Unit,
    /// A grapheme cluster: what people see as one character.
    Grapheme,
}

/// Units that fit a message of one part, and each part of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    pub single: u32,
    pub multi: u32,
}

/// How a carrier or provider cuts messages, with where that is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    pub name: &'static str,
    pub gsm7: Capacity,
    pub ucs2: Capacity,
    pub border: Border,
    /// The most parts that can be sent; `None` where nobody has published a number.
    pub parts_max: Option<u32>,
    pub source: &'static str,
    pub source_date: &'static str,
}

impl Profile {
    /// The profiles that are built in; the first one is the default.
    pub const ALL: &[Profile] = &[
        Profile {
            name: "3gpp",
            gsm7: Capacity { single: 160, multi: 153 },
            ucs2: Capacity { single: 70, multi: 67 },
            border: Border::Unit,
            parts_max: Some(255),
            source: "TS 23.038 and TS 23.040 clause 9.2.3.24.1",
            source_date: "Rel-18",
        },
        Profile {
            name: "twilio",
            gsm7: Capacity { single: 160, multi: 153 },
            ucs2: Capacity { single: 70, multi: 67 },
            border: Border::Grapheme,
            parts_max: None,
            source: "sms-segments-calculator 1.3.0 (grapheme borders)",
            source_date: "read 2026-11",
        },
    ];

    /// The profile of that name, `3gpp` where there is none.
    pub fn named(name: Option<&str>) -> Result<&'static Profile> {
        let Some(name) = name else { return Ok(&Self::ALL[0]) };
        let known = Self::ALL.iter().find(|profile| profile.name == name);
        known.ok_or_else(|| Error::unknown_profile(name, Self::ALL.iter().map(|profile| profile.name)))
    }

    pub fn capacity(&self, encoding: Encoding) -> Capacity {
        match encoding {
            Encoding::Gsm7 => self.gsm7,
            Encoding::Ucs2 => self.ucs2,
        }
    }
}

/// What a price needs to know of a text. Counts only: nothing is allocated for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub encoding: Encoding,
    /// Parts under the profile's border.
    pub segments: u32,
    /// Parts under the stricter one of the two borders.
    pub segments_max: u32,
    /// Septets, or UTF-16 code units.
    pub units: u32,
    /// What one part holds: more in a message of one part than in each of several.
    pub units_per_segment: u32,
    /// Units that still fit before another part begins.
    pub remaining: u32,
}

/// A part of a message: a range of the text in UTF-16 code units, and the units it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub start: u32,
    pub end: u32,
    pub units: u32,
}

/// A character that GSM-7 does not have: a range of the text in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offending {
    pub start: u32,
    pub end: u32,
    pub character: char,
}

/// Everything about a text as an SMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    pub size: Size,
    /// Unicode scalar values.
    pub characters: u32,
    /// Grapheme clusters (UAX #29): what people count.
    pub graphemes: u32,
    pub offending: Vec<Offending>,
    pub parts: Vec<Part>,
}

/// Takes a text apart. A forced `encoding` that cannot hold it is an error, never a lossy message.
///
/// ```
/// use septet::sms::{Encoding, Profile, segments};
/// let party = segments("Party at 8 🎉", Profile::named(None)?, None)?;
/// assert_eq!(party.size.encoding, Encoding::Ucs2);
/// assert_eq!((party.size.segments, party.size.units, party.size.remaining), (1, 13, 57));
/// assert_eq!((party.offending[0].character, party.offending[0].start, party.offending[0].end), ('🎉', 11, 13));
///
/// let error = segments("ça va", Profile::named(None)?, Some(Encoding::Gsm7)).unwrap_err();
/// assert_eq!(error.to_string(), "GSM-7 cannot hold `ç` (U+00E7) at 0");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn segments(text: &str, profile: &Profile, encoding: Option<Encoding>) -> Result<Segments> {
    let scan = scan(text, encoding)?;
    let mut parts = Vec::new();
    let size = size_of(text, profile, scan, |part| parts.push(part));
    let offending = if scan.fits_gsm7() { Vec::new() } else { gsm7::offending(text).collect() };
    Ok(Segments { size, characters: scan.characters, graphemes: text.graphemes(true).count() as u32, offending, parts })
}

/// Measures a text without listing its parts.
///
/// ```
/// use septet::sms::{Profile, size};
/// assert_eq!(size(&"]".repeat(153), Profile::named(None)?, None)?.segments, 3); // an extension character takes two
/// # Ok::<(), septet::Error>(())
/// ```
pub fn size(text: &str, profile: &Profile, encoding: Option<Encoding>) -> Result<Size> {
    Ok(size_of(text, profile, scan(text, encoding)?, |_| {}))
}

/// One pass over a text.
#[derive(Debug, Clone, Copy)]
struct Scan {
    encoding: Encoding,
    characters: u32,
    /// `None` where a character is not in the alphabet.
    septets: Option<u32>,
    utf16: u32,
}

impl Scan {
    fn fits_gsm7(&self) -> bool {
        self.septets.is_some()
    }

    fn units(&self) -> u32 {
        match self.encoding {
            Encoding::Gsm7 => self.septets.unwrap_or_default(),
            Encoding::Ucs2 => self.utf16,
        }
    }
}

fn scan(text: &str, forced: Option<Encoding>) -> Result<Scan> {
    // A UTF-16 code unit takes one to three bytes of UTF-8, so this alone bounds the counts below.
    if text.len() > 3 * TEXT_UNITS_MAX || text.len() > TEXT_UNITS_MAX && ucs2::length(text) > TEXT_UNITS_MAX {
        return Err(Error::text_too_long(ucs2::length(text), TEXT_UNITS_MAX));
    }
    let (mut characters, mut septets, mut utf16) = (0, Some(0), 0);
    for c in text.chars() {
        characters += 1;
        utf16 += ucs2::units(c);
        septets = septets.and_then(|sum| Some(sum + gsm7::septets(c)?));
    }
    let encoding = match (forced, septets) {
        (Some(Encoding::Gsm7), None) => {
            const LISTED: usize = 5;
            let first: Vec<_> = gsm7::offending(text).take(LISTED).map(|o| (o.character, o.start)).collect();
            return Err(Error::does_not_fit(Encoding::Gsm7.name(), &first, gsm7::offending(text).count()));
        }
        (Some(forced), _) => forced,
        (None, Some(_)) => Encoding::Gsm7,
        (None, None) => Encoding::Ucs2,
    };
    Ok(Scan { encoding, characters, septets, utf16 })
}

fn size_of(text: &str, profile: &Profile, scan: Scan, mut each: impl FnMut(Part)) -> Size {
    let capacity = profile.capacity(scan.encoding);
    let units = scan.units();
    let mut size = Size {
        encoding: scan.encoding,
        segments: 0,
        segments_max: 0,
        units,
        units_per_segment: capacity.single,
        remaining: capacity.single - units.min(capacity.single),
    };
    if text.is_empty() {
        return size; // nothing to send
    }
    if units <= capacity.single {
        each(Part { start: 0, end: scan.utf16, units });
        return Size { segments: 1, segments_max: 1, ..size };
    }
    let mut last_units = 0;
    size.units_per_segment = capacity.multi;
    size.segments = split::parts(text, scan.encoding, capacity.multi, profile.border, |part| {
        last_units = part.units;
        each(part);
    });
    size.remaining = capacity.multi - last_units;
    let other = match profile.border {
        Border::Unit => Border::Grapheme,
        Border::Grapheme => Border::Unit,
    };
    size.segments_max = size.segments.max(split::parts(text, scan.encoding, capacity.multi, other, |_| {}));
    size
}
