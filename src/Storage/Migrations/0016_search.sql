-- Full-text search over what was said, noted and understood: one row for each such thing as it stands, of whichever table, written in the same transaction.

-- Text as its words are cut from it, here and in questions: letters alike that read alike, and signs that divide words as blanks. The server's own locale may know no letters
-- but ASCII, and would take every other sign for one. Plain ASCII, which most of it is, needs none of that.
CREATE FUNCTION search_text(said text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN translate(
    CASE WHEN octet_length(said) = length(said) THEN said
    ELSE regexp_replace(
      lower(normalize(left(said, 100000), NFKC) COLLATE "und-x-icu"),
      '[\u00A1-\u00BF\u00D7\u00F7\u2000-\u2BFF\u2E00-\u2E7F\u3000-\u303F\uFE00-\uFE0F\uFFFC\uFFFD\U0001F000-\U0001FAFF]+' COLLATE "und-x-icu", ' ', 'g') END,
    '/', ' ');

-- Words by English rules: their endings don't count ("meetings" is "meeting") and those that stand everywhere ("the") are left out. Of other languages the words stay what
-- they are, but for what looks like an English ending, alike here and in questions.
CREATE FUNCTION search_words(said text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector('pg_catalog.english', left(search_text(said), 200000));

-- What else narrows a search stands among the words, behind a sign that no word begins with, so that one index knows all of it: =o organisation, =m month, =k kind other than
-- transcript, =s speaker, =t tag. Rows get them from the journal's writer (SearchLabels).
CREATE FUNCTION search_months(at timestamptz) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN extract(year FROM at AT TIME ZONE 'UTC')::integer * 12 + extract(month FROM at AT TIME ZONE 'UTC')::integer;

CREATE FUNCTION search_label(label text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ('''' || replace(replace(label, '\', '\\'), '''', '''''') || '''')::tsquery;

-- What is searched of an insight, and shown.
CREATE FUNCTION insight_text(said text, assignee text, due text, answer text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN concat_ws(E'\n', said, assignee, due, answer);

CREATE TABLE search_entries (
  session_id text COLLATE "C" NOT NULL,
  -- Of the segment, note or insight; 'summary' is the session's.
  id         text COLLATE "C" NOT NULL,
  org_id     text             NOT NULL,
  kind       text             NOT NULL CHECK (kind IN ('transcript', 'note', 'insight')),
  -- When it went on record; of a note, when it was observed.
  at         timestamptz      NOT NULL,
  -- The order of those of one moment.
  n          bigint           NOT NULL GENERATED ALWAYS AS IDENTITY,
  words      tsvector         NOT NULL,
  PRIMARY KEY (session_id, id)
);

INSERT INTO search_entries (session_id, id, org_id, kind, at, words)
SELECT session_id, id, org_id, kind, at, search_words(said) || array_to_tsvector(array_remove(
  ARRAY['=o' || org_id, '=m' || search_months(at), CASE WHEN kind <> 'transcript' THEN '=k' || kind END, CASE WHEN length(speaker) BETWEEN 1 AND 500 THEN '=s' || speaker END]
    || ARRAY(SELECT '=t' || tag FROM unnest(tags) tag WHERE length(tag) <= 500),
  NULL))
FROM (
  SELECT session_id, id, org_id, 'transcript' AS kind, at, text AS said, speaker, '{}'::text[] AS tags FROM segments
  UNION ALL
  SELECT session_id, id, org_id, 'note', observed_at, content, speaker, tags FROM notes WHERE NOT deleted
  UNION ALL
  SELECT session_id, id, org_id, 'insight', at, insight_text(text, assignee, due, answer), NULL, '{}' FROM insights
  UNION ALL
  SELECT s.id, 'summary', s.org_id, 'insight',
    coalesce(
      (SELECT e.at FROM session_events e WHERE e.session_id = s.id AND e.type = 'insight.updated' AND e.data ? 'summary' ORDER BY e.seq DESC LIMIT 1),
      s.ended_at, s.created_at),
    s.summary, NULL, '{}'
  FROM sessions s WHERE s.summary IS NOT NULL) there
ORDER BY at;

CREATE INDEX search_entries_by_time ON search_entries (org_id, at, n);

-- New rows wait in a list that searches read through, too: it is kept short.
CREATE INDEX search_entries_by_words ON search_entries USING gin (words) WITH (gin_pending_list_limit = 1024);

ALTER TABLE search_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON search_entries TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT ON search_entries TO meetingintel_tenant;

-- A question in words: "quoted phrases", or, -not, and a last word that is only begun: budg*
CREATE FUNCTION search_query(question text) RETURNS tsquery
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS
$$
DECLARE
  -- Quotation marks of any kind.
  plain text := search_text(translate(question, '“”„‟«»＂', '"""""""'));
  parts text[] := regexp_match(plain, '^(.*?)(?:^|\s)(-?)([^\s"*''\\-]{3,})\*\s*$');
  begun tsquery;
BEGIN
  IF parts IS NULL THEN
    RETURN websearch_to_tsquery('pg_catalog.english', plain);
  END IF;
  begun := to_tsquery('pg_catalog.simple', '''' || parts[3] || ''':*') || plainto_tsquery('pg_catalog.english', parts[3]);
  IF parts[2] = '-' THEN
    begun := !! begun;
  END IF;
  RETURN CASE WHEN parts[1] ~ '(^|\s)or\s*$' THEN websearch_to_tsquery('pg_catalog.english', regexp_replace(parts[1], 'or\s*$', '')) || begun
    ELSE websearch_to_tsquery('pg_catalog.english', parts[1]) && begun END;
END
$$;

-- The newest of an organisation's entries that a question names, none newer than and none at a given place. Row-level security keeps an index from being asked about words
-- (the operator might tell what it sees), so this sees all rows, and asks for the organisation itself: it gives ids, and what they stand for is read under the policies.
--
-- First it looks through the newest entries one by one, and through more where that finds some: what stands in one of a few hundred is found there at once, while the index,
-- which knows no order, would give all of them. The rest it asks the index, by months, more of them each time, until there is enough.
CREATE FUNCTION search_hits(
  question tsquery, in_session text, of_kinds text[], of_speaker text, with_tag text, since timestamptz, before_at timestamptz, before_n bigint, wanted integer)
  RETURNS TABLE (session_id text, id text, kind text, at timestamptz, n bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
  SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS
$$
#variable_conflict use_column
DECLARE
  looked_through integer := 1000;
  org CONSTANT text := current_org();
  asked tsquery := question;
  found_now integer;
  missing integer := wanted;
  month integer;
  span integer := 1;
  months tsquery;
  oldest timestamptz;
BEGIN
  -- What is only said not to be there can't be looked up.
  IF querytree(question) IN ('', 'T') THEN
    RETURN;
  END IF;
  IF of_speaker IS NOT NULL THEN
    asked := asked && search_label('=s' || of_speaker);
  END IF;
  IF with_tag IS NOT NULL THEN
    asked := asked && search_label('=t' || with_tag);
  END IF;
  IF NOT 'transcript' = ANY (of_kinds) THEN
    asked := asked && CASE WHEN cardinality(of_kinds) = 1 THEN search_label('=k' || of_kinds[1]) ELSE search_label('=knote') || search_label('=kinsight') END;
  END IF;

  IF in_session IS NOT NULL THEN
    RETURN QUERY
      SELECT e.session_id, e.id, e.kind, e.at, e.n
      FROM (SELECT * FROM search_entries WHERE session_id = in_session OFFSET 0) e
      WHERE e.org_id = org AND e.words @@ asked AND e.kind = ANY (of_kinds) AND e.at >= since AND (e.at, e.n) < (before_at, before_n)
      ORDER BY e.at DESC, e.n DESC LIMIT wanted;
    RETURN;
  END IF;

  LOOP
    RETURN QUERY
      SELECT e.session_id, e.id, e.kind, e.at, e.n
      FROM (
        SELECT * FROM search_entries
        WHERE org_id = org AND at >= since AND (at, n) < (before_at, before_n)
        ORDER BY at DESC, n DESC LIMIT looked_through) e
      WHERE e.words @@ asked AND e.kind = ANY (of_kinds)
      LIMIT missing;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    missing := missing - found_now;
    IF missing = 0 THEN
      RETURN;
    END IF;
    -- Where that ended; all of it was looked through when there is nothing behind.
    SELECT e.at, e.n INTO before_at, before_n
    FROM search_entries e
    WHERE e.org_id = org AND e.at >= since AND (e.at, e.n) < (before_at, before_n)
    ORDER BY e.at DESC, e.n DESC OFFSET looked_through - 1 LIMIT 1;
    IF NOT FOUND THEN
      RETURN;
    END IF;
    EXIT WHEN looked_through > 1000 OR found_now < 3;
    looked_through := 20000;
  END LOOP;

  SELECT greatest(min(e.at), since) INTO oldest FROM search_entries e WHERE e.org_id = org;
  month := search_months(before_at);
  asked := asked && search_label('=o' || org);
  WHILE missing > 0 AND month >= search_months(oldest) LOOP
    SELECT string_agg('''=m' || (month - past) || '''', '|')::tsquery INTO months FROM generate_series(0, span - 1) past;
    RETURN QUERY
      SELECT e.session_id, e.id, e.kind, e.at, e.n
      FROM (SELECT * FROM search_entries WHERE words @@ (asked && months) OFFSET 0) e
      WHERE e.org_id = org AND e.kind = ANY (of_kinds) AND e.at >= since AND (e.at, e.n) < (before_at, before_n)
      ORDER BY e.at DESC, e.n DESC LIMIT missing;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    missing := missing - found_now;
    month := month - span;
    span := span * 3;
    EXIT WHEN span > 27;
  END LOOP;

  -- What is years old, in one go.
  IF missing > 0 AND month >= search_months(oldest) THEN
    RETURN QUERY
      SELECT e.session_id, e.id, e.kind, e.at, e.n
      FROM (SELECT * FROM search_entries WHERE words @@ asked OFFSET 0) e
      WHERE e.org_id = org AND e.kind = ANY (of_kinds) AND e.at >= since AND (e.at, e.n) < (before_at, before_n) AND search_months(e.at) <= month
      ORDER BY e.at DESC, e.n DESC LIMIT missing;
  END IF;
END
$$;

REVOKE ALL ON FUNCTION search_hits FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_hits TO meetingintel_tenant;

DO $$
BEGIN
  -- Whatever else somebody has in a schema of theirs: these are the tables meant.
  EXECUTE format('ALTER FUNCTION search_hits SET search_path = %I, pg_temp', current_schema());
END
$$;
