//! The questions a [`Corpus`] answers; see [`query`](crate::query) for how they are put.

use super::Corpus;
use super::near_misses::NearMisses;
use crate::error::Result;
use crate::query::{
    Articles, Dates, Dyads, Entities, Events, Freq, Labels, Mentions, Reader, Relations, Search, Sql, Ties, Timeline,
    Watch,
};

impl Corpus {
    /// Asks questions of this corpus.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.store)
    }

    /// The articles.
    pub fn articles(&self) -> Articles<'_> {
        self.reader().articles()
    }

    /// The labelled stretches of articles.
    pub fn labels(&self) -> Labels<'_> {
        self.reader().labels()
    }

    /// What the articles name.
    pub fn entities(&self) -> Entities<'_> {
        self.reader().entities()
    }

    /// Each place where something is named.
    pub fn mentions(&self) -> Mentions<'_> {
        self.reader().mentions()
    }

    /// Each date in the articles.
    pub fn dates(&self) -> Dates<'_> {
        self.reader().dates()
    }

    /// Who did what to whom.
    ///
    /// ```
    /// # let corpus = corpus::Corpus::in_memory()?;
    /// for relation in corpus.relations().between("MLI", "DZA").since("2025-01-01").rows()? {
    ///     println!("{} {} {}: {}", relation.source, relation.kind, relation.target, relation.evidence);
    /// }
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn relations(&self) -> Relations<'_> {
        self.reader().relations()
    }

    /// Lasting facts.
    pub fn ties(&self) -> Ties<'_> {
        self.reader().ties()
    }

    /// Acts, each told by one or more articles.
    pub fn events(&self) -> Events<'_> {
        self.reader().events()
    }

    /// The articles that hold the words of `query`, best first.
    ///
    /// ```
    /// # let corpus = corpus::Corpus::in_memory()?;
    /// for hit in corpus.search("coopération militaire -drone").actor("MAR").limit(5).hits()? {
    ///     println!("{}: {}", hit.key, hit.snippet);
    /// }
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn search(&self, query: &str) -> Search<'_> {
        self.reader().search(query)
    }

    /// The relations of two actors, counted by period.
    pub fn timeline(&self, left: impl Into<String>, right: impl Into<String>, freq: Freq) -> Timeline<'_> {
        self.reader().timeline(left, right, freq)
    }

    /// Each pair of actors with the number of its relations, the strongest first.
    pub fn dyads(&self) -> Dyads<'_> {
        self.reader().dyads()
    }

    /// Sentences that came near a relation and gave none, read anew from the stored texts with this corpus's lexicon.
    ///
    /// ```
    /// # let mut corpus = corpus::Corpus::in_memory()?;
    /// # let lexicon = corpus::Lexicon::builtin();
    /// # let text = "Alger et Bamako se regardent. Paris se tait.";
    /// corpus.add(corpus::read::text("a/1", text, lexicon))?;
    /// for miss in corpus.near_misses().actor("MLI").limit(20).rows()? {
    ///     println!("{}: {} ({})", miss.key, miss.sentence, miss.reason);
    /// }
    /// # assert_eq!(corpus.near_misses().actor("MLI").rows()?.len(), 1);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn near_misses(&self) -> NearMisses<'_> {
        NearMisses::new(self)
    }

    /// SQL of the user's own, read only.
    pub fn sql(&mut self) -> Result<Sql<'_>> {
        Sql::new(&mut self.store)
    }

    /// [`sql`](Self::sql), stopped as `limits` say.
    pub fn sql_watched(&mut self, limits: Watch) -> Result<Sql<'_>> {
        Sql::watched(&mut self.store, limits)
    }

    /// Watches whatever runs from now on.
    pub fn watch(&mut self, limits: Watch) -> Result<()> {
        crate::query::watch(&mut self.store, limits).map(|_| ())
    }
}
