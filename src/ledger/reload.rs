//! Auto-reload: an account that buys by itself when its balance runs low.
//!
//! The ledger only says that a reload is wanted; whoever takes payments answers whether it was paid, and only then are
//! there credits.

use super::alerts::with;
use super::work::Work;
use super::{Account, Accounts, Answer, EntryKind, Event, Kind, Moment, PACKAGES_MAX, Side};
use crate::book::{Book, Expires, Plan, TopUp};
use crate::credits::Credits;
use crate::{Error, Result};

/// Declines in a row after which reloads are suspended.
pub const DECLINES_MAX: u32 = 3;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// How long an answer is waited for.
const ANSWER_MS: i64 = 24 * HOUR_MS;

/// How many unpaid reloads are remembered, so that a late payment is credited.
const UNPAID_MAX: usize = 16;

/// How an account buys by itself: what is set, and where it stands.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use septet::ledger::{Accounts, Command, Event, Moment, Opening, Priced, ReloadState, ReloadWish, apply};
/// use septet::quote::Request;
///
/// let engine = septet::wire::engine("calcom", &[])?;
/// let (mut accounts, now) = (Accounts::default(), Moment::parse("2026-11-20T12:00:00Z")?);
/// let opening = Opening { plan: Some("team".into()), seats: 1, ..Opening::default() };
/// apply(&mut accounts, "acme", &Command::Open(opening.into()), now, &engine)?;
/// let wish = ReloadWish { threshold: Some("20".parse()?), packages: Some(500), ..ReloadWish::default() };
/// apply(&mut accounts, "acme", &Command::AutoReload(Some(wish)), now, &engine)?;
///
/// // A charge that does not find enough credits is a crossing as much as one that leaves 20.
/// let agents = Request { service: "call".into(), call: Some(septet::quote::CallRequest {
///     time: Some(septet::call::Call::lasting(1500)), ..Default::default() // 725 credits
/// }), ..Request::default() };
/// let charge = Command::Charge(Priced { request: agents.into(), plan: None, tags: Default::default() });
/// let outcome = apply(&mut accounts, "acme", &charge, now, &engine)?;
/// let wanted = |event: &Event| matches!(event, Event::ReloadWanted { reload: 1, packages: 500, .. });
/// assert!(!outcome.events.iter().any(wanted)); // 25 are left
/// let outcome = apply(&mut accounts, "acme", &charge, now, &engine)?;
/// assert!(outcome.events.iter().any(wanted));
///
/// apply(&mut accounts, "acme", &Command::ReloadPaid { reload: 1, credited: false }, now, &engine)?;
/// assert_eq!(accounts.available("acme", now)?.to_string(), "525");
/// let reload = &accounts.get("acme")?.watch.reload;
/// assert_eq!(reload.state(accounts.available("acme", now)?), ReloadState::Armed);
/// # }
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AutoReload {
    /// `None` while it does not.
    pub settings: Option<ReloadSettings>,
    /// Reloads ever wanted: the last one's number.
    pub count: u64,
    pub stage: Stage,
    /// Declines in a row.
    pub declines: u32,
    /// Why the last one was declined, as the answer said.
    pub reason: Option<String>,
    /// What reloads have brought in this period.
    pub bought: Credits,
    /// Whether it was told in this period that the cap stops them.
    pub capped: bool,
    /// Those that are not paid, oldest first: the last 16.
    pub unpaid: Vec<Unpaid>,
}

/// When it buys, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReloadSettings {
    /// It buys when the balance falls to so many credits.
    pub threshold: Credits,
    /// The package, by its name in the book.
    pub top_up: String,
    /// How many of it at once.
    pub packages: u64,
    /// The most credits that are bought so in a billing period.
    pub monthly_cap: Option<Credits>,
}

/// What is asked for of [`ReloadSettings`]; the rest is the book's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReloadWish {
    pub threshold: Option<Credits>,
    pub top_up: Option<String>,
    pub packages: Option<u64>,
    pub monthly_cap: Option<Credits>,
}

/// What is under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing: it waits for the balance to fall.
    #[default]
    Idle,
    /// The payment of a reload; without an answer until then it counts as declined.
    InFlight { reload: u64, until: Moment },
    /// Nothing until then: the last payment was declined.
    Retrying { at: Moment },
    /// Nothing until it is enabled again.
    Suspended,
}

/// A reload that was wanted and is not paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaid {
    pub reload: u64,
    pub top_up: String,
    pub packages: u64,
    pub credits: Credits,
    /// It was said that it is declined; else it may still be paid, and counts against the cap of each period until then.
    pub declined: bool,
}

/// Where a reload stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReloadState {
    Off,
    /// It buys when the balance falls to the threshold.
    Armed,
    /// The balance is at or below the threshold: it buys once it has been above it, or when a charge is refused.
    Waiting,
    InFlight,
    Retrying,
    Suspended,
    /// As waiting; and the cap leaves no room in this period.
    Capped,
}

impl ReloadState {
    pub const ALL: [ReloadState; 7] = [
        ReloadState::Off,
        ReloadState::Armed,
        ReloadState::Waiting,
        ReloadState::InFlight,
        ReloadState::Retrying,
        ReloadState::Suspended,
        ReloadState::Capped,
    ];

    pub fn name(self) -> &'static str {
        match self {
            ReloadState::Off => "off",
            ReloadState::Armed => "armed",
            ReloadState::Waiting => "waiting",
            ReloadState::InFlight => "inFlight",
            ReloadState::Retrying => "retrying",
            ReloadState::Suspended => "suspended",
            ReloadState::Capped => "capped",
        }
    }
}

impl AutoReload {
    /// When it goes on by itself.
    pub(super) fn due(&self) -> Option<Moment> {
        match self.stage {
            Stage::InFlight { until, .. } => Some(until),
            Stage::Retrying { at } => Some(at),
            Stage::Idle | Stage::Suspended => None,
        }
    }

    pub(super) fn begin_period(&mut self) {
        (self.bought, self.capped) = (Credits::ZERO, false);
    }

    pub fn state(&self, balance: Credits) -> ReloadState {
        match (self.stage, &self.settings) {
            (Stage::InFlight { .. }, _) => ReloadState::InFlight,
            (_, None) => ReloadState::Off,
            (Stage::Retrying { .. }, _) => ReloadState::Retrying,
            (Stage::Suspended, _) => ReloadState::Suspended,
            (Stage::Idle, Some(settings)) if balance > settings.threshold => ReloadState::Armed,
            (Stage::Idle, _) if self.capped => ReloadState::Capped,
            (Stage::Idle, _) => ReloadState::Waiting,
        }
    }

    /// What was wanted and has no outcome: it may still be bought, and counts against a period's cap as much as what was.
    pub fn pending(&self) -> Credits {
        let open = self.unpaid.iter().filter(|unpaid| !unpaid.declined);
        open.map(|unpaid| unpaid.credits).fold(Credits::ZERO, with)
    }

    /// How long after a decline it is tried again: the wait doubles with each in a row.
    fn wait_ms(&self) -> i64 {
        HOUR_MS << (self.declines.clamp(1, DECLINES_MAX) - 1)
    }

    fn unpaid(&mut self, reload: u64) -> Result<&mut Unpaid> {
        let known = (1..=self.count).contains(&reload);
        let found = self.unpaid.iter_mut().find(|unpaid| unpaid.reload == reload);
        found.ok_or_else(
            || if known { Error::reload_settled(reload) } else { Error::unknown_reload(&reload.to_string()) },
        )
    }
}

impl ReloadSettings {
    /// What one reload brings by the book, where an account on that plan can still buy so.
    pub fn credits(&self, book: &Book, plan: &str) -> Option<Credits> {
        let plan = book.plan(plan).ok().filter(|plan| plan.reload && plan.top_ups.contains(&self.top_up))?;
        let package = book.top_ups.get(&self.top_up).filter(|_| !plan.is_unlimited())?;
        package.credits.credits().ok()?.times(self.packages).ok()
    }

    /// What the book starts from on a plan; `None` where it does not say, or the plan has no auto-reload.
    pub fn of_book(book: &Book, plan: &str) -> Result<Option<ReloadSettings>> {
        let (plan, Some(reload)) = (book.plan(plan)?, &book.policies.reload) else { return Ok(None) };
        if !plan.reload || plan.is_unlimited() {
            return Ok(None);
        }
        let wanted = reload.amount.credits()?.times(reload.packages.into())?;
        let Some((_, packages, top_up)) = smallest(book, plan, wanted) else { return Ok(None) };
        let monthly_cap = reload.monthly_cap.as_ref().map(|cap| cap.credits()).transpose()?;
        let (threshold, top_up) = (reload.threshold.credits()?, top_up.to_owned());
        Ok(Some(ReloadSettings { threshold, top_up, packages, monthly_cap }))
    }
}

/// The package of a plan that brings so many credits with the fewest too many: what it brings in all, how many of it,
/// its name.
pub(super) fn smallest<'a>(book: &'a Book, plan: &'a Plan, credits: Credits) -> Option<(Credits, u64, &'a str)> {
    let packages = plan.top_ups.iter().filter_map(|name| Some((name, book.top_ups.get(name)?)));
    let packages = packages.filter(|(_, top_up)| !top_up.recurring);
    packages
        .filter_map(|(name, top_up)| count_of(top_up, credits).map(|(all, count)| (all, count, name.as_str())))
        .min()
}

/// The package of a plan that can be bought once, where there is one of that kind.
fn only_package<'a>(book: &Book, plan: &'a Plan) -> Option<&'a String> {
    let mut once = plan.top_ups.iter().filter(|name| book.top_ups.get(*name).is_some_and(|package| !package.recurring));
    once.next().filter(|_| once.next().is_none())
}

/// How many of a package bring so many credits, and how many credits these are.
fn count_of(top_up: &TopUp, credits: Credits) -> Option<(Credits, u64)> {
    let each = top_up.credits.credits().ok().filter(|each| *each > Credits::ZERO)?;
    let count = (credits.micros() - 1) / each.micros() + 1;
    let count = u64::try_from(count).ok().filter(|count| *count <= PACKAGES_MAX)?;
    Some((each.times(count).ok()?, count))
}

impl Work<'_> {
    /// Lets an account buy by itself, or ends it. What is suspended begins again.
    pub(super) fn set_reload(&mut self, id: &str, wish: Option<&ReloadWish>) -> Result<Answer> {
        let settings = wish.map(|wish| self.reload_settings(id, wish)).transpose()?;
        let reload = &mut self.accounts.get_mut(id)?.watch.reload;
        let stays = settings.is_some() && reload.settings.is_some() && reload.stage != Stage::Suspended;
        if !stays {
            reload.declines = 0;
            if !matches!(reload.stage, Stage::InFlight { .. }) {
                reload.stage = Stage::Idle;
            }
        }
        reload.settings = settings;
        Ok(Answer::AutoReload { entry: None })
    }

    fn reload_settings(&self, id: &str, wish: &ReloadWish) -> Result<ReloadSettings> {
        let book = self.engine.book();
        let name = self.accounts.plan(id)?;
        let plan = book.plan(name)?;
        if self.accounts.is_unlimited(id, book)? {
            return Err(Error::nothing_to_buy(name));
        }
        if self.accounts.get(id)?.terms.plan.is_none() {
            return Err(Error::not_a_buyer());
        }
        if !plan.reload {
            let may = book.plans.iter().filter(|(_, plan)| plan.reload);
            return Err(Error::no_reload(name, may.map(|(name, _)| name.as_str())));
        }
        let start = ReloadSettings::of_book(book, name)?;
        let named = wish.top_up.as_ref().or(start.as_ref().map(|start| &start.top_up));
        let top_up = named.or_else(|| only_package(book, plan)).cloned();
        let top_up = top_up.ok_or_else(|| Error::missing("topUp", "the package that a reload buys"))?;
        let package = self.for_sale(id, &top_up)?;
        if package.recurring {
            return Err(Error::recurring_reload(&top_up));
        }
        let wanted = book.policies.reload.as_ref();
        let wanted = wanted.map(|of| of.amount.credits()?.times(of.packages.into())).transpose()?;
        let packages = wish.packages.or_else(|| wanted.and_then(|wanted| Some(count_of(package, wanted)?.1)));
        let packages = packages.ok_or_else(|| Error::missing("packages", "how many packages a reload buys"))?;
        if packages == 0 || packages > PACKAGES_MAX {
            return Err(Error::invalid_quantity(&packages.to_string(), PACKAGES_MAX));
        }
        let threshold = wish.threshold.or_else(|| start.as_ref().map(|start| start.threshold));
        let threshold = threshold.ok_or_else(|| Error::missing("threshold", "the balance at which it buys"))?;
        if threshold < Credits::ZERO {
            return Err(Error::negative("threshold", &threshold.to_string()));
        }
        let of_book = book_cap(book)?;
        if let (Some(own), Some(most)) = (wish.monthly_cap, of_book)
            && own > most
        {
            return Err(Error::cap_beyond(&own.to_string(), &most.to_string()));
        }
        let monthly_cap = wish.monthly_cap.or(of_book);
        let credits = package.credits.credits()?.times(packages)?;
        if let Some(cap) = monthly_cap.filter(|cap| *cap < credits) {
            return Err(Error::cap_too_small(&cap.to_string(), &credits.to_string()));
        }
        Ok(ReloadSettings { threshold, top_up, packages, monthly_cap })
    }

    /// A balance that falls to the threshold.
    pub(super) fn cross_reload(&mut self, id: &str, before: Credits, after: Credits) -> Result<()> {
        let settings = self.accounts.get(id)?.watch.reload.settings.as_ref();
        match settings.is_some_and(|settings| before > settings.threshold && settings.threshold >= after) {
            true => self.want_reload(id),
            false => Ok(()),
        }
    }

    /// Asks for a reload, unless one is under way, has to wait, or would pass the cap.
    pub(super) fn want_reload(&mut self, id: &str) -> Result<()> {
        let (book, account) = (self.engine.book(), self.accounts.get(id)?);
        let (Some(settings), Stage::Idle) = (account.watch.reload.settings.clone(), account.watch.reload.stage) else {
            return Ok(());
        };
        let plan = account.terms.plan.as_deref();
        let Some(credits) = plan.and_then(|plan| settings.credits(book, plan)) else { return Ok(()) };
        if self.is_exempt(id)? {
            return Ok(());
        }
        let (now, admins) = (self.now, self.accounts.admins(id)?);
        let cap = settings.monthly_cap.into_iter().chain(book_cap(book).ok().flatten()).min();
        let until = now.plus_millis(ANSWER_MS)?;
        let reload = &mut self.accounts.get_mut(id)?.watch.reload;
        let all = with(with(reload.bought, reload.pending()), credits);
        if let Some(cap) = cap.filter(|cap| all > *cap) {
            if !std::mem::replace(&mut reload.capped, true) {
                let (bought, pending) = (reload.bought, reload.pending());
                self.events.push(Event::ReloadCapped { account: id.to_owned(), cap, bought, pending, admins });
            }
            return Ok(());
        }
        reload.count += 1;
        let number = reload.count;
        reload.stage = Stage::InFlight { reload: number, until };
        let ReloadSettings { top_up, packages, .. } = settings;
        let unpaid = Unpaid { reload: number, top_up: top_up.clone(), packages, credits, declined: false };
        reload.unpaid.push(unpaid);
        if reload.unpaid.len() > UNPAID_MAX {
            reload.unpaid.remove(0);
        }
        self.events.push(Event::ReloadWanted { account: id.to_owned(), reload: number, top_up, packages, credits });
        Ok(())
    }

    /// What time does to a reload: one that nobody has answered counts as declined, one that was declined is tried again.
    pub(super) fn reload_due(&mut self, id: &str) -> Result<()> {
        let account = self.accounts.get_mut(id)?;
        match account.watch.reload.stage {
            Stage::InFlight { reload, .. } => self.decline(id, reload),
            Stage::Retrying { .. } => {
                account.watch.reload.stage = Stage::Idle;
                let low = account.is_low()?;
                if low { self.want_reload(id) } else { Ok(()) }
            }
            Stage::Idle | Stage::Suspended => Ok(()),
        }
    }

    /// Credits a reload that is paid, once, however late. `credited` says that its payment was credited before.
    pub(super) fn reload_paid(&mut self, id: &str, reload: u64, credited: bool) -> Result<Answer> {
        let book = self.engine.book();
        let account = self.accounts.get_mut(id)?;
        let period_end = account.period.end;
        let own = &mut account.watch.reload;
        let Unpaid { top_up, credits, .. } = own.unpaid(reload)?.clone();
        own.unpaid.retain(|unpaid| unpaid.reload != reload);
        own.bought = with(own.bought, credits);
        (own.declines, own.reason) = (0, None);
        own.stage = match own.stage {
            Stage::InFlight { reload: other, .. } if other != reload => own.stage,
            Stage::Suspended => Stage::Suspended,
            _ => Stage::Idle,
        };
        if !credited {
            let with_period = book.top_ups.get(&top_up).is_some_and(|package| package.expires == Expires::PeriodEnd);
            self.begin(EntryKind::Purchase);
            self.add(id, Side::Purchase, Kind::TopUp, credits, with_period.then_some(period_end))?;
            self.repay(id)?;
        }
        self.events.push(Event::ReloadPaid { account: id.to_owned(), reload, credits });
        Ok(Answer::AutoReload { entry: self.act(id).filter(|_| !credited) })
    }

    pub(super) fn reload_declined(&mut self, id: &str, reload: u64, reason: Option<&str>) -> Result<Answer> {
        let (now, account) = (self.now, self.accounts.get_mut(id)?);
        let low = account.is_low()?;
        let own = &mut account.watch.reload;
        let frees = !std::mem::replace(&mut own.unpaid(reload)?.declined, true);
        own.reason = reason.map(str::to_owned);
        // One that was waited for in vain has been counted.
        if matches!(own.stage, Stage::InFlight { reload: other, .. } if other == reload) {
            self.decline(id, reload)?;
        } else if frees && std::mem::take(&mut own.capped) && low && own.stage == Stage::Idle {
            // The cap has room for what it stopped.
            own.stage = Stage::Retrying { at: now.plus_millis(own.wait_ms())? };
        }
        Ok(Answer::AutoReload { entry: None })
    }

    /// Tries again later; after the last decline in a row nothing is tried.
    fn decline(&mut self, id: &str, reload: u64) -> Result<()> {
        let (now, admins) = (self.now, self.accounts.admins(id)?);
        let own = &mut self.accounts.get_mut(id)?.watch.reload;
        own.declines += 1;
        let declines = own.declines;
        let goes_on = own.settings.is_some() && declines < DECLINES_MAX;
        let retry = goes_on.then(|| now.plus_millis(own.wait_ms())).transpose()?;
        own.stage = match (retry, &own.settings) {
            (Some(at), _) => Stage::Retrying { at },
            (None, Some(_)) => Stage::Suspended,
            (None, None) => Stage::Idle,
        };
        self.events.push(Event::ReloadDeclined { account: id.to_owned(), reload, declines, retry, admins });
        Ok(())
    }
}

impl Account {
    /// Whether its balance is at or below what a reload is bought at.
    fn is_low(&self) -> Result<bool> {
        let total = self.total()?;
        Ok(self.watch.reload.settings.as_ref().is_some_and(|settings| total <= settings.threshold))
    }
}

/// The most that the book lets accounts buy by themselves in a period.
fn book_cap(book: &Book) -> Result<Option<Credits>> {
    book.policies.reload.as_ref().and_then(|reload| reload.monthly_cap.as_ref()).map(|cap| cap.credits()).transpose()
}

impl Accounts {
    /// What an account's reloads would start from by the book.
    pub fn reload_start(&self, id: &str, book: &Book) -> Result<Option<ReloadSettings>> {
        match self.get(id)?.terms.plan.is_some() && !self.is_unlimited(id, book)? {
            true => ReloadSettings::of_book(book, self.plan(id)?),
            false => Ok(None),
        }
    }
}
