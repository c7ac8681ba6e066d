//! From a word as typed to the terms of the index that are forms of it.

use super::index::{Index, Languages, Listed};
use crate::error::Result;
use crate::text::fold::{fold, lower};
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// A term that a word stands for.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// The term, and where its list is.
    pub listed: Listed,
    /// In articles of which languages; `None`: of any.
    pub only: Option<Languages>,
}

/// Endings of verbs in -er, without accents.
const VERBAL: [&str; 20] = [
    "e", "es", "ent", "er", "ee", "ees", "ez", "a", "ait", "aient", "ant", "ante", "ants", "antes", "era", "erait",
    "eront", "eraient", "erent", "ons",
];
/// Endings of nouns and adjectives.
const NOMINAL: [&str; 5] = ["", "s", "x", "e", "es"];
/// How accents are lost at the end of a word: what the index holds, and what may have been written.
const ACCENTED: [(&str, &str); 7] =
    [("e", "é"), ("es", "és"), ("ee", "ée"), ("ees", "ées"), ("erent", "èrent"), ("iere", "ière"), ("ieres", "ières")];
/// Stems shorter than this join words that have nothing in common.
const SHORT: usize = 4;

/// A word as FTS5's `unicode61` with `remove_diacritics 2` writes it in the index.
pub(crate) fn term_of(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        if ('\u{300}'..='\u{331}').contains(&letter) {
            continue;
        }
        for letter in letter.to_lowercase().filter(|letter| !('\u{300}'..='\u{331}').contains(letter)) {
            let base = Some(letter).into_iter().nfd().next().filter(char::is_ascii_alphabetic);
            out.push(match letter {
                'ς' => 'σ',
                'µ' => 'μ',
                'ſ' | 'ẛ' => 's',
                'ǡ' => 'ǡ',
                'ϐ' => 'β',
                'ϑ' => 'θ',
                'ϕ' => 'φ',
                'ϖ' => 'π',
                'ϰ' => 'κ',
                'ϱ' => 'ρ',
                'ϵ' => 'ε',
                other => base.unwrap_or(other),
            });
        }
    }
    out
}

/// The ways a word may be written in the index: with ligatures and without.
fn spellings(word: &str) -> Vec<String> {
    let mut all = vec![term_of(word)];
    let apart =
        all.iter().flat_map(|term| [term.replace('œ', "oe").replace('æ', "ae"), fold(term)]).collect::<Vec<_>>();
    let joined = apart.first().map(|term| [term.replace("oe", "œ"), term.replace("ae", "æ")]);
    for spelling in apart.into_iter().chain(joined.into_iter().flatten()) {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}

/// The stems of words of one language.
struct Stems {
    language: Languages,
    stemmer: Stemmer,
}

impl Stems {
    fn new(language: Languages) -> Self {
        let algorithm = if language == Languages::ENGLISH { Algorithm::English } else { Algorithm::French };
        Self { language, stemmer: Stemmer::create(algorithm) }
    }

    /// The stems a term of the index may have, its accents being lost.
    fn of(&self, term: &str, out: &mut Vec<String>) {
        out.clear();
        self.push(term, out);
        if self.language == Languages::FRENCH {
            for (plain, accented) in ACCENTED {
                if let Some(head) = term.strip_suffix(plain) {
                    self.push(&[head, accented].concat(), out);
                }
            }
            // A plural that the stemmer takes for a stem.
            if let Some(head) = term.strip_suffix("ois").filter(|head| head.len() > 2) {
                self.push(&[head, "oi"].concat(), out);
            }
        }
    }

    fn push(&self, word: &str, out: &mut Vec<String>) {
        let stem = fold(&self.stemmer.stem(word));
        if !out.contains(&stem) {
            out.push(stem);
        }
    }

    /// The stems of a word as typed: where it has accents, they count.
    fn typed(&self, word: &str, term: &str) -> Vec<String> {
        let mut stems = Vec::new();
        let lower = lower(word);
        if self.language == Languages::FRENCH && lower != term && fold(&lower) == term {
            self.push(&lower, &mut stems);
        } else {
            self.of(term, &mut stems);
        }
        stems
    }
}

/// Whether two words of a short stem are forms of one word: both nouns or both verbs, by their endings.
fn alike(stem: &str, typed: &str, form: &str) -> bool {
    if stem.chars().count() >= SHORT {
        return true;
    }
    let (Some(left), Some(right)) = (typed.strip_prefix(stem), form.strip_prefix(stem)) else { return false };
    [&NOMINAL[..], &VERBAL[..]].iter().any(|endings| endings.contains(&left) && endings.contains(&right))
}

/// The first so many letters.
fn head(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).and_then(|(at, _)| word.get(..at)).unwrap_or(word)
}

/// Finds forms in one index.
pub(crate) struct Forms<'i, 'c> {
    index: &'i Index<'c>,
    stems: Vec<Stems>,
}

impl<'i, 'c> Forms<'i, 'c> {
    pub fn new(index: &'i Index<'c>) -> Self {
        let stems = [Languages::FRENCH, Languages::ENGLISH]
            .into_iter()
            .filter(|language| index.docs.groups.iter().any(|group| group.meets(*language)))
            .map(Stems::new)
            .collect();
        Self { index, stems }
    }

    /// The word itself, whatever its case, accents and ligatures.
    pub fn exact(&self, word: &str) -> Result<Vec<Form>> {
        let mut forms = Vec::new();
        for spelling in spellings(word) {
            if let Some(listed) = self.index.term(&spelling)? {
                forms.push(Form { listed, only: None });
            }
        }
        Ok(forms)
    }

    /// Every term that begins so.
    pub fn beginning(&self, word: &str) -> Result<Vec<Form>> {
        let mut forms: Vec<Form> = Vec::new();
        for spelling in spellings(word) {
            for listed in self.index.terms(&spelling, |_| true)? {
                if forms.iter().all(|form| form.listed.term != listed.term) {
                    forms.push(Form { listed, only: None });
                }
            }
        }
        Ok(forms)
    }

    /// The word and its inflected forms, each in the languages where it is one.
    pub fn inflected(&self, word: &str) -> Result<Vec<Form>> {
        let size = |forms: &Vec<Form>| forms.iter().map(|form| form.listed.size() + 16).sum();
        Ok(self.index.docs.forms.get(word, size, || self.find_inflected(word))?.to_vec())
    }

    fn find_inflected(&self, word: &str) -> Result<Vec<Form>> {
        let spellings = spellings(word);
        let Some(term) = spellings.first() else { return Ok(Vec::new()) };
        let inflects =
            term.chars().count() > 1 && term.chars().all(|letter| letter.is_ascii_alphabetic() || letter == 'œ');
        if !inflects {
            return self.exact(word);
        }
        let term = fold(term);
        let typed: Vec<(&Stems, Vec<String>)> =
            self.stems.iter().map(|stems| (stems, stems.typed(word, &term))).collect();
        let shared = |stem: &str| stem.chars().zip(term.chars()).take_while(|(a, b)| a == b).count();
        let shortest = typed.iter().flat_map(|(_, stems)| stems).map(|stem| shared(stem)).min();
        let letters =
            shortest.map_or(usize::MAX, |shortest| if shortest > SHORT { shortest - 1 } else { shortest.min(3) });
        let mut found: BTreeMap<String, Form> = BTreeMap::new();
        let mut buffer = Vec::new();
        for start in heads(&term, letters) {
            let listed = self.index.terms(&start, |_| true)?;
            for listed in listed {
                let plain = fold(&listed.term);
                let same = spellings.contains(&listed.term);
                let mut only = Languages::NONE;
                for (stems, wanted) in &typed {
                    if same || plain.len() > 3 * term.len() + 8 {
                        continue;
                    }
                    stems.of(&plain, &mut buffer);
                    if buffer.iter().any(|stem| wanted.contains(stem) && alike(stem, &term, &plain)) {
                        only = only.and(stems.language);
                    }
                }
                if same {
                    found.insert(listed.term.clone(), Form { listed, only: None });
                } else if only != Languages::NONE {
                    found.insert(listed.term.clone(), Form { listed, only: Some(only) });
                }
            }
        }
        Ok(found.into_values().collect())
    }
}

/// The beginnings under which the forms of a word stand: with its ligatures and without.
fn heads(term: &str, letters: usize) -> Vec<String> {
    let start = head(term, letters).to_owned();
    let mut all = vec![start];
    for (apart, joined) in [("oe", "œ"), ("ae", "æ")] {
        if let Some((before, after)) = term.split_once(apart) {
            let joined = [before, joined, after].concat();
            let start = head(&joined, letters.saturating_sub(1).max(1)).to_owned();
            if start.contains(['œ', 'æ']) {
                all.push(start);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::index::Docs;
    use rusqlite::{Connection, params};
    use std::sync::Arc;

    fn forms(words: &[(&str, Option<&str>)], asked: &str) -> Vec<(String, Option<u8>)> {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, text TEXT, language TEXT);
                 CREATE INDEX article_language ON article (language);
                 CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text, content = 'article',
                    content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');",
            )
            .unwrap();
        for (id, (text, language)) in (1i64..).zip(words) {
            connection.execute("INSERT INTO article VALUES (?, NULL, ?, ?)", params![id, text, language]).unwrap();
        }
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')", []).unwrap();
        let index = Index::open(&connection, Arc::new(Docs::read(&connection).unwrap())).unwrap();
        let forms = Forms::new(&index).inflected(asked).unwrap();
        forms.into_iter().map(|form| (form.listed.term, form.only.map(|only| only.0))).collect()
    }

    fn french(text: &str, asked: &str) -> Vec<String> {
        forms(&[(text, Some("fr"))], asked).into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn forms_of_one_word() {
        let text = "condamne condamné condamnée condamnèrent condamnation condamner condiment Condamnées";
        for asked in ["condamnée", "condamne", "condamnees", "CONDAMNER"] {
            let found = french(text, asked);
            for form in ["condamne", "condamnee", "condamnees", "condamnerent", "condamner"] {
                assert!(found.iter().any(|term| term == form), "{asked} finds {form}: {found:?}");
            }
            assert!(!found.iter().any(|term| term == "condiment"), "{asked}");
        }
        assert_eq!(french("vote votes voter voté votre", "votes"), ["vote", "voter", "votes"]);
        assert_eq!(french("accord accords accordéon", "accords"), ["accord", "accords"]);
        assert_eq!(french("convoi convois convenir", "convois"), ["convoi", "convois"]);
        assert_eq!(french(&format!("accord accords accor{}", "d".repeat(60)), "accords"), ["accord", "accords"]);
        assert_eq!(french("pays paysan paie payer", "pays"), ["pays"]);
    }

    #[test]
    fn names_keep_to_themselves() {
        assert_eq!(french("Mali mal malin mâle malis", "mali"), ["mali"]);
        assert_eq!(french("mars marée mare marées", "marées"), ["mare", "maree", "marees"]);
        assert_eq!(french("Tunis Tunisie tunisien", "tunis"), ["tunis"]);
    }

    #[test]
    fn ligatures_are_two_letters_or_one() {
        for asked in ["œuvre", "oeuvres", "ŒUVRE"] {
            let found = french("œuvre oeuvres œuvres ouvre", asked);
            assert_eq!(found, ["oeuvres", "œuvre", "œuvres"], "{asked}");
        }
    }

    #[test]
    fn a_form_counts_in_its_own_language() {
        let articles = [("nations nationale nation", Some("fr")), ("nations nation national", Some("en"))];
        let found = forms(&articles, "nation");
        assert!(found.contains(&("nation".into(), None)));
        assert!(found.contains(&("nations".into(), Some(3))), "{found:?}");
        let found = forms(&[("accorde accordez accorda", Some("fr")), ("accorded according", Some("en"))], "accorder");
        assert!(found.iter().all(|(term, only)| !term.starts_with("accorda") || *only == Some(1)), "{found:?}");
    }

    #[test]
    fn words_are_folded_as_the_index_folds_them() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE VIRTUAL TABLE x USING fts5 (a, tokenize = 'unicode61 remove_diacritics 2');
                 CREATE VIRTUAL TABLE v USING fts5vocab (x, instance);",
            )
            .unwrap();
        // A few letters are younger than SQLite's tables.
        let letters: Vec<char> = ('a'..='\u{24f}')
            .chain('\u{380}'..='\u{527}')
            .chain('\u{1e00}'..='\u{1eff}')
            .filter(|letter| letter.is_alphabetic())
            .collect();
        for (id, letter) in (1i64..).zip(&letters) {
            connection.execute("INSERT INTO x (rowid, a) VALUES (?, ?)", params![id, format!("a{letter}a")]).unwrap();
        }
        let mut wrong = Vec::new();
        for (id, letter) in (1i64..).zip(&letters) {
            let term: String =
                connection.query_row("SELECT term FROM v WHERE doc = ?", [id], |row| row.get(0)).unwrap();
            let ours = term_of(&format!("a{letter}a"));
            if term != ours {
                wrong.push(format!("{letter} U+{:04X}: {term} {ours}", u32::from(*letter)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
