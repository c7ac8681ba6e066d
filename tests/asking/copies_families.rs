//! Copies, rewritten ones too, are found whatever the order and number of loads, and nothing is a copy that is not
//! alike.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::cases::cases;
use corpus::extraction::Extraction;
use corpus::store::{Copies, MIN_SHINGLES, Threshold};
use corpus::text::shingles::Shingles;
use corpus::{Article, Corpus, Metadata};
use proptest::prelude::*;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Numbers without a pattern, the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| format!("mot{}", self.throw(400))).collect()
    }
}

/// Articles of which many are rewritten from others, in several steps, and some identical.
fn press(seed: u64, count: usize) -> Vec<Article> {
    let mut dice = Dice(seed);
    let mut texts: Vec<Vec<String>> = Vec::new();
    for _ in 0..count {
        let length = 30 + dice.throw(60);
        let kind = if texts.is_empty() { 0 } else { dice.throw(8) };
        let text = match (kind, texts.len()) {
            (0..=2, _) => dice.words(length),
            (3, known) => texts[dice.throw(known)].clone(),
            (4, known) => {
                let old = texts[dice.throw(known)].clone();
                let kept = old.len() - dice.throw(old.len() / 3 + 1);
                old[..kept].to_vec()
            }
            (5, known) => [dice.words(4), texts[dice.throw(known)].clone()].concat(),
            (6, known) => {
                let mut old = texts[dice.throw(known)].clone();
                for _ in 0..old.len() / 15 {
                    let at = dice.throw(old.len());
                    old[at] = format!("autre{}", dice.throw(400));
                }
                old
            }
            (_, known) => {
                let lead = dice.words(12);
                let old = &texts[dice.throw(known)];
                [&lead[..], &old[old.len().min(10)..]].concat()
            }
        };
        texts.push(text);
    }
    texts
        .into_iter()
        .enumerate()
        .map(|(n, words)| {
            let published = (n % 5 > 0).then(|| format!("2025-03-{:02}", 1 + dice.throw(20)).parse().unwrap());
            let metadata = Metadata { published, outlet: Some(format!("Journal {}", n % 4)), ..Metadata::default() };
            Article { key: format!("k{n:03}"), text: words.join(" "), metadata, ..Article::default() }
        })
        .collect()
}

/// Stores articles as they are, without reading anything from them.
fn store(corpus: &mut Corpus, articles: &[Article]) {
    let bare = |article: &Article| Extraction { metadata: article.metadata.clone(), ..Extraction::default() };
    corpus.add_extracted(articles.iter().map(|article| (article.clone(), bare(article)))).unwrap();
}

/// The key of each article, and that of its family's head.
fn heads(corpus: &Corpus) -> BTreeMap<String, String> {
    let rows = corpus.articles().rows().unwrap();
    let keys: BTreeMap<i64, String> = rows.iter().map(|row| (row.id, row.key.clone())).collect();
    rows.into_iter()
        .map(|row| {
            let head = keys[&row.copy_of.unwrap_or(row.id)].clone();
            (row.key, head)
        })
        .collect()
}

fn loaded(batches: &[&[Article]]) -> Corpus {
    let mut corpus = Corpus::in_memory().unwrap();
    for batch in batches {
        store(&mut corpus, batch);
    }
    corpus
}

/// What alike means, from the definition: is the smaller key's pair with the larger one a pair of copies?
fn alike(one: &Article, two: &Article, threshold: f64) -> bool {
    let (left, right) = (Shingles::of(&one.text), Shingles::of(&two.text));
    let long = left.len() >= MIN_SHINGLES && right.len() >= MIN_SHINGLES;
    one.text == two.text || (long && left.jaccard(&right) >= threshold)
}

/// The families that comparing every two articles gives.
fn compared(articles: &[Article], threshold: f64) -> BTreeMap<String, String> {
    let mut family: Vec<usize> = (0..articles.len()).collect();
    for one in 0..articles.len() {
        for two in 0..one {
            if family[one] != family[two] && alike(&articles[one], &articles[two], threshold) {
                let (from, to) = (family[one], family[two]);
                family.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
            }
        }
    }
    let order = |at: usize| {
        let day = articles[at].metadata.published.as_ref().map(|date| date.as_str().to_owned());
        (day.is_none(), day, articles[at].key.clone())
    };
    (0..articles.len())
        .map(|at| {
            let head = (0..articles.len()).filter(|other| family[*other] == family[at]).min_by_key(|n| order(*n));
            (articles[at].key.clone(), articles[head.unwrap()].key.clone())
        })
        .collect()
}

#[test]
fn families_are_those_that_comparing_every_two_articles_gives() {
    let (mut same, mut all) = (0, 0);
    for seed in 0..12 {
        let articles = press(seed, 60);
        for threshold in [0.5, 0.8] {
            let mut corpus = loaded(&[&articles]);
            corpus.find_copies(Copies::Alike(Threshold::new(threshold).unwrap())).unwrap();
            let (found, expected) = (heads(&corpus), compared(&articles, threshold));
            same += found.iter().filter(|(key, head)| expected[*key] == **head).count();
            all += found.len();
            let families = expected.values().collect::<BTreeSet<_>>().len();
            assert!((10..55).contains(&families), "the sample has copies and others: {families}");
        }
    }
    // A pair right at the threshold of one half is missed once in a hundred times.
    assert!(same * 1000 >= all * 985, "{same} of {all} articles are in the family they belong to");
}

#[test]
fn what_is_clearly_a_copy_is_never_missed() {
    for seed in 20..40 {
        let articles = press(seed, 60);
        let found = heads(&loaded(&[&articles]));
        let (all, sure) = (compared(&articles, 0.5), compared(&articles, 0.75));
        for (one, head) in &sure {
            assert_eq!(found[one], found[head], "{one} and {head}, seed {seed}");
        }
        for (one, head) in &found {
            assert_eq!(all[one], all[head], "{one} and {head}, seed {seed}");
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn the_order_and_number_of_loads_make_no_difference(
        seed in 0_u64..1000,
        order in Just((0..40).collect::<Vec<usize>>()).prop_shuffle(),
        size in 1_usize..41,
    ) {
        let articles = press(seed, 40);
        let expected = heads(&loaded(&[&articles]));
        let shuffled: Vec<Article> = order.iter().map(|at| articles[*at].clone()).collect();
        let mut corpus = loaded(&shuffled.chunks(size).collect::<Vec<_>>());
        prop_assert_eq!(&heads(&corpus), &expected);
        corpus.find_copies(Copies::default()).unwrap();
        prop_assert_eq!(&heads(&corpus), &expected, "grouped anew");
    }

    #[test]
    fn what_was_deleted_or_changed_and_loaded_again_is_where_it_was(
        seed in 0_u64..1000,
        gone in proptest::collection::btree_set(0_usize..40, 1..10),
        changed in 0_usize..40,
        outside in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let articles = press(seed, 40);
        let mut corpus = Corpus::open(&path).unwrap();
        store(&mut corpus, &articles);
        let expected = heads(&corpus);
        let left: Vec<Article> =
            articles.iter().enumerate().filter(|(n, _)| !gone.contains(n)).map(|(_, a)| a.clone()).collect();
        delete(&path, gone.iter().map(|n| articles[*n].key.as_str()), outside);
        whole(&heads(&corpus));
        let other = Article { text: "rien de tel".into(), ..articles[changed].clone() };
        if !gone.contains(&changed) {
            store(&mut corpus, std::slice::from_ref(&other));
            let now: Vec<Article> =
                left.iter().map(|a| if a.key == other.key { other.clone() } else { a.clone() }).collect();
            prop_assert_eq!(heads(&corpus), heads(&loaded(&[&now])), "after the next write");
            store(&mut corpus, &articles[changed..=changed]);
        }
        corpus.find_copies(Copies::default()).unwrap();
        prop_assert_eq!(heads(&corpus), heads(&loaded(&[&left])), "without them");
        store(&mut corpus, &articles);
        prop_assert_eq!(heads(&corpus), expected);
        prop_assert_eq!(corpus.check().unwrap(), []);
    }
}

/// Deletes articles as another program does, with foreign keys or without.
fn delete<'k>(path: &Path, keys: impl Iterator<Item = &'k str>, foreign_keys: bool) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "foreign_keys", foreign_keys).unwrap();
    for key in keys {
        connection.execute("DELETE FROM article WHERE key = ?1", [key]).unwrap();
    }
}

/// No copy points to an article that is itself a copy.
fn whole(heads: &BTreeMap<String, String>) {
    for head in heads.values() {
        assert_eq!(&heads[head], head);
    }
}

fn article(key: &str, published: &str, text: &str) -> Article {
    let metadata = Metadata { published: published.parse().ok(), ..Metadata::default() };
    Article { key: key.into(), text: text.into(), metadata, ..Article::default() }
}

const DISPATCH: &str = "Les deux pays ont rouvert mardi leur frontière commune, fermée depuis onze mois, a constaté un \
    correspondant sur place. Une trentaine de camions chargés de dattes et de ciment attendaient depuis l’aube devant \
    la barrière. Le gouverneur de la région a salué une étape, sans dire quand les vols reprendront. Les commerçants \
    du marché espèrent que les prix baisseront avant la fin du mois. Aucune cérémonie n’avait été prévue.";

#[test]
fn a_dispatch_that_outlets_rewrite_is_one_family() {
    let cut = DISPATCH.split(" Le gouverneur").next().unwrap().to_owned() + " Aucune cérémonie n’avait été prévue.";
    let signed = format!("LA FRONTIÈRE ROUVERTE\n\nPar notre rédaction\n\n{DISPATCH}\n\n© Tous droits réservés");
    let capitals = DISPATCH.to_uppercase().replace('’', "'");
    let led = DISPATCH.replace(
        "Les deux pays ont rouvert mardi leur frontière commune, fermée depuis onze mois, a constaté",
        "Onze mois après sa fermeture, le poste a rouvert, selon",
    );
    let other = "Le marché aux bestiaux de la capitale a retrouvé ses clients à l’approche de la fête. Les moutons se \
        vendent plus cher que l’an passé, disent les éleveurs, qui accusent le prix du fourrage et celui du transport \
        depuis les pâturages du nord.";
    let articles = [
        article("dispatch", "2025-04-02", DISPATCH),
        article("cut", "2025-04-03", &cut),
        article("signed", "2025-04-03", &signed),
        article("capitals", "2025-04-02", &capitals),
        article("led", "2025-04-04", &led),
        article("other", "2025-04-01", other),
    ];
    let corpus = loaded(&[&articles]);
    let heads = heads(&corpus);
    for key in ["dispatch", "cut", "signed", "capitals", "led"] {
        assert_eq!(heads[key], "capitals", "{key}: the earliest day, then the first key");
    }
    assert_eq!(heads["other"], "other");

    let rows = corpus.copies(1).unwrap();
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["capitals", "dispatch", "cut", "signed", "led"]);
    assert!(rows[0].head && (rows[0].similarity - 1.0).abs() < 1e-9, "case and accents make no difference");
    assert_eq!((rows[0].cut, rows[0].added), (0, 0));
    let exact = Shingles::of(DISPATCH).jaccard(&Shingles::of(&cut));
    assert!((rows[2].similarity - exact).abs() < 1e-12 && exact < 0.7, "{exact}");
    assert_eq!((rows[2].cut, rows[2].added), (29, 0));
    assert_eq!((rows[3].cut, rows[3].added), (0, 9));

    let families = corpus.families().rows().unwrap();
    assert_eq!(families.len(), 1);
    assert_eq!((families[0].key.as_str(), families[0].articles), ("capitals", 5));
    assert_eq!(families[0].first_published.as_deref(), Some("2025-04-02"));
    assert_eq!(families[0].last_published.as_deref(), Some("2025-04-04"));
    assert_eq!(corpus.families().min_articles(6).count().unwrap(), 0);
    assert_eq!(corpus.articles().originals().count().unwrap(), 2);

    let alone = corpus.copies(6).unwrap();
    assert!(alone.len() == 1 && alone[0].head);
    assert!(corpus.copies(99).is_err());
}

#[test]
fn an_earlier_article_that_comes_later_becomes_the_head() {
    let mut corpus = loaded(&[&[article("late", "2025-04-05", DISPATCH)]]);
    store(&mut corpus, &[article("undated", "", &format!("{DISPATCH} Fin."))]);
    assert_eq!(heads(&corpus)["undated"], "late", "what has no date comes last");
    store(&mut corpus, &[article("early", "2025-04-03", DISPATCH)]);
    assert!(heads(&corpus).values().all(|head| head == "early"));
}

#[test]
fn an_article_between_two_families_joins_them() {
    let words: Vec<String> = Dice(7).words(120);
    let text = |range: std::ops::Range<usize>| words[range].join(" ");
    let (first, last) = (article("first", "2025-01-01", &text(0..80)), article("last", "2025-01-02", &text(40..120)));
    let mut corpus = loaded(&[&[first, last]]);
    assert_eq!(heads(&corpus)["last"], "last", "too little in common");
    store(&mut corpus, &[article("bridge", "2025-01-03", &text(20..100))]);
    assert!(heads(&corpus).values().all(|head| head == "first"));
    let mut apart = corpus;
    store(&mut apart, &[article("bridge", "2025-01-03", "Sans rapport.")]);
    assert_eq!(heads(&apart)["last"], "last", "and apart again when it is gone");
}

#[test]
fn short_texts_are_copies_only_where_they_are_identical() {
    let notice = "Météo : temps sec et ensoleillé demain sur tout le littoral, vent faible, mer peu agitée, 24 degrés.";
    let articles: Vec<Article> = (0..30)
        .map(|n| article(&format!("k{n}"), "2025-01-01", &notice.replace("24", &(10 + n / 2).to_string())))
        .collect();
    let heads = heads(&loaded(&[&articles]));
    assert_eq!(heads.values().collect::<BTreeSet<_>>().len(), 15, "two by two");
    let empty = [article("a", "", ""), article("b", "", ""), article("c", "", " … "), article("d", "", " … ")];
    assert_eq!(loaded(&[&empty]).families().count().unwrap(), 0, "no words, no copies");
}

#[test]
fn the_threshold_is_remembered_and_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let articles = press(3, 40);
    let mut corpus = Corpus::open(&path).unwrap();
    store(&mut corpus, &articles[..30]);
    let close = Copies::Alike(Threshold::new(0.9).unwrap());
    corpus.find_copies(close).unwrap();
    drop(corpus);
    let mut corpus = Corpus::open(&path).unwrap();
    assert_eq!(corpus.copy_rule().unwrap(), close);
    store(&mut corpus, &articles[30..]);
    let mut fresh = Corpus::in_memory().unwrap();
    fresh.find_copies(close).unwrap();
    store(&mut fresh, &articles);
    assert_eq!(heads(&corpus), heads(&fresh));

    let identical = corpus.find_copies(Copies::Identical).unwrap();
    let texts: BTreeSet<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    assert_eq!(identical.articles - identical.families, (articles.len() - texts.len()) as u64);
    let mut off = Corpus::in_memory().unwrap();
    off.find_copies(Copies::Identical).unwrap();
    store(&mut off, &articles);
    assert_eq!(heads(&off), heads(&corpus));
    off.find_copies(Copies::default()).unwrap();
    assert_eq!(heads(&off), heads(&loaded(&[&articles])), "sketches that were not made are made up for");
}

/// A file as version 1 left it, without sketches and with families of identical texts, headed by the first loaded.
#[test]
fn a_file_of_the_first_version_gets_its_families_at_the_next_load() {
    let folder = tempfile::tempdir().unwrap();
    let articles = press(5, 40);
    for by_loading in [true, false] {
        let path = folder.path().join(format!("{by_loading}.db"));
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(include_str!("../../src/store/schema/0001_initial.sql")).unwrap();
        connection.pragma_update(None, "application_id", corpus::store::APPLICATION_ID).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        for article in &articles[..39] {
            let day = article.metadata.published.as_ref().map(|date| date.as_str().to_owned());
            let digest: [u8; 32] = sha(&article.text);
            connection
                .execute(
                    "INSERT INTO article (key, digest, copy_of, loaded_at, published, published_from, words, text) \
                     VALUES (?1, ?2, (SELECT coalesce(copy_of, id) FROM article WHERE digest = ?2), '', ?3, ?3, 99, ?4)",
                    (&article.key, digest, day, &article.text),
                )
                .unwrap();
        }
        drop(connection);
        let mut corpus = Corpus::open(&path).unwrap();
        if by_loading {
            store(&mut corpus, &articles[39..]);
            assert_eq!(heads(&corpus), heads(&loaded(&[&articles])));
        } else {
            corpus.find_copies(Copies::default()).unwrap();
            assert_eq!(heads(&corpus), heads(&loaded(&[&articles[..39]])));
        }
        assert_eq!(corpus.check().unwrap(), []);
    }
}

fn sha(text: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).into()
}

#[test]
fn what_other_programs_write_finds_its_family_at_the_next_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    store(&mut corpus, &[article("a", "2025-04-02", DISPATCH)]);
    let connection = Connection::open(&path).unwrap();
    let text = format!("{DISPATCH} Fin.");
    connection
        .execute(
            "INSERT INTO article (key, digest, loaded_at, words, text) VALUES ('outside', ?1, '', 60, ?2)",
            (sha(&text), &text),
        )
        .unwrap();
    store(&mut corpus, &[article("b", "2025-05-01", "Autre chose.")]);
    assert_eq!(heads(&corpus)["outside"], "a");
    connection.execute("UPDATE article SET published_from = '2025-04-01' WHERE key = 'outside'", []).unwrap();
    store(&mut corpus, &[article("c", "2025-05-01", "Encore autre chose.")]);
    assert_eq!(heads(&corpus)["a"], "outside");
    assert_eq!(corpus.check().unwrap(), []);
}
