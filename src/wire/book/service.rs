//! Services of a book as documents.

use super::amount::{AmountDocument, At, Parameters, optional};
use super::choice;
use crate::book::{
    Attempts, CarrierRate, CarrierUnit, Exhausted, Exhaustion, Free, Minutes, Price, Service, Tier, Unbilled, Unit,
};
use crate::call::{Anchor, BilledFrom, Direction, Exclude, Handler, Increments, Metering};
use crate::credits::{Per, Rounding, RoundingMode};
use crate::map::{Map, Set};
use crate::phone::Region;
use crate::wire::Value;
use crate::wire::problem::Problem;
use crate::wire::read::{Read, choice as choice_of, document, taken};
use crate::{Error, Result};

document! {
    in book
    /// How one service is charged.
    pub(super) struct ServiceDocument {
        note: String [default],
        price: PriceDocument,
        /// May be left out where the price is a fixed number of credits.
        rounding: Option<RoundingDocument>,
        /// Plans on which some regions cost nothing.
        free: Vec<FreeDocument> [default],
        /// Credits added once to each message, call or interaction that is charged: a call's connection fee.
        fee: Option<AmountDocument>,
        /// The fewest credits of a message, call or interaction that is charged.
        minimum: Option<AmountDocument>,
        /// The unit price of usage beyond the balance. Without one such usage stops.
        overage: Option<UnitDocument>,
        /// What happens where the balance does not cover the price: `fallback_email`, `paused` or `declined`.
        exhausted: ExhaustedDocument,
    }
}

/// What is counted, and what one of it costs.
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(rename_all = "camelCase"))]
enum PriceDocument {
    PerSegment(UnitDocument),
    PerMessage(UnitDocument),
    PerMinute(Box<MinutesDocument>),
    PerInteraction(UnitDocument),
    PerAttempt(AttemptsDocument),
    CarrierCost(CarrierCostDocument),
}

impl Read for PriceDocument {
    fn read(value: Value) -> Result<PriceDocument, Problem> {
        let names = ["perSegment", "perMessage", "perMinute", "perInteraction", "perAttempt", "carrierCost"];
        choice_of(value, &names, |choice, value| match choice {
            0 => taken(value).map(PriceDocument::PerSegment),
            1 => taken(value).map(PriceDocument::PerMessage),
            2 => taken(value).map(PriceDocument::PerMinute),
            3 => taken(value).map(PriceDocument::PerInteraction),
            4 => taken(value).map(PriceDocument::PerAttempt),
            _ => taken(value).map(PriceDocument::CarrierCost),
        })
    }

    fn blank() -> PriceDocument {
        PriceDocument::PerMessage(UnitDocument::blank())
    }
}

document! {
    in book
    /// What one unit costs: either `credits` or `carrierRate`.
    struct UnitDocument {
        credits: Option<AmountDocument>,
        carrier_rate: Option<CarrierRateDocument>,
    }
}

document! {
    in book
    /// (The carrier's rate + `fee`) × `multiplier`.
    struct CarrierRateDocument {
        /// The deck that has the rates: `own`, the default, is the one of the service's name.
        rates: Option<String>,
        multiplier: AmountDocument,
        /// In money.
        fee: Option<AmountDocument>,
    }
}

document! {
    in book
    /// A price by the minute: either `credits`, `carrierRate` or `tiers`.
    struct MinutesDocument {
        credits: Option<AmountDocument>,
        carrier_rate: Option<CarrierRateDocument>,
        tiers: Option<Vec<TierDocument>>,
        /// Other tiers for `inbound`, `outbound` or `web` calls.
        directions: Map<String, Vec<TierDocument>> [default],
        /// Calls that are not charged.
        unbilled: Vec<UnbilledDocument> [default],
        /// Fractions of the price that an account may bring itself.
        parts: Map<String, AmountDocument> [default],
        /// `answer`, the default, or `start`.
        from: Option<String>,
        /// Time that is not charged: `hold`, `processing`, `human`.
        exclude: Vec<String> [default],
        increments: Option<IncrementsDocument>,
    }
}

document! {
    in book
    /// What a minute costs from this second of the call on.
    struct TierDocument {
        from_s: u64,
        credits: Option<AmountDocument>,
        carrier_rate: Option<CarrierRateDocument>,
    }
}

document! {
    in book
    /// Time is charged in whole increments. Without `firstS` and `nextS` it is charged exactly.
    struct IncrementsDocument {
        first_s: u32 [default],
        next_s: u32 [default],
        /// `total`, the default: increments of the billable time; `start`: of the call from its start.
        anchor: Option<String>,
        /// The least that is charged of a call.
        minimum_s: u32 [default],
        /// Shorter calls cost nothing.
        free_under_s: u32 [default],
    }
}

document! {
    in book
    /// Calls that have all of these are not charged.
    struct UnbilledDocument {
        direction: Option<String>,
        /// `ai` or `person`.
        handled_by: Option<String>,
    }
}

document! {
    in book
    /// Attempts to call.
    struct AttemptsDocument {
        /// Credits, by outcome.
        outcomes: Map<String, AmountDocument>,
        /// The dearest outcome is taken when the attempt starts, and what is too much is given back when it ends.
        taken_at_start: bool [default],
        /// Outcomes after which no further number of a recipient is dialled.
        dial_until: Set<String> [default],
    }
}

document! {
    in book
    /// Nothing is charged; what the carrier asks is shown.
    struct CarrierCostDocument {
        /// The deck that has the rates: `own`, the default, is the one of the service's name.
        rates: Option<String>,
        /// `segment`, `message` or `minute`.
        per: String,
        /// For minutes.
        increments: Option<IncrementsDocument>,
    }
}

document! {
    in book
    struct RoundingDocument {
        /// `segment`, `message`, `call` or `interaction`.
        per: String,
        /// `ceil`, `half_even` or `floor`.
        mode: String,
        /// Decimal places of a credit that stay, 0 to 6.
        scale: u8,
    }
}

document! {
    in book
    /// These regions cost nothing on these plans.
    struct FreeDocument {
        plans: Set<String>,
        /// ISO 3166-1 alpha-2.
        regions: Set<String>,
    }
}

/// A decision, or one for each direction of a call.
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(untagged))]
enum ExhaustedDocument {
    Always(String),
    Directions(DirectionsDocument),
}

impl Read for ExhaustedDocument {
    fn read(value: Value) -> Result<ExhaustedDocument, Problem> {
        let either = "`fallback_email`, `paused`, `declined` or an object of them by direction";
        match value {
            Value::String(name) => Ok(ExhaustedDocument::Always(name)),
            other => DirectionsDocument::read(other)
                .map(ExhaustedDocument::Directions)
                .map_err(|_| Problem::new(either.to_owned())),
        }
    }

    fn blank() -> ExhaustedDocument {
        ExhaustedDocument::Always(String::new())
    }
}

document! {
    in book
    struct DirectionsDocument {
        otherwise: String,
        inbound: Option<String>,
        outbound: Option<String>,
        web: Option<String>,
    }
}

impl ServiceDocument {
    pub(super) fn into_service(self, name: &str, known: &Parameters<'_>, at: &At) -> Result<Service> {
        let context = Context { service: name, known };
        let mut free = Vec::new();
        for (index, document) in self.free.into_iter().enumerate() {
            let regions = document.regions.iter().map(|region| Region::parse(region)).collect::<Result<_>>();
            let regions = at.field("free").index(index).field("regions").of(regions)?;
            free.push(Free { plans: document.plans, regions });
        }
        let overage = |unit: UnitDocument| unit.into_unit(&context, &at.field("overage"));
        Ok(Service {
            note: self.note,
            price: self.price.into_price(&context, &at.field("price"))?,
            rounding: self.rounding.map(|rounding| rounding.into_rounding(&at.field("rounding"))).transpose()?,
            free,
            fee: optional(self.fee, known, &at.field("fee"))?,
            minimum: optional(self.minimum, known, &at.field("minimum"))?,
            overage: self.overage.map(overage).transpose()?,
            exhausted: self.exhausted.into_exhaustion(&at.field("exhausted"))?,
        })
    }
}

/// What the parts of a service's document need to know of the rest.
struct Context<'a> {
    service: &'a str,
    known: &'a Parameters<'a>,
}

impl Context<'_> {
    fn deck(&self, rates: Option<String>) -> String {
        rates.filter(|rates| rates != "own").unwrap_or_else(|| self.service.to_owned())
    }
}

impl PriceDocument {
    fn into_price(self, context: &Context<'_>, at: &At) -> Result<Price> {
        Ok(match self {
            PriceDocument::PerSegment(unit) => Price::PerSegment(unit.into_unit(context, &at.field("perSegment"))?),
            PriceDocument::PerMessage(unit) => Price::PerMessage(unit.into_unit(context, &at.field("perMessage"))?),
            PriceDocument::PerInteraction(unit) => {
                Price::PerInteraction(unit.into_unit(context, &at.field("perInteraction"))?)
            }
            PriceDocument::PerMinute(minutes) => {
                Price::PerMinute(Box::new(minutes.into_minutes(context, &at.field("perMinute"))?))
            }
            PriceDocument::PerAttempt(attempts) => {
                let at = at.field("perAttempt").field("outcomes");
                let mut outcomes = Map::new();
                for (outcome, credits) in attempts.outcomes {
                    let credits = credits.into_amount(context.known, &at.field(&outcome))?;
                    outcomes.insert(outcome, credits);
                }
                let AttemptsDocument { taken_at_start, dial_until, .. } = attempts;
                Price::PerAttempt(Attempts { outcomes, taken_at_start, dial_until })
            }
            PriceDocument::CarrierCost(cost) => {
                let at = at.field("carrierCost");
                let unit = match cost.per.as_str() {
                    "segment" => CarrierUnit::Segment,
                    "message" => CarrierUnit::Message,
                    "minute" => {
                        let increments = increments(cost.increments, &at)?;
                        CarrierUnit::Minute(Metering { increments, ..Metering::default() })
                    }
                    _ => choice(&at.field("per"), &cost.per, &["segment", "message", "minute"], |name| name)
                        .map(|_| CarrierUnit::Segment)?,
                };
                Price::CarrierCost { rates: context.deck(cost.rates), unit }
            }
        })
    }
}

impl UnitDocument {
    fn into_unit(self, context: &Context<'_>, at: &At) -> Result<Unit> {
        match (self.credits, self.carrier_rate) {
            (Some(credits), None) => Ok(Unit::Credits(credits.into_amount(context.known, &at.field("credits"))?)),
            (None, Some(carrier)) => {
                let at = at.field("carrierRate");
                Ok(Unit::CarrierRate(CarrierRate {
                    rates: context.deck(carrier.rates),
                    multiplier: carrier.multiplier.into_amount(context.known, &at.field("multiplier"))?,
                    fee: optional(carrier.fee, context.known, &at.field("fee"))?,
                }))
            }
            _ => Err(Error::invalid_book(&at.path(), "give either `credits` or `carrierRate`")),
        }
    }
}

impl MinutesDocument {
    fn into_minutes(self, context: &Context<'_>, at: &At) -> Result<Minutes> {
        let tiers = match (self.tiers, self.credits, self.carrier_rate) {
            (Some(tiers), None, None) => self::tiers(tiers, context, &at.field("tiers"))?,
            (None, credits, carrier_rate) => {
                let minute = UnitDocument { credits, carrier_rate }.into_unit(context, at)?;
                vec![Tier { from_s: 0, minute }]
            }
            _ => return Err(Error::invalid_book(&at.path(), "give either `credits`, `carrierRate` or `tiers`")),
        };
        let mut directions = Map::new();
        for (name, tiers) in self.directions {
            let at = at.field("directions");
            let direction = choice(&at, &name, &Direction::ALL, Direction::name)?;
            directions.insert(direction, self::tiers(tiers, context, &at.field(&name))?);
        }
        let mut unbilled = Vec::new();
        for (index, document) in self.unbilled.into_iter().enumerate() {
            let at = at.field("unbilled").index(index);
            let direction =
                document.direction.map(|name| choice(&at.field("direction"), &name, &Direction::ALL, Direction::name));
            let handler =
                document.handled_by.map(|name| choice(&at.field("handledBy"), &name, &Handler::ALL, Handler::name));
            unbilled.push(Unbilled { direction: direction.transpose()?, handler: handler.transpose()? });
        }
        let mut parts = Map::new();
        for (name, share) in self.parts {
            let share = share.into_amount(context.known, &at.field("parts").field(&name))?;
            parts.insert(name, share);
        }
        let mut exclude = Vec::new();
        for (index, name) in self.exclude.iter().enumerate() {
            exclude.push(choice(&at.field("exclude").index(index), name, &Exclude::ALL, Exclude::name)?);
        }
        let from =
            self.from.map(|name| choice(&at.field("from"), &name, &BilledFrom::ALL, BilledFrom::name)).transpose()?;
        let metering = Metering {
            from: from.unwrap_or(BilledFrom::Answer),
            exclude,
            increments: increments(self.increments, at)?,
        };
        Ok(Minutes { tiers, directions, metering, unbilled, parts })
    }
}

fn tiers(documents: Vec<TierDocument>, context: &Context<'_>, at: &At) -> Result<Vec<Tier>> {
    let tier = |(index, TierDocument { from_s, credits, carrier_rate }): (usize, TierDocument)| {
        let minute = UnitDocument { credits, carrier_rate }.into_unit(context, &at.index(index))?;
        Ok(Tier { from_s, minute })
    };
    documents.into_iter().enumerate().map(tier).collect()
}

fn increments(document: Option<IncrementsDocument>, at: &At) -> Result<Increments> {
    let Some(document) = document else { return Ok(Increments::default()) };
    let at = at.field("increments").field("anchor");
    let anchor = document.anchor.map(|name| choice(&at, &name, &Anchor::ALL, Anchor::name)).transpose()?;
    let IncrementsDocument { first_s, next_s, minimum_s, free_under_s, .. } = document;
    Ok(Increments { first_s, next_s, anchor: anchor.unwrap_or(Anchor::Total), minimum_s, free_under_s })
}

impl RoundingDocument {
    fn into_rounding(self, at: &At) -> Result<Rounding> {
        Ok(Rounding {
            per: choice(&at.field("per"), &self.per, &Per::ALL, Per::name)?,
            mode: choice(&at.field("mode"), &self.mode, &RoundingMode::ALL, RoundingMode::name)?,
            scale: self.scale,
        })
    }
}

impl ExhaustedDocument {
    fn into_exhaustion(self, at: &At) -> Result<Exhaustion> {
        let exhausted = |at: &At, name: &str| choice(at, name, &Exhausted::ALL, Exhausted::name);
        match self {
            ExhaustedDocument::Always(name) => Ok(exhausted(at, &name)?.into()),
            ExhaustedDocument::Directions(document) => {
                let given = [
                    (Direction::Inbound, document.inbound),
                    (Direction::Outbound, document.outbound),
                    (Direction::Web, document.web),
                ];
                let mut directions = Map::new();
                for (direction, name) in given {
                    if let Some(name) = name {
                        directions.insert(direction, exhausted(&at.field(direction.name()), &name)?);
                    }
                }
                Ok(Exhaustion { otherwise: exhausted(&at.field("otherwise"), &document.otherwise)?, directions })
            }
        }
    }
}
