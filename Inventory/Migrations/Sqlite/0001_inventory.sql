CREATE TABLE locations (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT,
  city TEXT,
  country TEXT,
  latitude REAL,
  longitude REAL,
  timezone TEXT,
  owner_name TEXT,
  public INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (organization_id, slug)
);
CREATE INDEX locations_by_age ON locations (organization_id, created_at, id);
CREATE INDEX locations_by_name ON locations (organization_id, name);

CREATE TABLE chargers (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  location_id TEXT NOT NULL REFERENCES locations (id),
  identity TEXT NOT NULL,
  name TEXT NOT NULL,
  brand_slug TEXT NOT NULL,
  model_slug TEXT NOT NULL,
  connector_type TEXT NOT NULL,
  ocpp_version TEXT NOT NULL,
  ws_url TEXT,
  security_profile INTEGER NOT NULL,
  authorization_key TEXT,
  seed INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (organization_id, identity)
);
CREATE INDEX chargers_by_location ON chargers (location_id, identity);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  charger_id TEXT NOT NULL,
  identity TEXT NOT NULL,
  connector_id INTEGER NOT NULL,
  id_tag TEXT NOT NULL,
  transaction_id TEXT,
  started_at INTEGER NOT NULL,
  stopped_at INTEGER,
  energy_wh REAL NOT NULL,
  stop_reason TEXT,
  command_id TEXT
);
CREATE INDEX sessions_by_organization ON sessions (organization_id, started_at, id);
CREATE INDEX sessions_by_location ON sessions (location_id, started_at, id);
CREATE INDEX sessions_by_charger ON sessions (charger_id, started_at, id);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  location_id TEXT NOT NULL,
  work TEXT NOT NULL,
  total INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  runner TEXT,
  lease_until INTEGER NOT NULL
);
CREATE INDEX jobs_unfinished ON jobs (lease_until) WHERE finished_at IS NULL;

CREATE TABLE job_batches (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  items TEXT NOT NULL,
  done INTEGER NOT NULL,
  failures TEXT,
  PRIMARY KEY (job_id, number)
);

CREATE TABLE idempotency_keys (
  organization_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status INTEGER,
  content_type TEXT,
  body BLOB,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
