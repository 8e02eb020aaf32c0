//! Rate decks: what is read, and what is refused.

use septet::phone::Region;
use septet::rates::{Category, Date, Deck, Destination, SHIPPED, diff, read};

fn region(iso: &str) -> Region {
    Region::parse(iso).unwrap()
}

fn regional(deck: &Deck, iso: &str) -> Option<String> {
    let to = Destination { region: Some(region(iso)), ..Default::default() };
    let rate = deck.rate(&to).ok().map(|rate| rate.price);
    assert_eq!(deck.regional(region(iso)), rate, "the short way to {iso}");
    rate.map(|rate| rate.to_string())
}

#[test]
fn the_shipped_deck_has_every_row_of_its_file() {
    let deck = Deck::from_csv("sms", SHIPPED[0].csv.as_bytes()).unwrap();
    assert_eq!((deck.rates().count(), deck.len(), deck.warnings()), (227, 227, &[][..]));
    assert!(!deck.is_dated() && !deck.has_categories());
    for line in SHIPPED[0].csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let rate = deck.regional(region(cells[0])).unwrap();
        assert_eq!(format!("{rate:.5}"), cells[1], "{line}");
    }
    for unpriced in ["KP", "CU", "SY", "IR", "IM", "VA"] {
        assert_eq!(regional(&deck, unpriced), None, "{unpriced}");
    }
}

#[test]
fn every_shipped_deck_is_read_without_a_warning() {
    for shipped in SHIPPED {
        let deck = Deck::from_csv(shipped.deck, shipped.csv.as_bytes()).unwrap();
        assert_eq!(deck.warnings(), [], "{}", shipped.deck);
        let again = Deck::from_csv(shipped.deck, deck.canonical().as_bytes()).unwrap();
        assert_eq!((&again, again.hash()), (&deck, deck.hash()), "{}", shipped.deck);
    }
}

/// What is passed over is said where it looks like a slip.
#[test]
fn columns_that_nearly_count_are_told() {
    let told = |column: &str| {
        let deck = Deck::from_csv("sms", format!("iso,price_usd,{column}\nIN,1,\n").as_bytes()).unwrap();
        deck.warnings().iter().map(|finding| (finding.line, finding.text.clone())).collect::<Vec<_>>()
    };
    for (column, known) in [
        ("valid-from", "valid_from"),
        ("ValidTo", "valid_to"),
        ("valid_form", "valid_from"),
        ("operater", "operator"),
        ("prefixes", ""),
        ("name", ""),
        ("price_min_usd", ""),
        ("id", ""),
    ] {
        let text = format!("column `{}` is passed over: is it `{known}`?", column.to_lowercase());
        let expected = if known.is_empty() { vec![] } else { vec![(1, text)] };
        assert_eq!(told(column), expected, "{column}");
    }
}

#[test]
fn every_finding_names_its_line() {
    let check = |csv: &str, expected: &[(u64, &str)]| {
        let findings = read("sms", csv.as_bytes()).unwrap_err();
        let found: Vec<_> = findings.iter().map(|finding| (finding.line, finding.text.as_str())).collect();
        assert_eq!(found, expected, "{csv:?}");
    };
    const HEADER: &str = "the header needs the columns `iso,price,currency` or `iso,price_usd`";
    check("", &[(1, "the deck is empty: it begins with a header such as `iso,price,currency`")]);
    check("iso,price\nIN,1\n", &[(1, HEADER)]);
    check("operator,price_usd\nIN,1\n", &[(1, HEADER)]);
    check("iso,price_usd,Price_USD\nIN,1,2\n", &[(1, "column `price_usd` is given twice")]);
    check("iso,price_usd,valid_from,valid_from\nIN,1,,\n", &[(1, "column `valid_from` is given twice")]);
    check("iso,price,currency,currency\nIN,1,USD,EUR\n", &[(1, "column `currency` is given twice")]);
    check(
        "iso,price,currency,price_usd\nIN,1,USD,2\n",
        &[(1, "columns `price` and `price_usd` are one: give one of them")],
    );
    check("iso,line,line_type,price_usd\nIN,,,1\n", &[(1, "columns `line` and `line_type` are one: give one of them")]);
    check("iso,price_usd\n", &[(1, "the deck has no rate")]);
    check("iso,price_usd\nIN\n", &[(2, "column `price_usd` is missing")]);
    check("iso,price_usd,operator\nIN,1\n", &[(2, "column `operator` is missing")]);
    check(
        "iso,price_usd\nin,1\n",
        &[(2, "`in` is not a region: give an ISO 3166-1 code of two capital letters, such as `IN`")],
    );
    check("iso,price_usd\nIN,-0.1\n", &[(2, "price `-0.1` must not be negative")]);
    check("iso,price_usd\nIN,0x1\n", &[(2, "price `0x1` is not a decimal number such as `0.05`")]);
    check("iso,price,currency\nIN,1,USD\nFR,1,EUR\n", &[(3, "currency EUR: a deck has one currency")]);
    check(
        "iso,price,currency\nIN,1,dollars\n",
        &[(2, "`dollars` is not an ISO 4217 currency of three capital letters, such as `USD`")],
    );
    check(
        "iso,price_usd\n\"IN\n\",1\nFR,1\n\nFR,2\nDE,cheap\n",
        &[(6, "region `FR` has a rate already"), (7, "price `cheap` is not a decimal number such as `0.05`")],
    );
    check("iso,price_usd\r\nIN,1\r\n\r\nIN,2\r\n", &[(4, "region `IN` has a rate already")]);
    for prefix in ["+91", "0191", "9191919191919191", "9a", "९१"] {
        let text = format!("prefix `{prefix}` is not 1 to 15 digits of an E.164 number, without `+`");
        check(&format!("prefix,price_usd\n{prefix},1\n"), &[(2, &text)]);
    }
    check("prefix,price_usd\n91 92,1\n92 93,1\n", &[(3, "prefix `92` has a rate already")]);
    check("iso,prefix,price_usd\nIN,9198,1\nIN,92,1\n", &[(3, "prefix `92` is in `PK`, not in `IN`")]);
    check("iso,prefix,price_usd\nCA,1,1\n", &[(2, "prefix `1` is in `US`, not in `CA`")]);
    check("iso,prefix,price_usd\nsatellite,800,1\n", &[(2, "prefix `800` is in no region, not in `satellite`")]);
    check("market,price_usd\nIndia,1\nIndia,2\n", &[(3, "region `IN` has a rate already")]);
    check("market,price_usd\nRest of Africa,1\nRest of Africa,2\n", &[(3, "region `AO` has a rate already")]);
    check("market,price_usd\nOther,1\nother,2\n", &[(3, "market `Other` has a rate already")]);
    let findings = read("sms", b"market,price_usd\nAtlantis,1\n").unwrap_err();
    assert!(findings[0].text.starts_with("unknown market `Atlantis`: `Argentina`, `Bangladesh`, "), "{findings:?}");
    check(
        "iso,category,price_usd\nIN,promo,1\n",
        &[(2, "unknown category `promo`: `marketing`, `utility`, `authentication`, `service`")],
    );
    check("iso,line,price_usd\nIN,fixed,1\n", &[(2, "line `fixed` is neither `landline` nor `mobile`")]);
    check(
        "iso,operator,category,line,price_usd\nIN,Jio,marketing,mobile,1\nIN,JIO,Marketing,MOBILE,2\n",
        &[(3, "region `IN` has a rate already for operator JIO, marketing, mobile")],
    );
    check("iso,operator,price_usd\nIN,,1\nIN,other,2\n", &[(3, "region `IN` has a rate already")]);
    let dated = |rows: &str| format!("iso,valid_from,valid_to,price_usd\n{rows}");
    check(&dated("IN,2026-02-30,,1\n"), &[(2, "`2026-02-30` is not a date such as `2026-11-20`")]);
    check(
        &dated("IN,2026-03-01,2026-03-01,1\n"),
        &[(2, "valid_to `2026-03-01` must be after valid_from `2026-03-01`")],
    );
    check(&dated("IN,2026-01-01,,1\nIN,2026-01-01,2026-02-01,2\n"), &[(3, "region `IN` has a rate already")]);
    check(&dated("IN,2026-02-01,,1\nIN,2026-01-01,2026-02-02,2\n"), &[(3, "the dates overlap: overlaps line 2")]);
    check(&dated("IN,,2026-02-02,1\nIN,2026-01-01,,2\n"), &[(3, "the dates overlap: overlaps line 2")]);
}

#[test]
fn what_is_odd_is_kept_as_a_warning() {
    let check = |csv: &str, expected: &[(u64, &str)]| {
        let deck = read("sms", csv.as_bytes()).unwrap();
        let found: Vec<_> = deck.warnings().iter().map(|finding| (finding.line, finding.text.as_str())).collect();
        assert_eq!(found, expected, "{csv:?}");
    };
    check("iso,price_usd\nFR,1\nZZ,1\n", &[(3, "unknown region `ZZ`: no phone number is there")]);
    let same = "prefix `9198` never matters: prefix `91` has the same rate";
    check("prefix,price_usd\n9198,1.0\n91,1\n", &[(2, same)]);
    check("prefix,price_usd\n91,1\n919,2\n9198,1\n", &[]);
    // The longer prefix has no price for mobile phones of its own: it matters.
    check("prefix,line,price_usd\n91,,1\n91,mobile,2\n9198,,1\n", &[]);
}

#[test]
fn the_form_of_a_deck_does_not_matter() {
    let one = read("sms", b"iso,price,currency\nIN,0.050,USD\nFR,0.1,USD\n").unwrap();
    let other = read(
        "sms",
        b"\xef\xbb\xbfname,\"price_usd\",ISO\r\nFrance,0.10000,FR\r\nIndia, 0.05 ,IN\r\nNowhere,1,\r\nSpain,,ES\r\n",
    )
    .unwrap();
    assert_eq!(one, other);
    assert_eq!(one.hash(), other.hash());
    assert_eq!(one.canonical(), "iso,price,currency\nFR,0.1,USD\nIN,0.05,USD\n");
    assert_ne!(one.hash(), read("sms", b"iso,price_usd\nIN,0.05\nFR,0.2\n").unwrap().hash());
}

#[test]
fn a_canonical_form_says_everything_and_is_read_as_the_same_deck() {
    let check = |csv: &str, canonical: &str| {
        let deck = read("sms", csv.as_bytes()).unwrap();
        assert_eq!(deck.canonical(), canonical);
        let again = read("sms", canonical.as_bytes()).unwrap();
        assert_eq!((again.canonical(), again.hash()), (canonical, deck.hash()));
    };
    check("prefix,price_usd\n92 9198,1\n91,0\n", "prefix,price,currency\n91,0,USD\n9198,1,USD\n92,1,USD\n");
    check(
        "ISO,Market,Category,price_usd\n,india,Marketing,1.10\n,Other,,2\nSatellite,,,3\n",
        "iso,market,category,price,currency\nIN,India,marketing,1.1,USD\nsatellite,,,3,USD\n,Other,,2,USD\n",
    );
    let operators = "iso,operator,price,currency\nIN,,3,EUR\nIN,\"A, \"\"B\"\"\",1,EUR\nIN,JIO,2,EUR\nLK,Jio,1,EUR\n";
    let expected = operators.replace("LK,Jio", "LK,JIO");
    check(operators, &expected);
    // Whichever comes first, and whether an end is said or follows from the next row.
    let expected = "iso,line,valid_from,valid_to,price,currency\nIN,,,2026-01-01,1,USD\nIN,,2026-01-01,,2,USD\n\
                    IN,mobile,,,3,USD\n";
    check("iso,line,valid_from,price_usd\nIN,,2026-01-01,2\nIN,mobile,,3\nIN,,,1\n", expected);
}

#[test]
fn fifty_thousand_prefixes_are_what_a_map_says() {
    let mut chance = crate::support::Chance(50);
    let mut expected = std::collections::BTreeMap::new();
    while expected.len() < 50_000 {
        let prefix = (chance.next() % 10_u64.pow(1 + chance.below(9) as u32)).to_string();
        if !prefix.starts_with('0') {
            expected.insert(prefix, chance.below(100_000));
        }
    }
    let mut csv = String::from("prefix,price_usd\n");
    for (prefix, price) in &expected {
        csv += &format!("{prefix},0.{price:05}\n");
    }
    let deck = read("voice", csv.as_bytes()).unwrap();
    assert_eq!(deck.len(), 50_000);
    for _ in 0..20_000 {
        let digits = format!("{}{:08}", 1 + chance.below(9999), chance.below(100_000_000));
        let number = septet::phone::Number::parse(&format!("+{digits}")).unwrap();
        let longest = (1..=digits.len()).rev().find_map(|length| expected.get_key_value(&digits[..length]));
        let found = deck.rate(&Destination { number: Some(&number), ..Default::default() }).ok();
        let found = found.map(|rate| (rate.basis, format!("{:.5}", rate.price)));
        assert_eq!(
            found,
            longest.map(|(prefix, price)| (format!("prefix {prefix}"), format!("0.{price:05}"))),
            "{digits}"
        );
    }
}

#[test]
fn days_without_a_rate_between_others_are_told() {
    let found = |csv: &str| -> Vec<(u64, String)> {
        read("sms", csv.as_bytes()).unwrap().warnings().iter().map(|found| (found.line, found.text.clone())).collect()
    };
    let head = "iso,operator,valid_from,valid_to,price_usd\n";
    let gap = "IN,Jio,,2026-06-01,1\nIN,Jio,2026-07-01,,2\n";
    let text = "region `IN` has no rate of its own for operator Jio from 2026-06-01 until 2026-07-01";
    assert_eq!(found(&format!("{head}{gap}")), [(3, text.to_owned())]);
    // Those of every other operator hold meanwhile.
    assert_eq!(found(&format!("{head}{gap}IN,,,,3\n")), []);
    assert_eq!(found(&format!("{head}{gap}IN,,,2026-06-15,3\n")), [(3, text.to_owned())]);
    assert_eq!(found(&format!("{head}IN,,,2026-06-01,1\nIN,,2026-06-01,2026-07-01,2\n")), []);
}

#[test]
fn a_diff_says_what_is_new_gone_and_changed() {
    let before = read("sms", b"iso,line,price_usd\nIN,,0.03\nIN,mobile,0.1\nFR,,0\nDE,,1\nGB,,8\n").unwrap();
    let after = read("sms", b"iso,line,price_usd\nIN,,0.04\nIN,mobile,0.1\nFR,,1\nES,,1\nGB,,8.0002\n").unwrap();
    let changes = diff(&before, &after);
    let text = |value: Option<rust_decimal::Decimal>| value.map_or("-".to_owned(), |value| value.to_string());
    let lines: Vec<_> = changes
        .iter()
        .map(|change| {
            format!("{}: {} {} {}", change.key, text(change.before), text(change.after), text(change.percent()))
        })
        .collect();
    assert_eq!(lines, ["DE: 1 - -", "ES: - 1 -", "FR: 0 1 -", "GB: 8 8.0002 0", "IN: 0.03 0.04 33.33"]);
    assert_eq!(diff(&after, &after), []);
    let lines = |before: &str, after: &str| -> Vec<String> {
        let deck = |csv: &str| read("sms", csv.as_bytes()).unwrap();
        let changes = diff(&deck(before), &deck(after)).into_iter();
        let line = |change: septet::rates::Change| {
            format!("{}: {} {} {}", change.key, text(change.before), text(change.after), text(change.percent()))
        };
        changes.map(line).collect()
    };
    // What holds already on the days before changes nothing, whether or not it has an end now.
    let dated = "iso,valid_from,valid_to,price_usd\nIN,,2027-01-01,0.05\nIN,2027-01-01,,0.06\n";
    assert_eq!(lines("iso,price_usd\nIN,0.05\n", dated), ["IN, from 2027-01-01: 0.05 0.06 20"]);
    assert_eq!(lines(dated, "iso,price_usd\nIN,0.05\n"), ["IN, from 2027-01-01: 0.06 0.05 -16.67"]);
    // What is new for an operator, a prefix or a region was that of every other one before.
    let base = "iso,operator,prefix,market,price_usd\nIN,,,,0.05\nFR,,,,0.1\n,,,Other,0.2\n";
    let more = format!("{base}IN,Jio,,,0.06\n,,9198,,0.05\n,,9197,,0.04\nGB,,,,0.3\n");
    let expected = ["GB: 0.2 0.3 50", "IN, operator Jio: 0.05 0.06 20", "prefix 9197: 0.05 0.04 -20"];
    assert_eq!(lines(base, &more), expected);
    let dated = read("sms", b"iso,category,valid_from,price_usd\nIN,service,2026-01-01,1\n").unwrap();
    assert_eq!(dated.rates().map(|(key, _)| key).collect::<Vec<_>>(), ["IN, service, from 2026-01-01"]);
}

#[test]
fn dates_are_the_calendars() {
    let days = |days| Date::from_days(days).map(|date| date.to_string());
    assert_eq!(days(0).as_deref(), Some("1970-01-01"));
    assert_eq!(days(-719_162).as_deref(), Some("0001-01-01"));
    assert_eq!(days(2_932_896).as_deref(), Some("9999-12-31"));
    assert_eq!([-719_163, 2_932_897, i64::MIN, i64::MAX].map(days), [None, None, None, None]);
    let (mut before, mut leap_days) = (Date::from_days(-719_162).unwrap(), 0);
    for day in -719_161..=2_932_896 {
        let date = Date::from_days(day).unwrap();
        assert!(date > before);
        before = date;
        if day % 50 == 0 {
            assert_eq!(Date::parse(&date.to_string()).unwrap(), date);
        }
        leap_days += u32::from(date.to_string().ends_with("-02-29"));
    }
    assert_eq!(leap_days, 9999 / 4 - 9999 / 100 + 9999 / 400);
    for wrong in [
        "",
        "2026-1-01",
        "2026-13-01",
        "2026-00-01",
        "2026-04-31",
        "1900-02-29",
        "0000-01-01",
        "+026-01-01",
        "2026/01/01",
        "٢٠٢٦-01-01",
    ] {
        assert!(Date::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(Category::ALL[0].name(), "marketing");
}

#[test]
fn a_deck_in_another_currency_is_refused() {
    let error = septet::wire::engine("calcom", &[("sms", b"iso,price,currency\nIN,4,INR\n")]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("currency-mismatch", "the `sms` deck is in INR, the book in USD")
    );
    let error = septet::wire::engine("calcom", &[("fax", b"iso,price_usd\nIN,4\n")]).unwrap_err();
    assert_eq!(error.code(), "unknown-deck");
}
