//! Every price of a message, against arithmetic on decimal digits as it is done on paper.
//!
//! USD 0.0001 to 2.0000 in steps of 0.0001, × 1.8 ÷ 0.01, 1 to 10 segments, every mode, scales 0 to 6, rounded per
//! segment and per message: all 8,400,000 against digits on paper, and a seeded sample against big fractions; and all of
//! them once more through decks, books and the engine.

use std::thread;

use num_bigint::BigInt;
use num_rational::BigRational;
use septet::book::Book;
use septet::credits::{Credits, Per, Ratio, Rounding, RoundingMode, decimal};
use septet::phone::Region;
use septet::rates::Deck;
use septet::{Engine, wire};

use crate::support::Chance;

/// In ten-thousandths of a dollar.
const PRICES: u32 = 20_000;
const SEGMENTS: u64 = 10;
const SCALES: u8 = Rounding::SCALE_MAX + 1;

/// The credits of one segment before they are rounded.
fn per_segment(price: &str) -> Ratio {
    let number = |text: &str| Ratio::from(decimal("number", text).unwrap());
    number(price).times(&number("1.8")).unwrap().over(&number("0.01")).unwrap()
}

/// The credits of a message of that many segments.
fn message(segment: &Ratio, segments: u64, rounding: &Rounding) -> Credits {
    match rounding.per {
        Per::Segment => rounding.round(segment).unwrap().times(segments).unwrap(),
        _ => rounding.round(&segment.times(&segments.into()).unwrap()).unwrap(),
    }
}

fn text_of(price: u32) -> String {
    format!("{}.{:04}", price / 10_000, price % 10_000)
}

/// A number on paper: decimal digits, the last one first, `PLACES` of them behind the point.
#[derive(Clone, Copy)]
struct Paper([u8; 16]);

const PLACES: usize = 7;

impl Paper {
    /// Copies a decimal, the digit before its point to just before ours.
    fn write(text: &str) -> Paper {
        let point = text.find('.').unwrap();
        let mut digits = [0; 16];
        for (index, digit) in text.bytes().enumerate().filter(|(_, byte)| *byte != b'.') {
            let place = if index < point { PLACES + point - index - 1 } else { PLACES + point - index };
            digits[place] = digit - b'0';
        }
        Paper(digits)
    }

    /// Digit by digit, with a carry.
    fn times(mut self, by: u32) -> Paper {
        let mut carry = 0;
        for digit in &mut self.0 {
            let product = u32::from(*digit) * by + carry;
            *digit = (product % 10) as u8;
            carry = product / 10;
        }
        assert_eq!(carry, 0);
        self
    }

    /// Moves every digit that many places to the left.
    fn times_ten(mut self, times: usize) -> Paper {
        self.0.rotate_right(times);
        assert!(self.0[..times].iter().all(|digit| *digit == 0));
        self
    }

    /// Strikes the digits beyond `scale` places out, and adds one to the last that stays if the mode says so.
    fn round(mut self, mode: RoundingMode, scale: u8) -> Paper {
        let last = PLACES - usize::from(scale);
        let (struck, kept) = self.0.split_at_mut(last);
        let first_struck = struck[last - 1];
        let more_behind = struck[..last - 1].iter().any(|digit| *digit > 0);
        let up = match mode {
            RoundingMode::Floor => false,
            RoundingMode::Ceil => first_struck > 0 || more_behind,
            RoundingMode::HalfEven if first_struck == 5 && !more_behind => matches!(kept[0], 1 | 3 | 5 | 7 | 9),
            RoundingMode::HalfEven => first_struck >= 5,
        };
        struck.fill(0);
        if up {
            let place = kept.iter().position(|digit| *digit != 9).unwrap();
            kept[place] += 1;
            kept[..place].fill(0);
        }
        self
    }

    /// Reads millionths off; nothing may stand behind them.
    fn micros(&self) -> i64 {
        assert!(self.0[..PLACES - 6].iter().all(|digit| *digit == 0));
        self.0[PLACES - 6..].iter().rev().fold(0, |sum, digit| sum * 10 + i64::from(*digit))
    }
}

#[test]
fn paper_is_arithmetic() {
    let paper = Paper::write("0.0560").times(18).times_ten(1); // USD 0.056 × 1.8 ÷ 0.01
    assert_eq!(paper.micros(), 10_080_000);
    assert_eq!(paper.round(RoundingMode::Ceil, 0).micros(), 11_000_000);
    assert_eq!(paper.round(RoundingMode::Floor, 1).micros(), 10_000_000);
    for (text, rounded) in [("0.5", 0), ("1.5", 2), ("2.5", 2), ("2.51", 3), ("9.5", 10), ("99.6", 100), ("0.4999", 0)]
    {
        assert_eq!(Paper::write(text).round(RoundingMode::HalfEven, 0).micros(), rounded * 1_000_000, "{text}");
    }
}

/// Checks the prices `first`, `first + step`, … and gives back how many comparisons that were.
fn check(first: u32, step: usize) -> u64 {
    let mut checks = 0;
    for price in (first..=PRICES).step_by(step) {
        let text = text_of(price);
        let segment = per_segment(&text);
        let paper = Paper::write(&text).times(18).times_ten(1);
        for mode in RoundingMode::ALL {
            for scale in 0..SCALES {
                let rounding = |per| Rounding { per, mode, scale };
                let rounded = rounding(Per::Segment).round(&segment).unwrap();
                let rounded_paper = paper.round(mode, scale);
                for segments in 1..=SEGMENTS {
                    let expected = rounded_paper.times(segments as u32).micros();
                    let credits = rounded.times(segments).unwrap();
                    assert_eq!(credits.micros(), expected, "{text} × {segments} {mode:?} {scale} per segment");

                    let expected = paper.times(segments as u32).round(mode, scale).micros();
                    let credits = message(&segment, segments, &rounding(Per::Message));
                    assert_eq!(credits.micros(), expected, "{text} × {segments} {mode:?} {scale} per message");
                    checks += 2;
                }
            }
        }
    }
    checks
}

#[test]
fn every_price_agrees_with_paper() {
    let halves = [1, 2].map(|first| thread::spawn(move || check(first, 2)));
    let checks: u64 = halves.into_iter().map(|half| half.join().unwrap()).sum();
    assert_eq!(checks, u64::from(PRICES) * SEGMENTS * 3 * u64::from(SCALES) * 2);
}

#[test]
fn a_sample_agrees_with_big_fractions() {
    let mut chance = Chance(18);
    for _ in 0..20_000 {
        let price = 1 + chance.below(PRICES as usize) as u32;
        let segments = 1 + chance.next() % SEGMENTS;
        let per = *chance.pick(&[Per::Segment, Per::Message]);
        let rounding =
            Rounding { per, mode: *chance.pick(&RoundingMode::ALL), scale: chance.below(SCALES.into()) as u8 };
        let big = |numerator: u64, denominator: u64| BigRational::new(numerator.into(), denominator.into());
        let segment = big(price.into(), 10_000) * big(18, 10) / big(1, 100);
        let grid = big(10_u64.pow(rounding.scale.into()), 1);
        let round = |exact: BigRational| {
            let shifted = exact * &grid;
            let rounded = match rounding.mode {
                RoundingMode::Floor => shifted.floor(),
                RoundingMode::Ceil => shifted.ceil(),
                // Half up, and one less where that was a half and made an odd number.
                RoundingMode::HalfEven => {
                    let half_up = (&shifted + big(1, 2)).floor();
                    let was_half = &half_up - &shifted == big(1, 2);
                    if was_half && half_up.numer().bit(0) { half_up - big(1, 1) } else { half_up }
                }
            };
            rounded / &grid
        };
        let count = big(segments, 1);
        let expected = if per == Per::Segment { round(segment) * count } else { round(segment * count) };
        let credits = message(&per_segment(&text_of(price)), segments, &rounding);
        let micros = expected * big(1_000_000, 1);
        assert!(micros.is_integer());
        assert_eq!(BigInt::from(credits.micros()), *micros.numer(), "{price} × {segments} {rounding:?}");
    }
}

/// Prices that binary floating point makes one credit too dear, × 1.8 and × 100 and then rounded up.
#[test]
fn prices_that_floats_get_wrong() {
    let whole = Rounding { per: Per::Segment, mode: RoundingMode::Ceil, scale: 0 };
    for (price, credits) in [
        ("0.05", 9),
        ("0.1", 18),
        ("0.2", 36),
        ("0.4", 72),
        ("0.55", 99),
        ("0.65", 117),
        ("0.8", 144),
        ("1.1", 198),
        ("1.3", 234),
        ("1.35", 243),
        ("1.6", 288),
    ] {
        assert_eq!(message(&per_segment(price), 1, &whole).micros(), credits * 1_000_000, "{price}");
    }
    // What is rounded is part of the price.
    let message_of_three = |per| message(&per_segment("0.0083"), 3, &Rounding { per, ..whole }).to_string();
    assert_eq!((message_of_three(Per::Segment), message_of_three(Per::Message)), ("6".into(), "5".into()));
}

/// The same prices through the engine: a deck's rate, a book's multiplier and rounding, a message's segments. The
/// expectation is whole-number arithmetic: USD p/10,000 × 1.8 at a cent a credit are 18 p/1,000 credits.
#[test]
fn the_engine_prices_every_rate_as_whole_numbers_do() {
    const HIGHEST: usize = 20_000;
    let regions: Vec<Region> = Region::all().collect();
    let chunks: Vec<Vec<usize>> =
        (1..=HIGHEST).collect::<Vec<_>>().chunks(regions.len()).map(<[usize]>::to_vec).collect();
    let books: Vec<(Per, RoundingMode, u8, Book)> = [Per::Segment, Per::Message]
        .into_iter()
        .flat_map(|per| RoundingMode::ALL.map(|mode| (per, mode)))
        .flat_map(|(per, mode)| (0..=Rounding::SCALE_MAX).map(move |scale| (per, mode, scale)))
        .map(|(per, mode, scale)| (per, mode, scale, book(per, mode, scale)))
        .collect();
    let checked = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for half in 0..2 {
            let (chunks, books, regions, checked) = (&chunks, &books, &regions, &checked);
            scope.spawn(move || {
                for chunk in chunks.iter().skip(half).step_by(2) {
                    checked.fetch_add(check_chunk(chunk, books, regions), std::sync::atomic::Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(checked.into_inner(), HIGHEST * 10 * 2 * 3 * 7);
}

fn book(per: Per, mode: RoundingMode, scale: u8) -> Book {
    let rounding = serde_json::json!({"per": per.name(), "mode": mode.name(), "scale": scale});
    let price = serde_json::json!({"perSegment": {"carrierRate": {"rates": "sms", "multiplier": "1.8"}}});
    wire::book(serde_json::json!({
        "id": "exact", "version": "1", "currency": "USD", "creditValue": "0.01", "plans": {"basic": {"allowance": "none"}},
        "services": {"it": {"price": price, "rounding": rounding, "exhausted": "declined"}}
    }))
    .unwrap()
}

/// A deck whose regions have these prices, under every book.
fn check_chunk(prices: &[usize], books: &[(Per, RoundingMode, u8, Book)], regions: &[Region]) -> usize {
    let rows: String =
        prices.iter().zip(regions).map(|(p, region)| format!("{region},{}.{:04}\n", p / 10_000, p % 10_000)).collect();
    let deck = Deck::from_csv("sms", format!("iso,price_usd\n{rows}").as_bytes()).unwrap();
    let first = Engine::new(books[0].3.clone(), [("sms".to_owned(), deck)].into()).unwrap();
    let mut checked = 0;
    for (per, mode, scale, book) in books {
        let engine = first.with_book(book.clone()).unwrap();
        let pricer = engine.pricer("basic", "it", None, None).unwrap();
        for (&p, &region) in prices.iter().zip(regions) {
            for segments in 1..=10 {
                let (rounded, times) = match per {
                    Per::Segment => (1, segments),
                    _ => (segments, 1),
                };
                // In units of the last place that stays.
                let exact = (p * 18) as i64 * rounded as i64 * 10_i64.pow(u32::from(*scale));
                let (floor, rest) = (exact / 1_000, exact % 1_000);
                let up = match mode {
                    RoundingMode::Ceil => rest > 0,
                    RoundingMode::HalfEven => rest > 500 || rest == 500 && floor % 2 == 1,
                    RoundingMode::Floor => false,
                };
                let micros = (floor + i64::from(up)) * 10_i64.pow(6 - u32::from(*scale)) * times as i64;
                let found = pricer.credits(region, segments).unwrap().micros();
                assert_eq!(found, micros, "{p}/10000 × {segments} segments, {per:?} {mode:?} {scale}");
                checked += 1;
            }
        }
    }
    checked
}
