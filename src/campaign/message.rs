//! What a merged message measures.

mod cause;
mod link;
mod meter;

pub use cause::{CHARACTERS_MAX, Cause};
pub(crate) use meter::Adding;
pub use meter::{Measure, Meter};

use crate::template::Template;
use crate::{Error, Result};

/// The longest a shortened link can be said to be: a message of one part.
pub const LINK_LENGTH_MAX: u32 = 160;

/// The most UTF-16 code units of an opt-out text.
pub const OPT_OUT_UNITS_MAX: usize = 1 << 12;

/// What a campaign sends to each of its recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub template: Template,
    /// Stands at the end of every message exactly as it is, so it begins with what separates it: a space, a line break.
    pub opt_out: Option<String>,
    /// Where links are shortened, how many characters each becomes, 1 to [`LINK_LENGTH_MAX`].
    ///
    /// A link begins with `http://`, `https://` or `www.`, in any case, where no letter or digit stands before it, and
    /// goes on to the next white space, control character, `<`, `>` or `"`; full stops, commas, `;`, `:`, `!`, `?`,
    /// `'`, `’`, `”`, `»`, `…`, `)`, `]` and `}` at its end are not part of it, and there is none where nothing is left
    /// of it. Links are looked for in the whole text, merged and with what stands at its end, and each counts as that
    /// many letters `x`.
    pub link_length: Option<u32>,
}

impl Message {
    /// A template as it is.
    pub fn new(template: Template) -> Message {
        Message { template, opt_out: None, link_length: None }
    }

    fn check(&self) -> Result<()> {
        if let Some(length) = self.link_length.filter(|length| !(1..=LINK_LENGTH_MAX).contains(length)) {
            return Err(Error::link_length(length, LINK_LENGTH_MAX));
        }
        let units = self.opt_out.as_ref().map_or(0, |text| text.encode_utf16().count());
        if units > OPT_OUT_UNITS_MAX {
            return Err(Error::opt_out_too_long(units, OPT_OUT_UNITS_MAX));
        }
        Ok(())
    }
}
