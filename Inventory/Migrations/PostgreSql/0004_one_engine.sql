-- One row for each charger that has stored a state or is to run. A write succeeds only from the activation that wrote last,
-- or on the version that was read. An empty state is that of a charger that has never stored one.

ALTER TABLE charger_grains RENAME TO charger_states;
ALTER INDEX charger_grains_pkey RENAME TO charger_states_pkey;
DROP INDEX charger_grains_awake;

-- Each silo wakes the rows of its shares, of 1,024 in all.
ALTER TABLE charger_states ADD COLUMN share integer NOT NULL DEFAULT floor(random() * 1024)::integer;
CREATE INDEX charger_states_awake ON charger_states (share) WHERE awake;

ALTER TABLE charger_states ALTER COLUMN writer DROP NOT NULL;
INSERT INTO charger_states (charger_id, version, awake, state)
SELECT id, 0, true, ''
FROM chargers c
WHERE ws_url IS NOT NULL AND NOT EXISTS (SELECT 1 FROM charger_states s WHERE s.charger_id = c.id);

-- States that could not be read and that somebody has decided to set aside.
CREATE TABLE unreadable_states (
  charger_id text COLLATE "C" NOT NULL,
  set_aside_at bigint NOT NULL,
  state bytea NOT NULL,
  PRIMARY KEY (charger_id, set_aside_at)
);

-- The commands that a location has accepted and that not all of its chargers are known to have stored.
CREATE TABLE pending_commands (
  location_id text COLLATE "C" NOT NULL,
  command_id text COLLATE "C" NOT NULL,
  share integer NOT NULL DEFAULT floor(random() * 1024)::integer,
  request text NOT NULL,
  PRIMARY KEY (location_id, command_id)
);
CREATE INDEX pending_commands_by_share ON pending_commands (share);

INSERT INTO pending_commands (location_id, command_id, request)
SELECT s.GrainIdExtensionString, promise ->> 'Id', promise::text
FROM OrleansStorage s, json_array_elements(convert_from(s.PayloadBinary, 'UTF8')::json -> 'Promises') promise
WHERE s.GrainTypeString = 'promises' AND s.PayloadBinary IS NOT NULL
ON CONFLICT DO NOTHING;

-- What is to run is found by awake_grains; grains' states are in tables of their own.
DROP TABLE OrleansStorage;
DROP TABLE OrleansRemindersTable;
DELETE FROM OrleansQuery WHERE QueryKey LIKE '%StorageKey' OR QueryKey LIKE '%Reminder%';

-- A job runs as a grain; nobody leases it.
ALTER TABLE jobs DROP COLUMN runner, DROP COLUMN lease_until;
ALTER TABLE jobs ADD COLUMN share integer NOT NULL DEFAULT floor(random() * 1024)::integer;
CREATE INDEX jobs_unfinished ON jobs (share) WHERE finished_at IS NULL;

-- What is to run without anybody asking for it.
CREATE VIEW awake_grains AS
  SELECT 'charger' AS grain_type, charger_id AS grain_id, share FROM charger_states WHERE awake
  UNION ALL
  SELECT 'location', location_id, share FROM pending_commands
  UNION ALL
  SELECT 'job', id, share FROM jobs WHERE finished_at IS NULL;

-- Raised by every change of which chargers a location has, and of their identities and versions.
ALTER TABLE locations ADD COLUMN revision bigint NOT NULL DEFAULT 0;

-- Written to find out whether the database can be written again.
CREATE TABLE write_probe (id integer PRIMARY KEY, written_at bigint NOT NULL);
