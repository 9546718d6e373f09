CREATE TABLE locations (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  address text,
  city text,
  country text,
  latitude double precision,
  longitude double precision,
  timezone text,
  owner_name text,
  public boolean NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (organization_id, slug)
);
CREATE INDEX locations_by_age ON locations (organization_id, created_at, id);
CREATE INDEX locations_by_name ON locations (organization_id, name);

CREATE TABLE chargers (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  location_id text COLLATE "C" NOT NULL REFERENCES locations (id),
  identity text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  brand_slug text NOT NULL,
  model_slug text NOT NULL,
  connector_type text NOT NULL,
  ocpp_version text NOT NULL,
  ws_url text,
  security_profile integer NOT NULL,
  authorization_key text,
  seed bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (organization_id, identity)
);
CREATE INDEX chargers_by_location ON chargers (location_id, identity);

CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  location_id text COLLATE "C" NOT NULL,
  charger_id text COLLATE "C" NOT NULL,
  identity text COLLATE "C" NOT NULL,
  connector_id integer NOT NULL,
  id_tag text NOT NULL,
  transaction_id text,
  started_at bigint NOT NULL,
  stopped_at bigint,
  energy_wh double precision NOT NULL,
  stop_reason text,
  command_id text
);
CREATE INDEX sessions_by_organization ON sessions (organization_id, started_at, id);
CREATE INDEX sessions_by_location ON sessions (location_id, started_at, id);
CREATE INDEX sessions_by_charger ON sessions (charger_id, started_at, id);

CREATE TABLE jobs (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL,
  location_id text COLLATE "C" NOT NULL,
  work text NOT NULL,
  total integer NOT NULL,
  created_at bigint NOT NULL,
  finished_at bigint,
  runner text,
  lease_until bigint NOT NULL
);
CREATE INDEX jobs_unfinished ON jobs (lease_until) WHERE finished_at IS NULL;

CREATE TABLE job_batches (
  job_id text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number integer NOT NULL,
  items text NOT NULL,
  done boolean NOT NULL,
  failures text,
  PRIMARY KEY (job_id, number)
);

CREATE TABLE idempotency_keys (
  organization_id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  request_hash text NOT NULL,
  status integer,
  content_type text,
  body bytea,
  created_at bigint NOT NULL,
  PRIMARY KEY (organization_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
