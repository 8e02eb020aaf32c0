//! Reads recipients on all cores: each thread takes the next block of the file, reads it as if a row began with it, and
//! hands over what it counted; parts are joined in their order. A block that turns out to begin within a row is read
//! again, behind the one before it.

use std::collections::BTreeMap;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use septet::campaign::{Options, Pending, Preflight, Shard};
use septet::{Engine, Result};

use super::bar::Bar;
use crate::cli::Failure;

/// Bytes of a block: so many that what is done once for each of them is nothing.
const BLOCK_BYTES: usize = 1 << 22;

/// Bytes of those with which the header comes.
const FIRST_BYTES: usize = 1 << 16;

/// Blocks for each thread: it reads one while others wait to be joined.
const BLOCKS_PER_THREAD: usize = 2;

pub(super) fn read(
    engine: &Engine,
    options: Options,
    threads: usize,
    input: impl Read + Send,
    bar: &mut Bar,
) -> Result<Preflight, Failure> {
    let mut preflight =
        if threads > 1 { Preflight::divided(engine, options)? } else { Preflight::new(engine, options)? };
    let mut source = Source { input, rest: Vec::new(), blocks: 0 };
    let (mut block, mut duplicates) = (Vec::new(), Duplicates::new(threads));
    while source.next(FIRST_BYTES, &mut block)?.is_some() {
        preflight.push(&block)?;
        show(bar, &preflight)?;
        // The header has to be read before anything can be read beside it.
        if threads > 1 && preflight.fork().is_some() {
            beside(&mut preflight, threads, source, &mut duplicates, bar)?;
            break;
        }
    }
    if threads > 1 {
        preflight.end()?;
        duplicates.settle(&mut preflight);
    }
    Ok(preflight)
}

fn show(bar: &mut Bar, preflight: &Preflight) -> Result<()> {
    if bar.is_due() {
        bar.show(&preflight.progress()?);
    }
    Ok(())
}

/// A block and, if it was read without a fault, what it holds.
struct Part {
    index: usize,
    block: Vec<u8>,
    read: Option<Preflight>,
}

/// Reads the rest of the file by threads beside each other.
fn beside(
    preflight: &mut Preflight,
    threads: usize,
    source: Source<impl Read + Send>,
    duplicates: &mut Duplicates,
    bar: &mut Bar,
) -> Result<(), Failure> {
    let first = source.blocks;
    let (give_back, spare) = channel();
    for _ in 0..threads * BLOCKS_PER_THREAD {
        // Its receiver is here.
        let _ = give_back.send(Vec::new());
    }
    let (source, spare) = (Mutex::new(source), Mutex::new(spare));
    thread::scope(|scope| {
        let (hand_over, parts) = channel();
        for _ in 0..threads {
            let (pattern, hand_over) = (preflight.fork(), hand_over.clone());
            let (source, spare) = (&source, &spare);
            scope.spawn(move || work(pattern, source, spare, &hand_over));
        }
        drop(hand_over);
        // Threads that wait for a block end when nobody gives one back, also after an error.
        join(preflight, duplicates, first, parts, give_back, bar)
    })
}

/// Reads one block after another.
fn work(
    mut pattern: Option<Preflight>,
    source: &Mutex<Source<impl Read>>,
    spare: &Mutex<Receiver<Vec<u8>>>,
    hand_over: &Sender<Result<Part, Failure>>,
) {
    loop {
        // Each lock ends with its statement: what follows is done beside the others.
        let spare_block = locked(spare).recv();
        let Ok(mut block) = spare_block else { break };
        let next = locked(source).next(BLOCK_BYTES, &mut block);
        let part = match next {
            Ok(None) => break,
            Ok(Some(index)) => Ok((index, block)),
            Err(failure) => Err(failure),
        };
        let part = part.map(|(index, block)| {
            // What fails here fails again where it is joined. So does a panic: here it would leave a gap, for which the
            // others wait for ever.
            let read = catch_unwind(AssertUnwindSafe(|| {
                let mut part = pattern.as_ref()?.fork()?;
                part.push(&block).ok()?;
                Some(part)
            }));
            Part { index, block, read: read.ok().flatten() }
        });
        // It knows the places of those before it.
        if let Ok(Part { read: Some(read), .. }) = &part {
            pattern = read.fork();
        }
        if hand_over.send(part).is_err() {
            break;
        }
    }
}

/// Joins parts in their order.
fn join(
    preflight: &mut Preflight,
    duplicates: &mut Duplicates,
    mut next: usize,
    parts: Receiver<Result<Part, Failure>>,
    give_back: Sender<Vec<u8>>,
    bar: &mut Bar,
) -> Result<(), Failure> {
    let mut early = BTreeMap::new();
    for part in parts {
        let part = part?;
        early.insert(part.index, part);
        while let Some(Part { block, read, .. }) = early.remove(&next) {
            next += 1;
            match read {
                Some(read) if preflight.can_join(&read) => preflight.join(read, &mut duplicates.pending),
                _ => preflight.push(&block)?,
            }
            // Threads that have ended need none.
            let _ = give_back.send(block);
        }
        duplicates.settle(preflight);
        show(bar, preflight)?;
    }
    Ok(())
}

/// Finds duplicates, each thread among numbers of its own.
struct Duplicates {
    shards: Vec<Shard>,
    pending: Pending,
}

impl Duplicates {
    fn new(threads: usize) -> Duplicates {
        Duplicates { shards: Shard::all(threads), pending: Pending::default() }
    }

    /// Those among what was read by now.
    fn settle(&mut self, preflight: &mut Preflight) {
        preflight.note(&mut self.pending);
        if self.pending.is_empty() {
            return;
        }
        let pending = &self.pending;
        let found = thread::scope(|scope| {
            let finders: Vec<_> =
                self.shards.iter_mut().map(|shard| scope.spawn(move || shard.find(pending))).collect();
            let found = finders
                .into_iter()
                .map(|finder| finder.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            found.flatten().collect::<Vec<_>>()
        });
        preflight.settle(&mut self.pending, found);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file in blocks.
struct Source<R> {
    input: R,
    /// What is behind the last line of a block.
    rest: Vec<u8>,
    blocks: usize,
}

impl<R: Read> Source<R> {
    /// The next block, up to the end of its last line, and its index; `None` at the end of the file.
    fn next(&mut self, bytes: usize, block: &mut Vec<u8>) -> Result<Option<usize>, Failure> {
        block.clear();
        block.append(&mut self.rest);
        block.reserve(bytes);
        let read = self.input.by_ref().take(bytes as u64).read_to_end(block).map_err(Failure::Input)?;
        if block.is_empty() {
            return Ok(None);
        }
        if read == bytes
            && let Some(end) = block.iter().rposition(|byte| *byte == b'\n')
        {
            self.rest.extend_from_slice(&block[end + 1..]);
            block.truncate(end + 1);
        }
        self.blocks += 1;
        Ok(Some(self.blocks - 1))
    }
}
