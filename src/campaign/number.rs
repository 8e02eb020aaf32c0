//! Phone numbers as people write them.

use std::fmt;

use crate::phone::{E164, Line, Place, Plan, trunk};

/// The most digits that are looked at: more are too long however they begin.
const DIGITS_MAX: usize = 24;

/// The fewest and the most digits of an E.164 number.
const E164_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

/// The fewest digits that are read as an international number without its `+` where no region is given. Below, national
/// numbers of many regions (ten digits in India, Mexico and the United States) look the same.
const BARE_DIGITS_MIN: usize = 11;

/// Digits that begin with the default region's calling code and are as many are read as an international number: hardly
/// any national number is so long.
const WITH_CODE_DIGITS_MIN: usize = 12;

/// Why a cell is not a number that can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberProblem {
    /// There is nothing in the cell.
    Empty,
    /// There are letters in it.
    Letters,
    /// There is something else in it that no phone number has.
    Characters,
    /// A spreadsheet made `4.474E+11` of it: digits are lost.
    Scientific,
    /// It has an extension: no message reaches it, and no call without help.
    Extension,
    /// It has fewer digits than any number there.
    TooShort,
    /// It has more digits than any number there.
    TooLong,
    /// It has no country code, and no default region was given.
    NoCountry,
    /// It begins with a country code that is not in use.
    UnknownCountry,
}

impl NumberProblem {
    pub const ALL: [NumberProblem; 9] = [
        NumberProblem::Empty,
        NumberProblem::Letters,
        NumberProblem::Characters,
        NumberProblem::Scientific,
        NumberProblem::Extension,
        NumberProblem::TooShort,
        NumberProblem::TooLong,
        NumberProblem::NoCountry,
        NumberProblem::UnknownCountry,
    ];

    /// The code that programs see.
    pub fn code(self) -> &'static str {
        match self {
            NumberProblem::Empty => "empty",
            NumberProblem::Letters => "letters",
            NumberProblem::Characters => "characters",
            NumberProblem::Scientific => "scientific-notation",
            NumberProblem::Extension => "extension",
            NumberProblem::TooShort => "too-short",
            NumberProblem::TooLong => "too-long",
            NumberProblem::NoCountry => "no-country",
            NumberProblem::UnknownCountry => "unknown-country",
        }
    }
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberProblem::Empty => "there is no number",
            NumberProblem::Letters => "the number has letters in it",
            NumberProblem::Characters => "the number has characters that no phone number has",
            NumberProblem::Scientific => "a spreadsheet rounded the number: format the column as text and fill it anew",
            NumberProblem::Extension => "the number has an extension",
            NumberProblem::TooShort => "the number has too few digits",
            NumberProblem::TooLong => "the number has too many digits",
            NumberProblem::NoCountry => "the number has no country code: write it with `+`, or give a default region",
            NumberProblem::UnknownCountry => "the number begins with a country code that is not in use",
        })
    }
}

/// Reads a number as it stands in a file.
///
/// - `+` and 6 to 15 digits are an E.164 number, as [`Number::parse`](crate::phone::Number::parse) reads it. Spaces, `-`,
///   `.`, `/`, `(` and `)` are passed over, as are `tel:`, a leading apostrophe and marks of the writing direction; the
///   `(0)` of `+44 (0)20` is left out where it is not part of the number.
/// - `00` or what `home` dials before numbers abroad stands for the `+`, of a country that there is and with as many digits
///   as its numbers have.
/// - Other digits are a national number of `home`, with or without what is dialled before it there (`07400 123456` in
///   `GB`, `8 916 …` in `RU`; Italy's `06 …` keeps its 0). Digits that begin with the calling code of `home` are read as
///   an international number without its `+` where that is as likely a number, by its length and its line.
/// - Without `home`, 11 to 15 digits are read as an international number without its `+` if there is a country with that
///   code and with numbers of that length.
///
/// ```
/// use septet::campaign::{NumberProblem, read_number};
/// use septet::phone::{Plan, Region};
/// let gb = Plan::of(Region::parse("GB")?);
/// assert_eq!(read_number(b"07400 123456", gb.as_ref()).unwrap().to_string(), "+447400123456");
/// assert_eq!(read_number(b"+91 98765-43210", gb.as_ref()).unwrap().to_string(), "+919876543210");
/// assert_eq!(read_number(b"07400 123456", None), Err(NumberProblem::NoCountry));
/// assert_eq!(read_number(b"4.474E+11", None), Err(NumberProblem::Scientific));
/// # Ok::<(), septet::Error>(())
/// ```
#[inline]
pub fn read_number(cell: &[u8], home: Option<&Plan>) -> Result<E164, NumberProblem> {
    match Plain::read(cell).and_then(Plain::number) {
        Some(number) => Ok(number),
        None => written(cell, home),
    }
}

/// A number that is a `+` and 8 to 15 digits, of which the first is not 0: its first and its last eight digits, as values.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Plain {
    first: u64,
    last: u64,
    length: usize,
}

impl Plain {
    #[inline(always)]
    pub(crate) fn read(cell: &[u8]) -> Option<Plain> {
        match cell {
            [b'+', digits @ ..] => Plain::of(digits).filter(|plain| plain.first as u8 != 0),
            _ => None,
        }
    }

    #[inline(always)]
    fn of(digits: &[u8]) -> Option<Plain> {
        let length = digits.len();
        if !(8..=*E164_DIGITS.end()).contains(&length) {
            return None;
        }
        Some(Plain { first: eight(*digits.first_chunk()?)?, last: eight(*digits.last_chunk()?)?, length })
    }

    /// Its first four digits, where they alone may tell the place.
    #[inline(always)]
    pub(crate) fn leading(self) -> Option<usize> {
        Place::may_lead(self.length).then_some(fours(self.first) as usize & 0xffff)
    }

    #[inline(always)]
    pub(crate) fn number(self) -> Option<E164> {
        // Those of the last eight that are not among the first ones; the others are made 0.
        let rest = self.length - 8;
        let kept = (u64::MAX << (8 * (7 - rest))) << 8;
        const SCALE: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
        let scaled = value(self.first).wrapping_mul(SCALE[rest & 7]);
        E164::new(scaled.wrapping_add(value(self.last & kept)))
    }
}

/// Eight digits as eight values, the first one lowest.
#[inline(always)]
fn eight(digits: [u8; 8]) -> Option<u64> {
    let word = u64::from_le_bytes(digits);
    let values = word ^ 0x3030_3030_3030_3030;
    // A value above 9 reaches the upper half of its byte when 6 is added; one above 127 is in it.
    let beyond = (values.wrapping_add(0x0606_0606_0606_0606) | values) & 0xf0f0_f0f0_f0f0_f0f0;
    (beyond == 0).then_some(values)
}

/// The number that eight values make.
#[inline(always)]
fn value(values: u64) -> u64 {
    let fours = fours(values);
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff
}

/// The two numbers that eight values make, the first one lowest: neighbours are joined twice.
#[inline(always)]
fn fours(values: u64) -> u64 {
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00ff_00ff_00ff_00ff;
    pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff
}

/// The digits of a cell.
#[derive(Default)]
struct Digits {
    digits: [u8; DIGITS_MAX],
    count: usize,
    has_plus: bool,
    /// Where the 0 of `(0)` is.
    optional: Option<usize>,
}

impl Digits {
    fn all(&self) -> &[u8] {
        &self.digits[..self.count]
    }
}

/// A cell that is not plainly `+` and digits.
#[inline(never)]
fn written(cell: &[u8], home: Option<&Plan>) -> Result<E164, NumberProblem> {
    if Plain::of(cell).is_some() {
        return without_plus(cell, home);
    }
    let text = std::str::from_utf8(cell).map_err(|_| NumberProblem::Characters)?;
    let text = undressed(text);
    if text.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let read = digits(text)?;
    if read.has_plus { international(&read) } else { without_plus(read.all(), home) }
}

/// The text without what stands around a number.
fn undressed(text: &str) -> &str {
    let mut text = text.trim_matches(is_blank);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        text = inner.trim_matches(is_blank);
    }
    text = text.strip_prefix('\'').unwrap_or(text);
    if let Some(("tel" | "Tel" | "TEL", rest)) = text.split_once(':') {
        text = rest.trim_matches(is_blank);
    }
    // A spreadsheet's number that became text: `447400123456.0`.
    match text.strip_suffix(".0") {
        Some(whole) if whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => text,
    }
}

/// White space, and marks that show nothing.
fn is_blank(c: char) -> bool {
    let is_mark = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    c.is_whitespace() || is_mark
}

/// What may stand between digits.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}') || is_blank(c)
}

fn digits(text: &str) -> Result<Digits, NumberProblem> {
    let mut read = Digits::default();
    for (at, c) in text.char_indices() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '+' | '\u{ff0b}' if read.count == 0 && !read.has_plus => {
                read.has_plus = true;
                continue;
            }
            // Digits of Arabic, Persian and full width.
            '\u{660}'..='\u{669}' => c as u32 - 0x660,
            '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
            '\u{ff10}'..='\u{ff19}' => c as u32 - 0xff10,
            _ if is_separator(c) => continue,
            _ => return Err(problem(text, at)),
        };
        if read.count == DIGITS_MAX {
            return Err(NumberProblem::TooLong);
        }
        if digit == 0 && trunk::is_bracketed(text, at) {
            read.optional = Some(read.count);
        }
        read.digits[read.count] = b'0' + digit as u8;
        read.count += 1;
    }
    Ok(read)
}

/// Why a text with this character is not a number.
fn problem(text: &str, at: usize) -> NumberProblem {
    let rest = text[at..].to_ascii_lowercase();
    let has_digits = text[..at].bytes().any(|byte| byte.is_ascii_digit());
    let is_exponent = |c: char| matches!(c, 'e' | 'E' | '+' | '-' | '.' | ',' | '0'..='9');
    let begins = |start: &str| rest.strip_prefix(start).is_some_and(|rest| rest.contains(|c: char| c.is_ascii_digit()));
    if has_digits && text.contains(['e', 'E']) && text.chars().all(is_exponent) {
        NumberProblem::Scientific
    } else if has_digits && ["x", "ext", ";ext", ",ext", "#"].into_iter().any(begins) {
        NumberProblem::Extension
    } else if text.chars().any(char::is_alphabetic) {
        NumberProblem::Letters
    } else {
        NumberProblem::Characters
    }
}

/// After a `+`.
fn international(read: &Digits) -> Result<E164, NumberProblem> {
    if let Some(at) = read.optional.filter(|at| *at > 0) {
        let mut digits = Digits { count: read.count - 1, ..Digits::default() };
        digits.digits[..at].copy_from_slice(&read.digits[..at]);
        digits.digits[at..digits.count].copy_from_slice(&read.digits[at + 1..read.count]);
        let number = e164(digits.all())?;
        if trunk::is_dialled_inside(number.region()) {
            return Ok(number);
        }
    }
    e164(read.all())
}

/// All the digits of an E.164 number.
fn e164(digits: &[u8]) -> Result<E164, NumberProblem> {
    match digits {
        [] => Err(NumberProblem::Empty),
        [b'0', ..] => Err(NumberProblem::UnknownCountry),
        _ if digits.len() < *E164_DIGITS.start() => Err(NumberProblem::TooShort),
        _ if digits.len() > *E164_DIGITS.end() => Err(NumberProblem::TooLong),
        _ => {
            let value = digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
            E164::new(value).ok_or(NumberProblem::TooLong)
        }
    }
}

/// The same, of a country that there is and with a length that its numbers have.
fn plausible(digits: &[u8]) -> Result<E164, NumberProblem> {
    let number = e164(digits)?;
    match number.region().and_then(Plan::of) {
        Some(plan) => {
            let national = digits.len().saturating_sub(plan.calling_code_digits());
            if plan.has_length(national) { Ok(number) } else { Err(wrong_length(&plan, national)) }
        }
        None if number.class().is_some() => Ok(number),
        None => Err(NumberProblem::UnknownCountry),
    }
}

fn wrong_length(plan: &Plan, digits: usize) -> NumberProblem {
    if digits > plan.digits_max() { NumberProblem::TooLong } else { NumberProblem::TooShort }
}

/// Digits that no `+` stands before.
fn without_plus(digits: &[u8], home: Option<&Plan>) -> Result<E164, NumberProblem> {
    const ABROAD: &str = "00";
    let Some(home) = home else {
        return match digits.strip_prefix(ABROAD.as_bytes()) {
            Some(rest) => plausible(rest),
            None if digits.is_empty() => Err(NumberProblem::Empty),
            None if digits.len() < *E164_DIGITS.start() => Err(NumberProblem::TooShort),
            None if digits.len() > *E164_DIGITS.end() => Err(NumberProblem::TooLong),
            None if digits.len() < BARE_DIGITS_MIN => Err(NumberProblem::NoCountry),
            None => plausible(digits).map_err(|_| NumberProblem::NoCountry),
        };
    };
    let mut abroad = home.abroad.iter().chain([&ABROAD]).filter_map(|prefix| digits.strip_prefix(prefix.as_bytes()));
    if let Some(number) = abroad.clone().find_map(|rest| plausible(rest).ok()) {
        return Ok(number);
    }
    let national = national(digits, home);
    match (national, with_calling_code(digits, home)) {
        (Ok(national), Some(other)) => {
            let is_other = digits.len() >= WITH_CODE_DIGITS_MIN
                || likelihood(other) > likelihood(national)
                || likelihood(other) == likelihood(national) && !home.national.is_empty();
            Ok(if is_other { other } else { national })
        }
        (Ok(number), None) | (Err(_), Some(number)) => Ok(number),
        (Err(problem), None) => Err(abroad.find_map(|rest| plausible(rest).err()).unwrap_or(problem)),
    }
}

/// A national number, with or without what is dialled before it.
fn national(digits: &[u8], home: &Plan) -> Result<E164, NumberProblem> {
    if digits.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let stripped = || home.national.iter().filter_map(|prefix| digits.strip_prefix(prefix.as_bytes()));
    // Where a 0 is dialled first, no number has one of its own.
    let whole = Some(digits).filter(|digits| digits[0] != b'0' || !home.national.contains(&"0"));
    match stripped().chain(whole).find(|national| home.has_length(national.len())) {
        Some(national) => home.number(national).ok_or(NumberProblem::TooLong),
        None => Err(wrong_length(home, stripped().next().unwrap_or(digits).len())),
    }
}

/// Digits that begin with the calling code of `home`.
fn with_calling_code(digits: &[u8], home: &Plan) -> Option<E164> {
    let national = home.strip_calling_code(digits)?;
    let stripped = home.national.iter().filter_map(|prefix| national.strip_prefix(prefix.as_bytes()));
    let national = [national].into_iter().chain(stripped).find(|national| home.has_length(national.len()))?;
    home.number(national)
}

/// Mobile phones are what campaigns go to.
fn likelihood(number: E164) -> u8 {
    match number.line() {
        Some(Line::Mobile) => 2,
        Some(Line::Landline) => 1,
        None => 0,
    }
}
