//! One error type for every room, and all of its texts.
//!
//! A code is the same in Rust, JavaScript, HTTP and on the command line, and so is its sentence: it says what was
//! given and what is allowed.

#[cfg(feature = "server")]
mod access;
mod campaign;
#[cfg(feature = "ledger")]
mod ledger;
#[cfg(feature = "server")]
mod outside;
mod profiles;
#[cfg(any(feature = "server", feature = "wasm"))]
mod quotes;
mod recipients;
#[cfg(feature = "server")]
mod service;
mod template;
#[cfg(feature = "serde")]
mod times;
#[cfg(feature = "serde")]
mod tools;

use std::fmt;

/// What went wrong, as a code to branch on and a sentence to show.
///
/// ```
/// let error = septet::phone::Number::parse("98765").unwrap_err();
/// assert_eq!(error.code(), "invalid-number");
/// assert_eq!(error.to_string(), "`98765` is not an E.164 number: give `+`, the country code and the number, 6 to 15 digits");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    detail: Box<str>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The kinds of [`Error`], one for each code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind { $($(#[$doc])* $name,)* }

        impl ErrorKind {
            /// Every kind there is.
            pub const ALL: &[ErrorKind] = &[$(ErrorKind::$name,)*];

            /// The code that programs see, in kebab case.
            pub fn code(self) -> &'static str {
                match self { $(ErrorKind::$name => $code,)* }
            }
        }
    };
}

kinds! {
    /// The account is there already.
    AccountExists = "account-exists",
    /// A charge's price is settled already.
    AlreadyAdjusted = "already-adjusted",
    /// Something that happens once has happened under another key.
    AlreadyDone = "already-done",
    /// A hold or an attempt has ended.
    AlreadyEnded = "already-ended",
    /// There is nothing left of a charge to give back.
    AlreadyRefunded = "already-refunded",
    /// An HTTP body, or a line of a JSON stream, is longer than is read.
    BodyTooLarge = "body-too-large",
    /// An HTTP body does not come in time.
    BodyTooSlow = "body-too-slow",
    /// The request names another book than the one that prices it.
    BookMismatch = "book-mismatch",
    /// The book is not in force on that day.
    BookNotEffective = "book-not-effective",
    /// There is such a campaign already, or usage under its name.
    CampaignExists = "campaign-exists",
    /// A deck's prices are not in the book's currency.
    CurrencyMismatch = "currency-mismatch",
    /// A forced encoding cannot hold the text.
    DoesNotFit = "does-not-fit",
    /// A payment was credited before.
    DuplicatePurchase = "duplicate-purchase",
    /// The caller may not do this.
    Forbidden = "forbidden",
    /// A mutation came without an idempotency key.
    IdempotencyKeyMissing = "idempotency-key-missing",
    /// An idempotency key came back with another request.
    IdempotencyKeyReused = "idempotency-key-reused",
    /// The balance does not cover the price.
    InsufficientCredits = "insufficient-credits",
    /// Something broke on our side.
    Internal = "internal",
    /// Credits cannot be given to that account, or not so.
    InvalidAllotment = "invalid-allotment",
    /// An amount of credits is out of its range or not a decimal number.
    InvalidAmount = "invalid-amount",
    /// Billing periods are anchored at something that is not a local date and time.
    InvalidAnchor = "invalid-anchor",
    /// A price book breaks its rules.
    InvalidBook = "invalid-book",
    /// A call ends before it begins, or lasts too long.
    InvalidCall = "invalid-call",
    /// A rate deck has lines that cannot be read.
    InvalidDeck = "invalid-deck",
    /// A hold's time is out of its range.
    InvalidHold = "invalid-hold",
    /// A login code is wrong, used or expired.
    InvalidLoginCode = "invalid-login-code",
    /// A name (account, idempotency key) has the wrong form.
    InvalidName = "invalid-name",
    /// A phone number is not E.164.
    InvalidNumber = "invalid-number",
    /// An SMS profile contradicts itself.
    InvalidProfile = "invalid-profile",
    /// A quantity is out of its range.
    InvalidQuantity = "invalid-quantity",
    /// A quote token is none that this ledger signed.
    InvalidQuote = "invalid-quote",
    /// A file of recipients cannot be read at all.
    InvalidRecipients = "invalid-recipients",
    /// A region is not an ISO 3166-1 code.
    InvalidRegion = "invalid-region",
    /// A field of a request is missing, or of the wrong type.
    InvalidRequest = "invalid-request",
    /// What somebody else sent is not signed by them, or was signed long ago.
    InvalidSignature = "invalid-signature",
    /// A template cannot be read.
    InvalidTemplate = "invalid-template",
    /// A key's time is over.
    KeyExpired = "key-expired",
    /// A key was revoked.
    KeyRevoked = "key-revoked",
    /// Without this key nobody could administer the ledger over HTTP.
    LastAdminKey = "last-admin-key",
    /// A text is not JSON.
    MalformedJson = "malformed-json",
    /// A file of recipients lacks a column.
    MissingColumn = "missing-column",
    /// There is something at this address, but not for this method.
    MethodNotAllowed = "method-not-allowed",
    /// The deck has no rate for the destination.
    NoRate = "no-rate",
    /// The phone number belongs to no country.
    NoRegion = "no-region",
    /// There is nothing at this address.
    NotFound = "not-found",
    /// The plan does not allow it.
    NotInPlan = "not-in-plan",
    /// An amount is beyond what can be counted.
    OutOfRange = "out-of-range",
    /// The book has numbers that nobody has set.
    ParameterMissing = "parameter-missing",
    /// Accounts are on a plan that is to go.
    PlanInUse = "plan-in-use",
    /// A quote token's time is over.
    QuoteExpired = "quote-expired",
    /// A quote token is for another account or another request.
    QuoteMismatch = "quote-mismatch",
    /// A quote's price was charged before.
    QuoteSpent = "quote-spent",
    /// A text is longer than is looked at.
    TextTooLong = "text-too-long",
    /// A text has more characters than the profile takes.
    TooManyCharacters = "too-many-characters",
    /// A text needs more parts than the standard can number.
    TooManyParts = "too-many-parts",
    /// A caller asks more often than is allowed.
    TooManyRequests = "too-many-requests",
    /// The caller did not say who they are.
    Unauthorized = "unauthorized",
    /// The ledger cannot answer now.
    Unavailable = "unavailable",
    /// There is no such account.
    UnknownAccount = "unknown-account",
    /// Nothing is given to that account.
    UnknownAllotment = "unknown-allotment",
    /// There is no such price book.
    UnknownBook = "unknown-book",
    /// There is no such campaign.
    UnknownCampaign = "unknown-campaign",
    /// There is no such charge.
    UnknownCharge = "unknown-charge",
    /// The book takes no rates from a deck of that name.
    UnknownDeck = "unknown-deck",
    /// There is no such delivery.
    UnknownDelivery = "unknown-delivery",
    /// There is no such webhook endpoint.
    UnknownEndpoint = "unknown-endpoint",
    /// An object has a field that is not part of the interface.
    UnknownField = "unknown-field",
    /// There is no such hold.
    UnknownHold = "unknown-hold",
    /// There is no such API key.
    UnknownKey = "unknown-key",
    /// There are no national tables for a language.
    UnknownLanguage = "unknown-language",
    /// The recipients have no column of a template's field.
    UnknownMergeField = "unknown-merge-field",
    /// The book has no price for an attempt that ends so.
    UnknownOutcome = "unknown-outcome",
    /// The book has no such parameter.
    UnknownParameter = "unknown-parameter",
    /// The book has no such plan.
    UnknownPlan = "unknown-plan",
    /// There is no such SMS profile.
    UnknownProfile = "unknown-profile",
    /// There is no such purchase.
    UnknownPurchase = "unknown-purchase",
    /// The account has wanted no such reload.
    UnknownReload = "unknown-reload",
    /// The book has no such service.
    UnknownService = "unknown-service",
    /// The book sells no such package.
    UnknownTopUp = "unknown-top-up",
    /// There is no such time zone.
    UnknownZone = "unknown-zone",
}

impl Error {
    /// What kind of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The code that programs see: [`ErrorKind::code`].
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {}

/// How much of somebody's input an error repeats.
const QUOTED_CHARS_MAX: usize = 60;

/// Somebody's input in backticks: cut where it is long, control characters escaped.
pub(crate) fn quoted(input: &str) -> String {
    let mut text = String::from("`");
    for c in input.chars().take(QUOTED_CHARS_MAX) {
        if c.is_control() { text.extend(c.escape_default()) } else { text.push(c) }
    }
    if input.chars().nth(QUOTED_CHARS_MAX).is_some() {
        text.push('…');
    }
    text.push('`');
    text
}

/// Somebody's input as it is, cut where it is long.
#[cfg(feature = "serde")]
pub(crate) fn cut(input: &str) -> std::borrow::Cow<'_, str> {
    match input.char_indices().nth(QUOTED_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &input[..end]).into(),
        None => input.into(),
    }
}

/// Names in backticks with commas between them.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// The texts: one constructor for each thing that can go wrong.
impl Error {
    fn new(kind: ErrorKind, detail: impl Into<Box<str>>) -> Error {
        Error { kind, detail: detail.into() }
    }

    /// Tells the outside nothing of the inside: what happened is in the log.
    #[cfg(any(feature = "ledger", feature = "wasm"))]
    pub(crate) fn internal() -> Error {
        Error::new(ErrorKind::Internal, "something broke on our side: it is in the log under this request's id")
    }

    pub(crate) fn not_a_decimal(what: &str, given: &str) -> Error {
        let detail = format!("{what} {} is not a decimal number such as `0.05`", quoted(given));
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn too_fine(given: &str) -> Error {
        let detail = format!("{} has more than 6 decimal places: credits are counted in millionths", quoted(given));
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn negative(what: &str, given: &str) -> Error {
        Error::new(ErrorKind::InvalidAmount, format!("{what} {} must not be negative", quoted(given)))
    }

    pub(crate) fn out_of_range(what: &str) -> Error {
        let detail = format!("{what} is beyond what can be counted: at most 9223372036854.775807 credits");
        Error::new(ErrorKind::OutOfRange, detail)
    }

    pub(crate) fn invalid_number(given: &str) -> Error {
        let detail = format!(
            "{} is not an E.164 number: give `+`, the country code and the number, 6 to 15 digits",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidNumber, detail)
    }

    pub(crate) fn no_region(e164: &str, class: Option<&str>) -> Error {
        let why = match class {
            Some(class) => format!("belongs to no country (it is {class})"),
            None => "has no assigned country code".to_owned(),
        };
        Error::new(ErrorKind::NoRegion, format!("{} {why}, so it has no price", quoted(e164)))
    }

    pub(crate) fn invalid_region(given: &str) -> Error {
        let detail =
            format!("{} is not a region: give an ISO 3166-1 code of two capital letters, such as `IN`", quoted(given));
        Error::new(ErrorKind::InvalidRegion, detail)
    }

    pub(crate) fn no_rate(region: &str, service: &str) -> Error {
        let detail = format!("the {} deck has no rate for region {}", quoted(service), quoted(region));
        Error::new(ErrorKind::NoRate, detail)
    }

    pub(crate) fn invalid_date(given: &str) -> Error {
        let detail = format!("{} is not a date such as `2026-11-20`", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn category_missing<'a>(deck: &str, place: &str, priced: impl IntoIterator<Item = &'a str>) -> Error {
        let deck = quoted(deck);
        Error::missing("category", &format!("the {deck} deck prices {} by category: {}", quoted(place), listed(priced)))
    }

    pub(crate) fn date_missing(deck: &str, place: &str) -> Error {
        let why = format!("the price of {} in the {} deck depends on the date", quoted(place), quoted(deck));
        Error::missing("at", &why)
    }

    pub(crate) fn no_deck(service: &str) -> Error {
        Error::new(ErrorKind::NoRate, format!("no rate deck for service {} was given", quoted(service)))
    }

    pub(crate) fn currency_mismatch(service: &str, deck_currency: &str, book_currency: &str) -> Error {
        let detail = format!("the {} deck is in {deck_currency}, the book in {book_currency}", quoted(service));
        Error::new(ErrorKind::CurrencyMismatch, detail)
    }

    pub(crate) fn invalid_currency(given: &str) -> Error {
        let detail = format!("{} is not an ISO 4217 currency of three capital letters, such as `USD`", quoted(given));
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn unknown_encoding(given: &str) -> Error {
        let detail = format!("{} is not an encoding: `GSM-7`, `ASCII`, `UCS-2`", quoted(given));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn unknown_language<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("there are no tables for language {}: {}", quoted(given), listed(known));
        Error::new(ErrorKind::UnknownLanguage, detail)
    }

    /// `offending` holds the first characters that do not fit, as (character, UTF-16 start).
    pub(crate) fn does_not_fit(encoding: &str, offending: &[(char, u32)], count: usize) -> Error {
        let first: Vec<String> = offending
            .iter()
            .map(|(c, at)| format!("{} (U+{:04X}) at {at}", quoted(&c.to_string()), *c as u32))
            .collect();
        let more = if count > first.len() { format!(" and {} more", count - first.len()) } else { String::new() };
        Error::new(ErrorKind::DoesNotFit, format!("{encoding} cannot hold {}{more}", first.join(", ")))
    }

    pub(crate) fn text_too_long(given: usize, max: usize) -> Error {
        let detail = format!("the text has {given} UTF-16 code units, at most {max} are looked at");
        Error::new(ErrorKind::TextTooLong, detail)
    }

    pub(crate) fn invalid_quantity(given: &str, max: u64) -> Error {
        let detail = format!("quantity {} is out of range: give a whole number from 1 to {max}", quoted(given));
        Error::new(ErrorKind::InvalidQuantity, detail)
    }

    pub(crate) fn book_mismatch(given: &str, book: &str) -> Error {
        let detail = format!("the request names book {}, this engine prices by {}", quoted(given), quoted(book));
        Error::new(ErrorKind::BookMismatch, detail)
    }

    pub(crate) fn unknown_plan<'a>(given: &str, book: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("book {} has no plan {}: {}", quoted(book), quoted(given), listed(known));
        Error::new(ErrorKind::UnknownPlan, detail)
    }

    pub(crate) fn unknown_service<'a>(given: &str, book: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("book {} has no service {}: {}", quoted(book), quoted(given), listed(known));
        Error::new(ErrorKind::UnknownService, detail)
    }

    pub(crate) fn missing(field: &str, why: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("field {} is missing: {why}", quoted(field)))
    }

    pub(crate) fn not_each_period(field: &str, given: usize, periods: usize) -> Error {
        let detail = format!("`{field}` has {given} for the {periods} of `periods`: give one for each");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn conflicting(one: &str, other: &str) -> Error {
        let detail = format!("give {} or {}, not both", quoted(one), quoted(other));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    /// `missing` are what was needed; `others` have no value either.
    pub(crate) fn parameter_missing<'a>(
        missing: impl IntoIterator<Item = &'a str>,
        others: impl IntoIterator<Item = &'a str>,
    ) -> Error {
        let (missing, others) = (listed(missing), listed(others));
        let also =
            if others.is_empty() { String::new() } else { format!("; not set either, and not needed here: {others}") };
        let detail = format!("the price depends on parameters that have no value: set {missing}{also}");
        Error::new(ErrorKind::ParameterMissing, detail)
    }

    pub(crate) fn not_effective(book: &str, day: &str, from: Option<String>, to: Option<String>) -> Error {
        let from = from.map(|day| format!(" from {day}")).unwrap_or_default();
        let to = to.map(|day| format!(" until {day}, exclusive")).unwrap_or_default();
        let detail = format!("book {} is not in force on {}: it is{from}{to}", quoted(book), quoted(day));
        Error::new(ErrorKind::BookNotEffective, detail)
    }

    pub(crate) fn unknown_outcome<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("an attempt cannot end as {}: {}", quoted(given), listed(known));
        Error::new(ErrorKind::UnknownOutcome, detail)
    }

    pub(crate) fn outcome_missing<'a>(known: impl IntoIterator<Item = &'a str>) -> Error {
        Error::missing("call.outcome", &format!("an attempt is priced by how it ended: {}", listed(known)))
    }

    pub(crate) fn not_of_service(field: &str, service: &str) -> Error {
        let detail = format!("field {} has no place in a request for service {}", quoted(field), quoted(service));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn no_messages(service: &str) -> Error {
        let detail = format!("service {} is not priced by messages: ask for a quote", quoted(service));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn one_only(field: &str, quantity: u64) -> Error {
        let detail = format!(
            "{} is of one, and quantity is {}: ask for each of them",
            quoted(field),
            quoted(&quantity.to_string())
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn not_in_plan<'a>(part: &str, plan: &str, plans: impl IntoIterator<Item = &'a str>) -> Error {
        let plans = listed(plans);
        let which = if plans.is_empty() { "no plan does".to_owned() } else { format!("these plans do: {plans}") };
        let detail = format!("plan {} does not let an account bring its own {}: {which}", quoted(plan), quoted(part));
        Error::new(ErrorKind::NotInPlan, detail)
    }

    pub(crate) fn charged_more(charged: &str, total: &str) -> Error {
        let detail = format!(
            "{} is {} credits, more than the call costs so far: {total}",
            quoted("call.charged"),
            quoted(charged)
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn invalid_book(path: &str, problem: &str) -> Error {
        Error::new(ErrorKind::InvalidBook, format!("{}: {problem}", quoted(path)))
    }

    pub(crate) fn invalid_call(field: &str, given: impl fmt::Display, allowed: &str) -> Error {
        let given = quoted(&given.to_string());
        Error::new(ErrorKind::InvalidCall, format!("{} is {given}: it must be {allowed}", quoted(field)))
    }

    /// `findings` are the first of `count`, each as line and text.
    pub(crate) fn invalid_deck<'a>(
        name: &str,
        findings: impl IntoIterator<Item = (u64, &'a str)>,
        count: usize,
    ) -> Error {
        let first: Vec<String> = findings.into_iter().map(|(line, text)| format!("line {line}: {text}")).collect();
        let more = if count > first.len() { format!("; and {} more", count - first.len()) } else { String::new() };
        Error::new(ErrorKind::InvalidDeck, format!("the {} deck: {}{more}", quoted(name), first.join("; ")))
    }
}

/// The texts of the package.
#[cfg(all(feature = "wasm", target_arch = "wasm32"))]
impl Error {
    pub(crate) fn deck_not_csv(service: &str) -> Error {
        let detail = format!("deck {} must be CSV, as a string or a Uint8Array", quoted(service));
        Error::new(ErrorKind::InvalidDeck, detail)
    }
}

/// The texts of the JSON boundary.
#[cfg(feature = "serde")]
impl Error {
    pub(crate) fn unknown_book<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!("there is no price book {}: {}", quoted(given), listed(known));
        Error::new(ErrorKind::UnknownBook, detail)
    }

    pub(crate) fn unknown_parameter<'a>(given: &str, book: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let known = listed(known);
        let known = if known.is_empty() { "it has none".to_owned() } else { known };
        let detail = format!("book {} has no parameter {}: {known}", quoted(book), quoted(given));
        Error::new(ErrorKind::UnknownParameter, detail)
    }

    pub(crate) fn undeclared_parameter<'a>(path: &str, given: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let known = listed(known);
        let known = if known.is_empty() { "none".to_owned() } else { known };
        Error::invalid_book(path, &format!("there is no parameter {}; declared are {known}", quoted(given)))
    }

    pub(crate) fn unknown_deck<'a>(given: &str, book: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        let known = listed(known);
        let known = if known.is_empty() { "none".to_owned() } else { known };
        let detail = format!("book {} takes no rates from a deck {}: {known}", quoted(book), quoted(given));
        Error::new(ErrorKind::UnknownDeck, detail)
    }

    pub(crate) fn profile_name<'a>(given: &str, taken: impl IntoIterator<Item = &'a str>) -> Error {
        let detail = format!(
            "`name`: {} was given: a profile of your own needs a name that none of the built-in ones has: {}",
            quoted(given),
            listed(taken)
        );
        Error::new(ErrorKind::InvalidProfile, detail)
    }

    pub(crate) fn malformed_json(problem: &str) -> Error {
        Error::new(ErrorKind::MalformedJson, format!("not JSON: {problem}"))
    }

    pub(crate) fn not_utf8() -> Error {
        Error::new(ErrorKind::MalformedJson, "not JSON: not UTF-8")
    }

    /// The same, said of a field.
    pub(crate) fn of_field(self, path: &str) -> Error {
        Error { detail: at(path, &self.detail).into(), ..self }
    }

    pub(crate) fn unknown_field(path: &str, problem: &str) -> Error {
        Error::new(ErrorKind::UnknownField, at(path, problem))
    }

    pub(crate) fn invalid_field(path: &str, problem: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, at(path, problem))
    }

    /// The same sentence about a book: its path stays, its kind is the book's.
    pub(crate) fn of_book(self) -> Error {
        Error { kind: ErrorKind::InvalidBook, ..self }
    }
}

/// A problem with its place in the document; the document itself has no path.
#[cfg(feature = "serde")]
fn at(path: &str, problem: &str) -> String {
    if path.is_empty() { problem.to_owned() } else { format!("{}: {problem}", quoted(path)) }
}
