//! The table behind [`E164::place`](super::E164::place): the numbers, brought to 15 digits by zeros at their end, as
//! intervals, found by their upper bits.

use std::sync::LazyLock;

use super::e164::POWERS;
use super::{Class, DIGITS, E164, Place, Region, region_of, tables};

/// Bits of an aligned number below those that find its bucket: a bucket is narrower than the range of a 4-digit prefix.
const SHIFT: u32 = 36;

/// A bucket's bit that says that it has borders within: the rest is where they begin.
const HAS_BORDERS: u16 = 1 << 15;

/// Digits of a class's prefix.
const CLASS_DIGITS: usize = 3;

/// Numbers that begin alike, and mostly are at one place.
const LEADING_DIGITS: usize = 4;

/// A prefix as a number of the most digits.
fn align(prefix: u64, digits: usize) -> u64 {
    prefix * POWERS[*DIGITS.end() - digits]
}

/// A bit for each length that takes the exact way.
const EXACT: u32 = {
    let (mut lengths, mut at) = ((1 << tables::PREFIX_DIGITS_MAX) - 1, 0);
    while at < tables::EXCEPTIONS.len() {
        lengths |= 1 << tables::EXCEPTIONS[at].0;
        at += 1;
    }
    lengths
};

pub(super) struct Places {
    /// By place; the regions come first, then the classes, then nowhere.
    regions: Vec<Region>,
    /// The first number of an interval and its place.
    intervals: Vec<(u64, u8)>,
    buckets: Vec<u16>,
    /// Intervals; those of a bucket begin with the one that its first number is in, and end with one that begins beyond
    /// it.
    borders: Vec<(u64, u8)>,
}

impl Places {
    #[inline]
    pub(super) fn get() -> &'static Places {
        static PLACES: LazyLock<Places> = LazyLock::new(Places::new);
        &PLACES
    }

    fn new() -> Places {
        let regions = Region::all().collect();
        let mut places = Places { regions, intervals: Vec::new(), buckets: Vec::new(), borders: Vec::new() };
        let mut starts = vec![0];
        for &(prefix, _) in tables::PREFIXES {
            let digits = prefix.ilog10() as usize + 1;
            starts.extend([align(prefix.into(), digits), align(u64::from(prefix) + 1, digits)]);
        }
        for prefix in (800..1000).filter(|prefix: &u64| Class::of(&prefix.to_string()).is_some()) {
            starts.extend([align(prefix, CLASS_DIGITS), align(prefix + 1, CLASS_DIGITS)]);
        }
        starts.sort_unstable();
        starts.dedup();
        let mut intervals: Vec<(u64, u8)> = starts.into_iter().map(|start| (start, places.slow(start).0)).collect();
        intervals.dedup_by_key(|interval| interval.1);
        let mut at = 0;
        for bucket in 0..=POWERS[*DIGITS.end()] >> SHIFT {
            let (first, end) = (bucket << SHIFT, (bucket + 1) << SHIFT);
            while intervals.get(at + 1).is_some_and(|next| next.0 <= first) {
                at += 1;
            }
            let count = intervals[at..].iter().take_while(|interval| interval.0 < end).count();
            places.buckets.push(match count {
                1 => intervals[at].1.into(),
                _ => HAS_BORDERS | places.borders.len() as u16,
            });
            if count > 1 {
                places.borders.extend_from_slice(&intervals[at..at + count]);
                places.borders.push((u64::MAX, 0));
            }
        }
        places.intervals = intervals;
        places
    }

    /// The place of a number by its digits; zeros may follow them.
    fn slow(&self, digits: u64) -> Place {
        let text = digits.to_string();
        let classes = || Class::of(&text).and_then(|class| Class::ALL.iter().position(|one| *one == class));
        match region_of(&text).and_then(|region| self.regions.binary_search(&region).ok()) {
            Some(at) => Place(at as u8),
            None => Place((self.regions.len() + classes().unwrap_or(Class::ALL.len())) as u8),
        }
    }

    /// Number ranges that only their length tells apart, and numbers that are no longer than a prefix can be.
    #[cold]
    fn exact(&self, number: E164) -> Place {
        for &(length, prefix_digits, prefix, region) in tables::EXCEPTIONS {
            let begins = || number.digits() / POWERS[length - prefix_digits] == u64::from(prefix);
            if number.length() == length && begins() {
                let at = region.and_then(|region| self.regions.binary_search(&region).ok());
                return Place(at.unwrap_or(self.regions.len() + Class::ALL.len()) as u8);
            }
        }
        self.slow(number.digits())
    }

    #[inline(always)]
    pub(super) fn may_lead(length: usize) -> bool {
        EXACT >> (length & 31) & 1 == 0
    }

    /// The place of all numbers that begin with these digits and take no exact way; `None` where there is more than one.
    pub(super) fn of_leading(&self, digits: u64) -> Option<Place> {
        let (from, end) = (align(digits, LEADING_DIGITS), align(digits + 1, LEADING_DIGITS));
        let at = self.intervals.partition_point(|interval| interval.0 < end).checked_sub(1)?;
        let (first, place) = self.intervals[at];
        (first <= from).then_some(Place(place))
    }

    #[inline]
    pub(super) fn of(&self, number: E164) -> Place {
        let length = number.length();
        if EXACT >> length & 1 == 1 {
            return self.exact(number);
        }
        let aligned = number.digits() * POWERS[(*DIGITS.end() - length) & 15];
        let bucket = self.buckets.get((aligned >> SHIFT) as usize).copied().unwrap_or_default();
        if bucket & HAS_BORDERS == 0 {
            return Place(bucket as u8);
        }
        let borders = self.borders.get(usize::from(bucket & !HAS_BORDERS)..).unwrap_or_default();
        let mut place = 0;
        for &(first, of) in borders {
            if aligned < first {
                break;
            }
            place = of;
        }
        Place(place)
    }

    pub(super) fn len(&self) -> usize {
        self.regions.len() + Class::ALL.len() + 1
    }

    pub(super) fn region(&self, place: Place) -> Option<Region> {
        self.regions.get(place.index()).copied()
    }

    pub(super) fn class(&self, place: Place) -> Option<Class> {
        Class::ALL.get(place.index().checked_sub(self.regions.len())?).copied()
    }
}
