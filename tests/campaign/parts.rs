//! Parts of one file, joined: the same answer as of one reader.

use septet::campaign::{Pending, Preflight, Shard};
use septet::wire;
use serde_json::Value;

use crate::chance::Chance;
use crate::totals::Campaign;

/// Reads blocks as the command line does, one thread after another.
fn joined(campaign: &Campaign, csv: &[u8], shards: usize, chance: &mut Chance) -> Value {
    let (engine, options) = wire::preflight_options(&campaign.engine, campaign.request.clone(), None).unwrap();
    let mut preflight = Preflight::divided(&engine, options).unwrap();
    let (mut shards, mut pending) = (Shard::all(shards), Pending::default());
    let mut rest = csv;
    while !rest.is_empty() {
        let mut blocks = Vec::new();
        for _ in 0..1 + chance.below(4) {
            let about = rest.len().min(1 + chance.below(300));
            // Often the end of a line, and at times within a quoted cell; at times no end at all.
            let line = rest[..about].iter().rposition(|byte| *byte == b'\n').map(|at| at + 1);
            let (block, others) = rest.split_at(line.filter(|_| chance.below(10) > 0).unwrap_or(about));
            blocks.push(block);
            rest = others;
        }
        let parts: Vec<_> = blocks.iter().map(|_| preflight.fork()).collect();
        for (part, block) in parts.into_iter().zip(blocks) {
            let read = part.and_then(|mut part| part.push(block).ok().map(|()| part));
            match read {
                Some(part) if preflight.can_join(&part) => preflight.join(part, &mut pending),
                _ => preflight.push(block).unwrap(),
            }
        }
        preflight.note(&mut pending);
        // The last one first: the order of threads says nothing.
        let found = shards.iter_mut().rev().flat_map(|shard| shard.find(&pending)).collect();
        preflight.settle(&mut pending, found);
        preflight.progress().unwrap();
    }
    serde_json::to_value(wire::PreflightAnswer::from(preflight.finish().unwrap())).unwrap()
}

#[test]
fn parts_are_the_whole() {
    let mut chance = Chance(11);
    let mut duplicates = 0;
    for round in 0..150 {
        let mut campaign = Campaign::random(&mut chance);
        campaign.request["balance"] = "40".into();
        let csv = campaign.csv();
        let whole = campaign.answer(&csv, &mut chance);
        let shards = 1 + chance.below(4);
        assert_eq!(joined(&campaign, csv.as_bytes(), shards, &mut chance), whole, "round {round}\n{csv}");
        duplicates += whole["duplicates"].as_u64().unwrap();
    }
    assert!(duplicates > 100, "there was something to find");
}
