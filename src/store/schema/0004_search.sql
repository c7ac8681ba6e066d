-- Rows of articles are long; what search and its counts ask of each article is read from these instead.
CREATE INDEX article_language ON article (language);
CREATE INDEX article_outlet ON article (outlet);
