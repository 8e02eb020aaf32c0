//! The texts of amounts, moments and billing periods in the ledger.

use super::{Error, ErrorKind, listed, quoted};

impl Error {
    pub(crate) fn not_positive(what: &str, given: &str) -> Error {
        Error::new(ErrorKind::InvalidAmount, format!("{what} {} must be more than 0", quoted(given)))
    }

    pub(crate) fn invalid_moment(given: &str) -> Error {
        let detail = format!(
            "{} is not a point in time such as `2026-11-20T10:15:30Z`, of the years 1 to 9999 in UTC",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn moment_out_of_range(given: &str) -> Error {
        let detail = format!("{given} is beyond what the calendar holds: the years 1 to 9999");
        Error::new(ErrorKind::OutOfRange, detail)
    }

    pub(crate) fn invalid_anchor(given: &str) -> Error {
        let detail = format!(
            "{} is not an anchor: give a date such as `2026-01-31` or a local time such as `2026-01-31T09:30`, without an \
             offset and of the years 1 to 9999",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidAnchor, detail)
    }

    pub(crate) fn unknown_zone(given: &str) -> Error {
        let detail =
            format!("{} is not a time zone: give an IANA name such as `Europe/Berlin` or `UTC`", quoted(given));
        Error::new(ErrorKind::UnknownZone, detail)
    }

    pub(crate) fn range_backwards(first: impl std::fmt::Display, last: impl std::fmt::Display) -> Error {
        let detail = format!("`to` is {last}, before `from`, {first}: give the first day and then the last one");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn expires_before_now() -> Error {
        Error::new(ErrorKind::InvalidRequest, "`expiresAt` must be in the future")
    }

    pub(crate) fn too_deep(max: usize) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("accounts stand at most {max} deep"))
    }

    pub(crate) fn too_many_seats(given: u32, max: u32) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("`seats` is {given}: give 0 to {max}"))
    }

    pub(crate) fn allowance_of_plan() -> Error {
        let detail = "`allowance` is for accounts on a plan that leaves it to the operator: this one's is in the book";
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn only_now() -> Error {
        let detail = "`timeZone`, `funding` and `brings` change at once: ask for them without `atPeriodEnd`";
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn plan_of_parent() -> Error {
        let detail = "the account has no plan of its own: it is on its parent's, change that one's";
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn allowance_missing(plan: &str, parameter: &str) -> Error {
        let detail =
            format!("the allowance of plan {} needs a value for parameter {}", quoted(plan), quoted(parameter));
        Error::new(ErrorKind::ParameterMissing, detail)
    }

    pub(crate) fn package_missing(top_up: &str, parameter: &str) -> Error {
        let detail = format!("package {} needs a value for parameter {}", quoted(top_up), quoted(parameter));
        Error::new(ErrorKind::ParameterMissing, detail)
    }

    pub(crate) fn unknown_top_up<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        Error::new(ErrorKind::UnknownTopUp, format!("there is no package {}: {}", quoted(given), listed(known)))
    }

    pub(crate) fn nothing_to_buy(plan: &str) -> Error {
        let detail = format!("there is nothing to buy: the account is unlimited on plan {}", quoted(plan));
        Error::new(ErrorKind::NotInPlan, detail)
    }

    pub(crate) fn not_a_buyer() -> Error {
        let detail =
            "the account has no plan of its own: credits are bought for the account above and given from there";
        Error::new(ErrorKind::NotInPlan, detail)
    }

    pub(crate) fn not_for_sale<'a>(top_up: &str, plan: &str, plans: impl IntoIterator<Item = &'a str>) -> Error {
        let plans = listed(plans);
        let detail = format!("package {} cannot be bought on plan {}: change to {plans}", quoted(top_up), quoted(plan));
        Error::new(ErrorKind::NotInPlan, detail)
    }

    pub(crate) fn unknown_purchase(id: &str) -> Error {
        let detail = format!("no purchase {} grants credits each period", quoted(id));
        Error::new(ErrorKind::UnknownPurchase, detail)
    }

    pub(crate) fn no_reload<'a>(plan: &str, plans: impl IntoIterator<Item = &'a str>) -> Error {
        let plans = listed(plans);
        let which = if plans.is_empty() { "no plan does".to_owned() } else { format!("change to {plans}") };
        let detail = format!("an account on plan {} does not buy by itself: {which}", quoted(plan));
        Error::new(ErrorKind::NotInPlan, detail)
    }

    pub(crate) fn recurring_reload(top_up: &str) -> Error {
        let detail =
            format!("package {} is bought for each period: a reload buys one that is bought once", quoted(top_up));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn cap_beyond(given: &str, most: &str) -> Error {
        let detail = format!("`monthlyCap` is {given} credits: the book allows at most {most} in a billing period");
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn cap_too_small(cap: &str, credits: &str) -> Error {
        let detail = format!("one reload brings {credits} credits, and the monthly cap is {cap}: none could be bought");
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn unknown_reload(reload: &str) -> Error {
        Error::new(ErrorKind::UnknownReload, format!("the account has wanted no reload {}", quoted(reload)))
    }

    pub(crate) fn reload_settled(reload: u64) -> Error {
        let detail = format!(
            "reload {} was paid before, or is too long ago: a payment that is not credited yet is a purchase",
            quoted(&reload.to_string())
        );
        Error::new(ErrorKind::AlreadyDone, detail)
    }

    pub(crate) fn invalid_threshold(given: &str, places: u32) -> Error {
        let detail = format!(
            "threshold {} is no percentage: 0 or more and less than 100, with at most {places} decimal places",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn threshold_twice(given: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("threshold {} is there twice", quoted(given)))
    }

    pub(crate) fn too_many_thresholds(given: usize, max: usize) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("`thresholds` has {given} percentages: at most {max}"))
    }

    pub(crate) fn too_many_admins(given: usize, max: usize) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("`admins` has {given} addresses: at most {max}"))
    }

    pub(crate) fn attempt_open(charge: u64) -> Error {
        let detail =
            format!("the attempt of charge `ch_{charge}` has not ended: say how it ended, and what is due comes back");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn attempt_ended(charge: u64) -> Error {
        let detail = format!("charge `ch_{charge}` has no open attempt: it has ended, or never was one");
        Error::new(ErrorKind::AlreadyEnded, detail)
    }

    pub(crate) fn nothing_to_refund(charge: u64, refunded: bool) -> Error {
        let detail = match refunded {
            true => format!("charge `ch_{charge}` has been refunded"),
            false => format!("charge `ch_{charge}` took nothing: there is nothing to refund"),
        };
        Error::new(ErrorKind::AlreadyRefunded, detail)
    }

    pub(crate) fn refund_too_large(given: &str, left: &str, charge: u64) -> Error {
        let detail = format!("{given} credits are more than the {left} that are left of charge `ch_{charge}`");
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn settled_already(charge: u64) -> Error {
        let detail = format!("charge `ch_{charge}` was adjusted or refunded before: its price changes once");
        Error::new(ErrorKind::AlreadyAdjusted, detail)
    }

    /// `owed` says that a part of it is owed, at another price.
    pub(crate) fn beyond_the_quote(given: &str, max: &str, charge: u64, owed: bool) -> Error {
        let price = if owed { ", at its price without overage" } else { "" };
        let detail = format!(
            "{given} credits are more than the {max} that charge `ch_{charge}` was quoted to cost at most{price}"
        );
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn hold_time(max_s: i64) -> Error {
        Error::new(ErrorKind::InvalidHold, format!("a hold lasts 1 to {max_s} seconds"))
    }

    pub(crate) fn unknown_hold(hold: u64) -> Error {
        Error::new(ErrorKind::UnknownHold, format!("the account has no hold `ho_{hold}`"))
    }

    pub(crate) fn less_than_captured(given: &str, captured: &str) -> Error {
        let detail = format!("{given} is less than the {captured} captured so far: `cumulative` is everything so far");
        Error::new(ErrorKind::InvalidAmount, detail)
    }

    pub(crate) fn hold_ended(hold: u64, how: &str) -> Error {
        let detail = format!("hold `ho_{hold}` has ended: it was {how}");
        Error::new(ErrorKind::AlreadyEnded, detail)
    }

    pub(crate) fn not_below(to: &str, id: &str) -> Error {
        let detail = format!("account {} is not one whose parent is {}", quoted(to), quoted(id));
        Error::new(ErrorKind::InvalidAllotment, detail)
    }

    pub(crate) fn allotted_otherwise(to: &str) -> Error {
        let detail = format!("account {} is given credits in the other mode: end that first", quoted(to));
        Error::new(ErrorKind::InvalidAllotment, detail)
    }

    pub(crate) fn nothing_allotted(to: &str) -> Error {
        Error::new(ErrorKind::UnknownAllotment, format!("account {} is given nothing", quoted(to)))
    }

    pub(crate) fn unknown_account(id: &str) -> Error {
        Error::new(ErrorKind::UnknownAccount, format!("there is no account {}", quoted(id)))
    }

    pub(crate) fn account_exists(id: &str) -> Error {
        Error::new(ErrorKind::AccountExists, format!("account {} is there already", quoted(id)))
    }
}

/// The texts of what only the service knows.
#[cfg(feature = "server")]
impl Error {
    pub(crate) fn no_attempt(charge: u64) -> Error {
        let detail =
            format!("charge `ch_{charge}` was captured as plain credits: it is no attempt, and has no outcome");
        Error::new(ErrorKind::AlreadyEnded, detail)
    }

    pub(crate) fn unknown_campaign(id: &str) -> Error {
        Error::new(ErrorKind::UnknownCampaign, format!("the account has no campaign {}", quoted(id)))
    }

    pub(crate) fn campaign_exists(id: &str) -> Error {
        let detail = format!("there is a campaign {} already, or usage under that name: give another id", quoted(id));
        Error::new(ErrorKind::CampaignExists, detail)
    }

    pub(crate) fn campaign_ended(id: &str, how: &str) -> Error {
        Error::new(ErrorKind::AlreadyEnded, format!("campaign {} has {how}", quoted(id)))
    }

    pub(crate) fn other_campaign(given: &str, id: &str) -> Error {
        let detail = format!("`campaign` is {}: these charges are of campaign {}", quoted(given), quoted(id));
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn other_service(given: &str, id: &str, own: &str) -> Error {
        let (given, id, own) = (quoted(given), quoted(id), quoted(own));
        Error::new(ErrorKind::InvalidRequest, format!("`service` is {given}: campaign {id} is of {own}"))
    }

    pub(crate) fn duplicate_purchase(id: &str, act: u64) -> Error {
        let detail = format!("payment {} was credited before, as `pu_{act}`: nothing was added", quoted(id));
        Error::new(ErrorKind::DuplicatePurchase, detail)
    }

    pub(crate) fn done_before(identity: &str, act: u64) -> Error {
        let detail = format!("{} was done before, as entry {act}: it is done once", quoted(identity));
        Error::new(ErrorKind::AlreadyDone, detail)
    }

    pub(crate) fn quote_spent(act: u64) -> Error {
        let detail = format!("the quote was spent before, by entry {act}: a price that is promised holds once");
        Error::new(ErrorKind::QuoteSpent, detail)
    }

    pub(crate) fn unknown_charge(id: &str) -> Error {
        Error::new(ErrorKind::UnknownCharge, format!("the account has no charge {}", quoted(id)))
    }

    pub(crate) fn no_hold(id: &str) -> Error {
        Error::new(ErrorKind::UnknownHold, format!("the account has no hold {}", quoted(id)))
    }

    pub(crate) fn invalid_address(field: &str, given: &str, max: usize) -> Error {
        let detail = format!(
            "`{field}`: {} is no e-mail address such as `ann@acme.example`, of at most {max} bytes",
            quoted(given)
        );
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn no_place_in_outcome(field: &str, outcome: &str) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("`{field}` has no place in an outcome that is `{outcome}`"))
    }

    pub(crate) fn too_many_groups(found: usize, max: usize) -> Error {
        let detail =
            format!("these are {found} groups, and a report has at most {max}: ask for fewer days, or `by` less");
        Error::new(ErrorKind::InvalidRequest, detail)
    }

    pub(crate) fn batch_size(given: usize, max: usize) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("a batch has 1 to {max} charges, this one has {given}"))
    }

    pub(crate) fn too_long(field: &str, max: usize) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("`{field}` has at most {max} bytes"))
    }
}
