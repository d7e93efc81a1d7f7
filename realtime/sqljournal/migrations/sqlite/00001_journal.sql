-- +goose Up
CREATE TABLE journal_batches (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  scene    TEXT NOT NULL,
  source   TEXT NOT NULL,
  received BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at  BIGINT NOT NULL,
  readings INTEGER NOT NULL,
  data     BLOB NOT NULL
);
CREATE INDEX journal_batches_scene ON journal_batches (scene, id);
CREATE TABLE journal_latest (
  scene TEXT PRIMARY KEY,
  upto  BIGINT NOT NULL,
  data  BLOB NOT NULL
);

-- +goose Down
DROP TABLE journal_latest;
DROP TABLE journal_batches;
