//! The extension module behind `import corpus`: arguments and errors become Rust's and Python's, and nothing else.
//!
//! The interpreter is let go while Rust works; no lock is held while Python runs. Classes are frozen, with their lock
//! inside. What is documented here is what `help()` shows: the docstrings of `_corpus.pyi`, held equal by a test.
#![allow(clippy::doc_markdown, clippy::doc_link_with_quotes, reason = "docstrings for Python, not rustdoc")]
#![allow(clippy::unused_self, reason = "methods of Python have one")]

mod article;
mod ask;
mod capsule;
mod cells;
mod convert;
mod copies;
mod diff;
mod errors;
mod extraction;
mod filters;
mod handle;
mod lexicon;
mod load;
mod pickle;
mod report;
mod row;
mod run;
mod table;
mod words;

use pyo3::prelude::*;

#[pymodule]
mod _corpus {
    #[pymodule_export]
    use super::article::Article;
    #[pymodule_export]
    use super::copies::Difference;
    #[pymodule_export]
    use super::diff::{Diff, diff, diff_lexicon};
    #[pymodule_export]
    use super::extraction::{Extraction, extract};
    #[pymodule_export]
    use super::handle::judge::_relation_types;
    #[pymodule_export]
    use super::handle::{_reopen, CodingReport, Corpus, DeleteReport, ImportReport, ReextractReport, open};
    #[pymodule_export]
    use super::lexicon::Lexicon;
    #[pymodule_export]
    use super::report::LoadReport;
    #[pymodule_export]
    use super::row::Row;
    #[pymodule_export]
    use super::table::Table;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("sqlite_version", crate::query::sqlite_version())
    }
}
