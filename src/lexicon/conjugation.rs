//! Verbs to their forms, after the paradigms of a language's `conjugation.toml`.

use super::pack::PackFile;
use crate::error::Result;
use serde::Deserialize;

/// The tense or mood of a verb form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tense {
    /// Present indicative (and a subjunctive that looks alike).
    Present,
    /// Imperfect.
    Imperfect,
    /// Simple past.
    Past,
    /// Future.
    Future,
    /// Conditional.
    Conditional,
    /// Subjunctive.
    Subjunctive,
    /// Infinitive.
    Infinitive,
    /// Past participle.
    Participle,
    /// Present participle.
    Gerund,
}

impl Tense {
    /// Whether it is a finite form: one that has a subject.
    pub const fn is_finite(self) -> bool {
        !matches!(self, Self::Infinitive | Self::Participle | Self::Gerund)
    }
}

/// The paradigms of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conjugation {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    endings: Endings,
    #[serde(rename = "paradigm")]
    paradigms: Vec<Paradigm>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Endings {
    imperfect: [String; 2],
    present_participle: String,
    future: [String; 2],
    conditional: [String; 2],
    first: FirstPerson,
}

/// The first persons as most verbs make them: `je dis`, `nous disons`, `je dirai`, `nous dirons`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstPerson {
    /// In the present singular, what an ending of the third person becomes.
    present: [String; 2],
    /// In the plural, what follows the stem of the imperfect.
    present_plural: String,
    future: [String; 2],
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paradigm {
    suffix: String,
    /// The paradigm is that of the verb `suffix` alone.
    #[serde(default)]
    whole: bool,
    present: [String; 2],
    imperfect_stem: String,
    past: [String; 2],
    future_stem: String,
    participle: String,
    subjunctive: [String; 2],
    #[serde(default)]
    grave: bool,
    /// The present participle, where it is not made from the stem of the imperfect.
    gerund: Option<String>,
    /// The present of the first and second persons, of verbs that carry others.
    #[serde(default)]
    persons: Vec<String>,
}

/// One form of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The form, in lower case with its accents.
    pub text: String,
    /// Its tense.
    pub tense: Tense,
    /// Whether it is plural (participles and finite forms).
    pub plural: bool,
    /// Whether it is a first person: those who speak of themselves.
    pub first: bool,
}

impl Conjugation {
    /// Reads `conjugation.toml`.
    pub fn read(file: &PackFile) -> Result<Self> {
        file.parse()
    }

    /// Every form of the verb `infinitive`, or `None` where no paradigm fits.
    #[expect(clippy::indexing_slicing, reason = "pairs of forms, for one and for many")]
    pub fn forms(&self, infinitive: &str) -> Option<Vec<Form>> {
        let paradigm = self
            .paradigms
            .iter()
            .filter(|p| if p.whole { infinitive == p.suffix } else { infinitive.ends_with(&p.suffix) })
            .max_by_key(|p| p.suffix.len())?;
        let stem = infinitive.strip_suffix(&paradigm.suffix)?;
        let open = if paradigm.grave { open_vowel(stem) } else { stem.to_owned() };
        let (silent, imperfect, future) = (open.as_str(), &*paradigm.imperfect_stem, &*paradigm.future_stem);
        let bases = || std::iter::once(stem).chain((silent != stem).then_some(silent));
        let mut forms = Vec::with_capacity(40);
        let mut add = |text: String, tense, plural| forms.push(Form { text, tense, plural, first: false });
        add(infinitive.to_owned(), Tense::Infinitive, false);
        for (index, plural) in [(0, false), (1, true)] {
            add([silent, &*paradigm.present[index]].concat(), Tense::Present, plural);
            add([silent, &*paradigm.subjunctive[index]].concat(), Tense::Subjunctive, plural);
            add([stem, &*paradigm.past[index]].concat(), Tense::Past, plural);
            add([stem, imperfect, &self.endings.imperfect[index]].concat(), Tense::Imperfect, plural);
            for base in bases() {
                add([base, future, &self.endings.future[index]].concat(), Tense::Future, plural);
                add([base, future, &self.endings.conditional[index]].concat(), Tense::Conditional, plural);
            }
        }
        let gerund = [imperfect, &self.endings.present_participle].concat();
        add([stem, paradigm.gerund.as_ref().unwrap_or(&gerund)].concat(), Tense::Gerund, false);
        for person in &paradigm.persons {
            add([stem, person].concat(), Tense::Present, false);
        }
        let participle = [stem, &*paradigm.participle].concat();
        let feminine = [&*participle, "e"].concat().replace("ûe", "ue");
        add([&*feminine, "s"].concat(), Tense::Participle, true);
        add(feminine, Tense::Participle, false);
        if !participle.ends_with('s') {
            add([&*participle, "s"].concat(), Tense::Participle, true);
        }
        add(participle, Tense::Participle, false);
        if !paradigm.whole || paradigm.persons.is_empty() {
            let first = &self.endings.first;
            let mut add = |text: String, tense, plural| forms.push(Form { text, tense, plural, first: true });
            let [third, ending] = &first.present;
            if let Some(base) = paradigm.present[0].strip_suffix(third) {
                add([silent, base, ending].concat(), Tense::Present, false);
            }
            add([stem, imperfect, &first.present_plural].concat(), Tense::Present, true);
            for (ending, plural) in first.future.iter().zip([false, true]) {
                for base in bases() {
                    add([base, future, ending].concat(), Tense::Future, plural);
                }
            }
        }
        forms.dedup();
        Some(forms)
    }
}

/// `stem` with its last e or é, if only consonants follow it, turned into è: `lev` gives `lèv`, `céd` gives `cèd`.
fn open_vowel(stem: &str) -> String {
    let vowel = |letter: char| "aeéèêiouyàâîôûù".contains(letter);
    let Some((at, letter)) = stem.char_indices().rev().find(|(_, letter)| vowel(*letter)) else {
        return stem.to_owned();
    };
    let tail = stem.get(at + letter.len_utf8()..).unwrap_or_default();
    // Two consonants that close the syllable keep the vowel as it is (`dépens-er`), except before r and l (`sevr-er`).
    let opens = tail.chars().count() == 1
        || (tail.chars().count() == 2 && tail.ends_with(['r', 'l', 'u']) && !tail.starts_with(['r', 'l']));
    if !matches!(letter, 'e' | 'é') || !opens {
        return stem.to_owned();
    }
    format!("{}è{tail}", stem.get(..at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(verb: &str, tense: Tense, plural: bool) -> Vec<String> {
        let file = PackFile::new("fr/conjugation.toml", include_str!("../../lexicon/fr/conjugation.toml"));
        let forms = Conjugation::read(&file).unwrap().forms(verb).unwrap();
        forms.into_iter().filter(|f| f.tense == tense && f.plural == plural).map(|f| f.text).collect()
    }

    #[test]
    fn regular_and_irregular() {
        assert_eq!(form("accuser", Tense::Participle, false), ["accusée", "accusé"]);
        assert_eq!(form("lever", Tense::Present, true), ["lèvent", "levons"]);
        assert_eq!(form("rappeler", Tense::Present, false), ["rappelle"]);
        assert_eq!(form("menacer", Tense::Imperfect, true), ["menaçaient"]);
        assert_eq!(form("soutenir", Tense::Past, false), ["soutint"]);
        assert_eq!(form("recevoir", Tense::Participle, true), ["reçues", "reçus"]);
        assert_eq!(form("détruire", Tense::Participle, false), ["détruite", "détruit"]);
        assert_eq!(form("convenir", Tense::Participle, true), ["convenues", "convenus"]);
        assert_eq!(form("renforcer", Tense::Gerund, false), ["renforçant"]);
        assert_eq!(form("être", Tense::Conditional, false)[0], "serait");
        assert_eq!(form("dépenser", Tense::Present, false), ["dépense"]);
        assert_eq!(form("rejeter", Tense::Present, false), ["rejette"]);
        assert_eq!(form("avoir", Tense::Gerund, false), ["ayant"]);
        assert!(form("être", Tense::Present, false).contains(&"sommes".to_owned()));
        assert!(form("condamner", Tense::Present, true).contains(&"condamnons".to_owned()));
        assert!(form("croire", Tense::Present, false).contains(&"crois".to_owned()));
        assert!(form("rappeler", Tense::Future, true).contains(&"rappellerons".to_owned()));
    }
}
