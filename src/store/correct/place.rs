//! Where a correction belongs in rows and texts that may have changed since.

use super::record::Told;
use crate::extraction::RelationType;
use crate::text::CodePoints;

/// Where `words` stand in `text`, in code points: where they stood, or else the place nearest to it.
pub(crate) fn located(text: &str, points: &CodePoints<'_>, words: &str, start: i64) -> Option<i64> {
    if words.is_empty() {
        return None;
    }
    let wanted = usize::try_from(start).ok()?;
    if points.to_byte(wanted).and_then(|at| text.get(at..)).is_some_and(|rest| rest.starts_with(words)) {
        return Some(start);
    }
    let nearest = text.match_indices(words).map(|(at, _)| points.from_byte(at)).min_by_key(|at| at.abs_diff(wanted));
    nearest.and_then(|at| i64::try_from(at).ok())
}

impl Told {
    /// Who and whom; in the order of the alphabet where the type holds both ways.
    pub(super) fn parties(&self) -> (&str, &str) {
        let (source, target) = (self.source.as_str(), self.target.as_str());
        let mutual = RelationType::parse(&self.kind).is_some_and(RelationType::is_mutual);
        if mutual && target < source { (target, source) } else { (source, target) }
    }

    /// The same, its words standing from `start` on in a text of `length` code points.
    pub(super) fn moved(&self, start: i64, length: i64) -> Self {
        let by = start - self.start;
        let mut moved = self.clone();
        moved.start = start;
        moved.end = self.end + by;
        moved.places = self.places.map(|at| (at + by).clamp(0, length));
        moved
    }

    /// How likely both are the same relation, read twice; 0 where they are not.
    fn likeness(&self, other: &Self) -> u32 {
        let same_parties = self.parties() == other.parties()
            || (self.source.as_str(), self.target.as_str()) == (other.source.as_str(), other.target.as_str());
        let words = self.evidence == other.evidence;
        let meets = self.start < other.end && other.start < self.end;
        let within = self.evidence.contains(&other.evidence) || other.evidence.contains(&self.evidence);
        if self.origin != other.origin || !same_parties || !(words || meets || within) {
            return 0;
        }
        [
            (self.kind == other.kind, 16),
            (words, 8),
            (meets, 4),
            (self.start == other.start && self.end == other.end, 2),
            (self.status == other.status, 2),
            (self.date == other.date, 2),
            (self.said_by == other.said_by, 1),
        ]
        .into_iter()
        .map(|(same, weight)| if same { weight } else { 0 })
        .sum::<u32>()
            + 1
    }
}

/// Which of `roots` the relation `wanted` is, if any.
pub(super) fn placed<'r>(wanted: &Told, roots: impl Iterator<Item = (usize, &'r Told)>) -> Option<usize> {
    let score = |(at, root): (usize, &Told)| {
        let points = match (&wanted.added, &root.added) {
            (None, None) => wanted.likeness(root),
            (Some(wanted), Some(added)) => u32::from(wanted == added),
            _ => 0,
        };
        (points > 0).then(|| ((points, std::cmp::Reverse(root.start.abs_diff(wanted.start))), at))
    };
    roots.filter_map(score).max_by_key(|(points, at)| (*points, std::cmp::Reverse(*at))).map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: &str, source: &str, target: &str, evidence: &str, start: i64) -> Told {
        Told {
            kind: kind.into(),
            source: source.into(),
            target: target.into(),
            source_sector: None,
            target_sector: None,
            date: None,
            status: "asserted".into(),
            said_by: None,
            place: None,
            mode: None,
            context: Vec::new(),
            goldstein: None,
            evidence: evidence.into(),
            start,
            end: start + i64::try_from(evidence.chars().count()).unwrap(),
            places: [0; 4],
            confidence: 1.0,
            rule: "test".into(),
            origin: "rules".into(),
            added: None,
        }
    }

    #[test]
    fn words_are_found_where_they_stood_or_nearest_to_it() {
        let text = "éé mot, mot, mot";
        let find = |words: &str, start| located(text, &CodePoints::new(text), words, start);
        assert_eq!(
            [find("mot", 8), find("mot", 7), find("mot", 99), find("mot", 0)],
            [Some(8), Some(8), Some(13), Some(3)]
        );
        assert_eq!([find("", 3), find("autre", 3), find("mot", -1)], [None; 3]);
    }

    #[test]
    fn a_relation_is_known_again_by_who_and_by_its_words() {
        let old = told("CONSULT", "DZA", "MLI", "Alger reçoit Bamako", 40);
        let like = |other: &Told| old.likeness(other);
        let same = like(&old);
        assert!(same > like(&told("CONSULT", "MLI", "DZA", "Alger reçoit Bamako", 90)), "elsewhere it is less so");
        assert!(like(&told("CONSULT", "MLI", "DZA", "Alger reçoit Bamako", 90)) > 0, "it holds both ways");
        assert!(like(&told("CONSULT", "DZA", "MLI", "reçoit Bamako", 900)) > 0, "part of the words");
        assert!(like(&told("ACCUSE", "DZA", "MLI", "d’autres mots ici", 50)) > 0, "in the same place");
        assert_eq!(like(&told("CONSULT", "DZA", "MLI", "d’autres mots ici", 900)), 0);
        assert_eq!(like(&told("ACCUSE", "MLI", "DZA", "Alger reçoit Bamako", 40)), 0, "whom it is said of counts");
        assert_eq!(like(&told("CONSULT", "DZA", "NER", "Alger reçoit Bamako", 40)), 0);
        assert_eq!(like(&Told { origin: "anna".into(), ..old.clone() }), 0);
    }
}
