//! The audit queue: readings with findings that nobody has answered yet.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo};
use dianfei_rules::quantity::Kwh;
use dianfei_rules::reading::check;
use dianfei_wire::FactId;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::reading::{ReadingFact, ReadingTaken};

use crate::journal;
use crate::store::{Reader, Row, StoreError, some};

/// A reading with what is still to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The reading.
    pub reading: FactId,
    /// Whose.
    pub account: AccountNo,
    /// The route.
    pub route: RouteNo,
    /// The reading as recorded.
    pub taken: ReadingTaken,
    /// The usage that the station found; absent where the indexes give none.
    pub usage_kwh: Option<Kwh>,
    /// Whether the reading itself is disputed.
    pub disputed: bool,
    /// The codes without an answer, in order.
    pub open: Vec<String>,
}

/// Readings of a period with open findings, and those in dispute.
pub fn open(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
) -> Result<Vec<Queued>, StoreError> {
    let rows = store.query(
        "select fact_id, account, route, state, usage_wh, codes from reading
         where station_id = $1 and period = $2 and state in ('holds', 'disputed')
            and (state = 'disputed' or codes <> '')
         order by route, account, fact_id",
        &[station.into(), period.to_string().into()],
    )?;
    let ids = rows.iter().map(|row| row.text("fact_id")).collect::<Result<Vec<_>, _>>()?;
    let answered = answered(store, station, period, &ids)?;
    let mut queue = Vec::new();
    for row in &rows {
        let open = unanswered(row, &answered)?;
        if row.text("state")? == "disputed" || !open.is_empty() {
            queue.push(queued(store, station, row, open)?);
        }
    }
    Ok(queue)
}

/// The codes of a reading that ask for an answer and have none, in order.
fn unanswered(row: &Row, answered: &Answered) -> Result<Vec<String>, StoreError> {
    let known = answered.get(row.text("fact_id")?);
    let codes = row.text("codes")?.split(',').filter(|code| !code.is_empty());
    Ok(codes
        .filter(|code| check::asks(code))
        .filter(|code| known.is_none_or(|answers| !answers.contains(*code)))
        .map(str::to_owned)
        .collect())
}

fn queued(
    store: &mut Reader<'_>,
    station: &str,
    row: &Row,
    open: Vec<String>,
) -> Result<Queued, StoreError> {
    let id = row.text("fact_id")?;
    let missing = || StoreError::broken(format!("reading {id}"), "its fact is not in the journal");
    let (fact, _ruling) = journal::fact(store, station, id)?.ok_or_else(missing)?;
    let FactBody::Reading(ReadingFact::ReadingTaken(taken)) = fact.body else {
        return Err(missing());
    };
    Ok(Queued {
        reading: fact.id,
        account: row.parsed("account")?,
        route: row.parsed("route")?,
        taken,
        usage_kwh: row.opt_int("usage_wh")?.map(Kwh::from_wh),
        disputed: row.text("state")? == "disputed",
        open,
    })
}

type Answered = BTreeMap<String, BTreeSet<String>>;

/// The codes that a cause or an exception form answers, by reading.
fn answered(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    readings: &[&str],
) -> Result<Answered, StoreError> {
    let causes = "select reading, codes from cause where station_id = $1 and reading in";
    let mut rows = some::of(store, readings, &[station.into()], causes)?;
    rows.extend(store.query(
        "select reading, codes from exception_form
         where station_id = $1 and period = $2 and reading is not null",
        &[station.into(), period.to_string().into()],
    )?);
    let mut answered = Answered::new();
    for row in &rows {
        let codes = row.text("codes")?.split(',').map(str::to_owned);
        answered.entry(row.text("reading")?.to_owned()).or_default().extend(codes);
    }
    Ok(answered)
}
