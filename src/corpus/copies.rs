//! Copies of an article, and what each cut and added.

use super::Corpus;
use crate::error::Result;
use crate::query::{ArticleRow, Families, QueryError};
use crate::store::{Copies, FamilyCount, apart};
#[cfg(feature = "arrow")]
use crate::text::CodePoints;
use crate::text::difference::{Fate, Piece, differences};
use crate::text::shingles::Shingles;
use std::fmt::{self, Write as _};
use std::ops::ControlFlow;

/// An article of a family of copies, compared with the article asked for and with the head.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyRow {
    /// The article.
    pub article_id: i64,
    /// The caller's name for it.
    pub key: String,
    /// When it was published, in EDTF.
    pub published: Option<String>,
    /// Who carried it.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// How many words it has.
    pub words: i64,
    /// Whether it is the head: the earliest by date of publication, then by key.
    pub head: bool,
    /// How alike it is to the article asked for, from 0 to 1: the runs of four words both have, divided by all.
    pub similarity: f64,
    /// How alike it is to the head.
    pub similarity_to_head: f64,
    /// How many words of the head it cut or replaced.
    pub cut: i64,
    /// How many words it has that the head has not.
    pub added: i64,
}

/// What one article cut from another, and what it added. Printing it marks `[-what was cut-]` and
/// `{+what was added+}`, with long stretches that both have left out.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// The article it is compared with.
    pub old: ArticleRow,
    /// The article.
    pub new: ArticleRow,
    /// Stretches kept, cut and added; together they make up both texts.
    pub pieces: Vec<Piece>,
    /// How alike the two are, from 0 to 1.
    pub similarity: f64,
}

impl Corpus {
    /// What counts as a copy in this file.
    pub fn copy_rule(&self) -> Result<Copies> {
        self.store().copies()
    }

    /// Groups all articles anew into families of copies by `copies`, which the file remembers. Texts that have no sketch
    /// yet, because they were stored by an earlier version or while only identical texts were looked for, get theirs.
    ///
    /// ```
    /// use corpus::store::{Copies, Threshold};
    /// # let mut corpus = corpus::Corpus::in_memory()?;
    /// let count = corpus.find_copies(Copies::Alike(Threshold::new(0.8)?))?;
    /// assert_eq!(count.families, 0);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn find_copies(&mut self, copies: Copies) -> Result<FamilyCount> {
        self.store.find_copies(copies)
    }

    /// The families of copies, the largest first.
    pub fn families(&self) -> Families<'_> {
        self.reader().families()
    }

    /// The family of the article with this number, the earliest first; it alone where it has no copies.
    ///
    /// Fails with [`QueryError::NoSuchArticle`] where there is none.
    ///
    /// ```
    /// # use corpus::{Article, Corpus};
    /// # let mut corpus = Corpus::in_memory()?;
    /// for key in ["le-fil/12", "la-depeche/7"] {
    ///     corpus.add(Article { key: key.into(), text: "Alger rappelle.".into(), ..Article::default() })?;
    /// }
    /// let family = corpus.copies(1)?;
    /// assert_eq!(family.len(), 2);
    /// assert!(family[0].head && family[0].key == "la-depeche/7" && family[1].similarity == 1.0);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn copies(&self, article: i64) -> Result<Vec<CopyRow>> {
        let family = self.reader().family(article)?;
        let asked = self.one(article)?;
        let asked_shingles = Shingles::of(&asked.text);
        let head = match asked.copy_of {
            Some(head) => self.one(head)?,
            None => asked,
        };
        let head_shingles = Shingles::of(&head.text);
        let mut rows = Vec::with_capacity(family.len());
        let mut asking = self.store.asking();
        for id in family {
            asking.go_on("comparing copies")?;
            self.articles().article(id).each_while(|row| {
                let own = Shingles::of(&row.text);
                let (cut, added) = changed(&head.text, &row.text);
                rows.push(CopyRow {
                    article_id: row.id,
                    similarity: if row.id == article { 1.0 } else { own.jaccard(&asked_shingles) },
                    similarity_to_head: if row.id == head.id { 1.0 } else { own.jaccard(&head_shingles) },
                    head: row.id == head.id,
                    key: row.key,
                    published: row.published,
                    outlet: row.outlet,
                    title: row.title,
                    words: row.words,
                    cut,
                    added,
                });
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(rows)
    }

    /// [`copies`](Self::copies) as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn copies_batches(&self, article: i64) -> Result<crate::query::Batches> {
        use crate::query::{Cell, Column, Kind};
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("article_id", Kind::Int),
            column("key", Kind::Text),
            column("published", Kind::Category),
            column("outlet", Kind::Category),
            column("title", Kind::Text),
            column("words", Kind::Int),
            column("head", Kind::Flag),
            column("similarity", Kind::Float),
            column("similarity_to_head", Kind::Float),
            column("cut", Kind::Int),
            column("added", Kind::Int),
        ];
        let text = |value: Option<String>| value.map_or(Cell::Null, Cell::Text);
        let rows = self.copies(article)?.into_iter().map(|row| {
            vec![
                Cell::Int(row.article_id),
                Cell::Text(row.key),
                text(row.published),
                text(row.outlet),
                text(row.title),
                Cell::Int(row.words),
                Cell::Int(row.head.into()),
                Cell::Float(row.similarity),
                Cell::Float(row.similarity_to_head),
                Cell::Int(row.cut),
                Cell::Int(row.added),
            ]
        });
        crate::query::table(&columns, rows)
    }

    /// What article `new` cut from article `old`, and what it added. They need not be copies.
    ///
    /// Fails with [`QueryError::NoSuchArticle`] where there is none.
    ///
    /// ```
    /// # use corpus::{Article, Corpus};
    /// # let mut corpus = Corpus::in_memory()?;
    /// for (key, text) in [("a", "Alger rappelle son ambassadeur."), ("b", "Alger rappelle hier son ambassadeur.")] {
    ///     corpus.add(Article { key: key.into(), text: text.into(), ..Article::default() })?;
    /// }
    /// assert_eq!(corpus.difference(1, 2)?.to_text(), "Alger rappelle {+hier +}son ambassadeur.");
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn difference(&self, old: i64, new: i64) -> Result<Difference> {
        let (old, new) = (self.one(old)?, self.one(new)?);
        // Of two long texts that have little in common, every word may be compared with every other.
        apart(self.store.stop().as_ref(), "comparing two articles", move || {
            let pieces = differences(&old.text, &new.text);
            let similarity =
                if old.text == new.text { 1.0 } else { Shingles::of(&old.text).jaccard(&Shingles::of(&new.text)) };
            Ok(Difference { old, new, pieces, similarity })
        })
    }

    fn one(&self, article: i64) -> Result<ArticleRow> {
        let row = self.articles().article(article).rows()?.pop();
        Ok(row.ok_or_else(|| QueryError::NoSuchArticle { given: article.to_string() })?)
    }
}

/// How many words `new` cut from `old`, and how many it added.
fn changed(old: &str, new: &str) -> (i64, i64) {
    if old == new {
        return (0, 0);
    }
    let (mut cut, mut added) = (0, 0);
    for piece in differences(old, new) {
        match piece.fate {
            Fate::Kept => {}
            Fate::Cut => cut += words(piece.old.slice(old).unwrap_or_default()),
            Fate::Added => added += words(piece.new.slice(new).unwrap_or_default()),
        }
    }
    (cut, added)
}

fn words(text: &str) -> i64 {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    i64::try_from(words.count()).unwrap_or(i64::MAX)
}

/// The longest stretch that both have which is printed whole, in characters.
const WHOLE: usize = 240;
/// What is printed of either end of a longer one, in characters.
const END: usize = 80;

impl Difference {
    /// The words of a piece: those of the old text where they were cut, else those of the new one.
    pub fn words(&self, piece: &Piece) -> &str {
        match piece.fate {
            Fate::Cut => piece.old.slice(&self.old.text),
            Fate::Kept | Fate::Added => piece.new.slice(&self.new.text),
        }
        .unwrap_or_default()
    }

    /// As text: `[-cut-]`, `{+added+}`, and ` […] ` for the middle of what both have at length.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            let words = self.words(piece);
            match piece.fate {
                Fate::Kept => {
                    let count = words.chars().count();
                    if count <= WHOLE {
                        out.push_str(words);
                        continue;
                    }
                    let end = |n: usize| words.char_indices().nth(n).map_or(words.len(), |(at, _)| at);
                    out.push_str(words.get(..end(END)).unwrap_or_default());
                    out.push_str(" […] ");
                    out.push_str(words.get(end(count - END)..).unwrap_or_default());
                }
                Fate::Cut => out.extend(["[-", words, "-]"]),
                Fate::Added => out.extend(["{+", words, "+}"]),
            }
        }
        out
    }

    /// As HTML: both texts whole, in `<del>` what was cut and in `<ins>` what was added. All text is escaped, and
    /// characters that would not be seen, or would change how others are read, are spelled out.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            let (open, close) = match piece.fate {
                Fate::Kept => ("", ""),
                Fate::Cut => ("<del>", "</del>"),
                Fate::Added => ("<ins>", "</ins>"),
            };
            out.push_str(open);
            escape(self.words(piece), &mut out);
            out.push_str(close);
        }
        out
    }

    /// The pieces as Arrow record batches, their places in code points.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use crate::query::{Cell, Column, Kind};
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("change", Kind::Category),
            column("text", Kind::Text),
            column("start", Kind::Int),
            column("end", Kind::Int),
            column("other_start", Kind::Int),
            column("other_end", Kind::Int),
        ];
        let (old, new) = (CodePoints::new(&self.old.text), CodePoints::new(&self.new.text));
        let number = |at: usize| Cell::Int(i64::try_from(at).unwrap_or(i64::MAX));
        let rows = self.pieces.iter().map(|piece| {
            let ((old_start, old_end), (start, end)) = (old.range(piece.old), new.range(piece.new));
            vec![
                Cell::Text(piece.fate.as_str().to_owned()),
                Cell::Text(self.words(piece).to_owned()),
                number(start),
                number(end),
                number(old_start),
                number(old_end),
            ]
        });
        crate::query::table(&columns, rows)
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            '\n' | '\t' => out.push(letter),
            _ if is_hidden(letter) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
}

/// Whether a character has no shape of its own: controls, marks of direction, private and special ones.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_escaped_and_nothing_is_hidden() {
        let mut out = String::new();
        escape("<b onclick='x'>\"a\" & b\u{202e}\r\n\u{ad}é", &mut out);
        assert_eq!(out, "&lt;b onclick=&#x27;x&#x27;&gt;&quot;a&quot; &amp; b⟨U+202E⟩⟨U+000D⟩\n\u{ad}é");
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(changed("Le port ferme. Il pleut.", "Le port ferme."), (2, 0));
        assert_eq!(changed("Le port ferme.", "Par A. Diop\nLe port ferme."), (0, 3));
        assert_eq!(changed("a", "a"), (0, 0));
    }
}
