//! One file read by several threads: each reads a part, and the parts are joined in their order. What is said is what one
//! reader says.

use super::counter::{Counter, Noted, Verdicts};
use super::options::{Duplicates, Options, Setup};
use super::preflight::Preflight;
use super::problems::Spot;
use super::seen::{AHEAD, Seen};
use crate::Result;
use crate::quote::Engine;

/// Recipients of joined parts, of which it is not known yet whether they are duplicates.
#[derive(Debug, Default)]
pub struct Pending(Vec<Part>);

#[derive(Debug)]
struct Part {
    noted: Vec<Noted>,
    /// The lines before the part.
    lines: u64,
    /// The indices of its places; the whole's own, where there are none.
    places: Option<Vec<usize>>,
}

/// A recipient among the pending ones: its part and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate(usize, usize);

/// Looks for duplicates among a share of all numbers.
#[derive(Debug)]
pub struct Shard {
    index: u64,
    count: u64,
    seen: Seen,
}

impl Pending {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|part| part.noted.is_empty())
    }
}

impl Shard {
    /// As many as there are threads, each of which looks at numbers of its own.
    pub fn all(count: usize) -> Vec<Shard> {
        let shard = |index| Shard { index: index as u64, count: count as u64, seen: Seen::new() };
        (0..count).map(shard).collect()
    }

    /// The duplicates in this share, in order.
    pub fn find(&mut self, pending: &Pending) -> Vec<Duplicate> {
        let (mut found, mut hashes) = (Vec::new(), Vec::with_capacity(AHEAD));
        for (at, part) in pending.0.iter().enumerate() {
            for (first, some) in (0..).step_by(AHEAD).zip(part.noted.chunks(AHEAD)) {
                hashes.clear();
                hashes.extend(some.iter().map(|noted| Seen::hash(noted.number)).filter(|hash| self.is_own(*hash)));
                self.seen.bring(&hashes);
                for (index, Noted { number, .. }) in (first..).zip(some) {
                    if self.is_own(Seen::hash(*number)) && !self.seen.insert(*number) {
                        found.push(Duplicate(at, index));
                    }
                }
            }
        }
        found
    }

    fn is_own(&self, hash: u64) -> bool {
        // Bits that `Seen` does not need.
        (hash >> 24 & 0xffff) % self.count == self.index
    }
}

impl Preflight {
    /// For several threads: duplicates are found by [`Shard`]s, part after part. Where duplicates are skipped, what
    /// becomes of a row depends on all before it: then there are no parts, and [`Preflight::fork`] gives none.
    pub fn divided(engine: &Engine, options: Options) -> Result<Preflight> {
        let setup = Setup::new(engine, options)?;
        let verdicts = match setup.options.duplicates {
            Duplicates::Ignore => Verdicts::None,
            Duplicates::Keep => Verdicts::Later(Vec::new()),
            Duplicates::Skip => Verdicts::Seen(Box::default()),
        };
        Preflight::of(&setup, verdicts)
    }

    /// A reader of a part that comes later; `None` before the header is read.
    pub fn fork(&self) -> Option<Preflight> {
        self.reader.columns.as_ref()?;
        let verdicts = match self.reader.counter.verdicts {
            Verdicts::None => Verdicts::None,
            Verdicts::Later(_) => Verdicts::Later(Vec::new()),
            Verdicts::Seen(_) => return None,
        };
        Some(Preflight {
            rows: self.rows.fork(),
            reader: self.reader.fork(verdicts),
            bytes: 0,
            numbers: 0,
            failed: None,
        })
    }

    /// Whether a part that was forked and read begins where this one ends, and ends itself with a row. Where it does
    /// not, its bytes are to be pushed.
    pub fn can_join(&self, part: &Preflight) -> bool {
        self.rows.is_between_rows() && part.rows.is_between_rows()
    }

    /// Adds the part that comes next. Its recipients are pending, where duplicates are looked for.
    pub fn join(&mut self, mut part: Preflight, pending: &mut Pending) {
        self.note(pending);
        let lines = self.rows.join(&part.rows);
        self.bytes += part.bytes;
        part.reader.settle();
        let counter = &mut self.reader.counter;
        let Counter { counts, verdicts, .. } = part.reader.counter;
        let places = counter.counts.merge(&counts, lines, &counter.setup.pricing);
        if let Verdicts::Later(noted) = verdicts {
            pending.0.push(Part { noted, lines, places: Some(places) });
        }
    }

    /// Makes what was pushed pending as well.
    pub fn note(&mut self, pending: &mut Pending) {
        if let Verdicts::Later(noted) = &mut self.reader.counter.verdicts {
            let noted = std::mem::take(noted);
            pending.0.push(Part { noted, lines: 0, places: None });
        }
    }

    /// Counts the duplicates that all shards together found, and ends what is pending.
    pub fn settle(&mut self, pending: &mut Pending, mut duplicates: Vec<Duplicate>) {
        duplicates.sort_unstable();
        let counter = &mut self.reader.counter;
        for Duplicate(part, index) in duplicates {
            let Some(part) = pending.0.get(part) else { continue };
            let Some(noted) = part.noted.get(index) else { continue };
            counter.duplicate(Spot { line: noted.spot.line + part.lines, ..noted.spot });
            for class in noted.class.iter().chain(&noted.further) {
                let mut class = *class;
                if let Some(places) = &part.places {
                    class.place = places.get(class.place).copied().unwrap_or_default();
                }
                counter.counts.duplicates.add(class, 1);
            }
        }
        pending.0.clear();
    }
}
