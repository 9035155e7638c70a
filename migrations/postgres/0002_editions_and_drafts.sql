-- Editions, what they are made of, and which of them is heard; drafts; who does what only one may do.
-- Times are microseconds since 1970 in UTC. Truth values are 0 and 1.

-- The bytes of files and recordings, each once, under the hash of exactly these bytes.
CREATE TABLE content (
    hash     TEXT COLLATE "C" PRIMARY KEY,  -- SHA-256 in hexadecimal digits
    kept_at  BIGINT NOT NULL,               -- when it was last brought; what nothing names is removed some time later
    bytes    BYTEA  NOT NULL
);

COMMENT ON TABLE content IS 'The bytes of files and recordings, each once, under the hash of exactly these bytes.';
COMMENT ON COLUMN content.hash IS 'SHA-256 in hexadecimal digits.';
COMMENT ON COLUMN content.kept_at IS 'When it was last brought; what nothing names is removed some time later.';

-- One row an edition, never changed but for its retirement.
CREATE TABLE edition (
    number        BIGINT PRIMARY KEY CHECK (number > 0),
    content       TEXT   NOT NULL,                        -- the hash of all that can be heard, 16 hexadecimal digits
    author        TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    published_at  BIGINT NOT NULL,
    parent        BIGINT REFERENCES edition (number),     -- the edition that was heard when this one was made
    retired_at    BIGINT                                  -- when its files were let go; the row stays as history
);

COMMENT ON TABLE edition IS 'One row an edition, never changed but for its retirement.';
COMMENT ON COLUMN edition.content IS 'The hash of all that can be heard in it, 16 hexadecimal digits.';
COMMENT ON COLUMN edition.parent IS 'The edition that was heard when this one was made.';
COMMENT ON COLUMN edition.retired_at IS 'When its files were let go; the row stays as history.';

CREATE TABLE edition_file (
    edition  BIGINT NOT NULL REFERENCES edition (number),
    path     TEXT COLLATE "C" NOT NULL,                   -- in the hotline's folder, with / between the parts
    content  TEXT COLLATE "C" NOT NULL REFERENCES content (hash),
    PRIMARY KEY (edition, path)
);

CREATE INDEX edition_file_by_content ON edition_file (content);
COMMENT ON TABLE edition_file IS 'The files that an edition is made of.';

-- The recordings as they were when the edition was published.
CREATE TABLE edition_recording (
    edition   BIGINT NOT NULL REFERENCES edition (number),
    prompt    TEXT COLLATE "C" NOT NULL,                  -- the prompt's id
    language  TEXT COLLATE "C" NOT NULL,
    content   TEXT COLLATE "C" NOT NULL REFERENCES content (hash),
    seconds   DOUBLE PRECISION NOT NULL,                  -- how long it is
    draft     BIGINT NOT NULL,                            -- whether a machine speaks in it
    PRIMARY KEY (edition, prompt, language)
);

CREATE INDEX edition_recording_by_content ON edition_recording (content);
COMMENT ON TABLE edition_recording IS 'The recordings as they were when the edition was published.';
COMMENT ON COLUMN edition_recording.draft IS '1 where a machine speaks in it.';

-- The library of recordings: by language and the exact text that is spoken.
CREATE TABLE recording (
    language  TEXT COLLATE "C" NOT NULL,
    text      TEXT COLLATE "C" NOT NULL,                  -- SHA-256 of the text
    content   TEXT COLLATE "C" NOT NULL REFERENCES content (hash),
    seconds   DOUBLE PRECISION NOT NULL,
    draft     BIGINT NOT NULL,
    PRIMARY KEY (language, text)
);

CREATE INDEX recording_by_content ON recording (content);
COMMENT ON TABLE recording IS 'The library of recordings: by language and the exact text that is spoken.';
COMMENT ON COLUMN recording.text IS 'SHA-256 of the text that is spoken in it.';
COMMENT ON COLUMN recording.draft IS '1 where a machine speaks in it.';

-- Every change of the edition that is heard; the latest is in force. Two publishers can't both write the
-- same revision: that is how one of them learns that the other was first.
CREATE TABLE activation (
    revision  BIGINT PRIMARY KEY CHECK (revision > 0),
    edition   BIGINT NOT NULL REFERENCES edition (number),
    at        BIGINT NOT NULL,
    author    TEXT   NOT NULL,
    reason    TEXT   NOT NULL CHECK (reason IN ('published', 'scheduled', 'rolled-back'))
);

COMMENT ON TABLE activation IS 'Every change of the edition that is heard; the one with the highest revision is in force.';

-- Editions that are to be heard from a later time on.
CREATE TABLE schedule (
    edition  BIGINT PRIMARY KEY REFERENCES edition (number),
    at       BIGINT NOT NULL,
    author   TEXT   NOT NULL
);

COMMENT ON TABLE schedule IS 'Editions that are to be heard from a later time on.';

-- What is being prepared on top of an edition.
CREATE TABLE draft (
    number      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- never given twice
    title       TEXT   NOT NULL,
    base        BIGINT NOT NULL REFERENCES edition (number),
    author      TEXT   NOT NULL,
    created_at  BIGINT NOT NULL
);

COMMENT ON TABLE draft IS 'What is being prepared on top of an edition.';

-- The files in which a draft differs from its edition.
CREATE TABLE draft_file (
    draft       BIGINT NOT NULL REFERENCES draft (number) ON DELETE CASCADE,
    path        TEXT COLLATE "C" NOT NULL,
    content     TEXT COLLATE "C" REFERENCES content (hash),  -- none: the file is taken out
    revision    BIGINT NOT NULL CHECK (revision > 0),        -- goes up with every change of the file
    author      TEXT   NOT NULL,
    changed_at  BIGINT NOT NULL,
    PRIMARY KEY (draft, path)
);

CREATE INDEX draft_file_by_content ON draft_file (content);
COMMENT ON TABLE draft_file IS 'The files in which a draft differs from its edition.';
COMMENT ON COLUMN draft_file.content IS 'None: the draft takes the file out.';

-- Work that one server does for all.
CREATE TABLE lease (
    name    TEXT COLLATE "C" PRIMARY KEY,
    holder  TEXT   NOT NULL,
    until   BIGINT NOT NULL
);

COMMENT ON TABLE lease IS 'Work that one server does for all, and which server that is at the moment.';
