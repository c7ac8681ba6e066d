//! One bad input never stops a load: it is told with its place and reason, and the others are read.
#![allow(clippy::unwrap_used, missing_docs)]

use corpus::{Article, Error, Lexicon, read};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn inputs(path: impl AsRef<Path>) -> Vec<read::Input> {
    read::path(path, Lexicon::builtin()).unwrap().collect()
}

fn keys(path: impl AsRef<Path>) -> Vec<Result<String, String>> {
    let seen = inputs(path).into_iter();
    seen.map(|input| input.article.map(|article| article.key).map_err(|error| error.to_string())).collect()
}

fn record(json: serde_json::Value) -> Result<(Article, Vec<String>), Error> {
    let serde_json::Value::Object(fields) = json else { panic!() };
    read::record_with_notes(None, fields, Lexicon::builtin())
}

#[test]
fn a_folder_is_read_in_order_and_refusals_are_told() {
    let folder = folder(&[
        ("b.txt", b"Deux"),
        ("a/un.txt", b"Un"),
        ("a/.cache/x.txt", b"hidden"),
        (".hidden.txt", b"hidden"),
        ("page.html", b"<p>"),
        ("noext", b"text"),
        ("doc.txt", b"%PDF-1.7"),
        ("empty.txt", b""),
        ("\u{e9}t\u{e9} 2.txt", b"Trois"),
    ]);
    let seen = keys(folder.path());
    let read: Vec<_> = seen.iter().filter_map(|key| key.as_deref().ok()).collect();
    assert_eq!(read, ["a/un.txt", "b.txt", "empty.txt", "été 2.txt"]);
    let refused: Vec<_> = seen.iter().filter_map(|key| key.as_ref().err()).collect();
    assert_eq!(refused.len(), 3);
    assert!(
        refused[0].contains("PDF") && refused[1].contains("no extension") && refused[2].contains(".html"),
        "{refused:?}"
    );
    assert_eq!(keys(folder.path()), seen);
}

#[cfg(unix)]
#[test]
fn pipes_loops_and_dangling_links_never_hang() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("d/a.txt", b"Un")]);
    let root = folder.path();
    symlink(root, root.join("d/loop")).unwrap();
    symlink("/nowhere", root.join("dangling.txt")).unwrap();
    symlink("/dev/zero", root.join("zero.txt")).unwrap();
    symlink(root.join("d/a.txt"), root.join("link.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(root.join("pipe.txt")).status().unwrap();
    assert!(made.success());
    let seen = keys(root);
    let read: Vec<_> = seen.iter().filter_map(|key| key.as_deref().ok()).collect();
    assert_eq!(read, ["d/a.txt", "link.txt"]);
    assert_eq!(seen.iter().filter(|key| key.is_err()).count(), 4, "{seen:?}");
    assert!(keys(root.join("pipe.txt"))[0].as_ref().unwrap_err().contains("pipe"));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_stays_one_name() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9\n.txt")), "Un").unwrap();
    assert_eq!(keys(folder.path()), [Ok("caf%E9\n.txt".to_owned())]);
}

#[test]
fn files_and_patterns_are_read_and_nothing_is_an_error() {
    let folder =
        folder(&[("2024/a.txt", b"Un"), ("2025/b.txt", b"Deux"), ("2025/c.md", b"Trois"), ("x[1].txt", b"Quatre")]);
    let root = folder.path();
    assert_eq!(keys(root.join("2024/a.txt")), [Ok("a.txt".to_owned())]);
    assert_eq!(keys(root.join("*/*.txt")), [Ok("2024/a.txt".to_owned()), Ok("2025/b.txt".to_owned())]);
    assert_eq!(keys(root.join("x[1].txt")), [Ok("x[1].txt".to_owned())]);
    let lexicon = Lexicon::builtin();
    assert!(matches!(read::path(root.join("none"), lexicon), Err(Error::Io { .. })));
    assert!(matches!(read::path(root.join("none/*"), lexicon), Err(Error::Pattern { .. })));
    assert!(matches!(read::path("a[", lexicon), Err(Error::Pattern { .. })));
    assert!(matches!(read::path("", lexicon), Err(Error::Io { .. })));
    assert!(matches!(read::path("a\0b", lexicon), Err(Error::Io { .. })));
}

#[test]
fn an_article_that_is_too_large_is_refused_with_its_size() {
    let folder = folder(&[("a.txt", "é".repeat(read::MAX_ARTICLE / 2 + 1).as_bytes()), ("b.txt", b"Un")]);
    let seen = inputs(folder.path());
    assert!(
        matches!(&seen[0].article, Err(Error::TooLarge { bytes: Some(bytes), .. }) if usize::try_from(*bytes) == Ok(read::MAX_ARTICLE + 2))
    );
    assert!(seen[1].article.is_ok());
}

#[test]
fn json_lines_are_read_one_by_one() {
    let deep = format!("{{\"text\": {}}}", "[".repeat(100_000));
    let lines = [
        r#"{"id": "n1", "text": "Un"}"#,
        "",
        r#"{"url": "http://x", "texte": "Deux"}"#,
        r#"{"contenu": "Trois"}"#,
        r#"{"id": 7, "text": NaN}"#,
        r#"{"title": "x"}"#,
        "[1]",
        r#"{"id": "n8", "text": "a", "text": "b"}"#,
        r#"{"text": "\ud800"}"#,
        &deep,
        r#"{"id": 12, "body": "Fin", "x": [1, {"y": null}]}"#,
        r#"{"text": "coupé"#,
    ];
    let folder = folder(&[("a.jsonl", [b"\xef\xbb\xbf", lines.join("\r\n").as_bytes()].concat().as_slice())]);
    let seen = inputs(folder.path().join("a.jsonl"));
    let keys: Vec<_> =
        seen.iter().map(|input| input.article.as_ref().map(|article| article.key.as_str()).ok()).collect();
    assert_eq!(
        keys,
        [Some("n1"), Some("http://x"), Some("a.jsonl:4"), None, None, None, Some("n8"), None, None, Some("12"), None]
    );
    assert!(seen[3].origin.ends_with("a.jsonl:5"));
    assert!(matches!(&seen[3].article, Err(Error::Json { .. })));
    assert!(matches!(&seen[4].article, Err(Error::NoText { seen, .. }) if seen == &["title"]));
    assert!(seen[6].notes[0].contains("twice"));
    assert_eq!(seen[6].article.as_ref().unwrap().text, "b");
    assert_eq!(seen[9].article.as_ref().unwrap().metadata.meta["x"][1], serde_json::json!({"y": null}));
}

#[test]
fn json_lines_in_other_encodings_are_read() {
    let line = "{\"text\": \"L’été déjà\"}\n{\"text\": \"Deux\"}";
    let wide: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = folder(&[
        ("a.jsonl", [b"\xff\xfe".to_vec(), wide].concat().as_slice()),
        ("b.jsonl", &encoding_rs::WINDOWS_1252.encode(line).0),
    ]);
    for input in inputs(folder.path()).iter().step_by(2) {
        assert_eq!(input.article.as_ref().unwrap().text, "L’été déjà", "{}", input.origin);
    }
}

#[test]
fn json_arrays_lose_only_their_bad_elements() {
    let folder = folder(&[
        ("a.json", br#"[{"text": "Un"}, {"text": 7}, 3, {"text": "Deux", "id": "k"}, {"text": "#),
        ("b.json", br#"{"text": "Trois"}"#),
        ("c.json", b"[]"),
        ("d.json", b"not json"),
    ]);
    let seen = keys(folder.path());
    assert_eq!(seen[0], Ok("a.json:1".to_owned()));
    assert!(seen[1].as_ref().unwrap_err().contains("`text` should be a string, not the number 7"));
    assert_eq!(seen[3], Ok("k".to_owned()));
    assert!(seen[2].is_err() && seen[4].is_err());
    assert_eq!(seen[5], Ok("b.json".to_owned()));
    assert!(seen[6].is_err() && seen.len() == 7);
}

#[test]
fn tables_are_read_row_by_row() {
    let table =
        "\u{feff}id;Titre;Texte;date;note\n1;Un;\"Un ; deux\nlignes\";03/03/2024;\n2;court\n;Trois;Trois.;hier;x\n";
    let folder = folder(&[("a.csv", table.as_bytes()), ("b.tsv", b"text\turl\nUn\thttp://x\n"), ("c.csv", b"")]);
    let seen = inputs(folder.path());
    let first = seen[0].article.as_ref().unwrap();
    assert_eq!((first.key.as_str(), first.text.as_str()), ("1", "Un ; deux\nlignes"));
    assert_eq!(first.metadata.published.as_ref().unwrap().as_str(), "2024-03-03");
    assert!(matches!(&seen[1].article, Err(Error::Table { .. })));
    let third = seen[2].article.as_ref().unwrap();
    assert_eq!((third.key.as_str(), third.metadata.published.as_ref()), ("a.csv:5", None));
    assert_eq!(third.metadata.meta["date"], "hier");
    assert!(seen[2].notes[0].contains("hier"));
    assert_eq!(seen[3].article.as_ref().unwrap().key, "http://x");
    assert_eq!(seen.len(), 4);
}

#[test]
fn records_are_known_by_many_names_and_say_what_is_wrong() {
    let (article, notes) = record(serde_json::json!({
        "Contenu": "Les deux pays ont signé.", "TITRE": "Un accord", "Auteur(s)": ["A. B", {"name": "C. D"}],
        "date de publication": "3 mars 2024 à 12h", "source": {"id": null, "name": "Le Quotidien"},
        "lang": "xx-yy-?", "agence": "AFP", "guid": {"$oid": "abc"}, "score": 1.5
    }))
    .unwrap();
    let metadata = &article.metadata;
    assert_eq!(article.key, "abc");
    assert_eq!(metadata.title.as_deref(), Some("Un accord"));
    assert_eq!(metadata.outlet.as_deref(), Some("Le Quotidien"));
    assert_eq!(metadata.authors, ["A. B", "C. D"]);
    assert_eq!(metadata.published.as_ref().unwrap().as_str(), "2024-03-03");
    assert_eq!(metadata.meta["date de publication"], "3 mars 2024 à 12h");
    assert_eq!(metadata.meta["score"], 1.5);
    assert!(notes.is_empty(), "{notes:?}");

    for (bad, field) in [
        (serde_json::json!({"text": ["a"]}), "text"),
        (serde_json::json!({"text": "a", "title": {"x": 1}}), "title"),
        (serde_json::json!({"text": "a", "date": true}), "date"),
        (serde_json::json!({"text": "a", "id": false}), "id"),
        (serde_json::json!({"text": "a", "authors": [1]}), "authors"),
    ] {
        assert!(matches!(record(bad), Err(Error::Field { field: found, .. }) if found == field));
    }
    assert!(matches!(record(serde_json::json!({"text": null, "n": 1})), Err(Error::NoText { .. })));
    assert_eq!(record(serde_json::json!({"text": "", "title": null})).unwrap().0.text, "");
}

#[test]
fn a_bad_date_is_kept_and_told_but_stops_nothing() {
    for date in ["0000-00-00", "2025-02-31", "2025-13", "hier", "24/25 mars", "17/06/25", "NaT", "9999-12-31"] {
        let (article, notes) = record(serde_json::json!({"text": "Un", "date": date})).unwrap();
        assert_eq!(article.metadata.published, None, "{date}");
        assert_eq!(article.metadata.meta["date"], date);
        assert!(notes.len() == 1 && notes[0].contains(date), "{notes:?}");
    }
}

#[test]
fn a_record_without_a_name_always_gets_the_same_key() {
    let key = |text: &str| record(serde_json::json!({"text": text})).unwrap().0.key;
    assert_eq!(key("Un"), key("Un"));
    assert_ne!(key("Un"), key("Deux"));
    assert!(key("Un").starts_with("sha256:"));
}

#[test]
fn inputs_can_be_read_on_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    let folder = folder(&[("a.txt", b"Un")]);
    let inputs = read::path(folder.path(), Lexicon::builtin()).unwrap();
    is_send(&inputs);
    assert_eq!(inputs.count(), 1);
}
