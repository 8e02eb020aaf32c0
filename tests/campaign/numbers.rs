//! Phone numbers as people write them.

use septet::campaign::NumberProblem::{self, *};
use septet::campaign::read_number;
use septet::phone::{E164, Number, Place, Plan, Region};

use crate::chance::Chance;

fn read(cell: &str, home: &str) -> Result<u64, NumberProblem> {
    let home = (!home.is_empty()).then(|| Plan::of(Region::parse(home).unwrap()).unwrap());
    let read = read_number(cell.as_bytes(), home.as_ref());
    if let Ok(number) = read {
        let same = Number::parse(&number.to_string()).unwrap();
        assert_eq!((number.region(), number.class(), number.line()), (same.region(), same.class(), same.line()));
    }
    read.map(E164::digits)
}

#[track_caller]
fn is(cell: &str, home: &str, digits: u64) {
    assert_eq!(read(cell, home), Ok(digits), "{cell:?} in {home:?}");
}

#[track_caller]
fn is_not(cell: &str, home: &str, problem: NumberProblem) {
    assert_eq!(read(cell, home), Err(problem), "{cell:?} in {home:?}");
}

#[test]
fn international_numbers() {
    for home in ["", "GB", "US", "IT"] {
        is("+447400123456", home, 447400123456);
        is("+44 7400 123456", home, 447400123456);
        is(" +44 (7400) 123-456\t", home, 447400123456);
        is("+44.7400.123456", home, 447400123456);
        is("+44\u{a0}7400\u{2011}123456", home, 447400123456);
        is("\u{202a}+44 7400 123456\u{202c}", home, 447400123456);
        is("\u{200e}+447400123456", home, 447400123456);
        is("'+447400123456", home, 447400123456);
        is("=\"+447400123456\"", home, 447400123456);
        is("tel:+44-7400-123456", home, 447400123456);
        is("(+44) 7400 123456", home, 447400123456);
        is("\u{ff0b}\u{ff14}\u{ff14}7400123456", home, 447400123456);
        is("+44 (0)7400 123456", home, 447400123456);
        is("+39 (0)6 6982 1234", home, 390669821234);
        is("+49 (0) 30 / 1234567", home, 49301234567);
        is("+800 1234 5678", home, 80012345678);
        is("+123456", home, 123456);
        is("+123456789012345", home, 123456789012345);
        is("0044 7400 123456", home, 447400123456);
        is("00447400123456", home, 447400123456);
    }
}

#[test]
fn national_numbers() {
    for (home, cell, digits) in [
        ("GB", "07400 123456", 447400123456),
        ("GB", "7400123456", 447400123456),
        ("GB", "447400123456", 447400123456),
        ("GB", "4407400123456", 447400123456),
        ("GB", "447400123456.0", 447400123456),
        ("GB", "020 7946 0958", 442079460958),
        ("US", "(415) 555-2671", 14155552671),
        ("US", "1-415-555-2671", 14155552671),
        ("US", "4155552671", 14155552671),
        ("US", "14155552671", 14155552671),
        ("US", "011 44 7400 123456", 447400123456),
        ("CA", "(204) 555-1234", 12045551234),
        ("IN", "9876543210", 919876543210),
        ("IN", "09876543210", 919876543210),
        ("IN", "919876543210", 919876543210),
        ("IN", "9198765432", 919198765432),
        ("DE", "0151 23456789", 4915123456789),
        ("DE", "4915123456789", 4915123456789),
        ("DE", "15123456789", 4915123456789),
        ("DE", "030/1234567", 49301234567),
        ("IT", "06 6982 1234", 390669821234),
        ("IT", "312 345 6789", 393123456789),
        ("IT", "3912345678", 393912345678),
        ("IT", "393912345678", 393912345678),
        ("RU", "8 916 123-45-67", 79161234567),
        ("RU", "9161234567", 79161234567),
        ("RU", "79161234567", 79161234567),
        ("RU", "8 10 44 7400 123456", 447400123456),
        ("KZ", "8 701 123 4567", 77011234567),
        ("HU", "06 20 123 4567", 36201234567),
        ("FR", "06 12 34 56 78", 33612345678),
        ("ES", "612 34 56 78", 34612345678),
        ("PL", "481 234 567", 48481234567),
        ("NO", "47 12 34 56", 4747123456),
        ("SG", "8123 4567", 6581234567),
        ("SG", "6581234567", 6581234567),
        ("SG", "001 44 7400 123456", 447400123456),
        ("SG", "0044 7400 123456", 447400123456),
        ("AU", "0412 345 678", 61412345678),
        ("AU", "412345678", 61412345678),
        ("AU", "0011 44 7400 123456", 447400123456),
        ("JP", "090-1234-5678", 819012345678),
        ("JP", "010 44 7400 123456", 447400123456),
        ("BR", "(11) 98765-4321", 5511987654321),
        ("BR", "011 98765-4321", 5511987654321),
        ("BR", "5511987654321", 5511987654321),
        ("MX", "55 1234 5678", 525512345678),
        ("CN", "138 1234 5678", 8613812345678),
        ("LT", "8 612 34567", 37061234567),
        ("BY", "8 029 123 45 67", 375291234567),
        ("EG", "٠١٠٠١٢٣٤٥٦٧", 201001234567),
        ("XK", "043 201 234", 38343201234),
    ] {
        is(cell, home, digits);
    }
}

#[test]
fn digits_without_a_country() {
    is("447400123456", "", 447400123456);
    is("14155552671", "", 14155552671);
    is("919876543210", "", 919876543210);
    is("447400123456.0", "", 447400123456);
    is_not("4155552671", "", NoCountry);
    is_not("9876543210", "", NoCountry);
    is_not("07400123456", "", NoCountry);
    is_not("07400 123456", "", NoCountry);
    is_not("99912345678", "", NoCountry);
    is_not("440740012345678", "", NoCountry);
}

#[test]
fn what_is_no_number() {
    for home in ["", "GB"] {
        is_not("", home, Empty);
        is_not("   ", home, Empty);
        is_not("-", home, Empty);
        is_not("+", home, Empty);
        is_not("n/a", home, Letters);
        is_not("1-800-FLOWERS", home, Letters);
        is_not("+44 7400 12345B", home, Letters);
        is_not("4.474E+11", home, Scientific);
        is_not("4,474E+11", home, Scientific);
        is_not("4.474e11", home, Scientific);
        is_not("+1 415 555 2671 x123", home, Extension);
        is_not("+1 415 555 2671 ext. 123", home, Extension);
        is_not("tel:+1-415-555-2671;ext=123", home, Extension);
        is_not("+1 415 555 2671 #12", home, Extension);
        is_not("+44 7400 123456, +44 7400 123457", home, Characters);
        is_not("+44 7400 123456 +44 7400 123457", home, Characters);
        is_not("+44*7400123456", home, Characters);
        is_not("+12345", home, TooShort);
        is_not("12345", home, TooShort);
        is_not("+1234567890123456", home, TooLong);
        is_not(&"1".repeat(70_000), home, TooLong);
        is_not("+0447400123456", home, UnknownCountry);
        is_not("00 999 1234567", home, UnknownCountry);
        assert_eq!(read_number(b"+44740012345\xe9", None), Err(Characters));
    }
    is_not("0740012", "GB", TooShort);
    is_not("074001234567", "GB", TooLong);
    is_not("415555267", "US", TooShort);
    is_not("0111512345678", "AR", TooLong);
}

#[test]
fn codes_are_told_apart() {
    let mut codes: Vec<&str> = NumberProblem::ALL.into_iter().map(NumberProblem::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), NumberProblem::ALL.len());
}

/// A recipient and a request's number are read alike, whatever country a 0 stands in brackets for.
#[test]
fn a_bracketed_zero_is_read_alike() {
    for line in std::fs::read_to_string("src/data/prefix_region.csv").unwrap().lines().skip(1) {
        let prefix = line.split(',').next().unwrap();
        for rest in ["(0)7781 12345", "7 (0) 781", " (0)6-6982.1234", "(0)", "(0)1234 (0)5678"] {
            let text = format!("+{prefix}{rest}");
            let number = Number::parse(&text).ok();
            assert_eq!(number, read_number(text.as_bytes(), None).ok().map(Number::from), "{text}");
        }
    }
}

/// The short way and the long one agree on every number.
#[test]
fn equal_to_the_slow_way() {
    let mut random = Chance(73);
    let prefixes: Vec<String> = std::fs::read_to_string("src/data/prefix_region.csv")
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap().to_owned())
        .collect();
    let check = |digits: &str| {
        let text = format!("+{digits}");
        let (slow, fast) = (Number::parse(&text), read_number(text.as_bytes(), None));
        let (Ok(slow), Ok(fast)) = (&slow, &fast) else {
            assert!(slow.is_err() && fast.is_err(), "{text}: {slow:?}, {fast:?}");
            return;
        };
        assert_eq!(slow.digits(), fast.digits().to_string());
        assert_eq!((slow.region(), slow.class()), (fast.region(), fast.class()), "{text}");
        assert_eq!(slow.line(), fast.line(), "{text}");
        assert_eq!(Number::from(*fast), *slow);
        assert_eq!(fast.length(), digits.len());
    };
    for _ in 0..400_000 {
        let mut digits = String::new();
        if random.below(3) > 0 {
            digits += random.pick(&prefixes).as_str();
            if random.below(8) == 0 {
                // The last number before a range.
                digits = (digits.parse::<u64>().unwrap() - 1).to_string();
            }
        }
        let length = random.below(18);
        let filler = random.below(12);
        while digits.len() < length {
            digits.push(char::from(b'0' + if filler < 10 { filler as u8 } else { random.below(10) as u8 }));
        }
        check(&digits);
    }
    // Every range and each length, at both ends.
    for prefix in &prefixes {
        for length in prefix.len()..=15 {
            for digit in ["0", "9"] {
                check(&format!("{prefix}{}", digit.repeat(length - prefix.len())));
            }
        }
    }
    for digits in 1310..=1311 {
        check(&format!("{digits}5550"));
        check(&format!("{digits}55501"));
    }
}

#[test]
fn packed_numbers() {
    assert_eq!(E164::new(99_999), None);
    assert_eq!(E164::new(100_000).unwrap().digits(), 100_000);
    assert_eq!(E164::new(999_999_999_999_999).unwrap().length(), 15);
    assert_eq!(E164::new(1_000_000_000_000_000), None);
    assert_eq!(E164::new(0), None);
    assert_eq!(E164::new(u64::MAX), None);
}

#[test]
fn places_have_an_index_each() {
    let places: Vec<Place> = (0..Place::COUNT).map_while(Place::at).collect();
    assert_eq!(places.len(), Region::all().count() + 7 + 1);
    assert!(places.iter().enumerate().all(|(at, place)| place.index() == at));
    let mut all: Vec<_> = places.iter().map(|place| (place.region(), place.class())).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), places.len());
    assert!(places.iter().all(|place| place.region().is_none_or(|region| Plan::of(region).is_some())));
}

#[test]
fn nothing_panics() {
    let mut random = Chance(74);
    let homes: Vec<Plan> = Region::all().filter_map(Plan::of).collect();
    const BYTES: &[u8] = b"+00112233445566778899().-/ xeE,'=\":;\xc2\xa0\xe2\x80\x91\xff";
    for _ in 0..300_000 {
        let cell: Vec<u8> = (0..random.below(24)).map(|_| *random.pick(BYTES)).collect();
        let home = random.below(homes.len() + 50);
        if let Ok(number) = read_number(&cell, homes.get(home)) {
            assert!(Number::parse(&number.to_string()).is_ok());
        }
    }
}
