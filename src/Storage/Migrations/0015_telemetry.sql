-- What was measured: a row for each point. Kept by month, so that old months can be dropped as they are.
--
-- A row carries the number of its organisation, which is four bytes, where its name would be as long as the rest of the row.
CREATE TABLE telemetry_orgs (
  org_id text COLLATE "C" PRIMARY KEY,
  number integer          NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE
);

CREATE TABLE telemetry_channels (
  id           integer          GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id   text COLLATE "C" NOT NULL,
  name         text COLLATE "C" NOT NULL,
  org_id       text COLLATE "C" NOT NULL,
  org_number   integer          NOT NULL,
  unit         text,
  -- Below or above: not as it should be.
  warn_low     double precision,
  warn_high    double precision,
  alarm_low    double precision,
  alarm_high   double precision,
  limited      boolean          NOT NULL GENERATED ALWAYS AS (COALESCE(warn_low, warn_high, alarm_low, alarm_high) IS NOT NULL) STORED,
  -- So long it must be as it should be again, by its own time, before that is said.
  hold_seconds double precision NOT NULL DEFAULT 1,
  -- What is said of it now.
  level        text             NOT NULL DEFAULT 'ok' CHECK (level IN ('ok', 'warn', 'alarm')),
  -- Since when it has been better than that.
  calm_since   timestamptz,
  -- The newest point that has been looked at.
  watched_to   timestamptz,
  -- How many crossings there have been.
  crossings    bigint           NOT NULL DEFAULT 0,
  UNIQUE (session_id, name)
) WITH (fillfactor = 70);

CREATE TABLE telemetry_points (
  org_number integer          NOT NULL,
  channel_id integer          NOT NULL,
  at         timestamptz      NOT NULL,
  -- What tells it from others of that moment: its client's name for it, or else what it says.
  key        bigint           NOT NULL,
  value      double precision NOT NULL,
  PRIMARY KEY (channel_id, at, key)
) PARTITION BY RANGE (at);

-- What is older than any month that is kept by itself. The months are made when they are needed.
CREATE TABLE telemetry_points_old PARTITION OF telemetry_points FOR VALUES FROM (MINVALUE) TO ('2020-01-01Z');

-- Points of a stretch of time in one row. Minutes are written with the points; seconds follow, of minutes that are worth it.
CREATE TABLE telemetry_buckets (
  org_number  integer          NOT NULL,
  channel_id  integer          NOT NULL,
  -- How long it is: 1 or 60.
  seconds     integer          NOT NULL,
  -- When it begins.
  at          timestamptz      NOT NULL,
  points      bigint           NOT NULL,
  total       double precision NOT NULL,
  lowest      double precision NOT NULL,
  highest     double precision NOT NULL,
  -- Of a minute: how many points its seconds hold. As many as the minute itself, or they are no use.
  in_seconds  bigint           NOT NULL DEFAULT 0,
  PRIMARY KEY (channel_id, seconds, at)
) WITH (fillfactor = 70);

-- Crossings of a limit on their way to the session's timeline: on record with the points, taken away when they stand there.
CREATE TABLE telemetry_crossings (
  channel_id integer          NOT NULL,
  -- The channel's first, second …
  number     bigint           NOT NULL,
  org_id     text             NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  crossing   json             NOT NULL,
  created_at timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, number)
);

-- How far a channel's crossings stand on its session's timeline.
CREATE TABLE telemetry_told (
  session_id text COLLATE "C" NOT NULL,
  channel    text COLLATE "C" NOT NULL,
  org_id     text             NOT NULL,
  number     bigint           NOT NULL,
  PRIMARY KEY (session_id, channel)
);

-- The months that there are: who makes one waits for whoever is making it.
CREATE FUNCTION telemetry_month(month timestamptz) RETURNS void
  LANGUAGE plpgsql AS $$
    DECLARE
      partition text := 'telemetry_points_' || to_char(month AT TIME ZONE 'UTC', 'YYYYMM');
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('telemetry_month'));
      IF to_regclass(partition) IS NULL THEN
        -- Made apart and attached: this lets others read and write meanwhile, which a partition that is made in its place does not.
        EXECUTE format('CREATE TABLE %I (LIKE telemetry_points INCLUDING ALL)', partition);
        EXECUTE format('ALTER TABLE telemetry_points ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, month, (month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC');
      END IF;
    END
  $$;

ALTER TABLE telemetry_orgs ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON telemetry_orgs TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON telemetry_orgs TO meetingintel_tenant;

ALTER TABLE telemetry_channels ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON telemetry_channels TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON telemetry_channels TO meetingintel_tenant;
GRANT UPDATE (unit, warn_low, warn_high, alarm_low, alarm_high, hold_seconds, level, calm_since, watched_to) ON telemetry_channels TO meetingintel_tenant;

ALTER TABLE telemetry_points ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON telemetry_points TO meetingintel_tenant USING (org_number = (SELECT number FROM telemetry_orgs WHERE org_id = current_org()));
GRANT SELECT ON telemetry_points TO meetingintel_tenant;

ALTER TABLE telemetry_buckets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON telemetry_buckets TO meetingintel_tenant USING (org_number = (SELECT number FROM telemetry_orgs WHERE org_id = current_org()));
GRANT SELECT ON telemetry_buckets TO meetingintel_tenant;

ALTER TABLE telemetry_crossings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON telemetry_crossings TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());

ALTER TABLE telemetry_told ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON telemetry_told TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON telemetry_told TO meetingintel_tenant;
