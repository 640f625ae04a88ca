//! What a carrier does with the phone: one thumb, one use case.

use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{CashHandInRequest, CountRequest, HandoverRequest, OverShortRequest};
use dianfei_field::reading::{CorrectionRequest, MissRequest, ReadingRequest, RouteHandInRequest};
use dianfei_field::ticket::VoidRequest;
use dianfei_field::{Field, FieldError};
use dianfei_wire::FactId;

use super::base::CASHIER;
use super::reality::What;

/// A thumb. It carries one request id for as long as it takes.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Take money.
    Pay(PaymentRequest),
    /// Read a meter.
    Read(u32, u32, ReadingRequest),
    /// Read it again.
    Correct(u32, u32, CorrectionRequest),
    /// Not read it.
    Miss(MissRequest),
    /// Hand the route in.
    HandInRoute(RouteHandInRequest),
    /// Claim a ticket void.
    Void(VoidRequest),
    /// Count the cash.
    Count(CountRequest),
    /// Report a difference of so many fen.
    Report(i64, OverShortRequest),
    /// Hand the cash in.
    Offer(CashHandInRequest),
    /// Take what another offers.
    Accept(HandoverRequest),
}

/// What a thumb came to.
#[derive(Debug)]
pub struct Came {
    /// The facts that were recorded, in order.
    pub facts: Vec<FactId>,
    /// What happened outside with the first of them; absent where nothing did
    /// that the laws look at.
    pub what: Option<What>,
    /// What to tell.
    pub told: String,
}

impl Deed {
    /// Does it on the phone of `person`.
    pub fn on(&self, field: &Field, person: &'static str) -> Result<Came, FieldError> {
        let bare = |facts: Vec<FactId>, told: &str| Came { facts, what: None, told: told.into() };
        Ok(match self {
            Self::Pay(request) => {
                let done = field.take_payment(request)?;
                let (no, fen) = (done.outcome.no.get(), done.outcome.amount_fen.get());
                let account = request.account.clone();
                let told = format!("takes {fen} fen of {account} under {no}");
                let what = What::Taken { account, no, fen, taker: person };
                Came { facts: done.changed.facts, what: Some(what), told }
            }
            Self::Read(number, index, request) => {
                let done = field.record_reading(request)?;
                read(done.changed.facts, *number, *index)
            }
            Self::Correct(number, index, request) => {
                let done = field.correct_reading(request)?;
                read(done.changed.facts, *number, *index)
            }
            Self::Miss(request) => {
                bare(field.record_miss(request)?.changed.facts, "misses a meter")
            }
            Self::HandInRoute(request) => {
                bare(field.hand_in_route(request)?.changed.facts, "hands the route in")
            }
            Self::Void(request) => {
                let told = format!("says that {} is void", request.no);
                bare(field.void_ticket(request)?.changed.facts, &told)
            }
            Self::Count(request) => bare(field.count_cash(request)?.changed.facts, "counts"),
            Self::Report(fen, request) => {
                let done = field.report_over_short(request)?;
                let told = format!("reports a difference of {fen} fen");
                let what = Some(What::Reported { person, fen: *fen });
                Came { facts: done.changed.facts, what, told }
            }
            Self::Offer(request) => {
                let done = field.offer_hand_in(request)?;
                let fen = done.outcome.cash_fen.get();
                let told = format!("hands {fen} fen to {CASHIER}");
                let what = Some(What::Offered { person, fen });
                Came { facts: done.changed.facts, what, told }
            }
            Self::Accept(request) => {
                bare(field.accept_handover(request)?.changed.facts, "takes a book of tickets")
            }
        })
    }

    /// Gives it another request id, as a shell without drafts would.
    pub fn renew(&mut self, id: &str) {
        let request_id = match self {
            Self::Pay(request) => &mut request.request_id,
            Self::Read(_, _, request) => &mut request.request_id,
            Self::Correct(_, _, request) => &mut request.reading.request_id,
            Self::Miss(request) => &mut request.request_id,
            Self::HandInRoute(request) => &mut request.request_id,
            Self::Void(request) => &mut request.request_id,
            Self::Count(request) => &mut request.request_id,
            Self::Report(_, request) => &mut request.request_id,
            Self::Offer(request) => &mut request.request_id,
            Self::Accept(request) => &mut request.request_id,
        };
        id.clone_into(request_id);
    }
}

fn read(facts: Vec<FactId>, number: u32, index: u32) -> Came {
    let told = format!("reads {index} at meter {number}");
    Came { facts, what: Some(What::Read { number, index }), told }
}
