//! One command, on the accounts that it concerns.

use super::work::Work;
use super::{Accounts, Answer, Command, Entry, Event, Moment, Outcome};
use crate::Result;
use crate::quote::Engine;

/// Does first what time has done by `now`, to the account and those above it, and then the command.
///
/// An error of its own means that time could not go on (the book lacks an allowance's number, say): nothing has changed.
/// An error or a refusal as [`Outcome::answer`] means that the command has changed nothing; what time did stays.
pub fn apply(accounts: &mut Accounts, id: &str, command: &Command, now: Moment, engine: &Engine) -> Result<Outcome> {
    let before = accounts.clone();
    let (mut entries, mut events) = match advance(accounts, id, command, now, engine) {
        Ok(advanced) => advanced,
        Err(error) => {
            *accounts = before;
            return Err(error);
        }
    };
    // What time did stays when the command does not.
    let before = if entries.is_empty() && events.is_empty() { before } else { accounts.clone() };
    let mut work = Work::new(accounts, engine, now);
    let answer = work.run(id, command);
    let (done, told) = (work.entries, work.events);
    let done_nothing = !matches!(&answer, Ok(answer) if !answer.is_refused());
    if done_nothing {
        *accounts = before;
    } else {
        entries.extend(done);
    }
    events.extend(told.into_iter().filter(|event| !done_nothing || matches!(event, Event::Refused { .. })));
    Ok(Outcome { answer, entries, events })
}

type Advanced = (Vec<Entry>, Vec<Event>);

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
    Ok((work.entries, work.events))
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
            Command::Adjust { paid, credits, max } => self.adjust(id, paid, *credits, *max),
            Command::Settle { paid, request } => self.settle(id, paid, request),
            Command::Hold { amount, expires } => self.hold(id, amount, *expires),
            Command::Capture { hold, amount, cumulative, last } => self.capture(id, *hold, amount, *cumulative, *last),
            Command::Release { hold } => self.release(id, *hold),
            Command::Allot { to, reserve, credits, renew } => self.allot(id, to, *reserve, *credits, *renew),
            Command::TakeBack { to } => self.take_back(id, to),
        }
    }
}
