//! Locks that survive another copy of SQLite in the same process.
//!
//! POSIX record locks belong to the process: when *any* descriptor of a file is closed, all the process's locks on
//! it are gone. A notebook that reads our file with Python's own `sqlite3` (or just opens and closes it) therefore
//! strips ours, and another process can then overwrite what we committed, without an error anywhere. Linux has locks
//! that belong to the open file description instead; SQLite lets its `fcntl` be replaced, and with it `close`.
//!
//! SQLite counts on locks that belong to the process: its connections to one file share them. So each locked file
//! gets one description of ours, open while anything is locked, on which all of them are placed. It also counts on
//! `close` to release them: that of the memory shared between processes is released in no other way.
//!
//! A description is shared with a forked child. The replacement therefore works in the process that installed it
//! only; a child gets the classic locks, which are its own and which conflict with its parent's as they should.
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
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::mem::ManuallyDrop;
    use std::os::fd::{AsRawFd, FromRawFd};
    use std::os::unix::fs::MetadataExt;
    use std::sync::atomic::{AtomicI32, Ordering};
    use std::sync::{Mutex, OnceLock, PoisonError};

    /// The process that installed the replacement.
    static OWNER: AtomicI32 = AtomicI32::new(0);

    /// The files on which this process holds locks.
    static LOCKED: Mutex<Vec<Locked>> = Mutex::new(Vec::new());

    struct Locked {
        device: u64,
        inode: u64,
        /// The description that holds the locks.
        file: File,
        /// The bytes locked, as ranges without overlap; the end is exclusive.
        ranges: Vec<(i64, i64)>,
    }

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
        let Ok(file) = File::open("/dev/null") else { return false };
        // SAFETY: all-zero is a valid `flock`.
        let mut lock: libc::flock = unsafe { std::mem::zeroed() };
        lock.l_type = libc::F_RDLCK.try_into().unwrap_or_default();
        lock.l_len = 1;
        call(file.as_raw_fd(), libc::F_OFD_GETLK, &mut lock) == 0
    }

    fn replace() -> bool {
        // SAFETY: SQLite is initialised first, so its VFS list exists; the names are NUL-terminated; the functions given
        // live as long as the program. Called once, before this crate opens a database (`OnceLock`).
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
            let closing = std::mem::transmute::<unsafe extern "C" fn(c_int) -> c_int, unsafe extern "C" fn()>(close);
            set(vfs, c"close".as_ptr(), Some(closing)) == ffi::SQLITE_OK
                && set(vfs, c"fcntl".as_ptr(), Some(function)) == ffi::SQLITE_OK
        }
    }

    /// SQLite calls this as `int fcntl(int, int, ...)` with three arguments; on the architectures above, variable
    /// arguments travel like fixed ones.
    unsafe extern "C" fn fcntl(fd: c_int, command: c_int, argument: *mut c_void) -> c_int {
        // SAFETY: getpid has no preconditions.
        let is_owner = unsafe { libc::getpid() } == OWNER.load(Ordering::Relaxed);
        if is_owner && matches!(command, libc::F_SETLK | libc::F_GETLK) {
            // SAFETY: with these commands the argument is a `flock` of SQLite's, which nothing else uses meanwhile.
            let lock = unsafe { argument.cast::<libc::flock>().as_mut() };
            let Some(lock) = lock else { return fail(libc::EINVAL) };
            lock.l_pid = 0; // as the kernel demands
            // SAFETY: the descriptor is SQLite's and open; it stays so, as the file made of it here is never dropped.
            let file = ManuallyDrop::new(unsafe { File::from_raw_fd(fd) });
            return match lock_or_ask(&file, command, lock) {
                Ok(answer) => answer,
                Err(error) => fail(error.raw_os_error().unwrap_or(libc::EIO)),
            };
        }
        // SAFETY: SQLite's own arguments, passed on.
        unsafe { libc::fcntl(fd, command, argument) }
    }

    /// SQLite closes a descriptor only when it needs no lock on that file any more.
    unsafe extern "C" fn close(fd: c_int) -> c_int {
        // SAFETY: getpid has no preconditions.
        if unsafe { libc::getpid() } == OWNER.load(Ordering::Relaxed) {
            // SAFETY: the descriptor is SQLite's and open; it stays so, as the file made of it here is never dropped.
            let file = ManuallyDrop::new(unsafe { File::from_raw_fd(fd) });
            if let Ok(data) = file.metadata() {
                let mut all = LOCKED.lock().unwrap_or_else(PoisonError::into_inner);
                all.retain(|locked| (locked.device, locked.inode) != (data.dev(), data.ino()));
            }
        }
        // SAFETY: SQLite's own argument, passed on.
        unsafe { libc::close(fd) }
    }

    /// Does what SQLite asks on the description that holds its locks on this file.
    fn lock_or_ask(given: &File, command: c_int, lock: &mut libc::flock) -> io::Result<c_int> {
        let (device, inode) = given.metadata().map(|data| (data.dev(), data.ino()))?;
        let mut all = LOCKED.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|locked| locked.device == device && locked.inode == inode);
        if command == libc::F_GETLK {
            let file = at.and_then(|at| all.get(at)).map_or(given, |locked| &locked.file);
            return Ok(call(file.as_raw_fd(), libc::F_OFD_GETLK, lock));
        }
        let mut locked = match at {
            Some(at) => all.swap_remove(at),
            None => Locked { device, inode, file: description(given)?, ranges: Vec::new() },
        };
        let answer = call(locked.file.as_raw_fd(), libc::F_OFD_SETLK, lock);
        let error = io::Error::last_os_error();
        if answer == 0 {
            note(&mut locked.ranges, lock);
        }
        if !locked.ranges.is_empty() {
            all.push(locked);
        }
        if answer == 0 { Ok(0) } else { Err(error) }
    }

    /// A description of the same file that nobody else has; where it cannot be had, that of SQLite's descriptor.
    fn description(given: &File) -> io::Result<File> {
        let name = format!("/proc/self/fd/{}", given.as_raw_fd());
        // For writing if at all possible: another connection may want to.
        let own = OpenOptions::new().read(true).write(true).open(&name).or_else(|_| File::open(&name));
        own.or_else(|_| given.try_clone())
    }

    /// Keeps account of the bytes locked.
    fn note(ranges: &mut Vec<(i64, i64)>, lock: &libc::flock) {
        let end = if lock.l_len == 0 { i64::MAX } else { lock.l_start.saturating_add(lock.l_len) };
        let mut left = Vec::with_capacity(ranges.len() + 1);
        for (from, to) in ranges.drain(..) {
            left.extend([(from, to.min(lock.l_start)), (from.max(end), to)].into_iter().filter(|(from, to)| from < to));
        }
        if c_int::from(lock.l_type) != libc::F_UNLCK {
            left.push((lock.l_start, end));
        }
        *ranges = left;
    }

    fn call(fd: c_int, command: c_int, lock: &mut libc::flock) -> c_int {
        // SAFETY: the commands used here take a `flock`.
        unsafe { libc::fcntl(fd, command, std::ptr::from_mut(lock)) }
    }

    /// Fails as the system call would.
    fn fail(code: c_int) -> c_int {
        // SAFETY: the location is this thread's own.
        unsafe { *libc::__errno_location() = code };
        -1
    }

    #[test]
    fn unlocked_bytes_leave_the_account() {
        let mut ranges = vec![];
        let mut step = |kind: c_int, start: i64, len: i64, expected: &[(i64, i64)]| {
            // SAFETY: all-zero is a valid `flock`.
            let mut lock: libc::flock = unsafe { std::mem::zeroed() };
            (lock.l_type, lock.l_start, lock.l_len) = (kind.try_into().unwrap(), start, len);
            note(&mut ranges, &lock);
            ranges.sort_unstable();
            assert_eq!(ranges, expected);
        };
        step(libc::F_RDLCK, 10, 5, &[(10, 15)]);
        step(libc::F_WRLCK, 12, 1, &[(10, 12), (12, 13), (13, 15)]);
        step(libc::F_UNLCK, 11, 3, &[(10, 11), (14, 15)]);
        step(libc::F_WRLCK, 0, 0, &[(0, i64::MAX)]);
        step(libc::F_UNLCK, 5, 0, &[(0, 5)]);
        step(libc::F_UNLCK, 0, 0, &[]);
    }
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))))]
mod imp {
    pub fn install() -> bool {
        false
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use crate::article::Article;
    use crate::corpus::Corpus;
    use crate::error::Error;
    use crate::store::{Provenance, Store};
    use std::path::Path;
    use std::process::Command;

    const PATH: &str = "CORPUS_TEST_LOCKED_FILE";

    fn article(key: &str) -> Article {
        Article { key: key.into(), text: format!("Texte de {key}."), ..Article::default() }
    }

    fn provenance() -> Provenance {
        Provenance { crate_version: "0".into(), lexicon_digest: "0".into() }
    }

    /// Run by the tests below in a process of its own: writes to the file, and says by its exit code whether it could.
    #[test]
    fn another_process() {
        let Some(path) = std::env::var_os(PATH) else { return };
        let options = crate::store::OpenOptions { busy_timeout: std::time::Duration::ZERO, ..Default::default() };
        let written = Corpus::open_with(path, &options).and_then(|mut corpus| corpus.add(article("intruder")));
        std::process::exit(match written {
            Ok(_) => 10,
            Err(error) if error.is_busy() => 11,
            Err(_) => 12,
        });
    }

    fn another_process_writes(path: &Path) -> Option<i32> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "store::ofd::tests::another_process", "--nocapture"]).env(PATH, path);
        command.output().unwrap().status.code()
    }

    /// What any other library in this process may do at any time.
    fn open_and_close_everything(path: &Path) {
        for ending in ["", "-wal", "-shm"] {
            let file = std::path::PathBuf::from(format!("{}{ending}", path.display()));
            drop(std::fs::File::open(file).unwrap());
        }
    }

    #[test]
    fn a_transaction_stays_locked_when_another_descriptor_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut store = Store::open(&path).unwrap();
        let batch = store.batch(&provenance(), 0).unwrap();
        assert_eq!(another_process_writes(&path), Some(11), "locked before");
        open_and_close_everything(&path);
        assert_eq!(another_process_writes(&path), Some(11), "and after");
        batch.commit().unwrap();
        assert_eq!(another_process_writes(&path), Some(10), "released by the commit");
    }

    #[test]
    fn an_idle_connection_keeps_its_log_when_another_descriptor_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut corpus = Corpus::open(&path).unwrap();
        corpus.add(article("first")).unwrap();
        open_and_close_everything(&path);
        // The last to close a file takes its log away: the other process must see that it is not the last.
        assert_eq!(another_process_writes(&path), Some(10));
        assert!(folder.path().join("a.db-wal").exists());
        corpus.add(article("second")).unwrap();
        corpus.close().unwrap();
        let mut corpus = Corpus::open(&path).unwrap();
        for key in ["first", "intruder", "second"] {
            assert!(corpus.add(article(key)).unwrap().is_known(), "{key}");
        }
    }

    #[test]
    fn several_connections_of_one_process_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut one = Corpus::open(&path).unwrap();
        let mut other = Corpus::open(&path).unwrap();
        one.add(article("one")).unwrap();
        other.add(article("other")).unwrap();
        drop(one);
        other.add(article("again")).unwrap();
        assert_eq!(another_process_writes(&path), Some(10));
        drop(other);
        assert!(!folder.path().join("a.db-wal").exists(), "the last one tidies up");
    }

    #[test]
    fn a_closed_file_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let open = || {
            let all = std::fs::read_dir("/proc/self/fd").unwrap();
            all.filter(|entry| {
                // It may be closed meanwhile by another test.
                std::fs::read_link(entry.as_ref().unwrap().path()).is_ok_and(|name| name.starts_with(folder.path()))
            })
            .count()
        };
        for number in 0..4 {
            let mut corpus = Corpus::open(&path).unwrap();
            let other = Corpus::open(&path).unwrap();
            corpus.add(article(&number.to_string())).unwrap();
            drop(other);
            assert_eq!(another_process_writes(&path), Some(10));
            assert!(open() > 2);
            corpus.close().unwrap();
            assert_eq!(open(), 0, "after {number} times");
        }
    }

    /// Forking a process of many threads may leave a lock held for ever in the child: the test below runs alone, in a
    /// process of its own.
    #[test]
    fn a_forked_child_is_refused() {
        let alone = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::ofd::tests::a_forked_child_can_neither_use_nor_release_what_its_parent_holds"])
            .args(["--ignored", "--test-threads=1"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&alone.stdout);
        assert!(alone.status.success() && said.contains("1 passed"), "{said}");
    }

    #[test]
    #[ignore = "forks: run alone by the test above"]
    fn a_forked_child_can_neither_use_nor_release_what_its_parent_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let elsewhere = folder.path().join("b.db");
        let mut store = Store::open(&path).unwrap();
        let spare = Store::open(&path).unwrap();
        let batch = store.batch(&provenance(), 0).unwrap();
        // SAFETY: the child only runs the lines below and leaves without unwinding or running destructors.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let refused = matches!(spare.connection(), Err(Error::Forked { .. }))
                && matches!(Store::open(&path), Err(Error::Forked { .. }))
                && Store::open(&elsewhere).is_ok();
            drop(spare);
            // SAFETY: leaves at once.
            unsafe { libc::_exit(i32::from(!refused)) }
        }
        let mut status = 0;
        // SAFETY: waits for the child just made.
        unsafe { libc::waitpid(child, &raw mut status, 0) };
        assert_eq!(status, 0, "refused in the child");
        assert_eq!(another_process_writes(&path), Some(11), "still locked by the parent");
        batch.commit().unwrap();
    }
}
