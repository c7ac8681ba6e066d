//! What someone may have meant who mistyped a word.

use super::fold::fold;

/// How many letters differ (Levenshtein), up to 3; words of very different length are not compared.
///
/// ```
/// assert_eq!(corpus::text::near::distance("maroc", "marco"), 2);
/// ```
pub fn distance(left: &str, right: &str) -> usize {
    if left.len().abs_diff(right.len()) > 4 || left.len() > 80 {
        return 3;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(&right) {
            let best = (diagonal + usize::from(a != *b)).min(before + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            before = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(3).min(3)
}

/// The one of `allowed` that `given` was probably meant to be: it differs in case, accents or a letter or two, or one
/// holds the other.
///
/// ```
/// use corpus::text::near::nearest;
/// let allowed = ["min_confidence", "status", "since"];
/// assert_eq!(nearest("statut", allowed), Some("status"));
/// assert_eq!(nearest("confidence", allowed), Some("min_confidence"));
/// assert_eq!(nearest("xyz", allowed), None);
/// ```
pub fn nearest<'a>(given: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(given.trim());
    let letters = wanted.chars().count();
    if !(2..=40).contains(&letters) {
        return None;
    }
    let most = if letters <= 4 { 1 } else { 2 };
    let far = |name: &'a str| {
        let known = fold(name);
        let within = letters >= 4 && known.len() >= 4 && (known.contains(&wanted) || wanted.contains(&known));
        let apart = distance(&known, &wanted);
        let apart = if within { apart.min(most) } else { apart };
        (apart <= most).then_some((apart, name))
    };
    // Of several at the same distance, the first.
    allowed.into_iter().filter_map(far).min_by_key(|(apart, _)| *apart).map(|(_, name)| name)
}

/// `; did you mean NAME?`, or nothing.
///
/// ```
/// assert_eq!(corpus::text::near::hint("sorce", ["source"]), "; did you mean 'source'?");
/// ```
pub fn hint<'a>(given: &str, allowed: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, allowed).map(|name| format!("; did you mean '{name}'?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (left, right, expected) in [("mali", "mali", 0), ("mali", "malli", 1), ("maroc", "marco", 2), ("x", "", 1)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn short_words_are_not_taken_for_others() {
        assert_eq!(nearest("by", ["of"]), None);
        assert_eq!(nearest("", ["a"]), None);
        assert_eq!(nearest("SANCTIONS", ["ASSAULT", "SANCTION"]), Some("SANCTION"));
        assert_eq!(nearest("cooperation", ["material cooperation"]), Some("material cooperation"));
    }
}
