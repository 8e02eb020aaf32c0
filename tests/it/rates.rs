//! Rate decks.

use septet::phone::Region;
use septet::rates::{Deck, SHIPPED, read};

#[test]
fn the_shipped_deck_has_every_row_of_its_file() {
    let deck = Deck::from_csv("sms", SHIPPED[0].csv.as_bytes()).unwrap();
    assert_eq!(deck.rates().count(), 227);
    for line in SHIPPED[0].csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let rate = deck.rate(Region::parse(cells[0]).unwrap()).unwrap();
        // Counted from the end: a quoted name may hold a comma.
        assert_eq!(format!("{rate:.5}"), cells[cells.len() - 4], "{line}");
    }
    for unpriced in ["KP", "CU", "SY", "IR", "IM", "VA"] {
        assert_eq!(deck.rate(Region::parse(unpriced).unwrap()), None, "{unpriced}");
    }
}

#[test]
fn every_finding_names_its_line() {
    let check = |csv: &str, expected: &[(u64, &str)]| {
        let findings = read(csv.as_bytes()).unwrap_err();
        let found: Vec<_> = findings.iter().map(|finding| (finding.line, finding.text.as_str())).collect();
        assert_eq!(found, expected, "{csv:?}");
    };
    check("", &[(1, "the deck is empty: it begins with a header such as `iso,price,currency`")]);
    check("iso,price\nIN,1\n", &[(1, "the header needs the columns `iso,price,currency` or `iso,price_usd`")]);
    check(
        "iso,price_usd,operator\nIN,1,x\n",
        &[(1, "column `operator` is not read yet: a deck has one rate a region")],
    );
    check("iso,price_usd\n", &[(1, "the deck has no rate")]);
    check("iso,price_usd\nIN\n", &[(2, "column `price_usd` is missing")]);
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
}

#[test]
fn the_form_of_a_deck_does_not_matter() {
    let one = read(b"iso,price,currency\nIN,0.050,USD\nFR,0.1,USD\n").unwrap();
    let other = read(
        b"\xef\xbb\xbfname,\"price_usd\",ISO\r\nFrance,0.10000,FR\r\nIndia, 0.05 ,IN\r\nNowhere,1,\r\nSpain,,ES\r\n",
    )
    .unwrap();
    assert_eq!(one, other);
    assert_eq!(one.hash(), other.hash());
    assert_eq!(one.canonical(), "iso,price,currency\nFR,0.1,USD\nIN,0.05,USD\n");
    assert_ne!(one.hash(), read(b"iso,price_usd\nIN,0.05\nFR,0.2\n").unwrap().hash());
}

#[test]
fn a_deck_in_another_currency_is_refused() {
    let error = septet::wire::engine("calcom", &[("sms", b"iso,price,currency\nIN,4,INR\n")]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("currency-mismatch", "the `sms` deck is in INR, the book in USD")
    );
    let error = septet::wire::engine("calcom", &[("fax", b"iso,price_usd\nIN,4\n")]).unwrap_err();
    assert_eq!(error.code(), "unknown-service");
}
