//! The rate of a destination: each rule by example, and all of them together against a slow model.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use septet::ErrorKind;
use septet::phone::{Line, Number, Region};
use septet::rates::{Category, Date, Deck, Destination, SHIPPED, read};

use crate::support::Chance;

/// A destination as a test writes it: a number or a region, then ` operator`, ` category` or ` date`.
fn ask(deck: &Deck, to: &str) -> Result<String, septet::Error> {
    let (mut words, mut destination) = (to.split(' '), Destination::default());
    let place = words.next().unwrap();
    let number = Number::parse(place).ok();
    destination.number = number.as_ref();
    destination.region = Region::parse(place).ok();
    for word in words {
        match Category::ALL.into_iter().find(|category| category.name() == word) {
            Some(category) => destination.category = Some(category),
            None if word.starts_with("20") => destination.at = Some(Date::parse(word).unwrap()),
            None => destination.operator = Some(word),
        }
    }
    deck.rate(&destination).map(|rate| format!("{} {}", rate.price, rate.basis))
}

/// What each destination is answered: price and basis, or an error's sentence.
fn check(csv: &str, expected: &[(&str, &str)]) {
    let deck = read("sms", csv.as_bytes()).unwrap();
    let canonical = read("sms", deck.canonical().as_bytes()).unwrap();
    for (to, answer) in expected {
        for deck in [&deck, &canonical] {
            assert_eq!(ask(deck, to).unwrap_or_else(|error| error.to_string()), *answer, "{to} in {csv:?}");
        }
    }
}

const NO_IN: &str = "the `sms` deck has no rate for region `IN`";

#[test]
fn the_longest_prefix_comes_before_the_region() {
    check(
        "iso,prefix,price_usd\nIN,,1\nIN,91,2\n,9198 91981 99,3\nUS,,0\n,88213,9\n",
        &[
            ("+919712345678", "2 prefix 91"),
            ("+919822345678", "3 prefix 9198"),
            ("+919812345678", "3 prefix 91981"),
            ("IN", "1 IN"),
            ("US", "0 US"),
            ("+14155552671", "0 US"),
            ("+88213123456", "9 prefix 88213"),
            ("+88214123456", "`+88214123456` belongs to no country (it is international-network), so it has no price"),
            ("+2101234567", "`+2101234567` has no assigned country code, so it has no price"),
            ("+33123456789", "the `sms` deck has no rate for region `FR`"),
        ],
    );
    let error = read("sms", b"iso,price_usd\nIN,1\n").unwrap().rate(&Destination::default()).unwrap_err();
    assert_eq!(error.to_string(), "field `to` is missing: give a number in E.164 form, or a `region`");
}

#[test]
fn a_class_has_a_price_of_its_own() {
    check(
        "iso,price_usd\nfreephone,0\nSatellite,10\nIN,1\n",
        &[("+80012345678", "0 freephone"), ("+870123456789", "10 satellite"), ("+881612345678", "10 satellite")],
    );
}

#[test]
fn an_operator_that_is_not_named_is_every_other_one_or_the_dearest() {
    check(
        "iso,operator,price_usd\nIN,Jio,1\nIN,Airtel,3\nIN,OTHER,2\nFR,Orange,1\nFR,SFR,3\nFR,Free,2\nLK,,1\n",
        &[
            ("IN jio", "1 IN, operator Jio"),
            ("IN AIRTEL", "3 IN, operator Airtel"),
            ("IN", "2 IN"),
            ("IN Orange", "2 IN"),
            ("FR", "3 FR, operator SFR"),
            ("FR nobody", "3 FR, operator SFR"),
            ("FR free", "2 FR, operator Free"),
            ("LK jio", "1 LK"),
        ],
    );
}

#[test]
fn a_category_is_asked_for_where_prices_depend_on_it() {
    check(
        "iso,category,price_usd\nIN,marketing,3\nIN,utility,1\nFR,,2\nDE,,5\nDE,service,4\n",
        &[
            ("IN marketing", "3 IN, marketing"),
            ("IN service", NO_IN),
            ("IN", "field `category` is missing: the `sms` deck prices `IN` by category: `marketing`, `utility`"),
            ("FR", "2 FR"),
            ("FR service", "2 FR"),
            ("DE service", "4 DE, service"),
            ("DE utility", "5 DE"),
        ],
    );
}

#[test]
fn a_market_is_its_regions_and_other_is_every_known_one_else() {
    check(
        "market,iso,category,price_usd\nIndia,,marketing,3\nNorth America,,,2\nOther,,,1\n,FR,,4\n",
        &[
            ("IN marketing", "3 market India, marketing"),
            ("IN utility", NO_IN),
            ("+14155552671", "2 market North America"),
            ("CA", "2 market North America"),
            ("FR", "4 FR"),
            ("KP", "1 market Other"),
            ("ZZ", "the `sms` deck has no rate for region `ZZ`"),
            ("+80012345678", "`+80012345678` belongs to no country (it is freephone), so it has no price"),
        ],
    );
}

#[test]
fn a_line_that_cannot_be_told_is_the_dearest() {
    check(
        "iso,line_type,price_usd\nGB,,1\nGB,mobile,3\nFR,,4\nFR,mobile,3\nUS,landline,1\nUS,mobile,2\nIN,mobile,1\n",
        &[
            ("+442079460958", "1 GB"),
            ("+447400123456", "3 GB, mobile"),
            ("GB", "3 GB, mobile"),
            ("FR", "4 FR"),
            ("+33612345678", "3 FR, mobile"),
            ("+14155552671", "2 US, mobile"),
            ("+912212345678", NO_IN),
            ("+919876543210", "1 IN, mobile"),
        ],
    );
}

#[test]
fn a_rate_holds_from_its_day_until_the_next_begins() {
    const ASK: &str = "field `at` is missing: the price of `IN` in the `sms` deck depends on the date";
    check(
        "iso,valid_from,valid_to,price_usd\nIN,2026-03-01,,2\nIN,2026-01-01,,1\nIN,2026-05-01,2026-06-01,3\nFR,,,1\n",
        &[
            ("IN 2025-12-31", NO_IN),
            ("IN 2026-01-01", "1 IN"),
            ("IN 2026-02-28", "1 IN"),
            ("IN 2026-03-01", "2 IN"),
            ("IN 2026-05-31", "3 IN"),
            ("IN 2026-06-01", NO_IN),
            ("IN", ASK),
            ("+919876543210", ASK),
            ("FR", "1 FR"),
        ],
    );
    // The date is asked for only where it changes the price.
    check(
        "iso,line,valid_from,price_usd\nGB,,,1\nGB,,2026-01-01,1.0\nGB,mobile,2026-01-01,2\n",
        &[
            ("+442079460958", "1 GB"),
            ("+447400123456", "field `at` is missing: the price of `GB` in the `sms` deck depends on the date"),
            ("+447400123456 2025-01-01", "1 GB"),
        ],
    );
    assert!(read("sms", b"iso,valid_to,price_usd\nIN,2026-01-01,1\n").unwrap().is_dated());
}

#[test]
fn the_shipped_decks_price_what_their_sources_print() {
    let deck = |name: &str| {
        let shipped = SHIPPED.iter().find(|shipped| shipped.deck == name).unwrap();
        Deck::from_csv(name, shipped.csv.as_bytes()).unwrap()
    };
    let expected = [
        ("whatsapp", "+919876543210 marketing", "0.0118 market India, marketing"),
        ("whatsapp", "US service", "0.0034 market North America, service"),
        ("whatsapp", "KP utility", "0.0077 market Other, utility"),
        ("voice", "+442079460958", "0.0158 GB"),
        ("voice", "+447400123456", "0.0305 GB, mobile"),
        ("voice", "+12045551234", "0.014 CA"),
        ("voice", "+19075551234", "0.0945 prefix 1907"),
        ("voice", "+449012345678", "1.0479 prefix 449"),
        ("voice", "+8707712345678", "10.005 prefix 87077"),
    ];
    for (name, to, answer) in expected {
        assert_eq!(ask(&deck(name), to).unwrap(), answer, "{name} {to}");
    }
}

/// A row of the model: texts as they stand in the CSV.
#[derive(Debug, Clone)]
struct Row {
    place: &'static str,
    operator: &'static str,
    category: &'static str,
    line: &'static str,
    from: &'static str,
    price: u32,
}

const PLACES: [&str; 10] = ["IN", "FR", "freephone", "Other", "9", "91", "9198", "33", "336", "800"];
const OPERATORS: [&str; 3] = ["", "Jio", "SFR"];
const CATEGORIES: [&str; 3] = ["", "marketing", "service"];
const LINES: [&str; 3] = ["", "landline", "mobile"];
const DATES: [&str; 3] = ["", "2026-01-01", "2026-07-01"];
const NUMBERS: [&str; 9] = [
    "+919876543210",
    "+912212345678",
    "+33612345678",
    "+33123456789",
    "+33801234567",
    "+80012345678",
    "+14155552671",
    "+999123456",
    "+442079460958",
];

/// A deck that has each key at most once, in any order.
fn random_rows(chance: &mut Chance) -> Vec<Row> {
    // Each deck narrows by some of the columns only.
    let uses: Vec<bool> = (0..4).map(|_| chance.below(2) == 0).collect();
    let mut cell = |used: bool, all: &[&'static str]| if used { all[chance.below(all.len())] } else { "" };
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..24 {
        let row = Row {
            place: cell(true, &PLACES),
            operator: cell(uses[0], &OPERATORS),
            category: cell(uses[1], &CATEGORIES),
            line: cell(uses[2], &LINES),
            from: cell(uses[3], &DATES),
            price: 0,
        };
        let key = |row: &Row| [row.place, row.operator, row.category, row.line, row.from];
        if rows.iter().all(|other| key(other) != key(&row)) {
            rows.push(row);
        }
    }
    rows.truncate(1 + chance.below(24));
    rows.iter_mut().for_each(|row| row.price = chance.below(6) as u32);
    rows
}

fn csv(rows: &[Row]) -> String {
    let mut csv = String::from("price_usd,iso,market,prefix,operator,category,line,valid_from\n");
    for row in rows {
        let place = match row.place {
            "Other" => ",Other,".to_owned(),
            digits if digits.starts_with(|c: char| c.is_ascii_digit()) => format!(",,{digits}"),
            iso => format!("{iso},,"),
        };
        csv += &format!("{},{place},{},{},{},{}\n", row.price, row.operator, row.category, row.line, row.from);
    }
    csv
}

/// The answer by the rules, one after the other: a price, no rate, or a field to ask for.
fn model(rows: &[Row], to: &Destination) -> Result<Option<u32>, &'static str> {
    let dates: Vec<String> = match to.at {
        Some(date) => vec![date.to_string()],
        None => DATES.map(str::to_owned).to_vec(),
    };
    let lines: Vec<&str> = match to.number.and_then(Number::line) {
        Some(Line::Landline) => vec!["landline"],
        Some(Line::Mobile) => vec!["mobile"],
        None => vec!["", "landline", "mobile"],
    };
    let mut answers = BTreeSet::new();
    for date in &dates {
        let mut dearest = None;
        for line in &lines {
            dearest = dearest.max(on_line(rows, to, line, date)?);
        }
        answers.insert(dearest);
    }
    if answers.len() == 1 { Ok(answers.pop_first().unwrap()) } else { Err("at") }
}

fn on_line(rows: &[Row], to: &Destination, line: &str, date: &str) -> Result<Option<u32>, &'static str> {
    let mut places: Vec<String> = Vec::new();
    if let Some(number) = to.number {
        places.extend((1..=number.digits().len()).rev().map(|length| number.digits()[..length].to_owned()));
    }
    match to.region.or_else(|| to.number?.region()) {
        Some(region) if rows.iter().any(|row| row.place == region.as_str()) => places.push(region.to_string()),
        Some(_) => places.push("Other".to_owned()),
        None => places.extend(to.number.and_then(Number::class).map(|class| class.name().to_owned())),
    }
    for place in places {
        let here: Vec<&Row> = rows.iter().filter(|row| row.place == place).collect();
        let category = to.category.map_or("", Category::name);
        if category.is_empty() && here.iter().any(|row| !row.category.is_empty()) {
            return Err("category");
        }
        let holds = |row: &Row| {
            let later = |other: &&&Row| {
                let same = [other.operator, other.category, other.line] == [row.operator, row.category, row.line];
                same && other.from > row.from && other.from <= date
            };
            row.from <= date && here.iter().find(later).is_none()
        };
        let fits = |cell: &str, asked: &str| cell.is_empty() || cell == asked;
        let here: Vec<&Row> = here
            .iter()
            .copied()
            .filter(|row| holds(row) && fits(row.category, category) && fits(row.line, line))
            .collect();
        let price = |operator: &str| {
            let own: Vec<_> = here.iter().filter(|row| row.operator == operator).collect();
            [(category, line), (category, ""), ("", line), ("", "")]
                .iter()
                .find_map(|key| own.iter().find(|row| (row.category, row.line) == *key))
                .map(|row| row.price)
        };
        let named = to.operator.and_then(price);
        if let Some(price) = named.or(price("")).or(OPERATORS.into_iter().filter_map(price).max()) {
            return Ok(Some(price));
        }
    }
    Ok(None)
}

#[test]
fn every_answer_is_the_models() {
    let (mut chance, mut seen) = (Chance(7), [0; 4]);
    for _ in 0..1500 {
        let rows = random_rows(&mut chance);
        let text = csv(&rows);
        let deck = read("sms", text.as_bytes()).unwrap();
        let again = read("sms", deck.canonical().as_bytes()).unwrap();
        assert_eq!((again.canonical(), again.hash()), (deck.canonical(), deck.hash()));
        for _ in 0..40 {
            let number = Number::parse(NUMBERS[chance.below(NUMBERS.len())]).unwrap();
            let region = Region::parse(["IN", "FR", "GB", "ZZ"][chance.below(4)]).unwrap();
            let operator = OPERATORS[chance.below(3)];
            let date = ["", "2025-01-01", "2026-01-01", "2026-06-30", "2026-07-01"][chance.below(5)];
            let by_number = chance.below(3) > 0;
            let to = Destination {
                number: by_number.then_some(&number),
                region: (!by_number).then_some(region),
                operator: (!operator.is_empty()).then_some(operator),
                category: [None, Some(Category::Marketing), Some(Category::Service)][chance.below(3)],
                at: Date::parse(date).ok(),
            };
            // An unassigned region is in no market.
            let known: Vec<Row> = rows
                .iter()
                .filter(|row| row.place != "Other" || to.region.is_none_or(|region| region.is_known()))
                .cloned()
                .collect();
            let expected = model(&known, &to);
            for deck in [&deck, &again] {
                let found = deck.rate(&to).map(|rate| rate.price);
                match &expected {
                    Ok(Some(price)) => assert_eq!(found, Ok(Decimal::from(*price)), "{to:?} in\n{text}"),
                    Ok(None) => {
                        let kind = found.unwrap_err().kind();
                        assert!(matches!(kind, ErrorKind::NoRate | ErrorKind::NoRegion), "{to:?} in\n{text}");
                    }
                    Err(field) => {
                        let error = found.unwrap_err();
                        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{to:?} in\n{text}");
                        assert!(error.to_string().starts_with(&format!("field `{field}` is missing")), "{error}");
                    }
                }
            }
            if let Some(price) = to.region.or(number.region()).and_then(|region| deck.regional(region)) {
                assert_eq!(deck.rate(&to).map(|rate| rate.price), Ok(price), "the short way: {to:?} in\n{text}");
            }
            seen[match expected {
                Ok(Some(_)) => 0,
                Ok(None) => 1,
                Err("at") => 2,
                Err(_) => 3,
            }] += 1;
        }
    }
    assert!(seen.iter().all(|&count| count > 1000), "every kind of answer is there: {seen:?}");
}
