//! The statistics of words, each as it was published; see `docs/words.md` for sources.

use std::f64::consts::{LN_2, PI};

/// A table of two rows and two columns of counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Contingency {
    cells: [[f64; 2]; 2],
}

impl Contingency {
    /// Of a word: how often it is in one part of `of` words, and how often in another.
    pub fn new((count, of): (u64, u64), (other, of_other): (u64, u64)) -> Self {
        let (count, of, other, of_other) = (float(count), float(of), float(other), float(of_other));
        Self { cells: [[count, (of - count).max(0.0)], [other, (of_other - other).max(0.0)]] }
    }

    fn rows(&self) -> [f64; 2] {
        self.cells.map(|row| row[0] + row[1])
    }

    fn total(&self) -> f64 {
        let [first, second] = self.rows();
        first + second
    }

    /// What the cell would hold if rows and columns had nothing to do with each other.
    fn expected_in(&self, row: usize, column: usize) -> f64 {
        let total = self.total();
        if total <= 0.0 {
            return 0.0;
        }
        let in_column: f64 = self.cells.iter().filter_map(|cells| cells.get(column)).sum();
        self.rows().get(row).copied().unwrap_or_default() * in_column / total
    }

    /// How often the word would be in the first part if it were as frequent everywhere.
    pub fn expected(&self) -> f64 {
        self.expected_in(0, 0)
    }

    /// Of each cell what is there and what would be expected.
    fn each(&self) -> impl Iterator<Item = (f64, f64)> {
        let places = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let table = *self;
        places.into_iter().map(move |(row, column)| {
            let seen = table.cells.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or_default();
            (seen, table.expected_in(row, column))
        })
    }

    /// Negative where the word is rarer in the first part than expected.
    fn signed(&self, value: f64) -> f64 {
        let value = value.max(0.0);
        if self.cells[0][0] < self.expected() { -value } else { value }
    }

    /// G², the log-likelihood ratio over all four cells (Dunning 1993), signed.
    pub fn log_likelihood(&self) -> f64 {
        let sum: f64 =
            self.each().filter(|(seen, _)| *seen > 0.0).map(|(seen, expected)| seen * (seen / expected).ln()).sum();
        self.signed(2.0 * sum)
    }

    /// Pearson's X² without a correction for continuity, signed.
    pub fn chi_squared(&self) -> f64 {
        let sum = self
            .each()
            .filter(|(_, expected)| *expected > 0.0)
            .map(|(seen, expected)| (seen - expected).powi(2) / expected)
            .sum();
        self.signed(sum)
    }

    /// Hardie's log ratio: how many times the share of the word doubles from the second part to the first. A count of
    /// none is taken as one half.
    pub fn log_ratio(&self) -> f64 {
        let share = |row: usize| {
            let cells = self.cells.get(row).copied().unwrap_or_default();
            let of = cells[0] + cells[1];
            if of > 0.0 { (if cells[0] > 0.0 { cells[0] } else { 0.5 }) / of } else { f64::NAN }
        };
        (share(0) / share(1)).log2()
    }

    /// %DIFF: by how many per cent the share in the first part is above that in the second; `None` where the second
    /// has none.
    pub fn percent_diff(&self) -> Option<f64> {
        let [first, second] = self.rows();
        (self.cells[1][0] > 0.0 && first > 0.0).then(|| {
            let (target, reference) = (self.cells[0][0] / first, self.cells[1][0] / second);
            (target - reference) * 100.0 / reference
        })
    }
}

/// A count as a number; exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "no corpus has 2^53 words")]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}

/// So many among so many, in a million; none of none is none.
pub(crate) fn per_million(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| float(count) * 1e6 / float(of))
}

/// How probable a value of chi-squared with one degree of freedom is that is as large or larger.
pub(crate) fn p_value(statistic: f64) -> f64 {
    let x = statistic.abs() / 2.0;
    if x.is_nan() {
        return f64::NAN;
    }
    // Γ(½, x) / Γ(½), by its series where x is small and by its continued fraction (Lentz) elsewhere.
    let front = (-x + 0.5 * x.ln()).exp() / PI.sqrt();
    match x {
        0.0 => 1.0,
        x if x < 1.5 => 1.0 - front * series(x),
        x => front * fraction(x),
    }
}

/// The sum by which the lower incomplete gamma function of ½ is found.
fn series(x: f64) -> f64 {
    let (mut term, mut sum, mut below) = (2.0, 2.0, 0.5);
    for _ in 0..200 {
        below += 1.0;
        term *= x / below;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// The continued fraction by which the upper incomplete gamma function of ½ is found.
fn fraction(x: f64) -> f64 {
    let tiny = 1e-300;
    let mut bottom = x + 0.5;
    let mut above = 1.0 / tiny;
    let mut below = 1.0 / bottom;
    let mut value = below;
    for step in 1..500 {
        let step = f64::from(step);
        let top = -step * (step - 0.5);
        bottom += 2.0;
        below = 1.0 / or_tiny(top * below + bottom, tiny);
        above = or_tiny(bottom + top / above, tiny);
        let change = below * above;
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

fn or_tiny(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

/// How closely a word goes with another: its counts near it, in all, and what would be expected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Together {
    /// How often the word is near the node.
    pub count: u64,
    /// How often it would be.
    pub expected: f64,
    /// How often there is a node.
    pub of_node: u64,
    /// How often there is the word.
    pub of_collocate: u64,
}

impl Together {
    /// Pointwise mutual information in bits (Church and Hanks 1990).
    pub fn pmi(&self) -> f64 {
        (float(self.count) / self.expected).ln() / LN_2
    }

    /// Dice's coefficient.
    pub fn dice(&self) -> f64 {
        2.0 * float(self.count) / float(self.of_node + self.of_collocate)
    }

    /// logDice (Rychlý 2008): 14 at most for words that are only ever together once each.
    pub fn log_dice(&self) -> f64 {
        14.0 + self.dice().log2()
    }

    /// The t-score (Church et al. 1991).
    pub fn t_score(&self) -> f64 {
        (float(self.count) - self.expected) / float(self.count).sqrt()
    }
}

/// How evenly a word is spread over the parts of a corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// Parts that have it.
    pub range: u64,
    /// Juilland's D; none where there is one part only, or no word.
    pub juilland_d: Option<f64>,
    /// Gries' deviation of proportions: 0 is even, near 1 is all in one small part.
    pub dp: Option<f64>,
    /// The same, stretched to reach 1 (Lijffijt and Gries 2012).
    pub dp_norm: Option<f64>,
}

/// The spread of a word that is so often in each part, of so many words.
pub(crate) fn spread(parts: &[(u64, u64)]) -> Spread {
    let range = parts.iter().filter(|(count, _)| *count > 0).count() as u64;
    let words: u64 = parts.iter().map(|(_, words)| words).sum();
    let total: u64 = parts.iter().map(|(count, _)| count).sum();
    if total == 0 || words == 0 {
        return Spread { range, juilland_d: None, dp: None, dp_norm: None };
    }
    let (mut distance, mut smallest) = (0.0, 1.0_f64);
    for (count, size) in parts {
        let share = float(*size) / float(words);
        distance += (share - float(*count) / float(total)).abs();
        smallest = smallest.min(share);
    }
    let dp = distance / 2.0;
    let n = float(parts.len() as u64);
    let rates: Vec<f64> =
        parts.iter().map(|(count, size)| if *size > 0 { float(*count) / float(*size) } else { 0.0 }).collect();
    let mean = rates.iter().sum::<f64>() / n;
    let variance = rates.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / n;
    let many = parts.len() > 1;
    Spread {
        range,
        juilland_d: many.then(|| 1.0 - variance.sqrt() / mean / (n - 1.0).sqrt()),
        dp: Some(dp),
        dp_norm: (many && smallest < 1.0).then(|| dp / (1.0 - smallest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_is_no_number() {
        assert!(p_value(f64::NAN).is_nan());
        assert!(Contingency::new((0, 0), (3, 10)).log_ratio().is_nan(), "of no words");
        let none = Spread { range: 0, juilland_d: None, dp: None, dp_norm: None };
        assert_eq!([spread(&[]), spread(&[(0, 5), (0, 5)]), spread(&[(0, 0)])], [none; 3]);
        let with_an_empty_part = spread(&[(2, 10), (0, 0)]);
        assert_eq!((with_an_empty_part.range, with_an_empty_part.dp), (1, Some(0.0)));
    }

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-9 * right.abs().max(1.0)
    }

    #[test]
    fn a_table_worked_by_hand() {
        // 30 of 1,000 words against 10 of 1,000: 20 expected on either side.
        let table = Contingency::new((30, 1_000), (10, 1_000));
        assert!(close(table.expected(), 20.0));
        let by_hand = 2.0
            * (30.0 * 1.5_f64.ln()
                + 10.0 * 0.5_f64.ln()
                + 970.0 * (970.0_f64 / 980.0).ln()
                + 990.0 * (990.0_f64 / 980.0).ln());
        assert!(close(table.log_likelihood(), by_hand), "{}", table.log_likelihood());
        // 100/20 twice and 100/980 twice.
        assert!(close(table.chi_squared(), 10.0 + 200.0 / 980.0), "{}", table.chi_squared());
        assert!(close(table.log_ratio(), 3.0_f64.log2()));
        assert!(close(table.percent_diff().unwrap_or_default(), 200.0));
        let turned = Contingency::new((10, 1_000), (30, 1_000));
        assert!(close(turned.log_likelihood(), -by_hand));
        assert!(close(turned.log_ratio(), -3.0_f64.log2()));
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        let table = Contingency::new((3, 100), (0, 200));
        assert!(table.log_likelihood().is_finite() && table.log_likelihood() > 0.0);
        assert!(close(table.log_ratio(), (0.03_f64 / 0.0025).log2()));
        assert_eq!(table.percent_diff(), None);
        let empty = Contingency::new((0, 0), (0, 0));
        assert!(close(empty.log_likelihood(), 0.0) && close(empty.chi_squared(), 0.0));
        assert!(close(p_value(0.0), 1.0));
        assert!(p_value(1e6) == 0.0);
    }

    #[test]
    fn probabilities_as_tables_give_them() {
        // The critical values of chi-squared with one degree of freedom.
        for (statistic, p) in [
            (3.841_458_820_694_124, 0.05),
            (6.634_896_601_021_213, 0.01),
            (10.827_566_170_662_733, 0.001),
            (0.454_936_423_119_572_7, 0.5),
            (2.705_543_454_095_404, 0.1),
        ] {
            assert!(close(p_value(statistic), p), "{statistic}: {}", p_value(statistic));
            assert!(close(p_value(-statistic), p));
        }
    }

    #[test]
    fn words_that_go_together() {
        let pair = Together { count: 8, expected: 2.0, of_node: 10, of_collocate: 22 };
        assert!(close(pair.pmi(), 2.0));
        assert!(close(pair.dice(), 0.5));
        assert!(close(pair.log_dice(), 13.0));
        assert!(close(pair.t_score(), 6.0 / 8.0_f64.sqrt()));
    }

    #[test]
    fn the_example_of_gries() {
        // Gries (2008): the word `a` in five parts of 9, 10, 10, 10 and 11 words.
        let parts = [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)];
        let spread = spread(&parts);
        assert_eq!(spread.range, 5);
        assert!(close(spread.dp.unwrap_or_default(), 0.18));
        assert!(close(spread.dp_norm.unwrap_or_default(), 0.18 / 0.82));
        assert!((spread.juilland_d.unwrap_or_default() - 0.785).abs() < 5e-4, "{spread:?}");
    }

    #[test]
    fn even_and_uneven() {
        let even = spread(&[(2, 10), (2, 10)]);
        assert!(close(even.dp.unwrap_or(1.0), 0.0) && close(even.juilland_d.unwrap_or_default(), 1.0));
        let all_in_one = spread(&[(4, 10), (0, 10)]);
        assert!(close(all_in_one.dp_norm.unwrap_or_default(), 1.0), "{all_in_one:?}");
        assert!(close(all_in_one.juilland_d.unwrap_or(1.0), 0.0));
        assert_eq!(spread(&[(3, 10)]).juilland_d, None);
        assert_eq!(spread(&[(0, 10), (0, 10)]).dp, None);
        assert_eq!(spread(&[]).range, 0);
    }
}
