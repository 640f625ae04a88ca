//! The kinds of sheets: code, title and columns, from the tables that the
//! importer itself reads.

use dianfei_wire::fact::account::SheetKind;

use crate::sheet::account::AccountRow;
use crate::sheet::area::AreaRow;
use crate::sheet::history::HistoryRow;
use crate::sheet::holiday::HolidayRow;
use crate::sheet::meter::MeterRow;
use crate::sheet::opening_arrears::OpeningArrearsRow;
use crate::sheet::people::PersonRow;
use crate::sheet::route::RouteRow;
use crate::sheet::tariff::TariffRow;
use crate::sheet::ticket_book::TicketBookRow;
use crate::sheet::{Column, SheetRow};

/// A kind of sheet as the page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Which.
    pub sheet: SheetKind,
    /// Its stable code, as tables and addresses have it.
    pub code: &'static str,
    /// Its name, Chinese and English.
    pub title: (&'static str, &'static str),
    /// Its columns, in the order of the template.
    pub columns: &'static [Column],
}

const fn kind<S: SheetRow>(sheet: SheetKind, code: &'static str) -> Kind {
    Kind { sheet, code, title: S::TITLE, columns: S::COLUMNS }
}

/// All kinds in the order in which a station sets itself up: each refers only
/// to those before it.
pub const ALL: [Kind; 10] = [
    kind::<PersonRow>(SheetKind::People, "people"),
    kind::<AreaRow>(SheetKind::Areas, "areas"),
    kind::<RouteRow>(SheetKind::Routes, "routes"),
    kind::<TariffRow>(SheetKind::Tariffs, "tariffs"),
    kind::<AccountRow>(SheetKind::Accounts, "accounts"),
    kind::<MeterRow>(SheetKind::Meters, "meters"),
    kind::<HistoryRow>(SheetKind::History, "history"),
    kind::<TicketBookRow>(SheetKind::TicketBooks, "ticket_books"),
    kind::<OpeningArrearsRow>(SheetKind::OpeningArrears, "opening_arrears"),
    kind::<HolidayRow>(SheetKind::Holidays, "holidays"),
];

/// The kind of a code.
#[must_use]
pub fn of_code(code: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.code == code)
}

/// The code of a kind.
#[must_use]
pub fn code_of(sheet: SheetKind) -> &'static str {
    ALL.iter().find(|kind| kind.sheet == sheet).map_or("", |kind| kind.code)
}
