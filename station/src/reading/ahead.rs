//! What the readings of a batch are ruled by, looked up for all of them at once: a
//! day's thousand readings are one route's neighbours.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, StationNo};
use dianfei_rules::policy::PolicySet;
use dianfei_wire::Fact;
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::reading::ReadingFact;

use super::card::{self, Choice};
use crate::account::policy;
use crate::chapter::Foresight;
use crate::store::{Reader, StoreError};

/// Looks up the deck of a batch that holds readings.
pub fn foresee(
    store: &mut Reader<'_>,
    station: &StationNo,
    facts: &[&Fact],
) -> Result<Option<Box<dyn Foresight>>, StoreError> {
    let is_reading =
        |fact: &&Fact| matches!(fact.body, FactBody::Reading(ReadingFact::ReadingTaken(_)));
    if !facts.iter().any(is_reading) {
        return Ok(None);
    }
    Ok(Some(Box::new(Deck::of(store, station, facts)?)))
}

/// Policies and reading cards as they were before a batch.
#[derive(Debug)]
pub struct Deck {
    policies: PolicySet,
    cards: BTreeMap<AccountNo, BTreeMap<YearMonth, Vec<AssignedStop>>>,
}

impl Deck {
    /// Of what these facts are about.
    pub fn of(
        store: &mut Reader<'_>,
        station: &StationNo,
        facts: &[&Fact],
    ) -> Result<Self, StoreError> {
        let mut wanted: BTreeMap<YearMonth, BTreeSet<&str>> = BTreeMap::new();
        for fact in facts {
            if let FactBody::Reading(ReadingFact::ReadingTaken(taken)) = &fact.body {
                wanted.entry(taken.period).or_default().insert(taken.account.as_str());
            }
        }
        let mut cards: BTreeMap<AccountNo, BTreeMap<YearMonth, Vec<AssignedStop>>> =
            BTreeMap::new();
        for (period, accounts) in wanted {
            let accounts: Vec<&str> = accounts.into_iter().collect();
            for stop in card::cards(store, station.as_str(), period, Choice::Accounts(&accounts))? {
                let of_account = cards.entry(stop.account.account.clone()).or_default();
                of_account.entry(period).or_default().push(stop);
            }
        }
        Ok(Self { policies: policy::set(store, station)?, cards })
    }

    /// The station's policies; no fact of a phone changes them.
    #[must_use]
    pub const fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// The cards of an account's meters; absent where they have to be looked up.
    #[must_use]
    pub fn cards(&self, period: YearMonth, account: &AccountNo) -> Option<&[AssignedStop]> {
        self.cards.get(account)?.get(&period).map(Vec::as_slice)
    }
}

impl Foresight for Deck {
    fn forget(&mut self, fact: &Fact) {
        let FactBody::Reading(fact) = &fact.body else { return };
        let account = match fact {
            ReadingFact::ReadingTaken(taken) => &taken.account,
            ReadingFact::ReadingMissed(missed) => &missed.account,
            ReadingFact::RoutePlanned { .. }
            | ReadingFact::RouteDrawn { .. }
            | ReadingFact::RouteHandedIn { .. }
            | ReadingFact::ExceptionRaised(_)
            | ReadingFact::ExceptionClosed { .. } => return,
        };
        self.cards.remove(account);
    }
}
