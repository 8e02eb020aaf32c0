//! The texts of a call's times.

use super::{Error, quoted};

impl Error {
    pub(crate) fn invalid_time(path: &str, given: &str) -> Error {
        let problem = format!(
            "{} is neither seconds, such as `90` or `12.5`, nor a time such as `2026-11-20T10:15:30Z`",
            quoted(given)
        );
        Error::invalid_field(path, &problem)
    }

    pub(crate) fn time_too_fine(path: &str, given: &str) -> Error {
        let problem = format!("{} has more than six decimal places of a second", quoted(given));
        Error::invalid_field(path, &problem)
    }

    pub(crate) fn mixed_times(path: &str) -> Error {
        Error::invalid_field(path, "all times of a call are either seconds or RFC 3339, not both")
    }
}
