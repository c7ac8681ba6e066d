//! A quota used up is a full disk.
//!
//! SQLite tells a full disk (`SQLITE_FULL`) from a faulty one (`SQLITE_IOERR`) by the error number `ENOSPC` alone. On
//! shared machines it is the user's quota that ends first (`EDQUOT`), or a limit on the size of files (`EFBIG`); and
//! where the memory it shares between processes cannot grow, it does not look at the number at all. Its `pwrite` is
//! replaced by one that answers `ENOSPC` to all of these, and remembers that it did.
#![allow(unsafe_code)] // SQLite's hook is a C function pointer

/// Puts the replacement in place, once, before the first file is opened.
pub fn install() {
    imp::install();
}

/// Whether the last write that failed in this thread did for want of room; `true` where that cannot be known.
pub fn was_short() -> bool {
    imp::was_short()
}

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod imp {
    use rusqlite::ffi;
    use std::cell::Cell;
    use std::ffi::{c_int, c_void};
    use std::sync::OnceLock;

    type Write = unsafe extern "C" fn(c_int, *const c_void, usize, i64) -> isize;

    /// What is replaced.
    static SYSTEM: OnceLock<Option<Write>> = OnceLock::new();

    thread_local! {
        static SHORT: Cell<bool> = const { Cell::new(true) };
    }

    pub fn was_short() -> bool {
        SHORT.get()
    }

    pub fn install() {
        SYSTEM.get_or_init(|| {
            // SAFETY: SQLite is initialised first, so its VFS list exists; the names are NUL-terminated; functions of
            // these names have the type `Write` where offsets have 64 bits; the one given lives as long as the
            // program. Called once (`OnceLock`), before this crate opens a database.
            unsafe {
                if ffi::sqlite3_initialize() != ffi::SQLITE_OK {
                    return None;
                }
                let vfs = ffi::sqlite3_vfs_find(std::ptr::null());
                let (get, set) = vfs.as_ref().and_then(|vfs| vfs.xGetSystemCall.zip(vfs.xSetSystemCall))?;
                // Which of the two it calls was decided when it was compiled.
                let (name, system) =
                    [c"pwrite", c"pwrite64"].into_iter().find_map(|name| Some((name, get(vfs, name.as_ptr())?)))?;
                let ours = std::mem::transmute::<Write, unsafe extern "C" fn()>(pwrite);
                if set(vfs, name.as_ptr(), Some(ours)) != ffi::SQLITE_OK {
                    return None;
                }
                Some(std::mem::transmute::<unsafe extern "C" fn(), Write>(system))
            }
        });
    }

    unsafe extern "C" fn pwrite(fd: c_int, from: *const c_void, len: usize, at: i64) -> isize {
        let written = match SYSTEM.get() {
            // SAFETY: SQLite's own arguments, passed on.
            Some(Some(system)) => unsafe { system(fd, from, len, at) },
            // Another thread is about to note what was replaced.
            // SAFETY: as above.
            _ => unsafe { libc::pwrite(fd, from, len, at) },
        };
        if written < 0 {
            // SAFETY: the location is this thread's own.
            let errno = unsafe { &mut *libc::__errno_location() };
            let short = matches!(*errno, libc::ENOSPC | libc::EDQUOT | libc::EFBIG);
            if short {
                *errno = libc::ENOSPC;
            }
            // An interrupted write is made again.
            if *errno != libc::EINTR {
                SHORT.set(short);
            }
        }
        written
    }
}

#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
mod imp {
    pub fn install() {}

    pub fn was_short() -> bool {
        true
    }
}
