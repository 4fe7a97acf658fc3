-- The store of newsclaims, version 2 (PRAGMA user_version). SQLite in WAL mode: one writer, any number of readers.
-- Made to be opened as it is: Datasette, pandas, DuckDB and the sqlite3 shell all read it.
-- Decimals are kept as text, exactly as written out; `lowest` and `highest` are the same as floating numbers,
-- for comparing. Offsets are code points, end exclusive. Dates are ISO 8601.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- A file stands here once everything in it has been dealt with. `path` is relative to the folder of config.toml
-- where it lies under it, else absolute.
CREATE TABLE files (
  path        TEXT PRIMARY KEY,
  size        INTEGER NOT NULL,
  mtime_ns    INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  fingerprint TEXT NOT NULL,          -- of the configuration that it was processed under
  gone        INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE articles (
  id           TEXT PRIMARY KEY,
  path         TEXT NOT NULL,
  source_id    TEXT NOT NULL,         -- as it was read; `id` differs only where that was taken, after a renaming
  content      TEXT NOT NULL,         -- digest of everything the extraction sees
  fingerprint  TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  format       TEXT NOT NULL,
  encoding     TEXT NOT NULL,
  title        TEXT,
  published    TEXT,
  script       TEXT NOT NULL,
  characters   INTEGER NOT NULL,      -- of the clean text
  claims       INTEGER NOT NULL,      -- how many
  duplicate_of TEXT,                  -- id of the earliest article that says the same in nearly the same words
  gone         INTEGER NOT NULL DEFAULT 0,
  extracted_at TEXT NOT NULL,
  record       TEXT NOT NULL,         -- the whole record, JSON
  UNIQUE (path, source_id)
);
CREATE INDEX articles_content ON articles (content);
CREATE INDEX articles_duplicate_of ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- The columns of a primary key stand first: SQLite before 3.41 else takes a sound table for a damaged one.
CREATE TABLE claims (
  article_id     TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,    -- of the claim in the article: 0, 1, 2 …
  id             TEXT NOT NULL,
  text           TEXT NOT NULL,
  kind           TEXT NOT NULL,
  value          TEXT,
  low            TEXT,
  high           TEXT,
  unit           TEXT,
  bound          TEXT NOT NULL,
  per            TEXT,
  "start"        INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  source_start   INTEGER,
  source_end     INTEGER,
  subject        TEXT,
  subject_entity TEXT,
  metric         TEXT,
  time           TEXT,
  time_from      TEXT,
  time_to        TEXT,
  direction      TEXT,
  basis          TEXT,
  versus         TEXT,
  modality       TEXT NOT NULL,
  source         TEXT,
  sentence       TEXT NOT NULL,
  sentence_start INTEGER NOT NULL,
  sentence_end   INTEGER NOT NULL,
  qualifiers     TEXT NOT NULL,       -- ids, separated by a space
  rule           TEXT NOT NULL,
  confidence     REAL NOT NULL,
  lowest         REAL,
  highest        REAL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

CREATE TABLE entities (
  article_id   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  id           TEXT NOT NULL,
  text         TEXT NOT NULL,
  label        TEXT NOT NULL,
  "start"      INTEGER NOT NULL,
  "end"        INTEGER NOT NULL,
  source_start INTEGER,
  source_end   INTEGER,
  canonical    TEXT NOT NULL,
  code         TEXT,
  "by"         TEXT NOT NULL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

CREATE TABLE failures (
  path        TEXT NOT NULL,
  source_id   TEXT NOT NULL,          -- empty where the file as a whole failed; #NUMBER of a row without a text
  kind        TEXT NOT NULL,          -- read: unreadable; extract: an error of newsclaims; crash: it ended two workers
  reason      TEXT NOT NULL,
  content     TEXT NOT NULL,          -- as in articles, empty where unknown
  fingerprint TEXT NOT NULL,
  failed_at   TEXT NOT NULL,
  PRIMARY KEY (path, source_id)
) WITHOUT ROWID;

-- MinHash signatures of the texts and their bands, for duplicate_of.
CREATE TABLE signatures (
  article_id TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  minhash    BLOB NOT NULL,
  figures    TEXT NOT NULL            -- the distinct numbers in the text, sorted, separated by a space
) WITHOUT ROWID;
CREATE TABLE bands (
  hash       INTEGER NOT NULL,
  article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;
CREATE INDEX bands_article ON bands (article_id);

CREATE TABLE runs (
  id            INTEGER PRIMARY KEY,
  started_at    TEXT NOT NULL,
  finished_at   TEXT,
  state         TEXT NOT NULL,        -- running, done, interrupted, failed; killed where nothing more was heard of it
  paths         TEXT NOT NULL,        -- JSON
  newsclaims    TEXT NOT NULL,
  model         TEXT,
  fingerprint   TEXT,
  jobs          INTEGER NOT NULL,
  new           INTEGER NOT NULL DEFAULT 0,
  changed       INTEGER NOT NULL DEFAULT 0,
  unchanged     INTEGER NOT NULL DEFAULT 0,
  renamed       INTEGER NOT NULL DEFAULT 0,
  copied        INTEGER NOT NULL DEFAULT 0,
  gone          INTEGER NOT NULL DEFAULT 0,
  pruned        INTEGER NOT NULL DEFAULT 0,
  failed        INTEGER NOT NULL DEFAULT 0,
  claims        INTEGER NOT NULL DEFAULT 0,
  message       TEXT,
  extracted     INTEGER NOT NULL DEFAULT 0,
  restarted     INTEGER NOT NULL DEFAULT 0  -- worker processes that were replaced
);
