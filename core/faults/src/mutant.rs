//! The safeguards that can be taken away, one at a time.

/// A safeguard that is missing. The simulator has to find each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutant {
    /// The station takes a batch that it holds already for a new one.
    NoDedup,
    /// A thumb that was not answered gets a new request id when it tries again.
    NewIdOnRetry,
    /// The phone takes facts for delivered when it has sent them.
    DropOnSend,
    /// The customer gets the ticket before the phone has recorded it.
    TicketBeforeCommit,
    /// The station does not take money that comes too late.
    RefuseStaleMoney,
    /// A bill is paid or not: what comes on top of it is nobody's.
    PaidFlag,
    /// Of two readings the later counts by the phone's clock.
    OrderByPhoneClock,
    /// A route's earlier holder is taken for its holder.
    NoFence,
    /// The station acknowledges a batch before it is durable.
    AcknowledgeBeforeCommit,
    /// Nobody sees that a phone has two branches.
    NoForkCheck,
    /// The phone sends nothing again that it took for delivered.
    NoRewind,
    /// A phone with nothing unsent does not ask for the station's head.
    NoHeartbeat,
    /// A void that is only claimed takes the cash out of its holder's custody.
    VoidReleasesCustody,
    /// A stub that was entered and the fact of the found phone count twice.
    StubAndPhoneBooked,
    /// A snapshot hides what the phone recorded after it.
    SnapshotOverwrites,
    /// What is offered is the other side's before it accepts.
    CustodyAtOffer,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::NoDedup,
        Self::NewIdOnRetry,
        Self::DropOnSend,
        Self::TicketBeforeCommit,
        Self::RefuseStaleMoney,
        Self::PaidFlag,
        Self::OrderByPhoneClock,
        Self::NoFence,
        Self::AcknowledgeBeforeCommit,
        Self::NoForkCheck,
        Self::NoRewind,
        Self::NoHeartbeat,
        Self::VoidReleasesCustody,
        Self::StubAndPhoneBooked,
        Self::SnapshotOverwrites,
        Self::CustodyAtOffer,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoDedup => "no-dedup",
            Self::NewIdOnRetry => "new-id-on-retry",
            Self::DropOnSend => "drop-on-send",
            Self::TicketBeforeCommit => "ticket-before-commit",
            Self::RefuseStaleMoney => "refuse-stale-money",
            Self::PaidFlag => "paid-flag",
            Self::OrderByPhoneClock => "order-by-phone-clock",
            Self::NoFence => "no-fence",
            Self::AcknowledgeBeforeCommit => "acknowledge-before-commit",
            Self::NoForkCheck => "no-fork-check",
            Self::NoRewind => "no-rewind",
            Self::NoHeartbeat => "no-heartbeat",
            Self::VoidReleasesCustody => "void-releases-custody",
            Self::StubAndPhoneBooked => "stub-and-phone-booked",
            Self::SnapshotOverwrites => "snapshot-overwrites",
            Self::CustodyAtOffer => "custody-at-offer",
        }
    }

    /// The mutant of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mutant| mutant.name() == name)
    }
}
