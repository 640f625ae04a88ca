//! Enrolment: the phone answers a scanned invitation with its key.

use dianfei_rules::id::PersonNo;
use dianfei_wire::DeviceId;
use dianfei_wire::chain::{Hash, PublicKey};
use dianfei_wire::enrol::Invitation;
use dianfei_wire::frame;
use dianfei_wire::upload::{Reply, Request, RequestHeader};
use dianfei_wire::version::PROTOCOL;

use super::open;
use crate::error::FieldError;
use crate::field::Field;
use crate::port::{SignerError, Transport};
use crate::store::device::{self, Device};

/// What enrolment came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// To whom the phone is bound.
    pub person: PersonNo,
    /// The station's name.
    pub station_name: String,
}

/// An enrolment under way. Asked again it makes the same request under a new
/// nonce; the station answers a phone that it has bound already as before.
#[derive(Debug)]
pub struct Enrolment {
    invitation: Invitation,
    label: String,
    key: PublicKey,
    nonce: String,
}

impl Enrolment {
    /// The bytes of the request.
    pub fn request(&mut self, field: &Field) -> Result<Vec<u8>, FieldError> {
        self.nonce = field.ports.ids.nonce();
        let genesis = self.key.genesis().map_err(|_no_key| FieldError::OtherKey)?;
        let header = RequestHeader {
            protocol: PROTOCOL,
            station: self.invitation.station.clone(),
            device: DeviceId(genesis),
            incarnation: None,
            nonce: self.nonce.clone(),
            body: Hash::of(b""),
            request: Request::Enrol {
                code: self.invitation.code.clone(),
                key: self.key.clone(),
                label: self.label.clone(),
            },
        };
        let sealed: Result<Vec<u8>, SignerError> =
            frame::seal(&header, b"", |bytes| field.ports.signer.sign(bytes));
        Ok(sealed?)
    }

    fn device(&self, person: PersonNo, station_name: String) -> Device {
        let invitation = &self.invitation;
        Device {
            key: self.key.clone(),
            station: invitation.station.clone(),
            station_name,
            address: invitation.address.clone(),
            backup_address: invitation.backup_address.clone(),
            identity: invitation.identity.clone(),
            person,
            incarnation: None,
            acknowledged: 0,
            frozen: false,
            revoked: false,
            contact: None,
            used: None,
            horizon_ms: None,
        }
    }

    /// Takes the reply and binds the phone.
    pub fn on_reply(&self, field: &Field, bytes: &[u8]) -> Result<Enrolled, FieldError> {
        let (header, _) = open(&self.invitation.identity, &self.nonce, bytes)?;
        match header.reply {
            Reply::Enrolled { person, station_name } => {
                let device = self.device(person.clone(), station_name.clone());
                field.store.write(|tx| match device::find(tx)? {
                    None => device::enrol(tx, &device),
                    Some(bound) if bound.person == device.person => Ok(()),
                    Some(_) => Err(FieldError::AlreadyEnrolled),
                })?;
                Ok(Enrolled { person, station_name })
            }
            Reply::Refused { protocol_oldest: Some(oldest), .. } => {
                Err(FieldError::ProtocolTooOld { oldest })
            }
            Reply::Refused { code, .. } => Err(FieldError::StationRefused { code }),
            Reply::Hello { .. }
            | Reply::Acknowledged { .. }
            | Reply::Rewind { .. }
            | Reply::PartHeld { .. }
            | Reply::Assignment
            | Reply::Rulings { .. }
            | Reply::Digest(_) => Err(FieldError::NotTheStation),
        }
    }
}

impl Field {
    /// Begins an enrolment from the scanned text. A phone that is bound already
    /// is bound again by its own station alone, which was restored from before:
    /// it keeps its journal and delivers it.
    pub fn begin_enrolment(&self, scanned: &str, label: &str) -> Result<Enrolment, FieldError> {
        let bound = self.store.read(device::find)?;
        let invitation =
            Invitation::from_text(scanned).map_err(|_other_text| FieldError::NotAnInvitation)?;
        let own = |bound: &Device| {
            (&bound.station, &bound.identity) == (&invitation.station, &invitation.identity)
        };
        if bound.is_some_and(|bound| !own(&bound)) {
            return Err(FieldError::AlreadyEnrolled);
        }
        let key = self.ports.signer.public_key();
        let label = label.trim().to_owned();
        Ok(Enrolment { invitation, label, key, nonce: String::new() })
    }

    /// Enrols the phone from the scanned text over `transport`.
    pub fn enrol(
        &self,
        transport: &dyn Transport,
        scanned: &str,
        label: &str,
    ) -> Result<Enrolled, FieldError> {
        let mut enrolment = self.begin_enrolment(scanned, label)?;
        let request = enrolment.request(self)?;
        let reply = transport.exchange(&request)?;
        enrolment.on_reply(self, &reply)
    }
}
