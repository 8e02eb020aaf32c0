//! One command, on the accounts that it concerns.

use super::work::Work;
use super::{Accounts, Answer, Command, Entry, Event, Limit, Moment, Outcome};
use crate::Result;
use crate::quote::Engine;

/// Does first what time has done by `now`, to the account and those above it, and then the command.
///
/// An error of its own means that time could not go on (the book lacks an allowance's number, say): nothing has changed.
/// An error or a refusal as [`Outcome::answer`] means that the command has changed nothing; what time did stays, and so
/// does the reload that a refusal for want of credits brings about.
pub fn apply(accounts: &mut Accounts, id: &str, command: &Command, now: Moment, engine: &Engine) -> Result<Outcome> {
    apply_at(accounts, id, command, now, engine, engine)
}

/// As [`apply`], where the command's price was promised by the book and decks of `prices`. Only the price is theirs: the
/// account's plan, its allowance and what is refused go by what is in force.
pub fn apply_at(
    accounts: &mut Accounts,
    id: &str,
    command: &Command,
    now: Moment,
    engine: &Engine,
    prices: &Engine,
) -> Result<Outcome> {
    let before = accounts.clone();
    let (mut entries, mut events, went_on) = match advance(accounts, id, command, now, engine) {
        Ok(advanced) => advanced,
        Err(error) => {
            *accounts = before;
            return Err(error);
        }
    };
    // What time did stays when the command does not.
    let before = if entries.is_empty() && !went_on { before } else { accounts.clone() };
    let mut work = Work::new(accounts, engine, now);
    work.prices = prices;
    let mut answer = work.run(id, command).and_then(|answer| work.watch().map(|()| answer));
    let (done, told) = (work.entries, work.events);
    let done_nothing = !matches!(&answer, Ok(answer) if !answer.is_refused());
    if done_nothing {
        *accounts = before;
    } else {
        entries.extend(done);
    }
    events.extend(told.into_iter().filter(|event| !done_nothing || matches!(event, Event::Refused { .. })));
    if let Some(pool) = answer.as_ref().ok().and_then(|answer| ran_dry(command, answer)) {
        let mut work = Work::new(accounts, engine, now);
        let wanted = work.want_reload(&pool);
        events.append(&mut work.events);
        answer = wanted.and(answer);
    }
    Ok(Outcome { answer, entries, events })
}

/// The pool for want of whose credits a charge, or what was to be reserved for one, is refused.
fn ran_dry(command: &Command, answer: &Answer) -> Option<String> {
    let (Answer::Refused(refusal), Command::Charge(_) | Command::Hold { .. }) = (answer, command) else { return None };
    match &refusal.limit {
        Limit::Pool { account } => Some(account.clone()),
        _ => None,
    }
}

/// What was written and told, and whether anything was due.
type Advanced = (Vec<Entry>, Vec<Event>, bool);

fn advance(accounts: &mut Accounts, id: &str, command: &Command, now: Moment, engine: &Engine) -> Result<Advanced> {
    let first = match command {
        Command::Open(opening) if accounts.find(id).is_none() => opening.parent.as_deref(),
        _ => Some(id),
    };
    let mut work = Work::new(accounts, engine, now);
    if let Some(first) = first {
        work.advance_line(first, now)?;
    }
    // One to whom something is given is as much in the present.
    if let Command::Allot { to, .. } | Command::TakeBack { to } = command
        && work.accounts.find(to).is_some()
    {
        work.advance_line(to, now)?;
    }
    Ok((work.entries, work.events, work.went_on))
}

impl Work<'_> {
    fn run(&mut self, id: &str, command: &Command) -> Result<Answer> {
        match command {
            Command::Open(opening) => self.open(id, opening),
            Command::Change(change) => self.change(id, change),
            Command::Wait => Ok(Answer::Changed),
            Command::Grant { credits, kind, expires } => self.grant(id, *credits, *kind, *expires),
            Command::Purchase { id: payment, top_up, quantity } => self.purchase(id, payment, top_up, *quantity),
            Command::EndRecurring { id: payment } => self.end_recurring(id, payment),
            Command::Charge(priced) => self.charge(id, priced),
            Command::Refund { paid, credits } => self.refund(id, paid, *credits),
            Command::Adjust { paid, credits, price, max, within_hold } => {
                self.adjust(id, paid, *credits, *price, *max, *within_hold)
            }
            Command::Settle { paid, request } => self.settle(id, paid, request),
            Command::Hold { amount, expires } => self.hold(id, amount, *expires),
            Command::Capture { hold, amount, cumulative, last } => self.capture(id, *hold, amount, *cumulative, *last),
            Command::Release { hold } => self.release(id, *hold),
            Command::Allot { to, reserve, credits, renew } => self.allot(id, to, *reserve, *credits, *renew),
            Command::TakeBack { to } => self.take_back(id, to),
            Command::Alerts { thresholds, admins } => self.set_alerts(id, thresholds.as_deref(), admins),
            Command::AutoReload(wish) => self.set_reload(id, wish.as_ref()),
            Command::ReloadPaid { reload, credited } => self.reload_paid(id, *reload, *credited),
            Command::ReloadDeclined { reload, reason } => self.reload_declined(id, *reload, reason.as_deref()),
        }
    }
}
