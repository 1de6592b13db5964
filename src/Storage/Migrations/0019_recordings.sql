-- Whether the audio itself is kept.
ALTER TABLE sessions ADD COLUMN record boolean NOT NULL DEFAULT false;

-- Audio that was kept; the files are in the file store.
CREATE TABLE recordings (
  session_id  text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  org_id      text             NOT NULL,
  channel     text COLLATE "C" NOT NULL,
  -- Bytes of the channel's audio.
  from_offset bigint           NOT NULL,
  to_offset   bigint           NOT NULL,
  -- Seconds on the channel's audio clock.
  from_time   double precision NOT NULL,
  to_time     double precision NOT NULL,
  bytes       bigint           NOT NULL,
  codec       text             NOT NULL,
  sha256      text             NOT NULL,
  at          timestamptz      NOT NULL,
  -- The event that told of it.
  seq         bigint           NOT NULL,
  -- Whether the file is here: an import brings the record only.
  here        boolean          NOT NULL,
  PRIMARY KEY (session_id, id)
);

-- What kept audio came to when it was heard again. Version 1 is the transcript itself, and has no row.
CREATE TABLE transcript_versions (
  session_id text COLLATE "C" NOT NULL,
  version    integer          NOT NULL CHECK (version > 1),
  org_id     text             NOT NULL,
  provider   text             NOT NULL,
  model      text,
  created_at timestamptz      NOT NULL,
  created_by text,
  status     text             NOT NULL CHECK (status IN ('running', 'done', 'failed')),
  error      text,
  segments   integer          NOT NULL DEFAULT 0,
  words      integer          NOT NULL DEFAULT 0,
  PRIMARY KEY (session_id, version)
);

-- How far a version is, by recording.
CREATE TABLE transcript_version_progress (
  session_id   text COLLATE "C" NOT NULL,
  version      integer          NOT NULL,
  recording_id text COLLATE "C" NOT NULL,
  org_id       text             NOT NULL,
  to_offset    bigint           NOT NULL,
  to_time      double precision NOT NULL,
  PRIMARY KEY (session_id, version, recording_id)
);

CREATE TABLE transcript_version_segments (
  session_id text COLLATE "C" NOT NULL,
  version    integer          NOT NULL,
  -- The event, and the segment's place in it.
  seq        bigint           NOT NULL,
  place      integer          NOT NULL,
  org_id     text             NOT NULL,
  -- As in the event.
  segment    json             NOT NULL,
  PRIMARY KEY (session_id, version, seq, place)
);

ALTER TABLE recordings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON recordings TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON recordings TO meetingintel_tenant;

ALTER TABLE transcript_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON transcript_versions TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON transcript_versions TO meetingintel_tenant;

ALTER TABLE transcript_version_progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON transcript_version_progress TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON transcript_version_progress TO meetingintel_tenant;

ALTER TABLE transcript_version_segments ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON transcript_version_segments TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON transcript_version_segments TO meetingintel_tenant;
