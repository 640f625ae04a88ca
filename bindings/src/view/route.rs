//! Chapter 4.1: routes and their stops.

use dianfei_field::store::route::RouteRow;
use dianfei_field::view::reading as field;
use dianfei_rules::reading::route as rule;
use dianfei_wire::assignment::AssignedAccount;

use super::status::StatusView;
use super::words::{self, Words};

/// A route in one billing period.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RouteView {
    /// Its number.
    pub route: String,
    /// The billing period.
    pub period: String,
    /// Its name.
    pub name: String,
    /// The read day.
    pub read_on: String,
    /// Whether it was handed in.
    pub handed_in: bool,
    /// How many meters.
    pub stops: u64,
    /// How many of them were read.
    pub read: u64,
    /// How many of them have a reason instead.
    pub missed: u64,
    /// How many have neither.
    pub open: u64,
}

impl From<RouteRow> for RouteView {
    fn from(row: RouteRow) -> Self {
        Self {
            route: row.route.to_string(),
            period: row.period.to_string(),
            name: row.name,
            read_on: row.read_on.to_string(),
            handed_in: row.handed_in,
            stops: row.stops,
            read: row.read,
            missed: row.missed,
            open: row.stops.saturating_sub(row.read + row.missed),
        }
    }
}

/// How a stop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StopState {
    /// Neither reading nor reason.
    Open,
    /// Read.
    Read,
    /// Not read, with its reason.
    Missed,
}

impl From<rule::StopState> for StopState {
    fn from(state: rule::StopState) -> Self {
        match state {
            rule::StopState::Open => Self::Open,
            rule::StopState::Read => Self::Read,
            rule::StopState::Missed => Self::Missed,
        }
    }
}

impl From<StopState> for rule::StopState {
    fn from(state: StopState) -> Self {
        match state {
            StopState::Open => Self::Open,
            StopState::Read => Self::Read,
            StopState::Missed => Self::Missed,
        }
    }
}

/// Who and where.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccountView {
    /// 户号.
    pub account: String,
    /// 户名.
    pub name: String,
    /// 地址.
    pub address: String,
    /// Telephone; absent where none is known.
    pub telephone: Option<String>,
    /// The transformer area.
    pub area: String,
    /// 用电类别.
    pub usage_class: Words,
}

impl From<AssignedAccount> for AccountView {
    fn from(account: AssignedAccount) -> Self {
        Self {
            account: account.account.to_string(),
            name: account.name,
            address: account.address,
            telephone: account.telephone,
            area: account.area.to_string(),
            usage_class: words::say(&account.usage_class),
        }
    }
}

/// A stop in the list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StopView {
    /// The number in walking order.
    pub seq: u32,
    /// Whose meter.
    pub account: AccountView,
    /// 表号.
    pub meter: String,
    /// How it stands.
    pub state: StopState,
}

impl From<field::StopView> for StopView {
    fn from(stop: field::StopView) -> Self {
        Self {
            seq: stop.seq,
            account: stop.account.into(),
            meter: stop.meter.to_string(),
            state: stop.state.into(),
        }
    }
}

/// A route with its stops.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StopListView {
    /// What is always on screen.
    pub status: StatusView,
    /// The route.
    pub route: RouteView,
    /// The stops that were asked for, in walking order.
    pub stops: Vec<StopView>,
}

/// What handing in a route came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct RouteHandedInView {
    /// How many meters were read.
    pub read: u32,
    /// How many have a reason instead.
    pub missed: u32,
}

impl From<field::HandInOutcome> for RouteHandedInView {
    fn from(outcome: field::HandInOutcome) -> Self {
        Self { read: outcome.read, missed: outcome.missed }
    }
}
