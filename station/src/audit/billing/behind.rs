//! Meters behind an account's meter (总表–分表): another account pays what they
//! count, so that it is taken off the total account's energy of the same period.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::account::SupplyContract;
use dianfei_rules::bill::{BillEnergy, SubMeter};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo};
use dianfei_rules::policy::PolicySet;
use dianfei_rules::reading::usage::usage;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::Tariff;

use super::input::{self, Given};
use super::meters;
use crate::account::contract::Contracts;
use crate::reading::card;
use crate::spine::SpineError;
use crate::store::{Reader, Row, StoreError, Tx, some};

/// What the meters behind counted in the period.
///
/// # Errors
/// Refuses `sub_meter_unread` where one was not read: a provisional energy would be
/// taken off now, and once more with the reading that settles it.
pub(super) fn sub_meters(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    contract: &SupplyContract,
    policies: &PolicySet,
    tariffs: &[Tariff],
) -> Result<Vec<SubMeter>, SpineError> {
    let mut found = Vec::with_capacity(contract.behind.len());
    for account in &contract.behind {
        let (station, period) = (given.station, given.period);
        let cards = card::figures(tx, station, period, &[account.as_str()])?;
        let registers = match cards.split_first() {
            None => Vec::new(),
            Some((first, others)) => {
                let behind = Given { station, period, first, others, contracts: given.contracts };
                let unsettled = input::unsettled(tx, &behind)?;
                match meters::energy(tx, &behind, &unsettled, policies, tariffs)?.energy {
                    BillEnergy::Metered(input) => usage(&input)?.registers,
                    BillEnergy::Provisional { .. } => {
                        return Err(unread(given.account(), account, period).into());
                    }
                }
            }
        };
        found.push(SubMeter { account: account.clone(), registers });
    }
    Ok(found)
}

fn unread(total: &AccountNo, sub: &AccountNo, period: YearMonth) -> Refusal {
    Refusal::by_clause("sub_meter_unread", "2.1")
        .with("total_account", total)
        .with("sub_account", sub)
        .with("period", period)
}

/// The accounts behind those of `routes`, on whatever route they are themselves,
/// once each was read in the period.
///
/// # Errors
/// Refuses `sub_meter_unread` with the first that was not.
pub(super) fn require_read(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    routes: &[RouteNo],
) -> Result<BTreeSet<AccountNo>, SpineError> {
    let contracts = Contracts::all(store, station)?;
    let mut behind = BTreeSet::new();
    for total in contracts.totals() {
        let row = store.query_opt(
            "select account.route, reading.read_on from account
             join reading on reading.station_id = account.station_id
                and reading.account = account.account
             where account.station_id = $1 and account.account = $2 and reading.period = $3
                and reading.state = 'holds'
             order by reading.fact_id limit 1",
            &[station.into(), total.as_str().into(), period.into()],
        )?;
        let Some(row) = row else { continue };
        let route: RouteNo = row.parsed("route")?;
        let contract = contracts.on(total, row.date("read_on")?);
        let Some(contract) = contract.filter(|_| routes.contains(&route)) else { continue };
        let read = read_of(store, station, period, &contract.behind)?;
        if let Some(sub) = contract.behind.iter().find(|sub| !read.contains(*sub)) {
            return Err(unread(total, sub, period).into());
        }
        behind.extend(read);
    }
    Ok(behind)
}

/// Those of `accounts` whose meters were all read in the period.
fn read_of(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    accounts: &[AccountNo],
) -> Result<BTreeSet<AccountNo>, SpineError> {
    let accounts: Vec<&str> = accounts.iter().map(AccountNo::as_str).collect();
    let meters = "select account, meter from meter where station_id = $1 and account in";
    let mut unread = by_account(&some::of(store, &accounts, &[station.into()], meters)?)?;
    let read = "select account, meter from reading
        where station_id = $1 and period = $2 and state = 'holds' and account in";
    let rows = some::of(store, &accounts, &[station.into(), period.into()], read)?;
    for (account, read) in by_account(&rows)? {
        if let Some(unread) = unread.get_mut(&account) {
            unread.retain(|meter| !read.contains(meter));
        }
    }
    unread.retain(|_, meters| meters.is_empty());
    Ok(unread.into_keys().collect())
}

fn by_account(rows: &[Row]) -> Result<BTreeMap<AccountNo, BTreeSet<String>>, StoreError> {
    let mut meters: BTreeMap<AccountNo, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let meter = row.text("meter")?.to_owned();
        meters.entry(row.parsed("account")?).or_default().insert(meter);
    }
    Ok(meters)
}
