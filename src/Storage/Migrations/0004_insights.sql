-- The insights that stand now; the summary is a part of its session.
CREATE TABLE insights (
  session_id  text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  org_id      text             NOT NULL,
  kind        text             NOT NULL,
  text        text             NOT NULL,
  assignee    text,
  due         text,
  due_on      date,
  status      text             NOT NULL CHECK (status IN ('open', 'settled')),
  answer      text,
  segment_ids text[]           NOT NULL,
  source      text             NOT NULL,
  -- The event that first reported it and its place therein: the order in which a meeting's insights are listed.
  seq         bigint           NOT NULL,
  position    integer          NOT NULL,
  -- When it last changed.
  at          timestamptz      NOT NULL,
  PRIMARY KEY (session_id, id)
);
