//! The sanity check at the end of a sync: both sides count the phone's facts.

use dianfei_rules::money::Fen;
use serde::{Deserialize, Serialize};

use crate::fact::{CollectionFact, Fact, FactBody, ReadingFact, TicketFact};

/// Counts and fen totals over all facts of one phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayDigest {
    /// How many facts.
    pub facts: u64,
    /// How many readings.
    pub readings: u64,
    /// How many misses.
    pub missed: u64,
    /// How many payments.
    pub payments: u64,
    /// Their sum.
    pub collected_fen: Fen,
    /// How many tickets were claimed void.
    pub voids: u64,
    /// How many handovers were offered.
    pub offers: u64,
    /// Their cash.
    pub offered_fen: Fen,
}

impl DayDigest {
    /// Counts one more fact.
    pub fn count(&mut self, fact: &Fact) {
        self.facts += 1;
        match &fact.body {
            FactBody::Reading(ReadingFact::ReadingTaken(_)) => self.readings += 1,
            FactBody::Reading(ReadingFact::ReadingMissed(_)) => self.missed += 1,
            FactBody::Collection(CollectionFact::Collected(collected)) => {
                self.payments += 1;
                self.collected_fen = [self.collected_fen, collected.amount_fen].into_iter().sum();
            }
            FactBody::Collection(CollectionFact::HandoverOffered { content, .. }) => {
                self.offers += 1;
                self.offered_fen = [self.offered_fen, content.cash_fen].into_iter().sum();
            }
            FactBody::Ticket(TicketFact::VoidClaimed { .. }) => self.voids += 1,
            FactBody::Account(_)
            | FactBody::People(_)
            | FactBody::Reading(_)
            | FactBody::Audit(_)
            | FactBody::Ticket(_)
            | FactBody::Collection(_)
            | FactBody::Recovery(_)
            | FactBody::Archive(_) => {}
        }
    }
}
