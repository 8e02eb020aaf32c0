//! Which accounts there are.

use super::sql::binds;
use super::{Kept, Store};

/// An account in a list.
#[derive(Debug)]
pub(in crate::server) struct AccountLine {
    pub(in crate::server) id: String,
    pub(in crate::server) plan: Option<String>,
    pub(in crate::server) parent: Option<String>,
    pub(in crate::server) created_ms: i64,
}

impl Store {
    /// Accounts by id, after `after`.
    pub(in crate::server) fn accounts(&mut self, tenant: &str, after: &str, limit: u32) -> Kept<Vec<AccountLine>> {
        self.search_accounts(tenant, "", None, after, limit)
    }

    /// The same of those whose id has `part` in it, in upper or lower case; where a plan is named, of those that are on it
    /// themselves.
    pub(in crate::server) fn search_accounts(
        &mut self,
        tenant: &str,
        part: &str,
        plan: Option<&str>,
        after: &str,
        limit: u32,
    ) -> Kept<Vec<AccountLine>> {
        let sql = r"SELECT account_id, nullif(plan, ''), parent_id, created_ms FROM accounts
                    WHERE tenant_id = ?1 AND account_id > ?2 AND lower(account_id) LIKE ?4 ESCAPE '\'
                      AND (?5 = '' OR plan = ?5) ORDER BY account_id LIMIT ?3";
        // An underscore is one: names of accounts have them.
        let mut like = String::from("%");
        for c in part.chars() {
            if matches!(c, '%' | '_' | '\\') {
                like.push('\\');
            }
            like.push(c.to_ascii_lowercase());
        }
        like.push('%');
        let plan = plan.unwrap_or_default();
        self.rows(sql, binds![tenant, after, limit, &like, plan], |row| {
            let (id, plan, parent) = (row.string(0)?, row.string_or_none(1)?, row.string_or_none(2)?);
            Ok(AccountLine { id, plan, parent, created_ms: row.integer(3)? })
        })
    }
}
