//! What is odd in a book and its decks, though nothing in them is wrong: numbers that never matter, prices that invite
//! to be worked around, destinations that have none.

mod numbers;
mod split;

use rust_decimal::Decimal;

use super::{Engine, Measured, Request};
use crate::ErrorKind;
use crate::book::{Allowance, Amount, Book, Price, Service, Unit};
use crate::credits::Ratio;
use crate::error::quoted;
use crate::map::Set;
use crate::phone::Region;
use crate::rates::{Deck, Destination, SHIPPED};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Prices are likely not what was meant.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something odd in a book or a deck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// The place in the book's document, or `decks` and the deck's name.
    pub path: String,
    /// One of [`Finding::CODES`].
    pub code: &'static str,
    pub text: String,
}

impl Finding {
    /// Every code there is. `parameter-unset` and `incomplete-deck` are notes, the others warnings.
    pub const CODES: [&str; 12] = [
        "deck",
        "incomplete-deck",
        "missing-rate",
        "overlapping-prefix",
        "parameter-unset",
        "rounding-never-applies",
        "splitting-is-cheaper",
        "unknown-region",
        "unreachable-tier",
        "unused-parameter",
        "unused-top-up",
        "zero-price",
    ];

    fn warning(path: impl Into<String>, code: &'static str, text: impl Into<String>) -> Finding {
        Finding { severity: Severity::Warning, path: path.into(), code, text: text.into() }
    }

    fn note(path: impl Into<String>, code: &'static str, text: impl Into<String>) -> Finding {
        Finding { severity: Severity::Note, ..Finding::warning(path, code, text) }
    }
}

impl Engine {
    /// What is odd in the book and the decks it takes rates from, warnings first. `usage` is what is asked of them, for
    /// destinations that have no rate; it may be empty.
    ///
    /// Prices that depend on a parameter without a value are not looked at: the parameter is a note of its own.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use septet::wire;
    /// let mut book = wire::document("calcom".into())?;
    /// book["services"]["sms"]["rounding"]["per"] = "message".into();
    /// book["services"]["sms"]["rounding"]["mode"] = "floor".into();
    /// let engine = wire::engine(book, &[("sms", b"iso,price_usd\nUS,0.0083\nCA,0.0083\n")])?;
    /// let finding = &engine.lint(&[])[0];
    /// assert_eq!(finding.code, "splitting-is-cheaper");
    /// assert!(finding.text.starts_with("a message of 3 segments costs 4 credits, two of 1 and 2 segments cost 3"));
    /// # }
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn lint(&self, usage: &[Request]) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.lint_parameters(&mut findings);
        self.lint_top_ups(&mut findings);
        self.lint_decks(&mut findings);
        for (name, service) in &self.book().services {
            let path = format!("services.{name}");
            lint_regions(service, &path, &mut findings);
            self.lint_rates(name, service, &path, &mut findings);
            self.lint_numbers(service, &path, &mut findings);
            self.lint_splits(service, &path, &mut findings);
        }
        self.lint_usage(usage, &mut findings);
        let order = |finding: &Finding| (finding.severity, finding.path.clone());
        findings.sort_by_key(order);
        findings
    }

    fn lint_parameters(&self, findings: &mut Vec<Finding>) {
        let used: Set<&str> = amounts(self.book()).into_iter().filter_map(Amount::parameter_name).collect();
        for (name, parameter) in &self.book().parameters {
            let path = format!("parameters.{name}");
            if !used.contains(name.as_str()) {
                findings.push(Finding::warning(path, "unused-parameter", "nothing in the book depends on it"));
            } else if parameter.required && parameter.value.is_none() {
                let note = if parameter.note.is_empty() { String::new() } else { format!(": {}", parameter.note) };
                let text = format!("it has no value ({}){note}", parameter.kind.name());
                findings.push(Finding::note(path, "parameter-unset", text));
            }
        }
    }

    fn lint_top_ups(&self, findings: &mut Vec<Finding>) {
        let book = self.book();
        let is_sold = |name: &String| book.plans.values().any(|plan| plan.top_ups.contains(name));
        for name in book.top_ups.keys().filter(|name| !is_sold(name)) {
            findings.push(Finding::warning(format!("topUps.{name}"), "unused-top-up", "no plan sells it"));
        }
    }

    fn lint_decks(&self, findings: &mut Vec<Finding>) {
        for name in self.book().decks() {
            let path = format!("decks.{name}");
            let Ok(deck) = self.deck(name) else {
                findings.push(Finding::warning(path, "missing-rate", "no such deck was given: nothing has a rate"));
                continue;
            };
            for finding in deck.warnings() {
                let code = if finding.never_matters { "overlapping-prefix" } else { "deck" };
                let text = format!("line {}: {}", finding.line, finding.text);
                findings.push(Finding::warning(path.as_str(), code, text));
            }
            for shipped in SHIPPED {
                let Some(what) = shipped.incomplete else { continue };
                let same = || Deck::from_csv(shipped.deck, shipped.csv.as_bytes()).is_ok_and(|own| own == *deck);
                if same() {
                    let text = format!("{} is incomplete: {what}", quoted(shipped.name));
                    findings.push(Finding::note(path.as_str(), "incomplete-deck", text));
                }
            }
        }
    }

    /// Regions that cost nothing need a rate too: a request is refused without one.
    fn lint_rates(&self, name: &str, service: &Service, path: &str, findings: &mut Vec<Finding>) {
        for deck_name in service.decks() {
            let Ok(deck) = self.deck(deck_name) else { continue };
            for (index, free) in service.free.iter().enumerate() {
                let known = free.regions.iter().filter(|region| region.is_known());
                let lacks = |region: &&Region| {
                    let to = Destination { region: Some(**region), ..Destination::default() };
                    deck.rate(&to).is_err_and(|error| error.kind() == ErrorKind::NoRate)
                };
                let missing: Vec<_> = known.filter(lacks).map(|region| quoted(region.as_str())).collect();
                if !missing.is_empty() {
                    let (missing, deck) = (missing.join(", "), quoted(deck_name));
                    let text = format!("the {deck} deck has no rate for {missing}: {} is refused there", quoted(name));
                    findings.push(Finding::warning(format!("{path}.free[{index}].regions"), "missing-rate", text));
                }
            }
        }
    }

    fn lint_usage(&self, usage: &[Request], findings: &mut Vec<Finding>) {
        let mut told = Set::new();
        for request in usage {
            let Some(service) = self.book().services.get(&request.service) else { continue };
            let Ok(measured) = Measured::of(request, service) else { continue };
            for name in service.decks() {
                let Ok(deck) = self.deck(name) else { continue };
                let Err(error) = deck.rate(&measured.destination()) else { continue };
                let is_missing = matches!(error.kind(), ErrorKind::NoRate | ErrorKind::NoRegion);
                let (path, text) = (format!("decks.{name}"), error.to_string());
                if is_missing && told.insert((path.clone(), text.clone())) {
                    findings.push(Finding::warning(path, "missing-rate", text));
                }
            }
        }
    }

    /// What one costs: at each different rate of the deck, or as it stands. Nothing where a number has no value.
    fn unit_prices(&self, unit: &Unit) -> Vec<(Option<Decimal>, Ratio)> {
        let rates: Vec<Option<Decimal>> = match unit {
            Unit::Credits(_) => vec![None],
            Unit::CarrierRate(carrier) => self.different_rates(&carrier.rates).into_iter().map(Some).collect(),
        };
        let price = |rate: Option<Decimal>| Some((rate, self.unit_credits(unit, rate.map(Ratio::from)).ok()?));
        rates.into_iter().filter_map(price).collect()
    }

    fn different_rates(&self, deck: &str) -> Set<Decimal> {
        self.deck(deck).map(|deck| deck.rates().map(|(_, rate)| rate).collect()).unwrap_or_default()
    }
}

/// Regions that no number is in: what is free there is free nowhere.
fn lint_regions(service: &Service, path: &str, findings: &mut Vec<Finding>) {
    for (index, free) in service.free.iter().enumerate() {
        for region in free.regions.iter().filter(|region| !region.is_known()) {
            let text = format!("unknown region {}: no phone number is there", quoted(region.as_str()));
            findings.push(Finding::warning(format!("{path}.free[{index}].regions"), "unknown-region", text));
        }
    }
}

/// Every number of a book that can be a parameter.
fn amounts(book: &Book) -> Vec<&Amount> {
    let mut amounts = Vec::new();
    for service in book.services.values() {
        amounts.extend(service.fee.iter().chain(&service.minimum));
        amounts.extend(service.price.units().into_iter().chain(&service.overage).flat_map(Unit::amounts));
        match &service.price {
            Price::PerAttempt(attempts) => amounts.extend(attempts.outcomes.values()),
            Price::PerMinute(minutes) => amounts.extend(minutes.parts.values()),
            _ => {}
        }
    }
    for plan in book.plans.values() {
        amounts.extend(plan.price.as_ref().map(|price| &price.amount));
        if let Allowance::Flat(credits) | Allowance::PerSeat(credits) = &plan.allowance {
            amounts.push(credits);
        }
    }
    amounts.extend(book.top_ups.values().flat_map(|top_up| [&top_up.credits, &top_up.price]));
    amounts.extend(&book.policies.roll_over_cap);
    if let Some(reload) = &book.policies.reload {
        amounts.extend([&reload.threshold, &reload.amount]);
        amounts.extend(&reload.monthly_cap);
    }
    amounts
}
