//! What each word of a sentence is: closed classes, verbs, nouns, names and dates.
//!
//! The pack's lists give the possible readings; where a word can be noun or verb, its neighbours decide.

use super::document::{Document, Name};
use crate::lexicon::Names;
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Determiner, Function, Grammar, NounId, PrepId, VerbForm};
use crate::text::tokens::{Case, Token, TokenKind};
use std::ops::Range;

/// What a stretch of tokens is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tag {
    /// The name of this number.
    Name(usize),
    /// The date of this number.
    Date(usize),
    /// A determiner.
    Determiner(Determiner),
    /// A preposition; `true` if an article is in it (`au`).
    Preposition(PrepId, bool),
    /// A verb form.
    Verb(VerbForm),
    /// A noun; `true` if plural.
    Noun(NounId, bool),
    /// A word for someone or something of a state (`malien`), by the number of its folded word.
    Demonym,
    /// An adjective that the pack lists.
    Adjective(u32),
    /// A number in figures.
    Number,
    /// A subject pronoun; `true` if plural.
    Pronoun(bool),
    /// A subject pronoun for nobody named.
    Impersonal,
    /// A pronoun before its verb.
    Clitic,
    /// `se`
    Reflexive,
    /// `et`
    Coordination,
    /// `que`, `alors que`
    Subordination,
    /// `qui`, `dont`
    Relative,
    /// `ne`
    NegationBefore,
    /// `pas`
    Negation,
    /// An adverb.
    Adverb,
    /// A mark.
    Mark(char),
    /// Any other word.
    Word,
}

/// A tag and the tokens it covers.
#[derive(Debug, Clone)]
pub struct Tagged {
    /// What it is.
    pub tag: Tag,
    /// Its tokens.
    pub tokens: Range<usize>,
}

/// What the tagger reads.
pub struct Tagger<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its language's grammar.
    pub grammar: &'a Grammar,
    /// Names and demonyms.
    pub lexicon: &'a Names,
    /// The names of the document.
    pub names: &'a [Name],
    /// The dates of the document, as token ranges.
    pub dates: &'a [Range<usize>],
}

impl Tagger<'_> {
    /// Tags one sentence.
    pub fn tag(&self, sentence: &Range<usize>) -> Vec<Tagged> {
        let mut tags: Vec<Tagged> = Vec::with_capacity(sentence.len());
        let mut name = self.names.partition_point(|name| name.tokens.end <= sentence.start);
        let mut date = self.dates.partition_point(|date| date.end <= sentence.start);
        let mut at = sentence.start;
        let mut closing = None;
        while at < sentence.end {
            // `une "attaque" russe`, `M. Diop`: marks that separate nothing are passed over.
            let silent = self.closing_quote(at, sentence.end);
            if silent.is_some() || closing == Some(at) || self.is_abbreviated(at, sentence) {
                closing = silent.or(closing);
                at += 1;
                continue;
            }
            while self.names.get(name).is_some_and(|n| n.tokens.end <= at) {
                name += 1;
            }
            while self.dates.get(date).is_some_and(|d| d.end <= at) {
                date += 1;
            }
            let limit = |end: usize| end.min(sentence.end).max(at + 1);
            let (tag, end) = if let Some(found) = self.names.get(name).filter(|n| n.tokens.start <= at) {
                (Tag::Name(name), limit(found.tokens.end))
            } else if let Some(found) = self.dates.get(date).filter(|d| d.start <= at) {
                (Tag::Date(date), limit(found.end))
            } else {
                let (tag, length) = self.word(&tags, at, sentence.end);
                // A word group never swallows a name.
                let next = self.names.get(name).map_or(sentence.end, |n| n.tokens.start);
                (tag, limit((at + length).min(next.max(at + 1))))
            };
            tags.push(Tagged { tag, tokens: at..end });
            at = end;
        }
        tags
    }

    /// Where the quotation mark at `at` is closed, if it only sets off a few words of the sentence.
    fn closing_quote(&self, at: usize, end: usize) -> Option<usize> {
        let mark = |index: usize| match self.document.tokens.get(index)?.kind {
            TokenKind::Mark(mark) => Some(mark),
            _ => None,
        };
        let close = match mark(at)? {
            '"' => '"',
            '«' => '»',
            '“' => '”',
            _ => return None,
        };
        let reach = end.min(at + 6);
        let found = (at + 1..reach).find(|index| mark(*index).is_some()).filter(|index| mark(*index) == Some(close))?;
        let says = self.document.tokens.get(at + 1..found)?.iter().any(|token| {
            let forms = self.grammar.verb_forms(token);
            self.grammar.noun(std::slice::from_ref(token)).is_none() && forms.iter().any(|form| form.tense.is_finite())
        });
        (found > at + 1 && !says).then_some(found)
    }

    /// Whether the mark at `at` is the full stop of an abbreviation.
    fn is_abbreviated(&self, at: usize, sentence: &Range<usize>) -> bool {
        let tokens = &self.document.tokens;
        let before =
            || at.checked_sub(1).filter(|before| *before >= sentence.start).and_then(|before| tokens.get(before));
        at + 1 < sentence.end
            && tokens.get(at).is_some_and(|token| token.is_mark('.'))
            && before().is_some_and(|word| self.grammar.sentence_words().abbreviations.contains(&word.fold))
    }

    fn word(&self, before: &[Tagged], at: usize, end: usize) -> (Tag, usize) {
        let tokens = self.document.tokens.get(at..end).unwrap_or_default();
        let Some(token) = tokens.first() else { return (Tag::Word, 1) };
        match token.kind {
            TokenKind::Mark(mark) => return (Tag::Mark(mark), 1),
            TokenKind::Number => return (Tag::Number, 1),
            TokenKind::Word => {}
        }
        if let Some((length, function)) = self.grammar.compound(tokens)
            && !(matches!(function, Function::Pronoun(_))
                && self.is_only_noun(tokens.get(length..).unwrap_or_default()))
        {
            // `auprès du`, `face au` hold an article.
            let last = length.checked_sub(1).and_then(|last| self.grammar.function(tokens.get(last)?));
            return match (function, last) {
                (Function::Preposition(id), Some(Function::Contraction(_))) => (Tag::Preposition(id, true), length),
                _ => (tag_of(function), length),
            };
        }
        if let Some(function) = self.grammar.function(token) {
            return (self.closed(function, before, tokens), 1);
        }
        if let Some((length, _)) = self.lexicon.demonym_at(tokens, 0) {
            return (Tag::Demonym, length);
        }
        if let Some((length, _)) = self.lexicon.body_demonym_at(tokens, 0) {
            return (Tag::Demonym, length);
        }
        let noun = self.grammar.noun(tokens);
        let verb = self.verb(before, tokens);
        match (noun, verb) {
            (Some((length, noun, plural)), None) => (Tag::Noun(noun, plural), length),
            (Some((length, id, plural)), Some(form)) => {
                if length > 1 || self.reads_as_noun(before, tokens, form, plural) {
                    (Tag::Noun(id, plural), length)
                } else {
                    (Tag::Verb(form), 1)
                }
            }
            // `est prête à`: said of the subject, no verb of its own.
            (None, Some(form)) if form.tense.is_finite() && self.is_predicate(before, token) => {
                self.grammar.adjective(token).map_or((Tag::Word, 1), |adjective| (Tag::Adjective(adjective), 1))
            }
            (None, Some(form)) if Self::reads_as_verb(before, form) => (Tag::Verb(form), 1),
            _ => match self.grammar.adjective(token) {
                Some(adjective) => (Tag::Adjective(adjective), 1),
                None if self.ends_like_adverb(token) => (Tag::Adverb, 1),
                None => (Tag::Word, 1),
            },
        }
    }

    fn ends_like_adverb(&self, token: &Token) -> bool {
        let word = token.span().slice(&self.document.article.text).unwrap_or_default();
        token.case == Case::Lower && self.grammar.ends_like_adverb(word)
    }

    /// Whether a noun that is no verb form begins `tokens`: `ces derniers mois`, but `ces derniers ont`.
    fn is_only_noun(&self, tokens: &[Token]) -> bool {
        let verb = tokens.first().is_some_and(|token| !self.grammar.verb_forms(token).is_empty());
        !verb && self.grammar.noun(tokens).is_some()
    }

    /// Whether what follows a pronoun makes it one for nobody: `il faut`, `il n’y a`, `il s’agit`.
    fn is_void(&self, tokens: &[Token]) -> bool {
        let small = |token: &&Token| {
            matches!(
                self.grammar.function(token),
                Some(Function::NegationBefore | Function::Reflexive | Function::Clitic)
            ) && !self.grammar.voids_subject(token)
        };
        let mut rest = tokens.iter().skip(1).take(3);
        rest.find(|token| !small(token)).is_some_and(|token| self.grammar.voids_subject(token))
    }

    /// A word of a closed class; a few have two readings.
    fn closed(&self, function: Function, before: &[Tagged], tokens: &[Token]) -> Tag {
        let next = tokens.get(1);
        let next_verb = next.is_some_and(|token| {
            let speaks = speaks(before);
            let finite =
                self.grammar.verb_forms(token).iter().any(|form| form.tense.is_finite() && (speaks || !form.first));
            let auxiliary = self
                .grammar
                .verb_forms(token)
                .iter()
                .any(|form| self.grammar.is_having(form.verb) || self.grammar.is_being(form.verb));
            finite && (auxiliary || self.grammar.noun(tokens.get(1..).unwrap_or_default()).is_none())
        });
        // `l’est du pays`: a noun has a complement.
        let noun = self.grammar.noun(tokens.get(1..).unwrap_or_default()).is_some();
        let complement = tokens.get(2).and_then(|token| self.grammar.function(token)).is_some_and(|function| {
            matches!(function, Function::Preposition(p) | Function::Contraction(p) if self.grammar.is_genitive(p))
        });
        let next_verb = next_verb && !(noun && complement);
        let after_preposition = matches!(before.last().map(|t| t.tag), Some(Tag::Preposition(..)));
        match function {
            Function::Determiner(Determiner::Definite | Determiner::Their) if next_verb && !after_preposition => {
                let adjective =
                    next.is_some_and(|token| self.grammar.adjective(token).is_some() || token.is_capitalised());
                if adjective { tag_of(function) } else { Tag::Clitic }
            }
            // `des`: of the, unless it opens a noun phrase of its own.
            Function::Contraction(preposition) if tokens.first().is_some_and(|t| self.grammar.is_partitive(t)) => {
                let follows = matches!(
                    before.last().map(|t| t.tag),
                    Some(Tag::Noun(..) | Tag::Name(_) | Tag::Demonym | Tag::Adjective(_) | Tag::Word)
                );
                if follows { Tag::Preposition(preposition, true) } else { Tag::Determiner(Determiner::Indefinite) }
            }
            // `impose de nouvelles sanctions`: an article, where a verb is still without its object.
            Function::Preposition(preposition)
                if self.grammar.is_genitive(preposition)
                    && next.is_some_and(|token| self.grammar.is_fronted(token))
                    && self.awaits_object(before) =>
            {
                Tag::Determiner(Determiner::Indefinite)
            }
            // `en` before a verb is a pronoun, before a participle in -ant it stays.
            Function::Preposition(_)
                if next_verb && tokens.first().is_some_and(|t| self.grammar.is_pronoun_preposition(t)) =>
            {
                Tag::Clitic
            }
            Function::Subordination
                if matches!(before.last().map(|t| t.tag), Some(Tag::Noun(..) | Tag::Name(_) | Tag::Demonym))
                    && tokens.first().is_some_and(|t| t.end - t.start <= 3) =>
            {
                Tag::Relative
            }
            Function::Pronoun(false) if self.is_void(tokens) => Tag::Impersonal,
            // `ni` and the like join before they negate; `plus` and `point` are seldom negations without `ne`.
            Function::Negation if !has_negation(before) => Tag::Adverb,
            other => tag_of(other),
        }
    }

    /// Whether a verb in the active, and not a pronominal one, is what stands just before, over adverbs and dates.
    fn awaits_object(&self, before: &[Tagged]) -> bool {
        let skipped =
            |tag: &Tag| matches!(tag, Tag::Adverb | Tag::Negation | Tag::NegationBefore | Tag::Clitic | Tag::Date(_));
        let mut behind = before.iter().rev().map(|tagged| tagged.tag).filter(|tag| !skipped(tag));
        let Some(Tag::Verb(form)) = behind.next() else { return false };
        !self.grammar.is_being(form.verb)
            && match behind.next() {
                Some(Tag::Reflexive) => false,
                Some(Tag::Verb(auxiliary)) if form.tense == Tense::Participle => self.grammar.is_having(auxiliary.verb),
                _ => form.tense != Tense::Participle,
            }
    }

    /// The reading of a word as a verb form that fits what stands before it.
    fn verb(&self, before: &[Tagged], tokens: &[Token]) -> Option<VerbForm> {
        let token = tokens.first()?;
        if token.case == Case::Capital && !before.is_empty() && !matches!(before.last()?.tag, Tag::Mark(_)) {
            return None;
        }
        let forms = self.grammar.verb_forms(token);
        let after_auxiliary = self
            .last_verb(before)
            .is_some_and(|form| self.grammar.is_having(form.verb) || self.grammar.is_being(form.verb));
        let wanted =
            |tense: Tense| if after_auxiliary { tense == Tense::Participle } else { tense != Tense::Participle };
        // `nous ne les condamnons pas`; `visons`, `lions` are nouns elsewhere.
        let speaks = speaks(before);
        let forms = || forms.iter().filter(|form| speaks || !form.first);
        forms().find(|form| wanted(form.tense)).or_else(|| forms().next()).copied()
    }

    /// The verb just before, over adverbs, negations, clitics and dates.
    fn last_verb(&self, before: &[Tagged]) -> Option<VerbForm> {
        let skipped = |tag: &Tag| {
            matches!(
                tag,
                Tag::Adverb | Tag::Negation | Tag::NegationBefore | Tag::Clitic | Tag::Reflexive | Tag::Date(_)
            )
        };
        let tag = |at: usize| before.get(at).map(|tagged| tagged.tag);
        // `a fermement et publiquement condamné`
        let joined = |at: usize| {
            tag(at) == Some(Tag::Coordination)
                && tag(at + 1) == Some(Tag::Adverb)
                && at.checked_sub(1).and_then(tag) == Some(Tag::Adverb)
        };
        let behind = before.iter().enumerate().rev().skip_while(|(at, tagged)| skipped(&tagged.tag) || joined(*at));
        let mut rest = behind.map(|(_, tagged)| tagged.tag).peekable();
        // `a-t-il déclaré`: the pronoun and its linking t stand behind the auxiliary.
        while rest.peek().is_some_and(|tag| matches!(tag, Tag::Pronoun(_) | Tag::Impersonal | Tag::Clitic)) {
            rest.next();
        }
        // `a, quant à lui, déclaré`, `a, lundi, reçu`: a short aside between commas.
        if rest.peek() == Some(&Tag::Mark(',')) {
            let aside: Vec<Tag> = rest.take(9).collect();
            let open = aside.iter().skip(1).position(|tag| *tag == Tag::Mark(','))?;
            return match aside.get(open + 2) {
                Some(Tag::Verb(form)) if self.grammar.is_having(form.verb) || self.grammar.is_being(form.verb) => {
                    Some(*form)
                }
                _ => None,
            };
        }
        match rest.next() {
            Some(Tag::Verb(form)) => Some(form),
            _ => None,
        }
    }

    fn reads_as_verb(before: &[Tagged], form: VerbForm) -> bool {
        // "le condamné", "sa vive inquiétude": behind a determiner stands no verb but an infinitive.
        form.tense == Tense::Infinitive || !matches!(before.last().map(|t| t.tag), Some(Tag::Determiner(_)))
    }

    /// Whether the word is an adjective behind `être`, or one that governs behind another verb: `se dit prête à`.
    fn is_predicate(&self, before: &[Tagged], token: &Token) -> bool {
        let Some((adjective, verb)) = self.grammar.adjective(token).zip(self.last_verb(before)) else { return false };
        self.grammar.is_being(verb.verb) || self.grammar.adjective_governor(adjective).is_some()
    }

    /// Whether a word that can be both is a noun here.
    fn reads_as_noun(&self, before: &[Tagged], tokens: &[Token], form: VerbForm, plural: bool) -> bool {
        let last = before.last().map(|tagged| tagged.tag);
        let infinitive = form.tense == Tense::Infinitive;
        // `…, est arrivé`: an auxiliary is a noun (`l’est`) only where one must stand.
        let auxiliary = self.grammar.is_having(form.verb) || self.grammar.is_being(form.verb);
        if auxiliary && !matches!(last, Some(Tag::Determiner(_) | Tag::Preposition(..) | Tag::Adjective(_))) {
            return false;
        }
        match last {
            None | Some(Tag::Mark(_)) => {
                form.tense != Tense::Gerund
                    && !(form.tense == Tense::Participle && !plural && self.takes_complement(tokens))
            }
            Some(Tag::Determiner(_) | Tag::Number | Tag::Adjective(_)) => true,
            Some(Tag::Preposition(_, contracted)) => contracted || !infinitive,
            Some(Tag::Verb(previous)) => {
                let auxiliary = self.grammar.is_having(previous.verb) || self.grammar.is_being(previous.verb);
                !(infinitive || auxiliary && form.tense == Tense::Participle)
            }
            Some(Tag::Adverb | Tag::Negation | Tag::Date(_)) => {
                form.tense != Tense::Participle && !infinitive && self.last_verb(before).is_some()
            }
            Some(Tag::Coordination | Tag::Subordination) => {
                !infinitive && form.tense == Tense::Present && !self.opens_object(tokens)
            }
            Some(
                Tag::Pronoun(_)
                | Tag::Impersonal
                | Tag::Relative
                | Tag::NegationBefore
                | Tag::Reflexive
                | Tag::Clitic
                | Tag::Noun(..)
                | Tag::Name(_)
                | Tag::Demonym
                | Tag::Word,
            ) => false,
        }
    }

    /// Whether a preposition `de` follows.
    fn takes_complement(&self, tokens: &[Token]) -> bool {
        tokens
            .get(1)
            .and_then(|token| self.grammar.function(token))
            .is_some_and(|f| matches!(f, Function::Preposition(_)))
    }

    /// Whether something that can be a verb's object follows.
    fn opens_object(&self, tokens: &[Token]) -> bool {
        let next = tokens.get(1);
        next.and_then(|token| self.grammar.function(token)).is_some_and(|f| matches!(f, Function::Determiner(_)))
            || next.is_some_and(Token::is_capitalised)
    }
}

/// Whether a pronoun of those who speak (`nous`, `je`) stands just before, clitics and negations between.
fn speaks(before: &[Tagged]) -> bool {
    before.iter().rev().take(4).any(|tagged| matches!(tagged.tag, Tag::Impersonal))
}

/// Whether `ne` stands in the verb group at the end of `before`.
fn has_negation(before: &[Tagged]) -> bool {
    before.iter().rev().take(8).any(|tagged| tagged.tag == Tag::NegationBefore)
}

fn tag_of(function: Function) -> Tag {
    match function {
        Function::Determiner(kind) => Tag::Determiner(kind),
        Function::Preposition(id) => Tag::Preposition(id, false),
        Function::Contraction(id) => Tag::Preposition(id, true),
        Function::Pronoun(plural) => Tag::Pronoun(plural),
        Function::Impersonal => Tag::Impersonal,
        Function::Clitic => Tag::Clitic,
        Function::Reflexive => Tag::Reflexive,
        Function::Coordination => Tag::Coordination,
        Function::Subordination => Tag::Subordination,
        Function::Relative => Tag::Relative,
        Function::NegationBefore => Tag::NegationBefore,
        Function::Negation => Tag::Negation,
        Function::Adverb => Tag::Adverb,
    }
}
