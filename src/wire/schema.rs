//! What the OpenAPI document says of values that have no type of their own on the wire: amounts, times, and texts that
//! are one of a few.

use serde_json::json;
use utoipa::openapi::schema::{
    AnyOfBuilder, ArrayBuilder, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::alerts::ADDRESS_MAX;
use super::ledger;
use crate::book::Exhausted;
use crate::call;
use crate::credits::{self, Credits, DECIMAL_MAX, Per};
use crate::ledger::usage::Preset;
use crate::ledger::{Ended, EntryKind, Kind, Mode, Stand};
use crate::quote::{self, Decision as Decided};
use crate::{ErrorKind, phone, rates, sms};

impl PartialSchema for Credits {
    fn schema() -> RefOr<Schema> {
        let amount = pattern(r"^-?[0-9]{1,28}(\.[0-9]{1,6}0*)?$");
        let description = "Credits: a decimal number as text, counted in millionths, at most 9223372036854.775807. Answers \
                           have no zeros that say nothing.";
        amount.description(Some(description)).examples([json!("9"), json!("14.976")]).into()
    }
}

impl ToSchema for Credits {}

/// An amount of credits that is asked for.
#[derive(Debug)]
pub(crate) enum Amount {}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        let amount = pattern(r"^0*[0-9]{1,13}(\.[0-9]{1,6}0*)?$").max_length(Some(DECIMAL_MAX));
        let description = "Credits that are asked for: never less than 0.";
        amount.description(Some(description)).examples([json!("9"), json!("14.976")]).into()
    }
}

impl ToSchema for Amount {}

fn pattern(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern))
}

/// A percentage.
#[derive(Debug)]
pub(crate) enum Percentage {}

impl PartialSchema for Percentage {
    fn schema() -> RefOr<Schema> {
        let percentage = pattern(r"^[0-9]{1,28}(\.[0-9]{1,6}0*)?$").examples([json!("20"), json!("12.5")]);
        percentage.description(Some("A percentage: a decimal number as text, without a sign.")).into()
    }
}

impl ToSchema for Percentage {}

/// A percentage at which somebody is told.
#[derive(Debug)]
pub(crate) enum Threshold {}

impl PartialSchema for Threshold {
    fn schema() -> RefOr<Schema> {
        let threshold = pattern(r"^0*[0-9]{1,2}(\.[0-9]{1,6}0*)?$").max_length(Some(DECIMAL_MAX));
        let threshold = threshold.examples([json!("20"), json!("12.5")]);
        threshold.description(Some("A percentage, 0 or more and less than 100: a decimal number as text.")).into()
    }
}

impl ToSchema for Threshold {}

/// An e-mail address.
#[derive(Debug)]
pub(crate) enum Address {}

impl PartialSchema for Address {
    fn schema() -> RefOr<Schema> {
        let address = ObjectBuilder::new().schema_type(Type::String).max_length(Some(ADDRESS_MAX));
        let address = address.format(Some(SchemaFormat::Custom("email".to_owned())));
        address.description(Some("An e-mail address: at most 254 bytes.")).examples([json!("ann@acme.example")]).into()
    }
}

impl ToSchema for Address {}

/// What names a document.
#[derive(Debug)]
pub(crate) enum Hash {}

impl PartialSchema for Hash {
    fn schema() -> RefOr<Schema> {
        pattern(HASH).description(Some("SHA-256 of a document, as hexadecimal digits.")).into()
    }
}

impl ToSchema for Hash {}

/// `true`, and nothing else.
#[derive(Debug)]
pub(crate) enum True {}

impl PartialSchema for True {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true])).into()
    }
}

impl ToSchema for True {}

/// Schemas of texts that are one of a few, under the names of types that only stand for them.
macro_rules! choices {
    ($($(#[doc = $doc:literal])* $name:ident = $names:expr;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let names = Vec::from_iter($names);
                let texts = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
                texts.description(Some(concat!($($doc),*).trim())).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

choices! {
    /// What became of a price: whether it was taken, and what to do where it was not.
    Decision = [Decided::Priced, Decided::Free, Decided::Charged, Decided::Recorded, Decided::Overage]
        .into_iter()
        .chain(Exhausted::ALL.map(Decided::Exhausted))
        .map(Decided::name);
    /// Who pays for usage: credits, or somebody else.
    Funding = quote::Funding::ALL.map(quote::Funding::name);
    /// `open`, or how it ended.
    HoldState = ["open"].into_iter().chain(Ended::ALL.map(Ended::name));
    /// How a campaign is paid: the most is reserved, or what is expected, or nothing.
    CampaignMode = Mode::ALL.map(Mode::name);
    /// Where a campaign stands.
    CampaignState = Stand::ALL.map(Stand::name);
    /// What is to be known of a campaign: not all of it was covered when it started, and it stops there (`not-covered`) or
    /// the rest is owed at the overage price (`may-owe`), or less is reserved than it may come to (`may-stop`).
    CampaignWarningCode = ["may-owe", "may-stop", "not-covered"];
    /// Where the credits of a lot are from.
    LotKind = Kind::ALL.map(Kind::name);
    /// What is granted.
    GrantKind = ledger::GIVEN.map(Kind::name);
    /// Whether credits are set aside, or drawn as they are used.
    AllotmentMode = ledger::MODES.map(ledger::mode);
    /// What an entry is a part of.
    EntryOf = EntryKind::ALL.iter().copied().map(EntryKind::name);
    /// Where credits are.
    Side = crate::ledger::Side::ALL.iter().copied().map(crate::ledger::Side::name);
    /// Where auto-reload stands: it is not enabled (`off`); it buys when the balance falls to the threshold (`armed`); the balance is there, and it buys
    /// once it has been above or when a charge is refused (`waiting`); a payment is waited for (`inFlight`); one was declined
    /// and is tried again (`retrying`), or is not until it is enabled again (`suspended`); the cap leaves no room (`capped`).
    ReloadState = crate::ledger::ReloadState::ALL.map(crate::ledger::ReloadState::name);
    /// What became of a payment.
    ReloadOutcome = super::alerts::OUTCOMES;
    /// What a key may do. `admin` covers the others; `charge` and `read` do not cover each other.
    Scope = ["admin", "charge", "read"];
    /// What an event tells of.
    EventType = super::events::TYPES;
    /// How an event is delivered.
    DeliveryChannel = super::webhooks::CHANNELS;
    /// What became of a delivery so far.
    DeliveryState = super::webhooks::STATES;
    /// What stands in the way.
    LimitKind = ["pool", "allotment", "cap", "hold"];
    /// What went wrong, as a code to branch on.
    ErrorCode = ErrorKind::ALL.iter().copied().map(ErrorKind::code);
    /// How a text is encoded.
    Encoding = sms::Encoding::ALL.map(sms::Encoding::name);
    /// When characters are replaced by others that look alike.
    Smart = sms::Smart::ALL.map(sms::Smart::name);
    /// Whether a part may end within a character.
    Border = sms::Border::ALL.map(sms::Border::name);
    /// What a message is for, where its price depends on that.
    Category = rates::Category::ALL.map(rates::Category::name);
    /// What a number is whose country code belongs to no country.
    NumberClass = phone::Class::ALL.map(phone::Class::name);
    /// Who calls whom.
    Direction = call::Direction::ALL.map(call::Direction::name);
    /// Who speaks.
    Handler = call::Handler::ALL.map(call::Handler::name);
    /// For what a price is rounded.
    RoundedPer = Per::ALL.map(Per::name);
    /// How it is rounded.
    RoundingMode = credits::RoundingMode::ALL.map(credits::RoundingMode::name);
    /// Whose usage it is: the account's own, or that of the accounts below it as well.
    UsageScope = ["all", "own"];
    /// Until when is looked ahead.
    ProjectionUntil = ["period", "month"];
    /// A range of days that ends today.
    UsageRange = Preset::ALL.map(Preset::name);
    /// What a reload threshold is made of.
    ReloadReasonCode = ["busy-day", "overnight", "call-volume", "book-threshold"];
    /// A way to a cheaper message.
    RepairAction = ["to-gsm-7", "fewer", "cut"];
}

/// The form of a name. What an address takes for another path is none.
pub(crate) const NAME: &str = r"^(?!\.{1,2}$)[A-Za-z0-9._:-]{1,64}$";

/// The form of a document's hash.
pub(crate) const HASH: &str = "^[0-9a-f]{64}$";

/// What names an account, an idempotency key, a payment.
#[derive(Debug)]
pub(crate) enum Name {}

impl PartialSchema for Name {
    fn schema() -> RefOr<Schema> {
        let description = "1 to 64 letters, digits, `-`, `_`, `.` or `:`, and neither `.` nor `..`.";
        pattern(NAME).description(Some(description)).examples([json!("acme")]).into()
    }
}

impl ToSchema for Name {}

/// A time of a call.
#[derive(Debug)]
pub(crate) enum CallTime {}

impl PartialSchema for CallTime {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Number);
        let text = ObjectBuilder::new().schema_type(Type::String);
        let description = "Seconds, as a number or its text, with up to six decimal places; or a point in time such as \
                           `2026-11-20T10:15:30Z`. All times of a call are in one form.";
        AnyOfBuilder::new().item(number).item(text).description(Some(description)).into()
    }
}

impl ToSchema for CallTime {}

/// From one time of a call to another.
#[derive(Debug)]
pub(crate) enum CallInterval {}

impl PartialSchema for CallInterval {
    fn schema() -> RefOr<Schema> {
        let ends = ArrayBuilder::new().items(reference::<CallTime>()).min_items(Some(2)).max_items(Some(2));
        ends.description(Some("From one time of the call to another.")).into()
    }
}

impl ToSchema for CallInterval {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        component::<CallTime>(schemas);
    }
}

/// A text, and what it is.
pub(crate) fn text(description: &str) -> Object {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description)).build()
}

/// The same where it may be left out: a field that is null is not there.
pub(crate) fn or_null(mut object: Object) -> Object {
    if let SchemaType::Type(only) = object.schema_type {
        object.schema_type = SchemaType::Array(vec![only, Type::Null]);
    }
    object
}

pub(crate) fn reference<T: ToSchema>() -> Ref {
    Ref::from_schema_name(T::name())
}

/// Adds a type and what it refers to.
pub(crate) fn component<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

/// What is a part of an object in some answers only.
pub(crate) fn optional<T: ToSchema>() -> Object {
    let mut object = object::<T>();
    object.required.clear();
    object
}

/// An object's schema, to add fields to.
pub(crate) fn object<T: ToSchema>() -> Object {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object,
        _ => Object::default(),
    }
}

/// A field of an object.
pub(crate) fn field(object: &mut Object, name: &str, schema: impl Into<RefOr<Schema>>, required: bool) {
    object.properties.insert(name.to_owned(), schema.into());
    if required {
        object.required.push(name.to_owned());
    }
}
