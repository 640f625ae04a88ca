//! What the phone is asked for: a row of deeds without end, each known by its
//! number, so that both programs and the count at the end agree on what it is.

use dianfei_field::collection::{PaymentRequest, PostedListRequest};
use dianfei_field::reading::ReadingRequest;
use dianfei_field::{Field, FieldError};
use dianfei_rules::money::Fen;
use dianfei_wire::Fact;
use dianfei_wire::fact::collection::CollectionMode;
use dianfei_wire::fact::{CollectionFact, FactBody, ReadingFact};

use crate::village;

/// How many accounts the village has, each with one meter.
pub const ACCOUNTS: u32 = 20;

/// The period that the phone reads.
pub const PERIOD: &str = "2026-12";

/// What each meter shows in it.
const INDEX: &str = "1200";

/// The size of a photo, in bytes: more than one stretch of the wire.
const PHOTO_BYTES: usize = 300_000;

/// One deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A meter is read, by its number.
    Read(u32),
    /// Money is taken, in fen; no two deeds take the same.
    Take(i64),
    /// A list is posted, with a photo of it.
    Post(u64),
}

/// The deed of a number, from 1.
#[must_use]
pub fn deed(number: u64) -> Deed {
    let turn = u32::try_from(number / 3 + 1).unwrap_or(u32::MAX);
    match number {
        _ if number.is_multiple_of(25) => Deed::Post(number),
        _ if number.is_multiple_of(3) && turn <= ACCOUNTS => Deed::Read(turn),
        _ => Deed::Take(100 + i64::try_from(number).expect("few deeds")),
    }
}

/// Carries a deed out and says which facts it made. The same number again is the
/// same request.
pub fn carry_out(field: &Field, number: u64) -> Result<Vec<dianfei_wire::FactId>, FieldError> {
    let request_id = format!("deed-{number}");
    let done = match deed(number) {
        Deed::Read(meter) => field.record_reading(&read(meter, request_id))?.changed,
        Deed::Take(fen) => field.take_payment(&take(number, fen, request_id))?.changed,
        Deed::Post(_) => {
            // The picture differs from deed to deed and is the same for the same one.
            let mut picture = vec![0xD8; PHOTO_BYTES];
            picture.extend_from_slice(request_id.as_bytes());
            let photo = Some(field.keep_photo(picture)?);
            let place = format!("公告栏 {number}");
            let area = "T01".parse().expect("an area");
            field.post_list(&PostedListRequest { request_id, area, place, photo })?.changed
        }
    };
    Ok(done.facts)
}

/// What the deed of a number leaves in a journal.
#[must_use]
pub fn told(number: u64) -> String {
    match deed(number) {
        Deed::Read(meter) => format!("read {} {INDEX}", village::meter(meter)),
        Deed::Take(fen) => format!("took {}", Fen::new(fen)),
        Deed::Post(number) => format!("posted 公告栏 {number}"),
    }
}

/// The same of a fact.
#[must_use]
pub fn told_of(fact: &Fact) -> String {
    match &fact.body {
        FactBody::Reading(ReadingFact::ReadingTaken(taken)) => {
            let shown: Vec<String> =
                taken.registers.iter().map(|shown| shown.index.to_string()).collect();
            format!("read {} {}", taken.meter, shown.join(" "))
        }
        FactBody::Collection(CollectionFact::Collected(collected)) => {
            format!("took {}", collected.amount_fen)
        }
        FactBody::Collection(CollectionFact::ListPosted { place, .. }) => format!("posted {place}"),
        other => format!("{other:?}"),
    }
}

fn read(meter: u32, request_id: String) -> ReadingRequest {
    ReadingRequest {
        request_id,
        period: PERIOD.parse().expect("a month"),
        ..village::reading(meter, INDEX)
    }
}

fn take(number: u64, fen: i64, request_id: String) -> PaymentRequest {
    let account = u32::try_from(number % u64::from(ACCOUNTS)).expect("few accounts") + 1;
    let amount = Fen::new(fen).to_string();
    PaymentRequest {
        request_id,
        account: village::account(account),
        bills: Vec::new(),
        received: amount.clone(),
        amount,
        mode: CollectionMode::DoorToDoor,
    }
}
