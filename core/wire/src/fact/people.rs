//! Persons, their roles and their phones.

use dianfei_rules::id::PersonNo;
use serde::{Deserialize, Serialize};

use super::DeviceId;
use crate::chain::PublicKey;
use crate::part::PartHash;

/// What a person may be (names as in the rule book).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 抄表员.
    Reader,
    /// 收费员.
    Collector,
    /// 电费审核专责.
    Auditor,
    /// 电费回收专责.
    Cashier,
    /// 票据专人.
    TicketCustodian,
    /// 营销管理专责.
    MarketingOfficer,
    /// 客户服务.
    ServiceClerk,
    /// 供电所长.
    StationHead,
    /// 公司财务部: outside the station, signs on paper.
    CompanyFinance,
    /// 管理员: people and phones, nothing else.
    Administrator,
}

impl Role {
    /// All roles, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Reader,
        Self::Collector,
        Self::Auditor,
        Self::Cashier,
        Self::TicketCustodian,
        Self::MarketingOfficer,
        Self::ServiceClerk,
        Self::StationHead,
        Self::CompanyFinance,
        Self::Administrator,
    ];

    /// The stable code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Collector => "collector",
            Self::Auditor => "auditor",
            Self::Cashier => "cashier",
            Self::TicketCustodian => "ticket_custodian",
            Self::MarketingOfficer => "marketing_officer",
            Self::ServiceClerk => "service_clerk",
            Self::StationHead => "station_head",
            Self::CompanyFinance => "company_finance",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this code; absent where there is none.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What can happen to people and phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleFact {
    /// A person came to the station, or the roles changed.
    PersonRegistered {
        /// Who.
        person: PersonNo,
        /// Name and telephone.
        details: PartHash,
        /// What the person may be, sorted.
        roles: Vec<Role>,
    },
    /// A person left.
    PersonLeft {
        /// Who.
        person: PersonNo,
        /// Why.
        reason: String,
    },
    /// A phone was bound to a person.
    DeviceEnrolled {
        /// The phone.
        device: DeviceId,
        /// Its key.
        key: PublicKey,
        /// Whose it is.
        person: PersonNo,
        /// What the phone calls itself.
        label: String,
    },
    /// Sign-in and assignments of a phone ended; delivery goes on.
    DeviceRevoked {
        /// The phone.
        device: DeviceId,
        /// Why.
        reason: String,
    },
    /// A phone was lost: it is revoked, and the unused numbers in its person's
    /// hands are unaccounted for (3.2). What it delivers once it is found is a
    /// witness.
    DeviceLost {
        /// The phone.
        device: DeviceId,
        /// What happened.
        report: String,
    },
    /// Two branches of a phone's chain were seen; it is frozen.
    DeviceForked {
        /// The phone.
        device: DeviceId,
        /// The number at which the branches part.
        seq: u64,
    },
    /// A phone's bytes could not be understood; the head is told.
    BytesNotUnderstood {
        /// The phone.
        device: DeviceId,
        /// The number of the fact on the phone.
        seq: u64,
    },
}
