//! What a disk may hold after the power went.
//!
//! A sector of 512 bytes holds what was last synced to it or any state it had since, each on its own. Names and lengths
//! change in order: up to some moment they did, after it they did not. Depending on the file system a sync of any file
//! carries all earlier names with it, or only a sync of the folder does; both are tried.

use crate::disk::{Before, Op};
use std::collections::{BTreeMap, HashMap};

/// Numbers that look random and are the same again from the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// From 0 to below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    /// True in so many of 1,000 cases.
    pub fn per_mille(&mut self, chance: usize) -> bool {
        self.below(1000) < chance
    }
}

/// Whether the disk does what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    Honest,
    /// Half of what it says is synced is not.
    Lying,
    /// Nothing is ever synced, as with `PRAGMA synchronous = OFF`.
    NoSync,
}

/// The files of a folder by name, with the number of steps acknowledged by then.
pub struct Image {
    pub files: BTreeMap<String, Vec<u8>>,
    pub acknowledged: usize,
}

const SECTOR: usize = 512;

/// One of the images possible where the power goes after the first `cut` of `ops`.
pub fn image(before: &[Before], ops: &[Op], disk: Disk, random: &mut Random) -> Image {
    let keep = [0, 300, 700, 1000][random.below(4)];
    let (mut synced, mut names_safe, mut acknowledged) = (HashMap::new(), 0, 0);
    let any_sync_carries_names = random.per_mille(500);
    for (at, op) in ops.iter().enumerate() {
        match op {
            Op::Acknowledge(steps) => acknowledged = *steps,
            Op::Sync { .. } | Op::SyncFolder
                if disk == Disk::NoSync || disk == Disk::Lying && random.per_mille(500) => {}
            Op::Sync { file } => {
                synced.insert(*file, at);
                if any_sync_carries_names {
                    names_safe = at;
                }
            }
            Op::SyncFolder => names_safe = at,
            _ => {}
        }
    }
    let names_end = match random.below(4) {
        0 => names_safe,
        1 => ops.len(),
        _ => names_safe + random.below(ops.len() + 1 - names_safe),
    };
    let is_safe = |file: &u32, at: usize| synced.get(file).is_some_and(|end| at < *end);
    // How many of the states since its sync each sector went through, and then, in how many of them it is left behind.
    let mut left: HashMap<(u32, usize), usize> = HashMap::new();
    for (at, op) in ops.iter().enumerate() {
        if let Op::Write { file, at: from, bytes } = op
            && !is_safe(file, at)
        {
            for sector in sectors(*from, bytes.len()) {
                *left.entry((*file, sector)).or_default() += 1;
            }
        }
    }
    let mut all: Vec<_> = left.iter_mut().collect();
    all.sort_unstable_by_key(|(key, _)| **key);
    for (_, states) in all {
        if !random.per_mille(keep) {
            *states = if keep == 0 { 0 } else { random.below(*states) };
        }
    }
    // The length of a file may be that of its last write though the bytes never came.
    let long = random.per_mille(250);
    let mut contents: BTreeMap<u32, Vec<u8>> = (0..).zip(before.iter().map(|(_, bytes)| bytes.clone())).collect();
    let mut names: BTreeMap<String, u32> = before.iter().map(|(name, _)| name.clone()).zip(0..).collect();
    for (at, op) in ops.iter().enumerate() {
        match op {
            Op::Write { file, at: from, bytes } => {
                let content = contents.entry(*file).or_default();
                if is_safe(file, at) {
                    write(content, *from, bytes);
                    continue;
                }
                for sector in sectors(*from, bytes.len()) {
                    let (start, end) =
                        ((sector * SECTOR).max(*from), (sector * SECTOR + SECTOR).min(from + bytes.len()));
                    let states = left.entry((*file, sector)).or_default();
                    if *states > 0 {
                        *states -= 1;
                        write(content, start, &bytes[start - from..end - from]);
                    }
                }
                if long {
                    lengthen(content, from + bytes.len());
                }
            }
            Op::Resize { file, len } if is_safe(file, at) || at < names_end => {
                let content = contents.entry(*file).or_default();
                content.truncate(*len);
                lengthen(content, *len);
            }
            _ if at >= names_end => {}
            Op::Create { file, name } => {
                names.insert(name.clone(), *file);
            }
            Op::Link { from, to } => {
                let file = names[from];
                names.insert(to.clone(), file);
            }
            Op::Rename { from, to } => {
                let file = names.remove(from).unwrap();
                names.insert(to.clone(), file);
            }
            Op::Unlink { name } => {
                names.remove(name);
            }
            _ => {}
        }
    }
    let files = names.into_iter().filter(|(name, _)| !name.ends_with("-shm"));
    let files = files.map(|(name, file)| (name, contents.get(&file).cloned().unwrap_or_default())).collect();
    Image { files, acknowledged }
}

fn sectors(from: usize, len: usize) -> std::ops::Range<usize> {
    from / SECTOR..(from + len).div_ceil(SECTOR)
}

fn write(content: &mut Vec<u8>, from: usize, bytes: &[u8]) {
    lengthen(content, from);
    let (over, beyond) = bytes.split_at(bytes.len().min(content.len() - from));
    content[from..from + over.len()].copy_from_slice(over);
    content.extend_from_slice(beyond);
}

/// Fills up with zeros to at least `len`, faster than `resize` does where it is not optimised.
fn lengthen(content: &mut Vec<u8>, len: usize) {
    if content.len() < len {
        content.extend_from_slice(&vec![0; len - content.len()]);
    }
}
