-- +goose Up
CREATE TABLE journal_batches (
  id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scene    TEXT NOT NULL,
  source   TEXT NOT NULL,
  received BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at  BIGINT NOT NULL,
  readings INTEGER NOT NULL,
  data     BYTEA NOT NULL
);
CREATE INDEX journal_batches_scene ON journal_batches (scene, id);
CREATE TABLE journal_latest (
  scene TEXT PRIMARY KEY,
  upto  BIGINT NOT NULL,
  data  BYTEA NOT NULL
);

-- +goose Down
DROP TABLE journal_latest;
DROP TABLE journal_batches;
