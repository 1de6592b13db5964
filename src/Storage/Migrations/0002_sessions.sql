-- A session as it stands. Rewritten with every segment, hence the room for updates within a page.
CREATE TABLE sessions (
  id                       text COLLATE "C" PRIMARY KEY,
  org_id                   text        NOT NULL,
  owner_id                 text        NOT NULL,
  name                     text        NOT NULL,
  description              text,
  type                     text        NOT NULL,
  -- The client's own object, given back letter for letter: json, not jsonb.
  meeting_info             json        NOT NULL,
  meeting_brief            text        NOT NULL,
  competitive_intelligence text        NOT NULL,
  agent_capabilities       text        NOT NULL,
  status                   text        NOT NULL CHECK (status IN ('created', 'active', 'ended')),
  created_at               timestamptz NOT NULL,
  started_at               timestamptz,
  ended_at                 timestamptz,
  segment_count            integer     NOT NULL DEFAULT 0,
  word_count               integer     NOT NULL DEFAULT 0,
  insight_count            integer     NOT NULL DEFAULT 0,
  summary                  text,
  summary_segment_ids      text[],
  summary_source           text,
  -- The newest event that the insights rest on, and whether they are the last word.
  insight_through_seq      bigint      NOT NULL DEFAULT 0,
  insight_final            boolean     NOT NULL DEFAULT false
) WITH (fillfactor = 75);

-- Lists page through an organisation's sessions by (created_at, id), in either direction. A search in names reads along the
-- first index and stops when the page is full.
CREATE INDEX sessions_of_org ON sessions (org_id, created_at, id);
CREATE INDEX sessions_of_org_by_status ON sessions (org_id, status, created_at, id);
CREATE INDEX sessions_of_org_by_type ON sessions (org_id, type, created_at, id);
