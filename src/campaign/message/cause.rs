//! Why a message is UCS-2, and what it would be without that.

use super::meter::{Measure, Meter, value};
use crate::Result;
use crate::sms::{self, Encoding};
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
        self.merge(values);
        if self.options.encoding.is_some() || self.measure_text(&self.merged)?.encoding != Encoding::Ucs2 {
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
