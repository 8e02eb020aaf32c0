//! Findings about a book.

use serde::Serialize;

use crate::Error;
use crate::quote::{self, Engine, Severity, Usage};

/// What was found in a book and its decks.
#[derive(Debug, Serialize)]
pub struct Lint {
    /// Whether there is neither an error nor a warning.
    pub ok: bool,
    /// The worst first.
    pub findings: Vec<Finding>,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Finding {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The place in the book's document, or `decks` and the deck's name.
    pub path: String,
    pub code: &'static str,
    pub text: String,
}

/// What is odd in the engine's book and decks, and in what `usage` asks of them.
///
/// ```
/// let engine = septet::wire::engine("calcom", &[])?;
/// let lint = septet::wire::lint(&engine, &[]);
/// assert!(lint.ok);
/// let note = serde_json::to_value(&lint.findings[0]).unwrap();
/// assert_eq!((&note["path"], &note["code"]), (&"parameters.aiAgentCredits".into(), &"parameter-unset".into()));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn lint(engine: &Engine, usage: &[Usage]) -> Lint {
    let requests: Vec<_> = usage.iter().map(|line| line.request.clone()).collect();
    let findings = engine.lint(&requests);
    let ok = findings.iter().all(|finding| finding.severity == Severity::Note);
    Lint { ok, findings: findings.into_iter().map(Finding::from).collect() }
}

/// A book or a deck that cannot be read, as a finding at the place that is wrong.
///
/// ```
/// let error = septet::wire::engine(serde_json::json!({"id": 1}), &[]).unwrap_err();
/// let lint = septet::wire::refused(&error);
/// assert_eq!((lint.ok, lint.findings[0].path.as_str(), lint.findings[0].severity), (false, "id", "error"));
/// ```
pub fn refused(error: &Error) -> Lint {
    let sentence = error.to_string();
    // Errors of a document begin with the place, in backticks; those of a deck with its name.
    let place = sentence.strip_prefix('`').and_then(|rest| rest.split_once("`: "));
    let deck = || sentence.strip_prefix("the `").and_then(|rest| rest.split_once("` deck: "));
    let (path, text) = match (place, deck()) {
        (Some((path, text)), _) => (path.to_owned(), text),
        (None, Some((deck, text))) => (format!("decks.{deck}"), text),
        (None, None) => (String::new(), sentence.as_str()),
    };
    let finding = Finding { severity: "error", path, code: error.code(), text: text.to_owned() };
    Lint { ok: false, findings: vec![finding] }
}

impl From<quote::Finding> for Finding {
    fn from(finding: quote::Finding) -> Finding {
        let quote::Finding { severity, path, code, text } = finding;
        Finding { severity: severity.name(), path, code, text }
    }
}
