//! Where a long message is cut (TS 23.040 §9.2.3.24.1): each part is filled as far as its border allows.

use unicode_segmentation::UnicodeSegmentation;

use super::{Border, Cost, Part, ucs2};

/// Cuts a text that does not fit one part, gives each part to `each` and returns how many there are.
///
/// A cluster that is longer than a part begins in a new one and overflows into the next.
pub(super) fn parts(text: &str, cost: Cost<'_>, capacity: u32, border: Border, each: &mut dyn FnMut(Part)) -> u32 {
    let mut cutter = Cutter { cost, capacity, part: Part { start: 0, end: 0, units: 0 }, count: 0, each };
    match border {
        Border::Unit => cutter.push_characters(text),
        Border::Grapheme => {
            for cluster in text.graphemes(true) {
                let whole = cluster.chars().map(|c| cost.units(c)).sum();
                if whole > capacity {
                    cutter.cut();
                    cutter.push_characters(cluster);
                } else {
                    cutter.push(cluster.chars().map(ucs2::units).sum(), whole);
                }
            }
        }
    }
    cutter.cut();
    cutter.count
}

struct Cutter<'a> {
    cost: Cost<'a>,
    capacity: u32,
    part: Part,
    count: u32,
    each: &'a mut dyn FnMut(Part),
}

impl Cutter<'_> {
    fn push_characters(&mut self, text: &str) {
        for c in text.chars() {
            self.push(ucs2::units(c), self.cost.units(c));
        }
    }

    /// Adds something that is not to be torn apart and fits one part.
    fn push(&mut self, utf16: u32, units: u32) {
        if self.part.units + units > self.capacity {
            self.cut();
        }
        self.part.end += utf16;
        self.part.units += units;
    }

    /// Ends the part; an empty one is none.
    fn cut(&mut self) {
        if self.part.units > 0 {
            (self.each)(self.part);
            self.count += 1;
            self.part = Part { start: self.part.end, end: self.part.end, units: 0 };
        }
    }
}
