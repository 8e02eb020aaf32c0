//! Tables as they ship: numbers one after another, seven bits a byte. What is looked up often is unpacked at first use.
//!
//! A number that is close to its forerunner is kept as the difference: that is a byte or two in place of a row of
//! twelve, and what is sent to browsers is the smaller by as much.

/// The numbers of a table.
pub(crate) struct Numbers<'a>(pub(crate) &'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

impl Numbers<'_> {
    /// A difference, forwards or backwards.
    pub(crate) fn difference(&mut self) -> Option<i32> {
        let number = self.next()?;
        Some((number >> 1) as i32 ^ -((number & 1) as i32))
    }
}
