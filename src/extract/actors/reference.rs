//! Reference: whom pronouns, possessives and bare nouns stand for, by what was said before.

use super::{Actor, Discourse, Resolver, Stand, Standing, has_verb_before};
use crate::extract::phrases::{NounPhrase, Placed, Unit};
use crate::extraction::MentionType;
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Determiner, Gender, Grammar, NounId};
use crate::text::tokens::Case;

/// A pair is still spoken of while both are among so many actors named last.
const RECENT: usize = 4;
/// So many complements may stand between a noun and whoever it is of.
const CHAIN: usize = 4;
/// A phrase is the subject of a finite verb so few units behind it.
const VERB: usize = 4;

impl Resolver<'_> {
    /// Resolves what refers back, from left to right, and notes who is spoken of.
    pub(super) fn refer(&self, units: &[Placed], standings: &mut [Option<Standing>], discourse: &mut Discourse) {
        if !discourse.heard.begun {
            discourse.heard.begun = true;
            discourse.heard.home = self.home();
            discourse.heard.group_named = self.group_named();
        }
        self.hear_speaker(units, standings, discourse);
        discourse.heard.interrupted = false;
        for index in 0..units.len() {
            let Some(Unit::Noun(phrase)) = units.get(index).map(|placed| &placed.unit) else { continue };
            let literal = standings.get(index).is_some_and(Option::is_some);
            if !literal {
                self.complete(units, standings, discourse, index);
            }
            if let Some(group) = &discourse.heard.group_named
                && self.are_fighters(units, index, phrase)
                && let Some(Some(standing)) = standings.get_mut(index)
            {
                for actor in &mut standing.actors {
                    actor.code.clone_from(group);
                }
            }
            let subject = is_subject(units, index);
            let Some(Some(standing)) = standings.get(index) else {
                if subject {
                    self.hear_other(phrase, discourse);
                }
                continue;
            };
            if self.is_instrument(phrase) {
                discourse.instrument.clone_from(&standing.actors);
            }
            discourse.name(&standing.actors);
            let row = literal && standing.stand == Stand::Actor && is_subject_of_row(units, self.grammar, index);
            let subject = subject || row;
            if standing.stand > Stand::Voice {
                if subject {
                    self.hear_other(phrase, discourse);
                }
                continue;
            }
            let codes: Vec<String> = standing.actors.iter().map(|actor| actor.code.clone()).collect();
            if let [a, b] = codes.as_slice() {
                discourse.set_dyad(a, b);
            }
            if codes.len() > 1 {
                discourse.heard.group.clone_from(&codes);
            }
            if codes.len() > 2 {
                discourse.heard.large.clone_from(&codes);
            }
            if literal {
                self.hear_officers(phrase, discourse);
            } else if standing.stand == Stand::Actor {
                let persons = phrase.names.iter().filter_map(|(number, _)| self.names.get(*number));
                for person in persons.filter(|name| name.kind == MentionType::Person && name.actor.is_none()) {
                    discourse.heard.persons.insert(person.code.clone(), codes.clone());
                }
            }
            if literal
                && standing.stand == Stand::Actor
                && let Some(head) = phrase.head()
            {
                discourse.heard.bearers.insert(self.grammar.office(head), codes.clone());
            }
            if subject {
                discourse.set_subject(&standing.actors);
                discourse.heard.interrupted = false;
                if !(phrase.nouns.is_empty() && phrase.names.is_empty() && phrase.pronoun.is_none()) {
                    discourse.heard.country.clone_from(&codes);
                }
                // A person is one, a state may be `ils`.
                discourse.heard.alone =
                    phrase.names.iter().any(|(number, _)| {
                        self.names.get(*number).is_some_and(|name| name.kind == MentionType::Person)
                    }) && codes.len() == 1;
                if codes.len() > 1 {
                    discourse.heard.row.clone_from(&codes);
                }
                let gender = self.gender(phrase);
                if gender != Some(Gender::Feminine) {
                    discourse.heard.masculine = Some(codes.clone());
                }
                if gender != Some(Gender::Masculine) {
                    discourse.heard.feminine = Some(codes.clone());
                }
            }
            if codes.len() > 1 || self.shows_plural(phrase) {
                discourse.heard.several.clone_from(&codes);
            }
            discourse.heard.last = codes;
        }
    }

    /// Resolves the phrase at `index`, and before it the complements that say whose it is: `le porte-parole du gouvernement`.
    fn complete(&self, units: &[Placed], standings: &mut [Option<Standing>], discourse: &Discourse, index: usize) {
        let mut end = index;
        while end < index + CHAIN
            && let Some(next) = self.complement(units, end)
            && standings.get(next).is_none_or(Option::is_none)
        {
            end = next;
        }
        for at in (index..=end).rev() {
            let Some(Unit::Noun(phrase)) = units.get(at).map(|placed| &placed.unit) else { continue };
            let complement = self.complement(units, at);
            let owner = complement.and_then(|next| standings.get(next).cloned().flatten());
            let own = owner.and_then(|owner| self.literal(phrase, Some(owner)));
            let found = own.or_else(|| self.reference(units, standings, at, phrase, discourse));
            if let Some(slot) = standings.get_mut(at) {
                *slot = found;
            }
        }
    }

    fn is_instrument(&self, phrase: &NounPhrase) -> bool {
        phrase.head().is_some_and(|head| self.grammar.classes(head).any(|class| class.instrument))
    }

    pub(super) fn gender(&self, phrase: &NounPhrase) -> Option<Gender> {
        self.document.tokens.get(phrase.tokens.start).and_then(|token| self.grammar.gender(token))
    }

    pub(super) fn shows_plural(&self, phrase: &NounPhrase) -> bool {
        self.document.tokens.get(phrase.tokens.start).is_some_and(|token| self.grammar.is_plural(token))
    }

    /// Whether words stand in the phrase that no list knows: `le régime pélagien`.
    fn is_qualified(&self, phrase: &NounPhrase) -> bool {
        let tokens = self.document.tokens.get(phrase.tokens.clone()).unwrap_or_default();
        let noun = |at: usize| {
            phrase.nouns.iter().any(|(noun, _, start)| {
                (*start..*start + self.grammar.noun_name(*noun).split(' ').count()).contains(&at)
            })
        };
        tokens.iter().enumerate().any(|(offset, token)| {
            let at = phrase.tokens.start + offset;
            token.case == Case::Lower
                && self.grammar.function(token).is_none()
                && !noun(at)
                && !phrase.adjectives.iter().any(|(_, token)| *token == at)
        })
    }

    /// `les rebelles`, and no more said of them.
    fn are_fighters(&self, units: &[Placed], index: usize, phrase: &NounPhrase) -> bool {
        phrase.head().is_some_and(|head| self.grammar.are_fighters(head))
            && phrase.determiner == Some(Determiner::Definite)
            && phrase.nouns.len() == 1
            && phrase.names.is_empty()
            && phrase.demonyms.is_empty()
            && phrase.adjectives.is_empty()
            && self.complement(units, index).is_none()
    }

    /// Whom a phrase without a name stands for, and how.
    fn reference(
        &self,
        units: &[Placed],
        standings: &[Option<Standing>],
        index: usize,
        phrase: &NounPhrase,
        discourse: &Discourse,
    ) -> Option<Standing> {
        let make = |codes: Vec<String>, stand: Stand, sector: Option<String>| -> Option<Standing> {
            let actor = |code: String| Actor { code, sector: sector.clone(), tokens: phrase.tokens.clone() };
            let actors: Vec<Actor> = codes.into_iter().map(actor).collect();
            (!actors.is_empty()).then_some(Standing { actors, stand })
        };
        if phrase.pronoun.is_some() {
            return make(self.antecedent(phrase, discourse)?, Stand::Actor, None);
        }
        if let (None, [(number, _)]) = (phrase.head(), phrase.names.as_slice()) {
            return make(self.officer(units, standings, index, *number, discourse)?, Stand::Actor, None);
        }
        let Some(head) = phrase.head() else {
            let speaks =
                self.document.tokens.get(phrase.tokens.start).is_some_and(|token| self.grammar.is_speaker(token));
            let speaker = discourse.heard.speaker.clone();
            return if speaks && phrase.names.is_empty() && !follows_verb(units, index) {
                make(speaker, Stand::Actor, None)
            } else {
                None
            };
        };
        let alone = self.complement(units, index).is_none();
        if let Some(codes) = self.together(phrase, head, alone, discourse) {
            return make(codes, Stand::Actor, None);
        }
        if matches!(phrase.determiner, Some(Determiner::HisHer | Determiner::Their | Determiner::Ours)) {
            // What the object of a verb is to its subject, the slots of rules tell: `a retiré ses troupes`.
            let object = phrase.preposition.is_none()
                && !self.grammar.is_counterpart(head)
                && !is_subject(units, index)
                && follows_verb(units, index);
            return if object { None } else { self.possessed(phrase, head, discourse) };
        }
        let definite = matches!(phrase.determiner, Some(Determiner::Definite | Determiner::Demonstrative));
        if !definite {
            return None;
        }
        // `l’appareil` is the drone spoken of before, and its owner's.
        if self.is_instrument(phrase) && !discourse.instrument.is_empty() {
            let codes = discourse.instrument.iter().map(|actor| actor.code.clone()).collect();
            return make(codes, Stand::Voice, None);
        }
        if self.grammar.is_host(head)
            && let Some(at) = self.complement(units, index)
            && let Some(Some(Standing { actors, stand: Stand::Actor })) = standings.get(at)
            && let [only] = actors.as_slice()
        {
            return make(vec![discourse.partner(&only.code)?.to_owned()], Stand::Actor, None);
        }
        if let Some(codes) = self.back(units, index, phrase, head, discourse) {
            return make(codes, Stand::Actor, None);
        }
        let (codes, own) = self.body(units, index, phrase, head, discourse)?;
        let part = self.part(phrase);
        let stand = if own || part.acts { Stand::Actor } else { Stand::Voice };
        make(codes, stand, part.sector)
    }

    /// Whom a person stands for that nothing is known of: whose office the phrase before names, here or earlier.
    fn officer(
        &self,
        units: &[Placed],
        standings: &[Option<Standing>],
        index: usize,
        name: usize,
        discourse: &Discourse,
    ) -> Option<Vec<String>> {
        let person = self.names.get(name).filter(|name| name.kind == MentionType::Person)?;
        if let Some(codes) = discourse.heard.persons.get(&person.code) {
            return Some(codes.clone());
        }
        let comma = index.checked_sub(1)?;
        matches!(units.get(comma)?.unit, Unit::Mark(',')).then_some(())?;
        for at in (comma.saturating_sub(CHAIN)..comma).rev() {
            let Unit::Noun(phrase) = &units.get(at)?.unit else { return None };
            if phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p)) {
                continue;
            }
            let acts = phrase.head().is_some_and(|head| self.grammar.classes(head).any(|class| class.actor));
            let standing = standings.get(at)?.as_ref()?;
            let office =
                acts && phrase.names.is_empty() && standing.stand == Stand::Actor && !self.shows_plural(phrase);
            return office.then(|| standing.actors.iter().map(|actor| actor.code.clone()).collect());
        }
        None
    }

    /// Whom a pronoun stands for: `celui-ci` the actor named last, `il` and `elle` a subject of that gender.
    fn antecedent(&self, phrase: &NounPhrase, discourse: &Discourse) -> Option<Vec<String>> {
        let plural = phrase.pronoun?;
        if phrase.tokens.len() > 1 {
            let heard = &discourse.heard;
            return Some(if plural { heard.several.clone() } else { heard.last.clone() })
                .filter(|codes| plural || codes.len() == 1);
        }
        let subject = discourse.subject().to_vec();
        if plural {
            // Behind one who is but one, `ils` are those before: `Les trois présidents … Le capitaine … Ils ont condamné`.
            let before = discourse.heard.alone && !discourse.heard.row.is_empty();
            return Some(if before { discourse.heard.row.clone() } else { subject });
        }
        let of_gender = match self.gender(phrase) {
            Some(Gender::Masculine) => discourse.heard.masculine.clone(),
            Some(Gender::Feminine) => discourse.heard.feminine.clone(),
            None => None,
        };
        Some(of_gender.unwrap_or(subject)).filter(|codes| codes.len() == 1)
    }

    /// `les deux pays`: the actors that stood together last.
    ///
    /// The phrase stands `alone` if no complement says whose it is.
    fn together(&self, phrase: &NounPhrase, head: NounId, alone: bool, discourse: &Discourse) -> Option<Vec<String>> {
        let counted = matches!(
            phrase.determiner,
            Some(Determiner::Definite | Determiner::Demonstrative | Determiner::Indefinite | Determiner::Ours)
        );
        let Some(token) = phrase.number.and_then(|token| self.document.tokens.get(token)) else {
            // `ces pays`: those that stood together last.
            let several = self.shows_plural(phrase) && self.grammar.is_group_head(head);
            // `les dirigeants`, and no more said of them: the last subject that was of several.
            let bare = phrase.nouns.len() == 1 && phrase.adjectives.is_empty() && phrase.demonyms.is_empty();
            let group = match phrase.determiner? {
                Determiner::Demonstrative => &discourse.heard.group,
                Determiner::Definite if bare && alone => &discourse.heard.row,
                _ => return None,
            };
            return (several && group.len() > 1).then(|| group.clone());
        };
        let count = self.grammar.group_number(token).filter(|_| counted && self.grammar.is_group_head(head))?;
        // `les deux hommes` are the persons named last, `les deux pays` who stood together last.
        if self.grammar.is_people_head(head) && count == discourse.heard.people.len() {
            let codes: Vec<String> = discourse.heard.people.iter().map(|(_, code)| code.clone()).collect();
            return codes.iter().any(|code| codes.first() != Some(code)).then_some(codes);
        }
        if let Some((a, b)) = discourse.dyad.as_ref().filter(|_| count == 2)
            && [a, b].iter().all(|code| discourse.recent.iter().rev().take(RECENT).any(|recent| recent == *code))
        {
            return Some(vec![a.clone(), b.clone()]);
        }
        if discourse.heard.large.len() == count {
            return Some(discourse.heard.large.clone());
        }
        let states = discourse.last_states(count, self.lexicon);
        Some(states).filter(|states| states.len() == count)
    }

    /// Whose a possessive is: `son homologue` the other one's, `ses soldats` the last subject's.
    fn possessed(&self, phrase: &NounPhrase, head: NounId, discourse: &Discourse) -> Option<Standing> {
        let speaks = phrase.determiner == Some(Determiner::Ours);
        // `notre armée`, where nobody is quoted, is that of the state an article is about.
        let home: Vec<String> = discourse.heard.home.clone().into_iter().collect();
        let owners = match speaks {
            true if discourse.heard.speaker.is_empty() => &home,
            true => &discourse.heard.speaker,
            false => &discourse.subject,
        };
        if !speaks && discourse.heard.interrupted {
            return None;
        }
        let owner = owners.first()?;
        let actor = |code: &String| Actor { code: code.clone(), sector: None, tokens: phrase.tokens.clone() };
        if self.grammar.is_counterpart(head) {
            let partner = discourse.partner(owner)?.to_owned();
            return Some(Standing { actors: vec![actor(&partner)], stand: Stand::Actor });
        }
        if phrase.determiner == Some(Determiner::HisHer) && owners.len() > 1 {
            return None;
        }
        let classes = || self.grammar.classes(head);
        // `son pays`, `ses rebelles`: a word for a state is its own, an armed group is nobody's.
        if !classes().any(|class| class.actor || class.owned || class.instrument) {
            return None;
        }
        let part = self.part(phrase);
        (part.code.is_none()).then(|| part.standing(owners.iter().map(actor).collect(), false))
    }

    /// `le pays`, `le royaume`, `le pays d’Afrique de l’Ouest`: the state or body of that kind last spoken of.
    fn back(
        &self,
        units: &[Placed],
        index: usize,
        phrase: &NounPhrase,
        head: NounId,
        discourse: &Discourse,
    ) -> Option<Vec<String>> {
        let kind = self.grammar.back_kind(head)?;
        if phrase.nouns.len() > 1 || phrase.nouns.iter().any(|(_, plural, _)| *plural) || self.shows_plural(phrase) {
            return None;
        }
        let region = match self.complement(units, index).and_then(|at| units.get(at)).map(|placed| &placed.unit) {
            Some(Unit::Noun(complement)) => {
                let (number, _) = complement.names.first()?;
                let states = self.lexicon.region_states(&self.names.get(*number)?.name);
                (!states.is_empty()).then_some(())?;
                Some(states)
            }
            _ => None,
        };
        if region.is_none() && !phrase.adjectives.is_empty() {
            return None;
        }
        let fits = |code: &str| {
            let known = self.lexicon.state(code);
            let of_kind = match kind {
                "any" => known.is_some(),
                "igo" => self.lexicon.is_organization(code),
                "group" => known.is_none() && !self.lexicon.is_organization(code),
                kind => known.is_some_and(|state| state.kind.as_deref() == Some(kind)),
            };
            of_kind && region.is_none_or(|states| states.iter().any(|state| state == code))
        };
        let subject = match discourse.heard.country.as_slice() {
            [only] if fits(only) => Some(only),
            _ => None,
        };
        // A new sentence speaks of its last subject; the object of a clause is another than its subject.
        let opens = is_subject(units, index) || !has_verb_before(units, index);
        let recent = || {
            let other = |code: &&String| fits(code) && (opens || Some(*code) != subject);
            discourse.recent.iter().rev().find(other).or(subject)
        };
        let home = || discourse.heard.home.as_ref().filter(|code| fits(code));
        // `dans l’est du pays`: where the subject is.
        let inside = matches!(index.checked_sub(1).and_then(|before| units.get(before)).map(|placed| &placed.unit),
            Some(Unit::Noun(place)) if place.head().is_some_and(|head| self.grammar.is_place_head(head)));
        let found = match (opens, inside) {
            (true, _) => subject.or_else(recent),
            (false, true) => home().or(subject).or_else(recent),
            (false, false) => home().filter(|code| Some(*code) != subject).or_else(recent),
        };
        found.map(|code| vec![code.clone()])
    }

    /// A body without its state: of whom it last was, or of the state the article is about; and whether it is that state's own.
    fn body(
        &self,
        units: &[Placed],
        index: usize,
        phrase: &NounPhrase,
        head: NounId,
        discourse: &Discourse,
    ) -> Option<(Vec<String>, bool)> {
        let unknown =
            |(number, _): &(usize, _)| self.names.get(*number).is_none_or(|name| name.kind != MentionType::Person);
        let described = phrase.adjectives.iter().any(|(adjective, _)| self.grammar.is_not_home(*adjective))
            || phrase.names.iter().any(unknown)
            || phrase.nouns.iter().skip(1).any(|(noun, ..)| !self.grammar.classes(*noun).any(|class| class.actor))
            || !phrase.demonyms.is_empty()
            || self.is_qualified(phrase);
        if described || self.complement(units, index).is_some() || !self.grammar.classes(head).any(|class| class.actor)
        {
            return None;
        }
        let home = self.grammar.is_home_head(head);
        if let Some(codes) = discourse.heard.bearers.get(&self.grammar.office(head)).filter(|codes| codes.len() == 1)
            && phrase.names.is_empty()
        {
            return Some((codes.clone(), home));
        }
        if !home {
            return None;
        }
        let last = || {
            let code = discourse.subject().first().filter(|_| discourse.subject().len() == 1)?;
            self.lexicon.state(code).map(|_| code.clone())
        };
        let code = discourse.heard.home.clone().or_else(last).or_else(|| discourse.heard.officer.clone())?;
        Some((vec![code], true))
    }
}

/// Whether a verb stands right before the phrase at `index`.
fn follows_verb(units: &[Placed], index: usize) -> bool {
    let before = units.get(..index).unwrap_or_default().iter().rev();
    let mut before = before.skip_while(|placed| matches!(placed.unit, Unit::Other | Unit::Date(_)));
    matches!(before.next().map(|placed| &placed.unit), Some(Unit::Verb(_)))
}

/// Whether the phrase at `index` stands where the subject of a verb does.
fn is_subject(units: &[Placed], index: usize) -> bool {
    let Some(Unit::Noun(phrase)) = units.get(index).map(|placed| &placed.unit) else { return false };
    let verb = |(distance, placed): (usize, &Placed)| match &placed.unit {
        Unit::Verb(group) => group.finite.is_some() || distance == 0 && group.form == Tense::Gerund,
        _ => false,
    };
    phrase.preposition.is_none() && units.get(index + 1..).unwrap_or_default().iter().take(VERB).enumerate().any(verb)
}

/// The same behind a row of complements: `les présidents du Mali, du Niger et du Tchad ont`.
fn is_subject_of_row(units: &[Placed], grammar: &Grammar, index: usize) -> bool {
    let complement = |at: usize| match units.get(at).map(|placed| &placed.unit) {
        Some(Unit::Noun(phrase)) => phrase.preposition.is_some_and(|p| grammar.is_genitive(p)),
        _ => false,
    };
    let joins = |at: usize| {
        let joined = matches!(units.get(at).map(|placed| &placed.unit), Some(Unit::Coordination | Unit::Mark(',')));
        joined && complement(at + 1)
    };
    let behind = (index + 1..units.len()).find(|at| !complement(*at) && !joins(*at));
    let verb = behind.and_then(|at| units.get(at)).map(|placed| &placed.unit);
    matches!(verb, Some(Unit::Verb(group)) if group.finite.is_some())
        && matches!(units.get(index).map(|placed| &placed.unit), Some(Unit::Noun(phrase)) if phrase.preposition.is_none())
}

#[cfg(test)]
mod tests {
    use super::super::{Discourse, Resolver, Stand};
    use crate::article::{Article, Metadata};
    use crate::extract::document::Document;
    use crate::extract::phrases::{Unit, phrases};
    use crate::extract::tags::Tagger;
    use crate::extract::{dates, names};
    use crate::lexicon::Lexicon;

    /// The codes of whoever `phrase` stands for where it is met last in `text`, and how.
    fn stands(text: &str, phrase: &str) -> (Vec<String>, Option<Stand>) {
        let lexicon = Lexicon::builtin();
        let metadata = Metadata {
            language: Some("fr".to_owned()),
            published: Some("2023-06-15".parse().expect("a date")),
            ..Metadata::default()
        };
        let article = Article { key: "test".to_owned(), text: text.to_owned(), metadata, ..Article::default() };
        let document = Document::new(&article, lexicon);
        let found = names::spoken(&document, lexicon, &names::names(&document, lexicon));
        let dated = dates::dates(&document, article.metadata.published.as_ref(), lexicon);
        let ranges: Vec<_> = dated.iter().map(|date| date.tokens.clone()).collect();
        let grammar = &lexicon.language("fr").expect("French").grammar;
        let tagger = Tagger { document: &document, grammar, lexicon: lexicon.names(), names: &found, dates: &ranges };
        let resolver = Resolver { document: &document, grammar, lexicon: lexicon.names(), names: &found };
        let mut discourse = Discourse::default();
        let mut last = None;
        for sentence in &document.sentences {
            let units = phrases(&tagger.tag(&sentence.tokens), grammar);
            let standings = resolver.resolve(&units, &mut discourse);
            for (placed, standing) in units.iter().zip(standings) {
                if matches!(placed.unit, Unit::Noun(_)) && document.surface(&placed.tokens) == phrase {
                    last = Some(standing);
                }
            }
        }
        let standing = last.unwrap_or_else(|| panic!("no phrase «{phrase}» in «{text}»"));
        let stand = standing.as_ref().map(|standing| standing.stand);
        (standing.into_iter().flat_map(|standing| standing.actors).map(|actor| actor.code).collect(), stand)
    }

    #[track_caller]
    fn assert_stands(text: &str, phrase: &str, codes: &[&str]) {
        assert_eq!(stands(text, phrase).0, codes, "«{phrase}» in «{text}»");
    }

    #[test]
    fn descriptions_and_echoes() {
        assert_stands("Rabat a réagi. Le royaume chérifien proteste.", "Le royaume chérifien", &["MAR"]);
        assert_stands("Le président du Faso a parlé.", "du Faso", &["BFA"]);
        assert_stands("La Corée du Nord a tiré. Séoul veut que le Nord paie.", "le Nord", &["PRK"]);
        assert_stands("Le train va vers le Nord.", "vers le Nord", &[]);
        assert_stands("Taïwan se défend. L’île achète des armes.", "L’île", &["TWN"]);
        assert_stands(
            "Paris a rappelé ses soldats. L’ancienne puissance coloniale s’en va.",
            "L’ancienne puissance coloniale",
            &["FRA"],
        );
    }

    #[test]
    fn capitals_and_places_that_act() {
        assert_stands("Bruxelles a sanctionné Moscou.", "Bruxelles", &["EU"]);
        assert_stands("La Belgique hésite. Bruxelles a sanctionné Moscou.", "Bruxelles", &["BEL"]);
        assert_stands("L’Europe condamne ce tir.", "L’Europe", &["EU"]);
        assert_stands("Les dirigeants européens protestent.", "Les dirigeants européens", &["EU"]);
        assert_stands("Sept pays européens protestent.", "Sept pays européens", &[]);
        assert_stands("Il parle de l’accord de Paris.", "de l’accord", &[]);
        assert_stands("Il parle de l’accord de Paris.", "de Paris", &[]);
        assert_eq!(stands("Les Américains frappent.", "Les Américains").1, Some(Stand::Actor));
        assert_eq!(stands("Une Américaine parle.", "Une Américaine").1, Some(Stand::Owned));
    }

    #[test]
    fn persons_stand_for_whom_they_represent() {
        let text = "Le représentant spécial du secrétaire général des Nations unies pour l’Afrique de l’Ouest et le Sahel, Mahamat Saleh Annadif, est arrivé. Annadif a parlé.";
        assert_stands(text, "Mahamat Saleh Annadif", &["UN"]);
        assert_stands(text, "Annadif", &["UN"]);
        assert_stands("L’ambassadeur du Mali auprès de l’ONU, Zorgou Diarra, a parlé.", "Zorgou Diarra", &["MLI"]);
        let text = "Le Mali avance. Bamako décide. Le ministre de la Défense, Zorgou Camara, est là. M. Camara écoute.";
        assert_stands(text, "Camara", &["MLI"]);
    }

    #[test]
    fn bodies_of_the_state_an_article_is_about() {
        let text = "Le Niger et Niamey. Les Nigériens attendent. Le gouvernement accuse la France.";
        assert_stands(text, "Le gouvernement", &["NER"]);
        assert_stands("Le Niger et Niamey. La France parle au gouvernement.", "au gouvernement", &["NER"]);
        assert_stands("Le Niger et Niamey. La colère du gouvernement monte.", "La colère", &["NER"]);
        assert_stands("Le Niger et Niamey. Le gouvernement local recule.", "Le gouvernement local", &[]);
        assert_stands("Le Niger reçoit l’ambassadeur de Chine. L’ambassadeur a souri.", "L’ambassadeur", &["CHN"]);
        assert_stands(
            "Emmanuel Macron est là. Le Mali et le Tchad aussi. Le chef de l’État parle.",
            "Le chef de l’État",
            &["FRA"],
        );
    }

    #[test]
    fn what_refers_back() {
        let text = "Le Mali accuse la France. Le pays dénonce un complot.";
        assert_stands(text, "Le pays", &["MLI"]);
        assert_stands(
            "Les relations entre la France et le Mali se gâtent, le pays d’Afrique de l’Ouest accusant Paris.",
            "le pays",
            &["MLI"],
        );
        assert_stands("Le Mali et la France discutent. Les deux pays ont rompu.", "Les deux pays", &["MLI", "FRA"]);
        assert_stands("Le Mali et le Niger ont quitté l’alliance. Ces pays protestent.", "Ces pays", &["MLI", "NER"]);
        assert_stands(
            "Les ministres de la Cédéao ont sanctionné le Niger. Ceux-ci ont averti Paris.",
            "Ceux-ci",
            &["ECOWAS"],
        );
        assert_stands(
            "L’Ukraine se bat. Gaza brûle. Les soldats ukrainiens tiennent l’est du pays.",
            "du pays",
            &["UKR"],
        );
        assert_stands("Bamako a reçu Moscou. Nos deux pays coopèrent.", "Nos deux pays", &["MLI", "RUS"]);
        assert_stands("Bamako et Moscou se parlent. L’hôte du président malien a souri.", "L’hôte", &["RUS"]);
        assert_stands("Damas parle. Les marchés attendent et leurs soldats dorment.", "leurs soldats", &[]);
        assert_stands("Bamako a reçu Alger. Celle-ci a souri.", "Celle-ci", &["DZA"]);
        assert_stands("La France a déclaré que tous ses soldats avaient quitté le Mali.", "tous ses soldats", &["FRA"]);
        assert_stands("La Chine a parlé. L’accord est prêt. Elle attend.", "Elle", &["CHN"]);
        assert_stands("La Chine a parlé. La décision est prise. Elle étonne.", "Elle", &[]);
        assert_stands("Alger a parlé. Il faut attendre.", "Il", &[]);
        assert_stands("« Nous ne céderons pas », a déclaré le Premier ministre malien.", "Nous", &["MLI"]);
    }

    #[test]
    fn armed_groups() {
        assert_stands("Les rebelles du M23 avancent. Les rebelles ont pris la ville.", "Les rebelles", &["M23"]);
        assert_stands("Des mercenaires russes sont là.", "Des mercenaires russes", &["ARMED GROUP"]);
        assert_stands("Les attaques djihadistes se multiplient.", "Les attaques djihadistes", &["ARMED GROUP"]);
        let attacks = stands("Les attaques djihadistes se multiplient.", "Les attaques djihadistes").1;
        assert_ne!(attacks, Some(Stand::Actor), "an attack is its author's, not its author");
        assert_stands("Les talibans ont signé.", "Les talibans", &["TALIBAN"]);
    }

    #[test]
    fn brackets_and_places_between() {
        assert_stands(
            "La force de maintien de la paix des Nations unies (Minusma) part.",
            "des Nations unies (Minusma)",
            &["MINUSMA"],
        );
        assert_stands(
            "La Communauté économique des États de l’Afrique de l’Ouest (Cédéao), qui a réagi, proteste.",
            "La Communauté économique des États de l’Afrique de l’Ouest (Cédéao)",
            &["ECOWAS"],
        );
        let text = "Ils opèrent dans la zone frontalière entre le Mali et le Niger.";
        assert_eq!(stands(text, "entre le Mali").1, Some(Stand::Place));
        assert_stands("Un allié de Paris a parlé.", "Un allié", &[]);
        assert_stands(
            "Les gouvernements malien, nigérien et burkinabè sont là.",
            "Les gouvernements malien, nigérien et burkinabè",
            &["MLI", "NER", "BFA"],
        );
    }
}
