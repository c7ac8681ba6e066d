//! What articles are read with.

use super::run::detached;
use crate::lexicon::Lexicon as Packs;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
        let packs = detached(py, || Packs::with_pack(folder))?;
        Ok(Self { knowledge: Knowledge::Own(Arc::new(packs)), pack: Some(folder.to_owned()) })
    }

    pub fn knowledge(&self) -> Knowledge {
        self.knowledge.clone()
    }
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
        detached(py, || Ok(self.knowledge.get().digest().to_owned()))
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
