//! Other accounts of an act of force, beside its reports: who claims or denies something else of it, and who accuses or
//! rejects in the same breath.

use super::report::Report;

/// An account that tells something else than the act's reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub pair: i64,
    pub kind: Kind,
}

/// What such an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The same act, claimed or denied of another actor, or the other way round.
    Actors,
    /// Another act of the two, claimed or denied.
    Act,
    /// An accusation or rejection of the two.
    Reaction,
}

impl Kind {
    pub fn account(self) -> &'static str {
        if self == Self::Reaction { "reaction" } else { "rival" }
    }

    /// What it disagrees on, of the points of an event.
    pub fn point(self) -> Option<&'static str> {
        match self {
            Self::Actors => Some("actors"),
            Self::Act => Some("act"),
            Self::Reaction => None,
        }
    }
}

/// Characters between two pieces of evidence that speak of one thing: about a sentence.
const NEAR: i64 = 240;
/// The types of acts whose facts are disputed.
const FORCE: [&str; 3] = ["ASSAULT", "COERCE", "MOBILIZE"];
const DISPUTED: [&str; 2] = ["ASSAULT", "COERCE"];
const SPOKEN: [&str; 2] = ["ACCUSE", "REJECT"];

/// Whether an act is one whose facts are disputed.
pub(super) fn is_disputed(report: &Report) -> bool {
    DISPUTED.contains(&report.kind.as_str())
}

/// What `other`, of the same article, is to the act that `report` tells. An undisputed relation beside it is nothing.
pub(super) fn stands(report: &Report, other: &Report) -> Option<Kind> {
    let apart = (report.start - other.end).max(other.start - report.end);
    if report.article != other.article || apart > NEAR {
        return None;
    }
    let doubted = other.is_disputed();
    let turned = report.source == other.target && report.target == other.source;
    let same = report.source == other.source && report.target == other.target;
    if report.kind == other.kind {
        let someone_else = report.target == other.target && report.source != other.source;
        return (doubted && (turned || someone_else)).then_some(Kind::Actors);
    }
    if !(turned || same) {
        return None;
    }
    if doubted && (FORCE.contains(&other.kind.as_str()) || SPOKEN.contains(&other.kind.as_str())) {
        return Some(Kind::Act);
    }
    SPOKEN.contains(&other.kind.as_str()).then_some(Kind::Reaction)
}
