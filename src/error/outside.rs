//! The texts of what goes out of the ledger and comes in from others: webhooks, mail, payments.

use super::{Error, ErrorKind, quoted};

impl Error {
    pub(crate) fn unknown_endpoint(id: &str) -> Error {
        Error::new(ErrorKind::UnknownEndpoint, format!("there is no webhook endpoint {}", quoted(id)))
    }

    pub(crate) fn unknown_delivery(id: &str) -> Error {
        Error::new(ErrorKind::UnknownDelivery, format!("there is no delivery {}", quoted(id)))
    }

    pub(crate) fn too_many_endpoints(max: usize) -> Error {
        let detail = format!("there are {max} webhook endpoints, as many as there may be: delete one first");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    /// The problem says what is allowed.
    pub(crate) fn invalid_endpoint_url(given: &str, problem: &str) -> Error {
        Error::invalid_field("url", &format!("{} {problem}", quoted(given)))
    }

    pub(crate) fn no_stripe_secret() -> Error {
        let detail = "payments of Stripe are not taken here: `--stripe-webhook-secret` turns them on";
        Error::new(ErrorKind::NotFound, detail)
    }

    pub(crate) fn empty_stripe_secret() -> Error {
        let detail = "`--stripe-webhook-secret` is empty: give the secret of the webhook endpoint at Stripe";
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_signature(problem: &str) -> Error {
        Error::new(ErrorKind::InvalidSignature, format!("`Stripe-Signature` {problem}"))
    }

    pub(crate) fn not_of_stripe(problem: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("the body is no event that Stripe sends: {problem}"))
    }

    pub(crate) fn invalid_smtp_url(problem: &str) -> Error {
        // The address has a password in it: it is not repeated.
        let detail = format!("`--smtp-url` must be such as `smtps://user:password@mail.example`: {problem}");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_mail_from(given: &str) -> Error {
        let detail = format!("`--mail-from` {} is not an address such as `Septet <septet@example.com>`", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn mail_from_missing() -> Error {
        let detail = "`--smtp-url` needs `--mail-from`: the address that mails are sent from";
        Error::new(ErrorKind::InvalidRequest, detail)
    }
}
