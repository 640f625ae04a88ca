//! The sheet of transformer areas (台区).

use dianfei_rules::id::AreaNo;
use dianfei_rules::quantity::Kw;
use serde::{Deserialize, Serialize};

use super::cells::Figure;
use super::{Cells, Column, Reference, SheetRow, Thing};

/// A transformer area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRow {
    /// 台区编号.
    pub area: AreaNo,
    /// Its name.
    pub name: String,
    /// The village that it serves.
    pub village: String,
    /// The transformer's capacity in kVA.
    pub capacity_kva: Kw,
    /// Where its public posting hangs (4.3.4); absent where not yet chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posting_place: Option<String>,
}

const AREA: Column = Column::required("台区编号", "area_no");
const NAME: Column = Column::required("台区名称", "name").or(&["台区"]);
const VILLAGE: Column = Column::required("村", "village").or(&["行政村", "所属村"]);
const CAPACITY: Column = Column::required("变压器容量", "capacity_kva").or(&["容量"]);
const POSTING_PLACE: Column = Column::optional("公布点", "posting_place");

impl SheetRow for AreaRow {
    const TITLE: (&'static str, &'static str) = ("台区", "Transformer areas");
    const COLUMNS: &'static [Column] = &[AREA, NAME, VILLAGE, CAPACITY, POSTING_PLACE];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let area = cells.identity(&AREA);
        let name = cells.words(&NAME);
        let village = cells.words(&VILLAGE);
        let capacity =
            cells.decimal(&CAPACITY, Figure { least: 1, most: 10_000, decimals: 1 }).flatten();
        let posting_place = cells.text(&POSTING_PLACE);
        Some(Self {
            area: area?,
            name: name?,
            village: village?,
            capacity_kva: Kw::new(capacity?),
            posting_place: posting_place?,
        })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((self.area.to_string(), &AREA))
    }

    fn adds(&self) -> Option<Reference> {
        Some(Reference::new(Thing::Area, &self.area, &AREA))
    }
}
