//! Merged messages and their segments.

use std::borrow::Cow;

use septet::Result;
use septet::campaign::{LINK_LENGTH_MAX, Measure, Message, Meter, OPT_OUT_UNITS_MAX};
use septet::sms::{self, Alphabet, Border, Capacity, Encoding, Finding, Language, Options, Profile, Size, Smart};
use septet::template::Template;

use crate::chance::Chance;

fn message(template: &str) -> Message {
    Message::new(Template::parse(template).unwrap())
}

/// What a measure has of a size.
fn of(size: &Size) -> (Encoding, u32, u32, u32, u32) {
    (size.encoding, size.segments, size.segments_max, size.units, size.characters)
}

fn all(measure: &Measure) -> (Encoding, u32, u32, u32, u32) {
    (measure.encoding, measure.segments, measure.segments_max, measure.units, measure.characters)
}

/// Compares a measure with the slow way.
#[track_caller]
fn check(meter: &mut Meter, values: &[&str], options: &Options) {
    let text = meter.text(values);
    let context = || format!("{text:?}, {values:?}, {options:?}");
    match (meter.measure(values), sms::size(&text, options)) {
        (Ok(measure), Ok(size)) => {
            assert_eq!(all(&measure), of(&size), "{}", context());
            assert_eq!(measure.over, sms::findings(&size, &options.profile).first().copied(), "{}", context());
        }
        (measure, size) => assert_eq!(measure.map(|m| all(&m)), size.map(|s| of(&s)), "{}", context()),
    }
}

/// Text whose parts' borders matter: clusters that form where pieces meet, long stretches of one kind, links.
fn piece(chance: &mut Chance) -> String {
    const KINDS: [&[&str]; 6] = [
        &["a", "B", " ", "7", "é"],
        &["€", "]", "a", "\r", "\n", "\r\n", "^"],
        &["ж", "И", "ç", "ł", " "],
        &["😀", "👍", "🏽", "❤", "\u{fe0f}", "\u{200d}", "👩", "🇩", "🇪"],
        &["e", "\u{301}", "\u{308}", "न", "ि", "क", "्", "ᄀ", "ᅡ", "각", "\u{600}", "’"],
        &["http://", "https://", "www.", "example.com/a?b", "x", " ", ".", "ht", "tp", "://", ")", "WWW", "é", "😀"],
    ];
    let kind = *chance.pick(&KINDS);
    let length = match chance.below(10) {
        0 => 0,
        1..=6 => chance.below(12),
        7 | 8 => chance.below(90),
        _ => chance.below(400),
    };
    let mixed = chance.below(3) == 0;
    let mut text = String::new();
    for _ in 0..length {
        let kind = if mixed { *chance.pick(&KINDS) } else { kind };
        text += *chance.pick(kind);
    }
    text
}

fn template(chance: &mut Chance) -> String {
    const PLACES: [&str; 12] = [
        "{{a}}",
        "{{a}}",
        "{{b}}",
        "{{b}}",
        "{{c}}",
        "{{a|upper}}",
        "{{b | trim | default: \"friend\"}}",
        "{{c|truncate: 5}}",
        "{{a|default:'ж'|lower}}",
        "{{b|capitalize}}",
        "{{c|default: 'ß'|upper}}",
        "{{a|lower|truncate:70}}",
    ];
    let mut template = String::new();
    for _ in 0..=chance.below(5) {
        if chance.below(3) > 0 {
            template += &piece(chance).replace('{', "\\{");
        }
        if chance.below(4) > 0 {
            template += *chance.pick(&PLACES);
        }
    }
    template
}

fn profiles() -> Vec<Profile> {
    let own = |alphabet, seven_bit: (u32, u32), ucs2: (u32, u32), border| Profile {
        alphabet,
        seven_bit: Capacity { single: seven_bit.0, multi: seven_bit.1 },
        ucs2: Capacity { single: ucs2.0, multi: ucs2.1 },
        border,
        ..Profile::default()
    };
    let mut profiles = Profile::all().to_vec();
    profiles.push(own(Alphabet::Gsm7, (5, 3), (4, 2), Border::Grapheme));
    profiles.push(own(Alphabet::Gsm7, (2, 2), (2, 2), Border::Unit));
    profiles.push(own(Alphabet::Gsm7Without(Cow::Borrowed("B€")), (20, 9), (11, 7), Border::Unit));
    profiles
}

fn options(chance: &mut Chance, profiles: &[Profile]) -> Options {
    let profile = chance.pick(profiles).clone();
    let (mut encoding, mut smart, mut national) = (None, None, Vec::new());
    if chance.below(6) == 0 {
        encoding = Some(*chance.pick(&Encoding::ALL));
    }
    if chance.below(4) == 0 {
        smart = Some(*chance.pick(&Smart::ALL));
    }
    if chance.below(5) == 0 {
        national = vec![*chance.pick(&Language::ALL), *chance.pick(&[Language::Turkish, Language::Spanish])];
    }
    Options { profile, encoding, smart, national }
}

#[test]
fn equal_to_the_size_of_the_text() {
    let (mut chance, profiles) = (Chance(1), profiles());
    for _ in 0..2_500 {
        let options = options(&mut chance, &profiles);
        let template = Template::parse(&template(&mut chance)).unwrap();
        let opt_out = (chance.below(4) == 0).then(|| piece(&mut chance));
        let link_length = (chance.below(4) == 0).then(|| 1 + chance.below(30) as u32);
        let message = Message { template, opt_out, link_length };
        let mut meter = Meter::new(&message, &options).unwrap();
        for _ in 0..3 {
            let values: Vec<String> = (0..3).map(|_| piece(&mut chance)).collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            check(&mut meter, &values, &options);
        }
    }
}

/// Every length around the borders, with characters that are kept whole at each place near one.
#[test]
fn equal_at_every_border() {
    let mut meters: Vec<(Meter, Options)> = Vec::new();
    for profile in Profile::all() {
        for encoding in [None, Some(Encoding::Ucs2)] {
            let options = Options { profile: profile.clone(), encoding, ..Options::default() };
            meters.push((Meter::new(&message("{{a}}{{b}}{{c}}"), &options).unwrap(), options));
        }
    }
    let (long, cyrillic) = ("a".repeat(320), "ж".repeat(320));
    for odd in ["a", "€", "\r\n", "\r", "😀", "e\u{301}", "👨‍👩‍👧", "ж"] {
        for (plain, whole) in
            [(&long, 160), (&long, 153), (&long, 306), (&cyrillic, 70), (&cyrillic, 67), (&cyrillic, 134)]
        {
            for before in whole - 12..=whole + 2 {
                for after in [0, 1, whole - 12, whole - 1] {
                    let width = plain.chars().next().unwrap().len_utf8();
                    let values = [&plain[..before * width], odd, &plain[..after * width]];
                    for (meter, options) in &mut meters {
                        check(meter, &values, options);
                    }
                }
            }
        }
    }
}

#[test]
fn long_values_and_missing_ones() {
    let options = Options::default();
    let mut meter = Meter::new(&message("{{a}}{{b|default:'x'}}"), &options).unwrap();
    check(&mut meter, &[&"a€".repeat(60_000), ""], &options);
    check(&mut meter, &[&"ж".repeat(60_000)], &options);
    check(&mut meter, &[], &options);
    check(&mut meter, &["a", "b", "c"], &options);
    check(&mut meter, &[&"a".repeat(sms::TEXT_UNITS_MAX - 1)], &options);
    let error = meter.measure(&[&"a".repeat(sms::TEXT_UNITS_MAX)]).unwrap_err();
    assert_eq!(error.code(), "text-too-long");
}

#[test]
fn limits_of_the_profile() -> Result<()> {
    let options = Options { profile: Profile::named("telnyx")?.clone(), ..Options::default() };
    let mut meter = Meter::new(&message("{{a}}"), &options)?;
    assert_eq!(meter.measure(&[&"a".repeat(1530)])?.over, None);
    let measure = meter.measure(&[&"a".repeat(1531)])?;
    assert_eq!(measure.over, Some(Finding::TooManyParts { parts: 11, max: 10 }));
    Ok(())
}

#[test]
fn units_over_the_last_border() {
    let mut meter = Meter::new(&message("{{a}}"), &Options::default()).unwrap();
    let mut excess = |text: &str| meter.measure(&[text]).unwrap().excess;
    assert_eq!(excess(""), 0);
    assert_eq!(excess(&"a".repeat(160)), 160);
    assert_eq!(excess(&"a".repeat(161)), 1);
    assert_eq!(excess(&"a".repeat(306)), 146);
    assert_eq!(excess(&"a".repeat(307)), 1);
    assert_eq!(excess(&"ж".repeat(75)), 5);
    // A septet is free at the end of the first part.
    assert_eq!(excess(&("a".repeat(152) + &"€".repeat(77))), 1);
}

/// That many units fewer take one part less.
#[test]
fn what_goes_is_enough() {
    let (mut chance, options) = (Chance(3), Options::default());
    let mut meter = Meter::new(&message("{{a}}"), &options).unwrap();
    for _ in 0..300 {
        let letter = *chance.pick(&["a", "ж"]);
        let text = letter.repeat(1 + chance.below(700));
        let measure = meter.measure(&[&text]).unwrap();
        let at = |gone: u32| sms::size(&text[..text.len() - gone as usize * letter.len()], &options).unwrap().segments;
        assert_eq!(at(measure.excess), measure.segments - 1);
        assert_eq!(at(measure.excess - 1), measure.segments);
    }
}

#[track_caller]
fn links(text: &str, sent: &str) {
    let message = Message { link_length: Some(3), ..message("{{a}}") };
    assert_eq!(Meter::new(&message, &Options::default()).unwrap().text(&[text]), sent);
}

#[test]
fn links_count_as_short_ones() {
    links("see https://example.com/a?b=c&d#e now", "see xxx now");
    links("https://example.com", "xxx");
    links("HTTP://a and Www.b", "xxx and xxx");
    links("https://www.example.com", "xxx");
    links("http://a/http://b", "xxx");
    links("at http://a.b/c, and (www.d.e). http://f!?", "at xxx, and (xxx). xxx!?");
    links("<http://a>\"www.b\"", "<xxx>\"xxx\"");
    links("http://a\u{a0}http://b\thttp://c\r\nhttp://d", "xxx\u{a0}xxx\txxx\r\nxxx");
    links("https://müller.de/ä🎉 ok", "xxx ok");
    links(
        "http:// https://. www. www.. http:/a ftp://a example.com",
        "http:// https://. www. www.. http:/a ftp://a example.com",
    );
    links("xhttp://a 1www.b éwww.c -www.d http", "xhttp://a 1www.b éwww.c -xxx http");
}

#[test]
fn links_form_where_pieces_meet() {
    let message = Message {
        opt_out: Some("/stop".into()),
        link_length: Some(5),
        ..message("Go to {{scheme}}s://{{host}}/{{code}}.{{end}}")
    };
    let meter = Meter::new(&message, &Options::default()).unwrap();
    assert_eq!(meter.text(&["http", "a.b", "42", ""]), "Go to xxxxx");
    assert_eq!(meter.text(&["http", "a.b", "42", " Bye"]), "Go to xxxxx. Bye/stop");
    assert_eq!(meter.text(&["ftp", "a.b", "42", ""]), "Go to ftps://a.b/42./stop");
}

#[test]
fn a_message_that_cannot_be_is_refused() {
    for length in [0, LINK_LENGTH_MAX + 1] {
        let message = Message { link_length: Some(length), ..message("a") };
        let error = Meter::new(&message, &Options::default()).unwrap_err();
        assert_eq!(error.to_string(), format!("a link of {length} characters cannot be: give a length from 1 to 160"));
    }
    let message = Message { opt_out: Some("a".repeat(OPT_OUT_UNITS_MAX + 1)), ..message("a") };
    assert_eq!(Meter::new(&message, &Options::default()).unwrap_err().code(), "text-too-long");
    let forced = Options { encoding: Some(Encoding::Gsm7), ..Options::default() };
    let mut meter = Meter::new(&self::message("{{a}}"), &forced).unwrap();
    assert_eq!(meter.measure(&["ж"]).unwrap_err().to_string(), "GSM-7 cannot hold `ж` (U+0436) at 0");
}

#[test]
fn what_is_fixed_and_what_a_field_takes() {
    let message = Message { opt_out: Some(" ж€".into()), ..message("Hi {{a}}, {{b|default:'€'}} {{a|upper}}") };
    let mut meter = Meter::new(&message, &Options::default()).unwrap();
    let fixed = meter.fixed().unwrap();
    assert_eq!((fixed.encoding, fixed.units), (Encoding::Ucs2, 9));
    meter.measure(&["€é", ""]).unwrap();
    let units = |encoding| {
        let mut units = [0; 2];
        meter.field_units(encoding, |field, more| units[field] += more);
        units
    };
    assert_eq!(units(Encoding::Gsm7), [6, 2]);
    assert_eq!(units(Encoding::Ucs2), [4, 1]);
}

#[test]
fn causes() {
    let message = Message { opt_out: Some(" Stop".into()), ..message("Hi {{a}}, {{b|default:'ж'}} {{c}}") };
    let mut meter = Meter::new(&message, &Options::default()).unwrap();
    assert_eq!(meter.cause(&["é", "b", "c"]).unwrap(), None);
    let cause = meter.cause(&["Zoë", "b", "ë’ł"]).unwrap().unwrap();
    assert_eq!((cause.template, cause.fields, cause.characters), (false, 0b101, vec!['ë', '’', 'ł']));
    assert_eq!((cause.replaced.encoding, cause.replaced.units), (Encoding::Ucs2, 18)); // nothing stands for ł
    let cause = meter.cause(&["a", "", "c"]).unwrap().unwrap();
    assert_eq!((cause.template, cause.fields, cause.characters), (true, 0, vec!['ж']));
    let cause = meter.cause(&["e\u{301}", "b", "🎉"]).unwrap().unwrap();
    assert_eq!((cause.template, cause.fields, cause.characters), (false, 0b101, vec!['\u{301}', '🎉']));
    assert_eq!((cause.replaced.encoding, cause.replaced.units), (Encoding::Gsm7, 13));

    let forced = Options { encoding: Some(Encoding::Ucs2), ..Options::default() };
    assert_eq!(Meter::new(&self::message("ж"), &forced).unwrap().cause(&[]).unwrap(), None);

    // What the policy replaces is not why.
    let always = Options { smart: Some(Smart::Always), ..Options::default() };
    let mut meter = Meter::new(&self::message("{{a}}{{b}}"), &always).unwrap();
    let cause = meter.cause(&["“x”", "ж"]).unwrap().unwrap();
    assert_eq!((cause.fields, cause.characters), (0b10, vec!['ж']));

    // What is in a link is not sent.
    let message = Message { link_length: Some(9), ..self::message("{{a}} {{b}}") };
    let mut meter = Meter::new(&message, &Options::default()).unwrap();
    let cause = meter.cause(&["www.ж", "ł"]).unwrap().unwrap();
    assert_eq!((cause.fields, cause.characters), (0b10, vec!['ł']));
}

/// Against the text taken apart: its characters, and the repair to the 7 bit alphabet.
#[test]
fn causes_equal_the_slow_way() {
    let (mut chance, profiles) = (Chance(2), profiles());
    let mut repaired = 0;
    for _ in 0..1_500 {
        let mut options = options(&mut chance, &profiles);
        options.encoding = None;
        let template = Template::parse(&template(&mut chance)).unwrap();
        let message = Message { link_length: (chance.below(5) == 0).then_some(4), ..Message::new(template) };
        let mut meter = Meter::new(&message, &options).unwrap();
        let values: Vec<String> = (0..3).map(|_| piece(&mut chance)).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let text = meter.text(&values);
        let context = format!("{text:?}, {options:?}");

        let slow = sms::segments(&text, &options).unwrap();
        let cause = meter.cause(&values).unwrap();
        assert_eq!(cause.is_some(), slow.size.encoding == Encoding::Ucs2, "{context}");
        let Some(cause) = cause else { continue };
        let mut characters: Vec<char> = Vec::new();
        for offending in &slow.offending {
            if !characters.contains(&offending.character) {
                characters.push(offending.character);
            }
        }
        assert_eq!(cause.characters, characters, "{context}");
        assert!(cause.template || cause.fields != 0 || slow.sent.is_some(), "{context}");

        // With each offending character replaced alone, where the text is composed already.
        let sent = slow.sent.as_ref().map_or(&text, |sent| &sent.text);
        let replacement = |c: char| slow.offending.iter().find(|o| o.character == c)?.replacement.as_ref();
        let alone: String = sent.chars().map(|c| replacement(c).map_or(c.to_string(), |(to, _)| to.clone())).collect();
        if !sent.chars().any(|c| matches!(c, '\u{301}' | '\u{308}' | 'ᅡ')) {
            assert_eq!(all(&cause.replaced), of(&sms::size(&alone, &options).unwrap()), "{context}");
        }
        // And as the repair does it.
        if let Some(sms::Repair::ToSevenBit { size, .. }) = sms::repairs(&text, &options).unwrap().first() {
            assert_eq!(all(&cause.replaced), of(size), "{context}");
            repaired += 1;
        }
    }
    assert!(repaired > 100, "{repaired}");
}
