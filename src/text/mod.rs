//! From characters to words: spans, folding, tokens, sentences, stems, language, and dates in EDTF.
//!
//! Everything in Rust is addressed by byte range; [`CodePoints`] is the one place where ranges are
//! converted to and from the code-point offsets that SQL, Python and JSON use.

pub mod difference;
pub mod edtf;
pub mod fold;
pub mod language;
pub mod lines;
pub mod near;
pub mod sentences;
pub mod shingles;
mod span;
pub mod tokens;
pub mod words;

pub use edtf::{Edtf, EdtfError};
pub use span::{CodePoints, Span};
