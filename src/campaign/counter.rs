//! Counts one recipient after another.

use std::sync::Arc;

use super::counts::Counts;
use super::lines::{Class, NO_TEXT};
use super::message::{Measure, Meter};
use super::options::{Duplicates, Setup};
use super::problems::{Kind, Spot};
use super::seen::Seen;
use crate::Result;
use crate::phone::{self, E164};
use crate::sms::Encoding;

/// Counts recipients: of a whole file, or of a part of it.
#[derive(Debug)]
pub(crate) struct Counter {
    pub(crate) setup: Arc<Setup>,
    pub(crate) counts: Counts,
    meter: Option<Meter>,
    /// The message, where it is the same for all.
    same: Option<Measure>,
    /// Units of each field's value.
    units: Vec<u32>,
    pub(crate) verdicts: Verdicts,
}

/// Recipients by the index of their place.
pub(crate) type ByPlace = [u64; phone::Place::COUNT];

/// Where it is known from which numbers there were before.
#[derive(Debug)]
pub(crate) enum Verdicts {
    /// Nobody asks.
    None,
    /// From those seen here.
    Seen(Box<Seen>),
    /// Elsewhere, later: the numbers are noted, in the order of their rows, with where they stand and what they cost.
    Later(Vec<Noted>),
}

/// A recipient that was counted and may turn out to be a duplicate.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    pub(crate) number: E164,
    pub(crate) spot: Spot,
    /// What it was counted as; nothing where it has no price.
    pub(crate) class: Option<Class>,
    /// What its further numbers were counted as.
    pub(crate) further: Vec<Class>,
}

/// A recipient's number and the column that it stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given {
    pub(crate) number: E164,
    pub(crate) column: Option<u32>,
}

impl Counter {
    pub(crate) fn new(setup: &Arc<Setup>, verdicts: Verdicts) -> Result<Counter> {
        let mut meter = setup.meter.clone();
        // A message without fields is measured once; one without a price is looked at each time, to say so.
        let same = meter.as_mut().filter(|meter| meter.fields().is_empty()).and_then(|meter| {
            let measure = meter.measure(&[]).ok()?;
            (measure.over.is_none() && measure.encoding != Encoding::Ucs2).then_some(measure)
        });
        let units = vec![0; meter.as_ref().map_or(0, |meter| meter.fields().len())];
        Ok(Counter { setup: setup.clone(), counts: setup.counts()?, meter, same, units, verdicts })
    }

    /// One for recipients that come later.
    pub(crate) fn fork(&self, verdicts: Verdicts) -> Counter {
        let (setup, meter) = (self.setup.clone(), self.meter.clone());
        Counter { setup, counts: self.counts.fork(), meter, same: self.same, units: self.units.clone(), verdicts }
    }

    /// Whether of each recipient the first number alone counts.
    pub(crate) fn is_plain(&self) -> bool {
        let setup = &self.setup;
        !setup.pricing.is_call() && setup.opted_out.is_empty() && setup.do_not_call.is_empty()
    }

    /// A recipient with the numbers that can be reached, in the order of their columns, and the values of the
    /// template's fields.
    pub(crate) fn recipient(&mut self, line: u64, numbers: &mut Vec<Given>, values: &[&str]) {
        if !(self.setup.opted_out.is_empty() && self.setup.do_not_call.is_empty()) {
            self.suppress(line, numbers);
        }
        let Some(&Given { number, column }) = numbers.first() else { return };
        let spot = Spot { line, column };
        if !self.setup.pricing.is_call() {
            return self.message(number, spot, values);
        }
        let Some(is_duplicate) = self.verdict(number, spot) else { return };
        let mut classes = Vec::with_capacity(numbers.len());
        for (position, given) in (1..).zip(numbers.iter()) {
            let place = self.counts.places.of(given.number, &self.setup.pricing);
            if let Some(error) = &self.counts.places.known()[place].unpriced {
                let code = error.code();
                return self.unpriced(spot, code, None);
            }
            classes.push(Class::call(place, position));
        }
        for &class in &classes {
            self.counts.lines.add(class, 1);
            if is_duplicate {
                self.counts.duplicates.add(class, 1);
            }
        }
        self.counts.rows.priced += 1;
        if let Verdicts::Later(noted) = &mut self.verdicts
            && let Some(last) = noted.last_mut()
        {
            last.class = classes.first().copied();
            last.further = classes.split_off(1.min(classes.len()));
        }
    }

    /// A recipient of a message.
    #[inline]
    pub(crate) fn message(&mut self, number: E164, spot: Spot, values: &[&str]) {
        let Some(is_duplicate) = self.verdict(number, spot) else { return };
        let place = self.counts.places.of(number, &self.setup.pricing);
        let measured = match (self.same, &mut self.meter) {
            (Some(measure), _) => Ok(Some(measure)),
            (None, Some(meter)) => meter.measure(values).map(Some),
            (None, None) => Ok(None),
        };
        let measure = match measured {
            Ok(measure) => measure,
            Err(error) if self.setup.by_segment => return self.unpriced(spot, error.code(), Some(error.to_string())),
            Err(_) => None,
        };
        if let Some(over) = measure.and_then(|measure| measure.over).filter(|_| self.setup.by_segment) {
            let error = over.error(&self.setup.options.text.profile.name);
            return self.unpriced(spot, error.code(), Some(error.to_string()));
        }
        if let Some(error) = &self.counts.places.known()[place].unpriced {
            let code = error.code();
            return self.unpriced(spot, code, None);
        }
        self.counts.rows.priced += 1;
        let class = match measure {
            Some(measure) if self.setup.by_segment => self.text(place, spot.line, &measure, values),
            measure => {
                // One message, however long; none without a text.
                let sent = u32::from(measure.is_none_or(|measure| measure.units > 0));
                let class = Class { place, position: 1, encoding: NO_TEXT, segments: sent, segments_max: sent };
                self.counts.lines.add(class, 1);
                class
            }
        };
        self.counted(class, is_duplicate);
    }

    /// What a recipient was counted as.
    #[inline(always)]
    pub(crate) fn counted(&mut self, class: Class, is_duplicate: bool) {
        if is_duplicate {
            self.counts.duplicates.add(class, 1);
        }
        if let Verdicts::Later(noted) = &mut self.verdicts
            && let Some(last) = noted.last_mut()
        {
            last.class = Some(class);
        }
    }

    /// The message, where recipients at a place that has a price are told apart by nothing else from now on.
    pub(crate) fn uniform(&self) -> Option<Measure> {
        let is_uniform = self.is_plain() && self.setup.by_segment && matches!(self.verdicts, Verdicts::None);
        // The longest message is the first one.
        self.same.filter(|_| is_uniform && self.counts.longest.is_some())
    }

    /// Counts recipients by their place alone.
    pub(crate) fn at_places(&mut self, measure: &Measure, recipients: &ByPlace) {
        let Measure { segments, segments_max, .. } = *measure;
        for (place, &count) in recipients.iter().enumerate().filter(|(_, count)| **count > 0) {
            let Some(place) = phone::Place::at(place).and_then(|place| self.counts.places.priced(place)) else {
                continue;
            };
            let class = Class { place, position: 1, encoding: measure.encoding as usize, segments, segments_max };
            self.counts.rows.priced += count;
            self.counts.lines.add(class, count);
            self.counts.effects.excess(class, measure.excess, count);
        }
    }

    /// Counts a message by its size, and why it has it.
    #[inline]
    fn text(&mut self, place: usize, line: u64, measure: &Measure, values: &[&str]) -> Class {
        let Measure { segments, segments_max, .. } = *measure;
        let class = Class { place, position: 1, encoding: measure.encoding as usize, segments, segments_max };
        self.counts.message(class, measure.units, line);
        self.counts.effects.excess(class, measure.excess, 1);
        if self.same.is_some() {
            return class;
        }
        let is_ucs2 = measure.encoding == Encoding::Ucs2;
        if let Some(around) = self.setup.around {
            self.counts.effects.fields[0].add(measure.units - around[usize::from(is_ucs2)].min(measure.units));
        } else if let Some(meter) = &self.meter {
            let fields = &mut self.counts.effects.fields;
            self.units.fill(0);
            meter.field_units(measure.encoding, |field, more| self.units[field] += more);
            fields.iter_mut().zip(&self.units).for_each(|(field, &units)| field.add(units));
        }
        if is_ucs2
            && let Some(meter) = &mut self.meter
            && let Ok(Some(cause)) = meter.cause(values)
        {
            self.counts.effects.flip(place, measure, &cause, values);
        }
        class
    }

    /// Whether the recipient is a duplicate; `None` where it is to be passed over.
    #[inline]
    pub(crate) fn verdict(&mut self, number: E164, spot: Spot) -> Option<bool> {
        let is_duplicate = match &mut self.verdicts {
            Verdicts::None => false,
            Verdicts::Seen(seen) => !seen.insert(number),
            Verdicts::Later(noted) => {
                noted.push(Noted { number, spot, class: None, further: Vec::new() });
                false
            }
        };
        if !is_duplicate {
            return Some(false);
        }
        self.duplicate(spot);
        (self.setup.options.duplicates != Duplicates::Skip).then_some(true)
    }

    #[cold]
    pub(crate) fn duplicate(&mut self, spot: Spot) {
        self.counts.rows.duplicates += 1;
        self.counts.problems.add(Kind::Duplicate, Kind::Duplicate.name(), spot, None);
    }

    /// A row without a number.
    #[cold]
    pub(crate) fn invalid(&mut self, spot: Spot, code: &'static str, message: &str) {
        self.counts.rows.invalid += 1;
        self.counts.problems.add(Kind::Invalid, code, spot, Some(message.to_owned()));
    }

    #[cold]
    fn unpriced(&mut self, spot: Spot, code: &'static str, message: Option<String>) {
        self.counts.rows.unpriced += 1;
        self.counts.problems.add(Kind::Unpriced, code, spot, message);
    }

    /// Takes away the numbers that are on a list.
    fn suppress(&mut self, line: u64, numbers: &mut Vec<Given>) {
        let (setup, counts) = (&self.setup, &mut self.counts);
        let mut last = None;
        numbers.retain(|given| {
            let kind = if setup.opted_out.contains(given.number) {
                Kind::OptedOut
            } else if setup.do_not_call.contains(given.number) {
                Kind::DoNotCall
            } else {
                return true;
            };
            last = last.or(Some((kind, given.column)));
            false
        });
        let Some((kind, column)) = last.filter(|_| numbers.is_empty()) else { return };
        match kind {
            Kind::OptedOut => counts.rows.opted_out += 1,
            _ => counts.rows.do_not_call += 1,
        }
        counts.problems.add(kind, kind.name(), Spot { line, column }, None);
    }
}
