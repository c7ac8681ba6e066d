//! What a folder says of its own files: a `manifest.jsonl` beside them.
//!
//! Each line is an object with the `id` of an article (its file's path in the folder, or the name without folder and
//! extension) and what is known of it: `{"id": "2025-04-07_drone", "published": "2025-04-07", "outlet": "Le Fil"}`.

use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The largest manifest that is read, in bytes.
const MAX: u64 = 256 << 20;

/// What is known of the files of a folder.
#[derive(Debug)]
pub(super) struct Manifest {
    path: PathBuf,
    entries: HashMap<String, Map<String, Value>>,
}

impl Manifest {
    /// The manifest of a folder. A file of this name whose lines hold texts is none: it holds articles.
    pub fn of(folder: &Path) -> Option<Self> {
        let path = folder.join("manifest.jsonl");
        if !std::fs::metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX) {
            return None;
        }
        let text = std::fs::read_to_string(&path).ok()?;
        let mut entries = HashMap::new();
        for line in text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty()) {
            let mut entry: Map<String, Value> = serde_json::from_str(line).ok()?;
            let Some(Value::String(id)) = entry.shift_remove("id") else { return None };
            if entry.contains_key("text") {
                return None;
            }
            entries.insert(id, entry);
        }
        Some(Self { path, entries })
    }

    /// Whether `path` is the manifest, which holds no article.
    pub fn is(&self, path: &Path) -> bool {
        self.path == path
    }

    /// What is known of the file at `path`, whose key is `key`.
    pub fn entry(&self, path: &Path, key: &str) -> Option<&Map<String, Value>> {
        let stem = || path.file_stem()?.to_str();
        self.entries.get(key).or_else(|| self.entries.get(stem()?))
    }
}
