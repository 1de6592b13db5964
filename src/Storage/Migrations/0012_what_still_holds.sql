-- How many times somebody has set another password: who has proven to know one that was changed meanwhile has proven nothing. The hash would not do: it changes also when the
-- same password is hashed as it is done now.
ALTER TABLE users ADD COLUMN passwords_set integer NOT NULL DEFAULT 0;
