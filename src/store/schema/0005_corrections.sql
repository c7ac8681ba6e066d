-- What people say of what was read: corrections of it, and codings of their own beside it.

-- The log of corrections. Nothing is ever taken out of it; what is undone says so. A correction is anchored by the
-- article's key and by what it speaks of, not by row numbers, so that it holds for rows that are read anew.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE, -- the same in every file the correction is brought to
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    action TEXT NOT NULL,
    article_key TEXT, -- null where it speaks of the whole corpus
    what TEXT NOT NULL CHECK (json_valid(what)), -- all of it: what it speaks of, before, after
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    after TEXT CHECK (after IS NULL OR json_valid(after)),
    note TEXT,
    undone_at TEXT,
    undone_by TEXT,
    rank INTEGER NOT NULL DEFAULT 0, -- below 0: others win over it, though it is later
    state TEXT NOT NULL DEFAULT 'applied', -- applied, overruled, unplaced, undone
    problem TEXT, -- why it has no place, or who overruled it
    pair_id INTEGER -- the row it made, to make it again under the same number
) STRICT;
CREATE INDEX correction_article ON correction (article_key);

-- Rows as they were read, set aside while a correction stands in their place. Columns as in the tables themselves.
CREATE TABLE parked_statement AS SELECT * FROM statement WHERE 0;
CREATE TABLE parked_pair AS SELECT * FROM pair WHERE 0;
ALTER TABLE mention ADD COLUMN origin TEXT NOT NULL DEFAULT 'rules';
CREATE TABLE parked_mention AS SELECT * FROM mention WHERE 0;
CREATE UNIQUE INDEX parked_statement_id ON parked_statement (id);
CREATE INDEX parked_statement_article ON parked_statement (article_id);
CREATE UNIQUE INDEX parked_pair_id ON parked_pair (id);
CREATE INDEX parked_pair_statement ON parked_pair (statement_id);
CREATE UNIQUE INDEX parked_mention_place ON parked_mention (article_id, n);
CREATE TABLE parked_copy (
    article_id INTEGER PRIMARY KEY,
    copy_of INTEGER
) STRICT;

-- The rows that corrections made, and the relation they stand for, as it was read.
CREATE TABLE made (
    pair_id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    root TEXT NOT NULL CHECK (json_valid(root))
) STRICT;
CREATE INDEX made_article ON made (article_id);

-- Names found by others. They stand beside our own in the view, and nowhere else.
CREATE TABLE coded_mention (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text TEXT NOT NULL,
    entity_id INTEGER NOT NULL REFERENCES entity (id),
    reading TEXT NOT NULL,
    sentence INTEGER NOT NULL,
    rule TEXT NOT NULL,
    origin TEXT NOT NULL,
    UNIQUE (article_id, start, end, entity_id, origin)
) STRICT;
CREATE INDEX coded_mention_entity ON coded_mention (entity_id, article_id);

-- Rows coded by hand whose words an article's new text no longer has. They wait for a text that has them again.
CREATE TABLE unplaced (
    id INTEGER PRIMARY KEY,
    article_key TEXT NOT NULL,
    kind TEXT NOT NULL, -- relation, mention, tie
    origin TEXT NOT NULL,
    what TEXT NOT NULL CHECK (json_valid(what)),
    since TEXT NOT NULL
) STRICT;
CREATE INDEX unplaced_article ON unplaced (article_key);

-- When an article was read anew without being loaded anew.
CREATE TABLE reread (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    at TEXT NOT NULL
) STRICT;

-- The highest number a relation ever had: a number that people may have noted is not given to another.
CREATE TABLE pair_high (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id INTEGER NOT NULL
) STRICT;
INSERT INTO pair_high (one, id) VALUES (1, 0);
CREATE TRIGGER pair_deleted AFTER DELETE ON pair BEGIN
    UPDATE pair_high SET id = old.id WHERE id < old.id;
END;

CREATE INDEX statement_coded ON statement (article_id, origin) WHERE origin <> 'rules';
CREATE INDEX tie_coded ON tie (article_id, origin) WHERE origin <> 'rules';

CREATE TRIGGER article_deleted_corrections AFTER DELETE ON article BEGIN
    DELETE FROM parked_pair WHERE statement_id IN (SELECT id FROM parked_statement WHERE article_id = old.id);
    DELETE FROM parked_pair WHERE statement_id IN (SELECT id FROM statement WHERE article_id = old.id);
    DELETE FROM parked_statement WHERE article_id = old.id;
    DELETE FROM parked_mention WHERE article_id = old.id;
    DELETE FROM parked_copy WHERE article_id = old.id;
    DELETE FROM made WHERE article_id = old.id;
    DELETE FROM coded_mention WHERE article_id = old.id;
    DELETE FROM reread WHERE article_id = old.id;
END;

-- `origin`: `rules`, or who coded or corrected it.
DROP VIEW mentions;
CREATE VIEW mentions AS
SELECT m.article_id, m.start, m.end, m.text, e.type, e.code, nullif(e.country, '') AS country, m.reading, m.sentence,
    m.rule, m.origin
FROM mention AS m JOIN entity AS e ON e.id = m.entity_id
UNION ALL
SELECT m.article_id, m.start, m.end, m.text, e.type, e.code, nullif(e.country, '') AS country, m.reading, m.sentence,
    m.rule, m.origin
FROM coded_mention AS m JOIN entity AS e ON e.id = m.entity_id;

-- A place that several origins name counts once.
DROP VIEW entities;
CREATE VIEW entities AS
SELECT id, code, type, name, nullif(country, '') AS country, sector, wikidata,
    (SELECT count(*) FROM mention WHERE entity_id = entity.id)
        + (SELECT count(DISTINCT format('%d %d', c.article_id, c.start)) FROM coded_mention AS c
            WHERE c.entity_id = entity.id AND NOT EXISTS (SELECT 1 FROM mention AS m
                WHERE m.entity_id = c.entity_id AND m.article_id = c.article_id
                AND m.start < c.end AND c.start < m.end)) AS mentions,
    (SELECT count(DISTINCT article_id) FROM mention WHERE entity_id = entity.id)
        + (SELECT count(DISTINCT c.article_id) FROM coded_mention AS c
            WHERE c.entity_id = entity.id AND NOT EXISTS (SELECT 1 FROM mention AS m
                WHERE m.entity_id = c.entity_id AND m.article_id = c.article_id)) AS articles
FROM entity
WHERE EXISTS (SELECT 1 FROM mention WHERE entity_id = entity.id)
    OR EXISTS (SELECT 1 FROM coded_mention WHERE entity_id = entity.id);

DROP VIEW extractions;
CREATE VIEW extractions AS
SELECT a.id AS article_id, x.crate_version, x.lexicon_digest, coalesce(r.at, a.loaded_at) AS extracted_at
FROM article AS a JOIN extractor AS x ON x.id = a.extractor_id LEFT JOIN reread AS r ON r.article_id = a.id;

-- Who corrected what, when. `what` is the whole correction as JSON, as it is exported.
CREATE VIEW corrections AS
SELECT id, made_at, made_by, action, article_key, before, after, note, undone_at, undone_by, state, problem
FROM correction;
