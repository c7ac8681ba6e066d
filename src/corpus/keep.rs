//! Keeping a file: taking articles out of it, rewriting it without them, and copying it while others write.

use super::Corpus;
use super::correct::Which;
use crate::error::Result;
use crate::store::Deleted;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

impl Corpus {
    /// Deletes articles, with everything that was read from them or coded in them: all of them, or none where one is
    /// not there. Families of copies and events are worked out anew.
    ///
    /// Corrections made in them stay in the log, and apply again where an article with the same key is loaded. The
    /// bytes of a deleted text stay in the file until others are written over them: see [`purge`](Self::purge).
    ///
    /// ```
    /// # use corpus::{Article, Corpus, Metadata};
    /// # let mut corpus = Corpus::in_memory()?;
    /// # let metadata = Metadata { outlet: Some("Le Fil".into()), ..Metadata::default() };
    /// # corpus.add(Article { key: "a/1".into(), text: "Alger rappelle.".into(), ..Article::default() })?;
    /// # corpus.add(Article { key: "a/2".into(), text: "Un port ferme.".into(), metadata, ..Article::default() })?;
    /// let deleted = corpus.delete(["a/1"])?;
    /// assert_eq!(deleted.articles, 1);
    /// corpus.delete(corpus.articles().outlet("Le Fil").ids()?)?;
    /// assert_eq!(corpus.articles().count()?, 0);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn delete<W: Into<Which>>(&mut self, articles: impl IntoIterator<Item = W>) -> Result<Deleted> {
        let ids = self.numbers(&given(articles))?;
        self.store.delete(&ids, false)
    }

    /// Deletes articles without a trace: no byte of their texts, of what was read from them or of corrections made in
    /// them is left in the file, its full-text index or its log of changes. The file is rewritten, which takes about
    /// as long as copying it, and needs as much room once more.
    ///
    /// Names that only these articles had are gone with them, and so are their corrections, which [`delete`](Self::delete)
    /// keeps. What people said of the corpus as a whole (names they added, entities they merged or split) stays. Copies of
    /// the file, snapshots among them, are not touched; nor are sectors that the disk or file system gave up and keeps.
    ///
    /// Fails with [`Error::is_busy`](crate::Error::is_busy) where another program goes on reading what was there before:
    /// the articles are deleted then, and [`compact`](Self::compact) does the rest when that has ended.
    pub fn purge<W: Into<Which>>(&mut self, articles: impl IntoIterator<Item = W>) -> Result<Deleted> {
        self.purge_with(articles, || ControlFlow::Continue(()))
    }

    /// [`purge`](Self::purge), asking `go_on` now and then. When it breaks after the articles are deleted, the rest is
    /// left to [`compact`](Self::compact).
    pub fn purge_with<W: Into<Which>>(
        &mut self,
        articles: impl IntoIterator<Item = W>,
        go_on: impl FnMut() -> ControlFlow<()>,
    ) -> Result<Deleted> {
        let ids = self.numbers(&given(articles))?;
        let deleted = self.store.delete(&ids, true)?;
        self.store.compact(go_on)?;
        Ok(Deleted { purged: true, ..deleted })
    }

    /// Rewrites the file without what was deleted or replaced: it is then as small as it can be, and no byte of that is
    /// left in it, its full-text index or its log of changes. It takes about as long as copying the file, and needs as
    /// much room once more.
    ///
    /// ```
    /// # let mut corpus = corpus::Corpus::in_memory()?;
    /// corpus.compact()?;
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn compact(&mut self) -> Result<()> {
        self.compact_with(|| ControlFlow::Continue(()))
    }

    /// [`compact`](Self::compact), asking `go_on` now and then.
    pub fn compact_with(&mut self, go_on: impl FnMut() -> ControlFlow<()>) -> Result<()> {
        self.store.compact(go_on)
    }

    /// Writes a copy of the corpus, as it is at this moment, to `path`; returns its absolute path. Others may write
    /// meanwhile: what they commit is not in it. There is a file of that name when it is whole, and not before.
    ///
    /// Fails with [`Error::Exists`](crate::Error::Exists) where there is such a file already; see
    /// [`snapshot_with`](Self::snapshot_with).
    ///
    /// ```
    /// # use corpus::{Article, Corpus};
    /// # let folder = tempfile::tempdir()?;
    /// # let mut corpus = Corpus::open(folder.path().join("sahel.db"))?;
    /// # corpus.add(Article { key: "a/1".into(), text: "Alger rappelle.".into(), ..Article::default() })?;
    /// let copy = corpus.snapshot(folder.path().join("sahel-2025-04-09.db"))?;
    /// assert_eq!(Corpus::open(copy)?.articles().count()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn snapshot(&self, path: impl AsRef<Path>) -> Result<PathBuf> {
        self.snapshot_with(path, false, |_, _| ControlFlow::Continue(()))
    }

    /// [`snapshot`](Self::snapshot), in place of a file that is there where `overwrite` says so. `progress` is called
    /// about every 50 ms with the bytes written and those of the whole; when it breaks, nothing is left of the copy.
    ///
    /// A file beside which lies a log (`-wal`, `-journal`) is never replaced: a program has it open, or did not close it.
    pub fn snapshot_with(
        &self,
        path: impl AsRef<Path>,
        overwrite: bool,
        progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<PathBuf> {
        self.store.snapshot(path.as_ref(), overwrite, progress)
    }
}

fn given<W: Into<Which>>(articles: impl IntoIterator<Item = W>) -> Vec<Which> {
    articles.into_iter().map(Into::into).collect()
}
