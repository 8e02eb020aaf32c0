//! What a preflight is asked, and what it makes of it before the first row.

use std::sync::Arc;

use super::counts::Counts;
use super::message::{Message, Meter};
use super::places::Places;
use super::seen::Seen;
use super::terms::{Pricing, Terms};
use crate::book::{CarrierUnit, Price};
use crate::phone::{E164, Plan, Region};
use crate::quote::{Engine, Payer};
use crate::sms::{self, Encoding, Smart};
use crate::{Error, Result};

/// What a preflight is asked.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub terms: Terms,
    /// What is sent; needed where a message is charged by its segments.
    pub message: Option<Message>,
    /// How its text is looked at.
    pub text: sms::Options,
    /// Where numbers without a country code are.
    pub default_region: Option<Region>,
    pub duplicates: Duplicates,
    /// Numbers that are passed over, and counted: of people who opted out.
    pub opted_out: Vec<E164>,
    /// Numbers that are passed over, and counted: of a do-not-call list.
    pub do_not_call: Vec<E164>,
    /// The column that the numbers stand in, where it has another name than usual.
    pub number_column: Option<String>,
    /// Between cells, where it is not to be told from the header.
    pub delimiter: Option<u8>,
    /// Who would pay. Without it nothing is said of coverage.
    pub payer: Option<Payer>,
}

/// What is done with a number that an earlier row has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// It is priced as any other, and counted.
    #[default]
    Keep,
    /// The first row is priced, and no other.
    Skip,
    /// They are not looked for: a preflight then takes the same memory for any number of rows.
    Ignore,
}

impl Duplicates {
    pub const ALL: [Duplicates; 3] = [Duplicates::Keep, Duplicates::Skip, Duplicates::Ignore];

    pub fn name(self) -> &'static str {
        match self {
            Duplicates::Keep => "keep",
            Duplicates::Skip => "skip",
            Duplicates::Ignore => "ignore",
        }
    }
}

/// Options made ready: what several readers share.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) engine: Engine,
    pub(crate) options: Options,
    pub(crate) pricing: Pricing,
    pub(crate) home: Option<Plan>,
    pub(crate) meter: Option<Meter>,
    /// Whether the message is charged by its parts, so that what is too long has no price.
    pub(crate) by_segment: bool,
    pub(crate) opted_out: Seen,
    pub(crate) do_not_call: Seen,
    /// Units of the template alone, as 7 bit text and as UCS-2, where the rest is the one field's.
    pub(crate) around: Option<[u32; 2]>,
}

impl Setup {
    pub(crate) fn new(engine: &Engine, mut options: Options) -> Result<Arc<Setup>> {
        if let Some(payer) = &options.payer {
            options.terms.brings.clone_from(&payer.brings);
        }
        let pricing = Pricing::new(engine, &options.terms)?;
        let service = engine.book().service(&options.terms.service)?;
        let by_segment =
            matches!(&service.price, Price::PerSegment(_) | Price::CarrierCost { unit: CarrierUnit::Segment, .. });
        if by_segment && options.message.is_none() {
            return Err(Error::missing("template", "a message is priced by its text"));
        }
        if pricing.is_call() && options.message.is_some() {
            return Err(Error::not_of_service("template", &options.terms.service));
        }
        // Of a message that is priced as one, only what is merged counts: whether there is a text.
        let whole = || sms::Options { smart: Some(Smart::Off), ..options.text.clone() };
        let text = if by_segment { options.text.clone() } else { whole() };
        let meter = options.message.as_ref().map(|message| Meter::new(message, &text)).transpose()?;
        let around = meter.as_ref().and_then(|meter| around(meter, &options));
        let mut setup = Setup {
            engine: engine.clone(),
            pricing,
            home: options.default_region.and_then(Plan::of),
            meter,
            by_segment,
            opted_out: Seen::new(),
            do_not_call: Seen::new(),
            around,
            options,
        };
        setup.opted_out.extend(std::mem::take(&mut setup.options.opted_out));
        setup.do_not_call.extend(std::mem::take(&mut setup.options.do_not_call));
        Ok(Arc::new(setup))
    }

    /// Empty counters.
    pub(crate) fn counts(&self) -> Result<Counts> {
        let decks = self.engine.decks_of(&self.options.terms.service)?;
        let fields = self.meter.as_ref().map_or(0, |meter| meter.fields().len());
        Ok(Counts::new(Places::new(decks), fields))
    }
}

/// What a template with one field measures without it, where units simply add up.
fn around(meter: &Meter, options: &Options) -> Option<[u32; 2]> {
    let Options { message: Some(message), text, .. } = options else { return None };
    let adds_up = message.link_length.is_none()
        && text.national.is_empty()
        && text.smart.unwrap_or(text.profile.smart) == Smart::Off;
    if !adds_up || meter.fields().len() != 1 {
        return None;
    }
    let units = |encoding: Option<Encoding>| {
        let forced = sms::Options { encoding, ..text.clone() };
        Some(Meter::new(message, &forced).ok()?.fixed().ok()?.units)
    };
    let ucs2 = units(Some(Encoding::Ucs2))?;
    Some([units(Some(Encoding::Gsm7)).unwrap_or(ucs2), ucs2])
}
