//! Where a stretch of text has other than letters, digits and what stands between them, many bytes at a glance.

/// The bytes of a stretch.
pub(crate) const STRETCH_BYTES: usize = 4096;

/// A stretch of text.
pub(crate) type Stretch = [u8; STRETCH_BYTES];

/// The text with nothing special behind it.
#[cold]
pub(crate) fn padded(text: &[u8]) -> Stretch {
    let mut stretch = [b'.'; STRETCH_BYTES];
    for (byte, of_text) in stretch.iter_mut().zip(text) {
        *byte = *of_text;
    }
    stretch
}

const BLOCK_BYTES: usize = 64;

/// So many places are written at a time, whether there are as many or not.
const AT_ONCE: usize = 8;

/// Room for the place of each byte, for what is written without being there, and for the row before.
const ROOM: usize = 2 * STRETCH_BYTES;

/// The places of delimiters, quotes, control characters and all else that is no letter, digit or punctuation of ASCII
/// that is one septet in every alphabet.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    places: Vec<u16>,
    count: usize,
}

impl Marks {
    /// Marks the first bytes of a stretch, in whole blocks.
    #[inline(never)]
    pub(crate) fn mark(&mut self, text: &Stretch, bytes: usize, delimiter: u8) {
        self.places.resize(ROOM, 0);
        let Ok(places) = <&mut [u16; ROOM]>::try_from(&mut *self.places) else { return };
        // The end of a row before the first one: behind it comes byte 0.
        places[0] = u16::MAX;
        let mut count = 1_usize;
        let (blocks, _) = text.as_chunks::<BLOCK_BYTES>();
        for (base, block) in (0_usize..).step_by(BLOCK_BYTES).zip(blocks.iter().take(bytes.div_ceil(BLOCK_BYTES))) {
            let mut left = marked(block, delimiter);
            let end = count.wrapping_add(left.count_ones() as usize);
            while count < end {
                for at in 0..AT_ONCE {
                    let place = base.wrapping_add(left.trailing_zeros() as usize) as u16;
                    places[count.wrapping_add(at) % ROOM] = place;
                    left &= left.wrapping_sub(1);
                }
                count = count.wrapping_add(AT_ONCE);
            }
            count = end;
        }
        self.count = count;
    }

    /// Those of the bytes that were marked last, in their order, behind one for the end of the row before.
    #[inline(always)]
    pub(crate) fn places(&self) -> &[u16] {
        self.places.get(..self.count).unwrap_or_default()
    }
}

/// A bit for each byte that is marked, the first one lowest.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn marked(block: &[u8; BLOCK_BYTES], delimiter: u8) -> u64 {
    use std::arch::wasm32::{
        i8x16_gt, i8x16_lt, i8x16_splat, u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_and, v128_or,
    };
    let bits = |sixteen: &[u8; 16]| {
        let (words, _) = sixteen.as_chunks::<8>();
        let v = u64x2(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]));
        // As signed numbers, bytes that are not ASCII are below all others.
        let beyond = v128_or(i8x16_lt(v, i8x16_splat(0x20)), i8x16_gt(v, i8x16_splat(0x7a)));
        let between = v128_and(i8x16_gt(v, i8x16_splat(0x5a)), i8x16_lt(v, i8x16_splat(0x61)));
        let end = v128_or(u8x16_eq(v, u8x16_splat(delimiter)), u8x16_eq(v, u8x16_splat(b'"')));
        u64::from(u8x16_bitmask(v128_or(v128_or(beyond, between), end)))
    };
    let (sixteens, _) = block.as_chunks::<16>();
    let [first, second, third, fourth] = sixteens else { return 0 };
    bits(first) | bits(second) << 16 | bits(third) << 32 | bits(fourth) << 48
}

/// A bit for each byte that is marked, the first one lowest; in loops that compilers turn into instructions for many
/// bytes.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn marked(block: &[u8; BLOCK_BYTES], delimiter: u8) -> u64 {
    const EACH_BIT_IN_ITS_BYTE: u64 = 0x8040_2010_0804_0201;
    let is_marked = |byte: u8| byte == delimiter || byte == b'"' || !matches!(byte, b' '..=b'Z' | b'a'..=b'z');
    let mut marked = [0; BLOCK_BYTES];
    for (mark, byte) in marked.iter_mut().zip(block) {
        *mark = if is_marked(*byte) { u8::MAX } else { 0 };
    }
    let (words, _) = marked.as_chunks::<8>();
    (0..).step_by(8).zip(words).fold(0, |bits, (shift, word)| {
        let word = u64::from_le_bytes(*word) & EACH_BIT_IN_ITS_BYTE;
        bits | word.wrapping_mul(super::scan::ONES) >> 56 << shift
    })
}
