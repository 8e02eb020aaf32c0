//! What stands behind the `?` of an address: the fields that are documented, each once, and no others.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Map;
use utoipa::IntoParams;

use super::problem::Rejection;
use crate::error::quoted;
use crate::wire::Value;
use crate::wire::strict::read;
use crate::{Error, Result};

/// A query that is read as a type.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Rejection> {
        Ok(Query(read(fields(parts)?.into())?))
    }
}

/// A query's fields; `by` may be there more than once.
fn fields(parts: &Parts) -> Result<Map<String, Value>> {
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        let value = match fields.get(&*name).and_then(Value::as_str) {
            None => value.into_owned(),
            Some(before) if name == "by" => format!("{before},{value}"),
            Some(_) => return Err(Error::invalid_query(&format!("`{}` is given twice", name.escape_debug()))),
        };
        fields.insert(name.into_owned(), value.into());
    }
    Ok(fields)
}

/// A query that is read as two types: each has the fields that are documented of it.
pub(super) fn both<A, B>(parts: &Parts) -> Result<(A, B)>
where
    A: DeserializeOwned + IntoParams,
    B: DeserializeOwned + IntoParams,
{
    let mut rest = fields(parts)?;
    let [of_a, of_b] = [names::<A>(), names::<B>()];
    let [a, b] = [&of_a, &of_b].map(|names| names.iter().filter_map(|name| rest.remove_entry(name)).collect());
    match rest.keys().next() {
        None => Ok((read(Value::Object(a))?, read(Value::Object(b))?)),
        Some(unknown) => {
            let known: Vec<String> = of_a.iter().chain(&of_b).map(|name| format!("`{name}`")).collect();
            Err(Error::unknown_field("", &format!("there is no field {}: {}", quoted(unknown), known.join(", "))))
        }
    }
}

fn names<T: IntoParams>() -> Vec<String> {
    T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect()
}
