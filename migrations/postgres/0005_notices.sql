-- Notices: dated announcements that appear and expire by themselves. Times are microseconds since 1970 in UTC.

CREATE TABLE notice (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- never given twice
    sector     BIGINT,                                           -- the key of the sector whose callers hear it; none: all do
    starts_at  BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,                                  -- it is not heard any more from this moment on
    author     TEXT   NOT NULL,
    added_at   BIGINT NOT NULL,
    ended_at   BIGINT,                                           -- when somebody ended it before its time
    ended_by   TEXT,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

COMMENT ON TABLE notice IS 'Dated announcements that appear and expire by themselves.';
COMMENT ON COLUMN notice.sector IS 'The key of the sector whose callers hear it; none: all callers do.';
COMMENT ON COLUMN notice.ends_at IS 'It is not heard any more from this moment on.';
COMMENT ON COLUMN notice.ended_at IS 'When somebody ended it before its time.';

-- What is spoken.
CREATE TABLE notice_text (
    notice    BIGINT NOT NULL REFERENCES notice (number) ON DELETE CASCADE,
    language  TEXT COLLATE "C" NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (notice, language)
);

COMMENT ON TABLE notice_text IS 'What is spoken, by language.';

-- One row: which change of the notices was the last, so that a server can ask cheaply whether there was another.
CREATE TABLE notice_change (
    one         BIGINT PRIMARY KEY CHECK (one = 1),
    revision    BIGINT NOT NULL,  -- goes up with every change
    changed_at  BIGINT NOT NULL   -- differs where a store that was put back counts the same number again
);

COMMENT ON TABLE notice_change IS 'One row: which change of the notices was the last.';
COMMENT ON COLUMN notice_change.revision IS 'Goes up with every change.';

INSERT INTO notice_change (one, revision, changed_at) VALUES (1, 0, 0);
