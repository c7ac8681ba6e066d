//! Files, folders and patterns of file names to articles, one file after the other.

use super::decode::{Decoded, decode};
use super::manifest::Manifest;
use super::table::Rows;
use super::{Input, MAX_ARTICLE, check_size, json, record_with_notes, text};
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

/// The largest JSON array or table that is read: it is held in memory.
const MAX_FILE: u64 = 1 << 30;

/// The longest file of one article, in bytes: UTF-32 takes four for each.
const MAX_BYTES: u64 = 4 * MAX_ARTICLE as u64;

/// Reads a file, a folder (with its folders, in the order of their names) or the files that match a pattern.
///
/// Files are opened one after the other and JSON Lines are read line by line, while the iterator is walked. Hidden
/// files of a folder are passed over, and its README; what a `manifest.jsonl` in it says of its text files (by their name,
/// as `id`) completes what they say themselves; links are followed, and a loop of links is told. Whatever cannot be read (a file
/// of another kind, a broken line, a pipe) is an [`Input`] whose article is an error; the others are read all the same.
/// An error here means that there is nothing at `path`.
///
/// ```no_run
/// use corpus::{Lexicon, read};
///
/// for input in read::path("articles/", Lexicon::builtin())? {
///     match input.article {
///         Ok(article) => println!("{}: {} labels", input.origin, article.labels.len()),
///         Err(error) => eprintln!("{}: {error}", input.origin),
///     }
/// }
/// # Ok::<(), corpus::Error>(())
/// ```
pub fn path(path: impl AsRef<Path>, lexicon: &Lexicon) -> Result<Inputs<'_>> {
    let path = path.as_ref();
    let (root, files): (PathBuf, Files) = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => (path.to_owned(), Files::Walk(walk(path))),
        Ok(_) => (PathBuf::new(), Files::List(vec![path.to_owned()].into_iter())),
        Err(source) => match pattern(path) {
            Some(pattern) => (base(&pattern), Files::List(matching(&pattern)?.into_iter())),
            None => return Err(Error::io(path, source)),
        },
    };
    let manifest = matches!(files, Files::Walk(_)).then(|| Manifest::of(path)).flatten();
    Ok(Inputs { lexicon, root, manifest, files, open: None })
}

/// The articles of a file, a folder or a pattern; made by [`path()`].
pub struct Inputs<'l> {
    lexicon: &'l Lexicon,
    /// What keys are relative to; empty for a single file.
    root: PathBuf,
    /// What the folder says of its files.
    manifest: Option<Manifest>,
    files: Files,
    open: Option<Open>,
}

impl std::fmt::Debug for Inputs<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Inputs").field("root", &self.root).finish_non_exhaustive()
    }
}

/// A walk through a folder that leaves hidden files out.
type Walk = walkdir::FilterEntry<walkdir::IntoIter, fn(&walkdir::DirEntry) -> bool>;

/// The files to read.
enum Files {
    Walk(Walk),
    List(std::vec::IntoIter<PathBuf>),
}

/// A file that holds several articles, partly read.
struct Open {
    path: PathBuf,
    key: String,
    records: Records,
}

enum Records {
    Lines(JsonLines),
    /// A text in memory and where its records stand; the numbers are those of lines or of elements.
    Parts {
        text: String,
        parts: std::vec::IntoIter<(u64, std::ops::Range<usize>)>,
        notes: Vec<String>,
    },
    Rows {
        rows: Box<Rows>,
        notes: Vec<String>,
    },
}

/// A file of JSON Lines and the number of the line last read; without a reader once reading failed.
struct JsonLines {
    reader: Option<BufReader<File>>,
    number: u64,
}

/// How a file is read, by its extension.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Lines,
    Json,
    Table,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" => Some(Self::Text),
            "jsonl" | "ndjson" => Some(Self::Lines),
            "json" => Some(Self::Json),
            "csv" | "tsv" => Some(Self::Table),
            _ => None,
        }
    }
}

impl Iterator for Inputs<'_> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(open) = &mut self.open {
                if let Some(input) = open.next(self.lexicon) {
                    return Some(input);
                }
                self.open = None;
            }
            let input = match self.files.next()? {
                Ok(path) => self.start(path),
                Err(error) => Some(unreachable_entry(error, &self.root)),
            };
            if input.is_some() {
                return input;
            }
        }
    }
}

impl Files {
    /// The next path that is not a folder.
    fn next(&mut self) -> Option<Result<PathBuf, walkdir::Error>> {
        match self {
            Self::List(paths) => paths.next().map(Ok),
            Self::Walk(walk) => walk.find_map(|entry| match entry {
                Ok(entry) if entry.file_type().is_dir() => None,
                Ok(entry) => Some(Ok(entry.into_path())),
                Err(error) => Some(Err(error)),
            }),
        }
    }
}

impl Inputs<'_> {
    /// Opens a file: gives its one article, or keeps it open for the articles it holds.
    fn start(&mut self, path: PathBuf) -> Option<Input> {
        if self.is_about_the_folder(&path) {
            return None;
        }
        let key = key(&path, &self.root);
        match self.read(&path, &key) {
            Ok(Started::One(article, notes)) => Some(Input { origin: display(&path), article: Ok(*article), notes }),
            Ok(Started::Several(records)) => {
                self.open = Some(Open { path, key, records });
                None
            }
            Err(error) => Some(refused(&path, error)),
        }
    }

    /// Whether a file of a folder tells of the folder and holds no article: its manifest, a README.
    fn is_about_the_folder(&self, path: &Path) -> bool {
        let readme = || path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
        matches!(self.files, Files::Walk(_))
            && (self.manifest.as_ref().is_some_and(|manifest| manifest.is(path)) || readme())
    }

    fn read(&self, path: &Path, key: &str) -> Result<Started> {
        let single = self.root.as_os_str().is_empty();
        let format = Format::of(path).or_else(|| (single && path.extension().is_none()).then_some(Format::Text));
        // Looked at before opening: opening a pipe would wait for its writer.
        let metadata = std::fs::metadata(path).map_err(|source| Error::io(path, source))?;
        if !metadata.is_file() {
            return Err(not_read(path, "it is not a regular file but a pipe, a socket or a device"));
        }
        let format = format.ok_or_else(|| not_read(path, &unknown(path)))?;
        let mut file = File::open(path).map_err(|source| Error::io(path, source))?;
        if format == Format::Lines {
            return Ok(Started::Several(lines(path, file)?));
        }
        let decoded = decode(&whole(path, &mut file, if format == Format::Text { MAX_BYTES } else { MAX_FILE })?);
        let notes = decoded.notes;
        match format {
            Format::Json => {
                let parts: Vec<_> = (1..).zip(json::records(&decoded.text)).collect();
                Ok(Started::Several(Records::Parts { text: decoded.text, parts: parts.into_iter(), notes }))
            }
            Format::Table => {
                let rows = Rows::new(decoded.text)
                    .map_err(|source| Error::Table { origin: format!("{}:1", display(path)), source })?;
                Ok(Started::Several(Records::Rows { rows: Box::new(rows), notes }))
            }
            Format::Text | Format::Lines => {
                check_size(&display(path), &decoded.text)?;
                let Some(known) = self.manifest.as_ref().and_then(|manifest| manifest.entry(path, key)) else {
                    return Ok(Started::One(Box::new(text(key, &decoded.text, self.lexicon)), notes));
                };
                let mut fields = known.clone();
                fields.insert("text".to_owned(), decoded.text.into());
                let (article, more) = record_with_notes(Some(key), fields, self.lexicon)?;
                Ok(Started::One(Box::new(article), notes.into_iter().chain(more).collect()))
            }
        }
    }
}

/// What opening a file gave.
enum Started {
    One(Box<crate::article::Article>, Vec<String>),
    Several(Records),
}

impl Open {
    fn next(&mut self, lexicon: &Lexicon) -> Option<Input> {
        let (path, key) = (display(&self.path), self.key.clone());
        let place = |number: u64| (format!("{path}:{number}"), format!("{key}:{number}"));
        match &mut self.records {
            Records::Lines(lines) => next_line(lines, &self.path, &key, lexicon),
            Records::Parts { text, parts, notes } => {
                let (number, range) = parts.next()?;
                let (origin, key) = place(number);
                let part = text.get(range).unwrap_or_default();
                // A file that holds one object is that article.
                let alone = number == 1 && parts.len() == 0 && text.trim_start().starts_with('{');
                let key = if alone { self.key.clone() } else { key };
                Some(json::article(origin, &key, part, std::mem::take(notes), lexicon))
            }
            Records::Rows { rows, notes } => {
                let mut input = rows.next(place, lexicon)?;
                input.notes.splice(0..0, std::mem::take(notes));
                Some(input)
            }
        }
    }
}

/// JSON Lines: read line by line, unless the encoding has wide characters and lines cannot be told before decoding.
fn lines(path: &Path, file: File) -> Result<Records> {
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let start = reader.fill_buf().map_err(|source| Error::io(path, source))?;
    let wide =
        start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") || start.iter().take(4).any(|byte| *byte == 0);
    if start.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    if !wide {
        return Ok(Records::Lines(JsonLines { reader: Some(reader), number: 0 }));
    }
    let Decoded { text, notes, .. } = decode(&whole(path, &mut reader, MAX_FILE)?);
    let mut at = 0;
    let mut parts = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if !line.trim().is_empty() {
            parts.push((number, at..at + line.len()));
        }
        at += line.len();
    }
    Ok(Records::Parts { text, parts: parts.into_iter(), notes })
}

/// The next line that holds something; one that is too long is passed over without being kept.
fn next_line(lines: &mut JsonLines, path: &Path, key: &str, lexicon: &Lexicon) -> Option<Input> {
    // JSON may write a character in twelve bytes.
    let limit = 3 * MAX_BYTES;
    loop {
        let reader = lines.reader.as_mut()?;
        lines.number += 1;
        let origin = format!("{}:{}", display(path), lines.number);
        let mut bytes = Vec::new();
        let failed = |error| Some(Input { origin: origin.clone(), article: Err(error), notes: Vec::new() });
        match reader.by_ref().take(limit + 1).read_until(b'\n', &mut bytes) {
            Ok(0) => return None,
            Ok(read) if read as u64 > limit => {
                if !bytes.ends_with(b"\n") && reader.skip_until(b'\n').is_err() {
                    lines.reader = None;
                }
                return failed(Error::TooLarge { what: origin.clone(), bytes: None, limit });
            }
            Ok(_) => {}
            Err(source) => {
                lines.reader = None;
                return failed(Error::io(path, source));
            }
        }
        let Decoded { text, notes, .. } = decode(&bytes);
        if !text.trim().is_empty() {
            let key = format!("{key}:{}", lines.number);
            return Some(json::article(origin, &key, text.trim_end(), notes, lexicon));
        }
    }
}

/// A whole file, up to `limit` bytes.
fn whole(path: &Path, file: &mut impl Read, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|source| Error::io(path, source))?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge { what: display(path), bytes: None, limit });
    }
    match kind(&bytes) {
        Some(kind) => Err(not_read(path, &format!("it holds {kind}, not text"))),
        None => Ok(bytes),
    }
}

/// What a file that is no text holds, by its first bytes.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a zip archive or an office document"),
        (b"\x1f\x8b", "gzip data"),
        (b"\xfd7zXZ\0", "xz data"),
        (b"BZh", "bzip2 data"),
        (b"\x28\xb5\x2f\xfd", "zstd data"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"PAR1", "a Parquet table"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"{\\rtf", "a rich-text document"),
        (b"\x7fELF", "a program"),
    ];
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}

/// Walks a folder, hidden files left out, in the order of names.
fn walk(folder: &Path) -> Walk {
    let walk = walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.path()))
}

/// Whether the name of a file or folder begins with a full stop.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The pattern that a path is, if it is one.
fn pattern(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    text.contains(['*', '?', '[']).then(|| text.to_owned())
}

/// The folders of a pattern before its first wildcard: what keys are relative to.
fn base(pattern: &str) -> PathBuf {
    let mut base = PathBuf::new();
    for part in Path::new(pattern).components() {
        if part.as_os_str().to_string_lossy().contains(['*', '?', '[']) {
            break;
        }
        base.push(part);
    }
    if base.as_os_str().is_empty() { PathBuf::from(".") } else { base }
}

/// The files that match a pattern, in order.
fn matching(pattern: &str) -> Result<Vec<PathBuf>> {
    let fault = |reason: String| Error::Pattern { pattern: pattern.to_owned(), reason };
    let paths = glob::glob(pattern).map_err(|error| fault(error.to_string()))?;
    let mut files: Vec<PathBuf> = paths
        .map(|path| path.unwrap_or_else(|error| error.path().to_owned()))
        .filter(|path| !path.is_dir() && !is_hidden(path))
        .collect();
    files.sort();
    files.dedup();
    if files.is_empty() { Err(fault("no file matches".to_owned())) } else { Ok(files) }
}

/// The key of a file: its path relative to `root` with forward slashes, or its name; bytes that are not UTF-8 as `%E9`.
fn key(path: &Path, root: &Path) -> String {
    let single = root.as_os_str().is_empty();
    let relative = if single { path.file_name().map(Path::new) } else { path.strip_prefix(root).ok() };
    let parts: Vec<String> = relative
        .unwrap_or(path)
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(readable(name)),
            _ => None,
        })
        .collect();
    parts.join("/")
}

/// A path for a message.
fn display(path: &Path) -> String {
    readable(path.as_os_str())
}

/// A file name as text; what is not UTF-8 is written as `%E9`, so that two names never become one.
fn readable(name: &std::ffi::OsStr) -> String {
    name.as_encoded_bytes().utf8_chunks().fold(String::new(), |mut out, chunk| {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn refused(path: &Path, error: Error) -> Input {
    Input { origin: display(path), article: Err(error), notes: Vec::new() }
}

/// What a walk could not enter: a folder without permission, a loop of links, a link to nothing.
fn unreachable_entry(error: walkdir::Error, root: &Path) -> Input {
    let path = error.path().unwrap_or(root).to_owned();
    if let Some(up) = error.loop_ancestor() {
        return refused(&path, not_read(&path, &format!("a loop of links back to {}", display(up))));
    }
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("it cannot be reached"));
    refused(&path, Error::io(&path, source))
}

fn not_read(path: &Path, reason: &str) -> Error {
    Error::Refused { path: path.to_owned(), reason: reason.to_owned() }
}

fn unknown(path: &Path) -> String {
    let known = "read are .txt, .text, .jsonl, .ndjson, .json, .csv and .tsv";
    match path.extension() {
        Some(extension) => format!("files .{} are not read; {known}", readable(extension)),
        None => format!("it has no extension; {known}"),
    }
}
