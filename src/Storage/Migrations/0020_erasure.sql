-- Sessions that were erased, or are being: what remains of one, and says that nothing else does.
CREATE TABLE erasures (
  id                text COLLATE "C" PRIMARY KEY,
  session_id        text COLLATE "C" NOT NULL UNIQUE,
  org_id            text             NOT NULL,
  reason            text             NOT NULL CHECK (reason IN ('request', 'retention')),
  requested_by      text COLLATE "C" NOT NULL,
  requested_by_name text,
  requested_at      timestamptz      NOT NULL,
  -- Nothing: some of it may still be there.
  erased_at         timestamptz,
  -- How many rows of which table have gone, and how many files.
  rows              jsonb            NOT NULL,
  files             bigint           NOT NULL DEFAULT 0,
  file_bytes        bigint           NOT NULL DEFAULT 0,
  -- Its telemetry channels: points know nothing else of where they belong.
  channel_ids       integer[]        NOT NULL
);

CREATE INDEX erasures_of_org ON erasures (org_id, requested_at, id);

ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON erasures TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON erasures TO meetingintel_tenant;

-- So many days after its end a session is erased; nothing: never by itself.
ALTER TABLE orgs ADD COLUMN retention_days integer CHECK (retention_days BETWEEN 1 AND 36500);
GRANT UPDATE (retention_days) ON orgs TO meetingintel_tenant;
