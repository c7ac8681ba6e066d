//! Shingles: the runs of words a text is made of, by which rewritten copies are known again, and a small sketch of them
//! that finds the texts worth comparing.
//!
//! Resemblance is that of Broder (1997): the shingles two texts have in common, divided by all that either has. Words
//! are runs of letters and digits without case and accents, so that quotation marks, apostrophes, hyphens and line
//! breaks make no difference.

use super::fold::push_folded;
use unicode_normalization::char::is_combining_mark;

/// Words in a shingle.
pub const WORDS: usize = 4;
/// Values in a [`Sketch`].
pub const VALUES: usize = 64;
/// Bands of a sketch: two texts are compared where at least one band is the same in both.
pub const BANDS: usize = 16;
/// Values in a band; the bands take the first values of a sketch.
pub const ROWS: usize = 2;

/// The shingles of one text, each as a 64-bit hash, in rising order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The shingles of `text`.
    ///
    /// ```
    /// use corpus::text::shingles::Shingles;
    /// let one = Shingles::of("L’Algérie ferme son espace aérien");
    /// assert_eq!(one.len(), 3);
    /// assert_eq!(one, Shingles::of("L'ALGERIE ferme\nson espace-aérien."));
    /// ```
    pub fn of(text: &str) -> Self {
        let mut all = hashes(text);
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text has fewer words than a shingle.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many both have.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
            let order = one.cmp(two);
            shared += usize::from(order.is_eq());
            if order.is_le() {
                left.next();
            }
            if order.is_ge() {
                right.next();
            }
        }
        shared
    }

    /// Resemblance (Jaccard's index): shared by both, divided by all that either has. Two empty sets are alike.
    #[expect(clippy::cast_precision_loss, reason = "a text has far fewer words than 2^52")]
    pub fn jaccard(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        let all = self.len() + other.len() - shared;
        if all == 0 { 1.0 } else { shared as f64 / all as f64 }
    }

    /// Containment: the part of these that `other` has too. Nothing is contained in anything.
    #[expect(clippy::cast_precision_loss, reason = "a text has far fewer words than 2^52")]
    pub fn contained_in(&self, other: &Self) -> f64 {
        if self.is_empty() { 1.0 } else { self.shared(other) as f64 / self.len() as f64 }
    }

    /// Their sketch.
    pub fn sketch(&self) -> Sketch {
        Sketch::of(&self.0)
    }
}

/// A few bytes of which two texts have about as large a part in common as of their shingles, and the bands by which
/// such texts are found.
///
/// Each value is the least of the hashes that fall to it, as in `MinHash`, but one hash of each shingle serves for all
/// values. Values left empty are filled from further rounds, each with another hash (Dahlgaard, Knudsen and Thorup,
/// *Fast Similarity Sketching*, 2017), so that short texts are sketched as well as long ones. Of each value one byte is
/// kept (Li and König, *b-Bit Minwise Hashing*, 2010).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch {
    values: [u8; VALUES],
    bands: [u32; BANDS],
}

impl Sketch {
    fn of(shingles: &[u64]) -> Self {
        let mut least = [u64::MAX; VALUES];
        let mut empty = VALUES;
        // The later rounds send all shingles to one value each, so that at their end none is empty.
        for round in 0..2 * VALUES as u64 {
            if empty == 0 || shingles.is_empty() {
                break;
            }
            let seed = round.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for shingle in shingles {
                let hash = if round == 0 { *shingle } else { mixed(shingle ^ seed) };
                let at = round.checked_sub(VALUES as u64).unwrap_or(((hash >> 32) * VALUES as u64) >> 32);
                // A value of an earlier round is less than any of a later one.
                let value = (round << 32) | (hash & 0xFFFF_FFFF);
                if let Some(least) = usize::try_from(at).ok().and_then(|at| least.get_mut(at))
                    && value < *least
                {
                    empty -= usize::from(*least == u64::MAX);
                    *least = value;
                }
            }
        }
        Self { values: least.map(|value| (mixed(value) & 0xFF) as u8), bands: bands(&least) }
    }

    /// The values, a byte each.
    pub fn values(&self) -> &[u8; VALUES] {
        &self.values
    }

    /// A number for each band; those of different bands differ.
    pub fn bands(&self) -> &[u32; BANDS] {
        &self.bands
    }
}

/// How many bits of a band's number tell its place.
const PLACE: u32 = BANDS.trailing_zeros();
/// How many bits a band's number has: it fits four bytes of `SQLite`.
const BITS: u32 = 31;

fn bands(least: &[u64; VALUES]) -> [u32; BANDS] {
    let mut out = [0; BANDS];
    for ((band, place), rows) in out.iter_mut().zip(0_u32..).zip(least.chunks_exact(ROWS)) {
        let all = rows.iter().fold(0, |all: u64, value| mixed(all.rotate_left(32) ^ value));
        let hash = u32::try_from(all >> (64 + PLACE - BITS)).unwrap_or_default();
        *band = (hash << PLACE) | place;
    }
    out
}

/// The part of two sketches' values that are the same: near the resemblance of their texts.
#[expect(clippy::cast_precision_loss, reason = "a few values")]
pub fn estimate(one: &[u8; VALUES], two: &[u8; VALUES]) -> f64 {
    one.iter().zip(two).filter(|(one, two)| one == two).count() as f64 / VALUES as f64
}

/// Spreads what differs between two numbers over all their bits (the end of `SplitMix64`).
const fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A hash for each run of words, in the order of the text.
fn hashes(text: &str) -> Vec<u64> {
    let mut shingler = Shingler { out: Vec::with_capacity(text.len() / 6), ..Shingler::default() };
    shingler.read(text);
    shingler.out
}

/// What a word's hash begins with.
const SEED: u64 = 0x2545_F491_4F6C_DD1D;

#[derive(Default)]
struct Shingler {
    out: Vec<u64>,
    /// The last words.
    window: [u64; WORDS],
    seen: usize,
    folded: String,
}

impl Shingler {
    fn read(&mut self, text: &str) {
        let mut word = SEED;
        for letter in text.chars() {
            if letter.is_ascii_alphanumeric() {
                word = step(word, u32::from(letter.to_ascii_lowercase()));
            } else if letter.is_ascii() {
                self.end(&mut word);
            } else if letter.is_alphanumeric() {
                self.folded.clear();
                push_folded(letter.encode_utf8(&mut [0; 4]), &mut self.folded);
                word = self.folded.chars().fold(word, |word, letter| step(word, u32::from(letter)));
            } else if !is_combining_mark(letter) && !matches!(letter, '\u{ad}' | '\u{200c}' | '\u{200d}') {
                self.end(&mut word);
            }
        }
        self.end(&mut word);
    }

    fn end(&mut self, word: &mut u64) {
        if *word == SEED {
            return;
        }
        self.window.rotate_left(1);
        if let Some(last) = self.window.last_mut() {
            *last = std::mem::replace(word, SEED);
        }
        self.seen += 1;
        if self.seen >= WORDS {
            let join = |all: u64, word: &u64| (all.rotate_left(23) ^ word).wrapping_mul(0x9FB2_1C65_1E98_DF25);
            let all = self.window.iter().fold(0, join);
            self.out.push(mixed(all));
        }
    }
}

/// A word with one letter more.
const fn step(word: u64, letter: u32) -> u64 {
    (word ^ letter as u64).wrapping_mul(0xF135_7AEA_2E62_A9C5).rotate_left(26)
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small numbers")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const HEAD: &str = "Le gouvernement a annoncé mardi la fermeture de l’espace aérien aux avions venus du nord";

    /// The same from the definition: sets of runs of words.
    fn defined(text: &str) -> BTreeSet<Vec<&str>> {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.windows(WORDS).map(<[&str]>::to_vec).collect()
    }

    #[test]
    fn case_accents_marks_and_line_breaks_make_no_difference() {
        let one = Shingles::of("L’Algérie ferme son cœur, dit-on.");
        assert_eq!(one.len(), 4);
        for other in ["l'algerie FERME son\n\ncoeur dit on", "L’Alge\u{301}rie « ferme » son c\u{153}ur — dit\u{ad}-on"]
        {
            assert_eq!(one, Shingles::of(other), "{other}");
        }
        assert_ne!(one, Shingles::of("L’Algérie ferme son port, dit-on."));
        assert_eq!(Shingles::of("trois mots seuls").len(), 0);
        assert!(Shingles::of("").is_empty());
    }

    #[test]
    fn resemblance_and_containment() {
        let (one, two) = (Shingles::of("a b c d e f"), Shingles::of("x a b c d e"));
        assert_eq!((one.len(), two.len(), one.shared(&two)), (3, 3, 2));
        assert!((one.jaccard(&two) - 0.5).abs() < 1e-12);
        let cut = Shingles::of("a b c d");
        assert!((cut.contained_in(&one) - 1.0).abs() < 1e-12);
        assert!((one.contained_in(&cut) - 1.0 / 3.0).abs() < 1e-12);
        assert!((Shingles::default().jaccard(&Shingles::default()) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn bands_differ_by_their_place_and_fit_four_bytes() {
        let sketch = Shingles::of(HEAD).sketch();
        let places: BTreeSet<u32> = sketch.bands().iter().map(|band| band % BANDS as u32).collect();
        assert_eq!(places.len(), BANDS);
        assert!(sketch.bands().iter().all(|band| i32::try_from(*band).is_ok()));
    }

    /// These numbers stand in people's files: another way of hashing needs another schema.
    #[test]
    fn sketches_stay_what_they_are() {
        let sketch = Shingles::of(HEAD).sketch();
        assert_eq!(sketch.values()[..8], SAMPLE.0);
        assert_eq!(sketch.bands()[..3], SAMPLE.1);
    }

    const SAMPLE: ([u8; 8], [u32; 3]) =
        ([189, 72, 235, 185, 238, 17, 74, 132], [1_496_295_744, 1_315_611_681, 862_353_250]);

    proptest! {
        #[test]
        fn resemblance_is_that_of_the_sets(one in "[a-c]( [a-c]){0,30}", two in "[a-c]( [a-c]){0,30}") {
            let (left, right) = (defined(&one), defined(&two));
            let shared = left.intersection(&right).count();
            let (one, two) = (Shingles::of(&one), Shingles::of(&two));
            prop_assert_eq!((one.len(), two.len()), (left.len(), right.len()));
            prop_assert_eq!(one.shared(&two), shared);
            prop_assert_eq!(two.shared(&one), shared);
            let all = left.union(&right).count();
            let resemblance = if all == 0 { 1.0 } else { shared as f64 / all as f64 };
            prop_assert!((one.jaccard(&two) - resemblance).abs() < 1e-12);
        }

        #[test]
        fn a_sketch_estimates_resemblance(same in 0_usize..200, other in 0_usize..200, seed in 0_u64..1000) {
            prop_assume!(same + other > 0);
            let number = |n: usize| mixed(seed << 32 | n as u64);
            let one: Vec<u64> = (0..same + other).map(number).collect();
            let two: Vec<u64> = (0..same).chain(1000..1000 + other).map(number).collect();
            let expected = same as f64 / (same + 2 * other) as f64;
            let found = estimate(Sketch::of(&one).values(), Sketch::of(&two).values());
            // Five standard deviations, and a byte that is the same by chance.
            prop_assert!((found - expected).abs() < 0.33, "{} for {}", found, expected);
        }

        #[test]
        fn any_text_has_a_sketch(text in ".{0,80}") {
            let shingles = Shingles::of(&text);
            prop_assert!(shingles.len() <= text.len());
            prop_assert_eq!(shingles.sketch(), shingles.sketch());
        }
    }
}
