-- What happened in calls, on its way from this machine to the database. Times are microseconds since 1970 in UTC.
-- Nobody's telephone number is kept here, but where a caller left one to be called back or written to.

-- One row a commit. What the database has confirmed stays for an hour: a copy that takes its place may lack it.
CREATE TABLE batch (
    sequence  INTEGER NOT NULL PRIMARY KEY,             -- how many records had come to this file with this batch
    count     INTEGER NOT NULL CHECK (count > 0),       -- how many records are in it
    oldest    INTEGER NOT NULL,                         -- the time of the earliest of them
    records   BLOB    NOT NULL                          -- a JSON list of lists, as the program's encoding says
) STRICT;

-- How many of the records that came to this file have left it: one row. Keeps sequences from being given twice
-- where all batches are gone. The database has the same number under the file's id, or is behind.
CREATE TABLE shipped (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id       TEXT    NOT NULL,
    through  INTEGER NOT NULL
) STRICT;

INSERT INTO shipped (one, id, through) VALUES (1, lower(hex(randomblob(16))), 0);

-- What the database did not take, for a person to look at. Every start of the server offers it once more.
CREATE TABLE refused (
    number   INTEGER NOT NULL PRIMARY KEY,
    count    INTEGER NOT NULL CHECK (count > 0),        -- the same as in a batch
    oldest   INTEGER NOT NULL,
    records  BLOB    NOT NULL,
    reason   TEXT    NOT NULL                           -- what the database said
) STRICT;
