//! STUB until the names are merged.
use super::pack::PackFile;
use crate::error::Result;
use crate::text::fold::fold;
use crate::text::tokens::{Vocabulary, WordId};
use rustc_hash::FxHashMap;
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateRef(pub u16);

#[derive(Debug, Clone)]
pub struct State {
    pub code: String,
    pub kind: Option<String>,
}

#[derive(Debug, Default)]
pub struct Names {
    pub states: Vec<State>,
    demonyms: FxHashMap<WordId, Vec<StateRef>>,
    prefixes: FxHashMap<WordId, StateRef>,
    pub phrases: FxHashMap<WordId, Vec<(Vec<WordId>, StateRef, bool)>>,
}

#[derive(Deserialize)]
struct F {
    #[serde(default)]
    state: Vec<S>,
}
#[derive(Deserialize)]
struct S {
    code: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    capitals: Vec<String>,
    #[serde(default)]
    demonyms: Vec<String>,
    #[serde(default)]
    prefix: Vec<String>,
    kind: Option<String>,
}

impl Names {
    pub fn compile(files: &[PackFile], v: &mut Vocabulary) -> Result<Self> {
        let mut n = Self::default();
        for f in files.iter().filter(|f| f.stem() == "states") {
            let s: F = f.parse()?;
            for s in s.state {
                let r = StateRef(n.states.len() as u16);
                n.states.push(State { code: s.code, kind: s.kind });
                for d in s.demonyms {
                    n.demonyms.entry(v.intern(&fold(&d))).or_default().push(r);
                }
                for d in s.prefix {
                    n.prefixes.insert(v.intern(&fold(&d)), r);
                }
                for (list, cap) in [(vec![s.name], false), (s.aliases, false), (s.capitals, true)] {
                    for p in list {
                        let w: Vec<WordId> = super::grammar::words_of(&p).iter().map(|x| v.intern(&fold(x))).collect();
                        n.phrases.entry(w[0]).or_default().push((w, r, cap));
                    }
                }
            }
        }
        for l in n.phrases.values_mut() {
            l.sort_by_key(|x| std::cmp::Reverse(x.0.len()));
        }
        Ok(n)
    }
    pub fn demonym(&self, w: WordId) -> &[StateRef] {
        self.demonyms.get(&w).map_or(&[], Vec::as_slice)
    }
    pub fn prefix(&self, w: WordId) -> Option<&str> {
        self.prefixes.get(&w).map(|r| self.code_of(*r))
    }
    pub fn code_of(&self, r: StateRef) -> &str {
        &self.states[r.0 as usize].code
    }
    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|s| s.code == code)
    }
}
