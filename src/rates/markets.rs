//! Markets: groups of regions that share a price.

mod tables;

use crate::phone::Region;

/// The market of every region that no other one lists.
pub(super) const OTHER: &str = "Other";

/// A market by its place in the table; the one after the last is [`OTHER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Market(u16);

impl Market {
    /// A market by its name, in any case.
    pub(super) fn parse(name: &str) -> Option<Market> {
        let at = names().position(|known| known.eq_ignore_ascii_case(name))?;
        u16::try_from(at).ok().map(Market)
    }

    pub(super) fn name(self) -> &'static str {
        tables::MARKETS.get(usize::from(self.0)).map_or(OTHER, |(name, _)| name)
    }

    pub(super) fn is_other(self) -> bool {
        usize::from(self.0) >= tables::MARKETS.len()
    }

    /// Its regions; those of [`OTHER`] are not listed.
    pub(super) fn regions(self) -> impl Iterator<Item = Region> {
        let regions = tables::MARKETS.get(usize::from(self.0)).map_or("", |(_, regions)| regions);
        regions.split(' ').filter_map(|region| Region::parse(region).ok())
    }
}

/// The names of all markets.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    tables::MARKETS.iter().map(|(name, _)| *name).chain([OTHER])
}
