//! The audit queue: readings with findings that nobody has answered yet.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo};
use dianfei_rules::quantity::Kwh;
use dianfei_rules::reading::check;
use dianfei_wire::FactId;
use dianfei_wire::fact::reading::ReadingTaken;
use dianfei_wire::ruling::Flag;

use crate::reading::accept::USAGE_FLAG;
use crate::store::{Reader, Row, StoreError};

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
    let answered = answered(store, station, period)?;
    let rows = store.query(
        "select fact_id, account, route, state, usage_wh, taken, flags from reading
         where station_id = $1 and period = $2 and state in ('holds', 'disputed')
         order by route, account, fact_id",
        &[station.into(), period.to_string().into()],
    )?;
    let mut queue = Vec::new();
    for row in &rows {
        let queued = queued(row, &answered)?;
        if queued.disputed || !queued.open.is_empty() {
            queue.push(queued);
        }
    }
    Ok(queue)
}

fn queued(row: &Row, answered: &Answered) -> Result<Queued, StoreError> {
    let id = row.text("fact_id")?;
    let taken: ReadingTaken = json(row.text("taken")?)?;
    let flags: Vec<Flag> = json(row.text("flags")?)?;
    let own = flags.iter().map(|flag| flag.code.as_str()).filter(|code| *code != USAGE_FLAG);
    let phones = taken.findings.iter().map(|finding| finding.code.as_str());
    let codes: BTreeSet<&str> = phones.chain(own).filter(|code| check::asks(code)).collect();
    let known = answered.get(id);
    let open = codes
        .into_iter()
        .filter(|code| known.is_none_or(|answers| !answers.contains(*code)))
        .map(str::to_owned)
        .collect();
    Ok(Queued {
        reading: row.parsed("fact_id")?,
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
) -> Result<Answered, StoreError> {
    let rows = store.query(
        "select cause.reading as reading, cause.codes as codes from cause
         join reading on reading.station_id = cause.station_id
            and reading.fact_id = cause.reading
         where cause.station_id = $1 and reading.period = $2
         union all
         select exception_form.reading as reading, exception_form.codes as codes
         from exception_form
         where exception_form.station_id = $1 and exception_form.period = $2
            and exception_form.reading is not null",
        &[station.into(), period.to_string().into()],
    )?;
    let mut answered = Answered::new();
    for row in &rows {
        let codes = row.text("codes")?.split(',').map(str::to_owned);
        answered.entry(row.text("reading")?.to_owned()).or_default().extend(codes);
    }
    Ok(answered)
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::broken("reading", error))
}
