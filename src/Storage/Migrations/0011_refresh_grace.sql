-- Which refresh token another one was given for: a client whose answer was lost comes with the old one again, and gets another in place of the one that it never had.
ALTER TABLE refresh_tokens ADD COLUMN parent_hash bytea;

-- Of a login's tokens one lives.
CREATE UNIQUE INDEX refresh_tokens_living ON refresh_tokens (login_id) WHERE used_at IS NULL;

-- Whether an access token alone gets the next one, as with Convers.me's clients, that know no refresh token; and when that was first done.
ALTER TABLE logins ADD COLUMN renews_by_bearer boolean NOT NULL DEFAULT false;
ALTER TABLE logins ADD COLUMN renewed_by_bearer_at timestamptz;
