-- Who people and programs are, what they belong to, and what they did. Secrets are never here as such: passwords and random tokens as hashes,
-- what must be read again (private keys, credentials of others) sealed with a key that the database does not have.
CREATE TABLE orgs (
  id          text COLLATE "C" PRIMARY KEY,
  name        text             NOT NULL,
  -- The same organisation at whoever vouches for its people.
  issuer      text,
  external_id text,
  created_at  timestamptz      NOT NULL,
  UNIQUE (issuer, external_id)
);

CREATE TABLE users (
  id            text COLLATE "C" PRIMARY KEY,
  name          text             NOT NULL,
  email         text,
  handle        text,
  password_hash text,
  -- Who vouches for those without a password, and what they are called there.
  issuer        text,
  subject       text,
  bio           text,
  profile_image text,
  created_at    timestamptz      NOT NULL,
  updated_at    timestamptz,
  UNIQUE (issuer, subject)
);

CREATE UNIQUE INDEX users_by_email ON users (lower(email)) WHERE issuer IS NULL;
CREATE UNIQUE INDEX users_by_handle ON users (lower(handle));

CREATE TABLE user_preferences (
  user_id             text COLLATE "C" PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  id                  text COLLATE "C" NOT NULL,
  theme               text             NOT NULL DEFAULT 'system' CHECK (theme IN ('light', 'dark', 'system')),
  email_notifications boolean          NOT NULL DEFAULT true,
  time_zone           text             NOT NULL DEFAULT 'UTC',
  language            text             NOT NULL DEFAULT 'en',
  additional_settings json             NOT NULL DEFAULT '{}',
  created_at          timestamptz      NOT NULL,
  updated_at          timestamptz
);

-- What people tell of themselves.
CREATE TABLE profiles (
  user_id              text COLLATE "C" PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  name                 text,
  bio                  text,
  goal                 json,
  contexts             json,
  notes                text,
  onboarding_completed boolean          NOT NULL DEFAULT false,
  created_at           timestamptz      NOT NULL,
  updated_at           timestamptz      NOT NULL
);

CREATE TABLE memberships (
  org_id     text COLLATE "C" NOT NULL REFERENCES orgs ON DELETE CASCADE,
  user_id    text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
  role       text             NOT NULL CHECK (role IN ('admin', 'member')),
  created_at timestamptz      NOT NULL,
  PRIMARY KEY (org_id, user_id)
);

CREATE INDEX memberships_of_user ON memberships (user_id, created_at);

CREATE TABLE invitations (
  id          text COLLATE "C" PRIMARY KEY,
  org_id      text COLLATE "C" NOT NULL REFERENCES orgs ON DELETE CASCADE,
  email       text             NOT NULL,
  role        text             NOT NULL CHECK (role IN ('admin', 'member')),
  token_hash  bytea            NOT NULL UNIQUE,
  invited_by  text COLLATE "C" NOT NULL,
  created_at  timestamptz      NOT NULL,
  expires_at  timestamptz      NOT NULL,
  accepted_at timestamptz,
  accepted_by text COLLATE "C",
  revoked_at  timestamptz
);

CREATE INDEX invitations_of_org ON invitations (org_id, created_at);

-- A person who signed in, until they sign out. Every token of ours names one, so that ending it ends them all.
CREATE TABLE logins (
  id         text COLLATE "C" PRIMARY KEY,
  user_id    text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
  org_id     text COLLATE "C" NOT NULL,
  created_at timestamptz      NOT NULL,
  expires_at timestamptz      NOT NULL,
  revoked_at timestamptz
);

CREATE INDEX logins_of_user ON logins (user_id);
CREATE INDEX logins_by_end ON logins (expires_at);

-- Each is used once. One that comes a second time was copied.
CREATE TABLE refresh_tokens (
  token_hash bytea            PRIMARY KEY,
  login_id   text COLLATE "C" NOT NULL REFERENCES logins ON DELETE CASCADE,
  issued_at  timestamptz      NOT NULL,
  used_at    timestamptz
);

CREATE INDEX refresh_tokens_of_login ON refresh_tokens (login_id);

-- Failed sign-ins, by the name that was tried, whether or not somebody has it.
CREATE TABLE login_attempts (
  name_hash    bytea       PRIMARY KEY,
  failures     integer     NOT NULL,
  last_at      timestamptz NOT NULL,
  locked_until timestamptz
);

CREATE INDEX login_attempts_by_age ON login_attempts (last_at);

-- What our tokens are signed with.
CREATE TABLE signing_keys (
  kid            text COLLATE "C" PRIMARY KEY,
  public_key     bytea            NOT NULL,
  private_key    bytea            NOT NULL,
  key_id         text             NOT NULL,
  created_at     timestamptz      NOT NULL,
  signs_from     timestamptz      NOT NULL,
  signs_until    timestamptz      NOT NULL,
  verifies_until timestamptz      NOT NULL
);

-- Open one socket each, within seconds: browsers can send nothing better with one.
CREATE UNLOGGED TABLE socket_tickets (
  ticket_hash bytea       PRIMARY KEY,
  caller      text        NOT NULL,
  expires_at  timestamptz NOT NULL
);

CREATE INDEX socket_tickets_by_end ON socket_tickets (expires_at);

CREATE TABLE api_keys (
  id           text COLLATE "C" PRIMARY KEY,
  org_id       text COLLATE "C" NOT NULL REFERENCES orgs ON DELETE CASCADE,
  name         text             NOT NULL,
  prefix       text             NOT NULL,
  key_hash     bytea            NOT NULL UNIQUE,
  scopes       text[]           NOT NULL,
  created_by   text COLLATE "C" NOT NULL,
  created_at   timestamptz      NOT NULL,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz
);

CREATE INDEX api_keys_of_org ON api_keys (org_id, created_at);

CREATE TABLE share_links (
  id           text COLLATE "C" PRIMARY KEY,
  org_id       text COLLATE "C" NOT NULL,
  session_id   text COLLATE "C" NOT NULL,
  token_hash   bytea            NOT NULL UNIQUE,
  created_by   text COLLATE "C" NOT NULL,
  created_at   timestamptz      NOT NULL,
  expires_at   timestamptz      NOT NULL,
  revoked_at   timestamptz,
  last_used_at timestamptz
);

CREATE INDEX share_links_of_session ON share_links (session_id, created_at);

-- Tokens that a client keeps here for a meeting, to act for its user elsewhere (Astro: Salesforce, Slack).
CREATE TABLE oauth_tokens (
  org_id     text COLLATE "C" NOT NULL,
  session_id text COLLATE "C" NOT NULL,
  vendor     text COLLATE "C" NOT NULL,
  user_id    text COLLATE "C" NOT NULL,
  sealed     bytea            NOT NULL,
  key_id     text             NOT NULL,
  created_at timestamptz      NOT NULL,
  PRIMARY KEY (org_id, session_id, vendor)
);

CREATE INDEX oauth_tokens_by_key ON oauth_tokens (key_id);

-- What an organisation uses at others: their API keys and client secrets.
CREATE TABLE provider_credentials (
  org_id     text COLLATE "C" NOT NULL,
  provider   text COLLATE "C" NOT NULL,
  sealed     bytea            NOT NULL,
  key_id     text             NOT NULL,
  -- What people recognise it by: the last characters of each secret, and no more.
  hint       text             NOT NULL,
  updated_by text COLLATE "C" NOT NULL,
  updated_at timestamptz      NOT NULL,
  PRIMARY KEY (org_id, provider)
);

CREATE INDEX provider_credentials_by_key ON provider_credentials (key_id);

-- Who did what, kept.
CREATE TABLE audit_entries (
  id         bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id     text COLLATE "C" NOT NULL,
  at         timestamptz      NOT NULL,
  -- Kind and id, with a colon between.
  actor      text COLLATE "C" NOT NULL,
  action     text             NOT NULL,
  target     text,
  session_id text COLLATE "C",
  request_id text,
  details    jsonb
);

CREATE INDEX audit_entries_of_org ON audit_entries (org_id, id);
CREATE INDEX audit_entries_of_session ON audit_entries (session_id, id) WHERE session_id IS NOT NULL;

-- The second lock. What is done for a caller is done in this role, which sees rows of one organisation at a time, whatever a query forgot to ask.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'meetingintel_tenant') THEN
    BEGIN
      CREATE ROLE meetingintel_tenant NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- The migration of another database on this server was faster.
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'meetingintel_tenant', 'MEMBER') THEN
    EXECUTE format('GRANT meetingintel_tenant TO %I', current_user);
  END IF;
END
$$;

CREATE FUNCTION current_org() RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('meetingintel.org_id') $$;

DO $$
DECLARE
  schema_name text := current_schema();
  tenant_table text;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO meetingintel_tenant', schema_name);
  FOREACH tenant_table IN ARRAY ARRAY[
    'session_events', 'sessions', 'audio_channels', 'segments', 'insights', 'memberships', 'invitations', 'api_keys', 'share_links',
    'oauth_tokens', 'provider_credentials', 'audit_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO meetingintel_tenant USING (org_id = current_org()) WITH CHECK (org_id = current_org())', tenant_table);
    EXECUTE format('GRANT SELECT ON %I TO meetingintel_tenant', tenant_table);
  END LOOP;
END
$$;

-- A session's rows are written by the journal alone; of the others a caller writes its organisation's.
GRANT INSERT, UPDATE, DELETE ON memberships, invitations, api_keys, share_links, oauth_tokens, provider_credentials TO meetingintel_tenant;
GRANT INSERT ON audit_entries TO meetingintel_tenant;

ALTER TABLE orgs ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON orgs TO meetingintel_tenant USING (id = current_org()) WITH CHECK (id = current_org());
GRANT SELECT ON orgs TO meetingintel_tenant;
GRANT UPDATE (name) ON orgs TO meetingintel_tenant;

-- Of people, those who belong to the organisation, and nothing that opens a door.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON users TO meetingintel_tenant
  USING (EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id AND m.org_id = current_org()));
GRANT SELECT (id, name, email, handle, bio, profile_image, created_at, updated_at) ON users TO meetingintel_tenant;
