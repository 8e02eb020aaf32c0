//! Credits, money and rounding against arithmetic that is slow and obviously right.

use rust_decimal::Decimal;
use septet::credits::{Credits, Currency, Money, Per, Ratio, Rounding, RoundingMode, decimal};

use crate::support::Chance;

#[test]
fn credits_have_one_text() {
    for (text, canonical) in [
        ("0", "0"),
        ("-0", "0"),
        ("9", "9"),
        ("9.0", "9"),
        ("1.50", "1.5"),
        ("0.000001", "0.000001"),
        ("-12.25", "-12.25"),
        ("007", "7"),
        ("9223372036854.775807", "9223372036854.775807"),
        ("-9223372036854.775808", "-9223372036854.775808"),
    ] {
        assert_eq!(text.parse::<Credits>().unwrap().to_string(), canonical, "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for (text, code) in [
        ("", "invalid-amount"),
        (".5", "invalid-amount"),
        ("5.", "invalid-amount"),
        ("+5", "invalid-amount"),
        ("1e3", "invalid-amount"),
        ("1_000", "invalid-amount"),
        ("1,5", "invalid-amount"),
        (" 1", "invalid-amount"),
        ("NaN", "invalid-amount"),
        ("٣", "invalid-amount"),
        ("0.0000001", "invalid-amount"),
        ("9223372036854.775808", "out-of-range"),
        ("99999999999999999999999999999999999", "invalid-amount"),
    ] {
        assert_eq!(text.parse::<Credits>().unwrap_err().code(), code, "{text}");
    }
}

#[test]
fn arithmetic_is_checked() {
    let most = Credits::from_micros(i64::MAX);
    let one = Credits::from_micros(1);
    assert_eq!(most.plus(one).unwrap_err().code(), "out-of-range");
    assert_eq!(Credits::from_micros(i64::MIN).minus(one).unwrap_err().code(), "out-of-range");
    assert_eq!(most.times(2).unwrap_err().code(), "out-of-range");
    assert_eq!(one.times(u64::MAX).unwrap_err().code(), "out-of-range");
    assert_eq!(Ratio::new(1, 0).unwrap_err().code(), "out-of-range");
    assert_eq!(Ratio::new(i128::MAX, 1).unwrap().times(&2.into()).unwrap_err().code(), "out-of-range");
    assert_eq!(Ratio::new(i128::MIN, -1).unwrap_err().code(), "out-of-range");
}

#[test]
fn ratios_are_in_lowest_terms() {
    let check = |ratio: Ratio, text: &str| assert_eq!(ratio.to_string(), text);
    check(Ratio::new(6, 4).unwrap(), "1.5");
    check(Ratio::new(-6, 4).unwrap(), "-1.5");
    check(Ratio::new(6, -4).unwrap(), "-1.5");
    check(Ratio::new(2, 6).unwrap(), "1/3");
    check(Ratio::new(0, 5).unwrap(), "0");
    check(Ratio::new(29, 60).unwrap().times(&300.into()).unwrap(), "145");
    check(Ratio::new(1, 3).unwrap().plus(&Ratio::new(1, 6).unwrap()).unwrap(), "0.5");
    check(Ratio::new(1, 3).unwrap().over(&Ratio::new(2, 1).unwrap()).unwrap(), "1/6");
    check(decimal("price", "0.0832").unwrap().into(), "0.0832");
    check(Ratio::new(1, 1 << 40).unwrap(), "1/1099511627776"); // 40 decimal places are too many for a decimal
}

/// Every mode and place, against long division digit by digit.
#[test]
fn rounding_agrees_with_long_division() {
    let mut chance = Chance(7);
    for _ in 0..20_000 {
        let numerator = (chance.next() >> 24) as i128 * if chance.below(4) == 0 { -1 } else { 1 };
        // Small denominators make halves and whole numbers common.
        let denominator = (chance.next() % if chance.below(2) == 0 { 40 } else { 1 << 30 }) as i128 + 1;
        let exact = Ratio::new(numerator, denominator).unwrap();
        for mode in RoundingMode::ALL {
            for scale in 0..=Rounding::SCALE_MAX {
                let step = 10_i128.pow(u32::from(Rounding::SCALE_MAX - scale));
                let expected = slow(numerator, denominator, mode, 10_i128.pow(u32::from(scale))) * step;
                let rounding = Rounding { per: Per::Message, mode, scale };
                match rounding.round(&exact) {
                    Ok(credits) => assert_eq!(i128::from(credits.micros()), expected, "{exact} {rounding:?}"),
                    Err(error) => {
                        assert_eq!(error.code(), "out-of-range");
                        assert!(i64::try_from(expected).is_err(), "{exact} {rounding:?}");
                    }
                }
            }
        }
    }
}

/// The neighbour of `numerator / denominator` on a grid of `1 / grid` that the mode asks for.
fn slow(numerator: i128, denominator: i128, mode: RoundingMode, grid: i128) -> i128 {
    let scaled = numerator * grid;
    let mut below = scaled / denominator;
    while below * denominator > scaled {
        below -= 1;
    }
    let (to_below, to_above) = (scaled - below * denominator, (below + 1) * denominator - scaled);
    let above = match mode {
        RoundingMode::Floor => false,
        RoundingMode::Ceil => to_below != 0,
        RoundingMode::HalfEven => to_above < to_below || to_above == to_below && below % 2 != 0,
    };
    if above { below + 1 } else { below }
}

/// Short numbers are read in another way than long ones; the number and its places are the same.
#[test]
fn decimals_are_read_as_by_their_crate() {
    let mut chance = Chance(7);
    let mut texts: Vec<String> = ["0", "0.0", "00.100", "-0", "-1.5", "1000"].map(str::to_owned).into();
    for _ in 0..20_000 {
        let mut digits = |most: usize| {
            let count = 1 + chance.below(most);
            (0..count).map(|_| char::from(b'0' + chance.below(10) as u8)).collect::<String>()
        };
        let (whole, fraction) = (digits(12), digits(12));
        texts.extend([format!("{whole}.{fraction}"), whole, format!("0.{fraction}")]);
    }
    for text in texts {
        let (read, expected) = (decimal("number", &text).unwrap(), Decimal::from_str_exact(&text).unwrap());
        assert_eq!(read.unpack(), expected.unpack(), "{text}");
    }
}

#[test]
fn money_is_canonical() {
    let dollars = Currency::parse("USD").unwrap();
    assert_eq!(Money::new(decimal("price", "0.0500").unwrap(), dollars).to_string(), "USD 0.05");
    for text in ["usd", "US", "USDT", "U$D", ""] {
        assert_eq!(Currency::parse(text).unwrap_err().code(), "invalid-amount", "{text}");
    }
}
