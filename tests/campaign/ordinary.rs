//! Ordinary rows are counted in a quicker way than others: the answers are the same.

use std::fmt::Write;

use septet::wire;
use serde_json::{Value, json};

use crate::chance::Chance;

const TEMPLATES: [&str; 7] = [
    "Hi {{name}}, your table in {{city}} is booked.",
    "Hi {{ name | default: \"friend\" | upper }}, {{name}}!",
    "{{city | trim}}",
    "The same for all.",
    "A [longer] message for {{name}}, {{name}} and {{name}}, from us in {{city}}, that is about to be cut in two or in \
     three, or in four, by how long those are who get it, and what letters they write themselves with: see you.",
    "Reminder ☎ {{name}}",
    "{{name}}{{city}}",
];

/// What names and towns are put together of: of one septet, of two, of none, of other sizes, and what CSV and UTF-8
/// look at.
const PIECES: [&str; 26] = [
    "Zoe",
    "é",
    "ü",
    "Ł",
    "ś",
    "Ж",
    "и",
    "€",
    "[",
    "{",
    "’",
    "Ç",
    "ç",
    "日本",
    "🎉",
    "e\u{301}",
    "\t",
    "'",
    "-",
    " ",
    "O\"N",
    "\u{a0}",
    "ﬁ",
    "A rather long piece, of a name that nobody has (or so one hopes).",
    "\u{7f}",
    "\u{200b}",
];

fn cell(chance: &mut Chance) -> String {
    let text: String = (0..chance.below(6)).map(|_| *chance.pick(&PIECES)).collect();
    let needs_quotes = text.contains([',', '"']);
    if needs_quotes || chance.below(8) == 0 { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The same rows with one line end and with another.
fn rows(chance: &mut Chance, end: &str) -> Vec<u8> {
    let mut csv = format!("email,phone,name,city,more{end}").into_bytes();
    for _ in 0..400 {
        let number = match chance.below(20) {
            0 => "no number".to_owned(),
            1 => format!("07400 {:06}", chance.below(1_000_000)),
            2 => format!("+881{:08}", chance.below(4)),
            // Eight digits of Canada, among longer numbers of the United States.
            3 => format!("+1310{:04}", chance.below(3000)),
            _ => {
                format!(
                    "+{}{:07}",
                    chance.pick(&["91987", "4474", "1212", "1310", "1416", "999", "3933"]),
                    chance.below(3000)
                )
            }
        };
        let mut row = String::new();
        let more = if chance.below(30) == 0 { ",x" } else { "" };
        write!(row, "{},{number},{},{},{}{more}{end}", cell(chance), cell(chance), cell(chance), cell(chance)).unwrap();
        csv.extend(row.into_bytes());
        if chance.below(40) == 0 {
            csv.extend(end.as_bytes());
        }
        if chance.below(60) == 0 {
            csv.extend(b"\xff,+919876543210,\xc3,x,\xe2\x82");
            csv.extend(end.as_bytes());
        }
    }
    csv
}

fn answer(request: &Value, csv: &[u8], piece: usize) -> Value {
    let deck: &[u8] = b"iso,price_usd\nIN,0.05\nUS,0.0083\nCA,0.0083\nGB,0.056\n";
    let engine = wire::engine("calcom", &[("sms", deck)]).unwrap();
    let mut preflight = wire::preflight(&engine, request.clone(), None).unwrap();
    for piece in csv.chunks(piece) {
        preflight.push(piece).unwrap();
    }
    serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
}

#[test]
fn equal_to_the_general_way() {
    for round in 0..60 {
        let seed = Chance(round);
        let mut chance = Chance(round + 1000);
        let duplicates = *chance.pick(&["keep", "skip", "ignore"]);
        let mut request =
            json!({"service": "sms", "plan": "team", "template": chance.pick(&TEMPLATES), "duplicates": duplicates});
        if chance.below(2) == 0 {
            request["defaultRegion"] = "GB".into();
        }
        if chance.below(3) == 0 {
            request["profile"] = "twilio".into();
        }
        // Rows that end with CR are none that are ordinary.
        let general = answer(&request, &rows(&mut Chance(seed.0), "\r"), 1 << 16);
        for end in ["\n", "\r\n"] {
            let csv = rows(&mut Chance(seed.0), end);
            for piece in [1 << 16, 1 + chance.below(500), 64] {
                assert_eq!(answer(&request, &csv, piece), general, "round {round}, {request}, {piece}");
            }
        }
    }
}

/// Rows are read a stretch at a time, of 256 bytes behind one that is not ordinary, then of 4,096: nothing depends on
/// where a stretch ends.
#[test]
fn wherever_a_stretch_ends() {
    let request = json!({"service": "sms", "plan": "team", "template": TEMPLATES[0], "duplicates": "keep"});
    let rows = |shift: usize, end: &str| {
        let mut chance = Chance(shift as u64);
        let mut csv = format!("phone,name,city,more{end}+919876543210,{},x,{end}", "x".repeat(shift));
        for row in 0..400 {
            let name = *chance.pick(&["Ann", "Zoë Ångström", "\"de la Fuente, María\"", "William", "Łukasz", ""]);
            let number = if row % 29 == 0 { "+44 7400 123456" } else { "+447400123456" };
            let more = match row {
                150 => "y".repeat(4093 - shift),
                151 => "y".repeat(9000),
                _ => "y".repeat(chance.below(12)),
            };
            write!(csv, "{number},{name},{},{more}{end}", chance.pick(&["Leeds", "Köln", "New York"])).unwrap();
        }
        csv.into_bytes()
    };
    for shift in 0..70 {
        let general = answer(&request, &rows(shift, "\r"), 1 << 16);
        assert_eq!(general["recipients"], 401);
        for end in ["\n", "\r\n"] {
            assert_eq!(answer(&request, &rows(shift, end), 1 << 16), general, "{shift}, {end:?}");
        }
    }
}

#[test]
fn numbers_equal_rows() {
    let mut chance = Chance(5);
    let begin = ["91987", "4474", "1212", "1416", "999", "881", "0"];
    let numbers: Vec<u64> =
        (0..3000).map(|_| format!("{}{:07}", chance.pick(&begin), chance.below(3000)).parse().unwrap()).collect();
    let long = "x".repeat(170);
    for (template, duplicates) in
        [("Hi", "ignore"), (&*long, "ignore"), ("Hi ☎", "ignore"), ("Hi", "keep"), ("", "ignore")]
    {
        let request = json!({"service": "sms", "plan": "team", "template": template, "duplicates": duplicates});
        let deck: &[u8] = b"iso,price_usd\nIN,0.05\nUS,0.0083\nCA,0.0083\nGB,0.056\n";
        let engine = wire::engine("calcom", &[("sms", deck)]).unwrap();
        let answer = |piece: usize| {
            let mut preflight = wire::preflight(&engine, request.clone(), None).unwrap();
            numbers.chunks(piece).for_each(|piece| preflight.push_numbers(piece.iter().copied()).unwrap());
            serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
        };
        let general = answer(1);
        assert_eq!(answer(3000), general);
        assert_eq!(general["recipients"], 3000);
    }
}
