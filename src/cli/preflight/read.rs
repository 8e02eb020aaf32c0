//! Reads recipients on all cores: a round of blocks at a time, each read as if a row began with it. A block that turns
//! out to begin within one is read again, behind the one before it.

use std::io::{ErrorKind, Read};
use std::thread;

use septet::campaign::{Options, Pending, Preflight, Shard};
use septet::{Engine, Result};

use super::bar::Bar;
use crate::cli::Failure;

/// Bytes of a block: long beside a row, and short beside a cache.
const BLOCK_BYTES: usize = 1 << 20;

/// Bytes of the first one.
const FIRST_BYTES: usize = 1 << 16;

pub(super) fn read(
    engine: &Engine,
    options: Options,
    threads: usize,
    mut input: impl Read,
    bar: &mut Bar,
) -> Result<Preflight, Failure> {
    let mut preflight =
        if threads > 1 { Preflight::divided(engine, options)? } else { Preflight::new(engine, options)? };
    let mut shards = Shard::all(threads);
    let mut pending = Pending::default();
    let mut rest = Vec::new();
    // The header has to be read before anything can be read beside it.
    let mut round = blocks(&mut input, 1, FIRST_BYTES, &mut rest)?;
    while !round.is_empty() {
        let parts: Vec<_> = if threads > 1 { round.iter().map(|_| preflight.fork()).collect() } else { Vec::new() };
        let (read, next) = thread::scope(|scope| {
            let readers: Vec<_> = parts
                .into_iter()
                .zip(&round)
                .map(|(part, block)| {
                    scope.spawn(move || {
                        let mut part = part?;
                        Some(part.push(block).map(|()| part))
                    })
                })
                .collect();
            let next = blocks(&mut input, threads, BLOCK_BYTES, &mut rest);
            (readers.into_iter().map(|reader| reader.join()).collect::<Vec<_>>(), next)
        });
        let mut read = read.into_iter();
        for block in &round {
            match read.next() {
                Some(Ok(Some(Ok(part)))) if preflight.can_join(&part) => preflight.join(part, &mut pending),
                _ => preflight.push(block)?,
            }
        }
        preflight.note(&mut pending);
        settle(&mut preflight, &mut shards, &mut pending);
        if bar.is_due() {
            bar.show(&preflight.progress()?);
        }
        round = next?;
    }
    Ok(preflight)
}

/// Finds the duplicates of a round, each thread among numbers of its own.
fn settle(preflight: &mut Preflight, shards: &mut [Shard], pending: &mut Pending) {
    if pending.is_empty() {
        return;
    }
    let all = &*pending;
    let found = thread::scope(|scope| {
        let finders: Vec<_> = shards.iter_mut().map(|shard| scope.spawn(move || shard.find(all))).collect();
        let found =
            finders.into_iter().map(|finder| finder.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        found.flatten().collect::<Vec<_>>()
    });
    preflight.settle(pending, found);
}

/// The next blocks, each up to the end of its last line; what is behind it is the rest for the next one.
fn blocks(input: &mut impl Read, count: usize, bytes: usize, rest: &mut Vec<u8>) -> Result<Vec<Vec<u8>>, Failure> {
    let mut blocks = Vec::with_capacity(count);
    while blocks.len() < count {
        let mut block = std::mem::take(rest);
        let begun = block.len();
        block.resize(begun + bytes, 0);
        let read = fill(input, &mut block[begun..])?;
        block.truncate(begun + read);
        if block.is_empty() {
            break;
        }
        if read == bytes
            && let Some(end) = block.iter().rposition(|byte| *byte == b'\n')
        {
            *rest = block.split_off(end + 1);
        }
        blocks.push(block);
    }
    Ok(blocks)
}

/// Fills the buffer, but for the end of the input.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Failure> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::Input(error)),
        }
    }
    Ok(filled)
}
