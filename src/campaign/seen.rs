//! Numbers that were there before.

use crate::phone::E164;

/// Numbers of a full page.
const PAGE: usize = 512;

/// A page is split when it has more numbers than that.
const FILL: usize = PAGE / 8 * 7;

/// How many more bits than there are pages the directory may use: numbers made so that their hashes begin alike make
/// larger pages, not a larger directory.
const SPARE_BITS: u32 = 6;

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
    bytes: usize,
}

#[derive(Debug)]
struct Page {
    /// Open addressing by the last bits of the hash, 0 is free.
    slots: Box<[u64]>,
    len: u32,
    /// Bits that all hashes in it have in common.
    bits: u32,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen::new()
    }
}

impl Seen {
    pub fn new() -> Seen {
        let page = Page::new(PAGE, 0);
        Seen { bytes: page.bytes(), pages: vec![page], directory: vec![0], bits: 0, len: 0 }
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
        let slot = page.slot(hash, number.digits());
        if page.slots[slot] != 0 {
            return false;
        }
        page.slots[slot] = number.digits();
        page.len += 1;
        self.len += 1;
        if page.len as usize > page.slots.len() / PAGE * FILL {
            self.grow(at, hash);
        }
        true
    }

    #[inline]
    pub fn contains(&self, number: E164) -> bool {
        let hash = Seen::hash(number);
        let page = &self.pages[self.page(hash)];
        page.slots[page.slot(hash, number.digits())] != 0
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
        self.bytes + self.pages.capacity() * size_of::<Page>() + self.directory.capacity() * size_of::<u32>()
    }

    #[inline]
    fn page(&self, hash: u64) -> usize {
        // In two steps, as a shift by all 64 bits is none.
        self.directory[(hash >> 1 >> (63 - self.bits)) as usize] as usize
    }

    /// Splits the page of a hash, or makes it larger where that would take too many bits.
    #[cold]
    fn grow(&mut self, at: usize, hash: u64) {
        let page = &self.pages[at];
        if page.bits == self.bits {
            if self.bits >= self.pages.len().ilog2() + SPARE_BITS {
                let larger = page.rehashed(page.slots.len() * 2);
                self.bytes += larger.bytes() - page.bytes();
                self.pages[at] = larger;
                return;
            }
            self.bits += 1;
            self.directory = self.directory.iter().flat_map(|page| [*page; 2]).collect();
        }
        let page = &mut self.pages[at];
        let bits = page.bits + 1;
        let mut halves = [Page::new(page.slots.len(), bits), Page::new(page.slots.len(), bits)];
        for number in page.numbers() {
            let hash = hash_of(number);
            halves[(hash >> (64 - bits) & 1) as usize].put(hash, number);
        }
        let [lower, upper] = halves;
        self.bytes += upper.bytes();
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
    fn new(slots: usize, bits: u32) -> Page {
        Page { slots: vec![0; slots].into_boxed_slice(), len: 0, bits }
    }

    fn bytes(&self) -> usize {
        self.slots.len() * size_of::<u64>()
    }

    /// The slot of a number, or the free one where it belongs.
    #[inline]
    fn slot(&self, hash: u64, number: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] != number {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn put(&mut self, hash: u64, number: u64) {
        let slot = self.slot(hash, number);
        self.slots[slot] = number;
        self.len += 1;
    }

    fn numbers(&self) -> impl Iterator<Item = u64> {
        self.slots.iter().copied().filter(|number| *number != 0)
    }

    fn rehashed(&self, slots: usize) -> Page {
        let mut page = Page::new(slots, self.bits);
        for number in self.numbers() {
            page.put(hash_of(number), number);
        }
        page
    }
}

impl Extend<E164> for Seen {
    fn extend<I: IntoIterator<Item = E164>>(&mut self, numbers: I) {
        for number in numbers {
            self.insert(number);
        }
    }
}
