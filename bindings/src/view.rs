//! What the core says, by chapter: flat records of text and numbers. Dates are
//! `YYYY-MM-DD`, periods `YYYY-MM`, energy and indexes decimal text, money fen.

pub mod collection;
pub mod reading;
pub mod recovery;
pub mod route;
pub mod status;
pub mod sync;
pub mod ticket;
pub mod today;
pub mod words;

pub use collection::{
    AllocationView, AreaView, BillView, DebtView, DebtorListView, DebtorView, NextTicketView,
    PaymentPreviewView, PaymentTakenView, PaymentView, QuoteView,
};
pub use reading::{
    ExceptionView, FindingSeverity, FindingView, IndexView, MonthUsageView, NeedsView,
    ReadingCheckView, ReadingTakenView, ReadingView, RegisterView, StopMissedView, StopWorkView,
};
pub use recovery::{
    CountPreviewView, CountTakenView, CountView, DayTallyView, DenominationView, PersonView,
};
pub use route::{AccountView, RouteHandedInView, RouteView, StopListView, StopState, StopView};
pub use status::{Role, StatusView};
pub use sync::{DigestView, EnrolledView, SyncView};
pub use ticket::{
    ClaimView, HandoverDoneView, HandoverState, HandoverView, NumberView, PrintLineView, RangeView,
    ReceiptView, StandingView, TicketRangeView, TicketsView,
};
pub use today::TodayView;
pub use words::{FigureView, Told, Words};
