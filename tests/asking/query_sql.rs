//! A user's own SQL reads, and does nothing else.

use crate::query_fixture::{article, corpus};
use corpus::Error;
use corpus::query::{Cell, QueryError, Watch};
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
            "SELECT load_extension('x', 'y')",
            "SELECT fts3_tokenizer('simple')",
            "SELECT writefile('/tmp/never.db', 'x')",
            "SELECT readfile('/etc/hostname')",
            "ATTACH DATABASE 'file:/tmp/never.db?mode=rwc' AS other",
            "VACUUM",
            "PRAGMA writable_schema(1)",
            "PRAGMA main.journal_mode(MEMORY)",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            "PRAGMA temp_store_directory = '/tmp'",
            "PRAGMA mmap_size = 1000000",
            "PRAGMA hard_heap_limit = 1",
            "PRAGMA trusted_schema = 1",
            "PRAGMA optimize",
            "PRAGMA incremental_vacuum",
            "PRAGMA database_list = 1; DELETE FROM article",
            "SELECT * FROM pragma_journal_mode",
            "SELECT * FROM pragma_wal_checkpoint",
            "SELECT * FROM pragma_optimize",
            "SELECT * FROM sqlite_dbpage",
            "EXPLAIN DELETE FROM article",
            "EXPLAIN ATTACH 'x' AS y",
            "CREATE VIRTUAL TABLE temp.t USING fts5(x)",
            "CREATE VIRTUAL TABLE temp.t USING fts5vocab(main, articles_fts, row)",
            "CREATE TEMP TRIGGER t AFTER INSERT ON article BEGIN SELECT 1; END",
            "CREATE TEMP VIEW v AS SELECT 1",
            "ALTER TABLE article RENAME TO gone",
            "INSERT INTO sqlite_schema VALUES ('table', 't', 't', 0, 'x')",
            "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)",
            "WITH t AS (SELECT 1) INSERT INTO bulk SELECT 1",
            "INSERT INTO bulk VALUES (1) RETURNING id",
            "RELEASE s",
            "ROLLBACK",
            "BEGIN; DELETE FROM article; COMMIT",
            "SELECT 1;;SELECT 2",
            "SELECT 1; -- more\n DELETE FROM article",
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

/// On a file, with a connection of its own, and in memory, where the connection is shared.
fn both() -> (tempfile::TempDir, [corpus::Corpus; 2]) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut on_disk = corpus::Corpus::open(folder.path().join("a.db")).expect("a file");
    on_disk.add_extracted([article("x/1", None, "Titre", "Le Mali.", &[])]).expect("it is written");
    (folder, [corpus(), on_disk])
}

#[test]
fn what_never_ends_is_stopped() {
    let (_folder, corpora) = both();
    let limit = Watch { limit: Some(Duration::from_millis(100)), stop: None };
    for mut corpus in corpora {
        for endless in [
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 FROM c) SELECT max(x) FROM c",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c ORDER BY -x",
            "WITH RECURSIVE c(x) AS MATERIALIZED (SELECT 1 UNION ALL SELECT 1 FROM c) SELECT group_concat(x) FROM c",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 1 FROM c WHERE x < 0",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 1000) SELECT count(*) FROM c a, c b, c d",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT EXISTS (SELECT 1 FROM c WHERE x = 'a')",
        ] {
            let error =
                corpus.sql_watched(limit.clone()).and_then(|sql| sql.rows(endless, &[], &[])).expect_err(endless);
            assert!(matches!(error, Error::Query(QueryError::TimeLimit { .. })), "{endless}: {error:?}");
        }
        assert!(corpus.articles().count().is_ok());
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let (_folder, corpora) = both();
    for mut corpus in corpora {
        let rows = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c";
        let error = corpus.sql().and_then(|sql| sql.at_most(100_000).rows(rows, &[], &[])).expect_err(rows);
        assert!(matches!(error, Error::Query(QueryError::ResultTooLarge { most: 100_000 })), "{error:?}");
        let wide = "SELECT zeroblob(30000000), zeroblob(30000000)";
        let error = corpus.sql().and_then(|sql| sql.at_most(50_000_000).rows(wide, &[], &[])).expect_err(wide);
        assert!(matches!(error, Error::Query(QueryError::ResultTooLarge { .. })), "{error:?}");
        let deep = format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000));
        let long = format!("SELECT '{}'", "x".repeat(2 << 20));
        let pattern = format!("SELECT 'x' LIKE '{}'", "%x".repeat(5000));
        let many = format!("SELECT {}", vec!["1"; 5000].join(","));
        for sql in [
            "SELECT zeroblob(1000000000)",
            "SELECT hex(zeroblob(60000000))",
            "SELECT printf('%.*c', 1000000000, 'x')",
            "SELECT replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000)))",
            "SELECT json_each.value FROM json_each('[1')",
            deep.as_str(),
            long.as_str(),
            pattern.as_str(),
            many.as_str(),
        ] {
            let error = corpus.sql().and_then(|opened| opened.rows(sql, &[], &[])).expect_err(sql);
            assert!(refused(&error), "{}: {error:?}", sql.get(..60).unwrap_or(sql));
        }
        // A corpus in memory has its own limits back.
        let text = "mot ".repeat(1 << 20);
        corpus.add_extracted([article("long/1", None, "Titre", &text, &[])]).expect("it is written");
    }
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
