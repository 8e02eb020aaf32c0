//! A ledger in the simplest form: lists that are searched, integers that are added, months counted on fingers. It is
//! written from the rules and shares nothing with the real one. Amounts are micro-credits, times are milliseconds.

pub(super) const DAY: i64 = 86_400_000;

/// What differs between books.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) carry: Option<i64>,
    pub(super) daily: bool,
    pub(super) grace_days: i64,
    pub(super) repay: bool,
    /// What a credit beyond the balance is owed as.
    pub(super) overage: Option<i64>,
    /// Places of rollover, allowance, recurring, promo, top-up.
    pub(super) burn: [u8; 5],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Rollover,
    Allowance,
    Recurring,
    Promo,
    TopUp,
    Given,
}

#[derive(Clone, Debug)]
pub(super) struct Lot {
    pub(super) kind: Kind,
    pub(super) free: i64,
    pub(super) held: i64,
    pub(super) expires: Option<i64>,
    created: i64,
    place: u8,
    /// The lot above, and whether it is drawn under a cap.
    from: Option<(usize, bool)>,
}

#[derive(Clone, Debug)]
pub(super) struct Hold {
    made: i64,
    expires: i64,
    pub(super) open: bool,
    pub(super) left: i64,
    parts: Vec<(usize, i64)>,
}

/// A charge or a capture, and what it has taken and not given back; without a lot it is owed.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    at: i64,
    parts: Vec<(Option<usize>, i64)>,
    pub(super) price: i64,
    /// What lots paid of a price beyond them, and what was owed for the rest.
    beyond: Option<(i64, i64)>,
    pub(super) adjusted: bool,
    pub(super) refunded: bool,
    /// An attempt that has not ended, and what is reserved for it since a reset.
    pub(super) open: Option<Option<Vec<(usize, i64)>>>,
    /// The hold that it was captured from.
    hold: Option<usize>,
    /// What it came to where nothing was deducted.
    pub(super) recorded: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) to: usize,
    pub(super) reserve: bool,
    pub(super) credits: i64,
    pub(super) renew: bool,
    pub(super) used: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) parent: Option<usize>,
    pub(super) plan: Option<&'static str>,
    pub(super) seats: i64,
    next: (Option<&'static str>, Option<i64>),
    pub(super) external: bool,
    start: i64,
    pub(super) end: i64,
    granted: i64,
    pub(super) debt: i64,
    pub(super) recurring: Vec<(String, i64)>,
    pub(super) lots: Vec<Lot>,
    pub(super) holds: Vec<Hold>,
    pub(super) taken: Vec<Taken>,
    pub(super) gives: Vec<Given>,
}

/// What a command came to: how many credits moved, and how many of them were lost.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    Done(i64, i64),
    Refused,
    Error,
}

use Said::{Done, Refused};

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) rules: Rules,
    pub(super) now: i64,
    pub(super) accounts: Vec<Account>,
}

/// Year, month and day of a day counted from 1 January 1970, by going through the years and months.
fn date(day: i64) -> (i64, i64, i64) {
    let (mut year, mut left) = (1970, day);
    loop {
        for month in 1..=12 {
            let days = month_days(year, month);
            if left < days {
                return (year, month, left + 1);
            }
            left -= days;
        }
        year += 1;
    }
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The same day of the next month, for days up to the 28th.
fn next_month(start: i64) -> i64 {
    let (year, month, _) = date(start / DAY);
    start + month_days(year, month) * DAY
}

fn month_before(start: i64) -> i64 {
    let (year, month, _) = date(start / DAY);
    start - if month == 1 { 31 } else { month_days(year, month - 1) } * DAY
}

impl Model {
    pub(super) fn new(rules: Rules, now: i64) -> Model {
        Model { rules, now, accounts: Vec::new() }
    }

    /// Opens an account whose months begin on the same day as those from `anchor` on, which is not later than now.
    pub(super) fn open(&mut self, plan: Option<&'static str>, parent: Option<usize>, seats: i64, anchor: i64) {
        let mut start = anchor;
        while next_month(start) <= self.now {
            start = next_month(start);
        }
        self.accounts.push(Account {
            parent,
            plan,
            seats,
            next: (None, None),
            external: false,
            start,
            end: next_month(start),
            granted: 0,
            debt: 0,
            recurring: vec![],
            lots: vec![],
            holds: vec![],
            taken: vec![],
            gives: vec![],
        });
        self.allow(self.accounts.len() - 1, self.rules.daily);
    }

    // What is.

    fn place(&self, kind: Kind) -> u8 {
        self.rules.burn[match kind {
            Kind::Rollover => 0,
            Kind::Allowance | Kind::Given => 1,
            Kind::Recurring => 2,
            Kind::Promo => 3,
            Kind::TopUp => 4,
        }]
    }

    fn gone(&self, lot: &Lot) -> bool {
        lot.expires.is_some_and(|expires| expires <= self.now)
    }

    fn own(&self, id: usize) -> i64 {
        self.accounts[id].lots.iter().filter(|lot| !self.gone(lot)).map(|lot| lot.free).sum()
    }

    fn cap(&self, id: usize) -> Option<(usize, usize)> {
        let parent = self.accounts[id].parent?;
        let at = self.accounts[parent].gives.iter().position(|given| given.to == id && !given.reserve)?;
        Some((parent, at))
    }

    pub(super) fn available(&self, id: usize) -> i64 {
        let shared = self.cap(id).map(|(parent, at)| {
            let cap = &self.accounts[parent].gives[at];
            (cap.credits - cap.used).max(0).min(self.available(parent))
        });
        self.own(id) + shared.unwrap_or(0)
    }

    pub(super) fn unlimited(&self, id: usize) -> bool {
        let mut own = None;
        let (mut at, mut above) = (Some(id), false);
        while let Some(account) = at.map(|at| &self.accounts[at]) {
            if above && account.plan == Some("platform") {
                return true;
            }
            own = own.or(account.plan);
            (at, above) = (account.parent, true);
        }
        matches!(own, Some("platform" | "enterprise"))
    }

    fn exempt(&self, id: usize) -> bool {
        let mut at = Some(id);
        while let Some(account) = at.map(|at| &self.accounts[at]) {
            if account.external {
                return true;
            }
            at = account.parent;
        }
        self.unlimited(id)
    }

    fn full(&self, id: usize) -> Option<i64> {
        if self.unlimited(id) {
            return None;
        }
        Some(match self.accounts[id].plan {
            Some("team") => 100_000_000 * self.accounts[id].seats,
            Some("organization") => 150_000_000 * self.accounts[id].seats,
            _ => 0,
        })
    }

    // What moves.

    fn add(&mut self, id: usize, kind: Kind, credits: i64, expires: Option<i64>) -> usize {
        let (place, created) = (self.place(kind), self.now);
        self.accounts[id].lots.push(Lot { kind, free: credits, held: 0, expires, created, place, from: None });
        self.accounts[id].lots.len() - 1
    }

    fn allow(&mut self, id: usize, daily: bool) {
        let Some(full) = self.full(id) else { return };
        let account = &mut self.accounts[id];
        let missing = full - account.granted;
        if missing <= 0 {
            return;
        }
        account.granted = full;
        let (days, left) = ((account.end - account.start) / DAY, account.end / DAY - self.now.div_euclid(DAY));
        let credits = if daily { missing * left / days } else { missing };
        if credits > 0 {
            let end = account.end;
            self.add(id, Kind::Allowance, credits, Some(end));
            self.repay(id);
        }
    }

    fn repay(&mut self, id: usize) {
        let credits = self.accounts[id].debt.min(self.own(id));
        if self.rules.repay && credits > 0 {
            self.take(id, credits, false);
            self.accounts[id].debt -= credits;
        }
    }

    /// Takes credits that are there, or reserves them.
    fn take(&mut self, id: usize, credits: i64, reserve: bool) -> Vec<(usize, i64)> {
        let mut order: Vec<usize> = (0..self.accounts[id].lots.len()).collect();
        order.sort_by_key(|&at| {
            let lot = &self.accounts[id].lots[at];
            (lot.place, lot.expires.unwrap_or(i64::MAX), lot.created, at)
        });
        let (mut left, mut parts) = (credits, vec![]);
        for at in order {
            let part = left.min(self.accounts[id].lots[at].free);
            if part > 0 && !self.gone(&self.accounts[id].lots[at]) {
                left -= part;
                self.accounts[id].lots[at].free -= part;
                parts.push((at, part));
            }
        }
        if left > 0 {
            let (parent, at) = self.cap(id).unwrap();
            let drawn = self.take(parent, left, false);
            self.accounts[parent].gives[at].used += left;
            for (above, part) in drawn {
                let lot = self.pass_down(parent, above, id, part, true);
                self.accounts[id].lots[lot].free -= part;
                parts.push((lot, part));
            }
        }
        if reserve {
            parts.iter().for_each(|&(at, part)| self.accounts[id].lots[at].held += part);
        }
        parts
    }

    fn pass_down(&mut self, above: usize, lot: usize, below: usize, credits: i64, capped: bool) -> usize {
        let Lot { expires, place, .. } = self.accounts[above].lots[lot];
        let from = Some((lot, capped));
        let lots = &mut self.accounts[below].lots;
        let same = |lot: &Lot| lot.from == from && lot.expires == expires && (capped || lot.free + lot.held > 0);
        let at = lots.iter().position(same).unwrap_or(lots.len());
        if at == lots.len() {
            lots.push(Lot { kind: Kind::Given, free: 0, held: 0, expires, created: self.now, place, from });
        }
        lots[at].free += credits;
        at
    }

    /// Gives back into a lot what is of no lot now. Gives what was lost.
    fn back(&mut self, id: usize, lot: usize, credits: i64, since: i64) -> i64 {
        let found = self.accounts[id].lots[lot].clone();
        if let Some((above, true)) = found.from {
            self.uncount(id, credits, since);
            return self.back(self.accounts[id].parent.unwrap(), above, credits, since);
        }
        if self.gone(&found) {
            let until = found.expires.unwrap() + self.rules.grace_days * DAY;
            if until <= self.now {
                return credits;
            }
            self.accounts[id].lots[lot].expires = Some(until);
        }
        self.accounts[id].lots[lot].free += credits;
        0
    }

    fn uncount(&mut self, id: usize, credits: i64, since: i64) {
        if let Some((parent, at)) = self.cap(id)
            && since >= self.accounts[parent].start
        {
            let used = &mut self.accounts[parent].gives[at].used;
            *used = (*used - credits).max(0);
        }
    }

    /// Ends what is reserved of a lot. Gives what was lost.
    fn unhold(&mut self, id: usize, lot: usize, credits: i64, since: i64) -> i64 {
        self.accounts[id].lots[lot].held -= credits;
        let found = self.accounts[id].lots[lot].clone();
        if !self.gone(&found) {
            return self.back(id, lot, credits, since);
        }
        // Lost, and no cap counts it any more.
        let (mut id, mut from) = (id, found.from);
        while let Some((above, true)) = from {
            self.uncount(id, credits, since);
            id = self.accounts[id].parent.unwrap();
            from = self.accounts[id].lots[above].from;
        }
        credits
    }

    // What time does.

    fn due(&self, id: usize) -> i64 {
        let account = &self.accounts[id];
        let holds = account.holds.iter().filter(|hold| hold.open).map(|hold| hold.expires);
        let lots = account.lots.iter().filter(|lot| lot.free > 0).filter_map(|lot| lot.expires);
        holds.chain(lots).fold(account.end, i64::min)
    }

    /// Brings an account and those above it to a moment.
    pub(super) fn advance(&mut self, id: usize, now: i64) {
        let mut line = vec![id];
        while let Some(parent) = self.accounts[line[0]].parent {
            line.insert(0, parent);
        }
        self.advance_line(&line, now);
        for id in line {
            if self.accounts[id].granted == 0 {
                self.allow(id, false);
            }
        }
    }

    fn advance_line(&mut self, line: &[usize], now: i64) {
        while let Some(at) = line.iter().map(|&id| self.due(id)).min().filter(|at| *at <= now) {
            self.now = at;
            let id = line.iter().copied().find(|&id| self.due(id) == at).unwrap();
            let ending = self.accounts[id].holds.iter().position(|hold| hold.open && hold.expires == at);
            if let Some(hold) = ending {
                self.end_hold(id, hold);
            } else if self.accounts[id].end == at {
                self.begin_month(id);
            } else {
                self.expire(id);
            }
        }
        self.now = now;
    }

    fn expire(&mut self, id: usize) {
        let now = self.now;
        let gone = |lot: &&mut Lot| lot.expires.is_some_and(|expires| expires <= now);
        self.accounts[id].lots.iter_mut().filter(gone).for_each(|lot| lot.free = 0);
    }

    /// Gives what was left, and what of it was lost.
    fn end_hold(&mut self, id: usize, hold: usize) -> (i64, i64) {
        let Hold { made, parts, .. } = self.accounts[id].holds[hold].clone();
        self.accounts[id].holds[hold].open = false;
        let lost = parts.iter().map(|&(lot, credits)| self.unhold(id, lot, credits, made)).sum();
        (parts.iter().map(|part| part.1).sum(), lost)
    }

    fn begin_month(&mut self, id: usize) {
        let account = &mut self.accounts[id];
        (account.start, account.end) = (account.end, next_month(account.end));
        (account.granted, account.plan) = (0, account.next.0.or(account.plan));
        account.seats = account.next.1.unwrap_or(account.seats);
        account.next = (None, None);
        account.gives.iter_mut().filter(|given| given.renew).for_each(|given| given.used = 0);
        let (start, end) = (account.start, account.end);
        let ends = |lot: &&Lot| matches!(lot.kind, Kind::Allowance | Kind::Rollover) && lot.expires == Some(start);
        let rest: i64 = account.lots.iter().filter(ends).map(|lot| lot.free).sum();
        self.expire(id);
        let carried = rest.min(self.rules.carry.unwrap_or(0));
        if carried > 0 {
            self.add(id, Kind::Rollover, carried, Some(end));
        }
        self.allow(id, false);
        for (_, credits) in self.accounts[id].recurring.clone() {
            self.add(id, Kind::Recurring, credits, Some(end));
            self.repay(id);
        }
        for at in 0..self.accounts[id].taken.len() {
            let Account { taken, lots, .. } = &mut self.accounts[id];
            let back: Vec<(usize, i64)> = match &taken[at].open {
                None => continue,
                Some(None) => taken[at].parts.iter().map(|part| (part.0.unwrap(), part.1)).collect(),
                Some(Some(reserved)) => {
                    reserved.iter().for_each(|&(lot, credits)| lots[lot].held -= credits);
                    reserved.clone()
                }
            };
            if back.iter().all(|part| part.1 == 0) {
                continue;
            }
            taken[at].parts.clear();
            let mut reserved: Vec<(usize, i64)> = vec![];
            for (lot, credits) in back {
                let lot = self.anew(id, lot, credits);
                self.accounts[id].lots[lot].free -= credits;
                self.accounts[id].lots[lot].held += credits;
                match reserved.iter_mut().find(|part| part.0 == lot) {
                    Some(part) => part.1 += credits,
                    None => reserved.push((lot, credits)),
                }
            }
            self.accounts[id].taken[at].open = Some(Some(reserved));
        }
        let account = &self.accounts[id];
        let waits = account.plan.is_none()
            && account.parent.is_some_and(|parent| {
                let above = &self.accounts[parent];
                above.start == start && above.gives.iter().any(|given| given.to == id && given.reserve && given.renew)
            });
        if !waits {
            let passed =
                |lot: &Lot| account.plan.is_none() && matches!(lot.from, Some((_, false))) && lot.expires.is_some();
            let new = |lot: &Lot| (lot.kind == Kind::Allowance && lot.expires == Some(end)) || passed(lot);
            let lots = (0..account.lots.len()).filter(|&at| new(&account.lots[at]) && !self.gone(&account.lots[at]));
            self.renew(id, &lots.collect::<Vec<_>>());
        }
    }

    /// Gives what a lot paid back into the allowance of the month, of the pool that it is from. Gives the lot that has it.
    fn anew(&mut self, id: usize, lot: usize, credits: i64) -> usize {
        if let Some((above, true)) = self.accounts[id].lots[lot].from {
            let parent = self.accounts[id].parent.unwrap();
            let above = self.anew(parent, above, credits);
            self.accounts[parent].lots[above].free -= credits;
            return self.pass_down(parent, above, id, credits, true);
        }
        let (mut start, mut end) = (self.accounts[id].start, self.accounts[id].end);
        while start > self.now {
            (start, end) = (month_before(start), start);
        }
        let new = |lot: &Lot| lot.kind == Kind::Allowance && lot.expires == Some(end);
        let lot = self.accounts[id].lots.iter().position(new);
        let lot = lot.unwrap_or_else(|| {
            let lot = self.add(id, Kind::Allowance, 0, Some(end));
            self.accounts[id].lots[lot].created = start;
            lot
        });
        self.accounts[id].lots[lot].free += credits;
        lot
    }

    fn renew(&mut self, id: usize, lots: &[usize]) {
        for given in self.accounts[id].gives.clone().into_iter().filter(|given| given.reserve && given.renew) {
            self.advance_line(&[given.to], self.now);
            let (mut left, mut below) = (given.credits, vec![]);
            for &lot in lots {
                let part = left.min(self.accounts[id].lots[lot].free);
                if part > 0 {
                    left -= part;
                    self.accounts[id].lots[lot].free -= part;
                    below.push(self.pass_down(id, lot, given.to, part, false));
                }
            }
            self.repay(given.to);
            if self.accounts[given.to].plan.is_none() && self.accounts[given.to].start == self.now {
                self.renew(given.to, &below);
            }
        }
    }

    // What can be asked for.

    pub(super) fn change(
        &mut self,
        id: usize,
        plan: Option<&'static str>,
        seats: Option<i64>,
        later: Option<bool>,
    ) -> Said {
        if plan.is_some() && self.accounts[id].plan.is_none() {
            return Said::Error;
        }
        let was = self.full(id);
        let account = &mut self.accounts[id];
        let before = (account.plan, account.seats);
        (account.plan, account.seats) = (plan.or(before.0), seats.unwrap_or(before.1));
        if plan.is_some() {
            account.next.0 = None;
        }
        if seats.is_some() {
            account.next.1 = None;
        }
        let is = self.full(id);
        let fewer = is.is_some_and(|is| was.is_none_or(|was| is < was));
        if later.unwrap_or(fewer) {
            let account = &mut self.accounts[id];
            if account.plan != before.0 {
                account.next.0 = account.plan;
            }
            if account.seats != before.1 {
                account.next.1 = Some(account.seats);
            }
            (account.plan, account.seats) = before;
        } else {
            self.allow(id, self.rules.daily);
        }
        Done(0, 0)
    }

    pub(super) fn grant(&mut self, id: usize, credits: i64, kind: Kind, expires: Option<i64>) -> Said {
        self.add(id, kind, credits, expires);
        self.repay(id);
        Done(credits, 0)
    }

    pub(super) fn purchase(&mut self, id: usize, payment: &str, what: &str, quantity: i64) -> Said {
        if self.accounts[id].plan.is_none() || self.unlimited(id) {
            return Said::Error;
        }
        let end = Some(self.accounts[id].end);
        let (kind, each, expires) = match what {
            "credit" => (Kind::TopUp, 1_000_000, None),
            "pack" => (Kind::TopUp, 7_000_000, end),
            _ => (Kind::Recurring, 20_000_000, end),
        };
        if kind == Kind::Recurring {
            self.accounts[id].recurring.push((payment.to_owned(), each * quantity));
        }
        self.grant(id, each * quantity, kind, expires)
    }

    /// A charge; an attempt is open until it ends.
    pub(super) fn charge(&mut self, id: usize, price: i64, attempt: bool) -> Said {
        let mut parts = vec![];
        let available = self.available(id);
        let (mut sum, mut beyond) = (0, None);
        if !self.exempt(id) {
            let owes = self.rules.overage.filter(|_| !attempt && self.accounts[id].plan.is_some());
            let owed = match owes {
                _ if available >= price => 0,
                Some(times) => (price - available) * times,
                None => return Refused,
            };
            parts =
                self.take(id, price.min(available), false).into_iter().map(|(lot, part)| (Some(lot), part)).collect();
            if owed > 0 {
                self.accounts[id].debt += owed;
                parts.push((None, owed));
                beyond = Some((available, owed));
            }
            sum = price.min(available) + owed;
        }
        let (open, recorded) = (attempt.then_some(None), self.exempt(id).then_some(price));
        self.accounts[id].taken.push(Taken {
            at: self.now,
            parts,
            price,
            beyond,
            adjusted: false,
            refunded: false,
            open,
            hold: None,
            recorded,
        });
        Done(sum, 0)
    }

    /// What a charge has taken and not given back.
    pub(super) fn left(&self, id: usize, taken: usize) -> i64 {
        self.accounts[id].taken[taken].parts.iter().map(|part| part.1).sum()
    }

    fn give_back(&mut self, id: usize, taken: usize, credits: i64) -> i64 {
        let (mut left, mut lost) = (credits, 0);
        let Taken { at, mut parts, .. } = self.accounts[id].taken[taken].clone();
        let owed_first = (0..parts.len()).rev().filter(|&at| parts[at].0.is_none());
        let order: Vec<_> = owed_first.chain((0..parts.len()).rev().filter(|&at| parts[at].0.is_some())).collect();
        for index in order {
            let part = left.min(parts[index].1);
            left -= part;
            parts[index].1 -= part;
            match parts[index].0 {
                _ if part == 0 => {}
                Some(lot) => lost += self.back(id, lot, part, at),
                None => {
                    let owed = part.min(self.accounts[id].debt);
                    self.accounts[id].debt -= owed;
                    if part > owed {
                        self.add(id, Kind::Promo, part - owed, None);
                    }
                }
            }
        }
        self.accounts[id].taken[taken].parts = parts;
        lost
    }

    pub(super) fn refund(&mut self, id: usize, taken: usize, credits: Option<i64>) -> Said {
        let left = self.left(id, taken);
        let credits = credits.unwrap_or(left);
        if self.accounts[id].taken[taken].open.is_some() || left == 0 || credits <= 0 || credits > left {
            return Said::Error;
        }
        self.accounts[id].taken[taken].refunded = true;
        let lost = self.give_back(id, taken, credits);
        Done(credits, lost)
    }

    fn bring_to(&mut self, id: usize, taken: usize, credits: i64) -> Said {
        let recorded = self.accounts[id].taken[taken].recorded;
        let more = credits - self.left(id, taken) - recorded.unwrap_or(0);
        if let Some(hold) = self.accounts[id].taken[taken].hold.filter(|&hold| self.accounts[id].holds[hold].open) {
            return self.bring_from_hold(id, taken, hold, more);
        }
        if recorded.is_some() || (more > 0 && self.exempt(id)) {
            self.accounts[id].taken[taken].recorded = Some(recorded.unwrap_or(0) + more);
            return Done(more, 0);
        }
        if more > self.available(id) {
            return Refused;
        }
        if more <= 0 {
            let lost = self.give_back(id, taken, -more);
            return Done(more, lost);
        }
        for (lot, part) in self.take(id, more, false) {
            let parts = &mut self.accounts[id].taken[taken].parts;
            match parts.iter_mut().find(|part| part.0 == Some(lot)) {
                Some(found) => found.1 += part,
                None => parts.push((Some(lot), part)),
            }
        }
        Done(more, 0)
    }

    /// What an open hold paid comes from it and goes back to it.
    fn bring_from_hold(&mut self, id: usize, taken: usize, hold: usize, more: i64) -> Said {
        if more > self.accounts[id].holds[hold].left {
            return Refused;
        }
        if let Some(recorded) = &mut self.accounts[id].taken[taken].recorded {
            *recorded += more;
            self.accounts[id].holds[hold].left -= more;
            return Done(more, 0);
        }
        if more > 0 {
            for (lot, part) in self.spend(id, hold, more) {
                let parts = &mut self.accounts[id].taken[taken].parts;
                match parts.iter_mut().find(|found| found.0 == lot) {
                    Some(found) => found.1 += part,
                    None => parts.push((lot, part)),
                }
            }
            return Done(more, 0);
        }
        let account = &mut self.accounts[id];
        let (mut left, held) = (-more, &mut account.holds[hold]);
        held.left += left;
        for (lot, part) in account.taken[taken].parts.iter_mut().rev() {
            let (lot, back) = (lot.unwrap(), left.min(*part));
            left -= back;
            *part -= back;
            account.lots[lot].held += back;
            match held.parts.iter_mut().find(|part| part.0 == lot) {
                Some(part) => part.1 += back,
                None => held.parts.insert(0, (lot, back)),
            }
        }
        held.parts.retain(|part| part.1 > 0);
        Done(more, 0)
    }

    pub(super) fn adjust(&mut self, id: usize, taken: usize, credits: i64, max: i64) -> Said {
        let found = &self.accounts[id].taken[taken];
        if found.open.is_some() || found.adjusted || found.refunded || credits > max {
            return Said::Error;
        }
        let (price, beyond) = (found.price, found.beyond);
        let due = match beyond {
            Some((covered, owed)) if credits > covered => {
                let (share, whole) = (i128::from(credits - covered), i128::from(price - covered));
                covered + ((i128::from(owed) * share + whole - 1) / whole) as i64
            }
            _ => credits,
        };
        let more = due - self.left(id, taken);
        let said = if beyond.is_some() && more > 0 && !self.exempt(id) {
            self.accounts[id].debt += more;
            self.accounts[id].taken[taken].parts.push((None, more));
            Done(more, 0)
        } else {
            self.bring_to(id, taken, due)
        };
        if said != Refused {
            self.accounts[id].taken[taken].adjusted = true;
            // A price that falls gives usage back, but it is no refund.
        }
        said
    }

    pub(super) fn settle(&mut self, id: usize, taken: usize, price: i64) -> Said {
        let Some(reserved) = self.accounts[id].taken[taken].open.take() else { return Said::Error };
        let Some(reserved) = reserved else {
            let is_recorded = self.accounts[id].taken[taken].recorded.is_some();
            return self.bring_to(id, taken, if is_recorded { price } else { price.min(self.left(id, taken)) });
        };
        let (mut left, mut more, mut lost, mut parts) = (price, 0, 0, vec![]);
        for (lot, credits) in reserved {
            let used = left.min(credits);
            left -= used;
            more -= credits - used;
            self.accounts[id].lots[lot].held -= used;
            parts.push((Some(lot), used));
            if credits > used {
                lost += self.unhold(id, lot, credits - used, self.accounts[id].taken[taken].at);
            }
        }
        self.accounts[id].taken[taken].parts = parts;
        Done(more, lost)
    }

    pub(super) fn hold(&mut self, id: usize, credits: i64, expires: i64) -> Said {
        let mut parts = vec![];
        if !self.exempt(id) {
            if self.available(id) < credits {
                return Refused;
            }
            parts = self.take(id, credits, true);
        }
        self.accounts[id].holds.push(Hold { made: self.now, expires, open: true, left: credits, parts });
        Done(credits, 0)
    }

    pub(super) fn capture(&mut self, id: usize, hold: usize, credits: i64, attempt: bool, last: bool) -> Said {
        let found = &self.accounts[id].holds[hold];
        if !found.open {
            return Said::Error;
        }
        if credits > found.left {
            return Refused;
        }
        let (at, parts, open) = (self.now, self.spend(id, hold, credits), attempt.then_some(None));
        let recorded = parts.is_empty().then_some(credits);
        let taken = Taken {
            at,
            parts,
            price: credits,
            beyond: None,
            adjusted: false,
            refunded: false,
            open,
            hold: Some(hold),
            recorded,
        };
        self.accounts[id].taken.push(taken);
        if last {
            self.end_hold(id, hold);
        }
        Done(credits, 0)
    }

    fn spend(&mut self, id: usize, hold: usize, credits: i64) -> Vec<(Option<usize>, i64)> {
        let account = &mut self.accounts[id];
        let found = &mut account.holds[hold];
        found.left -= credits;
        let (mut left, mut parts) = (credits, vec![]);
        for part in &mut found.parts {
            let used = left.min(part.1);
            left -= used;
            part.1 -= used;
            account.lots[part.0].held -= used;
            if used > 0 {
                parts.push((Some(part.0), used));
            }
        }
        found.parts.retain(|part| part.1 > 0);
        parts
    }

    pub(super) fn release(&mut self, id: usize, hold: usize) -> Said {
        match self.accounts[id].holds[hold].open {
            true => {
                let (left, lost) = self.end_hold(id, hold);
                Done(left, lost)
            }
            false => Said::Error,
        }
    }

    pub(super) fn allot(&mut self, id: usize, to: usize, reserve: bool, credits: i64, renew: bool) -> Said {
        let at = self.accounts[id].gives.iter().position(|given| given.to == to);
        if self.accounts[to].parent != Some(id) || at.is_some_and(|at| self.accounts[id].gives[at].reserve != reserve) {
            return Said::Error;
        }
        if reserve {
            if self.available(id) < credits {
                return Refused;
            }
            for (lot, part) in self.take(id, credits, false) {
                self.pass_down(id, lot, to, part, false);
            }
            self.repay(to);
        }
        let gives = &mut self.accounts[id].gives;
        match at {
            None => gives.push(Given { to, reserve, credits, renew, used: 0 }),
            Some(at) if !reserve || (renew && !gives[at].renew) => {
                (gives[at].credits, gives[at].renew) = (credits, renew)
            }
            Some(at) if renew == gives[at].renew => gives[at].credits += credits,
            Some(_) => {}
        }
        Done(credits, 0)
    }

    pub(super) fn take_back(&mut self, id: usize, to: usize) -> Said {
        let before = self.accounts[id].gives.len();
        if self.accounts[to].parent == Some(id) {
            self.accounts[id].gives.retain(|given| given.to != to);
        }
        if self.accounts[id].gives.len() == before {
            return Said::Error;
        }
        let mut sum = 0;
        for lot in 0..self.accounts[to].lots.len() {
            let Lot { free, from, .. } = self.accounts[to].lots[lot];
            if let Some((above, false)) = from
                && free > 0
                && !self.gone(&self.accounts[to].lots[lot])
            {
                sum += free;
                self.accounts[to].lots[lot].free = 0;
                self.back(id, above, free, self.now);
            }
        }
        Done(sum, 0)
    }
}
