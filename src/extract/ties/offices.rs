//! Who holds which office: named beside the person, said of them by a verb, or known of a person the article names.

use super::{TieReader, join};
use crate::extract::document::{Document, Name};
use crate::extract::phrases::{NounPhrase, Unit};
use crate::extraction::{MentionType, Reading, Tie, TieKind};
use crate::lexicon::Names;
use crate::lexicon::grammar::{Determiner, NounId};
use crate::lexicon::names::Office;
use crate::text::tokens::Token;
use crate::text::{Edtf, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// An office as a phrase words it.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its words: `ministre des Affaires étrangères`.
    words: String,
    /// What lexicons call it, where that differs: `président` of `chef de l’État`.
    known_as: Vec<String>,
    /// The state or organisation it belongs to.
    owner: Option<String>,
    /// Whether it is the office of someone named before: `son homologue`.
    same: bool,
    /// Whether several hold it: `les présidents A et B`.
    plural: bool,
    /// Whose it always is.
    of: Option<String>,
    /// Whether, named alone, it is one of the country spoken of.
    national: bool,
    /// Its PLOVER sector.
    sector: Option<String>,
    /// Its tokens.
    tokens: Range<usize>,
}

/// How many phrases an office runs on for: `le porte-parole | du ministère | des Affaires étrangères | du Mali`.
const PHRASES: usize = 5;
/// PLOVER's sector of parliaments.
const LEGISLATIVE: &str = "LEG";

impl TieReader<'_> {
    /// The offices of the persons named in the phrase at `index`.
    pub(super) fn offices(&self, index: usize, phrase: &NounPhrase, ties: &mut Vec<Tie>) {
        for (number, tokens) in &phrase.names {
            let Some(person) = self.person(*number) else { continue };
            let listed = matches!(self.unit(index + 1), Some(Unit::Coordination | Unit::Mark(',')))
                && self.clauses.noun(index + 2).is_some_and(|phrase| self.names_person(phrase));
            let beside = [
                self.office_at(index, Some(tokens.start)).filter(|held| !held.plural || listed),
                self.office_before(index, phrase, tokens.start),
                self.office_behind(index, tokens.end),
                self.office_said(index),
                self.headship(index),
            ];
            let found: Vec<Held> = beside.into_iter().flatten().collect();
            // `le chef jihadiste Iyad Ag Ghaly, leader du GSIM`: the words that say whose office it is come first.
            let said = found.iter().find(|held| held.owner.is_some() && !held.plural).cloned();
            let owned = |held: Held| self.owner(&held, person).map(|object| (held, object));
            let Some((held, object)) = said.and_then(owned).or_else(|| found.into_iter().find_map(owned)) else {
                continue;
            };
            let evidence = self.document.span(&held.tokens).cover(&self.document.span(tokens));
            let office = if held.same { self.office_of_other(person, &object, ties) } else { Some(held.words) };
            ties.push(Tie {
                kind: TieKind::HoldsOffice,
                subject: full_name(self.document, self.resolver.names, person),
                object,
                office,
                date: None,
                evidence,
                rule: "tie.holds_office.apposition".to_owned(),
            });
        }
    }

    /// Definite phrases that name an office and no person: `le président français`.
    pub fn unnamed(&self) -> Vec<Held> {
        let phrases = (0..self.clauses.units.len()).filter_map(|at| Some((at, self.clauses.noun(at)?)));
        let definite = phrases.filter(|(_, phrase)| matches!(phrase.determiner, None | Some(Determiner::Definite)));
        definite.filter_map(|(at, _)| self.office_at(at, None).filter(|held| !held.same && !held.plural)).collect()
    }

    fn person(&self, number: usize) -> Option<&Name> {
        self.name(number).filter(|name| name.kind == MentionType::Person)
    }

    fn names_person(&self, phrase: &NounPhrase) -> bool {
        phrase.names.iter().any(|(number, _)| self.person(*number).is_some())
    }

    /// Whose the office is: as its words say, or as is known of the person.
    fn owner(&self, held: &Held, person: &Name) -> Option<String> {
        let known = self.resolver.lexicon.person_offices(&person.code);
        let fitting = || {
            let published = self.document.article.metadata.published.as_ref();
            let held_then = known.iter().filter(|office| published.is_none_or(|now| holds(office, now)));
            held_then.filter(|office| fits(office, held)).find_map(|office| office.of.clone())
        };
        // Members of a parliament are their country's, whatever their party.
        let party =
            |code: &String| held.sector.as_deref() == Some(LEGISLATIVE) && self.resolver.lexicon.state(code).is_none();
        if let Some(of) = &held.of {
            return Some(of.clone());
        }
        let said = held.owner.clone().filter(|code| !held.plural && !party(code));
        // `De son homologue américain, Emmanuel Macron a dit …`: another country's than that of whom all know.
        let other = said.as_ref().filter(|code| !known.is_empty() && self.resolver.lexicon.state(code).is_some());
        if other.is_some_and(|code| person.country.as_ref().is_some_and(|own| own != code)) {
            return None;
        }
        let owner = said.or_else(fitting).or_else(|| person.country.clone());
        owner.or_else(|| self.home().filter(|_| held.national)).filter(|code| !code.is_empty())
    }

    /// The country that the article names most often, with its people: whose officers it names without saying so.
    fn home(&self) -> Option<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in self.resolver.names {
            let code = name.country.as_deref().or(name.actor.as_deref());
            if let Some(state) = code.and_then(|code| self.resolver.lexicon.state(code)) {
                *counts.entry(&*state.code).or_default() += 1;
            }
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(code, _)| code.to_owned())
    }

    /// What `son homologue` holds: the known office, or that of the person before.
    fn office_of_other(&self, person: &Name, object: &str, ties: &[Tie]) -> Option<String> {
        let known = self.resolver.lexicon.person_offices(&person.code);
        let known =
            known.iter().find(|office| office.of.as_deref() == Some(object)).map(|office| office.office.clone());
        known.or_else(|| ties.iter().rev().find_map(|tie| tie.office.clone()))
    }

    /// The office in the phrase at `index` (before token `limit`): its wording, whose it is, its tokens.
    fn office_at(&self, index: usize, limit: Option<usize>) -> Option<Held> {
        let phrase = self.clauses.noun(index)?;
        let before = |token: usize| limit.is_none_or(|limit| token < limit);
        let (noun, plural, start) = *phrase.nouns.iter().find(|(noun, _, at)| self.is_office(*noun) && before(*at))?;
        if self.is_former(phrase, start) {
            return None;
        }
        let mut end = limit.unwrap_or(phrase.tokens.end).min(phrase.tokens.end);
        let mut owner = self.owner_in(phrase, start..end);
        let mut at = index;
        let mut own = limit.is_none() && !self.names_person(phrase);
        while own && at < index + PHRASES {
            // `président | en exercice | de la Cédéao`
            let aside = self.clauses.noun(at + 1).is_some_and(|phrase| {
                phrase.preposition.is_some() && phrase.determiner.is_none() && phrase.names.is_empty()
            });
            let complement = |at| self.resolver.complement(self.clauses.units, at);
            let Some(next) = complement(at).or_else(|| complement(at + 1).filter(|_| aside)) else { break };
            let complement = self.clauses.noun(next)?;
            let person = complement.names.iter().find(|(number, _)| self.person(*number).is_some());
            // `des Affaires étrangères Abdoulaye Diop`
            let stop = person.map_or(complement.tokens.end, |(_, tokens)| tokens.start);
            owner = owner.or_else(|| self.owner_in(complement, complement.tokens.start..stop));
            // `président du Mali`: the state is the owner, no part of the office.
            let state_only = complement.head().is_none() && complement.names.len() == 1;
            if !state_only {
                end = stop;
            }
            own = person.is_none();
            at = next;
        }
        if owner.is_none() && matches!(phrase.determiner, Some(Determiner::HisHer | Determiner::Their)) {
            owner = self.employer(noun, index);
        }
        let words = (start..end).filter(|token| !phrase.demonyms.contains(token));
        let words: Vec<&Token> = words.filter_map(|at| self.document.tokens.get(at)).collect();
        Some(Held {
            words: join(&words, self.text()),
            known_as: self.ties.known_as(noun).to_vec(),
            owner,
            same: self.ties.is_same(noun),
            plural,
            of: self.ties.always_of(noun).map(str::to_owned),
            national: self.is_national(noun),
            sector: self.sector(noun).map(str::to_owned),
            tokens: phrase.tokens.start..end.max(start + 1),
        })
    }

    fn text(&self) -> &str {
        &self.document.article.text
    }

    /// The state or organisation that the words of `phrase` within `range` name.
    fn owner_in(&self, phrase: &NounPhrase, range: Range<usize>) -> Option<String> {
        let inside = |tokens: &Range<usize>| range.start <= tokens.start && tokens.end <= range.end;
        let names = phrase.names.iter().filter(|(_, tokens)| inside(tokens));
        let owner = names.filter_map(|(number, _)| self.name(*number)).find_map(|name| self.owner_named(name));
        owner.or_else(|| {
            let demonyms = self.resolver.demonyms(phrase, None);
            demonyms.iter().find(|actor| inside(&actor.tokens)).map(|actor| actor.code.clone())
        })
    }

    /// An office of a ministry or an army is the state's; of any other body, the body's.
    fn owner_named(&self, name: &Name) -> Option<String> {
        let of_state = || {
            let actor = name.actor.as_deref().or(name.country.as_deref())?;
            self.resolver.lexicon.state(actor).map(|state| state.code.to_string())
        };
        match name.kind {
            MentionType::State => of_state().or_else(|| Some(name.code.clone())),
            MentionType::Organization => {
                let serves = name.sector.as_deref().is_some_and(|sector| self.ties.serves_state(sector));
                if serves && name.actor.as_deref() != Some(name.code.as_str()) {
                    of_state().or_else(|| Some(name.code.clone()))
                } else {
                    // `la Commission de la Cédéao` acts for the Cédéao.
                    let larger = name.actor.clone().filter(|actor| self.resolver.lexicon.state(actor).is_none());
                    larger.or_else(|| Some(name.code.clone()))
                }
            }
            MentionType::ArmedGroup => Some(name.code.clone()),
            // `la maire de Paris`
            MentionType::Place => name.country.clone(),
            MentionType::Person => None,
        }
    }

    /// Whose office `son` or `leur` makes it: of the state that is the subject (`Ottawa a rappelé son ambassadeur`), of the
    /// body named before it, or of the one the sentence before was about.
    fn employer(&self, office: NounId, index: usize) -> Option<String> {
        let state = || {
            let served = self.sector(office).is_some_and(|sector| self.ties.serves_state(sector));
            let finite = |at: &usize| self.clauses.verb(*at).is_some_and(|group| !group.bare);
            let verb = self.clauses.governing_verb(index).or_else(|| (0..index).rev().find(finite));
            let subject = self.clauses.subject(verb.filter(|_| served)?)?;
            let standing = self.standings.get(subject).and_then(Option::as_ref)?;
            let [only] = standing.actors.as_slice() else { return None };
            self.resolver.lexicon.state(&only.code).map(|state| state.code.to_string())
        };
        let body = self.body_before(index);
        if self.ties.is_same(office) {
            return body.or(self.topic).and_then(|name| self.owner_named(name));
        }
        let national = self.is_national(office).then(state).flatten();
        national
            .or_else(|| body.and_then(|name| self.owner_named(name)))
            .or_else(state)
            .or_else(|| self.topic.and_then(|name| self.owner_named(name)))
    }

    /// The body named last before the phrase at `index`.
    fn body_before(&self, index: usize) -> Option<&Name> {
        let before =
            (0..index).rev().filter_map(|at| self.clauses.noun(at)).flat_map(|phrase| phrase.names.iter().rev());
        let body = |name: &&Name| matches!(name.kind, MentionType::Organization | MentionType::ArmedGroup);
        before.filter_map(|(number, _)| self.name(*number)).find(body)
    }

    fn is_office(&self, noun: NounId) -> bool {
        self.or_head(noun, |noun| self.ties.is_office(noun).then_some(())).is_some()
    }

    fn sector(&self, noun: NounId) -> Option<&str> {
        self.or_head(noun, |noun| self.ties.sector(noun))
    }

    /// What is known of the noun, or of its head: of the `ministre` in `ministre de la Défense`.
    fn or_head<T>(&self, noun: NounId, known: impl Fn(NounId) -> Option<T>) -> Option<T> {
        known(noun).or_else(|| known(self.grammar.noun_head(noun)?))
    }

    fn is_national(&self, noun: NounId) -> bool {
        self.or_head(noun, |noun| self.ties.is_national(noun).then_some(())).is_some()
    }

    /// Whether a word before the office says that it is held no longer: `l’ancien président`.
    fn is_former(&self, phrase: &NounPhrase, office: usize) -> bool {
        let words = self.document.tokens.get(phrase.tokens.start..office).unwrap_or_default();
        words.iter().any(|token| self.ties.is_former(token.lower))
    }

    /// `Le ministre algérien des Affaires étrangères, Ramtane Lamamra` and `le ministre malien … Abdoulaye Diop`.
    fn office_before(&self, index: usize, phrase: &NounPhrase, name: usize) -> Option<Held> {
        let genitive = |phrase: &NounPhrase| phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p));
        // `des Affaires étrangères Abdoulaye Diop`: the person stands at the end of the office's last words.
        let other = |names: &[(usize, Range<usize>)]| names.iter().any(|(_, tokens)| tokens.end <= name);
        // `l’ambassadeur américain | en Australie Arthur Culvahouse`
        let ends_office =
            phrase.preposition.is_some() && other(&phrase.names) || genitive(phrase) && !phrase.nouns.is_empty();
        let apposed = phrase.preposition.is_none();
        (ends_office || apposed).then_some(())?;
        let mut at = index;
        let mut list = false;
        if apposed {
            // `les présidents, Emmanuel Macron et Abdelmadjid Tebboune`
            at = self.row_start(index);
            list = at < index;
            // `les présidents Emmanuel Macron | et Abdelmadjid Tebboune`
            let first = self.clauses.noun(at).filter(|_| list).and_then(|phrase| phrase.names.first());
            let inner = first.and_then(|(_, tokens)| self.office_at(at, Some(tokens.start))).filter(|held| held.plural);
            if inner.is_some() {
                return inner;
            }
            if matches!(self.unit(at.checked_sub(1)?), Some(Unit::Mark(','))) {
                at -= 1;
            }
        }
        let limit = self.clauses.units.get(index).map_or(0, |placed| placed.tokens.end);
        // `le représentant du secrétaire général`: the first of them is meant.
        let mut office = None;
        for _ in 0..PHRASES {
            let Some(before) = at.checked_sub(1) else { break };
            at = before;
            if matches!(self.unit(at), Some(Unit::Coordination)) && office.is_none() {
                // `pour l’Afrique de l’Ouest et le Sahel`
                at = at.checked_sub(1)?;
            }
            let Some(phrase) = self.clauses.noun(at) else { break };
            if self.names_person(phrase) {
                let first = phrase.names.iter().find(|(number, _)| self.person(*number).is_some())?;
                return office.or_else(|| self.office_at(at, Some(first.1.start)).filter(|held| list && held.plural));
            }
            let found = self.office_at(at, None).filter(|held| held.tokens.end <= limit && (!list || held.plural));
            office = found.or(office);
            // `l’ambassadeur de France | au Mali, Joël Meyer`, `le conseiller | à la sécurité nationale, Ajit Doval`
            let place = phrase.head().is_none() && !phrase.names.is_empty();
            if !(genitive(phrase) || (place || phrase.preposition.is_some()) && office.is_none()) {
                break;
            }
        }
        office
    }

    /// `Abdoulaye Diop, ministre malien des Affaires étrangères,`
    fn office_behind(&self, index: usize, name_end: usize) -> Option<Held> {
        let ends = self.clauses.units.get(index).is_some_and(|placed| placed.tokens.end == name_end);
        let set_off = matches!(self.unit(index + 1), Some(Unit::Mark(',' | '(')));
        (ends && set_off).then_some(())?;
        // `Abdoulaye Diop, 60 ans, ministre`
        let age = matches!(self.unit(index + 3), Some(Unit::Mark(',')))
            && self.clauses.noun(index + 2).is_some_and(|phrase| phrase.number.is_some());
        let at = if age { index + 4 } else { index + 2 };
        let phrase = self.clauses.noun(at).filter(|phrase| phrase.preposition.is_none())?;
        if self.names_person(phrase) {
            return None;
        }
        let held = self.office_at(at, None).filter(|held| !held.plural)?;
        let end = (at + 1..self.clauses.units.len())
            .find(|next| self.clauses.noun(*next).is_none_or(|phrase| phrase.preposition.is_none()));
        let closed =
            end.and_then(|end| self.unit(end)).is_none_or(|unit| !matches!(unit, Unit::Verb(group) if !group.bare));
        closed.then_some(held)
    }

    /// The first of the persons who stand in a row up to `index`.
    fn row_start(&self, index: usize) -> usize {
        let mut at = index;
        while let Some(before) = at.checked_sub(2)
            && matches!(self.unit(at - 1), Some(Unit::Mark(',') | Unit::Coordination))
            && self.clauses.noun(before).is_some_and(|phrase| self.names_person(phrase))
        {
            at = before;
        }
        at
    }

    /// `sous la direction de Moussa Traoré`, `la Commission, présidée par Moussa Traoré`, `Moussa Traoré préside la
    /// Commission`.
    fn headship(&self, index: usize) -> Option<Held> {
        let start = self.row_start(index);
        let preposition = self.clauses.noun(start)?.preposition;
        let before = start.checked_sub(1);
        let (at, office, owner) = if preposition.is_some_and(|p| self.grammar.is_genitive(p)) {
            let phrase = self.clauses.noun(before?).filter(|phrase| phrase.preposition.is_some())?;
            let office = phrase.nouns.iter().find_map(|(noun, ..)| self.ties.head_by_noun(*noun))?;
            (before?, office, self.body_before(start).or(self.topic).and_then(|name| self.owner_named(name)))
        } else if preposition.is_some_and(|p| self.grammar.is_agent(p)) {
            let group = self.clauses.verb(before?).filter(|group| group.passive || group.qualifies())?;
            let office = self.ties.head_by_verb(group.verb)?;
            let said_of = if group.bare { self.participle_subject(before?) } else { self.clauses.subject(before?) };
            let phrase = self.clauses.noun(said_of?)?;
            (before?, office, self.owner_in(phrase, phrase.tokens.clone()))
        } else {
            let verb = self.clauses.verb_of_subject(start)?;
            let group = self.clauses.verb(verb).filter(|group| !group.passive && group.negation.is_none())?;
            let phrase = self.clauses.noun(self.clauses.object(verb)?)?;
            (verb, self.ties.head_by_verb(group.verb)?, self.owner_in(phrase, phrase.tokens.clone()))
        };
        Some(Held {
            words: office.to_owned(),
            known_as: Vec::new(),
            owner: Some(owner?),
            same: false,
            plural: false,
            of: None,
            national: false,
            sector: None,
            tokens: self.clauses.units.get(at)?.tokens.clone(),
        })
    }

    /// `Abdoulaye Diop est ministre`, `a été nommé ministre`.
    fn office_said(&self, index: usize) -> Option<Held> {
        let verb = self.clauses.verb_of_subject(index)?;
        let group = self.clauses.verb(verb)?;
        let says = group.negation.is_none() && self.ties.appoints(group.verb);
        let at = self.clauses.object(verb).filter(|_| says)?;
        let held = (at <= verb + 2).then(|| self.office_at(at, None)).flatten().filter(|held| !held.plural)?;
        // `est le meilleur président` is praise.
        let phrase = self.clauses.noun(at)?;
        let plain = phrase.nouns.first().is_some_and(|(_, _, token)| *token <= phrase.tokens.start + 1);
        plain.then_some(held)
    }
}

/// The person's name as the article gives it in full.
fn full_name(document: &Document<'_>, names: &[Name], person: &Name) -> String {
    let same = names.iter().filter(|name| name.kind == MentionType::Person && name.code == person.code);
    let full = same.filter(|name| name.reading == Reading::Name && name.tokens.len() > 1);
    let surfaces = full.map(|name| document.surface(&name.tokens));
    surfaces.max_by_key(|surface| surface.len()).map_or_else(|| person.code.clone(), str::to_owned)
}

/// Whether the office was held when the article appeared.
fn holds(office: &Office, published: &Edtf) -> bool {
    let day: String = published.as_str().chars().take(10).collect();
    let begun = office.from.as_deref().is_none_or(|from| from <= day.as_str());
    let over = office.to.as_deref().is_some_and(|to| !day.starts_with(to) && to < day.as_str());
    begun && !over
}

/// Whether the words can mean the known office.
fn fits(office: &Office, held: &Held) -> bool {
    let known = office.office.to_lowercase();
    let same = |name: &str| known == name || known.starts_with(&format!("{name} "));
    same(&held.words.to_lowercase()) || held.known_as.iter().any(|name| same(name))
}

/// Ties of persons whose office the article words apart from their names: `le président français`, and `Emmanuel Macron`
/// elsewhere. Only the one person named that held it then is meant.
pub fn apart(document: &Document<'_>, lexicon: &Names, names: &[Name], unnamed: &[Held]) -> Vec<Tie> {
    let Some(published) = document.article.metadata.published.as_ref() else { return Vec::new() };
    let persons = names.iter().filter(|name| name.kind == MentionType::Person);
    let mut ties: Vec<Tie> = Vec::new();
    let offices: Vec<(&Name, &Office)> = persons
        .flat_map(|name| lexicon.person_offices(&name.code).iter().map(move |office| (name, office)))
        .filter(|(_, office)| holds(office, published))
        .collect();
    for held in unnamed {
        let of = |office: &Office| held.owner.is_none() || held.owner == office.of;
        let fitting = offices.iter().filter(|(_, office)| of(office) && fits(office, held));
        // Where several can be meant, the one the article is about.
        let weight = |person: &Name| names.iter().filter(|name| name.code == person.code).count();
        let mut ranked: Vec<_> = fitting.map(|(person, office)| (weight(person), *person, *office)).collect();
        ranked.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
        ranked.dedup_by(|one, other| one.1.code == other.1.code);
        let Some((most, person, office)) = ranked.first() else { continue };
        let Some(object) = office.of.clone() else { continue };
        if ranked.get(1).is_some_and(|(next, ..)| next == most) {
            continue;
        }
        let evidence: Span = document.span(&held.tokens);
        ties.push(Tie {
            kind: TieKind::HoldsOffice,
            subject: full_name(document, names, person),
            object,
            office: Some(held.words.clone()),
            date: None,
            evidence,
            rule: "tie.holds_office.apart".to_owned(),
        });
    }
    ties
}
