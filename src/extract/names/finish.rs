//! From what was found to [`Name`]s: ambiguous names settled, countries given, states told from places.

use super::reading::Read;
use super::{Finder, Found, Shaped, What};
use crate::extract::document::Name;
use crate::extraction::{MentionType, Reading};
use crate::lexicon::names::shapes::ReadingRule;
use crate::lexicon::names::{How, Office, StateRef};
use rustc_hash::FxHashMap;

/// The state an article is about makes up at least the third part of the states it names.
const DOMINANT: u32 = 3;

/// A body belongs to a state named among so many names before it.
const NEAR: usize = 30;

impl Finder<'_> {
    /// Settles and reads all that was found.
    pub(super) fn finish(mut self) -> Vec<Name> {
        let found = std::mem::take(&mut self.found);
        for found in &found {
            if let What::Known { how: How::Capital(place), .. } = found.what {
                *self.capitals.entry(place).or_default() += 1;
            }
        }
        let dominant = self.dominant();
        let mut last: Option<(usize, Read)> = None;
        let mut names = Vec::with_capacity(found.len());
        let mut end = 0;
        for found in &found {
            if found.tokens.start < end {
                continue;
            }
            end = found.tokens.end;
            self.enter(found.sentence);
            let read = Self::readable(found).map(|capital| {
                let before = last.filter(|(sentence, _)| *sentence == found.sentence).map(|(_, read)| read);
                self.read(found, capital, before)
            });
            if let Some(read) = read {
                last = Some((found.sentence, read));
            }
            names.push(match &found.what {
                What::Known { entity, how } => self.known_name(found, *entity, *how, read),
                What::Shaped(shaped) => {
                    let country = shaped.country.clone().or_else(|| {
                        let state = dominant.or_else(|| self.named_before(&names)).filter(|_| shaped.domestic)?;
                        self.names.state_at(state).map(|state| state.code.to_string())
                    });
                    Some(self.shaped_name(found, shaped, country))
                }
            });
        }
        let mut names: Vec<Name> = names.into_iter().flatten().collect();
        share_countries(&mut names);
        names
    }

    /// The state named last.
    fn named_before(&self, names: &[Option<Name>]) -> Option<StateRef> {
        names.iter().rev().take(NEAR).flatten().find_map(|name| self.names.state_ref(name.country.as_deref()?))
    }

    /// The state the article is about: the one it names most, if that is much of all it names.
    fn dominant(&self) -> Option<StateRef> {
        let all: u32 = self.weights.iter().sum();
        let mut best: Option<(usize, u32)> = None;
        for (index, weight) in self.weights.iter().enumerate().filter(|(_, weight)| **weight * DOMINANT >= all) {
            if *weight > best.map_or(0, |(_, most)| most) {
                best = Some((index, *weight));
            }
        }
        best.and_then(|(index, _)| u16::try_from(index).ok()).map(StateRef)
    }

    fn known_name(&self, found: &Found, entity: u32, how: How, read: Option<Read>) -> Option<Name> {
        let entity = self.settle(found, entity);
        let known = self.names.entities.get(entity as usize)?;
        let actor = match known.kind {
            MentionType::Person => self.roles.get(&entity).map(String::as_str).or_else(|| self.employer(&known.name)),
            _ => None,
        };
        let territory = how == How::Name && self.shapes.territories.contains(&*known.code);
        let as_place = read.is_some_and(|read| {
            read.kind == MentionType::Place || territory && read.rule.is_none_or(ReadingRule::is_default)
        });
        let shown = match (how, as_place) {
            (How::Capital(place), true) => self.names.entities.get(place as usize).unwrap_or(known),
            _ => known,
        };
        if let (How::Capital(place), false) = (how, as_place)
            && let Some(body) = self.meant_by_seat(place, known.state)
        {
            return self.known_name(found, body, How::Metonym, None);
        }
        let kind = if as_place { MentionType::Place } else { known.kind };
        let reading = match (how, as_place) {
            (How::Capital(_), true) => Reading::Name,
            _ => how.reading(),
        };
        let rule = read.and_then(|read| read.rule).map_or_else(|| found.rule.to_owned(), |rule| rule.id.to_string());
        Some(Name {
            tokens: found.tokens.clone(),
            sentence: found.sentence,
            kind,
            code: shown.code.to_string(),
            country: shown.country.as_deref().map(str::to_owned),
            name: shown.name.to_string(),
            sector: shown.sector.as_deref().map(str::to_owned),
            reading,
            actor: actor.or(shown.actor.as_deref()).map(str::to_owned),
            as_place: kind == MentionType::Place,
            rule,
        })
    }

    /// The organisation whose office the person held when the article was published.
    fn employer(&self, person: &str) -> Option<&str> {
        // An undated article is of the last day.
        let published = self.document.article.metadata.published.as_ref().map_or("9999", |date| date.as_str());
        let day = |text: &str| text.chars().take(10).collect::<String>();
        let holds = |office: &&Office| {
            let begun = office.from.as_deref().is_none_or(|from| from <= day(published).as_str());
            let over =
                office.to.as_deref().is_some_and(|to| !published.starts_with(to) && to < day(published).as_str());
            begun && !over
        };
        let held = self.names.person_offices(person).iter().filter(holds);
        held.filter_map(|office| office.of.as_deref())
            .find(|of| self.names.is_organization(of) || self.names.is_armed_group(of))
    }

    /// The organisation that the capital `place` stands for where nothing else names its state.
    fn meant_by_seat(&self, place: u32, state: Option<StateRef>) -> Option<u32> {
        let capital = self.names.entities.get(place as usize)?;
        let body = self.names.meant_by_seat(&capital.name)?;
        let weight = self.weights.get(usize::from(state?.0)).copied().unwrap_or(0);
        (weight <= 2 * self.capitals.get(&place).copied().unwrap_or(0)).then_some(body)
    }

    /// Of the states an ambiguous name can mean, the one the article names otherwise, else the one the pack prefers.
    fn settle(&self, found: &Found, entity: u32) -> u32 {
        let rivals = self.rivals(found.tokens.start, found.tokens.len());
        if rivals.len() < 2 {
            return entity;
        }
        let best = rivals.iter().max_by_key(|(_, state)| self.likelihood(*state));
        best.map_or(entity, |(entity, _)| *entity)
    }

    fn shaped_name(&self, found: &Found, shaped: &Shaped, country: Option<String>) -> Name {
        let own_army = country.as_deref().filter(|_| shaped.army).and_then(|code| self.names.state(code)?.army.clone());
        let code = own_army.map_or_else(|| shaped.code.clone(), String::from);
        let acts = shaped.acts.then(|| country.clone()).flatten();
        Name {
            tokens: found.tokens.clone(),
            sentence: found.sentence,
            kind: found.kind,
            code,
            country,
            name: shaped.name.clone(),
            sector: shaped.sector.clone(),
            reading: shaped.reading.unwrap_or(Reading::Name),
            actor: shaped.actor.clone().or(acts),
            as_place: found.kind == MentionType::Place,
            rule: found.rule.to_owned(),
        }
    }
}

/// Gives each mention of a person the country and actor that another of them tells.
fn share_countries(names: &mut [Name]) {
    let mut told: FxHashMap<String, (Option<String>, Option<String>)> = FxHashMap::default();
    for name in names.iter().filter(|name| name.kind == MentionType::Person) {
        let (country, actor) = told.entry(name.code.clone()).or_default();
        if country.is_none() && actor.is_none() {
            country.clone_from(&name.country);
            actor.clone_from(&name.actor);
        }
    }
    for name in names.iter_mut().filter(|name| name.kind == MentionType::Person && name.country.is_none()) {
        if let Some((country, actor)) = told.get(&name.code).filter(|_| name.actor.is_none()) {
            name.country.clone_from(country);
            name.actor.clone_from(actor);
        }
    }
}
