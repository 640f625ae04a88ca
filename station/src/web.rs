//! What every staff page shares: the frame, lists, forms, errors, words in
//! both languages, pictures and paper.
//!
//! A chapter's page is a template of its own, put into the frame as finished
//! HTML. The handler builds what the page shows, and the frame does the rest:
//!
//! ```
//! use askama::Template;
//! use dianfei_station::web::list::{Cell, Column, List, Row};
//! use dianfei_station::web::{Frame, Html, Lang, ListQuery, Page, bi};
//!
//! // station/templates/reading/plan.html would hold this text.
//! #[derive(Template)]
//! #[template(ext = "html", source = r#"
//! <p>{{ lang.t("本月例日已排定。", "The read days of this month are set.") }}</p>
//! {{ list }}
//! "#)]
//! struct PlanBody {
//!     lang: Lang,
//!     list: Html,
//! }
//!
//! fn plan_page<'a>(frame: &'a Frame, query: &ListQuery) -> Page<'a> {
//!     let mut list = List::new("reading-plan", bi("抄表计划", "Reading plan"))
//!         .column(Column::text("route", bi("抄表段", "Route")))
//!         .column(Column::integer("meters", bi("户数", "Meters")).totalled());
//!     list.push(Row::new([Cell::link("R01", "/reading/route/R01"), Cell::from(152_i64)]));
//!     // A handler first asks: if query.wants_workbook() { return list.download(frame, query); }
//!     let body = PlanBody { lang: frame.lang(), list: list.render(frame, query) };
//!     frame.page(&bi("抄表计划", "Reading plan"), Html::of(&body))
//! }
//! ```
//!
//! After a post the handler answers `Flash::done(..).redirect("/reading/plan")`;
//! a form with errors answers `page.with_status(StatusCode::UNPROCESSABLE_ENTITY)`;
//! everything else that goes wrong is an [`ErrorPage`].

pub mod address;
pub mod assets;
pub mod board;
pub mod chart;
pub mod error;
pub mod export;
pub mod figure;
pub mod flash;
pub mod form;
pub mod html;
pub mod lang;
pub mod list;
pub mod page;
pub mod protect;
pub mod qr;
pub mod section;
pub mod secure;
pub mod sign_in;
pub mod words;

pub use error::ErrorPage;
pub use flash::{Flash, Tone, see_other};
pub use form::{Entered, Field, Form, Signing};
pub use html::Html;
pub use lang::{Bi, Lang, bi};
pub use list::ListQuery;
pub use page::{BarePage, Clause, Frame, NavChapter, NavItem, Page, Viewer};
pub use protect::{BODY_LIMIT, protect};

#[cfg(test)]
mod tests;
