//! The texts of campaigns.

use super::{Error, ErrorKind, quoted};

impl Error {
    pub(crate) fn no_max_seconds(service: &str) -> Error {
        let why = format!("{} is charged by the minute: give the longest that a call may last", quoted(service));
        Error::missing("call.maxSeconds", &why)
    }

    pub(crate) fn seconds_range(field: &str, given: u64, max: u64) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("{} is `{given}`: it must be 0 to {max}", quoted(field)))
    }

    pub(crate) fn invalid_probability(outcome: &str, given: &str, decimals: u32) -> Error {
        let path = quoted(&format!("outcomeProbabilities.{outcome}"));
        let detail = format!("{path}: {} must be from 0 to 1, with at most {decimals} decimal places", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn probabilities_sum(given: &str) -> Error {
        let detail = format!("`outcomeProbabilities` add up to `{given}`: those of all outcomes must add up to 1");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_breakdown(path: &str, problem: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("{}: {problem}", quoted(path)))
    }
}
