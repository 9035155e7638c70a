-- Notices: dated announcements that appear and expire by themselves. Times are microseconds since 1970 in UTC.

CREATE TABLE notice (
    number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- never given twice
    sector     INTEGER,                                     -- the key of the sector whose callers hear it; none: all do
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,                            -- it is not heard any more from this moment on
    author     TEXT    NOT NULL,
    added_at   INTEGER NOT NULL,
    ended_at   INTEGER,                                     -- when somebody ended it before its time
    ended_by   TEXT,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;

-- What is spoken.
CREATE TABLE notice_text (
    notice    INTEGER NOT NULL REFERENCES notice (number) ON DELETE CASCADE,
    language  TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    PRIMARY KEY (notice, language)
) STRICT, WITHOUT ROWID;

-- One row: which change of the notices was the last, so that a server can ask cheaply whether there was another.
CREATE TABLE notice_change (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    revision    INTEGER NOT NULL,  -- goes up with every change
    changed_at  INTEGER NOT NULL   -- differs where a store that was put back counts the same number again
) STRICT;

INSERT INTO notice_change (one, revision, changed_at) VALUES (1, 0, 0);
