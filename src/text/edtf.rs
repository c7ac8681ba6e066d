//! Dates as the press gives them: EDTF (ISO 8601-2), never more precise than the text.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A date or period in EDTF: `2025-02-17`, `2025-02`, `2025`, `2025-21` (spring), `2025-04~`, `2023/..`,
/// `2025-05-27/2025-05-29`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf(String);

impl Edtf {
    /// The expression as written in EDTF.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first and last day it may mean; `None` where that end is open or unknown.
    pub fn interval(&self) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
        let day = self.0.parse().ok();
        (day, day)
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Edtf> for String {
    fn from(value: Edtf) -> Self {
        value.0
    }
}

impl TryFrom<String> for Edtf {
    type Error = String;
    fn try_from(value: String) -> Result<Self, String> {
        value.parse()
    }
}

impl FromStr for Edtf {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Ok(Self(s.to_owned()))
    }
}
