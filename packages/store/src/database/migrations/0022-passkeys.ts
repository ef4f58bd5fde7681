// Passkeys and service tokens (design.md §8): how people sign in where there is no identity provider, and what a service
// exports with. Tokens and challenges are kept as SHA-256 only; a passkey's private half never leaves its device.

/** Passkeys, invitations to make one, ceremonies under way, and service tokens. */
export const passkeyTables = `
CREATE TABLE passkeys (
  id uuid PRIMARY KEY,
  credential_id bytea NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
  user_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  -- COSE key (RFC 9052).
  public_key bytea NOT NULL CHECK (length(public_key) BETWEEN 1 AND 4096),
  counter bigint NOT NULL CHECK (counter >= 0),
  backup_eligible boolean NOT NULL,
  backed_up boolean NOT NULL,
  transports text[] NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX passkeys_user ON passkeys (user_id);

CREATE TABLE passkey_invitations (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX passkey_invitations_user ON passkey_invitations (user_id);

CREATE TABLE passkey_ceremonies (
  challenge_hash bytea PRIMARY KEY CHECK (length(challenge_hash) = 32),
  kind text NOT NULL CHECK (kind IN ('sign-in', 'invitation', 'add', 'confirm')),
  -- Whose browser session or invitation it was begun with; a sign-in is nobody's yet.
  bound_to bytea CHECK (length(bound_to) = 32),
  user_id uuid,
  expires_at timestamptz NOT NULL,
  CHECK ((kind = 'sign-in') = (bound_to IS NULL)),
  CHECK ((kind = 'sign-in') = (user_id IS NULL))
);
CREATE INDEX passkey_ceremonies_expiry ON passkey_ceremonies (expires_at);

CREATE TABLE service_tokens (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  app_ids text[] NOT NULL CHECK (cardinality(app_ids) BETWEEN 1 AND 64),
  purposes text[] NOT NULL CHECK (cardinality(purposes) BETWEEN 1 AND 16),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz,
  CHECK (expires_at > created_at AND expires_at <= created_at + interval '90 days')
);

GRANT SELECT, INSERT, UPDATE (name, counter, backed_up, last_used_at), DELETE ON passkeys TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON passkey_invitations TO reseal_viewer;
-- The update is for FOR UPDATE alone.
GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON passkey_ceremonies TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON service_tokens TO reseal_viewer;
`
