-- Calls and what happened in them. Times are microseconds since 1970 in UTC.
-- Nobody's telephone number is kept here.

-- One row a call: just enough to list calls newest first without reading their events.
CREATE TABLE call (
    number      INTEGER NOT NULL PRIMARY KEY,                -- names the call in this file, and nowhere else
    call        TEXT    NOT NULL UNIQUE CHECK (call <> ''),  -- the id that the provider gave the call
    line        TEXT    NOT NULL,                            -- the line that was called
    started_at  INTEGER NOT NULL                             -- the time of its earliest event
) STRICT;

CREATE INDEX call_by_start ON call (started_at, call);
CREATE INDEX call_by_line_and_start ON call (line, started_at, call);

-- One row for each thing that happened in a call, written once and never changed. The call's number rather than its
-- id: ids have no order, so that each event of many calls would come to a page of the index of its own.
CREATE TABLE event (
    sequence  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- in what order this file took the events; never given twice
    call      INTEGER NOT NULL REFERENCES call (number) ON DELETE CASCADE,
    restart   INTEGER NOT NULL CHECK (restart >= 0),       -- 0, or another number when the call began again half-way
    turn      INTEGER NOT NULL CHECK (turn >= 0),          -- the exchange within the call
    source    TEXT    NOT NULL                             -- 'turn', or 'status:' and the provider's name for the status
              CHECK (source = 'turn' OR (source GLOB 'status:?*' AND restart = 0 AND turn = 0)),
    position  INTEGER NOT NULL CHECK (position >= 0),      -- the event's place among those of its turn or status
    at        INTEGER NOT NULL,                            -- when it happened
    line      TEXT    NOT NULL CHECK (line <> ''),         -- the line that was called
    edition   TEXT,                                        -- the edition that the call keeps; unknown to most statuses
    language  TEXT,                                        -- the language spoken at the time; absent before it is chosen
    kind      TEXT    NOT NULL                             -- what happened: 'place-entered'. A form, not a list, so that
              CHECK (kind <> '' AND kind NOT GLOB '*[^a-z-]*'),  -- a new kind needs no new table
    place     TEXT,                                        -- where in the hotline: 'service 114 fee'
    key       TEXT,                                        -- the keys that were pressed
    outcome   TEXT,                                        -- how a transfer went, or why the call ended
    seconds   INTEGER CHECK (seconds >= 0),                -- the length that the provider reports
    -- What makes an event the same one when it arrives again.
    UNIQUE (call, restart, turn, source, position)
) STRICT;
