//! What each role may do: the table role × command, refused by default.

use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::people::Role;

use crate::web::Lang;

/// What a signed-in person can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Command {
    /// Read a sheet in.
    ImportSheet,
    /// Decide between policy variants.
    DecidePolicy,
    /// Write a customer's name, telephone and address anew.
    ChangeDetails,
    /// Record what a supply contract agrees.
    AgreeContract,
    /// Register a person or change roles.
    RegisterPerson,
    /// Invite a phone.
    InviteDevice,
    /// End a phone's sign-in and assignments.
    RevokeDevice,
    /// Declare a phone lost.
    DeclareDeviceLost,
    /// Plan a route for a reader and a day.
    PlanRoute,
    /// Answer a flagged reading.
    RecordCause,
    /// Raise an exception form.
    RaiseException,
    /// Bring an exception form to its end.
    CloseException,
    /// Publish a price table.
    PublishTariff,
    /// Compute bills.
    RunBilling,
    /// Issue an audited run.
    IssueBills,
    /// Receive a ticket book from the company.
    ReceiveBook,
    /// Offer tickets, lists or cash to another.
    OfferHandover,
    /// Accept what another offers.
    AcceptHandover,
    /// Take money at the counter.
    CollectAtCounter,
    /// Enter the stub of a ticket whose phone is lost.
    EnterStub,
    /// Confirm a void by its three copies.
    ConfirmVoid,
    /// Report a ticket lost.
    ReportTicketLost,
    /// Bank the day's cash.
    BankCash,
    /// Count cash.
    CountCash,
    /// Report a difference.
    ReportOverShort,
    /// Take note of a difference.
    AcknowledgeOverShort,
    /// Close a month's books.
    CloseMonth,
    /// Settle disputed money.
    SettleDispute,
    /// Look up a customer's record.
    LookUpRecord,
}

/// A row of the table.
struct Row {
    command: Command,
    code: &'static str,
    clause: Option<&'static str>,
    roles: &'static [Role],
}

const fn row(
    command: Command,
    code: &'static str,
    clause: Option<&'static str>,
    roles: &'static [Role],
) -> Row {
    Row { command, code, clause, roles }
}

use Command as C;
use Role::{
    Administrator, Auditor, Cashier, Collector, MarketingOfficer, ServiceClerk, StationHead,
    TicketCustodian,
};

#[rustfmt::skip]
const TABLE: &[Row] = &[
    row(C::ImportSheet, "import_sheet", None, &[Administrator, StationHead]),
    row(C::DecidePolicy, "decide_policy", None, &[StationHead]),
    row(C::ChangeDetails, "change_details", None, &[MarketingOfficer, ServiceClerk, StationHead]),
    row(C::AgreeContract, "agree_contract", None, &[MarketingOfficer, StationHead]),
    row(C::RegisterPerson, "register_person", None, &[Administrator, StationHead]),
    row(C::InviteDevice, "invite_device", None, &[Administrator, StationHead]),
    row(C::RevokeDevice, "revoke_device", None, &[Administrator, StationHead]),
    row(C::DeclareDeviceLost, "declare_device_lost", Some("3.2"), &[Administrator, StationHead]),
    row(C::PlanRoute, "plan_route", Some("4.1.1"), &[Auditor, StationHead]),
    row(C::RecordCause, "record_cause", Some("4.2.4"), &[Auditor]),
    row(C::RaiseException, "raise_exception", Some("4.2.5"), &[Auditor]),
    row(C::CloseException, "close_exception", Some("4.2.5"), &[MarketingOfficer]),
    row(C::PublishTariff, "publish_tariff", Some("4.2.1"), &[Auditor]),
    row(C::RunBilling, "run_billing", Some("4.2.2"), &[Auditor]),
    row(C::IssueBills, "issue_bills", Some("4.2.2"), &[Auditor]),
    row(C::ReceiveBook, "receive_book", Some("3.2"), &[TicketCustodian]),
    row(C::OfferHandover, "offer_handover", Some("4.3.2"), &[Cashier, TicketCustodian, Auditor, Collector]),
    row(C::AcceptHandover, "accept_handover", Some("4.3.2"), &[Cashier, TicketCustodian, Collector]),
    row(C::CollectAtCounter, "collect_at_counter", Some("4.3.3"), &[Cashier]),
    row(C::EnterStub, "enter_stub", Some("3.1"), &[Cashier, StationHead]),
    row(C::ConfirmVoid, "confirm_void", Some("3.4"), &[Cashier]),
    row(C::ReportTicketLost, "report_ticket_lost", Some("3.2"), &[Cashier, Collector, TicketCustodian]),
    row(C::BankCash, "bank_cash", Some("4.3.7"), &[Cashier]),
    row(C::CountCash, "count_cash", Some("2.3"), &[Cashier]),
    row(C::ReportOverShort, "report_over_short", Some("2.3"), &[Cashier, Collector]),
    row(C::AcknowledgeOverShort, "acknowledge_over_short", Some("2.3"), &[StationHead]),
    row(C::CloseMonth, "close_month", Some("4.2.8"), &[Auditor]),
    row(C::SettleDispute, "settle_dispute", Some("4.3.6"), &[Cashier, StationHead]),
    row(C::LookUpRecord, "look_up_record", Some("5.5"), &[Auditor, Cashier, MarketingOfficer, ServiceClerk, StationHead]),
];

impl Command {
    /// All commands, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.command)
    }

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The clause that gives the command to its roles; absent for set-up.
    #[must_use]
    pub fn clause(self) -> Option<&'static str> {
        self.row().clause
    }

    /// The roles that may.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        self.row().roles
    }

    fn row(self) -> &'static Row {
        TABLE
            .iter()
            .find(|row| row.command == self)
            .expect("each command has its row: a test walks them")
    }
}

/// A role's name, Chinese and English.
#[must_use]
pub const fn title(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Reader => ("抄表员", "Reader"),
        Collector => ("收费员", "Collector"),
        Auditor => ("电费审核专责", "Auditor"),
        Cashier => ("电费回收专责", "Cashier"),
        TicketCustodian => ("票据专人", "Ticket custodian"),
        MarketingOfficer => ("营销管理专责", "Marketing officer"),
        ServiceClerk => ("客户服务", "Service clerk"),
        StationHead => ("供电所长", "Station head"),
        Role::CompanyFinance => ("公司财务部", "Company finance"),
        Administrator => ("管理员", "Administrator"),
    }
}

/// The names of several roles, joined.
#[must_use]
pub fn titles(lang: Lang, roles: &[Role]) -> String {
    let told = |role: &Role| {
        let (zh, en) = title(*role);
        lang.t(zh, en)
    };
    roles.iter().map(told).collect::<Vec<_>>().join(lang.t("、", ", "))
}

/// Whether one of the roles may.
#[must_use]
pub fn may(roles: &[Role], command: Command) -> bool {
    command.roles().iter().any(|role| roles.contains(role))
}

/// Refuses a command that none of the roles has.
pub fn permit(roles: &[Role], command: Command) -> Result<(), Refusal> {
    if may(roles, command) {
        return Ok(());
    }
    let refusal = match command.clause() {
        Some(clause) => Refusal::by_clause("role_missing", clause),
        None => Refusal::new("role_missing"),
    };
    Err(refusal.with("command", command.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_auditor_changes_prices() {
        for role in Role::ALL {
            assert_eq!(may(&[role], Command::PublishTariff), role == Auditor, "{role:?}");
        }
    }

    #[test]
    fn nobody_without_a_role_may_do_anything() {
        for command in Command::all() {
            let refusal = permit(&[], command).expect_err("refused by default");
            assert_eq!(refusal.code.as_str(), "role_missing");
        }
    }
}
