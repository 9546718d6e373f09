-- Load tests, their plans and what was measured, as JSON; a time that is null has not come.
CREATE TABLE load_tests (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  location_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  plan text NOT NULL,
  status text NOT NULL,
  verdict text,
  stop_requested boolean NOT NULL DEFAULT FALSE,
  progress text,
  created_at bigint NOT NULL,
  started_at bigint,
  finished_at bigint,
  share integer NOT NULL DEFAULT floor(random() * 1024)::integer
);
CREATE INDEX load_tests_by_age ON load_tests (organization_id, created_at, id);
CREATE INDEX load_tests_unfinished ON load_tests (share) WHERE finished_at IS NULL;
-- A location has one load test at a time.
CREATE UNIQUE INDEX load_tests_at_location ON load_tests (location_id) WHERE finished_at IS NULL;

-- What was measured in each stretch of time.
CREATE TABLE load_test_points (
  load_test_id text COLLATE "C" NOT NULL REFERENCES load_tests (id) ON DELETE CASCADE,
  number integer NOT NULL,
  point text NOT NULL,
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
