//! Why a message is UCS-2, and what it would be without that.

use super::meter::{Measure, Meter, value};
use crate::Result;
use crate::sms::{self, Encoding, Gauge, Tally};
use crate::template::Piece;

/// The most different characters that are listed.
pub const CHARACTERS_MAX: usize = 64;

/// Why a message is UCS-2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Whether the template itself, one of its defaults or the opt-out text has such characters.
    pub template: bool,
    /// The fields whose values have them: bit 0 is the first of [`Meter::fields`].
    pub fields: u64,
    /// The characters of the text that is sent that the alphabet does not have, each once, in order; the first
    /// [`CHARACTERS_MAX`].
    pub characters: Vec<char>,
    /// What the message would measure with every one of them replaced that can be: composed where it is decomposed,
    /// and then by its like in the alphabet, also by its base letter, and by nothing where it is no text.
    pub replaced: Measure,
}

impl Meter {
    /// Why the message with these values is UCS-2; `None` where it is not, or only because that is forced.
    ///
    /// ```
    /// use septet::campaign::{Message, Meter};
    /// use septet::template::Template;
    ///
    /// let template = Template::parse("{{greeting}} {{name}}, your table is booked.")?;
    /// let mut meter = Meter::new(&Message::new(template), &Default::default())?;
    /// let cause = meter.cause(&["Hi", "Zoë"])?.expect("ë is not in GSM-7");
    /// assert_eq!((cause.template, cause.fields, &cause.characters[..]), (false, 0b10, &['ë'][..]));
    /// assert_eq!((cause.replaced.encoding.name(), cause.replaced.units), ("GSM-7", 29));
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn cause(&mut self, values: &[&str]) -> Result<Option<Cause>> {
        if self.options.encoding.is_some() {
            return Ok(None);
        }
        match self.summed_cause(values) {
            Some(cause) => Ok(cause),
            None => self.merged_cause(values),
        }
    }

    /// The same by sums; `None` where they do not tell.
    fn summed_cause(&mut self, values: &[&str]) -> Option<Option<Cause>> {
        let mut sum = self.sum(values).filter(|_| self.gauge.is_plain())?;
        let is_fixed_held = self.fixed.outside == 0;
        if sum.outside == 0 {
            return Some(None);
        }
        let (mut characters, mut template, mut fields) = (Vec::new(), false, 0);
        let Meter { gauge, replacements, message, .. } = self;
        let mut replace = |text: &str| {
            let mut any = false;
            for c in gauge.outside(text) {
                any = true;
                if characters.len() < CHARACTERS_MAX && !characters.contains(&c) {
                    characters.push(c);
                }
                let (own, instead) = replacements.of(c, gauge)?;
                sum -= own;
                sum += instead;
            }
            Some(any)
        };
        for piece in message.template.pieces() {
            match piece {
                Piece::Text(_) if is_fixed_held => {}
                Piece::Text(text) => template |= replace(text)?,
                Piece::Place(place) => {
                    let merged = place.apply(value(values, place.field));
                    let any = replace(&merged.text)?;
                    template |= any && merged.is_default;
                    fields |= u64::from(any && !merged.is_default) << place.field;
                }
            }
        }
        if !is_fixed_held {
            template |= replace(message.opt_out.as_deref().unwrap_or_default())?;
        }
        let replaced = Measure::of(&self.gauge.size(&sum)?, &self.options);
        Some(Some(Cause { template, fields, characters, replaced }))
    }

    fn merged_cause(&mut self, values: &[&str]) -> Result<Option<Cause>> {
        self.merge(values);
        if self.measure_text(&self.merged)?.encoding != Encoding::Ucs2 {
            return Ok(None);
        }
        let sent = sms::sent(&self.merged, &self.options)?;
        let alphabet = &self.options.profile.alphabet;
        let outside = |c: &char| alphabet.septets(*c).is_none();
        let mut characters = Vec::new();
        for c in sent.chars().filter(outside) {
            if characters.len() == CHARACTERS_MAX {
                break;
            }
            if !characters.contains(&c) {
                characters.push(c);
            }
        }
        let is_cause = |c: char| characters.contains(&c) || characters.len() == CHARACTERS_MAX && outside(&c);
        let mut template = self.message.opt_out.as_deref().unwrap_or_default().contains(is_cause);
        let mut fields = 0;
        for piece in self.message.template.pieces() {
            match piece {
                Piece::Text(text) => template |= text.contains(is_cause),
                Piece::Place(place) => {
                    let merged = place.apply(value(values, place.field));
                    if merged.text.contains(is_cause) {
                        template |= merged.is_default;
                        fields |= u64::from(!merged.is_default) << place.field;
                    }
                }
            }
        }
        let mut replaced = std::mem::take(&mut self.other);
        replaced.clear();
        sms::replace_outside(&sent, alphabet, &mut replaced);
        let measure = self.measure_text(&replaced);
        self.other = replaced;
        Ok(Some(Cause { template, fields, characters, replaced: measure? }))
    }
}

/// What a character adds and what its replacement does, where that is known of it alone.
type Known = Option<(Tally, Tally)>;

/// What characters add and what their replacements do, as far as they were asked for lately.
#[derive(Debug, Clone, Default)]
pub(super) struct Replacements {
    /// By the lower bits of the character.
    slots: Vec<Option<(char, Known)>>,
}

impl Replacements {
    const SLOTS: usize = 256;

    fn of(&mut self, c: char, gauge: &Gauge) -> Known {
        if self.slots.is_empty() {
            self.slots.resize(Self::SLOTS, None);
        }
        let slot = &mut self.slots[c as usize % Self::SLOTS];
        match slot {
            Some((known, tallies)) if *known == c => *tallies,
            _ => slot.insert((c, gauge.replacement(c))).1,
        }
    }
}
