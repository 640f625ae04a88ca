//! The readings of a period that hold already when another of them comes.

use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, MeterNo, StationNo};
use dianfei_wire::FactId;
use dianfei_wire::fact::reading::{ReadingTaken, RegisterIndex};

use crate::chapter::Arrival;
use crate::journal;
use crate::store::{Reader, StoreError, Tx, some};

/// A reading that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReading {
    /// Whose.
    pub account: AccountNo,
    /// Its fact.
    pub id: FactId,
    /// The meter.
    pub meter: MeterNo,
    /// What its registers showed.
    pub registers: Vec<RegisterIndex>,
}

/// The readings of accounts in a period that hold, in the order of their facts' ids.
pub fn readings(
    store: &mut Reader<'_>,
    station: &StationNo,
    period: YearMonth,
    accounts: &[&str],
) -> Result<Vec<HeldReading>, StoreError> {
    let rows = some::of(
        store,
        accounts,
        &[station.as_str().into(), period.into()],
        "select account, fact_id, meter, registers from reading
         where station_id = $1 and period = $2 and state = 'holds' and account in",
    )?;
    let mut held = rows
        .iter()
        .map(|row| {
            Ok(HeldReading {
                account: row.parsed("account")?,
                id: row.parsed("fact_id")?,
                meter: row.parsed("meter")?,
                registers: row.json("registers")?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    held.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
    Ok(held)
}

/// Another reading of the same meter and period that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// With the same indexes.
    Same,
    /// With others.
    Different,
}

/// The first among an account's readings of the period that stands beside this one.
pub fn other_reading(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    taken: &ReadingTaken,
    held: &[HeldReading],
) -> Result<Option<Other>, StoreError> {
    for other in held {
        let corrected = taken.corrects.as_ref() == Some(&other.id);
        if corrected && !is_dated_before(tx, arrival, &other.id)? {
            continue;
        }
        if other.meter == taken.meter {
            let same = other.registers == taken.registers;
            return Ok(Some(if same { Other::Same } else { Other::Different }));
        }
    }
    Ok(None)
}

/// What [`Mutant::OrderByPhoneClock`] goes by.
fn is_dated_before(
    tx: &mut Tx<'_>,
    arrival: &Arrival<'_>,
    id: &FactId,
) -> Result<bool, StoreError> {
    if !is_mutated(Mutant::OrderByPhoneClock) {
        return Ok(false);
    }
    let earlier = journal::fact(tx, arrival.fact.station.as_str(), id.as_str())?;
    Ok(earlier.is_some_and(|(fact, _)| arrival.fact.recorded.wall_ms < fact.recorded.wall_ms))
}
