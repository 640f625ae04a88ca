//! The figures of a stop for arrears that are a province's own.

use serde::{Deserialize, Serialize};

use super::PolicyView;
use crate::refusal::Refusal;

choice!(
    /// Whose calendar a stop for arrears follows.
    DisconnectionPractice {
        /// The national rule alone.
        National = "national",
        /// The national rule and, over it, a stricter practice of some provinces.
        Provincial = "provincial",
    }
);

impl PolicyView<'_> {
    /// Whose calendar a stop for arrears follows.
    pub fn disconnection_practice(&self) -> Result<DisconnectionPractice, Refusal> {
        self.necessary("disconnection_practice", DisconnectionPractice::read)
    }

    /// Fewest days between notice and stop of the stricter practice, of residents or
    /// others.
    pub fn provincial_notice_days(&self, is_resident: bool) -> Result<u32, Refusal> {
        self.whole(provincial_notice_key(is_resident))
    }

    /// Minutes before the switch at which others than residents are told again by
    /// the stricter practice.
    pub fn provincial_last_call_minutes(&self) -> Result<u32, Refusal> {
        self.whole("disconnection_provincial_last_call_minutes_other")
    }

    /// Working days to reconnect by the stricter practice, residents or others.
    pub fn provincial_reconnection_working_days(&self, is_resident: bool) -> Result<u32, Refusal> {
        self.whole(provincial_reconnection_key(is_resident))
    }
}

/// The policy with the days of notice of the stricter practice.
pub const fn provincial_notice_key(is_resident: bool) -> &'static str {
    if is_resident {
        "disconnection_provincial_notice_days_resident"
    } else {
        "disconnection_provincial_notice_days_other"
    }
}

/// The policy with the working days to reconnect of the stricter practice.
pub const fn provincial_reconnection_key(is_resident: bool) -> &'static str {
    if is_resident {
        "reconnection_provincial_working_days_resident"
    } else {
        "reconnection_provincial_working_days_other"
    }
}
