//! The phone's own clocks.

use std::time::{SystemTime, UNIX_EPOCH};

use dianfei_field::port::Clock;
use dianfei_wire::fact::Clocks;
use rustix::time::{ClockId, clock_gettime};

/// The wall clock and the time since the phone started, sleep included.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    /// How often the phone has started; it stands while this process lives.
    pub boot_count: Option<i64>,
}

impl Clock for SystemClock {
    fn now(&self) -> Clocks {
        // A wall clock before 1970 is a wall clock that says nothing.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let boot = clock_gettime(ClockId::Boottime);
        let boot_ms = boot.tv_sec.saturating_mul(1000).saturating_add(boot.tv_nsec / 1_000_000);
        Clocks {
            wall_ms: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX),
            boot_ms: Some(boot_ms),
            boot_count: self.boot_count,
        }
    }
}
