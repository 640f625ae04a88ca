//! Which civil date a fact counts on: the station's signed date at the last
//! contact and the time since by the boot clock; after a restart the wall clock,
//! never before a date already used.

use chrono::{DateTime, Days, NaiveDate};
use dianfei_wire::fact::Clocks;

/// The last contact with the station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The date that the station signed.
    pub date: NaiveDate,
    /// The station's instant, UTC milliseconds.
    pub station_ms: i64,
    /// The phone's clocks when the reply came.
    pub clocks: Clocks,
}

impl Contact {
    // The boot clock says nothing across a restart.
    fn elapsed_ms(&self, now: Clocks) -> Option<i64> {
        let same_start =
            self.clocks.boot_count.is_some() && self.clocks.boot_count == now.boot_count;
        let elapsed = now.boot_ms?.checked_sub(self.clocks.boot_ms?)?;
        (same_start && elapsed >= 0).then_some(elapsed)
    }
}

/// The civil date of an instant in a zone that lies `zone_minutes` east of UTC.
#[must_use]
pub fn civil_date(utc_ms: i64, zone_minutes: i32) -> Option<NaiveDate> {
    let local = utc_ms.checked_add(i64::from(zone_minutes).checked_mul(60_000)?)?;
    DateTime::from_timestamp_millis(local).map(|instant| instant.date_naive())
}

/// The business date of the phone. `used` is the latest date that it used since
/// the last contact, or at all before the first.
#[must_use]
pub fn business_date(
    contact: Option<&Contact>,
    used: Option<NaiveDate>,
    now: Clocks,
    zone_minutes: i32,
) -> NaiveDate {
    if let Some(date) = contact.and_then(|contact| after_contact(contact, now, zone_minutes)) {
        return date;
    }
    let wall = civil_date(now.wall_ms, zone_minutes).unwrap_or(NaiveDate::MIN);
    [Some(wall), used, contact.map(|contact| contact.date)]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(wall)
}

// Counted in days of the station's zone, so that a station whose business day
// differs from the calendar's keeps its own count.
fn after_contact(contact: &Contact, now: Clocks, zone_minutes: i32) -> Option<NaiveDate> {
    let then = civil_date(contact.station_ms, zone_minutes)?;
    let today =
        civil_date(contact.station_ms.checked_add(contact.elapsed_ms(now)?)?, zone_minutes)?;
    let days = u64::try_from((today - then).num_days()).ok()?;
    contact.date.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    // 2026-03-10 20:00 in Beijing.
    const EVENING: i64 = 1_773_144_000_000;

    fn clocks(wall_ms: i64, boot_ms: i64, boot_count: i64) -> Clocks {
        Clocks { wall_ms, boot_ms: Some(boot_ms), boot_count: Some(boot_count) }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn contact() -> Contact {
        Contact { date: day("2026-03-10"), station_ms: EVENING, clocks: clocks(0, HOUR, 4) }
    }

    #[test]
    fn goes_on_by_the_boot_clock_and_not_by_the_wall() {
        let wrong_wall = EVENING + 400 * 24 * HOUR;
        let date =
            |boot_ms| business_date(Some(&contact()), None, clocks(wrong_wall, boot_ms, 4), 480);
        assert_eq!(date(HOUR), day("2026-03-10"));
        assert_eq!(date(4 * HOUR), day("2026-03-10"));
        assert_eq!(date(5 * HOUR), day("2026-03-11"));
        assert_eq!(date(29 * HOUR), day("2026-03-12"));
    }

    #[test]
    fn after_a_restart_the_wall_counts_but_never_before_a_used_date() {
        let after = |wall, used| business_date(Some(&contact()), used, clocks(wall, 5, 5), 480);
        assert_eq!(after(EVENING + 24 * HOUR, None), day("2026-03-11"));
        assert_eq!(after(0, None), day("2026-03-10"));
        assert_eq!(after(EVENING, Some(day("2026-03-12"))), day("2026-03-12"));
    }

    #[test]
    fn before_the_first_contact_the_wall_counts() {
        assert_eq!(business_date(None, None, clocks(EVENING, 5, 1), 480), day("2026-03-10"));
        let used = Some(day("2026-03-11"));
        assert_eq!(business_date(None, used, clocks(EVENING, 5, 1), 480), day("2026-03-11"));
    }

    #[test]
    fn a_clock_outside_every_calendar_breaks_nothing() {
        let used = Some(day("2026-03-11"));
        for wall in [i64::MIN, i64::MAX] {
            assert_eq!(business_date(None, used, clocks(wall, 5, 1), 480), day("2026-03-11"));
        }
    }
}
