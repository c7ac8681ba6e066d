//! Locks that survive another copy of SQLite in the same process.
//!
//! POSIX record locks belong to the process: when *any* descriptor of a file is closed, all the process's locks on
//! it are gone. A notebook that reads our file with Python's own `sqlite3` (or just opens and closes it) therefore
//! strips ours, and another process can then overwrite what we committed, without an error anywhere. Linux has locks
//! that belong to the open file description instead; SQLite lets its `fcntl` be replaced, and that is all this does.
//!
//! Such a lock is shared with a forked child. The replacement therefore works in the process that installed it
//! only; a child gets the classic locks, which are its own and which conflict with its parent's as they should.
//!
//! In rollback mode, two connections of one process could leave a shared lock behind; a corpus is always in WAL mode
//! before it is opened twice (see `open`).
#![allow(unsafe_code)] // SQLite's hook is a C function pointer

/// Puts the replacement in place, once, before the first file is opened. Returns whether locks are now safe from
/// other descriptors of this process; where the system has no such locks, SQLite keeps its own.
pub fn install() -> bool {
    imp::install()
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
mod imp {
    use rusqlite::ffi;
    use std::ffi::{c_int, c_void};
    use std::os::fd::AsRawFd;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicI32, Ordering};

    /// The process that installed the replacement.
    static OWNER: AtomicI32 = AtomicI32::new(0);

    pub fn install() -> bool {
        static INSTALLED: OnceLock<bool> = OnceLock::new();
        *INSTALLED.get_or_init(|| {
            // SAFETY: getpid has no preconditions.
            OWNER.store(unsafe { libc::getpid() }, Ordering::Relaxed);
            is_supported() && replace()
        })
    }

    /// Whether the kernel knows these locks (Linux 3.15, 2014).
    fn is_supported() -> bool {
        let Ok(file) = std::fs::File::open("/dev/null") else { return false };
        // SAFETY: all-zero is a valid `flock`.
        let mut lock: libc::flock = unsafe { std::mem::zeroed() };
        lock.l_type = libc::F_RDLCK.try_into().unwrap_or_default();
        lock.l_len = 1;
        // SAFETY: the descriptor is open and `lock` outlives the call.
        unsafe { libc::fcntl(file.as_raw_fd(), libc::F_OFD_GETLK, &raw mut lock) == 0 }
    }

    fn replace() -> bool {
        // SAFETY: SQLite is initialised first, so its VFS list exists; `name` is NUL-terminated; the function given
        // lives as long as the program. Called once, before this crate opens a database (`OnceLock`).
        unsafe {
            if ffi::sqlite3_initialize() != ffi::SQLITE_OK {
                return false;
            }
            let vfs = ffi::sqlite3_vfs_find(std::ptr::null());
            let Some(set) = vfs.as_ref().and_then(|vfs| vfs.xSetSystemCall) else { return false };
            let function = std::mem::transmute::<
                unsafe extern "C" fn(c_int, c_int, *mut c_void) -> c_int,
                unsafe extern "C" fn(),
            >(fcntl);
            set(vfs, c"fcntl".as_ptr(), Some(function)) == ffi::SQLITE_OK
        }
    }

    /// SQLite calls this as `int fcntl(int, int, ...)` with three arguments; on the architectures above, variable
    /// arguments travel like fixed ones.
    unsafe extern "C" fn fcntl(fd: c_int, command: c_int, argument: *mut c_void) -> c_int {
        // SAFETY: getpid has no preconditions.
        let is_owner = unsafe { libc::getpid() } == OWNER.load(Ordering::Relaxed);
        let command = match command {
            libc::F_SETLK | libc::F_SETLKW | libc::F_GETLK if is_owner => {
                let lock = argument.cast::<libc::flock>();
                // SAFETY: with these commands the argument is a `flock` of SQLite's; the kernel wants no pid in it.
                unsafe { (*lock).l_pid = 0 };
                match command {
                    libc::F_SETLK => libc::F_OFD_SETLK,
                    libc::F_SETLKW => libc::F_OFD_SETLKW,
                    _ => libc::F_OFD_GETLK,
                }
            }
            other => other,
        };
        // SAFETY: SQLite's own arguments, passed on.
        unsafe { libc::fcntl(fd, command, argument) }
    }
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))))]
mod imp {
    pub fn install() -> bool {
        false
    }
}
