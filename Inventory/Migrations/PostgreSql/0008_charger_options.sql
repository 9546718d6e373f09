-- What was chosen for a charger, as a JSON object; null for nothing.
ALTER TABLE chargers ADD COLUMN options text;
