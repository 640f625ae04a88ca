//! Customers who may pay, and their open receivables.

use dianfei_rules::collection::allocation::LateFeeCharge;
use dianfei_rules::id::{AccountNo, AreaNo};
use dianfei_rules::money::Fen;
use dianfei_wire::assignment::{AssignedAccount, AssignedArea, AssignedDebtor, AssignedReceivable};
use dianfei_wire::fact::collection::Collected;
use rusqlite::{Connection, Row};

use super::route::like;
use super::{count, decoded, json, parsed, row, rows, run, signed};
use crate::error::FieldError;

/// A customer with what is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorRow {
    /// Who.
    pub account: AssignedAccount,
    /// What is open of bills, without late fee.
    pub open_fen: Fen,
    /// Advance balance.
    pub advance_fen: Fen,
}

/// A receivable as it stands on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivableRow {
    /// The receivable as assigned.
    pub assigned: AssignedReceivable,
    /// What is open of the bill.
    pub open_fen: Fen,
    /// Late fee charged and unpaid.
    pub late_fee_open_fen: Fen,
    /// What the days charged before came to by rate alone.
    pub late_fee_accrued_fen: Fen,
    /// Late fee charged, paid or not.
    pub late_fee_charged_fen: Fen,
    /// The last day for which late fee was charged; absent while none is.
    pub late_fee_charged_to: Option<chrono::NaiveDate>,
}

/// A transformer area with its totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// Its number.
    pub area: AreaNo,
    /// Its name.
    pub name: String,
    /// Customers with something open.
    pub debtors: u64,
    /// What is open of bills.
    pub open_fen: Fen,
}

/// Which customers are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DebtorFilter {
    /// Only of this area; absent for all.
    pub area: Option<AreaNo>,
    /// Part of an account number, name or address; empty for all.
    pub text: String,
    /// Also those who owe nothing.
    pub settled: bool,
    /// How many to leave out at the beginning.
    pub offset: u64,
    /// At most this many.
    pub limit: u64,
}

pub(crate) fn fen(row: &Row<'_>, column: &str) -> Result<Fen, FieldError> {
    Ok(Fen::new(row.get(column)?))
}

fn debtor_row(row: &Row<'_>) -> Result<DebtorRow, FieldError> {
    Ok(DebtorRow {
        account: decoded(row, "assigned")?,
        open_fen: fen(row, "open_fen")?,
        advance_fen: fen(row, "advance_fen")?,
    })
}

fn receivable_row(row: &Row<'_>) -> Result<ReceivableRow, FieldError> {
    let charged_to: Option<String> = row.get("late_fee_charged_to")?;
    Ok(ReceivableRow {
        assigned: decoded(row, "assigned")?,
        open_fen: fen(row, "open_fen")?,
        late_fee_open_fen: fen(row, "late_fee_open_fen")?,
        late_fee_accrued_fen: fen(row, "late_fee_accrued_fen")?,
        late_fee_charged_fen: fen(row, "late_fee_charged_fen")?,
        late_fee_charged_to: charged_to
            .map(|text| text.parse().map_err(FieldError::corrupt))
            .transpose()?,
    })
}

/// The areas to collect in.
pub fn areas(connection: &Connection) -> Result<Vec<AreaRow>, FieldError> {
    rows(
        connection,
        "select area.area, area.name, count(debtor.account) as debtors,
            coalesce(sum(debtor.open_fen), 0) as open_fen
         from area left join debtor on debtor.area = area.area and debtor.open_fen > 0
         group by area.area, area.name order by area.area",
        [],
        |row| {
            Ok(AreaRow {
                area: parsed(row, "area")?,
                name: row.get("name")?,
                debtors: count(row, "debtors")?,
                open_fen: fen(row, "open_fen")?,
            })
        },
    )
}

/// Customers in the order of the list.
pub fn debtors(
    connection: &Connection,
    filter: &DebtorFilter,
) -> Result<Vec<DebtorRow>, FieldError> {
    rows(
        connection,
        r"select assigned, open_fen, advance_fen from debtor
          where (?1 is null or area = ?1) and (?2 or open_fen > 0)
            and (account like ?3 escape '\' or name like ?3 escape '\'
                or address like ?3 escape '\'
                or account in (select account from stop where meter like ?3 escape '\'))
          order by area, position limit ?4 offset ?5",
        (
            filter.area.as_ref().map(AreaNo::as_str),
            filter.settled,
            like(&filter.text),
            signed(filter.limit),
            signed(filter.offset),
        ),
        debtor_row,
    )
}

/// One customer.
pub fn debtor(connection: &Connection, account: &AccountNo) -> Result<DebtorRow, FieldError> {
    row(
        connection,
        "select assigned, open_fen, advance_fen from debtor where account = ?1",
        [account.as_str()],
        debtor_row,
    )?
    .ok_or_else(|| FieldError::not_found("debtor", account))
}

/// The receivables of a customer, oldest first, also those paid on this phone.
pub fn receivables(
    connection: &Connection,
    account: &AccountNo,
) -> Result<Vec<ReceivableRow>, FieldError> {
    rows(
        connection,
        "select * from receivable where account = ?1 order by position",
        [account.as_str()],
        receivable_row,
    )
}

/// The receivable of a bill; absent where this phone does not collect it.
pub fn receivable(
    connection: &Connection,
    bill: &str,
) -> Result<Option<ReceivableRow>, FieldError> {
    row(connection, "select * from receivable where bill = ?1", [bill], receivable_row)
}

/// Puts an assigned area in its place.
pub(crate) fn install(connection: &Connection, assigned: &AssignedArea) -> Result<(), FieldError> {
    run(
        connection,
        "insert into area (area, name) values (?1, ?2)",
        (assigned.area.as_str(), &assigned.name),
    )?;
    for (position, debtor) in (0_i64..).zip(&assigned.debtors) {
        install_debtor(connection, assigned, position, debtor)?;
    }
    Ok(())
}

fn install_debtor(
    connection: &Connection,
    area: &AssignedArea,
    position: i64,
    debtor: &AssignedDebtor,
) -> Result<(), FieldError> {
    let account = debtor.account.account.as_str();
    let open_fen: Fen = debtor.receivables.iter().map(|receivable| receivable.open_fen).sum();
    run(
        connection,
        "insert into debtor (account, area, position, name, address, assigned, open_fen, advance_fen)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            account,
            area.area.as_str(),
            position,
            &debtor.account.name,
            &debtor.account.address,
            json(&debtor.account),
            open_fen.get(),
            debtor.advance_fen.get(),
        ),
    )?;
    for (position, receivable) in (0_i64..).zip(&debtor.receivables) {
        run(
            connection,
            "insert into receivable (bill, account, due_on, position, assigned, open_fen,
                late_fee_open_fen, late_fee_accrued_fen, late_fee_charged_fen,
                late_fee_charged_to)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                &receivable.bill,
                account,
                receivable.due_on.to_string(),
                position,
                json(receivable),
                receivable.open_fen.get(),
                receivable.late_fee_open_fen.get(),
                receivable.late_fee_accrued_fen.get(),
                receivable.late_fee_charged_fen.get(),
                receivable.late_fee_charged_to.map(|date| date.to_string()),
            ),
        )?;
    }
    Ok(())
}

/// Takes what a ticket says from the debts that it names.
pub(crate) fn fold_payment(
    connection: &Connection,
    taken: &Collected,
    late_fees: &[LateFeeCharge],
) -> Result<(), FieldError> {
    for charge in late_fees {
        run(
            connection,
            "update receivable set late_fee_open_fen = late_fee_open_fen + ?2,
                late_fee_charged_fen = late_fee_charged_fen + ?2, late_fee_charged_to = ?3,
                late_fee_accrued_fen = late_fee_accrued_fen + ?4
             where bill = ?1",
            (
                &charge.bill,
                charge.late_fee.fee_fen.get(),
                charge.charged_to.to_string(),
                charge.late_fee.accrued_fen.get(),
            ),
        )?;
    }
    for line in &taken.printed {
        run(
            connection,
            "update receivable set open_fen = open_fen - ?2,
                late_fee_open_fen = late_fee_open_fen - ?3 where bill = ?1",
            (&line.bill, line.principal_fen.get(), line.late_fee_fen.get()),
        )?;
    }
    let principal_fen: Fen = taken.printed.iter().map(|line| line.principal_fen).sum();
    run(
        connection,
        "update debtor set open_fen = open_fen - ?2, advance_fen = advance_fen + ?3
         where account = ?1",
        (taken.account.as_str(), principal_fen.get(), taken.advance_fen.get()),
    )?;
    Ok(())
}
