-- A session that is being read in from a file. Until all of it is there nobody sees it; what an import leaves unfinished is erased.
ALTER TABLE sessions ADD COLUMN importing boolean NOT NULL DEFAULT false;

ALTER POLICY own_organisation ON sessions USING (org_id = current_org() AND NOT importing);

-- Whoever changed a note of an imported session is known by name only: ids of another server, or of this one, prove nothing there.
CREATE OR REPLACE FUNCTION actor_name(actor text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(actor, ':', 1)
      WHEN 'user' THEN (SELECT u.name FROM users u WHERE u.id = split_part(actor, ':', 2))
      WHEN 'api_key' THEN (SELECT k.name FROM api_keys k WHERE k.id = split_part(actor, ':', 2))
      WHEN 'imported' THEN substr(actor, length('imported:') + 1)
    END
  $$;
