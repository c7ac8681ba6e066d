//! From pack entries to [`Names`]: every entry checked, every spelling put on its path.

use super::packs::{
    ActorFile, EntryExample, ExtendEntry, GroupEntry, OfficeEntry, OrganizationEntry, PersonEntry, PlaceEntry,
    StateEntry,
};
use super::shapes::{Class, Shapes};
use super::trie::Phrase;
use super::{Echo, Entity, Form, How, Names, State, StateRef, begins_with_capital};
use crate::error::Result;
use crate::extraction::MentionType;
use crate::lexicon::pack::{PackFile, nearest};
use crate::text::Edtf;
use crate::text::fold::fold;
use crate::text::tokens::{Case, Token, Vocabulary};
use rustc_hash::FxHashSet;
use toml::Spanned;

/// Acronyms of this many letters may be printed as words: `Cedeao`.
const PRONOUNCED: usize = 5;

/// PLOVER's sectors of those who act for a state.
const STATE_SECTORS: [&str; 6] = ["GOV", "MIL", "LEG", "JUD", "COP", "SPY"];

impl Names {
    /// Compiles the files of `actors/` and each language's `names.toml`; the first fault stops it.
    pub fn compile(files: &[PackFile], vocabulary: &mut Vocabulary) -> Result<Self> {
        let mut names = Self::default();
        for file in files.iter().filter(|file| file.language().is_some() && file.stem() == "names") {
            let shapes = Shapes::compile(file, vocabulary)?;
            if names.languages.len() >= 8 {
                return Err(file.fault(1, None, "there may be eight languages"));
            }
            names.languages.push(shapes);
        }
        Shapes::share_first_names(&mut names.languages);
        let mut parsed = Vec::new();
        for file in files.iter().filter(|file| file.path.starts_with("actors/")) {
            let entries: ActorFile = file.parse()?;
            if !entries.is_attributed() {
                return Err(file.fault(1, None, "`source` and `licence` must say where the facts come from"));
            }
            parsed.push((file, entries));
        }
        let mut builder = Builder {
            names,
            vocabulary,
            files: &parsed,
            changed: files.iter().any(PackFile::is_own),
            codes: FxHashSet::default(),
            seen: FxHashSet::default(),
        };
        builder.build()?;
        Ok(builder.names)
    }
}

struct Builder<'b> {
    names: Names,
    vocabulary: &'b mut Vocabulary,
    files: &'b [(&'b PackFile, ActorFile)],
    /// Whether there is a user's pack, which may have taken entries away.
    changed: bool,
    codes: FxHashSet<&'b str>,
    /// The forms of an entity and path, so that a spelling listed twice stands once.
    seen: FxHashSet<(u32, Vec<u32>)>,
}

/// The languages a spelling is used in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Used {
    Everywhere,
    In(&'static str),
    /// A foreign name that cannot be mistaken, or a native one.
    Mainly(&'static str),
}

const FRENCH: &str = "fr";
const ENGLISH: &str = "en";

impl<'b> Builder<'b> {
    fn build(&mut self) -> Result<()> {
        let files = self.files;
        for (file, entries) in files {
            for state in &entries.state {
                self.declare_state(file, state)?;
            }
        }
        for (file, entries) in files {
            for state in &entries.state {
                self.add_state(state);
            }
            for organization in &entries.organization {
                self.add_organization(file, organization)?;
            }
            for group in &entries.armed_group {
                self.add_group(file, group)?;
            }
            for place in &entries.place {
                self.add_place(file, place)?;
            }
        }
        for (file, entries) in files {
            for person in &entries.person {
                self.add_person(file, person)?;
            }
        }
        for (file, entries) in files {
            for more in &entries.extend {
                self.extend(file, more)?;
            }
        }
        Ok(())
    }

    fn declare_state(&mut self, file: &PackFile, state: &'b StateEntry) -> Result<()> {
        let code = state.code.get_ref();
        let upper = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if !upper(code, 3) || !upper(&state.iso2, 2) {
            let reason = "`code` and `iso2` are those of ISO 3166-1: three capitals and two";
            return Err(file.fault(file.line_of(state.code.span().start), Some(code), reason));
        }
        self.take(file, &state.code)?;
        let number = StateRef(u16::try_from(self.names.states.len()).unwrap_or(u16::MAX));
        for region in &state.region {
            self.names.regions.entry(fold(region)).or_default().push(code.clone());
        }
        self.names.by_code.insert(code.as_str().into(), number);
        self.names.states.push(State {
            code: code.as_str().into(),
            iso2: state.iso2.as_str().into(),
            name: state.name.as_str().into(),
            name_en: state.name_en.as_deref().unwrap_or(&state.name).into(),
            kind: state.kind.as_deref().map(Into::into),
            regions: state.region.clone(),
            army: state.army.as_deref().map(Into::into),
            contested: state.contested,
        });
        Ok(())
    }

    /// Takes a code for an entry, once.
    fn take(&mut self, file: &PackFile, code: &'b Spanned<String>) -> Result<()> {
        let text = code.get_ref().as_str();
        let fault = |reason: &str| Err(file.fault(file.line_of(code.span().start), Some(text), reason));
        if text.trim().is_empty() || text.contains(['@', '|', '\n']) {
            return fault("a code is not empty and holds no `@` and no `|`");
        }
        if !self.codes.insert(text) {
            return fault(
                "this code is taken by another entry: `[[extend]]` adds to that one, and `disable` in pack.toml \
                 takes it away",
            );
        }
        Ok(())
    }

    fn check_states<'c>(
        &self,
        file: &PackFile,
        entry: &Spanned<String>,
        codes: impl IntoIterator<Item = &'c String>,
    ) -> Result<()> {
        for code in codes {
            if !self.names.by_code.contains_key(code.as_str()) {
                let near = self.names.by_code.keys().map(AsRef::as_ref);
                let near = nearest(code, near).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                let reason = format!("there is no state with the code `{code}`{near}");
                return Err(file.fault(file.line_of(entry.span().start), Some(entry.get_ref()), reason));
            }
        }
        Ok(())
    }

    /// Whether no entry has this code. What a user's pack took away may be missing to the library's own files.
    fn is_missing(&self, file: &PackFile, code: &str) -> bool {
        (file.is_own() || !self.changed) && !self.codes.contains(code)
    }

    /// Whether each office is of something known and held between days that exist.
    fn check_offices(&self, file: &PackFile, entry: &Spanned<String>, offices: &[OfficeEntry]) -> Result<()> {
        let fault = |reason: String| {
            Err(file.fault(file.line_of(entry.span().start), Some(entry.get_ref()), format!("`offices`: {reason}")))
        };
        for office in offices {
            if office.office.trim().is_empty() {
                return fault("an office has a name".to_owned());
            }
            if let Some(of) = office.of.as_ref().filter(|of| self.is_missing(file, of)) {
                return fault(format!("there is no state or organisation with the code `{of}`"));
            }
            let mut bounds = Vec::new();
            for day in office.from.iter().chain(&office.to) {
                let Ok(date) = day.parse::<Edtf>() else {
                    return fault(format!("`{day}` is no date: a year, a month or a day, as in 2024-03"));
                };
                bounds.push(date.interval());
            }
            if let [(Some(from), _), (_, Some(to))] = bounds.as_slice()
                && office.from.is_some()
                && from > to
            {
                return fault("`from` comes after `to`".to_owned());
            }
        }
        Ok(())
    }

    /// Adds to an entry of another file.
    fn extend(&mut self, file: &PackFile, entry: &ExtendEntry) -> Result<()> {
        let code = entry.code.get_ref().as_str();
        self.check_offices(file, &entry.code, &entry.offices)?;
        let folded = fold(code);
        let is_it = |entity: &Entity| match entity.kind {
            MentionType::Person => fold(&entity.name) == folded,
            MentionType::Place => false,
            _ => *entity.code == *code,
        };
        let Some(number) = self.names.entities.iter().position(is_it) else {
            let known = self.names.entities.iter().map(|entity| &*entity.code);
            let near = nearest(code, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let reason = format!("there is no actor with this code or name to add to{near}");
            return Err(file.fault(file.line_of(entry.code.span().start), Some(code), reason));
        };
        let person = self.names.entities.get(number).is_some_and(|entity| entity.kind == MentionType::Person);
        if !person && !entry.offices.is_empty() {
            let reason = "only a person holds `offices`";
            return Err(file.fault(file.line_of(entry.code.span().start), Some(code), reason));
        }
        let entity = u32::try_from(number).unwrap_or(u32::MAX);
        let used = if person { Used::Everywhere } else { Used::Mainly(FRENCH) };
        self.forms(entity, &entry.aliases, How::Name, used);
        self.forms(entity, &entry.acronyms, How::Acronym, used);
        self.describe(entity, &entry.descriptions, &[]);
        if person {
            for name in
                std::iter::once(&folded).chain(&entry.aliases.iter().map(|alias| fold(alias)).collect::<Vec<_>>())
            {
                self.names.offices.entry(name.clone()).or_default().extend(entry.offices.iter().cloned());
            }
        }
        self.prove(code, &entry.examples);
        Ok(())
    }

    fn prove(&mut self, id: &str, examples: &[EntryExample]) {
        self.names.examples.extend(examples.iter().map(|example| (id.to_owned(), example.clone())));
    }

    fn identify(&mut self, code: &str, wikidata: Option<&String>) {
        if let Some(identifier) = wikidata {
            self.names.wikidata.insert(code.into(), identifier.as_str().into());
        }
    }

    fn entity(&mut self, entity: Entity) -> u32 {
        self.names.entities.push(entity);
        u32::try_from(self.names.entities.len() - 1).unwrap_or(u32::MAX)
    }

    fn add_state(&mut self, state: &StateEntry) {
        let code = state.code.get_ref();
        let number = self.names.state_ref(code);
        let entity = self.entity(Entity {
            kind: MentionType::State,
            code: code.as_str().into(),
            country: Some(code.as_str().into()),
            name: state.name.as_str().into(),
            sector: None,
            actor: Some(code.as_str().into()),
            state: number,
        });
        self.form(entity, &state.name, How::Name, Used::In(FRENCH));
        self.form(entity, state.name_en.as_ref().unwrap_or(&state.name), How::Name, Used::In(ENGLISH));
        self.forms(entity, &state.aliases, How::Name, Used::In(FRENCH));
        self.forms(entity, &state.aliases_en, How::Name, Used::In(ENGLISH));
        self.forms(entity, &state.metonyms, How::Metonym, Used::Mainly(FRENCH));
        self.forms(entity, &state.metonyms_en, How::Metonym, Used::Mainly(ENGLISH));
        self.identify(code, state.wikidata.as_ref());
        self.add_capitals(entity, state);
        self.add_army(state);
        if let Some(number) = number {
            for demonym in state.demonyms.iter().chain(&state.demonyms_en) {
                let keys = Phrase::new(demonym, self.vocabulary).keys;
                let known = self.names.demonyms.at(&keys).contains(&number);
                if !known {
                    self.names.demonyms.insert(&keys, number);
                }
            }
            for prefix in &state.prefix {
                let keys = Phrase::new(prefix, self.vocabulary).keys;
                self.names.prefixes.insert(&keys, number);
            }
        }
        self.describe(entity, &state.descriptions, &state.descriptions_en);
        self.echo(entity, &state.echoes);
    }

    fn add_capitals(&mut self, entity: u32, state: &StateEntry) {
        let code = state.code.get_ref();
        let Some(first) = state.capitals.first() else { return };
        let mut places = Vec::new();
        for capital in &state.capitals {
            let place = self.entity(Entity {
                kind: MentionType::Place,
                code: capital.as_str().into(),
                country: Some(code.as_str().into()),
                name: capital.as_str().into(),
                sector: None,
                actor: Some(code.as_str().into()),
                state: self.names.state_ref(code),
            });
            places.push(place);
            let used = if state.capitals_en.is_empty() { Used::Everywhere } else { Used::Mainly(FRENCH) };
            self.form(entity, capital, How::Capital(place), used);
        }
        for (index, capital) in state.capitals_en.iter().enumerate() {
            let place = places.get(index).or(places.first()).copied().unwrap_or(entity);
            self.form(entity, capital, How::Capital(place), Used::In(ENGLISH));
        }
        if !state.capitals_en.is_empty() {
            self.form(entity, first, How::Capital(places.first().copied().unwrap_or(entity)), Used::Everywhere);
        }
    }

    fn add_army(&mut self, state: &StateEntry) {
        let code = state.code.get_ref();
        if state.army_names.is_empty() && state.army.is_none() {
            return;
        }
        let own = state.army.as_deref();
        for name in &state.army_names {
            let army = self.entity(Entity {
                kind: MentionType::Organization,
                code: own.unwrap_or(name).into(),
                country: Some(code.as_str().into()),
                name: state.army_names.first().unwrap_or(name).as_str().into(),
                sector: Some("MIL".into()),
                actor: Some(code.as_str().into()),
                state: None,
            });
            self.form(army, name, How::Name, Used::Everywhere);
            if let Some(own) = own {
                self.form(army, own, How::Acronym, Used::Everywhere);
            }
        }
    }

    fn add_organization(&mut self, file: &PackFile, entry: &'b OrganizationEntry) -> Result<()> {
        self.take(file, &entry.code)?;
        let states = entry.country.iter().chain(entry.country_of_operation.codes());
        self.check_states(file, &entry.code, states)?;
        let code = entry.code.get_ref().as_str();
        // A state's mission abroad goes by its own name alone, and acts under it.
        let own = entry.actor && entry.kind == super::packs::OrganizationKind::Mission;
        let actor = match (&entry.country, entry.actor) {
            (Some(country), actor) if !own && (actor || entry.kind.is_public()) => Some(country.as_str()),
            (_, true) => Some(code),
            _ => None,
        };
        let entity = self.entity(Entity {
            kind: MentionType::Organization,
            code: code.into(),
            country: entry.country.as_deref().filter(|_| !own).map(Into::into),
            name: entry.name.as_str().into(),
            sector: entry.kind.sector().map(Into::into),
            actor: entry.acts_for.as_deref().or(actor).map(Into::into),
            state: None,
        });
        self.identify(code, entry.wikidata.as_ref());
        for demonym in &entry.demonyms {
            let keys = Phrase::new(demonym, self.vocabulary).keys;
            self.names.body_demonyms.insert(&keys, entity);
        }
        for metonym in &entry.metonyms {
            self.names.seats_meant.insert(metonym.as_str().into(), entity);
        }
        if let Some(seat) = &entry.seat {
            self.names.seats.insert(code.into(), seat.as_str().into());
        }
        self.names.members.insert(code.into(), entry.members.clone());
        self.form(entity, &entry.name, How::Name, Used::Mainly(FRENCH));
        self.forms(entity, &entry.aliases, How::Name, Used::Mainly(FRENCH));
        self.forms(entity, &entry.acronyms, How::Acronym, Used::Mainly(FRENCH));
        let english = entry.name_en.as_ref().unwrap_or(&entry.name);
        self.form(entity, english, How::Name, Used::Mainly(ENGLISH));
        self.forms(entity, &entry.aliases_en, How::Name, Used::Mainly(ENGLISH));
        self.forms(entity, &entry.acronyms_en, How::Acronym, Used::In(ENGLISH));
        self.describe(entity, &entry.descriptions, &entry.descriptions_en);
        self.prove(code, &entry.examples);
        self.echo(entity, &entry.echoes);
        Ok(())
    }

    fn add_group(&mut self, file: &PackFile, entry: &'b GroupEntry) -> Result<()> {
        self.take(file, &entry.code)?;
        self.check_states(file, &entry.code, entry.countries.iter().chain(&entry.sponsor))?;
        let code = entry.code.get_ref().as_str();
        self.identify(code, entry.wikidata.as_ref());
        self.names.groups.insert(code.into());
        let entity = self.entity(Entity {
            kind: MentionType::ArmedGroup,
            code: code.into(),
            country: None,
            name: entry.name.as_str().into(),
            sector: Some("REB".into()),
            actor: Some(code.into()),
            state: None,
        });
        self.form(entity, &entry.name, How::Name, Used::Mainly(FRENCH));
        self.forms(entity, &entry.aliases, How::Name, Used::Mainly(FRENCH));
        self.forms(entity, &entry.acronyms, How::Acronym, Used::Mainly(FRENCH));
        let english = entry.name_en.as_ref().unwrap_or(&entry.name);
        self.form(entity, english, How::Name, Used::Mainly(ENGLISH));
        self.forms(entity, &entry.aliases_en, How::Name, Used::Mainly(ENGLISH));
        self.forms(entity, &entry.acronyms_en, How::Acronym, Used::In(ENGLISH));
        self.describe(entity, &entry.descriptions, &entry.descriptions_en);
        self.prove(code, &entry.examples);
        self.echo(entity, &entry.echoes);
        Ok(())
    }

    fn add_place(&mut self, file: &PackFile, entry: &PlaceEntry) -> Result<()> {
        self.check_states(file, &entry.name, entry.country.iter().chain(&entry.covers))?;
        let name = entry.name.get_ref();
        let entity = self.entity(Entity {
            kind: MentionType::Place,
            code: name.as_str().into(),
            country: entry.country.as_deref().map(Into::into),
            name: name.as_str().into(),
            sector: None,
            actor: None,
            state: None,
        });
        self.identify(name, entry.wikidata.as_ref());
        self.names.place_kinds.insert(name.as_str().into(), entry.kind.as_str().into());
        let used = if entry.name_en.is_some() { Used::In(FRENCH) } else { Used::Everywhere };
        self.form(entity, name, How::Name, used);
        for alias in &entry.aliases {
            // `la région sahélienne` describes what it does not name.
            if alias.chars().any(char::is_uppercase) {
                self.form(entity, alias, How::Name, used);
            } else {
                self.describe(entity, std::slice::from_ref(alias), &[]);
            }
        }
        if let Some(english) = &entry.name_en {
            self.form(entity, english, How::Name, Used::In(ENGLISH));
        }
        self.forms(entity, &entry.aliases_en, How::Name, Used::In(ENGLISH));
        if !entry.covers.is_empty() {
            for region in std::iter::once(name).chain(&entry.aliases).chain(&entry.name_en) {
                self.names.regions.insert(fold(region), entry.covers.clone());
            }
        }
        Ok(())
    }

    fn add_person(&mut self, file: &PackFile, entry: &PersonEntry) -> Result<()> {
        self.check_states(file, &entry.name, &entry.country)?;
        let name = entry.name.get_ref();
        if name.trim().is_empty() {
            return Err(file.fault(file.line_of(entry.name.span().start), None, "a person has a name"));
        }
        if file.is_own() && self.names.offices.contains_key(&fold(name)) {
            let reason = "a person of this name is known: `[[extend]]` adds to that one, and `disable` in pack.toml \
                          takes it away";
            return Err(file.fault(file.line_of(entry.name.span().start), Some(name), reason));
        }
        self.check_offices(file, &entry.name, &entry.offices)?;
        if let Some(code) = entry.organization.as_ref().filter(|code| self.is_missing(file, code)) {
            let reason = format!("there is no organisation with the code `{code}`");
            return Err(file.fault(file.line_of(entry.name.span().start), Some(name), reason));
        }
        let actor = entry.organization.as_ref().filter(|code| self.codes.contains(code.as_str()));
        let serves = entry.sector.as_deref().is_some_and(|sector| STATE_SECTORS.contains(&sector));
        let acts = !entry.offices.is_empty() || entry.organization.is_some() || serves;
        let entity = self.entity(Entity {
            kind: MentionType::Person,
            code: name.as_str().into(),
            country: entry.country.as_deref().map(Into::into),
            name: name.as_str().into(),
            sector: entry.sector.as_deref().map(Into::into),
            actor: actor.or(entry.country.as_ref().filter(|_| acts)).map(|code| code.as_str().into()),
            state: None,
        });
        self.form(entity, name, How::Name, Used::Everywhere);
        self.forms(entity, &entry.aliases, How::Name, Used::Everywhere);
        self.identify(name, entry.wikidata.as_ref());
        if let Some(surname) = &entry.surname {
            self.form(entity, surname, How::Surname, Used::Everywhere);
        }
        for name in std::iter::once(name).chain(&entry.aliases) {
            self.names.offices.entry(fold(name)).or_default().extend(entry.offices.iter().cloned());
        }
        self.prove(name, &entry.examples);
        Ok(())
    }

    fn describe(&mut self, entity: u32, french: &[String], english: &[String]) {
        for description in french.iter().chain(english) {
            let phrase = Phrase::new(description, self.vocabulary);
            let skip = phrase.words.first().is_some_and(|(token, word)| self.is_article(token, word));
            let keys = phrase.keys.get(usize::from(skip)..).unwrap_or_default();
            self.names.descriptions.insert(keys, entity);
        }
    }

    fn echo(&mut self, entity: u32, phrases: &[String]) {
        for text in phrases {
            let phrase = Phrase::new(text, self.vocabulary);
            let skip = usize::from(phrase.words.first().is_some_and(|(token, word)| self.is_article(token, word)));
            let capital = phrase.words.get(skip).is_some_and(|(token, _)| begins_with_capital(token));
            self.names.echoes.insert(phrase.keys.get(skip..).unwrap_or_default(), Echo { entity, capital });
        }
    }

    /// Whether `word` is an article of any language.
    fn is_article(&self, token: &Token, word: &str) -> bool {
        let id = self.vocabulary.get(&fold(word));
        let token = Token { lower: id, fold: id, ..*token };
        self.names.languages.iter().any(|shapes| shapes.is(&token, Class::Article))
    }

    fn forms(&mut self, entity: u32, texts: &[String], how: How, used: Used) {
        for text in texts {
            self.form(entity, text, how, used);
        }
    }

    /// Puts one spelling on its path.
    fn form(&mut self, entity: u32, text: &str, how: How, used: Used) {
        let phrase = Phrase::new(text, self.vocabulary);
        let Some((first, word)) = phrase.words.first() else { return };
        let single = phrase.words.len() == 1;
        let printed = single && (how == How::Acronym || matches!(first.case, Case::Upper | Case::Mixed));
        let languages = self.languages(used, single);
        if printed && how != How::Surname && !matches!(how, How::Capital(_)) {
            let exact: String = word.chars().filter(|letter| *letter != '.').collect();
            if exact.chars().count() >= PRONOUNCED && first.case == Case::Upper {
                let word = capitalised(&exact);
                self.push(entity, How::Acronym, &phrase.keys, 0, Some(word), languages, false);
            }
            self.push(entity, How::Acronym, &phrase.keys, 0, Some(exact), languages, false);
            return;
        }
        let capitals = capitals(&phrase.words);
        self.push(entity, how, &phrase.keys, capitals, None, languages, false);
        // `Le Caire` is also what stands in `au Caire`; the acronym AU is no article.
        let printed = first.case != Case::Upper || word.chars().count() == 1;
        if phrase.words.len() > 1 && printed && begins_with_capital(first) && self.is_article(first, word) {
            let keys = phrase.keys.get(1..).unwrap_or_default();
            self.push(entity, how, keys, capitals >> 1, None, languages, true);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one form")]
    fn push(
        &mut self,
        entity: u32,
        how: How,
        keys: &[u32],
        capitals: u64,
        exact: Option<String>,
        languages: u8,
        article: bool,
    ) {
        let plain = exact.is_none() && !article;
        if plain && !self.seen.insert((entity, keys.to_vec())) {
            self.names.forms.widen(keys, |form| {
                if form.entity == entity {
                    form.languages |= languages;
                    // `Talibans` and `talibans`
                    form.capitals &= capitals;
                }
            });
            return;
        }
        let form = Form { entity, how, capitals, exact: exact.map(Into::into), languages, article };
        self.names.forms.insert(keys, form);
    }

    fn languages(&self, used: Used, single: bool) -> u8 {
        let mut bits = 0;
        for (index, shapes) in self.names.languages.iter().enumerate() {
            let native = match used {
                Used::Everywhere => true,
                Used::In(language) => shapes.language == language,
                // A foreign acronym or word may be a word of the language; a phrase is not.
                Used::Mainly(language) => shapes.language == language || !single,
            };
            bits |= u8::from(native) << index;
        }
        bits
    }
}

fn capitals(words: &[(Token, String)]) -> u64 {
    words
        .iter()
        .enumerate()
        .take(64)
        .filter(|(_, (token, _))| begins_with_capital(token))
        .fold(0, |bits, (index, _)| bits | 1 << index)
}

/// `CEDEAO` as a word: `Cedeao`.
fn capitalised(acronym: &str) -> String {
    let mut letters = acronym.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}
