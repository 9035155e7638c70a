-- The audit: what people changed, in one list that only grows. Times are microseconds since 1970 in UTC.

CREATE TABLE audit (
    number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    author   TEXT    NOT NULL,
    via      TEXT    NOT NULL,  -- what the author used: cli, server
    act      TEXT    NOT NULL,
    object   TEXT    NOT NULL,  -- the kind of thing that was changed: edition, notice, inquiry
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
