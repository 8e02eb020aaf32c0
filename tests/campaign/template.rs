//! Templates.

use septet::template::{FIELDS_MAX, FILTERS_MAX, PLACES_MAX, Position, TEMPLATE_UNITS_MAX, TRUNCATE_MAX, Template};

use crate::chance::Chance;

/// Every field has its own name as its value, in capital and small letters, but `none`.
#[track_caller]
fn check(template: &str, merged: &str) {
    let template = Template::parse(template).unwrap();
    let value = |field: usize| if template.fields()[field] == "none" { "" } else { template.fields()[field].as_str() };
    assert_eq!(template.merge(value), merged);
}

#[test]
fn text_and_fields() {
    check("", "");
    check("no field", "no field");
    check("{{name}}", "name");
    check("Hi {{name}}!", "Hi name!");
    check("{{a}}{{b}}{{a}}", "aba");
    check("{{  First Name\t}}", "First Name");
    check("{{Größe 🎉}}", "Größe 🎉");
}

#[test]
fn braces_and_backslashes() {
    check("{ } }} {a}", "{ } }} {a}");
    check("{{a}}}", "a}");
    check(r"\{{a}}", "{{a}}");
    check(r"\\{{a}}", r"\a");
    check(r"\\\{{a}}", r"\{{a}}");
    check(r"\\\\{{a}}", r"\\a");
    check(r"\{{{a}}", "{a");
    check(r"\{\{{a}}", "{{{a}}");
    check(r"a\b \\ c\", r"a\b \\ c\");
    check(r"\{", "{");
    check(r"\\{", r"\{");
    check("{", "{");
}

#[test]
fn names_in_quotes() {
    check(r#"{{"a | b"}}"#, "a | b");
    check(r#"{{ "}}{{" | lower }}"#, "}}{{");
    check(r#"{{"say \"hi\" \\o/"}}"#, r#"say "hi" \o/"#);
    check("{{\"two\nlines\"}}", "two\nlines");
    check(r#"{{" a "}}"#, " a ");
    check("{{it's}}", "it's");
}

#[test]
fn filters() {
    check("{{Zoë|upper}} {{Zoë|lower}}", "ZOË zoë");
    check("{{straße|upper}}", "STRASSE");
    check("{{mcDONALD | capitalize}} {{ßa|capitalize}} {{none|capitalize}}", "McDONALD SSa ");
    check("{{mcDONALD | lower | capitalize}}", "Mcdonald");
    check(r#"{{" x "|trim}}|{{" x "}}"#, "x| x ");
    check(r#"{{none | default: "friend"}}, {{a|default:'b'}}"#, "friend, a");
    check(r#"{{none | default: "friend" | upper}}"#, "FRIEND");
    check(r#"{{none | upper | default: "a \"b\" | }} \\"}}"#, r#"a "b" | }} \"#);
    check(r#"{{" "|trim|default:'it\'s'}} {{" "|default:'-'|trim}}"#, "it's ");
    check(r#"{{none|default:""|default:"x"}}"#, "x");
}

#[test]
fn truncating_tears_no_character() {
    check("{{abcdef | truncate: 3}} {{abcdef|truncate:6}} {{abcdef|truncate:7}}", "abc abcdef abcdef");
    check("{{e\u{301}e\u{301}e\u{301}|truncate:2}}", "e\u{301}e\u{301}");
    check("{{👨‍👩‍👧👨‍👩‍👧|truncate:1}}", "👨‍👩‍👧");
    check("{{🇩🇪🇫🇷|truncate:1}}", "🇩🇪");
    check("{{\"a\r\nb\"|truncate:2}}", "a\r\n");
}

#[test]
fn fields_are_named_once_and_know_their_place() {
    let template = Template::parse("é🎉 {{a}}\r\n\n {{b}}{{a}}").unwrap();
    assert_eq!(template.fields(), ["a", "b"]);
    assert_eq!(template.position(0), Some(Position { index: 4, line: 1, column: 4 }));
    assert_eq!(template.position(1), Some(Position { index: 13, line: 3, column: 2 }));
    assert_eq!(template.position(2), None);
}

#[track_caller]
fn refuse(template: &str, message: &str) {
    let error = Template::parse(template).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), ("invalid-template", message));
}

#[test]
fn errors_say_where_and_what_is_allowed() {
    const FILTERS: &str = "`default`, `upper`, `lower`, `capitalize`, `trim`, `truncate`";
    let no_end =
        |field: &str| format!("field `{field}` has no end: close it with `}}}}`, or write `\\{{{{` for the braces");
    refuse("Hi {{name", &format!("{} at line 1, column 4 (index 3)", no_end("{{name")));
    refuse("🎉\n{{", &format!("{} at line 2, column 1 (index 3)", no_end("{{")));
    refuse("{{a | trim", &format!("{} at line 1, column 1 (index 0)", no_end("{{a | trim")));
    refuse("{{}}", "a field has no name: give a column's, such as `{{name}}` at line 1, column 1 (index 0)");
    refuse("a{{ |upper}}", "a field has no name: give a column's, such as `{{name}}` at line 1, column 2 (index 1)");
    refuse(r#"{{""}}"#, "a field has no name: give a column's, such as `{{name}}` at line 1, column 1 (index 0)");
    let quoted = "in a field's name: a name with braces, `|`, quotes or line breaks is written in quotes, such as `{{\"a | b\"}}`";
    refuse("{{{name}}}", &format!("`{{` {quoted} at line 1, column 3 (index 2)"));
    refuse("{{name {{b}}", &format!("`{{` {quoted} at line 1, column 8 (index 7)"));
    refuse("{{a}b}}", &format!("`}}` {quoted} at line 1, column 4 (index 3)"));
    refuse("{{a\nb}}", &format!("`\\n` {quoted} at line 1, column 4 (index 3)"));
    refuse("{{é | uper}}", &format!("unknown filter `uper`: known are {FILTERS} at line 1, column 7 (index 6)"));
    refuse("{{a | Upper}}", &format!("unknown filter `Upper`: known are {FILTERS} at line 1, column 7 (index 6)"));
    refuse("{{a | }}", &format!("unknown filter `}}`: known are {FILTERS} at line 1, column 7 (index 6)"));
    refuse("{{a || trim}}", &format!("unknown filter `|`: known are {FILTERS} at line 1, column 6 (index 5)"));
    refuse("{{a | trim upper}}", "unexpected `u`: give `|` and a filter, or `}}` at line 1, column 12 (index 11)");
    refuse(r#"{{"a" b}}"#, "unexpected `b`: give `|` and a filter, or `}}` at line 1, column 7 (index 6)");
    refuse("{{a | trim: 3}}", "filter `trim` takes nothing, given is `3` at line 1, column 13 (index 12)");
    let text = "a text in quotes, such as `default: \"friend\"`";
    refuse(
        "{{a | default}}",
        &format!("filter `default` takes {text}, given is nothing at line 1, column 14 (index 13)"),
    );
    refuse(
        "{{a|default: “b”}}",
        &format!("filter `default` takes {text}, given is `“b”` at line 1, column 14 (index 13)"),
    );
    refuse("{{a|default: 'b}}", "a text in quotes has no end: close it with `'` at line 1, column 14 (index 13)");
    refuse(
        r#"{{a|default: "\n"}}"#,
        "unknown escape `\\n`: in quotes there are `\\\\` and `\\\"` at line 1, column 15 (index 14)",
    );
    let number = format!("a whole number from 1 to {TRUNCATE_MAX}, such as `truncate: 20`");
    for given in ["0", "10001", "-1", "2.5", "x", "99999999999999999999999"] {
        let template = format!("{{{{a | truncate: {given}}}}}");
        // What follows a number is no part of it.
        if given == "2.5" {
            refuse(&template, "unexpected `.`: give `|` and a filter, or `}}` at line 1, column 18 (index 17)");
            continue;
        }
        refuse(
            &template,
            &format!("filter `truncate` takes {number}, given is `{given}` at line 1, column 17 (index 16)"),
        );
    }
    refuse(
        "{{a|truncate}}",
        &format!("filter `truncate` takes {number}, given is nothing at line 1, column 13 (index 12)"),
    );
}

#[test]
fn limits() {
    let error = Template::parse(&"é".repeat(TEMPLATE_UNITS_MAX + 1)).unwrap_err();
    assert_eq!(error.code(), "text-too-long");
    assert_eq!(error.to_string(), "the template has 65537 UTF-16 code units, at most 65536 are read");
    assert!(Template::parse(&"é".repeat(TEMPLATE_UNITS_MAX)).is_ok());

    let fields = |count: usize| (0..count).map(|i| format!("{{{{f{i}}}}}")).collect::<String>();
    assert_eq!(Template::parse(&fields(FIELDS_MAX)).unwrap().fields().len(), FIELDS_MAX);
    refuse(
        &fields(FIELDS_MAX + 1),
        "one of the different fields is too many: at most 64 are allowed at line 1, column 439 (index 438)",
    );
    assert!(Template::parse(&"{{a}}".repeat(PLACES_MAX)).is_ok());
    refuse(
        &"{{a}}".repeat(PLACES_MAX + 1),
        "one of the places with a field is too many: at most 256 are allowed at line 1, column 1281 (index 1280)",
    );
    let filters = |count: usize| format!("{{{{a{}}}}}", "|trim".repeat(count));
    assert!(Template::parse(&filters(FILTERS_MAX)).is_ok());
    refuse(
        &filters(FILTERS_MAX + 1),
        "one of the filters of a place is too many: at most 16 are allowed at line 1, column 84 (index 83)",
    );
}

#[test]
fn any_text_is_a_template_or_an_error() {
    const PIECES: [&str; 24] = [
        "{{", "}}", "{", "}", "|", "\\", "\"", "'", ":", "default", "truncate", "upper", " ", "\n", "a", "é", "🎉",
        "5", "0", "e\u{301}", "{{a}}", "trim", "\u{0}", "{{b|",
    ];
    let mut chance = Chance(7);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..20_000 {
        let text: String = (0..chance.below(14)).map(|_| *chance.pick(&PIECES)).collect();
        match Template::parse(&text) {
            Ok(template) => {
                good += 1;
                template.merge(|_| "ä b");
            }
            Err(error) => {
                bad += 1;
                assert_eq!(error.code(), "invalid-template", "{text:?}");
            }
        }
        let bytes: Vec<u8> = (0..chance.below(40)).map(|_| chance.next() as u8).collect();
        let _ = Template::parse(&String::from_utf8_lossy(&bytes));
    }
    assert!(good > 500 && bad > 500, "{good} and {bad}");
}
