//! A disk that loses power: what was written and not synced may be there
//! afterwards, or not, or in part, in any order.

use std::collections::BTreeMap;
use std::sync::Arc;

use dianfei_vfs::{Fault, Kind, Share};
use fastrand::Rng;

use super::content::Content;
use super::device::{Device, Fullness, Honesty, Image};
use super::fate::{Fate, land};

/// A change of a file that is not durable yet.
#[derive(Debug)]
pub(super) enum Pending {
    Write(usize, Box<[u8]>),
    Length(usize),
}

#[derive(Debug, Default)]
struct Body {
    /// As running programs see it.
    now: Content,
    /// As a cut leaves it at least.
    durable: Content,
    pending: Vec<Pending>,
    share: Arc<Share>,
}

impl Body {
    fn settle(&mut self) {
        self.pending.clear();
        self.durable = self.now.clone();
    }

    fn touches_only_the_header(&self) -> bool {
        const HEADER: usize = 32;
        let in_header = |change: &Pending| matches!(change, Pending::Write(at, _) if *at < HEADER);
        !self.pending.is_empty() && self.pending.iter().all(in_header)
    }
}

/// A change of a folder that is not durable yet: a name's file, or none.
#[derive(Debug)]
struct Naming(String, Option<u64>);

/// A disk with its power supply.
#[derive(Debug)]
pub(super) struct Disk {
    device: Device,
    chance: Rng,
    bodies: BTreeMap<u64, Body>,
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    namings: Vec<Naming>,
    made: u64,
    /// How often power came on: files opened before are gone.
    pub(super) start: u32,
    pub(super) is_on: bool,
    /// Writes, syncs, truncations, creations and removals so far.
    pub(super) steps: u64,
    cut_at: Option<Cut>,
    full: Option<Fullness>,
    full_at: Option<(u64, Fullness)>,
    unsynced_logs: Vec<u64>,
    /// The images at each sync of a log, where they are kept.
    pub(super) commits: Option<Vec<Image>>,
}

#[derive(Debug, Clone, Copy)]
struct Cut {
    step: u64,
    /// Whether a sync that is cut has done its work, and nobody is told.
    after: bool,
    /// Whether reads count as steps too.
    reads: bool,
}

impl Disk {
    pub(super) fn new(device: Device, image: &Image, seed: u64) -> Self {
        let mut disk = Self {
            device,
            chance: Rng::with_seed(seed),
            bodies: BTreeMap::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            namings: Vec::new(),
            made: 0,
            start: 0,
            is_on: true,
            steps: 0,
            cut_at: None,
            full: None,
            full_at: None,
            unsynced_logs: Vec::new(),
            commits: None,
        };
        disk.lay(image);
        disk
    }

    fn lay(&mut self, image: &Image) {
        self.bodies.clear();
        self.namings.clear();
        self.unsynced_logs.clear();
        self.durable_names.clear();
        for (path, content) in &image.0 {
            self.made += 1;
            let body = Body { now: content.clone(), durable: content.clone(), ..Body::default() };
            self.bodies.insert(self.made, body);
            self.durable_names.insert(path.clone(), self.made);
        }
        self.names = self.durable_names.clone();
    }

    pub(super) const fn device(&self) -> Device {
        self.device
    }

    /// The files as running programs see them.
    pub(super) fn image(&self) -> Image {
        let content = |number: &u64| self.bodies[number].now.clone();
        Image(self.names.iter().map(|(path, number)| (path.clone(), content(number))).collect())
    }

    pub(super) fn cut_after(&mut self, steps: u64, after: bool, reads: bool) {
        self.cut_at = Some(Cut { step: self.steps + steps.max(1), after, reads });
    }

    pub(super) fn stay_on(&mut self) {
        self.cut_at = None;
    }

    pub(super) fn fill_after(&mut self, steps: u64, fullness: Fullness) {
        self.full_at = Some((self.steps + steps, fullness));
    }

    pub(super) fn make_room(&mut self) {
        (self.full, self.full_at) = (None, None);
    }

    /// Whether what is asked now meets a full disk.
    pub(super) fn is_full(&self) -> bool {
        self.full.is_some()
    }

    /// Power goes off, now.
    pub(super) fn cut(&mut self) {
        (self.is_on, self.cut_at) = (false, None);
    }

    /// Power comes back: what was durable is there, the rest as chance has it.
    pub(super) fn restore_power(&mut self, chance: &mut Rng) {
        let fate = Fate::drawn(chance);
        for Naming(path, number) in std::mem::take(&mut self.namings) {
            if fate.reaches(chance) {
                match number {
                    Some(number) => drop(self.durable_names.insert(path, number)),
                    None => drop(self.durable_names.remove(&path)),
                }
            }
        }
        let mut image = Image::default();
        for (path, number) in std::mem::take(&mut self.durable_names) {
            let body = self.bodies.get_mut(&number).expect("a named file");
            let mut content = std::mem::take(&mut body.durable);
            for change in body.pending.drain(..) {
                land(&mut content, change, &fate, chance);
            }
            image.0.insert(path, content);
        }
        self.lay(&image);
        self.cut_at = None;
        self.start += 1;
        self.is_on = true;
    }

    fn present(&self, start: u32) -> Result<(), Fault> {
        if self.is_on && self.start == start { Ok(()) } else { Err(Fault::Gone) }
    }

    /// One step of I/O; absent where power stays on, else whether a sync of this
    /// step does its work still.
    fn step(&mut self) -> Option<bool> {
        self.steps += 1;
        if let Some((at, fullness)) = self.full_at
            && self.steps >= at
        {
            self.full = Some(fullness);
            self.full_at = None;
        }
        let cut = self.cut_at.filter(|cut| cut.step <= self.steps)?;
        self.cut();
        Some(cut.after)
    }

    fn gone_unless_on(&mut self) -> Result<(), Fault> {
        self.step().map_or(Ok(()), |_after| Err(Fault::Gone))
    }

    /// The file of a name, made where it is missing and may be.
    pub(super) fn open(&mut self, path: &str, create: bool) -> Result<u64, Fault> {
        self.present(self.start)?;
        if let Some(number) = self.names.get(path) {
            return Ok(*number);
        }
        if !create {
            return Err(Fault::Missing);
        }
        let number = self.open_scratch()?;
        self.names.insert(path.to_owned(), number);
        self.namings.push(Naming(path.to_owned(), Some(number)));
        self.gone_unless_on()?;
        Ok(number)
    }

    pub(super) fn open_scratch(&mut self) -> Result<u64, Fault> {
        self.present(self.start)?;
        self.made += 1;
        self.bodies.insert(self.made, Body::default());
        Ok(self.made)
    }

    pub(super) fn delete(&mut self, path: &str, sync_folder: bool) -> Result<(), Fault> {
        self.present(self.start)?;
        if self.names.remove(path).is_none() {
            return Err(Fault::Missing);
        }
        self.namings.push(Naming(path.to_owned(), None));
        self.gone_unless_on()?;
        if sync_folder {
            self.sync_folder();
        }
        Ok(())
    }

    /// Whether there is such a file with anything in it, as Unix answers SQLite.
    pub(super) fn exists(&self, path: &str) -> Result<bool, Fault> {
        self.present(self.start)?;
        let body = self.names.get(path).and_then(|number| self.bodies.get(number));
        Ok(body.is_some_and(|body| body.now.length() > 0))
    }

    fn sync_folder(&mut self) {
        if !self.lies() {
            self.durable_names = self.names.clone();
            self.namings.clear();
        }
    }

    fn lies(&mut self) -> bool {
        matches!(self.device.honesty, Honesty::Lies(percent) if self.chance.u8(0..100) < percent)
    }

    fn body(&mut self, start: u32, number: u64) -> Result<&mut Body, Fault> {
        self.present(start)?;
        self.bodies.get_mut(&number).ok_or(Fault::Gone)
    }

    pub(super) fn share(&self, number: u64) -> Arc<Share> {
        self.bodies.get(&number).map(|body| Arc::clone(&body.share)).unwrap_or_default()
    }

    pub(super) fn read(
        &mut self,
        start: u32,
        number: u64,
        offset: usize,
        into: &mut [u8],
    ) -> Result<usize, Fault> {
        self.present(start)?;
        if self.cut_at.is_some_and(|cut| cut.reads) {
            self.gone_unless_on()?;
        }
        Ok(self.body(start, number)?.now.read(offset, into))
    }

    pub(super) fn length(&mut self, start: u32, number: u64) -> Result<usize, Fault> {
        Ok(self.body(start, number)?.now.length())
    }

    pub(super) fn write(
        &mut self,
        (start, number, kind): (u32, u64, Kind),
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), Fault> {
        let full = self.full;
        let grows = offset + bytes.len() > self.length(start, number)?;
        if full == Some(Fullness::Nothing) || (full.is_some() && grows) {
            return Err(Fault::Full);
        }
        if kind == Kind::Database {
            for log in std::mem::take(&mut self.unsynced_logs) {
                self.body(start, log)?.settle();
            }
        }
        let body = self.body(start, number)?;
        body.now.write(offset, bytes);
        if kind != Kind::Scratch {
            body.pending.push(Pending::Write(offset, bytes.into()));
            self.gone_unless_on()?;
        }
        Ok(())
    }

    pub(super) fn truncate(
        &mut self,
        (start, number, kind): (u32, u64, Kind),
        length: usize,
    ) -> Result<(), Fault> {
        let body = self.body(start, number)?;
        body.now.set_length(length);
        if kind != Kind::Scratch {
            body.pending.push(Pending::Length(length));
            self.gone_unless_on()?;
        }
        Ok(())
    }

    pub(super) fn sync(
        &mut self,
        (start, number, kind): (u32, u64, Kind),
        folder: bool,
    ) -> Result<(), Fault> {
        self.body(start, number)?;
        let cut = self.step();
        if cut != Some(false) {
            self.settle(number, kind, folder);
        }
        if cut.is_some() { Err(Fault::Gone) } else { Ok(()) }
    }

    fn settle(&mut self, number: u64, kind: Kind, folder: bool) {
        if kind == Kind::Log && self.commits.is_some() {
            let image = self.image();
            self.commits.get_or_insert_default().push(image);
        }
        if folder {
            self.sync_folder();
        }
        let Some(body) = self.bodies.get(&number) else { return };
        let postponed = self.device.honesty == Honesty::LogAtCheckpoint
            && kind == Kind::Log
            && !body.touches_only_the_header();
        if postponed {
            self.unsynced_logs.push(number);
        } else if !self.lies()
            && let Some(body) = self.bodies.get_mut(&number)
        {
            body.settle();
        }
    }

    pub(super) fn room_to_share(&self) -> Result<(), Fault> {
        if self.full.is_some() { Err(Fault::NoSharedMemory) } else { Ok(()) }
    }
}
