//! After a cut: power comes back, the programme starts, and everything that was
//! promised is looked for.

use std::collections::BTreeSet;

use dianfei_station::store::StoreError;
use dianfei_station::verify::verify;
use dianfei_wire::DeviceId;

use super::{Life, Step, Victim};
use crate::key::SoftwareKey;
use crate::power_cut::deed::{Answer, Deed};
use crate::power_cut::handset;
use crate::power_cut::office;
use crate::power_cut::rehearsal::Under;
use crate::power_cut::rows::Rows;
use crate::power_cut::tally::Wrong;

impl Life {
    /// Power comes back, maybe to go off again while the programme starts.
    pub(super) fn recover(&mut self, victim: Victim) {
        self.end(victim);
        for attempt in 0.. {
            self.machine_restores(victim);
            self.tally.cuts += 1;
            let again = attempt < 4 && self.chance.u8(0..5) < 2;
            if again {
                let steps = self.chance.u64(1..=60);
                self.machine(victim).cut_after_reads(steps);
            }
            let opened = self.start(victim);
            if self.machine(victim).is_on() {
                self.machine(victim).stay_on();
                self.machine(victim).make_room();
                if let Err(error) = opened {
                    return self.wrong(Wrong::Damaged, format_args!("it does not start: {error}"));
                }
                break;
            }
            self.tally.in_recovery += 1;
            self.end(victim);
        }
        let steps = std::mem::take(self.steps_of(victim));
        match victim {
            Victim::Phone => self.audit_phone(steps),
            Victim::Station => self.audit_station(&steps),
        }
    }

    pub(super) fn end(&mut self, victim: Victim) {
        match victim {
            Victim::Phone => self.handset.close(),
            Victim::Station => self.office.close(),
        }
    }

    fn machine_restores(&mut self, victim: Victim) {
        let mut chance = self.chance.fork();
        self.machine(victim).restore_power(&mut chance);
        match victim {
            Victim::Phone => self.handset.pulse.start_again(),
            Victim::Station => self.office.pulse.start_again(),
        }
    }

    fn audit_phone(&mut self, mut done: Vec<Step>) {
        let found = match Rows::sound(&self.pocket.path(handset::FILE)) {
            Ok(found) => found,
            Err(said) => return self.wrong(Wrong::Damaged, said),
        };
        let id = |row: &String| row.split('|').next().unwrap_or_default().to_owned();
        let known: BTreeSet<String> = found.table("request").iter().map(id).collect();
        let missing = self.done.difference(&known).count();
        for _ in 0..missing {
            self.wrong(Wrong::Lost, format_args!("{missing} deeds"));
        }
        if missing > 0 {
            return;
        }
        let was_done = self.compare(Victim::Phone, &found, &done);
        // What equals a state that was never cut is as sound as that; so not each time.
        if self.chance.u8(0..3) == 0
            && let Err(error) = self.handset.field().verify()
        {
            self.wrong(Wrong::Unsound, error);
        }
        if let (0, Some(Step { under: Under::Deed(deed), .. })) = (self.tally.wrongs(), done.pop())
        {
            self.try_again(deed, was_done);
        }
    }

    /// Compares what is there with what a cut may leave: the state before what was
    /// under way or after it. Says whether it is there.
    pub(super) fn compare(&mut self, victim: Victim, found: &Rows, done: &[Step]) -> bool {
        let file = match victim {
            Victim::Phone => handset::FILE,
            Victim::Station => office::FILE,
        };
        let Some((last, past)) = done.split_last() else { return false };
        let was = last.before.rows(file);
        if *found == was {
            return false;
        }
        let outcomes = |step: &Step| match victim {
            Victim::Phone => step.before.phone_outcomes(&step.under),
            Victim::Station => {
                step.before.station_outcomes(&step.under, &self.folder.path().join("copy"))
            }
        };
        let allowed = outcomes(last);
        if allowed.contains(found) {
            self.tally.unheard += 1;
            return true;
        }
        let is_past =
            |step: &Step| step.before.rows(file) == *found || outcomes(step).contains(found);
        let kind = if past.iter().any(is_past) { Wrong::Lost } else { Wrong::HalfApplied };
        let difference = found.difference(allowed.last().unwrap_or(&was));
        let from_before = found.difference(&was);
        self.wrong(kind, format_args!("{:?}: {difference}; before it: {from_before}", last.under));
        false
    }

    /// The person does again what was not answered: it is done once.
    fn try_again(&mut self, deed: Box<Deed>, was_done: bool) {
        let path = self.pocket.path(handset::FILE);
        let rows = || Rows::of(&path).expect("the rows are read");
        let before = was_done.then(rows);
        let step = self.step(Victim::Phone, Under::Deed(deed.clone()));
        match deed.perform(self.handset.field()) {
            Ok(answer) => {
                self.answered(&deed, answer);
                self.phone_steps.push(step);
                // A refusal is recorded each time that it is asked for.
                let once = answer == Answer::Done && deed.request().is_some();
                if once && before.is_some() && before != Some(rows()) {
                    self.wrong(Wrong::HalfApplied, format_args!("done twice: {deed:?}"));
                }
            }
            Err(error) => self.wrong(Wrong::Unexpected, format_args!("{deed:?}: {error}")),
        }
    }

    fn audit_station(&mut self, done: &[Step]) {
        let found = match Rows::sound(&self.bureau.path(office::FILE)) {
            Ok(found) => found,
            Err(said) => return self.wrong(Wrong::Damaged, said),
        };
        let told = self.handset.field().status().expect("the phone is well").acknowledged;
        let held = self.office.held(self.device()).expect("the journal is read");
        if held < told {
            return self.wrong(Wrong::Lost, format_args!("{told} acknowledged, {held} held"));
        }
        self.compare(Victim::Station, &found, done);
    }

    fn device(&self) -> DeviceId {
        SoftwareKey::of(handset::KEY).device()
    }

    /// At the end both ends meet, agree, and are sound.
    pub(super) fn end_well(&mut self) {
        for _ in 0..2 {
            self.sync();
        }
        let status = self.handset.field().status().expect("the phone is well");
        if status.unsent_facts > 0 || status.frozen {
            self.wrong(Wrong::Unsound, format_args!("not delivered: {status:?}"));
        }
        if let Err(error) = self.handset.field().verify() {
            self.wrong(Wrong::Unsound, error);
        }
        let app = self.office.app();
        match verify(&app.store, &app.station) {
            Ok(report) if report.is_sound() => {}
            Ok(report) => self.wrong(Wrong::Unsound, format_args!("{:?}", report.faults)),
            Err(error) => self.wrong(Wrong::Unsound, not_read(&error)),
        }
    }
}

fn not_read(error: &StoreError) -> String {
    format!("the station is not read: {error}")
}
