//! The texts of templates and of the messages made from them.

use super::{Error, ErrorKind, listed, quoted};

impl Error {
    /// `at` is where, as a person finds it.
    fn invalid_template(problem: &str, at: &str) -> Error {
        Error::new(ErrorKind::InvalidTemplate, format!("{problem} at {at}"))
    }

    pub(crate) fn template_too_long(given: usize, max: usize) -> Error {
        let detail = format!("the template has {given} UTF-16 code units, at most {max} are read");
        Error::new(ErrorKind::TextTooLong, detail)
    }

    /// `what` is what is counted, such as `different fields`.
    pub(crate) fn too_many_in_template(what: &str, max: usize, at: &str) -> Error {
        Error::invalid_template(&format!("one of the {what} is too many: at most {max} are allowed"), at)
    }

    pub(crate) fn field_not_closed(given: &str, at: &str) -> Error {
        let problem =
            format!("field {} has no end: close it with `}}}}`, or write `\\{{{{` for the braces", quoted(given));
        Error::invalid_template(&problem, at)
    }

    pub(crate) fn field_without_name(at: &str) -> Error {
        Error::invalid_template("a field has no name: give a column's, such as `{{name}}`", at)
    }

    pub(crate) fn field_name(given: &str, at: &str) -> Error {
        let problem = format!(
            "{} in a field's name: a name with braces, `|`, quotes or line breaks is written in quotes, such as `{{{{\"a | b\"}}}}`",
            quoted(given)
        );
        Error::invalid_template(&problem, at)
    }

    pub(crate) fn unexpected_in_field(given: &str, at: &str) -> Error {
        Error::invalid_template(&format!("unexpected {}: give `|` and a filter, or `}}}}`", quoted(given)), at)
    }

    pub(crate) fn unknown_filter<'a>(given: &str, known: impl IntoIterator<Item = &'a str>, at: &str) -> Error {
        Error::invalid_template(&format!("unknown filter {}: known are {}", quoted(given), listed(known)), at)
    }

    /// `allowed` is what the filter takes.
    pub(crate) fn filter_argument(filter: &str, allowed: &str, given: &str, at: &str) -> Error {
        let given = if given.is_empty() { "nothing".to_owned() } else { quoted(given) };
        Error::invalid_template(&format!("filter {} takes {allowed}, given is {given}", quoted(filter)), at)
    }

    pub(crate) fn quotes_not_closed(quote: char, at: &str) -> Error {
        Error::invalid_template(&format!("a text in quotes has no end: close it with `{quote}`"), at)
    }

    pub(crate) fn unknown_escape(given: &str, quote: char, at: &str) -> Error {
        let problem = format!("unknown escape {}: in quotes there are `\\\\` and `\\{quote}`", quoted(given));
        Error::invalid_template(&problem, at)
    }

    /// Of recipients that are numbers alone.
    pub(crate) fn field_without_values(field: &str) -> Error {
        let detail = format!(
            "the template has a field {}, and numbers alone give it no value: give a file with a column for it",
            quoted(field)
        );
        Error::new(ErrorKind::UnknownMergeField, detail)
    }

    pub(crate) fn unknown_merge_field<'a>(given: &str, known: impl IntoIterator<Item = &'a str>, at: &str) -> Error {
        let known = listed(known);
        let known = if known.is_empty() { "there are none".to_owned() } else { format!("known are {known}") };
        let detail = format!("the recipients have no column for field {} at {at}: {known}", quoted(given));
        Error::new(ErrorKind::UnknownMergeField, detail)
    }

    pub(crate) fn link_length(given: u32, max: u32) -> Error {
        let detail = format!("a link of {given} characters cannot be: give a length from 1 to {max}");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn opt_out_too_long(given: usize, max: usize) -> Error {
        let detail = format!("the opt-out text has {given} UTF-16 code units, at most {max} are allowed");
        Error::new(ErrorKind::TextTooLong, detail)
    }
}
