//! Reads templates.

use super::Template;
use super::{FIELDS_MAX, FILTERS_MAX, Filter, PLACES_MAX, Piece, Place, Position, TEMPLATE_UNITS_MAX, TRUNCATE_MAX};
use crate::{Error, Result};

pub(super) fn template(text: &str) -> Result<Template> {
    let units = text.encode_utf16().count();
    if units > TEMPLATE_UNITS_MAX {
        return Err(Error::template_too_long(units, TEMPLATE_UNITS_MAX));
    }
    let mut parser = Parser { text, at: 0 };
    let mut template = Template { pieces: Vec::new(), fields: Vec::new(), positions: Vec::new() };
    let mut places = 0;
    while !parser.rest().is_empty() {
        let literal = parser.literal();
        if !literal.is_empty() {
            template.pieces.push(Piece::Text(literal));
        }
        let start = parser.at;
        if !parser.take("{{") {
            continue;
        }
        places += 1;
        if places > PLACES_MAX {
            return Err(Error::too_many_in_template("places with a field", PLACES_MAX, &parser.place(start)));
        }
        let (name, filters) = parser.field(start)?;
        let known = template.fields.iter().position(|known| *known == name);
        if known.is_none() {
            if template.fields.len() == FIELDS_MAX {
                return Err(Error::too_many_in_template("different fields", FIELDS_MAX, &parser.place(start)));
            }
            template.fields.push(name);
            template.positions.push(parser.position(start));
        }
        let field = known.unwrap_or(template.fields.len() - 1);
        template.pieces.push(Piece::Place(Place { field, filters }));
    }
    Ok(template)
}

/// A template that is read up to a byte.
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Up to where one of these begins, or to the end.
    fn until(&mut self, ends: impl Fn(&str) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.char_indices().find(|&(at, _)| ends(&rest[at..])).map_or(rest.len(), |(at, _)| at);
        self.at += length;
        &rest[..length]
    }

    /// The character that comes next, as text.
    fn next(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.chars().next().map_or(0, char::len_utf8)]
    }

    fn position(&self, at: usize) -> Position {
        let before = &self.text[..at];
        let line = before.rsplit('\n').next().unwrap_or_default();
        Position {
            index: before.encode_utf16().count() as u32,
            line: before.matches('\n').count() as u32 + 1,
            column: line.chars().count() as u32 + 1,
        }
    }

    fn place(&self, at: usize) -> String {
        self.position(at).to_string()
    }

    /// Text up to the next field.
    fn literal(&mut self) -> String {
        let mut literal = String::new();
        loop {
            literal += self.until(|rest| rest.starts_with('\\') || rest.starts_with("{{"));
            let slashes = self.rest().len() - self.rest().trim_start_matches('\\').len();
            if slashes == 0 {
                return literal;
            }
            self.at += slashes;
            if !self.rest().starts_with('{') {
                literal.extend(std::iter::repeat_n('\\', slashes));
                continue;
            }
            literal.extend(std::iter::repeat_n('\\', slashes / 2));
            if slashes % 2 == 1 {
                self.at += 1;
                literal.push('{');
            }
        }
    }

    /// What stands between the braces, of which the opening ones, at `start`, are read.
    fn field(&mut self, start: usize) -> Result<(String, Vec<Filter>)> {
        let name = self.name()?;
        if name.is_empty() && self.next() != "" {
            return Err(Error::field_without_name(&self.place(start)));
        }
        let mut filters = Vec::new();
        loop {
            self.skip_space();
            if self.take("}}") {
                return Ok((name, filters));
            }
            let at = self.at;
            if self.take("|") {
                if filters.len() == FILTERS_MAX {
                    return Err(Error::too_many_in_template("filters of a place", FILTERS_MAX, &self.place(at)));
                }
                filters.push(self.filter()?);
            } else if self.rest().is_empty() {
                return Err(Error::field_not_closed(&self.text[start..], &self.place(start)));
            } else {
                return Err(Error::unexpected_in_field(self.next(), &self.place(at)));
            }
        }
    }

    fn name(&mut self) -> Result<String> {
        self.skip_space();
        if self.next() == "\"" {
            return self.quoted();
        }
        let start = self.at;
        let name = self.until(|rest| rest.starts_with('|') || rest.starts_with("}}")).trim_end();
        // A field that is not closed goes on to the end, or to the next one's.
        let is_closed = !self.rest().is_empty();
        let odd = name.char_indices().find(|(_, c)| matches!(c, '{' | '}' | '"') || c.is_control());
        match odd {
            Some((at, c)) if is_closed => Err(Error::field_name(&c.to_string(), &self.place(start + at))),
            _ => Ok(name.to_owned()),
        }
    }

    fn filter(&mut self) -> Result<Filter> {
        self.skip_space();
        let at = self.at;
        let name = self.until(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-'));
        if !Filter::NAMES.contains(&name) {
            let given = if name.is_empty() { self.next() } else { name };
            return Err(Error::unknown_filter(given, Filter::NAMES, &self.place(at)));
        }
        self.skip_space();
        let has_argument = self.take(":");
        self.skip_space();
        let plain = match name {
            "default" => return self.default_text(has_argument),
            "truncate" => return self.truncate(has_argument),
            "upper" => Filter::Upper,
            "lower" => Filter::Lower,
            "capitalize" => Filter::Capitalize,
            _ => Filter::Trim,
        };
        if has_argument {
            return Err(self.argument(name, "nothing"));
        }
        Ok(plain)
    }

    fn default_text(&mut self, has_argument: bool) -> Result<Filter> {
        if has_argument && matches!(self.next(), "\"" | "'") {
            return self.quoted().map(Filter::Default);
        }
        Err(self.argument("default", "a text in quotes, such as `default: \"friend\"`"))
    }

    fn truncate(&mut self, has_argument: bool) -> Result<Filter> {
        let at = self.at;
        let digits = if has_argument { self.until(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())) } else { "" };
        match digits.parse() {
            Ok(clusters @ 1..=TRUNCATE_MAX) => Ok(Filter::Truncate(clusters)),
            _ => {
                self.at = at;
                let allowed = format!("a whole number from 1 to {TRUNCATE_MAX}, such as `truncate: 20`");
                Err(self.argument("truncate", &allowed))
            }
        }
    }

    /// The error of an argument that begins here.
    fn argument(&mut self, filter: &str, allowed: &str) -> Error {
        let at = self.place(self.at);
        let given = self.until(|rest| rest.starts_with('|') || rest.starts_with("}}")).trim_end();
        Error::filter_argument(filter, allowed, given, &at)
    }

    /// A text in the quotes that come next.
    fn quoted(&mut self) -> Result<String> {
        let start = self.at;
        let mut text = String::new();
        let mut rest = self.rest().char_indices();
        let Some((_, quote)) = rest.next() else { return Ok(text) };
        while let Some((at, c)) = rest.next() {
            match c {
                '\\' => match rest.next() {
                    Some((_, escaped)) if escaped == quote || escaped == '\\' => text.push(escaped),
                    other => {
                        let given: String = std::iter::once('\\').chain(other.map(|(_, c)| c)).collect();
                        return Err(Error::unknown_escape(&given, quote, &self.place(start + at)));
                    }
                },
                _ if c == quote => {
                    self.at = start + at + quote.len_utf8();
                    return Ok(text);
                }
                _ => text.push(c),
            }
        }
        Err(Error::quotes_not_closed(quote, &self.place(start)))
    }
}
