//! A researcher asks who did what to whom, and gets these rows and no others.

use crate::query_fixture::corpus;
use corpus::Error;
use corpus::query::{DatedBy, Freq, QueryError};

#[test]
fn relations_are_found_by_what_is_asked() -> corpus::Result<()> {
    let corpus = corpus();
    let all = corpus.relations();
    assert_eq!(all.count()?, 7);
    assert_eq!(all.rows()?.len(), 7);
    let between = corpus.relations().between("MLI", "DZA");
    assert_eq!(between.count()?, 5);
    assert_eq!(corpus.relations().between("DZA", "MLI").rows()?, between.rows()?);
    for (count, question) in [
        (1, corpus.relations().source("NER")),
        (2, corpus.relations().source("MLI").target("DZA")),
        (4, corpus.relations().source("MLI").source("NER")),
        (1, corpus.relations().actor("MAR")),
        (0, corpus.relations().actor("MAR").actor("DZA")),
        // A meeting holds both ways.
        (1, corpus.relations().source("MLI").target("MAR")),
        (1, corpus.relations().source("MAR").target("MLI")),
        (2, corpus.relations().of_type("assault")),
        (3, corpus.relations().of_type("ASSAULT").of_type("CONSULT")),
        (1, corpus.relations().status("denied")),
        (2, corpus.relations().said_by("Algérie")),
        // 2023 is over by 2024, an undated act has no time.
        (5, corpus.relations().since("2024")),
        (5, corpus.relations().since("2025-04-01")),
        (3, corpus.relations().since("2025-04-02")),
        (2, corpus.relations().until("2025-03-31")),
        (1, corpus.relations().until("2024")),
        // An article of some day in April may be of the 9th; one of the 8th is not.
        (2, corpus.relations().published_since("2025-04-09").published_until("2025-04")),
        (4, corpus.relations().outlet("monde")),
        (7, corpus.relations().language("fr")),
        (2, corpus.relations().article(3)),
        (3, corpus.relations().article(3).article(2)),
        (0, corpus.relations().in_articles([])),
        (0, corpus.relations().min_confidence(0.9)),
        (7, corpus.relations().origin("rules")),
        (2, corpus.relations().limit(2)),
        (1, corpus.relations().limit(5).offset(6)),
        (0, corpus.relations().limit(u64::MAX).offset(u64::MAX)),
        (5, corpus.relations().between("mali", "ALGERIE")),
    ] {
        assert_eq!(question.count()?, count, "{}", question.to_sql()?);
        assert_eq!(question.rows()?.len() as u64, count, "{}", question.to_sql()?);
    }
    Ok(())
}

#[test]
fn rows_come_in_the_order_asked() -> corpus::Result<()> {
    let corpus = corpus();
    let dates = |order: &str| -> corpus::Result<Vec<Option<String>>> {
        Ok(corpus.relations().order(order).rows()?.into_iter().map(|row| row.date_from).collect())
    };
    let up = dates("date_from")?;
    assert_eq!(up.first().cloned().flatten().as_deref(), Some("2023-01-01"));
    assert_eq!(up.last(), Some(&None));
    let down = dates("-date_from")?;
    assert_eq!(down.first().cloned().flatten().as_deref(), Some("2025-06-09"));
    assert_eq!(down.last(), Some(&None));
    Ok(())
}

#[test]
fn what_cannot_be_asked_is_said() {
    let corpus = corpus();
    let error = |result: corpus::Result<u64>| result.expect_err("a wrong question").to_string();
    assert!(error(corpus.relations().of_type("LOVE").count()).contains("AGREE, CONSULT"));
    assert!(error(corpus.relations().status("true").count()).contains("asserted"));
    assert!(error(corpus.relations().since("hier").count()).contains("2025-03-31"));
    assert!(error(corpus.relations().order("id; DROP TABLE article").count()).contains("evidence"));
    assert!(error(corpus.relations().columns(["nosuch"]).count()).contains("nosuch"));
    assert!(error(corpus.mentions().of_type("planet").count()).contains("armed_group"));
    let unknown = corpus.relations().actor("Marok").count().expect_err("no such actor");
    assert!(
        matches!(&unknown, Error::Query(QueryError::UnknownActor { near: Some(near), .. }) if near.contains("MAR"))
    );
    assert_eq!(corpus.relations().actor("XYZ").count().expect("a code, though of nobody here"), 0);
    assert!(corpus.relations().actor("' OR 1=1 --").count().is_err());
}

#[test]
fn the_sql_can_be_read() -> corpus::Result<()> {
    let corpus = corpus();
    let sql = corpus.relations().columns(["source", "target"]).source("NER").limit(3).to_sql()?;
    assert!(sql.starts_with("SELECT \"source\", \"target\" FROM relations WHERE (source IN ('NER') OR"), "{sql}");
    assert!(sql.ends_with("ORDER BY id LIMIT 3 OFFSET 0"), "{sql}");
    Ok(())
}

#[test]
fn the_other_views_answer_too() -> corpus::Result<()> {
    let corpus = corpus();
    assert_eq!(corpus.articles().count()?, 5);
    assert_eq!(corpus.articles().key("aps/3").rows()?.first().map(|row| row.id), Some(3));
    assert_eq!(corpus.articles().actor("Niger").count()?, 1);
    assert_eq!(corpus.articles().between("MLI", "DZA").status("denied").count()?, 1);
    assert_eq!(corpus.articles().published_since("2025").count()?, 3);
    assert_eq!(corpus.entities().count()?, 4);
    assert_eq!(corpus.entities().called("mali").rows()?.first().map(|row| row.mentions), Some(5));
    assert_eq!(corpus.mentions().entity("MAR").count()?, 1);
    assert_eq!(corpus.ties().actor("AES").of_kind("member_of").count()?, 5);
    assert_eq!(corpus.labels().count()?, 0);
    assert_eq!(corpus.dates().count()?, 0);
    let contested = corpus.events().contested(true).rows()?;
    assert_eq!(contested.len(), 1);
    assert_eq!(contested.first().map(|row| (row.articles, row.kind.as_str())), Some((2, "ASSAULT")));
    Ok(())
}

#[test]
fn a_timeline_has_its_empty_months() -> corpus::Result<()> {
    let corpus = corpus();
    let timeline = corpus.timeline("MLI", "DZA", Freq::Month).since("2025-02").until("2025-05").rows()?;
    let counts: Vec<(&str, u64)> = timeline.rows.iter().map(|row| (row.period.as_str(), row.count)).collect();
    // The accusation has no date of its own; the article gives only its month.
    assert_eq!(counts, [("2025-02", 0), ("2025-03", 1), ("2025-04", 2), ("2025-05", 0)]);
    assert_eq!(timeline.rows.iter().map(|row| row.by_publication).sum::<u64>(), 1);
    assert_eq!(timeline.left_out, 0);
    let acts = corpus.timeline("MLI", "DZA", Freq::Month).dated_by(DatedBy::Act).rows()?;
    assert_eq!(acts.left_out, 1);
    let claimed = corpus.timeline("MLI", "DZA", Freq::Month).status("claimed").rows()?;
    assert_eq!((claimed.rows.len(), claimed.left_out), (0, 1), "an act of 2023 is of no month");
    let years = corpus.timeline("MLI", "DZA", Freq::Year).status("claimed").rows()?;
    assert_eq!(years.rows.first().map(|row| (row.period.clone(), row.count)), Some(("2023".into(), 1)));
    for (freq, first) in [(Freq::Quarter, "2025-Q1"), (Freq::Week, "2025-W14"), (Freq::Day, "2025-03-31")] {
        let rows = corpus.timeline("MLI", "DZA", freq).dated_by(DatedBy::Act).rows()?.rows;
        assert_eq!(rows.first().map(|row| row.period.as_str()), Some(first));
    }
    let many = corpus.timeline("MLI", "DZA", Freq::Day).since("0001").until("9999").rows();
    assert!(matches!(many, Err(Error::Query(QueryError::TooManyPeriods { .. }))));
    assert_eq!(corpus.timeline("MLI", "DZA", Freq::Day).since("2025").until("2024").rows()?.rows.len(), 0);
    Ok(())
}

#[test]
fn dyads_are_ranked() -> corpus::Result<()> {
    let corpus = corpus();
    let dyads = corpus.dyads().rows()?;
    let names: Vec<_> = dyads.iter().map(|row| (row.source.as_str(), row.target.as_str(), row.relations)).collect();
    assert_eq!(names, [("DZA", "MLI", 3), ("DZA", "NER", 1), ("MAR", "MLI", 1)]);
    assert_eq!(dyads.first().map(|row| (row.articles, row.verbal_conflict, row.material_conflict)), Some((2, 1, 2)));
    assert_eq!(corpus.dyads().directed().actor("MLI").rows()?.len(), 3);
    assert_eq!(corpus.dyads().since("2025-06").limit(1).rows()?.len(), 1);
    Ok(())
}
