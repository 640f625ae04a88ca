//! The sheet of persons (人员): number, name, roles, telephone.

use dianfei_rules::id::PersonNo;
use dianfei_wire::fact::people::Role;
use serde::{Deserialize, Serialize};

use super::cells::Word;
use super::{Cells, Column, SheetRow};

/// A person of the station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// 工号.
    pub person: PersonNo,
    /// Name.
    pub name: String,
    /// Roles; one person may have several.
    pub roles: Vec<Role>,
    /// Telephone; absent where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
}

const PERSON: Column = Column::required("工号", "person_no").or(&["员工编号", "职工号"]);
const NAME: Column = Column::required("姓名", "name");
const ROLES: Column = Column::required("角色", "roles").or(&["岗位", "role"]);
const TELEPHONE: Column = Column::optional("电话", "telephone").or(&["联系电话", "手机"]);

const KNOWN_ROLES: &[Word<Role>] = &[
    (Role::Reader, &["抄表员", "reader"]),
    (Role::Collector, &["收费员", "collector"]),
    (Role::Auditor, &["审核专责", "电费审核专责", "auditor"]),
    (Role::Cashier, &["电费回收专责", "回收专责", "cashier"]),
    (Role::TicketCustodian, &["票据专人", "ticket custodian", "ticket_custodian"]),
    (Role::MarketingOfficer, &["营销管理专责", "marketing officer", "marketing_officer"]),
    (Role::ServiceClerk, &["客户服务", "service clerk", "service_clerk"]),
    (Role::StationHead, &["所长", "供电所长", "station head", "station_head"]),
    (Role::CompanyFinance, &["公司财务部", "company finance", "company_finance"]),
    (Role::Administrator, &["管理员", "administrator"]),
];

impl SheetRow for PersonRow {
    const TITLE: (&'static str, &'static str) = ("人员", "People");
    const COLUMNS: &'static [Column] = &[PERSON, NAME, ROLES, TELEPHONE];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let person = cells.identity(&PERSON);
        let name = cells.words(&NAME);
        let roles = cells.several(&ROLES, KNOWN_ROLES);
        let telephone = cells.telephone(&TELEPHONE);
        Some(Self { person: person?, name: name?, roles: roles?, telephone: telephone? })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((self.person.to_string(), &PERSON))
    }
}
