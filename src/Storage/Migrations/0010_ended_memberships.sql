-- Whom an issuer vouches for can't be kept out by taking their rows away: the next request with the same token would make them again. So the end itself is kept,
-- and tokens from before it count no more. A later one may bring them back, as who belongs is the issuer's word.
CREATE TABLE ended_memberships (
  issuer   text COLLATE "C" NOT NULL,
  subject  text COLLATE "C" NOT NULL,
  -- The organisation; empty: all of them.
  org_id   text COLLATE "C" NOT NULL,
  ended_at timestamptz      NOT NULL,
  PRIMARY KEY (issuer, subject, org_id)
);

ALTER TABLE ended_memberships ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON ended_memberships TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT, INSERT, UPDATE ON ended_memberships TO meetingintel_tenant;

-- Of whom others vouch for: who, and what they are called there. Neither opens a door.
GRANT SELECT (issuer, subject) ON users TO meetingintel_tenant;

-- Whoever is removed leaves no way in behind for others. What a reset is used with stays out of sight.
ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON password_resets TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org());
GRANT SELECT (user_id, org_id, created_by, created_at, expires_at), DELETE ON password_resets TO meetingintel_tenant;

-- What somebody was called when they did it: they may have left since, and are nobody to their organisation then.
ALTER TABLE audit_entries ADD COLUMN actor_name text;

CREATE FUNCTION actor_name(actor text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(actor, ':', 1)
      WHEN 'user' THEN (SELECT u.name FROM users u WHERE u.id = split_part(actor, ':', 2))
      WHEN 'api_key' THEN (SELECT k.name FROM api_keys k WHERE k.id = split_part(actor, ':', 2))
    END
  $$;

UPDATE audit_entries SET actor_name = actor_name(actor);

-- Who makes a role is a member of it since PostgreSQL 16, but one who may only give it to others, and not take it on. So it is tried.
DO $$
BEGIN
  BEGIN
    SET LOCAL ROLE meetingintel_tenant;
    RESET ROLE;
  EXCEPTION WHEN insufficient_privilege THEN
    EXECUTE format('GRANT meetingintel_tenant TO %I', session_user)
      || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ' WITH SET TRUE' ELSE '' END;
  END;
END
$$;
