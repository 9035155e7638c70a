-- The whole store. Times are microseconds since 1970 in UTC. Truth values are 0 and 1.

-- Calls and what happened in them. Nobody's telephone number is kept here.

-- One row a call: just enough to list calls newest first without reading their turns.
CREATE TABLE call (
    number      INTEGER NOT NULL PRIMARY KEY,                -- names the call in this file, and nowhere else
    call        TEXT    NOT NULL UNIQUE CHECK (call <> ''),  -- the id that the provider gave the call
    line        TEXT    NOT NULL CHECK (line <> ''),         -- the line that was called
    started_at  INTEGER NOT NULL,                            -- the time of its earliest turn
    -- The keyed hash of the caller's number, where the provider told it: says whether two calls came from one number,
    -- and not from which.
    caller      TEXT
) STRICT;

CREATE INDEX call_by_start ON call (started_at, call);
CREATE INDEX call_by_line_and_start ON call (line, started_at, call);
-- A caller's latest call is found at once, also of a number from which thousands come.
CREATE INDEX call_by_caller_and_start ON call (caller, started_at) WHERE caller IS NOT NULL;
-- Calls that can be told to be somebody's, from the oldest on.
CREATE INDEX call_with_caller_by_start ON call (started_at) WHERE caller IS NOT NULL;

-- One row a turn, or a report of the provider, written once and never changed. The call's number rather than its id: ids
-- have no order, so that each turn of many calls would come to a page of the index of its own.
CREATE TABLE turn (
    sequence  INTEGER NOT NULL PRIMARY KEY,
    call      INTEGER NOT NULL REFERENCES call (number) ON DELETE CASCADE,
    restart   INTEGER NOT NULL,                -- 0, or another number when the call began again half-way
    turn      INTEGER NOT NULL,                -- the exchange within the call
    status    TEXT    NOT NULL,                -- empty, or the status that the provider reported: 'completed'
    at        INTEGER NOT NULL,                -- when it happened
    edition   INTEGER,                         -- the number of the edition that the call keeps
    language  TEXT    CHECK (language <> ''),  -- the language spoken at the end; none before it is chosen
    place     TEXT,                            -- the kind of place from which it was answered: 'section'
    code      TEXT,                            -- the digits of the place's sector, group or service: '114'
    section   TEXT,                            -- the section of the service: 'fee'
    ended     TEXT,                            -- why the call ended with it; none: it went on
    rated     INTEGER,                         -- whether the caller found the guidance useful; none: nothing was said
    events    TEXT    NOT NULL,                -- what happened, in order: a JSON list
    -- What makes a turn the same one when it arrives again.
    UNIQUE (call, restart, turn, status)
) STRICT;

-- Ratings are few.
CREATE INDEX turn_rated ON turn (at) WHERE rated IS NOT NULL;
-- So are unknown references, which are counted whenever one is keyed.
CREATE INDEX turn_with_unknown_reference ON turn (call) WHERE events LIKE '%"unknown-reference"%';

-- Who asked to be forgotten. What other servers had not brought yet by then is removed when it comes.

-- The keyed hashes of their numbers, for as long as anything may still come.
CREATE TABLE forgotten (
    caller  TEXT    NOT NULL PRIMARY KEY CHECK (caller <> ''),  -- the keyed hash
    at      INTEGER NOT NULL                                    -- calls from before are not kept; from later, they are
) STRICT, WITHOUT ROWID;

-- Their calls, by the provider's ids: what comes later of the same call does not say whose it was.
CREATE TABLE forgotten_call (
    call  TEXT    NOT NULL PRIMARY KEY CHECK (call <> ''),
    at    INTEGER NOT NULL                                      -- when the call was forgotten
) STRICT, WITHOUT ROWID;

-- Editions, what they are made of, and which of them is heard; drafts; who does what only one may do.

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

-- How many records of each server's journal have arrived: a copy that takes this store's place has fewer.
CREATE TABLE carried (
    journal  TEXT    NOT NULL PRIMARY KEY,  -- the id of the journal's file
    through  INTEGER NOT NULL
) STRICT;

-- One row: when what had been kept for long enough was last removed, by a clock that was believed.
CREATE TABLE retention_round (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at   INTEGER NOT NULL
) STRICT;

-- What callers left to be done: inquiries and text messages; what was said and fits nothing; who does not want to be
-- known again.
-- Telephone numbers in clear and recordings are personal data: they stand here for as long as somebody must be called
-- back or written to, and no longer.

-- One row for each question: left by voice in a call, or written on the website; and one for each further recording about it.
CREATE TABLE inquiry (
    number               INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,           -- names the inquiry in this file; never given twice
    key                  TEXT    NOT NULL UNIQUE,                              -- the turn that it came with: 'call/restart.turn'; from the website: 'website/hash'
    call                 INTEGER REFERENCES call (number) ON DELETE SET NULL,  -- whose it is stands there; none when the call is gone, and where there was none
    reference            TEXT    NOT NULL,                                     -- what the caller was told; two from while the database was away may share one
    continues            TEXT,                                                 -- the key of the question that this is more about; none: it is one itself
    line                 TEXT,                                                 -- none: it was written on the website
    language             TEXT,                                                 -- the language that was spoken or read
    edition              INTEGER,                                              -- the edition that was read, where it was written
    service              TEXT,                                                 -- the code of the service that it is about
    telephone            TEXT,                                                 -- the number in clear; none once it is closed or let go
    withheld             INTEGER NOT NULL DEFAULT 0,                           -- 1: the number was withheld when it was left
    asked_at             INTEGER NOT NULL,
    recording            TEXT,                                                 -- where the provider keeps, or kept, it; none before it says so, and once it is let go
    seconds              REAL,                                                 -- how long the recording is
    state                TEXT    NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'assigned', 'answered', 'closed')),
    assignee             TEXT,
    answer               TEXT,                                                 -- what the caller hears who asks by the reference
    answered_by          TEXT,
    answered_at          INTEGER,
    closed_at            INTEGER,
    attempts             INTEGER NOT NULL DEFAULT 0,                           -- at fetching the recording
    next_at              INTEGER,                                              -- when it is to be fetched; none: not any more
    claimed_until        INTEGER,                                              -- until then, one server is at it
    last_error           TEXT,
    fetched_at           INTEGER,
    deleted_at_provider  INTEGER,
    secret               TEXT,                                                 -- the keyed hash of what opens the answer on the website
    said                 TEXT,                                                 -- what was written; none once it is let go
    CHECK ((line IS NULL) = (secret IS NOT NULL))
) STRICT;

CREATE INDEX inquiry_by_call ON inquiry (call);
CREATE INDEX inquiry_by_reference ON inquiry (reference);
CREATE INDEX inquiry_by_question ON inquiry (continues) WHERE continues IS NOT NULL;
CREATE INDEX inquiry_by_time ON inquiry (asked_at, number);
CREATE INDEX inquiry_to_fetch ON inquiry (next_at) WHERE next_at IS NOT NULL;

-- The recordings as they are played to whoever answers: WAV, apart so that inquiries are listed without them.
CREATE TABLE inquiry_recording (
    inquiry  INTEGER NOT NULL PRIMARY KEY REFERENCES inquiry (number) ON DELETE CASCADE,
    bytes    BLOB    NOT NULL
) STRICT;

-- What was done about an inquiry, and by whom.
CREATE TABLE inquiry_step (
    number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    inquiry  INTEGER NOT NULL REFERENCES inquiry (number) ON DELETE CASCADE,
    at       INTEGER NOT NULL,
    author   TEXT,              -- none: the server itself
    what     TEXT    NOT NULL,  -- a word: 'assigned', 'answered', 'closed', ...
    detail   TEXT               -- to whom, with which words, why
) STRICT;

CREATE INDEX inquiry_step_by_inquiry ON inquiry_step (inquiry);

-- Recordings that are to be deleted at the provider, also when nothing else is left of their inquiry.
CREATE TABLE recording_deletion (
    number         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    inquiry        INTEGER REFERENCES inquiry (number) ON DELETE SET NULL,
    key            TEXT UNIQUE,       -- the inquiry that may still come for it; none otherwise
    call           INTEGER REFERENCES call (number) ON DELETE SET NULL,  -- that inquiry's call
    line           TEXT    NOT NULL,  -- says whose secrets open it
    recording      TEXT    NOT NULL,  -- where the provider keeps it
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        INTEGER NOT NULL,
    claimed_until  INTEGER,
    last_error     TEXT
) STRICT;

CREATE INDEX recording_deletion_by_inquiry ON recording_deletion (inquiry);
CREATE INDEX recording_deletion_by_call ON recording_deletion (call);
CREATE INDEX recording_deletion_by_time ON recording_deletion (next_at);

-- One row for each text message that a caller asked for.
CREATE TABLE message (
    number         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    key            TEXT    NOT NULL UNIQUE,  -- the turn that it came with, and what it is about: 'call/restart.turn/service'
    call           INTEGER REFERENCES call (number) ON DELETE SET NULL,
    line           TEXT    NOT NULL,
    language       TEXT,
    service        TEXT    NOT NULL,
    telephone      TEXT,                     -- whom it goes to; none once nothing more will come of it
    body           TEXT    NOT NULL,
    asked_at       INTEGER NOT NULL,
    state          TEXT    NOT NULL DEFAULT 'waiting'
                   CHECK (state IN ('waiting', 'sent', 'delivered', 'undelivered', 'failed', 'unsubscribed', 'refused')),
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        INTEGER,                  -- when it is to be sent; none: not any more
    claimed_until  INTEGER,                  -- until then, one server is at it
    provider_id    TEXT,
    last_error     TEXT,
    sent_at        INTEGER,
    finished_at    INTEGER
) STRICT;

CREATE INDEX message_by_call ON message (call);
CREATE INDEX message_by_time ON message (asked_at, number);
CREATE INDEX message_by_line ON message (line, asked_at);
CREATE INDEX message_to_send ON message (next_at) WHERE next_at IS NOT NULL;

-- Words that fit no service, counted. Nobody's: nothing here says in which call they were said.
CREATE TABLE unheard (
    language  TEXT    NOT NULL,  -- empty where it was not settled
    said      TEXT    NOT NULL,  -- without blanks around it, in small letters
    times     INTEGER NOT NULL,
    website   INTEGER NOT NULL,  -- how many of these times to the search of the website
    last_at   INTEGER NOT NULL,
    PRIMARY KEY (language, said)
) STRICT, WITHOUT ROWID;

CREATE INDEX unheard_by_time ON unheard (last_at);

-- Words that fit no service and that one alone has said so far: their keyed hash in their place, for they may be
-- about the caller.
CREATE TABLE unheard_once (
    language  TEXT    NOT NULL,
    mark      TEXT    NOT NULL,  -- the keyed hash
    call      INTEGER REFERENCES call (number) ON DELETE CASCADE,  -- none: the website was searched for them
    at        INTEGER NOT NULL,
    PRIMARY KEY (language, mark)
) STRICT, WITHOUT ROWID;

CREATE INDEX unheard_once_by_call ON unheard_once (call);
CREATE INDEX unheard_once_by_time ON unheard_once (at);

-- Callers who do not want to be greeted in the last language any more.
CREATE TABLE unremembered (
    caller  TEXT    NOT NULL PRIMARY KEY,  -- the keyed hash
    call    TEXT    NOT NULL,              -- the call in which they said so, by the provider's id
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX unremembered_by_call ON unremembered (call);
CREATE INDEX unremembered_by_time ON unremembered (at);

-- Readers' opinions of the pages of services, counted by the day: nobody's.
CREATE TABLE page_opinion (
    day      INTEGER NOT NULL,  -- when it began, in UTC
    service  TEXT    NOT NULL,  -- the code of the service
    edition  INTEGER NOT NULL,  -- the edition that was read
    opinion  TEXT    NOT NULL CHECK (opinion IN ('yes', 'no', 'wrong')),
    times    INTEGER NOT NULL,
    PRIMARY KEY (day, service, edition, opinion)
) STRICT, WITHOUT ROWID;

-- Readers' remarks on what is wrong on the page of a service, without numbers of persons.
CREATE TABLE page_remark (
    number    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    service   TEXT    NOT NULL,
    edition   INTEGER NOT NULL,
    language  TEXT    NOT NULL,
    said      TEXT    NOT NULL
) STRICT;

CREATE INDEX page_remark_by_time ON page_remark (at);

-- Notices: dated announcements that appear and expire by themselves.

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

-- Operators: who works here, how they sign in, and where they are signed in.

CREATE TABLE operator (
    number         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- never given twice
    login          TEXT    NOT NULL UNIQUE CHECK (login <> ''), -- in small letters; never given to another
    name           TEXT    NOT NULL,
    roles          TEXT    NOT NULL,  -- 'editor/1 publisher': with the key of a sector where it is limited to one
    created_at     INTEGER NOT NULL,
    ended_at       INTEGER,
    password       TEXT,              -- its argon2id hash with the parameters; none before an invitation was accepted
    nonce          BLOB,              -- makes the key of the one-time codes, with a key that is not in the store
    last_step      INTEGER,           -- the latest step of 30 seconds since 1970 whose code was used
    CHECK ((password IS NULL) = (nonce IS NULL))
) STRICT;

-- The recovery codes that are still to be used, as their hashes.
CREATE TABLE recovery_code (
    operator  INTEGER NOT NULL REFERENCES operator (number),
    code      TEXT    NOT NULL,
    PRIMARY KEY (operator, code)
) STRICT, WITHOUT ROWID;

-- The invitation that an operator has not accepted yet.
CREATE TABLE invitation (
    operator    INTEGER NOT NULL PRIMARY KEY REFERENCES operator (number),
    token       TEXT    NOT NULL UNIQUE,  -- the hash of what stands in its link
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX invitation_by_time ON invitation (expires_at);

CREATE TABLE session (
    number        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    token         TEXT    NOT NULL UNIQUE,  -- the hash of what the browser holds
    operator      INTEGER NOT NULL REFERENCES operator (number),
    began_at      INTEGER NOT NULL,
    signed_in_at  INTEGER NOT NULL,         -- when a password and a code were last given in it
    used_at       INTEGER NOT NULL,
    ended_at      INTEGER,                  -- when somebody ended it before its time
    client        TEXT    NOT NULL          -- as the browser names itself
) STRICT;

CREATE INDEX session_by_operator ON session (operator);
CREATE INDEX session_by_time ON session (used_at);

-- Browsers in which an operator has signed in before: guesses of others do not stop them.
CREATE TABLE known_browser (
    token     TEXT    NOT NULL,  -- the hash of what the browser holds
    operator  INTEGER NOT NULL REFERENCES operator (number),
    used_at   INTEGER NOT NULL,
    PRIMARY KEY (token, operator)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_browser_by_operator ON known_browser (operator);
CREATE INDEX known_browser_by_time ON known_browser (used_at);

-- The audit: what people changed, in one list that only grows.

CREATE TABLE audit (
    number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    author   TEXT    NOT NULL,
    via      TEXT    NOT NULL,  -- what the author used: cli, console, server
    uid      INTEGER,           -- the number of the system's user who acted, whatever name was given; NULL: a server
    act      TEXT    NOT NULL,
    object   TEXT    NOT NULL,  -- the kind of thing that was changed: edition, notice, inquiry, operator
    id       TEXT    NOT NULL,  -- which one; empty where there is only one, or where none may be named
    reason   TEXT    NOT NULL,  -- in the author's words; empty if none was given
    refused  TEXT,              -- the rule that refused it; NULL: it was done
    detail   TEXT    NOT NULL   -- a JSON object
) STRICT;

CREATE INDEX audit_by_time ON audit (at);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
