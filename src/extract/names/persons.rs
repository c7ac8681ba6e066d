//! Persons by shape: a title and capitalised words, a first name and capitalised words, two capitalised words.

use super::memory::is_roman;
use super::organizations::capitalised;
use super::{Finder, Found, Shaped, What, rules};
use crate::article::LabelKind;
use crate::extraction::MentionType;
use crate::lexicon::names::How;
use crate::lexicon::names::shapes::Class;
use crate::text::fold::lower;
use crate::text::tokens::{Case, Token};
use std::ops::Range;

/// A title that stands before a name.
#[derive(Debug, Clone)]
pub(super) struct Titled {
    /// Where the name must begin.
    pub(super) at: usize,
    /// The title's number.
    title: usize,
    /// The country of who bears it.
    country: Option<String>,
    /// The organisation it is an office of.
    organization: Option<String>,
    /// Whether a comma stands between: then a surname alone will not do.
    comma: bool,
}

/// No complement of a title goes on for longer.
const COMPLEMENT: usize = 16;
/// Whose officer a person is stands no further before the name.
const SIDE: usize = 60;
/// A preposition of place stands so few words before the name of the place.
const WHERE: usize = 3;
/// No name of a person has more tokens.
const LONGEST: usize = 9;

/// What a run of capitalised words is made of.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    end: usize,
    words: usize,
    /// Words printed in capitals throughout.
    upper: usize,
    /// Words that persons' names do not hold.
    odd: usize,
    first_names: usize,
    hyphens: usize,
}

impl<'d> Finder<'d> {
    /// The person named at `at`, where the lexicon knows `known` there: pushes the name and returns its end.
    pub(super) fn person_at(&mut self, at: usize, known: Option<(usize, How)>) -> Option<usize> {
        let token = self.here(at)?;
        let titled = self.titled.take_if(|titled| titled.at <= at).filter(|titled| titled.at == at);
        let particle = token.case == Case::Lower && titled.is_some() && self.is(at, Class::Particle) && token.hyphened;
        if !self.capital(at) && !particle {
            return None;
        }
        let first = self.is(at, Class::FirstName);
        if known.is_some_and(|(length, how)| length > 1 || how != How::Surname && !first) {
            return None;
        }
        if !first
            && !particle
            && (!self.initial(at) && self.is_either(at, Class::Stop, Class::Calendar) || self.common(at))
        {
            return None;
        }
        let run = self.run(at);
        if known.is_some() && run.words < 2 {
            return None;
        }
        if titled.is_none()
            && !first
            && let Some(end) = self.cued_organization(at, &run)
        {
            return Some(end);
        }
        let byline = self.labelled(LabelKind::Byline);
        let (rule, titled) = if let Some(titled) = titled.filter(|titled| self.bears(at, &run, titled)) {
            let rule = self.shapes.titles.get(titled.title).map_or("", |title| &*title.id);
            (rule, Some(titled))
        } else if first && run.words >= 2 && run.odd == 0 && !self.behind_place(at) {
            (self.enabled(rules::FIRST_NAME)?, None)
        } else if byline && run.words >= 2 {
            (self.enabled(rules::BYLINE)?, None)
        } else if self.speaks(&run) {
            (self.enabled(rules::SAYS)?, None)
        } else if self.is_capital_run(at, &run) {
            (self.enabled(rules::CAPITALS)?, None)
        } else {
            return None;
        };
        self.push_person(at..run.end, rule, titled);
        Some(run.end)
    }

    /// Whether the word at `at` is an initial.
    fn initial(&self, at: usize) -> bool {
        self.here(at).is_some_and(|token| token.end - token.start <= 2)
            && self.mark(at + 1, '.')
            && self.capital(at + 2)
            && (!self.is(at + 2, Class::Stop) || self.capital(at + 3))
    }

    /// Whether the capitalised word at `at` is a demonym or a title, which begin no name.
    fn common(&self, at: usize) -> bool {
        self.names.demonym_at(self.tokens, at).is_some()
            || self.shapes.title_words.longest(self.rest(at)).is_some()
            || self.here(at).is_some_and(|token| !self.names.prefix(token.fold).is_empty())
    }

    /// Whether `run` can be the name of who bears the title.
    fn bears(&self, at: usize, run: &Run, titled: &Titled) -> bool {
        if run.words == 0 || self.shouted && run.first_names == 0 {
            return false;
        }
        let surname = self.shapes.titles.get(titled.title).is_some_and(|title| title.surname);
        if run.words == 1 && (titled.comma || !surname || self.is(at, Class::NotPerson) || self.is(at, Class::Topic)) {
            return false;
        }
        // An acronym alone is no name: `le président IBK` is, to readers who know.
        run.words > 1 && (run.odd == 0 || run.first_names > 0) || run.words == 1 && run.upper == 0
    }

    /// Whether two capitalised words or more that nothing else knows are a person's name.
    fn is_capital_run(&self, at: usize, run: &Run) -> bool {
        if self.shouted {
            return false;
        }
        let opens = at == self.bounds.start || self.before(at).is_some_and(|token| token.is_mark(':'));
        (2..=4).contains(&run.words)
            && run.odd == 0
            && run.upper == 0
            && run.hyphens < run.words - 1
            && !self.is_either(at, Class::PlaceStart, Class::PlaceHead)
            && !self.behind_place(at)
            && (!opens || run.first_names > 0 || self.apposed(run.end))
    }

    /// The organisation that `journal`, `entreprise` and the like say the run at `at` is: pushes it.
    fn cued_organization(&mut self, at: usize, run: &Run) -> Option<usize> {
        let rule = self.enabled(rules::ORGANIZATION_CUE)?;
        let mut back = at.checked_sub(1)?;
        let qualifies = |back: usize| {
            self.here(back).is_some_and(|token| token.case == Case::Lower)
                && (self.names.demonym_at(self.tokens, back).is_some()
                    || self.token(back).is_some_and(|token| self.shapes.is_adjective(token, self.word(back))))
        };
        while back + 3 > at && !self.is(back, Class::OrganizationCue) && qualifies(back) {
            back = back.checked_sub(1)?;
        }
        let cued =
            self.is(back, Class::OrganizationCue) && self.here(back).is_some_and(|token| token.case == Case::Lower);
        if !cued || run.words == 0 || self.is(at, Class::PlaceHead) {
            return None;
        }
        let code = self.printed(&(at..run.end));
        let shaped = Shaped { name: code.clone(), code, ..Shaped::default() };
        self.push(at..run.end, MentionType::Organization, What::Shaped(Box::new(shaped)), rule);
        Some(run.end)
    }

    /// Whether the run is followed by a verb of saying.
    fn speaks(&self, run: &Run) -> bool {
        if run.words < 2 || run.odd > 0 || run.upper > 0 || self.shouted {
            return false;
        }
        (run.end..run.end + 3).any(|at| self.is(at, Class::Says))
    }

    /// Whether a comma and a title or an age follow.
    fn apposed(&self, end: usize) -> bool {
        self.mark(end, ',')
            && (end + 1..end + 4).any(|at| {
                self.is(at, Class::Age) || self.token(at).is_some_and(|token| self.shapes.title_words.begin(token) != 0)
            })
    }

    /// Whether a word that the name of a place follows stands before `at`.
    fn behind_place(&self, at: usize) -> bool {
        let Some(before) = self.before(at) else { return false };
        if self.shapes.is_either(before, Class::PlaceHead, Class::Locative) {
            return true;
        }
        let behind = self.shapes.is_either(before, Class::Of, Class::Article);
        behind && at.checked_sub(2).is_some_and(|index| self.is(index, Class::PlaceHead))
    }

    /// The run of capitalised words at `at`, with the particles inside it.
    fn run(&self, at: usize) -> Run {
        let mut run = Run { end: at, ..Run::default() };
        let mut next = at;
        while next < at + LONGEST {
            let Some(token) = self.here(next).filter(|token| token.is_word()) else { break };
            let begun = next > at;
            if begun && (token.paragraph || !self.joined(next - 1, token)) {
                break;
            }
            if begun
                && token.hyphened
                && token.case == Case::Lower
                && self.names.demonym_at(self.tokens, next).is_none()
            {
                // `Ban Ki-moon`
                next += 1;
                run.end = next;
                continue;
            }
            if token.case == Case::Lower {
                if let Some(after) = self.particle(next) {
                    next = after;
                    continue;
                }
                break;
            }
            if begun && !token.hyphened && self.ends_run(next, run) {
                break;
            }
            run.words += 1;
            self.count(next, token, &mut run);
            next += 1;
            run.end = next;
            if token.end - token.start == 1
                && self.mark(next, '.')
                && self.capital(next + 1)
                && (!self.is(next + 1, Class::Stop) || self.capital(next + 2))
            {
                next += 1;
            }
        }
        run
    }

    /// Whether nothing that parts names stands between the token `before` and `token`.
    fn joined(&self, before: usize, token: &Token) -> bool {
        let glued = self.token(before).is_some_and(|before| before.is_word() || before.is_mark('.'));
        glued && !token.glued || self.mark(before, '.')
    }

    /// The end of the particles at `at`, if a capitalised word follows them that is no known place.
    fn particle(&self, at: usize) -> Option<usize> {
        let mut next = at;
        while self.is(next, Class::Particle) && self.here(next).is_some_and(|token| token.case == Case::Lower) {
            next += 1;
        }
        let name = next > at && next < at + 3 && self.capital(next) && !self.is(next, Class::Stop);
        let known = || self.known_at(next).is_some_and(|(_, form)| form.how != How::Surname);
        let head = || self.here(next).is_some_and(|token| self.shapes.head_words.begin(token) != 0);
        let of = self.is(at, Class::Of) || self.is(at, Class::Article);
        (name && !(of && (known() || head() || self.is(next, Class::FirstName)))).then_some(next)
    }

    /// Whether the capitalised word at `at` begins something else than more of the name.
    fn ends_run(&self, at: usize, run: Run) -> bool {
        if self.initial(at) {
            return false;
        }
        if self.is(at, Class::Calendar)
            || self.is(at, Class::Stop) && !self.is(at, Class::Particle) && !self.is(at, Class::FirstName)
        {
            return true;
        }
        match self.known_at(at) {
            None => false,
            Some((_, form)) if form.how == How::Surname => false,
            // `Jack London`, but not `Paris France`.
            Some((length, _)) => length > 1 || run.first_names == 0 || run.words > 1,
        }
    }

    fn count(&self, at: usize, token: &Token, run: &mut Run) {
        let word = self.word(at);
        if token.case == Case::Upper && !is_roman(word) {
            run.upper += 1;
        }
        if token.hyphened {
            run.hyphens += 1;
        }
        if self.is(at, Class::FirstName) {
            run.first_names += 1;
        } else if self.is(at, Class::NotPerson) || self.is(at, Class::Topic) && !self.shouted {
            run.odd += 1;
        }
    }

    /// Notes the title at `at` and where the name of its bearer would begin.
    pub(super) fn note_title(&mut self, at: usize) {
        let Some((length, numbers)) = self.shapes.title_words.longest(self.rest(at)) else { return };
        let Some(title) = numbers.first().copied().map(usize::from) else { return };
        let mut titled = Titled { at: at + length, title, country: None, organization: None, comma: false };
        // `M. Diop`, `Gén. Mouhib`.
        if self.mark(titled.at, '.') && self.here(titled.at).is_some_and(|token| token.glued) {
            titled.at += 1;
        }
        if self.complement(&mut titled)
            && self.titled.as_ref().is_none_or(|old| old.at != titled.at || old.country.is_none())
        {
            self.titled = Some(titled);
        }
    }

    /// Walks over what belongs to a title up to the name behind it; whether there is a capitalised word there.
    fn complement(&self, titled: &mut Titled) -> bool {
        let limit = titled.at + COMPLEMENT;
        let mut linked = false;
        while titled.at < limit {
            let at = titled.at;
            let Some(token) = self.here(at).filter(|token| !token.paragraph) else { return false };
            if token.is_mark(',') && !titled.comma && self.capital(at + 1) && !linked {
                titled.comma = true;
                titled.at += 1;
                continue;
            }
            if !token.is_word() {
                return false;
            }
            let known = self.known_at(at).filter(|(_, form)| form.how != How::Surname);
            if let Some((length, form)) = known.filter(|_| linked || !self.is(at, Class::FirstName)) {
                let entity = self.names.entities.get(form.entity as usize);
                if entity.is_some_and(|entity| entity.kind == MentionType::Person) {
                    return !linked;
                }
                // `l’ambassadeur du Mali à l’ONU` is of Mali, `l’envoyé de l’ONU au Mali` of the UN, and `l’ambassadeur à
                // Washington` of neither.
                let free = titled.country.is_none() && titled.organization.is_none() && !self.is_where(at);
                if let Some(entity) = entity.filter(|_| free) {
                    titled.country = entity.country.as_deref().map(str::to_owned);
                    let body = entity.kind == MentionType::Organization && titled.country.is_none();
                    titled.organization = entity.actor.as_deref().filter(|_| body).map(str::to_owned);
                }
                titled.at += length;
                linked = false;
                continue;
            }
            if let Some((length, states)) =
                self.names.demonym_at(self.tokens, at).filter(|_| !self.capital(at) || self.shouted)
            {
                let state = self.likeliest(states).and_then(|state| self.names.state_at(state));
                if titled.country.is_none() && titled.organization.is_none() {
                    titled.country = state.map(|state| state.code.to_string());
                }
                titled.at += length;
                linked = false;
                continue;
            }
            if self.capital(at)
                && !(linked && self.is(at, Class::Topic) || self.is(at, Class::Topic) && !self.is(at, Class::FirstName))
            {
                return !linked || self.is(at, Class::FirstName);
            }
            linked = self.shapes.is_either(token, Class::Of, Class::And)
                || self.shapes.is_either(token, Class::Article, Class::Tie)
                || token.elided;
            let may = linked || self.is(at, Class::Topic) || self.shapes.is_adjective(token, self.word(at));
            let noun =
                at.checked_sub(1).is_some_and(|before| self.is(before, Class::Of) || self.is(before, Class::Article));
            if !may && !noun {
                return false;
            }
            titled.at += 1;
        }
        false
    }

    /// Notes whom the person of the lexicon numbered `entity`, whose name ends at `end`, stands for by the title beside it.
    pub(super) fn note_role(&mut self, entity: u32, titled: Option<Titled>, end: usize) {
        let Some(titled) = titled.or_else(|| self.apposition(end)) else { return };
        if !self.shapes.titles.get(titled.title).is_some_and(|title| title.acts) {
            return;
        }
        // The lexicon knows whose officer a person is better than a demonym near the name, but for bodies of states.
        let known = self.names.entities.get(entity as usize).is_some_and(|known| known.country.is_some());
        if let Some(actor) = titled.organization.or(titled.country.filter(|_| !known)) {
            self.roles.entry(entity).or_insert(actor);
        }
    }

    fn push_person(&mut self, tokens: Range<usize>, rule: &'d str, titled: Option<Titled>) {
        let printed = self.printed(&tokens);
        let shouts = tokens
            .clone()
            .all(|at| self.token(at).is_some_and(|token| token.case != Case::Lower && token.case != Case::Capital));
        let code = if shouts { title_case(&printed) } else { printed };
        let titled = titled.or_else(|| self.apposition(tokens.end));
        let title = titled.as_ref().and_then(|titled| self.shapes.titles.get(titled.title));
        let acts = title.is_some_and(|title| title.acts);
        let (country, organization) = match &titled {
            Some(titled) if titled.country.is_some() || titled.organization.is_some() => {
                (titled.country.clone(), titled.organization.clone())
            }
            Some(_) if acts => self.side(tokens.start),
            _ => (None, None),
        };
        let shaped = Shaped {
            name: code.clone(),
            code,
            actor: organization.filter(|_| acts),
            country,
            sector: title.and_then(|title| title.sector.as_deref().map(str::to_owned)),
            acts,
            ..Shaped::default()
        };
        let single = tokens.len() == 1;
        self.push(tokens.clone(), MentionType::Person, What::Shaped(Box::new(shaped)), rule);
        if !single || !self.memory.is_person(self.document.surface(&tokens)) {
            self.remember_person(&tokens, self.found.len() - 1);
        }
    }

    /// The country or organisation named last before `at` in the sentence: whose officer stands there.
    pub(super) fn side(&self, at: usize) -> (Option<String>, Option<String>) {
        let mut founds = self.found.iter().rev().take_while(|found| found.sentence == self.sentence).peekable();
        for back in (self.bounds.start..at).rev().take(SIDE) {
            while founds.next_if(|found| found.tokens.start > back).is_some() {}
            if let Some(found) = founds.peek().filter(|found| found.tokens.contains(&back)) {
                let (country, actor) = self.belongs(found);
                let country = country.filter(|_| found.kind != MentionType::State || !self.is_where(back));
                if country.is_some() || actor.is_some() {
                    return (country, actor);
                }
            } else if (self.shapes.adjectives_first || self.here(back).is_some_and(|token| token.case == Case::Lower))
                && let Some((_, states)) = self.names.demonym_at(self.tokens, back)
                && !self.is_where(back)
            {
                let state = self.likeliest(states).and_then(|state| self.names.state_at(state));
                return (state.map(|state| state.code.to_string()), None);
            }
        }
        (None, None)
    }

    /// Whether the word at `at` only tells where: `dans la région malienne de`, `au Mali`.
    fn is_where(&self, at: usize) -> bool {
        (at.saturating_sub(WHERE)..at).any(|at| {
            self.here(at).is_some_and(|token| {
                self.shapes.is_either(token, Class::Locative, Class::Within)
                    || self.shapes.is(token, Class::Article)
                        && !self.shapes.is(token, Class::Of)
                        && self.shapes.link(token) != 0
            })
        })
    }

    /// The country of what was found, and the organisation it acts as; neither for a place.
    fn belongs(&self, found: &Found) -> (Option<String>, Option<String>) {
        match &found.what {
            What::Known { entity, .. } => {
                let entity =
                    self.names.entities.get(*entity as usize).filter(|entity| entity.kind != MentionType::Place);
                let country = entity.and_then(|entity| entity.country.as_deref());
                let actor = entity.filter(|_| country.is_none()).and_then(|entity| entity.actor.as_deref());
                (country.map(str::to_owned), actor.map(str::to_owned))
            }
            What::Shaped(shaped) => (shaped.country.clone(), None),
        }
    }

    /// The office named behind a name and a comma.
    fn apposition(&self, end: usize) -> Option<Titled> {
        if !self.mark(end, ',') {
            return None;
        }
        let mut at = end + 1;
        while at < end + 4 && self.is(at, Class::Article) {
            at += 1;
        }
        let (length, numbers) = self.shapes.title_words.longest(self.rest(at))?;
        let mut titled = Titled {
            at: at + length,
            title: usize::from(*numbers.first()?),
            country: None,
            organization: None,
            comma: true,
        };
        self.complement(&mut titled);
        Some(titled)
    }
}

/// `ABDOURAHMANE TRAORE` as `Abdourahmane Traore`.
fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive([' ', '-', '\'', '’']) {
        out.push_str(&capitalised(&lower(word)));
    }
    out
}
