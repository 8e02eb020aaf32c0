//! How much of a call is billed.

use super::increments::Span;
use super::{BilledFrom, Call, Exclude, Handler, Interval, Metering, Micros};
use crate::sort;
use crate::{Error, Result};

/// A call's time and how much of it is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// From where billing begins to hang-up.
    pub window: Micros,
    /// What the metering's exclusions took out of the window, as hold, processing, human. Time that is several of
    /// them is counted at the first: `window` less all of these is `billable`.
    pub excluded: Vec<(Exclude, Micros)>,
    /// Before increments, minimum and free time.
    pub billable: Micros,
    /// After them.
    pub billed: Micros,
}

/// Measures a call.
///
/// ```
/// use septet::call::{Call, Exclude, Interval, Metering, Micros, measure};
/// let at = Micros::from_s;
/// let hold = Interval { from: at(10), to: at(40) };
/// let call = Call { holds: vec![hold, Interval { from: at(30), to: at(50) }], ..Call::lasting(90) };
/// let measured = measure(&call, &Metering { exclude: vec![Exclude::Hold], ..Metering::default() })?;
/// assert_eq!(measured.excluded, [(Exclude::Hold, at(40))]); // from 10 to 50, the overlap once
/// assert_eq!(measured.billed, at(50));
///
/// let backwards = Call { answered: Some(at(91)), ..Call::lasting(90) };
/// let error = measure(&backwards, &Metering::default()).unwrap_err();
/// assert_eq!(error.to_string(), "`endedAt` is `90`: it must be not before `answeredAt`, `91`");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn measure(call: &Call, metering: &Metering) -> Result<Measured> {
    call.check()?;
    metering.increments.check()?;
    let begin = match metering.from {
        BilledFrom::Answer => call.answered.unwrap_or(call.ended),
        BilledFrom::Start => {
            call.started.ok_or_else(|| Error::missing("startedAt", "calls are billed from their start"))?
        }
    };
    let window = call.ended.0 - begin.0;
    let mut taken = Vec::new();
    let (mut excluded, mut taken_before) = (Vec::new(), 0);
    for exclude in Exclude::ALL.into_iter().filter(|exclude| metering.exclude.contains(exclude)) {
        let whole = [Interval { from: begin, to: call.ended }];
        let intervals = match exclude {
            Exclude::Hold => &call.holds[..],
            Exclude::Processing => &call.processing,
            Exclude::Human if call.handler == Handler::Person => &whole,
            Exclude::Human => &call.human,
        };
        let clip = |at: Micros| at.0.clamp(begin.0, call.ended.0) - begin.0;
        taken.extend(intervals.iter().map(|interval| (clip(interval.from), clip(interval.to))));
        taken = union(taken);
        let taken_now = taken.iter().map(|(from, to)| to - from).sum::<i64>();
        excluded.push((exclude, Micros(taken_now - taken_before)));
        taken_before = taken_now;
    }
    let billable = Micros(window - taken_before);
    let billed = metering.increments.billed(billable, &rest(&taken, window))?;
    Ok(Measured { window: Micros(window), excluded, billable, billed })
}

/// The same time as spans in order and apart, none of them empty.
fn union(mut spans: Vec<Span>) -> Vec<Span> {
    sort::by_key(&mut spans, |span| *span);
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for (from, to) in spans.into_iter().filter(|(from, to)| from < to) {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

/// What the spans leave of the window.
fn rest(taken: &[Span], window: i64) -> Vec<Span> {
    let starts = std::iter::once(0).chain(taken.iter().map(|&(_, to)| to));
    let ends = taken.iter().map(|&(from, _)| from).chain([window]);
    starts.zip(ends).filter(|(from, to)| from < to).collect()
}
