//! Pack files: where they come from, what may stand where in them, and how their faults are told.

use crate::error::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// One TOML file of a pack.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its path inside the pack, with forward slashes: `actors/states.toml`.
    pub path: String,
    /// Its text.
    pub text: Cow<'static, str>,
    /// The folder of the user's pack it belongs to; none for what ships with the crate.
    folder: Option<PathBuf>,
}

/// The files that ship with the crate, in the order of their paths.
pub fn builtin() -> Vec<PackFile> {
    const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin_packs.rs"));
    FILES.iter().map(|(path, text)| PackFile::new(*path, *text)).collect()
}

/// The TOML files (and tables of learned weights) of the folder `root`, in the order of their paths.
pub fn folder(root: &Path) -> Result<Vec<PackFile>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            Error::io(path, error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links")))
        })?;
        let path = entry.path();
        if !entry.file_type().is_file()
            || path.extension().is_none_or(|extension| extension != "toml" && extension != "tsv")
        {
            continue;
        }
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        files.push(PackFile::new(name, text));
    }
    Ok(files)
}

/// The files of a user's pack in the folder `root`: at least one, and each in a place that is read.
pub fn own(root: &Path) -> Result<Vec<PackFile>> {
    let mut files = folder(root)?;
    for file in &mut files {
        file.folder = Some(root.to_owned());
        file.check_place()?;
    }
    if files.is_empty() {
        let reason = "holds no TOML file: `python -m corpus lexicon new FOLDER` writes a pack to begin with".to_owned();
        return Err(Error::Refused { path: root.to_owned(), reason });
    }
    Ok(files)
}

/// Where the files of a pack stand, for messages.
const PLACES: &str = "pack.toml, actors/*.toml, fr/rules/*.toml, fr/ties.toml, fr/nouns.toml, fr/verbs.toml, fr/words.toml, fr/stopwords.toml";
/// The files of a language that are not in a folder of their own.
const LANGUAGE_FILES: [&str; 10] =
    ["conjugation", "dates", "grammar", "labels", "names", "nouns", "stopwords", "ties", "verbs", "words"];
/// Those that are one whole: a second file of the language cannot add to them.
const WHOLE_FILES: [&str; 5] = ["conjugation", "dates", "grammar", "labels", "names"];

impl PackFile {
    /// A file with this path inside its pack, and this text.
    pub fn new(path: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), text: text.into(), folder: None }
    }

    /// Whether it belongs to a user's pack.
    pub fn is_own(&self) -> bool {
        self.folder.is_some()
    }

    /// Its path as messages tell it: of a user's pack, with the folder.
    pub fn shown(&self) -> String {
        match &self.folder {
            Some(folder) => folder.join(&self.path).display().to_string(),
            None => self.path.clone(),
        }
    }

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

    /// Refuses a file of a user's pack that nothing would read, or that stands where only one file can.
    fn check_place(&self) -> Result<()> {
        let parts: Vec<&str> = self.path.split('/').collect();
        let read = match parts.as_slice() {
            ["pack.toml"] | ["actors", _] => true,
            [language, "rules", _] => language.len() == 2,
            [language, _] => language.len() == 2 && LANGUAGE_FILES.contains(&self.stem()),
            _ => false,
        };
        if !read {
            let reason = format!("nothing is read from a file in this place; a pack holds {PLACES}");
            return Err(self.fault(1, None, reason));
        }
        Ok(())
    }

    /// Reads it as `T`; a fault is told with its line, its entry and, of an unknown key, the nearest that is known.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        toml::from_str(&self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let entry = self.entry_at(at);
            self.fault(self.line_of(at), entry.and_then(|entry| entry.id), suggested(error.message()))
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
        Error::Lexicon { file: self.shown(), line, rule: rule.map(str::to_owned), reason: reason.into() }
    }

    /// Its entries: every `[[table]]` with an `id`, `code` or `name`, and where it stands.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries: Vec<Entry<'_>> = Vec::new();
        let mut open = false;
        let (mut at, mut comments) = (0, None);
        for (number, line) in self.text.split_inclusive('\n').enumerate() {
            if is_header(line) {
                // The comments right above an entry are about it.
                let start = comments.unwrap_or(at);
                if let Some(last) = entries.last_mut().filter(|_| open) {
                    last.end = start;
                }
                open = line.starts_with("[[");
                if open {
                    let table = line.trim_start_matches('[').split(']').next().unwrap_or_default();
                    entries.push(Entry { table, id: None, line: number + 1, start, header: at, end: self.text.len() });
                }
            } else if let Some(last) = entries.last_mut().filter(|last| open && last.id.is_none()) {
                last.id = identifier(line);
            }
            comments = if line.starts_with('#') { comments.or(Some(at)) } else { None };
            at += line.len();
        }
        entries
    }

    fn entry_at(&self, at: usize) -> Option<Entry<'_>> {
        self.entries().into_iter().find(|entry| (entry.start..entry.end).contains(&at))
    }
}

/// An entry of a pack file: a rule, an actor, a class of nouns …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What kind: `rule`, `armed_group` …
    pub table: &'a str,
    /// Its `id`, `code` or `name`.
    pub id: Option<&'a str>,
    /// The line of its `[[table]]`, from 1.
    pub line: usize,
    /// Its first byte, or that of the comment above it.
    pub start: usize,
    /// The first byte of its `[[table]]`.
    pub header: usize,
    /// One past its last byte.
    pub end: usize,
}

/// Whether the line opens a table: `[[rule]]`, `[words]`. A list that goes over several lines never looks like it.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim_end();
    let inner = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = inner.map(|inner| inner.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(inner));
    inner.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    })
}

/// The value of a line that names an entry.
fn identifier(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    matches!(key.trim(), "id" | "code" | "name").then_some(())?;
    let value = value.trim_start().strip_prefix('"')?;
    value.split_once('"').map(|(value, _)| value)
}

/// `pack.toml` of a user's pack.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Manifest {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(rename = "note")]
    _note: String,
    /// Rules, actors and other entries of the files before it that do not count.
    disable: Vec<Spanned<String>>,
}

/// `files` as they are to be read: each `pack.toml` obeyed, what it disables struck out of the files before it.
///
/// What is struck out becomes blank lines, so that all other lines keep their numbers.
pub(super) fn arranged(files: &[PackFile]) -> Result<Cow<'_, [PackFile]>> {
    check_whole(files)?;
    if !files.iter().any(|file| file.path == "pack.toml") {
        return Ok(Cow::Borrowed(files));
    }
    let mut arranged = files.to_vec();
    for manifest in files.iter().filter(|file| file.path == "pack.toml") {
        let entries: Manifest = manifest.parse()?;
        for id in &entries.disable {
            strike(&mut arranged, manifest, id)?;
        }
    }
    Ok(Cow::Owned(arranged))
}

/// Strikes the entry `id` out of the files that do not belong to the pack of `manifest`.
fn strike(files: &mut [PackFile], manifest: &PackFile, id: &Spanned<String>) -> Result<()> {
    let wanted = id.get_ref().as_str();
    let mut found = false;
    for file in files.iter_mut().filter(|file| file.folder != manifest.folder) {
        let entries = file.entries().into_iter().filter(|entry| entry.id == Some(wanted));
        let at: Vec<_> = entries.map(|entry| entry.header..entry.end).collect();
        found |= !at.is_empty();
        for range in at.into_iter().rev() {
            let blank: String = file.text.get(range.clone()).unwrap_or_default().matches('\n').collect();
            file.text.to_mut().replace_range(range, &blank);
        }
    }
    if found {
        return Ok(());
    }
    let line = manifest.line_of(id.span().start);
    let known: Vec<&str> = files.iter().flat_map(PackFile::entries).filter_map(|entry| entry.id).collect();
    let near = nearest(wanted, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(manifest.fault(line, Some(wanted), format!("`disable` names a rule or entry that does not exist{near}")))
}

/// Refuses a second file of a kind that is one whole.
fn check_whole(files: &[PackFile]) -> Result<()> {
    for (index, file) in files.iter().enumerate().filter(|(_, file)| file.is_own()) {
        let whole = file.language().is_some() && WHOLE_FILES.contains(&file.stem()) && !file.path.contains("/rules/");
        let before = files.iter().take(index);
        if whole && before.filter(|other| !other.is_own()).any(|other| other.path == file.path) {
            let reason = "the library has this file, which is one whole: a pack cannot add to it";
            return Err(file.fault(1, None, reason));
        }
    }
    Ok(())
}

/// The message of the parser, with a suggestion where it lists what it expected.
fn suggested(message: &str) -> String {
    let message = message.trim();
    let mut words = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    match words.next().filter(|_| unknown).and_then(|given| nearest(given, words)) {
        Some(near) => {
            let head = message.split_once(", expected").map_or(message, |(head, _)| head);
            format!("{head}; did you mean `{near}`?")
        }
        None => message.to_owned(),
    }
}

/// The one of `known` that `given` was most likely meant to be.
pub(crate) fn nearest<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let given = given.to_lowercase();
    let most = (given.chars().count().div_ceil(3)).clamp(1, 4);
    let (distance, near) = known
        .into_iter()
        .map(|known| (distance(&given, &known.to_lowercase(), most), known))
        .min_by_key(|(d, _)| *d)?;
    (distance <= most).then_some(near)
}

/// How many letters differ (Levenshtein); anything above `most` where they differ by more.
fn distance(left: &str, right: &str, most: usize) -> usize {
    let right: Vec<char> = right.chars().collect();
    if left.chars().count().abs_diff(right.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let (mut diagonal, mut before) = (i, i + 1);
        for (cell, b) in row.iter_mut().skip(1).zip(&right) {
            let best = (diagonal + usize::from(a != *b)).min(before + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            before = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(most + 1)
}

/// The files of a small pack that works, to begin with.
const SKELETON: [(&str, &str); 4] = [
    ("pack.toml", include_str!("skeleton/pack.toml")),
    ("actors/groups.toml", include_str!("skeleton/actors/groups.toml")),
    ("actors/people.toml", include_str!("skeleton/actors/people.toml")),
    ("fr/rules/mine.toml", include_str!("skeleton/fr/rules/mine.toml")),
];

/// Writes a small pack that works into `folder`, which must not exist or be empty; returns its files.
pub fn write_skeleton(folder: &Path) -> Result<Vec<PathBuf>> {
    if std::fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_some()) {
        let reason = "a new pack goes into a folder that is empty or not yet there".to_owned();
        return Err(Error::Refused { path: folder.to_owned(), reason });
    }
    let mut written = Vec::new();
    for (name, text) in SKELETON {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|source| Error::io(parent, source))?;
        }
        std::fs::write(&path, text).map_err(|source| Error::io(&path, source))?;
        written.push(path);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_with_the_comments_above_them() {
        let text = "source = \"x\"\n\n# About a.\n[[rule]]\nid = \"a\"\nexamples = [\n  { x = 1 },\n]\n[[rule]] # b\ntype = \"X\"\nid = \"b\"\n[words]\nname = \"no entry\"\n";
        let file = PackFile::new("fr/rules/x.toml", text);
        let entries = file.entries();
        let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
        assert_eq!(ids, [Some("a"), Some("b")]);
        let shown = |entry: &Entry<'_>| text[entry.start..entry.end].to_owned();
        assert!(shown(&entries[0]).starts_with("# About a.") && shown(&entries[0]).ends_with("]\n"));
        assert!(shown(&entries[1]).ends_with("id = \"b\"\n"));
    }

    #[test]
    fn an_unknown_key_is_told_with_the_nearest() {
        let message = "unknown field `alias`, expected one of `code`, `name`, `aliases`";
        assert_eq!(suggested(message), "unknown field `alias`; did you mean `aliases`?");
        let message = "unknown field `zzzzz`, expected one of `code`, `name`";
        assert_eq!(suggested(message), message);
        assert_eq!(nearest("sanktion", ["SANCTION", "AID"]), Some("SANCTION"));
        assert_eq!(nearest("x", ["SANCTION"]), None);
    }
}
