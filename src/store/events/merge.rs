//! Which reports tell one act. The reports of a block have one type and the same actors.
//!
//! Reports are taken one after another, the surest first: those dated to the day, then to the month, then vaguely, then
//! those without a date. Each joins the group it fits best, or begins one. Their order is one of content alone, so that
//! the same reports give the same groups however they came into the file.

use super::report::{Days, Match, Precision, Report, When, likeness};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Reports of a group that others are compared with, at most.
const EXEMPLARS: usize = 8;
/// Places of a group that are remembered, at most.
const PLACES: usize = 16;
/// Groups of nearby days that a report is compared with, at most.
const NEARBY: usize = 64;
/// A word in more groups than this leads to none of them.
const COMMON: usize = 32;
/// An undated report of a deed may tell of one so many days back, where only one comes into question.
const MEMORY: i32 = 200;
/// Two groups this close to one another in fit leave an undated report undecided.
const TIE: f64 = 0.04;

/// Groups of `block`, by the numbers of the reports in it; each report is in one.
pub(super) fn merge(block: &[&Report]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..block.len()).collect();
    let rank = |at: &usize| {
        block.get(*at).map(|report| (report.when.as_ref().map_or(3, |w| w.precision as u8), report.order()))
    };
    order.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let mut groups = Groups {
        block,
        list: Vec::new(),
        by_day: BTreeMap::new(),
        by_word: FxHashMap::default(),
        by_mode: FxHashMap::default(),
    };
    for at in order {
        groups.place(at);
    }
    groups.list.into_iter().map(|group| group.members).collect()
}

/// Reports taken for one act so far.
struct Group<'a> {
    members: Vec<usize>,
    /// Of different wording, to compare with.
    exemplars: Vec<&'a Report>,
    /// The first report: its date, or the day of its article, is that of the group.
    seed: &'a Report,
    modes: Vec<&'a str>,
    places: Vec<&'a super::report::Place>,
}

struct Groups<'a, 'b> {
    block: &'b [&'a Report],
    list: Vec<Group<'a>>,
    by_day: BTreeMap<i32, Vec<usize>>,
    by_word: FxHashMap<u64, Vec<usize>>,
    /// Dated groups by mode and day.
    by_mode: FxHashMap<&'a str, BTreeMap<i32, Vec<usize>>>,
}

impl<'a> Groups<'a, '_> {
    fn place(&mut self, at: usize) {
        let Some(report) = self.block.get(at).copied() else { return };
        let chosen = self.choose(report);
        let group = chosen.unwrap_or_else(|| self.begin(report));
        self.join(group, at, report);
    }

    /// The group that `report` fits best, if it fits one.
    fn choose(&self, report: &'a Report) -> Option<usize> {
        let only = self.only_deed(report);
        let (mut best, mut second): (Option<(f64, usize)>, f64) = (None, f64::NEG_INFINITY);
        for number in self.candidates(report, only) {
            let Some(group) = self.list.get(number) else { continue };
            let Some(fit) = self.fit(report, group, only == Some(number)) else { continue };
            match best {
                Some((most, _)) if fit <= most => second = second.max(fit),
                _ => {
                    second = best.map_or(f64::NEG_INFINITY, |(most, _)| most);
                    best = Some((fit, number));
                }
            }
        }
        // Where two acts come equally into question, a report without a day tells neither.
        let sure = report.when.as_ref().is_some_and(|when| when.precision == Precision::Day);
        best.filter(|(most, _)| sure || most - second > TIE).map(|(_, number)| number)
    }

    /// The one dated deed of this mode that an undated report can mean.
    fn only_deed(&self, report: &Report) -> Option<usize> {
        let published = report.published.filter(|_| report.when.is_none() && report.is_material())?;
        let days = self.by_mode.get(report.mode.as_deref()?)?;
        let window = published.anchor().saturating_sub(MEMORY)..=published.to.saturating_add(3);
        let mut found = (window.start() <= window.end()).then(|| days.range(window).flat_map(|(_, groups)| groups))?;
        let first = found.next()?;
        found.next().is_none().then_some(*first)
    }

    fn candidates(&self, report: &Report, only: Option<usize>) -> Vec<usize> {
        let mut found: Vec<usize> = only.into_iter().collect();
        let window = match (&report.when, report.published) {
            (Some(when), _) if when.precision == Precision::Day => {
                Some((when.days.from.saturating_sub(4), when.days.to.saturating_add(1)))
            }
            (Some(when), _) => Some((when.reach.from.saturating_sub(3), when.reach.to)),
            (None, Some(published)) => Some((published.from.saturating_sub(8), published.to.saturating_add(4))),
            (None, None) => None,
        };
        if let Some((from, to)) = window.filter(|(from, to)| from <= to) {
            found.extend(self.by_day.range(from..=to).rev().flat_map(|(_, groups)| groups).take(NEARBY));
        }
        for word in &report.words {
            if let Some(groups) = self.by_word.get(word).filter(|groups| groups.len() <= COMMON) {
                found.extend(groups);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How well `report` fits a group, or `None` where it does not.
    fn fit(&self, report: &Report, group: &Group<'_>, only: bool) -> Option<f64> {
        let mode = report.compare_mode(&group.modes);
        let place = report.place.as_ref().and_then(|place| group.places.iter().map(|other| place.compare(other)).max());
        // What is said in one town is told from another; what is struck is struck in its place.
        let place = place.filter(|found| *found == Match::Same || report.is_force()).unwrap_or(Match::Unknown);
        let last = group.members.last().and_then(|at| self.block.get(*at)).copied();
        let overlaps = last.is_some_and(|last| report.overlaps(last))
            || group.exemplars.iter().any(|other| report.overlaps(other));
        let (needed, distance) = if overlaps {
            (0.0, 0)
        } else {
            let same_text = group.exemplars.iter().any(|other| other.family == report.family);
            Terms { report, mode, place, only, same_text }.needed(group.seed)?
        };
        let likeness = group.exemplars.iter().map(|other| likeness(report, other)).fold(0.0, f64::max);
        let worth = |found: Match| match found {
            Match::Same => 0.1,
            Match::Unknown => 0.0,
            Match::Conflict => -0.15,
        };
        (likeness >= needed).then(|| likeness + worth(mode) + worth(place) - f64::from(distance.min(60)) / 300.0)
    }

    fn begin(&mut self, report: &'a Report) -> usize {
        let number = self.list.len();
        let days = report.when.as_ref().map(|when| when.days);
        if let Some(days) = days.or(report.published) {
            self.by_day.entry(days.anchor()).or_default().push(number);
        }
        if let (Some(days), Some(mode)) = (days, report.mode.as_deref()) {
            self.by_mode.entry(mode).or_default().entry(days.anchor()).or_default().push(number);
        }
        let (modes, places) = (Vec::new(), Vec::new());
        self.list.push(Group { members: Vec::new(), exemplars: Vec::new(), seed: report, modes, places });
        number
    }

    fn join(&mut self, number: usize, at: usize, report: &'a Report) {
        let Some(group) = self.list.get_mut(number) else { return };
        group.members.push(at);
        if let Some(mode) = report.mode.as_deref().filter(|mode| !group.modes.contains(mode)) {
            group.modes.push(mode);
        }
        if let Some(place) =
            report.place.as_ref().filter(|place| group.places.len() < PLACES && !group.places.contains(place))
        {
            group.places.push(place);
        }
        if group.exemplars.len() < EXEMPLARS && group.exemplars.iter().all(|other| other.words != report.words) {
            group.exemplars.push(report);
            for word in &report.words {
                let groups = self.by_word.entry(*word).or_default();
                if groups.last() != Some(&number) && groups.len() <= COMMON {
                    groups.push(number);
                }
            }
        }
    }
}

/// What is known of a report and a group beside their days and words.
struct Terms<'a> {
    report: &'a Report,
    mode: Match,
    place: Match,
    /// Whether no other deed comes into question.
    only: bool,
    /// Whether a copy of the report's article is in the group, or the article itself.
    same_text: bool,
}

impl Terms<'_> {
    /// How alike the words must be for `report` to tell what `seed` tells, and how many days lie between them; `None`
    /// where no likeness is enough.
    fn needed(&self, seed: &Report) -> Option<(f64, i32)> {
        let report = self.report;
        let (needed, distance) = match (&report.when, &seed.when) {
            (Some(one), Some(other)) => {
                let gap = one.reach.gap(other.reach);
                let precision = one.precision.max(other.precision);
                (self.of_dated(precision, gap)?, gap)
            }
            (Some(dated), None) => self.of_lag(report.published.or(seed.published)?, dated)?,
            (None, Some(dated)) => match report.published {
                Some(published) => self.of_lag(published, dated)?,
                None => (if self.mode == Match::Same && self.report.is_material() { 0.35 } else { 0.55 }, 30),
            },
            (None, None) => match (report.published, seed.published) {
                (Some(one), Some(other)) => {
                    let gap = one.gap(other);
                    (self.of_undated(gap)?, gap)
                }
                _ => (if self.mode == Match::Same { 0.5 } else { 0.6 }, 30),
            },
        };
        // A town against another, or one kind of deed against another, takes many words in common. Where an act took
        // place is what its rival accounts dispute.
        let elsewhere = self.place == Match::Conflict && !report.is_disputed();
        let conflict = self.mode == Match::Conflict || elsewhere;
        let needed = if conflict { needed.max(0.5) } else { needed };
        Some((if self.same_text { needed - 0.05 } else { needed }, distance))
    }

    /// Both are dated: `gap` days lie between their dates, the less precise of which is as precise as said.
    fn of_dated(&self, precision: Precision, gap: i32) -> Option<f64> {
        let alike = self.mode == Match::Same;
        Some(match (precision, gap) {
            (_, ..=31) if self.report.is_lasting() => 0.0,
            (Precision::Day, 0) => 0.0,
            // The press differs by a day: it happened at night, or was told the day after.
            (Precision::Day, 1) | (Precision::Month, 0) if alike && self.report.is_material() => 0.0,
            (Precision::Day, 1) => {
                if alike {
                    0.15
                } else {
                    0.25
                }
            }
            (Precision::Month, 0) => {
                if alike {
                    0.15
                } else {
                    0.2
                }
            }
            (Precision::Vague, 0) => {
                if alike {
                    0.25
                } else {
                    0.3
                }
            }
            _ => return None,
        })
    }

    /// One of the two is dated, the other only published.
    fn of_lag(&self, published: Days, dated: &When) -> Option<(f64, i32)> {
        let alike = self.mode == Match::Same;
        let days = dated.reach;
        let lag = if days.from > published.to {
            days.from.saturating_sub(published.to).saturating_neg()
        } else {
            published.from.saturating_sub(days.to).max(0)
        };
        if dated.precision == Precision::Vague {
            let needed = if self.report.is_lasting() && lag <= 31 {
                0.0
            } else if alike {
                0.35
            } else {
                0.45
            };
            return Some((needed, 30));
        }
        let needed = match lag {
            ..-60 => return None,
            -31..=31 if self.report.is_lasting() => 0.0,
            -60..-3 => {
                if alike {
                    0.2
                } else {
                    0.35
                }
            }
            -3..=4 if alike && self.report.is_material() => 0.0,
            // Force without a day is the news of the day.
            -1..=2 if self.report.is_force() => 0.0,
            -3..=4 => {
                if alike {
                    0.08
                } else {
                    0.12
                }
            }
            5..=MEMORY if self.only => 0.0,
            5..=31 => {
                if alike {
                    0.25
                } else {
                    0.35
                }
            }
            32..=MEMORY => 0.5,
            _ => 0.6,
        };
        Some((needed, lag.abs()))
    }

    /// Neither is dated: `gap` days lie between their articles.
    fn of_undated(&self, gap: i32) -> Option<f64> {
        let alike = self.mode == Match::Same;
        Some(match gap {
            ..=31 if self.report.is_lasting() => 0.0,
            ..=1 if alike && self.report.is_material() => 0.05,
            ..=1 => {
                if alike {
                    0.12
                } else {
                    0.16
                }
            }
            2..=7 => {
                if alike {
                    0.25
                } else {
                    0.35
                }
            }
            8..=45 => 0.5,
            46..=400 => 0.7,
            _ => return None,
        })
    }
}
