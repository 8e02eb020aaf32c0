//! Which part of a list is asked for.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::problem::Rejection;
use super::query::{Query, both};
use crate::{Error, Result};

/// Items on a page, unless asked otherwise; and at most.
const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 500;

/// `?limit=&cursor=`
#[derive(Debug)]
pub(super) struct Page {
    pub(super) limit: u32,
    pub(super) cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// How many items a page has at most: 50 where nothing is asked for.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500)]
    limit: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

impl IntoParams for Page {
    fn into_params(of: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Asked::into_params(of)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Page, Rejection> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state).await?;
        Ok(asked.try_into()?)
    }
}

/// The query of a list: what it has of its own, and which part is asked for.
#[derive(Debug)]
pub(super) struct Listed<T>(pub(super) T, pub(super) Page);

impl<S: Send + Sync, T: DeserializeOwned + IntoParams> FromRequestParts<S> for Listed<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Listed<T>, Rejection> {
        let (own, asked) = both::<T, Asked>(parts)?;
        Ok(Listed(own, asked.try_into()?))
    }
}

impl TryFrom<Asked> for Page {
    type Error = Error;

    fn try_from(Asked { limit, cursor }: Asked) -> Result<Page> {
        let limit = match limit.as_deref().map(whole) {
            None => LIMIT,
            Some(Some(limit)) if (1..=LIMIT_MAX).contains(&limit) => limit,
            Some(_) => return Err(Error::invalid_query("`limit` is a whole number from 1 to 500")),
        };
        Ok(Page { limit, cursor })
    }
}

/// A number without a sign.
pub(super) fn whole<T: std::str::FromStr>(given: &str) -> Option<T> {
    given.parse().ok().filter(|_| given.bytes().all(|b| b.is_ascii_digit()))
}

impl Page {
    /// The number that a newest-first list goes on before.
    pub(super) fn before(&self) -> Result<u64> {
        match self.cursor.as_deref().map(whole) {
            None => Ok(i64::MAX.unsigned_abs()),
            Some(Some(before)) if before <= i64::MAX.unsigned_abs() => Ok(before),
            Some(_) => Err(Error::invalid_query("`cursor` is the `next` of another page")),
        }
    }

    /// The cursor of the page after one that has so many items and ends with this number; they count from 1.
    pub(super) fn next(&self, items: usize, last: Option<u64>) -> Option<String> {
        last.filter(|&last| self.is_full(items) && last > 1).map(|last| last.to_string())
    }

    /// The same after some items, by what the last one says.
    pub(super) fn after<T>(&self, items: &[T], cursor: impl FnOnce(&T) -> String) -> Option<String> {
        items.last().filter(|_| self.is_full(items.len())).map(cursor)
    }

    /// Whether there may be more after so many items.
    fn is_full(&self, items: usize) -> bool {
        items == self.limit as usize
    }
}
