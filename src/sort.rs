//! Sorting where time does not matter: stable, and one function for all types, where the standard library makes one of
//! some kilobytes for each.

use std::cmp::Ordering;

/// Sorts by a comparison.
pub(crate) fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|one, other| compare(&items[one], &items[other]).is_gt());
    for at in 0..items.len() {
        let mut from = order[at];
        // What stood there has been moved to where the item was that took its place.
        while from < at {
            from = order[from];
        }
        items.swap(at, from);
    }
}

/// Sorts by a key.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// The indices of so many items, in the items' order, by merging from the bottom up.
fn order(count: usize, is_after: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut length = 1;
    while length < count {
        merged.clear();
        for runs in order.chunks(2 * length) {
            let (mut left, mut right) = runs.split_at(length.min(runs.len()));
            while let ([one, ones @ ..], [other, others @ ..]) = (left, right) {
                if is_after(*one, *other) {
                    merged.push(*other);
                    right = others;
                } else {
                    merged.push(*one);
                    left = ones;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        length *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_sorts() {
        let mut state = 1_u32;
        for count in (0..70).chain([1000]) {
            let mut items: Vec<(u32, usize)> = (0..count)
                .map(|at| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 27, at)
                })
                .collect();
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            by_key(&mut items, |item| item.0);
            assert_eq!(items, wanted);
        }
    }
}
