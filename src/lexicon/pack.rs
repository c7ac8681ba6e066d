//! Pack files: where they come from, and how their faults are told.

use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::path::Path;

/// One TOML file of a pack.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its path inside the pack, with forward slashes: `actors/states.toml`.
    pub path: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

/// The files that ship with the crate, in the order of their paths.
pub fn builtin() -> Vec<PackFile> {
    const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin_packs.rs"));
    FILES.iter().map(|(path, text)| PackFile { path: (*path).to_owned(), text: Cow::Borrowed(text) }).collect()
}

/// The TOML files of the folder `root`, in the order of their paths.
pub fn folder(root: &Path) -> Result<Vec<PackFile>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            Error::io(path, error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links")))
        })?;
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        files.push(PackFile { path: name, text: Cow::Owned(text) });
    }
    Ok(files)
}

impl PackFile {
    /// The language its folder names (`fr/…`), if any.
    pub fn language(&self) -> Option<&str> {
        let (folder, _) = self.path.split_once('/')?;
        (folder.len() == 2).then_some(folder)
    }

    /// Its name without folder and extension: `states`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit_once('/').map_or(self.path.as_str(), |(_, name)| name);
        name.strip_suffix(".toml").unwrap_or(name)
    }

    /// Reads it as `T`; a fault is told with its line.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        toml::from_str(&self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.fault(self.line_of(at), None, error.message())
        })
    }

    /// The number, from 1, of the line that byte `at` stands in.
    pub fn line_of(&self, at: usize) -> usize {
        1 + self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
    }

    /// The line on which `needle` first stands, or 1: where a rule is known by its id alone.
    pub fn line_with(&self, needle: &str) -> usize {
        self.text.find(needle).map_or(1, |at| self.line_of(at))
    }

    /// An error about this file.
    pub fn fault(&self, line: usize, rule: Option<&str>, reason: impl Into<String>) -> Error {
        Error::Lexicon { file: self.path.clone(), line, rule: rule.map(str::to_owned), reason: reason.into() }
    }
}
