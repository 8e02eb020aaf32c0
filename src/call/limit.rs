//! How long a call may last.

use crate::Result;

/// The longest call, in whole seconds up to `limit_s`, that something covers: a balance, a hold, a cap.
///
/// `covered` says whether it covers a call of so many seconds. What covers a call covers a shorter one, so that it
/// is asked about as many times as `limit_s` has binary digits. Where not even 0 seconds are covered, the answer is 0.
///
/// ```
/// use septet::call::{CALL_S_MAX, Micros, Tier, longest, price};
/// use septet::credits::{Credits, Per, Ratio, Rounding, RoundingMode};
/// let tiers = [Tier { from_s: 0, per_minute: Ratio::from(29) }];
/// let whole = Rounding { per: Per::Call, mode: RoundingMode::Ceil, scale: 0 };
/// let balance: Credits = "44".parse()?;
/// let seconds = longest(CALL_S_MAX, |seconds| {
///     Ok(whole.round(&price(Micros::from_s(seconds as i64), &tiers)?)? <= balance)
/// })?;
/// assert_eq!(seconds, 91); // 43.98 credits; 92 seconds are 44.46, and 45 rounded up
/// # Ok::<(), septet::Error>(())
/// ```
pub fn longest(limit_s: u64, mut covered: impl FnMut(u64) -> Result<bool>) -> Result<u64> {
    let (mut covers, mut most) = (0, limit_s);
    while covers < most {
        // Rounded up, and so never what is known to be covered.
        let middle = covers + (most - covers).div_ceil(2);
        if covered(middle)? {
            covers = middle;
        } else {
            most = middle - 1;
        }
    }
    Ok(covers)
}
