//! Persons and phones: the fold of their facts.

use std::collections::BTreeMap;

use dianfei_rules::id::PersonNo;
use dianfei_wire::PartHash;
use dianfei_wire::assignment::{AssignedPerson, Assignment};
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::people::{PeopleFact, Role};

use crate::chapter::{Entry, Holder};
use crate::journal;
use crate::spine::SpineError;
use crate::store::{Mark, Reader, Row, StoreError, Table, Tx};

/// Persons.
pub const PERSON: Table = Table {
    name: "person",
    mark: Mark::Fold,
    ddl: "create table person (
        station_id text not null,
        person text not null,
        details text not null, -- hash of the part with name and telephone
        roles text not null, -- codes, comma-separated
        left_on text, -- absent while at the station
        primary key (station_id, person)
    );",
};

/// Phones.
pub const DEVICE: Table = Table {
    name: "device",
    mark: Mark::Fold,
    ddl: "create table device (
        station_id text not null,
        device text not null,
        key text not null,
        person text not null,
        label text not null,
        state text not null, -- active, revoked or lost
        frozen bigint not null, -- 1 where two branches of its chain were seen
        enrolled_ms bigint not null,
        primary key (station_id, device)
    );
    create index device_person on device (station_id, person);",
};

/// A person of the station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 工号.
    pub person: PersonNo,
    /// Name; empty where the details were destroyed.
    pub name: String,
    /// Telephone; absent where none is known.
    pub telephone: Option<String>,
    /// What the person may be.
    pub roles: Vec<Role>,
    /// Whether the person is still at the station.
    pub active: bool,
}

/// The person with this number; absent where there is none.
pub fn find(
    store: &mut Reader<'_>,
    station: &str,
    person: &PersonNo,
) -> Result<Option<Person>, StoreError> {
    let row = store.query_opt(
        "select person, details, roles, left_on from person
         where station_id = $1 and person = $2",
        &[station.into(), person.as_str().into()],
    )?;
    row.map(|row| from_row(store, station, &row)).transpose()
}

/// All persons by number.
pub fn all(store: &mut Reader<'_>, station: &str) -> Result<Vec<Person>, StoreError> {
    let rows = store.query(
        "select person, details, roles, left_on from person where station_id = $1 order by person",
        &[station.into()],
    )?;
    rows.iter().map(|row| from_row(store, station, row)).collect()
}

/// Number and name of each person, as lists show them.
#[derive(Debug, Clone)]
pub struct Labels(BTreeMap<PersonNo, String>);

impl Labels {
    /// The labels of all persons.
    pub fn of_all(store: &mut Reader<'_>, station: &str) -> Result<Self, StoreError> {
        let people = all(store, station)?.into_iter();
        let label = |person: &Person| format!("{} {}", person.person, person.name);
        Ok(Self(people.map(|person| (person.person.clone(), label(&person))).collect()))
    }

    /// The person's label; the bare number of someone unknown.
    #[must_use]
    pub fn get(&self, person: &PersonNo) -> String {
        self.0.get(person).cloned().unwrap_or_else(|| person.to_string())
    }
}

fn from_row(store: &mut Reader<'_>, station: &str, row: &Row) -> Result<Person, StoreError> {
    let details = journal::part::details(store, station, PartHash(row.parsed("details")?))?;
    let (name, telephone) =
        details.map_or((String::new(), None), |details| (details.name, details.telephone));
    Ok(Person {
        person: row.parsed("person")?,
        name,
        telephone,
        roles: row.text("roles")?.split(',').filter_map(Role::from_code).collect(),
        active: row.opt_text("left_on")?.is_none(),
    })
}

/// Folds persons and phones.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::People(fact) = &entry.fact.body else { return Ok(()) };
    let station = entry.station();
    match fact {
        PeopleFact::PersonRegistered { person, details, roles } => {
            let roles = roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",");
            tx.execute(
                "insert into person (station_id, person, details, roles) values ($1, $2, $3, $4)
                 on conflict (station_id, person) do update set details = excluded.details,
                    roles = excluded.roles, left_on = null",
                &[station.into(), person.as_str().into(), details.to_string().into(), roles.into()],
            )?;
        }
        PeopleFact::PersonLeft { person, .. } => {
            tx.execute(
                "update person set left_on = $3 where station_id = $1 and person = $2",
                &[station.into(), person.as_str().into(), entry.fact.business_date.into()],
            )?;
        }
        PeopleFact::DeviceEnrolled { device, key, person, label } => {
            tx.execute(
                "insert into device (station_id, device, key, person, label, state, frozen,
                    enrolled_ms)
                 values ($1, $2, $3, $4, $5, 'active', 0, $6)",
                &[
                    station.into(),
                    device.to_string().into(),
                    key.as_str().into(),
                    person.as_str().into(),
                    label.as_str().into(),
                    entry.arrived_ms.into(),
                ],
            )?;
        }
        PeopleFact::DeviceRevoked { device, .. } => set_state(tx, station, device, "revoked")?,
        PeopleFact::DeviceLost { device, .. } => set_state(tx, station, device, "lost")?,
        PeopleFact::DeviceForked { device, .. } => freeze(tx, station, device)?,
        PeopleFact::BytesNotUnderstood { .. } => {}
    }
    Ok(())
}

fn set_state(
    tx: &mut Tx<'_>,
    station: &str,
    device: &dianfei_wire::DeviceId,
    state: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "update device set state = $3 where station_id = $1 and device = $2",
        &[station.into(), device.to_string().into(), state.into()],
    )?;
    Ok(())
}

/// A phone with two branches is frozen beside whatever else it is.
fn freeze(
    tx: &mut Tx<'_>,
    station: &str,
    device: &dianfei_wire::DeviceId,
) -> Result<(), StoreError> {
    tx.execute(
        "update device set frozen = 1 where station_id = $1 and device = $2",
        &[station.into(), device.to_string().into()],
    )?;
    Ok(())
}

/// Gives a phone the persons that a handover can be offered to.
pub fn assign(
    store: &mut Reader<'_>,
    holder: &Holder,
    assignment: &mut Assignment,
) -> Result<(), SpineError> {
    let others = all(store, holder.station.as_str())?
        .into_iter()
        .filter(|person| person.active && person.person != holder.person);
    assignment.receivers.extend(others.map(|person| AssignedPerson {
        person: person.person,
        name: person.name,
        roles: person.roles,
    }));
    Ok(())
}
