-- What became of commands. A session's row tells it for the command that began it; sessions before this have no outcome.
ALTER TABLE sessions ADD COLUMN outcome TEXT;
ALTER TABLE sessions ADD COLUMN outcome_at INTEGER;
ALTER TABLE sessions ADD COLUMN reason TEXT;
CREATE INDEX sessions_by_command ON sessions (command_id) WHERE command_id IS NOT NULL;

-- The commands there were. For one charger, or for the chargers of a location whose ids are a JSON array.
CREATE TABLE commands (
  id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  charger_id TEXT,
  event_type TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  targeted INTEGER NOT NULL,
  payload TEXT NOT NULL,
  targets TEXT,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX commands_by_age ON commands (organization_id, requested_at, id, targeted);

-- What they came to at each charger, where they began no session.
CREATE TABLE command_outcomes (
  command_id TEXT NOT NULL,
  charger_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  identity TEXT,
  outcome TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT,
  PRIMARY KEY (command_id, charger_id)
);

CREATE VIEW charger_outcomes AS
  SELECT command_id, organization_id, charger_id, identity, outcome, outcome_at AS at, reason, id AS session_id, transaction_id,
    CASE WHEN outcome = 'stopped' THEN stop_reason END AS stop_reason,
    CASE WHEN outcome = 'stopped' THEN energy_wh END AS energy_wh
  FROM sessions WHERE command_id IS NOT NULL AND outcome IS NOT NULL
  UNION ALL
  SELECT command_id, organization_id, charger_id, identity, outcome, at, reason, NULL, NULL, NULL, NULL FROM command_outcomes;
