//! A disk that remembers, fails and fills up on demand.
//!
//! The functions at the end replace the C library's in this test binary: SQLite and Rust's standard library are linked
//! into it, so that what they ask of the operating system passes here first. Files of a watched folder are recorded,
//! refused or charged; everything else is passed on.
#![allow(unsafe_code)] // the replaced functions are C functions

use libc::{c_char, c_int, c_uint, c_void, off64_t, size_t, ssize_t};
use std::collections::HashMap;
use std::ffi::CStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Something done to a watched folder. Files are numbered; names are those in the folder.
#[derive(Debug, Clone)]
pub enum Op {
    Create {
        file: u32,
        name: String,
    },
    Write {
        file: u32,
        at: usize,
        bytes: Vec<u8>,
    },
    Resize {
        file: u32,
        len: usize,
    },
    Sync {
        file: u32,
    },
    SyncFolder,
    Link {
        from: String,
        to: String,
    },
    Rename {
        from: String,
        to: String,
    },
    Unlink {
        name: String,
    },
    /// The program was told that so many steps are done.
    Acknowledge(usize),
}

/// Kinds of calls that can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Unlink,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// With this error number.
    Errno(c_int),
    /// It writes half of what it was given, and says so.
    Short,
}

/// Which calls fail, and how.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub call: Call,
    pub how: How,
    /// The first that fails, from 1.
    pub nth: u64,
    /// And so many after it.
    pub more: u64,
}

#[derive(Default)]
struct State {
    folder: PathBuf,
    place: (u64, u64),
    /// By device and inode: the number, and whether it is SQLite's shared memory, which does not outlive the process.
    files: HashMap<(u64, u64), (u32, bool)>,
    numbered: u32,
    record: Option<Vec<Op>>,
    fault: Option<Fault>,
    calls: u64,
    hits: u64,
    /// Whether nothing fails for the moment.
    paused: bool,
    /// How many bytes still fit.
    room: Option<u64>,
}

/// A folder whose files are watched until this is dropped.
pub struct Watch(Arc<Mutex<State>>);

static WATCHED: RwLock<Vec<Arc<Mutex<State>>>> = RwLock::new(Vec::new());
static WATCHES: AtomicUsize = AtomicUsize::new(0);

/// A file as it was before the record begins.
pub type Before = (String, Vec<u8>);

impl Watch {
    pub fn new(folder: &Path) -> Self {
        let folder = folder.canonicalize().unwrap();
        let data = folder.metadata().unwrap();
        let mut state = State { place: (data.dev(), data.ino()), folder, ..State::default() };
        for name in names(&state.folder) {
            let data = state.folder.join(&name).metadata().unwrap();
            state.number((data.dev(), data.ino()), &name);
        }
        let state = Arc::new(Mutex::new(state));
        WATCHED.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&state));
        WATCHES.fetch_add(1, Ordering::SeqCst);
        Self(state)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to record; returns the files as they are, by number.
    pub fn record(&self) -> Vec<Before> {
        let folder = self.state().folder.clone();
        // Reading passes through the functions below, which take the lock.
        let found: Vec<_> = names(&folder)
            .into_iter()
            .map(|name| {
                let path = folder.join(&name);
                let data = path.metadata().unwrap();
                let bytes = if name.ends_with("-shm") { Vec::new() } else { std::fs::read(path).unwrap() };
                (name, (data.dev(), data.ino()), bytes)
            })
            .collect();
        let mut state = self.state();
        state.files.clear();
        state.numbered = 0;
        let before = found.into_iter().map(|(name, place, bytes)| {
            state.number(place, &name);
            (name, bytes)
        });
        let before = before.collect();
        state.record = Some(Vec::new());
        before
    }

    pub fn acknowledge(&self, steps: usize) {
        self.state().note(Op::Acknowledge(steps));
    }

    /// Ends the record and returns it.
    pub fn recorded(&self) -> Vec<Op> {
        self.state().record.take().unwrap_or_default()
    }

    /// Makes calls fail from now on, or none.
    pub fn fail(&self, fault: Option<Fault>) {
        let mut state = self.state();
        (state.fault, state.calls, state.hits) = (fault, 0, 0);
    }

    /// Lets calls of the test's own through.
    pub fn pause<T>(&self, act: impl FnOnce() -> T) -> T {
        self.state().paused = true;
        let done = act();
        self.state().paused = false;
        done
    }

    /// How many calls failed since [`fail`](Self::fail).
    pub fn failed(&self) -> u64 {
        self.state().hits
    }

    /// Leaves room for so many bytes more, or as many as there is.
    pub fn room(&self, bytes: Option<u64>) {
        let mut state = self.state();
        (state.room, state.hits) = (bytes, 0);
    }

    pub fn left(&self) -> u64 {
        self.state().room.unwrap_or_default()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHED.write().unwrap_or_else(PoisonError::into_inner).retain(|other| !Arc::ptr_eq(other, &self.0));
        WATCHES.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

impl State {
    fn number(&mut self, place: (u64, u64), name: &str) -> (u32, bool) {
        let number = self.numbered;
        self.numbered += 1;
        self.files.insert(place, (number, name.ends_with("-shm")));
        (number, name.ends_with("-shm"))
    }

    fn note(&mut self, op: Op) {
        if let Some(record) = &mut self.record {
            record.push(op);
        }
    }

    /// How this call is to fail, if at all.
    fn hit(&mut self, call: Call) -> Option<How> {
        let fault = self.fault.filter(|fault| fault.call == call && !self.paused)?;
        self.calls += 1;
        if self.calls < fault.nth || self.calls - fault.nth > fault.more {
            return None;
        }
        self.hits += 1;
        Some(fault.how)
    }

    /// The name in this folder, if the path leads here.
    fn name(&self, path: &CStr) -> Option<String> {
        let name = path.to_bytes().strip_prefix(self.folder.as_os_str().as_bytes())?.strip_prefix(b"/")?;
        if name.contains(&b'/') { None } else { String::from_utf8(name.to_vec()).ok() }
    }
}

fn watched() -> Vec<Arc<Mutex<State>>> {
    if WATCHES.load(Ordering::Relaxed) == 0 {
        return Vec::new();
    }
    WATCHED.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Calls `act` with the watch over an open file and its number; `None` where nobody watches it.
fn on_file<T>(fd: c_int, act: impl FnOnce(&mut State, u32, bool, u64) -> T) -> Option<T> {
    let all = watched();
    if all.is_empty() {
        return None;
    }
    // SAFETY: all-zero is a valid `stat64`, and fstat64 fills it.
    let mut data: libc::stat64 = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::fstat64(fd, &raw mut data) } != 0 {
        return None;
    }
    for state in all {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, shared)) = state.files.get(&(data.st_dev, data.st_ino)).copied() {
            return Some(act(&mut state, number, shared, data.st_size.unsigned_abs()));
        }
        if state.place == (data.st_dev, data.st_ino) {
            return Some(act(&mut state, u32::MAX, false, 0));
        }
    }
    None
}

/// Calls `act` with the watch over the folder of `path` and the name in it.
///
/// # Safety
/// `path` is NUL-terminated.
unsafe fn on_name<T>(path: *const c_char, act: impl FnOnce(&mut State, String) -> T) -> Option<T> {
    let all = watched();
    if all.is_empty() || path.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    let path = unsafe { CStr::from_ptr(path) };
    for state in all {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = state.name(path) {
            return Some(act(&mut state, name));
        }
    }
    None
}

fn set(errno: c_int) {
    // SAFETY: the location is this thread's own.
    unsafe { *libc::__errno_location() = errno }
}

fn integer<T: TryFrom<libc::c_long>>(answer: libc::c_long) -> T
where
    T::Error: std::fmt::Debug,
{
    T::try_from(answer).unwrap()
}

/// # Safety
/// As open(2), which takes a mode where it may create.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: c_uint) -> c_int {
    // SAFETY: the arguments are the caller's; variable arguments travel like fixed ones here.
    let open = || unsafe { integer::<c_int>(libc::syscall(libc::SYS_openat, libc::AT_FDCWD, path, flags, mode)) };
    // SAFETY: promised by the caller.
    let opened = unsafe {
        on_name(path, |state, name| {
            if let Some(How::Errno(errno)) = state.hit(Call::Open) {
                set(errno);
                return -1;
            }
            let existed = libc::faccessat(libc::AT_FDCWD, path, libc::F_OK, libc::AT_SYMLINK_NOFOLLOW) == 0;
            let fd = open();
            let mut data: libc::stat64 = std::mem::zeroed();
            if fd >= 0 && libc::fstat64(fd, &raw mut data) == 0 && data.st_mode & libc::S_IFMT == libc::S_IFREG {
                let place = (data.st_dev, data.st_ino);
                if !existed || !state.files.contains_key(&place) {
                    let (file, shared) = state.number(place, &name);
                    if !shared {
                        state.note(Op::Create { file, name });
                    }
                } else if flags & libc::O_TRUNC != 0
                    && let Some((file, false)) = state.files.get(&place).copied()
                {
                    state.note(Op::Resize { file, len: 0 });
                }
            }
            fd
        })
    };
    opened.unwrap_or_else(open)
}

/// # Safety
/// As open(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: c_uint) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { open64(path, flags, mode) }
}

/// # Safety
/// As pread(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pread64(fd: c_int, to: *mut c_void, len: size_t, at: off64_t) -> ssize_t {
    if let Some(Some(How::Errno(errno))) = on_file(fd, |state, _, _, _| state.hit(Call::Read)) {
        set(errno);
        return -1;
    }
    // SAFETY: promised by the caller.
    integer(unsafe { libc::syscall(libc::SYS_pread64, fd, to, len, at) })
}

/// # Safety
/// As pwrite(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(fd: c_int, from: *const c_void, len: size_t, at: off64_t) -> ssize_t {
    // SAFETY: promised by the caller.
    let write = |len: usize| integer::<ssize_t>(unsafe { libc::syscall(libc::SYS_pwrite64, fd, from, len, at) });
    let written = on_file(fd, |state, file, shared, size| {
        let mut len = len;
        match state.hit(Call::Write) {
            Some(How::Errno(errno)) => {
                set(errno);
                return -1;
            }
            Some(How::Short) if len > 1 => len /= 2,
            _ => {}
        }
        let start = at.unsigned_abs();
        if let Some(room) = state.room {
            let growth = (start + len as u64).saturating_sub(size);
            if growth > room {
                state.hits += 1;
                len = usize::try_from((size + room).saturating_sub(start)).unwrap();
                if len == 0 {
                    set(libc::ENOSPC);
                    return -1;
                }
            }
        }
        let written = write(len);
        if let (Ok(written), Ok(at)) = (usize::try_from(written), usize::try_from(at)) {
            let growth = (start + written as u64).saturating_sub(size);
            state.room = state.room.map(|room| room.saturating_sub(growth));
            if !shared && state.record.is_some() {
                // SAFETY: the caller gave at least so many bytes.
                let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), written) }.to_vec();
                state.note(Op::Write { file, at, bytes });
            }
        }
        written
    });
    written.unwrap_or_else(|| write(len))
}

/// # Safety
/// As ftruncate(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate64(fd: c_int, len: off64_t) -> c_int {
    // SAFETY: promised by the caller.
    let truncate = || integer::<c_int>(unsafe { libc::syscall(libc::SYS_ftruncate, fd, len) });
    let done = on_file(fd, |state, file, shared, size| {
        if let Some(How::Errno(errno)) = state.hit(Call::Truncate) {
            set(errno);
            return -1;
        }
        let answer = truncate();
        if answer == 0 {
            state.room = state.room.map(|room| room + size.saturating_sub(len.unsigned_abs()));
            if !shared {
                state.note(Op::Resize { file, len: usize::try_from(len).unwrap() });
            }
        }
        answer
    });
    done.unwrap_or_else(truncate)
}

fn sync(fd: c_int, number: libc::c_long) -> c_int {
    // SAFETY: syncs a descriptor of the caller's.
    let sync = || integer::<c_int>(unsafe { libc::syscall(number, fd) });
    let done = on_file(fd, |state, file, shared, _| {
        if let Some(How::Errno(errno)) = state.hit(Call::Sync) {
            set(errno);
            return -1;
        }
        // What is lost in these tests is lost from the record; the real disk need not work.
        match file {
            u32::MAX => state.note(Op::SyncFolder),
            file if !shared => state.note(Op::Sync { file }),
            _ => {}
        }
        0
    });
    done.unwrap_or_else(sync)
}

#[unsafe(no_mangle)]
pub extern "C" fn fsync(fd: c_int) -> c_int {
    sync(fd, libc::SYS_fsync)
}

#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(fd: c_int) -> c_int {
    sync(fd, libc::SYS_fdatasync)
}

/// # Safety
/// As unlink(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    // SAFETY: promised by the caller.
    let unlink = || integer::<c_int>(unsafe { libc::syscall(libc::SYS_unlinkat, libc::AT_FDCWD, path, 0) });
    // SAFETY: promised by the caller.
    let done = unsafe {
        on_name(path, |state, name| {
            if let Some(How::Errno(errno)) = state.hit(Call::Unlink) {
                set(errno);
                return -1;
            }
            let mut data: libc::stat64 = std::mem::zeroed();
            let known = libc::fstatat64(libc::AT_FDCWD, path, &raw mut data, libc::AT_SYMLINK_NOFOLLOW) == 0;
            let answer = unlink();
            if answer == 0 && known {
                if data.st_nlink == 1 {
                    // Another file may get the same inode.
                    state.files.remove(&(data.st_dev, data.st_ino));
                    state.room = state.room.map(|room| room + data.st_size.unsigned_abs());
                }
                if !name.ends_with("-shm") {
                    state.note(Op::Unlink { name });
                }
            }
            answer
        })
    };
    done.unwrap_or_else(unlink)
}

/// # Safety
/// As linkat(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linkat(
    from_folder: c_int,
    from: *const c_char,
    to_folder: c_int,
    to: *const c_char,
    flags: c_int,
) -> c_int {
    // SAFETY: promised by the caller.
    let answer = integer::<c_int>(unsafe { libc::syscall(libc::SYS_linkat, from_folder, from, to_folder, to, flags) });
    if answer == 0 {
        // SAFETY: promised by the caller.
        let source = unsafe { on_name(from, |_, name| name) };
        // SAFETY: promised by the caller.
        unsafe { on_name(to, |state, to| source.map(|from| state.note(Op::Link { from, to }))) };
    }
    answer
}

/// # Safety
/// As rename(2).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let (at, none) = (libc::AT_FDCWD, 0);
    // SAFETY: promised by the caller.
    let answer = integer::<c_int>(unsafe { libc::syscall(libc::SYS_renameat2, at, from, at, to, none) });
    if answer == 0 {
        // SAFETY: promised by the caller.
        let source = unsafe { on_name(from, |_, name| name) };
        // SAFETY: promised by the caller.
        unsafe { on_name(to, |state, to| source.map(|from| state.note(Op::Rename { from, to }))) };
    }
    answer
}
