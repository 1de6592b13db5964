-- Reminders of grains, for the engine: grains come back when they are due, also after a restart. The only table without an
-- organisation: the engine knows grains, and a grain knows whose it is.
CREATE TABLE reminders (
  grain_id  text COLLATE "C" NOT NULL,
  name      text COLLATE "C" NOT NULL,
  -- The grain's place on the ring that machines share out among them, 0 … 2^32 - 1.
  hash      bigint           NOT NULL,
  start_at  timestamptz      NOT NULL,
  period    interval         NOT NULL,
  etag      uuid             NOT NULL,
  PRIMARY KEY (grain_id, name)
);

CREATE INDEX reminders_on_ring ON reminders (hash);
