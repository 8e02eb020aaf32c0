//! Landline or mobile: what the numbering plan says of a number.

mod tables;

use std::sync::LazyLock;

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
        let digit = usize::from(digit - b'0');
        says = *tables::NODES.get(node)? >> (BITS * digit as u32);
        if says & HAS_NODE == 0 {
            break;
        }
        node = (*CHILDREN.get(node)?.get(digit)?).into();
    }
    match says & LINE {
        1 => Some(Line::Landline),
        2 => Some(Line::Mobile),
        _ => None,
    }
}

/// Where the node of each digit is: a node is followed by its children, each with all that is below it.
static CHILDREN: LazyLock<Vec<[u16; 10]>> = LazyLock::new(|| {
    let mut children = vec![[0; 10]; tables::NODES.len()];
    let mut ends = vec![0; tables::NODES.len()];
    for node in (0..tables::NODES.len()).rev() {
        let mut next = node + 1;
        for digit in 0..10 {
            if tables::NODES[node] >> (BITS * digit) & HAS_NODE != 0 {
                children[node][digit as usize] = next as u16;
                next = ends.get(next).copied().unwrap_or(next);
            }
        }
        ends[node] = next;
    }
    children
});
