//! What all requests cost that differ in nothing a price looks at.

use std::sync::Arc;

use super::price::Charge;
use super::{Engine, Measured, Request, Subject};
use crate::Result;
use crate::credits::Credits;
use crate::rates::Deck;

impl Engine {
    /// Refuses what no request of these names, of this day and by this payer has a price for.
    pub(crate) fn check_class(&self, request: &Request) -> Result<()> {
        let (plan, service) = self.check_names(request)?;
        self.book.check_day(request.at)?;
        let brought = self.payer(request, plan)?.map(|payer| payer.brings).unwrap_or_default();
        self.book.check_parameters(plan, service, &brought)
    }

    /// The decks that a service takes rates from, as far as they are there.
    pub(crate) fn decks_of(&self, service: &str) -> Result<Vec<Arc<Deck>>> {
        let names = self.book.service(service)?.decks();
        Ok(names.into_iter().filter_map(|name| self.decks.get(name).cloned()).collect())
    }

    /// The credits that [`Engine::quote`] says of a request like this one whose text has so many segments. Without an
    /// explanation, and without a text: what else is charged for than segments is as the request says it.
    pub(crate) fn class_credits(&self, request: &Request, segments: u32) -> Result<Credits> {
        self.class(request, segments, |_, credits| Ok(credits))
    }

    /// What is owed of such a request where the balance covers nothing of it: nothing where it is free, or where it is
    /// refused because there is no price beyond the balance.
    pub(crate) fn class_overage(&self, request: &Request, segments: u32) -> Result<Credits> {
        self.class(request, segments, |charge, credits| {
            let overage = charge.overage(credits, Credits::ZERO).ok().flatten();
            Ok(overage.filter(|_| credits > Credits::ZERO).map_or(Credits::ZERO, |overage| overage.owed))
        })
    }

    /// What is said of the charge for such a request, and of its credits.
    fn class<T>(
        &self,
        request: &Request,
        segments: u32,
        say: impl FnOnce(&Charge<'_>, Credits) -> Result<T>,
    ) -> Result<T> {
        let (plan, service) = self.check_names(request)?;
        self.book.check_day(request.at)?;
        let brought = self.payer(request, plan)?.map(|payer| payer.brings).unwrap_or_default();
        let mut measured = Measured::of(request, service)?;
        match &mut measured.subject {
            Subject::Segments { size, .. } => size.segments = segments,
            Subject::Message { sent } => *sent = segments > 0,
            _ => {}
        }
        self.book.check_parameters(plan, service, &brought)?;
        let charge = Charge::new(self, service, &measured, &brought)?;
        let credits = charge.total(measured.units())?;
        say(&charge, if service.is_free(&request.plan, measured.region) { Credits::ZERO } else { credits })
    }
}
