//! What is counted is what stands in the texts: each figure can be found again by reading them.

use crate::cases::cases;
use crate::query_fixture::corpus as known;
use corpus::article::{Article, Label, LabelKind, Metadata};
use corpus::query::{By, Freq, Order, Parts, Unit, Window};
use corpus::text::Span;
use corpus::{Corpus, Extraction};
use proptest::prelude::*;

/// A corpus of articles by key, outlet, day and text, with nothing read from them.
fn corpus(articles: &[(&str, &str, Option<&str>, &str)]) -> Corpus {
    let mut corpus = Corpus::in_memory().expect("a corpus");
    let articles = articles.iter().map(|(key, outlet, published, text)| unread(article(key, outlet, *published, text)));
    corpus.add_extracted(articles).expect("articles");
    corpus
}

fn article(key: &str, outlet: &str, published: Option<&str>, text: &str) -> Article {
    let metadata = Metadata {
        language: Some("fr".into()),
        outlet: Some(outlet.into()),
        published: published.map(|day| day.parse().expect("a date")),
        ..Metadata::default()
    };
    Article { key: key.into(), text: text.into(), metadata, ..Article::default() }
}

/// The article, with nothing read from it.
fn unread(article: Article) -> (Article, Extraction) {
    let metadata = article.metadata.clone();
    (article, Extraction { metadata, ..Extraction::default() })
}

fn lines(corpus: &Corpus, word: &str) -> Vec<String> {
    let rows = corpus.concordance(word).rows().unwrap_or_else(|error| panic!("{word}: {error}"));
    rows.into_iter().map(|row| format!("{}/{}", row.key, row.found)).collect()
}

#[test]
fn a_concordance_finds_words_in_their_forms_and_phrases_in_their_order() {
    let corpus = corpus(&[
        ("a", "x", None, "Le président malien reçoit les présidents. « Président » ?"),
        ("b", "x", None, "PRÉSIDENTE d’Algérie. Un accord, militaire. L’accord militaire ; accords « militaires »."),
        ("c", "x", None, "La présidence de l’O.N.U. se tait à Cœur-Ville."),
    ]);
    for (word, found) in [
        ("président", &["a/président", "a/présidents", "a/Président", "b/PRÉSIDENTE", "c/présidence"][..]),
        ("\"président\"", &["a/président", "a/Président"]),
        ("présid*", &["a/président", "a/présidents", "a/Président", "b/PRÉSIDENTE", "c/présidence"]),
        ("accord militaire", &["b/accord militaire", "b/accords « militaires"]),
        ("\"accord militaire\"", &["b/accord militaire"]),
        ("d'Algérie", &["b/Algérie"]),
        ("ONU", &["c/O.N.U."]),
        ("coeur", &["c/Cœur"]),
        ("malien OR \"présidence\"", &["a/malien", "c/présidence"]),
        ("absent", &[]),
    ] {
        assert_eq!(lines(&corpus, word), found, "{word}");
    }
    assert!(corpus.concordance("!!").rows().is_err());
    assert!(corpus.concordance_of_relations().rows().is_err());
}

#[test]
fn lines_are_sorted_by_what_stands_beside_the_match() -> corpus::Result<()> {
    let corpus = corpus(&[
        ("a", "x", Some("2025-02-01"), "vieux drone blanc"),
        ("b", "x", None, "petit drone gris"),
        ("c", "x", Some("2025-01-01"), "grand drone azur"),
    ]);
    let keys = |order| -> corpus::Result<String> {
        Ok(corpus.concordance("drone").sort(order).rows()?.into_iter().map(|row| row.key).collect())
    };
    assert_eq!(keys(Order::Position)?, "abc");
    assert_eq!(keys(Order::Left)?, "cba");
    assert_eq!(keys(Order::Right)?, "cab");
    assert_eq!(keys(Order::Published)?, "cab");
    let second = corpus.concordance("drone").sort(Order::Left).offset(1).limit(1).rows()?;
    assert_eq!(second.into_iter().map(|row| row.key).collect::<Vec<_>>(), ["b"]);
    assert_eq!(corpus.concordance("drone").limit(2).count()?, 3);
    Ok(())
}

#[test]
fn a_line_shows_the_text_around_the_match_and_its_sentence() -> corpus::Result<()> {
    let corpus = corpus(&[("a", "x", None, "Un début.\nLe drone de l’armée\na été abattu. La suite vient.")]);
    let line = &corpus.concordance("armée").width(20).rows()?[0];
    assert_eq!(
        (line.left.as_str(), line.found.as_str(), line.right.as_str()),
        ("Le drone de l’", "armée", " a été abattu. La")
    );
    assert_eq!(line.sentence, "Le drone de l’armée\na été abattu.");
    Ok(())
}

#[test]
fn entities_and_relations_have_lines_too() -> corpus::Result<()> {
    let corpus = known();
    let lines = corpus.concordance_of_entity("Mali").rows()?;
    assert!(!lines.is_empty() && lines.iter().all(|line| line.found == "Mali"));
    assert_eq!(lines.len() as u64, corpus.mentions().entity("MLI").count()?);
    let lines = corpus.concordance_of_relations().between("MLI", "DZA").of_type("ASSAULT").rows()?;
    assert!(!lines.is_empty());
    for line in lines {
        let relations = corpus.relations().article(line.article_id).of_type("ASSAULT").rows()?;
        let (start, end) = (i64::try_from(line.start).expect("small"), i64::try_from(line.end).expect("small"));
        assert!(relations.iter().any(|row| row.start <= start && end <= row.end), "{line:?}");
    }
    Ok(())
}

#[test]
fn what_is_no_part_of_the_article_is_not_counted_unless_asked() -> corpus::Result<()> {
    let text = "Le drone tombe. Publicité : achetez un drone !";
    let mut labelled = article("a", "x", Some("2025-01-01"), text);
    labelled.labels = vec![Label { span: Span::new(16, text.len()), kind: LabelKind::Advertisement }];
    let mut corpus = Corpus::in_memory()?;
    corpus.add_extracted([unread(labelled)])?;
    assert_eq!(corpus.concordance("drone").count()?, 1);
    assert_eq!(corpus.concordance("drone").skip([]).count()?, 2);
    let words = |skip: &[LabelKind]| -> corpus::Result<u64> {
        Ok(corpus.frequency("drone", Freq::Day).skip(skip.iter().copied()).rows()?.rows[0].words)
    };
    assert_eq!((words(&[LabelKind::Advertisement])?, words(&[LabelKind::Credit])?), (3, 7));
    Ok(())
}

#[test]
fn collocations_are_those_of_a_table_worked_by_hand() -> corpus::Result<()> {
    // Windows of one word: `rouge` stands before the node twice, after it once, and once elsewhere.
    let corpus = corpus(&[
        ("a", "x", None, "rouge drone bleu. rouge drone rouge. vert gris rouge noir"),
        ("b", "x", None, "drone\n\nrouge"),
    ]);
    let rows = corpus.collocations("drone").window(1).within(Window::Sentence).min_count(1).rows()?;
    let row = rows.iter().find(|row| row.collocate == "rouge").expect("a collocate");
    assert_eq!((row.count, row.count_left, row.count_right, row.count_collocate), (3, 2, 1, 5));
    // Nodes aside there are 9 words, 4 of them in windows.
    assert!((row.expected - 4.0 * 5.0 / 9.0).abs() < 1e-12, "{row:?}");
    assert!((row.pmi - (3.0 / (20.0 / 9.0_f64)).log2()).abs() < 1e-12);
    assert!((row.dice - 2.0 * 3.0 / (3.0 + 5.0)).abs() < 1e-12);
    let wide = corpus.collocations("drone").left(0).right(1).within(Window::Article).min_count(1).rows()?;
    let row = wide.iter().find(|row| row.collocate == "rouge").expect("a collocate");
    assert_eq!((row.count_left, row.count_right), (0, 2));
    Ok(())
}

#[test]
fn keyness_compares_parts_and_the_rest() -> corpus::Result<()> {
    let corpus = corpus(&[
        ("a", "x", None, "drone drone drone avion le le"),
        ("b", "y", None, "avion avion avion drone la"),
        ("c", "z", None, "drone drone"),
    ]);
    let target = || corpus.subcorpus().outlet("x");
    let rows = corpus.keyness(target()).reference(corpus.subcorpus().outlet("y")).min_count(1).rows()?;
    let drone = rows.first().expect("a word");
    assert_eq!((drone.word.as_str(), drone.target, drone.reference), ("drone", 3, 1));
    assert!((drone.target_per_million.unwrap_or_default() - 500_000.0).abs() < 1e-9);
    assert!((drone.log_ratio - ((3.0 / 6.0) / (1.0 / 5.0_f64)).log2()).abs() < 1e-12);
    assert!(rows.iter().all(|row| row.word != "le"), "stop words are left out unless asked for");
    assert!(corpus.keyness(target()).stop_words(true).min_count(1).rows()?.iter().any(|row| row.word == "le"));
    let rest = corpus.keyness(target()).min_count(1).rows()?;
    let drone = rest.iter().find(|row| row.word == "drone").expect("a word");
    assert_eq!((drone.target, drone.reference), (3, 3));
    let within = corpus.subcorpus().outlet("x").outlet("y");
    let rest = corpus.keyness(target()).within(within).min_count(1).rows()?;
    assert_eq!(rest.iter().find(|row| row.word == "drone").map(|row| row.reference), Some(1));
    Ok(())
}

#[test]
fn evidence_alone_can_be_counted() -> corpus::Result<()> {
    let corpus = known();
    let all = corpus.ngrams(1).min_count(1).rows()?;
    let said = corpus.ngrams(1).unit(Unit::Evidence).between("MLI", "DZA").min_count(1).rows()?;
    assert!(!said.is_empty() && said.len() < all.len());
    let mut words = std::collections::BTreeSet::new();
    for row in corpus.relations().between("MLI", "DZA").rows()? {
        let line = corpus.concordance_of_relations().article(row.article_id).between("MLI", "DZA").rows()?;
        words.extend(line.iter().flat_map(|line| {
            let mut found = Vec::new();
            corpus::text::words::each_word(&line.sentence, |word| {
                found.push(line.sentence[word.start as usize..word.end as usize].to_lowercase());
            });
            found
        }));
    }
    let listed: std::collections::BTreeSet<String> = said.into_iter().map(|row| row.ngram).collect();
    assert_eq!(listed, words);
    let target = corpus.subcorpus().of_type("ASSAULT");
    let rows = corpus.keyness(target).unit(Unit::Evidence).min_count(1).rows()?;
    assert!(rows.iter().any(|row| row.target > 0) && rows.iter().any(|row| row.reference > 0));
    Ok(())
}

#[test]
fn frequency_has_every_period() -> corpus::Result<()> {
    let corpus = corpus(&[
        ("a", "x", Some("2025-01-05"), "drone drone vole"),
        ("b", "x", Some("2025-03-05"), "rien ici"),
        ("c", "x", Some("2025-03-06"), "un drone"),
        ("d", "x", Some("2025"), "un drone"),
        ("e", "x", None, "un drone"),
    ]);
    let found = corpus.frequency("drone", Freq::Month).word("rien").rows()?;
    assert_eq!(found.left_out, 2);
    let rows: Vec<_> = found
        .rows
        .iter()
        .map(|row| (row.word.as_str(), row.period.as_str(), row.count, row.words, row.articles, row.articles_with))
        .collect();
    assert_eq!(
        rows,
        [
            ("drone", "2025-01", 2, 3, 1, 1),
            ("drone", "2025-02", 0, 0, 0, 0),
            ("drone", "2025-03", 1, 4, 2, 1),
            ("rien", "2025-01", 0, 3, 1, 0),
            ("rien", "2025-02", 0, 0, 0, 0),
            ("rien", "2025-03", 1, 4, 2, 1),
        ]
    );
    assert_eq!(found.rows[1].per_million, None);
    assert_eq!(found.rows[2].per_million, Some(250_000.0));
    let asked = corpus.frequency("drone", Freq::Year).published_since("2024").published_until("2026").rows()?;
    assert_eq!(asked.rows.iter().map(|row| row.count).collect::<Vec<_>>(), [0, 4, 0]);
    Ok(())
}

#[test]
fn dispersion_is_that_of_the_parts() -> corpus::Result<()> {
    // The example of Gries (2008): five parts of 9, 10, 10, 10 and 11 words, with 1 to 5 times `a`.
    let parts = [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)];
    let texts: Vec<String> = parts
        .iter()
        .map(|(count, words)| [vec!["mot"; *count], vec!["autre"; words - count]].concat().join(" "))
        .collect();
    let articles: Vec<_> = texts.iter().map(|text| ("", "x", None, text.as_str())).collect();
    let keys = ["1", "2", "3", "4", "5"];
    let articles: Vec<_> = articles.into_iter().zip(keys).map(|((_, o, d, t), key)| (key, o, d, t)).collect();
    let corpus = corpus(&articles);
    let found = corpus.dispersion("mot").rows()?;
    let row = &found.rows[0];
    assert_eq!((row.count, row.parts, row.range), (15, 5, 5));
    assert!((row.dp.unwrap_or_default() - 0.18).abs() < 1e-12);
    assert!((row.juilland_d.unwrap_or_default() - 0.785).abs() < 5e-4);
    let one = corpus.dispersion("mot").over(Parts::Outlet).rows()?;
    assert_eq!((one.rows[0].parts, one.rows[0].juilland_d), (1, None));
    assert_eq!(corpus.dispersion("mot").over(Parts::Month).rows()?.left_out, 5);
    Ok(())
}

#[test]
fn ngrams_do_not_cross_marks() -> corpus::Result<()> {
    let corpus = corpus(&[
        ("a", "x", None, "L’espace aérien est fermé. L’espace aérien, fermé."),
        ("b", "x", None, "Espace « aérien » fermé"),
    ]);
    let rows = corpus.ngrams(2).rows()?;
    let rows: Vec<_> = rows.iter().map(|row| (row.ngram.as_str(), row.count, row.articles)).collect();
    assert_eq!(rows, [("espace aérien", 3, 2), ("l espace", 2, 1)]);
    let content = corpus.ngrams(2).stop_words(false).by(By::Folded).min_count(1).rows()?;
    let content: Vec<_> = content.iter().map(|row| (row.ngram.as_str(), row.count)).collect();
    assert_eq!(content, [("espace aerien", 3), ("aerien ferme", 1)]);
    assert!(corpus.ngrams(0).rows().is_err() && corpus.ngrams(6).rows().is_err());
    Ok(())
}

#[test]
fn a_stop_is_an_error_and_nothing_else() {
    let corpus = known();
    let stopped = corpus.keyness(corpus.subcorpus()).stop(std::sync::Arc::new(|| true)).rows();
    assert!(stopped.is_err_and(|error| error.is_interrupted()));
}

proptest! {
    #![proptest_config(cases(1024))]

    /// Lines point to the text; there are as many as are counted without the index; and n-grams of one word, taken
    /// together, are all words.
    #[test]
    fn every_count_is_the_same_one(
        texts in proptest::collection::vec("(Le |la |drones? |[dD]rone|O\\.N\\.U\\. |œufs? |oeuf |[,.«»] ?|\n|\n\n|l’|mal |malis? ){0,30}", 1..6),
        word in "(drone|drones|oeuf|œufs|mali|Mali|ONU|le drone|dro\\*|\"drone\")",
        width in 0_usize..30,
    ) {
        let keys: Vec<String> = (0..texts.len()).map(|n| n.to_string()).collect();
        let articles: Vec<_> =
            texts.iter().zip(&keys).map(|(text, key)| (key.as_str(), "x", Some("2025-01-01"), text.as_str())).filter(|(_, _, _, text)| !text.trim().is_empty()).collect();
        prop_assume!(!articles.is_empty());
        let corpus = corpus(&articles);
        let lines = corpus.concordance(word.as_str()).width(width).rows()?;
        for line in &lines {
            let text: Vec<char> =
                articles.iter().find(|article| article.0 == line.key).expect("an article").3.chars().collect();
            let shown = |from: usize, to: usize| -> String {
                text[from..to].iter().map(|c| if *c == '\n' { ' ' } else { *c }).collect()
            };
            prop_assert_eq!(&shown(line.start, line.end), &line.found);
            prop_assert!(shown(0, line.start).ends_with(&line.left));
            prop_assert!(shown(line.end, text.len()).starts_with(&line.right));
            prop_assert!(line.left.chars().count() <= width && line.right.chars().count() <= width);
            prop_assert!(articles.iter().any(|article| article.3.contains(&line.sentence)));
        }
        let counted = corpus.frequency(word.as_str(), Freq::Year).rows()?;
        let row = &counted.rows[0];
        prop_assert_eq!(lines.len() as u64, row.count);
        let single: u64 = corpus.ngrams(1).min_count(1).rows()?.iter().map(|row| row.count).sum();
        prop_assert_eq!(single, row.words);
        let spread = corpus.dispersion(word.as_str()).rows()?;
        prop_assert_eq!((spread.rows[0].count, spread.rows[0].range), (row.count, row.articles_with));
    }
}
