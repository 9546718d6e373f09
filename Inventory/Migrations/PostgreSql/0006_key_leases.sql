-- Which process carries out the request of a key that has no answer yet, and until when others leave it to it. A program of an
-- earlier version names none and has a minute from its claim.
ALTER TABLE idempotency_keys
  ADD COLUMN owner text COLLATE "C",
  ADD COLUMN leased_until bigint NOT NULL DEFAULT (extract(epoch FROM now()) * 1000)::bigint + 60000,
  -- The answer's headers besides its content type: a JSON object of arrays of text.
  ADD COLUMN headers text;
