//! What a person does on the phone: the product's use cases, each one promise.

use dianfei_field::collection::{PaymentRequest, PostedListRequest};
use dianfei_field::day_end::{CashHandInRequest, CountRequest, HandoverRequest, WithdrawRequest};
use dianfei_field::reading::{CorrectionRequest, MissRequest, PresenceEntry, ReadingRequest};
use dianfei_field::store::draft;
use dianfei_field::ticket::VoidRequest;
use dianfei_field::{Field, FieldError};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use dianfei_rules::reading::route::StopState;
use dianfei_wire::PartHash;
use dianfei_wire::fact::collection::{CollectionMode, Denomination};
use dianfei_wire::fact::reading::MissReason;
use fastrand::Rng;

use super::town::{ACCOUNTS, CASHIER};
use crate::village;

/// One use case with what is typed.
#[derive(Debug, Clone)]
pub enum Deed {
    /// A reading.
    Read(ReadingRequest),
    /// A reading in place of an earlier one.
    Correct(CorrectionRequest),
    /// A meter that could not be read.
    Miss(MissRequest),
    /// Money taken.
    Pay(PaymentRequest),
    /// A ticket said to be void.
    Void(VoidRequest),
    /// Cash counted.
    Count(CountRequest),
    /// Cash and used tickets offered to the cashier.
    HandIn(CashHandInRequest),
    /// An offer of the station's accepted.
    Accept(HandoverRequest),
    /// An offer taken back.
    Withdraw(WithdrawRequest),
    /// A list posted.
    Post(PostedListRequest),
    /// A photo kept.
    Photo(Vec<u8>),
    /// Half-typed text kept under a name.
    Draft(String, String, String),
}

/// What a use case came to for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is recorded.
    Done,
    /// It cannot be; that is said, and recorded where a clause forbids it.
    Refused,
}

impl Deed {
    /// Does it.
    ///
    /// # Errors
    /// Where the person has no answer: nothing is promised.
    pub fn perform(&self, field: &Field) -> Result<Answer, FieldError> {
        let done = match self {
            Self::Read(request) => field.record_reading(request).map(drop),
            Self::Correct(request) => field.correct_reading(request).map(drop),
            Self::Miss(request) => field.record_miss(request).map(drop),
            Self::Pay(request) => field.take_payment(request).map(drop),
            Self::Void(request) => field.void_ticket(request).map(drop),
            Self::Count(request) => field.count_cash(request).map(drop),
            Self::HandIn(request) => field.offer_hand_in(request).map(drop),
            Self::Accept(request) => field.accept_handover(request).map(drop),
            Self::Withdraw(request) => field.withdraw_handover(request).map(drop),
            Self::Post(request) => field.post_list(request).map(drop),
            Self::Photo(bytes) => field.keep_photo(bytes.clone()).map(drop),
            Self::Draft(name, request, body) => field.keep_draft(name, request, body),
        };
        match done {
            Ok(()) => Ok(Answer::Done),
            Err(
                FieldError::Refused(_)
                | FieldError::NotFound { .. }
                | FieldError::InvalidInput { .. },
            ) => Ok(Answer::Refused),
            Err(error) => Err(error),
        }
    }

    /// The request by which the phone knows it again; absent where it has none.
    #[must_use]
    pub fn request(&self) -> Option<&str> {
        Some(match self {
            Self::Read(request) => &request.request_id,
            Self::Correct(request) => &request.reading.request_id,
            Self::Miss(request) => &request.request_id,
            Self::Pay(request) => &request.request_id,
            Self::Void(request) => &request.request_id,
            Self::Count(request) => &request.request_id,
            Self::HandIn(request) => &request.request_id,
            Self::Accept(request) => &request.request_id,
            Self::Withdraw(request) => &request.request_id,
            Self::Post(request) => &request.request_id,
            Self::Photo(_) | Self::Draft(..) => return None,
        })
    }
}

fn period() -> YearMonth {
    village::PERIOD.parse().expect("a month")
}

/// What the person does next, the `count`-th thing.
///
/// # Errors
/// What the phone says when it is looked at.
pub fn next(field: &Field, chance: &mut Rng, count: u32) -> Result<Deed, FieldError> {
    let request_id = format!("deed-{count}");
    let number = chance.u32(1..=ACCOUNTS);
    Ok(match chance.u8(0..100) {
        0..=27 => meter(field, chance, number, request_id)?,
        28..=57 => Deed::Pay(payment(chance, number, request_id)),
        58..=64 => match last_ticket(field, request_id.clone())? {
            Some(void) => Deed::Void(void),
            None => Deed::Pay(payment(chance, number, request_id)),
        },
        65..=73 => Deed::Count(CountRequest { request_id, denominations: cash(field, chance)? }),
        74..=79 => {
            let to = CASHIER.parse().expect("a person");
            Deed::HandIn(CashHandInRequest { request_id, to })
        }
        80..=85 => answer(field, chance, request_id)?,
        86..=90 => {
            let photo = chance.bool().then(|| PartHash::of(&photo(number)));
            let (area, place) = ("T01".parse().expect("an area"), "村委会公告栏".to_owned());
            Deed::Post(PostedListRequest { request_id, area, place, photo })
        }
        91..=93 => Deed::Photo(photo(number)),
        _ => {
            let account = village::account(number);
            let request = format!("deed-{}", count + chance.u32(1..4));
            Deed::Draft(draft::of_payment(&account), request, format!("typed {count}"))
        }
    })
}

fn meter(
    field: &Field,
    chance: &mut Rng,
    number: u32,
    request_id: String,
) -> Result<Deed, FieldError> {
    let (route, meter) = ("R01".parse().expect("a route"), village::meter(number));
    let index = (1_080 + chance.u32(0..40)).to_string();
    let reading = ReadingRequest { request_id, ..village::reading(number, &index) };
    let stop = field.stop(&route, period(), &meter)?;
    Ok(match stop.reading {
        None if stop.stop.state == StopState::Open && chance.u8(0..4) == 0 => {
            let reason = MissReason::DoorLocked;
            let (request_id, presence) = (reading.request_id, PresenceEntry::default());
            let period = period();
            Deed::Miss(MissRequest {
                request_id,
                route,
                period,
                meter,
                reason,
                note: None,
                presence,
            })
        }
        Some(earlier) if chance.bool() => Deed::Correct(CorrectionRequest {
            reading,
            corrects: earlier.id,
            reason: "看错一位".to_owned(),
        }),
        _ => Deed::Read(reading),
    })
}

fn payment(chance: &mut Rng, number: u32, request_id: String) -> PaymentRequest {
    let amount = *chance.choice(&["53.80", "10.00", "3.50", "120.00"]).expect("some");
    PaymentRequest {
        request_id,
        account: village::account(number),
        bills: Vec::new(),
        amount: amount.to_owned(),
        received: "200.00".to_owned(),
        mode: CollectionMode::DoorToDoor,
    }
}

fn last_ticket(field: &Field, request_id: String) -> Result<Option<VoidRequest>, FieldError> {
    let numbers = field.ticket_numbers(chrono::NaiveDate::MIN)?;
    Ok(numbers.into_iter().next_back().map(|last| VoidRequest {
        request_id,
        series: last.series,
        no: last.no,
        reason: "写错".to_owned(),
        copies_kept: 3,
    }))
}

/// The cash in hand in notes and coins; sometimes a coin too many.
fn cash(field: &Field, chance: &mut Rng) -> Result<Vec<Denomination>, FieldError> {
    // Below zero where more was handed in than the tickets say: there is no note of
    // less than nothing.
    let mut left = field.status()?.cash_fen.get().max(0);
    if chance.u8(0..6) == 0 {
        left += 10;
    }
    let mut pieces = Vec::new();
    for value in [10_000, 1_000, 100, 10] {
        let count = u32::try_from(left / value).expect("little cash");
        left %= value;
        if count > 0 {
            pieces.push(Denomination { value_fen: Fen::new(value), pieces: count });
        }
    }
    Ok(pieces)
}

/// The answer to an offer, or an own one taken back.
fn answer(field: &Field, chance: &mut Rng, request_id: String) -> Result<Deed, FieldError> {
    let offers = field.handovers()?;
    let open = offers.iter().filter(|row| row.state == "offered");
    let open: Vec<_> = open.collect();
    Ok(match chance.choice(&open) {
        Some(row) if row.outgoing => {
            let (offer, reason) = (row.offer.clone(), "数错".to_owned());
            Deed::Withdraw(WithdrawRequest { request_id, offer, reason })
        }
        Some(row) => Deed::Accept(HandoverRequest { request_id, offer: row.offer.clone() }),
        None => Deed::Photo(photo(chance.u32(..))),
    })
}

/// A picture of some kilobytes.
fn photo(number: u32) -> Vec<u8> {
    let mut chance = Rng::with_seed(number.into());
    (0..3_000 + number % 3_000).map(|_byte| chance.u8(..)).collect()
}
