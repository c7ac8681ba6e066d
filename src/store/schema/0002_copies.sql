-- Rewritten copies. What `article.copy_of` says is unchanged: the head of the article's family; but a family now holds
-- texts that resemble each other too, and its head is its earliest article by `published_from`, then by `key`.

-- How alike two texts must be to be copies, as shares of their runs of four words; null: only identical ones are.
CREATE TABLE copy_setting (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    threshold REAL CHECK (threshold > 0 AND threshold <= 1)
) STRICT;
INSERT INTO copy_setting (id, threshold) VALUES (1, 0.5);

-- A sketch of each text, once however many articles have it.
CREATE TABLE copy_text (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- bands of a text that is gone must never be another's
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    sketch BLOB NOT NULL
) STRICT;

-- Texts with a band in common may be copies.
CREATE TABLE copy_band (
    band INTEGER NOT NULL,
    text_id INTEGER NOT NULL,
    PRIMARY KEY (band, text_id)
) STRICT, WITHOUT ROWID;

-- Articles whose family has yet to be worked out anew: by the next load, or by `find_copies`.
CREATE TABLE copy_stale (
    article_id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO copy_stale (article_id) SELECT id FROM article;

-- `OR IGNORE` would be of no use below: within an upsert it gives way to what that does on a conflict.
CREATE TRIGGER copies_inserted AFTER INSERT ON article WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
    INSERT INTO copy_stale (article_id)
        SELECT new.id WHERE NOT EXISTS (SELECT 1 FROM copy_stale WHERE article_id = new.id);
END;

-- Whatever tells which family it is in, or which of the family is its head.
CREATE TRIGGER copies_updated BEFORE UPDATE OF digest, key, published_from ON article
WHEN old.digest IS NOT new.digest OR old.key IS NOT new.key OR old.published_from IS NOT new.published_from BEGIN
    INSERT INTO copy_stale (article_id)
        SELECT id FROM (
            SELECT old.id AS id UNION SELECT old.copy_of WHERE old.copy_of IS NOT NULL
            UNION SELECT id FROM article WHERE copy_of = old.id
            UNION SELECT id FROM article WHERE copy_of = old.copy_of
        ) WHERE id NOT IN (SELECT article_id FROM copy_stale);
END;

-- The next in the family becomes its head; whether all still belong together is worked out later.
CREATE TRIGGER copies_deleted BEFORE DELETE ON article BEGIN
    INSERT INTO copy_stale (article_id)
        SELECT id FROM (
            SELECT old.copy_of AS id WHERE old.copy_of IS NOT NULL
            UNION SELECT id FROM article WHERE copy_of = old.id
            UNION SELECT id FROM article WHERE copy_of = old.copy_of
        ) WHERE id <> old.id AND id NOT IN (SELECT article_id FROM copy_stale);
    DELETE FROM copy_stale WHERE article_id = old.id;
    UPDATE article SET copy_of = (
        SELECT id FROM article WHERE copy_of = old.id ORDER BY published_from NULLS LAST, key LIMIT 1
    ) WHERE copy_of = old.id;
    UPDATE article SET copy_of = NULL WHERE copy_of IS NOT NULL AND copy_of = id;
END;
