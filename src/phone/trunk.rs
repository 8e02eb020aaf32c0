//! The 0 that is dialled inside a country only, as people write it in brackets: `+44 (0)7400 123456`.

use super::{Plan, Region};

/// Whether what stands at `at` of a text is alone in brackets.
pub(crate) fn is_bracketed(text: &str, at: usize) -> bool {
    let mut rest = text[at..].chars();
    rest.next();
    text[..at].ends_with('(') && rest.as_str().starts_with(')')
}

/// Whether a 0 in brackets is no part of the numbers of this region.
pub(crate) fn is_dialled_inside(region: Option<Region>) -> bool {
    region.and_then(Plan::of).is_some_and(|plan| plan.national.contains(&"0"))
}
