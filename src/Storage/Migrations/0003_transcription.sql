-- The audio channels of a session and how much of each is on record. Rewritten with every outcome.
CREATE TABLE audio_channels (
  session_id   text COLLATE "C"  NOT NULL,
  name         text COLLATE "C"  NOT NULL,
  org_id       text              NOT NULL,
  speaker      text,
  sample_rate  integer           NOT NULL,
  -- Bytes whose outcome is committed, and the seconds on the channel's audio clock that they stand for.
  acked_offset bigint            NOT NULL DEFAULT 0,
  acked_time   double precision  NOT NULL DEFAULT 0,
  -- The append that last moved the offset.
  append_id    uuid,
  open         boolean           NOT NULL DEFAULT true,
  delayed      boolean           NOT NULL DEFAULT false,
  PRIMARY KEY (session_id, name)
) WITH (fillfactor = 75);

-- What was said, final.
CREATE TABLE segments (
  session_id text COLLATE "C"  NOT NULL,
  seq        bigint            NOT NULL,
  id         text COLLATE "C"  NOT NULL,
  org_id     text              NOT NULL,
  channel    text              NOT NULL,
  speaker    text,
  -- Seconds on the channel's audio clock.
  start_s    double precision  NOT NULL,
  end_s      double precision  NOT NULL,
  text       text              NOT NULL,
  words      json              NOT NULL,
  confidence double precision,
  provider   text              NOT NULL,
  model      text,
  at         timestamptz       NOT NULL,
  PRIMARY KEY (session_id, seq),
  UNIQUE (session_id, id)
);
