//! What Stripe sends. Of its events only a checkout that was paid matters; fields that are not named here are ignored.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{Error, Result};

/// The longest id that is kept.
const ID_MAX: usize = 255;

#[derive(Deserialize)]
struct Event<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    /// Read only where the type says what it is.
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    object: &'a RawValue,
}

#[derive(Deserialize)]
struct Session {
    id: String,
    payment_status: String,
    client_reference_id: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
}

/// An event that was read.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) kind: String,
    /// What was bought, where it is something of ours and paid.
    pub(crate) paid: Option<Paid>,
}

/// A checkout that was paid.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paid {
    /// The checkout session's id: what it is credited once by.
    pub(crate) session: String,
    pub(crate) account: String,
    pub(crate) top_up: String,
    pub(crate) quantity: u64,
    /// The automatic reload that it was made for.
    pub(crate) reload: Option<u64>,
}

/// Reads an event whose signature was verified.
pub(crate) fn told(body: &[u8]) -> Result<Told> {
    let event: Event<'_> = serde_json::from_slice(body).map_err(|error| Error::not_of_stripe(&error.to_string()))?;
    let Event { id, kind, data } = event;
    let is_checkout =
        ["checkout.session.completed", "checkout.session.async_payment_succeeded"].contains(&kind.as_str());
    let paid = match data.filter(|_| is_checkout) {
        Some(data) => paid(read::<Data<'_>>(data)?.object)?,
        None if is_checkout => return Err(Error::not_of_stripe("`data.object` is missing")),
        None => None,
    };
    Ok(Told { id, kind, paid })
}

fn read<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Result<T> {
    serde_json::from_str(value.get()).map_err(|error| Error::not_of_stripe(&error.to_string()))
}

fn paid(object: &RawValue) -> Result<Option<Paid>> {
    let session: Session = read(object)?;
    let mut metadata = session.metadata.unwrap_or_default();
    // A checkout of something else, or one whose payment is still to come.
    let Some(top_up) = metadata.remove("septet_top_up").filter(|_| session.payment_status == "paid") else {
        return Ok(None);
    };
    let account = metadata.remove("septet_account").or(session.client_reference_id);
    let account = account.ok_or_else(|| {
        Error::not_of_stripe(
            "the checkout names no account: set `septet_account` in its metadata, or client_reference_id",
        )
    })?;
    let mut number = |name: &str| match metadata.remove(name) {
        Some(given) => {
            given.parse().map(Some).map_err(|_| Error::not_of_stripe(&format!("`{name}` is no whole number")))
        }
        None => Ok(None),
    };
    let (quantity, reload) = (number("septet_quantity")?.unwrap_or(1), number("septet_reload")?);
    if session.id.is_empty() || session.id.len() > ID_MAX {
        return Err(Error::not_of_stripe(&format!("the checkout's id must have 1 to {ID_MAX} bytes")));
    }
    Ok(Some(Paid { session: session.id, account, top_up, quantity, reload }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(kind: &str, object: serde_json::Value) -> Result<Option<Paid>> {
        let event =
            json!({"id": "evt_1", "object": "event", "type": kind, "data": {"object": object}, "livemode": false});
        Ok(told(event.to_string().as_bytes())?.paid)
    }

    #[test]
    fn a_paid_checkout_of_ours() {
        let session = json!({
            "id": "cs_test_1", "payment_status": "paid", "client_reference_id": "other", "amount_total": 500, "new_field": {},
            "metadata": {"septet_account": "acme", "septet_top_up": "credit", "septet_quantity": "5", "theirs": "x"},
        });
        let (account, top_up) = ("acme".to_owned(), "credit".to_owned());
        let paid = Paid { session: "cs_test_1".into(), account, top_up, quantity: 5, reload: None };
        assert_eq!(event("checkout.session.completed", session.clone()).unwrap(), Some(paid));
        assert!(event("checkout.session.async_payment_succeeded", session.clone()).unwrap().is_some());
        // Others are none of ours, whatever they hold.
        assert_eq!(event("checkout.session.expired", json!(5)).unwrap(), None);
        let thin = br#"{"id":"evt_1","type":"v2.core.event_destination.ping","data":{"reason":"test"}}"#;
        assert_eq!(told(thin).unwrap().paid, None);
        for data in ["null", "5", "{}"] {
            let bare = format!(r#"{{"id":"evt_1","type":"checkout.session.completed","data":{data}}}"#);
            assert!(told(bare.as_bytes()).is_err(), "{data}");
        }
        let with = |change: fn(&mut serde_json::Value)| {
            let mut changed = session.clone();
            change(&mut changed);
            event("checkout.session.completed", changed)
        };
        assert_eq!(with(|session| session["payment_status"] = "unpaid".into()).unwrap(), None);
        assert_eq!(with(|session| session["metadata"] = json!({})).unwrap(), None);
        assert_eq!(with(|session| session["metadata"] = json!(null)).unwrap(), None);
        let by_reference =
            with(|session| drop(session["metadata"].as_object_mut().map(|m| m.remove("septet_account"))));
        assert_eq!(by_reference.unwrap().unwrap().account, "other");
        assert!(with(|session| session["metadata"]["septet_quantity"] = "five".into()).is_err());
        assert!(with(|session| session["id"] = "".into()).is_err());
        assert!(with(|session| session["id"] = "x".repeat(256).into()).is_err());
    }
}
