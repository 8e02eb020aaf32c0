//! What is done to a value before it is merged.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// A filter, with its argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    Default(String),
    Upper,
    Lower,
    Capitalize,
    Trim,
    /// Grapheme clusters.
    Truncate(usize),
}

impl Filter {
    pub(super) const NAMES: [&str; 6] = ["default", "upper", "lower", "capitalize", "trim", "truncate"];

    /// Whether ASCII text is as long, and of as many characters of each kind, after it as before.
    pub(crate) fn is_of_case(&self) -> bool {
        matches!(self, Filter::Upper | Filter::Lower | Filter::Capitalize)
    }
}

/// A value as it is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filtered<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Whether it is a default, that is a text of the template's.
    pub(crate) is_default: bool,
}

/// A value through filters, from left to right.
pub(crate) fn apply<'a>(filters: impl IntoIterator<Item = &'a Filter>, value: &'a str) -> Filtered<'a> {
    let mut filtered = Filtered { text: Cow::Borrowed(value), is_default: false };
    for filter in filters {
        if let (Filter::Default(text), true) = (filter, filtered.text.is_empty()) {
            filtered = Filtered { text: Cow::Borrowed(text), is_default: true };
        } else {
            filtered.text = match filtered.text {
                Cow::Borrowed(text) => one(filter, text),
                Cow::Owned(text) => Cow::Owned(one(filter, &text).into_owned()),
            };
        }
    }
    filtered
}

fn one<'a>(filter: &Filter, text: &'a str) -> Cow<'a, str> {
    match filter {
        Filter::Default(_) => Cow::Borrowed(text),
        Filter::Upper => Cow::Owned(text.to_uppercase()),
        Filter::Lower => Cow::Owned(text.to_lowercase()),
        Filter::Capitalize => Cow::Owned(capitalized(text)),
        Filter::Trim => Cow::Borrowed(text.trim()),
        Filter::Truncate(clusters) => Cow::Borrowed(truncated(text, *clusters)),
    }
}

fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

fn truncated(text: &str, clusters: usize) -> &str {
    // A cluster takes a byte at least.
    if text.len() <= clusters {
        return text;
    }
    text.grapheme_indices(true).nth(clusters).map_or(text, |(end, _)| &text[..end])
}
