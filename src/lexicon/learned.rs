//! What words say of two actors, learned from coded articles: a linear model of named features for each type.
//!
//! It is kept as text, one feature a line, so that it can be read, compared and cut.

use super::pack::PackFile;
use crate::error::Result;
use crate::extraction::RelationType;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// How many numbers tell a type what the rules found.
pub const EVIDENCE: usize = 6;

/// How many numbers tell what an article as a whole says of an act.
pub const ARTICLE: usize = 11;

/// The name of a feature as a number: FNV-1a over its bytes, so that it can be worked out part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FeatureId(u64);

impl FeatureId {
    /// The number of the feature whose name is `parts` one behind the other.
    pub fn of(parts: &[&str]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for part in parts {
            for byte in part.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        Self(hash)
    }
}

/// The model of one language.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    types: Vec<RelationType>,
    bias: Vec<f32>,
    evidence: Vec<[f32; EVIDENCE]>,
    weights: FxHashMap<FeatureId, Vec<(u8, f32)>>,
    threshold: f64,
    /// The bias of what an article as a whole says, the weights of its numbers, and a bias for each type.
    article: Vec<f64>,
}

impl Learned {
    /// The model of every language that has one.
    pub(super) fn of_all(files: &[PackFile]) -> Result<BTreeMap<String, Self>> {
        let codes: BTreeSet<_> = files.iter().filter_map(PackFile::language).collect();
        codes.into_iter().map(|code| Ok((code.to_owned(), Self::compile(files, code)?))).collect()
    }

    /// Reads `learned.tsv` of `language`.
    pub fn compile(files: &[PackFile], language: &str) -> Result<Self> {
        let mut learned = Self::default();
        for file in files.iter().filter(|file| file.path == format!("{language}/learned.tsv")) {
            learned = Self::default();
            for (number, line) in file.text.lines().enumerate() {
                if !line.is_empty() && !line.starts_with('#') {
                    learned.line(line).map_err(|reason| file.fault(number + 1, None, reason))?;
                }
            }
            learned.check().map_err(|reason| file.fault(1, None, reason))?;
        }
        Ok(learned)
    }

    /// Whether every table has a number for each type.
    fn check(&self) -> Result<(), String> {
        let types = self.types.len();
        let tables = [
            ("bias", self.bias.len(), types),
            ("evidence", self.evidence.len(), types),
            ("article", self.article.len(), 1 + ARTICLE + types),
        ];
        match tables.iter().find(|(_, found, wanted)| found != wanted) {
            Some((name, found, wanted)) => Err(format!("`{name}` has {found} entries for {types} types, not {wanted}")),
            None => Ok(()),
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (name, rest) = line.split_once('\t').ok_or("a line is a name, a tab and values")?;
        match name {
            "types" => {
                let parse = |word: &str| RelationType::parse(word).ok_or_else(|| format!("no such type: `{word}`"));
                self.types = rest.split(' ').map(parse).collect::<Result<_, _>>()?;
            }
            "threshold" => self.threshold = number(rest)?,
            "article" => self.article = rest.split(' ').map(number).collect::<Result<_, _>>()?,
            "bias" => self.bias = rest.split(' ').map(number).collect::<Result<_, _>>()?,
            "evidence" => {
                let values: Vec<f32> = rest.split(' ').map(number).collect::<Result<_, _>>()?;
                self.evidence = values.chunks_exact(EVIDENCE).filter_map(|chunk| chunk.try_into().ok()).collect();
            }
            feature => {
                let weight = |entry: &str| -> Result<(u8, f32), String> {
                    let (kind, value) =
                        entry.split_once(':').ok_or("a weight is the number of a type, `:` and a value")?;
                    Ok((number(kind)?, number(value)?))
                };
                let weights = rest.split(' ').map(weight).collect::<Result<_, _>>()?;
                self.weights.insert(FeatureId::of(&[feature]), weights);
            }
        }
        Ok(())
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The types it knows, in their order.
    pub fn types(&self) -> &[RelationType] {
        &self.types
    }

    /// What is less probable than this is left out.
    pub const fn threshold(&self) -> f64 {
        self.threshold
    }

    /// What the features say for each type, in log-odds, without what the rules found.
    pub fn sums(&self, features: &[FeatureId]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for feature in features {
            for (kind, weight) in self.weights.get(feature).into_iter().flatten() {
                if let Some(sum) = sums.get_mut(usize::from(*kind)) {
                    *sum += weight;
                }
            }
        }
        sums
    }

    /// What one feature says for the type of this number.
    pub fn weight(&self, feature: FeatureId, kind: usize) -> f32 {
        let weights = self.weights.get(&feature).into_iter().flatten();
        weights.filter(|(known, _)| usize::from(*known) == kind).map(|(_, weight)| *weight).sum()
    }

    /// The probability of the type of number `kind`: `sum` from the words, `own` and `other` the best confidence a rule
    /// found for this type and for another one.
    pub fn probability(&self, kind: usize, sum: f32, own: f64, other: f64) -> f64 {
        let holds = |test: bool| if test { 1.0 } else { 0.0 };
        let evidence = [own, holds(own > 0.0), holds(own > 0.3), holds(own > 0.6), other, holds(other > 0.0)];
        let weights = self.evidence.get(kind).copied().unwrap_or_default();
        let rules: f64 = evidence.iter().zip(weights).map(|(value, weight)| value * f64::from(weight)).sum();
        logistic(f64::from(sum) + rules)
    }

    /// The probability of an act of the type of number `kind`, by what the whole article says of it.
    pub fn verdict(&self, kind: usize, features: &[f64; ARTICLE]) -> f64 {
        let weight = |index: usize| self.article.get(index).copied().unwrap_or(0.0);
        let sum: f64 = features.iter().enumerate().map(|(index, value)| value * weight(index + 1)).sum();
        logistic(weight(0) + sum + weight(1 + ARTICLE + kind))
    }
}

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "types\tAID ASSAULT\nthreshold\t0.3\nbias\t-1 -2\nevidence\t1 1 1 1 1 1 2 2 2 2 2 2\n\
                        article\t0 1 0 0 0 0 0 0 0 0 0 0 0 0\n";

    fn compile(text: &str) -> Result<Learned> {
        Learned::compile(&[PackFile::new("fr/learned.tsv", text.to_owned())], "fr")
    }

    #[test]
    fn features_speak_for_their_types() {
        let learned = compile(&format!("{HEAD}word=v.livrer\t0:1.5\n")).expect("a good table");
        let feature = FeatureId::of(&["word=", "v.livrer"]);
        assert_eq!(feature, FeatureId::of(&["word=v.livrer"]));
        assert_eq!(learned.sums(&[feature]), [0.5, -2.0]);
        assert!(learned.probability(0, 0.5, 0.9, 0.0) > learned.probability(0, 0.5, 0.0, 0.0));
    }

    #[test]
    fn a_broken_table_is_told_with_its_line() {
        for (text, told) in [
            (HEAD.replace("bias\t-1 -2", "bias\t-1"), "`bias` has 1 entries"),
            (HEAD.replace("AID ASSAULT", "AID WAR"), "line 1"),
            (format!("{HEAD}word=n.paix\t0:much\n"), "line 6"),
        ] {
            let fault = compile(&text).expect_err("a broken table").to_string();
            assert!(fault.contains(told), "{fault}");
        }
    }
}
