//! What to look at before anyone presses Send: codes with parameters.

use super::answer::Answer;
use crate::credits::Credits;

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// In kebab case.
    pub code: &'static str,
    /// In camel case.
    pub parameters: Vec<(&'static str, Parameter)>,
}

/// A value of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    Count(u64),
    Credits(Credits),
}

impl Warning {
    fn new(code: &'static str, parameters: impl IntoIterator<Item = (&'static str, Parameter)>) -> Warning {
        Warning { code, parameters: parameters.into_iter().collect() }
    }
}

pub(crate) fn warnings(answer: &Answer, is_call: bool) -> Vec<Warning> {
    use Parameter::{Count, Credits as Amount};
    let rows = &answer.recipients;
    let mut all = Vec::new();
    if let Some(coverage) = &answer.coverage {
        if coverage.shortfall > Credits::ZERO {
            // A call's outcome decides, and further numbers are dialled only where none answered.
            if is_call {
                let parameters = [
                    ("calls", Count(answer.attempts)),
                    ("recipients", Count(rows.priced)),
                    ("max", Amount(answer.credits.max)),
                    ("available", Amount(coverage.available)),
                ];
                all.push(Warning::new("calls-may-exceed-balance", parameters));
            }
            let parameters = [("shortfall", Amount(coverage.shortfall)), ("available", Amount(coverage.available))];
            all.push(Warning::new("not-covered", parameters));
        }
        if let Some(overage) = coverage.overage {
            let parameters = [("covered", overage.covered), ("owed", overage.owed), ("max", overage.max)];
            all.push(Warning::new("overage", parameters.map(|(name, amount)| (name, Amount(amount)))));
        }
        if coverage.expected_shortfall > Credits::ZERO {
            let parameters = [("shortfall", Amount(coverage.expected_shortfall))];
            all.push(Warning::new("expected-not-covered", parameters));
        }
    }
    let counted = [
        ("unpriced-recipients", rows.unpriced),
        ("invalid-recipients", rows.invalid),
        ("duplicate-recipients", rows.duplicates),
        ("opted-out-recipients", rows.opted_out),
        ("do-not-call-recipients", rows.do_not_call),
    ];
    for (code, count) in counted.into_iter().filter(|(_, count)| *count > 0) {
        all.push(Warning::new(code, [("recipients", Count(count))]));
    }
    if rows.priced == 0 {
        all.push(Warning::new("no-recipients", []));
    }
    let flipped = answer.by_encoding.iter().find(|(encoding, _)| *encoding == crate::sms::Encoding::Ucs2);
    if let Some((_, recipients)) = flipped {
        all.push(Warning::new("ucs2-flips", [("recipients", Count(*recipients))]));
    }
    let empty = answer.by_segments.iter().find(|(segments, _)| *segments == 0);
    if let Some((_, recipients)) = empty {
        all.push(Warning::new("empty-messages", [("recipients", Count(*recipients))]));
    }
    if !is_call && answer.credits.max > answer.credits.expected {
        let parameters = [("expected", Amount(answer.credits.expected)), ("max", Amount(answer.credits.max))];
        all.push(Warning::new("segments-may-differ", parameters));
    }
    all
}
