//! Landline or mobile: what the numbering plan says of a number.

mod tables;

use super::Region;

/// What is at the other end, as far as the number tells.
///
/// ```
/// use septet::phone::Line;
/// assert_eq!(Line::ALL.map(Line::name), ["landline", "mobile"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    Landline,
    Mobile,
}

impl Line {
    pub const ALL: [Line; 2] = [Line::Landline, Line::Mobile];

    pub fn name(self) -> &'static str {
        match self {
            Line::Landline => "landline",
            Line::Mobile => "mobile",
        }
    }
}

/// Bits of a node for each digit that may follow: what it says, and whether there is a node of its own.
const BITS: u32 = 3;

/// The line of a number that ends here, or goes on where there is no further node.
const LINE: u32 = 0b011;
const HAS_NODE: u32 = 0b100;

/// The line of a number by its digits and its region.
pub(super) fn of(digits: &str, region: Region) -> Option<Line> {
    let first = tables::REGIONS.partition_point(|row| row.0 < region);
    let mut rows = tables::REGIONS.get(first..)?.iter().take_while(|row| row.0 == region);
    let of_length = |calling_code_digits: u8| 1 << (digits.len() - usize::from(calling_code_digits));
    let &(_, calling_code_digits, _, start) =
        rows.find(|&&(_, calling_code_digits, lengths, _)| lengths & of_length(calling_code_digits) != 0)?;
    let (mut node, mut says) = (usize::from(start), 0);
    for digit in digits.bytes().skip(usize::from(calling_code_digits)) {
        let digit = u32::from(digit - b'0');
        let bits = *tables::NODES.get(node)?;
        says = bits >> (BITS * digit);
        if says & HAS_NODE == 0 {
            break;
        }
        node = skip(node + 1, children(bits & ((1 << (BITS * digit)) - 1)));
    }
    match says & LINE {
        1 => Some(Line::Landline),
        2 => Some(Line::Mobile),
        _ => None,
    }
}

/// How many of a node's digits have a node.
fn children(bits: u32) -> u32 {
    /// [`HAS_NODE`] of all ten digits.
    const ALL: u32 = 0o4444444444;
    (bits & ALL).count_ones()
}

/// Where the nodes after the next `count` ones with all that is below them begin: a node is followed by its children's.
fn skip(mut node: usize, mut count: u32) -> usize {
    while count > 0 {
        let Some(bits) = tables::NODES.get(node) else { return node };
        count = count - 1 + children(*bits);
        node += 1;
    }
    node
}
