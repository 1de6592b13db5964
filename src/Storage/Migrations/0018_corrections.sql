-- Transcripts that people correct. What stands is in segments; what stood before is here, from the first change of a segment on.
ALTER TABLE segments ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE TABLE segment_versions (
  session_id text COLLATE "C" NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  -- The event that made it so: what was heard, a correction, or a rename of its speaker.
  seq        bigint           NOT NULL,
  org_id     text             NOT NULL,
  version    integer          NOT NULL,
  speaker    text,
  text       text             NOT NULL,
  PRIMARY KEY (session_id, segment_id, seq)
);

-- Who changed a transcript: one row for each correction and each rename, however many segments it changes.
CREATE TABLE transcript_changes (
  session_id text COLLATE "C" NOT NULL,
  seq        bigint           NOT NULL,
  org_id     text             NOT NULL,
  at         timestamptz      NOT NULL,
  actor      text,
  actor_name text,
  PRIMARY KEY (session_id, seq)
);

-- The newest of these changes: insights that were worked out before it are worked out anew.
ALTER TABLE sessions ADD COLUMN corrected_seq bigint NOT NULL DEFAULT 0;

-- What rests on something that was changed since.
ALTER TABLE insights ADD COLUMN stale boolean NOT NULL DEFAULT false;
ALTER TABLE sessions ADD COLUMN summary_stale boolean NOT NULL DEFAULT false;

-- What a channel's clients call its speaker, where people have changed that name.
ALTER TABLE audio_channels ADD COLUMN opened_for text;

ALTER TABLE segment_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON segment_versions TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON segment_versions TO meetingintel_tenant;

ALTER TABLE transcript_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON transcript_changes TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON transcript_changes TO meetingintel_tenant;
