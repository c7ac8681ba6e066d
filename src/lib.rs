//! An embedded database of press articles, with the entities they name and the relations they report.
//!
//! A [`Corpus`] is one SQLite file. Articles go in as files or records; with each comes what was read from it: names,
//! dates, who did what to whom, lasting ties. Every row points to the stretch of text it was read from and names the
//! rule that found it. Extraction knows French best; see the README for what is measured and what is missing.
//!
//! # Load
//!
//! [`read::path()`] makes articles of files, folders and patterns, [`read::record`] of a JSON object, [`read::text`] of
//! a bare text; [`Corpus::load`] reads and stores them, many at a time, and accounts for each.
//!
//! ```
//! use corpus::corpus::LoadOptions;
//! use corpus::{Corpus, Lexicon, read};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.txt"), "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie.")?;
//!
//! let mut corpus = Corpus::open(folder.path().join("sahel.db"))?; // created if it is not there
//! let report = corpus.load(read::path(folder.path().join("*.txt"), Lexicon::builtin())?, &LoadOptions::default())?;
//! assert_eq!(report.to_string(), "1 found, 1 added");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Loading the same again adds nothing, one bad input stops nothing, and an article is in the file whole or not at
//! all. [`Corpus::load_with`] shows progress and can be stopped; [`Corpus::add`] takes a single article.
//!
//! # Look
//!
//! ```
//! # use corpus::{Corpus, Lexicon, read};
//! # let mut corpus = Corpus::in_memory()?;
//! # let text = "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie.";
//! corpus.add(read::text("a/1", text, Lexicon::builtin()))?;
//!
//! for row in corpus.relations().between("Mali", "Algérie").since("2025").rows()? {
//!     println!("{} {} {}, {:?}: {}", row.source, row.kind, row.target, row.date, row.evidence);
//! #   assert_eq!((row.source.as_str(), row.kind.as_str(), row.target.as_str()), ("MLI", "SANCTION", "DZA"));
//! #   assert_eq!(row.date.as_deref(), Some("2025-04-06"));
//! }
//! # assert_eq!(corpus.relations().between("Mali", "Algérie").since("2025").count()?, 1);
//! for hit in corpus.search("ambassadeur -drone").limit(10).hits()? {
//!     println!("{}: {}", hit.key, hit.snippet);
//! }
//! # Ok::<(), corpus::Error>(())
//! ```
//!
//! Each public view has a builder: [`articles`](Corpus::articles), [`labels`](Corpus::labels),
//! [`entities`](Corpus::entities), [`mentions`](Corpus::mentions), [`dates`](Corpus::dates),
//! [`relations`](Corpus::relations), [`ties`](Corpus::ties), [`events`](Corpus::events). Actors may be given by code
//! or name. A word that is not allowed is an error that lists what is.
//!
//! # Query
//!
//! Questions that span rows: [`dyads`](Corpus::dyads), [`timeline`](Corpus::timeline), and SQL, which cannot write.
//! Every builder shows its own with `to_sql()`. With the feature `arrow`, `batches()` gives record batches.
//!
//! ```
//! use corpus::Corpus;
//! use corpus::query::Freq;
//!
//! let mut corpus = Corpus::in_memory()?;
//! let timeline = corpus.timeline("MLI", "DZA", Freq::Month).since("2025").until("2025-12").rows()?;
//! println!("{} periods, {} relations without a place in them", timeline.rows.len(), timeline.left_out);
//! let answer = corpus.sql()?.rows("SELECT type, count(*) AS n FROM relations GROUP BY type", &[], &[])?;
//! assert_eq!(answer.columns, ["type", "n"]);
//! # Ok::<(), corpus::Error>(())
//! ```
//!
//! The columns are described in `docs/file-format.md`; any SQLite from 3.38 on reads them.
//!
//! # Count words
//!
//! The instruments of corpus linguistics take the same filters: [`concordance`](Corpus::concordance),
//! [`collocations`](Corpus::collocations), [`keyness`](Corpus::keyness), [`frequency`](Corpus::frequency),
//! [`dispersion`](Corpus::dispersion), [`ngrams`](Corpus::ngrams). `docs/words.md` gives their formulas.
//!
//! # Extract alone
//!
//! [`extract()`] is a pure function of an article and a [`Lexicon`]: no database, no clock, no network, linear in the
//! text. Spans are byte ranges; [`Extraction::to_json`] gives code points.
//!
//! ```
//! use corpus::{Lexicon, extract, read};
//!
//! let article = read::text("a/1", "Alger accuse Bamako d’ingérence.", Lexicon::builtin());
//! let extraction = extract(&article, Lexicon::builtin());
//! let relation = &extraction.relations[0];
//! assert_eq!(relation.kind.as_str(), "ACCUSE");
//! assert_eq!((relation.sources[0].code.as_str(), relation.targets[0].code.as_str()), ("DZA", "MLI"));
//! assert_eq!(relation.evidence.slice(&article.text), Some("Alger accuse Bamako"));
//! for (part, span) in &relation.trace.parts {
//!     println!("{part}: {:?}", span.slice(&article.text)); // trigger, source, target …
//! }
//! ```
//!
//! What was extracted elsewhere, on a cluster for instance, is stored with [`Corpus::add_extracted`].
//!
//! # Packs
//!
//! What is known of the world and of languages is data: TOML files in `lexicon/`. A pack of your own stands on top of
//! those that ship with the crate, and may switch off what it does not want; a fault in it is told with file, line and
//! entry. `docs/lexicon.md` makes one step by step, `lexicon/FORMAT.md` describes the files.
//! [`broken_examples_of`](extract::examples::broken_examples_of) reads the examples of its rules and actors,
//! [`Corpus::near_misses`] lists what is still missed, and [`Corpus::diff_lexicon`] what a lexicon would change.
//!
//! ```
//! use corpus::{Corpus, Lexicon, extract, read};
//! use std::sync::Arc;
//!
//! let pack = tempfile::tempdir()?;
//! std::fs::create_dir(pack.path().join("actors"))?;
//! std::fs::write(pack.path().join("actors/mine.toml"), r#"
//!     source = "own field notes"
//!     licence = "CC0-1.0"
//!     [[organization]]
//!     code = "CES"
//!     name = "Cadre d'échange sahélien"
//!     kind = "igo"
//!     actor = true
//! "#)?;
//!
//! let lexicon = Lexicon::with_pack(pack.path())?;
//! let article = read::text("a/1", "Le Cadre d’échange sahélien accuse Alger d’ingérence.", &lexicon);
//! assert_eq!(extract(&article, &lexicon).relations[0].sources[0].code, "CES");
//!
//! let mut corpus = Corpus::in_memory()?.with_lexicon(Arc::new(lexicon));
//! corpus.add(article)?;
//! # assert_eq!(corpus.relations().source("CES").count()?, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rooms
//!
//! Imports go one way: [`text`] < [`lexicon`] < [`mod@extract`]; [`text`] < [`read`]; [`store`] < [`query`]; [`mod@corpus`]
//! joins them. Records ([`article`], [`extraction`]) and [`error`] are known to all. Every failure is an [`Error`],
//! whose variants carry what a caller needs and whose `is_…` methods tell what to branch on.
#![deny(unsafe_code)]
// Nothing that comes in can end the program.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod article;
pub mod corpus;
pub mod error;
pub mod extract;
pub mod extraction;
pub mod lexicon;
#[cfg(feature = "python")]
mod python;
pub mod query;
pub mod read;
pub mod store;
pub mod text;

pub use article::{Article, Label, LabelKind, Metadata};
pub use corpus::Corpus;
pub use error::{Error, Result};
pub use extract::extract;
pub use extraction::Extraction;
pub use lexicon::Lexicon;

/// The examples of the README, run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
