-- What each process that held connected chargers says of the meter values they sent, in Unix milliseconds: those due before one
-- time were answered, and none due after the other was sent. The process is the first half of charger_states.writer, as text.
-- A row outlives its process, for whoever takes over a charger of its, however late.
CREATE TABLE sample_leases (
  process text COLLATE "C" PRIMARY KEY,
  answered_before bigint NOT NULL,
  sent_until bigint NOT NULL
) WITH (fillfactor = 50);
