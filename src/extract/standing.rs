//! Standing: whether a relation is asserted, planned, claimed, denied or supposed, and by whose words.

use super::actors::Actor;
use super::phrases::{Placed, Unit, VerbGroup};
use super::relations::{Reader, Trigger};
use crate::extraction::{RelationType, Status};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Governor, Speech};
use crate::lexicon::rules::Rule;
use std::ops::Range;

/// What the words around a trigger make of it.
pub struct Setting {
    /// The type, shifted by what governs it (`refuse de`, `menace de`).
    pub kind: RelationType,
    /// The standing.
    pub status: Status,
    /// Whose words carry it.
    pub said_by: Option<String>,
    /// The words that decided, by what they are.
    pub cues: Vec<(String, Range<usize>)>,
    /// Other parties than the rule's own: `A demande à B de …`.
    pub swapped: Option<(Vec<Actor>, Vec<Actor>)>,
}

/// What the words around `trigger` make of it; `None` where they leave no relation.
pub fn setting_of(reader: &Reader, trigger: Trigger, rule: &Rule, sources: &[Actor]) -> Option<Setting> {
    let mut setting = Setting {
        kind: rule.kind,
        status: rule.status.unwrap_or(Status::Asserted),
        said_by: None,
        cues: Vec::new(),
        swapped: None,
    };
    let verb = verb_of(reader, trigger);
    if let Some(verb) = verb {
        govern(reader, verb, matches!(trigger, Trigger::Noun(..)), &mut setting)?;
        let negated =
            |group: &VerbGroup| rule.verbs.iter().any(|trigger| trigger.verb == group.verb && trigger.negated);
        let own = matches!(trigger, Trigger::Verb(_)) && reader.clauses.verb(verb).is_some_and(negated);
        tense(reader, verb, own, &mut setting);
        if let Some(cue) = supposed_clause(reader, verb).or_else(|| asked_whether(reader, verb)) {
            setting.status = Status::Hypothetical;
            setting.cues.push(("supposition".to_owned(), cue));
        }
    }
    let supposed =
        reader.clauses.noun(trigger.unit()).filter(|p| p.preposition.is_some_and(|p| reader.grammar.is_supposing(p)));
    if let Some(phrase) = supposed {
        setting.status = Status::Hypothetical;
        setting.cues.push(("supposition".to_owned(), phrase.tokens.clone()));
    }
    allegation(reader, trigger, &mut setting, sources);
    if setting.status == Status::Asserted {
        speech(reader, trigger, verb, &mut setting, sources);
    }
    Some(setting)
}

/// The verb whose tense and negation count: the trigger's own, or the one that carries the noun.
fn verb_of(reader: &Reader, trigger: Trigger) -> Option<usize> {
    match trigger {
        Trigger::Verb(unit) | Trigger::Predicate(unit, _) => Some(unit),
        Trigger::Noun(unit, _) | Trigger::Adjective(unit, _) => {
            // A noun behind a preposition stands by itself: `contre la destruction d’un drone`.
            let governed = || reader.clauses.noun(unit).is_none_or(|phrase| phrase.preposition.is_none());
            let carrier = || reader.clauses.governing_verb(unit).filter(|verb| unit - verb <= 4 && governed());
            reader.clauses.verb_of_subject(unit).or_else(carrier)
        }
    }
}

/// What verbs that govern the trigger make of it; `named` where a noun names the act and `verb` carries it.
fn govern(reader: &Reader, verb: usize, named: bool, setting: &mut Setting) -> Option<()> {
    let group = reader.clauses.verb(verb)?;
    if asked_for(reader, verb) {
        return None;
    }
    let mut governors = group.governors.clone();
    if named {
        governors.extend(reader.grammar.object_governor(group.verb).map(|governor| (governor, group.token)));
    }
    if group.bare
        && let Some((governor, token)) = carrier(reader, verb)
    {
        governors.push((governor, token));
    }
    for (governor, token) in governors {
        let cue = token..token + 1;
        let cooperative = matches!(
            setting.kind,
            RelationType::Consult
                | RelationType::Cooperate
                | RelationType::Aid
                | RelationType::Support
                | RelationType::Agree
        );
        match governor {
            Governor::Intend | Governor::Promise | Governor::Decide if cooperative => {
                setting.kind = RelationType::Agree;
                setting.cues.push(("intention".to_owned(), cue));
            }
            Governor::Intend | Governor::Promise => {
                setting.status = Status::Planned;
                setting.cues.push(("intention".to_owned(), cue));
            }
            Governor::Must => {
                setting.status = Status::Planned;
                setting.cues.push(("obligation".to_owned(), cue));
            }
            Governor::Refuse => {
                setting.kind = RelationType::Reject;
                setting.cues.push(("refusal".to_owned(), cue));
            }
            Governor::Threaten => {
                setting.kind = RelationType::Threaten;
                setting.cues.push(("threat".to_owned(), cue));
            }
            Governor::Fail => {
                setting.status = Status::Denied;
                setting.cues.push(("failure".to_owned(), cue));
            }
            Governor::End if group.negation.is_none() => {
                let ended = match setting.kind {
                    RelationType::Assault | RelationType::Mobilize | RelationType::Coerce => RelationType::Retreat,
                    _ if cooperative => RelationType::Sanction,
                    kind => kind,
                };
                setting.kind = ended;
                setting.cues.push(("end".to_owned(), cue));
            }
            // What someone is asked or accused to do is read from the asking and accusing.
            Governor::Request => return None,
            Governor::Allege
            | Governor::Decide
            | Governor::Begin
            | Governor::Continue
            | Governor::End
            | Governor::Able => {}
        }
    }
    Some(())
}

/// Whether the verb stands in a clause that says what is asked or wished: `exige que Minsk retire`.
fn asked_for(reader: &Reader, verb: usize) -> bool {
    let asks = |at: usize| {
        let governor = reader.clauses.verb(at).and_then(|group| reader.grammar.governor(group.verb));
        matches!(governor, Some(Governor::Request | Governor::Intend | Governor::Must | Governor::Refuse))
    };
    reader.clauses.verb(verb).is_some_and(|group| group.finite.is_some())
        && reader.clauses.opening_verb(verb).is_some_and(asks)
}

/// The governing verb that carries an infinitive from further off (`accuse Alger de soutenir`).
fn carrier(reader: &Reader, verb: usize) -> Option<(Governor, usize)> {
    let group = reader.clauses.verb(verb)?;
    (group.form == Tense::Infinitive).then_some(())?;
    for at in (0..verb).rev() {
        match reader.units().get(at).map(|placed| &placed.unit)? {
            // `a promis de livrer des armes et de former des soldats`: both are promised.
            Unit::Verb(other)
                if other.form == Tense::Infinitive
                    && matches!(reader.units().get(verb - 1).map(|placed| &placed.unit), Some(Unit::Coordination)) =>
            {
                return other.governors.first().copied().or_else(|| carrier(reader, at));
            }
            Unit::Verb(other) => return reader.grammar.governor(other.verb).map(|governor| (governor, other.token)),
            // `sa volonté de coopérer`, `prêt à négocier`
            Unit::Noun(phrase) if at + 1 == verb => {
                let bare = || {
                    let token = reader.document.tokens.get(phrase.tokens.end.checked_sub(1)?)?;
                    let adjective = reader.grammar.adjective(token).filter(|_| phrase.determiner.is_none())?;
                    reader.grammar.adjective_governor(adjective)
                };
                let governor = phrase.head().and_then(|noun| reader.grammar.noun_governor(noun)).or_else(bare);
                if let Some(governor) = governor {
                    return Some((governor, phrase.tokens.start));
                }
            }
            Unit::Adjective(adjective, token) if at + 1 == verb => {
                let governor = reader.grammar.adjective_governor(*adjective);
                if let Some(governor) = governor {
                    return Some((governor, *token));
                }
            }
            Unit::Subordination | Unit::Relative(_) | Unit::Mark(';' | ':') => return None,
            _ => {}
        }
    }
    None
}

/// What tense and negation make of it.
fn tense(reader: &Reader, verb: usize, own_negation: bool, setting: &mut Setting) {
    let Some(group) = reader.clauses.verb(verb) else { return };
    let cue = group.tokens.clone();
    if let Some(token) = group.negation.filter(|token| !own_negation && !is_void(reader, *token)) {
        setting.status = Status::Denied;
        setting.cues.push(("negation".to_owned(), token..token + 1));
        return;
    }
    match group.finite {
        Some(Tense::Future) => {
            setting.status = Status::Planned;
            setting.cues.push(("future".to_owned(), cue));
        }
        Some(Tense::Conditional) if group.form == Tense::Participle => {
            setting.status = Status::Claimed;
            setting.cues.push(("hearsay".to_owned(), cue));
        }
        // `a annoncé qu’elle livrerait`: the future as it was seen then.
        Some(Tense::Conditional) if foretold(reader, verb) => {
            setting.status = Status::Planned;
            setting.cues.push(("future".to_owned(), cue));
        }
        Some(Tense::Conditional) => {
            let must = group.governors.iter().any(|(governor, _)| *governor == Governor::Must);
            setting.status = if must { Status::Planned } else { Status::Hypothetical };
            setting.cues.push(("conditional".to_owned(), cue));
        }
        _ => {}
    }
}

/// Whether the verb stands in what was said in the past.
fn foretold(reader: &Reader, verb: usize) -> bool {
    let opening = reader.clauses.opening_verb(verb).and_then(|at| reader.clauses.verb(at));
    opening.is_some_and(|group| {
        reader.grammar.speech(group.verb).is_some() && matches!(group.finite, Some(Tense::Past | Tense::Imperfect))
    })
}

/// The word by which the clause of the verb only supposes: `si Paris livrait`; `si Paris a livré` grants that it did.
fn supposed_clause(reader: &Reader, verb: usize) -> Option<Range<usize>> {
    let group =
        reader.clauses.verb(verb).filter(|group| matches!(group.finite, Some(Tense::Present | Tense::Imperfect)))?;
    let first = reader.clauses.clause(verb).start;
    if (first..verb).any(|at| reader.clauses.verb(at).is_some_and(|other| !other.bare)) {
        return None;
    }
    let from =
        first.checked_sub(1).filter(|at| matches!(reader.units().get(*at).map(|p| &p.unit), Some(Unit::Subordination)));
    let start = reader.units().get(from.unwrap_or(first))?.tokens.start;
    reader
        .grammar
        .supposes(reader.document.tokens.get(start..group.token)?)
        .map(|found| start + found.start..start + found.end)
}

/// The mark of a question that can be answered with yes: `Paris a-t-il livré ?`
fn asked_whether(reader: &Reader, verb: usize) -> Option<Range<usize>> {
    let group = reader.clauses.verb(verb).filter(|group| group.pronoun.is_some())?;
    let mark = reader.units().last().filter(|last| matches!(last.unit, Unit::Mark('?')))?;
    let before = reader.document.tokens.get(reader.units().first()?.tokens.start..group.token)?;
    (!before.iter().any(|token| reader.grammar.asks(token))).then(|| mark.tokens.clone())
}

/// Whether the negation at `token` denies nothing (`n’a cessé de frapper`): its verb decides.
fn is_void(reader: &Reader, token: usize) -> bool {
    let verbs = reader.units().iter().filter_map(|placed| match &placed.unit {
        Unit::Verb(group) if group.token > token && !group.copula => Some(group),
        _ => None,
    });
    verbs.min_by_key(|group| group.token).is_some_and(|group| reader.grammar.voids_negation(group.verb))
}

/// An act named inside an accusation is claimed by the accuser: `accuse Alger de soutien à des groupes armés`.
fn allegation(reader: &Reader, trigger: Trigger, setting: &mut Setting, sources: &[Actor]) {
    let unit = trigger.unit();
    for at in (0..unit).rev() {
        match reader.units().get(at).map(|placed| &placed.unit) {
            Some(Unit::Verb(group)) => {
                if reader.grammar.governor(group.verb) == Some(Governor::Allege) {
                    let cue = group.token..group.token + 1;
                    // `est accusé d’avoir livré`
                    if reader.is_passive(at) {
                        setting.status = Status::Claimed;
                        setting.said_by = reader.agent_of_passive(at).first().map(|accuser| accuser.code.clone());
                        setting.cues.push(("accusation".to_owned(), cue));
                        return;
                    }
                    let accusers = reader.subjects(at);
                    if let Some(accuser) = accusers.first().filter(|a| !sources.iter().any(|s| s.code == a.code)) {
                        setting.status = Status::Claimed;
                        setting.said_by = Some(accuser.code.clone());
                        setting.cues.push(("accusation".to_owned(), cue));
                    }
                    return;
                }
                if !group.bare {
                    return;
                }
            }
            Some(Unit::Subordination | Unit::Mark(';' | ':')) | None => return,
            _ => {}
        }
    }
}

/// What a reporting verb or `selon` makes of it: another's act is claimed, one's own is asserted.
fn speech(reader: &Reader, trigger: Trigger, verb: Option<usize>, setting: &mut Setting, sources: &[Actor]) {
    let unit = trigger.unit();
    let Some((speakers, kind, cue)) = according(reader, unit).or_else(|| reported(reader, unit, verb)) else { return };
    let Some(speaker) = speakers.first() else { return };
    if speakers.iter().any(|speaker| sources.iter().any(|source| source.code == speaker.code)) {
        return;
    }
    setting.status = if kind == Speech::Deny { Status::Denied } else { Status::Claimed };
    setting.said_by = Some(speaker.code.clone());
    setting.cues.push(("speaker".to_owned(), cue));
}

/// Whose words the clause around `unit` reports.
pub fn speakers(reader: &Reader, unit: usize) -> Vec<Actor> {
    let found = according(reader, unit).or_else(|| reported(reader, unit, Some(unit)));
    found.map(|(speakers, ..)| speakers).unwrap_or_default()
}

/// `selon Alger`, anywhere in the clause.
fn according(reader: &Reader, unit: usize) -> Option<(Vec<Actor>, Speech, Range<usize>)> {
    reader.clauses.clause(unit).find_map(|at| {
        let phrase = reader.clauses.noun(at)?;
        let according = phrase.preposition.is_some_and(|p| reader.grammar.is_according(p));
        let speakers = reader.speakers(at);
        (according && !speakers.is_empty()).then(|| (speakers, Speech::Say, phrase.tokens.clone()))
    })
}

/// A reporting verb whose `que` opens the clause, or that closes it (`…, a déclaré Alger`).
fn reported(reader: &Reader, unit: usize, verb: Option<usize>) -> Option<(Vec<Actor>, Speech, Range<usize>)> {
    let units = reader.units();
    let clause = reader.clauses.clause(unit);
    // `a annoncé une trêve alors que Kigali avance`: what is no `que` clause is not what was said.
    let opens = |placed: &Placed| match placed.unit {
        Unit::Subordination => {
            reader.document.tokens.get(placed.tokens.clone()).is_some_and(|tokens| reader.grammar.opens_content(tokens))
        }
        Unit::Mark(':') => true,
        _ => false,
    };
    let before = clause.start.checked_sub(1).filter(|at| units.get(*at).is_some_and(opens));
    let opening = before.and_then(|at| {
        (at.saturating_sub(8)..at).rev().find_map(|index| {
            let group = reader.clauses.verb(index)?;
            reader.grammar.speech(group.verb).map(|speech| (index, speech))
        })
    });
    let closing = || {
        (unit + 1..units.len()).find_map(|index| {
            let group = reader.clauses.verb(index).filter(|group| Some(index) != verb && !group.bare)?;
            let speech = reader.grammar.speech(group.verb)?;
            let inverted = reader.clauses.subject(index).is_some_and(|subject| subject > index);
            inverted.then_some((index, speech))
        })
    };
    let (index, speech) = opening.or_else(closing)?;
    let group = reader.clauses.verb(index)?;
    Some((reader.subjects(index), speech, group.token..group.token + 1))
}
