//! Why a bill is what it is, from the station's own bytes.

use dianfei_rules::bill::BillDocument;
use dianfei_rules::bill::explain::{Step, explain};

use crate::error::FieldError;
use crate::field::Field;
use crate::store::receivable;

/// A bill with the steps that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillView {
    /// The bill as the station issued it.
    pub document: BillDocument,
    /// How it came about, line by line.
    pub steps: Vec<Step>,
}

impl Field {
    /// A bill of this phone's list, to be shown at the door. It is read, never
    /// computed again.
    pub fn bill(&self, bill: &str) -> Result<BillView, FieldError> {
        let row = self
            .store
            .read(|tx| receivable::receivable(tx, bill))?
            .ok_or_else(|| FieldError::not_found("bill", bill))?;
        // Arrears from before the record have no bill of the station.
        if row.assigned.document.is_empty() {
            return Err(FieldError::not_found("bill", bill));
        }
        let document: BillDocument =
            serde_json::from_str(&row.assigned.document).map_err(FieldError::corrupt)?;
        let steps = explain(&document);
        Ok(BillView { document, steps })
    }
}
