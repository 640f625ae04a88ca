//! The end of the day: count, report of a difference, hand-in, and taking over
//! what others hand to this person.

use dianfei_rules::collection::handover::{
    Denomination as RuleDenomination, HandoverContent as RuleContent, Offer, counted,
};
use dianfei_rules::id::PersonNo;
use dianfei_rules::money::Fen;
use dianfei_rules::recovery::over_short::{CashCount, OverShortReport, may_close_day};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::TicketRange as RuleRange;
use dianfei_wire::FactId;
use dianfei_wire::assignment::AssignedPerson;
use dianfei_wire::fact::collection::{Denomination, HandoverContent};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::fact::{CollectionFact, FactBody, RecoveryFact};
use rusqlite::Connection;

use crate::collection::too_large;
use crate::error::FieldError;
use crate::field::Field;
use crate::record::{Command, Done, Recording};
use crate::store::cash::{self, CountRow};
use crate::store::handover::{self, HandoverRow};
use crate::store::ticket::{self, ClaimRow};
use crate::sync::assignment;
use crate::view::collection::{CountOutcome, CountPreview, DayTally, HandoverOutcome};

/// Cash counted by denomination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRequest {
    /// A number that the shell makes once for this count.
    pub request_id: String,
    /// The pieces.
    pub denominations: Vec<Denomination>,
}

/// A difference reported to the head (2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverShortRequest {
    /// A number that the shell makes once for this report.
    pub request_id: String,
    /// The count.
    pub count: FactId,
    /// The cause in writing.
    pub cause: String,
}

/// Cash and used tickets for the cashier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashHandInRequest {
    /// A number that the shell makes once for this hand-in.
    pub request_id: String,
    /// The cashier.
    pub to: PersonNo,
}

/// The answer to an open offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The offer.
    pub offer: FactId,
}

/// An offer that is taken back or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The offer.
    pub offer: FactId,
    /// Why.
    pub reason: String,
}

impl Field {
    /// What the tickets say before the count, and whether the day may close.
    pub fn day_tally(&self) -> Result<DayTally, FieldError> {
        self.store.read(|tx| {
            let claims = ticket::not_handed_in(tx)?;
            let count = fresh_count(tx)?;
            let difference_fen = count.as_ref().map(|count| cash_count(count).difference_fen());
            Ok(DayTally {
                difference_fen: difference_fen.transpose().map_err(too_large)?,
                expected_fen: cash::in_hand(tx)?,
                used_count: used_count(tx, &claims)?,
                voids: claims.iter().filter(|claim| claim.void).map(|claim| claim.no).collect(),
                used: runs(&claims),
                open_because: open_because(count.as_ref()),
                count,
            })
        })
    }

    /// Why the day cannot close yet; absent where it may, or where nothing was
    /// taken that has to be counted.
    pub fn open_because(&self) -> Result<Option<Refusal>, FieldError> {
        let tally = self.day_tally()?;
        let is_empty = tally.expected_fen.is_zero() && tally.used.is_empty();
        Ok(tally.open_because.filter(|_| !is_empty))
    }

    /// Records the count of the cash in hand against what the tickets say (2.3).
    pub fn count_cash(&self, request: &CountRequest) -> Result<Done<CountOutcome>, FieldError> {
        let command = Command { name: "count_cash", request: &request.request_id };
        self.record(command, |recording| {
            let denominations = sorted(&request.denominations);
            let counted_fen = counted(&rule_pieces(&denominations))?;
            let expected_fen = cash::in_hand(recording.tx)?;
            let count = CashCount { expected_fen, counted_fen };
            let difference_fen = count.difference_fen().map_err(too_large)?;
            let count = recording.append(FactBody::Recovery(RecoveryFact::CashCounted {
                expected_fen,
                counted_fen,
                denominations,
            }))?;
            Ok(CountOutcome { count, expected_fen, counted_fen, difference_fen })
        })
    }

    /// What counted pieces come to against what the tickets say; nothing is recorded.
    pub fn preview_count(&self, pieces: &[Denomination]) -> Result<CountPreview, FieldError> {
        let counted_fen = counted(&rule_pieces(&sorted(pieces)))?;
        let expected_fen = self.store.read(cash::in_hand)?;
        let count = CashCount { expected_fen, counted_fen };
        let difference_fen = count.difference_fen().map_err(too_large)?;
        Ok(CountPreview { counted_fen, difference_fen })
    }

    /// The cashiers to whom this person can hand cash (4.3.5).
    pub fn cashiers(&self) -> Result<Vec<AssignedPerson>, FieldError> {
        let mut receivers = self.store.read(assignment::context)?.receivers;
        receivers.retain(|receiver| receiver.roles.contains(&Role::Cashier));
        Ok(receivers)
    }

    /// Reports the difference of the last count to the head, with its cause (2.3, 6.24).
    pub fn report_over_short(
        &self,
        request: &OverShortRequest,
    ) -> Result<Done<FactId>, FieldError> {
        let command = Command { name: "report_over_short", request: &request.request_id };
        self.record(command, |recording| {
            let count = fresh_count(recording.tx)?
                .filter(|count| count.id == request.count && count.report.is_none())
                .ok_or_else(|| FieldError::not_found("count", &request.count))?;
            let cause = request.cause.trim().to_owned();
            if cause.is_empty() {
                return Err(FieldError::invalid("cause", "missing"));
            }
            let difference_fen = cash_count(&count).difference_fen().map_err(too_large)?;
            if difference_fen.is_zero() {
                return Err(Refusal::by_clause("no_difference", "2.3").into());
            }
            let count = count.id;
            recording.append(FactBody::Recovery(RecoveryFact::OverShortReported {
                count,
                difference_fen,
                cause,
            }))
        })
    }

    /// Offers the counted cash and the used tickets to the cashier (4.3.5). The
    /// cash is in transit until the cashier accepts.
    pub fn offer_hand_in(
        &self,
        request: &CashHandInRequest,
    ) -> Result<Done<HandoverOutcome>, FieldError> {
        let command = Command { name: "offer_hand_in", request: &request.request_id };
        self.record(command, |recording| {
            check_cashier(recording.tx, &request.to)?;
            let count = fresh_count(recording.tx)?
                .ok_or_else(|| Refusal::by_clause("count_needed", "4.3.5"))?;
            let claims = ticket::not_handed_in(recording.tx)?;
            let content = HandoverContent {
                tickets: Vec::new(),
                lists: Vec::new(),
                cash_fen: count.counted_fen,
                denominations: count.denominations,
                used_count: used_count(recording.tx, &claims)?,
                used: runs(&claims),
            };
            offer(recording, &request.to, content)
        })
    }

    /// All handovers that this phone knows, those offered to its person first,
    /// with what the station said of each at the last sync.
    pub fn handovers(&self) -> Result<Vec<HandoverRow>, FieldError> {
        self.store.read(|tx| {
            let mut rows = handover::all(tx)?;
            let receivers = assignment::context(tx)?.receivers;
            // The fact of an own offer names the other person by number alone.
            for row in rows.iter_mut().filter(|row| row.other_name.is_empty()) {
                let known = receivers.iter().find(|receiver| receiver.person == row.other);
                row.other_name = known.map(|person| person.name.clone()).unwrap_or_default();
            }
            Ok(rows)
        })
    }

    /// Accepts what another person offers: this phone signs the hash of the
    /// content, and custody moves (4.2.7).
    pub fn accept_handover(
        &self,
        request: &HandoverRequest,
    ) -> Result<Done<HandoverOutcome>, FieldError> {
        let command = Command { name: "accept_handover", request: &request.request_id };
        self.record(command, |recording| {
            let row = handover::find(recording.tx, &request.offer)?;
            if row.outgoing {
                return Err(Refusal::by_clause("handover_to_self", "4.2.7").into());
            }
            refuse_closed(&row)?;
            let signature = self.ports.signer.sign(row.content_hash.as_bytes())?;
            let fact =
                recording.append(FactBody::Collection(CollectionFact::HandoverAccepted {
                    offer: row.offer.clone(),
                    content_hash: row.content_hash,
                    signature: Some(signature),
                }))?;
            let (offer, content) = (row.offer, row.content);
            Ok(HandoverOutcome { offer, fact, cash_fen: content.cash_fen, used: content.used })
        })
    }

    /// Takes an open offer of this phone back, or refuses one made to its person.
    pub fn withdraw_handover(
        &self,
        request: &WithdrawRequest,
    ) -> Result<Done<HandoverOutcome>, FieldError> {
        let command = Command { name: "withdraw_handover", request: &request.request_id };
        self.record(command, |recording| {
            let reason = request.reason.trim().to_owned();
            if reason.is_empty() {
                return Err(FieldError::invalid("reason", "missing"));
            }
            let row = handover::find(recording.tx, &request.offer)?;
            refuse_closed(&row)?;
            let offer = row.offer.clone();
            let fact =
                recording.append(FactBody::Collection(CollectionFact::HandoverWithdrawn {
                    offer,
                    reason,
                }))?;
            let (offer, content) = (row.offer, row.content);
            Ok(HandoverOutcome { offer, fact, cash_fen: content.cash_fen, used: content.used })
        })
    }
}

fn refuse_closed(row: &HandoverRow) -> Result<(), FieldError> {
    if row.state == handover::OFFERED {
        return Ok(());
    }
    Err(Refusal::by_clause("handover_closed", "4.2.7").with("state", &row.state).into())
}

fn offer(
    recording: &mut Recording<'_>,
    to: &PersonNo,
    content: HandoverContent,
) -> Result<HandoverOutcome, FieldError> {
    let checked = Offer {
        offer: String::new(),
        from: recording.device.person.clone(),
        to: to.clone(),
        content: rule_content(&content),
    };
    checked.check()?;
    let (cash_fen, used) = (content.cash_fen, content.used.clone());
    let content_hash = handover::content_hash(&content);
    let fact = recording.append(FactBody::Collection(CollectionFact::HandoverOffered {
        to: to.clone(),
        content,
        content_hash,
    }))?;
    Ok(HandoverOutcome { offer: fact.clone(), fact, cash_fen, used })
}

// 4.3.5: the takings go to the cashier and to nobody else.
fn check_cashier(tx: &Connection, to: &PersonNo) -> Result<(), FieldError> {
    let receivers = assignment::context(tx)?.receivers;
    let receiver = receivers
        .iter()
        .find(|receiver| receiver.person == *to)
        .ok_or_else(|| FieldError::not_found("receiver", to))?;
    if receiver.roles.contains(&Role::Cashier) {
        return Ok(());
    }
    Err(Refusal::by_clause("not_the_cashier", "4.3.5").with("to", to).into())
}

/// The last count, where no cash moved since.
fn fresh_count(tx: &Connection) -> Result<Option<CountRow>, FieldError> {
    let moved = cash::last_movement(tx)?;
    Ok(cash::last_count(tx)?.filter(|count| count.seq > moved))
}

const fn cash_count(count: &CountRow) -> CashCount {
    CashCount { expected_fen: count.expected_fen, counted_fen: count.counted_fen }
}

fn open_because(count: Option<&CountRow>) -> Option<Refusal> {
    let Some(count) = count else { return Some(Refusal::by_clause("count_needed", "4.3.5")) };
    let cash_count = cash_count(count);
    let report = count.cause.clone().map(|cause| OverShortReport {
        difference_fen: cash_count.difference_fen().unwrap_or(Fen::ZERO),
        cause,
        acknowledged: false,
    });
    may_close_day(&cash_count, report.as_ref()).err()
}

fn used_count(tx: &Connection, claims: &[ClaimRow]) -> Result<u32, FieldError> {
    let mut used = 0;
    for claim in claims {
        if ticket::is_claimed(tx, &claim.series, claim.no, ticket::USED)? {
            used += 1;
        }
    }
    Ok(used)
}

/// The numbers as unbroken runs, in order.
fn runs(claims: &[ClaimRow]) -> Vec<TicketRange> {
    let mut runs: Vec<TicketRange> = Vec::new();
    for claim in claims {
        match runs.last_mut() {
            Some(run) if run.series == claim.series && run.last.next() == claim.no => {
                run.last = claim.no;
            }
            _ => runs.push(TicketRange {
                series: claim.series.clone(),
                first: claim.no,
                last: claim.no,
            }),
        }
    }
    runs
}

/// One entry for each value, the largest first, without empty ones.
fn sorted(pieces: &[Denomination]) -> Vec<Denomination> {
    let mut sorted: Vec<Denomination> = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.pieces > 0) {
        match sorted.iter_mut().find(|known| known.value_fen == piece.value_fen) {
            Some(known) => known.pieces = known.pieces.saturating_add(piece.pieces),
            None => sorted.push(*piece),
        }
    }
    sorted.sort_by_key(|piece| std::cmp::Reverse(piece.value_fen));
    sorted
}

fn rule_pieces(pieces: &[Denomination]) -> Vec<RuleDenomination> {
    pieces
        .iter()
        .map(|piece| RuleDenomination { value_fen: piece.value_fen, pieces: piece.pieces })
        .collect()
}

fn rule_content(content: &HandoverContent) -> RuleContent {
    let ranges = |ranges: &[TicketRange]| -> Vec<RuleRange> {
        ranges
            .iter()
            .map(|range| RuleRange {
                series: range.series.clone(),
                first: range.first,
                last: range.last,
            })
            .collect()
    };
    RuleContent {
        tickets: ranges(&content.tickets),
        lists: content.lists.clone(),
        cash_fen: content.cash_fen,
        denominations: rule_pieces(&content.denominations),
        used_count: content.used_count,
        used: ranges(&content.used),
    }
}
