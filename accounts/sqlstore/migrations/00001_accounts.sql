-- Times are UTC epoch milliseconds; lists are words parted by spaces.

-- +goose Up
CREATE TABLE people (
    id          VARCHAR(32)  PRIMARY KEY,
    name        VARCHAR(256) NOT NULL UNIQUE,
    role        VARCHAR(32)  NOT NULL,
    districts   TEXT         NOT NULL,
    password    TEXT         NOT NULL,
    created_at  BIGINT       NOT NULL,
    changed_at  BIGINT       NOT NULL
);

CREATE TABLE sessions (
    hash        CHAR(64)     PRIMARY KEY,
    person_id   VARCHAR(32)  NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at  BIGINT       NOT NULL,
    ends_at     BIGINT       NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_end ON sessions (ends_at);

CREATE TABLE tokens (
    id          VARCHAR(32)  PRIMARY KEY,
    hash        CHAR(64)     NOT NULL UNIQUE,
    label       TEXT         NOT NULL,
    scene       VARCHAR(128) NOT NULL,
    purposes    TEXT         NOT NULL,
    created_by  TEXT         NOT NULL,
    created_at  BIGINT       NOT NULL,
    used_at     BIGINT       NOT NULL,
    revoked_at  BIGINT       NOT NULL
);

-- +goose Down
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE people;
