//! Rows that something is wrong with: how many, and the first of them by line.

use crate::map::Map;

/// The lines that are listed of each kind of problem.
pub const LISTED_MAX: usize = 100;

/// What is wrong with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The row has no number that can be reached, or cannot be read.
    Invalid,
    /// One of several numbers of a row cannot be reached; the row has others.
    InvalidFurther,
    /// The number stands in an earlier row.
    Duplicate,
    /// The number is on the list of those who opted out.
    OptedOut,
    /// The number is on the list of those who must not be called.
    DoNotCall,
    /// There is no price.
    Unpriced,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::Invalid, Kind::InvalidFurther, Kind::Duplicate, Kind::OptedOut, Kind::DoNotCall, Kind::Unpriced];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Invalid => "invalid",
            Kind::InvalidFurther => "invalid-further",
            Kind::Duplicate => "duplicate",
            Kind::OptedOut => "opted-out",
            Kind::DoNotCall => "do-not-call",
            Kind::Unpriced => "unpriced",
        }
    }
}

/// Where a row or a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// From 1; of numbers that come without a file, their count.
    pub line: u64,
    /// From 1; `None` where the whole row is meant.
    pub column: Option<u32>,
}

/// Rows with the same problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: Kind,
    /// What exactly is wrong, in kebab case; the kind's name where that says it.
    pub code: &'static str,
    /// A sentence; where they differ, the first by the alphabet, so that it does not depend on the order of rows.
    pub message: Option<String>,
    pub count: u64,
    /// The first [`LISTED_MAX`].
    pub first: Vec<Spot>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Problems(Map<(Kind, &'static str), Problem>);

impl Problems {
    #[cold]
    pub(crate) fn add(&mut self, kind: Kind, code: &'static str, spot: Spot, message: Option<String>) {
        let new = || Problem { kind, code, message: None, count: 0, first: Vec::new() };
        let problem = self.0.entry((kind, code)).or_insert_with(new);
        problem.count += 1;
        if problem.first.len() < LISTED_MAX {
            problem.first.push(spot);
        }
        problem.message = least(problem.message.take(), message);
    }

    /// Says what is wrong with rows that were added without a message.
    pub(crate) fn explain(&mut self, kind: Kind, code: &'static str, message: String) {
        if let Some(problem) = self.0.get_mut(&(kind, code)) {
            problem.message = least(problem.message.take(), Some(message));
        }
    }

    /// Adds those of rows that come later, so many lines after the first line.
    pub(crate) fn merge(&mut self, other: &Problems, lines: u64) {
        for (&(kind, code), later) in &other.0 {
            let new = || Problem { kind, code, message: None, count: 0, first: Vec::new() };
            let problem = self.0.entry((kind, code)).or_insert_with(new);
            problem.count += later.count;
            let room = LISTED_MAX - problem.first.len();
            let spots = later.first.iter().map(|spot| Spot { line: spot.line + lines, ..*spot });
            problem.first.extend(spots.take(room));
            problem.message = least(problem.message.take(), later.message.clone());
        }
    }

    pub(crate) fn into_list(self) -> Vec<Problem> {
        self.0.into_values().collect()
    }
}

fn least(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
