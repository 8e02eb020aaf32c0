//! What a text is as an SMS: its encoding, its parts, the characters that make it dear, and what would make it cheaper.
//!
//! By 3GPP TS 23.038 (alphabets) and TS 23.040 §9.2.3.24 (concatenation and national tables).

mod class;
mod cluster;
mod count;
mod gsm7;
mod national;
mod normal;
mod profile;
mod repair;
mod smart;
mod split;
mod tables;
mod tally;
mod ucs2;

use std::borrow::Cow;

use crate::{Error, Result};

pub use class::Class;
pub use count::{Counter, Need, count, count_utf16};
pub use national::{Language, Tables};
pub use profile::{Alphabet, Border, Capacity, Profile};
pub(crate) use repair::replace_outside;
pub use repair::{Repair, repairs};
pub(crate) use smart::replacement;
pub use smart::{Replacement, Sent, Smart};
pub(crate) use tally::{Gauge, Tally};

/// The most UTF-16 code units of a text that are looked at. Far beyond any message; it bounds work and memory, and
/// keeps every index within 32 bits.
pub const TEXT_UNITS_MAX: usize = 1 << 21;

/// How the characters of a message are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Septets of the GSM 7 bit alphabet, or of national language tables in its place.
    Gsm7,
    /// Septets of ASCII.
    Ascii,
    /// UTF-16 code units.
    Ucs2,
}

impl Encoding {
    pub const ALL: [Encoding; 3] = [Encoding::Gsm7, Encoding::Ascii, Encoding::Ucs2];

    pub fn name(self) -> &'static str {
        match self {
            Encoding::Gsm7 => "GSM-7",
            Encoding::Ascii => "ASCII",
            Encoding::Ucs2 => "UCS-2",
        }
    }

    /// `GSM-7`, `ASCII` or `UCS-2`.
    pub fn named(name: &str) -> Result<Encoding> {
        let known = Encoding::ALL.into_iter().find(|encoding| encoding.name() == name);
        known.ok_or_else(|| Error::unknown_encoding(name))
    }
}

/// How a text is to be looked at.
///
/// ```
/// use septet::sms::{Language, Options, segments};
/// let turkish = Options { national: vec![Language::Turkish], ..Options::default() };
/// let size = segments("Şimdi yoldayım, geç kalmam", &turkish)?.size;
/// assert_eq!((size.encoding.name(), size.segments, size.units_per_segment), ("GSM-7", 1, 155));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub profile: Profile,
    /// Forced: an encoding that cannot hold the text is an error, never a lossy message. Both [`Encoding::Gsm7`] and
    /// [`Encoding::Ascii`] stand for the profile's 7 bit alphabet.
    pub encoding: Option<Encoding>,
    /// What may be done with characters that make the message dear; the profile says where this does not.
    pub smart: Option<Smart>,
    /// Languages whose tables may be used where they make the message cheaper.
    pub national: Vec<Language>,
}

/// What a price needs to know of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub encoding: Encoding,
    /// The national language tables that the message names.
    pub tables: Tables,
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
    /// Unicode scalar values.
    pub characters: u32,
}

/// A part of a message: a range of the text in UTF-16 code units, and the units it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub start: u32,
    pub end: u32,
    pub units: u32,
}

/// A character that forces UCS-2: a range of the text in UTF-16 code units, and what might stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offending {
    pub start: u32,
    pub end: u32,
    pub character: char,
    pub class: Class,
    /// The cheapest text of the alphabet that is known to stand for it, and whether it means something else.
    pub replacement: Option<(String, bool)>,
}

/// A limit of the profile that a text passes. It is reported, and nothing is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    TooManyParts { parts: u32, max: u32 },
    TooManyCharacters { characters: u32, max: u32 },
}

impl Finding {
    /// The limit as an error, for those who cannot go on.
    pub fn error(self, profile: &str) -> Error {
        match self {
            Finding::TooManyParts { parts, max } => Error::too_many_parts(parts, max, profile),
            Finding::TooManyCharacters { characters, max } => Error::too_many_characters(characters, max, profile),
        }
    }
}

/// Everything about a text as an SMS. All of it speaks of the text that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    pub size: Size,
    /// The text that is sent, where it is not the text that was given.
    pub sent: Option<Sent>,
    /// Grapheme clusters (UAX #29): what people count.
    pub graphemes: u32,
    pub offending: Vec<Offending>,
    pub parts: Vec<Part>,
    pub findings: Vec<Finding>,
}

/// Takes a text apart.
///
/// ```
/// use septet::sms::{Encoding, Options, segments};
/// let party = segments("Party at 8 🎉", &Options::default())?;
/// assert_eq!(party.size.encoding, Encoding::Ucs2);
/// assert_eq!((party.size.segments, party.size.units, party.size.remaining), (1, 13, 57));
/// assert_eq!((party.offending[0].character, party.offending[0].start, party.offending[0].end), ('🎉', 11, 13));
///
/// let forced = Options { encoding: Some(Encoding::Gsm7), ..Options::default() };
/// let error = segments("ça va", &forced).unwrap_err();
/// assert_eq!(error.to_string(), "GSM-7 cannot hold `ç` (U+00E7) at 0");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn segments(text: &str, options: &Options) -> Result<Segments> {
    let sent = smart::sent(text, options)?;
    let text = sent.as_ref().map_or(text, |sent| &sent.text);
    let mut parts = Vec::new();
    let size = lay_out(text, options, &mut |part| parts.push(part))?;
    let alphabet = &options.profile.alphabet;
    let offending = match size.encoding {
        Encoding::Ucs2 => gsm7::outside(text, alphabet).map(|outside| explain(outside, alphabet)).collect(),
        _ => Vec::new(),
    };
    let graphemes = cluster::count(text);
    Ok(Segments { size, graphemes, offending, parts, findings: findings(&size, &options.profile), sent })
}

/// Measures a text without listing anything: the text that is sent, and its size.
///
/// ```
/// use septet::sms::{Options, size};
/// // An extension character takes two septets, which are never torn apart.
/// assert_eq!(size(&"]".repeat(153), &Options::default())?.segments, 3);
/// # Ok::<(), septet::Error>(())
/// ```
pub fn size(text: &str, options: &Options) -> Result<Size> {
    let sent = smart::sent(text, options)?;
    measure(sent.as_ref().map_or(text, |sent| &sent.text), options)
}

/// The text that is sent.
pub(crate) fn sent<'a>(text: &'a str, options: &Options) -> Result<Cow<'a, str>> {
    Ok(smart::sent(text, options)?.map_or(Cow::Borrowed(text), |sent| Cow::Owned(sent.text)))
}

impl Size {
    /// Units that have to go for one part less: all of them where there is but one.
    pub(crate) fn excess(&self, profile: &Profile) -> u32 {
        let seven_bit = || self.tables.capacity(profile).unwrap_or(profile.seven_bit);
        let capacity = if self.encoding == Encoding::Ucs2 { profile.ucs2 } else { seven_bit() };
        let left = match self.segments {
            0 | 1 => 0,
            2 => capacity.single,
            segments => (segments - 1).saturating_mul(capacity.multi),
        };
        self.units.saturating_sub(left).max(1).min(self.units)
    }
}

/// The limits of the profile that a size passes.
pub fn findings(size: &Size, profile: &Profile) -> Vec<Finding> {
    passed(size.segments, size.characters, profile).collect()
}

/// The limits of the profile that so many parts and characters pass.
pub(crate) fn passed(parts: u32, characters: u32, profile: &Profile) -> impl Iterator<Item = Finding> {
    let too_many_parts = profile.parts_max.filter(|&max| parts > max);
    let too_many_characters = profile.characters_max.filter(|&max| characters > max);
    let too_many_parts = too_many_parts.map(|max| Finding::TooManyParts { parts, max });
    let too_many_characters = too_many_characters.map(|max| Finding::TooManyCharacters { characters, max });
    too_many_parts.into_iter().chain(too_many_characters)
}

fn explain(outside: gsm7::Outside, alphabet: &Alphabet) -> Offending {
    let gsm7::Outside { start, end, character } = outside;
    let replacement = smart::replacement(character, alphabet);
    Offending { start, end, character, class: Class::of(character), replacement }
}

/// How a text is coded: in an encoding, with tables, in parts of a capacity.
#[derive(Debug, Clone, Copy)]
struct Coding {
    encoding: Encoding,
    tables: Tables,
    capacity: Capacity,
    units: u32,
}

/// One pass over a text.
#[derive(Debug, Clone, Copy)]
struct Scan {
    characters: u32,
    utf16: u32,
    /// `None` where a character is not in the alphabet.
    septets: Option<u32>,
}

/// Measures a text as it is.
fn measure(text: &str, options: &Options) -> Result<Size> {
    lay_out(text, options, &mut |_| {})
}

/// Codes a text as it is and cuts it.
fn lay_out(text: &str, options: &Options, each: &mut dyn FnMut(Part)) -> Result<Size> {
    let profile = &options.profile;
    let scan = scan(text, &profile.alphabet)?;
    let Coding { encoding, tables, capacity, units } = coding(text, &scan, options)?;
    let mut size = Size {
        encoding,
        tables,
        segments: 0,
        segments_max: 0,
        units,
        units_per_segment: capacity.single,
        remaining: capacity.single - units.min(capacity.single),
        characters: scan.characters,
    };
    if text.is_empty() {
        return Ok(size); // nothing to send
    }
    if units <= capacity.single {
        each(Part { start: 0, end: scan.utf16, units });
        return Ok(Size { segments: 1, segments_max: 1, ..size });
    }
    let cost = Cost { encoding, tables, alphabet: &profile.alphabet };
    let mut last_units = 0;
    size.units_per_segment = capacity.multi;
    size.segments = split::parts(text, cost, capacity.multi, profile.border, &mut |part| {
        last_units = part.units;
        each(part);
    });
    size.remaining = capacity.multi - last_units;
    let border = profile.border.other();
    // Of these parts only the count is wanted. It says the same of a sound profile, and does not look up each cluster.
    let other = if tables == Tables::default() && profile.check().is_ok() {
        count::parts(text, encoding, profile, border)
    } else {
        split::parts(text, cost, capacity.multi, border, &mut |_| {})
    };
    size.segments_max = size.segments.max(other);
    Ok(size)
}

fn scan(text: &str, alphabet: &Alphabet) -> Result<Scan> {
    // A UTF-16 code unit takes one to three bytes of UTF-8, so this alone bounds the counts below.
    if text.len() > 3 * TEXT_UNITS_MAX || text.len() > TEXT_UNITS_MAX && ucs2::length(text) > TEXT_UNITS_MAX {
        return Err(Error::text_too_long(ucs2::length(text), TEXT_UNITS_MAX));
    }
    let (mut characters, mut septets, mut utf16) = (0, Some(0), 0);
    for c in text.chars() {
        characters += 1;
        utf16 += ucs2::units(c);
        septets = septets.and_then(|sum| Some(sum + alphabet.septets(c)?));
    }
    Ok(Scan { characters, utf16, septets })
}

fn coding(text: &str, scan: &Scan, options: &Options) -> Result<Coding> {
    let profile = &options.profile;
    let ucs2 =
        Coding { encoding: Encoding::Ucs2, tables: Tables::default(), capacity: profile.ucs2, units: scan.utf16 };
    if options.encoding == Some(Encoding::Ucs2) {
        return Ok(ucs2);
    }
    let encoding = if profile.alphabet == Alphabet::Ascii { Encoding::Ascii } else { Encoding::Gsm7 };
    let plain =
        scan.septets.map(|units| Coding { encoding, tables: Tables::default(), capacity: profile.seven_bit, units });
    let seven_bit = if options.national.is_empty() { plain } else { cheapest(text, plain, options) };
    match (seven_bit, options.encoding) {
        (Some(coding), _) => Ok(coding),
        (None, None) => Ok(ucs2),
        (None, Some(_)) => {
            const LISTED: usize = 5;
            let outside = || gsm7::outside(text, &profile.alphabet).map(|outside| (outside.character, outside.start));
            let first: Vec<_> = outside().take(LISTED).collect();
            Err(Error::does_not_fit(encoding.name(), &first, outside().count()))
        }
    }
}

/// The cheapest choice of national tables, by trying each: fewest parts, then the shortest header, then fewest units.
fn cheapest(text: &str, plain: Option<Coding>, options: &Options) -> Option<Coding> {
    let Options { profile, national, .. } = options;
    let fits_one = |coding: &Coding| coding.units <= coding.capacity.single;
    if profile.alphabet != Alphabet::Gsm7 || plain.as_ref().is_some_and(fits_one) {
        return plain;
    }
    if !national::may_hold(text, &profile.alphabet, national) {
        return None;
    }
    let characters = text.chars().map(|_| 1).sum();
    let mut best: Option<((u32, u32, u32), Coding)> = None;
    for tables in national::candidates(national) {
        let cost = Cost { encoding: Encoding::Gsm7, tables, alphabet: &profile.alphabet };
        let Some(capacity) = tables.capacity(profile) else { continue };
        // No character takes less than a septet, and no part holds more than it can: what cannot be cheaper than the best
        // so far is not looked at any further, for a text may be long and the choices are many.
        let least = |units: u32| {
            let segments = if units <= capacity.single { 1 } else { units.div_ceil(capacity.multi) };
            (segments, tables.header_octets(), units)
        };
        let is_beaten = |units| best.as_ref().is_some_and(|(price, _)| *price <= least(units));
        if is_beaten(characters) {
            continue;
        }
        let Some(units) = text.chars().try_fold(0, |sum, c| Some(sum + cost.known(c)?)) else { continue };
        if is_beaten(units) {
            continue;
        }
        let coding = Coding { encoding: Encoding::Gsm7, tables, capacity, units };
        let parts = || split::parts(text, cost, capacity.multi, profile.border, &mut |_| {});
        let segments = if fits_one(&coding) { 1 } else { parts() };
        let price = (segments, tables.header_octets(), units);
        if best.as_ref().is_none_or(|(least, _)| price < *least) {
            best = Some((price, coding));
        }
    }
    best.map(|(_, coding)| coding)
}

/// What a character fills in a coding.
#[derive(Debug, Clone, Copy)]
struct Cost<'a> {
    encoding: Encoding,
    tables: Tables,
    alphabet: &'a Alphabet,
}

impl Cost<'_> {
    /// `None` where the coding does not have it.
    fn known(self, c: char) -> Option<u32> {
        match self.encoding {
            Encoding::Ucs2 => Some(ucs2::units(c)),
            _ => self.tables.septets(self.alphabet, c),
        }
    }

    /// For a text that the coding holds.
    fn units(self, c: char) -> u32 {
        self.known(c).unwrap_or_default()
    }
}
