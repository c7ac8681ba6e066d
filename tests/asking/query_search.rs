//! Whatever is typed is a query; what it finds is shown as it stands in the text.

use crate::cases::cases;
use crate::query_fixture::corpus;
use corpus::query::{Cell, Facet, Match};
use corpus::{Article, Corpus, Extraction, Metadata};
use proptest::prelude::*;

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
    #![proptest_config(cases(1024))]
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

/// A corpus of texts, each with its language, stored as they are.
fn texts(all: &[(&str, Option<&str>, &str)]) -> Corpus {
    let mut corpus = Corpus::in_memory().expect("a corpus");
    let articles = all.iter().enumerate().map(|(number, (title, language, text))| {
        let metadata = Metadata {
            title: (!title.is_empty()).then(|| (*title).to_owned()),
            language: language.map(str::to_owned),
            outlet: Some(if number % 2 == 0 { "aps" } else { "monde" }.into()),
            published: Some(format!("202{}-05-0{}", number % 4, number % 9 + 1).parse().expect("a date")),
            ..Metadata::default()
        };
        let article =
            Article { key: format!("k{number}"), text: (*text).into(), metadata: metadata.clone(), labels: Vec::new() };
        (article, Extraction { metadata, ..Extraction::default() })
    });
    corpus.add_extracted(articles).expect("stored");
    corpus
}

fn sorted(mut keys: Vec<String>) -> Vec<String> {
    keys.sort();
    keys
}

#[test]
fn a_word_finds_its_forms_however_they_are_written() {
    let corpus = texts(&[
        ("", Some("fr"), "Le ministre a condamné l'attaque contre l’Algérie."),
        ("", Some("fr"), "Elle condamne des œuvres d'Al-Qaïda au Sahel."),
        ("", Some("fr"), "Les condamnées, franco-algériennes, lisent une oeuvre."),
        ("", Some("en"), "The minister condemned the attack in 2020."),
        ("", Some("fr"), "Une condamnation attendue; le mal est fait."),
        ("", Some("fr"), "Le Mali se tait."),
    ]);
    for (query, found) in [
        ("condamner", &["k0", "k1", "k2", "k4"][..]),
        ("CONDAMNÉE", &["k0", "k1", "k2", "k4"]),
        ("\"condamné\"", &["k0", "k1"]),
        ("d'Algérie", &["k0"]),
        ("l’algerie", &["k0"]),
        ("Al-Qaida", &["k1"]),
        ("al qaïda", &["k1"]),
        ("œuvre", &["k1", "k2"]),
        ("oeuvres", &["k1", "k2"]),
        ("franco-algérienne", &["k2"]),
        ("mali", &["k5"]),
        ("condemning", &["k3"]),
    ] {
        assert_eq!(sorted(keys(&corpus, query)), found, "{query}");
    }
}

#[test]
fn a_form_counts_in_articles_of_its_language() {
    let corpus = texts(&[
        ("", Some("fr"), "Des signaux contraires."),
        ("", Some("en"), "Les signaux, he said."),
        ("", None, "signaux"),
        ("", Some("es"), "signaux"),
        ("", Some("es"), "signal"),
    ]);
    assert_eq!(sorted(keys(&corpus, "signal")), ["k0", "k2", "k4"]);
}

#[test]
fn places_nearness_and_brackets() {
    let corpus = texts(&[
        ("Un drone abattu", Some("fr"), "Le Mali et son voisin se parlent à nouveau."),
        ("Bamako", Some("fr"), "Un drone malien de fabrication turque est tombé."),
        ("", Some("fr"), "Le drone, dit-on, appartient sans doute possible à une armée voisine du Mali."),
    ]);
    for (query, found) in [
        ("title:drone", &["k0"][..]),
        ("texte:drone", &["k1", "k2"]),
        ("titre:(drone OR bamako)", &["k0", "k1"]),
        ("-title:drone", &["k1", "k2"]),
        ("NEAR(malien drone, 0)", &["k1"]),
        ("NEAR(drone turque, 2)", &[]),
        ("NEAR(drone turque, 3)", &["k1"]),
        ("NEAR(drone mali)", &[]),
        ("NEAR(drone mali, 12)", &["k2"]),
        ("(mali OR turque) drone -bamako", &["k0", "k2"]),
        ("mali (drone -armée)", &["k0"]),
        ("title:(text:drone)", &[]),
    ] {
        assert_eq!(sorted(keys(&corpus, query)), found, "{query}");
    }
}

#[test]
fn words_in_the_order_asked_for_come_first() {
    let mut all = vec![
        ("", Some("fr"), "Hier le sommet et puis la rumeur, avant que tous ne partent."),
        ("", Some("fr"), "Hier la rumeur et puis le sommet, avant que tous ne partent."),
    ];
    all.extend(vec![("", Some("fr"), "Hier rien de tout cela, avant que tous ne partent."); 9]);
    let corpus = texts(&all);
    assert_eq!(keys(&corpus, "rumeur sommet"), ["k1", "k0"]);
    assert_eq!(keys(&corpus, "sommet rumeur"), ["k0", "k1"]);
}

/// Where too many spellings come into question, the SQL that is told asks for the words in any place.
#[test]
fn the_sql_of_many_spellings_runs() -> corpus::Result<()> {
    let pairs: Vec<String> = ('a'..='z')
        .flat_map(|one| ["x", "y"].map(|two| format!("accor{one}{two} pacti{one}{two} fin")))
        .chain(["accor et pas un de ces mots que l’on cherche ici mais pacti".into(), "accor seul".into()])
        .collect();
    let all: Vec<_> = pairs.iter().map(|text| ("", Some("fr"), text.as_str())).collect();
    let corpus = &mut texts(&all);
    let found = |corpus: &mut Corpus, query: &str| -> corpus::Result<usize> {
        let sql = corpus.search(query).to_sql()?;
        Ok(corpus.sql()?.rows(&sql, &[], &[])?.rows.len())
    };
    assert_eq!(corpus.search("NEAR(accor* pacti*, 2)").count()?, 52);
    assert_eq!(found(corpus, "NEAR(accor* pacti*, 2)")?, 53, "as it does here");
    assert_eq!(found(corpus, "NEAR(accora* pacti*, 2)")?, 2, "what can be spelled out is");
    Ok(())
}

#[test]
fn forms_of_a_word_are_one_term_in_the_ranking() -> corpus::Result<()> {
    // Were each form weighed for itself, the rare `accordés` would lift its article above the one that says more.
    let mut all = vec![("", Some("fr"), "accord accord accords sur tout ce qui compte ici"); 1];
    all.push(("", Some("fr"), "accordés un jour sur rien de ce qui compte ici aussi"));
    all.extend(vec![("", Some("fr"), "accord sur rien de ce qui compte ici ni même là"); 20]);
    let corpus = texts(&all);
    assert_eq!(keys(&corpus, "accord").first().map(String::as_str), Some("k0"));
    let hits = corpus.search("accord").unlimited().hits()?;
    let score = |key: &str| hits.iter().find(|hit| hit.key == key).and_then(|hit| hit.score);
    assert!(score("k1") <= score("k2"), "{:?} {:?}", score("k1"), score("k2"));
    Ok(())
}

#[test]
fn pages_do_not_overlap_and_do_not_shift() -> corpus::Result<()> {
    let same = vec![("", Some("fr"), "Le même drone partout."); 25];
    let mut corpus = texts(&same);
    let whole: Vec<i64> = corpus.search("drone").unlimited().hits()?.iter().map(|hit| hit.article_id).collect();
    assert_eq!(whole.len(), 25);
    let mut paged = Vec::new();
    for page in 0..5 {
        let found = corpus.search("drone").limit(5).offset(page * 5).all()?;
        assert_eq!(found.total, 25);
        paged.extend(found.hits.iter().map(|hit| hit.article_id));
    }
    assert_eq!(paged, whole);
    let first = corpus.search("drone").limit(10).hits()?;
    let better = Article { key: "new".into(), text: "drone drone".into(), ..Article::default() };
    corpus.add_extracted([(better, Extraction::default())])?;
    let last = first.last().expect("a hit").article_id;
    let next: Vec<i64> = corpus.search("drone").limit(5).after(last).hits()?.iter().map(|hit| hit.article_id).collect();
    assert_eq!(next, whole[10..15], "what was loaded meanwhile shifts nothing");
    assert!(corpus.search("drone").after(-1).hits().is_err());
    Ok(())
}

#[test]
fn any_word_will_do_where_none_is_required() -> corpus::Result<()> {
    let corpus = texts(&[
        ("", Some("fr"), "Le drone est tombé à Bamako."),
        ("", Some("fr"), "Le drone vole."),
        ("", Some("fr"), "Le ministre parle."),
        ("", Some("fr"), "Le soleil brille."),
        ("", Some("fr"), "Le vent se lève."),
    ]);
    let found = corpus.search("le drone de Bamako -soleil").matching(Match::Any).hits()?;
    assert_eq!(found.iter().map(|hit| hit.key.as_str()).collect::<Vec<_>>(), ["k0", "k1"]);
    assert_eq!(corpus.search("le").matching(Match::Any).count()?, 5, "a common word alone is looked for");
    Ok(())
}

#[test]
fn facets_count_all_that_match() -> corpus::Result<()> {
    let corpus = corpus();
    let all = corpus.search("mali").unlimited().hits()?;
    let rows = corpus.search("mali").limit(1).facets(&Facet::ALL, None)?;
    for facet in [Facet::Outlet, Facet::Language, Facet::Year, Facet::Month] {
        let sum: u64 = rows.iter().filter(|row| row.facet == facet).map(|row| row.articles).sum();
        assert_eq!(sum, all.len() as u64, "{facet:?}");
    }
    for row in &rows {
        let Some(value) = &row.value else { continue };
        let search = corpus.search("mali");
        let count = match row.facet {
            Facet::Outlet => search.outlet(value).count()?,
            Facet::Language => search.language(value).count()?,
            Facet::Year | Facet::Month => search.published_since(value).published_until(value).count()?,
            Facet::Actor => search.actor(value).count()?,
            Facet::Type => search.of_type(value).count()?,
            Facet::Status => search.status(value).count()?,
            Facet::SaidBy => search.said_by(value).count()?,
        };
        assert_eq!(row.articles, count, "{row:?}");
    }
    Ok(())
}

#[test]
fn dates_of_acts_and_of_articles_are_two_things() -> corpus::Result<()> {
    let corpus = corpus();
    assert_eq!(corpus.search("").since("2100").count()?, 0);
    assert!(corpus.search("").until("2100").count()? > 0);
    assert_eq!(corpus.search("").published_since("2100").count()?, 0);
    Ok(())
}

proptest! {
    #![proptest_config(cases(1024))]
    #[test]
    fn the_sql_told_finds_the_same_articles(
        query in "((-|title:|text:|)(drone|drones|mali|accorde|\"le drone\"|al-qaïda|acc\\*|NEAR\\(drone mali, 3\\)|\\(mali OR drone\\)) (OR )?){1,5}",
        any in any::<bool>(),
    ) {
        thread_local!(static CORPUS: std::cell::RefCell<Corpus> = std::cell::RefCell::new(texts(&[
            ("Le drone", Some("fr"), "Un drone du Mali vole. Accords signés."),
            ("Mali", Some("en"), "The drones of Mali accorded."),
            ("", Some("fr"), "Al-Qaïda accorde un drone au voisin du Mali."),
            ("", None, "le drone accordé"),
            ("Accord", Some("es"), "drones de Mali"),
            ("", Some("fr"), "rien"),
        ])));
        CORPUS.with_borrow_mut(|corpus| {
            let way = if any { Match::Any } else { Match::All };
            let search = corpus.search(&query).matching(way);
            let mut ours: Vec<i64> = search.unlimited().hits().expect("hits").iter().map(|hit| hit.article_id).collect();
            ours.sort_unstable();
            let sql = corpus.search(&query).matching(way).to_sql().expect("sql");
            let rows = corpus.sql().expect("sql").rows(&sql, &[], &[]).unwrap_or_else(|error| panic!("{sql}: {error}"));
            let mut theirs: Vec<i64> = rows.rows.iter().map(|row| match row[0] { Cell::Int(id) => id, _ => 0 }).collect();
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs, "{}", sql);
            Ok(())
        })?;
    }
}
