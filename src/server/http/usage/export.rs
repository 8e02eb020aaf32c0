//! The rows of a report as CSV, as many as there are: what is read at once is bounded.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use csv_core::{Terminator, WriteResult, Writer, WriterBuilder};

use super::App;
use super::look;
use super::query::{FileQuery, Filter};
use crate::server::store::{Export, UsageQuery};
use crate::server::{TENANT, now};
use crate::wire::usage::Transaction;
use crate::{Error, Result};

const HEADER: [&str; 12] = [
    "id",
    "account",
    "local_time",
    "utc_time",
    "kind",
    "concerns",
    "service",
    "agent",
    "campaign",
    "used",
    "returned",
    "recorded",
];

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A file of exactly the transactions that a list has for the same query, account by account, oldest first.
pub(super) async fn export(app: &Arc<App>, id: String, asked: FileQuery) -> Result<Response> {
    let now = now();
    let FileQuery { filter: Filter { days, below, usage }, with_mark } = asked;
    let account = id.clone();
    let begun = look(app, now, move |working| {
        let accounts = working.view(&account)?;
        let range = days.range(working.store(), accounts.get(&account)?, below, now)?;
        let query = UsageQuery { account, below, range, filter: usage };
        Ok((working.store().begin_export(TENANT, &query)?, range))
    });
    let (export, range) = begun.await?;
    let mut first = if with_mark { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    first.extend(line(&HEADER)?);
    let header = futures_util::stream::once(async { Ok::<_, std::io::Error>(Bytes::from(first)) });
    let rows = futures_util::stream::try_unfold((app.clone(), export), next);
    let name = format!("usage-{}-{}-{}.csv", id.replace(':', "-"), range.first, range.last);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let body = Body::from_stream(futures_util::StreamExt::chain(header, rows));
    Ok((headers, body).into_response())
}

type Reading = (Arc<App>, Export);

/// The next rows; `None` after the last ones. A failure breaks the connection off, so that nobody takes a part for the
/// whole.
async fn next((app, mut export): Reading) -> std::io::Result<Option<(Bytes, Reading)>> {
    let read = app.readers.read(move |store| {
        let found = store.continue_export(TENANT, &mut export)?;
        Ok((found, export))
    });
    let (found, export) = read.await.map_err(broken)?;
    let Some(found) = found else { return Ok(None) };
    let mut text = Vec::new();
    for transaction in found {
        text.extend(row(&transaction.into()).map_err(broken)?);
    }
    Ok(Some((text.into(), (app, export))))
}

fn broken(error: Error) -> std::io::Error {
    std::io::Error::other(error)
}

fn row(row: &Transaction) -> Result<Vec<u8>> {
    let Transaction { id, account, at, local_at, kind, service, agent, campaign, .. } = row;
    let concerns = row.concerns.as_deref().unwrap_or_default();
    let [account, service, agent, campaign] = [account, service, agent, campaign].map(|text| plain(text));
    let [used, returned, recorded] = [row.used, row.returned, row.recorded].map(|credits| credits.to_string());
    line(&[id, &account, local_at, at, kind, concerns, &service, &agent, &campaign, &used, &returned, &recorded])
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A record of RFC 4180.
fn line(cells: &[&str]) -> Result<Vec<u8>> {
    let mut writer: Writer = WriterBuilder::new().terminator(Terminator::CRLF).build();
    // Each character can become two, and each cell has quotes and a comma.
    let most = cells.iter().map(|cell| 2 * cell.len() + 3).sum::<usize>() + 2;
    let (mut out, mut end) = (vec![0; most], 0);
    let mut put = |(result, written): (WriteResult, usize)| {
        end += written;
        if result == WriteResult::InputEmpty { Ok(end) } else { Err(Error::internal()) }
    };
    let mut at = 0;
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            at = put(writer.delimiter(&mut out[at..]))?;
        }
        let (result, _, written) = writer.field(cell.as_bytes(), &mut out[at..]);
        at = put((result, written))?;
    }
    at = put(writer.terminator(&mut out[at..]))?;
    out.truncate(at);
    Ok(out)
}
