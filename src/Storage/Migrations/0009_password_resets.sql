-- A way in for somebody who has forgotten their password, made by an administrator of the one organisation that they belong to.
CREATE TABLE password_resets (
  token_hash bytea            PRIMARY KEY,
  user_id    text COLLATE "C" NOT NULL REFERENCES users ON DELETE CASCADE,
  org_id     text COLLATE "C" NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamptz      NOT NULL,
  expires_at timestamptz      NOT NULL
);

CREATE UNIQUE INDEX password_resets_of_user ON password_resets (user_id);
