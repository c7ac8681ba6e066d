//! Words and phrases to be found in texts: which forms they stand for, and which articles can hold them.

use crate::query::QueryError;
use crate::text::words::{Stems, each_word, folded, lowered};

/// The most words that can be looked for at once.
const MOST: usize = 64;
/// The longest acronym that may be written with full stops between its letters.
const ACRONYM: usize = 8;

/// Alternatives, each of one word or several in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    slots: Vec<Slot>,
    /// Each as numbers of slots.
    alternatives: Vec<Vec<usize>>,
    /// How many alternatives, counted from the first, there are up to the end of each text.
    ends: Vec<usize>,
}

/// One word, and what stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slot {
    lower: String,
    folded: String,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// This form, whatever its case and accents.
    Exact,
    /// Every word that begins so.
    Prefix,
    /// Every form with the same stem.
    Inflected,
}

impl Pattern {
    /// Reads a word or phrase: words in order, `"in quotes"` exactly these forms, `begin*`, `OR` between alternatives.
    /// A word with a capital is a name, which has no other forms. An article elided at the beginning is left aside.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut pattern = Self { slots: Vec::new(), alternatives: Vec::new(), ends: Vec::new() };
        let mut current = Vec::new();
        for (at, part) in text.split(is_quote).enumerate() {
            if at % 2 == 1 {
                pattern.push(part, true, &mut current)?;
                continue;
            }
            for chunk in part.split_whitespace() {
                if chunk == "OR" {
                    pattern.end(&mut current);
                } else {
                    pattern.push(chunk, false, &mut current)?;
                }
            }
        }
        pattern.end(&mut current);
        if pattern.alternatives.is_empty() {
            return Err(QueryError::NoWord { given: text.chars().take(80).collect() });
        }
        pattern.ends.push(pattern.alternatives.len());
        Ok(pattern)
    }

    /// The words of all `texts` as alternatives.
    pub fn any(texts: &[String]) -> Result<Self, QueryError> {
        let mut all = Self { slots: Vec::new(), alternatives: Vec::new(), ends: Vec::new() };
        for text in texts {
            let one = Self::parse(text)?;
            let base = all.slots.len();
            all.slots.extend(one.slots);
            all.alternatives.extend(one.alternatives.into_iter().map(|words| words.iter().map(|n| n + base).collect()));
            all.ends.push(all.alternatives.len());
        }
        if all.alternatives.is_empty() {
            return Err(QueryError::NoWord { given: String::new() });
        }
        if all.slots.len() > MOST {
            return Err(QueryError::TooManyWords { most: MOST });
        }
        Ok(all)
    }

    fn end(&mut self, current: &mut Vec<usize>) {
        if !current.is_empty() {
            self.alternatives.push(std::mem::take(current));
        }
    }

    /// Adds the words of `text`.
    fn push(&mut self, text: &str, exact: bool, current: &mut Vec<usize>) -> Result<(), QueryError> {
        let mut words = Vec::new();
        each_word(text, |word| words.push((word.start as usize, word.end as usize)));
        for (at, (start, end)) in words.iter().enumerate() {
            let surface = text.get(*start..*end).unwrap_or_default();
            let rest = text.get(*end..).unwrap_or_default();
            let elided = rest.starts_with(crate::text::tokens::is_apostrophe) && at + 1 < words.len();
            if !exact && elided && current.is_empty() && surface.chars().count() <= 2 {
                continue;
            }
            let prefix = !exact && at + 1 == words.len() && rest.starts_with('*');
            let name = surface.chars().next().is_some_and(char::is_uppercase);
            let how = match () {
                () if prefix => How::Prefix,
                () if exact || name => How::Exact,
                () => How::Inflected,
            };
            if self.slots.len() == MOST {
                return Err(QueryError::TooManyWords { most: MOST });
            }
            current.push(self.slots.len());
            self.slots.push(Slot { lower: lowered(surface), folded: folded(surface), how });
        }
        Ok(())
    }

    /// The pattern with the stems of a language.
    pub fn in_language(&self, language: &str) -> Matcher<'_> {
        let stems = Stems::of(language);
        let of_slots = self.slots.iter().map(|slot| folded(&stems.stem(&slot.lower))).collect();
        Matcher { pattern: self, stems, of_slots }
    }

    /// The alternatives as numbers of slots: bits of what [`Matcher::slots`] gives.
    pub fn alternatives(&self) -> &[Vec<usize>] {
        &self.alternatives
    }

    /// The alternatives of each text it was made of.
    pub fn parts(&self) -> impl Iterator<Item = &[Vec<usize>]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.alternatives.get(start..*end).unwrap_or_default())
    }

    /// A query in FTS5's language that finds every article that may hold a match, in any language, and some that do not.
    ///
    /// The index knows words without accents, in forms that differ from their stem by what the stemmer took or changed
    /// at the end: the beginning of the stem is what they share.
    pub fn candidates(&self) -> String {
        let mut out = String::new();
        for (at, words) in self.alternatives.iter().enumerate() {
            if at > 0 {
                out.push_str(" OR ");
            }
            out.push('(');
            for (at, slot) in words.iter().filter_map(|slot| self.slots.get(*slot)).enumerate() {
                if at > 0 {
                    out.push_str(" AND ");
                }
                slot.candidates(&mut out);
            }
            out.push(')');
        }
        out
    }
}

impl Slot {
    /// The beginning that all forms with its stem share.
    fn head(&self, language: &str) -> String {
        let stem = folded(&Stems::of(language).stem(&self.lower));
        let letters = stem.chars().count();
        let kept = match letters {
            0..=2 => letters,
            3 | 4 => letters - 1,
            _ => letters - 2,
        };
        stem.chars().take(kept).collect()
    }

    fn candidates(&self, out: &mut String) {
        let mut terms: Vec<String> = Vec::new();
        let mut add = |term: String| {
            if !terms.contains(&term) {
                terms.push(term);
            }
        };
        let star = if self.how == How::Prefix { "*" } else { "" };
        for form in [&self.lower, &self.folded] {
            for spelling in spellings(form) {
                add(format!("\"{spelling}\"{star}"));
            }
        }
        if self.how == How::Inflected {
            let mut heads: Vec<String> = Stems::LANGUAGES.iter().map(|language| self.head(language)).collect();
            heads.sort_unstable();
            // What begins with the one begins with the other.
            heads.dedup_by(|next, kept| next.starts_with(kept.as_str()));
            for head in heads {
                for spelling in spellings(&head) {
                    add(format!("\"{spelling}\"*"));
                }
            }
        }
        // The index has the letters of an acronym written with full stops one by one.
        if (2..=ACRONYM).contains(&self.folded.len()) && self.folded.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            let letters: Vec<String> = self.folded.chars().map(String::from).collect();
            add(format!("\"{}\"{star}", letters.join(" ")));
        }
        out.push('(');
        out.push_str(&terms.join(" OR "));
        out.push(')');
    }
}

/// A word as written with and without ligatures, which the index keeps. It holds neither quotes nor spaces.
fn spellings(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    for (two, one) in [("oe", "œ"), ("ae", "æ"), ("ss", "ß")] {
        if word.contains(two) {
            all.extend(all.clone().iter().map(|word| word.replace(two, one)));
        }
    }
    all
}

/// A pattern in one language.
pub(super) struct Matcher<'p> {
    pattern: &'p Pattern,
    stems: Stems,
    /// The stem of each slot, without accents: capitals often lack them.
    of_slots: Vec<String>,
}

impl Matcher<'_> {
    /// The slots that a word stands for, a bit for each.
    pub fn slots(&self, surface: &str) -> u64 {
        let fold = folded(surface);
        let mut stem: Option<String> = None;
        let mut found = 0;
        for (at, (slot, of_slot)) in self.pattern.slots.iter().zip(&self.of_slots).enumerate() {
            let matches = match slot.how {
                _ if slot.folded == fold => true,
                How::Exact => false,
                How::Prefix => fold.starts_with(&slot.folded),
                How::Inflected => {
                    let stem = stem.get_or_insert_with(|| folded(&self.stems.stem(&lowered(surface))));
                    stem == of_slot
                }
            };
            if matches {
                found |= 1 << at;
            }
        }
        found
    }
}

/// Quotation marks that enclose words: straight, French and curly doubles. Single ones are apostrophes.
const fn is_quote(mark: char) -> bool {
    matches!(mark, '"' | '«' | '»' | '“' | '”' | '„')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_form(query: &str, word: &str) -> bool {
        let pattern = Pattern::parse(query).expect("a word");
        pattern.in_language("fr").slots(word) & 1 == 1
    }

    #[test]
    fn a_word_stands_for_its_forms() {
        for (query, word, expected) in [
            ("président", "présidents", true),
            ("président", "PRÉSIDENTS", true),
            ("président", "Président", true),
            ("president", "Présidente", true),
            ("\"président\"", "présidents", false),
            ("\"président\"", "President", true),
            ("présid*", "présidence", true),
            ("présid*", "résident", false),
            ("état", "Etats", true),
            ("état", "ETATS", true),
            ("Algérie", "algerie", true),
            ("Mali", "mal", false),
            ("ONU", "O.N.U.", true),
            ("cœur", "coeurs", true),
            ("coeur", "cœur", true),
        ] {
            assert_eq!(is_form(query, word), expected, "{query}: {word}");
        }
    }

    #[test]
    fn phrases_and_alternatives() {
        let words = |query: &str| -> Vec<Vec<String>> {
            let pattern = Pattern::parse(query).expect("words");
            let name = |slot: &usize| pattern.slots[*slot].folded.clone();
            pattern.alternatives().iter().map(|words| words.iter().map(name).collect()).collect()
        };
        assert_eq!(words("coopération militaire"), [["cooperation", "militaire"]]);
        assert_eq!(words("d’Algérie"), [["algerie"]]);
        assert_eq!(words("aujourd'hui"), [["aujourd", "hui"]]);
        assert_eq!(words("l'accord d'Alger"), [["accord", "d", "alger"]]);
        assert_eq!(words("\"l'accord\""), [["l", "accord"]]);
        assert_eq!(words("drone OR \"avion espion\" OR"), [vec!["drone"], vec!["avion", "espion"]]);
        assert_eq!(words("cessez-le-feu"), [["cessez", "le", "feu"]]);
        for nothing in ["", "  ", "!?", "\"\"", "OR"] {
            assert!(Pattern::parse(nothing).is_err(), "{nothing}");
        }
        assert!(matches!(Pattern::parse(&"mot ".repeat(65)), Err(QueryError::TooManyWords { most: 64 })));
    }

    #[test]
    fn candidates_are_quoted() {
        let pattern = Pattern::parse("présidents").expect("a word");
        assert_eq!(pattern.candidates(), r#"(("présidents" OR "presidents" OR "preside"*))"#);
        let pattern = Pattern::parse("\"ONU\" OR Qui\"b").expect("words");
        assert_eq!(pattern.candidates(), r#"(("onu" OR "o n u")) OR (("qui" OR "q u i") AND ("b"))"#);
    }
}
