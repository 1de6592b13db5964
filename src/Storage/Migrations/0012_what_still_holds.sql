-- How many times somebody has set another password: who has proven to know one that was changed meanwhile has proven nothing. The hash would not do: it changes also when the
-- same password is hashed as it is done now.
ALTER TABLE users ADD COLUMN passwords_set integer NOT NULL DEFAULT 0;

-- Who puts something down need not think of the name: it is taken down with every entry, by whichever statement it comes. Stable: as things were when that began, which may be
-- the one that makes its actor a stranger.
CREATE FUNCTION name_actor() RETURNS trigger
  LANGUAGE plpgsql STABLE AS $$
    BEGIN
      NEW.actor_name := actor_name(NEW.actor);
      RETURN NEW;
    END
  $$;

CREATE TRIGGER name_actor BEFORE INSERT ON audit_entries FOR EACH ROW WHEN (NEW.actor_name IS NULL) EXECUTE FUNCTION name_actor();

UPDATE audit_entries SET actor_name = actor_name(actor) WHERE actor_name IS NULL;

-- When it was said what somebody is, of whom others vouch for: a token from before it says nothing new.
ALTER TABLE memberships ADD COLUMN role_said_at timestamptz;
