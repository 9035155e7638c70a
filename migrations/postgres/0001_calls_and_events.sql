-- Calls and what happened in them. Times are microseconds since 1970 in UTC.
-- Nobody's telephone number is kept here. Ids and paths are compared byte by byte, whatever the
-- database's own order of letters is: hence COLLATE "C".

-- One row a call: just enough to list calls newest first without reading their events.
CREATE TABLE call (
    number      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,      -- names the call in this database, and nowhere else
    call        TEXT COLLATE "C" NOT NULL UNIQUE CHECK (call <> ''),  -- the id that the provider gave the call
    line        TEXT COLLATE "C" NOT NULL,                            -- the line that was called
    started_at  BIGINT NOT NULL,                                      -- the time of its earliest event
    -- The keyed hash of the caller's number, where the provider told it: says whether two calls came from one
    -- number, and not from which.
    caller      TEXT COLLATE "C"
);

CREATE INDEX call_by_start ON call (started_at, call);
CREATE INDEX call_by_line_and_start ON call (line, started_at, call);
CREATE INDEX call_by_caller ON call (caller) WHERE caller IS NOT NULL;

COMMENT ON TABLE call IS 'One row a call: just enough to list calls newest first. Times are microseconds since 1970 in UTC.';
COMMENT ON COLUMN call.call IS 'The id that the provider gave the call.';
COMMENT ON COLUMN call.started_at IS 'The time of its earliest event.';
COMMENT ON COLUMN call.caller IS 'The keyed hash of the caller''s number: says whether two calls came from one number, and not from which.';

-- One row for each thing that happened in a call, written once and never changed. The call's number rather than its
-- id: ids have no order, so that each event of many calls would come to a page of the index of its own.
CREATE TABLE event (
    sequence  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- in what order the events came, roughly; never given twice
    call      BIGINT NOT NULL REFERENCES call (number) ON DELETE CASCADE,
    restart   BIGINT NOT NULL CHECK (restart >= 0),        -- 0, or another number when the call began again half-way
    turn      BIGINT NOT NULL CHECK (turn >= 0),           -- the exchange within the call
    source    TEXT COLLATE "C" NOT NULL                    -- 'turn', or 'status:' and the provider's name for the status
              CHECK (source = 'turn' OR (source LIKE 'status:_%' AND restart = 0 AND turn = 0)),
    position  BIGINT NOT NULL CHECK (position >= 0),       -- the event's place among those of its turn or status
    at        BIGINT NOT NULL,                             -- when it happened
    line      TEXT NOT NULL CHECK (line <> ''),            -- the line that was called
    edition   TEXT,                                        -- the edition that the call keeps; unknown to most statuses
    language  TEXT,                                        -- the language spoken at the time; absent before it is chosen
    kind      TEXT COLLATE "C" NOT NULL                    -- what happened: 'place-entered'. A form, not a list, so that
              CHECK (kind ~ '^[a-z-]+$'),                  -- a new kind needs no new table
    place     TEXT,                                        -- where in the hotline: 'service 114 fee'
    key       TEXT,                                        -- the keys that were pressed
    outcome   TEXT,                                        -- how a transfer went, or why the call ended
    seconds   BIGINT CHECK (seconds >= 0),                 -- the length that the provider reports
    -- What makes an event the same one when it arrives again.
    UNIQUE (call, restart, turn, source, position)
);

COMMENT ON TABLE event IS 'One row for each thing that happened in a call, written once and never changed.';
COMMENT ON COLUMN event.restart IS '0, or another number when the call began again half-way.';
COMMENT ON COLUMN event.turn IS 'The exchange within the call.';
COMMENT ON COLUMN event.source IS 'turn, or status: and the provider''s name for the status.';
COMMENT ON COLUMN event.position IS 'The event''s place among those of its turn or status.';
COMMENT ON COLUMN event.at IS 'When it happened: microseconds since 1970 in UTC.';
COMMENT ON COLUMN event.place IS 'Where in the hotline: service 114 fee.';
COMMENT ON COLUMN event.seconds IS 'The length that the provider reports.';
