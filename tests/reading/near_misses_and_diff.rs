//! What authors of rules look at: sentences that came near, and what another reading of the same articles changes.

use corpus::corpus::{Diff, Sort};
use corpus::{Corpus, Error, Lexicon, read};
use std::sync::Arc;

fn corpus_of(articles: &[(&str, &str)]) -> Corpus {
    let mut corpus = Corpus::in_memory().expect("memory");
    for (key, text) in articles {
        let mut article = read::text(key, text, Lexicon::builtin());
        article.metadata.language = Some("fr".to_owned());
        article.metadata.published =
            Some(if *key == "b" { "2024-01-02" } else { "2025-04-07" }.parse().expect("a date"));
        article.metadata.outlet = Some(if *key == "b" { "Le Fil" } else { "APS" }.to_owned());
        corpus.add(article).expect("stored");
    }
    corpus
}

fn pack(rules: &str, manifest: &str) -> Lexicon {
    let folder = tempfile::tempdir().expect("a folder");
    let head = "source = \"own\"\nlicence = \"CC0-1.0\"\n";
    std::fs::create_dir_all(folder.path().join("fr/rules")).expect("a folder");
    std::fs::write(folder.path().join("fr/rules/mine.toml"), format!("{head}{rules}")).expect("a file");
    std::fs::write(folder.path().join("pack.toml"), format!("{head}{manifest}")).expect("a file");
    Lexicon::with_pack(folder.path()).expect("no fault")
}

const RULE: &str = r#"[[rule]]
id = "mine.accuse.gemonies"
type = "ACCUSE"
verb = ["vouer aux gémonies"]
source = ["subj"]
target = ["obj"]
examples = [{ text = "Le Mali voue l’Algérie aux gémonies.", source = ["MLI"], target = ["DZA"] }]
"#;

#[test]
fn sentences_that_came_near() {
    let corpus = corpus_of(&[
        ("a", "Le Mali voue l’Algérie aux gémonies. Le Niger accuse l’Algérie d’ingérence. Bamako a signé l’accord."),
        ("b", "Le Mali et le Niger ont une longue histoire."),
    ]);
    let rows = corpus.near_misses().rows().expect("rows");
    let told: Vec<_> =
        rows.iter().map(|row| (row.key.as_str(), row.sentence.as_str(), row.trigger.as_deref())).collect();
    assert!(told.contains(&("a", "Le Mali voue l’Algérie aux gémonies.", None)), "{told:?}");
    assert!(told.iter().any(|(key, ..)| *key == "b"), "{told:?}");
    assert!(
        !told.iter().any(|(_, sentence, _)| sentence.contains("accuse")),
        "what is coded is no near miss: {told:?}"
    );
    let alone = rows.iter().find(|row| row.sentence.contains("signé")).expect("a trigger with one actor");
    assert_eq!((alone.actors.as_slice(), alone.trigger.as_deref()), (["MLI".to_owned()].as_slice(), Some("signé")));
    assert!(alone.rules.iter().any(|rule| rule.starts_with("fr.")) && alone.reason.contains("one actor"), "{alone:?}");
    let first = &rows[0];
    let text = "Le Mali voue l’Algérie aux gémonies. Le";
    assert_eq!(text.chars().skip(first.start).take(first.end - first.start).collect::<String>(), first.sentence);

    let count = |misses: corpus::corpus::NearMisses<'_>| misses.rows().expect("rows").len();
    assert_eq!(count(corpus.near_misses().actor("Algérie")), 1);
    assert_eq!(count(corpus.near_misses().actor("DZA").actor("NER")), 0);
    assert_eq!(count(corpus.near_misses().outlet("Le Fil")), 1);
    assert_eq!(count(corpus.near_misses().published_since("2025")), rows.len() - 1);
    assert_eq!(count(corpus.near_misses().triggered(false)), rows.iter().filter(|row| row.trigger.is_none()).count());
    assert_eq!(count(corpus.near_misses().limit(1)), 1);
    assert_eq!(count(corpus.near_misses().offset(1)), rows.len() - 1);
    let stopped = corpus.near_misses().stop(Arc::new(|| true)).rows();
    assert!(stopped.is_err_and(|error| error.is_interrupted()));
}

#[test]
fn two_lexicons_over_one_database() {
    let corpus = corpus_of(&[
        ("a", "Le Mali voue l’Algérie aux gémonies. Le Niger accuse l’Algérie d’ingérence."),
        ("b", "Le Mali a rappelé son ambassadeur en Algérie."),
    ]);
    let same = corpus.diff_lexicon(Lexicon::builtin()).expect("compared");
    assert_eq!((same.articles, same.changes.len()), (2, 0));
    assert!(same.alike >= 2);

    let diff = corpus.diff_lexicon(&pack(RULE, "disable = [\"fr.accuse.accuser\"]\n")).expect("compared");
    let told: Vec<_> = diff.changes.iter().map(|change| (change.sort, change.sentence.as_str())).collect();
    assert!(told.contains(&(Sort::Appeared, "Le Mali voue l’Algérie aux gémonies.")), "{told:?}");
    assert_eq!(diff.by_rule["mine.accuse.gemonies"].appeared, 1);
    let report = diff.to_string();
    for part in ["2 articles compared", "mine.accuse.gemonies", "  + ACCUSE MLI > DZA", "Le Mali voue l’Algérie"] {
        assert!(report.contains(part), "{report}");
    }
}

#[test]
fn two_databases() {
    let text = "Le Mali a rappelé son ambassadeur en Algérie.";
    let old = corpus_of(&[("a", text), ("b", text), ("c", text), ("only-old", text)]);
    let new = corpus_of(&[
        ("a", text),
        ("b", "Le Mali n’a pas rappelé son ambassadeur en Algérie."),
        ("c", "Rien."),
        ("d", "Le Niger accuse l’Algérie d’ingérence."),
    ]);
    let diff = old.diff(&new).expect("compared");
    assert_eq!((diff.articles, diff.rewritten, diff.only_old, diff.only_new), (3, 2, 1, 1));
    let told: Vec<_> = diff.changes.iter().map(|c| (c.key.as_str(), c.sort, c.fields.clone())).collect();
    assert_eq!(told, [("b", Sort::Changed, vec!["status"]), ("c", Sort::Vanished, vec![])], "{diff}");
    assert_eq!((diff.alike, diff.total.changed, diff.total.vanished), (1, 1, 1));
    let mut handed = Vec::new();
    let sums = old
        .diff_with(&new, None, |change| {
            handed.push(change);
            Ok(())
        })
        .expect("compared");
    assert_eq!(handed, diff.changes);
    assert_eq!(Diff { changes: handed, ..sums }, diff);
}

#[test]
fn articles_from_files() {
    let lexicon = pack(RULE, "");
    let article = |text: &str| read::text("a", text, Lexicon::builtin());
    let articles = [Ok(article("Le Mali voue l’Algérie aux gémonies.")), Err(Error::NoKey)];
    let mut sorts = Vec::new();
    let diff = Diff::of_articles(articles, (Lexicon::builtin(), &lexicon), None, |change| {
        sorts.push(change.sort);
        Ok(())
    });
    assert_eq!(diff.map(|diff| (diff.articles, diff.refused)).expect("compared"), (1, 1));
    assert_eq!(sorts, [Sort::Appeared]);
}
