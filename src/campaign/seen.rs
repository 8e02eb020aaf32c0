//! Numbers that were there before.

use std::hint::black_box;

use crate::phone::E164;

/// Numbers of a full line.
const LINE: usize = 8;

/// Lines of a page.
const PAGE: usize = 64;

/// A page is split when more than so many eighths of it are used.
const FULL: usize = 7;

/// How many more bits than there are pages the directory may use: numbers made so that their hashes begin alike make
/// larger pages, not a larger directory.
const SPARE_BITS: u32 = 6;

/// The part of all memory that is asked for at once. Where it grows, a browser looks through all that scripts have, and
/// so it is not to grow often.
const STEP: usize = 8;

/// So many numbers are looked for ahead: as many as stay near.
pub(crate) const AHEAD: usize = 128;

/// A set of phone numbers in at most 24 bytes a number, also while it grows.
///
/// An extendible hash table: pages of one size, each found by the first bits of the hash. A full page is split into two,
/// so that growing takes one page at a time.
///
/// ```
/// use septet::{campaign::Seen, phone::E164};
/// let mut seen = Seen::new();
/// let number = E164::new(447400123456).unwrap();
/// assert!(seen.insert(number));
/// assert!(!seen.insert(number));
/// assert!(seen.contains(number));
/// ```
#[derive(Debug)]
pub struct Seen {
    pages: Vec<Page>,
    /// The page of each beginning of a hash.
    directory: Vec<u32>,
    /// Bits of a hash that find its page.
    bits: u32,
    len: usize,
    lines: Lines,
}

/// Open addressing by the last bits of the hash: what a line has no room for is in the next one.
#[derive(Debug, Clone, Copy)]
struct Page {
    place: Place,
    /// A power of two.
    lines: u32,
    len: u32,
    /// Bits that all hashes in it have in common.
    bits: u32,
}

/// A page's first line.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: u32,
    line: u32,
}

/// What memory brings at once: numbers, and behind them what is free, which is 0.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u64; LINE]);

/// The lines of all pages.
#[derive(Debug, Default)]
struct Lines {
    blocks: Vec<Box<[Line]>>,
    /// Those of the last block that a page has.
    used: usize,
    /// Of all blocks.
    count: usize,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen::new()
    }
}

impl Seen {
    pub fn new() -> Seen {
        let mut lines = Lines::default();
        let page = Page { place: lines.take(PAGE), lines: PAGE as u32, len: 0, bits: 0 };
        Seen { pages: vec![page], directory: vec![0], bits: 0, len: 0, lines }
    }

    /// The hash of a number: each bit depends on all digits. Several sets can each keep the numbers of a part of the
    /// hashes, told apart by bits 24 to 39.
    #[inline]
    pub fn hash(number: E164) -> u64 {
        // The finalizer of MurmurHash3.
        let mut hash = number.digits();
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }

    /// Adds a number; whether it was not there before.
    #[inline]
    pub fn insert(&mut self, number: E164) -> bool {
        let hash = Seen::hash(number);
        let at = self.page(hash);
        let page = &mut self.pages[at];
        if !self.lines.put(page, hash, number.digits()) {
            return false;
        }
        self.len += 1;
        if page.len > page.lines * (LINE * FULL / 8) as u32 {
            self.grow(at, hash);
        }
        true
    }

    #[inline]
    pub fn contains(&self, number: E164) -> bool {
        let hash = Seen::hash(number);
        self.lines.find(&self.pages[self.page(hash)], hash, number.digits()).is_err()
    }

    /// Looks where numbers of these hashes are, for nothing but that they are near when they are needed: memory brings
    /// many places at once as fast as one.
    pub(crate) fn bring(&self, hashes: &[u64]) {
        let firsts = hashes.iter().map(|&hash| {
            let page = &self.pages[self.page(hash)];
            self.lines.of(page)[page.line(hash)].0[0]
        });
        black_box(firsts.fold(0, |all, first| all | first));
    }

    /// How many numbers it has.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes it takes.
    pub fn bytes(&self) -> usize {
        self.lines.count * size_of::<Line>()
            + self.pages.capacity() * size_of::<Page>()
            + self.directory.capacity() * size_of::<u32>()
    }

    #[inline]
    fn page(&self, hash: u64) -> usize {
        // In two steps, as a shift by all 64 bits is none.
        self.directory[(hash >> 1 >> (63 - self.bits)) as usize] as usize
    }

    /// Splits the page of a hash, or makes it larger where that would take too many bits.
    #[cold]
    fn grow(&mut self, at: usize, hash: u64) {
        let bits_max = self.pages.len().ilog2() + SPARE_BITS;
        let page = &mut self.pages[at];
        if page.bits == self.bits {
            if self.bits >= bits_max {
                // Its lines are left to nobody.
                let numbers = self.lines.numbers(page);
                let lines = page.lines * 2;
                *page = Page { place: self.lines.take(lines as usize), lines, len: 0, bits: page.bits };
                for number in numbers {
                    self.lines.put(page, hash_of(number), number);
                }
                return;
            }
            self.bits += 1;
            self.directory = self.directory.iter().flat_map(|page| [*page; 2]).collect();
        }
        let numbers = self.lines.numbers(page);
        self.lines.of_mut(page).fill(Line([0; LINE]));
        let bits = page.bits + 1;
        let mut halves = [
            Page { len: 0, bits, ..*page },
            Page { place: self.lines.take(page.lines as usize), len: 0, bits, ..*page },
        ];
        for number in numbers {
            let hash = hash_of(number);
            self.lines.put(&mut halves[(hash >> (64 - bits) & 1) as usize], hash, number);
        }
        let [lower, upper] = halves;
        *page = lower;
        let new = self.pages.len() as u32;
        self.pages.push(upper);
        // The entries of the upper half of what the page had.
        let count = 1_usize << (self.bits - bits);
        let first = ((hash >> (64 - bits) | 1) as usize) * count;
        self.directory[first..first + count].fill(new);
    }
}

fn hash_of(number: u64) -> u64 {
    E164::new(number).map_or(0, Seen::hash)
}

impl Page {
    /// The line where numbers of a hash begin.
    #[inline]
    fn line(&self, hash: u64) -> usize {
        (hash as u32 & (self.lines - 1)) as usize
    }
}

impl Lines {
    /// Free lines for a page.
    fn take(&mut self, lines: usize) -> Place {
        if self.blocks.last().is_none_or(|block| block.len() - self.used < lines) {
            let step = (self.count / STEP).next_multiple_of(PAGE).max(lines);
            self.blocks.push(vec![Line([0; LINE]); step].into_boxed_slice());
            self.used = 0;
            self.count += step;
        }
        let place = Place { block: self.blocks.len() as u32 - 1, line: self.used as u32 };
        self.used += lines;
        place
    }

    #[inline]
    fn of(&self, page: &Page) -> &[Line] {
        let Place { block, line } = page.place;
        &self.blocks[block as usize][line as usize..][..page.lines as usize]
    }

    #[inline]
    fn of_mut(&mut self, page: &Page) -> &mut [Line] {
        let Place { block, line } = page.place;
        &mut self.blocks[block as usize][line as usize..][..page.lines as usize]
    }

    /// The line and the slot where a number is to be put; an error where it is there.
    #[inline]
    fn find(&self, page: &Page, hash: u64, number: u64) -> Result<(usize, usize), ()> {
        let lines = self.of(page);
        let mut at = page.line(hash);
        loop {
            // Without a branch for each slot.
            let Line(slots) = &lines[at];
            let is_there = slots.iter().fold(false, |is_there, slot| is_there | (*slot == number));
            let used = slots.iter().fold(0, |used, slot| used + usize::from(*slot != 0));
            if is_there {
                return Err(());
            }
            if used < LINE {
                return Ok((at, used));
            }
            at = (at + 1) & (lines.len() - 1);
        }
    }

    /// Adds a number to a page; whether it was not there before.
    #[inline]
    fn put(&mut self, page: &mut Page, hash: u64, number: u64) -> bool {
        let Ok((line, slot)) = self.find(page, hash, number) else { return false };
        self.of_mut(page)[line].0[slot] = number;
        page.len += 1;
        true
    }

    fn numbers(&self, page: &Page) -> Vec<u64> {
        self.of(page).iter().flat_map(|line| line.0).filter(|number| *number != 0).collect()
    }
}

impl Extend<E164> for Seen {
    fn extend<I: IntoIterator<Item = E164>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}
