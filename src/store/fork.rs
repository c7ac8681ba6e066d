//! A connection must not cross `fork`: parent and child would share its locks and its view of the file.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

/// A file as the operating system knows it.
type Inode = (u64, u64);

/// The files open in this process and, in a forked child, those its parent had open.
static OPEN: Mutex<Vec<(u32, Inode)>> = Mutex::new(Vec::new());

/// One open file of one process; forgotten when dropped.
#[derive(Debug)]
pub struct Opened {
    pid: u32,
    inode: Option<Inode>,
}

impl Opened {
    /// Notes that this process opens `path`, or returns `None` where a process it was forked from had it open.
    pub fn note(path: &Path) -> Option<Self> {
        let pid = std::process::id();
        let inode = inode(path);
        if let Some(inode) = inode {
            let mut open = lock()?;
            if open.iter().any(|(by, file)| *by != pid && *file == inode) {
                return None;
            }
            open.push((pid, inode));
        }
        Some(Self { pid, inode })
    }

    /// Notes a database without a file.
    pub fn in_memory() -> Self {
        Self { pid: std::process::id(), inode: None }
    }

    /// Whether this is still the process that opened it.
    pub fn is_here(&self) -> bool {
        self.pid == std::process::id()
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // A child keeps its parent's notes: its copy of SQLite still believes in the parent's locks.
        if let (true, Some(inode)) = (self.is_here(), self.inode)
            && let Some(mut open) = lock()
            && let Some(at) = open.iter().position(|entry| *entry == (self.pid, inode))
        {
            open.swap_remove(at);
        }
    }
}

/// The notes; `None` where a thread held them at the moment of a fork, which nobody will now release.
fn lock() -> Option<std::sync::MutexGuard<'static, Vec<(u32, Inode)>>> {
    for _ in 0..500 {
        match OPEN.try_lock() {
            Ok(open) => return Some(open),
            Err(std::sync::TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(std::sync::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
    None
}

#[cfg(unix)]
fn inode(path: &Path) -> Option<Inode> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|data| (data.dev(), data.ino()))
}

#[cfg(not(unix))]
fn inode(_path: &Path) -> Option<Inode> {
    None
}
