//! The first screen of the day.

use super::collection::AreaView;
use super::route::RouteView;
use super::status::StatusView;
use super::words::Told;

/// What there is to do today, and what is in hand.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TodayView {
    /// What is always on screen.
    pub status: StatusView,
    /// Routes in hand.
    pub routes: Vec<RouteView>,
    /// Transformer areas to collect in.
    pub areas: Vec<AreaView>,
    /// Offers of others that wait for this person.
    pub offers: u32,
    /// Why the day cannot close yet; absent where it may, or where no cash moved.
    pub open_because: Option<Told>,
}
