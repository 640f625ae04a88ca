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
use crate::store::{Cell, Mark, Reader, StoreError, Table, Tx, some};

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
    let mut billed = BTreeMap::new();
    let sql = "select account, months from usage_months where station_id = $1 and account in";
    some::scan(store, accounts, &[station.into()], sql, &mut |cells| {
        let [Cell::Text(account), Cell::Text(months)] = cells else {
            return Err(StoreError::broken("usage_months", format!("{cells:?}")));
        };
        let months: Vec<Kept> = serde_json::from_str(months)
            .map_err(|error| StoreError::broken(format!("usage_months {account}"), error))?;
        let before = months.into_iter().filter(|(month, ..)| *month < period);
        let month = |(period, usage_wh, provisional): Kept| MonthUsage {
            period,
            usage_kwh: Kwh::from_wh(usage_wh),
            provisional: provisional != 0,
        };
        billed.insert((*account).to_owned(), before.map(month).collect());
        Ok(())
    })?;
    Ok(billed)
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
    let mut before = Months::default();
    let sql = "select account, period, usage_wh, provisional, '' from usage_history
        where station_id = $1 and account in";
    some::scan(tx, accounts, &key, sql, &mut |cells| before.add(cells))?;
    let mut since = Months::default();
    let sql = "select account, period, usage_wh, provisional, run from billed_month
        where station_id = $1 and issued = 1 and account in";
    some::scan(tx, accounts, &key, sql, &mut |cells| since.add(cells))?;
    since.0.sort_by(|one, other| one.run.cmp(&other.run));
    let mut months: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for told in before.0.into_iter().chain(since.0) {
        months.entry(told.account).or_default().extend(told.months);
    }
    Ok(months)
}

/// Months in the order in which they were found, neighbours of one account and run
/// together.
#[derive(Default)]
struct Months(Vec<Told>);

struct Told {
    account: String,
    /// The billing run; empty for what the cut-over brought.
    run: String,
    months: Vec<Kept>,
}

impl Months {
    fn add(&mut self, cells: &[Cell<'_>]) -> Result<(), StoreError> {
        let [
            Cell::Text(account),
            Cell::Text(period),
            Cell::Int(usage_wh),
            Cell::Int(provisional),
            Cell::Text(run),
        ] = cells
        else {
            return Err(StoreError::broken("billed months", format!("{cells:?}")));
        };
        let period = period.parse().map_err(|error| {
            StoreError::broken(format!("a month that account {account} was billed"), error)
        })?;
        let month = (period, *usage_wh, u8::from(*provisional != 0));
        match self.0.last_mut().filter(|last| last.account == *account && last.run == *run) {
            Some(last) => last.months.push(month),
            None => self.0.push(Told {
                account: (*account).to_owned(),
                run: (*run).to_owned(),
                months: vec![month],
            }),
        }
        Ok(())
    }
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
