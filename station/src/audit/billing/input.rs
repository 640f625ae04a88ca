//! What one account's bill is computed from: its readings or a miss, what was
//! billed provisionally before, and the tiers that the year has used.

use std::iter;

use dianfei_rules::account::supply::basic_charge_spans;
use dianfei_rules::account::{AccountTerms, Household, SupplyContract, UsageClass};
use dianfei_rules::bill::{
    BasicChargeBy, BasicChargeSpan, BillDocument, BillEnergy, BillInput, Settlement,
};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::AccountNo;
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::{Kw, Kwh};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::tier::{TierUse, used_from_total};
use dianfei_rules::tariff::{Tariff, in_force};
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::{FactId, PartHash};

use super::{behind, meters};
use crate::account::contract::Contracts;
use crate::journal;
use crate::spine::SpineError;
use crate::store::{Reader, Row, StoreError, Tx};

/// One account's cards in one period.
pub(super) struct Given<'a> {
    pub(super) station: &'a str,
    pub(super) period: YearMonth,
    /// The card of its first meter, which says what it says of the account.
    pub(super) first: &'a AssignedStop,
    /// Those of its other meters; mostly none.
    pub(super) others: &'a [AssignedStop],
    pub(super) contracts: &'a Contracts,
}

impl<'a> Given<'a> {
    pub(super) const fn account(&self) -> &'a AccountNo {
        &self.first.account.account
    }

    /// All the account's cards.
    pub(super) fn stops(&self) -> impl Iterator<Item = &'a AssignedStop> + use<'a> {
        iter::once(self.first).chain(self.others)
    }
}

/// What an account's bill is computed from.
pub(super) struct Found {
    pub(super) input: BillInput,
    /// The readings that it settles; none of a provisional bill.
    pub(super) readings: Vec<FactId>,
    /// What was billed provisionally for the time that the readings cover.
    pub(super) provisional_kwh: Kwh,
}

/// Finds what an account's bill is computed from.
pub(super) fn find(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    policies: &PolicySet,
    tariffs: &[Tariff],
) -> Result<Found, SpineError> {
    let account = given.account();
    let unsettled = unsettled(tx, given)?;
    let found = meters::energy(tx, given, &unsettled, policies, tariffs)?;
    let read_on = found.read_on;
    let contract = given.contracts.on(account, read_on).cloned().unwrap_or_default();
    let sub_meters = behind::sub_meters(tx, given, &contract, policies, tariffs)?;
    let terms = terms(tx, given, &contract)?;
    let mut basic_charge =
        basic_charge_spans(given.contracts.of(account), given.period, terms.cycle_months)
            .map_err(|refusal| refusal.with("account", account))?;
    measured(&mut basic_charge, found.demand_kw);
    let last = last_bill(tx, given)?;
    let opening = || given.first.registers.iter().find_map(|register| register.previous_on);
    let previous_on = last.as_ref().map(|bill| bill.read_on).or_else(opening);
    let is_metered = matches!(found.energy, BillEnergy::Metered(_));
    let settles = if is_metered { Settlement::of(&unsettled)? } else { None };
    let tier_use = tier_use(given, &terms, tariffs, last.as_ref(), read_on)?;
    let own = &given.first.account.tariff;
    let is_needed = |version: &&Tariff| {
        let mut shares = contract.terms.shares.iter();
        version.tariff == *own || shares.any(|share| share.tariff == version.tariff)
    };
    let versions = tariffs.iter().filter(is_needed).cloned().collect();
    let input = BillInput {
        terms,
        period: given.period,
        version: 1,
        previous_on,
        read_on,
        energy: found.energy,
        adjustments: Vec::new(),
        settles,
        tariff: own.clone(),
        tariffs: versions,
        tier_use,
        basic_charge,
        sub_meters,
        corrects: None,
    };
    let provisional_kwh = provisional_before(given, &unsettled)?;
    Ok(Found { input, readings: found.readings, provisional_kwh })
}

/// Says the demand of several meters together in each span that is charged by it.
fn measured(spans: &mut [BasicChargeSpan], together_kw: Option<Kw>) {
    for span in spans {
        if let BasicChargeBy::Demand { actual_kw, .. } = &mut span.charged_by {
            *actual_kw = actual_kw.or(together_kw);
        }
    }
}

/// What was billed provisionally for the time since the last actual reading: by the
/// bills of the record, or without any by the card.
fn provisional_before(given: &Given<'_>, unsettled: &[BillDocument]) -> Result<Kwh, Refusal> {
    if unsettled.is_empty() {
        return Ok(given.first.provisional_kwh);
    }
    Kwh::sum(unsettled.iter().map(|bill| bill.energy.metered_kwh))
        .map_err(|_overflow| Refusal::out_of_range("usage"))
}

fn terms(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    contract: &SupplyContract,
) -> Result<AccountTerms, SpineError> {
    let stop = given.first;
    let usage_class: UsageClass = stop.account.usage_class.parse()?;
    let row = tx.query_one(
        "select household_approved_on from account where station_id = $1 and account = $2",
        &[given.station.into(), stop.account.account.as_str().into()],
    )?;
    // A household without the day of its approval was approved before the
    // record, so it counts from the year's first month.
    let first = YearMonth::new(given.period.year(), 1).map(YearMonth::first_day);
    let approved_on = row.opt_date("household_approved_on")?.or(first);
    let household = stop
        .account
        .household_size
        .zip(approved_on)
        .map(|(persons, approved_on)| Household { persons, approved_on });
    Ok(AccountTerms {
        account: stop.account.account.clone(),
        usage_class,
        cycle_months: 1,
        household,
        free_quota_kwh: stop.account.free_quota_kwh,
        connected_on: None,
        contract: contract.terms.clone(),
    })
}

/// The account's last issued bill before the period; absent before its first.
fn last_bill(tx: &mut Tx<'_>, given: &Given<'_>) -> Result<Option<BillDocument>, StoreError> {
    let row = tx.query_opt(
        "select document from bill
         where station_id = $1 and account = $2 and period < $3 and issued_on is not null
         order by period desc, bill desc limit 1",
        &[given.station.into(), given.account().as_str().into(), given.period.to_string().into()],
    )?;
    row.map(|row| document(tx, given.station, &row)).transpose()
}

/// The document of a row of bills.
pub(super) fn document(
    store: &mut Reader<'_>,
    station: &str,
    row: &Row,
) -> Result<BillDocument, StoreError> {
    let hash = PartHash(row.parsed("document")?);
    journal::part::read(store, station, hash)?
        .ok_or_else(|| StoreError::broken(format!("part {hash}"), "the bill is not there"))
}

/// The provisional bills since the last that was not, oldest first.
pub(super) fn unsettled(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
) -> Result<Vec<BillDocument>, StoreError> {
    let since = tx.query_one(
        "select max(period) as last from bill
         where station_id = $1 and account = $2 and period < $3 and provisional = 0
            and issued_on is not null",
        &[given.station.into(), given.account().as_str().into(), given.period.to_string().into()],
    )?;
    let since = since.opt_text("last")?.unwrap_or_default().to_owned();
    let rows = tx.query(
        "select document from bill
         where station_id = $1 and account = $2 and period < $3 and period > $4
            and provisional = 1 and issued_on is not null
         order by period, bill",
        &[
            given.station.into(),
            given.account().as_str().into(),
            given.period.to_string().into(),
            since.into(),
        ],
    )?;
    rows.iter().map(|row| document(tx, given.station, row)).collect()
}

/// What this year's bills have used of yearly tiers: by the last bill, or at the
/// cut-over by the year's earlier months.
fn tier_use(
    given: &Given<'_>,
    terms: &AccountTerms,
    tariffs: &[Tariff],
    last: Option<&BillDocument>,
    read_on: chrono::NaiveDate,
) -> Result<Option<TierUse>, Refusal> {
    let year = YearMonth::of(read_on).year();
    let known = last.and_then(|bill| bill.tier_use.clone());
    if known.as_ref().is_some_and(|tier_use| tier_use.year == year) {
        return Ok(known);
    }
    let tariff = in_force(tariffs, &given.first.account.tariff, read_on)?;
    let Some(table) = &tariff.tiers else { return Ok(None) };
    let total = given.first.year_to_date_kwh;
    if total == Kwh::ZERO || last.is_some() {
        return Ok(None);
    }
    let widths = table.widths(terms, (given.period, terms.cycle_months), read_on)?;
    Ok(Some(TierUse { year, used_kwh: used_from_total(total, &widths) }))
}
