//! Regions whose rate depends on nothing but the region.

use rust_decimal::Decimal;

use super::place::{Place, Prefix};
use super::rows::Entry;
use super::{Group, longest};
use crate::phone::{self, Region};
use crate::sort;

/// The rates of the regions that have one single rate and that no prefix reaches into, by region.
pub(super) fn rates(entries: &[Entry], groups: &[Group]) -> Vec<(Region, Decimal)> {
    let single = |group: &Group| match group.of(entries) {
        [entry] if entry.is_plain() => Some(entry.price),
        _ => None,
    };
    let touched = touched(groups);
    let is_touched = |region: &Region| touched.binary_search(region).is_ok();
    let (mut own, mut rates) = (Vec::new(), Vec::new());
    for group in groups {
        let Place::Region(region) = group.place else { continue };
        own.push(region);
        rates.extend(single(group).filter(|_| !is_touched(&region)).map(|price| (region, price)));
    }
    if let Some(price) = groups.iter().find(|group| group.place == Place::Other).and_then(single) {
        let others = Region::all().filter(|region| own.binary_search(region).is_err());
        rates.extend(others.filter(|region| !is_touched(region)).map(|region| (region, price)));
        sort::by_key(&mut rates, |(region, _)| *region);
    }
    rates
}

/// The regions that a prefix of the deck may reach into, in order.
fn touched(groups: &[Group]) -> Vec<Region> {
    let touches = |range: u32| {
        let Some(range) = Prefix::parse(&range.to_string()) else { return false };
        let next = groups.partition_point(|group| group.place < Place::Prefix(range));
        let longer =
            matches!(groups.get(next), Some(Group { place: Place::Prefix(longer), .. }) if range.covers(*longer));
        longer || longest(groups, range).is_some()
    };
    if !matches!(groups.last(), Some(Group { place: Place::Prefix(_), .. })) {
        return Vec::new();
    }
    let mut regions: Vec<Region> =
        phone::ranges().filter(|(range, _)| touches(*range)).map(|(_, region)| region).collect();
    sort::by_key(&mut regions, |region| *region);
    regions.dedup();
    regions
}
