//! Closing a month's books (4.2.8): what must have come in first, and the
//! closing digest from which `verify` starts.

use std::collections::BTreeMap;

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::{FactBody, RecoveryFact};
use dianfei_wire::part::{Part, PartKind};
use dianfei_wire::{Hash, PartHash};
use serde::{Deserialize, Serialize};

use crate::account::station;
use crate::chapter::Entry;
use crate::collection::command::Asker;
use crate::collection::ledger;
use crate::journal;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// Closed months.
pub const CLOSING: Table = Table {
    name: "closing",
    mark: Mark::Fold,
    ddl: "create table closing (
        station_id text not null,
        period text not null,
        fact text not null,
        seq bigint not null, -- the journal row
        digest text not null, -- hash of the part
        closed_on text not null,
        primary key (station_id, period)
    );",
};

/// The canonical balances of a closed month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingDigest {
    /// The month.
    pub period: YearMonth,
    /// The last journal row before the closing one.
    pub seq: i64,
    /// The head of the chain after that row.
    pub hash: Hash,
    /// What each account of the ledger comes to there.
    pub balances: BTreeMap<String, Fen>,
}

/// Closes a month that is over, once.
///
/// Refuses `month_not_over`, `month_closed`, `phones_behind` where a phone was
/// not met with nothing unsent since the month's end, and `accounts_unbilled`.
pub fn close_month(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    period: YearMonth,
) -> Result<Vec<Draft>, SpineError> {
    let refused = |code| Refusal::by_clause(code, "4.2.8").with("period", period);
    let station = asker.station.as_str();
    if YearMonth::of(moment.today) <= period {
        return Err(refused("month_not_over").into());
    }
    if last(tx, station)?.is_some_and(|(closed, _)| closed.period >= period) {
        return Err(refused("month_closed").into());
    }
    let zone = station::find(tx, asker.station)?.zone_minutes;
    check_phones(tx, station, period, end_ms(period, zone))?;
    check_billed(tx, station, period)?;
    let head = journal::take_head(tx, station)?;
    let balances = ledger::balances(tx, station)?;
    let digest = ClosingDigest {
        period,
        seq: head.seq,
        hash: head.hash,
        balances: balances.into_iter().map(|(key, fen)| (key.to_string(), fen)).collect(),
    };
    let part = Part::canonical(PartKind::Closing, &digest);
    let body = FactBody::Recovery(RecoveryFact::BooksClosed { period, digest: part.hash() });
    Ok(vec![Draft::new(moment, body).with_parts(vec![part])])
}

/// The first instant after the month in the station's zone, UTC milliseconds.
fn end_ms(period: YearMonth, zone_minutes: i32) -> i64 {
    let midnight = period.next().first_day().and_time(chrono::NaiveTime::MIN).and_utc();
    midnight.timestamp_millis() - i64::from(zone_minutes) * 60_000
}

// A phone that may still hold facts of the month keeps it open, until it is met
// with nothing unsent or the head declares it lost.
fn check_phones(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    end_ms: i64,
) -> Result<(), SpineError> {
    let behind = store.query(
        "select device.person, device.label from device
         left join horizon on horizon.station_id = device.station_id
            and horizon.device = device.device
         where device.station_id = $1 and device.state <> 'revoked' and device.enrolled_ms < $2
            and (horizon.horizon_ms is null or horizon.horizon_ms < $2)
         order by device.person, device.device",
        &[station.into(), end_ms.into()],
    )?;
    let Some(first) = behind.first() else { return Ok(()) };
    Err(Refusal::by_clause("phones_behind", "4.2.8")
        .with("period", period)
        .with("phones", behind.len())
        .with("first_person", first.text("person")?)
        .into())
}

// 2.1: each account has its bill of the month, or a recorded reason.
fn check_billed(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
) -> Result<(), SpineError> {
    let unbilled = store.query(
        "select distinct meter.account from meter
         where meter.station_id = $1
            and not exists (select 1 from billed_month as month
                where month.station_id = meter.station_id and month.account = meter.account
                    and month.period = $2 and month.issued = 1)
            and not exists (select 1 from miss where miss.station_id = meter.station_id
                and miss.account = meter.account and miss.period = $2)
            and not exists (select 1 from exception_form as form
                where form.station_id = meter.station_id and form.account = meter.account
                    and form.period = $2)
         order by meter.account",
        &[station.into(), period.to_string().into()],
    )?;
    let Some(first) = unbilled.first() else { return Ok(()) };
    Err(Refusal::by_clause("accounts_unbilled", "2.1")
        .with("period", period)
        .with("accounts", unbilled.len())
        .with("first_account", first.text("account")?)
        .into())
}

/// The last closed month with the part that its fact names; absent before the first.
pub fn last(
    store: &mut Reader<'_>,
    station: &str,
) -> Result<Option<(ClosingDigest, PartHash)>, StoreError> {
    let rows = store.query(
        "select digest from closing where station_id = $1 order by period desc limit 1",
        &[station.into()],
    )?;
    let Some(row) = rows.first() else { return Ok(None) };
    let part = PartHash(row.parsed("digest")?);
    let digest = journal::part::read(store, station, part)?;
    let missing = || StoreError::broken(format!("part {part}"), "the closing digest is not there");
    digest.map(|digest| (digest, part)).ok_or_else(missing).map(Some)
}

/// Folds a closing.
pub fn fold(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    period: YearMonth,
    digest: PartHash,
) -> Result<u64, StoreError> {
    tx.execute(
        "insert into closing (station_id, period, fact, seq, digest, closed_on)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            entry.station().into(),
            period.to_string().into(),
            entry.fact.id.as_str().into(),
            entry.seq.into(),
            digest.to_string().into(),
            entry.ruling.business_date.into(),
        ],
    )
}
