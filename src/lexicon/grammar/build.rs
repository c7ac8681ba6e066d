//! The files of a language to its [`Grammar`].

use super::file::{GrammarFile, Groups, NounFile, VerbFile, WordFile};
use super::{Determiner, Function, Gender, Governor, Grammar, NounClass, NounId, PrepId, VerbForm, VerbId};
use crate::error::Result;
use crate::lexicon::conjugation::Conjugation;
use crate::lexicon::pack::PackFile;
use crate::text::fold::{fold, lower};
use crate::text::tokens::{Vocabulary, WordId, tokenize};

/// The words of `text`, as a tokenizer sees them.
pub fn words_of(text: &str) -> Vec<String> {
    // Most of what packs list is one word.
    if !text.is_empty() && text.chars().all(char::is_lowercase) {
        return vec![text.to_owned()];
    }
    tokenize(text, &Vocabulary::default()).iter().filter_map(|token| token.span().slice(text).map(lower)).collect()
}

impl Grammar {
    /// Compiles the grammar of `language` from the files of its folder; `None` where it has none.
    pub fn compile(files: &[PackFile], language: &str, vocabulary: &mut Vocabulary) -> Result<Option<Self>> {
        let named = |stem: &str| -> Vec<&PackFile> {
            files.iter().filter(|file| file.language() == Some(language) && file.stem() == stem).collect()
        };
        let (Some(main), Some(conjugation)) =
            (named("grammar").first().copied(), named("conjugation").first().copied())
        else {
            return Ok(None);
        };
        let mut grammar = Self::default();
        let conjugation = Conjugation::read(conjugation)?;
        let source: GrammarFile = main.parse()?;
        grammar.inflection.clone_from(&source.inflection);
        grammar.link_words = source.prepositions.simple.iter().chain(source.contractions.keys()).cloned().collect();
        for file in named("verbs") {
            let verbs: VerbFile = file.parse()?;
            grammar.add_verbs(file, &verbs, &conjugation, vocabulary)?;
        }
        for verb in source.auxiliaries.having.iter().chain(&source.auxiliaries.being).chain(&source.auxiliaries.going) {
            grammar.add_verb(verb, &conjugation, vocabulary);
        }
        for file in named("nouns") {
            grammar.add_classes(file, vocabulary)?;
        }
        for file in named("words") {
            let words: WordFile = file.parse()?;
            words.nouns.iter().for_each(|noun| _ = grammar.add_noun(noun, None, vocabulary));
            words.adjectives.iter().for_each(|adjective| _ = grammar.add_adjective(adjective, vocabulary));
            words.adverbs.iter().for_each(|adverb| grammar.add_function(adverb, Function::Adverb, vocabulary));
        }
        grammar.add_closed_classes(&source, vocabulary);
        grammar.add_groups(&source.groups, vocabulary);
        Ok(Some(grammar))
    }

    fn add_verbs(
        &mut self,
        file: &PackFile,
        verbs: &VerbFile,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Result<()> {
        let listed =
            verbs.verbs.iter().chain(verbs.speech.values().flatten()).chain(verbs.governors.values().flatten());
        for verb in listed {
            if self.add_verb(verb, conjugation, vocabulary).is_none() {
                return Err(file.fault(
                    file.line_with(verb),
                    Some(verb),
                    "no paradigm of conjugation.toml fits this verb",
                ));
            }
        }
        for (class, members) in &verbs.speech {
            let speech = parse_name(class)
                .map_err(|()| file.fault(file.line_with(class), Some(class), "unknown class of reporting verbs"))?;
            for verb in members.iter().filter_map(|v| self.verb_number(v)).collect::<Vec<_>>() {
                self.speech.insert(verb, speech);
            }
        }
        for (class, members) in &verbs.governors {
            let governor: Governor = parse_name(class)
                .map_err(|()| file.fault(file.line_with(class), Some(class), "unknown class of governing verbs"))?;
            for verb in members.iter().filter_map(|v| self.verb_number(v)).collect::<Vec<_>>() {
                self.governors.insert(verb, governor);
            }
        }
        let governor_of = |class: &String| {
            parse_name::<Governor>(class)
                .map_err(|()| file.fault(file.line_with(class), Some(class), "unknown class of governing words"))
        };
        for (class, members) in &verbs.object_governors {
            let governor = governor_of(class)?;
            for verb in members.iter().filter_map(|v| self.verb_number(v)).collect::<Vec<_>>() {
                self.object_governors.insert(verb, governor);
            }
        }
        for (class, members) in &verbs.governing_nouns {
            let governor = governor_of(class)?;
            for noun in members {
                let noun = self.add_noun(noun, None, vocabulary);
                self.governing_nouns.insert(noun, governor);
            }
        }
        for (class, members) in &verbs.governing_adjectives {
            let governor = governor_of(class)?;
            for adjective in members {
                let adjective = self.add_adjective(adjective, vocabulary);
                self.governing_adjectives.insert(adjective, governor);
            }
        }
        Ok(())
    }

    /// Adds the verb named first in `phrase` (`s'en prendre` adds `prendre`).
    pub(in crate::lexicon) fn add_verb(
        &mut self,
        phrase: &str,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Option<VerbId> {
        self.add_infinitive(bare_infinitive(&words_of(phrase)), conjugation, vocabulary)
    }

    /// Adds a verb named by its infinitive.
    pub(in crate::lexicon) fn add_infinitive(
        &mut self,
        infinitive: String,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Option<VerbId> {
        if let Some(id) = self.verb_numbers.get(&infinitive) {
            return Some(*id);
        }
        let forms = conjugation.forms(&infinitive)?;
        let id = VerbId(u32::try_from(self.verbs.len()).ok()?);
        self.verbs.push(infinitive.clone());
        self.verb_numbers.insert(infinitive, id);
        for form in forms {
            let entry = VerbForm { verb: id, tense: form.tense, plural: form.plural, first: form.first };
            push_once(self.verb_forms.entry(vocabulary.intern(&form.text)).or_default(), entry);
            // Words in capitals are looked up as they are first.
            let folded = if form.text.is_ascii() { None } else { Some(fold(&form.text)) };
            if let Some(folded) = folded.filter(|folded| *folded != form.text) {
                push_once(self.folded_verb_forms.entry(vocabulary.intern(&folded)).or_default(), entry);
            }
        }
        Some(id)
    }

    fn add_classes(&mut self, file: &PackFile, vocabulary: &mut Vocabulary) -> Result<()> {
        let source: NounFile = file.parse()?;
        for entry in source.class {
            let known = self.classes.iter().position(|class| class.id == entry.id);
            let says_more = entry.sector.is_some()
                || entry.code.is_some()
                || entry.actor
                || entry.owned
                || entry.demonyms
                || entry.instrument
                || entry.measure
                || entry.voice;
            if known.is_some() && (says_more || !file.is_own()) {
                let reason = "there is a class of this name: to add nouns to it, give `id` and `nouns` alone";
                return Err(file.fault(file.line_with(&entry.id), Some(&entry.id), reason));
            }
            let number = u16::try_from(known.unwrap_or(self.classes.len())).unwrap_or(u16::MAX);
            for noun in &entry.nouns {
                let id = self.add_noun(noun, entry.plural.get(noun).map(String::as_str), vocabulary);
                push_once(self.noun_classes.entry(id).or_default(), number);
            }
            if known.is_some() {
                continue;
            }
            self.classes.push(NounClass {
                id: entry.id,
                sector: entry.sector,
                code: entry.code,
                actor: entry.actor,
                owned: entry.owned,
                demonyms: entry.demonyms,
                instrument: entry.instrument,
                measure: entry.measure,
                voice: entry.voice,
            });
        }
        Ok(())
    }

    /// Adds a noun, in the singular; a noun of several words is matched whole.
    pub(in crate::lexicon) fn add_noun(
        &mut self,
        noun: &str,
        plural: Option<&str>,
        vocabulary: &mut Vocabulary,
    ) -> NounId {
        let words = words_of(noun);
        let key = words.join(" ");
        if let Some(id) = self.noun_numbers.get(&key) {
            return *id;
        }
        // `félicitations` is the plural of a noun that is known already.
        if let [single] = words.as_slice()
            && let Some((id, _)) = self.noun_forms.get(&vocabulary.intern(single))
        {
            return *id;
        }
        let id = NounId(u32::try_from(self.nouns.len()).unwrap_or(u32::MAX));
        self.nouns.push(key.clone());
        self.noun_numbers.insert(key, id);
        let Some((first, rest)) = words.split_first() else { return id };
        let plurals: Vec<String> = match plural {
            Some(given) => words_of(given),
            None => self.plural_words(&words),
        };
        if rest.is_empty() {
            let plural = plurals.first().map_or(first.as_str(), String::as_str);
            for (form, many) in [(first.as_str(), false), (plural, true)] {
                self.noun_forms.entry(vocabulary.intern(form)).or_insert((id, many));
                self.folded_noun_forms.entry(vocabulary.intern(&fold(form))).or_insert((id, many));
            }
        } else {
            let head = self.add_noun(first, None, vocabulary);
            self.noun_heads.insert(id, head);
            for (form, many) in [(&words, false), (&plurals, true)] {
                let Some((first, rest)) = form.split_first() else { continue };
                let (lower, folded) = (vocabulary.intern(first), vocabulary.intern(&fold(first)));
                let rest: Vec<WordId> = rest.iter().map(|word| vocabulary.intern(&fold(word))).collect();
                let phrases = self.noun_phrases.entry(folded).or_default();
                phrases.push((lower, rest, id, many));
                phrases.sort_by_key(|(_, rest, ..)| std::cmp::Reverse(rest.len()));
            }
        }
        id
    }

    /// The plural of a noun of one word or several: the words before the first preposition take it (`chefs de l’État`,
    /// `missions diplomatiques`).
    pub(in crate::lexicon) fn plural_words(&self, words: &[String]) -> Vec<String> {
        let link = words.iter().position(|word| self.link_words.contains(word)).unwrap_or(words.len());
        words.iter().enumerate().map(|(at, word)| if at < link { self.plural(word) } else { word.clone() }).collect()
    }

    fn plural(&self, singular: &str) -> String {
        inflected(singular, &self.inflection.plural)
    }

    /// The forms of an adjective, or another word that agrees, by the regular endings.
    pub(in crate::lexicon) fn agreements(&self, masculine: &str) -> Vec<String> {
        let feminine = inflected(masculine, &self.inflection.feminine);
        let mut forms = vec![masculine.to_owned(), self.plural(masculine), self.plural(&feminine), feminine];
        forms.dedup();
        forms
    }

    /// Whether the word is the pronoun of a reflexive verb (`se`).
    pub(in crate::lexicon) fn is_reflexive(&self, word: &str, vocabulary: &mut Vocabulary) -> bool {
        self.functions.get(&vocabulary.intern(word)) == Some(&Function::Reflexive)
    }

    /// Whether the word comes before a verb that is negated (`ne`).
    pub(in crate::lexicon) fn is_negation_before(&self, word: &str, vocabulary: &mut Vocabulary) -> bool {
        self.functions.get(&vocabulary.intern(word)) == Some(&Function::NegationBefore)
    }

    /// Adds an adjective, in the masculine singular.
    pub(in crate::lexicon) fn add_adjective(&mut self, adjective: &str, vocabulary: &mut Vocabulary) -> u32 {
        if let Some(id) = self.adjective_names.get(adjective) {
            return *id;
        }
        let id = u32::try_from(self.adjective_names.len()).unwrap_or(u32::MAX);
        self.adjective_names.insert(adjective.to_owned(), id);
        for form in self.agreements(adjective) {
            self.adjectives.entry(vocabulary.intern(&form)).or_insert(id);
        }
        id
    }

    fn add_function(&mut self, phrase: &str, function: Function, vocabulary: &mut Vocabulary) {
        let words = words_of(phrase);
        let Some((first, rest)) = words.split_first() else { return };
        if rest.is_empty() {
            let word = vocabulary.intern(first);
            self.functions.entry(word).or_insert(function);
            let folded = vocabulary.intern(&fold(first));
            self.folded_functions.entry(folded).or_insert(function);
        } else {
            let rest: Vec<WordId> = rest.iter().map(|word| vocabulary.intern(word)).collect();
            let list = self.compounds.entry(vocabulary.intern(first)).or_default();
            list.push((rest, function));
            list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    fn add_closed_classes(&mut self, source: &GrammarFile, vocabulary: &mut Vocabulary) {
        use Determiner::{Definite, Demonstrative, HisHer, Indefinite, Ours, Their};
        let mut add = |words: &[String], function: Function| {
            for word in words {
                // What a list of the grammar says comes before the open list of adverbs.
                if let [single] = words_of(word).as_slice() {
                    let id = vocabulary.intern(single);
                    if self.functions.get(&id) == Some(&Function::Adverb) {
                        self.functions.remove(&id);
                    }
                }
                self.add_function(word, function, vocabulary);
            }
        };
        add(&source.negation.before, Function::NegationBefore);
        add(&source.negation.words, Function::Negation);
        add(&source.determiners.definite, Function::Determiner(Definite));
        add(&source.determiners.indefinite, Function::Determiner(Indefinite));
        add(&source.determiners.demonstrative, Function::Determiner(Demonstrative));
        add(&source.determiners.possessive_singular, Function::Determiner(HisHer));
        add(&source.determiners.possessive_plural, Function::Determiner(Their));
        add(&source.determiners.possessive_speaker, Function::Determiner(Ours));
        add(&source.pronouns.reflexive, Function::Reflexive);
        add(&source.pronouns.singular, Function::Pronoun(false));
        add(&source.pronouns.plural, Function::Pronoun(true));
        add(&source.pronouns.impersonal, Function::Impersonal);
        add(&source.pronouns.clitics, Function::Clitic);
        add(&source.links.relative, Function::Relative);
        add(&source.links.coordination, Function::Coordination);
        add(&source.links.subordination, Function::Subordination);
        self.preposition_aliases = source
            .prepositions
            .same
            .iter()
            .chain(&source.contractions)
            .map(|(name, same)| (name.clone(), same.clone()))
            .collect();
        let prepositions: Vec<(String, Function)> = {
            let mut list = Vec::new();
            for name in source.prepositions.simple.iter().chain(&source.prepositions.compound) {
                let whole = source.prepositions.elided.get(name).unwrap_or(name);
                let target = source.prepositions.same.get(whole).unwrap_or(whole);
                list.push((name.clone(), Function::Preposition(self.preposition_number(target))));
            }
            for (word, name) in &source.contractions {
                list.push((word.clone(), Function::Contraction(self.preposition_number(name))));
            }
            list
        };
        for (name, function) in prepositions {
            let words = words_of(&name);
            if let ([single], Function::Preposition(_) | Function::Contraction(_)) = (words.as_slice(), function) {
                self.functions.remove(&vocabulary.intern(single));
            }
            self.add_function(&name, function, vocabulary);
            // `près de` is met as `près du`, `près des`, `près d’` too.
            if let Some((head, last)) = name.rsplit_once(' ').filter(|_| words.len() > 1) {
                let short = source.contractions.iter().chain(&source.prepositions.elided);
                for (tail, _) in short.filter(|(_, full)| *full == last) {
                    self.add_function(&format!("{head} {tail}"), function, vocabulary);
                }
            }
        }
        for adverb in &source.adverbs.words {
            self.add_function(adverb, Function::Adverb, vocabulary);
        }
        let listed = |list: &[String]| list.iter().filter_map(|name| self.preposition(name)).collect::<Vec<_>>();
        let (locative, purpose, supposing) = (
            listed(&source.prepositions.locative),
            listed(&source.prepositions.purpose),
            listed(&source.prepositions.supposing),
        );
        (self.locative, self.purpose, self.supposing) = (locative, purpose, supposing);
        self.genitive = self.preposition(&source.prepositions.genitive);
        self.agent = self.preposition(&source.prepositions.agent);
        self.between = self.preposition(&source.prepositions.between);
        self.according = self.preposition(&source.prepositions.according);
        let set = |grammar: &Self, list: &[String]| list.iter().filter_map(|verb| grammar.verb_number(verb)).collect();
        self.having = set(self, &source.auxiliaries.having);
        self.being = set(self, &source.auxiliaries.being);
        self.going = set(self, &source.auxiliaries.going);
        self.perfect = set(self, &source.auxiliaries.perfect);
        self.void_negation = set(self, &source.negation.void);
        self.supposing_links = source
            .links
            .supposing
            .iter()
            .map(|link| words_of(link).iter().map(|word| vocabulary.intern(word)).collect())
            .collect();
        self.content_links = source.links.content.iter().map(|word| vocabulary.intern(word)).collect();
        self.questions = source.links.questions.iter().map(|word| vocabulary.intern(word)).collect();
        let ids = |list: &[String], vocabulary: &mut Vocabulary| {
            list.iter().map(|word| vocabulary.intern(&fold(word))).collect()
        };
        self.sentence_words.abbreviations = ids(&source.sentences.abbreviations, vocabulary);
        self.sentence_words.openers = ids(&source.sentences.openers, vocabulary);
        self.add_shown(source, vocabulary);
    }

    /// What the forms of small words show: gender, number, who is meant.
    fn add_shown(&mut self, source: &GrammarFile, vocabulary: &mut Vocabulary) {
        let genders = [(Gender::Masculine, &source.gender.masculine), (Gender::Feminine, &source.gender.feminine)];
        for (gender, words) in genders {
            self.genders.extend(words.iter().map(|word| (vocabulary.intern(word), gender)));
        }
        self.plurals = source.gender.plural.iter().map(|word| vocabulary.intern(word)).collect();
        self.speakers = source.pronouns.speaker.iter().map(|word| vocabulary.intern(word)).collect();
        self.void_subjects = source.pronouns.void.iter().map(|word| vocabulary.intern(word)).collect();
        self.adverb_endings.clone_from(&source.adverbs.suffix);
        self.partitives = source.ambiguous.partitive.iter().map(|word| vocabulary.intern(word)).collect();
        self.fronted = source.ambiguous.fronted.iter().map(|word| vocabulary.intern(word)).collect();
        self.pronoun_prepositions = source.ambiguous.pronoun.iter().map(|word| vocabulary.intern(word)).collect();
        for word in &source.ambiguous.adjective {
            self.verb_forms.remove(&vocabulary.intern(word));
        }
    }

    fn add_groups(&mut self, groups: &Groups, vocabulary: &mut Vocabulary) {
        self.group_heads = groups.heads.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.back_heads =
            groups.back.iter().map(|(noun, kind)| (self.add_noun(noun, None, vocabulary), kind.clone())).collect();
        self.counterparts = groups.counterpart.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.group_numbers = groups.numbers.iter().map(|(word, number)| (vocabulary.intern(word), *number)).collect();
        self.place_heads = groups.places.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.people_heads = groups.people.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.dubbed_heads = groups.dubbed.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.hosts = groups.host.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.fighters = groups.fighters.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        for same in &groups.same {
            let ids: Vec<NounId> = same.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
            if let Some(first) = ids.first() {
                self.synonyms.extend(ids.iter().map(|id| (*id, *first)));
            }
        }
        self.home_heads = groups.home.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.not_home = groups.not_home.iter().map(|word| self.add_adjective(word, vocabulary)).collect();
        self.reciprocal = groups.reciprocal.iter().map(|word| self.add_adjective(word, vocabulary)).collect();
    }

    /// The number of a preposition, given one if it has none.
    pub(in crate::lexicon) fn preposition_number(&mut self, name: &str) -> PrepId {
        let index = self.prepositions.iter().position(|known| known == name).unwrap_or_else(|| {
            self.prepositions.push(name.to_owned());
            self.prepositions.len() - 1
        });
        PrepId(u16::try_from(index).unwrap_or(u16::MAX))
    }
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn parse_name<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, ()> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| ())
}

/// The word with its ending replaced: by the first pair that fits.
fn inflected(word: &str, endings: &[(String, String)]) -> String {
    let replaced = |(ending, new): &(String, String)| Some(format!("{}{new}", word.strip_suffix(ending.as_str())?));
    endings.iter().find_map(replaced).unwrap_or_else(|| word.to_owned())
}

/// `s'en prendre à` gives `prendre`: the first word that is longer than a pronoun.
pub(in crate::lexicon) fn bare_infinitive(words: &[String]) -> String {
    let long = words.iter().find(|word| word.chars().count() > 2);
    long.or(words.first()).cloned().unwrap_or_default()
}
