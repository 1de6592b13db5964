-- The notes that stand now, and those that were taken back: whoever repeats the request that made one is not to make it again.
CREATE TABLE notes (
  session_id         text COLLATE "C" NOT NULL,
  id                 text COLLATE "C" NOT NULL,
  org_id             text             NOT NULL,
  -- When it was observed.
  observed_at        timestamptz      NOT NULL,
  speaker            text,
  content            text             NOT NULL,
  type               text             NOT NULL CHECK (type IN ('observation', 'command', 'system')),
  tags               text[]           NOT NULL,
  telemetry_snapshot json,
  created_at         timestamptz      NOT NULL,
  updated_at         timestamptz      NOT NULL,
  version            integer          NOT NULL CHECK (version > 0),
  deleted            boolean          NOT NULL DEFAULT false,
  -- The event that created it: the order of notes of the same moment.
  seq                bigint           NOT NULL,
  PRIMARY KEY (session_id, id)
);

CREATE INDEX notes_by_time ON notes (session_id, observed_at, seq) WHERE NOT deleted;

-- Every note as it was after each change, and who changed it.
CREATE TABLE note_versions (
  session_id text COLLATE "C" NOT NULL,
  note_id    text COLLATE "C" NOT NULL,
  -- The event that changed it.
  seq        bigint           NOT NULL,
  org_id     text             NOT NULL,
  at         timestamptz      NOT NULL,
  actor      text,
  actor_name text,
  -- As in the event; nothing: it was taken back.
  note       json,
  PRIMARY KEY (session_id, note_id, seq)
);

ALTER TABLE sessions ADD COLUMN note_count integer NOT NULL DEFAULT 0;

ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON notes TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON notes TO meetingintel_tenant;

ALTER TABLE note_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON note_versions TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON note_versions TO meetingintel_tenant;
