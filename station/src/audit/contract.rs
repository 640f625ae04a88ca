//! A supply contract on its way into the record: held against prices and meters,
//! what is billed, and who stands behind whom.

use chrono::NaiveDate;
use dianfei_rules::account::AgreedContract;
use dianfei_rules::account::supply::{
    ContractGround, ContractPart, basic_charge_spans, check_behind, check_unbilled,
};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, StationNo, TariffNo};
use dianfei_rules::meter::Register;
use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::{AccountFact, FactBody};

use super::tariff;
use crate::account::contract::Contracts;
use crate::account::policy;
use crate::account::table::is_account;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Reader, StoreError, Tx};

/// A contract to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Whose.
    pub account: AccountNo,
    /// From when on, and what.
    pub agreed: AgreedContract,
    /// The contract's number or paper.
    pub reference: String,
    /// Why it is recorded.
    pub reason: String,
}

/// Where in a contract something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Its first day.
    From,
    /// One of its parts.
    Part(ContractPart),
    /// The accounts behind.
    Behind,
}

/// Records what a contract agrees.
///
/// # Errors
/// Refuses `contract_unfounded`, `account_unknown`, and the first of [`faults`].
pub fn agree(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &StationNo,
    agreement: Agreement,
) -> Result<Vec<Draft>, SpineError> {
    let Agreement { account, agreed, reference, reason } = agreement;
    if reference.trim().is_empty() || reason.trim().is_empty() {
        return Err(Refusal::by_clause("contract_unfounded", "4.2.3").into());
    }
    let faults = faults(tx, station, &account, &agreed, moment.today)?;
    if let Some((_place, refusal)) = faults.into_iter().next() {
        return Err(refusal.into());
    }
    let agreed = Box::new(agreed);
    let body =
        FactBody::Account(AccountFact::ContractAgreed { account, agreed, reference, reason });
    Ok(vec![Draft::new(moment, body)])
}

/// What in a contract would change a bill, could make none by today's prices and
/// policy, or has an account behind that cannot be there; of each place the first.
///
/// # Errors
/// Refuses `account_unknown`.
pub fn faults(
    store: &mut Reader<'_>,
    station: &StationNo,
    account: &AccountNo,
    agreed: &AgreedContract,
    today: NaiveDate,
) -> Result<Vec<(Place, Refusal)>, SpineError> {
    let no = station.as_str();
    let Some(tariff) = tariff_of(store, no, account)? else {
        return Err(Refusal::new("account_unknown").with("account", account).into());
    };
    let contracts = Contracts::all(store, no)?;
    let billed = billed_until(store, no, account)?;
    let from = check_unbilled(contracts.of(account), agreed, billed)
        .and_then(|()| check_months(&contracts, account, agreed));
    let mut found: Vec<(Place, Refusal)> =
        from.err().into_iter().map(|refusal| (Place::From, refusal)).collect();
    let faults = agreed.contract.faults(&ContractGround {
        tariff: &tariff,
        tariffs: &tariff::versions(store, no)?,
        registers: &registers(store, no, account)?,
        policies: &policy::set(store, station)?,
        on: today,
    });
    found.extend(faults.into_iter().map(|fault| (Place::Part(fault.part), fault.refusal)));
    let behind = check_known(store, no, &agreed.contract.behind)?.and_then(|()| {
        let others = contracts.behind_from(agreed.from);
        check_behind(account, &agreed.contract.behind, &others)
    });
    found.extend(behind.err().map(|refusal| (Place::Behind, refusal)));
    Ok(found)
}

/// The accounts behind are the station's own.
fn check_known(
    store: &mut Reader<'_>,
    station: &str,
    behind: &[AccountNo],
) -> Result<Result<(), Refusal>, StoreError> {
    for sub in behind {
        if !is_account(store, station, sub)? {
            return Ok(Err(Refusal::new("behind_unknown").with("sub_account", sub)));
        }
    }
    Ok(Ok(()))
}

/// The months in which a contract begins or gives way are charged by one demand.
fn check_months(
    contracts: &Contracts,
    account: &AccountNo,
    agreed: &AgreedContract,
) -> Result<(), Refusal> {
    let mut with = contracts.of(account).to_vec();
    with.push(agreed.clone());
    for version in &with {
        basic_charge_spans(&with, YearMonth::of(version.from), 1)?;
    }
    Ok(())
}

fn tariff_of(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Option<TariffNo>, StoreError> {
    let row = store.query_opt(
        "select tariff from account where station_id = $1 and account = $2",
        &[station.into(), account.as_str().into()],
    )?;
    row.map(|row| row.parsed("tariff")).transpose()
}

/// The registers of all the account's meters.
fn registers(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Vec<Register>, StoreError> {
    let rows = store.query(
        "select meter_register.register from meter
         join meter_register on meter_register.station_id = meter.station_id
            and meter_register.meter = meter.meter
         where meter.station_id = $1 and meter.account = $2",
        &[station.into(), account.as_str().into()],
    )?;
    rows.iter().map(|row| row.parsed("register")).collect()
}

/// The month and the read day of the last bill, issued or not; absent before the
/// first.
fn billed_until(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Option<(YearMonth, NaiveDate)>, StoreError> {
    let row = store.query_opt(
        "select period, read_on from bill where station_id = $1 and account = $2
         order by period desc, read_on desc limit 1",
        &[station.into(), account.as_str().into()],
    )?;
    row.map(|row| Ok((row.month("period")?, row.date("read_on")?))).transpose()
}
