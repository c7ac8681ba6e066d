//! Corrections: a log of what people say of what was read, and its replay over the tables.
//!
//! The tables hold what is true now; rows as they were read are set aside (`parked_…`) while a correction stands in
//! their place. To apply, undo or replay corrections of an article is always the same: set the rows back as they were
//! read, then apply what stands in the log, in order. A correction is thus never applied to the work of another that
//! was undone, and undoing the last one leaves what was there before the first.

mod coded;
mod log;
mod place;
mod record;
mod replay;
mod rows;

pub use record::{Conflict, Correction, EntityRef, Fields, Logged, Named, Outcome, Told, Unplaced, What};

pub(super) use coded::Carried;
pub(crate) use log::Correcting;
pub(super) use log::around_copies;
pub(crate) use place::located;
pub(crate) use record::CodedMention;
pub(super) use replay::Replay;
