//! The questions a [`Corpus`] answers; see [`query`](crate::query) for how they are put.

use super::Corpus;
use super::near_misses::NearMisses;
use crate::error::Result;
use crate::query::{
    Articles, Dates, Dyads, Entities, Events, Freq, Labels, Mentions, Panel, Reader, Relations, Search, Sql, Ties,
    Timeline, VersionRow, Watch,
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

    /// The accounts of an event, by its number or that of a relation that reports it: who says what, with the sentence.
    ///
    /// ```
    /// # let mut corpus = corpus::Corpus::in_memory()?;
    /// # let text = "Le Mali a expulsé l’ambassadeur de France le 31 janvier 2022.";
    /// corpus.add(corpus::read::text("a/1", text, corpus::Lexicon::builtin()))?;
    /// for event in corpus.events().between("MLI", "FRA").rows()? {
    ///     for account in corpus.versions(event.id)? {
    ///         println!("{} ({}): {}", account.key, account.status, account.evidence);
    ///     }
    /// }
    /// # assert_eq!(corpus.events().between("MLI", "FRA").count()?, 1);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn versions(&self, event: i64) -> Result<Vec<VersionRow>> {
        self.reader().versions(event).rows()
    }

    /// Merges into events what waits for it, and says between how many pairs of actors that was: what other programs
    /// wrote since the file was opened, and, where articles are added one by one, what is new between pairs with many
    /// relations. After a load nothing is to be done.
    pub fn refresh(&mut self) -> Result<u64> {
        self.store.refresh_events()
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

    /// What passes between pairs of actors, counted by period in long form.
    ///
    /// ```
    /// # use corpus::query::Freq;
    /// # let corpus = corpus::Corpus::in_memory()?;
    /// for row in corpus.panel(Freq::Month).among(["MLI", "DZA", "NER"]).since("2025").until("2025-03").rows()?.rows {
    ///     println!("{} {} {}: {} events", row.source, row.target, row.period.period, row.period.count);
    /// }
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn panel(&self, freq: Freq) -> Panel<'_> {
        self.reader().panel(freq)
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
