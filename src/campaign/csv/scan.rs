//! Eight bytes at a time.

/// A byte's lowest bit, in each byte of a word.
pub(super) const ONES: u64 = 0x0101_0101_0101_0101;

/// A byte's highest bit, in each byte of a word.
const HIGHS: u64 = ONES << 7;

/// Control characters that end a row, or say that the file is no text, are below.
const CONTROL_END: u64 = b'\r' as u64 + 1;

/// The bytes that a row has to be looked at for.
#[derive(Clone, Copy)]
pub(super) struct Special {
    delimiters: u64,
}

impl Special {
    pub(super) fn new(delimiter: u8) -> Special {
        Special { delimiters: ONES * u64::from(delimiter) }
    }

    /// The highest bit of each byte that is the delimiter, a quote, or a control character up to CR.
    #[inline]
    pub(super) fn hits(self, word: u64) -> u64 {
        // Without its highest bit, a byte that is not 0 reaches it when 127 is added.
        let low = word & !HIGHS;
        let is_not = |bytes: u64| (low ^ bytes).wrapping_add(!HIGHS);
        let others = is_not(self.delimiters) & is_not(ONES * b'"' as u64);
        let not_below = low.wrapping_add(ONES * (0x80 - CONTROL_END));
        !(others & not_below | word) & HIGHS
    }
}

/// What of the bytes is UTF-8, from their beginning.
#[inline]
pub(super) fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default(),
    }
}

/// Eight bytes, the first one lowest; what is missing at the end is nothing special.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            let mut chunk = [b'.'; 8];
            let rest = bytes.get(at..).unwrap_or_default();
            chunk[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(chunk)
        }
    }
}

/// Where the quote is that closes a cell, if the cell is in one piece: without quotes, line ends and NULs in it, and
/// with what ends it behind.
#[inline]
pub(super) fn closing_quote(bytes: &[u8], start: usize, delimiter: u8) -> Option<usize> {
    let special = Special::new(b'"');
    let mut at = start;
    while at < bytes.len() {
        let word = word(bytes, at);
        let mut hits = special.hits(word);
        while hits != 0 {
            let hit = at + (hits.trailing_zeros() / 8) as usize;
            hits &= hits - 1;
            match bytes.get(hit)? {
                b'"' => {
                    let next = *bytes.get(hit + 1)?;
                    return (next == delimiter || next == b'\n' || next == b'\r').then_some(hit);
                }
                b'\n' | b'\r' | 0 => return None,
                _ => {}
            }
        }
        at += 8;
    }
    None
}

/// How many line ends there are; CRLF is one.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let is_end = |at: usize| bytes[at] == b'\r' || bytes[at] == b'\n' && (at == 0 || bytes[at - 1] != b'\r');
    (0..bytes.len()).filter(|at| is_end(*at)).count() as u64
}
