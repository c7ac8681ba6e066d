//! What is asked: search, words, relations, SQL, copies and events.

#[path = "../support/cases.rs"]
mod cases;
mod copies_families;
mod events;
mod events_sample;
mod query_fixture;
mod query_relations;
mod query_search;
mod query_sql;
mod query_words;
