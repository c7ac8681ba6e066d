//! Weights of the features by which a match is trusted, fitted on coded articles.

use super::learned::FeatureId;
use super::pack::PackFile;
use crate::error::Result;
use crate::extraction::RelationType;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The weights of a logistic model, by the names of its features.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    threshold: f64,
    sure: f64,
    sure_of: BTreeMap<RelationType, f64>,
    by_feature: FxHashMap<FeatureId, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    threshold: f64,
    sure: f64,
    /// Of types that few coded articles hold: the words around two actors say little of them.
    #[serde(default)]
    sure_of: BTreeMap<RelationType, f64>,
    weights: BTreeMap<String, f64>,
}

impl Weights {
    /// Reads `weights.toml` of `language`.
    pub fn compile(files: &[PackFile], language: &str) -> Result<Self> {
        let mut weights = Self::default();
        for file in files.iter().filter(|file| file.language() == Some(language) && file.stem() == "weights") {
            let read: WeightsFile = file.parse()?;
            weights.threshold = read.threshold;
            weights.sure = read.sure;
            weights.sure_of = read.sure_of;
            let named = read.weights.iter().map(|(name, weight)| (FeatureId::of(&[name]), *weight));
            weights.by_feature.extend(named);
        }
        Ok(weights)
    }

    /// What is less probable than this is left out.
    pub const fn threshold(&self) -> f64 {
        self.threshold
    }

    /// What a rule finds in place with this confidence needs no other voice.
    pub fn sure(&self, kind: RelationType) -> f64 {
        self.sure_of.get(&kind).copied().unwrap_or(self.sure)
    }

    /// The weight of a feature, in log-odds; zero where it has none.
    pub fn of(&self, feature: FeatureId) -> f64 {
        self.by_feature.get(&feature).copied().unwrap_or(0.0)
    }
}
