//! Whose phone this is, what it knows of its station, and when they last met.

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_wire::chain::PublicKey;
use dianfei_wire::fact::Clocks;
use dianfei_wire::{DeviceId, Hash};
use rusqlite::{Connection, Row};

use super::{count, parsed, row, run, signed};
use crate::business_date::Contact;
use crate::error::FieldError;

/// The enrolled phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its public key, whose hash names it and begins its chain.
    pub key: PublicKey,
    /// The station.
    pub station: StationNo,
    /// The station's name.
    pub station_name: String,
    /// Where the station listens.
    pub address: String,
    /// A second address to try; absent where there is one only.
    pub backup_address: Option<String>,
    /// The station's identity key.
    pub identity: PublicKey,
    /// Whose phone it is.
    pub person: PersonNo,
    /// The station's incarnation at the last contact.
    pub incarnation: Option<u32>,
    /// Up to which number the station has this phone's facts.
    pub acknowledged: u64,
    /// Whether the station has seen two branches of this phone's chain.
    pub frozen: bool,
    /// Whether the station has revoked the phone: it only delivers.
    pub revoked: bool,
    /// The last contact; absent before the first head exchange.
    pub contact: Option<Contact>,
    /// The latest business date used since that contact.
    pub used: Option<NaiveDate>,
    /// Station time of the last head exchange with nothing unsent.
    pub horizon_ms: Option<i64>,
}

impl Device {
    /// The head before the first fact.
    pub fn genesis(&self) -> Result<Hash, FieldError> {
        self.key.genesis().map_err(FieldError::corrupt)
    }

    /// The phone's name.
    pub fn id(&self) -> Result<DeviceId, FieldError> {
        self.genesis().map(DeviceId)
    }

    fn from_row(row: &Row<'_>) -> Result<Self, FieldError> {
        let incarnation: Option<i64> = row.get("incarnation")?;
        let used: Option<String> = row.get("used_date")?;
        Ok(Self {
            key: parsed(row, "key")?,
            station: parsed(row, "station")?,
            station_name: row.get("station_name")?,
            address: row.get("address")?,
            backup_address: row.get("backup_address")?,
            identity: parsed(row, "identity")?,
            person: parsed(row, "person")?,
            incarnation: incarnation.map(u32::try_from).transpose().map_err(FieldError::corrupt)?,
            acknowledged: count(row, "acknowledged")?,
            frozen: row.get("frozen")?,
            revoked: row.get("revoked")?,
            contact: contact(row)?,
            used: used.map(|text| text.parse().map_err(FieldError::corrupt)).transpose()?,
            horizon_ms: row.get("horizon_ms")?,
        })
    }
}

fn contact(row: &Row<'_>) -> Result<Option<Contact>, FieldError> {
    let date: Option<String> = row.get("contact_date")?;
    let Some(date) = date else { return Ok(None) };
    Ok(Some(Contact {
        date: date.parse().map_err(FieldError::corrupt)?,
        station_ms: row.get("contact_station_ms")?,
        clocks: Clocks {
            wall_ms: row.get("contact_wall_ms")?,
            boot_ms: row.get("contact_boot_ms")?,
            boot_count: row.get("contact_boot_count")?,
        },
    }))
}

/// The enrolled phone; absent before enrolment.
pub fn find(connection: &Connection) -> Result<Option<Device>, FieldError> {
    row(connection, "select * from device", [], Device::from_row)
}

/// The enrolled phone.
pub fn get(connection: &Connection) -> Result<Device, FieldError> {
    find(connection)?.ok_or(FieldError::NotEnrolled)
}

/// Binds the phone.
pub(crate) fn enrol(connection: &Connection, device: &Device) -> Result<(), FieldError> {
    run(
        connection,
        "insert into device (one, key, station, station_name, address, backup_address, identity, person)
         values (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            device.key.as_str(),
            device.station.as_str(),
            &device.station_name,
            &device.address,
            &device.backup_address,
            device.identity.as_str(),
            device.person.as_str(),
        ),
    )?;
    Ok(())
}

/// Remembers a date that a fact used.
pub(crate) fn set_used(connection: &Connection, date: NaiveDate) -> Result<(), FieldError> {
    run(
        connection,
        "update device set used_date = max(coalesce(used_date, ''), ?1)",
        [date.to_string()],
    )?;
    Ok(())
}

/// Remembers a contact; dates used before it no longer bind.
pub(crate) fn set_contact(
    connection: &Connection,
    contact: &Contact,
    incarnation: u32,
) -> Result<(), FieldError> {
    run(
        connection,
        "update device set contact_date = ?1, contact_station_ms = ?2, contact_wall_ms = ?3,
            contact_boot_ms = ?4, contact_boot_count = ?5, used_date = ?1, incarnation = ?6",
        (
            contact.date.to_string(),
            contact.station_ms,
            contact.clocks.wall_ms,
            contact.clocks.boot_ms,
            contact.clocks.boot_count,
            incarnation,
        ),
    )?;
    Ok(())
}

/// What the station said of the phone at a head exchange.
pub(crate) fn set_standing(
    connection: &Connection,
    frozen: bool,
    revoked: bool,
) -> Result<(), FieldError> {
    run(connection, "update device set frozen = ?1, revoked = ?2", (frozen, revoked))?;
    Ok(())
}

/// Up to which number the station has the facts.
pub(crate) fn set_acknowledged(connection: &Connection, seq: u64) -> Result<(), FieldError> {
    run(connection, "update device set acknowledged = ?1", [signed(seq)])?;
    Ok(())
}

/// The station time of a head exchange with nothing unsent.
pub(crate) fn set_horizon(connection: &Connection, station_ms: i64) -> Result<(), FieldError> {
    run(connection, "update device set horizon_ms = ?1", [station_ms])?;
    Ok(())
}
