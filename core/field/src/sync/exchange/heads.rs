//! The head exchange: what the station holds of this phone's chain, and what
//! follows from it.

use dianfei_faults::{Mutant, is_mutated};
use dianfei_wire::PartHash;
use dianfei_wire::upload::HeldHead;

use super::{Exchange, Stage};
use crate::business_date::Contact;
use crate::error::FieldError;
use crate::field::Field;
use crate::store::{device, journal, part};
use crate::sync::assignment;

/// What the station says of the phone.
pub(super) struct Standing {
    pub(super) held: HeldHead,
    pub(super) frozen: bool,
    pub(super) revoked: bool,
    pub(super) wanted: Vec<PartHash>,
}

/// When the station was met, and in which incarnation.
pub(super) struct Met {
    pub(super) contact: Contact,
    pub(super) incarnation: u32,
}

/// How the phone's chain stands to what the station holds of it.
enum Heads {
    /// The station holds what it had acknowledged, or more.
    Agree,
    /// It holds less than it had acknowledged: it was restored.
    Behind,
    /// It holds another chain under this phone's key.
    Parted,
}

impl Exchange {
    pub(super) fn hello(
        &mut self,
        field: &Field,
        standing: &Standing,
        met: Met,
        horizon: bool,
    ) -> Result<(), FieldError> {
        field.store.write(|tx| {
            let device = device::get(tx)?;
            device::set_contact(tx, &met.contact, met.incarnation)?;
            device::set_standing(tx, device.frozen || standing.frozen, standing.revoked)?;
            if device.incarnation.is_some_and(|known| known != met.incarnation) {
                // Rulings of a lost incarnation hold no longer.
                journal::drop_verdicts(tx, 0)?;
                part::send_again_after(tx, standing.held.seq)?;
            }
            if horizon && !standing.frozen {
                device::set_horizon(tx, met.contact.station_ms)?;
            }
            Ok(())
        })?;
        self.report.revoked = standing.revoked;
        self.report.frozen |= standing.frozen;
        self.meet(field, standing.held)?;
        field.store.write(|tx| part::want(tx, &standing.wanted))?;
        self.stage = match self.stage {
            Stage::LastHello => Stage::Assignment,
            Stage::Hello
            | Stage::Upload
            | Stage::Parts
            | Stage::Rulings
            | Stage::Assignment
            | Stage::Digest
            | Stage::Done => Stage::Upload,
        };
        Ok(())
    }

    /// Whether the station has another assignment than the one that is installed.
    pub(super) fn wants_assignment(&self, field: &Field) -> Result<bool, FieldError> {
        let installed = field.store.read(assignment::installed_hash)?;
        // What was recorded while parts were sent is for the next sync to deliver; the
        // assignment that follows from this one's facts does not wait for it.
        let other = self.unnamed || self.offered.is_some() && self.offered != installed;
        Ok(other && !self.report.revoked && !self.report.assigned)
    }

    /// Sets the phone to what the station holds: sends again what was lost there,
    /// leaves out what it has, and stops where the chains part.
    pub(super) fn meet(&mut self, field: &Field, held: HeldHead) -> Result<(), FieldError> {
        let met = field.store.write(|tx| {
            let device = device::get(tx)?;
            if device.frozen {
                return Ok(Heads::Parted);
            }
            let parted = journal::head_at(tx, device.genesis()?, held.seq)? != Some(held.head);
            if parted && !is_mutated(Mutant::NoForkCheck) {
                device::set_standing(tx, true, device.revoked)?;
                return Ok(Heads::Parted);
            }
            if is_mutated(Mutant::NoRewind) && held.seq < device.acknowledged {
                return Ok(Heads::Agree);
            }
            device::set_acknowledged(tx, held.seq)?;
            if held.seq >= device.acknowledged {
                return Ok(Heads::Agree);
            }
            journal::drop_verdicts(tx, held.seq)?;
            part::send_again_after(tx, held.seq)?;
            Ok(Heads::Behind)
        })?;
        match met {
            Heads::Agree => {}
            Heads::Behind => self.report.rewound = true,
            Heads::Parted => self.report.frozen = true,
        }
        Ok(())
    }
}
