//! What all requests cost that differ in nothing a price looks at.

use super::price::Charge;
use super::{Engine, Measured, Request, Subject};
use crate::Result;
use crate::credits::Credits;

impl Engine {
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
