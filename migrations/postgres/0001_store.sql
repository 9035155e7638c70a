-- The whole store. Times are microseconds since 1970 in UTC. Truth values are 0 and 1. Ids and paths are compared byte by
-- byte, whatever the database's own order of letters is: hence COLLATE "C".

-- Calls and what happened in them. Nobody's telephone number is kept here.

-- One row a call: just enough to list calls newest first without reading their turns.
CREATE TABLE call (
    number      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,      -- names the call in this database, and nowhere else
    call        TEXT COLLATE "C" NOT NULL UNIQUE CHECK (call <> ''),  -- the id that the provider gave the call
    line        TEXT COLLATE "C" NOT NULL CHECK (line <> ''),         -- the line that was called
    started_at  BIGINT NOT NULL,                                      -- the time of its earliest turn
    -- The keyed hash of the caller's number, where the provider told it: says whether two calls came from one
    -- number, and not from which.
    caller      TEXT COLLATE "C"
);

CREATE INDEX call_by_start ON call (started_at, call);
CREATE INDEX call_by_line_and_start ON call (line, started_at, call);
-- A caller's latest call is found at once, also of a number from which thousands come.
CREATE INDEX call_by_caller_and_start ON call (caller, started_at) WHERE caller IS NOT NULL;
-- Calls that can be told to be somebody's, from the oldest on.
CREATE INDEX call_with_caller_by_start ON call (started_at) WHERE caller IS NOT NULL;

COMMENT ON TABLE call IS 'One row a call: just enough to list calls newest first. Times are microseconds since 1970 in UTC.';
COMMENT ON COLUMN call.call IS 'The id that the provider gave the call.';
COMMENT ON COLUMN call.started_at IS 'The time of its earliest turn.';
COMMENT ON COLUMN call.caller IS 'The keyed hash of the caller''s number: says whether two calls came from one number, and not from which.';

-- One row a turn, or a report of the provider, written once and never changed. The call's number rather than its id: ids
-- have no order, so that each turn of many calls would come to a page of the index of its own.
CREATE TABLE turn (
    sequence  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call      BIGINT NOT NULL REFERENCES call (number) ON DELETE CASCADE,
    restart   BIGINT NOT NULL,                          -- 0, or another number when the call began again half-way
    turn      BIGINT NOT NULL,                          -- the exchange within the call
    status    TEXT COLLATE "C" NOT NULL,                -- empty, or the status that the provider reported: 'completed'
    at        BIGINT NOT NULL,                          -- when it happened
    edition   BIGINT,                                   -- the number of the edition that the call keeps
    language  TEXT COLLATE "C" CHECK (language <> ''),  -- the language spoken at the end; none before it is chosen
    place     TEXT COLLATE "C",                         -- the kind of place from which it was answered: 'section'
    code      TEXT COLLATE "C",                         -- the digits of the place's sector, group or service: '114'
    section   TEXT COLLATE "C",                         -- the section of the service: 'fee'
    ended     TEXT COLLATE "C",                         -- why the call ended with it; none: it went on
    rated     BIGINT,                                   -- whether the caller found the guidance useful; none: nothing was said
    events    TEXT NOT NULL,                            -- what happened, in order: a JSON list
    -- What makes a turn the same one when it arrives again.
    UNIQUE (call, restart, turn, status)
);

-- Ratings are few.
CREATE INDEX turn_rated ON turn (at) WHERE rated IS NOT NULL;
-- So are unknown references, which are counted whenever one is keyed.
CREATE INDEX turn_with_unknown_reference ON turn (call) WHERE events LIKE '%"unknown-reference"%';

COMMENT ON TABLE turn IS 'One row a turn, or a report of the provider, written once and never changed.';
COMMENT ON COLUMN turn.restart IS '0, or another number when the call began again half-way.';
COMMENT ON COLUMN turn.turn IS 'The exchange within the call.';
COMMENT ON COLUMN turn.status IS 'Empty, or the status that the provider reported.';
COMMENT ON COLUMN turn.at IS 'When it happened: microseconds since 1970 in UTC.';
COMMENT ON COLUMN turn.place IS 'The kind of place from which it was answered, with the digits and the section beside it.';
COMMENT ON COLUMN turn.ended IS 'Why the call ended with it; none: it went on.';
COMMENT ON COLUMN turn.rated IS 'Whether the caller found the guidance useful; none: nothing was said.';
COMMENT ON COLUMN turn.events IS 'What happened, in order: a JSON list.';

-- Who asked to be forgotten. What other servers had not brought yet by then is removed when it comes.

-- The keyed hashes of their numbers, for as long as anything may still come.
CREATE TABLE forgotten (
    caller  TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (caller <> ''),  -- the keyed hash
    at      BIGINT NOT NULL  -- calls from before are not kept; from later, they are
);

-- Their calls, by the provider's ids: what comes later of the same call does not say whose it was.
CREATE TABLE forgotten_call (
    call  TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (call <> ''),
    at    BIGINT NOT NULL  -- when the call was forgotten
);

-- Editions, what they are made of, and which of them is heard; drafts; who does what only one may do.

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

-- How many records of each server's journal have arrived: a copy that takes this database's place has fewer.
CREATE TABLE carried (
    journal  TEXT COLLATE "C" PRIMARY KEY,  -- the id of the journal's file
    through  BIGINT NOT NULL
);

-- One row: when what had been kept for long enough was last removed, by a clock that was believed.
CREATE TABLE retention_round (
    one  BIGINT PRIMARY KEY CHECK (one = 1),
    at   BIGINT NOT NULL
);

-- What callers left to be done: inquiries and text messages; what was said and fits nothing; who does not want to be
-- known again.
-- Telephone numbers in clear and recordings are personal data: they stand here for as long as somebody must be called
-- back or written to, and no longer.

-- One row for each question: left by voice in a call, or written on the website; and one for each further recording about it.
CREATE TABLE inquiry (
    number               BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,     -- names the inquiry in this database; never given twice
    key                  TEXT COLLATE "C" NOT NULL UNIQUE,                    -- the turn that it came with: 'call/restart.turn'; from the website: 'website/hash'
    call                 BIGINT REFERENCES call (number) ON DELETE SET NULL,  -- whose it is stands there; none when the call is gone, and where there was none
    reference            TEXT COLLATE "C" NOT NULL,                           -- what the caller was told; two from while the database was away may share one
    continues            TEXT COLLATE "C",                                    -- the key of the question that this is more about; none: it is one itself
    line                 TEXT COLLATE "C",                                    -- none: it was written on the website
    language             TEXT COLLATE "C",                                    -- the language that was spoken or read
    edition              BIGINT,                                              -- the edition that was read, where it was written
    service              TEXT COLLATE "C",                                    -- the code of the service that it is about
    telephone            TEXT,                                                -- the number in clear; none once it is closed or let go
    withheld             BIGINT NOT NULL DEFAULT 0,                           -- 1: the number was withheld when it was left
    asked_at             BIGINT NOT NULL,
    recording            TEXT COLLATE "C",                                    -- where the provider keeps, or kept, it; none before it says so, and once it is let go
    seconds              DOUBLE PRECISION,                                    -- how long the recording is
    state                TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'assigned', 'answered', 'closed')),
    assignee             TEXT,
    answer               TEXT,                                                -- what the caller hears who asks by the reference
    answered_by          TEXT,
    answered_at          BIGINT,
    closed_at            BIGINT,
    attempts             BIGINT NOT NULL DEFAULT 0,                           -- at fetching the recording
    next_at              BIGINT,                                              -- when it is to be fetched; none: not any more
    claimed_until        BIGINT,                                              -- until then, one server is at it
    last_error           TEXT,
    fetched_at           BIGINT,
    deleted_at_provider  BIGINT,
    secret               TEXT COLLATE "C",                                    -- the keyed hash of what opens the answer on the website
    said                 TEXT,                                                -- what was written; none once it is let go
    CHECK ((line IS NULL) = (secret IS NOT NULL))
);

CREATE INDEX inquiry_by_call ON inquiry (call);
CREATE INDEX inquiry_by_reference ON inquiry (reference);
CREATE INDEX inquiry_by_question ON inquiry (continues) WHERE continues IS NOT NULL;
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
    key            TEXT COLLATE "C" UNIQUE,    -- the inquiry that may still come for it; none otherwise
    call           BIGINT REFERENCES call (number) ON DELETE SET NULL,  -- that inquiry's call
    line           TEXT COLLATE "C" NOT NULL,  -- says whose secrets open it
    recording      TEXT COLLATE "C" NOT NULL,  -- where the provider keeps it
    attempts       BIGINT NOT NULL DEFAULT 0,
    next_at        BIGINT NOT NULL,
    claimed_until  BIGINT,
    last_error     TEXT
);

CREATE INDEX recording_deletion_by_inquiry ON recording_deletion (inquiry);
CREATE INDEX recording_deletion_by_call ON recording_deletion (call);
CREATE INDEX recording_deletion_by_time ON recording_deletion (next_at);

-- One row for each text message that a caller asked for.
CREATE TABLE message (
    number         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key            TEXT COLLATE "C" NOT NULL UNIQUE,  -- the turn that it came with, and what it is about: 'call/restart.turn/service'
    call           BIGINT REFERENCES call (number) ON DELETE SET NULL,
    line           TEXT COLLATE "C" NOT NULL,
    language       TEXT COLLATE "C",
    service        TEXT COLLATE "C" NOT NULL,
    telephone      TEXT,                              -- whom it goes to; none once nothing more will come of it
    body           TEXT NOT NULL,
    asked_at       BIGINT NOT NULL,
    state          TEXT NOT NULL DEFAULT 'waiting'
                   CHECK (state IN ('waiting', 'sent', 'delivered', 'undelivered', 'failed', 'unsubscribed', 'refused')),
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
CREATE INDEX message_by_line ON message (line, asked_at);
CREATE INDEX message_to_send ON message (next_at) WHERE next_at IS NOT NULL;

-- Words that fit no service, counted. Nobody's: nothing here says in which call they were said.
CREATE TABLE unheard (
    language  TEXT COLLATE "C" NOT NULL,  -- empty where it was not settled
    said      TEXT COLLATE "C" NOT NULL,  -- without blanks around it, in small letters
    times     BIGINT NOT NULL,
    website   BIGINT NOT NULL,  -- how many of these times to the search of the website
    last_at   BIGINT NOT NULL,
    PRIMARY KEY (language, said)
);

CREATE INDEX unheard_by_time ON unheard (last_at);

-- Words that fit no service and that one alone has said so far: their keyed hash in their place, for they may be
-- about the caller.
CREATE TABLE unheard_once (
    language  TEXT COLLATE "C" NOT NULL,
    mark      TEXT COLLATE "C" NOT NULL,  -- the keyed hash
    call      BIGINT REFERENCES call (number) ON DELETE CASCADE,  -- none: the website was searched for them
    at        BIGINT NOT NULL,
    PRIMARY KEY (language, mark)
);

CREATE INDEX unheard_once_by_call ON unheard_once (call);
CREATE INDEX unheard_once_by_time ON unheard_once (at);

-- Callers who do not want to be greeted in the last language any more.
CREATE TABLE unremembered (
    caller  TEXT COLLATE "C" NOT NULL PRIMARY KEY,  -- the keyed hash
    call    TEXT COLLATE "C" NOT NULL,              -- the call in which they said so, by the provider's id
    at      BIGINT NOT NULL
);

CREATE INDEX unremembered_by_call ON unremembered (call);
CREATE INDEX unremembered_by_time ON unremembered (at);

COMMENT ON TABLE inquiry IS 'One row for each question, and for each further recording about it. Times are microseconds since 1970 in UTC.';
COMMENT ON COLUMN inquiry.telephone IS 'The number in clear; none once the inquiry is closed or let go.';
COMMENT ON COLUMN inquiry.recording IS 'Where the provider keeps, or kept, the recording; none before it says so, and once it is let go.';
COMMENT ON TABLE inquiry_recording IS 'The recordings as they are played to whoever answers: WAV.';
COMMENT ON TABLE inquiry_step IS 'What was done about an inquiry, and by whom.';
COMMENT ON TABLE recording_deletion IS 'Recordings that are to be deleted at the provider, also when nothing else is left of their inquiry.';
COMMENT ON TABLE message IS 'One row for each text message that a caller asked for.';
COMMENT ON COLUMN message.telephone IS 'Whom it goes to, in clear; none once nothing more will come of it.';
COMMENT ON TABLE unheard IS 'Words that fit no service, counted. Nothing here says in which call they were said.';
COMMENT ON TABLE unremembered IS 'Callers who do not want to be greeted in the last language any more.';

-- Readers' opinions of the pages of services, counted by the day: nobody's.
CREATE TABLE page_opinion (
    day      BIGINT NOT NULL,  -- when it began, in UTC
    service  TEXT COLLATE "C" NOT NULL,  -- the code of the service
    edition  BIGINT NOT NULL,  -- the edition that was read
    opinion  TEXT COLLATE "C" NOT NULL CHECK (opinion IN ('yes', 'no', 'wrong')),
    times    BIGINT NOT NULL,
    PRIMARY KEY (day, service, edition, opinion)
);

-- Readers' remarks on what is wrong on the page of a service, without numbers of persons.
CREATE TABLE page_remark (
    number    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        BIGINT NOT NULL,
    service   TEXT NOT NULL,
    edition   BIGINT NOT NULL,
    language  TEXT NOT NULL,
    said      TEXT NOT NULL
);

CREATE INDEX page_remark_by_time ON page_remark (at);

-- Notices: dated announcements that appear and expire by themselves.

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

-- Operators: who works here, how they sign in, and where they are signed in.

CREATE TABLE operator (
    number         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- never given twice
    login          TEXT COLLATE "C" NOT NULL UNIQUE CHECK (login <> ''), -- in small letters; never given to another
    name           TEXT    NOT NULL,
    roles          TEXT COLLATE "C" NOT NULL,  -- 'editor/1 publisher': with the key of a sector where it is limited to one
    created_at     BIGINT NOT NULL,
    ended_at       BIGINT,
    password       TEXT,              -- its argon2id hash with the parameters; none before an invitation was accepted
    nonce          BYTEA,              -- makes the key of the one-time codes, with a key that is not in the store
    last_step      BIGINT,           -- the latest step of 30 seconds since 1970 whose code was used
    CHECK ((password IS NULL) = (nonce IS NULL))
);

-- The recovery codes that are still to be used, as their hashes.
CREATE TABLE recovery_code (
    operator  BIGINT NOT NULL REFERENCES operator (number),
    code      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (operator, code)
);

-- The invitation that an operator has not accepted yet.
CREATE TABLE invitation (
    operator    BIGINT NOT NULL PRIMARY KEY REFERENCES operator (number),
    token       TEXT COLLATE "C" NOT NULL UNIQUE,  -- the hash of what stands in its link
    expires_at  BIGINT NOT NULL
);

CREATE INDEX invitation_by_time ON invitation (expires_at);

CREATE TABLE session (
    number        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token         TEXT COLLATE "C" NOT NULL UNIQUE,  -- the hash of what the browser holds
    operator      BIGINT NOT NULL REFERENCES operator (number),
    began_at      BIGINT NOT NULL,
    signed_in_at  BIGINT NOT NULL,         -- when a password and a code were last given in it
    used_at       BIGINT NOT NULL,
    ended_at      BIGINT,                  -- when somebody ended it before its time
    client        TEXT    NOT NULL          -- as the browser names itself
);

CREATE INDEX session_by_operator ON session (operator);
CREATE INDEX session_by_time ON session (used_at);

-- Browsers in which an operator has signed in before: guesses of others do not stop them.
CREATE TABLE known_browser (
    token     TEXT COLLATE "C" NOT NULL,  -- the hash of what the browser holds
    operator  BIGINT NOT NULL REFERENCES operator (number),
    used_at   BIGINT NOT NULL,
    PRIMARY KEY (token, operator)
);

CREATE INDEX known_browser_by_operator ON known_browser (operator);
CREATE INDEX known_browser_by_time ON known_browser (used_at);

COMMENT ON TABLE operator IS 'Who works here, and how they sign in.';
COMMENT ON COLUMN operator.roles IS 'With the key of a sector where one is limited to it: editor/1 publisher.';
COMMENT ON COLUMN operator.last_step IS 'The latest step of 30 seconds since 1970 whose code was used.';
COMMENT ON TABLE session IS 'Where operators are, and were, signed in. Tokens are hashes.';
COMMENT ON TABLE known_browser IS 'Browsers in which an operator has signed in before: guesses of others do not stop them.';

-- The audit: what people changed, in one list that only grows.

CREATE TABLE audit (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       BIGINT NOT NULL,
    author   TEXT   NOT NULL,
    via      TEXT   NOT NULL,  -- what the author used: cli, console, server
    uid      BIGINT,           -- the number of the system's user who acted, whatever name was given; NULL: a server
    act      TEXT   NOT NULL,
    object   TEXT   NOT NULL,  -- the kind of thing that was changed: edition, notice, inquiry, operator
    id       TEXT   NOT NULL,  -- which one; empty where there is only one, or where none may be named
    reason   TEXT   NOT NULL,  -- in the author's words; empty if none was given
    refused  TEXT,             -- the rule that refused it; NULL: it was done
    detail   TEXT   NOT NULL   -- a JSON object
);

CREATE INDEX audit_by_time ON audit (at);

COMMENT ON TABLE audit IS 'What people changed, in one list that only grows.';
COMMENT ON COLUMN audit.refused IS 'The rule that refused it; NULL: it was done.';

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only';
END $$;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
