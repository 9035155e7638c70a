-- What callers left to be done: inquiries and text messages; what was said and fits nothing; who does not want to be
-- known again. Times are microseconds since 1970 in UTC.
-- Telephone numbers in clear and recordings are personal data: they stand here for as long as somebody must be called
-- back or written to, and no longer.

-- One row for each question that a caller left by voice.
CREATE TABLE inquiry (
    number               BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,     -- names the inquiry in this database; never given twice
    event                TEXT COLLATE "C" NOT NULL UNIQUE,                    -- the event that it came with: 'call/restart.turn/position'
    call                 BIGINT REFERENCES call (number) ON DELETE SET NULL,  -- whose it is stands there; none when the call is gone
    reference            TEXT COLLATE "C" NOT NULL,                           -- what the caller was told; two may share one, rarely
    line                 TEXT COLLATE "C" NOT NULL,
    language             TEXT COLLATE "C",                                    -- the language that was spoken
    service              TEXT COLLATE "C",                                    -- the code of the service that it is about
    telephone            TEXT,                                                -- the number in clear; none once it is closed or let go
    asked_at             BIGINT NOT NULL,
    recording            TEXT COLLATE "C",                                    -- where the provider keeps, or kept, it; none once it is let go
    seconds              DOUBLE PRECISION,                                    -- how long the recording is
    state                TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'assigned', 'answered', 'closed')),
    assignee             TEXT,
    answer               TEXT,                                                -- what the caller hears who asks by the reference
    answered_by          TEXT,
    answered_at          BIGINT,
    closed_by            TEXT,
    closed_at            BIGINT,
    attempts             BIGINT NOT NULL DEFAULT 0,                           -- at fetching the recording
    next_at              BIGINT,                                              -- when it is to be fetched; none: not any more
    claimed_until        BIGINT,                                              -- until then, one server is at it
    last_error           TEXT,
    fetched_at           BIGINT,
    deleted_at_provider  BIGINT
);

CREATE INDEX inquiry_by_call ON inquiry (call);
CREATE INDEX inquiry_by_reference ON inquiry (reference);
CREATE INDEX inquiry_by_time ON inquiry (asked_at, number);
CREATE INDEX inquiry_to_fetch ON inquiry (next_at) WHERE next_at IS NOT NULL;

-- The recordings as they are played to whoever answers: WAV, apart so that inquiries are listed without them.
CREATE TABLE inquiry_recording (
    inquiry  BIGINT NOT NULL PRIMARY KEY REFERENCES inquiry (number) ON DELETE CASCADE,
    bytes    BYTEA NOT NULL
);

-- What was done about an inquiry, and by whom.
CREATE TABLE inquiry_step (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry  BIGINT NOT NULL REFERENCES inquiry (number) ON DELETE CASCADE,
    at       BIGINT NOT NULL,
    author   TEXT,           -- none: the server itself
    what     TEXT NOT NULL,  -- a word: 'assigned', 'answered', 'closed', ...
    detail   TEXT            -- to whom, with which words, why
);

CREATE INDEX inquiry_step_by_inquiry ON inquiry_step (inquiry);

-- Recordings that are to be deleted at the provider, also when nothing else is left of their inquiry.
CREATE TABLE recording_deletion (
    number         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry        BIGINT REFERENCES inquiry (number) ON DELETE SET NULL,
    line           TEXT COLLATE "C" NOT NULL,  -- says whose secrets open it
    recording      TEXT COLLATE "C" NOT NULL,  -- where the provider keeps it
    attempts       BIGINT NOT NULL DEFAULT 0,
    next_at        BIGINT NOT NULL,
    claimed_until  BIGINT,
    last_error     TEXT
);

CREATE INDEX recording_deletion_by_inquiry ON recording_deletion (inquiry);
CREATE INDEX recording_deletion_by_time ON recording_deletion (next_at);

-- One row for each text message that a caller asked for.
CREATE TABLE message (
    number         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event          TEXT COLLATE "C" NOT NULL UNIQUE,  -- the event that it came with: 'call/restart.turn/position'
    call           BIGINT REFERENCES call (number) ON DELETE SET NULL,
    line           TEXT COLLATE "C" NOT NULL,
    language       TEXT COLLATE "C",
    service        TEXT COLLATE "C" NOT NULL,
    telephone      TEXT,                              -- whom it goes to; none once nothing more will come of it
    body           TEXT NOT NULL,
    asked_at       BIGINT NOT NULL,
    state          TEXT NOT NULL DEFAULT 'waiting'
                   CHECK (state IN ('waiting', 'sent', 'delivered', 'undelivered', 'failed', 'refused')),
    attempts       BIGINT NOT NULL DEFAULT 0,
    next_at        BIGINT,                            -- when it is to be sent; none: not any more
    claimed_until  BIGINT,                            -- until then, one server is at it
    provider_id    TEXT,
    last_error     TEXT,
    sent_at        BIGINT,
    finished_at    BIGINT
);

CREATE INDEX message_by_call ON message (call);
CREATE INDEX message_by_time ON message (asked_at, number);
CREATE INDEX message_to_send ON message (next_at) WHERE next_at IS NOT NULL;

-- Words that fit no service, counted. Nobody's: nothing here says in which call they were said.
CREATE TABLE unheard (
    language  TEXT COLLATE "C" NOT NULL,  -- empty where it was not settled
    said      TEXT COLLATE "C" NOT NULL,  -- without blanks around it, in small letters
    times     BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    PRIMARY KEY (language, said)
);

CREATE INDEX unheard_by_time ON unheard (last_at);

-- Callers who do not want to be greeted in the last language any more.
CREATE TABLE unremembered (
    caller  TEXT COLLATE "C" NOT NULL PRIMARY KEY,  -- the keyed hash
    call    TEXT COLLATE "C" NOT NULL,              -- the call in which they said so, by the provider's id
    at      BIGINT NOT NULL
);

CREATE INDEX unremembered_by_call ON unremembered (call);

-- A caller's latest call is found at once, also of a number from which thousands come.
DROP INDEX call_by_caller;
CREATE INDEX call_by_caller_and_start ON call (caller, started_at) WHERE caller IS NOT NULL;

COMMENT ON TABLE inquiry IS 'One row for each question that a caller left by voice. Times are microseconds since 1970 in UTC.';
COMMENT ON COLUMN inquiry.telephone IS 'The number in clear; none once the inquiry is closed or let go.';
COMMENT ON COLUMN inquiry.recording IS 'Where the provider keeps, or kept, the recording; none once it is let go.';
COMMENT ON TABLE inquiry_recording IS 'The recordings as they are played to whoever answers: WAV.';
COMMENT ON TABLE inquiry_step IS 'What was done about an inquiry, and by whom.';
COMMENT ON TABLE recording_deletion IS 'Recordings that are to be deleted at the provider, also when nothing else is left of their inquiry.';
COMMENT ON TABLE message IS 'One row for each text message that a caller asked for.';
COMMENT ON COLUMN message.telephone IS 'Whom it goes to, in clear; none once nothing more will come of it.';
COMMENT ON TABLE unheard IS 'Words that fit no service, counted. Nothing here says in which call they were said.';
COMMENT ON TABLE unremembered IS 'Callers who do not want to be greeted in the last language any more.';
