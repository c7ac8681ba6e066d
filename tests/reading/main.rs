//! What is read from files and articles: encodings and labels, names, dates, relations and ties, on the packaged
//! sample, the examples of the lexicon and what was judged by hand.

#[path = "../support/cases.rs"]
mod cases;
mod dates_examples;
mod dates_promises;
mod gold_scores_do_not_fall;
mod judged_relations;
mod names_dispatch;
mod names_lexicon;
mod names_properties;
mod near_misses_and_diff;
mod read_any_encoding;
mod read_label_packs;
mod read_labels_and_metadata;
mod read_messy_files;
mod relations_dates;
mod relations_standing;
mod rules_keep_their_examples;
mod samples_are_the_same_everywhere;
mod ties_offices;
mod user_packs;
