//! When what failed is tried again.

use std::time::Duration;

use crate::Result;
use crate::server::random;

/// How long is waited after each failure, in seconds. After the last one it is given up: within two days and a half.
const WAITS_S: [u64; 10] = [5, 30, 2 * 60, 10 * 60, 30 * 60, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR];

const HOUR: u64 = 60 * 60;

/// How often something is tried before it is given up.
pub(in crate::server) const ATTEMPTS_MAX: u32 = WAITS_S.len() as u32 + 1;

/// How much longer it is at most, in percent: what failed together is not tried again together.
const JITTER: u64 = 20;

/// How long is waited after so many attempts; `None` where it is given up. `scale` makes waits that much shorter.
pub(super) fn wait(attempts: u32, scale: u32) -> Result<Option<Duration>> {
    let chance = u64::from(u32::from_le_bytes(random()?));
    Ok(longer_by(attempts, scale, chance))
}

fn longer_by(attempts: u32, scale: u32, chance: u64) -> Option<Duration> {
    let wait = WAITS_S.get(usize::try_from(attempts.saturating_sub(1)).ok()?)?;
    let millis = wait * 1000;
    let jitter = millis * JITTER * (chance & 0xffff) / (100 * 0xffff);
    Some(Duration::from_millis((millis + jitter) / u64::from(scale.max(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let least: Vec<u64> = (1..=10).filter_map(|n| Some(longer_by(n, 1, 0)?.as_secs())).collect();
        assert_eq!(least, WAITS_S);
        assert_eq!(longer_by(11, 1, 0), None);
        // The longest is a fifth longer, and no wait is shorter than the schedule says.
        assert_eq!(longer_by(1, 1, 0xffff), Some(Duration::from_secs(6)));
        assert_eq!(longer_by(1, 1000, 0), Some(Duration::from_millis(5)));
        let most: u64 = (1..=10).filter_map(|n| Some(longer_by(n, 1, 0xffff)?.as_secs())).sum();
        assert!(most < 65 * HOUR, "{most}");
    }
}
