-- Who asked to be forgotten. What other servers had not brought yet by then is removed when it comes.
-- Times are microseconds since 1970 in UTC.

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

-- Calls that can be told to be somebody's, from the oldest on.
CREATE INDEX call_with_caller_by_start ON call (started_at) WHERE caller IS NOT NULL;
