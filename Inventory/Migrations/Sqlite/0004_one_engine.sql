-- One row for each charger that has stored a state or is to run. A write succeeds only from the activation that wrote last,
-- or on the version that was read. An empty state is that of a charger that has never stored one.

-- The engines before made this table themselves, each in its own form; a fresh file has none.
CREATE TABLE IF NOT EXISTS charger_states (charger_id TEXT PRIMARY KEY, state BLOB NOT NULL);
ALTER TABLE charger_states RENAME TO former_charger_states;

-- Shares are for several silos; the one silo of a file has all of them.
CREATE TABLE charger_states (
  charger_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  writer BLOB,
  awake INTEGER NOT NULL,
  share INTEGER NOT NULL DEFAULT 0,
  state BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX charger_states_awake ON charger_states (share) WHERE awake;

-- What a stored state has to do was not marked before: all are woken once, and those with nothing to do are marked so.
INSERT INTO charger_states (charger_id, version, awake, state)
SELECT charger_id, 1, 1, state FROM former_charger_states;
DROP TABLE former_charger_states;

INSERT INTO charger_states (charger_id, version, awake, state)
SELECT id, 0, 1, x''
FROM chargers c
WHERE ws_url IS NOT NULL AND NOT EXISTS (SELECT 1 FROM charger_states s WHERE s.charger_id = c.id);

-- States that could not be read and that somebody has decided to set aside.
CREATE TABLE unreadable_states (
  charger_id TEXT NOT NULL,
  set_aside_at INTEGER NOT NULL,
  state BLOB NOT NULL,
  PRIMARY KEY (charger_id, set_aside_at)
);

-- The commands that a location has accepted and that not all of its chargers are known to have stored.
CREATE TABLE pending_commands (
  location_id TEXT NOT NULL,
  command_id TEXT NOT NULL,
  share INTEGER NOT NULL DEFAULT 0,
  request TEXT NOT NULL,
  PRIMARY KEY (location_id, command_id)
) WITHOUT ROWID;
CREATE INDEX pending_commands_by_share ON pending_commands (share);

-- A job runs as a grain; nobody leases it.
DROP INDEX jobs_unfinished;
ALTER TABLE jobs DROP COLUMN runner;
ALTER TABLE jobs DROP COLUMN lease_until;
ALTER TABLE jobs ADD COLUMN share INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_unfinished ON jobs (share) WHERE finished_at IS NULL;

-- What is to run without anybody asking for it.
CREATE VIEW awake_grains AS
  SELECT 'charger' AS grain_type, charger_id AS grain_id, share FROM charger_states WHERE awake
  UNION ALL
  SELECT 'location', location_id, share FROM pending_commands
  UNION ALL
  SELECT 'job', id, share FROM jobs WHERE finished_at IS NULL;

-- Raised by every change of which chargers a location has, and of their identities and versions.
ALTER TABLE locations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- Written to find out whether the database can be written again.
CREATE TABLE write_probe (id INTEGER PRIMARY KEY, written_at INTEGER NOT NULL);
