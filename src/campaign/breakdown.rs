//! What a campaign costs, from what was counted: a preflight ends with it, and the ledger does it again before it
//! reserves anything.

use super::terms::{Cost, Place, Pricing, Terms};
use crate::book::Price;
use crate::credits::{Credits, Per, Rounding, RoundingMode};
use crate::quote::Engine;
use crate::{Error, Result};

/// What a preflight counted, without a recipient in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    pub terms: Terms,
    pub lines: Vec<Line>,
}

/// Recipients that cost the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub place: Place,
    /// Parts of the message under the profile's border; of a message that is priced as one, 1, or 0 without a text.
    /// Nothing else has any.
    pub segments: Option<u32>,
    /// Parts under the stricter border.
    pub segments_max: Option<u32>,
    /// Which of the recipients' numbers this is, counted from 1: a recipient whose calls may go to three numbers is in
    /// three lines. For messages, 1.
    pub position: u32,
    pub recipients: u64,
}

/// What a campaign costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The least possible. For messages the same as expected.
    pub min: Credits,
    /// Rounded once, to the nearest millionth, a half to the even one.
    pub expected: Credits,
    /// It cannot come to more.
    pub max: Credits,
}

/// The most lines of a breakdown.
pub const LINES_MAX: usize = 1 << 16;

/// The most numbers of one recipient.
pub const POSITION_MAX: u32 = 100;

impl Breakdown {
    /// How many messages or attempts to call there can be at the most.
    pub fn attempts(&self) -> Result<u64> {
        let add = |sum: u64, line: &Line| sum.checked_add(line.recipients);
        self.lines.iter().try_fold(0, add).ok_or_else(|| Error::out_of_range("the number of recipients"))
    }

    /// How many recipients there are.
    pub fn recipients(&self) -> Result<u64> {
        let first = self.lines.iter().filter(|line| line.position == 1);
        let add = |sum: u64, line: &Line| sum.checked_add(line.recipients);
        first.into_iter().try_fold(0, add).ok_or_else(|| Error::out_of_range("the number of recipients"))
    }

    fn check(&self, has_parts: bool) -> Result<()> {
        if self.lines.len() > LINES_MAX {
            let problem = format!("`{}` lines are given, at most {LINES_MAX} are taken", self.lines.len());
            return Err(Error::invalid_breakdown("breakdown.lines", &problem));
        }
        for (index, line) in self.lines.iter().enumerate() {
            let path = |field: &str| format!("breakdown.lines[{index}].{field}");
            if has_parts && line.segments.is_none() {
                return Err(Error::invalid_breakdown(
                    &path("segments"),
                    "it is missing: a message is priced by its parts",
                ));
            }
            if let (Some(segments), Some(max)) = (line.segments, line.segments_max)
                && max < segments
            {
                let problem = format!("`{max}` must be `segments`, `{segments}`, or more");
                return Err(Error::invalid_breakdown(&path("segmentsMax"), &problem));
            }
            if !(1..=POSITION_MAX).contains(&line.position) {
                let problem = format!("`{}` must be 1 to {POSITION_MAX}", line.position);
                return Err(Error::invalid_breakdown(&path("position"), &problem));
            }
        }
        Ok(())
    }
}

impl Estimate {
    /// Each expected amount is rounded here, and nowhere before.
    pub(crate) fn of(cost: &Cost) -> Result<Estimate> {
        let nearest = Rounding { per: Per::Message, mode: RoundingMode::HalfEven, scale: 6 };
        Ok(Estimate { min: cost.min, expected: nearest.round(&cost.expected)?, max: cost.max })
    }
}

impl Engine {
    /// Prices what a preflight counted: the sum of the quotes of all its recipients. A line without a price is the
    /// error that a quote would be.
    ///
    /// A message costs what a quote of its text says: the least and the expected are [`Quote::credits`], the most is
    /// [`Quote::max`]. Calls go to each number of a recipient in turn until one of them ends it:
    ///
    /// - most: every number is dialled and ends as its dearest outcome, or lasts as long as it may;
    /// - expected: each number's price by the probabilities of its outcomes, times the probability that it is dialled
    ///   (which is exact for up to five numbers of a recipient, and rounded to 16 decimal places for further ones);
    /// - least: the cheapest course of a turn; for calls by the minute 0, since nobody may answer.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use septet::campaign::{Breakdown, Line, Place, Terms};
    /// use septet::phone::Region;
    /// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
    /// let place = Place::Region(Region::parse("IN")?);
    /// let terms = Terms { plan: "team".into(), service: "sms".into(), ..Terms::default() };
    /// let line = Line { place, segments: Some(2), segments_max: Some(3), position: 1, recipients: 1_000 };
    /// let estimate = engine.price_breakdown(&Breakdown { terms, lines: vec![line] })?;
    /// assert_eq!((estimate.expected.to_string(), estimate.max.to_string()), ("18000".into(), "27000".into()));
    /// # }
    /// # Ok::<(), septet::Error>(())
    /// ```
    ///
    /// [`Quote::credits`]: crate::quote::Quote::credits
    /// [`Quote::max`]: crate::quote::Quote::max
    pub fn price_breakdown(&self, breakdown: &Breakdown) -> Result<Estimate> {
        let pricing = Pricing::new(self, &breakdown.terms)?;
        let price = &self.book().service(&breakdown.terms.service)?.price;
        breakdown.check(matches!(price, Price::PerSegment(_) | Price::PerMessage(_)))?;
        let add = |sum: Cost, line: &Line| sum.plus(&pricing.line(line)?);
        Estimate::of(&breakdown.lines.iter().try_fold(Cost::ZERO, add)?)
    }
}

impl Pricing {
    /// What all recipients of a line cost.
    pub(crate) fn line(&self, line: &Line) -> Result<Cost> {
        let segments = line.segments.unwrap_or_default();
        let segments_max = line.segments_max.unwrap_or(segments);
        self.cost(&line.place, line.position, segments, segments_max)?.times(line.recipients)
    }
}
