-- The truth: what happened in each session, numbered 1, 2, 3 … without a hole.
--
-- All other tables of sessions follow from this one, in the same transaction and by the same writer. They carry no foreign
-- keys: the writer checks on every append that it continues what is on record, which says more than a key could.
CREATE TABLE session_events (
  session_id text COLLATE "C" NOT NULL,
  seq        bigint           NOT NULL CHECK (seq > 0),
  org_id     text             NOT NULL,
  at         timestamptz      NOT NULL,
  type       text             NOT NULL,
  data       jsonb            NOT NULL,
  -- The append that wrote it: tells a writer that lost its connection in the middle of a commit whether that commit happened.
  append_id  uuid             NOT NULL,
  PRIMARY KEY (session_id, seq)
);

-- Fails the transaction with a state of our own (MI001) unless the condition holds.
CREATE FUNCTION journal_require(holds boolean, broken_rule text) RETURNS boolean
  LANGUAGE plpgsql AS
$$
BEGIN
  IF holds THEN
    RETURN true;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'MI001', MESSAGE = broken_rule;
END
$$;
