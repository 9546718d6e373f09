-- Load tests, their plans and what was measured, as JSON; a time that is null has not come.
CREATE TABLE load_tests (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  status TEXT NOT NULL,
  verdict TEXT,
  stop_requested BOOLEAN NOT NULL DEFAULT FALSE,
  progress TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  share INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX load_tests_by_age ON load_tests (organization_id, created_at, id);
CREATE INDEX load_tests_unfinished ON load_tests (share) WHERE finished_at IS NULL;
-- A location has one load test at a time.
CREATE UNIQUE INDEX load_tests_at_location ON load_tests (location_id) WHERE finished_at IS NULL;

-- What was measured in each stretch of time.
CREATE TABLE load_test_points (
  load_test_id TEXT NOT NULL REFERENCES load_tests (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  point TEXT NOT NULL,
  PRIMARY KEY (load_test_id, number)
);

DROP VIEW awake_grains;
CREATE VIEW awake_grains AS
  SELECT 'charger' AS grain_type, charger_id AS grain_id, share FROM charger_states WHERE awake
  UNION ALL
  SELECT 'location', location_id, share FROM pending_commands
  UNION ALL
  SELECT 'job', id, share FROM jobs WHERE finished_at IS NULL
  UNION ALL
  SELECT 'load-test', id, share FROM load_tests WHERE finished_at IS NULL;
