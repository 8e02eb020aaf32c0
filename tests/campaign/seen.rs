//! Duplicates and suppression lists.

use std::collections::HashSet;

use septet::campaign::Seen;
use septet::phone::E164;

use crate::chance::Chance;

/// The most bytes a number may take, once there are many.
const BYTES_MAX: usize = 24;

fn number(digits: u64) -> E164 {
    E164::new(digits).unwrap()
}

#[test]
fn says_of_each_number_whether_it_is_new() {
    let mut random = Chance(70);
    for range in [50, 5_000, 200_000] {
        let (mut seen, mut model) = (Seen::new(), HashSet::new());
        for _ in 0..100_000 {
            let one = 447_400_000_000 + random.below(range) as u64 * 7;
            assert_eq!(seen.insert(number(one)), model.insert(one), "{one}");
        }
        assert_eq!((seen.len(), seen.is_empty()), (model.len(), false));
        for one in (0..range as u64).map(|one| 447_400_000_000 + one * 7) {
            assert_eq!(seen.contains(number(one)), model.contains(&one), "{one}");
        }
        assert!(!seen.contains(number(919_876_543_210)));
    }
}

#[test]
fn never_takes_more_than_24_bytes_a_number() {
    let (mut random, mut seen, mut worst) = (Chance(71), Seen::new(), 0);
    let mut turns = 0;
    while seen.len() < 1_200_000 {
        // Numbers in sequence are as good as any.
        let one =
            if turns % 2 == 0 { 447_000_000_000 + turns } else { 100_000_000_000 + random.next() % 800_000_000_000 };
        turns += 1;
        seen.insert(number(one));
        if seen.len() >= 10_000 {
            worst = worst.max(seen.bytes() * 100 / seen.len());
        }
    }
    assert!(worst <= BYTES_MAX * 100, "{} hundredths of a byte", worst);
}

/// Each time a module's memory grows, a browser collects its garbage.
#[test]
fn asks_for_memory_in_steps_that_grow_with_it() {
    let (mut seen, mut steps, mut before) = (Seen::new(), 0, 0);
    for digits in 447_400_000_000..447_400_500_000 {
        seen.insert(number(digits));
        if seen.bytes() != before {
            (before, steps) = (seen.bytes(), steps + 1);
        }
    }
    assert!(steps <= 100, "{steps} steps to {before} bytes");
}

#[test]
fn numbers_with_hashes_that_begin_alike_take_little_more() {
    let (mut seen, mut digits) = (Seen::new(), 100_000_000_000_u64);
    while seen.len() < 3_000 {
        digits += 1;
        if Seen::hash(number(digits)) >> 52 == 0 {
            assert!(seen.insert(number(digits)));
            assert!(!seen.insert(number(digits)));
        }
    }
    assert!(seen.bytes() <= 4 * BYTES_MAX * seen.len(), "{} bytes", seen.bytes());
}

#[test]
fn parts_by_hash_make_the_whole() {
    let mut random = Chance(72);
    let numbers: Vec<E164> = (0..50_000).map(|_| number(44_740_000_000 + random.next() % 30_000)).collect();
    let mut whole = Seen::new();
    whole.extend(numbers.iter().copied());
    let mut parts = [Seen::new(), Seen::new(), Seen::new()];
    for one in numbers {
        parts[(Seen::hash(one) >> 24 & 0xffff) as usize % 3].insert(one);
    }
    assert_eq!(parts.iter().map(Seen::len).sum::<usize>(), whole.len());
}
