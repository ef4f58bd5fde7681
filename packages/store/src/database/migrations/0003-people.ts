// Who may sign in and what they opened (design.md §8). Tokens are kept as SHA-256 only.

/** Users, memberships, sign-in, opened replays and the last verification. */
export const peopleTables = `
CREATE TABLE users (
  id uuid PRIMARY KEY,
  -- The subject of audit events: nobody else ever has it, disabled or not.
  name text NOT NULL UNIQUE,
  roles text[] NOT NULL CHECK (roles <@ ARRAY['engineer', 'privacy-officer', 'auditor', 'admin']),
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz
);

CREATE TABLE memberships (
  user_id uuid NOT NULL,
  app_id text NOT NULL,
  PRIMARY KEY (user_id, app_id)
);

CREATE TABLE sign_in_links (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  user_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE web_sessions (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

CREATE TABLE replays (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  app_id text NOT NULL,
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  audit_index bigint NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

CREATE TABLE verifications (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  verified_at timestamptz NOT NULL DEFAULT now(),
  intact boolean NOT NULL,
  detail jsonb NOT NULL
);

GRANT SELECT ON users, memberships TO reseal_viewer;
GRANT SELECT, UPDATE (used_at) ON sign_in_links TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE (last_seen_at), DELETE ON web_sessions TO reseal_viewer;
GRANT SELECT, INSERT ON replays TO reseal_viewer;
GRANT SELECT ON verifications TO reseal_viewer;
GRANT SELECT, INSERT ON verifications TO reseal_worker;
`
