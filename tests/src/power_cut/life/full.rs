//! A disk without room: what is refused is said in words, and nothing of it is
//! done.

use dianfei_field::FieldError;
use dianfei_rules::words;
use dianfei_station::store::StoreError;

use super::{Life, Step, Victim};
use crate::power_cut::handset;
use crate::power_cut::office;
use crate::power_cut::rehearsal::Under;
use crate::power_cut::rows::Rows;
use crate::power_cut::tally::Wrong;

impl Life {
    /// The last thing at the victim's was refused under `code`, its disk being full.
    pub(super) fn refused(&mut self, victim: Victim, code: &str) {
        self.tally.refused_full += 1;
        if words::code(code).is_none() {
            self.wrong(Wrong::Unexpected, format_args!("no words for {code}"));
        }
        let file = match victim {
            Victim::Phone => handset::FILE,
            Victim::Station => office::FILE,
        };
        let found = Rows::of(&self.machine(victim).path(file)).expect("the rows are read");
        let last: Vec<Step> = self.steps_of(victim).last().cloned().into_iter().collect();
        let Some(Step { before, under }) = last.first() else { return };
        if matches!(under, Under::Deed(_) | Under::Desk(_)) {
            let was = before.rows(file);
            if found != was {
                let what = format!("{under:?}, refused: {}", found.difference(&was));
                self.wrong(Wrong::HalfApplied, what);
            }
        } else {
            // Of a sync what came before the full disk stands.
            self.compare(victim, &found, &last);
        }
        if let (Victim::Phone, Err(error)) = (victim, self.handset.field().status()) {
            self.wrong(Wrong::Unexpected, format_args!("what is there is not read: {error}"));
        }
    }

    /// Room is made, or not yet; says whether.
    pub(super) fn makes_room(&mut self, victim: Victim) -> bool {
        let made = self.chance.bool();
        if made {
            self.machine(victim).make_room();
        }
        made
    }

    /// The victim's programme starts; on a full disk it may say so, and starts once
    /// there is room.
    pub(super) fn start(&mut self, victim: Victim) -> Result<(), String> {
        let is_full = match self.open(victim) {
            Ok(()) => return Ok(()),
            Err(Refusal::Full) => self.machine(victim).is_full(),
            Err(Refusal::Other(said)) => return Err(said),
        };
        if !is_full {
            return Err("it says that a disk with room is full".to_owned());
        }
        self.tally.refused_full += 1;
        self.machine(victim).make_room();
        match self.open(victim) {
            Ok(()) => Ok(()),
            Err(Refusal::Full) => Err("it says that a disk with room is full".to_owned()),
            Err(Refusal::Other(said)) => Err(said),
        }
    }

    fn open(&mut self, victim: Victim) -> Result<(), Refusal> {
        match victim {
            Victim::Phone => self.handset.open(&self.pocket).map_err(|error| match error {
                FieldError::StorageFull => Refusal::Full,
                other => Refusal::Other(format!("{other:?}")),
            }),
            Victim::Station => self.office.open(&self.bureau).map_err(|error| match error {
                StoreError::Full { .. } => Refusal::Full,
                other => Refusal::Other(format!("{other:?}")),
            }),
        }
    }
}

/// Why a programme does not start.
enum Refusal {
    Full,
    Other(String),
}
