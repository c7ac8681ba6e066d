-- Events are kept, not worked out at each question. They are merged by the library, which alone writes these two
-- tables; any other program's writing leaves a note of what is to be merged again.

-- An act as its reports tell it. `id` is the smallest of their numbers.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    quad TEXT NOT NULL,
    goldstein REAL,
    date TEXT,
    date_from TEXT,
    date_to TEXT,
    place TEXT,
    relations INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    independent_articles INTEGER NOT NULL,
    first_published TEXT,
    statuses TEXT NOT NULL CHECK (json_valid(statuses)),
    disagreement TEXT NOT NULL CHECK (json_valid(disagreement))
) STRICT;
CREATE INDEX event_source ON event (source, target);
CREATE INDEX event_target ON event (target);

-- Which relations tell an event: every relation is a `report` of one. A `rival` claims or denies something else of the
-- act, a `reaction` accuses or rejects beside it.
CREATE TABLE event_relation (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    pair_id INTEGER NOT NULL REFERENCES pair (id) ON DELETE CASCADE,
    account TEXT NOT NULL CHECK (account IN ('report', 'rival', 'reaction')),
    disagrees TEXT NOT NULL CHECK (json_valid(disagrees)),
    PRIMARY KEY (event_id, pair_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_relation_pair ON event_relation (pair_id, account);

-- Pairs of actors (the first in the alphabet first) whose relations changed since their events were merged, and how
-- many relations were added since, by which the library tells whether merging is worth while.
CREATE TABLE event_stale (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    added INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_pair_inserted AFTER INSERT ON pair BEGIN
    INSERT INTO event_stale VALUES (min(new.source, new.target), max(new.source, new.target), 1)
    ON CONFLICT DO UPDATE SET added = added + 1;
END;

-- What an article says of one act bears on the events of all pairs in it.
CREATE TRIGGER event_pair_joined AFTER INSERT ON pair WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
    INSERT OR IGNORE INTO event_stale (one, other)
    SELECT min(p.source, p.target), max(p.source, p.target)
    FROM statement AS this JOIN statement AS s ON s.article_id = this.article_id JOIN pair AS p ON p.statement_id = s.id
    WHERE this.id = new.statement_id;
END;

CREATE TRIGGER event_pair_updated AFTER UPDATE ON pair BEGIN
    INSERT OR IGNORE INTO event_stale (one, other) VALUES (min(old.source, old.target), max(old.source, old.target));
    INSERT OR IGNORE INTO event_stale (one, other)
    SELECT min(p.source, p.target), max(p.source, p.target)
    FROM statement AS this JOIN statement AS s ON s.article_id = this.article_id JOIN pair AS p ON p.statement_id = s.id
    WHERE this.id IN (old.statement_id, new.statement_id);
END;

CREATE TRIGGER event_pair_deleted AFTER DELETE ON pair BEGIN
    DELETE FROM event_relation WHERE pair_id = old.id;
    INSERT OR IGNORE INTO event_stale (one, other) VALUES (min(old.source, old.target), max(old.source, old.target));
END;

CREATE TRIGGER event_statement_deleted BEFORE DELETE ON statement WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
    INSERT OR IGNORE INTO event_stale (one, other)
    SELECT min(p.source, p.target), max(p.source, p.target)
    FROM statement AS s JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id = old.article_id;
END;

CREATE TRIGGER event_statement_updated AFTER UPDATE ON statement BEGIN
    INSERT OR IGNORE INTO event_stale (one, other)
    SELECT min(p.source, p.target), max(p.source, p.target)
    FROM statement AS s JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id IN (old.article_id, new.article_id);
END;

-- Above all when it joins or leaves a family of copies.
CREATE TRIGGER event_article_updated AFTER UPDATE OF id, key, copy_of, published_from, published_to ON article
WHEN old.id IS NOT new.id OR old.key IS NOT new.key OR old.copy_of IS NOT new.copy_of
    OR old.published_from IS NOT new.published_from OR old.published_to IS NOT new.published_to BEGIN
    INSERT OR IGNORE INTO event_stale (one, other)
    SELECT min(p.source, p.target), max(p.source, p.target)
    FROM statement AS s JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id IN (old.id, new.id);
END;

-- Whatever is in the file by now is merged when the library next opens it for writing.
INSERT OR IGNORE INTO event_stale (one, other) SELECT min(source, target), max(source, target) FROM pair;

DROP VIEW events;
CREATE VIEW events AS
SELECT id, type, source, target, date_from, date_to, articles, independent_articles, first_published, statuses,
    disagreement <> '[]' AS contested, disagreement, date, place, relations, quad, goldstein
FROM event;

CREATE VIEW event_relations AS
SELECT event_id, pair_id AS relation_id, account, disagrees FROM event_relation;

-- Each account of each event, with the sentence: who says what.
CREATE VIEW versions AS
SELECT er.event_id AS event, er.account, p.id AS relation_id, s.article_id, a.key, a.outlet, a.published, s.status,
    s.said_by, s.type, s.date, s.place, p.source, p.target, s.evidence, s.start, s.end, a.copy_of, er.disagrees
FROM event_relation AS er JOIN pair AS p ON p.id = er.pair_id JOIN statement AS s ON s.id = p.statement_id
    JOIN article AS a ON a.id = s.article_id;
