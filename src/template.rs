//! Texts with merge fields.
//!
//! | written | means |
//! |---|---|
//! | `{{name}}` | the value of the field `name`; spaces around the name do not count, those in it do |
//! | `{{"a \| b"}}` | a field whose name has braces, `\|`, quotes or line breaks; `\"` and `\\` are `"` and `\` in it |
//! | `{{name \| filter \| filter: 20}}` | the value through filters, from left to right |
//! | `\{` | the character `{`, so that `\{{` is `{{` and no field |
//! | `\\{` | the character `\`, and then what `{` begins; not before a `{`, each `\` stands for itself |
//!
//! | filter | gives |
//! |---|---|
//! | `default: "friend"` | the text in quotes (`"` or `'`) where what comes to it is empty |
//! | `upper`, `lower` | all letters in upper or lower case |
//! | `capitalize` | the first letter in upper case, the others as they are |
//! | `trim` | the value without white space at its ends |
//! | `truncate: 20` | the first 20 characters as people count them (grapheme clusters) |
//!
//! A field without a value is empty text, unless a filter says otherwise.

mod filter;
mod parse;

use std::fmt;

pub(crate) use filter::{Filter, Filtered, apply};

use crate::{Error, Result};

/// The most UTF-16 code units of a template: far more than a message can be, and a bound for work.
pub const TEMPLATE_UNITS_MAX: usize = 1 << 16;

/// The most different fields of a template.
pub const FIELDS_MAX: usize = 64;

/// The most places of a template where a field is merged: with long values they make a long text.
pub const PLACES_MAX: usize = 256;

/// The most filters in one place.
pub const FILTERS_MAX: usize = 16;

/// The longest text that `truncate` can be asked for.
pub const TRUNCATE_MAX: usize = 10_000;

/// A text with merge fields, read once.
///
/// ```
/// use septet::template::Template;
/// let template = Template::parse("Hi {{first name | trim | default: \"friend\"}}, table {{no}} is \\{{yours}}")?;
/// assert_eq!(template.fields(), ["first name", "no"]);
/// assert_eq!(template.merge(|field| ["  Zoë ", "7"][field]), "Hi Zoë, table 7 is {{yours}}");
/// assert_eq!(template.merge(|field| [" ", "7"][field]), "Hi friend, table 7 is {{yours}}");
///
/// let error = Template::parse("Hi\n{{name | uper}}").unwrap_err();
/// assert_eq!(error.code(), "invalid-template");
/// assert_eq!(
///     error.to_string(),
///     "unknown filter `uper`: known are `default`, `upper`, `lower`, `capitalize`, `trim`, `truncate` \
///      at line 2, column 10 (index 12)"
/// );
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
    fields: Vec<String>,
    /// Where each field is named first.
    positions: Vec<Position>,
}

/// A place in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// In UTF-16 code units, from 0.
    pub index: u32,
    /// From 1; a line ends with LF.
    pub line: u32,
    /// In characters (Unicode scalar values), from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {} (index {})", self.line, self.column, self.index)
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Place(Place),
}

/// Where a field is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its index in [`Template::fields`].
    pub(crate) field: usize,
    pub(crate) filters: Vec<Filter>,
}

impl Template {
    /// Reads a template; `invalid-template` says what is wrong, where, and what is allowed.
    pub fn parse(text: &str) -> Result<Template> {
        parse::template(text)
    }

    /// The fields' names, each once, by first use.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Where a field, an index of [`Template::fields`], is named first.
    pub fn position(&self, field: usize) -> Option<Position> {
        self.positions.get(field).copied()
    }

    /// The text with each field's value in its places.
    pub fn merge<'a>(&self, value: impl Fn(usize) -> &'a str) -> String {
        let mut merged = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => merged += text,
                Piece::Place(place) => merged += &apply(&place.filters, value(place.field)).text,
            }
        }
        merged
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The column of each field: the one of its name, or else of its name in another case, which is an error if there are
    /// two. `unknown-merge-field` says which one there is none of, where it stands, and which there are.
    ///
    /// ```
    /// use septet::template::Template;
    /// let template = Template::parse("{{name}}, {{Name}}: {{city}}")?;
    /// assert_eq!(template.columns(&["phone", "Name", "City"])?, [1, 1, 2]);
    /// let error = template.columns(&["phone", "name"]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the recipients have no column for field `city` at line 1, column 21 (index 20): known are `phone`, `name`"
    /// );
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn columns(&self, names: &[impl AsRef<str>]) -> Result<Vec<usize>> {
        let columns = self.fields.iter().zip(&self.positions).map(|(field, position)| {
            let known = names.iter().map(AsRef::as_ref);
            named(names, field)?.ok_or_else(|| Error::unknown_merge_field(field, known, &position.to_string()))
        });
        columns.collect()
    }
}

/// The column that is called so, else the one that is when upper and lower case are one; it is an error if that are two.
pub(crate) fn named(names: &[impl AsRef<str>], wanted: &str) -> Result<Option<usize>> {
    if let Some(at) = names.iter().position(|name| name.as_ref() == wanted) {
        return Ok(Some(at));
    }
    let mut alike = (0..names.len()).filter(|at| is_same(names[*at].as_ref(), wanted));
    match (alike.next(), alike.next()) {
        (Some(first), Some(second)) => Err(Error::duplicate_column(wanted, first + 1, second + 1)),
        (found, _) => Ok(found),
    }
}

/// Whether two names differ in case only.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}

impl Place {
    /// A value as it is merged here.
    pub(crate) fn apply<'a>(&'a self, value: &'a str) -> Filtered<'a> {
        apply(&self.filters, value)
    }
}
