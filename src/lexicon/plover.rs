//! PLOVER's modes, contexts and the Goldstein values of its types.

use super::pack::PackFile;
use crate::error::Result;
use crate::extraction::RelationType;
use serde::Deserialize;
use std::collections::BTreeMap;

/// PLOVER's modes, contexts and values.
#[derive(Debug, Clone, Default)]
pub struct Plover {
    types: Vec<(RelationType, Option<f64>, BTreeMap<String, f64>)>,
    unnamed: Vec<(RelationType, String)>,
    contexts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PloverFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    contexts: Vec<String>,
    #[serde(rename = "type")]
    types: Vec<TypeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeEntry {
    name: String,
    goldstein: Option<f64>,
    modes: BTreeMap<String, f64>,
    unnamed: Option<String>,
}

impl Plover {
    /// Reads `plover.toml`.
    pub fn compile(files: &[PackFile]) -> Result<Self> {
        let mut plover = Self::default();
        for file in files.iter().filter(|file| file.path == "plover.toml") {
            let source: PloverFile = file.parse()?;
            plover.contexts = source.contexts;
            for entry in source.types {
                let kind = RelationType::parse(&entry.name).ok_or_else(|| {
                    file.fault(file.line_with(&entry.name), Some(&entry.name), "no such relation type")
                })?;
                plover.unnamed.extend(entry.unnamed.map(|code| (kind, code)));
                plover.types.push((kind, entry.goldstein, entry.modes));
            }
        }
        Ok(plover)
    }

    /// The Goldstein value of a type, or of one of its modes.
    pub fn goldstein(&self, kind: RelationType, mode: Option<&str>) -> Option<f64> {
        let (_, value, modes) = self.types.iter().find(|(known, ..)| *known == kind)?;
        mode.and_then(|mode| modes.get(mode).copied()).or(*value)
    }

    /// The code of whoever does an act of this type where nobody is named.
    pub fn unnamed(&self, kind: RelationType) -> Option<&str> {
        self.unnamed.iter().find(|(known, _)| *known == kind).map(|(_, code)| code.as_str())
    }

    /// Whether the type has this mode.
    pub fn has_mode(&self, kind: RelationType, mode: &str) -> bool {
        self.types.iter().any(|(known, _, modes)| *known == kind && modes.contains_key(mode))
    }

    /// The modes of a type.
    pub(super) fn modes(&self, kind: RelationType) -> impl Iterator<Item = &str> {
        let modes = self.types.iter().find(|(known, ..)| *known == kind).map(|(_, _, modes)| modes.keys());
        modes.into_iter().flatten().map(String::as_str)
    }

    /// PLOVER's contexts.
    pub(super) fn contexts(&self) -> impl Iterator<Item = &str> {
        self.contexts.iter().map(String::as_str)
    }

    /// Whether PLOVER has this context.
    pub fn has_context(&self, context: &str) -> bool {
        self.contexts.iter().any(|known| known == context)
    }
}
