//! Whatever is typed is a query; what it finds is shown as it stands in the text.

mod query_fixture;

use corpus::Corpus;
use proptest::prelude::*;
use query_fixture::corpus;

fn keys(corpus: &Corpus, query: &str) -> Vec<String> {
    let hits = corpus.search(query).hits().unwrap_or_else(|error| panic!("{query:?}: {error}"));
    hits.into_iter().map(|hit| hit.key).collect()
}

#[test]
fn words_phrases_and_their_absence() {
    let corpus = corpus();
    for (query, found) in [
        ("drone", &["aps/3", "monde/1"][..]),
        ("DRONE algerie", &["aps/3", "monde/1"]),
        ("d'Algérie", &["aps/3", "aps/4", "monde/1"]),
        ("l’Algérie", &["aps/3", "aps/4", "monde/1"]),
        ("drone -dément", &["monde/1"]),
        ("\"abat un drone\"", &["monde/1"]),
        ("\"un drone abat\"", &[]),
        ("maroc OR dément", &["aps/3", "monde/2"]),
        ("ambassad*", &["monde/1"]),
        ("coope\u{301}ration", &["monde/2"]),
        ("-mali", &["vide/5"]),
        ("", &["aps/3", "aps/4", "monde/1", "monde/2", "vide/5"]),
        ("!!!", &[]),
        ("absent", &[]),
        ("drone absent", &[]),
    ] {
        let mut keys = keys(&corpus, query);
        keys.sort();
        assert_eq!(keys, found, "{query}");
    }
}

#[test]
fn words_and_structure_in_one_question() -> corpus::Result<()> {
    let corpus = corpus();
    assert_eq!(corpus.search("drone").status("denied").hits()?.len(), 1);
    assert_eq!(corpus.search("mali").actor("Maroc").count()?, 1);
    assert_eq!(corpus.search("mali").published_since("2025-05").hits()?.len(), 1);
    assert_eq!(corpus.search("mali").outlet("aps").limit(1).hits()?.len(), 1);
    assert_eq!(corpus.search("mali").offset(3).hits()?.len(), 1);
    assert_eq!(corpus.search("").of_type("CONSULT").hits()?.len(), 1);
    Ok(())
}

#[test]
fn a_title_counts_more() {
    assert_eq!(keys(&corpus(), "coopération").first().map(String::as_str), Some("monde/2"));
}

#[test]
fn matches_are_verbatim() -> corpus::Result<()> {
    let corpus = corpus();
    for hit in corpus.search("algérie OR drone").hits()? {
        let text: Vec<char> = corpus.articles().article(hit.article_id).rows()?.remove(0).text.chars().collect();
        let slice = |start: usize, end: usize| text[start..end].iter().collect::<String>();
        assert_eq!(slice(hit.snippet_start, hit.snippet_end), hit.snippet);
        assert!(!hit.matches.is_empty());
        for (start, end) in hit.matches {
            assert!(["algérie", "drone"].contains(&slice(start, end).to_lowercase().as_str()));
        }
    }
    Ok(())
}

#[test]
fn hostile_strings_are_words() {
    let corpus = corpus();
    let deep = "(".repeat(5_000);
    let many = "OR mot ".repeat(20_000);
    let long = "é".repeat(2_000_000);
    for query in [
        "AND OR NOT NEAR( ) * ^ - + : \" {}",
        "\"",
        "((",
        "*",
        "*mali",
        "^mali",
        "mali*algérie",
        "Al-Qaïda",
        "C++",
        "AT&T",
        "20.04",
        "50%",
        "@x",
        "#x",
        "title:mali",
        "nosuch:x",
        "rank:x",
        "' OR 1=1 --",
        "'; DROP TABLE article; --",
        "\"; ATTACH 'x' AS y",
        "mali\0 OR 1",
        "%_\\",
        "-",
        "--",
        "-\"",
        "\u{202e}mali",
        "\u{0301}",
        "①②",
        "\u{e000}",
        "𐍈",
        "ⅷ",
        "NEAR(mali algérie, 2)",
        "mali OR",
        "OR",
        "OR OR",
        "-a -b",
        "a -",
        "\u{2}\u{3}",
        deep.as_str(),
        many.as_str(),
        long.as_str(),
    ] {
        keys(&corpus, query);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]
    #[test]
    fn any_string_is_a_query(query in "\\PC{0,60}|[\"()*:^+\\-{} a-eéOR’'\\x00-\\x1f]{0,40}") {
        thread_local!(static CORPUS: Corpus = corpus());
        CORPUS.with(|corpus| {
            let hits = corpus.search(&query).hits();
            prop_assert!(hits.is_ok(), "{:?}: {:?}", query, hits);
            Ok(())
        })?;
    }
}
