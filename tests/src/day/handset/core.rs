//! The phone's core, driven as the shell drives it.

use dianfei_field::FieldError;
use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{CashHandInRequest, CountRequest, HandoverRequest};
use dianfei_field::port::Transport;
use dianfei_field::reading::{
    CorrectionRequest, EnteredIndex, MissRequest, PresenceEntry, ReadingRequest, RouteHandInRequest,
};
use dianfei_field::store::route::StopFilter;
use dianfei_field::ticket::VoidRequest;
use dianfei_field::view::reading::{Needs, ReadingOutcome};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::RouteNo;
use dianfei_rules::money::Fen;
use dianfei_rules::reading::route::StopState;
use dianfei_wire::fact::collection::{CollectionMode, Denomination};
use dianfei_wire::fact::reading::IdentityCheck;

use super::{Deed, Done, Handset, Reading};
use crate::day::Stopped;
use crate::phone::Phone;

/// So often a sync is pressed before its holder walks on.
const MOST_TRIES: u32 = 20;

/// A phone without a shell, with the way to its station.
pub struct CoreHandset {
    phone: Phone,
    door: Box<dyn Transport>,
    route: RouteNo,
    period: YearMonth,
    requests: u32,
}

fn stopped(tried: &str) -> impl Fn(FieldError) -> Stopped {
    move |error| Stopped::at(tried, format!("{error} {error:?}"))
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Stopped> {
    text.parse().map_err(|error| Stopped::at(text, error))
}

impl CoreHandset {
    /// A phone that reads and collects on a route.
    #[must_use]
    pub fn new(phone: Phone, door: Box<dyn Transport>, route: RouteNo, period: YearMonth) -> Self {
        Self { phone, door, route, period, requests: 0 }
    }

    fn request_id(&mut self) -> String {
        self.requests += 1;
        format!("thumb-{}", self.requests)
    }

    fn sync(&self) -> Result<Done, Stopped> {
        let field = &self.phone.field;
        let before = field.status().map_err(stopped("status"))?.unsent_facts;
        let mut report = field.sync(self.door.as_ref());
        for _again in 0..MOST_TRIES {
            let Err(FieldError::Offline(_)) = report else { break };
            report = field.sync(self.door.as_ref());
        }
        let report = report.map_err(stopped("sync"))?;
        let status = field.status().map_err(stopped("status"))?;
        let routes = field.routes().map_err(stopped("routes"))?;
        Ok(Done::default()
            .with("sent", before.saturating_sub(status.unsent_facts))
            .with("disputed", report.disputed)
            .with("unsent", status.unsent_facts)
            .with("routes", routes.len())
            .with("stops", routes.iter().map(|route| route.stops).sum::<u64>()))
    }

    fn open_meters(&self) -> Result<Done, Stopped> {
        let open = StopFilter { state: Some(StopState::Open), limit: 500, ..StopFilter::default() };
        let stops = self.phone.field.stops(&self.route, self.period, &open);
        let stops = stops.map_err(stopped("the stops"))?;
        let meters: Vec<&str> = stops.iter().map(|stop| stop.meter.as_str()).collect();
        Ok(Done::default().with("meters", meters.join(" ")))
    }

    /// The request of a reading, entered a second time and answered where the
    /// phone asks; or the code with which it refuses what was typed.
    fn entered(&mut self, reading: &Reading) -> Result<(ReadingRequest, Needs), Refused> {
        let mut request = ReadingRequest {
            request_id: self.request_id(),
            route: self.route.clone(),
            period: self.period,
            meter: parsed(&reading.meter)?,
            entered: reading
                .entered
                .iter()
                .map(|(register, text)| EnteredIndex {
                    register: register.clone(),
                    text: text.clone(),
                })
                .collect(),
            again: Vec::new(),
            rollover_confirmed: false,
            identity: IdentityCheck { meter_no: !reading.other_number, ..IdentityCheck::ALL_AGREE },
            cause: None,
            load_note: None,
            load_changed: false,
            presence: PresenceEntry::default(),
        };
        let needs = self.phone.field.check_reading(&request)?.needs;
        if needs.again {
            request.again.clone_from(&request.entered);
        }
        if needs.cause || needs.form {
            request.cause.clone_from(&reading.cause);
        }
        request.rollover_confirmed = needs.rollover && reading.rollover;
        Ok((request, needs))
    }

    fn read(&mut self, reading: &Reading) -> Result<Done, Refused> {
        let (request, needs) = self.entered(reading)?;
        let outcome = self.phone.field.record_reading(&request)?.outcome;
        Ok(said(&outcome, needs))
    }

    fn correct(
        &mut self,
        reading: &Reading,
        corrects: &str,
        reason: &str,
    ) -> Result<Done, Refused> {
        let (reading, needs) = self.entered(reading)?;
        let correction =
            CorrectionRequest { reading, corrects: parsed(corrects)?, reason: reason.to_owned() };
        let outcome = self.phone.field.correct_reading(&correction)?.outcome;
        Ok(said(&outcome, needs))
    }

    fn accept(&mut self) -> Result<Done, FieldError> {
        let (mut tickets, mut lists) = (0, Vec::new());
        let rows = self.phone.field.handovers()?;
        for row in rows.into_iter().filter(|row| row.waits_for_us()) {
            let request = HandoverRequest { request_id: self.request_id(), offer: row.offer };
            self.phone.field.accept_handover(&request)?;
            tickets += row.content.tickets.iter().map(|range| range.count()).sum::<u64>();
            lists.extend(row.content.lists.iter().map(ToString::to_string));
        }
        Ok(Done::default().with("tickets", tickets).with("lists", lists.join("、")))
    }

    fn pay(
        &mut self,
        account: &str,
        amount: Option<&String>,
        received: Option<&String>,
    ) -> Result<Done, Stopped> {
        let account = parsed(account)?;
        let quote = self.phone.field.quote(&account).map_err(stopped("a quote"))?;
        let amount = amount.cloned().unwrap_or_else(|| quote.total_fen.to_string());
        let request = PaymentRequest {
            request_id: self.request_id(),
            account,
            bills: Vec::new(),
            received: received.cloned().unwrap_or_else(|| amount.clone()),
            amount,
            mode: CollectionMode::DoorToDoor,
        };
        let paid = self.phone.field.take_payment(&request).map_err(stopped("a payment"))?.outcome;
        let late_fee: Fen = paid.lines.iter().map(|line| line.late_fee_fen).sum();
        Ok(Done::default()
            .with("owed", quote.total_fen.get())
            .with("amount", paid.amount_fen.get())
            .with("received", paid.received_fen.get())
            .with("change", paid.change_fen.get())
            .with("advance", paid.advance_fen.get())
            .with("late_fee", late_fee.get())
            .with("series", &paid.series)
            .with("no", paid.no)
            .with("left", paid.tickets_left))
    }

    fn other(&mut self, deed: &Deed) -> Result<Done, Stopped> {
        match deed {
            Deed::Miss { meter, reason, note } => {
                let request = MissRequest {
                    request_id: self.request_id(),
                    route: self.route.clone(),
                    period: self.period,
                    meter: parsed(meter)?,
                    reason: *reason,
                    note: Some(note.clone()),
                    presence: PresenceEntry::default(),
                };
                let outcome = self.phone.field.record_miss(&request).map_err(stopped("a miss"))?;
                Ok(Done::default().with("misses", outcome.outcome.misses))
            }
            Deed::Void { series, no, reason } => {
                let request = VoidRequest {
                    request_id: self.request_id(),
                    series: parsed(series)?,
                    no: parsed(no)?,
                    reason: reason.clone(),
                    copies_kept: 3,
                };
                let outcome = self.phone.field.void_ticket(&request).map_err(stopped("a void"))?;
                Ok(Done::default().with("held", outcome.outcome.held_fen.get()))
            }
            Deed::Count { pieces } => {
                let denominations = pieces.iter().map(|(value_fen, pieces)| Denomination {
                    value_fen: Fen::new(*value_fen),
                    pieces: *pieces,
                });
                let denominations = denominations.collect();
                let request = CountRequest { request_id: self.request_id(), denominations };
                let outcome = self.phone.field.count_cash(&request).map_err(stopped("a count"))?;
                Ok(Done::default()
                    .with("counted", outcome.outcome.counted_fen.get())
                    .with("difference", outcome.outcome.difference_fen.get()))
            }
            Deed::HandIn { to } => {
                let request = CashHandInRequest { request_id: self.request_id(), to: parsed(to)? };
                let outcome =
                    self.phone.field.offer_hand_in(&request).map_err(stopped("hand-in"))?;
                Ok(Done::default().with("cash", outcome.outcome.cash_fen.get()))
            }
            _ => Err(Stopped::at("a phone", format!("cannot {deed:?}"))),
        }
    }

    fn hand_in_route(&mut self) -> Result<Done, Stopped> {
        let request = RouteHandInRequest {
            request_id: self.request_id(),
            route: self.route.clone(),
            period: self.period,
        };
        let outcome = self.phone.field.hand_in_route(&request).map_err(stopped("hand-in"))?.outcome;
        Ok(Done::default().with("read", outcome.read).with("missed", outcome.missed))
    }
}

/// What was typed is refused with a code, or the day stops.
enum Refused {
    Code(String),
    Day(Stopped),
}

impl From<FieldError> for Refused {
    fn from(error: FieldError) -> Self {
        match error {
            FieldError::InvalidInput { .. } | FieldError::Refused(_) => {
                Self::Code(error.code().to_owned())
            }
            other => Self::Day(Stopped::at("a reading", format!("{other} {other:?}"))),
        }
    }
}

impl From<Stopped> for Refused {
    fn from(stopped: Stopped) -> Self {
        Self::Day(stopped)
    }
}

fn said(outcome: &ReadingOutcome, needs: Needs) -> Done {
    let codes: Vec<&str> = outcome.findings.iter().map(|finding| finding.code.as_str()).collect();
    let usage = outcome.usage_kwh.map_or_else(String::new, |usage| usage.to_string());
    Done::default()
        .with("reading", &outcome.reading)
        .with("usage", usage)
        .with("findings", codes.join(" "))
        .with("asked", u8::from(needs.cause))
}

fn or_code(read: Result<Done, Refused>) -> Result<Done, Stopped> {
    match read {
        Ok(done) => Ok(done),
        Err(Refused::Code(code)) => Ok(Done::default().with("refused", code)),
        Err(Refused::Day(stopped)) => Err(stopped),
    }
}

impl Handset for CoreHandset {
    fn carry_out(&mut self, deed: &Deed) -> Result<Done, Stopped> {
        match deed {
            Deed::Pass { by_ms } => {
                self.phone.clock.pass(*by_ms);
                Ok(Done::default())
            }
            Deed::Enrol { scanned, label } => {
                let enrolled = self.phone.field.enrol(self.door.as_ref(), scanned, label);
                enrolled.map(|_to| Done::default()).map_err(stopped("enrolment"))
            }
            Deed::Sync {} => self.sync(),
            Deed::OpenMeters {} => self.open_meters(),
            Deed::Read(reading) => or_code(self.read(reading)),
            Deed::Correct { reading, corrects, reason } => {
                or_code(self.correct(reading, corrects, reason))
            }
            Deed::HandInRoute {} => self.hand_in_route(),
            Deed::Accept {} => self.accept().map_err(stopped("acceptance")),
            Deed::Pay { account, amount, received } => {
                self.pay(account, amount.as_ref(), received.as_ref())
            }
            Deed::Tally {} => {
                let tally = self.phone.field.day_tally().map_err(stopped("a tally"))?;
                Ok(Done::default()
                    .with("expected", tally.expected_fen.get())
                    .with("used", tally.used_count)
                    .with("voids", tally.voids.len()))
            }
            Deed::Miss { .. } | Deed::Void { .. } | Deed::Count { .. } | Deed::HandIn { .. } => {
                self.other(deed)
            }
        }
    }
}
