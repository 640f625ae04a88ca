//! Machines whose power goes off: each has a disk for the SQLite files of one
//! folder. The first one puts this layer under every SQLite file of the process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use dianfei_vfs::{Disk as Layer, Fault, File, Kind, Opening, Share};
use fastrand::Rng;

use super::device::{Device, Fullness, Image};
use super::disk::Disk;

type Shared = Arc<Mutex<Disk>>;

static DISKS: Mutex<BTreeMap<PathBuf, Shared>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A machine; its disk is gone with it.
#[derive(Debug)]
pub struct Machine {
    folder: PathBuf,
    disk: Shared,
}

impl Machine {
    /// A machine whose SQLite files lie in `folder`, a name that no other machine
    /// has, with what `image` holds of them under their names.
    #[must_use]
    pub fn new(folder: &Path, device: Device, image: &Image, seed: u64) -> Self {
        install();
        let rooted = image.0.iter().map(|(name, content)| (path_text(&folder.join(name)), content));
        let rooted = Image(rooted.map(|(path, content)| (path, content.clone())).collect());
        let disk = Arc::new(Mutex::new(Disk::new(device, &rooted, seed)));
        let before = lock(&DISKS).insert(folder.to_owned(), Arc::clone(&disk));
        assert!(before.is_none(), "{} has a machine", folder.display());
        Self { folder: folder.to_owned(), disk }
    }

    /// The same in a folder that is nowhere else.
    #[must_use]
    pub fn anywhere(device: Device, image: &Image, seed: u64) -> Self {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let folder = format!("/nowhere/{}", MADE.fetch_add(1, Ordering::Relaxed));
        Self::new(Path::new(&folder), device, image, seed)
    }

    /// Where a file of this machine lies.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Its files as running programs see them, under their names.
    #[must_use]
    pub fn image(&self) -> Image {
        self.unrooted(lock(&self.disk).image())
    }

    fn unrooted(&self, image: Image) -> Image {
        let name = |path: &str| {
            let name = Path::new(path).strip_prefix(&self.folder).expect("a file of the folder");
            path_text(name)
        };
        Image(image.0.into_iter().map(|(path, content)| (name(&path), content)).collect())
    }

    /// Power goes off at the step of I/O that comes after so many; a sync that is
    /// met does its work first where `after` says so.
    pub fn cut_after(&self, steps: u64, after: bool) {
        lock(&self.disk).cut_after(steps, after, false);
    }

    /// The same where each read is a step too: for what mostly reads.
    pub fn cut_after_reads(&self, steps: u64) {
        lock(&self.disk).cut_after(steps, false, true);
    }

    /// Power does not go off after all.
    pub fn stay_on(&self) {
        lock(&self.disk).stay_on();
    }

    /// Power goes off now.
    pub fn cut(&self) {
        lock(&self.disk).cut();
    }

    /// Whether power is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        lock(&self.disk).is_on
    }

    /// Steps of I/O so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        lock(&self.disk).steps
    }

    /// Power comes back, with what chance leaves on the disk.
    pub fn restore_power(&self, chance: &mut Rng) {
        lock(&self.disk).restore_power(chance);
    }

    /// The disk is full from the step of I/O that comes after so many.
    pub fn fill_after(&self, steps: u64, fullness: Fullness) {
        lock(&self.disk).fill_after(steps, fullness);
    }

    /// There is room again.
    pub fn make_room(&self) {
        lock(&self.disk).make_room();
    }

    /// Whether the disk is full by now.
    #[must_use]
    pub fn is_full(&self) -> bool {
        lock(&self.disk).is_full()
    }

    /// Begins to keep an image at each sync of a log: after each transaction.
    pub fn keep_commits(&self) {
        lock(&self.disk).commits = Some(Vec::new());
    }

    /// The images kept so far.
    #[must_use]
    pub fn commits(&self) -> Vec<Image> {
        let kept = lock(&self.disk).commits.take().unwrap_or_default();
        kept.into_iter().map(|image| self.unrooted(image)).collect()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        lock(&DISKS).remove(&self.folder);
    }
}

fn path_text(path: &Path) -> String {
    path.to_str().expect("a folder of plain text").to_owned()
}

fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| dianfei_vfs::register(c"power-cut", Machines).expect("it is taken"));
}

struct Machines;

fn disk_of(path: &str) -> Result<Shared, Fault> {
    let folder = Path::new(path).parent().ok_or(Fault::Missing)?;
    lock(&DISKS).get(folder).map(Arc::clone).ok_or(Fault::Missing)
}

impl Layer for Machines {
    type File = Handle;

    fn open(&self, path: Option<&str>, how: Opening) -> Result<Handle, Fault> {
        let Some(path) = path else {
            // Scratch space is nobody's: it has no power to lose.
            let disk = Arc::new(Mutex::new(Disk::new(Device::default(), &Image::default(), 0)));
            let number = lock(&disk).open_scratch()?;
            return Ok(Handle { disk, start: 0, number, kind: Kind::Scratch, syncs_folder: false });
        };
        let disk = disk_of(path)?;
        let (number, start) = {
            let mut open = lock(&disk);
            (open.open(path, how.create)?, open.start)
        };
        // As on Unix: with its first sync goes the folder, for a journal or a log
        // that this file might have made.
        let syncs_folder = how.create && matches!(how.kind, Kind::Journal | Kind::Log);
        Ok(Handle { disk, start, number, kind: how.kind, syncs_folder })
    }

    fn delete(&self, path: &str, sync_folder: bool) -> Result<(), Fault> {
        lock(&*disk_of(path)?).delete(path, sync_folder)
    }

    fn exists(&self, path: &str) -> Result<bool, Fault> {
        lock(&*disk_of(path)?).exists(path)
    }
}

#[derive(Debug)]
struct Handle {
    disk: Shared,
    start: u32,
    number: u64,
    kind: Kind,
    syncs_folder: bool,
}

fn place(number: u64) -> usize {
    usize::try_from(number).expect("a file of a test is short")
}

impl Handle {
    const fn key(&self) -> (u32, u64, Kind) {
        (self.start, self.number, self.kind)
    }
}

impl File for Handle {
    fn read(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, Fault> {
        lock(&self.disk).read(self.start, self.number, place(offset), into)
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Fault> {
        lock(&self.disk).write(self.key(), place(offset), bytes)
    }

    fn truncate(&mut self, length: u64) -> Result<(), Fault> {
        lock(&self.disk).truncate(self.key(), place(length))
    }

    fn sync(&mut self) -> Result<(), Fault> {
        lock(&self.disk).sync(self.key(), self.syncs_folder)?;
        self.syncs_folder = false;
        Ok(())
    }

    fn length(&mut self) -> Result<u64, Fault> {
        let length = lock(&self.disk).length(self.start, self.number)?;
        Ok(u64::try_from(length).expect("a length fits 64 bits"))
    }

    fn room_to_share(&mut self) -> Result<(), Fault> {
        lock(&self.disk).room_to_share()
    }

    fn sector_bytes(&self) -> u32 {
        lock(&self.disk).device().sector_bytes
    }

    fn share(&self) -> Arc<Share> {
        lock(&self.disk).share(self.number)
    }
}
