//! Which accounts there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::accounts::look;
use super::page::{Listed, Page};
use super::problem::Rejection;
use crate::server::accounts::Working;
use crate::server::auth::Principal;
use crate::server::store::{AccountLine, Stopped, Tried};
use crate::server::{TENANT, now, rfc3339};
use crate::wire::ledger::{self as wire, AccountsPage};
use crate::{ErrorKind, Result};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A part of the account's id, in upper or lower case.
    search: Option<String>,
    /// The plan that the account is on itself.
    plan: Option<String>,
}

/// List accounts with their balances, by id: all, or those of a search
#[utoipa::path(
    get, path = "/accounts", tag = "accounts", operation_id = "listAccounts",
    params(Asked, Page),
    responses((status = 200, description = "A page of accounts", body = AccountsPage)),
    security(("key" = ["admin"])),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    principal: Principal,
    Listed(Asked { search, plan }, page): Listed<Asked>,
) -> Result<Json<AccountsPage>, Rejection> {
    principal.may_administer()?;
    let (search, limit, after) = (search.unwrap_or_default(), page.limit, page.cursor.clone().unwrap_or_default());
    let accounts = look(&app, now(), move |working| {
        let rows = working.store().search_accounts(TENANT, &search, plan.as_deref(), &after, limit)?;
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        working.prepare(&ids, BTreeSet::new(), true)?;
        rows.into_iter().map(|row| line(working, row)).collect::<Tried<Vec<_>>>()
    });
    let accounts = accounts.await?;
    let next = page.after(&accounts, |last| last.id.clone());
    Ok(Json(AccountsPage { accounts, next }))
}

fn line(working: &mut Working<'_>, row: AccountLine) -> Tried<wire::AccountLine> {
    let balance = match balance(working, &row.id) {
        // One on a plan that the book lacks, or does not say the allowance of, is in the list all the same.
        Err(Stopped::Refused(error))
            if matches!(error.kind(), ErrorKind::UnknownPlan | ErrorKind::ParameterMissing) =>
        {
            None
        }
        balance => Some(balance?),
    };
    let AccountLine { id, plan, parent, created_ms } = row;
    Ok(wire::AccountLine { id, plan, parent, created_at: rfc3339(created_ms), balance })
}

fn balance(working: &mut Working<'_>, id: &str) -> Tried<wire::Balance> {
    let balance = working.peek(id)?.balance(id, working.engine.book(), working.now)?;
    Ok(balance.try_into()?)
}
