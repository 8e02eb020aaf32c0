//! A year's report of one account, of which the sums by day stand for all of its charges.

use std::net::SocketAddr;

use postgres::Client;
use serde_json::{Value, json};

use crate::load::drive;
use crate::{Failure, account};

/// What an account's usage is split into: so many agents in so many campaigns, each day of a year.
const AGENTS: u64 = 6;
const CAMPAIGNS: u64 = 10;
const DAYS: u64 = 365;

/// How often each report is asked for.
const TIMES: usize = 30;

/// Writes the sums of so many charges of the first account, evenly over a year, and reads what its reports say of them.
pub(crate) fn reports(client: &mut Client, address: SocketAddr, key: &str, charges: u64) -> Result<Value, Failure> {
    let sums = DAYS * AGENTS * CAMPAIGNS;
    let each = i64::try_from(charges.div_ceil(sums))?;
    let sql = format!(
        "INSERT INTO usage_days SELECT 'default', $1, floor(extract(epoch FROM now()) / 86400)::bigint - d, 'sms',
         'agent ' || a, 'campaign ' || c, $2::bigint * 9000000, 0, 0, 0, $2::bigint, 1, 1
         FROM generate_series(1, {DAYS}) AS d, generate_series(1, {AGENTS}) AS a, generate_series(1, {CAMPAIGNS}) AS c"
    );
    client.execute(&sql, &[&account(0), &each])?;
    client.batch_execute("VACUUM ANALYZE usage_days")?;
    let mut found = Vec::new();
    for by in ["day", "agent", "day,agent"] {
        let (path, mut left) = (format!("/v1/accounts/{}/usage?range=last-12-months&by={by}", account(0)), TIMES);
        let head = format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\n\r\n");
        let ask = move |_: usize, request: &mut Vec<u8>| {
            request.extend_from_slice(head.as_bytes());
            left -= usize::from(left > 0);
            left > 0
        };
        let load = drive(&[address], 1, Box::new(ask))?;
        found.push(json!({ "by": by, "p50": load.micros(50), "p99": load.micros(99) }));
    }
    Ok(json!({ "charges": each * i64::try_from(sums)?, "sums": sums, "by": found }))
}
