//! How many parts a text is sent in, and nothing else: the count of [`size`] for every key stroke and for long lists.
//!
//! Nothing is allocated, and a text that the 7 bit alphabet holds is looked at once. Its parts are not listed: where a
//! pair of units does not fit at the end of a part, the unit left free there is added to a running sum, and that sum
//! over the capacity is the count.

use unicode_segmentation::UnicodeSegmentation;

use super::cluster::{stands_alone, stretches};
use super::tables::SEPTETS;
use super::{Alphabet, Border, Capacity, Encoding, Options, Profile, Smart, TEXT_UNITS_MAX, size, ucs2};
use crate::{Error, Result};

/// The parts of a text: always the `segments` of [`size`] under the same profile.
///
/// A text of more than [`TEXT_UNITS_MAX`] UTF-16 code units is the error `text-too-long`.
///
/// ```
/// use septet::sms::{Profile, TEXT_UNITS_MAX, count};
/// let profile = Profile::named("3gpp")?;
/// assert_eq!(count("", profile)?, 0);
/// assert_eq!(count(&"a".repeat(160), profile)?, 1);
/// // An extension character takes two septets, which are never torn apart.
/// assert_eq!(count(&"]".repeat(153), profile)?, 3);
///
/// let error = count(&"a".repeat(TEXT_UNITS_MAX + 1), profile).unwrap_err();
/// assert_eq!(error.code(), "text-too-long");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn count(text: &str, profile: &Profile) -> Result<u32> {
    if !is_plain(profile) {
        let options = Options { profile: profile.clone(), ..Options::default() };
        return size(text, &options).map(|size| size.segments);
    }
    // A UTF-16 code unit takes one to three bytes of UTF-8.
    if text.len() > TEXT_UNITS_MAX {
        check_length(ucs2::length(text))?;
    }
    let mut septets = Septets::new(profile);
    if septets.add_utf8(text.as_bytes()) {
        return Ok(septets.row.parts());
    }
    Ok(ucs2_parts(text, profile, profile.border))
}

/// The parts of a text in an encoding that holds it, cut by the capacities of a sound profile under a border.
pub(super) fn parts(text: &str, encoding: Encoding, profile: &Profile, border: Border) -> u32 {
    if encoding == Encoding::Ucs2 {
        return ucs2_parts(text, profile, border);
    }
    let mut septets = Septets { border, ..Septets::new(profile) };
    septets.add_utf8(text.as_bytes());
    septets.row.parts()
}

/// The same of a text in UTF-16. An unpaired surrogate counts as U+FFFD: one unit, and not in the alphabet.
///
/// A text of more than [`TEXT_UNITS_MAX`] code units is the error `text-too-long`.
///
/// ```
/// use septet::sms::{Profile, TEXT_UNITS_MAX, count_utf16};
/// let profile = Profile::default();
/// let text: Vec<u16> = "🎉".repeat(67).encode_utf16().collect();
/// assert_eq!(count_utf16(&text, &profile)?, 3); // a part holds 33 of them, not 33 and a half
/// assert_eq!(count_utf16(&text[1..71], &profile)?, 1);
///
/// let error = count_utf16(&vec![0; TEXT_UNITS_MAX + 1], &profile).unwrap_err();
/// assert_eq!(error.code(), "text-too-long");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn count_utf16(units: &[u16], profile: &Profile) -> Result<u32> {
    let mut counter = Counter::new(units.len(), profile)?;
    let mut need = counter.add(units);
    while let Need::Border(at) = need {
        need = counter.border(is_pair(units, at as usize));
    }
    match need {
        Need::Count(parts) => Ok(parts),
        _ => count(&String::from_utf16_lossy(units), profile),
    }
}

/// A count of a text that is somewhere else, in an editor or behind a language border: it is handed over in pieces,
/// and only as far as the count depends on it.
///
/// ```
/// use septet::sms::{Counter, Need, Profile};
/// let text: Vec<u16> = "Привет! ".repeat(20).encode_utf16().collect();
/// let profile = Profile::default();
/// let mut counter = Counter::new(text.len(), &profile)?;
/// // The first letters already tell that it is UCS-2, which is cut every 67 units …
/// assert_eq!(counter.add(&text[..8]), Need::Border(67));
/// // … or before, where that would tear a surrogate pair.
/// assert_eq!(counter.border(false), Need::Border(134));
/// assert_eq!(counter.border(false), Need::Count(3));
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug)]
pub struct Counter<'a> {
    septets: Septets<'a>,
    /// UTF-16 code units of the text, and how many of them were handed over.
    length: u32,
    read: u32,
    /// Where the part begins whose end is asked for, and how many parts there are with it.
    start: u32,
    parts: u32,
}

/// What a [`Counter`] needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: this is the count.
    Count(u32),
    /// The piece that follows.
    Piece,
    /// To know whether a surrogate pair lies across this border, an index in UTF-16 code units.
    Border(u32),
    /// The whole text at once, for [`count`].
    Whole,
}

impl<'a> Counter<'a> {
    /// Begins with a text of `length` UTF-16 code units; more than [`TEXT_UNITS_MAX`] are the error `text-too-long`.
    pub fn new(length: usize, profile: &'a Profile) -> Result<Counter<'a>> {
        let length = check_length(length)?;
        Ok(Counter { septets: Septets::new(profile), length, read: 0, start: 0, parts: 1 })
    }

    /// Takes the next piece. It may end within a surrogate pair.
    pub fn add(&mut self, piece: &[u16]) -> Need {
        self.read += piece.len() as u32;
        let is_held = self.septets.add_utf16(piece);
        self.next(is_held)
    }

    /// Hears whether a surrogate pair lies across the border that was asked for.
    #[inline(always)]
    pub fn border(&mut self, is_pair: bool) -> Need {
        self.start += self.septets.profile.ucs2.multi - u32::from(is_pair);
        self.parts += 1;
        self.next_border()
    }

    fn next(&self, is_held: bool) -> Need {
        let profile = self.septets.profile;
        if !is_plain(profile) {
            Need::Whole
        } else if is_held {
            if self.read < self.length { Need::Piece } else { Need::Count(self.septets.row.parts()) }
        } else if self.length <= profile.ucs2.single {
            Need::Count(1)
        } else if profile.border == Border::Grapheme {
            Need::Whole
        } else {
            self.next_border()
        }
    }

    fn next_border(&self) -> Need {
        let multi = self.septets.profile.ucs2.multi;
        if self.length - self.start > multi { Need::Border(self.start + multi) } else { Need::Count(self.parts) }
    }
}

/// Whether texts go out as they are, in parts that can be filled.
fn is_plain(profile: &Profile) -> bool {
    profile.smart == Smart::Off && profile.check().is_ok()
}

fn check_length(units: usize) -> Result<u32> {
    if units > TEXT_UNITS_MAX { Err(Error::text_too_long(units, TEXT_UNITS_MAX)) } else { Ok(units as u32) }
}

/// Whether a surrogate pair lies across a border within a text.
fn is_pair(units: &[u16], border: usize) -> bool {
    matches!((units[border - 1], units[border]), (0xd800..=0xdbff, 0xdc00..=0xdfff))
}

fn ucs2_parts(text: &str, profile: &Profile, border: Border) -> u32 {
    let mut row = Row::new(profile.ucs2);
    let (mut before, mut has_clusters) = ('\0', false);
    for c in text.chars() {
        if border == Border::Grapheme && before == '\r' && c == '\n' {
            row.add_bound();
        } else {
            row.add(ucs2::units(c));
        }
        has_clusters |= border == Border::Grapheme && !stands_alone(c);
        before = c;
    }
    if row.parts() == 1 || !has_clusters {
        return row.parts();
    }
    let mut row = Row::new(profile.ucs2);
    stretches(text).for_each(|stretch| row.add_stretch(stretch));
    row.parts()
}

/// Units laid out in a row of parts.
#[derive(Debug)]
struct Row {
    capacity: Capacity,
    units: u32,
    /// The units, and those left free at the ends of parts, should it take several.
    laid: u32,
    /// Where a part ends. It is looked for only once it matters: a division takes longer than all the rest.
    border: u32,
}

impl Row {
    fn new(capacity: Capacity) -> Row {
        Row { capacity, units: 0, laid: 0, border: 0 }
    }

    /// Adds units that belong together and fit a part.
    fn add(&mut self, units: u32) {
        if self.laid >= self.border {
            self.border = (self.laid + 1).next_multiple_of(self.capacity.multi);
        }
        if self.laid + units > self.border {
            self.laid = self.border;
        }
        self.add_each(units);
    }

    /// Adds units of which any may be the last one of its part.
    #[inline(always)]
    fn add_each(&mut self, units: u32) {
        self.units += units;
        self.laid += units;
    }

    /// Adds a unit that stays with the one before it.
    fn add_bound(&mut self) {
        if self.laid.is_multiple_of(self.capacity.multi) {
            self.laid += 1; // the one before it moves along
        }
        self.add_each(1);
    }

    /// Adds grapheme clusters in UCS-2.
    fn add_stretch(&mut self, stretch: &str) {
        let mut chars = stretch.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return self.add(ucs2::units(c));
        }
        for cluster in stretch.graphemes(true) {
            let units = cluster.chars().map(ucs2::units).sum();
            if units <= self.capacity.multi {
                self.add(units);
            } else {
                self.begin_part();
                cluster.chars().for_each(|c| self.add(ucs2::units(c)));
            }
        }
    }

    fn begin_part(&mut self) {
        self.laid = self.laid.next_multiple_of(self.capacity.multi);
    }

    fn parts(&self) -> u32 {
        if self.units <= self.capacity.single {
            u32::from(self.units > 0)
        } else {
            self.laid.div_ceil(self.capacity.multi)
        }
    }
}

/// A text as the 7 bit alphabet holds it.
#[derive(Debug)]
struct Septets<'a> {
    profile: &'a Profile,
    border: Border,
    ordinary: &'static Ordinary,
    row: Row,
    /// Under grapheme borders, whether the last character was the first one of what may be a cluster. CR LF is the
    /// only cluster that a 7 bit alphabet can write.
    after_cr: bool,
}

impl<'a> Septets<'a> {
    fn new(profile: &'a Profile) -> Septets<'a> {
        Septets {
            profile,
            border: profile.border,
            ordinary: Ordinary::of(&profile.alphabet),
            row: Row::new(profile.seven_bit),
            after_cr: false,
        }
    }

    /// Adds a piece in UTF-16; answers whether the alphabet holds it.
    fn add_utf16(&mut self, piece: &[u16]) -> bool {
        self.add_piece(piece, &self.ordinary.utf16, |rest| (rest[0].into(), 1))
    }

    /// Adds a piece in UTF-8, of whole characters.
    fn add_utf8(&mut self, piece: &[u8]) -> bool {
        self.add_piece(piece, &self.ordinary.utf8, |rest| {
            let bits = |at: usize, mask: u8| u32::from(rest.get(at).copied().unwrap_or_default() & mask);
            match rest[0] {
                0x00..0x80 => (bits(0, 0x7f), 1),
                0x80..0xc0 => (0xc0 | bits(0, 0x3f), 1), // the lead byte was taken as ordinary
                0xc0..0xe0 => (bits(0, 0x1f) << 6 | bits(1, 0x3f), 2),
                0xe0..0xf0 => (bits(0, 0x0f) << 12 | bits(1, 0x3f) << 6 | bits(2, 0x3f), 3),
                0xf0.. => (0x1_0000, 4), // which one does not matter: no alphabet goes beyond the basic plane
            }
        })
    }

    /// `decode` gives the first character of what is left, and how many code units it takes.
    fn add_piece<U: Copy + Into<u32>>(
        &mut self,
        mut piece: &[U],
        ordinary: &[u8; 0x100],
        decode: impl Fn(&[U]) -> (u32, usize),
    ) -> bool {
        while !piece.is_empty() {
            if !self.after_cr {
                let (characters, rest) = skip_ordinary(piece, ordinary);
                self.row.add_each(characters);
                piece = rest;
            }
            if !piece.is_empty() {
                let (code, length) = decode(piece);
                if !self.add(code) {
                    return false;
                }
                piece = &piece[length..];
            }
        }
        true
    }

    /// Adds a character, or a surrogate, which no alphabet holds.
    fn add(&mut self, code: u32) -> bool {
        let Some(septets) = char::from_u32(code).and_then(|c| self.profile.alphabet.septets(c)) else {
            return false;
        };
        if self.after_cr && code == u32::from('\n') {
            self.row.add_bound();
        } else {
            self.row.add(septets);
        }
        self.after_cr = code == u32::from('\r') && self.border == Border::Grapheme;
        true
    }
}

/// The characters that nearly all of a text is made of: they take one septet, wherever they stand.
///
/// By code unit. The upper four bits are the characters that end with it, the lower ones whether it is ordinary: eight
/// of them are added up before anything is decided.
#[derive(Debug)]
pub(super) struct Ordinary {
    utf16: [u8; 0x100],
    /// The lead byte of U+00C0 to U+00FF is ordinary, and its continuation bytes are, as the characters are. Those of
    /// other lead bytes are never looked at.
    utf8: [u8; 0x100],
}

impl Ordinary {
    pub(super) fn of(alphabet: &Alphabet) -> &'static Ordinary {
        static NONE: Ordinary = Ordinary { utf16: [0; 0x100], utf8: [0; 0x100] };
        static ASCII: Ordinary = Ordinary::new(false);
        static GSM7: Ordinary = Ordinary::new(true);
        match alphabet {
            Alphabet::Gsm7 => &GSM7,
            Alphabet::Gsm7Without(without) if without.bytes().any(|byte| ASCII.utf16[usize::from(byte)] > 0) => &NONE,
            _ => &ASCII,
        }
    }

    /// How many ordinary characters a text begins with, and what follows them.
    #[inline]
    pub(super) fn skip<'a>(&self, text: &'a str) -> (u32, &'a str) {
        let (characters, rest) = skip_ordinary(text.as_bytes(), &self.utf8);
        let mut at = text.len() - rest.len();
        while !text.is_char_boundary(at) {
            at -= 1; // the lead byte was taken as ordinary
        }
        (characters, &text[at..])
    }

    const fn new(is_gsm7: bool) -> Ordinary {
        let mut ordinary = Ordinary { utf16: [0; 0x100], utf8: [0; 0x100] };
        let mut code = 0;
        while code < 0x100 {
            let is_plain = matches!(code, 0x20..=0x5a | 0x61..=0x7a);
            // CR may be bound to an LF.
            if is_plain || is_gsm7 && SEPTETS[code] == 1 && code != '\r' as usize {
                ordinary.utf16[code] = 0x11;
                match code {
                    ..0x80 => ordinary.utf8[code] = 0x11,
                    0xc0.. => ordinary.utf8[code - 0x40] = 0x11,
                    _ => {}
                }
            }
            code += 1;
        }
        if is_gsm7 {
            ordinary.utf8[0xc3] = 0x01;
        }
        ordinary
    }
}

/// How many ordinary characters a piece begins with, and what follows them.
#[inline(always)]
fn skip_ordinary<'a, U: Copy + Into<u32>>(mut piece: &'a [U], ordinary: &[u8; 0x100]) -> (u32, &'a [U]) {
    let mut characters = 0;
    // Eight at a time, without a branch for each.
    while let Some((eight, rest)) = piece.split_first_chunk::<8>() {
        let (mut sum, mut union) = (0_u8, 0);
        for &unit in eight {
            let unit = unit.into();
            sum = sum.wrapping_add(ordinary[unit as usize & 0xff]);
            union |= unit;
        }
        if sum & 0x0f != 8 || union > 0xff {
            break;
        }
        characters += u32::from(sum >> 4);
        piece = rest;
    }
    while let [unit, rest @ ..] = piece {
        let unit = (*unit).into();
        let entry = ordinary[unit as usize & 0xff];
        if entry == 0 || unit > 0xff {
            break;
        }
        characters += u32::from(entry >> 4);
        piece = rest;
    }
    (characters, piece)
}
