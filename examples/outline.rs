//! Shows how a sentence is read: its phrases, who they stand for, and the relations found. For authors of rules.
//!
//! `cargo run --example outline -- "Le Mali accuse l’Algérie d’ingérence."`; `--packs FOLDER` in front reads all packs
//! from a folder instead of those built in.

use corpus::extract::actors::{Discourse, Resolver};
use corpus::extract::clauses::Clauses;
use corpus::extract::document::Document;
use corpus::extract::phrases::{Unit, phrases};
use corpus::extract::tags::Tagger;
use corpus::extract::{dates, names};
use corpus::lexicon::pack;
use corpus::{Article, Lexicon, extract};
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let mut own = None;
    if let [flag, folder, ..] = words.as_slice()
        && flag == "--packs"
    {
        own = Some(Lexicon::compile(&pack::folder(Path::new(folder))?)?);
        words.drain(..2);
    }
    let text = words.join(" ");
    let lexicon = own.as_ref().unwrap_or_else(|| Lexicon::builtin());
    let mut article = Article { text: text.clone(), ..Article::default() };
    article.metadata.language = Some("fr".to_owned());
    let mut out = std::io::stdout().lock();
    let document = Document::new(&article, lexicon);
    let found = names::spoken(&document, lexicon, &names::names(&document, lexicon));
    let dated = dates::dates(&document, None, lexicon);
    let ranges: Vec<_> = dated.iter().map(|date| date.tokens.clone()).collect();
    if let Some(language) = lexicon.language("fr") {
        let grammar = &language.grammar;
        let tagger = Tagger { document: &document, grammar, lexicon: lexicon.names(), names: &found, dates: &ranges };
        let resolver = Resolver { document: &document, grammar, lexicon: lexicon.names(), names: &found };
        let mut discourse = Discourse::default();
        for sentence in &document.sentences {
            let units = phrases(&tagger.tag(&sentence.tokens), grammar);
            let clauses = Clauses::new(&units, grammar);
            let standings = resolver.resolve(&units, &mut discourse);
            for (index, placed) in units.iter().enumerate() {
                let what = match &placed.unit {
                    Unit::Noun(phrase) => format!(
                        "noun  {}{:?}",
                        phrase.preposition.map_or(String::new(), |p| format!("({}) ", grammar.preposition_name(p))),
                        phrase.nouns.iter().map(|(noun, ..)| grammar.noun_name(*noun)).collect::<Vec<_>>()
                    ),
                    Unit::Verb(group) => format!(
                        "verb  {} {:?} finite {:?} passive {} bare {} governors {:?} subject {:?} object {:?}",
                        grammar.verb_name(group.verb),
                        group.form,
                        group.finite,
                        group.passive,
                        group.bare,
                        group.governors,
                        clauses.subject(index),
                        clauses.object(index)
                    ),
                    other => format!("{other:?}"),
                };
                let who = standings[index].as_ref().map_or(String::new(), |standing| {
                    format!(
                        " = {:?} {:?}",
                        standing.stand,
                        standing.actors.iter().map(|a| a.code.as_str()).collect::<Vec<_>>()
                    )
                });
                writeln!(out, "{index:3} {:30} {what}{who}", document.surface(&placed.tokens))?;
            }
        }
    }
    for relation in extract(&article, lexicon).relations {
        let codes = |parties: &[corpus::extraction::Party]| {
            parties.iter().map(|p| p.code.clone()).collect::<Vec<_>>().join("+")
        };
        writeln!(
            out,
            "{} {}>{} {} [{}]",
            relation.kind,
            codes(&relation.sources),
            codes(&relation.targets),
            relation.status,
            relation.rule
        )?;
    }
    Ok(())
}
