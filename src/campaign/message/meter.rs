//! Measures a message for one recipient after another.

use super::cause::Replacements;
use super::{Message, link};
use crate::Result;
use crate::sms::{self, Encoding, Finding, Gauge, Options, Size, Tally};
use crate::template::{Filter, Filtered, Piece, Place};

/// The longest value, in bytes, that is summed up where it stands; a message with a longer one is merged first.
const SUMMED_BYTES_MAX: usize = 1 << 16;

/// What a message measures: the same as [`sms::size`] of [`Meter::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    pub encoding: Encoding,
    pub segments: u32,
    pub segments_max: u32,
    /// Septets, or UTF-16 code units.
    pub units: u32,
    /// Unicode scalar values.
    pub characters: u32,
    /// Units that have to go to save a segment: all of them where there is but one. Where characters that are kept
    /// whole leave units free at the ends of parts it may take fewer.
    pub excess: u32,
    /// The first limit of the profile that it passes.
    pub over: Option<Finding>,
}

impl Measure {
    #[inline]
    pub(super) fn of(size: &Size, options: &Options) -> Measure {
        let &Size { encoding, segments, segments_max, units, characters, .. } = size;
        let over = sms::passed(segments, characters, &options.profile).next();
        Measure { encoding, segments, segments_max, units, characters, excess: size.excess(&options.profile), over }
    }
}

/// Measures a message for one recipient after another: most of them without looking at more than their values.
///
/// ```
/// use septet::campaign::{Message, Meter};
/// use septet::template::Template;
///
/// let template = Template::parse("Hi {{name}}, your table is booked.")?;
/// let message = Message { opt_out: Some(" Reply STOP to end".into()), ..Message::new(template) };
/// let mut meter = Meter::new(&message, &Default::default())?;
/// let measure = meter.measure(&["Zoe"])?;
/// assert_eq!((measure.encoding.name(), measure.segments, measure.units), ("GSM-7", 1, 47));
/// assert_eq!(meter.measure(&["Zoë"])?.encoding.name(), "UCS-2");
/// assert_eq!(meter.text(&["Zoë"]), "Hi Zoë, your table is booked. Reply STOP to end");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Meter {
    pub(super) message: Message,
    pub(super) options: Options,
    pub(super) gauge: Gauge,
    /// Of all that is no field.
    pub(super) fixed: Tally,
    /// What is merged, each way once, with how often.
    merges: Vec<(Merge, u32)>,
    /// What the values add that were measured last, for each of the merges.
    tallies: Vec<Tally>,
    pub(super) replacements: Replacements,
    /// Kept for their memory.
    pub(super) merged: String,
    pub(super) other: String,
}

/// A field's part in a message.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Adding {
    /// In how many places it stands.
    pub(crate) times: u32,
    /// Whether another text may stand in place of an empty one.
    pub(crate) has_default: bool,
    /// Whether only ASCII measures there what it measures by itself.
    pub(crate) is_ascii: bool,
}

/// A way in which a field is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Merge {
    place: Place,
    /// The filters that count where a value is ASCII.
    ascii: Vec<Filter>,
}

impl Meter {
    /// Compiles a message. A link or an opt-out text of another length than is allowed is an error, and so is a profile
    /// by which no message could be cut.
    pub fn new(message: &Message, options: &Options) -> Result<Meter> {
        message.check()?;
        let gauge = Gauge::new(options)?;
        let mut fixed = gauge.tally(message.opt_out.as_deref().unwrap_or_default());
        let mut merges: Vec<(Merge, u32)> = Vec::new();
        for piece in message.template.pieces() {
            match piece {
                Piece::Text(text) => fixed += gauge.tally(text),
                Piece::Place(place) => {
                    let merge = Merge::new(place, &gauge);
                    match merges.iter_mut().find(|(known, _)| *known == merge) {
                        Some((_, times)) => *times += 1,
                        None => merges.push((merge, 1)),
                    }
                }
            }
        }
        Ok(Meter {
            message: message.clone(),
            options: options.clone(),
            gauge,
            fixed,
            merges,
            tallies: Vec::new(),
            replacements: Replacements::default(),
            merged: String::new(),
            other: String::new(),
        })
    }

    /// The fields whose values are merged, in their order.
    pub fn fields(&self) -> &[String] {
        self.message.template.fields()
    }

    /// What the message measures with these values, by the index of their field; one that is not there is empty.
    /// The errors are those of [`sms::size`].
    #[inline]
    pub fn measure(&mut self, values: &[&str]) -> Result<Measure> {
        if let Some(size) = self.sum(values).and_then(|tally| self.gauge.size(&tally)) {
            return Ok(Measure::of(&size, &self.options));
        }
        self.merge(values);
        self.measure_text(&self.merged)
    }

    /// The message with these values as it is sent: merged, with the text at its end and with its links shortened.
    pub fn text(&self, values: &[&str]) -> String {
        let mut text = String::new();
        self.merge_into(values, &mut text, &mut String::new());
        text
    }

    /// What all of the message measures that is neither a field nor its default.
    pub fn fixed(&self) -> Result<Measure> {
        let mut whole = String::new();
        for piece in self.message.template.pieces() {
            if let Piece::Text(text) = piece {
                whole += text;
            }
        }
        whole += self.message.opt_out.as_deref().unwrap_or_default();
        let mut short = String::new();
        if let Some(length) = self.message.link_length {
            link::shorten(&whole, length, &mut short);
            whole = short;
        }
        self.measure_text(&whole)
    }

    /// The units that each field's value takes in a message of that encoding, all its places together, before links
    /// are shortened: of the values that were measured last. Characters that a 7 bit alphabet does not have count as
    /// none.
    #[inline]
    pub fn field_units(&self, encoding: Encoding, mut each: impl FnMut(usize, u32)) {
        for ((merge, _), tally) in self.merges.iter().zip(&self.tallies) {
            each(merge.place.field, if encoding == Encoding::Ucs2 { tally.utf16 } else { tally.septets });
        }
    }

    /// How each field is merged, where what a message measures is a sum of its pieces, and the fields alone can make it
    /// UCS-2; `None` where it is not so simple.
    pub(crate) fn adding(&self) -> Option<Vec<Adding>> {
        let is_sum = self.message.link_length.is_none() && self.gauge.is_plain();
        if !is_sum || self.fixed.outside > 0 || !self.fixed.is_free() {
            return None;
        }
        let mut fields = vec![Adding::default(); self.fields().len()];
        for (merge, times) in &self.merges {
            let is_default = |filter: &Filter| matches!(filter, Filter::Default(_));
            let field = fields.get_mut(merge.place.field)?;
            field.times += times;
            field.has_default |= !merge.place.filters.is_empty();
            if !merge.place.filters.iter().all(is_default) {
                field.is_ascii = merge.ascii.iter().all(is_default).then_some(true)?;
            }
        }
        Some(fields)
    }

    /// What all of the message adds that is no field.
    pub(crate) fn fixed_tally(&self) -> Tally {
        self.fixed
    }

    pub(crate) fn gauge(&self) -> &Gauge {
        &self.gauge
    }

    /// What a message of that tally measures, and the units that its last part leaves free.
    pub(crate) fn measure_tally(&self, tally: &Tally) -> Option<(Measure, u32)> {
        let size = self.gauge.size(tally)?;
        Some((Measure::of(&size, &self.options), size.remaining))
    }

    /// The sum of all pieces; `None` where they are not what is sent. Keeps what each value adds.
    #[inline]
    pub(super) fn sum(&mut self, values: &[&str]) -> Option<Tally> {
        let mut sum = self.fixed;
        let mut is_sent = self.message.link_length.is_none();
        self.tallies.clear();
        for (merge, times) in &self.merges {
            let value = value(values, merge.place.field);
            is_sent &= value.len() <= SUMMED_BYTES_MAX;
            let tally = if merge.place.filters.is_empty() {
                self.gauge.tally(value)
            } else {
                self.gauge.tally(&merge.shape(value).text)
            };
            let tally = if *times == 1 { tally } else { tally * *times };
            self.tallies.push(tally);
            sum += tally;
        }
        is_sent.then_some(sum)
    }

    /// Measures a text that was merged.
    pub(super) fn measure_text(&self, text: &str) -> Result<Measure> {
        let size = self.gauge.size_of(text).map_or_else(|| sms::size(text, &self.options), Ok)?;
        Ok(Measure::of(&size, &self.options))
    }

    /// Merges into `merged`.
    pub(super) fn merge(&mut self, values: &[&str]) {
        let (mut merged, mut other) = (std::mem::take(&mut self.merged), std::mem::take(&mut self.other));
        self.merge_into(values, &mut merged, &mut other);
        (self.merged, self.other) = (merged, other);
    }

    fn merge_into(&self, values: &[&str], into: &mut String, other: &mut String) {
        into.clear();
        for piece in self.message.template.pieces() {
            match piece {
                Piece::Text(text) => *into += text,
                Piece::Place(place) => *into += &place.apply(value(values, place.field)).text,
            }
        }
        *into += self.message.opt_out.as_deref().unwrap_or_default();
        if let Some(length) = self.message.link_length {
            other.clear();
            link::shorten(into, length, other);
            std::mem::swap(into, other);
        }
    }
}

/// The value of a field.
pub(super) fn value<'a>(values: &[&'a str], field: usize) -> &'a str {
    values.get(field).copied().unwrap_or_default()
}

impl Merge {
    fn new(place: &Place, gauge: &Gauge) -> Merge {
        let is_ascii = |filter: &Filter| !matches!(filter, Filter::Default(text) if !text.is_ascii());
        let case_counts = !gauge.ignores_case() || !place.filters.iter().all(is_ascii);
        let ascii = place.filters.iter().filter(|filter| case_counts || !filter.is_of_case()).cloned().collect();
        Merge { place: place.clone(), ascii }
    }

    /// A value as it is merged, or one of the same tally.
    fn shape<'a>(&'a self, value: &'a str) -> Filtered<'a> {
        if value.is_ascii() { crate::template::apply(&self.ascii, value) } else { self.place.apply(value) }
    }
}
