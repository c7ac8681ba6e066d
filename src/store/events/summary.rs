//! What the reports of one act say together, and on what they disagree.

use super::report::{Days, Match, Place, Precision, Report};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The standings, in the order in which they are listed; where as many tell it one way as another, the first holds.
const STATUSES: [&str; 5] = ["asserted", "planned", "claimed", "denied", "hypothetical"];
/// The standings that contradict each other.
const OPPOSED: [&str; 3] = ["asserted", "claimed", "denied"];
/// What reports may disagree on, in the order in which it is listed.
pub(super) const POINTS: [&str; 5] = ["status", "date", "place", "actors", "act"];

/// An act as its reports have it.
pub(super) struct Summary<'a> {
    pub id: i64,
    /// The best known date: of the most precise, the one that most independent articles give.
    pub date: Option<&'a str>,
    pub days: Option<Days>,
    pub place: Option<&'a str>,
    pub goldstein: Option<f64>,
    pub articles: usize,
    pub independent: usize,
    pub first_published: Option<i32>,
    pub statuses: Vec<&'static str>,
    /// What the reports disagree on.
    pub disagreement: Vec<&'static str>,
    /// What each report says otherwise than most.
    pub disagrees: Vec<Vec<&'static str>>,
}

pub(super) fn summarise<'a>(reports: &[&'a Report]) -> Summary<'a> {
    let when = prevailing(
        reports,
        |report| report.when.as_ref().map(|when| (when.precision, when.days.len(), when.days, &when.date)),
        |key| key.0 as u8,
    );
    // What is asserted of a place goes before what is only claimed.
    let named = |report: &'a Report| report.place.as_ref().map(|place| (report.status != "asserted", &place.name));
    let place = prevailing(reports, named, |(claimed, _)| u8::from(*claimed)).map(|(_, name)| name);
    let held = |name: &str| reports.iter().find_map(|report| report.place.as_ref().filter(|place| place.name == name));
    let place = place.map(String::as_str);
    let status = prevailing(reports, |report| STATUSES.iter().position(|known| *known == report.status), |_| 0);
    let days = when.map(|(_, _, days, _)| days);
    let told: FxHashSet<&str> = reports.iter().map(|report| report.status.as_str()).collect();
    let statuses: Vec<&str> = STATUSES.into_iter().filter(|status| told.contains(status)).collect();
    let opposed = OPPOSED.iter().filter(|status| told.contains(*status)).count() > 1;
    let disagrees: Vec<Vec<&'static str>> = reports
        .iter()
        .map(|report| {
            let otherwise = status.and_then(|at| STATUSES.get(at)).is_some_and(|status| *status != report.status);
            [
                ("status", opposed && otherwise && OPPOSED.contains(&report.status.as_str())),
                ("date", days.is_some_and(|days| another_day(report, days))),
                ("place", place.and_then(held).is_some_and(|place| elsewhere(report, place))),
            ]
            .into_iter()
            .filter_map(|(point, differs)| differs.then_some(point))
            .collect()
        })
        .collect();
    let differs =
        |point: &&str| disagrees.iter().any(|points| points.contains(point)) || (*point == "status" && opposed);
    let families: FxHashSet<i64> = reports.iter().map(|report| report.family).collect();
    let articles: FxHashSet<i64> = reports.iter().map(|report| report.article).collect();
    Summary {
        id: reports.iter().map(|report| report.pair).min().unwrap_or_default(),
        date: when.map(|(.., date)| date.as_str()),
        days,
        place,
        goldstein: mean(reports.iter().filter_map(|report| report.goldstein)),
        articles: articles.len(),
        independent: families.len(),
        first_published: reports.iter().filter_map(|report| report.published).map(Days::anchor).min(),
        statuses,
        disagreement: POINTS.into_iter().filter(differs).collect(),
        disagrees,
    }
}

/// What most families of copies say, of what has the lowest class; where as many say one thing as another, the lesser.
fn prevailing<'a, K: Ord + Copy>(
    reports: &[&'a Report],
    said: impl Fn(&'a Report) -> Option<K>,
    class: impl Fn(&K) -> u8,
) -> Option<K> {
    let mut families: BTreeMap<K, FxHashSet<i64>> = BTreeMap::new();
    for report in reports {
        if let Some(key) = said(report) {
            families.entry(key).or_default().insert(report.family);
        }
    }
    families.into_iter().min_by_key(|(key, told)| (class(key), std::cmp::Reverse(told.len()))).map(|(key, _)| key)
}

/// Whether a report gives other days than the act's, by more than the day on which the press may differ.
fn another_day(report: &Report, days: Days) -> bool {
    let told = report.when.as_ref().filter(|when| when.precision <= Precision::Month && !report.is_lasting());
    told.is_some_and(|when| when.days.gap(days) > 1)
}

/// Whether a report of an act of force has another place than the act.
fn elsewhere(report: &Report, place: &Place) -> bool {
    report.is_force() && report.place.as_ref().is_some_and(|other| other.compare(place) == Match::Conflict)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
