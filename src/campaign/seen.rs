//! Numbers that were there before.

use std::hint::black_box;

use crate::phone::E164;

/// Slots of a page.
const PAGE: usize = 512;

/// A page is split when more than so many eighths of it are used.
const FULL: u32 = 7;

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
    slots: Slots,
}

/// Open addressing by the last bits of the hash.
#[derive(Debug, Clone, Copy)]
struct Page {
    place: Place,
    /// How many slots it has: a power of two.
    slots: u32,
    len: u32,
    /// Bits that all hashes in it have in common.
    bits: u32,
}

/// A page's first slot.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: u32,
    slot: u32,
}

/// The slots of all pages, each with a number, or 0 where it is free.
#[derive(Debug, Default)]
struct Slots {
    blocks: Vec<Box<[u64]>>,
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
        let mut slots = Slots::default();
        let page = Page { place: slots.take(PAGE), slots: PAGE as u32, len: 0, bits: 0 };
        Seen { pages: vec![page], directory: vec![0], bits: 0, len: 0, slots }
    }

    /// The hash of a number: each bit depends on all digits. Several sets can each keep the numbers of a part of the
    /// hashes, told apart by bits 24 to 39.
    #[inline(always)]
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
        if !self.slots.put(page, hash, number.digits()) {
            return false;
        }
        self.len += 1;
        if page.len > page.slots / 8 * FULL {
            self.grow(at, hash);
        }
        true
    }

    #[inline]
    pub fn contains(&self, number: E164) -> bool {
        let hash = Seen::hash(number);
        self.slots.find(&self.pages[self.page(hash)], hash, number.digits()).is_ok()
    }

    /// Looks where numbers of these hashes are, for nothing but that they are near when they are needed: memory brings
    /// many places at once as fast as one.
    pub(crate) fn bring(&self, hashes: &[u64]) {
        let firsts = hashes.iter().map(|&hash| {
            let page = &self.pages[self.page(hash)];
            self.slots.of(page)[page.slot(hash)]
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
        self.slots.count * size_of::<u64>()
            + self.pages.capacity() * size_of::<Page>()
            + self.directory.capacity() * size_of::<u32>()
    }

    #[inline(always)]
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
                // Those it had are left to nobody.
                let numbers = self.slots.numbers(page);
                let slots = page.slots * 2;
                *page = Page { place: self.slots.take(slots as usize), slots, len: 0, bits: page.bits };
                for number in numbers {
                    self.slots.put(page, hash_of(number), number);
                }
                return;
            }
            self.bits += 1;
            self.directory = self.directory.iter().flat_map(|page| [*page; 2]).collect();
        }
        let numbers = self.slots.numbers(page);
        self.slots.of_mut(page).fill(0);
        let bits = page.bits + 1;
        let lower = Page { len: 0, bits, ..*page };
        let mut halves = [lower, Page { place: self.slots.take(page.slots as usize), ..lower }];
        for number in numbers {
            let hash = hash_of(number);
            self.slots.put(&mut halves[(hash >> (64 - bits) & 1) as usize], hash, number);
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
    /// The slot where numbers of a hash begin.
    #[inline(always)]
    fn slot(&self, hash: u64) -> usize {
        (hash as u32 & (self.slots - 1)) as usize
    }
}

impl Slots {
    /// Free ones for a page.
    fn take(&mut self, slots: usize) -> Place {
        if self.blocks.last().is_none_or(|block| block.len() - self.used < slots) {
            let step = (self.count / STEP).next_multiple_of(PAGE).max(slots);
            self.blocks.push(vec![0; step].into_boxed_slice());
            self.used = 0;
            self.count += step;
        }
        let place = Place { block: self.blocks.len() as u32 - 1, slot: self.used as u32 };
        self.used += slots;
        place
    }

    #[inline(always)]
    fn of(&self, page: &Page) -> &[u64] {
        let Place { block, slot } = page.place;
        &self.blocks[block as usize][slot as usize..][..page.slots as usize]
    }

    #[inline(always)]
    fn of_mut(&mut self, page: &Page) -> &mut [u64] {
        let Place { block, slot } = page.place;
        &mut self.blocks[block as usize][slot as usize..][..page.slots as usize]
    }

    /// The slot of a number, or as an error the free one where it is to be put.
    #[inline(always)]
    fn find(&self, page: &Page, hash: u64, number: u64) -> Result<usize, usize> {
        let slots = self.of(page);
        let mut at = page.slot(hash);
        while slots[at] != 0 {
            if slots[at] == number {
                return Ok(at);
            }
            at = (at + 1) & (slots.len() - 1);
        }
        Err(at)
    }

    /// Adds a number to a page; whether it was not there before.
    #[inline]
    fn put(&mut self, page: &mut Page, hash: u64, number: u64) -> bool {
        let Err(slot) = self.find(page, hash, number) else { return false };
        self.of_mut(page)[slot] = number;
        page.len += 1;
        true
    }

    fn numbers(&self, page: &Page) -> Vec<u64> {
        self.of(page).iter().copied().filter(|number| *number != 0).collect()
    }
}

impl Extend<E164> for Seen {
    fn extend<I: IntoIterator<Item = E164>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}
