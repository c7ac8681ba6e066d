//! New and changed articles join their families.

use super::super::failure::Doing;
use super::super::prepare::Digest;
use super::texts::{self, Texts};
use super::{Copies, GROUPING, Member, Signature, settle, whole};
use crate::error::Result;
use crate::text::shingles::{BANDS, VALUES};
use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::{FxHashMap, FxHashSet};

/// With more articles than this to be looked at anew, all are.
const MANY: i64 = 5_000;

/// An article that was written.
#[derive(Debug)]
pub(in crate::store) struct Fresh {
    pub id: i64,
    pub digest: Digest,
    /// Texts without a word are nobody's copies.
    pub words: i64,
    pub signature: Signature,
}

/// What may be joined: a family as it stands, or a text that is looked at anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Node {
    /// The family with this head.
    Family(i64),
    /// The text with this place in the list.
    Loose(usize),
}

/// A text that is looked at anew.
struct Loose {
    digest: Digest,
    signature: Signature,
    articles: Vec<i64>,
}

/// Brings the families in order after `fresh` articles were written, and others changed or deleted.
pub(in crate::store) fn regroup(connection: &Connection, fresh: Vec<Fresh>) -> Result<()> {
    let stale: i64 = connection.query_row("SELECT count(*) FROM copy_stale", [], |row| row.get(0)).doing(GROUPING)?;
    if fresh.is_empty() && stale == 0 {
        return Ok(());
    }
    let copies = Copies::read(connection)?;
    let changed = i64::try_from(fresh.len()).unwrap_or(i64::MAX);
    if stale > changed.saturating_add(MANY) {
        return whole::regroup(connection, copies);
    }
    let mut group =
        Group { connection, texts: Vec::new(), places: FxHashMap::default(), parents: FxHashMap::default() };
    group.collect(fresh, stale > 0)?;
    group.join_identical()?;
    if let Copies::Alike(threshold) = copies {
        group.join_alike(threshold.get())?;
    }
    group.settle()
}

struct Group<'t> {
    connection: &'t Connection,
    texts: Vec<Loose>,
    places: FxHashMap<Digest, usize>,
    parents: FxHashMap<Node, Node>,
}

impl Group<'_> {
    /// The texts to be looked at: those of the fresh articles, and of all in the families that changed.
    fn collect(&mut self, fresh: Vec<Fresh>, stale: bool) -> Result<()> {
        let mut seen: FxHashSet<i64> = FxHashSet::default();
        // Of an article written twice, the last holds.
        for article in fresh.into_iter().rev() {
            if seen.insert(article.id) {
                self.add(&article);
            }
        }
        if !stale {
            return Ok(());
        }
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Digest>(1)?, row.get::<_, i64>(2)?));
        let mut statement = self
            .connection
            .prepare_cached(
                "WITH heads AS (SELECT DISTINCT coalesce(a.copy_of, a.id) AS head \
                 FROM copy_stale AS s JOIN article AS a ON a.id = s.article_id) \
                 SELECT a.id, a.digest, a.words FROM heads JOIN article AS a ON a.id = heads.head \
                 UNION ALL SELECT a.id, a.digest, a.words FROM heads JOIN article AS a ON a.copy_of = heads.head",
            )
            .doing(GROUPING)?;
        let rows = statement.query_map([], read).doing(GROUPING)?;
        for row in rows {
            let (id, digest, words) = row.doing(GROUPING)?;
            if seen.insert(id) {
                let known = self.places.get(&digest).is_some_and(|place| self.texts.get(*place).is_some());
                let text = if known { None } else { texts::text_of(self.connection, &digest)? };
                let signature = text.as_deref().and_then(texts::signature);
                self.add(&Fresh { id, digest, words, signature });
            }
        }
        self.connection.execute("DELETE FROM copy_stale", []).doing(GROUPING)?;
        Ok(())
    }

    fn add(&mut self, article: &Fresh) {
        // Each text without a word stands alone.
        let place = if article.words > 0 { self.places.get(&article.digest).copied() } else { None };
        if let Some(loose) = place.and_then(|place| self.texts.get_mut(place)) {
            loose.articles.push(article.id);
            return;
        }
        if article.words > 0 {
            self.places.insert(article.digest, self.texts.len());
        }
        let signature = article.signature.filter(|_| article.words > 0);
        self.texts.push(Loose { digest: article.digest, signature, articles: vec![article.id] });
    }

    /// The family, outside the articles looked at, that has the text with this digest.
    fn family(&self, digest: &Digest) -> Result<Option<i64>> {
        let own = self.places.get(digest).and_then(|place| self.texts.get(*place)).map(|loose| &loose.articles);
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, coalesce(copy_of, id) FROM article WHERE digest = ?1 ORDER BY id")
            .doing(GROUPING)?;
        let mut rows = statement.query([digest]).doing(GROUPING)?;
        while let Some(row) = rows.next().doing(GROUPING)? {
            let (id, head): (i64, i64) = (row.get(0).doing(GROUPING)?, row.get(1).doing(GROUPING)?);
            if own.is_none_or(|own| !own.contains(&id)) {
                return Ok(Some(head));
            }
        }
        Ok(None)
    }

    fn join_identical(&mut self) -> Result<()> {
        for place in 0..self.texts.len() {
            let Some(digest) = self.texts.get(place).map(|loose| loose.digest) else { continue };
            if self.places.get(&digest) == Some(&place)
                && let Some(head) = self.family(&digest)?
            {
                self.join(Node::Loose(place), Node::Family(head));
            }
        }
        Ok(())
    }

    fn join_alike(&mut self, threshold: f64) -> Result<()> {
        // In the order of the bands: the tree that holds them is then written page by page.
        let mut bands: Vec<(u32, i64, bool)> = Vec::with_capacity(self.texts.len() * BANDS);
        let mut met = Met { texts: Texts::new(self.connection, threshold), known: FxHashMap::default() };
        let mut unlike = Unlike::default();
        for (place, loose) in self.texts.iter().enumerate() {
            let Some(sketch) = &loose.signature else { continue };
            let (id, new) = texts::note(self.connection, &loose.digest, sketch).doing(GROUPING)?;
            // An identical text was compared when it came.
            if new || !self.parents.contains_key(&Node::Loose(place)) {
                bands.extend(sketch.bands().iter().map(|band| (*band, id, new)));
            }
        }
        bands.sort_unstable();
        let connection = self.connection;
        let mut find = connection.prepare_cached("SELECT text_id FROM copy_band WHERE band = ?1").doing(GROUPING)?;
        let mut insert =
            connection.prepare_cached("INSERT INTO copy_band (band, text_id) VALUES (?1, ?2)").doing(GROUPING)?;
        let mut together: Vec<(i64, Known)> = Vec::new();
        for run in bands.chunk_by(|one, two| one.0 == two.0) {
            let Some((band, ..)) = run.first() else { continue };
            together.clear();
            let mut rows = find.query([band]).doing(GROUPING)?;
            while let Some(row) = rows.next().doing(GROUPING)? {
                let id = row.get(0).doing(GROUPING)?;
                together.extend(met.get(self, id)?.map(|known| (id, known)));
            }
            drop(rows);
            for (_, id, new) in run {
                if *new {
                    insert.execute((band, id)).doing(GROUPING)?;
                    together.extend(met.get(self, *id)?.map(|known| (*id, known)));
                }
            }
            self.compare_all(&together, &mut met.texts, &mut unlike)?;
        }
        Ok(())
    }

    /// Compares the texts of one band. Where many are copies of one another, each is compared with few: those that are
    /// joined already need not be compared.
    fn compare_all(&mut self, together: &[(i64, Known)], texts: &mut Texts<'_>, unlike: &mut Unlike) -> Result<()> {
        if together.len() < 2 {
            return Ok(());
        }
        let mut joined: Vec<Vec<(i64, Known)>> = Vec::new();
        for (one, left) in together {
            let mut own = None;
            for (place, others) in joined.iter().enumerate() {
                let Some((_, first)) = others.first() else { continue };
                if self.root(first.node) == self.root(left.node) {
                    own = Some(place);
                    continue;
                }
                // What stood in the file together was compared when it came.
                for (two, right) in others {
                    let loose = matches!(left.node, Node::Loose(_)) || matches!(right.node, Node::Loose(_));
                    if !loose || !texts.may_be_copies(&left.values, &right.values) || unlike.has(*one, *two) {
                        continue;
                    }
                    if texts.are_copies(*one, *two)? {
                        self.join(left.node, right.node);
                        break;
                    }
                    unlike.add(*one, *two);
                }
                if own.is_none() && self.root(first.node) == self.root(left.node) {
                    own = Some(place);
                }
            }
            match own.and_then(|place| joined.get_mut(place)) {
                Some(others) => others.push((*one, *left)),
                None => joined.push(vec![(*one, *left)]),
            }
        }
        Ok(())
    }

    fn root(&mut self, node: Node) -> Node {
        let mut root = node;
        while let Some(parent) = self.parents.get(&root)
            && *parent != root
        {
            root = *parent;
        }
        let mut at = node;
        while at != root {
            at = self.parents.insert(at, root).unwrap_or(root);
        }
        root
    }

    fn join(&mut self, one: Node, two: Node) {
        let (one, two) = (self.root(one), self.root(two));
        let (least, other) = (one.min(two), one.max(two));
        self.parents.insert(least, least);
        self.parents.insert(other, least);
    }

    /// Gives each family its head.
    fn settle(mut self) -> Result<()> {
        let mut families: FxHashMap<Node, (Vec<i64>, Vec<usize>)> = FxHashMap::default();
        let nodes: Vec<Node> = self.parents.keys().copied().collect();
        for node in nodes {
            if let Node::Family(head) = node {
                let root = self.root(node);
                families.entry(root).or_default().0.push(head);
            }
        }
        for place in 0..self.texts.len() {
            let root = self.root(Node::Loose(place));
            families.entry(root).or_default().1.push(place);
        }
        let connection = self.connection;
        for (heads, places) in families.into_values() {
            // What stood in a family stays with its head, so that the others of it need not be read.
            let loose = places.iter().filter_map(|place| self.texts.get(*place)).flat_map(|loose| &loose.articles);
            let mut members = Vec::new();
            for id in loose.chain(&heads) {
                members.extend(article(connection, *id).doing(GROUPING)?);
            }
            let head = settle(connection, &members).doing(GROUPING)?;
            for old in heads {
                if let Some(head) = head.filter(|head| *head != old) {
                    connection
                        .prepare_cached("UPDATE article SET copy_of = ?2 WHERE copy_of = ?1")
                        .and_then(|mut s| s.execute((old, head)))
                        .doing(GROUPING)?;
                }
            }
        }
        Ok(())
    }
}

/// A text that was met, and what stands for it.
#[derive(Debug, Clone, Copy)]
struct Known {
    node: Node,
    values: [u8; VALUES],
}

/// The texts met so far; of those that no article has any more, nothing.
struct Met<'t> {
    texts: Texts<'t>,
    known: FxHashMap<i64, Option<Known>>,
}

impl Met<'_> {
    fn get(&mut self, group: &Group<'_>, id: i64) -> Result<Option<Known>> {
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        let known = match self.texts.get(id)? {
            None => None,
            Some(text) => {
                let node = match group.places.get(&text.digest) {
                    Some(place) => Some(Node::Loose(*place)),
                    None => group.family(&text.digest)?.map(Node::Family),
                };
                node.map(|node| Known { node, values: text.values })
            }
        };
        self.known.insert(id, known);
        Ok(known)
    }
}

/// Pairs found unlike, so that no other band has them compared again.
#[derive(Default)]
pub(super) struct Unlike(FxHashSet<(i64, i64)>);

impl Unlike {
    /// How many are remembered.
    const MOST: usize = 1 << 20;

    pub fn has(&self, one: i64, two: i64) -> bool {
        self.0.contains(&(one.min(two), one.max(two)))
    }

    pub fn add(&mut self, one: i64, two: i64) {
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        self.0.insert((one.min(two), one.max(two)));
    }
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member { id: row.get(0)?, published: row.get(1)?, key: row.get(2)?, copy_of: row.get(3)? })
}

fn article(connection: &Connection, id: i64) -> rusqlite::Result<Option<Member>> {
    connection
        .prepare_cached("SELECT id, published_from, key, copy_of FROM article WHERE id = ?1")?
        .query_row([id], member)
        .optional()
}
