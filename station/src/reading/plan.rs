//! Who holds a route: what of its plan a reader's fact is ruled by.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{RouteNo, StationNo};

use super::ahead::Deck;
use crate::account::station;
use crate::chapter::Arrival;
use crate::store::{Reader, StoreError, Tx, some};

/// A route's plan for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The phone that has drawn it; absent until then.
    pub device: Option<String>,
    /// The epoch of its handing out; 0 until then.
    pub epoch: i64,
    /// The day on which it is to be read.
    pub read_on: NaiveDate,
}

/// The plans of routes, by their numbers; those that have none are not there.
pub fn plans(
    store: &mut Reader<'_>,
    station: &StationNo,
    period: YearMonth,
    routes: &[&str],
) -> Result<BTreeMap<RouteNo, Plan>, StoreError> {
    let rows = some::of(
        store,
        routes,
        &[station.as_str().into(), period.into()],
        "select route, device, epoch, read_on from route_plan
         where station_id = $1 and period = $2 and route in",
    )?;
    rows.iter()
        .map(|row| {
            let plan = Plan {
                device: row.opt_text("device")?.map(str::to_owned),
                epoch: row.int("epoch")?,
                read_on: row.date("read_on")?,
            };
            Ok((row.parsed("route")?, plan))
        })
        .collect()
}

/// The route, period and epoch that a fact names.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The route.
    pub route: &'a RouteNo,
    /// The billing period.
    pub period: YearMonth,
    /// The epoch of its handing out.
    pub epoch: u32,
}

impl Place<'_> {
    /// The plan of the place; absent where there is none.
    pub fn plan(&self, tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<Option<Plan>, StoreError> {
        let ahead = arrival.ahead.of::<Deck>();
        if let Some(plan) = ahead.and_then(|deck| deck.plan(self.period, self.route)) {
            return Ok(Some(plan.clone()));
        }
        let route = self.route.as_str();
        Ok(plans(tx, &arrival.fact.station, self.period, &[route])?.remove(self.route))
    }
}

/// Whether the phone holds the route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Under the epoch that the fact names.
    Now,
    /// It did, under an earlier epoch.
    Earlier,
    /// It did under an epoch that the station lost when it was restored, and
    /// holds it again.
    Again,
    /// It was never handed to it.
    Never,
}

/// Whether the phone from which a fact came holds the place that it names.
pub fn holder(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    place: &Place<'_>,
    plan: Option<&Plan>,
) -> Result<Held, StoreError> {
    let Some(plan) = plan else { return Ok(Held::Never) };
    let named = i64::from(place.epoch);
    if is_mutated(Mutant::NoFence) && named > 0 {
        return Ok(Held::Now);
    }
    let device = arrival.fact.device.to_string();
    let holder = plan.device.as_deref();
    // Planned for another and not drawn yet, the route has no holder: who had
    // it under the last epoch had it earlier.
    let is_earlier = named < plan.epoch || (named == plan.epoch && holder.is_none());
    let holds = holder == Some(device.as_str());
    if named == plan.epoch && holds {
        return Ok(Held::Now);
    }
    let is_lost = named >= plan.epoch && station::incarnation(tx, &arrival.fact.station)? > 1;
    if is_lost && holds {
        Ok(Held::Again)
    } else if named > 0 && (is_earlier || is_lost) {
        Ok(Held::Earlier)
    } else {
        Ok(Held::Never)
    }
}
