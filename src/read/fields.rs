//! The names under which records give what an article is made of.

/// A part of an article that a field of a record can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    Title,
    Published,
    Authors,
    Agency,
    Outlet,
    Url,
    Language,
    Key,
    Credit,
    Meta,
}

/// The names of each part, folded, the most telling first: where several hold a value, the first wins.
const NAMES: &[(Part, &[&str])] = &[
    (
        Part::Text,
        &[
            "text",
            "texte",
            "full_text",
            "fulltext",
            "texte_integral",
            "body",
            "article_body",
            "articlebody",
            "content",
            "contenu",
            "article",
            "article_text",
            "maintext",
            "main_text",
            "corps",
            "document",
        ],
    ),
    (Part::Title, &["title", "titre", "headline", "article_title", "titre_article"]),
    (
        Part::Published,
        &[
            "published",
            "published_at",
            "publishedat",
            "publication_date",
            "date_publication",
            "date_de_publication",
            "pubdate",
            "pub_date",
            "date_published",
            "datepublished",
            "publish_date",
            "published_date",
            "publie_le",
            "date_publish",
            "date_parution",
            "parution",
            "date",
            "datetime",
        ],
    ),
    (Part::Authors, &["authors", "author", "auteurs", "auteur", "auteur_s", "byline", "journaliste", "creator"]),
    (Part::Agency, &["agency", "agence", "news_agency"]),
    (
        Part::Outlet,
        &[
            "outlet",
            "source",
            "journal",
            "media",
            "publication",
            "newspaper",
            "source_name",
            "publisher",
            "site_name",
            "titre_journal",
        ],
    ),
    (Part::Url, &["url", "link", "lien", "permalink", "source_url"]),
    (Part::Language, &["language", "lang", "langue"]),
    (Part::Key, &["key", "id", "uid", "guid", "uuid", "_id", "article_id", "doc_id", "identifiant", "cle"]),
    (Part::Credit, &["photo_credit", "credit_photo"]),
    (Part::Meta, &["meta", "metadata", "metadonnees"]),
];

/// The part that a field gives and the rank of its name, by its name whatever its case, accents and separators.
pub(super) fn part(name: &str) -> Option<(Part, usize)> {
    let mut folded = crate::text::fold::fold(name.trim().trim_start_matches('\u{feff}'));
    folded = folded.replace([' ', '-', '.', ':', '(', ')', '’', '\''], "_");
    let folded = folded.trim_end_matches('_');
    NAMES.iter().find_map(|(part, names)| Some((*part, names.iter().position(|name| *name == folded)?)))
}

/// The names a text is looked for under, for messages.
pub(super) fn text_names() -> String {
    NAMES.first().map(|(_, names)| names.join(", ")).unwrap_or_default()
}
