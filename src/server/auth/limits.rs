//! How often a caller may ask. What is counted is in memory, and forgotten when it makes no difference any more.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::Caller;
use crate::server::http::Rejection;

/// How many logins, and how many failed authentications, one address may try at once, and then in a minute: 20.
const ATTEMPTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// How often what makes no difference any more is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

pub(in crate::server) struct Limits {
    requests: Option<DefaultKeyedRateLimiter<Caller>>,
    logins: DefaultKeyedRateLimiter<IpAddr>,
    failures: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    pub(super) fn new(requests_a_second: Option<NonZeroU32>) -> Limits {
        let attempts = || DefaultKeyedRateLimiter::keyed(Quota::per_minute(ATTEMPTS));
        Limits {
            requests: requests_a_second.map(|most| DefaultKeyedRateLimiter::keyed(Quota::per_second(most))),
            logins: attempts(),
            failures: attempts(),
        }
    }

    /// Any request.
    pub(in crate::server) fn request(&self, caller: &Caller) -> Result<(), Rejection> {
        self.requests.as_ref().map_or(Ok(()), |requests| check(requests, caller))
    }

    /// A try to begin a session.
    pub(in crate::server) fn login(&self, peer: IpAddr) -> Result<(), Rejection> {
        check(&self.logins, &network(peer))
    }

    /// A key or a session that is not valid. Valid ones from the same address are let in all the same.
    pub(super) fn failure(&self, peer: IpAddr) -> Result<(), Rejection> {
        check(&self.failures, &network(peer))
    }

    fn forget(&self) {
        if let Some(requests) = &self.requests {
            forget(requests);
        }
        forget(&self.logins);
        forget(&self.failures);
    }
}

/// Keeps the memory small for as long as the server runs.
pub(in crate::server) async fn forget_for_ever(limits: Arc<Limits>) {
    let mut times = tokio::time::interval(FORGET_EVERY);
    loop {
        times.tick().await;
        limits.forget();
    }
}

/// One subscriber has as many addresses of IPv6 as they like, all in one network of 64 bits.
pub(super) fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

fn check<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, caller: &K) -> Result<(), Rejection> {
    limiter.check_key(caller).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        Rejection::too_many(wait.as_secs() + 1)
    })
}

fn forget<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>) {
    limiter.retain_recent();
    limiter.shrink_to_fit();
}
