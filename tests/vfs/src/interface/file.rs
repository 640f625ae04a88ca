//! What SQLite does to an open file.

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::{ptr, slice};

use rusqlite::ffi;

use crate::share::{Held, Level};
use crate::{Disk, Fault, File, Share};

/// An open file as SQLite keeps it: its own head, then ours.
#[repr(C)]
pub(super) struct OpenFile<F> {
    pub(super) head: ffi::sqlite3_file,
    /// Made when it was opened, freed by [`close`].
    pub(super) body: *mut Body<F>,
}

pub(super) struct Body<F> {
    file: F,
    share: Arc<Share>,
    held: Held,
}

impl<F: File> Body<F> {
    pub(super) fn new(file: F) -> Self {
        Self { share: file.share(), file, held: Held::default() }
    }
}

/// SQLite's table of what a file can do.
pub(super) struct Methods<D>(PhantomData<D>);

impl<D: Disk> Methods<D> {
    /// The table.
    pub(super) const TABLE: &'static ffi::sqlite3_io_methods = &ffi::sqlite3_io_methods {
        iVersion: 2,
        xClose: Some(close::<D::File>),
        xRead: Some(read::<D::File>),
        xWrite: Some(write::<D::File>),
        xTruncate: Some(truncate::<D::File>),
        xSync: Some(sync::<D::File>),
        xFileSize: Some(file_size::<D::File>),
        xLock: Some(lock::<D::File>),
        xUnlock: Some(unlock::<D::File>),
        xCheckReservedLock: Some(check_reserved_lock::<D::File>),
        xFileControl: Some(file_control),
        xSectorSize: Some(sector_size::<D::File>),
        xDeviceCharacteristics: Some(device_characteristics),
        xShmMap: Some(shm_map::<D::File>),
        xShmLock: Some(shm_lock::<D::File>),
        xShmBarrier: Some(shm_barrier),
        xShmUnmap: Some(shm_unmap::<D::File>),
        xFetch: None,
        xUnfetch: None,
    };
}

/// What SQLite is told; `gone` where the device does not answer.
pub(super) fn code(fault: Fault, gone: c_int) -> c_int {
    match fault {
        Fault::Gone => gone,
        Fault::Full => ffi::SQLITE_FULL,
        Fault::Missing => ffi::SQLITE_CANTOPEN,
        Fault::NoSharedMemory => ffi::SQLITE_IOERR_SHMSIZE,
    }
}

/// The same for an operation that gives nothing back.
pub(super) fn done(outcome: Result<(), Fault>, gone: c_int) -> c_int {
    outcome.map_or_else(|fault| code(fault, gone), |()| ffi::SQLITE_OK)
}

/// The open file's own part.
///
/// # Safety
/// `file` was opened by the disk with the same `F`, is not closed, and is used by
/// nobody else during `'a`.
unsafe fn body<'a, F: File>(file: *mut ffi::sqlite3_file) -> &'a mut Body<F> {
    // SAFETY: by the contract it is an OpenFile with a body.
    unsafe { &mut *(*file.cast::<OpenFile<F>>()).body }
}

unsafe extern "C" fn close<F: File>(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes an open file once, and does not use it again.
    let mut body = unsafe { Box::from_raw((*file.cast::<OpenFile<F>>()).body) };
    let share = Arc::clone(&body.share);
    share.unmap(&mut body.held);
    share.unlock(&mut body.held, Level::None);
    ffi::SQLITE_OK
}

unsafe extern "C" fn read<F: File>(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    let (Ok(length), Ok(offset)) = (usize::try_from(length), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_READ;
    };
    // SAFETY: an open file, and `length` bytes of SQLite's own.
    let (body, into) =
        unsafe { (body::<F>(file), slice::from_raw_parts_mut(into.cast::<u8>(), length)) };
    match body.file.read(offset, into) {
        Ok(found) if found >= length => ffi::SQLITE_OK,
        Ok(found) => {
            into[found..].fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Err(fault) => code(fault, ffi::SQLITE_IOERR_READ),
    }
}

unsafe extern "C" fn write<F: File>(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    let (Ok(length), Ok(offset)) = (usize::try_from(length), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: an open file, and `length` bytes of SQLite's own.
    let (body, from) =
        unsafe { (body::<F>(file), slice::from_raw_parts(from.cast::<u8>(), length)) };
    done(body.file.write(offset, from), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate<F: File>(
    file: *mut ffi::sqlite3_file,
    length: ffi::sqlite3_int64,
) -> c_int {
    let Ok(length) = u64::try_from(length) else { return ffi::SQLITE_IOERR_TRUNCATE };
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    done(body.file.truncate(length), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync<F: File>(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    done(body.file.sync(), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size<F: File>(
    file: *mut ffi::sqlite3_file,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    match body.file.length().map(i64::try_from) {
        Ok(Ok(length)) => {
            // SAFETY: SQLite gives room for the answer.
            unsafe { out.write(length) };
            ffi::SQLITE_OK
        }
        Ok(Err(_too_long)) => ffi::SQLITE_IOERR_FSTAT,
        Err(fault) => code(fault, ffi::SQLITE_IOERR_FSTAT),
    }
}

/// SQLite's numbers of the levels. It never asks for the one between reserved
/// and exclusive; a file system takes it by the way.
fn level(number: c_int) -> Level {
    match number {
        ffi::SQLITE_LOCK_NONE => Level::None,
        ffi::SQLITE_LOCK_SHARED => Level::Shared,
        ffi::SQLITE_LOCK_RESERVED => Level::Reserved,
        _ => Level::Exclusive,
    }
}

unsafe extern "C" fn lock<F: File>(file: *mut ffi::sqlite3_file, number: c_int) -> c_int {
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    let taken = body.share.lock(&mut body.held, level(number));
    if taken { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

unsafe extern "C" fn unlock<F: File>(file: *mut ffi::sqlite3_file, number: c_int) -> c_int {
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    body.share.unlock(&mut body.held, level(number));
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock<F: File>(
    file: *mut ffi::sqlite3_file,
    out: *mut c_int,
) -> c_int {
    // SAFETY: an open file, and room for the answer.
    unsafe { out.write(c_int::from(body::<F>(file).share.is_reserved())) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    _file: *mut ffi::sqlite3_file,
    _operation: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size<F: File>(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    c_int::try_from(body.file.sector_bytes()).expect("a sector is short")
}

/// As SQLite's layers for Linux and Android say: a write that is broken off harms
/// no byte beside those written.
unsafe extern "C" fn device_characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map<F: File>(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    bytes: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let (Ok(region), Ok(bytes)) = (usize::try_from(region), usize::try_from(bytes)) else {
        return ffi::SQLITE_IOERR_SHMMAP;
    };
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    if extend != 0
        && !body.share.has_region(region)
        && let Err(fault) = body.file.room_to_share()
    {
        return code(fault, ffi::SQLITE_IOERR_SHMMAP);
    }
    let found = body.share.map(&mut body.held, region, bytes, extend != 0);
    // SAFETY: SQLite gives room for the address. The region is made of atomics,
    // is as long as SQLite asked for, and stays until this file lets go of it.
    unsafe { out.write(found.map_or(ptr::null_mut(), |address| address.as_ptr().cast())) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock<F: File>(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let (Ok(first), Ok(count)) = (usize::try_from(first), usize::try_from(count)) else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    let (share, held) = (&body.share, &mut body.held);
    let outcome = if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        share.give(held, first, count).map(|()| true)
    } else {
        share.take(held, first, count, flags & ffi::SQLITE_SHM_EXCLUSIVE != 0)
    };
    match outcome {
        Some(true) => ffi::SQLITE_OK,
        Some(false) => ffi::SQLITE_BUSY,
        None => ffi::SQLITE_IOERR_SHMLOCK,
    }
}

unsafe extern "C" fn shm_barrier(_file: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap<F: File>(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: an open file.
    let body = unsafe { body::<F>(file) };
    body.share.unmap(&mut body.held);
    ffi::SQLITE_OK
}
