//! What accounts used by month, as it was billed. The months of an account lie in
//! one row, for a reading is ruled, and a card handed out, by all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::quantity::Kwh;
use dianfei_wire::assignment::MonthUsage;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::audit::AuditFact;

use crate::account::row::HistoryRow;
use crate::account::table::rows_of;
use crate::chapter::Entry;
use crate::store::{Mark, Reader, StoreError, Table, Tx, some};

/// The months of each account.
pub const TABLE: Table = Table {
    name: "usage_months",
    mark: Mark::Fold,
    ddl: "create table usage_months (
        station_id text not null,
        account text not null,
        months text not null, -- period, usage in Wh, 1 where provisional; JSON, oldest first
        primary key (station_id, account)
    );",
};

/// A month as it lies in the row.
type Kept = (YearMonth, i64, u8);

/// Billed months of each account before the period, oldest first; of one month,
/// what the cut-over brought before what the record billed.
pub(super) fn billed(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    accounts: &[&str],
) -> Result<BTreeMap<String, Vec<MonthUsage>>, StoreError> {
    let sql = "select account, months from usage_months where station_id = $1 and account in";
    let rows = some::of(store, accounts, &[station.into()], sql)?;
    let month = |(period, usage_wh, provisional): Kept| MonthUsage {
        period,
        usage_kwh: Kwh::from_wh(usage_wh),
        provisional: provisional != 0,
    };
    rows.iter()
        .map(|row| {
            let months: Vec<Kept> = row.json("months")?;
            let before = months.into_iter().filter(|(month, ..)| *month < period);
            Ok((row.text("account")?.to_owned(), before.map(month).collect()))
        })
        .collect()
}

/// Brings the months of the accounts up whose usage a fact has told.
pub(super) fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let station = entry.station();
    let accounts: BTreeSet<String> = match &entry.fact.body {
        FactBody::Account(AccountFact::SheetImported {
            sheet: SheetKind::History, rows, ..
        }) => {
            let rows: Vec<HistoryRow> = rows_of(tx, entry, *rows)?;
            rows.into_iter().map(|row| row.account.to_string()).collect()
        }
        FactBody::Audit(AuditFact::BillingRunIssued { run, .. }) => {
            let rows = tx.query(
                "select account from billed_month where station_id = $1 and run = $2",
                &[station.into(), run.as_str().into()],
            )?;
            rows.iter()
                .map(|row| row.text("account").map(str::to_owned))
                .collect::<Result<_, _>>()?
        }
        _other => return Ok(()),
    };
    let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
    for (account, mut months) in told(tx, station, &accounts)? {
        // Stable: of one month, what was told first stays first.
        months.sort_by_key(|(month, ..)| *month);
        let months = serde_json::to_string(&months).expect("months serialise to JSON");
        tx.execute(
            "insert into usage_months (station_id, account, months) values ($1, $2, $3)
             on conflict (station_id, account) do update set months = excluded.months",
            &[station.into(), account.into(), months.into()],
        )?;
    }
    Ok(())
}

/// What the cut-over brought of each account's months, then what each run billed.
fn told(
    tx: &mut Tx<'_>,
    station: &str,
    accounts: &[&str],
) -> Result<BTreeMap<String, Vec<Kept>>, StoreError> {
    let key = [station.into()];
    let before = "select account, period, usage_wh, provisional from usage_history
        where station_id = $1 and account in";
    let mut rows = some::of(tx, accounts, &key, before)?;
    let since = "select account, period, usage_wh, provisional, run from billed_month
        where station_id = $1 and issued = 1 and account in";
    let mut billed = some::of(tx, accounts, &key, since)?
        .into_iter()
        .map(|row| Ok((row.text("run")?.to_owned(), row)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    billed.sort_by(|(one, _), (other, _)| one.cmp(other));
    rows.extend(billed.into_iter().map(|(_run, row)| row));
    let mut months: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for row in &rows {
        let month =
            (row.month("period")?, row.int("usage_wh")?, u8::from(row.flag("provisional")?));
        months.entry(row.text("account")?.to_owned()).or_default().push(month);
    }
    Ok(months)
}

/// The period of a reading and what the meter used since the one before; absent
/// where the indexes gave nothing.
pub(super) type MeterUsage = (YearMonth, Option<Kwh>);

/// What one of an account's meters used by month, oldest first, by its readings. What
/// was used over a gap is no month's: a missed month and the next are left out.
pub(super) fn of_meter(usages: &[MeterUsage]) -> Vec<MonthUsage> {
    let mut months = Vec::new();
    let mut before = None;
    for (period, usage_kwh) in usages {
        let follows = before.is_none_or(|before| before == period.previous());
        if let (true, Some(usage_kwh)) = (follows, *usage_kwh) {
            months.push(MonthUsage { period: *period, usage_kwh, provisional: false });
        }
        before = Some(*period);
    }
    months
}

/// What was billed provisionally after the month of the last reading.
pub(super) fn provisional_since(billed: &[MonthUsage], since: Option<YearMonth>) -> Kwh {
    let open = billed
        .iter()
        .filter(|month| month.provisional && since.is_none_or(|since| month.period > since));
    sum(open.map(|month| month.usage_kwh))
}

/// What the year before the period used.
pub(super) fn year_to_date(billed: &[MonthUsage], period: YearMonth) -> Kwh {
    let this_year = billed.iter().filter(|month| month.period.year() == period.year());
    sum(this_year.map(|month| month.usage_kwh))
}

fn sum(energies: impl Iterator<Item = Kwh>) -> Kwh {
    energies.fold(Kwh::ZERO, |total, energy| total.plus(energy).unwrap_or(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meters_months_are_those_between_readings_of_neighbouring_months() {
        let month = |text: &str| text.parse::<YearMonth>().expect("a month");
        let read = [("2026-07", 30), ("2026-08", 40), ("2026-11", 90), ("2026-12", 50)];
        let mut usages: Vec<MeterUsage> =
            read.iter().map(|(period, usage)| (month(period), Some(Kwh::whole(*usage)))).collect();
        usages.push((month("2027-01"), None));
        let known = of_meter(&usages).into_iter().map(|known| (known.period, known.usage_kwh));
        let expected = [("2026-07", 30), ("2026-08", 40), ("2026-12", 50)]
            .map(|(period, usage)| (month(period), Kwh::whole(usage)));
        assert_eq!(known.collect::<Vec<_>>(), expected);
    }
}
