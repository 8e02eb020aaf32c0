//! What a report is asked for.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::page::whole;
use super::super::problem::Rejection;
use super::super::query::both;
use crate::ledger::usage::{Preset, Range};
use crate::ledger::{Account, Moment};
use crate::rates::Date;
use crate::server::TENANT;
use crate::server::store::{Place, Store, UsageBy, UsageFilter};
use crate::wire::charge::tag;
use crate::wire::{one_of, schema};
use crate::{Error, Result};

/// What a group is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Day,
    Month,
    Period,
    Service,
    Agent,
    Campaign,
    Member,
}

impl By {
    const ALL: [By; 7] = [By::Day, By::Month, By::Period, By::Service, By::Agent, By::Campaign, By::Member];

    fn name(self) -> &'static str {
        match self {
            By::Day => "day",
            By::Month => "month",
            By::Period => "period",
            By::Service => "service",
            By::Agent => "agent",
            By::Campaign => "campaign",
            By::Member => "member",
        }
    }

    /// What rows are kept by.
    pub(super) fn kept(self) -> UsageBy {
        match self {
            By::Day | By::Month | By::Period => UsageBy::Day,
            By::Service => UsageBy::Service,
            By::Agent => UsageBy::Agent,
            By::Campaign => UsageBy::Campaign,
            By::Member => UsageBy::Member,
        }
    }

    pub(super) fn is_time(self) -> bool {
        matches!(self, By::Day | By::Month | By::Period)
    }
}

/// How many groupings go into one another at most.
const BY_MAX: usize = 2;

/// Which days are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Days {
    Named(Preset),
    From(Range),
}

impl Days {
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Days::Named(preset) => Some(preset.name()),
            Days::From(_) => None,
        }
    }

    /// The days, by the account's calendar now.
    pub(super) fn range(self, store: &mut Store, account: &Account, below: bool, now: Moment) -> Result<Range> {
        let preset = match self {
            Days::From(range) => return Ok(range),
            Days::Named(preset) => preset,
        };
        let known = match preset {
            Preset::All => store.usage_span(TENANT, &account.id, below)?,
            _ => None,
        };
        let calendar = &account.terms.calendar;
        preset.range(calendar.day(now)?, calendar.day(account.period.start)?, known)
    }
}

/// Which usage is asked for.
#[derive(Debug, Clone)]
pub(in crate::server::http) struct Filter {
    pub(super) days: Days,
    pub(super) below: bool,
    pub(super) usage: UsageFilter,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::server::http) struct FilterParams {
    /// A range that ends today; `last-30-days` where nothing is asked for.
    #[param(value_type = Option<schema::UsageRange>)]
    range: Option<String>,
    /// The first day; then `to` is the last one.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// The last day, which is included.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
    /// The service; empty is usage of none.
    service: Option<String>,
    /// The agent; empty is usage of none.
    #[param(max_length = 128, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    agent: Option<String>,
    /// The campaign; empty is usage of none.
    #[param(max_length = 128, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    campaign: Option<String>,
    /// The account below that used it, or the account itself.
    #[param(value_type = Option<schema::Name>)]
    member: Option<String>,
    /// Whose usage: with that of the accounts below unless it is `own`.
    #[param(value_type = Option<schema::UsageScope>)]
    scope: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ByParams {
    /// What groups are of: at most two of `day`, `month`, `period`, `service`, `agent`, `campaign` and `member`, with a
    /// comma between them or each for itself; `day` where nothing is asked for.
    #[param(
        pattern = "^(day|month|period|service|agent|campaign|member)(,(day|month|period|service|agent|campaign|member))?$"
    )]
    by: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileParams {
    /// Whether the file begins with a byte order mark, without which spreadsheets may not take it for UTF-8; not unless it is
    /// `true`.
    #[param(value_type = Option<bool>)]
    bom: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::server::http) struct AheadParams {
    /// Until when: to the end of the billing `period` unless it is `month`.
    #[param(value_type = Option<schema::ProjectionUntil>)]
    until: Option<String>,
    /// Whose usage: with that of the accounts below unless it is `own`.
    #[param(value_type = Option<schema::UsageScope>)]
    scope: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::server::http) struct ScopeParams {
    /// Whose usage: with that of the accounts below unless it is `own`.
    #[param(value_type = Option<schema::UsageScope>)]
    scope: Option<String>,
}

/// The end of which days a projection looks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Period,
    Month,
}

impl Until {
    fn name(self) -> &'static str {
        match self {
            Until::Period => "period",
            Until::Month => "month",
        }
    }
}

/// The query of a report.
#[derive(Debug)]
pub(in crate::server::http) struct ReportQuery {
    pub(super) filter: Filter,
    pub(super) by: Vec<By>,
}

impl<S: Send + Sync> FromRequestParts<S> for ReportQuery {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ReportQuery, Rejection> {
        let (filter, by) = both::<FilterParams, ByParams>(parts)?;
        Ok(ReportQuery { filter: filter.try_into()?, by: groups(by)? })
    }
}

/// The query of a file.
#[derive(Debug)]
pub(in crate::server::http) struct FileQuery {
    pub(super) filter: Filter,
    pub(super) with_mark: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for FileQuery {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<FileQuery, Rejection> {
        let (filter, file) = both::<FilterParams, FileParams>(parts)?;
        let bom = file.bom.as_deref().unwrap_or("false");
        let with_mark = one_of("bom", bom, &[true, false], |mark| if mark { "true" } else { "false" })?;
        Ok(FileQuery { filter: filter.try_into()?, with_mark })
    }
}

impl AheadParams {
    pub(super) fn until(&self) -> Result<Until> {
        let until = self.until.as_deref();
        until.map_or(Ok(Until::Period), |until| one_of("until", until, &[Until::Period, Until::Month], Until::name))
    }

    pub(super) fn below(&self) -> Result<bool> {
        below(self.scope.as_deref())
    }
}

impl ScopeParams {
    pub(super) fn below(&self) -> Result<bool> {
        below(self.scope.as_deref())
    }
}

impl TryFrom<FilterParams> for Filter {
    type Error = Error;

    fn try_from(given: FilterParams) -> Result<Filter> {
        let days = match (given.range, given.from, given.to) {
            (range, None, None) => {
                let range = range.as_deref().unwrap_or(Preset::Last30Days.name());
                Days::Named(one_of("range", range, &Preset::ALL, Preset::name)?)
            }
            (None, Some(from), Some(to)) => Days::From(Range::new(Date::parse(&from)?, Date::parse(&to)?)?),
            (Some(_), ..) => return Err(Error::conflicting("range", "from")),
            (None, Some(_), None) => return Err(Error::missing("to", "`from` has a last day")),
            (None, None, Some(_)) => return Err(Error::missing("from", "`to` has a first day")),
        };
        let named = |field: &str, given: Option<String>| {
            given.map(|given| if given.is_empty() { Ok(given) } else { tag(field, given) }).transpose()
        };
        let usage = UsageFilter {
            service: named("service", given.service)?,
            agent: named("agent", given.agent)?,
            campaign: named("campaign", given.campaign)?,
            member: given.member.map(|member| super::super::name("member", &member)).transpose()?,
        };
        Ok(Filter { days, below: below(given.scope.as_deref())?, usage })
    }
}

/// Whether the usage of the accounts below counts as well.
fn below(scope: Option<&str>) -> Result<bool> {
    scope.map_or(Ok(true), |scope| one_of("scope", scope, &[true, false], super::scope))
}

/// Which groups are asked for: each name once.
fn groups(given: ByParams) -> Result<Vec<By>> {
    let mut by = Vec::new();
    for name in given.by.as_deref().unwrap_or("day").split(',') {
        by.push(one_of("by", name.trim(), &By::ALL, By::name)?);
    }
    let twice = by.iter().enumerate().any(|(at, one)| by[..at].contains(one));
    if by.len() > BY_MAX || twice {
        return Err(Error::invalid_query("`by` has one name or two different ones"));
    }
    Ok(by)
}

/// Where a list goes on: after a transaction. `20777.1795132800000.17.acme`
pub(super) fn place(cursor: &str) -> Result<Place> {
    let read = || {
        let mut parts = cursor.splitn(4, '.');
        let day = Date::from_days(whole(parts.next()?)?)?;
        let at = Moment::from_millis(whole(parts.next()?)?);
        let act = whole(parts.next()?).filter(|act| (1..=i64::MAX.unsigned_abs()).contains(act))?;
        let account = super::super::name("account", parts.next()?).ok()?;
        Some(Place { day, at, act, account })
    };
    read().ok_or_else(|| Error::invalid_query("`cursor` is the `next` of another page"))
}

pub(super) fn cursor(place: &Place) -> String {
    format!("{}.{}.{}.{}", place.day.days(), place.at.millis(), place.act, place.account)
}
