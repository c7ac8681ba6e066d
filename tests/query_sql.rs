//! A user's own SQL reads, and does nothing else.

mod query_fixture;

use corpus::Error;
use corpus::query::{Cell, QueryError, Watch};
use query_fixture::{article, corpus};
use std::time::Duration;

fn refused(error: &Error) -> bool {
    matches!(error, Error::Query(QueryError::NotReadOnly { .. } | QueryError::BadSql { .. }))
}

#[test]
fn it_reads() -> corpus::Result<()> {
    let mut corpus = corpus();
    let sql = corpus.sql()?;
    let rows =
        sql.rows("SELECT source, target, count(*) AS n FROM relations GROUP BY 1, 2 ORDER BY 3 DESC", &[], &[])?;
    assert_eq!(rows.columns, ["source", "target", "n"]);
    assert_eq!(rows.rows.len(), 4);
    let rows = sql.rows("SELECT :a, :a AS a, 1 AS a", &[], &[("a".into(), Cell::Text("x'--".into()))])?;
    assert_eq!(rows.columns, [":a", "a", "a_2"]);
    assert_eq!(rows.rows, [[Cell::Text("x'--".into()), Cell::Text("x'--".into()), Cell::Int(1)]]);
    let hits = "SELECT snippet(articles_fts, 1, '[', ']', '…', 5) FROM articles_fts WHERE articles_fts MATCH 'drone'";
    assert_eq!(sql.rows(hits, &[], &[])?.rows.len(), 2);
    assert!(!sql.rows("PRAGMA table_info(article)", &[], &[])?.rows.is_empty());
    assert!(sql.rows("EXPLAIN QUERY PLAN SELECT * FROM relations", &[], &[]).is_ok());
    Ok(())
}

#[test]
fn it_cannot_write() -> corpus::Result<()> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let mut on_disk = corpus::Corpus::open(&path)?;
    on_disk.add_extracted([article("x/1", None, "Titre", "Le Mali.", &[])])?;
    for mut corpus in [corpus(), on_disk] {
        for sql in [
            "DELETE FROM article",
            "INSERT INTO bulk VALUES (1)",
            "UPDATE article SET title = ''",
            "WITH x AS (SELECT 1) DELETE FROM article",
            "DROP TABLE article",
            "CREATE TABLE t (x)",
            "CREATE TEMP TABLE t (x)",
            "ATTACH ':memory:' AS other",
            "DETACH main",
            "VACUUM INTO '/tmp/never.db'",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA user_version = 9",
            "PRAGMA writable_schema = 1",
            "PRAGMA query_only = 0",
            "BEGIN",
            "COMMIT",
            "SAVEPOINT s",
            "REINDEX",
            "ANALYZE",
            "SELECT load_extension('x')",
            "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
            "SELECT 1; SELECT 2",
            "SELECT 1; DROP TABLE article",
            "",
            "-- nothing",
            "SELEC 1",
            "SELECT * FROM nowhere",
            "SELECT ?",
            "SELECT 1 \0 FROM x",
            "SELECT * FROM articles_fts WHERE articles_fts MATCH '\"'",
        ] {
            let error = corpus.sql()?.rows(sql, &[], &[]).expect_err(sql);
            assert!(refused(&error), "{sql}: {error:?}");
        }
        // Afterwards the corpus writes as before.
        corpus.add_extracted([article("new/1", None, "Titre", "Le Niger.", &[])])?;
        assert_eq!(corpus.articles().key("new/1").count()?, 1);
    }
    assert!(!std::path::Path::new("/tmp/never.db").exists());
    Ok(())
}

#[test]
fn a_fault_is_located() -> corpus::Result<()> {
    let mut corpus = corpus();
    let error = corpus.sql()?.rows("SELECT 'é', FRM relations", &[], &[]).expect_err("a fault");
    assert!(matches!(&error, Error::Query(QueryError::BadSql { at: Some(12), .. })), "{error:?}");
    Ok(())
}

#[test]
fn it_ends_in_time() -> corpus::Result<()> {
    let mut corpus = corpus();
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let limit = Watch { limit: Some(Duration::from_millis(100)), stop: None };
    let error = corpus.sql_watched(limit)?.rows(endless, &[], &[]).expect_err("endless");
    assert!(matches!(error, Error::Query(QueryError::TimeLimit { .. })), "{error:?}");
    let stop = Watch { limit: None, stop: Some(std::sync::Arc::new(|| true)) };
    assert!(corpus.sql_watched(stop)?.rows(endless, &[], &[]).expect_err("stopped").is_interrupted());
    assert_eq!(corpus.articles().count()?, 5);
    Ok(())
}
