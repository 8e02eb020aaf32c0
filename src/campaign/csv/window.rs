//! 64 bytes at a glance: a bit for each of them, the first one lowest.

/// How many bytes a window has.
pub(crate) const WINDOW_BYTES: usize = 64;

/// What is to be known of 64 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// The delimiter, quotes, and control characters up to CR.
    pub(crate) special: u64,
    /// All but letters, digits and punctuation of ASCII that are one septet in every alphabet.
    pub(crate) odd: u64,
}

impl Window {
    /// The window that begins at a byte; what is missing at the end is nothing special.
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], at: usize, delimiter: u8) -> Window {
        match bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(window) => Window::of(window, delimiter),
            None => Window::last(bytes.get(at..).unwrap_or_default(), delimiter),
        }
    }

    #[cold]
    fn last(rest: &[u8], delimiter: u8) -> Window {
        let mut window = [b'.'; WINDOW_BYTES];
        window[..rest.len()].copy_from_slice(rest);
        Window::of(&window, delimiter)
    }

    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8; WINDOW_BYTES], delimiter: u8) -> Window {
        use std::arch::wasm32::{i8x16_gt, i8x16_lt, i8x16_splat, u8x16_bitmask, u8x16_eq, u8x16_le, u8x16_splat};
        use std::arch::wasm32::{u64x2, v128_and, v128_or};
        let mut window = Window { special: 0, odd: 0 };
        let (sixteens, _) = bytes.as_chunks::<16>();
        for (shift, sixteen) in (0..).step_by(16).zip(sixteens) {
            let (words, _) = sixteen.as_chunks::<8>();
            let v = u64x2(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]));
            let end = v128_or(u8x16_eq(v, u8x16_splat(delimiter)), u8x16_eq(v, u8x16_splat(b'"')));
            let special = v128_or(end, u8x16_le(v, u8x16_splat(b'\r')));
            // As signed numbers, bytes that are not ASCII are below all others.
            let beyond = v128_or(i8x16_lt(v, i8x16_splat(0x20)), i8x16_gt(v, i8x16_splat(0x7a)));
            let between = v128_and(i8x16_gt(v, i8x16_splat(0x5a)), i8x16_lt(v, i8x16_splat(0x61)));
            window.special |= u64::from(u8x16_bitmask(special)) << shift;
            window.odd |= u64::from(u8x16_bitmask(v128_or(beyond, between))) << shift;
        }
        window
    }

    /// In loops that compilers turn into instructions for many bytes.
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    #[inline(always)]
    pub(crate) fn of(bytes: &[u8; WINDOW_BYTES], delimiter: u8) -> Window {
        let is_special = |byte: u8| byte == delimiter || byte == b'"' || byte <= b'\r';
        let is_odd = |byte: u8| !matches!(byte, b' '..=b'Z' | b'a'..=b'z');
        Window { special: bits(bytes, is_special), odd: bits(bytes, is_odd) }
    }
}

/// A bit for each byte that is so.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn bits(bytes: &[u8; WINDOW_BYTES], is: impl Fn(u8) -> bool) -> u64 {
    const EACH_BIT_IN_ITS_BYTE: u64 = 0x8040_2010_0804_0201;
    let mut marks = [0; WINDOW_BYTES];
    for (mark, byte) in marks.iter_mut().zip(bytes) {
        *mark = if is(*byte) { u8::MAX } else { 0 };
    }
    let (words, _) = marks.as_chunks::<8>();
    (0..).step_by(8).zip(words).fold(0, |bits, (shift, word)| {
        let marked = u64::from_le_bytes(*word) & EACH_BIT_IN_ITS_BYTE;
        bits | marked.wrapping_mul(super::scan::ONES) >> 56 << shift
    })
}

/// Goes from one special byte to the next.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// Where the window begins.
    base: usize,
    window: Window,
    /// Special bytes of the window that were not come to yet.
    left: u64,
}

impl<'a> Cursor<'a> {
    #[inline(always)]
    pub(crate) fn new(bytes: &'a [u8], at: usize, delimiter: u8) -> Cursor<'a> {
        let window = Window::at(bytes, at, delimiter);
        Cursor { bytes, delimiter, base: at, window, left: window.special }
    }

    /// The next special byte, and where it is.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<(usize, u8)> {
        while self.left == 0 {
            self.base += WINDOW_BYTES;
            if self.base >= self.bytes.len() {
                return None;
            }
            self.window = Window::at(self.bytes, self.base, self.delimiter);
            self.left = self.window.special;
        }
        let at = self.base.wrapping_add(self.left.trailing_zeros() as usize);
        self.left &= self.left.wrapping_sub(1);
        Some((at, *self.bytes.get(at)?))
    }

    /// Which bytes may be odd between two places, of which the second was come to last: a bit for each of the first 64
    /// bytes.
    #[inline(always)]
    pub(crate) fn odd(&self, from: usize, to: usize) -> u64 {
        if from < self.base {
            return u64::MAX;
        }
        self.window.odd >> (from.wrapping_sub(self.base) & 63) & !(u64::MAX << (to.wrapping_sub(from) & 63))
    }
}
