-- Who asked to be forgotten. What other servers had not brought yet by then is removed when it comes.
-- Times are microseconds since 1970 in UTC.

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

-- Calls that can be told to be somebody's, from the oldest on.
CREATE INDEX call_with_caller_by_start ON call (started_at) WHERE caller IS NOT NULL;
