//! Tickets in hand, and what this phone has said of each number.

use chrono::NaiveDate;
use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_wire::assignment::AssignedTickets;
use dianfei_wire::fact::ticket::TicketRange;
use dianfei_wire::{Fact, FactId, Verdict};
use rusqlite::{Connection, Row};

use super::standing::{self, Standing};
use super::{count, opt_decoded, opt_parsed, parsed, row, rows, run, signed, value};
use crate::error::FieldError;

/// The number was used for money.
pub(crate) const USED: &str = "used";
/// The number was claimed void.
pub(crate) const VOID: &str = "void";
/// The number was reported lost.
pub(crate) const LOST: &str = "lost";

/// Something said of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub(crate) series: &'a TicketSeries,
    pub(crate) no: TicketNo,
    pub(crate) kind: &'static str,
    pub(crate) reason: Option<&'a str>,
}

/// A range in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeRow {
    /// The numbers.
    pub range: TicketRange,
    /// The first number that was not used; beyond the last once all were.
    pub next: TicketNo,
}

impl RangeRow {
    /// How many numbers are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        (self.range.last.get() + 1).saturating_sub(self.next.get())
    }

    fn from_row(row: &Row<'_>) -> Result<Self, FieldError> {
        let range = TicketRange {
            series: parsed(row, "series")?,
            first: TicketNo::new(count(row, "first")?),
            last: TicketNo::new(count(row, "last")?),
        };
        Ok(Self { range, next: TicketNo::new(count(row, "next")?) })
    }
}

/// The ranges in hand, in the order in which they are used.
pub fn ranges(connection: &Connection) -> Result<Vec<RangeRow>, FieldError> {
    rows(
        connection,
        "select series, first, last, next from ticket_range order by position",
        [],
        RangeRow::from_row,
    )
}

/// A number that this phone has said something of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// Whether it is claimed void.
    pub void: bool,
    /// The void's or the loss's reason; absent for a used one.
    pub reason: Option<String>,
}

/// The numbers that no hand-in took along yet, in order.
pub fn not_handed_in(connection: &Connection) -> Result<Vec<ClaimRow>, FieldError> {
    rows(
        connection,
        "select series, no, max(kind = 'void') as void, max(reason) as reason from ticket_claim
         where handed_in is null and kind <> 'lost' group by series, no order by series, no",
        [],
        |row| {
            Ok(ClaimRow {
                series: parsed(row, "series")?,
                no: TicketNo::new(count(row, "no")?),
                void: row.get("void")?,
                reason: row.get("reason")?,
            })
        },
    )
}

/// A number that this phone has spoken for, and what the station says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// What this phone said last: `used`, `void` or `lost`.
    pub kind: String,
    /// The void's or the loss's reason; absent for a used one.
    pub reason: Option<String>,
    /// The hand-in that took it along; absent while it is in hand.
    pub handed_in: Option<FactId>,
    /// What the station ruled on that when it arrived; absent until it was heard.
    pub verdict: Option<Verdict>,
    /// What the station says of the number since; absent where it has nothing to add.
    pub standing: Option<Standing>,
}

/// The numbers that this phone has spoken for since a date, in order.
pub fn numbers(connection: &Connection, since: NaiveDate) -> Result<Vec<NumberRow>, FieldError> {
    // Beside a maximum, SQLite takes the other columns from the row that has it.
    let sql = format!(
        "select claim.series, claim.no, max(claim.seq), claim.kind, claim.reason, claim.handed_in,
            journal.verdict, {}
         from ticket_claim as claim
         join journal on journal.seq = claim.seq
         left join station_number on station_number.series = claim.series
            and station_number.no = claim.no
         where journal.business_date >= ?1
         group by claim.series, claim.no order by claim.series, claim.no",
        standing::COLUMNS
    );
    rows(connection, &sql, [since.to_string()], |row| {
        Ok(NumberRow {
            series: parsed(row, "series")?,
            no: TicketNo::new(count(row, "no")?),
            kind: row.get("kind")?,
            reason: row.get("reason")?,
            handed_in: opt_parsed(row, "handed_in")?,
            verdict: opt_decoded(row, "verdict")?,
            standing: standing::of_row(row)?,
        })
    })
}

/// Whether this phone has said `kind` of the number.
pub(crate) fn is_claimed(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
    kind: &str,
) -> Result<bool, FieldError> {
    let found: Option<i64> = value(
        connection,
        "select 1 from ticket_claim where series = ?1 and no = ?2 and kind = ?3",
        (series.as_str(), signed(no.get()), kind),
    )?;
    Ok(found.is_some())
}

/// The range in hand that holds the number; absent where none does.
pub(crate) fn range_of(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<Option<RangeRow>, FieldError> {
    row(
        connection,
        "select series, first, last, next from ticket_range
         where series = ?1 and first <= ?2 and last >= ?2",
        (series.as_str(), signed(no.get())),
        RangeRow::from_row,
    )
}

pub(crate) fn install(
    connection: &Connection,
    assigned: &[AssignedTickets],
) -> Result<(), FieldError> {
    for tickets in assigned {
        add(connection, &tickets.range, tickets.next)?;
    }
    Ok(())
}

fn add(connection: &Connection, range: &TicketRange, next: TicketNo) -> Result<(), FieldError> {
    run(
        connection,
        "insert into ticket_range (position, series, first, last, next)
         values ((select coalesce(max(position), 0) + 1 from ticket_range), ?1, ?2, ?3, ?4)",
        (
            range.series.as_str(),
            signed(range.first.get()),
            signed(range.last.get()),
            signed(next.get()),
        ),
    )?;
    Ok(())
}

pub(crate) fn fold_claim(
    connection: &Connection,
    fact: &Fact,
    claim: &Claim<'_>,
) -> Result<(), FieldError> {
    run(
        connection,
        "insert into ticket_claim (series, no, seq, kind, reason) values (?1, ?2, ?3, ?4, ?5)
         on conflict do nothing",
        (claim.series.as_str(), signed(claim.no.get()), signed(fact.seq), claim.kind, claim.reason),
    )?;
    Ok(())
}

/// The number is gone: the next one follows it.
pub(crate) fn pass(
    connection: &Connection,
    series: &TicketSeries,
    no: TicketNo,
) -> Result<(), FieldError> {
    run(
        connection,
        "update ticket_range set next = max(next, ?2 + 1)
         where series = ?1 and first <= ?2 and last >= ?2",
        (series.as_str(), signed(no.get())),
    )?;
    Ok(())
}

/// Unused numbers leave the hand: always the end of a range.
pub(crate) fn give(connection: &Connection, ranges: &[TicketRange]) -> Result<(), FieldError> {
    for range in ranges {
        run(
            connection,
            "update ticket_range set last = ?2 - 1 where series = ?1 and last = ?3 and next <= ?2",
            (range.series.as_str(), signed(range.first.get()), signed(range.last.get())),
        )?;
    }
    Ok(())
}

/// Unused numbers come into the hand.
pub(crate) fn take(connection: &Connection, ranges: &[TicketRange]) -> Result<(), FieldError> {
    for range in ranges {
        add(connection, range, range.first)?;
    }
    Ok(())
}

pub(crate) fn fold_handed_in(
    connection: &Connection,
    offer: &FactId,
    used: &[TicketRange],
) -> Result<(), FieldError> {
    for range in used {
        run(
            connection,
            "update ticket_claim set handed_in = ?4
             where series = ?1 and no between ?2 and ?3",
            (
                range.series.as_str(),
                signed(range.first.get()),
                signed(range.last.get()),
                offer.as_str(),
            ),
        )?;
    }
    Ok(())
}

/// A hand-in was taken back: its used numbers are in hand again.
pub(crate) fn fold_kept(connection: &Connection, offer: &FactId) -> Result<(), FieldError> {
    run(
        connection,
        "update ticket_claim set handed_in = null where handed_in = ?1",
        [offer.as_str()],
    )?;
    Ok(())
}
