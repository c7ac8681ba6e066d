//! A sample that is judged must be one that others can draw again: from the seed and the articles alone.

use corpus::corpus::{Allocation, LoadOptions, SampleRow, Stratum};
use corpus::read::Input;
use corpus::{Article, Corpus, Metadata};
use std::collections::BTreeMap;

fn articles() -> Vec<Article> {
    let verbs = ["accuse", "menace", "soutient"];
    (0..48)
        .map(|number| Article {
            key: format!("a/{number}"),
            text: format!("Alger {} Bamako, dit la note {number}. La suite viendra.", verbs[number % 3]),
            metadata: Metadata {
                language: Some("fr".into()),
                outlet: (number % 4 > 0).then(|| format!("Titre {}", number % 4)),
                ..Metadata::default()
            },
            ..Article::default()
        })
        .collect()
}

fn loaded(articles: Vec<Article>) -> Corpus {
    let mut corpus = Corpus::in_memory().expect("a corpus in memory");
    let inputs: Vec<Input> = articles
        .into_iter()
        .map(|article| Input { origin: article.key.clone(), article: Ok(article), notes: vec![] })
        .collect();
    let report = corpus.load(inputs, &LoadOptions::default()).expect("a load");
    assert_eq!((report.added, report.refused.len()), (48, 0));
    corpus
}

fn told(rows: &[SampleRow]) -> Vec<(String, String, String, u64)> {
    rows.iter().map(|row| (row.key.clone(), row.sentence.clone(), row.stratum.clone(), row.population)).collect()
}

#[test]
fn the_order_of_loading_changes_nothing() {
    let one = loaded(articles());
    let mut turned = articles();
    turned.reverse();
    turned.rotate_left(7);
    let other = loaded(turned);
    let draw = |corpus: &Corpus, seed, size| {
        let sample = corpus.sample(corpus.relations(), size).by(Stratum::Type).by(Stratum::Outlet).seed(seed);
        told(&sample.rows().expect("a sample"))
    };
    let drawn = draw(&one, 3, 12);
    assert_eq!(drawn.len(), 12);
    assert_eq!(drawn, draw(&other, 3, 12));
    assert_ne!(drawn, draw(&one, 4, 12));
    let larger = draw(&one, 3, 20);
    assert!(drawn.iter().all(|row| larger.contains(row)), "a larger sample holds the smaller");
    assert!(drawn.iter().any(|(_, _, stratum, _)| stratum.ends_with(" / none")), "articles without an outlet too");
}

#[test]
fn each_stratum_gives_its_share_and_says_its_size() {
    let corpus = loaded(articles());
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for row in corpus.relations().rows().expect("relations") {
        *sizes.entry(row.kind).or_default() += 1;
    }
    assert!(sizes.len() >= 2, "{sizes:?}");
    let all: u64 = sizes.values().sum();
    let rows = corpus.sample(corpus.relations(), 10_000).by(Stratum::Type).rows().expect("a sample");
    assert_eq!(rows.len() as u64, all);
    for row in &rows {
        assert_eq!(row.population, sizes[&row.relation.kind]);
        assert_eq!(row.stratum, row.relation.kind);
        assert!(row.sentence.contains(&row.relation.evidence), "{row:?}");
        assert!(row.sentence.ends_with('.') && !row.sentence.contains("La suite"), "{row:?}");
    }
    let sample = corpus.sample(corpus.relations(), 10).by(Stratum::Type).allocation(Allocation::Proportional);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for row in sample.rows().expect("a sample") {
        *counts.entry(row.stratum).or_default() += 1;
    }
    for (kind, size) in &sizes {
        assert!(counts.get(kind).copied().unwrap_or(0).abs_diff(10 * size / all) <= 1, "{kind}: {counts:?}");
    }
    assert_eq!(corpus.sample(corpus.relations().source("MLI"), 5).rows().expect("a sample"), []);
}
