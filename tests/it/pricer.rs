//! The fast path is the credits of a quote.

use std::collections::BTreeSet;

use septet::credits::{Credits, Per, Ratio, Rounding, RoundingMode};
use septet::phone::Region;
use septet::quote::{Engine, Request};
use septet::rates::{Category, Date};
use septet::wire;
use serde_json::{Value, json};

/// A book with one service, `sms`.
fn book(service: &Value) -> Value {
    let mut service = service.clone();
    service["exhausted"] = json!("declined");
    json!({
        "id": "b", "version": "1", "currency": "USD", "creditValue": "0.007",
        "services": {"sms": service},
        "plans": {"some": {"allowance": "none"}, "other": {"allowance": "none"}},
        "policies": {},
    })
}

/// A text of that many segments.
fn text(segments: u64) -> String {
    "a".repeat(if segments > 1 { 153 * segments as usize } else { segments as usize })
}

fn request(plan: &str, service: &str, region: Region, segments: u64) -> Request {
    Request {
        plan: plan.into(),
        service: service.into(),
        region: Some(region.to_string()),
        text: Some(text(segments)),
        ..Request::default()
    }
}

/// Every region that a number can be in, and some that none is.
fn regions() -> Vec<Region> {
    let others = ["AA", "QZ", "ZZ"].map(|region| Region::parse(region).unwrap());
    Region::all().chain(others).collect()
}

/// Both ways agree, on the credits or on the error; answers how many credits and how many errors there were.
fn agree(engine: &Engine, segments: impl IntoIterator<Item = u64> + Clone, what: &str) -> (u32, u32) {
    let (mut prices, mut errors) = (0, 0);
    for plan in ["some", "other"] {
        let pricer = engine.pricer(plan, "sms", None, None).unwrap();
        for region in regions() {
            for segments in segments.clone() {
                let fast = pricer.credits(region, segments);
                let slow = engine.quote(&request(plan, "sms", region, segments)).map(|quote| quote.credits);
                assert_eq!(fast, slow, "{what}, {plan}, {region} × {segments}");
                *(if fast.is_ok() { &mut prices } else { &mut errors }) += 1;
            }
        }
    }
    (prices, errors)
}

/// Some prices that end, some that do not, one that is very fine, and a region without numbers.
fn deck() -> String {
    let fine = "AD,0.0000000000000000012345678\nAE,0\nAQ,0.1\nZZ,0.3\n";
    let taken = ["AD", "AE", "AQ", "ZZ", "FR", "GB"];
    let priced = Region::all().filter(|region| !taken.contains(&region.as_str())).enumerate();
    let rows: String = priced.map(|(n, region)| format!("{region},0.{:04}\n", 37 * n + 1)).collect();
    format!("iso,price_usd\n{fine}{rows}")
}

#[test]
fn every_rounding_agrees_with_quotes() {
    for per in ["segment", "message"] {
        for mode in RoundingMode::ALL {
            for scale in 0..=Rounding::SCALE_MAX {
                let service = json!({
                    "price": {"perSegment": {"carrierRate": {"rates": "sms", "multiplier": "1.3"}}},
                    "rounding": {"per": per, "mode": mode.name(), "scale": scale},
                });
                let engine = wire::engine(book(&service), &[("sms", deck().as_bytes())]).unwrap();
                let (prices, errors) = agree(&engine, [1, 3], &format!("{per} {mode:?} {scale}"));
                assert!(prices > 900 && errors > 5, "{prices} {errors}");
            }
        }
    }
}

#[test]
fn every_kind_of_book_agrees_with_quotes() {
    let rate = json!({"carrierRate": {"rates": "sms", "multiplier": "1.3", "fee": "0.0011"}});
    let whole = |per: &str| json!({"per": per, "mode": "ceil", "scale": 0});
    let even = |per: &str| json!({"per": per, "mode": "half_even", "scale": 3});
    let free = json!([{"plans": ["some"], "regions": ["US", "AE", "FR"]}]);
    for service in [
        json!({"price": {"perSegment": rate}, "rounding": whole("segment")}),
        json!({"price": {"perSegment": rate}, "rounding": whole("message"), "free": free}),
        json!({"price": {"perSegment": rate}, "rounding": whole("segment"), "free": free, "fee": "0.25"}),
        json!({"price": {"perSegment": rate}, "rounding": even("message"), "fee": "0.25", "minimum": "90"}),
        json!({"price": {"perSegment": rate}, "rounding": even("segment"), "minimum": "90"}),
        json!({"price": {"perMessage": rate}, "rounding": even("message"), "fee": "0.25", "minimum": "30", "free": free}),
        json!({"price": {"perMessage": {"credits": "1.5"}}, "fee": "0.000001"}),
        json!({"price": {"perSegment": {"credits": "1.000001"}}, "minimum": "3"}),
        json!({"price": {"perSegment": {"credits": "1.25"}}, "rounding": whole("message")}),
    ] {
        let engine = wire::engine(book(&service), &[("sms", deck().as_bytes())]).unwrap();
        agree(&engine, 0..=10, &service.to_string());
    }
}

#[test]
fn categories_and_days_agree_with_quotes() {
    let csv = "market,category,valid_from,price_usd\nIndia,marketing,,0.01\nIndia,marketing,2026-10-01,0.02\nIndia,utility,,0.005\nOther,,,0.03\n";
    let engine = wire::engine("calcom", &[("whatsapp", csv.as_bytes())]).unwrap();
    let days = [None, Some("2026-09-30"), Some("2026-10-01")].map(|day| day.map(|day| Date::parse(day).unwrap()));
    let mut codes = BTreeSet::new();
    for (category, at) in
        [None, Some(Category::Marketing), Some(Category::Utility)].into_iter().flat_map(|c| days.map(|d| (c, d)))
    {
        let pricer = engine.pricer("organization", "whatsapp", category, at).unwrap();
        for region in regions() {
            let request = Request { category, at, ..request("organization", "whatsapp", region, 2) };
            let (fast, slow) = (pricer.credits(region, 2), engine.quote(&request).map(|quote| quote.credits));
            assert_eq!(fast, slow, "{region} {category:?} {at:?}");
            codes.extend(fast.err().map(|error| error.code()));
        }
    }
    assert_eq!(codes, ["invalid-request", "no-rate"].into());
}

#[test]
fn a_total_is_the_sum_and_never_wraps() {
    let engine = wire::engine("calcom", &[]).unwrap();
    let pricer = engine.pricer("team", "sms", None, None).unwrap();
    let messages = || Region::all().filter(|region| pricer.credits(*region, 1).is_ok()).zip((1..=10).cycle());
    let sum = messages().fold(Credits::ZERO, |sum, (region, n)| sum.plus(pricer.credits(region, n).unwrap()).unwrap());
    assert_eq!(pricer.total(messages()), Ok(sum));

    let india = Region::parse("IN").unwrap();
    for messages in [vec![(india, u64::MAX)], vec![(india, 1 << 37); 10]] {
        assert_eq!(pricer.total(messages).unwrap_err().code(), "out-of-range");
    }
    assert_eq!(engine.pricer("team", "call", None, None).unwrap_err().code(), "invalid-request");
    assert_eq!(engine.pricer("none", "sms", None, None).unwrap_err().code(), "unknown-plan");
    assert_eq!(engine.pricer("team", "fax", None, None).unwrap_err().code(), "unknown-service");
}

/// What leaves a machine word is rounded as what fits it.
#[test]
fn rounding_many_at_once_is_rounding_their_product() {
    let denominators = [1, 2, 3, 7, 1_000_003, i64::MAX.into(), i128::from(i64::MAX) * 4 + 3];
    let numerators = [0, 1, 5, -5, 999_999_999_937, i64::MAX.into(), i64::MIN.into(), 1 << 80];
    let mut rounded = 0;
    for (numerator, denominator) in numerators.into_iter().flat_map(|n| denominators.map(|d| (n, d))) {
        let exact = Ratio::new(numerator, denominator).unwrap();
        for count in [0, 1, 2, 3, 10, u32::MAX.into(), i64::MAX.unsigned_abs(), u64::MAX] {
            for (mode, scale) in RoundingMode::ALL.into_iter().flat_map(|mode| [0, 3, 6].map(|scale| (mode, scale))) {
                let rounding = Rounding { per: Per::Message, mode, scale };
                let product = exact.times(&count.into()).and_then(|product| rounding.round(&product));
                assert_eq!(rounding.round_times(&exact, count), product, "{exact} × {count}, {rounding:?}");
                rounded += u32::from(product.is_ok());
            }
        }
    }
    assert!(rounded > 1000, "{rounded}");
}

#[test]
fn regions_are_known_by_their_numbers() {
    let all: Vec<_> = Region::all().collect();
    assert!(all.is_sorted() && all.len() > 200 && all.iter().all(Region::is_known), "{}", all.len());
    assert!(["AA", "QZ", "ZZ"].iter().all(|region| !Region::parse(region).unwrap().is_known()));
}

/// What the caller never gave is not complained of.
#[test]
fn a_service_without_messages_has_no_fast_path() {
    let engine = wire::engine("calcom", &[]).unwrap();
    let error = engine.pricer("team", "call", None, None).unwrap_err();
    assert_eq!(error.to_string(), "service `call` is not priced by messages: ask for a quote");
}
