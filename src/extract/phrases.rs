//! Tags to phrases: noun phrases with their preposition, verb groups, and what separates them.

use super::tags::{Tag, Tagged};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Determiner, Governor, Grammar, NounId, PrepId, VerbId};
use std::ops::Range;

/// A noun phrase, flat: its complements are phrases of their own.
#[derive(Debug, Clone, Default)]
pub struct NounPhrase {
    /// Its tokens, without the preposition.
    pub tokens: Range<usize>,
    /// The preposition before it.
    pub preposition: Option<PrepId>,
    /// Its determiner.
    pub determiner: Option<Determiner>,
    /// Its nouns, the head first: number, plural, token.
    pub nouns: Vec<(NounId, bool, usize)>,
    /// The names in it, by number, with their tokens.
    pub names: Vec<(usize, Range<usize>)>,
    /// The tokens that are demonyms.
    pub demonyms: Vec<usize>,
    /// Listed adjectives: number, token.
    pub adjectives: Vec<(u32, usize)>,
    /// A number word or figure in it, as a token.
    pub number: Option<usize>,
    /// It stands for a pronoun subject: plural or not.
    pub pronoun: Option<bool>,
}

impl NounPhrase {
    /// Its head noun.
    pub fn head(&self) -> Option<NounId> {
        self.nouns.first().map(|(noun, ..)| *noun)
    }
}

/// A verb with the words around it that change its sense.
#[expect(clippy::struct_excessive_bools, reason = "independent features of a verb group")]
#[derive(Debug, Clone)]
pub struct VerbGroup {
    /// The verb.
    pub verb: VerbId,
    /// The token of its main form.
    pub token: usize,
    /// Its tokens, auxiliaries included.
    pub tokens: Range<usize>,
    /// The form of the main verb.
    pub form: Tense,
    /// The tense of the finite verb that carries it, if one does.
    pub finite: Option<Tense>,
    /// Passive: `a été accusé`, `accusé par`.
    pub passive: bool,
    /// Pronominal: `s’est rendu`.
    pub reflexive: bool,
    /// The token that negates it.
    pub negation: Option<usize>,
    /// Verbs that govern it in the same group, outermost first.
    pub governors: Vec<(Governor, usize)>,
    /// An infinitive or participle in -ant without a finite verb in the group.
    pub bare: bool,
    /// What introduces a bare form: `pour`, `en`, `de`.
    pub link: Option<PrepId>,
    /// The subject pronoun in the group (`a-t-il`), plural or not.
    pub pronoun: Option<bool>,
    /// It carries no more than a tense: `être`, `avoir` alone.
    pub copula: bool,
    /// A pronoun before it stands for its object: `l’a accusé`, `lui a demandé`.
    pub clitic: bool,
    /// The auxiliary that carries it (`être` of `est brouillé`), and its token.
    pub auxiliary: Option<(VerbId, usize)>,
}

impl VerbGroup {
    /// A participle that says something of a noun: `livrés à Kiev`, but not `ayant livré`, `d’avoir livré`.
    pub fn qualifies(&self) -> bool {
        self.bare && self.form == Tense::Participle && self.auxiliary.is_none()
    }
}

/// One piece of a sentence.
#[derive(Debug, Clone)]
pub enum Unit {
    /// A noun phrase.
    Noun(NounPhrase),
    /// A verb group.
    Verb(VerbGroup),
    /// A predicate adjective: number, token.
    Adjective(u32, usize),
    /// A date, by number.
    Date(usize),
    /// `et`, `mais`
    Coordination,
    /// `que`, `alors que`
    Subordination,
    /// `qui`, `dont`
    Relative(usize),
    /// A mark that separates.
    Mark(char),
    /// Anything else.
    Other,
}

/// A unit and its tokens.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The unit.
    pub unit: Unit,
    /// Its tokens, a preposition included.
    pub tokens: Range<usize>,
}

/// Builds phrases from the tags of one sentence.
pub fn phrases(tags: &[Tagged], grammar: &Grammar) -> Vec<Placed> {
    let mut builder = Builder { tags, grammar, units: Vec::with_capacity(tags.len()) };
    let mut at = 0;
    while at < tags.len() {
        at = builder.step(at).max(at + 1);
    }
    builder.units
}

/// A bracket of more tags than this is a clause of its own.
const BRACKET: usize = 9;

struct Builder<'a> {
    tags: &'a [Tagged],
    grammar: &'a Grammar,
    units: Vec<Placed>,
}

impl Builder<'_> {
    fn tag(&self, at: usize) -> Option<Tag> {
        self.tags.get(at).map(|tagged| tagged.tag)
    }

    fn tokens(&self, range: Range<usize>) -> Range<usize> {
        let start = self.tags.get(range.start).map_or(0, |t| t.tokens.start);
        let end = range.end.checked_sub(1).and_then(|last| self.tags.get(last)).map_or(start, |t| t.tokens.end);
        start..end
    }

    fn push(&mut self, unit: Unit, range: Range<usize>) {
        let tokens = self.tokens(range);
        self.units.push(Placed { unit, tokens });
    }

    /// Reads one unit from `at`; returns where the next begins.
    fn step(&mut self, at: usize) -> usize {
        let Some(tag) = self.tag(at) else { return at + 1 };
        match tag {
            Tag::Preposition(preposition, _) => self.preposition(at, preposition),
            Tag::Determiner(_) | Tag::Noun(..) | Tag::Name(_) | Tag::Demonym | Tag::Number | Tag::Word => {
                self.noun_phrase(at, at, None)
            }
            Tag::Adjective(adjective) => {
                let before_noun = matches!(self.tag(at + 1), Some(Tag::Noun(..) | Tag::Name(_)));
                if before_noun {
                    return self.noun_phrase(at, at, None);
                }
                self.push(Unit::Adjective(adjective, self.tokens(at..at + 1).start), at..at + 1);
                at + 1
            }
            Tag::Verb(_) | Tag::NegationBefore | Tag::Reflexive | Tag::Clitic => self.verb_group(at, at, None),
            Tag::Pronoun(plural) => {
                let phrase =
                    NounPhrase { tokens: self.tokens(at..at + 1), pronoun: Some(plural), ..NounPhrase::default() };
                self.push(Unit::Noun(phrase), at..at + 1);
                at + 1
            }
            Tag::Impersonal => {
                let phrase = NounPhrase { tokens: self.tokens(at..at + 1), ..NounPhrase::default() };
                self.push(Unit::Noun(phrase), at..at + 1);
                at + 1
            }
            Tag::Date(date) => self.single(Unit::Date(date), at),
            Tag::Coordination => self.single(Unit::Coordination, at),
            Tag::Subordination => self.single(Unit::Subordination, at),
            Tag::Relative => {
                let token = self.tokens(at..at + 1).start;
                self.single(Unit::Relative(token), at)
            }
            Tag::Mark(mark) => {
                let end = if mark == '(' { self.bracket(at) } else { None };
                end.unwrap_or_else(|| self.single(Unit::Mark(mark), at))
            }
            Tag::Negation | Tag::Adverb => self.single(Unit::Other, at),
        }
    }

    fn single(&mut self, unit: Unit, at: usize) -> usize {
        self.push(unit, at..at + 1);
        at + 1
    }

    /// A preposition and what it governs: a noun phrase or a verb.
    fn preposition(&mut self, at: usize, preposition: PrepId) -> usize {
        let mut next = at + 1;
        while let Some(tag) = self.tag(next).filter(|_| next < at + 3) {
            match tag {
                // `avec d’autres pays`: the second one is an article.
                Tag::Preposition(second, _) if self.grammar.is_genitive(second) => {}
                // `jusqu’à`, `dès avant`: the last preposition counts.
                Tag::Preposition(..) => return self.step_after_single(at),
                Tag::Adverb => {}
                _ => break,
            }
            next += 1;
        }
        // `selon lui`, `contre elle`: no verb follows.
        let alone = !matches!(self.tag(next + 1), Some(Tag::Verb(_) | Tag::Clitic | Tag::Reflexive));
        match self.tag(next) {
            Some(Tag::Pronoun(plural)) => self.pronoun(at, next, preposition, plural),
            Some(Tag::Clitic) if alone => self.pronoun(at, next, preposition, false),
            Some(Tag::Verb(_) | Tag::Reflexive | Tag::Clitic | Tag::NegationBefore | Tag::Negation) => {
                self.verb_group(at, next, Some(preposition))
            }
            Some(
                Tag::Determiner(_)
                | Tag::Noun(..)
                | Tag::Name(_)
                | Tag::Demonym
                | Tag::Number
                | Tag::Word
                | Tag::Adjective(_),
            ) => self.noun_phrase(at, next, Some(preposition)),
            _ => self.step_after_single(at),
        }
    }

    /// A pronoun behind a preposition.
    fn pronoun(&mut self, start: usize, at: usize, preposition: PrepId, plural: bool) -> usize {
        let tokens = self.tokens(at..at + 1);
        let phrase =
            NounPhrase { tokens, preposition: Some(preposition), pronoun: Some(plural), ..NounPhrase::default() };
        self.push(Unit::Noun(phrase), start..at + 1);
        at + 1
    }

    fn step_after_single(&mut self, at: usize) -> usize {
        self.single(Unit::Other, at)
    }

    /// Reads a noun phrase whose first word is at `from`; a preposition may stand before it, from `start`.
    fn noun_phrase(&mut self, start: usize, from: usize, preposition: Option<PrepId>) -> usize {
        let mut phrase = NounPhrase { preposition, ..NounPhrase::default() };
        // `du`, `au` hold the article.
        if from > start && matches!(self.tag(from - 1), Some(Tag::Preposition(_, true))) {
            phrase.determiner = Some(Determiner::Definite);
        }
        let mut at = from;
        while let Some(Tag::Determiner(determiner)) = self.tag(at) {
            let token = self.tokens(at..at + 1).start;
            // `tous ses soldats`, `tous les pays`: what follows the quantity says whose.
            if phrase.determiner == Some(Determiner::Indefinite) && determiner != Determiner::Indefinite {
                phrase.determiner = Some(determiner);
            } else if phrase.determiner.is_none() || determiner == Determiner::Indefinite {
                phrase.determiner.get_or_insert(determiner);
                // "les deux pays": the number word is listed with the articles.
                if at > from || determiner == Determiner::Indefinite {
                    phrase.number = Some(token);
                }
            }
            at += 1;
        }
        let body = at;
        while let Some(tag) = self.tag(at) {
            let token = self.tokens(at..at + 1);
            match tag {
                Tag::Noun(noun, plural) => phrase.nouns.push((noun, plural, token.start)),
                Tag::Name(name) => {
                    if !self.joins_name(&phrase, at, body) {
                        break;
                    }
                    phrase.names.push((name, token));
                }
                Tag::Demonym => phrase.demonyms.push(token.start),
                Tag::Adjective(adjective) => phrase.adjectives.push((adjective, token.start)),
                Tag::Number => phrase.number = Some(token.start),
                Tag::Word => {}
                // "soldats maliens et burkinabè"
                Tag::Coordination | Tag::Mark(',') if self.joins_demonyms(&phrase, at) => {}
                Tag::Adverb if matches!(self.tag(at + 1), Some(Tag::Adjective(_) | Tag::Demonym)) && at > body => {}
                _ => break,
            }
            at += 1;
        }
        if at == body {
            // A determiner before something that is no noun phrase.
            self.push(Unit::Other, start..at.max(start + 1));
            return at.max(start + 1);
        }
        phrase.tokens = self.tokens(from..at);
        self.push(Unit::Noun(phrase), start..at);
        at
    }

    /// Whether the name at `at` belongs to the phrase that is being read.
    fn joins_name(&self, phrase: &NounPhrase, at: usize, body: usize) -> bool {
        // `met en garde Washington`: a name behind a noun that has no article is a phrase of its own.
        let fixed = phrase.determiner.is_none()
            && !phrase.nouns.is_empty()
            && phrase.preposition.is_some_and(|preposition| !self.grammar.is_genitive(preposition));
        at == body
            || phrase.names.is_empty() && !fixed
            || self.tags.get(at).is_some_and(|tagged| tagged.tokens.start == self.tokens(at - 1..at).end)
    }

    /// Whether the comma or `et` at `at` joins two demonyms: `les armées malienne, nigérienne et burkinabè`.
    fn joins_demonyms(&self, phrase: &NounPhrase, at: usize) -> bool {
        let listed = self.tag(at) == Some(Tag::Coordination)
            || matches!(self.tag(at + 2), Some(Tag::Coordination | Tag::Mark(',')))
                && matches!(self.tag(at + 3), Some(Tag::Demonym));
        !phrase.demonyms.is_empty()
            && matches!(self.tag(at.wrapping_sub(1)), Some(Tag::Demonym))
            && matches!(self.tag(at + 1), Some(Tag::Demonym))
            && listed
    }

    /// A short bracket behind a noun phrase belongs to it: `la Communauté économique (Cédéao)`; returns what follows it.
    ///
    /// A name in it names the phrase, if nothing else does. Lists and clauses in brackets stand for themselves.
    fn bracket(&mut self, at: usize) -> Option<usize> {
        let close = (at + 2..at + BRACKET).find(|index| self.tag(*index) == Some(Tag::Mark(')')))?;
        let mut names = (at + 1..close).filter_map(|index| match self.tag(index) {
            Some(Tag::Name(name)) => Some((name, self.tokens(index..index + 1))),
            _ => None,
        });
        let (first, second) = (names.next(), names.next());
        let clause = (at + 1..close).any(|index| {
            matches!(self.tag(index), Some(Tag::Verb(_) | Tag::Relative | Tag::Subordination | Tag::Mark('(')))
        });
        let alone = close == at + 2;
        if clause || second.is_some() {
            return None;
        }
        let end = self.tokens(at..close + 1).end;
        let last = self.units.last_mut()?;
        let Unit::Noun(phrase) = &mut last.unit else { return None };
        // `la mission de l’ONU au Mali (Minusma)`: no name of the place.
        let place = phrase.preposition.is_some_and(|p| self.grammar.same_place(p, p)) && !phrase.names.is_empty();
        match first {
            Some(_) if alone && place => return None,
            Some(name) if alone => phrase.names.push(name),
            Some(_) if phrase.names.is_empty() => return None,
            _ => {}
        }
        last.tokens.end = end;
        Some(close + 1)
    }

    /// Reads a verb group from `from`; a preposition may stand before it, from `start`.
    ///
    /// Each lexical verb of the chain becomes a unit of its own, with what governs it.
    fn verb_group(&mut self, start: usize, from: usize, link: Option<PrepId>) -> usize {
        let mut state = Chain { link, first: self.tokens(start..start + 1).start, ..Chain::default() };
        let mut at = from;
        while let Some(tag) = self.tag(at) {
            match tag {
                Tag::NegationBefore => state.ne = Some(self.tokens(at..at + 1).start),
                Tag::Negation if state.ne.is_some() || state.link.is_some() => {
                    state.negated = state.ne.or(Some(self.tokens(at..at + 1).start));
                }
                Tag::Reflexive => state.reflexive = true,
                Tag::Clitic => state.clitic = true,
                Tag::Adverb => {}
                // `a fermement et publiquement condamné`
                Tag::Coordination
                    if state.open
                        && self.tag(at - 1) == Some(Tag::Adverb)
                        && self.tag(at + 1) == Some(Tag::Adverb)
                        && self.resumes(at + 1) => {}
                Tag::Date(_) if state.open && self.resumes(at + 1) => self.units_for_date(at),
                Tag::Mark(',') if state.open => {
                    // An aside between commas inside a compound tense.
                    let Some(close) = self.aside(at) else { break };
                    at = close;
                }
                Tag::Pronoun(plural) if state.after_verb && self.is_hyphened(at) => state.pronoun = Some(plural),
                Tag::Impersonal if state.after_verb && self.is_hyphened(at) => {}
                Tag::Preposition(..) if state.after_verb && self.governs_infinitive(at, &state) => {}
                Tag::Verb(form) => {
                    let fits = !state.started || state.open || form.tense == Tense::Infinitive;
                    if !fits {
                        break;
                    }
                    self.verb(&mut state, at, form);
                }
                _ => break,
            }
            at += 1;
        }
        let end = at.max(start + 1);
        if let Some(group) = state.pending.take() {
            self.place(group);
        } else if !state.started {
            self.push(Unit::Other, start..end);
        }
        end
    }

    /// The place of the comma that closes an aside opened at `at`, if a participle or infinitive follows it.
    fn aside(&self, at: usize) -> Option<usize> {
        let close = (at + 2..at + 9).find(|index| self.tag(*index) == Some(Tag::Mark(',')))?;
        let clause = (at + 1..close).any(|index| matches!(self.tag(index), Some(Tag::Verb(_))));
        let Some(Tag::Verb(form)) = self.tag(close + 1) else { return None };
        (!clause && matches!(form.tense, Tense::Participle | Tense::Infinitive)).then_some(close)
    }

    fn resumes(&self, at: usize) -> bool {
        let rest =
            (at..at + 3).filter_map(|index| self.tag(index)).find(|tag| !matches!(tag, Tag::Adverb | Tag::Negation));
        matches!(rest, Some(Tag::Verb(form)) if matches!(form.tense, Tense::Participle | Tense::Infinitive))
    }

    fn units_for_date(&mut self, at: usize) {
        if let Some(Tag::Date(date)) = self.tag(at) {
            self.push(Unit::Date(date), at..at + 1);
        }
    }

    fn is_hyphened(&self, at: usize) -> bool {
        // The tag before a clitic subject ends where it begins but for the hyphen.
        at > 0
            && self.tags.get(at).is_some_and(|t| self.tags.get(at - 1).is_some_and(|p| p.tokens.end == t.tokens.start))
            && matches!(self.tag(at - 1), Some(Tag::Verb(_) | Tag::Clitic))
    }

    /// Whether the preposition at `at` only links a governing verb to its infinitive (`décide de rompre`).
    fn governs_infinitive(&self, at: usize, state: &Chain) -> bool {
        let governing = state.pending.as_ref().is_some_and(|group| self.grammar.governor(group.verb).is_some());
        let infinitive = (at + 1..at + 4).filter_map(|index| self.tag(index)).find(|tag| {
            !matches!(tag, Tag::Adverb | Tag::Negation | Tag::NegationBefore | Tag::Clitic | Tag::Reflexive)
        });
        governing && matches!(infinitive, Some(Tag::Verb(form)) if form.tense == Tense::Infinitive)
    }

    fn verb(&mut self, state: &mut Chain, at: usize, form: crate::lexicon::grammar::VerbForm) {
        let token = self.tokens(at..at + 1).start;
        let grammar = self.grammar;
        let auxiliary = grammar.is_having(form.verb) || grammar.is_being(form.verb);
        let previous = state.pending.take();
        let mut group = VerbGroup {
            verb: form.verb,
            token,
            tokens: state.first..token + 1,
            form: form.tense,
            finite: form.tense.is_finite().then_some(form.tense),
            passive: false,
            reflexive: state.reflexive,
            negation: state.negated.or(state.ne),
            governors: Vec::new(),
            bare: !form.tense.is_finite(),
            link: state.link,
            pronoun: state.pronoun,
            copula: auxiliary,
            clitic: state.clitic,
            auxiliary: None,
        };
        if let Some(previous) = previous {
            group.finite = previous.finite.or(group.finite);
            group.bare = previous.bare && group.finite.is_none();
            group.governors.clone_from(&previous.governors);
            let auxiliary_before = previous.copula;
            if auxiliary_before && form.tense == Tense::Participle {
                // `est accusé` is passive, `est arrivé` is not; `a été accusé` has been passive since `été`.
                let being = grammar.is_being(previous.verb);
                group.passive =
                    being && !state.reflexive && !grammar.is_being(form.verb) && !grammar.takes_being(form.verb);
                group.copula = auxiliary;
                group.auxiliary = Some((previous.verb, previous.token));
                let perfect = grammar.is_having(previous.verb) || being && grammar.takes_being(form.verb);
                if perfect && group.finite == Some(Tense::Present) {
                    group.finite = Some(Tense::Past);
                }
            } else if form.tense == Tense::Infinitive {
                if let Some(governor) = grammar.governor(previous.verb) {
                    group.governors.push((governor, previous.token));
                    if previous.negation.is_some() && state.negated.is_some() {
                        group.negation = previous.negation;
                    }
                }
                if grammar.is_going(previous.verb) && previous.finite == Some(Tense::Present) {
                    group.finite = Some(Tense::Future);
                }
                if !previous.copula {
                    self.place(previous);
                }
                state.reflexive = false;
            } else {
                self.place(previous);
            }
        }
        state.started = true;
        state.open = auxiliary || grammar.is_going(form.verb) || grammar.governor(form.verb).is_some();
        state.after_verb = true;
        state.pending = Some(group);
    }

    fn place(&mut self, group: VerbGroup) {
        let tokens = group.tokens.clone();
        self.units.push(Placed { unit: Unit::Verb(group), tokens });
    }
}

/// What has been read of a verb group so far.
#[expect(clippy::struct_excessive_bools, reason = "independent features of a verb group")]
#[derive(Default)]
struct Chain {
    link: Option<PrepId>,
    first: usize,
    ne: Option<usize>,
    negated: Option<usize>,
    reflexive: bool,
    clitic: bool,
    pronoun: Option<bool>,
    pending: Option<VerbGroup>,
    started: bool,
    /// The last verb can carry another one.
    open: bool,
    after_verb: bool,
}
