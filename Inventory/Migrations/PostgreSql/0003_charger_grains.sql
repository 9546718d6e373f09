-- What the chargers are doing: one row each. A write succeeds only from the activation that wrote last, or on the
-- version that was read. "awake" marks the chargers that must run without anybody asking for them.

CREATE TABLE IF NOT EXISTS charger_grains (
  charger_id text PRIMARY KEY,
  version integer NOT NULL,
  writer uuid NOT NULL,
  awake boolean NOT NULL,
  state bytea NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX IF NOT EXISTS charger_grains_awake ON charger_grains (charger_id) WHERE awake;
