//! Meeting the station. These calls wait on the network.

use dianfei_field::FieldError;
use dianfei_field::sync::http::HttpTransport;
use dianfei_wire::enrol::Invitation;

use super::FieldApi;
use crate::error::CoreError;
use crate::view::{EnrolledView, SyncView};

#[uniffi::export]
impl FieldApi {
    /// Binds the phone to a person by the text of the QR code that the station
    /// shows; `label` is what the station calls the phone.
    pub fn enrol(&self, scanned: String, label: String) -> Result<EnrolledView, CoreError> {
        let invitation =
            Invitation::from_text(&scanned).map_err(|_other_text| FieldError::NotAnInvitation)?;
        let transport = HttpTransport::to_inviter(&invitation).map_err(FieldError::from)?;
        Ok(self.field.enrol(&transport, &scanned, &label)?.into())
    }

    /// Delivers what is unsent, hears the station's rulings and takes the newest
    /// assignment.
    pub fn sync(&self) -> Result<SyncView, CoreError> {
        let transport = self.field.http_transport()?;
        let report = self.field.sync(&transport)?;
        Ok(SyncView::of(&report, self.status()?))
    }

    /// Signs the person out: what was assigned and typed leaves the phone, the
    /// journal stays. Refused while anything is unsent.
    pub fn sign_out(&self) -> Result<(), CoreError> {
        Ok(self.field.sign_out()?)
    }

    /// Empties the phone for another person. Refused while anything is unsent.
    pub fn reset(&self) -> Result<(), CoreError> {
        Ok(self.field.reset()?)
    }
}
