//! Invariants of the whole: what is read lies in its text, loading is a set, searching obeys logic, and what goes out
//! comes back in. `CORPUS_TIMES=20` tries twenty times as many cases.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::cases::cases;
use crate::promises;
use crate::support;
use corpus::corpus::{LoadOptions, ReextractOptions, Which};
use corpus::query::{Cell, Freq, RelationRow};
use corpus::read::Input;
use corpus::store::Fields;
use corpus::{Article, Corpus, Error, Extraction, Lexicon, extract, read};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ACTORS: [&str; 8] =
    ["le Mali", "Alger", "la France", "l’Algérie", "le président malien", "les deux pays", "Niamey", "la CEDEAO"];
const ACTS: [&str; 12] = [
    "accuse",
    "a rappelé son ambassadeur en",
    "n’a pas condamné",
    "accuserait",
    "signera un accord avec",
    "a été attaqué par",
    "et",
    "rejette les accusations de",
    "a reçu le ministre de",
    "menace de rompre avec",
    "s’est réuni avec",
    "quitte",
];
const REST: [&str; 10] = [
    "dimanche 6 avril 2025",
    "en mars",
    "d’ingérence",
    ", a annoncé Bamako",
    "selon Paris",
    "à Tamanrasset",
    "depuis 2023",
    "« si nécessaire »",
    "(AFP)",
    "\u{1f1f2}\u{1f1f1} e\u{301}té œuvre",
];

/// Sentences that are much like those of the press.
fn sentence() -> impl Strategy<Value = String> {
    let pick = |list: &'static [&'static str]| prop::sample::select(list);
    (pick(&ACTORS), pick(&ACTS), pick(&ACTORS), prop::collection::vec(pick(&REST), 0..3)).prop_map(
        |(source, act, target, rest)| {
            let mut letters = source.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{first}{} {act} {target} {}.", letters.as_str(), rest.join(" "))
        },
    )
}

fn prose() -> impl Strategy<Value = String> {
    let glue = prop::sample::select(vec![" ", "\n", "\n\n", "  ", "\u{202f}", " — "]);
    prop::collection::vec((sentence(), glue), 1..5)
        .prop_map(|parts| parts.into_iter().map(|(sentence, glue)| sentence + glue).collect())
}

/// A few articles with keys of their own, some with a date.
fn press(most: usize) -> impl Strategy<Value = Vec<Article>> {
    let published = prop::sample::select(vec![None, Some("2025-04-07"), Some("2025-04"), Some("2024")]);
    prop::collection::vec((prose(), published, prop::sample::select(vec!["AFP", "APS"])), 1..most).prop_map(|list| {
        let each = list.into_iter().enumerate().map(|(n, (text, published, outlet))| {
            let mut article = Article { key: format!("k/{n}"), text, ..Article::default() };
            article.metadata.language = Some("fr".into());
            article.metadata.published = published.map(|date| date.parse().unwrap());
            article.metadata.title = Some(format!("Titre n° {n}"));
            article.metadata.outlet = Some(outlet.to_owned());
            article
        });
        each.collect()
    })
}

fn loaded(articles: &[Article]) -> Corpus {
    let mut corpus = Corpus::in_memory().unwrap();
    let read = articles.iter().map(|article| (article.clone(), extract(article, Lexicon::builtin())));
    corpus.add_extracted(read.collect::<Vec<_>>()).unwrap();
    corpus
}

/// The rows of `sql` as lines, in order.
fn lines(corpus: &mut Corpus, sql: &str) -> Vec<String> {
    let rows = corpus.sql().unwrap().rows(sql, &[], &[]).unwrap();
    let mut lines: Vec<String> = rows.rows.iter().map(|row| format!("{row:?}")).collect();
    lines.sort();
    lines
}

/// All that a corpus says, told without the numbers that depend on what came first.
fn told(corpus: &mut Corpus) -> Vec<String> {
    let questions = [
        "SELECT a.key, r.type, r.mode, r.context, r.source, r.source_sector, r.target, r.target_sector, r.date, r.place, \
         r.status, r.said_by, r.start, r.end, r.evidence, r.rule, r.origin, r.confidence \
         FROM relations AS r JOIN articles AS a ON a.id = r.article_id",
        "SELECT a.key, m.start, m.end, m.text, m.type, m.code, m.country, m.reading, m.rule, m.origin \
         FROM mentions AS m JOIN articles AS a ON a.id = m.article_id",
        "SELECT a.key, d.start, d.text, d.value FROM dates AS d JOIN articles AS a ON a.id = d.article_id",
        "SELECT a.key, t.tie, t.subject, t.object, t.date, t.start FROM ties AS t JOIN articles AS a ON a.id = t.article_id",
        "SELECT a.key, a.text, a.title, a.published, h.key FROM articles AS a LEFT JOIN articles AS h ON h.id = a.copy_of",
        "SELECT e.type, e.source, e.target, e.date, e.relations, e.independent_articles, e.statuses, e.contested, e.place \
         FROM events AS e",
        "SELECT code, type, name, country, sector, mentions, articles FROM entities WHERE mentions > 0",
    ];
    questions.iter().flat_map(|sql| lines(corpus, sql)).collect()
}

fn keys(corpus: &Corpus, query: &str) -> BTreeSet<i64> {
    corpus.search(query).unlimited().hits().unwrap().into_iter().map(|hit| hit.article_id).collect()
}

fn ids(rows: &[RelationRow]) -> BTreeSet<i64> {
    rows.iter().map(|row| row.id).collect()
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other}"),
    }
}

/// What a person may do to a small corpus; `None` where it makes no sense there.
fn act(corpus: &mut Corpus, who: &str, what: u8, at: u8) -> Option<i64> {
    let rows = corpus.relations().rows().unwrap();
    let row = rows.get(usize::from(at) % rows.len().max(1)).map(|row| row.id);
    let names = corpus.mentions().article(1).rows().unwrap();
    let name = names.get(usize::from(at) % names.len().max(1));
    match what % 8 {
        0 => corpus.correct(row?, &fields(json!({"type": "AID"})), who),
        1 => corpus.correct(row?, &fields(json!({"status": "denied", "date": "2025"})), who),
        2 => corpus.reject(row?, who),
        3 => {
            let added = json!({"source": "MLI", "target": "TCD", "type": "AID", "start": at % 9, "end": at % 9 + 9});
            corpus.add_relation("k/0", &fields(added), who)
        }
        4 => corpus.correct_mention("k/0", name?.start, &fields(json!({"code": "TCD"})), who),
        5 => corpus.merge_entities(&name?.code, "FRA", who),
        6 => corpus.split_entity(&name?.code, "SPLIT", &[name?.text.clone()], &[], who),
        _ => corpus.add_alias("ambassadeur", &name?.code, who),
    }
    .ok()
}

/// Any JSON, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}|2025-0[1-9]-[0-3][0-9]|hier|1er avril 2025|fr|\\x00".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn every_offset_lies_on_its_words(text in prop_oneof![4 => prose(), 1 => "(\\PC|\\n){0,200}"]) {
        let article = read::text("a", &text, Lexicon::builtin());
        let extraction = extract(&article, Lexicon::builtin());
        promises::whole(&article, &extraction);
        prop_assert_eq!(extract(&article, Lexicon::builtin()), extraction);
    }

    #[test]
    fn spaces_around_a_text_move_what_is_read_and_change_nothing(text in prose(), before in "[ \u{a0}]{0,3}") {
        let moved = format!("{before}{text}");
        let read = |text: &str| {
            let mut article = Article { key: "a".into(), text: text.to_owned(), ..Article::default() };
            article.metadata.language = Some("fr".into());
            extract(&article, Lexicon::builtin())
        };
        let (one, two) = (read(&text), read(&moved));
        let places = |extraction: &Extraction, by: usize| -> Vec<(usize, usize, String)> {
            extraction.mentions.iter().map(|m| (m.span.start - by, m.span.end - by, m.coded())).collect()
        };
        prop_assert_eq!(places(&one, 0), places(&two, before.len()));
        let acts = |extraction: &Extraction, by: usize| -> Vec<_> {
            extraction.relations.iter().map(|r| (r.kind, r.evidence.start - by, r.evidence.end - by, r.status)).collect()
        };
        prop_assert_eq!(acts(&one, 0), acts(&two, before.len()));
    }

    #[test]
    fn any_record_is_an_article_or_refused_with_its_reason(
        mut record in prop::collection::btree_map(
            "id|text|texte|title|date|published|url|authors|lang|meta|outlet|[a-zé]{1,8}", any_json(), 0..6),
        text in prop::option::of(prose()),
    ) {
        if let Some(text) = text {
            record.insert("text".into(), Value::from(text));
        }
        promises::read_record(&serde_json::to_vec(&record).unwrap());
    }

    #[test]
    fn any_question_is_answered_or_refused_with_its_reason(
        lines in prop::collection::vec(
            "\\PC{0,8}|Mali|MLI|Algérie|DZA|state|SANCTION|asserted|2025(-0[1-9])?|-?date|title|AFP|[0-9]{1,3}|-1", 10),
    ) {
        promises::question(lines.join("\n").as_bytes());
    }

    #[test]
    fn any_query_reads_again_and_finds_the_same(
        query in "\\PC{0,40}|[\"()*:^,+\\-{} a-eéOR’'\\x00-\\x1f]{0,30}|(mali|Algérie|OR|-|\\(|\\)|\"|title:|NEAR\\(|, 3|\\*| ){0,16}"
    ) {
        promises::query(query.as_bytes());
    }
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn loading_twice_is_loading_once(articles in press(6), threads in 1_usize..4) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut corpus = Corpus::open(&path).unwrap();
        let options = LoadOptions { threads: std::num::NonZero::new(threads), ..LoadOptions::default() };
        let inputs = || articles.iter().cloned().map(support::input).collect::<Vec<Input>>();
        let first = corpus.load(inputs(), &options).unwrap();
        let before = support::dump(&path);
        let again = corpus.load(inputs(), &options).unwrap();
        prop_assert_eq!((again.added, again.updated, again.known), (0, 0, first.added + first.known));
        prop_assert_eq!(support::dump(&path), before);
        prop_assert_eq!(corpus.check().unwrap(), []);
    }

    #[test]
    fn the_order_of_loading_makes_no_difference(
        (articles, shuffled) in press(7).prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        size in 1_usize..7,
    ) {
        let mut whole = loaded(&articles);
        let mut parts = Corpus::in_memory().unwrap();
        for part in shuffled.chunks(size) {
            parts.load(part.iter().cloned().map(support::input), &LoadOptions::default()).unwrap();
        }
        prop_assert_eq!(told(&mut whole), told(&mut parts));
        let diff = whole.diff(&parts).unwrap();
        prop_assert!(diff.changes.is_empty() && diff.rewritten == 0 && diff.only_old + diff.only_new == 0, "{diff}");
    }

    #[test]
    fn reading_anew_with_the_same_lexicon_changes_nothing(articles in press(5), acts in prop::collection::vec((any::<u8>(), any::<u8>()), 0..4)) {
        let mut corpus = loaded(&articles);
        // A name given to an entity makes another lexicon of it, and may well change what is read.
        for (what, at) in acts.into_iter().filter(|(what, _)| what % 8 != 7) {
            act(&mut corpus, "anna", what, at);
        }
        let before = told(&mut corpus);
        prop_assert!(corpus.diff_lexicon(Lexicon::builtin()).unwrap().changes.is_empty());
        let all = corpus.articles().rows().unwrap().iter().map(|row| Which::Id(row.id)).collect();
        let report = corpus.reextract(&ReextractOptions { articles: Some(all), ..ReextractOptions::default() }).unwrap();
        prop_assert!(report.diff.changes.is_empty(), "{}", report.diff);
        prop_assert!(report.unplaced.is_empty(), "{:?}", report.unplaced);
        prop_assert_eq!(told(&mut corpus), before);
    }

    #[test]
    fn an_article_that_is_changed_and_changed_back_is_as_before(articles in press(5), other in prose(), at in any::<prop::sample::Index>()) {
        let mut corpus = loaded(&articles);
        let before = told(&mut corpus);
        let article = &articles[at.index(articles.len())];
        corpus.add(Article { text: format!("{other} Fin."), ..article.clone() }).unwrap();
        corpus.add(article.clone()).unwrap();
        prop_assert_eq!(told(&mut corpus), before);
        prop_assert_eq!(corpus.check().unwrap(), []);
    }

    #[test]
    fn searching_obeys_logic(articles in press(7), words in prop::sample::subsequence(
        vec!["mali", "algérie", "ambassadeur", "accuse", "\"son ambassadeur\"", "accord*", "annoncé", "titre"], 2)) {
        let corpus = loaded(&articles);
        let (a, b) = (words[0], words[1]);
        let all = keys(&corpus, "");
        let (one, two) = (keys(&corpus, a), keys(&corpus, b));
        prop_assert_eq!(keys(&corpus, &format!("{a} {b}")), &one & &two);
        prop_assert_eq!(keys(&corpus, &format!("{a} AND {b}")), &one & &two);
        prop_assert_eq!(keys(&corpus, &format!("{a} OR {b}")), &one | &two);
        prop_assert_eq!(keys(&corpus, &format!("{a} -{b}")), &one - &two);
        prop_assert_eq!(keys(&corpus, &format!("-{a}")), &all - &one);
        prop_assert_eq!(keys(&corpus, &format!("(title:{a} OR text:{a})")), one.clone());
        let near = keys(&corpus, &format!("NEAR({a} {b}, 5)"));
        prop_assert!(near.is_subset(&(&one & &two)));
        // Case, accents and the form of accents make no difference.
        prop_assert_eq!(keys(&corpus, &a.to_uppercase()), keys(&corpus, &a.replace('é', "e").to_uppercase()));
        prop_assert_eq!(keys(&corpus, &a.replace('é', "e\u{301}")), one);
    }

    #[test]
    fn pages_make_up_the_whole(articles in press(7), size in 1_u64..4) {
        let corpus = loaded(&articles);
        let relations = corpus.relations().rows().unwrap();
        let (mut paged, mut at) = (Vec::new(), 0);
        loop {
            let page = corpus.relations().limit(size).offset(at).rows().unwrap();
            if page.is_empty() { break }
            at += size;
            paged.extend(page);
        }
        prop_assert_eq!(relations, paged);
        let whole: Vec<i64> = corpus.search("mali OR alger OR france").unlimited().hits().unwrap().iter().map(|hit| hit.article_id).collect();
        let mut paged: Vec<i64> = Vec::new();
        loop {
            let page = corpus.search("mali OR alger OR france").limit(size).offset(paged.len() as u64).hits().unwrap();
            if page.is_empty() { break }
            paged.extend(page.iter().map(|hit| hit.article_id));
        }
        prop_assert_eq!(whole, paged);
    }

    #[test]
    fn filters_part_the_relations(articles in press(7)) {
        let corpus = loaded(&articles);
        let all = corpus.relations().rows().unwrap();
        let of = |question: corpus::query::Relations<'_>| ids(&question.rows().unwrap());
        prop_assert_eq!(of(corpus.relations().between("MLI", "DZA")), of(corpus.relations().between("DZA", "MLI")));
        // Mutual relations are found from either side.
        prop_assert_eq!(of(corpus.relations().actor("MLI")), &of(corpus.relations().source("MLI")) | &of(corpus.relations().target("MLI")));
        let mut types: BTreeSet<&str> = all.iter().map(|row| row.kind.as_str()).collect();
        let counted: u64 = types.iter().map(|kind| corpus.relations().of_type(*kind).count().unwrap()).sum();
        prop_assert_eq!(counted, all.len() as u64);
        types.clear();
        let statuses = ["asserted", "planned", "claimed", "denied", "hypothetical"];
        let counted: u64 = statuses.iter().map(|status| corpus.relations().status(*status).count().unwrap()).sum();
        prop_assert_eq!(counted, all.len() as u64);
        prop_assert!(of(corpus.relations().since("2025")).is_subset(&of(corpus.relations().since("2024"))));
        prop_assert!(of(corpus.relations().min_confidence(0.8)).is_subset(&of(corpus.relations().min_confidence(0.5))));
        // A timeline counts each relation of its two actors once, or leaves it out and says so.
        for freq in [Freq::Month, Freq::Year] {
            let timeline = corpus.timeline("MLI", "DZA", freq).rows().unwrap();
            let told = corpus.relations().between("MLI", "DZA").status("asserted").count().unwrap()
                + corpus.relations().between("MLI", "DZA").status("planned").count().unwrap();
            prop_assert_eq!(timeline.rows.iter().map(|row| row.count).sum::<u64>() + timeline.left_out, told);
        }
    }

    #[test]
    fn articles_that_go_out_come_back_in(articles in press(6)) {
        let mut corpus = loaded(&articles);
        let mut file = String::new();
        for row in corpus.articles().rows().unwrap() {
            let record = json!({
                "id": row.key, "title": row.title, "text": row.text, "language": row.language, "published": row.published,
                "outlet": row.outlet, "url": row.url,
            });
            file.push_str(&record.to_string());
            file.push('\n');
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("articles.jsonl");
        std::fs::write(&path, file).unwrap();
        let mut other = Corpus::in_memory().unwrap();
        let report = other.load(read::path(&path, Lexicon::builtin()).unwrap(), &LoadOptions::default()).unwrap();
        prop_assert_eq!((report.added, report.refused.len()), (articles.len() as u64, 0));
        let sql = "SELECT key, text, title, language, published, outlet, digest FROM articles";
        prop_assert_eq!(lines(&mut corpus, sql), lines(&mut other, sql));
    }

    #[test]
    fn entities_that_are_merged_and_parted_again_are_as_before(articles in press(5), at in any::<prop::sample::Index>()) {
        let mut corpus = loaded(&articles);
        let before = told(&mut corpus);
        let entities: Vec<_> = corpus.entities().rows().unwrap().into_iter().filter(|row| row.mentions > 0).collect();
        prop_assume!(entities.len() > 1);
        let from = &entities[at.index(entities.len())];
        let into = &entities[(at.index(entities.len()) + 1) % entities.len()];
        prop_assume!(from.code != into.code);
        let merged = corpus.merge_entities(&from.id.to_string(), &into.id.to_string(), "anna");
        prop_assume!(merged.is_ok());
        let count = |corpus: &mut Corpus, sql: &str| match corpus.sql().unwrap().rows(sql, &[Cell::Text(from.code.clone())], &[]).unwrap().rows[0][0] {
            Cell::Int(count) => count,
            _ => -1,
        };
        prop_assert_eq!(count(&mut corpus, "SELECT count(*) FROM relations WHERE ? IN (source, target)"), 0);
        prop_assert_eq!(corpus.check().unwrap(), []);
        // A part of the one that is now both, and back.
        let texts: Vec<String> = corpus.mentions().rows().unwrap().into_iter().filter(|row| row.code == into.code).map(|row| row.text).take(1).collect();
        if !texts.is_empty() {
            let parted = corpus.split_entity(&into.id.to_string(), "NEW", &texts, &[], "bob").unwrap();
            prop_assert!(corpus.mentions().rows().unwrap().iter().any(|row| row.code == "NEW"));
            corpus.undo(parted, "bob").unwrap();
        }
        corpus.undo(merged.unwrap(), "carl").unwrap();
        prop_assert_eq!(told(&mut corpus), before);
    }

    #[test]
    fn no_sql_changes_a_file(
        sql in "\\PC{0,30}|(SELECT|INSERT INTO|DELETE FROM|UPDATE|DROP TABLE|PRAGMA|ATTACH|;|article|relations|SET|VALUES|WHERE|\\*|FROM|\\(|\\)|1|'x'|--|WITH|AS|RETURNING|user_version|=| ){0,12}",
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut corpus = Corpus::open(&path).unwrap();
        corpus.add_extracted([(support::article(1), support::extraction(&support::article(1)))]).unwrap();
        let before = support::dump(&path);
        if let Err(error) = corpus.sql().unwrap().rows(&sql, &[], &[]) {
            prop_assert!(matches!(error, Error::Query(_) | Error::Sqlite { .. }), "{error:?}");
        }
        prop_assert_eq!(support::dump(&path), before);
    }

    #[test]
    fn a_table_is_read_as_it_was_written(
        rows in prop::collection::vec(("[a-zé,;\"\n\t ']{1,20}", "[a-zé,;\"\n ]{0,12}", "\\PC{0,12}"), 1..6), separator in prop::sample::select(vec![b',', b';', b'\t', b'|'])
    ) {
        prop_assume!(rows.iter().all(|(text, ..)| !text.trim().is_empty()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let mut out = csv_line(&["id", "texte", "titre", "autre"], separator);
        for (n, (text, title, other)) in rows.iter().enumerate() {
            out.push_str(&csv_line(&[&n.to_string(), text, title, other], separator));
        }
        std::fs::write(&path, out).unwrap();
        let read: Vec<_> = read::path(&path, Lexicon::builtin()).unwrap().map(|input| input.article.unwrap()).collect();
        prop_assert_eq!(read.len(), rows.len());
        for (article, (text, _, other)) in read.iter().zip(&rows) {
            prop_assert_eq!(&article.text, text);
            if !other.trim().is_empty() {
                prop_assert_eq!(&article.metadata.meta["autre"], other);
            }
        }
    }
}

proptest! {
    // A name given to an entity compiles the lexicon anew: half a second for each case.
    #![proptest_config(cases(48))]

    #[test]
    fn corrections_come_together_in_any_order(
        articles in press(4),
        ours in prop::collection::vec((any::<u8>(), any::<u8>()), 1..4),
        theirs in prop::collection::vec((any::<u8>(), any::<u8>()), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<_> = [("anna", ours), ("bob", theirs)].into_iter().map(|(who, acts)| {
            let mut corpus = loaded(&articles);
            for (what, at) in acts {
                act(&mut corpus, who, what, at);
            }
            let file = folder.path().join(who);
            corpus.export_corrections(&file).unwrap();
            file
        }).collect();
        let (mut one, mut two) = (loaded(&articles), loaded(&articles));
        for (corpus, order) in [(&mut one, [0, 1]), (&mut two, [1, 0])] {
            for at in order {
                corpus.import_corrections(&files[at], None).unwrap();
            }
            prop_assert_eq!(corpus.check().unwrap(), []);
        }
        prop_assert_eq!(told(&mut one), told(&mut two));
        let added = one.import_corrections(&files[0], None).unwrap().added;
        prop_assert_eq!(added, 0, "the same again adds nothing");
    }
}

/// A line of a table, every field in quotes.
fn csv_line(fields: &[&str], separator: u8) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
    quoted.join(&char::from(separator).to_string()) + "\n"
}
