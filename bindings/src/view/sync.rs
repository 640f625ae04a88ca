//! Meeting the station.

use dianfei_field::sync::exchange::{DigestCheck, Enrolled, SyncReport};
use dianfei_rules::money::Fen;
use dianfei_wire::digest::DayDigest;

use super::status::StatusView;

/// To whom the phone is bound.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EnrolledView {
    /// Number of the person.
    pub person: String,
    /// Name of the station.
    pub station_name: String,
}

impl From<Enrolled> for EnrolledView {
    fn from(enrolled: Enrolled) -> Self {
        Self { person: enrolled.person.to_string(), station_name: enrolled.station_name }
    }
}

/// What one side counts of this phone's facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct DigestView {
    /// All facts.
    pub facts: u64,
    /// Readings.
    pub readings: u64,
    /// Misses.
    pub missed: u64,
    /// Payments.
    pub payments: u64,
    /// Their sum, fen.
    pub collected_fen: Fen,
    /// Tickets claimed void.
    pub voids: u64,
}

impl From<DayDigest> for DigestView {
    fn from(digest: DayDigest) -> Self {
        Self {
            facts: digest.facts,
            readings: digest.readings,
            missed: digest.missed,
            payments: digest.payments,
            collected_fen: digest.collected_fen,
            voids: digest.voids,
        }
    }
}

/// What a sync came to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncView {
    /// Facts that the station has acknowledged in this sync.
    pub sent_facts: u64,
    /// Photos and other parts that it has taken in whole.
    pub sent_parts: u64,
    /// Parts that it would not take.
    pub refused_parts: u64,
    /// Facts that the station disputes, of those ruled on in this sync.
    pub disputed: u64,
    /// The station was restored from a backup and took again what it had lost.
    pub rewound: bool,
    /// Two branches of this phone's chain were seen.
    pub frozen: bool,
    /// The phone was revoked: it only delivered.
    pub revoked: bool,
    /// The programme is too old for the station: it only delivered.
    pub too_old: bool,
    /// A new assignment was installed.
    pub assigned: bool,
    /// Whether phone and station count the same; absent where the end was not reached.
    pub agrees: Option<bool>,
    /// What the phone counts; absent where the end was not reached.
    pub ours: Option<DigestView>,
    /// What the station counts; absent where the end was not reached.
    pub theirs: Option<DigestView>,
    /// What is always on screen, after it.
    pub status: StatusView,
}

impl SyncView {
    pub(crate) fn of(report: &SyncReport, status: StatusView) -> Self {
        Self {
            sent_facts: report.sent_facts,
            sent_parts: report.sent_parts,
            refused_parts: report.refused_parts,
            disputed: report.disputed,
            rewound: report.rewound,
            frozen: report.frozen,
            revoked: report.revoked,
            too_old: report.protocol_oldest.is_some(),
            assigned: report.assigned,
            agrees: report.digest.as_ref().map(DigestCheck::agrees),
            ours: report.digest.map(|digest| digest.ours.into()),
            theirs: report.digest.map(|digest| digest.theirs.into()),
            status,
        }
    }
}
