//! The generated tables equal what their data files give. `UPDATE=1 cargo test` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use septet::phone::Number;
use unicode_properties::{GeneralCategory as Category, UnicodeEmoji, UnicodeGeneralCategory};

#[test]
fn phone_prefixes() {
    let mut out = header("src/data/prefix_region.csv and src/data/prefix_region_exceptions.csv");
    let rows = rows("prefix_region.csv");
    let mut prefixes: Vec<(u32, &str)> = rows.iter().map(|row| (row[0].parse().unwrap(), row[1].as_str())).collect();
    prefixes.sort_unstable();
    let longest = rows.iter().map(|row| row[0].len()).max().unwrap();
    let region = |iso: &str| if iso == "001" { "None".into() } else { format!("Some(Region(*b\"{iso}\"))") };

    out += "use super::Region;\n\n/// Digits of the longest prefix.\n";
    writeln!(out, "pub(super) const PREFIX_DIGITS_MAX: usize = {longest};\n").unwrap();
    out += "/// Prefix and region, by prefix; `None` is a code without a country. No prefix begins with 0, so a number is\n";
    out +=
        "/// enough to tell them apart.\n#[rustfmt::skip]\npub(super) static PREFIXES: &[(u32, Option<Region>)] = &[\n";
    for (prefix, iso) in prefixes {
        writeln!(out, "    ({prefix}, {}),", region(iso)).unwrap();
    }
    out += "];\n\n/// Number ranges that only their length tells apart: digits of the number, digits of the prefix, prefix, region.\n";
    out += "#[rustfmt::skip]\npub(super) static EXCEPTIONS: &[(usize, usize, u32, Option<Region>)] = &[\n";
    for row in self::rows("prefix_region_exceptions.csv") {
        assert!(row[0].starts_with('1'), "the length of another country code than +1 is not known here");
        let digits = 1 + row[1].parse::<usize>().unwrap();
        writeln!(out, "    ({digits}, {}, {}, {}),", row[0].len(), row[0], region(&row[2])).unwrap();
    }
    out += "];\n";
    check("src/phone/tables.rs", &out);
}

#[test]
fn gsm7_alphabet() {
    /// Where the dense table ends: the capital Greek letters are below, the euro sign above.
    const DENSE: u32 = 0x3b0;
    let mut septets = BTreeMap::new();
    for row in rows("gsm7_tables.csv") {
        let character = u32::from_str_radix(&row[2], 16).unwrap();
        match row[0].as_str() {
            "default" => septets.insert(character, 1),
            "default_ext" => septets.insert(character, 2),
            _ => None,
        };
    }
    assert_eq!(septets.len(), 127 + 10, "TS 23.038 §6.2.1: 128 codes but for the escape, and 10 extension characters");
    let mut out = header("src/data/{gsm7_tables,gsm7_languages,smart_encoding,sms_profiles}.csv");
    out += "use super::Capacity;\nuse super::profile::Row;\n\n";
    out += "/// Septets of the characters up to U+03AF, by code point; 0 is not in the alphabet.\n#[rustfmt::skip]\n";
    writeln!(out, "pub(super) static SEPTETS: [u8; {DENSE}] = [").unwrap();
    for row in 0..DENSE.div_ceil(32) {
        let cells = (row * 32..DENSE.min((row + 1) * 32)).map(|c| septets.get(&c).unwrap_or(&0).to_string());
        writeln!(out, "    {},", cells.collect::<Vec<_>>().join(", ")).unwrap();
    }
    out += "];\n\n/// Septets of the characters beyond.\n#[rustfmt::skip]\n";
    out += "pub(super) static SEPTETS_FAR: &[(char, u8)] = &[\n";
    for (c, septets) in septets.range(DENSE..) {
        writeln!(out, "    ('\\u{{{c:x}}}', {septets}),").unwrap();
    }
    out += "];\n\n";
    profiles(&mut out);
    national(&mut out);
    smart(&mut out);
    classes(&mut out);
    check("src/sms/tables.rs", &out);
}

/// The profiles that are built in.
fn profiles(out: &mut String) {
    *out += "/// The first one is the default.\n#[rustfmt::skip]\npub(super) static PROFILES: &[Row] = &[\n";
    let text = fs::read("src/data/sms_profiles.csv").unwrap();
    let mut reader = csv::Reader::from_reader(text.as_slice());
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let number = |name: &str| if row[name].is_empty() { "None".into() } else { format!("Some({})", row[name]) };
        let capacity =
            |single: &str, multi: &str| format!("Capacity {{ single: {}, multi: {} }}", row[single], row[multi]);
        let without: String = row["without_hex"].split_whitespace().map(character).collect();
        assert!(["off", ""].contains(&row["smart_encoding"].as_str()), "a profile that replaces characters by itself");
        writeln!(
            out,
            "    Row {{\n        name: {:?}, alphabet: {:?}, without: {without:?},\n        seven_bit: {}, ucs2: {},\n        \
             border: {:?}, parts_max: {}, characters_max: {},\n        source: {:?}, source_date: {:?},\n    }},",
            row["profile"],
            row["alphabet"],
            capacity("single_units", "multi_units"),
            capacity("single_ucs2", "multi_ucs2"),
            row["border"],
            number("parts_max"),
            number("characters_max"),
            row["source"],
            row["source_date"]
        )
        .unwrap();
    }
    *out += "];\n\n";
}

/// The national language tables by language identifier, each a sorted list of UTF-16 code units.
fn national(out: &mut String) {
    let languages = rows("gsm7_languages.csv");
    let members = |table: &str| {
        let rows = rows("gsm7_tables.csv").into_iter().filter(|row| row[0] == table);
        let mut members: Vec<u16> = rows.map(|row| u16::from_str_radix(&row[2], 16).unwrap()).collect();
        members.sort_unstable();
        members.dedup();
        members
    };
    for (name, column, about) in [
        ("LOCKING", 2, "Locking shift tables by language identifier, from 1; an empty one is none"),
        ("SINGLE_SHIFT", 3, "Single shift tables by language identifier, from 1"),
    ] {
        writeln!(
            out,
            "/// {about}.\n#[rustfmt::skip]\npub(super) static {name}: [&[u16]; {}] = [",
            languages.len() - 1
        )
        .unwrap();
        for language in &languages[1..] {
            writeln!(out, "    // {}\n    &{:?},", language[1], members(&language[column])).unwrap();
        }
        *out += "];\n\n";
    }
}

/// What smart encoding puts in a character's place, and whether that changes the meaning.
fn smart(out: &mut String) {
    *out += "/// Character, what stands in its place, and whether that changes the meaning; by character.\n";
    *out += "#[rustfmt::skip]\npub(super) static SMART: &[(char, &str, bool)] = &[\n";
    for row in rows("smart_encoding.csv") {
        let to: String = row[1].split_whitespace().map(character).collect();
        writeln!(out, "    ({:?}, {to:?}, {}),", character(&row[0]), row[2] == "yes").unwrap();
    }
    *out += "];\n";
}

/// Every row of the prefix data holds through the public function, whatever the table's form.
#[test]
fn every_prefix_gives_its_region() {
    for row in rows("prefix_region.csv") {
        // A digit that no longer prefix continues with, repeated: the row itself must decide.
        let number = ["9", "8", "5", "1"].into_iter().map(|digit| format!("+{:0<11}", row[0].clone() + digit));
        let found: Vec<_> = number.map(|n| Number::parse(&n).unwrap().region().map(|r| r.to_string())).collect();
        let expected = (row[1] != "001").then(|| row[1].clone());
        assert!(found.contains(&expected), "prefix {} gives {found:?}, expected {expected:?}", row[0]);
    }
}

/// The class of every character, from Unicode's general categories and emoji property.
fn classes(out: &mut String) {
    let version = unicode_properties::UNICODE_VERSION;
    writeln!(
        out,
        "\n/// Unicode {}.{}: each character's class is that of the last range that begins at it or before it.",
        version.0, version.1
    )
    .unwrap();
    let (mut numbers, mut before, mut first) = (Vec::new(), "", 0);
    for c in '\0'..=char::MAX {
        let class = class(c);
        if class != before {
            let number = CLASSES.iter().position(|known| *known == class).unwrap() as u32;
            numbers.push((c as u32 - first) << 4 | number);
            (before, first) = (class, c as u32);
        }
    }
    packed(out, "CLASSES", &numbers);
}

/// In the order of `Class::ALL`.
const CLASSES: [&str; 14] = [
    "Control",
    "Currency",
    "Dash",
    "Digit",
    "Emoji",
    "Invisible",
    "Letter",
    "Mark",
    "PrivateUse",
    "Punctuation",
    "QuotationMark",
    "Space",
    "Symbol",
    "Unassigned",
];

/// A table of numbers as `src/packed.rs` reads them.
fn packed(out: &mut String, name: &str, numbers: &[u32]) {
    let mut bytes = Vec::new();
    for &number in numbers {
        let mut rest = number;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
    }
    writeln!(out, "#[rustfmt::skip]\npub(super) static {name}: &[u8] = &[").unwrap();
    for line in bytes.chunks(24) {
        let line: Vec<String> = line.iter().map(u8::to_string).collect();
        writeln!(out, "    {},", line.join(", ")).unwrap();
    }
    *out += "];\n";
}

/// A difference as `Numbers::difference` reads it.
fn difference(number: i64) -> u32 {
    u32::try_from(if number < 0 { -number * 2 - 1 } else { number * 2 }).unwrap()
}

/// What canonical composition has to know.
#[test]
fn normalization() {
    use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
    let mut out = header("Unicode's data by way of `unicode-normalization`");
    let version = unicode_normalization::UNICODE_VERSION;
    let is_syllable = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let (mut numbers, mut last, mut before, mut longest) = (Vec::new(), 0, Vec::new(), 0);
    for c in ('\0'..=char::MAX).filter(|&c| !is_syllable(c)) {
        let mut parts = Vec::new();
        decompose_canonical(c, |part| parts.push(part));
        if parts == [c] {
            continue;
        }
        // What composes is told by its last step, all else whole.
        let (&second, rest) = parts.split_last().unwrap();
        let first = rest.iter().copied().map(Some).reduce(|one, other| compose(one?, other?)).flatten();
        let pair = first.filter(|&first| compose(first, second) == Some(c)).map(|first| vec![first, second]);
        let parts = pair.clone().unwrap_or(parts);
        assert!(parts.len() < 4, "two bits say how many there are");
        longest = longest.max(parts.len());
        before.resize(longest, 0);
        numbers.push((c as u32 - last) << 3 | (parts.len() as u32) << 1 | u32::from(pair.is_some()));
        for (part, before) in parts.iter().zip(&mut before) {
            numbers.push(difference(*part as i64 - *before));
            *before = *part as i64;
        }
        last = c as u32;
    }
    writeln!(out, "/// The most characters that one decomposes to.\npub(super) const PARTS_MAX: usize = {longest};\n")
        .unwrap();
    writeln!(
        out,
        "/// Unicode {}.{}: of each character that decomposes, how far it is behind the one before, of how many it is made and\n\
         /// whether they compose again; then those, as differences to the ones before.",
        version.0, version.1
    )
    .unwrap();
    packed(&mut out, "DECOMPOSITIONS", &numbers);
    let (mut numbers, mut end): (Vec<u32>, u32) = (Vec::new(), 0);
    for c in '\0'..=char::MAX {
        let class = u32::from(canonical_combining_class(c));
        if class == 0 {
            continue;
        }
        if end == c as u32 && numbers.last() == Some(&class) {
            let length = numbers.len() - 2;
            numbers[length] += 1;
        } else {
            numbers.extend([c as u32 - end, 1, class]);
        }
        end = c as u32 + 1;
    }
    out += "\n/// Ranges of one combining class: how far behind the end of the one before, how many characters, the class.\n";
    packed(&mut out, "CLASSES", &numbers);
    check("src/sms/normal/tables.rs", &out);
}

fn class(c: char) -> &'static str {
    match c {
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => return "Invisible", // variation selectors
        '‚' | '„' | '〝' | '〞' | '〟' | '＂' | '＇' | '´' | '`' | '"' | '\'' => return "QuotationMark",
        _ => {}
    }
    match c.general_category() {
        Category::Control => "Control",
        Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator => "Space",
        Category::Format => "Invisible",
        Category::DashPunctuation => "Dash",
        Category::InitialPunctuation | Category::FinalPunctuation => "QuotationMark",
        Category::ConnectorPunctuation
        | Category::OpenPunctuation
        | Category::ClosePunctuation
        | Category::OtherPunctuation => "Punctuation",
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark => "Mark",
        Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => "Digit",
        Category::CurrencySymbol => "Currency",
        Category::MathSymbol | Category::ModifierSymbol | Category::OtherSymbol if c.is_emoji_char() => "Emoji",
        Category::MathSymbol | Category::ModifierSymbol | Category::OtherSymbol => "Symbol",
        Category::UppercaseLetter
        | Category::LowercaseLetter
        | Category::TitlecaseLetter
        | Category::ModifierLetter
        | Category::OtherLetter => "Letter",
        Category::PrivateUse => "PrivateUse",
        Category::Surrogate | Category::Unassigned => "Unassigned",
    }
}

/// The regions of each market.
#[test]
fn markets() {
    let mut markets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows("whatsapp_market_region.csv") {
        markets.entry(row[1].clone()).or_default().push(row[0].clone());
    }
    let mut out = header("src/data/whatsapp_market_region.csv");
    out +=
        "/// Market and its regions, by market. A region that is not listed is in market `Other`.\n#[rustfmt::skip]\n";
    out += "pub(super) static MARKETS: &[(&str, &str)] = &[\n";
    for (market, regions) in &mut markets {
        regions.sort_unstable();
        writeln!(out, "    ({market:?}, {:?}),", regions.join(" ")).unwrap();
    }
    out += "];\n";
    check("src/rates/markets/tables.rs", &out);
}

/// The message deck: one row for a market and a category.
#[test]
fn message_deck() {
    let mut out = String::from("market,category,price_usd\n");
    for row in rows("whatsapp_meta_usd_2026-10-01.csv") {
        for (category, price) in ["marketing", "utility", "authentication", "service"].iter().zip(&row[1..]) {
            writeln!(out, "{},{category},{price}", row[0]).unwrap();
        }
    }
    check("src/data/deck_whatsapp_2026-10-01.csv", &out);
}

/// The SMS deck: the price of each region.
#[test]
fn sms_deck() {
    let mut out = String::from("iso,price_usd\n");
    for row in rows("twilio_sms_2026-05-25_by_region.csv") {
        // Names between them have commas of their own.
        writeln!(out, "{},{}", row[0], row[row.len() - 4]).unwrap();
    }
    check("src/data/deck_sms_2026-05-25.csv", &out);
}

/// The voice deck: a row for the region, one for its mobile phones, and prefixes with prices of their own.
#[test]
fn voice_deck() {
    /// Rows whose prefix is a whole mobile range: the source tells operators apart within it by prefixes that are not
    /// in the file, so that this row would be the price of every mobile phone there.
    const TOO_WIDE: [&str; 2] = ["United Kingdom - Mobile - Other", "Latvia - Other"];
    let mut out = String::from("iso,prefix,line,price_usd\n");
    let rows_of = |file| rows(file).into_iter();
    for row in rows_of("twilio_voice_2025-12_by_region.csv").filter(|row| row[0] != "AN") {
        for (line, price) in [("", &row[1]), ("mobile", &row[2])].into_iter().filter(|(_, price)| !price.is_empty()) {
            writeln!(out, "{},,{line},{price}", row[0]).unwrap();
            if row[0] == "US" {
                writeln!(out, "CA,,{line},{price}").unwrap(); // +1 is one price
            }
        }
    }
    for row in rows_of("twilio_voice_2025-12_special_prefixes.csv").filter(|row| row[3] == "any") {
        if !TOO_WIDE.contains(&row[1].as_str()) {
            // A prefix within another one of the same row says nothing.
            let prefixes: Vec<&str> = row[4].split_whitespace().collect();
            let is_within = |one: &&str| prefixes.iter().any(|other| one != other && one.starts_with(other));
            let prefixes: Vec<&str> = prefixes.iter().copied().filter(|one| !is_within(one)).collect();
            writeln!(out, ",{},,{}", prefixes.join(" "), row[2]).unwrap();
        }
    }
    check("src/data/deck_voice_2025-12.csv", &out);
}

/// How each region dials.
#[test]
fn dialling() {
    let cells = |file: &str| -> BTreeMap<String, Vec<String>> {
        let text = fs::read(format!("src/data/{file}")).unwrap();
        let rows = csv::Reader::from_reader(text.as_slice()).into_records().map(Result::unwrap).collect::<Vec<_>>();
        rows.into_iter().map(|row| (row[0].to_owned(), row.iter().map(str::to_owned).collect())).collect()
    };
    let regions = cells("phone_regions.csv");
    let mut out = header("src/data/phone_dialling.csv and src/data/phone_regions.csv");
    out += "use super::Region;\n\n";
    out += "/// Region, calling code, a bit for each length of its national numbers, what is dialled before a number abroad and\n";
    out += "/// before a national number; the longest ones first.\n";
    out += "pub(super) type Row = (Region, u16, u32, &'static [&'static str], &'static [&'static str]);\n\n";
    out += "/// By region.\n#[rustfmt::skip]\n";
    out += "pub(super) static ROWS: &[Row] = &[\n";
    for (iso, row) in cells("phone_dialling.csv") {
        let region = &regions[&iso];
        let lengths = region[6].split(' ').fold(0_u32, |bits, length| bits | 1 << length.parse::<u32>().unwrap());
        let list = |cell: &str| format!("&{:?}", cell.split_whitespace().collect::<Vec<_>>());
        let (abroad, national) = (list(&row[1]), list(&row[2]));
        writeln!(out, "    (Region(*b\"{iso}\"), {}, {lengths:#x}, {abroad}, {national}),", region[2]).unwrap();
    }
    out += "];\n";
    check("src/phone/plan/tables.rs", &out);
}

fn character(hex: &str) -> char {
    char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap()
}

pub(crate) fn header(source: &str) -> String {
    format!("//! Generated from {source} by tests/it/tables.rs: `UPDATE=1 cargo test` writes it anew.\n\n")
}

pub(crate) fn rows(file: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(Path::new("src/data").join(file)).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

pub(crate) fn check(path: &str, generated: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, generated).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == generated, "{path} is not what its data gives: run `UPDATE=1 cargo test`");
}
