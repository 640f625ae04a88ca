//! Counts, reports of a difference, and the head's acknowledgement.

use dianfei_rules::id::PersonNo;
use dianfei_rules::money::Fen;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::recovery::RecoveryFact;

use super::close;
use crate::chapter::Entry;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};

/// Counts of cash.
pub const CASH_COUNT: Table = Table {
    name: "cash_count",
    mark: Mark::Fold,
    ddl: "create table cash_count (
        station_id text not null,
        count_id text not null, -- the fact
        person text not null,
        counted_on text not null,
        expected_fen bigint not null,
        counted_fen bigint not null,
        primary key (station_id, count_id)
    );
    create index cash_count_day on cash_count (station_id, person, counted_on);",
};

/// Reports of a difference.
pub const OVER_SHORT: Table = Table {
    name: "over_short",
    mark: Mark::Fold,
    ddl: "create table over_short (
        station_id text not null,
        report text not null, -- the fact
        count_id text not null,
        person text not null,
        reported_on text not null,
        difference_fen bigint not null,
        cause text not null,
        remark text, -- the head's; absent until acknowledged
        acknowledged_by text,
        primary key (station_id, report)
    );
    create unique index over_short_count on over_short (station_id, count_id);",
};

/// A count with whether its difference was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRow {
    /// The count.
    pub count: String,
    /// Whose cash.
    pub person: PersonNo,
    /// On which day.
    pub counted_on: chrono::NaiveDate,
    /// What the tickets said.
    pub expected_fen: Fen,
    /// What was counted.
    pub counted_fen: Fen,
    /// Counted less expected.
    pub difference_fen: Fen,
    /// Whether the difference was reported.
    pub reported: bool,
    /// The report; absent where none is.
    pub report: Option<String>,
    /// Its cause.
    pub cause: Option<String>,
    /// The head's remark.
    pub remark: Option<String>,
    /// Who took note of it.
    pub acknowledged_by: Option<PersonNo>,
}

const SELECT: &str = "select cash_count.count_id, cash_count.person, counted_on, expected_fen,
        counted_fen, counted_fen - expected_fen as difference_fen, report, cause, remark,
        acknowledged_by
    from cash_count left join over_short on over_short.station_id = cash_count.station_id
        and over_short.count_id = cash_count.count_id";

fn from_row(row: &Row) -> Result<CountRow, StoreError> {
    let report = row.opt_text("report")?.map(str::to_owned);
    Ok(CountRow {
        count: row.text("count_id")?.to_owned(),
        person: row.parsed("person")?,
        counted_on: row.date("counted_on")?,
        expected_fen: row.fen("expected_fen")?,
        counted_fen: row.fen("counted_fen")?,
        difference_fen: row.fen("difference_fen")?,
        reported: report.is_some(),
        report,
        cause: row.opt_text("cause")?.map(str::to_owned),
        remark: row.opt_text("remark")?.map(str::to_owned),
        acknowledged_by: row.opt_parsed("acknowledged_by")?,
    })
}

/// One count; absent where it is not known.
pub fn count(
    store: &mut Reader<'_>,
    station: &str,
    count: &str,
) -> Result<Option<CountRow>, StoreError> {
    let row = store.query_opt(
        &format!("{SELECT} where cash_count.station_id = $1 and cash_count.count_id = $2"),
        &[station.into(), count.into()],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// The count of a report; absent where the report is not known.
pub fn reported(
    store: &mut Reader<'_>,
    station: &str,
    report: &str,
) -> Result<Option<CountRow>, StoreError> {
    let row = store.query_opt(
        &format!("{SELECT} where cash_count.station_id = $1 and over_short.report = $2"),
        &[station.into(), report.into()],
    )?;
    row.as_ref().map(from_row).transpose()
}

/// All counts, the newest first.
pub fn counts(store: &mut Reader<'_>, station: &str) -> Result<Vec<CountRow>, StoreError> {
    let rows = store.query(
        &format!(
            "{SELECT} where cash_count.station_id = $1
             order by counted_on desc, cash_count.count_id desc"
        ),
        &[station.into()],
    )?;
    rows.iter().map(from_row).collect()
}

/// Folds counts and reports that count.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Recovery(fact) = &entry.fact.body else { return Ok(()) };
    if !entry.ruling.is_applied() {
        return Ok(());
    }
    match fact {
        RecoveryFact::CashCounted { expected_fen, counted_fen, .. } => tx.execute(
            "insert into cash_count (station_id, count_id, person, counted_on, expected_fen,
                counted_fen)
             values ($1, $2, $3, $4, $5, $6)",
            &[
                entry.station().into(),
                entry.fact.id.as_str().into(),
                entry.fact.person.as_str().into(),
                entry.ruling.business_date.into(),
                (*expected_fen).into(),
                (*counted_fen).into(),
            ],
        )?,
        RecoveryFact::OverShortReported { count, difference_fen, cause } => tx.execute(
            "insert into over_short (station_id, report, count_id, person, reported_on,
                difference_fen, cause)
             values ($1, $2, $3, $4, $5, $6, $7)",
            &[
                entry.station().into(),
                entry.fact.id.as_str().into(),
                count.as_str().into(),
                entry.fact.person.as_str().into(),
                entry.ruling.business_date.into(),
                (*difference_fen).into(),
                cause.as_str().into(),
            ],
        )?,
        RecoveryFact::BooksClosed { period, digest } => close::fold(tx, entry, *period, *digest)?,
        RecoveryFact::OverShortAcknowledged { report, remark } => tx.execute(
            "update over_short set remark = $3, acknowledged_by = $4
             where station_id = $1 and report = $2",
            &[
                entry.station().into(),
                report.as_str().into(),
                remark.as_str().into(),
                entry.fact.person.as_str().into(),
            ],
        )?,
    };
    Ok(())
}
