//! The questions a [`Corpus`] answers; see [`query`](crate::query) for how they are put.

use super::Corpus;
use super::near_misses::NearMisses;
use crate::error::Result;
use crate::query::{
    Articles, Collocations, Concordance, Dates, Dispersion, Dyads, Entities, Events, Freq, Frequency, Keyness, Labels,
    Mentions, Ngrams, Panel, Reader, Relations, Search, Sql, Subcorpus, Ties, Timeline, VersionRow, Watch, WordLists,
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

    /// Reads with what the lexicon knows of words.
    fn words(&self) -> Reader<'_> {
        let lexicon = self.lexicon();
        self.reader().with_words(WordLists {
            vocabulary: lexicon.vocabulary(),
            sentences: lexicon.sentence_words(),
            stop_words: lexicon.stop_words(),
        })
    }

    /// Every place where a word or phrase stands, in its context (KWIC).
    ///
    /// ```
    /// # use corpus::{Article, Corpus};
    /// # let mut corpus = Corpus::in_memory()?;
    /// # let text = "Un fossé s’est creusé. Les fossés restent.".to_owned();
    /// # corpus.add(Article { key: "a/1".into(), text, metadata: corpus::Metadata { language: Some("fr".into()), ..Default::default() }, ..Article::default() })?;
    /// for line in corpus.concordance("fossé").width(30).rows()? {
    ///     println!("{:>30} [{}] {}", line.left, line.found, line.right);
    /// }
    /// # assert_eq!(corpus.concordance("fossé").count()?, 2);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    ///
    /// All forms of a word are found, `"in quotes"` only these, `begin*` what begins so; a word with a capital is a
    /// name, which has no other forms.
    pub fn concordance(&self, word: impl Into<String>) -> Concordance<'_> {
        self.words().concordance().word(word)
    }

    /// Every mention of an entity, by code or name, in its context.
    pub fn concordance_of_entity(&self, entity: impl Into<String>) -> Concordance<'_> {
        self.words().concordance().entity(entity)
    }

    /// The words that state relations, in their context: say of which with
    /// [`of_type`](Concordance::of_type), [`between`](Concordance::between) and the other filters.
    pub fn concordance_of_relations(&self) -> Concordance<'_> {
        self.words().concordance()
    }

    /// What stands near a word more often than chance would have it.
    ///
    /// ```
    /// # let corpus = corpus::Corpus::in_memory()?;
    /// for row in corpus.collocations("drone").window(5).limit(20).rows()? {
    ///     println!("{} {} {:.1}", row.collocate, row.count, row.log_likelihood);
    /// }
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn collocations(&self, word: impl Into<String>) -> Collocations<'_> {
        self.words().collocations(word)
    }

    /// A part of the corpus, for [`keyness`](Self::keyness).
    pub fn subcorpus(&self) -> Subcorpus<'_> {
        self.words().subcorpus()
    }

    /// What words a part of the corpus has more of than the rest of it, or than another part.
    ///
    /// ```
    /// # let corpus = corpus::Corpus::in_memory()?;
    /// let target = corpus.subcorpus().outlet("Le Fil");
    /// for row in corpus.keyness(target).reference(corpus.subcorpus().outlet("L’Écho")).rows()? {
    ///     println!("{} {:.1} {:.2}", row.word, row.log_likelihood, row.log_ratio);
    /// }
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn keyness<'c>(&'c self, target: Subcorpus<'c>) -> Keyness<'c> {
        self.words().keyness(target)
    }

    /// How often a word is there over time, empty periods too.
    pub fn frequency(&self, word: impl Into<String>, freq: Freq) -> Frequency<'_> {
        self.words().frequency(word, freq)
    }

    /// How evenly a word is spread over articles, outlets or periods.
    pub fn dispersion(&self, word: impl Into<String>) -> Dispersion<'_> {
        self.words().dispersion(word)
    }

    /// What `n` words follow one another, from 1 to 5, and how often.
    pub fn ngrams(&self, n: u64) -> Ngrams<'_> {
        self.words().ngrams(n)
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
