//! What holds whatever bytes come in: one function for each target of the fuzzer, called as well with every kept
//! input by `tests/storing/fuzz_corpora.rs`. A promise that is broken panics.
#![allow(dead_code, clippy::unwrap_used)] // each target uses its part, and fails where it cannot

use corpus::corpus::Origin;
use corpus::extract::dates::dates as dates_of;
use corpus::extract::document::Document;
use corpus::extract::examples::{Whose, broken_examples_of};
use corpus::extract::names::{descriptions, names as names_of};
use corpus::lexicon::pack::{self, PackFile};
use corpus::query::{Freq, Query};
use corpus::store::{Fields, OpenOptions};
use corpus::text::{CodePoints, Edtf, Span};
use corpus::{Article, Corpus, Error, Extraction, Lexicon, extract, read};
use std::cell::RefCell;
use std::path::Path;
use std::sync::OnceLock;

/// What is tried on any bytes; it panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target with its name, which is that of its folder in `fuzz/corpus`.
pub const TARGETS: &[(&str, Target)] = &[
    ("read_file", read_file),
    ("read_record", read_record),
    ("dates", dates),
    ("names", names),
    ("extraction", extraction),
    ("query", query),
    ("question", question),
    ("lexicon_pack", lexicon_pack),
    ("database", database),
    ("corrections", corrections),
    ("coded", coded),
];

/// Compiles the lexicon, which takes longer than any input may.
pub fn ready() {
    Lexicon::builtin();
}

/// The longest input that is tried; time is linear in it, as other tests show.
const LONGEST: usize = 64 << 10;

/// The text of an input, with its first line apart.
fn headed(data: &[u8]) -> Option<(&str, &str)> {
    let text = std::str::from_utf8(data.get(..LONGEST.min(data.len()))?).ok()?;
    Some(text.split_once('\n').unwrap_or(("", text)))
}

fn slice(text: &str, span: Span) -> &str {
    span.slice(text).unwrap_or_else(|| panic!("{span:?} is no stretch of {} bytes", text.len()))
}

/// What every article that was read keeps to.
fn sound(article: &Article) {
    assert!(article.text.len() <= read::MAX_ARTICLE && !article.text.contains('\0'));
    let mut last = 0;
    for label in &article.labels {
        assert!(label.span.start >= last && !label.span.is_empty(), "labels lie apart and in order");
        slice(&article.text, label.span);
        last = label.span.end;
    }
    if let Some(published) = &article.metadata.published {
        valid(published);
    }
}

/// A date is read again as it is written, and does not end before it begins.
fn valid(date: &Edtf) {
    assert_eq!(date.as_str().parse::<Edtf>().as_ref(), Ok(date));
    let (from, to) = date.interval();
    assert!(from.zip(to).is_none_or(|(from, to)| from <= to), "{date:?}");
}

/// Runs `with` on a corpus in memory that is thrown away now and then.
fn in_passing(with: impl FnOnce(&mut Corpus)) {
    thread_local!(static KEPT: RefCell<(u32, Option<Corpus>)> = const { RefCell::new((0, None)) });
    KEPT.with_borrow_mut(|(uses, kept)| {
        *uses += 1;
        if *uses % 64 == 1 {
            *kept = None;
        }
        with(kept.get_or_insert_with(|| Corpus::in_memory().unwrap()));
    });
}

fn refused_with_reason(error: &Error) {
    assert!(!error.to_string().trim().is_empty());
}

/// A file whose extension is the first line, and whose bytes are the rest.
pub fn read_file(data: &[u8]) {
    let data = &data[..data.len().min(LONGEST)];
    let split = data.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (head, body) = data.split_at(split);
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    let extensions = ["txt", "jsonl", "json", "csv", "tsv", "text", "ndjson"];
    let extension = extensions.into_iter().find(|known| known.as_bytes() == head).unwrap_or("txt");
    let folder = folder();
    let path = folder.path().join(format!("a.{extension}"));
    std::fs::write(&path, body).unwrap();
    let mut articles = Vec::new();
    for input in read::path(&path, Lexicon::builtin()).unwrap().take(200) {
        assert!(!input.origin.is_empty());
        match input.article {
            Ok(article) => {
                assert!(!article.key.is_empty());
                sound(&article);
                articles.push(article);
            }
            Err(error) => refused_with_reason(&error),
        }
    }
    stored(articles);
}

/// What a reader gives, the store takes; a key that it cannot is told.
fn stored(articles: Vec<Article>) {
    in_passing(|corpus| {
        for article in articles {
            let key = article.key.clone();
            match corpus.add_extracted([(article, Extraction::default())]) {
                Ok(_) => assert_eq!(corpus.articles().key(key.clone()).rows().unwrap().len(), 1, "{key:?}"),
                Err(error) => {
                    refused_with_reason(&error);
                    assert!(key.contains('\0') || key.trim().is_empty() || key.len() > 512, "{key:?}: {error}");
                }
            }
        }
    });
}

/// A JSON object, as a record.
pub fn read_record(data: &[u8]) {
    let Ok(fields) = serde_json::from_slice::<Fields>(&data[..data.len().min(LONGEST)]) else { return };
    match read::record_with_notes(None, fields, Lexicon::builtin()) {
        Ok((article, notes)) => {
            sound(&article);
            assert!(notes.iter().all(|note| !note.is_empty()));
            stored(vec![article]);
        }
        Err(error) => refused_with_reason(&error),
    }
}

fn article(published: &str, text: &str, language: &str) -> Article {
    let mut article = Article { key: "a".into(), text: text.replace('\0', " "), ..Article::default() };
    article.metadata.published = published.parse().ok();
    article.metadata.language = Some(language.to_owned());
    article
}

/// A line that may be a date of publication, and a text with dates in French and English.
pub fn dates(data: &[u8]) {
    let Some((head, text)) = headed(data) else { return };
    for part in [head, text] {
        if let Ok(date) = part.parse::<Edtf>() {
            valid(&date);
            valid(&date.since());
            valid(&date.until());
            valid(&date.approximately());
            let again = serde_json::to_string(&date).unwrap();
            assert_eq!(serde_json::from_str::<Edtf>(&again).unwrap(), date);
        }
    }
    for language in ["fr", "en"] {
        let article = article(head, text, language);
        let document = Document::new(&article, Lexicon::builtin());
        let mut last = 0;
        for dated in dates_of(&document, article.metadata.published.as_ref(), Lexicon::builtin()) {
            let mention = dated.mention(&document);
            assert!(mention.span.start >= last && !slice(&article.text, mention.span).is_empty());
            last = mention.span.end;
            valid(&mention.value);
        }
    }
}

/// A text with names in French or English.
pub fn names(data: &[u8]) {
    let Some((head, text)) = headed(data) else { return };
    let lexicon = Lexicon::builtin();
    let article = article("", text, if head == "en" { "en" } else { "fr" });
    let document = Document::new(&article, lexicon);
    let mut last = 0;
    for name in names_of(&document, lexicon) {
        assert!(name.tokens.start >= last && name.tokens.start < name.tokens.end, "{name:?}");
        last = name.tokens.end;
        let sentence = &document.sentences[name.sentence];
        assert!(sentence.tokens.start <= name.tokens.start && name.tokens.end <= sentence.tokens.end, "{name:?}");
        assert!(!slice(&article.text, document.span(&name.tokens)).is_empty());
        assert!(!name.code.is_empty() && !name.rule.is_empty());
    }
    for described in descriptions(&document, lexicon) {
        assert!(described.tokens.end <= document.tokens.len());
    }
}

/// Every offset of an extraction lies on its words, in bytes and in code points.
pub fn whole(article: &Article, extraction: &Extraction) {
    let text = &article.text;
    let letters: Vec<char> = text.chars().collect();
    let points = CodePoints::new(text);
    let placed = |span: Span| {
        let surface = slice(text, span);
        let (start, end) = points.range(span);
        assert!(letters[start..end].iter().copied().eq(surface.chars()), "{span:?}");
        assert_eq!(points.span(start, end), Some(span));
    };
    for mention in &extraction.mentions {
        placed(mention.span);
        assert!(mention.sentence < extraction.sentences.len());
    }
    for date in &extraction.dates {
        placed(date.span);
        valid(&date.value);
    }
    for relation in &extraction.relations {
        placed(relation.evidence);
        assert!(!relation.evidence.is_empty() && (0.0..=1.0).contains(&relation.confidence), "{relation:?}");
        assert!(!relation.sources.is_empty() && !relation.targets.is_empty(), "{relation:?}");
        relation.sources.iter().chain(&relation.targets).for_each(|party| placed(party.span));
        relation.trace.parts.iter().for_each(|(_, span)| placed(*span));
        relation.date.iter().for_each(valid);
    }
    for tie in &extraction.ties {
        placed(tie.evidence);
        tie.date.iter().for_each(valid);
    }
    for missed in &extraction.near_misses {
        placed(missed.sentence);
        missed.trigger.iter().for_each(|span| placed(*span));
    }
    extraction.sentences.iter().for_each(|span| placed(*span));
    for list in ["mentions", "dates", "relations", "ties"] {
        for row in extraction.to_json(article)[list].as_array().unwrap() {
            let [start, end] = ["start", "end"].map(|field| usize::try_from(row[field].as_u64().unwrap()).unwrap());
            let surface = row.get("text").or_else(|| row.get("evidence")).unwrap();
            assert_eq!(letters[start..end].iter().collect::<String>(), surface.as_str().unwrap());
        }
    }
}

/// A line that may be a date of publication, and a text that is read whole and stored.
pub fn extraction(data: &[u8]) {
    let Some((head, text)) = headed(data) else { return };
    let mut article = read::text("a", text, Lexicon::builtin());
    sound(&article);
    article.metadata.published = head.parse().ok().or(article.metadata.published);
    let extraction = extract(&article, Lexicon::builtin());
    whole(&article, &extraction);
    assert_eq!(extract(&article, Lexicon::builtin()), extraction, "the same text is read the same");
    in_passing(|corpus| {
        let relations: usize = extraction.relations.iter().map(|r| r.sources.len() * r.targets.len()).sum();
        corpus.add_extracted([(article, extraction)]).unwrap();
        assert!(corpus.relations().count().unwrap() <= 2 * relations as u64 + 2);
    });
}

const TEXTS: [(&str, &str, &str); 4] = [
    ("a/1", "2025-04-07", "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie, a annoncé Bamako."),
    ("a/2", "2025-04-08", "L’Algérie accuse le Mali d’ingérence. Le président malien rejette ces accusations."),
    ("b/1", "", "Le Maroc et l’Espagne ont signé un accord de coopération militaire à Rabat.\nUn drone a été abattu."),
    ("b/2", "2024-12", "Aujourd’hui, Niamey et Ouagadougou quittent la CEDEAO ; l’U.E. le regrette (d’après l’AFP)."),
];

/// A corpus in memory with a few articles.
fn small() -> Corpus {
    static READ: OnceLock<Vec<(Article, Extraction)>> = OnceLock::new();
    let read = READ.get_or_init(|| {
        let each = TEXTS.iter().map(|(key, published, text)| {
            let mut article = read::text(key, text, Lexicon::builtin());
            article.metadata.published = published.parse().ok();
            article.metadata.title = Some(format!("Dépêche {key}"));
            let extraction = extract(&article, Lexicon::builtin());
            (article, extraction)
        });
        each.collect()
    });
    let mut corpus = Corpus::in_memory().unwrap();
    corpus.add_extracted(read.iter().cloned()).unwrap();
    corpus
}

fn with_small(with: impl FnOnce(&mut Corpus)) {
    thread_local!(static SMALL: RefCell<Corpus> = RefCell::new(small()));
    SMALL.with_borrow_mut(with);
}

/// A query as it is typed into a search box.
pub fn query(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(&data[..data.len().min(LONGEST)]) else { return };
    let read = Query::parse(text);
    let shown = read.to_string();
    let again = Query::parse(&shown);
    assert_eq!(again.root, read.root, "{shown:?}");
    assert_eq!(again.to_string(), shown);
    assert!(again.repairs.is_empty(), "{shown:?}: {:?}", again.repairs);
    assert_eq!(Query::parse_strict(text).is_ok(), read.repairs.is_empty());
    assert!(read.repairs.iter().all(|repair| repair.position <= text.chars().count()));
    with_small(|corpus| {
        let hits = corpus.search(text).hits().unwrap();
        assert_eq!(corpus.search(text).count().unwrap(), hits.len() as u64);
        // Signs without a word ask for something, and find nothing.
        let asked = if read.is_empty() && !text.trim().is_empty() { text } else { &shown };
        let rendered = corpus.search(asked).hits().unwrap();
        assert!(hits.iter().map(|hit| hit.article_id).eq(rendered.iter().map(|hit| hit.article_id)), "{shown:?}");
        for hit in hits {
            let article = corpus.articles().article(hit.article_id).rows().unwrap().remove(0);
            let letters: Vec<char> = article.text.chars().collect();
            assert_eq!(letters[hit.snippet_start..hit.snippet_end].iter().collect::<String>(), hit.snippet);
            assert!(hit.matches.iter().all(|(start, end)| start < end && *end <= letters.len()));
        }
        corpus.search(text).to_sql().unwrap();
        // The instruments read a word or phrase, and say where there is none.
        if let Ok(lines) = corpus.concordance(text).rows() {
            assert_eq!(corpus.concordance(text).count().unwrap(), lines.len() as u64);
        }
        for refused in [
            corpus.collocations(text).rows().err(),
            corpus.frequency(text, Freq::Month).rows().err(),
            corpus.dispersion(text).rows().err(),
        ] {
            refused.iter().for_each(refused_with_reason);
        }
    });
}

/// A question to the views: each line is a value for one of the filters.
pub fn question(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(&data[..data.len().min(4096)]) else { return };
    let mut lines = text.split('\n');
    let mut next = || lines.next().filter(|line| !line.is_empty()).map(str::to_owned);
    let (actor, source, target, kind) = (next(), next(), next(), next());
    let (status, since, until, order, outlet) = (next(), next(), next(), next(), next());
    let number = next().and_then(|line| line.parse::<i64>().ok()).unwrap_or(0);
    with_small(|corpus| {
        macro_rules! asked {
            ($question:expr $(, $method:ident($value:expr))*) => {{
                let mut question = $question;
                $(if let Some(value) = $value.clone() { question = question.$method(value); })*
                match question.rows() {
                    Ok(_) => { question.to_sql().unwrap(); }
                    Err(error) => {
                        refused_with_reason(&error);
                        assert!(matches!(error, Error::Query(_)), "{error:?}");
                    }
                }
            }};
        }
        let limit = (number != 0).then_some(number.unsigned_abs());
        asked!(
            corpus.relations(),
            actor(actor),
            source(source),
            target(target),
            of_type(kind),
            status(status),
            since(since),
            until(until),
            order(order),
            limit(limit),
            offset(limit),
            said_by(outlet)
        );
        asked!(
            corpus.events(),
            actor(actor),
            source(source),
            target(target),
            of_type(kind),
            status(status),
            since(since),
            until(until),
            order(order),
            limit(limit)
        );
        asked!(
            corpus.mentions(),
            entity(actor),
            of_type(kind),
            order(order),
            published_since(since),
            article(Some(number))
        );
        asked!(corpus.entities(), called(actor), code(source), country(target), of_type(kind), order(order));
        asked!(
            corpus.articles(),
            key(source),
            published_since(since),
            published_until(until),
            order(order),
            outlet(outlet),
            limit(limit)
        );
        asked!(corpus.ties(), actor(actor), of_kind(kind), order(order));
        asked!(corpus.dates(), order(order), language(outlet));
        asked!(corpus.labels(), label(kind), order(order));
        asked!(corpus.dyads(), actor(actor), since(since), until(until), of_type(kind));
        if let (Some(left), Some(right)) = (&source, &target) {
            for refused in [
                corpus.timeline(left, right, Freq::Year).rows().err(),
                corpus.relations().between(left, right).rows().err(),
                corpus.panel(Freq::Year).among([left, right]).rows().err(),
            ] {
                refused.iter().for_each(refused_with_reason);
            }
        }
        if let Some(word) = &actor {
            corpus.concordance_of_entity(word).rows().err().iter().for_each(refused_with_reason);
        }
        corpus.versions(number).err().iter().for_each(refused_with_reason);
        corpus.copies(number).err().iter().for_each(refused_with_reason);
        corpus.difference(number, 1).err().iter().for_each(refused_with_reason);
    });
}

/// The files of the built-in packs that others build on, and a few states.
fn ground() -> &'static [PackFile] {
    static GROUND: OnceLock<Vec<PackFile>> = OnceLock::new();
    GROUND.get_or_init(|| {
        let kept = ["plover.toml", "fr/conjugation.toml", "fr/grammar.toml", "fr/nouns.toml", "fr/verbs.toml"];
        let kept = |path: &str| kept.contains(&path) || ["fr/words.toml", "fr/weights.toml"].contains(&path);
        let all = pack::builtin();
        let states = all.iter().find(|file| file.path == "actors/states.toml").unwrap();
        let wanted = ["DZA", "MLI", "FRA", "NER"];
        let head = states.text.find("[[state]]").unwrap();
        let mut text = states.text[..head].to_owned();
        for entry in states.entries().iter().filter(|entry| entry.id.is_some_and(|id| wanted.contains(&id))) {
            text.push_str(&states.text[entry.header..entry.end]);
        }
        let states = PackFile::new("actors/states.toml", text);
        all.into_iter().filter(|file| kept(&file.path)).chain([states]).collect()
    })
}

/// A file of a pack: its path in the first line, its text in the others.
pub fn lexicon_pack(data: &[u8]) {
    let Some((path, text)) = headed(data) else { return };
    if path.len() > 60
        || path.contains(['\0', '\\'])
        || path.split('/').any(|part| part.is_empty() || part.contains(".."))
    {
        return;
    }
    let mut files: Vec<PackFile> = ground().iter().filter(|file| file.path != path).cloned().collect();
    if files.len() < ground().len()
        || ["labels", "dates", "names"].iter().any(|stem| path.ends_with(&format!("/{stem}.toml")))
    {
        files.push(PackFile::new(path, text.to_owned()));
    } else {
        let folder = folder();
        let file = folder.path().join(path);
        let written = std::fs::create_dir_all(file.parent().unwrap()).and_then(|()| std::fs::write(&file, text));
        if written.is_err() {
            return;
        }
        match pack::own(folder.path()) {
            Ok(own) => files.extend(own),
            Err(error) => return refused_with_reason(&error),
        }
    }
    match Lexicon::compile(&files) {
        Ok(lexicon) => {
            broken_examples_of(&lexicon, Whose::Own, None);
            let mut article = read::text("a", TEXTS[1].2, &lexicon);
            article.metadata.language = Some("fr".into());
            whole(&article, &extract(&article, &lexicon));
        }
        Err(error) => refused_with_reason(&error),
    }
}

/// A folder for files of a moment, in memory where the machine has such.
fn folder() -> tempfile::TempDir {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.unwrap()
}

/// A file of a corpus, closed.
fn intact() -> &'static [u8] {
    static INTACT: OnceLock<Vec<u8>> = OnceLock::new();
    INTACT.get_or_init(|| {
        let folder = folder();
        let path = folder.path().join("a.db");
        let mut corpus = Corpus::open(&path).unwrap();
        for (key, _, text) in TEXTS {
            corpus.add(read::text(key, text, Lexicon::builtin())).unwrap();
        }
        corpus.close().unwrap();
        std::fs::read(&path).unwrap()
    })
}

/// Bytes of a database file: the whole of it, or changes to a good one (two bytes say where from the last, one what).
pub fn database(data: &[u8]) {
    let mut bytes;
    if data.starts_with(b"SQLite format 3\0") || data.first() == Some(&0) {
        bytes = data.to_vec();
    } else {
        bytes = intact().to_vec();
        let mut at = 0;
        for change in data.chunks_exact(3).take(256) {
            at = (at + usize::from(u16::from_be_bytes([change[0], change[1]]))) % bytes.len();
            bytes[at] = change[2];
        }
        if let [cut] = data.chunks_exact(3).remainder() {
            bytes.truncate(bytes.len() / 256 * usize::from(*cut));
        }
    }
    let folder = folder();
    let path = folder.path().join("a.db");
    std::fs::write(&path, bytes).unwrap();
    for read_only in [true, false] {
        let options = OpenOptions { read_only, create: false, ..OpenOptions::default() };
        let mut corpus = match Corpus::open_with(&path, &options) {
            Ok(corpus) => corpus,
            Err(error) => {
                refused_with_reason(&error);
                continue;
            }
        };
        for refused in [
            corpus.check().err(),
            corpus.search("mali OR \"accord de coopération\" OR ambassadeur*").hits().err(),
            corpus.relations().rows().err(),
            corpus.events().rows().err(),
            corpus.mentions().rows().err(),
            corpus.dyads().rows().err(),
            corpus.articles().rows().err(),
            corpus.concordance("accord").rows().err(),
            corpus.corrections().err(),
            corpus.add(read::text("c/1", "Alger rappelle son ambassadeur au Mali.", Lexicon::builtin())).err(),
            corpus.reject(1, "anna").err(),
            corpus.check().err(),
        ] {
            refused.iter().for_each(refused_with_reason);
        }
    }
}

/// Lines of corrections from elsewhere.
pub fn corrections(data: &[u8]) {
    let folder = folder();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, &data[..data.len().min(LONGEST)]).unwrap();
    let mut corpus = small();
    match corpus.import_corrections(&path, None) {
        Ok(report) => {
            assert_eq!(report.read, report.added + report.known);
            assert_eq!(corpus.check().unwrap(), []);
            let (one, two) = (folder.path().join("1.jsonl"), folder.path().join("2.jsonl"));
            corpus.export_corrections(&one).unwrap();
            let mut other = small();
            other.import_corrections(&one, None).unwrap();
            other.export_corrections(&two).unwrap();
            assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
            for logged in corpus.corrections().unwrap() {
                corpus.undo(logged.id, "anna").err().iter().for_each(refused_with_reason);
            }
        }
        Err(error) => {
            refused_with_reason(&error);
            assert_eq!(corpus.corrections().unwrap(), [], "all of them or none");
        }
    }
    assert_eq!(corpus.check().unwrap(), []);
}

/// An array of rows coded elsewhere, as relations and as mentions.
pub fn coded(data: &[u8]) {
    let Ok(rows) = serde_json::from_slice::<Vec<Fields>>(&data[..data.len().min(LONGEST)]) else { return };
    let mut corpus = small();
    let origin = Origin::new("a model").unwrap();
    let before = corpus.relations().count().unwrap();
    match corpus.add_relations(&rows, &origin) {
        Ok(report) => {
            assert_eq!(corpus.relations().count().unwrap(), before + report.added);
            assert_eq!(corpus.add_relations(&rows, &origin).unwrap().added, 0, "the same again adds nothing");
        }
        Err(error) => {
            refused_with_reason(&error);
            assert_eq!(corpus.relations().count().unwrap(), before, "all of them or none");
        }
    }
    corpus.add_mentions(&rows, &origin).err().iter().for_each(refused_with_reason);
    assert_eq!(corpus.check().unwrap(), []);
    corpus.remove_origin(&origin).unwrap();
    assert_eq!(corpus.relations().count().unwrap(), before);
}
