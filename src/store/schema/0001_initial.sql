-- The first schema. Tables are named in the singular and are this crate's own affair; the views at the end, named in
-- the plural, are what people read. Only SQLite's built-in functions and tokenizer are used, so that any SQLite from
-- 3.38 on can read, search and write the file. Offsets are Unicode code points, `end` exclusive. Dates are ISO.

-- What produced an article's rows.
CREATE TABLE extractor (
    id INTEGER PRIMARY KEY,
    crate_version TEXT NOT NULL,
    lexicon_digest TEXT NOT NULL,
    UNIQUE (crate_version, lexicon_digest)
) STRICT;

-- `text` comes last: whatever stands before it is read without touching the text's pages.
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- an article's number is never given to another
    key TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    copy_of INTEGER REFERENCES article (id),
    extractor_id INTEGER REFERENCES extractor (id),
    loaded_at TEXT NOT NULL,
    language TEXT,
    published TEXT,
    published_from TEXT,
    published_to TEXT,
    authors TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(authors)),
    agency TEXT,
    outlet TEXT,
    url TEXT,
    photo_credit TEXT,
    words INTEGER NOT NULL DEFAULT 0,
    meta TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(meta)),
    title TEXT,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX article_digest ON article (digest);
CREATE INDEX article_published ON article (published_from);
CREATE INDEX article_copy ON article (copy_of) WHERE copy_of IS NOT NULL;

CREATE TABLE label (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL DEFAULT '', -- empty where it belongs to no one country
    sector TEXT,
    wikidata TEXT,
    UNIQUE (code, type, country)
) STRICT;

CREATE TABLE mention (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text TEXT NOT NULL,
    entity_id INTEGER NOT NULL REFERENCES entity (id),
    reading TEXT NOT NULL,
    sentence INTEGER NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_entity ON mention (entity_id, article_id);

CREATE TABLE date_mention (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text TEXT NOT NULL,
    value TEXT NOT NULL,
    date_from TEXT,
    date_to TEXT,
    rule TEXT NOT NULL,
    PRIMARY KEY (article_id, n)
) STRICT, WITHOUT ROWID;

-- A relation as the text states it: one act, with any number of actors on each side.
CREATE TABLE statement (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    mutual INTEGER NOT NULL CHECK (mutual IN (0, 1)),
    mode TEXT,
    context TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(context)),
    quad TEXT NOT NULL,
    goldstein REAL,
    date TEXT,
    date_from TEXT,
    date_to TEXT,
    place TEXT,
    status TEXT NOT NULL,
    said_by TEXT,
    evidence TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    confidence REAL NOT NULL,
    rule TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT 'rules',
    trace TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(trace)) -- [[part, start, end], …]
) STRICT;
CREATE INDEX statement_article ON statement (article_id);

-- A relation's two sides, one row per pair of different actors; rows of one statement share everything else.
CREATE TABLE pair (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    source_sector TEXT,
    source_start INTEGER NOT NULL,
    source_end INTEGER NOT NULL,
    target TEXT NOT NULL,
    target_sector TEXT,
    target_start INTEGER NOT NULL,
    target_end INTEGER NOT NULL
) STRICT;
CREATE INDEX pair_statement ON pair (statement_id);
CREATE INDEX pair_source ON pair (source, target);
CREATE INDEX pair_target ON pair (target);

CREATE TABLE tie (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    tie TEXT NOT NULL,
    subject TEXT NOT NULL,
    object TEXT NOT NULL,
    office TEXT,
    date TEXT,
    date_from TEXT,
    date_to TEXT,
    evidence TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    rule TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT 'rules'
) STRICT;
CREATE INDEX tie_article ON tie (article_id);

-- Full-text search: `SELECT … FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid WHERE articles_fts MATCH …`.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, text,
    content = 'article', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Holds a row inside the transaction of a bulk load only, never in a committed state: the load then indexes its
-- articles itself, all at once, which is twice as fast as the triggers below.
CREATE TABLE bulk (
    id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

-- The index follows whatever program writes. Rows that hang on an article are deleted here and not by the foreign
-- keys alone, which most programs leave switched off.
CREATE TRIGGER article_inserted AFTER INSERT ON article WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
    INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;

CREATE TRIGGER article_updated AFTER UPDATE OF id, title, text ON article BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;

CREATE TRIGGER article_deleted AFTER DELETE ON article BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    DELETE FROM label WHERE article_id = old.id;
    DELETE FROM mention WHERE article_id = old.id;
    DELETE FROM date_mention WHERE article_id = old.id;
    DELETE FROM statement WHERE article_id = old.id;
    DELETE FROM tie WHERE article_id = old.id;
    -- The next in the family becomes its head.
    UPDATE article SET copy_of = (SELECT min(id) FROM article WHERE copy_of = old.id) WHERE copy_of = old.id;
    UPDATE article SET copy_of = NULL WHERE copy_of = id;
END;

CREATE TRIGGER statement_deleted AFTER DELETE ON statement BEGIN
    DELETE FROM pair WHERE statement_id = old.id;
END;

-- Evidence is what the text says at the place given, whoever writes it.
CREATE TRIGGER statement_inserted BEFORE INSERT ON statement WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
    SELECT raise(ABORT, 'evidence is not what the article''s text says from start to end')
    WHERE new.evidence IS NOT (SELECT substr(text, new.start + 1, new.end - new.start) FROM article WHERE id = new.article_id);
END;

CREATE TRIGGER statement_updated BEFORE UPDATE OF article_id, evidence, start, end ON statement BEGIN
    SELECT raise(ABORT, 'evidence is not what the article''s text says from start to end')
    WHERE new.evidence IS NOT (SELECT substr(text, new.start + 1, new.end - new.start) FROM article WHERE id = new.article_id);
END;

CREATE TRIGGER tie_inserted BEFORE INSERT ON tie WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
    SELECT raise(ABORT, 'evidence is not what the article''s text says from start to end')
    WHERE new.evidence IS NOT (SELECT substr(text, new.start + 1, new.end - new.start) FROM article WHERE id = new.article_id);
END;

CREATE TRIGGER tie_updated BEFORE UPDATE OF article_id, evidence, start, end ON tie BEGIN
    SELECT raise(ABORT, 'evidence is not what the article''s text says from start to end')
    WHERE new.evidence IS NOT (SELECT substr(text, new.start + 1, new.end - new.start) FROM article WHERE id = new.article_id);
END;

CREATE VIEW articles AS
SELECT id, key, title, text, language, published, published_from, published_to, authors, agency, outlet, url,
    photo_credit, words, copy_of, lower(hex(digest)) AS digest, loaded_at, meta
FROM article;

CREATE VIEW labels AS
SELECT article_id, start, end, label FROM label;

-- One row per thing named. The same code in two countries (a ministry, an army) is two things.
CREATE VIEW entities AS
SELECT id, code, type, name, nullif(country, '') AS country, sector, wikidata,
    (SELECT count(*) FROM mention WHERE entity_id = entity.id) AS mentions,
    (SELECT count(DISTINCT article_id) FROM mention WHERE entity_id = entity.id) AS articles
FROM entity
WHERE EXISTS (SELECT 1 FROM mention WHERE entity_id = entity.id);

CREATE VIEW mentions AS
SELECT m.article_id, m.start, m.end, m.text, e.type, e.code, nullif(e.country, '') AS country, m.reading, m.sentence,
    m.rule
FROM mention AS m JOIN entity AS e ON e.id = m.entity_id;

CREATE VIEW dates AS
SELECT article_id, start, end, text, value, date_from, date_to FROM date_mention;

-- One row per source and target. `context` is a JSON list.
CREATE VIEW relations AS
SELECT p.id, s.article_id, a.published, s.type, s.mode, s.context, s.quad, s.goldstein,
    p.source, p.source_sector, p.target, p.target_sector,
    s.date, s.date_from, s.date_to, s.place, s.status, s.said_by, s.evidence, s.start, s.end, s.confidence, s.rule,
    s.origin
FROM pair AS p JOIN statement AS s ON s.id = p.statement_id JOIN article AS a ON a.id = s.article_id;

CREATE VIEW ties AS
SELECT article_id, tie, subject, object, office, date, evidence, start, end, rule, origin FROM tie;

-- Relations of one act: same type, same actors (in either order where the type holds both ways), dates that overlap;
-- undated ones are one act only inside a family of copies. `id` is the smallest of the relations' ids; `statuses` is
-- a JSON list. An event is contested (1) where
-- it is asserted, claimed and denied, or two of the three.
CREATE VIEW events AS
WITH told AS (
    SELECT p.id, s.type, s.status, s.date_from, s.date_to, s.article_id, coalesce(a.copy_of, a.id) AS family,
        a.published_from,
        CASE WHEN s.mutual AND p.target < p.source THEN p.target ELSE p.source END AS source,
        CASE WHEN s.mutual AND p.target < p.source THEN p.source ELSE p.target END AS target,
        CASE WHEN s.date_from IS NULL AND s.date_to IS NULL THEN coalesce(a.copy_of, a.id) END AS undated
    FROM pair AS p JOIN statement AS s ON s.id = p.statement_id JOIN article AS a ON a.id = s.article_id
),
stepped AS (
    SELECT *, CASE WHEN coalesce(date_from, '0000') > max(coalesce(date_to, '9999')) OVER (
            PARTITION BY type, source, target, undated ORDER BY coalesce(date_from, '0000'), id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) THEN 1 ELSE 0 END AS begins
    FROM told
),
numbered AS (
    SELECT *, sum(begins) OVER (
            PARTITION BY type, source, target, undated ORDER BY coalesce(date_from, '0000'), id
            ROWS UNBOUNDED PRECEDING
        ) AS island
    FROM stepped
)
SELECT min(id) AS id, type, source, target,
    CASE WHEN count(date_from) = count(*) THEN min(date_from) END AS date_from,
    CASE WHEN count(date_to) = count(*) THEN max(date_to) END AS date_to,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT family) AS independent_articles,
    min(published_from) AS first_published,
    '[' || substr(
        CASE WHEN max(status = 'asserted') THEN ',"asserted"' ELSE '' END
        || CASE WHEN max(status = 'planned') THEN ',"planned"' ELSE '' END
        || CASE WHEN max(status = 'claimed') THEN ',"claimed"' ELSE '' END
        || CASE WHEN max(status = 'denied') THEN ',"denied"' ELSE '' END
        || CASE WHEN max(status = 'hypothetical') THEN ',"hypothetical"' ELSE '' END, 2) || ']' AS statuses,
    max(status = 'asserted') + max(status = 'claimed') + max(status = 'denied') > 1 AS contested
FROM numbered
GROUP BY type, source, target, undated, island;

-- When and by what each article was last read.
CREATE VIEW extractions AS
SELECT a.id AS article_id, x.crate_version, x.lexicon_digest, a.loaded_at AS extracted_at
FROM article AS a JOIN extractor AS x ON x.id = a.extractor_id;
