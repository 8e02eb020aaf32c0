//! What is bought: on which plan, for how long, and again each period.

use septet::ledger::{Command, Fix, Limit};

use crate::world::{World, agent, agents, below, call, credits, crm, minutes, on, priced, purchase, voice};

/// CAL-9: every plan but the unlimited ones can buy more.
#[test]
fn cal_9_what_is_not_unlimited_can_buy() {
    for plan in ["free", "team", "organization"] {
        let mut world = World::with(agents(|_| {}), "acme", plan);
        world.ok("acme", purchase("cs_1", "credit", 25));
        assert_eq!(world.balance("acme").1, "25", "{plan}");
    }
    for plan in ["enterprise", "platform"] {
        let mut world = World::with(agents(|_| {}), "acme", plan);
        assert_eq!(world.error("acme", purchase("cs_1", "credit", 25)), "not-in-plan", "{plan}");
    }
}

/// AGT-4: on the Free plan nothing can be bought, and the error says where it can.
#[test]
fn agt_4_the_free_plan_buys_nothing() {
    let mut world = World::with(voice(), "acme", "free");
    let error = world.run("acme", &purchase("cs_1", "package", 1)).unwrap_err();
    assert_eq!(error.code(), "not-in-plan");
    assert_eq!(error.to_string(), "package `package` cannot be bought on plan `free`: change to `enterprise`, `paid`");
    assert_eq!(world.available("acme"), "10");
    // So the fix of a refusal is no purchase.
    let refusal = world.refused("acme", Command::Charge(priced(call(660, None))));
    assert_eq!(refusal.fix, Fix::Add { account: "acme".into(), credits: credits("1") });
}

/// AGT-7: a package times a quantity.
#[test]
fn agt_7_a_package_times_a_quantity() {
    let mut world = World::with(voice(), "acme", "paid");
    world.ok("acme", purchase("cs_1", "package", 3));
    assert_eq!(world.balance("acme"), ("100".into(), "300".into()));
    assert_eq!(world.error("acme", purchase("cs_2", "package", 0)), "invalid-quantity");
    assert_eq!(world.error("acme", purchase("cs_2", "package", 1_000_001)), "invalid-quantity");
    assert_eq!(world.error("acme", purchase("cs_2", "packet", 1)), "unknown-top-up");
    let unset = crate::world::edited("agentalk", &[("paidAllowance", "1")], |_| {});
    assert_eq!(World::with(unset, "acme", "paid").error("acme", purchase("cs_1", "package", 1)), "parameter-missing");
}

/// AGT-5, AIE-9: at zero, outbound calls pause and inbound ones are declined; AI work pauses until a reset or a top-up,
/// and what costs nothing goes on.
#[test]
fn agt_5_aie_9_exhausted() {
    use septet::call::Direction::{Inbound, Outbound};
    let mut world = World::with(voice(), "acme", "paid");
    world.charge("acme", call(6000, None));
    for (direction, decision) in [(Outbound, "paused"), (Inbound, "declined")] {
        let refusal = world.refused("acme", Command::Charge(priced(call(60, Some(direction)))));
        assert_eq!((refusal.decision, refusal.missing), (decision, credits("1")));
        let buy = Fix::Buy { account: "acme".into(), top_up: "package".into(), quantity: 1, credits: credits("100") };
        assert_eq!((refusal.limit, refusal.fix), (Limit::Pool { account: "acme".into() }, buy));
    }
    world.ok("acme", purchase("cs_1", "package", 1));
    world.charge("acme", call(60, Some(Outbound)));

    let mut world = World::with(crm(), "acme", "starter");
    world.charge("acme", crate::world::interaction("ai_reply", 490));
    for service in ["ai_reply", "ai_command", "knowledge_sync"] {
        let request = crate::world::interaction(service, 11);
        assert_eq!(world.refused("acme", Command::Charge(priced(request))).decision, "paused", "{service}");
    }
    let to_india = septet::quote::Request { to: Some("+919876543210".into()), ..call(600, None) };
    world.charge("acme", to_india);
    assert_eq!(world.written("acme"), ["lot usage - 0"]);
    assert_eq!(world.available("acme"), "10");
    world.at("2026-02-01").charge("acme", crate::world::interaction("knowledge_sync", 20));
}

/// CAL-12: exhausted, a message falls back to e-mail.
#[test]
fn cal_12_a_message_falls_back() {
    let mut world = World::with(agents(|_| {}), "acme", "free");
    let to_india = septet::quote::Request {
        service: "sms".into(),
        region: Some("IN".into()),
        text: Some("hello".into()),
        ..Default::default()
    };
    let refusal = world.refused("acme", Command::Charge(priced(to_india)));
    assert_eq!(refusal.decision, "fallback_email");
    let missing = refusal.missing.micros() / 1_000_000;
    assert!(matches!(refusal.fix, Fix::Buy { quantity, .. } if quantity == missing as u64));
}

/// VOI-7, D16: one-time extras go with the period, recurring ones come again each period until they are ended.
#[test]
fn voi_7_extras_are_one_time_or_recurring() {
    let mut world = World::with(minutes(|_| {}), "acme", "standard");
    world.at("2026-01-10");
    world.ok("acme", purchase("cs_1", "extra", 2));
    world.ok("acme", purchase("cs_2", "extra_monthly", 1));
    assert_eq!(world.balance("acme"), ("100".into(), "90".into()));
    // The allowance, then recurring extras, then one-time ones.
    world.charge("acme", call(60 * 70, None));
    assert_eq!(world.written("acme"), ["lot usage 1 100", "lot usage 3 30", "lot usage 2 10"]);
    for month in ["2026-02-01", "2026-03-01", "2026-06-01"] {
        assert_eq!(world.at(month).balance("acme"), ("100".into(), "30".into()), "{month}");
    }
    world.ok("acme", Command::EndRecurring { id: "cs_2".into() });
    assert_eq!(world.available("acme"), "130");
    assert_eq!(world.at("2026-07-01").available("acme"), "100");
    assert_eq!(world.error("acme", Command::EndRecurring { id: "cs_2".into() }), "unknown-purchase");
}

/// A one-time extra lasts as the book says.
#[test]
fn one_time_extras_last_as_the_book_says() {
    let book = minutes(|book| book["topUps"]["extra"]["expires"] = "never".into());
    let mut world = World::with(book, "acme", "standard");
    world.ok("acme", purchase("cs_1", "extra", 1));
    assert_eq!(world.at("2027-01-01").available("acme"), "130");
}

/// The fix is the package with the fewest credits too many, as many as can be bought at once.
#[test]
fn the_fix_is_the_smallest_that_helps() {
    let book = agents(|book| {
        book["topUps"]["ten"] = serde_json::json!({"credits": "10", "price": "1", "expires": "never"});
        book["topUps"]["seven"] = serde_json::json!({"credits": "7", "price": "1", "expires": "never"});
        book["plans"]["free"]["topUps"] = serde_json::json!(["ten", "seven"]);
    });
    let mut world = World::with(book, "acme", "free");
    let fix = |world: &mut World, amount| world.refused("acme", Command::Charge(priced(agent(amount)))).fix;
    let buy = |top_up: &str, quantity, amount: &str| Fix::Buy {
        account: "acme".into(),
        top_up: top_up.into(),
        quantity,
        credits: credits(amount),
    };
    assert_eq!(fix(&mut world, 5), buy("seven", 1, "7"));
    assert_eq!(fix(&mut world, 8), buy("ten", 1, "10"));
    assert_eq!(fix(&mut world, 14), buy("seven", 2, "14"));
    assert_eq!(fix(&mut world, 70), buy("ten", 7, "70"));
    // More than a purchase can be.
    let add = Fix::Add { account: "acme".into(), credits: credits("999999999") };
    assert_eq!(fix(&mut world, 999_999_999), add);
}

/// What a member needs is bought by the account above.
#[test]
fn a_member_buys_nothing() {
    let mut world = World::with(agents(|_| {}), "acme", "team");
    world.open("ann", below("acme"));
    assert_eq!(world.error("ann", purchase("cs_1", "credit", 1)), "not-in-plan");
    world.open("team", septet::ledger::Opening { parent: Some("acme".into()), ..on("team") });
    world.ok("team", purchase("cs_1", "credit", 1));
}
