//! Chapter 4.1: stops, readings, misses.

use dianfei_field::reading as field;
use dianfei_field::store::route::StopFilter;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{MeterNo, RouteNo};
use dianfei_wire::fact::reading as fact;

use super::key;
use crate::error::CoreError;
use crate::view::StopState;

/// Which stops of a route.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StopListRequest {
    /// The route.
    pub route: String,
    /// The billing period.
    pub period: String,
    /// Part of an account number, name, address or meter number; empty for all.
    pub text: String,
    /// Only stops that stand so; absent for all.
    pub state: Option<StopState>,
    /// How many to leave out at the beginning.
    pub offset: u32,
    /// At most this many, 500 at the most.
    pub limit: u32,
}

/// The largest page of a list.
pub(crate) const MOST_ROWS: u32 = 500;

impl From<&StopListRequest> for StopFilter {
    fn from(request: &StopListRequest) -> Self {
        Self {
            text: request.text.clone(),
            state: request.state.map(Into::into),
            offset: request.offset.into(),
            limit: request.limit.min(MOST_ROWS).into(),
        }
    }
}

/// A stop of a route.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StopKey {
    /// The route.
    pub route: String,
    /// The billing period.
    pub period: String,
    /// The meter.
    pub meter: String,
}

impl StopKey {
    /// Its parts as the core knows them.
    pub(crate) fn parts(&self) -> Result<(RouteNo, YearMonth, MeterNo), CoreError> {
        Ok((key(&self.route)?, key(&self.period)?, key(&self.meter)?))
    }
}

/// What was typed for one register.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EnteredIndex {
    /// The register's code.
    pub register: String,
    /// What was typed.
    pub text: String,
}

fn entered(entries: Vec<EnteredIndex>) -> Vec<field::EnteredIndex> {
    entries
        .into_iter()
        .map(|entry| field::EnteredIndex { register: entry.register, text: entry.text })
        .collect()
}

/// What was compared with the card (4.1.3); each `false` is a mismatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct IdentityEntry {
    /// 户号.
    pub account_no: bool,
    /// 户名.
    pub name: bool,
    /// 地址.
    pub address: bool,
    /// 表型.
    pub meter_type: bool,
    /// 表号.
    pub meter_no: bool,
    /// 倍率.
    pub multiplier: bool,
    /// 铅封.
    pub seal: bool,
}

impl From<IdentityEntry> for fact::IdentityCheck {
    fn from(entry: IdentityEntry) -> Self {
        Self {
            account_no: entry.account_no,
            name: entry.name,
            address: entry.address,
            meter_type: entry.meter_type,
            meter_no: entry.meter_no,
            multiplier: entry.multiplier,
            seal: entry.seal,
        }
    }
}

/// Where the phone was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PlaceFix {
    /// Latitude in 1e-6 degrees, north positive.
    pub latitude_micro: i64,
    /// Longitude in 1e-6 degrees, east positive.
    pub longitude_micro: i64,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: u32,
    /// Whether the phone said that the position was mocked.
    pub mock: bool,
}

/// Evidence of presence (4.1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct PresenceEntry {
    /// The meter number as scanned; absent where it was compared by eye.
    pub scanned: Option<String>,
    /// Where the phone was; absent without a fix.
    pub fix: Option<PlaceFix>,
    /// Photos by the names that `keepPhoto` gave.
    pub photos: Vec<String>,
}

impl TryFrom<PresenceEntry> for field::PresenceEntry {
    type Error = CoreError;

    fn try_from(entry: PresenceEntry) -> Result<Self, CoreError> {
        let fix = entry.fix.map(|fix| field::PlaceFix {
            latitude_micro: fix.latitude_micro,
            longitude_micro: fix.longitude_micro,
            accuracy_m: fix.accuracy_m,
            mock: fix.mock,
        });
        let photos: Result<_, CoreError> = entry.photos.iter().map(|photo| key(photo)).collect();
        Ok(Self { scanned: entry.scanned, fix, photos: photos? })
    }
}

/// A reading as entered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReadingRequest {
    /// A number that the shell makes once for this visit, and keeps in its draft.
    pub request_id: String,
    /// The route.
    pub route: String,
    /// The billing period.
    pub period: String,
    /// The meter.
    pub meter: String,
    /// What was typed, one for each register.
    pub entered: Vec<EnteredIndex>,
    /// What was typed the second time; empty where it was not asked for.
    pub again: Vec<EnteredIndex>,
    /// The reader says that the register went over its end.
    pub rollover_confirmed: bool,
    /// What was compared with the card.
    pub identity: IdentityEntry,
    /// What the reader says to the findings; absent without.
    pub cause: Option<String>,
    /// Notes on load and business (4.1.4); absent without.
    pub load_note: Option<String>,
    /// Whether the load has changed: that makes an exception form.
    pub load_changed: bool,
    /// Evidence of presence.
    pub presence: PresenceEntry,
}

impl ReadingRequest {
    pub(crate) fn stop(&self) -> StopKey {
        StopKey {
            route: self.route.clone(),
            period: self.period.clone(),
            meter: self.meter.clone(),
        }
    }
}

impl TryFrom<ReadingRequest> for field::ReadingRequest {
    type Error = CoreError;

    fn try_from(request: ReadingRequest) -> Result<Self, CoreError> {
        Ok(Self {
            route: key(&request.route)?,
            period: key(&request.period)?,
            meter: key(&request.meter)?,
            request_id: request.request_id,
            entered: entered(request.entered),
            again: entered(request.again),
            rollover_confirmed: request.rollover_confirmed,
            identity: request.identity.into(),
            cause: request.cause,
            load_note: request.load_note,
            load_changed: request.load_changed,
            presence: request.presence.try_into()?,
        })
    }
}

/// A reading that corrects an earlier one of this period.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CorrectionRequest {
    /// The new reading.
    pub reading: ReadingRequest,
    /// The one that it corrects.
    pub corrects: String,
    /// Why.
    pub reason: String,
}

impl TryFrom<CorrectionRequest> for field::CorrectionRequest {
    type Error = CoreError;

    fn try_from(request: CorrectionRequest) -> Result<Self, CoreError> {
        Ok(Self {
            corrects: key(&request.corrects)?,
            reading: request.reading.try_into()?,
            reason: request.reason,
        })
    }
}

/// Why a meter could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MissReason {
    /// The door was locked, nobody came.
    DoorLocked,
    /// The customer did not let the reader in.
    AccessRefused,
    /// Flood, snow, landslide.
    ForceMajeure,
    /// The meter is broken or burnt.
    MeterFault,
    /// The meter is not there.
    MeterMissing,
}

impl From<MissReason> for fact::MissReason {
    fn from(reason: MissReason) -> Self {
        match reason {
            MissReason::DoorLocked => Self::DoorLocked,
            MissReason::AccessRefused => Self::AccessRefused,
            MissReason::ForceMajeure => Self::ForceMajeure,
            MissReason::MeterFault => Self::MeterFault,
            MissReason::MeterMissing => Self::MeterMissing,
        }
    }
}

/// A meter that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MissRequest {
    /// A number that the shell makes once for this visit, and keeps in its draft.
    pub request_id: String,
    /// The route.
    pub route: String,
    /// The billing period.
    pub period: String,
    /// The meter.
    pub meter: String,
    /// Why.
    pub reason: MissReason,
    /// A note; absent without.
    pub note: Option<String>,
    /// Evidence of presence.
    pub presence: PresenceEntry,
}

impl MissRequest {
    pub(crate) fn stop(&self) -> StopKey {
        StopKey {
            route: self.route.clone(),
            period: self.period.clone(),
            meter: self.meter.clone(),
        }
    }
}

impl TryFrom<MissRequest> for field::MissRequest {
    type Error = CoreError;

    fn try_from(request: MissRequest) -> Result<Self, CoreError> {
        Ok(Self {
            route: key(&request.route)?,
            period: key(&request.period)?,
            meter: key(&request.meter)?,
            request_id: request.request_id,
            reason: request.reason.into(),
            note: request.note,
            presence: request.presence.try_into()?,
        })
    }
}

/// A route that comes back.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RouteHandInRequest {
    /// A number that the shell makes once for this hand-in.
    pub request_id: String,
    /// The route.
    pub route: String,
    /// The billing period.
    pub period: String,
}

impl TryFrom<RouteHandInRequest> for field::RouteHandInRequest {
    type Error = CoreError;

    fn try_from(request: RouteHandInRequest) -> Result<Self, CoreError> {
        Ok(Self {
            route: key(&request.route)?,
            period: key(&request.period)?,
            request_id: request.request_id,
        })
    }
}
