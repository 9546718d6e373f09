-- What became of commands. A session's row tells it for the command that began it; sessions before this have no outcome.
ALTER TABLE sessions ADD COLUMN outcome text;
ALTER TABLE sessions ADD COLUMN outcome_at bigint;
ALTER TABLE sessions ADD COLUMN reason text;
CREATE INDEX sessions_by_command ON sessions (command_id) WHERE command_id IS NOT NULL;

-- The commands there were. For one charger, or for the chargers of a location whose ids are a JSON array.
CREATE TABLE commands (
  id text COLLATE "C" NOT NULL,
  organization_id text COLLATE "C" NOT NULL,
  location_id text COLLATE "C" NOT NULL,
  charger_id text COLLATE "C",
  event_type text NOT NULL,
  requested_at bigint NOT NULL,
  targeted integer NOT NULL,
  payload text NOT NULL,
  targets text,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX commands_by_age ON commands (organization_id, requested_at, id, targeted);

-- What they came to at each charger, where they began no session.
CREATE TABLE command_outcomes (
  -- Collated as in sessions, beside whose rows it is read.
  command_id text NOT NULL,
  charger_id text COLLATE "C" NOT NULL,
  organization_id text COLLATE "C" NOT NULL,
  identity text COLLATE "C",
  outcome text NOT NULL,
  at bigint NOT NULL,
  reason text,
  PRIMARY KEY (command_id, charger_id)
);

CREATE VIEW charger_outcomes AS
  SELECT command_id, organization_id, charger_id, identity, outcome, outcome_at AS at, reason, id AS session_id, transaction_id,
    CASE WHEN outcome = 'stopped' THEN stop_reason END AS stop_reason,
    CASE WHEN outcome = 'stopped' THEN energy_wh END AS energy_wh
  FROM sessions WHERE command_id IS NOT NULL AND outcome IS NOT NULL
  UNION ALL
  SELECT command_id, organization_id, charger_id, identity, outcome, at, reason, NULL, NULL, NULL, NULL::double precision FROM command_outcomes;
