//! What articles are read with.

use super::convert::Text;
use super::errors::exception;
use super::run::{apart, detached};
use super::table::{Made, Table, What};
use crate::error::Result;
use crate::extract::examples::{BrokenExample, Whose, broken_examples_of};
use crate::lexicon::pack::write_skeleton;
use crate::lexicon::{Lexicon as Packs, Written};
use crate::query::{Cell, Column, Kind};
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The packs that ship with the crate, or others on top of them.
#[derive(Clone, Default)]
pub(super) enum Knowledge {
    #[default]
    Builtin,
    Own(Arc<Packs>),
}

impl Knowledge {
    pub fn get(&self) -> &Packs {
        match self {
            Self::Builtin => Packs::builtin(),
            Self::Own(packs) => packs,
        }
    }

    /// Compiles the packs that ship with the crate, the first time that they are needed.
    pub fn ready(&self, py: Python<'_>) -> PyResult<()> {
        static READY: AtomicBool = AtomicBool::new(false);
        if self.own().is_some() || READY.load(Ordering::Relaxed) {
            return Ok(());
        }
        apart(py, || {
            _ = Packs::builtin();
            READY.store(true, Ordering::Relaxed);
            Ok(())
        })
    }

    pub fn own(&self) -> Option<Arc<Packs>> {
        match self {
            Self::Builtin => None,
            Self::Own(packs) => Some(Arc::clone(packs)),
        }
    }
}

/// What articles are read with: the packs that come with the library, and perhaps one more.
///
/// Parameters
/// ----------
/// pack : path, optional
///     The folder of a pack in the same format.
///
/// Raises
/// ------
/// LexiconError
///     The pack is wrong: the message names file, line and rule.
#[pyclass(frozen, module = "corpus")]
pub(super) struct Lexicon {
    knowledge: Knowledge,
    pack: Option<PathBuf>,
}

impl Lexicon {
    pub fn load(py: Python<'_>, folder: &Path) -> PyResult<Self> {
        let from = folder.to_owned();
        let packs = apart(py, move || Packs::with_pack(&from))?;
        Ok(Self { knowledge: Knowledge::Own(Arc::new(packs)), pack: Some(folder.to_owned()) })
    }

    pub fn knowledge(&self) -> Knowledge {
        self.knowledge.clone()
    }
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

fn made(what: What, columns: &[Column], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Made> {
    Ok(Made { what, sql: None, batches: crate::query::table(columns, rows)?, left_out: 0 })
}

#[pymethods]
impl Lexicon {
    #[new]
    #[pyo3(signature = (pack=None))]
    fn new(py: Python<'_>, pack: Option<PathBuf>) -> PyResult<Self> {
        match pack {
            Some(folder) => Self::load(py, &folder),
            None => Ok(Self { knowledge: Knowledge::Builtin, pack: None }),
        }
    }

    /// A SHA-256 of all packs.
    #[getter]
    fn digest(&self, py: Python<'_>) -> PyResult<String> {
        self.knowledge.ready(py)?;
        detached(py, || Ok(self.knowledge.get().digest().to_owned()))
    }

    /// Read the examples of rules and actors, and list those that do not hold.
    ///
    /// Parameters
    /// ----------
    /// everything : bool
    ///     Whether to read those of the library too. Without a pack, they are read in any case.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `file`, `line`, `rule` (or the code of an actor), `text`, `expected` and `found`; no rows where all is well.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> len(corpus.Lexicon().check())
    /// 0
    #[pyo3(signature = (*, everything=false))]
    fn check(&self, py: Python<'_>, everything: bool) -> PyResult<Table> {
        let whose = if everything || self.pack.is_none() { Whose::All } else { Whose::Own };
        let knowledge = self.knowledge.clone();
        apart(py, move || {
            // As the guides say: examples are read as published on this day.
            let broken = broken_examples_of(knowledge.get(), whose, "2025-06-15".parse().ok().as_ref());
            let columns = [
                column("file", Kind::Category),
                column("line", Kind::Int),
                column("rule", Kind::Category),
                column("text", Kind::Text),
                column("expected", Kind::Text),
                column("found", Kind::Text),
            ];
            let rows = broken.into_iter().map(|broken| {
                let BrokenExample { file, line, rule, text, expected, found } = broken;
                let line = i64::try_from(line).unwrap_or(i64::MAX);
                let [file, rule, text, expected, found] = [file, rule, text, expected, found].map(Cell::Text);
                vec![file, Cell::Int(line), rule, text, expected, found]
            });
            made(What::Examples, &columns, rows)
        })
        .map(Table::new)
    }

    /// List the rules, actors and other entries: `id`, `table`, `file`, `line` and `own`.
    ///
    /// Parameters
    /// ----------
    /// own : bool, optional
    ///     Only those of the pack that was added, or only those of the library.
    #[pyo3(signature = (*, own=None))]
    fn entries(&self, py: Python<'_>, own: Option<bool>) -> PyResult<Table> {
        self.knowledge.ready(py)?;
        detached(py, || {
            let columns = [
                column("id", Kind::Text),
                column("table", Kind::Category),
                column("file", Kind::Category),
                column("line", Kind::Int),
                column("own", Kind::Flag),
            ];
            let chosen = self.knowledge.get().written().filter(|written| own.is_none_or(|own| own == written.own));
            let rows = chosen.map(|written| {
                let line = i64::try_from(written.line).unwrap_or(i64::MAX);
                let word = |word: &str| Cell::Text(word.to_owned());
                let own = Cell::Int(i64::from(written.own));
                vec![word(written.id), word(written.table), word(&written.file), Cell::Int(line), own]
            });
            made(What::Entries, &columns, rows)
        })
        .map(Table::new)
    }

    /// Get a rule, actor or other entry as it is written.
    ///
    /// Parameters
    /// ----------
    /// id : str
    ///     The id of a rule, the code of an actor, the name of a person or place.
    ///
    /// Returns
    /// -------
    /// str
    ///     Its TOML, below a comment with file and line.
    ///
    /// Raises
    /// ------
    /// NotFoundError
    ///     There is none.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> "[[rule]]" in corpus.Lexicon().show("fr.accuse.accuser")
    /// True
    fn show(&self, py: Python<'_>, id: Text) -> PyResult<String> {
        self.knowledge.ready(py)?;
        let Text(id) = id;
        let found = detached(py, || {
            let lexicon = self.knowledge.get();
            let shown =
                |written: &Written<'_>| format!("# {}, line {}\n{}\n", written.file, written.line, written.text);
            let mut all: Vec<String> = lexicon.find(&id).iter().map(shown).collect();
            all.extend(lexicon.languages().filter(|(_, known)| known.wordings.iter().any(|rule| rule.id == id)).map(
                |(code, _)| {
                    format!(
                        "# {code}/learned.tsv\n# No rule: read from the words around two actors, by weights learned from \
                         coded articles.\n# docs/confidence.md tells how; Extraction.explain() names the word that \
                         spoke most.\n"
                    )
                },
            ));
            let near = lexicon.nearest(&id).filter(|_| all.is_empty());
            Ok(if all.is_empty() { Err(near.map(str::to_owned)) } else { Ok(all.join("\n")) })
        })?;
        found.map_err(|near| {
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            exception(py, "NotFoundError", &format!("no rule or actor is called `{id}`{near}"))
        })
    }

    /// Write a small pack that works, to begin with.
    ///
    /// Parameters
    /// ----------
    /// folder : path
    ///     An empty folder, or one that is not there yet.
    ///
    /// Returns
    /// -------
    /// list of Path
    ///     The files that were written.
    #[staticmethod]
    fn write_pack(py: Python<'_>, folder: PathBuf) -> PyResult<Vec<PathBuf>> {
        detached(py, move || write_skeleton(&folder))
    }

    /// The folder of the pack that was added.
    #[getter]
    fn pack(&self) -> Option<&Path> {
        self.pack.as_deref()
    }

    fn __repr__(&self) -> String {
        match &self.pack {
            Some(pack) => format!("<Lexicon with {}>", pack.display()),
            None => "<Lexicon>".into(),
        }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, pyo3::types::PyType>, (Option<PathBuf>,)) {
        (py.get_type::<Self>(), (self.pack.clone(),))
    }
}
