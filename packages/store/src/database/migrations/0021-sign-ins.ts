// How a browser session was begun, its token's rotation, and people whom an identity provider vouches for (design.md §8).

/**
 * A browser session keeps its id while its token changes: `next_token_hash` is offered and takes over with its first use, and
 * the one before then lasts a moment longer, for requests under way. What the provider gave is sealed to a secret that only
 * the browser's cookie holds.
 */
export const signIns = `
ALTER TABLE web_sessions
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  ADD COLUMN method text NOT NULL DEFAULT 'one-time-link' CHECK (method IN ('one-time-link', 'oidc', 'passkey', 'invitation')),
  ADD COLUMN issuer text NOT NULL DEFAULT 'reseal',
  ADD COLUMN amr text[] NOT NULL DEFAULT '{}',
  ADD COLUMN acr text,
  ADD COLUMN authenticated_at timestamptz NOT NULL DEFAULT now(),
  -- Roles that the token was issued under: with others it is changed at once.
  ADD COLUMN roles text[],
  ADD COLUMN rotated_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN next_token_hash bytea UNIQUE CHECK (length(next_token_hash) = 32),
  ADD COLUMN offered_at timestamptz,
  ADD COLUMN previous_token_hash bytea UNIQUE CHECK (length(previous_token_hash) = 32),
  ADD COLUMN previous_until timestamptz,
  -- Personal, for the list of one's own sign-ins; they go with the session.
  ADD COLUMN client_ip text,
  ADD COLUMN user_agent text;
CREATE INDEX web_sessions_by_user ON web_sessions (user_id);

CREATE TABLE identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (issuer, subject)
);

-- Names that people had: audit events go by them, so nobody else ever gets one.
CREATE TABLE former_names (
  name text PRIMARY KEY,
  user_id uuid NOT NULL
);

CREATE TABLE provider_sessions (
  session_id uuid PRIMARY KEY REFERENCES web_sessions (id) ON DELETE CASCADE,
  issuer text NOT NULL,
  subject text NOT NULL,
  -- The provider's own session, where it names one.
  sid text,
  sealed_tokens bytea NOT NULL,
  checked_at timestamptz NOT NULL,
  -- One request at a time asks the provider.
  checking_until timestamptz NOT NULL
);
CREATE INDEX provider_sessions_by_subject ON provider_sessions (issuer, subject);

-- No login of a service's may write people. This function writes those alone whom the provider vouches for, so that what the
-- owner gave somebody stays as it is. Without roles, or without apps, it leaves theirs.
CREATE FUNCTION provision_user(
  of_issuer text, of_subject text, named text, given_roles text[], given_apps text[],
  OUT provisioned_id uuid, OUT has_changed boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
DECLARE
  former users%ROWTYPE;
  wanted text := named;
  former_apps text[];
BEGIN
  INSERT INTO identities (issuer, subject, user_id) VALUES (of_issuer, of_subject, gen_random_uuid())
    ON CONFLICT DO NOTHING;
  SELECT user_id INTO provisioned_id FROM identities
    WHERE issuer = of_issuer AND subject = of_subject FOR UPDATE;
  -- Events go by names: one that is, or was, another's is told apart.
  IF EXISTS (SELECT FROM users WHERE name = named AND id <> provisioned_id)
    OR EXISTS (SELECT FROM former_names WHERE name = named AND user_id <> provisioned_id) THEN
    wanted := left(named, 240) || ' ('
      || left(encode(sha256(convert_to(of_issuer || ' ' || of_subject, 'UTF8')), 'hex'), 8) || ')';
  END IF;
  SELECT * INTO former FROM users WHERE id = provisioned_id FOR UPDATE;
  SELECT coalesce(array_agg(app_id ORDER BY app_id), '{}') INTO former_apps
    FROM memberships WHERE user_id = provisioned_id;
  IF former.id IS NULL THEN
    INSERT INTO users (id, name, roles) VALUES (provisioned_id, wanted, coalesce(given_roles, '{}'));
  ELSE
    IF former.name <> wanted THEN
      INSERT INTO former_names (name, user_id) VALUES (former.name, provisioned_id) ON CONFLICT DO NOTHING;
    END IF;
    UPDATE users SET name = wanted, roles = coalesce(given_roles, former.roles) WHERE id = provisioned_id
      AND (name <> wanted OR roles <> coalesce(given_roles, former.roles));
  END IF;
  IF given_apps IS NOT NULL THEN
    DELETE FROM memberships WHERE user_id = provisioned_id AND app_id <> ALL (given_apps);
    INSERT INTO memberships (user_id, app_id)
      SELECT provisioned_id, id FROM apps WHERE id = ANY (given_apps) ON CONFLICT DO NOTHING;
  END IF;
  has_changed := former.id IS NULL OR former.name <> wanted OR former.roles <> coalesce(given_roles, former.roles)
    OR former_apps <> (SELECT coalesce(array_agg(app_id ORDER BY app_id), '{}')
      FROM memberships WHERE user_id = provisioned_id);
END $$;

GRANT UPDATE (token_hash, method, issuer, amr, acr, authenticated_at, roles, rotated_at, next_token_hash,
  offered_at, previous_token_hash, previous_until) ON web_sessions TO reseal_viewer;
GRANT SELECT ON identities, former_names TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE (sid, sealed_tokens, checked_at, checking_until), DELETE ON provider_sessions
  TO reseal_viewer;
GRANT EXECUTE ON FUNCTION provision_user TO reseal_viewer;
`
