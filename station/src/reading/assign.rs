//! What the chapter gives a phone: the routes that are in its hands.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::RouteNo;
use dianfei_wire::assignment::{AssignedRoute, Assignment};
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::reading::ReadingFact;

use super::card::{self, Choice};
use crate::chapter::Holder;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Reader, Tx};

/// Hands out the routes whose read day has come to the phone of the reader they
/// are planned for (4.1.1). A reader who changed phones draws them again under a
/// new epoch; the old phone's readings are then those of an earlier epoch.
pub fn draw(
    tx: &mut Tx<'_>,
    holder: &Holder,
    moment: &Moment<'_>,
) -> Result<Vec<Draft>, SpineError> {
    let rows = tx.query(
        "select route, period, epoch from route_plan
         where station_id = $1 and reader = $2 and read_on <= $3
            and state in ('planned', 'drawn') and (device is null or device <> $4)
         order by period, route",
        &[
            holder.station.as_str().into(),
            holder.person.as_str().into(),
            holder.today.into(),
            holder.device.to_string().into(),
        ],
    )?;
    rows.iter()
        .map(|row| {
            let epoch = u32::try_from(row.int("epoch")? + 1).unwrap_or(u32::MAX);
            let body = FactBody::Reading(ReadingFact::RouteDrawn {
                route: row.parsed("route")?,
                period: row.parsed("period")?,
                reader: holder.person.clone(),
                device: holder.device,
                epoch,
            });
            Ok(Draft::new(moment, body))
        })
        .collect()
}

/// Adds the routes that the phone holds.
pub fn assign(
    store: &mut Reader<'_>,
    holder: &Holder,
    assignment: &mut Assignment,
) -> Result<(), SpineError> {
    let rows = store.query(
        "select route_plan.route, route_plan.period, route_plan.read_on, route_plan.epoch,
            route.name
         from route_plan
         join route on route.station_id = route_plan.station_id
            and route.route = route_plan.route
         where route_plan.station_id = $1 and route_plan.device = $2
            and route_plan.state = 'drawn'
         order by route_plan.period, route_plan.route",
        &[holder.station.as_str().into(), holder.device.to_string().into()],
    )?;
    for row in &rows {
        let route: RouteNo = row.parsed("route")?;
        let period: YearMonth = row.parsed("period")?;
        let stops = card::cards(store, holder.station.as_str(), period, Choice::Route(&route))?;
        assignment.routes.push(AssignedRoute {
            route,
            name: row.text("name")?.to_owned(),
            period,
            read_on: row.date("read_on")?,
            epoch: u32::try_from(row.int("epoch")?).unwrap_or(u32::MAX),
            stops,
        });
    }
    Ok(())
}
