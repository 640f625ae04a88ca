//! Routes: who may draw one, what may be read from it, when it may come back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{MeterNo, PersonNo};
use crate::policy::PolicyView;
use crate::refusal::Refusal;

/// A request to draw a planned route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRequest {
    /// The reader whom the plan names.
    pub planned_reader: PersonNo,
    /// The planned read day.
    pub planned_on: NaiveDate,
    /// Who asks for it.
    pub by: PersonNo,
    /// The business date.
    pub on: NaiveDate,
    /// Whether somebody holds it and has not handed it in.
    pub held: bool,
}

/// Refuses to hand a route to anyone but its named reader
/// (`not_the_named_reader`), outside its read day and the allowed shift
/// (`not_the_read_day`), or twice (`route_held`).
pub fn draw(request: &DrawRequest, policy: &PolicyView<'_>) -> Result<(), Refusal> {
    // 4.1.1: reading cards are drawn on the read day, for the set area.
    if request.by != request.planned_reader {
        return Err(Refusal::by_clause("not_the_named_reader", "4.1.1")
            .with("planned", &request.planned_reader)
            .with("by", &request.by));
    }
    let most = policy.read_day_shift_days()?;
    let shift = (request.on - request.planned_on).num_days();
    if shift.unsigned_abs() > u64::from(most) {
        return Err(Refusal::by_clause("not_the_read_day", "4.1.1")
            .with("planned_on", request.planned_on)
            .with("on", request.on)
            .with("most_days", most));
    }
    if request.held {
        return Err(Refusal::by_clause("route_held", "4.1.1"));
    }
    Ok(())
}

/// How one stop of a drawn route stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopState {
    /// Neither read nor a reason given.
    Open,
    /// Read.
    Read,
    /// Not read, with a reason.
    Missed,
}

/// One stop of a drawn route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The number in walking order.
    pub seq: u32,
    /// The meter.
    pub meter: MeterNo,
    /// How it stands.
    pub state: StopState,
}

/// Refuses a meter that is not on the drawn route: `meter_not_on_route`.
pub fn may_read<'a>(stops: &'a [Stop], meter: &MeterNo) -> Result<&'a Stop, Refusal> {
    // 4.1.1: only the set area's meters can be read from a route.
    stops
        .iter()
        .find(|stop| stop.meter == *meter)
        .ok_or_else(|| Refusal::by_clause("meter_not_on_route", "4.1.1").with("meter", meter))
}

/// How many meters of a route were read and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteCount {
    /// Read.
    pub read: u32,
    /// Missed with a reason.
    pub missed: u32,
}

/// Lets a route come back once each meter is read or has its reason; refuses
/// `route_incomplete` with how many are open and the first of them.
pub fn hand_in(stops: &[Stop]) -> Result<RouteCount, Refusal> {
    // 4.1.2: no meter is left out.
    let count = |state: StopState| stops.iter().filter(|stop| stop.state == state).count();
    if let Some(first) = stops.iter().find(|stop| stop.state == StopState::Open) {
        return Err(Refusal::by_clause("route_incomplete", "4.1.2")
            .with("open", count(StopState::Open))
            .with("first_seq", first.seq)
            .with("first_meter", &first.meter));
    }
    let fits =
        |number: usize| u32::try_from(number).map_err(|_too_many| Refusal::out_of_range("stops"));
    Ok(RouteCount { read: fits(count(StopState::Read))?, missed: fits(count(StopState::Missed))? })
}

/// Refuses an auditor who has read the route himself: `reader_is_auditor`.
pub fn may_audit(reader: &PersonNo, auditor: &PersonNo) -> Result<(), Refusal> {
    // 4.2.2: the audit checks what another person read.
    if reader == auditor {
        return Err(Refusal::by_clause("reader_is_auditor", "4.2.2").with("person", auditor));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicySet;

    fn stop(seq: u32, meter: &str, state: StopState) -> Stop {
        Stop { seq, meter: meter.parse().expect("a meter"), state }
    }

    #[test]
    fn only_the_named_reader_draws_a_route_on_its_day() {
        let policies = PolicySet::published();
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let request = |by: &str, on: &str, held| DrawRequest {
            planned_reader: "R1".parse().expect("a person"),
            planned_on: day("2026-03-05"),
            by: by.parse().expect("a person"),
            on: day(on),
            held,
        };
        let ask = |request: DrawRequest| {
            let view = policies.on(request.on);
            draw(&request, &view).map_err(|refusal| refusal.code.to_string())
        };
        assert_eq!(ask(request("R1", "2026-03-07", false)), Ok(()));
        for (by, on, held, code) in [
            ("R2", "2026-03-05", false, "not_the_named_reader"),
            ("R1", "2026-03-08", false, "not_the_read_day"),
            ("R1", "2026-03-02", false, "not_the_read_day"),
            ("R1", "2026-03-05", true, "route_held"),
        ] {
            assert_eq!(ask(request(by, on, held)), Err(code.to_owned()));
        }
    }

    #[test]
    fn a_route_comes_back_only_complete() {
        let mut stops = vec![
            stop(1, "M1", StopState::Read),
            stop(2, "M2", StopState::Open),
            stop(3, "M3", StopState::Missed),
        ];
        let refusal = hand_in(&stops).expect_err("refused");
        assert_eq!(refusal.figures.get("first_seq"), Some("2"));
        assert_eq!(refusal.clause.map(|clause| clause.to_string()).as_deref(), Some("4.1.2"));
        stops[1].state = StopState::Read;
        assert_eq!(hand_in(&stops), Ok(RouteCount { read: 2, missed: 1 }));
        assert!(may_read(&stops, &"M3".parse().expect("a meter")).is_ok());
        let refusal = may_read(&stops, &"M9".parse().expect("a meter")).expect_err("refused");
        assert_eq!(refusal.code.as_str(), "meter_not_on_route");
    }

    #[test]
    fn nobody_audits_what_he_read() {
        let person = |text: &str| text.parse::<PersonNo>().expect("a person");
        assert!(may_audit(&person("R1"), &person("A1")).is_ok());
        assert!(may_audit(&person("R1"), &person("R1")).is_err());
    }
}
