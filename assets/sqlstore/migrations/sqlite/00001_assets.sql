-- +goose Up
-- Times are microseconds since 1970, UTC.
CREATE TABLE asset_blobs (
    id         TEXT PRIMARY KEY,
    sha256     TEXT NOT NULL UNIQUE,
    size       BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE assets (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    latest     INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);
CREATE INDEX assets_newest ON assets (created_at, id);

CREATE TABLE asset_versions (
    asset      TEXT NOT NULL REFERENCES assets (id),
    number     INTEGER NOT NULL,
    blob       TEXT NOT NULL REFERENCES asset_blobs (id),
    sha256     TEXT NOT NULL,
    size       BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    filename   TEXT NOT NULL,
    entry      TEXT NOT NULL,
    report     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (asset, number),
    UNIQUE (asset, sha256)
);
CREATE INDEX asset_versions_blob ON asset_versions (blob);

CREATE TABLE asset_uploads (
    id         TEXT PRIMARY KEY,
    state      TEXT NOT NULL,
    byte_offset BIGINT NOT NULL,
    size       BIGINT NOT NULL,
    filename   TEXT NOT NULL,
    want_kind  TEXT NOT NULL,
    asset      TEXT NOT NULL,
    version    INTEGER NOT NULL,
    blob       TEXT NOT NULL,
    hash_state BLOB,
    report     TEXT NOT NULL,
    code       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);
CREATE INDEX asset_uploads_newest ON asset_uploads (created_at, id);
CREATE INDEX asset_uploads_expiry ON asset_uploads (expires_at);
CREATE INDEX asset_uploads_blob ON asset_uploads (blob);

-- +goose Down
DROP TABLE asset_uploads;
DROP TABLE asset_versions;
DROP TABLE assets;
DROP TABLE asset_blobs;
