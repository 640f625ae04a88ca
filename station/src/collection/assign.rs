//! What the chapter gives a phone: the areas to collect in with their debtors,
//! the cash it is known to have, the offers made to its person, and what was
//! answered and settled elsewhere.

use std::collections::BTreeMap;

use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{AccountNo, AreaNo};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_wire::PartHash;
use dianfei_wire::assignment::{
    AssignedAccount, AssignedArea, AssignedDebtor, AssignedOffer, AssignedReceivable, Assignment,
};

use super::answered;
use super::handover;
use super::ledger::{self, in_range};
use super::receivable::{self, ReceivableRow};
use crate::chapter::Holder;
use crate::journal::part;
use crate::people::person;
use crate::spine::SpineError;
use crate::store::{Reader, Row, StoreError};

/// Adds areas, cash and offers.
pub fn assign(
    store: &mut Reader<'_>,
    holder: &Holder,
    assignment: &mut Assignment,
) -> Result<(), SpineError> {
    let station = holder.station.as_str();
    let cash = ledger::balance(store, station, &LedgerAccount::Cash(holder.person.clone()))?;
    let ahead = LedgerAccount::HandInAhead(holder.person.clone());
    assignment.cash_fen = in_range(cash.plus(ledger::balance(store, station, &ahead)?))?;
    for row in handover::open(store, station)? {
        if row.receiver != holder.person {
            continue;
        }
        let from = person::find(store, station, &row.giver)?;
        assignment.offers.push(AssignedOffer {
            offer: row.offer,
            from_name: from.map_or_else(String::new, |person| person.name),
            from: row.giver,
            content: row.content,
        });
    }
    assignment.handovers.extend(answered::handovers(store, holder)?);
    assignment.numbers.extend(answered::numbers(store, holder)?);
    let areas = areas(store, holder)?;
    assignment.areas.extend(areas);
    Ok(())
}

fn areas(store: &mut Reader<'_>, holder: &Holder) -> Result<Vec<AssignedArea>, SpineError> {
    let station = holder.station.as_str();
    let rows = store.query(
        "select account.account, account.details, account.area, account.usage_class,
            account.tariff, account.household_size, account.free_quota_wh,
            area.name as area_name
         from account
         join area on area.station_id = account.station_id and area.area = account.area
         join route on route.station_id = account.station_id and route.route = account.route
         where account.station_id = $1 and route.collector = $2
         order by account.area, account.route, account.route_seq, account.account",
        &[station.into(), holder.person.as_str().into()],
    )?;
    let mut areas: Vec<AssignedArea> = Vec::new();
    let mut open: BTreeMap<AccountNo, Vec<ReceivableRow>> = BTreeMap::new();
    for row in &rows {
        let area: AreaNo = row.parsed("area")?;
        if areas.last().is_none_or(|known| known.area != area) {
            open.clear();
            for due in receivable::open_of_area(store, station, area.as_str())? {
                open.entry(due.account.clone()).or_default().push(due);
            }
            let name = row.text("area_name")?.to_owned();
            areas.push(AssignedArea { area, name, debtors: Vec::new() });
        }
        let account = account(store, station, row)?;
        let due = open.remove(&account.account).unwrap_or_default();
        let key = LedgerAccount::AdvanceBalance(account.account.clone());
        let advance = in_range(ledger::balance(store, station, &key)?.negated())?;
        let receivables = due
            .into_iter()
            .map(|due| assigned(store, station, due))
            .collect::<Result<_, StoreError>>()?;
        if let Some(last) = areas.last_mut() {
            let advance_fen = advance.max(Fen::ZERO);
            last.debtors.push(AssignedDebtor { account, receivables, advance_fen });
        }
    }
    Ok(areas)
}

fn account(
    store: &mut Reader<'_>,
    station: &str,
    row: &Row,
) -> Result<AssignedAccount, StoreError> {
    let details = part::details(store, station, PartHash(row.parsed("details")?))?;
    let (name, address, telephone) = details.map_or_else(
        || (String::new(), String::new(), None),
        |known| (known.name, known.address.unwrap_or_default(), known.telephone),
    );
    Ok(AssignedAccount {
        account: row.parsed("account")?,
        name,
        address,
        telephone,
        area: row.parsed("area")?,
        usage_class: row.text("usage_class")?.to_owned(),
        tariff: row.parsed("tariff")?,
        household_size: row.opt_int("household_size")?.and_then(|size| u32::try_from(size).ok()),
        free_quota_kwh: Kwh::from_wh(row.int("free_quota_wh")?),
    })
}

fn assigned(
    store: &mut Reader<'_>,
    station: &str,
    row: ReceivableRow,
) -> Result<AssignedReceivable, StoreError> {
    let document = match row.document.parse() {
        Ok(hash) => part::bytes(store, station, PartHash(hash))?.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    Ok(AssignedReceivable {
        bill: row.open.bill,
        period: row.open.period,
        issued_on: row.open.issued_on,
        due_on: row.open.due_on,
        energy_kwh: Kwh::from_wh(row.energy_wh),
        open_fen: row.open.remaining_fen,
        late_fee_open_fen: row.open.late_fee_open_fen,
        late_fee_accrued_fen: row.open.late_fee_accrued_fen,
        late_fee_charged_fen: row.open.late_fee_charged_fen,
        late_fee_charged_to: row.open.late_fee_charged_to,
        document: String::from_utf8_lossy(&document).into_owned(),
    })
}
