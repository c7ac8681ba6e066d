//! A record for each public view. Offsets are code points of the article's text.

use super::select::{Column, Kind, Record};
use rusqlite::Row;

/// Defines records whose fields are the view's columns, in order.
macro_rules! records {
    ($($(#[$doc:meta])* $record:ident of $view:literal {
        $($(#[$fdoc:meta])* $field:ident $(as $name:literal)? : $type:ty = $kind:ident,)+
    })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $record { $($(#[$fdoc])* pub $field: $type,)+ }

        impl Record for $record {
            const VIEW: &'static str = $view;
            const COLUMNS: &'static [Column] =
                &[$(Column { name: records!(@name $field $($name)?), kind: Kind::$kind }),+];
            fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
                let mut index = 0..;
                let mut next = || index.next().unwrap_or_default();
                Ok(Self { $($field: row.get(next())?,)+ })
            }
        }
    )+ };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}

records! {
    /// An article.
    ArticleRow of "articles" {
        /// Its number in this file.
        id: i64 = Int,
        /// The caller's name for it.
        key: String = Text,
        /// The headline.
        title: Option<String> = Text,
        /// The text, verbatim.
        text: String = Text,
        /// ISO 639-1.
        language: Option<String> = Category,
        /// When it was published, in EDTF.
        published: Option<String> = Category,
        /// The first day that may be.
        published_from: Option<String> = Day,
        /// The last day that may be.
        published_to: Option<String> = Day,
        /// Authors, as a JSON list.
        authors: String = Text,
        /// The agency that signed it.
        agency: Option<String> = Category,
        /// Who carried it.
        outlet: Option<String> = Category,
        /// Where it can be read.
        url: Option<String> = Text,
        /// Who is credited for its picture.
        photo_credit: Option<String> = Category,
        /// How many words it has.
        words: i64 = Int,
        /// The head of its family of copies.
        copy_of: Option<i64> = Int,
        /// SHA-256 of the text, in hexadecimal.
        digest: String = Text,
        /// When it was loaded.
        loaded_at: String = Text,
        /// Whatever else came with it, as JSON.
        meta: String = Text,
    }

    /// A stretch that is not article prose.
    LabelRow of "labels" {
        /// The article.
        article_id: i64 = Int,
        /// Its first code point.
        start: i64 = Int,
        /// One past its last.
        end: i64 = Int,
        /// What it is.
        label: String = Category,
    }

    /// Something named in the articles.
    EntityRow of "entities" {
        /// Its number in this file.
        id: i64 = Int,
        /// Its code.
        code: String = Text,
        /// `state`, `place`, `organization`, `armed_group` or `person`.
        kind as "type": String = Category,
        /// Its canonical name.
        name: String = Text,
        /// The country it belongs to or lies in.
        country: Option<String> = Category,
        /// Its PLOVER sector.
        sector: Option<String> = Category,
        /// Its Wikidata identifier.
        wikidata: Option<String> = Text,
        /// How often it is named.
        mentions: i64 = Int,
        /// In how many articles.
        articles: i64 = Int,
    }

    /// A name in an article.
    MentionRow of "mentions" {
        /// The article.
        article_id: i64 = Int,
        /// Its first code point.
        start: i64 = Int,
        /// One past its last.
        end: i64 = Int,
        /// The words.
        text: String = Category,
        /// What it names.
        kind as "type": String = Category,
        /// The entity's code.
        code: String = Category,
        /// The entity's country.
        country: Option<String> = Category,
        /// `name`, `metonym`, `acronym` or `surname`.
        reading: String = Category,
        /// The number of its sentence.
        sentence: i64 = Int,
        /// The rule that found it.
        rule: String = Category,
        /// `rules`, or who coded or corrected it.
        origin: String = Category,
    }

    /// A date in an article.
    DateRow of "dates" {
        /// The article.
        article_id: i64 = Int,
        /// Its first code point.
        start: i64 = Int,
        /// One past its last.
        end: i64 = Int,
        /// The words.
        text: String = Category,
        /// What it says, in EDTF.
        value: String = Text,
        /// Its first day.
        date_from: Option<String> = Day,
        /// Its last day.
        date_to: Option<String> = Day,
    }

    /// What one actor did to, said to or agreed with another, as an article states it.
    RelationRow of "relations" {
        /// Its number in this file.
        id: i64 = Int,
        /// The article.
        article_id: i64 = Int,
        /// When the article was published, in EDTF.
        published: Option<String> = Category,
        /// One of PLOVER's types, or `TENSION`.
        kind as "type": String = Category,
        /// PLOVER's mode.
        mode: Option<String> = Category,
        /// PLOVER's contexts, as a JSON list.
        context: String = Category,
        /// The quad class.
        quad: String = Category,
        /// CAMEO's scale, from -10 to 10.
        goldstein: Option<f64> = Float,
        /// Who acts.
        source: String = Category,
        /// The sector that acts.
        source_sector: Option<String> = Category,
        /// Upon or with whom.
        target: String = Category,
        /// The sector acted upon.
        target_sector: Option<String> = Category,
        /// When, in EDTF, as the text says.
        date: Option<String> = Text,
        /// The first day that may be.
        date_from: Option<String> = Day,
        /// The last day that may be.
        date_to: Option<String> = Day,
        /// Where, as the text says.
        place: Option<String> = Category,
        /// `asserted`, `planned`, `claimed`, `denied` or `hypothetical`.
        status: String = Category,
        /// Whose words carry it.
        said_by: Option<String> = Category,
        /// The stretch that states it.
        evidence: String = Text,
        /// Its first code point.
        start: i64 = Int,
        /// One past its last.
        end: i64 = Int,
        /// From 0 to 1: how far it is to be trusted by the way it was found; set by hand, not calibrated.
        confidence: f64 = Float,
        /// The rule that found it.
        rule: String = Category,
        /// `rules`, or who coded it.
        origin: String = Category,
    }

    /// A lasting fact.
    TieRow of "ties" {
        /// The article.
        article_id: i64 = Int,
        /// What kind of fact.
        tie: String = Category,
        /// Whom it is about.
        subject: String = Category,
        /// The other end.
        object: String = Category,
        /// The office, as worded.
        office: Option<String> = Text,
        /// When, in EDTF.
        date: Option<String> = Text,
        /// The stretch that states it.
        evidence: String = Text,
        /// Its first code point.
        start: i64 = Int,
        /// One past its last.
        end: i64 = Int,
        /// The rule that found it.
        rule: String = Category,
        /// `rules`, or who coded it.
        origin: String = Category,
    }

    /// Relations of one act, merged over articles.
    EventRow of "events" {
        /// The smallest number of its relations. It stays while reports are added.
        id: i64 = Int,
        /// One of PLOVER's types, or `TENSION`.
        kind as "type": String = Category,
        /// Who acts.
        source: String = Category,
        /// Upon or with whom.
        target: String = Category,
        /// The first day that may be.
        date_from: Option<String> = Day,
        /// The last day that may be.
        date_to: Option<String> = Day,
        /// How many articles tell it.
        articles: i64 = Int,
        /// How many of these are not copies of one another.
        independent_articles: i64 = Int,
        /// When it was first told.
        first_published: Option<String> = Day,
        /// The standings it is told with, as a JSON list.
        statuses: String = Category,
        /// Whether its accounts disagree.
        contested: bool = Flag,
        /// What they disagree on, as a JSON list: `status`, `date`, `place`, `actors` (of whom it is claimed or denied),
        /// `act` (what is claimed or denied beside it).
        disagreement: String = Category,
        /// When, in EDTF: of the most precise dates told, the one told by most. `None` where no report gives one.
        date: Option<String> = Text,
        /// Where, as most reports name it.
        place: Option<String> = Category,
        /// How many relations tell it.
        relations: i64 = Int,
        /// The quad class.
        quad: String = Category,
        /// CAMEO's scale, from -10 to 10: the mean of its reports.
        goldstein: Option<f64> = Float,
    }

    /// An account of an event.
    VersionRow of "versions" {
        /// The event.
        event: i64 = Int,
        /// `report` (it tells the act), `rival` (it claims or denies something else of it) or `reaction` (it accuses or
        /// rejects beside it).
        account: String = Category,
        /// The relation.
        relation_id: i64 = Int,
        /// Its article.
        article_id: i64 = Int,
        /// The article's key.
        key: String = Text,
        /// Who carried it.
        outlet: Option<String> = Category,
        /// When the article was published, in EDTF.
        published: Option<String> = Category,
        /// `asserted`, `planned`, `claimed`, `denied` or `hypothetical`.
        status: String = Category,
        /// Whose words carry it.
        said_by: Option<String> = Category,
        /// The relation's type.
        kind as "type": String = Category,
        /// When, in EDTF, as this account says.
        date: Option<String> = Text,
        /// Where.
        place: Option<String> = Category,
        /// Who acts.
        source: String = Category,
        /// Upon or with whom.
        target: String = Category,
        /// The stretch that states it.
        evidence: String = Text,
        /// Its first code point.
        start: i64 = Int,
        /// One past its last.
        end: i64 = Int,
        /// The head of the article's family of copies.
        copy_of: Option<i64> = Int,
        /// What it says otherwise than most, as a JSON list.
        disagrees: String = Category,
    }
}
