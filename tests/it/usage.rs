//! Usage over HTTP: reports, lists, CSV, projections. What needs more than a day is in `tests/heart/usage.rs`.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use septet::credits::Credits;
use serde_json::{Value, json};

use crate::support::{Chance, Ledger, agent, run};

fn credits(value: &Value) -> Credits {
    value.as_str().unwrap_or_else(|| panic!("{value}")).parse().unwrap()
}

fn sum(values: impl IntoIterator<Item = Credits>) -> Credits {
    values.into_iter().fold(Credits::ZERO, |sum, one| sum.plus(one).unwrap())
}

/// A ledger where any whole number of credits is easily charged.
fn ledger() -> Ledger {
    Ledger::start(&BOOK)
}

fn charge(credits: u64, agent: &str, campaign: &str) -> Value {
    let mut body = json!({"service": "ai_agent", "quantity": credits});
    for (field, name) in [("agent", agent), ("campaign", campaign)] {
        if !name.is_empty() {
            body[field] = name.into();
        }
    }
    body
}

impl Ledger {
    fn report(&self, account: &str, query: &str) -> Value {
        self.get(&format!("/v1/accounts/{account}/usage?{query}"))
    }

    fn transactions(&self, account: &str, query: &str, limit: usize) -> Vec<Value> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/v1/accounts/{account}/usage/transactions?limit={limit}&{query}{cursor}"));
            let transactions = page["transactions"].as_array().unwrap();
            assert!(transactions.len() <= limit);
            found.extend(transactions.iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    }

    /// The records of a CSV without its header, and the text itself.
    fn csv(&self, account: &str, query: &str) -> (Vec<BTreeMap<String, String>>, String) {
        let key = [("authorization", format!("Bearer {}", self.admin_key))];
        let path = format!("/v1/accounts/{account}/usage.csv?{query}");
        let (status, headers, text) = self.raw(&agent(), "GET", &path, &key, None).unwrap();
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"), "{text}");
        let records = csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect();
        (records, text)
    }
}

fn groups(report: &Value, name: &str) -> Vec<(String, String)> {
    let text = |group: &Value, field: &str| group[field].as_str().unwrap_or_else(|| panic!("{group}")).to_owned();
    let groups = report["groups"].as_array().unwrap().iter();
    groups.map(|group| (text(group, name), text(group, "credits"))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, credits)| ((*name).to_owned(), (*credits).to_owned())).collect()
}

/// AGT-8, VOI-4, ATL-6: totals, balance, allowance, budget, days until reset.
#[test]
fn a_report_says_where_an_account_stands() {
    let ledger = ledger();
    ledger.open(json!({"id": "acme", "plan": "team", "timeZone": "Europe/Berlin"}));
    ledger.done("POST", "/v1/accounts/acme/purchases", "buy", json!({"id": "p", "topUp": "credit", "quantity": 500}));
    let first = ledger.done("POST", "/v1/accounts/acme/charges", "a", charge(100, "Ann", "spring"));
    ledger.done("POST", "/v1/accounts/acme/charges", "b", charge(40, "Bob", ""));
    let refunds = format!("/v1/accounts/acme/charges/{}/refunds", first["id"].as_str().unwrap());
    ledger.done("POST", &refunds, "back", json!({"credits": "12.5"}));

    let report = ledger.report("acme", "");
    assert_eq!(
        (&report["range"], &report["timeZone"], &report["scope"]),
        (&json!("last-30-days"), &json!("Europe/Berlin"), &json!("all"))
    );
    let total = json!({"credits": "127.5", "used": "140", "returned": "12.5", "recorded": "0", "charges": 2});
    assert_eq!(report["total"], total);
    assert_eq!(report["period"]["credits"], "127.5");
    let allowance = json!({"granted": "750", "used": "127.5", "remaining": "622.5", "budgetPercent": "17"});
    assert_eq!(report["period"]["allowance"], allowance);
    assert_eq!(report["period"]["daysLeft"], ledger.get("/v1/accounts/acme")["period"]["daysLeft"]);
    assert_eq!(report["balance"], ledger.get("/v1/accounts/acme/balance"));
    assert_eq!(report["averagePerDay"], "4.25", "a thirtieth");
    assert_eq!(report["peakDays"], json!([{"day": report["to"], "credits": "127.5"}]));
    assert_eq!(report["trend"], Value::Null, "one day has none");
    let day = json!([{"day": report["to"], "credits": "127.5", "used": "140", "returned": "12.5", "recorded": "0", "charges": 2}]);
    assert_eq!(report["groups"], day, "by day unless it is said");

    // AGT-9: what spends most comes first.
    assert_eq!(groups(&ledger.report("acme", "by=agent"), "agent"), pairs(&[("Ann", "87.5"), ("Bob", "40")]));
    assert_eq!(groups(&ledger.report("acme", "by=campaign"), "campaign"), pairs(&[("spring", "87.5"), ("", "40")]));
    assert_eq!(groups(&ledger.report("acme", "by=service&agent=Bob"), "service"), pairs(&[("ai_agent", "40")]));
    let month = report["to"].as_str().unwrap()[..7].to_owned();
    assert_eq!(groups(&ledger.report("acme", "by=month"), "month"), pairs(&[(&month, "127.5")]));
    let start = groups(&ledger.report("acme", "by=period"), "period");
    assert_eq!(start, pairs(&[(report["to"].as_str().unwrap(), "127.5")]), "the period began today");
    let two = ledger.report("acme", "by=agent&by=campaign");
    assert_eq!(two, ledger.report("acme", "by=agent,campaign"));
    assert_eq!((&two["groups"][0]["agent"], &two["groups"][0]["campaign"]), (&json!("Ann"), &json!("spring")));
}

/// AGT-9: the answer has the range's real first and last day.
#[test]
fn a_range_says_its_days() {
    let ledger = ledger();
    ledger.open(json!({"id": "acme", "plan": "team"}));
    ledger.done("POST", "/v1/accounts/acme/charges", "a", charge(3, "", ""));
    let today = ledger.report("acme", "range=all")["to"].as_str().unwrap().to_owned();
    for range in ["all", "this-period"] {
        let report = ledger.report("acme", &format!("range={range}"));
        assert_eq!((&report["from"], &report["to"]), (&json!(today), &json!(today)), "{range}");
    }
    let month = ledger.report("acme", "range=this-month");
    assert_eq!(month["from"], format!("{}-01", &today[..7]));
    let year = ledger.report("acme", "range=last-12-months");
    let (before, now): (i32, i32) = (year["from"].as_str().unwrap()[..4].parse().unwrap(), today[..4].parse().unwrap());
    assert_eq!(before, now - 1);
    let own = ledger.report("acme", "from=2026-01-31&to=2026-02-28");
    assert_eq!((&own["range"], &own["from"], &own["to"]), (&Value::Null, &json!("2026-01-31"), &json!("2026-02-28")));
    assert_eq!(own["total"]["credits"], "0");
}

/// A team's usage is that of its members as well; each sees its own.
#[test]
fn a_team_sees_what_its_members_use() {
    let ledger = ledger();
    ledger.open(json!({"id": "team", "plan": "team", "seats": 2}));
    for (id, mode) in [("ann", "reserve"), ("bob", "cap")] {
        ledger.done("POST", "/v1/accounts", id, json!({"id": id, "parent": "team"}));
        let allotment = json!({"to": id, "credits": "100", "mode": mode});
        ledger.done("POST", "/v1/accounts/team/allotments", id, allotment);
    }
    for (id, credits) in [("team", 5), ("ann", 30), ("bob", 20)] {
        ledger.done("POST", &format!("/v1/accounts/{id}/charges"), "one", charge(credits, "", ""));
    }
    let all = ledger.report("team", "by=member");
    assert_eq!(groups(&all, "member"), pairs(&[("ann", "30"), ("bob", "20"), ("team", "5")]));
    assert_eq!(all["total"]["charges"], 3, "a draw on the pool is no charge of the pool's");
    assert_eq!(ledger.report("team", "scope=own")["total"]["credits"], "5");
    assert_eq!(ledger.report("team", "member=bob")["total"]["credits"], "20");
    assert_eq!(ledger.report("ann", "")["total"]["credits"], "30");
    let of = |id: &str| ledger.report(id, "")["period"]["allowance"].clone();
    assert_eq!(of("ann"), json!({"granted": "100", "used": "30", "remaining": "70", "budgetPercent": "30"}));
    assert_eq!(of("bob"), json!({"granted": "100", "used": "20", "remaining": "80", "budgetPercent": "20"}));
    let newest: Vec<Value> = ledger.transactions("team", "", 2).iter().map(|done| done["account"].clone()).collect();
    assert_eq!(newest, ["bob", "ann", "team"]);
}

/// CAL-10: an unlimited account has no budget, and its usage is recorded.
#[test]
fn usage_of_an_unlimited_account_is_recorded() {
    let ledger = ledger();
    ledger.open(json!({"id": "big", "plan": "enterprise"}));
    ledger.done("POST", "/v1/accounts/big/charges", "a", charge(8, "Ann", ""));
    let report = ledger.report("big", "by=agent");
    assert_eq!((&report["total"]["credits"], &report["total"]["recorded"]), (&json!("0"), &json!("8")));
    assert_eq!(report["period"]["allowance"], Value::Null);
    assert_eq!(report["groups"][0]["recorded"], "8");
}

/// A quote does not depend on whom it is for, nor does what its token promises.
/// More than can be counted is refused, where it is used and where it is summed up, and nobody else is refused with it.
#[test]
fn what_is_beyond_counting_is_refused_alone() {
    on_each().iter().for_each(beyond_counting);
}

fn beyond_counting(ledger: &Ledger) {
    ledger.open(json!({"id": "big", "plan": "enterprise"}));
    ledger.open(json!({"id": "acme", "plan": "team"}));
    // 2,955,000,000,000 credits, of which the fourth on a day are beyond 9,223,372,036,854.775807.
    let text = "x".repeat(153 * 197);
    let much = |agent: &str| json!({"service": "sms", "region": "IN", "text": text, "quantity": 1_000_000_000, "agent": agent});
    let item = |account: &str, key: &str, charge: Value| json!({"account": account, "key": key, "charge": charge});
    for key in ["a", "b", "c"] {
        assert_eq!(ledger.charge("big", key, &much("Ann")).0, 201);
    }
    let expected = "the sum of what was used is beyond what can be counted: at most 9223372036854.775807 credits";
    let refused = |(status, problem): (u16, Value)| {
        assert_eq!((status, &problem["code"], &problem["detail"]), (422, &json!("out-of-range"), &json!(expected)));
    };
    refused(ledger.charge("big", "d", &much("Ann")));

    let charges = [item("acme", "a", charge(3, "", "")), item("big", "d", much("Ann")), item("big", "e", much("Bob"))];
    let (_, answer) = ledger.ask("POST", "/v1/charges", None, Some(&json!({"charges": charges})));
    let statuses: Vec<_> = answer["answers"].as_array().unwrap().iter().map(|answer| &answer["status"]).collect();
    assert_eq!(statuses, [201, 422, 201], "{answer}");
    assert_eq!(ledger.balance("acme", "available"), "747");

    for what in ["usage", "projection", "reload-suggestion"] {
        refused(ledger.ask("GET", &format!("/v1/accounts/big/{what}"), None, None));
    }
    let verified = run(&["verify", "--database", &database(ledger)], b"");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[test]
fn whom_a_charge_is_for_is_no_part_of_its_price() {
    let ledger = ledger();
    ledger.open(json!({"id": "acme", "plan": "team"}));
    let mut wanted = charge(3, "", "");
    wanted["account"] = "acme".into();
    let quote = ledger.ask("POST", "/v1/quotes", None, Some(&wanted)).1;
    let mut quoted = charge(3, "Ann", "spring");
    quoted["quoteToken"] = quote["quoteToken"].clone();
    ledger.done("POST", "/v1/accounts/acme/charges", "a", quoted);
    assert_eq!(groups(&ledger.report("acme", "by=agent"), "agent"), pairs(&[("Ann", "3")]));

    // A batch and a hold say it likewise; the hold's captures have it from there.
    let item = json!({"account": "acme", "key": "b", "charge": charge(4, "Bob", "")});
    ledger.ask("POST", "/v1/charges", None, Some(&json!({"charges": [item]})));
    let hold = json!({"credits": "9", "expiresIn": 60, "agent": "Eve"});
    let hold = ledger.done("POST", "/v1/accounts/acme/holds", "hold", hold);
    let captures = format!("/v1/accounts/acme/holds/{}/captures", hold["id"].as_str().unwrap());
    ledger.done("POST", &captures, "c", json!({"credits": "2"}));
    ledger.done("POST", &captures, "d", json!({"credits": "1", "agent": "Dan", "campaign": "spring"}));
    let expected = pairs(&[("Bob", "4"), ("Ann", "3"), ("Eve", "2"), ("Dan", "1")]);
    assert_eq!(groups(&ledger.report("acme", "by=agent"), "agent"), expected);

    for bad in [json!(""), json!("a".repeat(129)), json!("a\nb"), json!("a\u{0}"), json!(5), json!(["a"])] {
        let mut body = charge(1, "", "");
        body["agent"] = bad.clone();
        let (status, answer) = ledger.charge("acme", "bad", &body);
        assert_eq!((status, &answer["code"]), (400, &json!("invalid-request")), "{bad}: {answer}");
    }
    let both = json!({"charge": charge(1, "", ""), "expiresIn": 60, "agent": "Eve"});
    assert_eq!(ledger.post("/v1/accounts/acme/holds", "both", &both).0, 400);
}

const BOOK: [&str; 2] = ["--book=calcom", "--set=aiAgentCredits=1"];

/// On a file, and in two processes on one server.
fn on_each() -> [Ledger; 2] {
    [Ledger::start(&BOOK), Ledger::pair(&BOOK)]
}

fn database(ledger: &Ledger) -> String {
    let file = format!("sqlite:{}", ledger.folder.path().join("ledger.db").display());
    ledger.database.as_ref().map_or(file, |database| database.url.clone())
}

/// A ledger with usage of many kinds: services, agents, campaigns, members, refunds, captures.
fn busy(ledger: Ledger, seed: u64) -> Ledger {
    let mut chance = Chance(seed);
    ledger.open(json!({"id": "team", "plan": "team", "seats": 9, "timeZone": "Asia/Kathmandu"}));
    ledger.done("POST", "/v1/accounts", "ann", json!({"id": "ann", "parent": "team", "timeZone": "Etc/GMT+12"}));
    ledger.done(
        "POST",
        "/v1/accounts",
        "bob",
        json!({"id": "bob", "parent": "team", "timeZone": "Pacific/Kiritimati"}),
    );
    for id in ["ann", "bob"] {
        let mode = *chance.pick(&["reserve", "cap"]);
        ledger.done("POST", "/v1/accounts/team/allotments", id, json!({"to": id, "credits": "900", "mode": mode}));
    }
    let (mut charges, mut holds) = (Vec::<(String, String)>::new(), Vec::<(String, String)>::new());
    for n in 0..150 {
        let account = (*chance.pick(&["team", "ann", "bob"])).to_owned();
        let (agent, campaign) = (*chance.pick(&["", "Ann, \"A\"", "=1+1"]), *chance.pick(&["", "été", "@x"]));
        let key = format!("k{n}");
        match chance.below(10) {
            0 if n > 20 => {
                // The clocks of an account change: what was used keeps its day.
                let zone = *chance.pick(&["UTC", "Etc/GMT+12", "Pacific/Kiritimati", "Europe/Berlin"]);
                ledger.patch(&format!("/v1/accounts/{account}"), &key, &json!({"timeZone": zone}));
            }
            1 | 2 if !charges.is_empty() => {
                let (account, id) = chance.pick(&charges).clone();
                let body = json!({"credits": format!("{}.5", chance.below(3))});
                ledger.post(&format!("/v1/accounts/{account}/charges/{id}/refunds"), &key, &body);
            }
            3 => {
                let body = json!({"credits": "10", "expiresIn": 600, "agent": "Dan"});
                let hold = ledger.post(&format!("/v1/accounts/{account}/holds"), &key, &body).1;
                holds.extend(hold["id"].as_str().map(|id| (account, id.to_owned())));
            }
            4 if !holds.is_empty() => {
                let (account, id) = chance.pick(&holds).clone();
                let body = json!({"credits": "1.25", "cumulative": false});
                ledger.post(&format!("/v1/accounts/{account}/holds/{id}/captures"), &key, &body);
            }
            5 => {
                let body = json!({"service": "sms", "region": "IN", "text": "hello", "campaign": "été"});
                ledger.charge(&account, &key, &body);
            }
            _ => {
                let body = charge(1 + chance.below(9) as u64, agent, campaign);
                let done = ledger.charge(&account, &key, &body).1;
                charges.extend(done["id"].as_str().map(|id| (account, id.to_owned())));
            }
        }
    }
    ledger
}

/// AGT-10: the CSV has exactly the rows of the list, and these come to the report's total, whatever is filtered.
#[test]
fn the_csv_is_what_the_list_and_the_report_say() {
    on_each().into_iter().for_each(csv_against_list_and_report);
}

fn csv_against_list_and_report(ledger: Ledger) {
    let ledger = busy(ledger, 10);
    let mut with_rows = BTreeSet::new();
    let mut cases = Vec::new();
    for agent in [None, Some(""), Some("Ann%2C%20%22A%22"), Some("%3D1%2B1"), Some("Dan"), Some("nobody")] {
        for campaign in [None, Some(""), Some("%C3%A9t%C3%A9"), Some("%40x")] {
            for service in [None, Some("sms"), Some("ai_agent"), Some("")] {
                for member in [None, Some("ann")] {
                    let fields = [("agent", agent), ("campaign", campaign), ("service", service), ("member", member)];
                    let fields = fields.iter().filter_map(|(name, value)| Some(format!("&{name}={}", (*value)?)));
                    cases.push(format!("range=all{}", fields.collect::<String>()));
                }
            }
        }
    }
    cases.extend(["range=all&scope=own", "range=last-30-days", "from=2020-01-01&to=2020-12-31"].map(str::to_owned));
    for query in cases {
        let report = ledger.report("team", &query);
        let listed = ledger.transactions("team", &query, 500);
        let (rows, _) = ledger.csv("team", &query);
        let column = |name: &str| sum(rows.iter().map(|row| row[name].parse().unwrap()));
        for name in ["used", "returned", "recorded"] {
            assert_eq!(column(name), credits(&report["total"][name]), "{name} of {query}");
        }
        let acts = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).count();
        assert_eq!(report["total"]["charges"], acts("charge") + acts("capture"), "{query}");
        // Texts that begin as a formula have a quote before them.
        let plain = |text: &str| text.strip_prefix('\'').unwrap_or(text).to_owned();
        let mut rows: Vec<Vec<String>> =
            rows.iter().map(|row| FIELDS.iter().map(|(column, _)| plain(&row[*column])).collect()).collect();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut listed: Vec<Vec<String>> =
            listed.iter().map(|one| FIELDS.iter().map(|(_, field)| text(&one[*field])).collect()).collect();
        rows.sort();
        listed.sort();
        assert_eq!(rows, listed, "{query}");
        with_rows.insert(!rows.is_empty());
        for by in ["day", "agent", "member,service", "campaign,month", "period"] {
            let report = ledger.report("team", &format!("{query}&by={by}"));
            let parts = sum(report["groups"].as_array().unwrap().iter().map(|group| credits(&group["credits"])));
            assert_eq!(parts, credits(&report["total"]["credits"]), "{query} by {by}");
        }
    }
    assert_eq!(with_rows.len(), 2, "some have rows and some have none");
    let text = |query: &str| ledger.csv("team", query).1;
    assert_eq!(text("range=all&bom=true"), format!("\u{feff}{}", text("range=all&bom=false")));
}

const FIELDS: [(&str, &str); 12] = [
    ("id", "id"),
    ("account", "account"),
    ("local_time", "localAt"),
    ("utc_time", "at"),
    ("kind", "kind"),
    ("concerns", "concerns"),
    ("service", "service"),
    ("agent", "agent"),
    ("campaign", "campaign"),
    ("used", "used"),
    ("returned", "returned"),
    ("recorded", "recorded"),
];

/// AGT-8: what a list has, day by day, is what the entries say when they are counted by hand.
#[test]
fn a_day_has_what_its_entries_come_to() {
    for (ledger, seed) in on_each().into_iter().zip(1..) {
        let ledger = busy(ledger, seed);
        let mut days: BTreeMap<(String, String), (Credits, Credits)> = BTreeMap::new();
        for account in ["team", "ann", "bob"] {
            let local: BTreeMap<String, String> = ledger
                .transactions(account, "range=all&scope=own", 500)
                .iter()
                .map(|done| (done["id"].to_string(), done["localAt"].as_str().unwrap()[..10].to_owned()))
                .collect();
            for entry in ledger.entries(account) {
                let amount = credits(&entry["credits"]);
                let (used, back) = (entry["to"] == "usage", entry["from"] == "usage");
                if used || back {
                    let day = local[&entry["id"].to_string()].clone();
                    let sums = days.entry((account.to_owned(), day)).or_default();
                    let side = if used { &mut sums.0 } else { &mut sums.1 };
                    *side = side.plus(amount).unwrap();
                }
            }
        }
        let report = ledger.report("team", "range=all&by=member,day");
        let kept: BTreeMap<(String, String), (Credits, Credits)> = report["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| {
                let text = |field: &str| group[field].as_str().unwrap().to_owned();
                ((text("member"), text("day")), (credits(&group["used"]), credits(&group["returned"])))
            })
            .collect();
        assert_eq!(kept, days, "seed {seed}");
        assert!(days.keys().map(|(_, day)| day).collect::<BTreeSet<_>>().len() > 1, "zones have different days");

        let output = run(&["verify", "--database", &database(&ledger), "--json"], b"");
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&found["findings"], output.status.code()), (&json!([]), Some(0)), "{found}");
        assert!(found["usageDays"].as_u64().unwrap() > 10, "{found}");
    }
}

/// Pages of any size come to the same list: by day, and within a day by time, the newest first.
#[test]
fn pages_of_transactions_have_each_once() {
    on_each().into_iter().for_each(|ledger| pages(&busy(ledger, 3)));
}

fn pages(ledger: &Ledger) {
    let all = ledger.transactions("team", "range=all", 500);
    assert!(all.len() > 80, "{}", all.len());
    for limit in [1, 7, 50] {
        assert_eq!(ledger.transactions("team", "range=all", limit), all, "{limit}");
    }
    let order: Vec<(String, String)> = all
        .iter()
        .map(|done| (done["localAt"].as_str().unwrap()[..10].to_owned(), done["at"].as_str().unwrap().to_owned()))
        .collect();
    assert!(order.windows(2).all(|two| two[0] >= two[1]), "{order:?}");
    let ids: BTreeSet<String> = all.iter().map(|done| format!("{} {}", done["account"], done["id"])).collect();
    assert_eq!(ids.len(), all.len());
}

/// AGT-10: RFC 4180, a name with the range, and no formulas.
#[test]
fn a_csv_is_safe_to_open() {
    let ledger = ledger();
    ledger.open(json!({"id": "acme", "plan": "team", "timeZone": "Asia/Kathmandu"}));
    for (n, name) in ["=1+1", "+1", "-1", "@x", "a,\"b\"", "plain"].iter().enumerate() {
        ledger.done("POST", "/v1/accounts/acme/charges", &format!("k{n}"), charge(1, name, ""));
    }
    let (rows, text) = ledger.csv("acme", "from=2026-01-01&to=2099-12-31");
    assert!(
        text.starts_with(
            "id,account,local_time,utc_time,kind,concerns,service,agent,campaign,used,returned,recorded\r\n"
        )
    );
    assert_eq!(text.matches("\r\n").count(), 7);
    assert!(text.contains(",\"a,\"\"b\"\"\","), "{text}");
    let agents: Vec<&str> = rows.iter().map(|row| row["agent"].as_str()).collect();
    assert_eq!(agents, ["'=1+1", "'+1", "'-1", "'@x", "a,\"b\"", "plain"]);
    for row in &rows {
        assert!(row["local_time"].ends_with("+05:45") && row["utc_time"].ends_with('Z'), "{row:?}");
    }
    let key = [("authorization", format!("Bearer {}", ledger.admin_key))];
    let path = "/v1/accounts/acme/usage.csv?from=2026-01-01&to=2099-12-31";
    let headers = ledger.raw(&agent(), "GET", path, &key, None).unwrap().1;
    assert_eq!(headers["content-disposition"], "attachment; filename=\"usage-acme-2026-01-01-2099-12-31.csv\"");
}

/// A CSV that is longer than what is read at once has each row once, and acts of many lots are whole.
#[test]
fn a_long_csv_is_whole() {
    let ledger = ledger();
    ledger.open(json!({"id": "acme", "plan": "free"}));
    // Ten lots of a tenth, so that a charge of one credit has ten entries.
    for n in 0..300 {
        let (grant, credits) = (format!("g{n}"), json!({"credits": "0.1"}));
        ledger.done("POST", "/v1/accounts/acme/grants", &grant, credits);
    }
    ledger.done("POST", "/v1/accounts/acme/grants", "more", json!({"credits": "3000"}));
    for batch in 0..3 {
        let charges = (0..800).map(|n| {
            let body = charge(1, ["Ann", "Bob"][n % 2], "");
            json!({"account": "acme", "key": format!("c{batch}-{n}"), "charge": body})
        });
        let charges: Vec<Value> = charges.collect();
        let (status, _) = ledger.ask("POST", "/v1/charges", None, Some(&json!({"charges": charges})));
        assert_eq!(status, 200);
    }
    let (rows, _) = ledger.csv("acme", "range=all");
    assert_eq!(rows.len(), 2400);
    assert!(rows.iter().all(|row| row["used"] == "1"), "each act is one row");
    let numbers: Vec<u64> = rows.iter().map(|row| row["id"][3..].parse().unwrap()).collect();
    assert!(numbers.windows(2).all(|two| two[0] < two[1]), "oldest first, each once");
    let of_bob = ledger.csv("acme", "range=all&agent=Bob").0;
    assert_eq!(of_bob.len(), 1200);
    assert_eq!(ledger.transactions("acme", "range=all", 500).len(), 2400);
}

/// VOI-5, VOI-6, AGT-12: with days that passed before the ledger was looked at: they are written into its tables.
#[test]
fn what_is_concluded_from_usage_is_answered() {
    let set = [("freeAllowance", "10"), ("paidAllowance", "600"), ("paidPrice", "49"), ("modelShare", "0.4")];
    let ledger = Ledger::on("agentalk", &[&set[..], &[("packageCredits", "100"), ("packagePrice", "20")]].concat());
    ledger.open(json!({"id": "acme", "plan": "paid"}));
    let empty = ledger.get("/v1/accounts/acme/projection");
    assert_eq!((&empty["notEnoughData"], &empty["expected"]), (&json!(true), &Value::Null));
    // The book's own threshold stands where there is no usage.
    let suggestion = ledger.get("/v1/accounts/acme/reload-suggestion");
    assert_eq!(suggestion["threshold"], suggestion["bookThreshold"], "{suggestion}");

    let call = json!({"service": "call", "call": {"seconds": 600, "direction": "outbound"}});
    ledger.done("POST", "/v1/accounts/acme/charges", "today", call);
    let tables = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let past =
        "INSERT INTO usage_days SELECT tenant_id, account_id, day - ?1, service, agent, campaign, 20000000, 0, 0,
                5000000, 4, 1, 1 FROM usage_days WHERE first_seq > 1 AND account_id = 'acme'";
    for ago in 1..=28 {
        tables.execute(past, [ago]).unwrap();
    }
    let projection = ledger.get("/v1/accounts/acme/projection");
    let expected = &projection["expected"];
    assert_eq!((&projection["notEnoughData"], &expected["perDay"]), (&json!(false), &json!("20")), "{projection}");
    assert_eq!((&expected["days"], &expected["daysWithUsage"]), (&json!(28), &json!(28)));
    // A period that began today: this day and those after it, at 20 each, against 600.
    let days = ledger.get("/v1/accounts/acme")["period"]["daysLeft"].as_i64().unwrap();
    assert_eq!(expected["credits"], (20 * days).to_string(), "{projection}");
    let beyond = (20 * days - 600).max(0).to_string();
    assert_eq!(expected["cover"]["beyondAllowance"], beyond, "{projection}");
    let month = ledger.get("/v1/accounts/acme/projection?until=month");
    assert_eq!(month["expected"]["cover"], Value::Null, "{month}");

    let suggestion = ledger.get("/v1/accounts/acme/reload-suggestion");
    assert_eq!(suggestion["threshold"], "20", "{suggestion}");
    assert_eq!(suggestion["reasons"], json!([{"code": "busy-day", "credits": "20"}]));
    tables.execute("UPDATE usage_days SET night_micro_credits = 12000000 WHERE first_seq = 1", []).unwrap();
    let suggestion = ledger.get("/v1/accounts/acme/reload-suggestion");
    assert_eq!(suggestion["threshold"], "32", "{suggestion}");
    assert_eq!(suggestion["reasons"][1], json!({"code": "overnight", "credits": "12", "nightPercent": 60}));

    let report = ledger.report("acme", "range=last-30-days");
    assert_eq!(
        (&report["trend"]["direction"], &report["trend"]["changePercent"]),
        (&json!("up"), &json!("7.6")),
        "{report}"
    );
}

/// VOI-6: an account with three full periods behind it, which are written into its tables, is told of a larger plan.
#[test]
fn an_upgrade_is_hinted_at() {
    let set = [("trialAllowance", "50"), ("starterAllowance", "500"), ("professionalAllowance", "2000")];
    let set = [&set[..], &[("scaleAllowance", "5000"), ("packCredits", "100"), ("packPrice", "10")]].concat();
    let ledger = Ledger::on("ai-employee", &set);
    ledger.open(json!({"id": "acme", "plan": "starter"}));
    assert_eq!(ledger.get("/v1/accounts/acme/projection")["upgrade"], Value::Null);
    ledger.done("POST", "/v1/accounts/acme/charges", "one", json!({"service": "ai_reply"}));
    let tables = Connection::open(ledger.folder.path().join("ledger.db")).unwrap();
    let day_ms = 86_400_000_i64;
    let start: i64 = tables.query_row("SELECT period_start_ms FROM accounts", [], |row| row.get(0)).unwrap();
    tables.execute("UPDATE accounts SET created_ms = ?1, lot_count = 9", [start - 200 * day_ms]).unwrap();
    // Fifteen days before each of the three periods ended, whatever its month's length is.
    for (ago, used) in [(15, 470), (46, 20), (76, 1200)] {
        let usage =
            "INSERT INTO usage_days SELECT tenant_id, account_id, ?1, service, agent, campaign, ?2, 0, 0, 0, 9, 1, 1
                     FROM usage_days WHERE first_seq > 1";
        tables.execute(usage, [start / day_ms - ago, used * 1_000_000]).unwrap();
        let lot =
            "INSERT INTO lots (tenant_id, account_id, lot_id, granted_micro_credits, remaining_micro_credits, kind,
                   created_ms, expires_ms) VALUES ('default', 'acme', ?1, 500000000, 0, 'allowance', ?2, ?2)";
        tables.execute(lot, [ago, start - ago * day_ms]).unwrap();
    }
    let upgrade = &ledger.get("/v1/accounts/acme/projection")["upgrade"];
    assert_eq!(upgrade, &json!({"plan": "professional", "allowance": "2000", "highPeriods": 2}));
}

/// Ranges, groups, filters and scopes that are none are refused, each with a sentence.
#[test]
fn what_is_no_report_is_refused() {
    let ledger = ledger();
    ledger.open(json!({"id": "acme", "plan": "team"}));
    for query in [
        "range=yesterday",
        "range=",
        "range=all&from=2026-01-01&to=2026-01-02",
        "from=2026-01-01",
        "to=2026-01-01",
        "from=2026-02-01&to=2026-01-31",
        "from=2026-02-30&to=2026-03-01",
        "from=today&to=tomorrow",
        "by=color",
        "by=",
        "by=day,day",
        "by=day&by=day",
        "by=day,agent,service",
        "scope=none",
        "scope=own&scope=all",
        "member=a%20b",
        "agent=%00",
        "color=red",
        "limit=5",
    ] {
        let (status, answer) = ledger.ask("GET", &format!("/v1/accounts/acme/usage?{query}"), None, None);
        assert_eq!(status, 400, "{query}: {answer}");
        assert!(answer["detail"].as_str().unwrap().len() > 15, "{query}: {answer}");
    }
    for path in
        ["usage.csv?by=day", "usage/transactions?by=day", "projection?until=year", "reload-suggestion?until=month"]
    {
        assert_eq!(ledger.ask("GET", &format!("/v1/accounts/acme/{path}"), None, None).0, 400, "{path}");
    }
    for path in ["usage", "usage/transactions", "usage.csv", "projection", "reload-suggestion"] {
        assert_eq!(ledger.ask("GET", &format!("/v1/accounts/nobody/{path}"), None, None).0, 404, "{path}");
    }
}

/// One who may read an account's balance may read its usage, and nobody else.
#[test]
fn usage_is_for_those_who_may_read_the_balance() {
    let ledger = ledger();
    for id in ["acme", "other"] {
        ledger.done("POST", "/v1/accounts", id, json!({"id": id, "plan": "team"}));
    }
    let code = ledger.ask("POST", "/v1/login-codes", Some("code"), Some(&json!({"account": "acme"}))).1;
    let body = json!({"code": code["code"]}).to_string();
    let (_, headers, _) = ledger.exchange("POST", "/v1/sessions", &[], Some(body.as_bytes()));
    let cookie = [("cookie", headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned())];
    for path in ["usage", "usage/transactions", "usage.csv", "projection", "reload-suggestion"] {
        let status = |id: &str, headers: &[(&str, String)]| {
            ledger.send("GET", &format!("/v1/accounts/{id}/{path}"), headers, None).0
        };
        assert_eq!((status("acme", &cookie), status("other", &cookie), status("acme", &[])), (200, 403, 401), "{path}");
    }
}
