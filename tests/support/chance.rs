//! A seeded source of chance.

/// Chance from a seed (splitmix64): the same on every machine.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A text of GSM-7, extension and other characters, of up to `max` pieces.
    pub(crate) fn text(&mut self, max: usize) -> String {
        const PLAIN: [&str; 8] = ["a", "Z", " ", "é", "€", "]", "\n", "\r\n"];
        const MIXED: [&str; 12] = ["a", "Z", " ", "é", "€", "]", "\r\n", "ç", "😀", "👨‍👩‍👧", "e\u{301}", "ж"];
        let pieces: &[&str] = if self.below(2) == 0 { &PLAIN } else { &MIXED };
        (0..self.below(max + 1)).map(|_| *self.pick(pieces)).collect()
    }
}
