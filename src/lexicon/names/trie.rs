//! Phrases as paths of word numbers.

use crate::text::fold::fold;
use crate::text::tokens::{Token, TokenKind, Vocabulary, WordId, tokenize};
use rustc_hash::FxHashMap;

/// Phrases with what they stand for, found in a text at the cost of one step a word.
#[derive(Debug, Clone)]
pub struct Trie<V> {
    /// The node after a first word, by the word's number; 0 where no phrase begins with it.
    first: Vec<u32>,
    next: FxHashMap<(u32, u32), u32>,
    values: Vec<Vec<V>>,
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self { first: Vec::new(), next: FxHashMap::default(), values: vec![Vec::new()] }
    }
}

/// Marks take part in phrases by their character, above all word numbers.
const MARKS: u32 = 0x8000_0000;

/// The number under which a token takes part in phrases; 0 for a word no pack speaks of.
pub fn key(token: &Token) -> u32 {
    match token.kind {
        TokenKind::Mark(mark) => MARKS | u32::from(mark),
        _ => token.fold.0,
    }
}

impl<V> Trie<V> {
    /// Adds `value` under the path `keys`; an empty path adds nothing.
    pub fn insert(&mut self, keys: &[u32], value: V) {
        let mut node = 0;
        for (depth, key) in keys.iter().enumerate() {
            let fresh = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
            let slot = if depth == 0 {
                let index = *key as usize;
                if *key >= MARKS {
                    return;
                }
                if self.first.len() <= index {
                    self.first.resize(index + 1, 0);
                }
                match self.first.get_mut(index) {
                    Some(slot) => slot,
                    None => return,
                }
            } else {
                self.next.entry((node, *key)).or_default()
            };
            if *slot == 0 {
                *slot = fresh;
                self.values.push(Vec::new());
            }
            node = *slot;
        }
        if node != 0
            && let Some(values) = self.values.get_mut(node as usize)
        {
            values.push(value);
        }
    }

    /// The node after `token` as a first word; 0 for none.
    pub fn begin(&self, token: &Token) -> u32 {
        self.node(token.fold)
    }

    /// The node after `word` as a first word; 0 for none.
    pub fn node(&self, word: WordId) -> u32 {
        self.first.get(word.0 as usize).copied().unwrap_or(0)
    }

    /// The node after `token` behind `node`; 0 for none.
    pub fn follow(&self, node: u32, token: &Token) -> u32 {
        self.next.get(&(node, key(token))).copied().unwrap_or(0)
    }

    /// What stands at the end of the path `keys`.
    pub fn at(&self, keys: &[u32]) -> &[V] {
        self.values(self.walk(keys))
    }

    /// Changes what stands at the end of the path `keys`.
    pub fn widen(&mut self, keys: &[u32], change: impl FnMut(&mut V)) {
        let node = self.walk(keys);
        if node != 0
            && let Some(values) = self.values.get_mut(node as usize)
        {
            values.iter_mut().for_each(change);
        }
    }

    fn walk(&self, keys: &[u32]) -> u32 {
        let Some((first, rest)) = keys.split_first() else { return 0 };
        rest.iter().fold(self.first.get(*first as usize).copied().unwrap_or(0), |node, key| {
            self.next.get(&(node, *key)).copied().unwrap_or(0)
        })
    }

    /// What ends at `node`.
    pub fn values(&self, node: u32) -> &[V] {
        self.values.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// The longest phrase at the beginning of `tokens`: how many tokens, and what it stands for.
    pub fn longest(&self, tokens: &[Token]) -> Option<(usize, &[V])> {
        self.longest_where(tokens, |_, _| true)
    }

    /// The longest phrase at the beginning of `tokens` with a value that `accepts`.
    pub fn longest_where(&self, tokens: &[Token], mut accepts: impl FnMut(usize, &V) -> bool) -> Option<(usize, &[V])> {
        let mut node = self.begin(tokens.first()?);
        let mut best = None;
        let mut length = 1;
        while node != 0 {
            let values = self.values(node);
            if values.iter().any(|value| accepts(length, value)) {
                best = Some((length, values));
            }
            let Some(token) = tokens.get(length).filter(|token| !token.paragraph) else { break };
            node = self.follow(node, token);
            length += 1;
        }
        best
    }
}

/// A phrase of a pack, cut as texts are cut.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The path of its words.
    pub keys: Vec<u32>,
    /// Its words as written, with their tokens.
    pub words: Vec<(Token, String)>,
}

impl Phrase {
    /// Cuts `text` and gives its words numbers.
    pub fn new(text: &str, vocabulary: &mut Vocabulary) -> Self {
        let mut keys = Vec::new();
        let mut words = Vec::new();
        for mut token in tokenize(text, &Vocabulary::default()) {
            let surface = token.span().slice(text).unwrap_or_default();
            if !matches!(token.kind, TokenKind::Mark(_)) {
                token.fold = intern(surface, vocabulary);
            }
            keys.push(key(&token));
            words.push((token, surface.to_owned()));
        }
        Self { keys, words }
    }
}

/// The number of `word`, folded.
pub fn intern(word: &str, vocabulary: &mut Vocabulary) -> WordId {
    let mut folded = fold(word);
    folded.retain(|letter| letter != '.');
    vocabulary.intern(&folded)
}
