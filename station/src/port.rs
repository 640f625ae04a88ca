//! What the station's core asks of the outside: time, new ids and chance.

pub mod key;

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use dianfei_wire::FactId;

/// The station's clock.
pub trait Clock: Send + Sync {
    /// UTC milliseconds.
    fn now_ms(&self) -> i64;
}

/// New identities.
pub trait Ids: Send + Sync {
    /// A new fact id (UUIDv7) for the instant.
    fn fact_id(&self, now_ms: i64) -> FactId;
    /// New random text of at least 128 bits, in hexadecimal digits.
    fn token(&self) -> String;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the station reads the clock"
    )]
    fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("the machine's clock is set after 1970");
        i64::try_from(since.as_millis()).expect("milliseconds since 1970 fit for aeons")
    }
}

/// A clock that differs from the machine's by a fixed time: the demo's.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedClock {
    /// What is added to the machine's clock, in milliseconds.
    pub by_ms: i64,
}

impl Clock for ShiftedClock {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms().saturating_add(self.by_ms)
    }
}

/// Ids from the machine's randomness.
#[derive(Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn fact_id(&self, now_ms: i64) -> FactId {
        let mut random = [0_u8; 10];
        let fresh = uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext));
        random.copy_from_slice(fresh.as_bytes().get(6..).expect("a UUID has 16 bytes"));
        fact_id(now_ms, random)
    }

    fn token(&self) -> String {
        let first = uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext));
        let second = uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext));
        let tail = |id: uuid::Uuid| -> String {
            id.as_bytes().iter().skip(6).map(|byte| format!("{byte:02x}")).collect()
        };
        format!("{}{}", tail(first), tail(second))
    }
}

/// Ids that count up: the same story on every machine.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl CountedIds {
    /// The same after so many were given.
    #[must_use]
    pub const fn after(given: u64) -> Self {
        Self(AtomicU64::new(given))
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Ids for CountedIds {
    fn fact_id(&self, now_ms: i64) -> FactId {
        let mut random = [0_u8; 10];
        random.iter_mut().rev().zip(self.next().to_le_bytes()).for_each(|(to, from)| *to = from);
        fact_id(now_ms, random)
    }

    fn token(&self) -> String {
        format!("{:032x}", self.next())
    }
}

fn fact_id(now_ms: i64, random: [u8; 10]) -> FactId {
    let millis = u64::try_from(now_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .to_string()
        .parse()
        .expect("a UUID's text is a fact id")
}

/// The civil date at an instant in a zone that lies `zone_minutes` east of UTC.
#[must_use]
pub fn business_date(now_ms: i64, zone_minutes: i32) -> NaiveDate {
    local_time(now_ms, zone_minutes).date()
}

/// The civil date and time of day at an instant in such a zone.
#[must_use]
pub fn local_time(now_ms: i64, zone_minutes: i32) -> NaiveDateTime {
    let local = now_ms.saturating_add(i64::from(zone_minutes) * 60_000);
    DateTime::from_timestamp_millis(local).unwrap_or_default().naive_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_business_day_turns_at_midnight_of_the_zone() {
        let noon = 1_795_500_000_000 - 1_795_500_000_000 % 86_400_000;
        let day = |ms| business_date(ms, 480);
        assert_eq!(day(noon + 16 * 3_600_000 - 1), day(noon));
        assert_eq!(day(noon + 16 * 3_600_000), day(noon).succ_opt().expect("a next day"));
    }

    #[test]
    fn ids_do_not_repeat() {
        let ids = SystemIds;
        assert_ne!(ids.fact_id(1), ids.fact_id(1));
        assert_ne!(ids.token(), ids.token());
        assert_eq!(ids.token().len(), 40);
    }
}
