//! A phone in somebody's hand, and what that person does with it all day.

use std::collections::BTreeMap;

use dianfei_field::FieldError;
use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{CashHandInRequest, CountRequest, HandoverRequest};
use dianfei_field::port::Transport;
use dianfei_field::reading::{
    CorrectionRequest, EnteredIndex, MissRequest, PresenceEntry, ReadingRequest, RouteHandInRequest,
};
use dianfei_field::ticket::VoidRequest;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::collection::handover::DENOMINATIONS;
use dianfei_rules::id::{RouteNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::reading::route::StopState;
use dianfei_station::web::{Lang, words};
use dianfei_wire::FactId;
use dianfei_wire::fact::collection::{CollectionMode, Denomination};
use dianfei_wire::fact::reading::IdentityCheck;

use super::scenario::{CorrectAct, HandInAct, MissAct, PayAct, ReadAct, ReadRestAct, VoidAct};
use super::{Stopped, Told};
use crate::demo_sheets::Dial;
use crate::phone::Phone;

/// From one meter to the next on foot, in milliseconds.
const WALK_MS: i64 = 45_000;

/// So often a sync is pressed before its holder walks on.
const MOST_TRIES: u32 = 20;

/// A person with a phone.
pub struct Hand<'a> {
    /// The phone.
    pub phone: Phone,
    door: Box<dyn Transport>,
    route: RouteNo,
    period: YearMonth,
    dials: &'a [Dial],
    requests: u32,
    readings: BTreeMap<usize, FactId>,
    paid: Option<(TicketSeries, TicketNo)>,
}

fn stopped(tried: &str) -> impl Fn(FieldError) -> Stopped {
    move |error| Stopped::at(tried, format!("{error} {error:?}"))
}

/// The codes of what was found, in words.
fn found<'c>(codes: impl IntoIterator<Item = &'c str>) -> (String, String) {
    let codes: Vec<&str> = codes.into_iter().collect();
    let say = |lang: Lang, comma: &str| {
        let words: Vec<String> = codes.iter().map(|code| words::say(code, lang)).collect();
        if words.is_empty() { lang.t("无异常", "nothing").to_owned() } else { words.join(comma) }
    };
    (say(Lang::Zh, "、"), say(Lang::En, "; "))
}

impl<'a> Hand<'a> {
    /// A person who reads or collects on a route whose meters show `dials`.
    #[must_use]
    pub fn new(
        phone: Phone,
        door: Box<dyn Transport>,
        route: RouteNo,
        period: YearMonth,
        dials: &'a [Dial],
    ) -> Self {
        let (readings, paid) = (BTreeMap::new(), None);
        Self { phone, door, route, period, dials, requests: 0, readings, paid }
    }

    fn request_id(&mut self) -> String {
        self.requests += 1;
        format!("thumb-{}", self.requests)
    }

    fn dial(&self, stop: usize) -> Result<&'a Dial, Stopped> {
        let found = stop.checked_sub(1).and_then(|at| self.dials.get(at));
        found.ok_or_else(|| Stopped::at("the route", format!("has no stop {stop}")))
    }

    /// Exchanges with the station, pressed again while the wire breaks.
    pub fn sync(&mut self) -> Result<Told, Stopped> {
        let before = self.phone.field.status().map_err(stopped("status"))?.unsent_facts;
        let mut report = self.phone.field.sync(self.door.as_ref());
        for _again in 0..MOST_TRIES {
            let Err(FieldError::Offline(_)) = report else { break };
            report = self.phone.field.sync(self.door.as_ref());
        }
        let report = report.map_err(stopped("sync"))?;
        let status = self.phone.field.status().map_err(stopped("status"))?;
        let stops = self.phone.field.routes().map_err(stopped("routes"))?;
        Ok(Told::from([
            ("sent", before.saturating_sub(status.unsent_facts).to_string()),
            ("disputed", report.disputed.to_string()),
            ("unsent", status.unsent_facts.to_string()),
            ("routes", stops.len().to_string()),
            ("stops", stops.iter().map(|route| route.stops).sum::<u64>().to_string()),
        ]))
    }

    fn reading(&mut self, dial: &Dial, shown: &[(&str, String)]) -> ReadingRequest {
        let entered = shown.iter().map(|(register, text)| EnteredIndex {
            register: (*register).to_owned(),
            text: text.clone(),
        });
        ReadingRequest {
            request_id: self.request_id(),
            route: self.route.clone(),
            period: self.period,
            meter: dial.meter.parse().expect("the demo's meter numbers are numbers"),
            entered: entered.collect(),
            again: Vec::new(),
            rollover_confirmed: false,
            identity: IdentityCheck::ALL_AGREE,
            cause: None,
            load_note: None,
            load_changed: false,
            presence: PresenceEntry::default(),
        }
    }

    /// Reads one meter.
    pub fn read(&mut self, act: &ReadAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        self.phone.clock.pass(WALK_MS);
        let shown = dial.after(act.usage.unwrap_or(dial.usual_kwh));
        let total = shown.first().map_or_else(String::new, |(_, index)| index.to_string());
        let typed: Vec<(&str, String)> = shown
            .iter()
            .map(|(register, index)| (*register, index.to_string()))
            .map(|(register, index)| (register, act.typed.clone().unwrap_or(index)))
            .collect();
        let mut request = self.reading(dial, &typed);
        request.rollover_confirmed = act.rollover;
        request.identity.meter_no = !act.other_number;
        request.cause.clone_from(&act.cause);
        let index = act.typed.clone().unwrap_or(total);
        let mut told = self.named(dial);
        told.extend([("index", index), ("previous", dial.last_index.to_string())]);
        if act.refused.is_some() {
            let (zh, en) = self.refused(&request, act)?;
            told.extend([("found", zh), ("found_en", en)]);
            return Ok(told);
        }
        let outcome = self.record(request)?;
        self.readings.insert(act.stop, outcome.0);
        told.extend([("usage", outcome.1), ("found", outcome.2), ("found_en", outcome.3)]);
        Ok(told)
    }

    fn named(&self, dial: &Dial) -> Told {
        Told::from([
            ("account", dial.account.clone()),
            ("name", dial.name.clone()),
            ("meter", dial.meter.clone()),
        ])
    }

    fn refused(
        &mut self,
        request: &ReadingRequest,
        act: &ReadAct,
    ) -> Result<(String, String), Stopped> {
        let code = match self.phone.field.record_reading(request) {
            Err(FieldError::InvalidInput { code, .. }) => code.to_string(),
            Err(FieldError::Refused(refusal)) => refusal.code.to_string(),
            other => return Err(Stopped::at("a reading to be refused", format!("{other:?}"))),
        };
        if act.refused.as_deref() != Some(&code) {
            return Err(Stopped::at("a reading to be refused", code));
        }
        Ok(found([code.as_str()]))
    }

    /// Records a reading, entering it a second time where the phone asks.
    fn record(
        &mut self,
        mut request: ReadingRequest,
    ) -> Result<(FactId, String, String, String), Stopped> {
        let check = self.phone.field.check_reading(&request).map_err(stopped("a check"))?;
        if check.needs.again {
            request.again.clone_from(&request.entered);
        }
        let outcome = self.phone.field.record_reading(&request);
        let outcome = outcome.map_err(stopped(request.meter.as_str()))?.outcome;
        let (zh, en) = found(outcome.findings.iter().map(|finding| finding.code.as_str()));
        let usage = outcome.usage_kwh.map_or_else(String::new, |usage| usage.to_string());
        Ok((outcome.reading, usage, zh, en))
    }

    /// Records that a meter could not be read.
    pub fn miss(&mut self, act: &MissAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        self.phone.clock.pass(WALK_MS);
        let request = MissRequest {
            request_id: self.request_id(),
            route: self.route.clone(),
            period: self.period,
            meter: dial.meter.parse().expect("a meter number"),
            reason: act.reason,
            note: Some(act.note.clone()),
            presence: PresenceEntry::default(),
        };
        let outcome = self.phone.field.record_miss(&request).map_err(stopped("a miss"))?.outcome;
        let mut told = self.named(dial);
        let (zh, en) = found([act.reason.code()]);
        told.extend([("misses", outcome.misses.to_string()), ("found", zh), ("found_en", en)]);
        Ok(told)
    }

    /// Corrects a reading to what the meter shows.
    pub fn correct(&mut self, act: &CorrectAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        let corrects = self.readings.get(&act.stop).cloned();
        let corrects = corrects.ok_or_else(|| Stopped("nothing to correct".to_owned()))?;
        let shown: Vec<(&str, String)> = dial
            .after(dial.usual_kwh)
            .into_iter()
            .map(|(register, index)| (register, index.to_string()))
            .collect();
        let reading = self.reading(dial, &shown);
        let index = shown.first().map_or_else(String::new, |(_, index)| index.clone());
        let correction = CorrectionRequest { reading, corrects, reason: act.reason.clone() };
        let outcome = self.phone.field.correct_reading(&correction);
        let outcome = outcome.map_err(stopped("a correction"))?.outcome;
        let usage = outcome.usage_kwh.map_or_else(String::new, |usage| usage.to_string());
        let mut told = self.named(dial);
        told.extend([("index", index), ("usage", usage)]);
        Ok(told)
    }

    /// Reads every meter that has neither reading nor reason.
    pub fn read_rest(&mut self, act: &ReadRestAct) -> Result<Told, Stopped> {
        let (mut read, mut flagged) = (0_u32, 0_u32);
        for dial in self.dials {
            let meter = dial.meter.parse().expect("a meter number");
            let stop = self.phone.field.stop(&self.route, self.period, &meter);
            if stop.map_err(stopped("a stop"))?.stop.state != StopState::Open {
                continue;
            }
            let shown: Vec<(&str, String)> = dial
                .after(dial.usual_kwh)
                .into_iter()
                .map(|(register, index)| (register, index.to_string()))
                .collect();
            let mut request = self.reading(dial, &shown);
            self.phone.clock.pass(WALK_MS);
            let check = self.phone.field.check_reading(&request).map_err(stopped("a check"))?;
            if check.needs.cause {
                flagged += 1;
                request.cause = Some(act.cause.clone());
            }
            self.record(request)?;
            read += 1;
        }
        Ok(Told::from([("read", read.to_string()), ("flagged", flagged.to_string())]))
    }

    /// Hands the route in.
    pub fn hand_in_route(&mut self) -> Result<Told, Stopped> {
        let request = RouteHandInRequest {
            request_id: self.request_id(),
            route: self.route.clone(),
            period: self.period,
        };
        let outcome = self.phone.field.hand_in_route(&request).map_err(stopped("hand-in"))?.outcome;
        Ok(Told::from([("read", outcome.read.to_string()), ("missed", outcome.missed.to_string())]))
    }

    /// Accepts what others offer to this person.
    pub fn accept(&mut self) -> Result<Told, Stopped> {
        let rows = self.phone.field.handovers().map_err(stopped("handovers"))?;
        let (mut tickets, mut lists) = (0, Vec::new());
        for row in rows.into_iter().filter(|row| !row.outgoing && row.state == "offered") {
            let request = HandoverRequest { request_id: self.request_id(), offer: row.offer };
            self.phone.field.accept_handover(&request).map_err(stopped("acceptance"))?;
            tickets += row.content.tickets.iter().map(|range| range.count()).sum::<u64>();
            lists.extend(row.content.lists.iter().map(ToString::to_string));
        }
        if tickets == 0 && lists.is_empty() {
            return Err(Stopped("nothing was offered".to_owned()));
        }
        Ok(Told::from([("tickets", tickets.to_string()), ("lists", lists.join("、"))]))
    }

    /// Takes money at a door.
    pub fn pay(&mut self, act: &PayAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        self.phone.clock.pass(WALK_MS);
        let account = dial.account.parse().expect("an account number");
        let quote = self.phone.field.quote(&account).map_err(stopped("a quote"))?;
        let owed = quote.total_fen.to_string();
        let amount = act.amount.clone().unwrap_or_else(|| owed.clone());
        let request = PaymentRequest {
            request_id: self.request_id(),
            account,
            bills: Vec::new(),
            received: act.received.clone().unwrap_or_else(|| amount.clone()),
            amount,
            mode: CollectionMode::DoorToDoor,
        };
        let outcome = self.phone.field.take_payment(&request).map_err(stopped("a payment"))?;
        let paid = outcome.outcome;
        let late = Fen::sum(paid.lines.iter().map(|line| line.late_fee_fen));
        let late = late.map_err(|error| Stopped::at("a late fee", error))?;
        self.paid = Some((paid.series.clone(), paid.no));
        let mut told = self.named(dial);
        told.extend([
            ("owed", owed),
            ("amount", paid.amount_fen.to_string()),
            ("received", paid.received_fen.to_string()),
            ("change", paid.change_fen.to_string()),
            ("advance", paid.advance_fen.to_string()),
            ("late_fee", late.to_string()),
            ("ticket", format!("{} {}", paid.series, paid.no)),
            ("left", paid.tickets_left.to_string()),
        ]);
        Ok(told)
    }

    /// Claims the last ticket void.
    pub fn void(&mut self, act: &VoidAct) -> Result<Told, Stopped> {
        let paid = self.paid.take().ok_or_else(|| Stopped("no payment to void".to_owned()))?;
        let request = VoidRequest {
            request_id: self.request_id(),
            series: paid.0.clone(),
            no: paid.1,
            reason: act.reason.clone(),
            copies_kept: 3,
        };
        let outcome = self.phone.field.void_ticket(&request).map_err(stopped("a void"))?.outcome;
        Ok(Told::from([
            ("ticket", format!("{} {}", paid.0, paid.1)),
            ("series", paid.0.to_string()),
            ("no", paid.1.to_string()),
            ("held", outcome.held_fen.to_string()),
        ]))
    }

    /// Counts the cash: it is what the tickets say.
    pub fn count(&mut self) -> Result<Told, Stopped> {
        let tally = self.phone.field.day_tally().map_err(stopped("a tally"))?;
        let mut left = tally.expected_fen.get();
        let denominations = DENOMINATIONS.into_iter().filter_map(|value_fen| {
            let pieces = u32::try_from(left / value_fen.get()).ok().filter(|pieces| *pieces > 0)?;
            left %= value_fen.get();
            Some(Denomination { value_fen, pieces })
        });
        let request =
            CountRequest { denominations: denominations.collect(), request_id: String::new() };
        let request = CountRequest { request_id: self.request_id(), ..request };
        let outcome = self.phone.field.count_cash(&request).map_err(stopped("a count"))?.outcome;
        Ok(Told::from([
            ("cash", outcome.counted_fen.to_string()),
            ("difference", outcome.difference_fen.to_string()),
            ("used", tally.used_count.to_string()),
            ("voids", tally.voids.len().to_string()),
        ]))
    }

    /// Offers the counted cash to a cashier.
    pub fn hand_in(&mut self, act: &HandInAct) -> Result<Told, Stopped> {
        let to = act.to.parse().map_err(|error| Stopped::at(&act.to, error))?;
        let request = CashHandInRequest { request_id: self.request_id(), to };
        let outcome = self.phone.field.offer_hand_in(&request).map_err(stopped("hand-in"))?;
        Ok(Told::from([("cash", outcome.outcome.cash_fen.to_string())]))
    }
}
