//! The accounts that a batch works on: loaded once, changed in memory, written at its end.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::TENANT;
use super::campaigns::first_day;
use super::engines::Engines;
use super::outbox;
use super::store::{EntryRow, Identity, Kept, Store, Stored, Tried};
use crate::credits::Credits;
use crate::ledger::usage::{RollUp, Usage};
use crate::ledger::{Account, Accounts, Allotment, Campaign, Command, Event, Hold, Lot, Moment, apply, given_to};
use crate::map::Map;
use crate::{Engine, Error, Result};

/// The answer to a key.
enum Answer {
    /// As it is kept, if it is.
    Known(Option<Stored>),
    /// To be written.
    New(Stored),
}

/// What a batch has loaded and not written yet.
pub(super) struct Working<'a> {
    store: &'a mut Store,
    pub(super) engine: Arc<Engine>,
    engines: &'a Engines,
    /// One moment for all of a batch of requests.
    pub(super) now: Moment,
    /// As they are stored.
    stored: BTreeMap<String, Account>,
    /// As they are now.
    present: BTreeMap<String, Account>,
    /// Accounts that were not there when answers were looked for. One that comes in the meantime is not seen: what opens
    /// it here fails when it is written, and the batch is done again.
    absent: BTreeSet<String>,
    entries: Vec<EntryRow>,
    /// With the moments at which they were told.
    events: Vec<(Moment, Event)>,
    identities: HashMap<(String, &'static str, String), u64>,
    /// By account and key.
    answers: HashMap<(String, String), Answer>,
    /// Whether a key without one counts as new.
    trusted: bool,
    /// By account and name, as far as they were asked for.
    campaigns: HashMap<(String, String), Option<Campaign>>,
    /// Those that are to be written, in the order in which they were started or ended.
    kept: Vec<(String, Campaign)>,
    /// Whose allotment from which account was asked for.
    allotments: BTreeSet<(String, String)>,
    /// The accounts of which all attempts and allotments are loaded.
    whole: BTreeSet<String>,
}

impl<'a> Working<'a> {
    pub(super) fn new(store: &'a mut Store, engines: &'a Engines, now: Moment) -> Working<'a> {
        Working {
            store,
            engine: engines.current(),
            engines,
            now,
            stored: BTreeMap::new(),
            present: BTreeMap::new(),
            absent: BTreeSet::new(),
            entries: Vec::new(),
            events: Vec::new(),
            identities: HashMap::new(),
            answers: HashMap::new(),
            trusted: false,
            campaigns: HashMap::new(),
            kept: Vec::new(),
            allotments: BTreeSet::new(),
            whole: BTreeSet::new(),
        }
    }

    /// Loads at once the accounts that requests are about and those above them, and `beside` these accounts of which is
    /// known that they will be needed. Other processes get none of them until the batch is written; accounts are taken in
    /// the order of their names, so that two batches do not wait for one another. Unless it is to `wait` for those that
    /// another process has now, it leaves them, and gives the accounts that cannot be worked on without them.
    pub(super) fn prepare(
        &mut self,
        accounts: &BTreeSet<&str>,
        beside: BTreeSet<String>,
        wait: bool,
    ) -> Kept<BTreeSet<String>> {
        let mut ids = beside;
        ids.extend(accounts.iter().map(|id| (*id).to_owned()));
        let ids = self.store.with_those_above(TENANT, ids)?;
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let loaded = match wait {
            true => self.store.load(TENANT, &ids, self.now)?,
            false => self.store.load_free(TENANT, &ids, self.now)?,
        };
        self.add(loaded);
        if let Some(activation) = self.store.in_force() {
            self.engine = self.engines.of(self.store, activation)?;
        }
        let blocked = self.store.blocked(accounts.iter().copied(), |id| self.present.contains_key(id));
        let is_absent = |id: &&str| !self.present.contains_key(*id) && !blocked.contains(*id);
        self.absent = accounts.iter().copied().filter(is_absent).map(str::to_owned).collect();
        let below =
            self.present.values().filter_map(|account| Some((account.terms.parent.clone()?, account.id.clone())));
        let below: Vec<(String, String)> = below.filter(|(parent, _)| self.present.contains_key(parent)).collect();
        if !below.is_empty() {
            let parents: BTreeSet<&str> = below.iter().map(|(parent, _)| parent.as_str()).collect();
            let to: Vec<&str> = below.iter().map(|(_, id)| id.as_str()).collect();
            let given = self.store.allotments_to(TENANT, &parents.into_iter().collect::<Vec<_>>(), &to)?;
            for (parent, allotment) in given {
                if !self.whole.contains(&parent) {
                    self.both(&parent, |account| account.allotments.push(allotment.clone()));
                }
            }
            self.allotments.extend(below);
        }
        Ok(blocked)
    }

    /// Loads at once the answers that there are, by account and key. The accounts are locked by now: an error is no answer
    /// that is kept, and so another process's answer must be seen. Other keys are to be looked for when they come, or
    /// `trusted` to be new: the batch fails where one is not.
    pub(super) fn prepare_answers(&mut self, keys: &[(&str, &str)], trusted: bool) -> Kept<()> {
        self.trusted = trusted;
        if keys.is_empty() {
            return Ok(());
        }
        let known = self.store.answers(TENANT, keys)?;
        self.answers.extend(known.into_iter().map(|(key, stored)| (key, Answer::Known(Some(stored)))));
        for (account, key) in keys {
            self.answers.entry(((*account).to_owned(), (*key).to_owned())).or_insert(Answer::Known(None));
        }
        Ok(())
    }

    /// The accounts that are loaded.
    pub(super) fn loaded(&self) -> BTreeSet<String> {
        self.stored.keys().cloned().collect()
    }

    /// The database itself, for what is no account's.
    pub(super) fn store(&mut self) -> &mut Store {
        self.store
    }

    /// The engine of an earlier book and decks.
    pub(super) fn earlier(&mut self, book: &str, decks: &Map<String, String>) -> Result<Arc<Engine>> {
        self.engines.get(self.store, book, decks)
    }

    /// An account as it is at this moment, with those above it. Nothing is written.
    pub(super) fn view(&mut self, id: &str) -> Tried<Accounts> {
        let mut accounts = self.take(id, None)?;
        if accounts.find(id).is_none() {
            return Err(Error::unknown_account(id).into());
        }
        apply(&mut accounts, id, &Command::Wait, self.now, &self.engine)?;
        Ok(accounts)
    }

    /// The same beside what a batch goes on with.
    pub(super) fn peek(&mut self, id: &str) -> Tried<Accounts> {
        let accounts = self.take(id, None)?;
        self.put(accounts.clone());
        let viewed = self.view(id);
        self.put(accounts);
        viewed
    }

    /// What an account gives to those below it, as it is at this moment, with what is left of each. Nothing is written.
    pub(super) fn given_below(&mut self, id: &str) -> Tried<Vec<(Allotment, Credits)>> {
        self.want_whole(id)?;
        let accounts = self.view(id)?;
        let allotments = &accounts.get(id)?.allotments;
        let set_aside = allotments.iter().filter(|allotment| allotment.reserve).map(|allotment| &*allotment.to);
        let unseen: Vec<&str> = set_aside.filter(|to| accounts.find(to).is_none()).collect();
        self.load_all(&unseen)?;
        let mut given = Vec::new();
        for allotment in allotments {
            let left = match accounts.find(&allotment.to) {
                _ if !allotment.reserve => allotment.left(),
                Some(member) => member.given(self.now),
                None => self.seen(&allotment.to)?.given(self.now),
            };
            given.push((allotment.clone(), left?));
        }
        Ok(given)
    }

    /// An account that is loaded, as it is at this moment.
    fn seen(&mut self, id: &str) -> Tried<Account> {
        match self.present.get(id) {
            Some(account) if account.due() > self.now => Ok(account.clone()),
            _ => Ok(self.peek(id)?.get(id)?.clone()),
        }
    }

    /// Writes what has changed.
    pub(super) fn flush(self) -> Kept<()> {
        let Working { store, stored, present, entries, events, identities, answers, kept, now, .. } = self;
        let changed = present.values().map(|account| (stored.get(&account.id), account));
        let changed: Vec<_> = changed.filter(|(before, account)| *before != Some(account)).collect();
        store.save(TENANT, &changed)?;
        store.add_entries(TENANT, &entries)?;
        store.add_events(TENANT, &outbox::rows(&events)?)?;
        store.add_usage(TENANT, entries.iter().map(|row| &row.entry))?;
        let identities = identities
            .iter()
            .map(|((account, kind, id), act)| (account.as_str(), Identity { kind, id: id.clone(), act: *act }));
        store.keep_identities(TENANT, &identities.collect::<Vec<_>>())?;
        kept.iter().try_for_each(|(account, campaign)| store.save_campaign(TENANT, account, campaign))?;
        let answers = answers.iter().filter_map(|(key, answer)| match answer {
            Answer::New(stored) => Some((key, stored)),
            Answer::Known(_) => None,
        });
        store.keep_answers(TENANT, answers, now)
    }

    /// Takes the accounts that a command concerns: one with those above it, `other` likewise, and of each those below
    /// that a new period gives to.
    pub(super) fn take(&mut self, id: &str, other: Option<&str>) -> Kept<Accounts> {
        let (mut concerned, mut next) = (BTreeSet::new(), vec![id.to_owned()]);
        next.extend(other.map(str::to_owned));
        while !next.is_empty() {
            let found = std::mem::take(&mut next);
            self.load_missing(&found)?;
            for id in found {
                if concerned.contains(&id) || !self.present.contains_key(&id) {
                    continue;
                }
                if self.present[&id].period.end <= self.now {
                    self.want_whole(&id)?;
                    self.want_lots_of_attempts(&id)?;
                }
                let account = &self.present[&id];
                next.extend(account.terms.parent.clone());
                next.extend(given_to(account, self.now));
                concerned.insert(id);
            }
        }
        // From below to above: a lot that is loaded makes the one wanted that it is from.
        let mut by_depth: Vec<(usize, String)> = concerned.into_iter().map(|id| (self.depth(&id), id)).collect();
        by_depth.sort_unstable_by(|a, b| b.cmp(a));
        for (_, id) in &by_depth {
            self.want_from_above(id)?;
        }
        let mut accounts = Accounts::default();
        for (_, id) in by_depth {
            if let Some(account) = self.present.remove(&id) {
                accounts.insert(account);
            }
        }
        Ok(accounts)
    }

    pub(super) fn put(&mut self, accounts: Accounts) {
        self.present.extend(accounts.into_iter().map(|account| (account.id.clone(), account)));
    }

    fn depth(&self, id: &str) -> usize {
        let parent = |id: &str| self.present.get(id)?.terms.parent.as_deref();
        std::iter::successors(parent(id), |id| parent(id)).count()
    }

    /// Whether there is such an account.
    pub(super) fn load(&mut self, id: &str) -> Kept<bool> {
        self.load_missing(&[id.to_owned()])?;
        Ok(self.present.contains_key(id))
    }

    /// Loads at once those that have not been looked for.
    fn load_missing(&mut self, ids: &[String]) -> Kept<()> {
        let is_missing = |id: &&str| !self.present.contains_key(*id) && !self.absent.contains(*id);
        let missing: Vec<&str> = ids.iter().map(String::as_str).filter(is_missing).collect();
        if missing.is_empty() { Ok(()) } else { self.load_all(&missing) }
    }

    fn load_all(&mut self, ids: &[&str]) -> Kept<()> {
        let loaded = self.store.load(TENANT, ids, self.now)?;
        self.add(loaded);
        Ok(())
    }

    fn add(&mut self, loaded: Vec<Account>) {
        for account in loaded {
            if account.period.end <= self.now {
                self.whole.insert(account.id.clone());
            }
            self.stored.insert(account.id.clone(), account.clone());
            self.present.insert(account.id.clone(), account);
        }
    }

    /// Loads what an account has from the one above it: the allotment, and the lots that its own lots are from.
    fn want_from_above(&mut self, id: &str) -> Kept<()> {
        let account = &self.present[id];
        let Some(parent) = account.terms.parent.clone().filter(|parent| self.present.contains_key(parent)) else {
            return Ok(());
        };
        let sources: Vec<u64> = account.lots.iter().filter_map(|lot| Some(lot.source?.lot)).collect();
        self.want_lots(&parent, &sources)?;
        let asked = !self.allotments.insert((parent.clone(), id.to_owned())) || self.whole.contains(&parent);
        if asked || self.present[&parent].allotments.iter().any(|allotment| allotment.to == id) {
            return Ok(());
        }
        for (_, allotment) in self.store.allotments_to(TENANT, &[&parent], &[id])? {
            self.both(&parent, |account| account.allotments.push(allotment.clone()));
        }
        Ok(())
    }

    /// Adds what was loaded later to an account as it is stored and as it is now.
    fn both(&mut self, id: &str, add: impl Fn(&mut Account)) {
        for accounts in [&mut self.stored, &mut self.present] {
            if let Some(account) = accounts.get_mut(id) {
                add(account);
            }
        }
    }

    pub(super) fn want_lots(&mut self, id: &str, lots: &[u64]) -> Kept<()> {
        if !self.load(id)? {
            return Ok(());
        }
        let known = |lot: &u64| self.present[id].lots.iter().any(|known| known.id == *lot);
        let missing: Vec<u64> = lots.iter().copied().filter(|lot| !known(lot)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let lots = self.store.lots(TENANT, id, &missing)?;
        self.both(id, |account| {
            account.lots.extend(lots.iter().cloned());
            account.lots.sort_by_key(|lot| lot.id); // as if all were there
        });
        Ok(())
    }

    /// Loads all attempts and allotments of an account: when its period ends, and before allotments come or go.
    pub(super) fn want_whole(&mut self, id: &str) -> Kept<()> {
        if !self.load(id)? || !self.whole.insert(id.to_owned()) {
            return Ok(());
        }
        let Some(kept) = self.store.account(TENANT, id, Moment::MAX)? else { return Ok(()) };
        let Some(loaded) = self.stored.get(id) else { return Ok(()) };
        let known = |charge: u64| loaded.attempts.iter().any(|attempt| attempt.charge == charge);
        let attempts: Vec<_> = kept.attempts.into_iter().filter(|attempt| !known(attempt.charge)).collect();
        self.both(id, |account| {
            account.attempts.extend(attempts.iter().cloned());
            account.attempts.sort_by_key(|attempt| attempt.charge);
            let mut allotments = kept.allotments.clone();
            for allotment in &mut allotments {
                let loaded = account.allotments.iter().find(|loaded| loaded.to == allotment.to);
                *allotment = loaded.unwrap_or(allotment).clone();
            }
            account.allotments = allotments;
        });
        Ok(())
    }

    /// Loads the lots that end with the present period, used up or not: its end is about to move.
    pub(super) fn want_lots_of_period(&mut self, id: &str) -> Kept<()> {
        if !self.load(id)? {
            return Ok(());
        }
        let end = self.present[id].period.end;
        self.want_lots_that_end(id, |at| at == end)
    }

    fn want_lots_that_end(&mut self, id: &str, then: impl Fn(Moment) -> bool) -> Kept<()> {
        let Some(whole) = self.store.whole_account(TENANT, id)? else { return Ok(()) };
        let ending = whole.lots.iter().filter(|lot| lot.expires.is_some_and(&then));
        let ending: Vec<u64> = ending.map(|lot| lot.id).collect();
        self.want_lots(id, &ending)
    }

    /// Loads the lots that open attempts were paid from: what they took goes back to where it is from. What was drawn under
    /// a cap goes into what the pool above was granted since, and is drawn again, used up or not.
    fn want_lots_of_attempts(&mut self, id: &str) -> Kept<()> {
        let account = &self.present[id];
        let (end, parts) = (account.period.end, account.attempts.iter().flat_map(|attempt| &attempt.parts));
        let lots: Vec<u64> = parts.filter_map(|part| part.lot).collect();
        self.want_lots(id, &lots)?;
        let is_drawn = |lot: &Lot| lots.contains(&lot.id) && lot.is_drawn();
        let mut next = Some(id.to_owned()).filter(|id| self.present[id].lots.iter().any(is_drawn));
        while let Some(id) = next {
            self.want_lots_that_end(&id, |at| at > end)?;
            next = self.present.get(&id).and_then(|account| account.terms.parent.clone());
        }
        Ok(())
    }

    pub(super) fn want_hold(&mut self, id: &str, hold: u64) -> Kept<()> {
        if !self.load(id)? || self.present[id].holds.iter().any(|known| known.id == hold) {
            return Ok(());
        }
        if let Some(hold) = self.store.hold(TENANT, id, hold)? {
            let lots: Vec<u64> = hold.parts.iter().filter_map(|part| part.lot).collect();
            self.both(id, |account| account.holds.push(hold.clone()));
            self.want_lots(id, &lots)?;
        }
        Ok(())
    }

    /// A hold that was loaded.
    pub(super) fn hold(&self, id: &str, hold: u64) -> Option<&Hold> {
        self.present.get(id)?.holds.iter().find(|found| found.id == hold)
    }

    pub(super) fn campaign(&mut self, account: &str, name: &str) -> Kept<Option<Campaign>> {
        let key = (account.to_owned(), name.to_owned());
        if let Some(campaign) = self.campaigns.get(&key) {
            return Ok(campaign.clone());
        }
        let campaign = self.store.campaign(TENANT, account, name)?;
        self.campaigns.insert(key, campaign.clone());
        Ok(campaign)
    }

    pub(super) fn keep_campaign(&mut self, account: &str, campaign: Campaign) {
        self.campaigns.insert((account.to_owned(), campaign.id.clone()), Some(campaign.clone()));
        self.kept.push((account.to_owned(), campaign));
    }

    /// What was used under a campaign's name, up to now; where the campaign is known, since it was made.
    pub(super) fn campaign_usage(
        &mut self,
        account: &str,
        name: &str,
        campaign: Option<&Campaign>,
    ) -> Kept<Option<Usage>> {
        let since = campaign.map_or(i64::MIN, first_day);
        let mut usage = self.store.campaign_usage(TENANT, account, since, &[name])?.remove(name);
        let mut pending = RollUp::default();
        for EntryRow { entry, .. } in &self.entries {
            if entry.account == account && entry.label.as_ref().is_some_and(|label| label.campaign == name) {
                pending.add(entry)?;
            }
        }
        for day in pending.into_days() {
            usage = Some(usage.unwrap_or_default().plus(&day.usage)?);
        }
        Ok(usage)
    }

    pub(super) fn want_attempt(&mut self, id: &str, charge: u64) -> Kept<()> {
        if !self.load(id)? || self.present[id].attempts.iter().any(|known| known.charge == charge) {
            return Ok(());
        }
        // One that ended in this batch is not asked for again: it is in the store until the batch is written.
        let ended = self.stored.get(id).is_some_and(|account| account.attempts.iter().any(|old| old.charge == charge));
        if let Some(attempt) = self.store.attempt(TENANT, id, charge)?.filter(|_| !ended) {
            self.both(id, |account| {
                account.attempts.push(attempt.clone());
                account.attempts.sort_by_key(|attempt| attempt.charge);
            });
        }
        Ok(())
    }

    /// The entries of what a number begins, and then those that concern it.
    pub(super) fn story(&mut self, id: &str, act: u64) -> Kept<Vec<EntryRow>> {
        let mut story = self.store.story(TENANT, id, act)?;
        let about =
            |row: &&EntryRow| row.entry.account == id && (row.entry.act == act || row.entry.concerns == Some(act));
        story.extend(self.entries.iter().filter(about).cloned());
        Ok(story)
    }

    pub(super) fn write(&mut self, entries: impl Iterator<Item = EntryRow>) {
        self.entries.extend(entries);
    }

    /// Keeps what others are told of.
    pub(super) fn tell(&mut self, events: Vec<Event>) {
        self.events.extend(events.into_iter().map(|event| (self.now, event)));
    }

    /// What was told so far.
    pub(super) fn told(&self) -> &[(Moment, Event)] {
        &self.events
    }

    pub(super) fn identity(&mut self, account: &str, kind: &'static str, id: &str) -> Kept<Option<u64>> {
        match self.identities.get(&(account.to_owned(), kind, id.to_owned())) {
            Some(act) => Ok(Some(*act)),
            None => self.store.identity(TENANT, account, kind, id),
        }
    }

    pub(super) fn keep_identity(&mut self, account: &str, identity: Identity) {
        self.identities.insert((account.to_owned(), identity.kind, identity.id), identity.act);
    }

    pub(super) fn answer(&mut self, account: &str, key: &str) -> Kept<Option<Stored>> {
        match self.answers.get(&(account.to_owned(), key.to_owned())) {
            Some(Answer::New(stored)) => Ok(Some(stored.clone())),
            Some(Answer::Known(stored)) => Ok(stored.clone()),
            None if self.trusted => Ok(None),
            None => self.store.answer(TENANT, account, key),
        }
    }

    /// The answer to a key that was trusted to be new, if it is not.
    pub(super) fn overlooked_answer(&mut self, account: &str, key: &str) -> Kept<Option<Stored>> {
        let is_known = self.answers.contains_key(&(account.to_owned(), key.to_owned()));
        if is_known || !self.trusted { Ok(None) } else { self.store.answer(TENANT, account, key) }
    }

    pub(super) fn keep_answer(&mut self, account: &str, key: &str, stored: Stored) {
        self.answers.insert((account.to_owned(), key.to_owned()), Answer::New(stored));
    }
}
