-- Chunks of audio that are transcribed apart from the live channels, as they stand.
CREATE TABLE stt_tasks (
  session_id       text COLLATE "C" NOT NULL,
  id               text COLLATE "C" NOT NULL,
  org_id           text             NOT NULL,
  audio_chunk_id   text             NOT NULL,
  duration_seconds double precision,
  status           text             NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
  transcript       text,
  error            text,
  model            text,
  created_at       timestamptz      NOT NULL,
  updated_at       timestamptz      NOT NULL,
  -- The event that created it.
  seq              bigint           NOT NULL,
  PRIMARY KEY (session_id, id)
);

CREATE INDEX stt_tasks_by_creation ON stt_tasks (session_id, seq);

-- Whoever is reminded of a task knows nothing but its id.
CREATE UNIQUE INDEX stt_tasks_by_id ON stt_tasks (id);

ALTER TABLE stt_tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON stt_tasks TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON stt_tasks TO meetingintel_tenant;
