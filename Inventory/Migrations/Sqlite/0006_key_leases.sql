-- Which process carries out the request of a key that has no answer yet, and until when others leave it to it.
ALTER TABLE idempotency_keys ADD COLUMN owner TEXT;
ALTER TABLE idempotency_keys ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
-- The answer's headers besides its content type: a JSON object of arrays of text.
ALTER TABLE idempotency_keys ADD COLUMN headers TEXT;
