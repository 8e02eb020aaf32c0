//! What a key may do.

use crate::wire::one_of;
use crate::{Error, Result};

/// One thing that a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Scope {
    /// Everything: accounts, credits given and returned, keys, and what the other scopes allow.
    Admin,
    /// Quotes, holds and charges, for every account.
    Charge,
    /// Looking at every account.
    Read,
}

impl Scope {
    const ALL: [Scope; 3] = [Scope::Admin, Scope::Charge, Scope::Read];

    fn name(self) -> &'static str {
        match self {
            Scope::Admin => "admin",
            Scope::Charge => "charge",
            Scope::Read => "read",
        }
    }
}

/// All that a key may do. `admin` covers the others; `charge` and `read` do not cover each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) struct Scopes([bool; Scope::ALL.len()]);

impl Scopes {
    pub(in crate::server) const ADMIN: Scopes = Scopes([true, false, false]);

    /// Scopes by their names, in any order.
    pub(in crate::server) fn read<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Scopes> {
        let mut scopes = Scopes([false; Scope::ALL.len()]);
        for (n, given) in names.into_iter().enumerate() {
            let scope = one_of(&format!("scopes[{n}]"), given, &Scope::ALL, Scope::name)?;
            scopes.0[scope as usize] = true;
        }
        if scopes.0.contains(&true) { Ok(scopes) } else { Err(Error::no_scope()) }
    }

    /// Whether they allow what needs a scope.
    pub(in crate::server) fn cover(self, needed: Scope) -> Result<()> {
        if self.0[needed as usize] || self.is_admin() {
            return Ok(());
        }
        Err(Error::scope_needed(needed.name(), &self.names()))
    }

    pub(in crate::server) fn is_admin(self) -> bool {
        self.0[Scope::Admin as usize]
    }

    pub(in crate::server) fn names(self) -> Vec<&'static str> {
        Scope::ALL.into_iter().filter(|&scope| self.0[scope as usize]).map(Scope::name).collect()
    }

    /// As they are stored.
    pub(in crate::server) fn text(self) -> String {
        self.names().join(" ")
    }
}
