-- +goose Up
-- Times are milliseconds since 1970 UTC. Ids are never used twice.
CREATE TABLE scenes (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    slug               TEXT    NOT NULL UNIQUE,
    title_zh           TEXT    NOT NULL,
    title_en           TEXT    NOT NULL,
    summary_zh         TEXT    NOT NULL,
    summary_en         TEXT    NOT NULL,
    sector             TEXT    NOT NULL,
    district           TEXT    NOT NULL,
    tags               TEXT    NOT NULL, -- JSON list of strings
    status             TEXT    NOT NULL,
    poster             TEXT,
    lon                REAL,             -- origin: all three or none
    lat                REAL,
    height             REAL,
    version            INTEGER NOT NULL,
    revision           INTEGER NOT NULL,
    published_revision INTEGER NOT NULL, -- 0: none
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL
);

CREATE TABLE scene_revisions (
    scene_id      INTEGER NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    document      BLOB    NOT NULL, -- JSON as its author wrote it
    author        TEXT    NOT NULL,
    from_revision INTEGER NOT NULL, -- the one a rollback repeats; 0: none
    created_at    INTEGER NOT NULL,
    published_at  INTEGER,
    PRIMARY KEY (scene_id, number)
);

CREATE TABLE scene_published_assets (
    scene_id INTEGER NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
    asset    TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    PRIMARY KEY (asset, version, scene_id)
);
CREATE INDEX scene_published_assets_scene ON scene_published_assets (scene_id);

-- rowid is the scene's id; the words are made by scenes/search.go.
CREATE VIRTUAL TABLE scene_words USING fts5 (words, tokenize = 'unicode61');

-- +goose Down
DROP TABLE scene_words;
DROP TABLE scene_published_assets;
DROP TABLE scene_revisions;
DROP TABLE scenes;
