//! A book in words.

use septet::book::{Allowance, Amount, Book, CarrierUnit, Expires, Minutes, Plan, Price, Service, Tier, TopUp, Unit};
use septet::call::{Anchor, Increments, Metering};
use septet::credits::{Rounding, RoundingMode};

use crate::cli::table;

/// Lines of a section, below its heading.
pub(super) type Section<'a> = Vec<(&'a str, String)>;

/// A whole book.
pub(super) fn book(book: &Book) -> String {
    let currency = book.currency;
    let mut out = format!("{} {} in {currency}\n", book.id, book.version);
    if !book.note.is_empty() {
        out += &format!("{}\n", book.note);
    }
    if let Some(value) = book.credit_value {
        out += &format!("One credit is {currency} {value}.\n");
    }
    if let (from, to) = book.effective
        && (from.is_some() || to.is_some())
    {
        let from = from.map(|day| format!(" from {day}")).unwrap_or_default();
        let to = to.map(|day| format!(" until {day}, exclusive")).unwrap_or_default();
        out += &format!("In force{from}{to}.\n");
    }
    out += "\nservices\n";
    for (name, service) in &book.services {
        out += &section(name, self::service(service, book));
    }
    out += "\nplans\n";
    for (name, plan) in &book.plans {
        out += &section(name, self::plan(plan, book));
    }
    if !book.top_ups.is_empty() {
        out += "\ntop-ups\n";
    }
    for (name, top_up) in &book.top_ups {
        out += &section(name, self::top_up(top_up, book));
    }
    out += &format!("\n{}", section("policies", super::policies::policies(&book.policies)).trim_start_matches("  "));
    if !book.parameters.is_empty() {
        out += "\nparameters\n";
    }
    for (name, parameter) in &book.parameters {
        let value = match parameter.value {
            Some(value) if parameter.value_note.is_empty() => value.to_string(),
            Some(value) => format!("{value} ({})", parameter.value_note),
            None if parameter.required => "unset".to_owned(),
            None => "unset, and not required".to_owned(),
        };
        let rows = vec![("value", value), ("type", parameter.kind.name().to_owned()), ("note", parameter.note.clone())];
        out += &section(name, rows);
    }
    out
}

fn section(name: &str, mut rows: Section<'_>) -> String {
    rows.retain(|(_, text)| !text.is_empty());
    let lines = table::pairs(&rows);
    let lines: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("  {name}\n{lines}")
}

fn service(service: &Service, book: &Book) -> Section<'static> {
    let per_unit = |unit: &Unit, what: &str| format!("{} a {what}", self::unit(unit, book));
    let price = match &service.price {
        Price::PerSegment(unit) => per_unit(unit, "segment"),
        Price::PerMessage(unit) => per_unit(unit, "message"),
        Price::PerInteraction(unit) => per_unit(unit, "completed interaction"),
        Price::PerMinute(minutes) => tiers(&minutes.tiers, book),
        Price::PerAttempt(attempts) => {
            let outcomes: Vec<_> =
                attempts.outcomes.iter().map(|(name, credits)| format!("{name} {}", amount(credits))).collect();
            let taken = if attempts.taken_at_start { "; the dearest is taken at the start" } else { "" };
            let until: Vec<_> = attempts.dial_until.iter().map(String::as_str).collect();
            let until = match until.is_empty() {
                true => String::new(),
                false => format!("; no further number is dialled after: {}", until.join(", ")),
            };
            format!("credits of an attempt, by how it ends: {}{taken}{until}", outcomes.join(", "))
        }
        Price::CarrierCost { rates, unit } => {
            let unit = match unit {
                CarrierUnit::Segment => "segment",
                CarrierUnit::Message => "message",
                CarrierUnit::Minute(_) => "minute",
            };
            format!("nothing; the carrier's rate a {unit} is shown ({rates} deck)")
        }
    };
    let mut rows = vec![("price", price)];
    if let Price::PerMinute(minutes) = &service.price {
        rows.extend(self::minutes(minutes, book));
    }
    if let Price::CarrierCost { unit: CarrierUnit::Minute(metering), .. } = &service.price {
        rows.push(("measured", measured(metering)));
    }
    let credits = |credits: &Amount| format!("{} credits", amount(credits));
    rows.extend(service.fee.as_ref().map(|fee| ("fee", credits(fee))));
    rows.extend(service.minimum.as_ref().map(|minimum| ("minimum", credits(minimum))));
    rows.extend(service.rounding.as_ref().map(|rounding| ("rounding", self::rounding(rounding))));
    for free in &service.free {
        let regions: Vec<_> = free.regions.iter().map(ToString::to_string).collect();
        let plans: Vec<_> = free.plans.iter().cloned().collect();
        rows.push(("free", format!("to {} on {}", regions.join(", "), plans.join(", "))));
    }
    rows.extend(service.overage.as_ref().map(|unit| ("overage", self::unit(unit, book))));
    let mut exhausted = service.exhausted.otherwise.name().to_owned();
    for (direction, other) in &service.exhausted.directions {
        exhausted += &format!(", {}: {}", direction.name(), other.name());
    }
    rows.push(("exhausted", exhausted));
    rows.push(("note", service.note.clone()));
    rows
}

fn minutes(minutes: &Minutes, book: &Book) -> Section<'static> {
    let mut rows: Section<'static> = Vec::new();
    for (direction, tiers) in &minutes.directions {
        rows.push(("", format!("{}: {}", direction.name(), self::tiers(tiers, book))));
    }
    rows.push(("measured", measured(&minutes.metering)));
    for unbilled in &minutes.unbilled {
        let direction = unbilled.direction.map(|direction| format!("{} ", direction.name())).unwrap_or_default();
        let handler = unbilled.handler.map(|handler| format!(" handled by: {}", handler.name())).unwrap_or_default();
        rows.push(("unbilled", format!("{direction}calls{handler}")));
    }
    for (part, share) in &minutes.parts {
        rows.push(("part", format!("{part}: {} of the price", amount(share))));
    }
    rows
}

/// What of a call counts.
fn measured(metering: &Metering) -> String {
    let Increments { first_s, next_s, minimum_s, free_under_s, anchor } = metering.increments;
    let mut measured = match (first_s, next_s) {
        (0, _) => "exact time".to_owned(),
        (first, next) if first == next => format!("every {first} s begun"),
        (first, next) => format!("the first {first} s, then every {next} s begun"),
    };
    if first_s > 0 && anchor == Anchor::Start {
        measured += " of the call itself";
    }
    measured += &format!(", from {}", metering.from.name());
    if minimum_s > 0 {
        measured += &format!(", at least {minimum_s} s");
    }
    if free_under_s > 0 {
        measured += &format!(", nothing under {free_under_s} s");
    }
    let excluded: Vec<_> = metering.exclude.iter().map(|exclude| exclude.name()).collect();
    if !excluded.is_empty() {
        measured += &format!(", without {}", excluded.join(", "));
    }
    measured
}

fn tiers(tiers: &[Tier], book: &Book) -> String {
    let tier = |tier: &Tier| {
        let from = if tier.from_s > 0 { format!("from second {}: ", tier.from_s) } else { String::new() };
        format!("{from}{} a minute", unit(&tier.minute, book))
    };
    tiers.iter().map(tier).collect::<Vec<_>>().join("; ")
}

fn unit(unit: &Unit, book: &Book) -> String {
    match unit {
        Unit::Credits(credits) => format!("{} credits", amount(credits)),
        Unit::CarrierRate(carrier) => {
            let rate = format!("the carrier's rate ({} deck)", carrier.rates);
            let rate = match &carrier.fee {
                Some(fee) => format!("({rate} + {} {})", book.currency, amount(fee)),
                None => rate,
            };
            format!("{rate} × {}", amount(&carrier.multiplier))
        }
    }
}

fn rounding(rounding: &Rounding) -> String {
    let how = match rounding.mode {
        RoundingMode::Ceil => "up",
        RoundingMode::HalfEven => "to the nearest, a half to the even one,",
        RoundingMode::Floor => "down",
    };
    let to = match rounding.scale {
        0 => "whole credits".to_owned(),
        1 => "1 decimal place".to_owned(),
        scale => format!("{scale} decimal places"),
    };
    format!("{how} to {to}, each {}", rounding.per.name())
}

fn plan(plan: &Plan, book: &Book) -> Section<'static> {
    let price = match &plan.price {
        None => "not said".to_owned(),
        Some(price) => {
            let seat = if price.per_seat { " a seat" } else { "" };
            format!("{} {}{seat} a month", book.currency, amount(&price.amount))
        }
    };
    let allowance = match &plan.allowance {
        Allowance::None => "none".to_owned(),
        Allowance::Flat(credits) => format!("{} credits a period", amount(credits)),
        Allowance::PerSeat(credits) => format!("{} credits a seat and period", amount(credits)),
        Allowance::Unlimited if plan.covers_descendants => "unlimited, and for accounts below".to_owned(),
        Allowance::Unlimited => "unlimited".to_owned(),
        Allowance::Operator => "set for each account".to_owned(),
    };
    let list = |names: &septet::map::Set<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    let top_ups = if plan.top_ups.is_empty() { "nothing".to_owned() } else { list(&plan.top_ups) };
    let reload = if plan.reload { ", also by itself" } else { "" };
    let trial = plan.trial.as_ref().map(|trial| {
        let payment = if trial.payment_method_needed { "with" } else { "without" };
        format!("{} days, {payment} a payment method", trial.days)
    });
    vec![
        ("price", price),
        ("allowance", allowance),
        ("can buy", format!("{top_ups}{reload}")),
        ("trial", trial.unwrap_or_default()),
        ("brings", list(&plan.brings)),
        ("note", plan.note.clone()),
    ]
}

fn top_up(top_up: &TopUp, book: &Book) -> Section<'static> {
    let expires = match top_up.expires {
        Expires::Never => "never expires",
        Expires::PeriodEnd => "gone at the end of the period",
    };
    let recurring = if top_up.recurring { ", each period" } else { "" };
    let (credits, price) = (amount(&top_up.credits), amount(&top_up.price));
    let unit = if credits == "1" { "credit" } else { "credits" };
    let what = format!("{credits} {unit} for {} {price}{recurring}; {expires}", book.currency);
    vec![("sells", what), ("note", top_up.note.clone())]
}

/// A number, or the name of the parameter that has none.
pub(super) fn amount(amount: &Amount) -> String {
    match (amount.value(), amount.parameter_name()) {
        (Some(value), _) => value.to_string(),
        (None, parameter) => format!("`{}` (unset)", parameter.unwrap_or_default()),
    }
}
