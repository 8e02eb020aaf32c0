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
        let credits = Charge::new(self, service, &measured, &brought)?.total(measured.units())?;
        Ok(if service.is_free(&request.plan, measured.region) { Credits::ZERO } else { credits })
    }
}
