-- Editions, what they are made of, and which of them is heard; drafts; who does what only one may do.
-- Times are microseconds since 1970 in UTC. Truth values are 0 and 1.

-- The keyed hash of the caller's number, where the provider told it: says whether two calls came from one
-- number, and not from which.
ALTER TABLE call ADD COLUMN caller TEXT;

CREATE INDEX call_by_caller ON call (caller) WHERE caller IS NOT NULL;

-- The bytes of files and recordings, each once, under the hash of exactly these bytes.
CREATE TABLE content (
    hash     TEXT    NOT NULL PRIMARY KEY,  -- SHA-256 in hexadecimal digits
    kept_at  INTEGER NOT NULL,              -- when it was last brought; what nothing names is removed some time later
    bytes    BLOB    NOT NULL               -- last, so that the others are read without it
) STRICT;

-- One row an edition, never changed but for its retirement.
CREATE TABLE edition (
    number        INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
    content       TEXT    NOT NULL,                       -- the hash of all that can be heard, 16 hexadecimal digits
    author        TEXT    NOT NULL,
    note          TEXT    NOT NULL,
    published_at  INTEGER NOT NULL,
    parent        INTEGER REFERENCES edition (number),    -- the edition that was heard when this one was made
    retired_at    INTEGER                                 -- when its files were let go; the row stays as history
) STRICT;

CREATE TABLE edition_file (
    edition  INTEGER NOT NULL REFERENCES edition (number),
    path     TEXT    NOT NULL,                            -- in the hotline's folder, with / between the parts
    content  TEXT    NOT NULL REFERENCES content (hash),
    PRIMARY KEY (edition, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX edition_file_by_content ON edition_file (content);

-- The recordings as they were when the edition was published.
CREATE TABLE edition_recording (
    edition   INTEGER NOT NULL REFERENCES edition (number),
    prompt    TEXT    NOT NULL,                           -- the prompt's id
    language  TEXT    NOT NULL,
    content   TEXT    NOT NULL REFERENCES content (hash),
    seconds   REAL    NOT NULL,                           -- how long it is
    draft     INTEGER NOT NULL,                           -- whether a machine speaks in it
    PRIMARY KEY (edition, prompt, language)
) STRICT, WITHOUT ROWID;

CREATE INDEX edition_recording_by_content ON edition_recording (content);

-- The library of recordings: by language and the exact text that is spoken.
CREATE TABLE recording (
    language  TEXT    NOT NULL,
    text      TEXT    NOT NULL,                           -- SHA-256 of the text
    content   TEXT    NOT NULL REFERENCES content (hash),
    seconds   REAL    NOT NULL,
    draft     INTEGER NOT NULL,
    PRIMARY KEY (language, text)
) STRICT, WITHOUT ROWID;

CREATE INDEX recording_by_content ON recording (content);

-- Every change of the edition that is heard; the latest is in force. Two publishers can't both write the
-- same revision: that is how one of them learns that the other was first.
CREATE TABLE activation (
    revision  INTEGER NOT NULL PRIMARY KEY CHECK (revision > 0),
    edition   INTEGER NOT NULL REFERENCES edition (number),
    at        INTEGER NOT NULL,
    author    TEXT    NOT NULL,
    reason    TEXT    NOT NULL CHECK (reason IN ('published', 'scheduled', 'rolled-back'))
) STRICT;

-- Editions that are to be heard from a later time on.
CREATE TABLE schedule (
    edition  INTEGER NOT NULL PRIMARY KEY REFERENCES edition (number),
    at       INTEGER NOT NULL,
    author   TEXT    NOT NULL
) STRICT;

-- What is being prepared on top of an edition.
CREATE TABLE draft (
    number      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- never given twice
    title       TEXT    NOT NULL,
    base        INTEGER NOT NULL REFERENCES edition (number),
    author      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

-- The files in which a draft differs from its edition.
CREATE TABLE draft_file (
    draft       INTEGER NOT NULL REFERENCES draft (number) ON DELETE CASCADE,
    path        TEXT    NOT NULL,
    content     TEXT    REFERENCES content (hash),        -- none: the file is taken out
    revision    INTEGER NOT NULL CHECK (revision > 0),    -- goes up with every change of the file
    author      TEXT    NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (draft, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_file_by_content ON draft_file (content);

-- Work that one server does for all.
CREATE TABLE lease (
    name    TEXT    NOT NULL PRIMARY KEY,
    holder  TEXT    NOT NULL,
    until   INTEGER NOT NULL
) STRICT;
