//! Calls against a model that goes through them moment by moment, on fractions of any size.

use num_bigint::BigInt;
use num_rational::BigRational;
use septet::call::{
    Anchor, BilledFrom, CALL_S_MAX, CLOCK_S_MAX, Call, Direction, Exclude, Handler, Increments, Interval, Measured,
    Metering, Micros, Tier, check_tiers, longest, measure, price, tier_parts,
};
use septet::credits::{Credits, Per, Ratio, Rounding, RoundingMode, decimal};

use crate::support::Chance;

const SECOND: i64 = 1_000_000;

fn at(seconds: i64) -> Micros {
    Micros::from_s(seconds)
}

fn intervals(seconds: &[(i64, i64)]) -> Vec<Interval> {
    seconds.iter().map(|&(from, to)| Interval { from: at(from), to: at(to) }).collect()
}

fn flat(per_minute: &str) -> [Tier; 1] {
    [Tier { from_s: 0, per_minute: decimal("price", per_minute).unwrap().into() }]
}

fn rounding(mode: RoundingMode, scale: u8) -> Rounding {
    Rounding { per: Per::Call, mode, scale }
}

fn excluding(exclude: &[Exclude]) -> Metering {
    Metering { exclude: exclude.to_vec(), ..Metering::default() }
}

#[test]
fn time_has_one_text() {
    for (micros, text) in [
        (0, "0"),
        (SECOND, "1"),
        (1_500_000, "1.5"),
        (-1, "-0.000001"),
        (i64::MAX, "9223372036854.775807"),
        (i64::MIN, "-9223372036854.775808"),
    ] {
        assert_eq!(Micros(micros).to_string(), text);
        assert_eq!(Micros(micros).seconds().unwrap().to_string(), text);
    }
    assert_eq!(Micros::from_s(i64::MAX), Micros(i64::MAX));
    assert_eq!(Micros::from_s(i64::MIN), Micros(i64::MIN));
}

#[test]
fn names_are_the_interface() {
    assert_eq!(Direction::ALL.map(Direction::name), ["inbound", "outbound", "web"]);
    assert_eq!(Handler::ALL.map(Handler::name), ["ai", "person"]);
    assert_eq!(Exclude::ALL.map(Exclude::name), ["hold", "processing", "human"]);
    assert_eq!(BilledFrom::ALL.map(BilledFrom::name), ["answer", "start"]);
    assert_eq!(Anchor::ALL.map(Anchor::name), ["start", "total"]);
}

/// AGT-1: a credit a minute by actual duration. CAL-6: 29 a minute by the second, whole credits per call.
#[test]
fn agt_1_and_cal_6_minutes() {
    use RoundingMode::Ceil;
    for (seconds, per_minute, scale, exact, credits) in [
        (90, "1", 6, "1.5", "1.5"),
        (60, "1", 6, "1", "1"),
        (1, "1", 6, "1/60", "0.016667"),
        (0, "1", 6, "0", "0"),
        (90, "29", 0, "43.5", "44"),
        (300, "29", 0, "145", "145"),
        (1, "29", 0, "29/60", "1"),
        (0, "29", 0, "0", "0"),
    ] {
        let measured = measure(&Call::lasting(seconds), &Metering::default()).unwrap();
        let price = price(measured.billed, &flat(per_minute)).unwrap();
        assert_eq!(price.to_string(), exact, "{seconds} s at {per_minute}");
        assert_eq!(rounding(Ceil, scale).round(&price).unwrap().to_string(), credits, "{seconds} s at {per_minute}");
    }
}

/// VOI-1: from answer to hang-up, and only while the AI handles the call.
#[test]
fn voi_1_from_answer_to_hang_up_while_ai_handles() {
    let call = Call {
        started: Some(at(100)),
        answered: Some(at(112)),
        human: intervals(&[(172, 232)]),
        ended: at(262),
        ..Call::default()
    };
    let window_and_billed = |call: &Call, from, exclude: &[Exclude]| {
        let measured = measure(call, &Metering { from, ..excluding(exclude) }).unwrap();
        (measured.window, measured.billed)
    };
    assert_eq!(window_and_billed(&call, BilledFrom::Answer, &[]), (at(150), at(150)));
    assert_eq!(window_and_billed(&call, BilledFrom::Answer, &[Exclude::Human]), (at(150), at(90)));
    assert_eq!(window_and_billed(&call, BilledFrom::Start, &[]), (at(162), at(162)));
    assert_eq!(window_and_billed(&call, BilledFrom::Start, &[Exclude::Human]), (at(162), at(102)));

    let unanswered = Call { answered: None, ..call };
    assert_eq!(window_and_billed(&unanswered, BilledFrom::Answer, &[]), (at(0), at(0)));
    assert_eq!(window_and_billed(&unanswered, BilledFrom::Start, &[]), (at(162), at(162)));
}

/// VOI-2: time on hold and system processing is not charged, and neither are calls made by people.
#[test]
fn voi_2_exclusions() {
    use Exclude::{Hold, Human, Processing};
    let call = Call {
        holds: intervals(&[(50, 60), (10, 30), (20, 40), (-5, 2), (95, 200), (70, 70), (300, 400)]),
        processing: intervals(&[(35, 45), (55, 58)]),
        human: intervals(&[(40, 50), (0, 100)]),
        ..Call::lasting(100)
    };
    let check = |call: &Call, exclude: &[Exclude], excluded: &[(Exclude, i64)], billable: i64| {
        let excluded: Vec<_> = excluded.iter().map(|&(exclude, seconds)| (exclude, at(seconds))).collect();
        let expected = Measured { window: at(100), excluded, billable: at(billable), billed: at(billable) };
        assert_eq!(measure(call, &excluding(exclude)).unwrap(), expected, "{exclude:?}");
    };
    check(&call, &[], &[], 100);
    check(&call, &[Hold], &[(Hold, 47)], 53); // 0–2, 10–40, 50–60, 95–100
    check(&call, &[Processing], &[(Processing, 13)], 87);
    check(&call, &[Processing, Hold, Hold], &[(Hold, 47), (Processing, 5)], 48); // 40–45 is left to processing
    check(&call, &[Human], &[(Human, 100)], 0);
    check(&call, &[Human, Hold, Processing], &[(Hold, 47), (Processing, 5), (Human, 48)], 0);

    let by_person = Call { handler: Handler::Person, direction: Some(Direction::Outbound), ..Call::lasting(100) };
    check(&by_person, &[], &[], 100);
    check(&by_person, &[Hold, Processing], &[(Hold, 0), (Processing, 0)], 100);
    check(&by_person, &[Human], &[(Human, 100)], 0);
}

#[test]
fn increments_minimum_and_free_time() {
    let increments = |first_s, next_s| Increments { first_s, next_s, ..Increments::default() };
    let minimum = |minimum_s| Increments { minimum_s, ..Increments::default() };
    let free = |free_under_s| Increments { free_under_s, ..Increments::default() };
    for (increments, micros, billed) in [
        (Increments::default(), 1, 1),
        (increments(60, 6), 0, 0),
        (increments(60, 6), 1, 60 * SECOND),
        (increments(60, 6), 60 * SECOND, 60 * SECOND),
        (increments(60, 6), 60 * SECOND + 1, 66 * SECOND),
        (increments(60, 6), 66 * SECOND, 66 * SECOND),
        (increments(1, 1), 90 * SECOND - 1, 90 * SECOND),
        (increments(60, 60), 61 * SECOND, 120 * SECOND),
        (minimum(30), 0, 0),
        (minimum(30), 1, 30 * SECOND),
        (minimum(30), 31 * SECOND, 31 * SECOND),
        (Increments { minimum_s: 30, ..increments(20, 20) }, 1, 30 * SECOND),
        (Increments { minimum_s: 30, ..increments(20, 20) }, 21 * SECOND, 40 * SECOND),
        (free(6), 6 * SECOND - 1, 0),
        (free(6), 6 * SECOND, 6 * SECOND),
        // The time before it is rounded up decides.
        (Increments { free_under_s: 6, ..increments(60, 60) }, 6 * SECOND - 1, 0),
        (Increments { free_under_s: 6, minimum_s: 90, ..increments(60, 60) }, 6 * SECOND, 90 * SECOND),
        (Increments { free_under_s: 6, minimum_s: 90, ..increments(60, 60) }, 5 * SECOND, 0),
        (increments(u32::MAX, u32::MAX), 1, i64::from(u32::MAX) * SECOND),
        (increments(1, u32::MAX), CALL_S_MAX as i64 * SECOND, (1 + i64::from(u32::MAX)) * SECOND),
    ] {
        for anchor in Anchor::ALL {
            let metering = Metering { increments: Increments { anchor, ..increments }, ..Metering::default() };
            let call = Call { ended: Micros(micros), ..Call::lasting(0) };
            assert_eq!(measure(&call, &metering).unwrap().billed, Micros(billed), "{micros} {metering:?}");
        }
    }
}

#[test]
fn anchors_differ_where_time_is_excluded() {
    // Increments from the start: 0–10, 10–14, 14–18, 18–22, …
    for (ended, holds, on_start, on_total) in [
        (20, &[][..], 22, 22),
        (20, &[(10, 20)], 10, 10),
        (20, &[(0, 10)], 12, 10),
        (20, &[(9, 11)], 22, 18),
        (20, &[(1, 17)], 18, 10), // 0–1 and 17–20: the first increment and the last two
        (22, &[(1, 9), (11, 13), (15, 17), (19, 21)], 22, 10),
        (20, &[(0, 20)], 0, 0),
    ] {
        for (anchor, billed) in [(Anchor::Start, on_start), (Anchor::Total, on_total)] {
            let increments = Increments { first_s: 10, next_s: 4, anchor, ..Increments::default() };
            let metering = Metering { increments, ..excluding(&[Exclude::Hold]) };
            let call = Call { holds: intervals(holds), ..Call::lasting(ended) };
            assert_eq!(measure(&call, &metering).unwrap().billed, at(billed), "{anchor:?} {holds:?}");
        }
    }
}

#[test]
fn tiers_price_the_time_within_them() {
    let tiers: Vec<Tier> = [(0, 0), (60, 30), (600, 12)]
        .map(|(from_s, per_minute)| Tier { from_s, per_minute: Ratio::new(per_minute, 1).unwrap() })
        .into();
    for (micros, exact) in [
        (0, "0"),
        (60 * SECOND, "0"),
        (61 * SECOND, "0.5"),
        (600 * SECOND, "270"),
        (605 * SECOND, "271"),
        (60 * SECOND + 1, "0.0000005"),
    ] {
        assert_eq!(price(Micros(micros), &tiers).unwrap().to_string(), exact, "{micros}");
    }
    let parts = tier_parts(at(605), &tiers).unwrap();
    let seconds: Vec<_> = parts.iter().map(|(tier, time, price)| (tier.from_s, *time, price.to_string())).collect();
    assert_eq!(seconds, [(0, at(60), "0".into()), (60, at(540), "270".into()), (600, at(5), "1".into())]);
    assert!(tier_parts(at(0), &tiers).unwrap().is_empty());

    let beyond_all_time = [tiers[1], Tier { from_s: u64::MAX, per_minute: Ratio::from(1) }];
    let beyond_all_time = [Tier { from_s: 0, ..beyond_all_time[0] }, beyond_all_time[1]];
    assert_eq!(price(at(60), &beyond_all_time).unwrap(), Ratio::from(30));
}

#[test]
fn what_is_no_call_is_refused() {
    let call = Call::lasting(60);
    let month = CALL_S_MAX as i64;
    let far = CLOCK_S_MAX as i64;
    for (call, sentence) in [
        (Call { ended: at(-1), ..call.clone() }, "`endedAt` is `-1`: it must be not before `answeredAt`, `0`"),
        (
            Call { answered: None, started: Some(at(61)), ..call.clone() },
            "`endedAt` is `60`: it must be not before `startedAt`, `61`",
        ),
        (
            Call { answered: Some(at(-1)), ..call.clone() },
            "`answeredAt` is `-1`: it must be not before `startedAt`, `0`",
        ),
        (
            Call { ended: Micros(month * SECOND + 1), ..call.clone() },
            "`endedAt` is `2592000.000001`: it must be at most 2592000 seconds after `startedAt`, `0`",
        ),
        (
            Call { started: None, ended: at(month + 1), ..call.clone() },
            "`endedAt` is `2592001`: it must be at most 2592000 seconds after `answeredAt`, `0`",
        ),
        (
            Call { holds: intervals(&[(1, 2), (5, 4)]), ..call.clone() },
            "`holds[1].to` is `4`: it must be not before its `from`, `5`",
        ),
        (
            Call { processing: intervals(&[(5, 4)]), ..call.clone() },
            "`processing[0].to` is `4`: it must be not before its `from`, `5`",
        ),
        (
            Call { human: intervals(&[(i64::MIN, 4)]), ..call.clone() },
            "`human[0].from` is `-9223372036854.775808`: it must be from -253402300799 to 253402300799 seconds",
        ),
        (
            Call { started: Some(at(far + 1)), ..call.clone() },
            "`startedAt` is `253402300800`: it must be from -253402300799 to 253402300799 seconds",
        ),
    ] {
        let error = measure(&call, &Metering::default()).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("invalid-call", sentence));
    }
    for (begin, end) in [(0, month), (far - month, far), (-far, month - far), (far, far)] {
        let call = Call { answered: Some(at(begin)), started: None, ended: at(end), ..Call::default() };
        assert_eq!(measure(&call, &Metering::default()).unwrap().billed, at(end - begin));
    }

    let ringing = Metering { from: BilledFrom::Start, ..Metering::default() };
    let error = measure(&Call { started: None, ..call }, &ringing).unwrap_err();
    assert_eq!(error.to_string(), "field `startedAt` is missing: calls are billed from their start");
}

#[test]
fn what_is_no_price_is_refused() {
    for (first_s, next_s) in [(0, 6), (60, 0)] {
        let increments = Increments { first_s, next_s, ..Increments::default() };
        let error = increments.check().unwrap_err();
        assert_eq!(measure(&Call::lasting(1), &Metering { increments, ..Metering::default() }).unwrap_err(), error);
        assert_eq!(error.code(), "invalid-book");
    }
    let tier = |from_s, per_minute| Tier { from_s, per_minute: Ratio::new(per_minute, 3).unwrap() };
    for (tiers, sentence) in [
        (vec![], "`tiers`: there must be at least one"),
        (vec![tier(1, 1)], "`tiers[0].fromS`: `1` must be 0 in the first tier"),
        (vec![tier(0, 1), tier(60, 1), tier(60, 1)], "`tiers[2].fromS`: `60` must be more than the tier before, `60`"),
        (vec![tier(0, 1), tier(60, -1)], "`tiers[1].perMinute`: `-1/3` must not be negative"),
    ] {
        let error = check_tiers(&tiers).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("invalid-book", sentence));
        assert_eq!(price(at(1), &tiers).unwrap_err(), error);
    }
    check_tiers(&[tier(0, 0), tier(1, 5), tier(u64::MAX, 1)]).unwrap();
}

#[test]
fn ten_thousand_intervals_are_one_sweep() {
    // Each second's first 0.4 s, written in an order that is not theirs, and each twice.
    let hold = |second: i64| Interval { from: at(second), to: Micros(second * SECOND + 400_000) };
    let holds = (0..10_000).map(|index| hold(index * 7 % 5_000)).collect();
    let call = Call { holds, ..Call::lasting(5_000) };
    let measured = measure(&call, &excluding(&[Exclude::Hold])).unwrap();
    assert_eq!((measured.excluded[0].1, measured.billed), (at(2_000), at(3_000)));
}

/// A call on a grid of moments, so that the model can go through all of them.
struct Case {
    call: Call,
    metering: Metering,
    tiers: Vec<Tier>,
    /// The length of a moment.
    moment: i64,
}

fn case(chance: &mut Chance) -> Case {
    let moment = *chance.pick(&[SECOND, SECOND, 2 * SECOND, 250_000, 700_001]);
    let origin = chance.below(2_000_000_000) as i64 * SECOND - 1_000_000_000 * SECOND;
    let point = |moments: usize| Micros(origin + moments as i64 * moment);
    let (ringing, length) = (chance.below(8), chance.below(36));
    let mut intervals = || -> Vec<Interval> {
        let count = chance.below(4);
        let mut one = || {
            let from = chance.below(50);
            Interval { from: point(from), to: point(from + chance.below(15)) }
        };
        (0..count).map(|_| one()).collect()
    };
    let (holds, processing, human) = (intervals(), intervals(), intervals());
    let call = Call {
        started: Some(point(0)),
        answered: (chance.below(8) > 0).then_some(point(ringing)),
        ended: point(ringing + length),
        direction: Some(*chance.pick(&Direction::ALL)),
        handler: if chance.below(8) == 0 { Handler::Person } else { Handler::Ai },
        holds,
        processing,
        human,
    };
    let exclude = Exclude::ALL.into_iter().rev().filter(|_| chance.below(2) == 0).collect();
    let any_increments = chance.below(4) > 0;
    let mut seconds = |end: usize| if any_increments { 1 + chance.below(end) as u32 } else { 0 };
    let (first_s, next_s) = (seconds(20), seconds(8));
    let mut sometimes = |end: usize| if chance.below(3) == 0 { chance.below(end) as u32 } else { 0 };
    let (minimum_s, free_under_s) = (sometimes(30), sometimes(12));
    let increments = Increments { first_s, next_s, anchor: *chance.pick(&Anchor::ALL), minimum_s, free_under_s };
    let from = *chance.pick(&BilledFrom::ALL);
    let mut from_s = 0;
    let mut tiers = Vec::new();
    for _ in 0..=chance.below(3) {
        let per_minute = Ratio::new(chance.below(1_000) as i128, 1 + chance.below(60) as i128).unwrap();
        tiers.push(Tier { from_s, per_minute });
        from_s += 1 + chance.below(20) as u64;
    }
    Case { call, metering: Metering { from, exclude, increments }, tiers, moment }
}

/// What `measure` should answer: by asking of each moment what it is.
fn slow_measure(case: &Case) -> Measured {
    let Case { call, metering, moment, .. } = case;
    let begin = match metering.from {
        BilledFrom::Start => call.started,
        BilledFrom::Answer => call.answered,
    };
    let begin = begin.unwrap_or(call.ended).0;
    let kinds: Vec<Exclude> = Exclude::ALL.into_iter().filter(|kind| metering.exclude.contains(kind)).collect();
    let mut excluded = vec![0; kinds.len()];
    let mut billable = Vec::new();
    let (mut now, mut window) = (begin, 0);
    while now < call.ended.0 {
        let within = |spans: &[Interval]| spans.iter().any(|span| span.from.0 <= now && now < span.to.0);
        let is = |kind: &Exclude| match kind {
            Exclude::Hold => within(&call.holds),
            Exclude::Processing => within(&call.processing),
            Exclude::Human => call.handler == Handler::Person || within(&call.human),
        };
        match kinds.iter().position(is) {
            Some(kind) => excluded[kind] += moment,
            None => billable.push(now - begin),
        }
        now += moment;
        window += moment;
    }
    let total = billable.len() as i64 * moment;
    let Increments { first_s, next_s, anchor, minimum_s, free_under_s } = metering.increments;
    let mut billed = 0;
    if total > 0 && total >= i64::from(free_under_s) * SECOND {
        let mut increment = (0, i64::from(first_s) * SECOND);
        while first_s > 0 && increment.0 < window {
            let counts = match anchor {
                Anchor::Start => billable.iter().any(|at| *at < increment.1 && at + moment > increment.0),
                Anchor::Total => increment.0 < total,
            };
            billed += if counts { increment.1 - increment.0 } else { 0 };
            increment = (increment.1, increment.1 + i64::from(next_s) * SECOND);
        }
        if first_s == 0 {
            billed = total;
        }
        billed = billed.max(i64::from(minimum_s) * SECOND);
    }
    let excluded = kinds.into_iter().zip(excluded.into_iter().map(Micros)).collect();
    Measured { window: Micros(window), excluded, billable: Micros(total), billed: Micros(billed) }
}

fn big(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// A fraction's own text as a big one.
fn big_ratio(ratio: &Ratio) -> BigRational {
    let text = ratio.to_string();
    if let Some((numerator, denominator)) = text.split_once('/') {
        return big(numerator.parse::<BigInt>().unwrap(), denominator.parse::<BigInt>().unwrap());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{fraction}").parse::<BigInt>().unwrap();
    big(digits, BigInt::from(10).pow(fraction.len() as u32))
}

/// What `price` should answer: second by second, each at the rate of the last tier that has begun.
fn slow_price(billed: Micros, tiers: &[Tier]) -> BigRational {
    let mut time = vec![0_i64; tiers.len()];
    let mut second = 0;
    while second * SECOND < billed.0 {
        let tier = tiers.iter().rposition(|tier| tier.from_s <= second as u64).unwrap();
        time[tier] += (billed.0 - second * SECOND).min(SECOND);
        second += 1;
    }
    let minutes = time.into_iter().map(|micros| big(micros, 60 * SECOND));
    let prices = minutes.zip(tiers).map(|(minutes, tier)| minutes * big_ratio(&tier.per_minute));
    prices.fold(big(0, 1), |sum, price| sum + price)
}

/// Micro-credits on the grid of `scale`, from the definition of each mode.
fn slow_round(exact: &BigRational, rounding: &Rounding) -> BigInt {
    let grid = BigInt::from(10).pow(rounding.scale.into());
    let shifted = exact * BigRational::from_integer(grid);
    let (floor, ceil) = (shifted.floor().to_integer(), shifted.ceil().to_integer());
    let (below, above) = (&shifted - BigRational::from(floor.clone()), BigRational::from(ceil.clone()) - &shifted);
    let rounded = match rounding.mode {
        RoundingMode::Floor => floor,
        RoundingMode::Ceil => ceil,
        RoundingMode::HalfEven if below == above => {
            if (&floor % 2u8) == BigInt::ZERO {
                floor
            } else {
                ceil
            }
        }
        RoundingMode::HalfEven => {
            if below < above {
                floor
            } else {
                ceil
            }
        }
    };
    rounded * BigInt::from(10).pow(6 - u32::from(rounding.scale))
}

fn any_rounding(chance: &mut Chance) -> Rounding {
    rounding(*chance.pick(&RoundingMode::ALL), chance.below(7) as u8)
}

#[test]
fn calls_agree_with_going_through_them() {
    let mut chance = Chance(2026);
    for index in 0..100_000 {
        let case = case(&mut chance);
        let Case { call, metering, tiers, .. } = &case;
        let measured = measure(call, metering).unwrap();
        assert_eq!(measured, slow_measure(&case), "case {index}: {call:?} {metering:?}");
        let exact = price(measured.billed, tiers).unwrap();
        let expected = slow_price(measured.billed, tiers);
        assert_eq!(big_ratio(&exact), expected, "case {index}: {} {tiers:?}", measured.billed);
        let rounding = any_rounding(&mut chance);
        let credits = rounding.round(&exact).unwrap();
        assert_eq!(BigInt::from(credits.micros()), slow_round(&expected, &rounding), "case {index}: {exact}");
        let parts = tier_parts(measured.billed, tiers).unwrap();
        assert_eq!(parts.iter().map(|(_, time, _)| time.0).sum::<i64>(), measured.billed.0, "case {index}");
        let sum = parts.iter().fold(Ratio::ZERO, |sum, (_, _, price)| sum.plus(price).unwrap());
        assert_eq!(sum, exact, "case {index}");
    }
}

/// The call as it is known at a moment before it has ended.
fn until(call: &Call, now: Micros) -> Call {
    Call { answered: call.answered.filter(|answered| *answered <= now), ended: now, ..call.clone() }
}

/// Charged in pieces, a call costs what it costs at once, and no piece takes anything back.
#[test]
fn a_call_costs_the_same_however_it_is_cut() {
    let mut chance = Chance(300);
    for index in 0..100_000 {
        let Case { call, metering, tiers, .. } = case(&mut chance);
        // Each mode at each scale has its turn.
        let rounding = rounding(RoundingMode::ALL[index % 3], (index / 3 % 7) as u8);
        let began = call.started.unwrap().0;
        let mut cuts: Vec<i64> =
            (0..chance.below(6)).map(|_| began + (chance.next() % (call.ended.0 - began + 1) as u64) as i64).collect();
        cuts.push(call.ended.0);
        cuts.sort_unstable();
        let cumulative = |call: &Call| {
            let measured = measure(call, &metering).unwrap();
            (measured.billed, rounding.round(&price(measured.billed, &tiers).unwrap()).unwrap())
        };
        let (mut charged, mut billed) = (Credits::ZERO, Micros::default());
        for now in cuts {
            let (billed_now, credits) = cumulative(&until(&call, Micros(now)));
            assert!(billed_now >= billed, "case {index}: more time, less billed");
            billed = billed_now;
            let piece = credits.minus(charged).unwrap();
            assert!(piece >= Credits::ZERO, "case {index}: {piece}");
            charged = charged.plus(piece).unwrap();
        }
        assert_eq!(charged, cumulative(&call).1, "case {index}: {call:?} {metering:?}");
    }
}

/// CAL-6, renewed every so many seconds: five minutes are 145 credits however they are cut.
#[test]
fn cal_6_renewals_of_any_length_add_up() {
    for mode in RoundingMode::ALL {
        for scale in 0..=Rounding::SCALE_MAX {
            for every in 1..=300 {
                let mut charged = Credits::ZERO;
                let mut now = 0;
                while now < 300 {
                    now = (now + every).min(300);
                    let cumulative = rounding(mode, scale).round(&price(at(now), &flat("29")).unwrap()).unwrap();
                    let piece = cumulative.minus(charged).unwrap();
                    assert!(piece >= Credits::ZERO);
                    charged = charged.plus(piece).unwrap();
                }
                assert_eq!(charged.to_string(), "145", "every {every} s, {mode:?} {scale}");
            }
        }
    }
}

#[test]
fn the_longest_call_is_exact_at_its_border() {
    let mut chance = Chance(91);
    for index in 0..5_000 {
        let Case { call, metering, tiers, .. } = case(&mut chance);
        let rounding = any_rounding(&mut chance);
        let started = call.started.unwrap();
        // The call as it stands, carried on from where billing begins.
        let covered = |balance: Credits, seconds: u64| {
            let call =
                Call { answered: Some(started), ended: Micros(started.0 + at(seconds as i64).0), ..call.clone() };
            let billed = measure(&call, &metering)?.billed;
            Ok(rounding.round(&price(billed, &tiers)?)? <= balance)
        };
        let small = Credits::from_micros(chance.below(200_000_000) as i64);
        let limit = chance.below(60) as u64;
        let expected = (0..=limit).take_while(|&seconds| covered(small, seconds).unwrap()).last().unwrap_or(0);
        assert_eq!(longest(limit, |seconds| covered(small, seconds)).unwrap(), expected, "case {index}");

        let large = Credits::from_micros(chance.next() as i64 >> 20 & i64::MAX);
        let longest = longest(CALL_S_MAX, |seconds| covered(large, seconds)).unwrap();
        assert!(longest == 0 || covered(large, longest).unwrap(), "case {index}");
        assert!(longest == CALL_S_MAX || !covered(large, longest + 1).unwrap(), "case {index}");
    }
}

#[test]
fn the_longest_call_knows_its_limits() {
    assert_eq!(longest(0, |_| Ok(true)).unwrap(), 0);
    assert_eq!(longest(u64::MAX, |_| Ok(true)).unwrap(), u64::MAX);
    assert_eq!(longest(u64::MAX, |_| Ok(false)).unwrap(), 0);
    for border in [0, 1, 2, 3, 1 << 40, u64::MAX - 1] {
        assert_eq!(longest(u64::MAX, |seconds| Ok(seconds <= border)).unwrap(), border);
    }
    let error = longest(9, |seconds| measure(&Call::lasting(-(seconds as i64)), &Metering::default()).map(|_| true));
    assert_eq!(error.unwrap_err().code(), "invalid-call");
}
