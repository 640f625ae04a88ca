//! The sheet of reading routes (抄表段).

use dianfei_rules::id::{PersonNo, RouteNo};
use serde::{Deserialize, Serialize};

use super::{Cells, Column, Reference, SheetRow, Thing};

/// A reading route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteRow {
    /// 抄表段编号.
    pub route: RouteNo,
    /// Its name.
    pub name: String,
    /// The day of the month on which it is read (例日), 1 to 28.
    pub read_day: u32,
    /// Its reader's 工号; absent while nobody is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<PersonNo>,
    /// Its collector's 工号; absent while nobody is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collector: Option<PersonNo>,
    /// The order in which the station's routes are walked; absent where it does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
}

const ROUTE: Column = Column::required("抄表段编号", "route_no").or(&["抄表段"]);
const NAME: Column = Column::required("抄表段名称", "name");
const READ_DAY: Column = Column::required("例日", "read_day").or(&["抄表例日"]);
const READER: Column = Column::optional("抄表员", "reader").or(&["抄表员工号"]);
const COLLECTOR: Column = Column::optional("收费员", "collector").or(&["收费员工号"]);
const ORDER: Column = Column::optional("顺序", "order");

impl SheetRow for RouteRow {
    const TITLE: (&'static str, &'static str) = ("抄表段", "Routes");
    const COLUMNS: &'static [Column] = &[ROUTE, NAME, READ_DAY, READER, COLLECTOR, ORDER];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let route = cells.identity(&ROUTE);
        let name = cells.words(&NAME);
        let read_day = cells.whole(&READ_DAY, 1, 28).flatten();
        let reader = cells.maybe_identity(&READER);
        let collector = cells.maybe_identity(&COLLECTOR);
        let order = cells.whole(&ORDER, 0, 99_999);
        Some(Self {
            route: route?,
            name: name?,
            read_day: read_day?,
            reader: reader?,
            collector: collector?,
            order: order?,
        })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((self.route.to_string(), &ROUTE))
    }

    fn adds(&self) -> Option<Reference> {
        Some(Reference::new(Thing::Route, &self.route, &ROUTE))
    }

    fn refers_to(&self) -> Vec<Reference> {
        [(&self.reader, &READER), (&self.collector, &COLLECTOR)]
            .into_iter()
            .filter_map(|(person, column)| {
                Some(Reference::new(Thing::Person, person.as_ref()?, column))
            })
            .collect()
    }
}
