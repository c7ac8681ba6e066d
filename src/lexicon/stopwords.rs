//! Words that say little by themselves, by language.

use super::pack::PackFile;
use crate::error::Result;
use crate::text::fold::lower;
use crate::text::words::StopWords;
use serde::Deserialize;

/// `stopwords.toml` of a language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    words: Vec<String>,
}

/// The stop words of all languages; those of a user's pack are added to those that ship with the crate.
pub(super) fn compile(files: &[PackFile]) -> Result<StopWords> {
    let mut words = StopWords::new();
    for file in files.iter().filter(|file| file.stem() == "stopwords") {
        let Some(language) = file.language() else { continue };
        let listed: File = file.parse()?;
        words.entry(language.to_owned()).or_default().extend(listed.words.iter().map(|word| lower(word)));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::super::Lexicon;
    use crate::text::words::each_word;

    #[test]
    fn each_is_one_word_as_they_are_counted() {
        let lists = Lexicon::builtin().stop_words();
        assert_eq!(lists.keys().map(String::as_str).collect::<Vec<_>>(), ["en", "fr"]);
        for word in lists.values().flatten() {
            let mut found = Vec::new();
            each_word(word, |part| found.push((part.start as usize, part.end as usize)));
            assert_eq!(found, [(0, word.len())], "{word}");
        }
    }
}
