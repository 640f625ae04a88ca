//! The C interface: SQLite's calls, each turned into one of the trait's.
//!
//! What holds for all of them: SQLite calls with pointers that it got from
//! [`register`] and from [`open`], valid for the call; a file is used by one
//! thread at a time, under its connection's mutex. A panic ends the process at
//! this border.

use std::ffi::{CStr, c_char, c_int};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{ptr, slice};

use rusqlite::ffi;

use self::file::{Body, Methods, OpenFile, code, done};
use crate::{Disk, Fault, Kind, Opening};

mod file;

const LONGEST_PATH: c_int = 512;

/// Registers `disk` under `name` as the default of this process, for good.
pub(crate) fn register<D: Disk>(name: &'static CStr, disk: D) -> Result<(), c_int> {
    let disk: &'static D = Box::leak(Box::new(disk));
    let vfs = ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: c_int::try_from(size_of::<OpenFile<D::File>>()).expect("a few words"),
        mxPathname: LONGEST_PATH,
        pNext: ptr::null_mut(),
        zName: name.as_ptr(),
        pAppData: ptr::from_ref(disk).cast_mut().cast(),
        xOpen: Some(open::<D>),
        xDelete: Some(delete::<D>),
        xAccess: Some(access::<D>),
        xFullPathname: Some(full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: None,
        xCurrentTimeInt64: Some(current_time_int64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    };
    // SAFETY: the value is leaked, so that it lives as long as SQLite may use it,
    // and holds every function that SQLite calls without asking.
    let code = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 1) };
    if code == ffi::SQLITE_OK { Ok(()) } else { Err(code) }
}

/// The disk that was registered.
///
/// # Safety
/// `vfs` is the one of [`register`] with the same `D`.
unsafe fn disk<'a, D: Disk>(vfs: *mut ffi::sqlite3_vfs) -> &'a D {
    // SAFETY: by the contract its application pointer is the leaked disk.
    unsafe { &*(*vfs).pAppData.cast::<D>() }
}

/// The text of a path.
///
/// # Safety
/// `path` is null or ends with a zero byte, and is valid during `'a`.
unsafe fn text<'a>(path: *const c_char) -> Option<&'a str> {
    if path.is_null() {
        return None;
    }
    // SAFETY: by the contract it ends with a zero byte.
    unsafe { CStr::from_ptr(path) }.to_str().ok()
}

fn kind(flags: c_int) -> Kind {
    match flags {
        flags if flags & ffi::SQLITE_OPEN_MAIN_DB != 0 => Kind::Database,
        flags if flags & ffi::SQLITE_OPEN_WAL != 0 => Kind::Log,
        flags if flags & (ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL) != 0 => {
            Kind::Journal
        }
        _ => Kind::Scratch,
    }
}

unsafe extern "C" fn open<D: Disk>(
    vfs: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let how = Opening { kind: kind(flags), create: flags & ffi::SQLITE_OPEN_CREATE != 0 };
    // SAFETY: the path is SQLite's for the whole call, and the disk ours.
    let opened = unsafe { disk::<D>(vfs).open(text(path), how) };
    let (methods, body, outcome) = match opened {
        Ok(file) => {
            let body = Body::new(file);
            let methods: *const _ = Methods::<D>::TABLE;
            (methods, Box::into_raw(Box::new(body)), ffi::SQLITE_OK)
        }
        // Without methods SQLite does not close it.
        Err(fault) => (ptr::null(), ptr::null_mut(), code(fault, ffi::SQLITE_CANTOPEN)),
    };
    let opened = OpenFile::<D::File> { head: ffi::sqlite3_file { pMethods: methods }, body };
    // SAFETY: SQLite gives szOsFile bytes for it, and room for the flags or null.
    unsafe {
        file.cast::<OpenFile<D::File>>().write(opened);
        if !out_flags.is_null() {
            out_flags.write(flags);
        }
    }
    outcome
}

unsafe extern "C" fn delete<D: Disk>(
    vfs: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: the path is SQLite's for the whole call, and the disk ours.
    let (disk, path) = unsafe { (disk::<D>(vfs), text(path)) };
    let Some(path) = path else { return ffi::SQLITE_IOERR_DELETE };
    match disk.delete(path, sync_folder != 0) {
        Err(Fault::Missing) => ffi::SQLITE_IOERR_DELETE_NOENT,
        outcome => done(outcome, ffi::SQLITE_IOERR_DELETE),
    }
}

unsafe extern "C" fn access<D: Disk>(
    vfs: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    _flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the path is SQLite's for the whole call, and the disk ours.
    let (disk, path) = unsafe { (disk::<D>(vfs), text(path)) };
    let Some(path) = path else { return ffi::SQLITE_IOERR_ACCESS };
    match disk.exists(path) {
        Ok(found) => {
            // SAFETY: SQLite gives room for the answer.
            unsafe { out.write(c_int::from(found)) };
            ffi::SQLITE_OK
        }
        Err(fault) => code(fault, ffi::SQLITE_IOERR_ACCESS),
    }
}

unsafe extern "C" fn full_pathname(
    _vfs: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite's path ends with a zero byte.
    let path = unsafe { CStr::from_ptr(path) }.to_bytes_with_nul();
    if !usize::try_from(length).is_ok_and(|room| path.len() <= room) {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: SQLite gives `length` bytes of its own, which are enough.
    unsafe { ptr::copy_nonoverlapping(path.as_ptr().cast(), out, path.len()) };
    ffi::SQLITE_OK
}

/// Bytes that count up: SQLite seeds its own generator with them, so that a run
/// is repeated by its seed.
unsafe extern "C" fn randomness(
    _vfs: *mut ffi::sqlite3_vfs,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    let Ok(room) = usize::try_from(length) else { return 0 };
    // SAFETY: SQLite gives `length` bytes of its own.
    let out = unsafe { slice::from_raw_parts_mut(out.cast::<u8>(), room) };
    let given = GIVEN.fetch_add(1, Ordering::Relaxed).to_le_bytes();
    for (to, from) in out.iter_mut().zip(given.iter().cycle()) {
        *to = *from;
    }
    length
}

/// Nobody waits in a test: time passes at once.
unsafe extern "C" fn sleep(_vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

/// Milliseconds of the Julian day, noon of 20 November 2026 in China: a clock
/// that stands.
const NOW_MS: i64 = 212_661_907_200_000;
const DAY_MS: i64 = 86_400_000;

unsafe extern "C" fn current_time(_vfs: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    let whole_days = i32::try_from(NOW_MS / DAY_MS).expect("fewer than two thousand million");
    // SAFETY: SQLite gives room for the answer.
    unsafe { out.write(f64::from(whole_days)) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_int64(
    _vfs: *mut ffi::sqlite3_vfs,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives room for the answer.
    unsafe { out.write(NOW_MS) };
    ffi::SQLITE_OK
}
