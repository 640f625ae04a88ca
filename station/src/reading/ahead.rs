//! What the readings of a batch are ruled by, looked up for all of them at once: a
//! day's thousand readings are one route's neighbours.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo, StationNo};
use dianfei_rules::policy::PolicySet;
use dianfei_wire::Fact;
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::reading::ReadingFact;

use super::card;
use super::held::{self, HeldReading};
use super::plan::{self, Plan};
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

/// Policies, plans and reading cards as they were before a batch.
#[derive(Debug)]
pub struct Deck {
    policies: PolicySet,
    periods: BTreeMap<YearMonth, Month>,
}

/// What the batch's readings of one period are ruled by.
#[derive(Debug, Default)]
struct Month {
    plans: BTreeMap<RouteNo, Plan>,
    accounts: BTreeMap<AccountNo, Known>,
}

/// What is known of an account before its reading.
#[derive(Debug, Default)]
pub struct Known {
    /// The cards of its meters.
    pub cards: Vec<AssignedStop>,
    /// Its readings of the period that hold.
    pub held: Vec<HeldReading>,
}

impl Known {
    /// Of one account.
    pub fn of(
        store: &mut Reader<'_>,
        station: &StationNo,
        period: YearMonth,
        account: &AccountNo,
    ) -> Result<Self, StoreError> {
        let known = Self::of_all(store, station, period, &[account.as_str()])?;
        Ok(known.into_values().next().unwrap_or_default())
    }

    fn of_all(
        store: &mut Reader<'_>,
        station: &StationNo,
        period: YearMonth,
        accounts: &[&str],
    ) -> Result<BTreeMap<AccountNo, Self>, StoreError> {
        let mut known: BTreeMap<AccountNo, Self> = BTreeMap::new();
        for card in card::figures(store, station.as_str(), period, accounts)? {
            known.entry(card.account.account.clone()).or_default().cards.push(card);
        }
        for reading in held::readings(store, station, period, accounts)? {
            known.entry(reading.account.clone()).or_default().held.push(reading);
        }
        Ok(known)
    }
}

impl Deck {
    /// Of what these facts are about.
    pub fn of(
        store: &mut Reader<'_>,
        station: &StationNo,
        facts: &[&Fact],
    ) -> Result<Self, StoreError> {
        let mut wanted: BTreeMap<YearMonth, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        for fact in facts {
            if let FactBody::Reading(ReadingFact::ReadingTaken(taken)) = &fact.body {
                let (routes, accounts) = wanted.entry(taken.period).or_default();
                routes.insert(taken.route.as_str());
                accounts.insert(taken.account.as_str());
            }
        }
        let mut periods = BTreeMap::new();
        for (period, (routes, accounts)) in wanted {
            let routes: Vec<&str> = routes.into_iter().collect();
            let accounts: Vec<&str> = accounts.into_iter().collect();
            let month = Month {
                plans: plan::plans(store, station, period, &routes)?,
                accounts: Known::of_all(store, station, period, &accounts)?,
            };
            periods.insert(period, month);
        }
        Ok(Self { policies: policy::set(store, station)?, periods })
    }

    /// The station's policies; no fact of a phone changes them.
    #[must_use]
    pub const fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// A route's plan; absent where it has to be looked up. Whose the route is and
    /// when it is to be read is changed by no fact of a phone.
    #[must_use]
    pub fn plan(&self, period: YearMonth, route: &RouteNo) -> Option<&Plan> {
        self.periods.get(&period)?.plans.get(route)
    }

    /// What is known of an account; absent where it has to be looked up.
    #[must_use]
    pub fn known(&self, period: YearMonth, account: &AccountNo) -> Option<&Known> {
        self.periods.get(&period)?.accounts.get(account)
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
        for month in self.periods.values_mut() {
            month.accounts.remove(account);
        }
    }
}
