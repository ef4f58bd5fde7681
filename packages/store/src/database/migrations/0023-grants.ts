// Grants, break-glass, reviews and notifications (design.md §8).

/** Who may watch what, until when, approved by whom; what is told to whom; and which weeks were reviewed. */
export const grantTables = `
ALTER TABLE apps ADD COLUMN grants_required boolean NOT NULL DEFAULT false;
-- Where notifications go: links, never content.
ALTER TABLE users ADD COLUMN email text CHECK (length(email) BETWEEN 3 AND 254);

CREATE TABLE grants (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('request', 'break-glass')),
  user_id uuid NOT NULL,
  app_id text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('app', 'page', 'label', 'session')),
  scope_value text CHECK (length(scope_value) BETWEEN 1 AND 128),
  reason text NOT NULL CHECK (length(reason) <= 500),
  duration_ms bigint NOT NULL CHECK (duration_ms BETWEEN 60000 AND 86400000),
  requested_at timestamptz NOT NULL,
  -- Until then someone may decide; of break-glass, until then someone has to review.
  due_at timestamptz NOT NULL,
  decision text CHECK (decision IN ('approved', 'denied')),
  decided_by uuid CHECK (decided_by <> user_id),
  decided_at timestamptz,
  from_at timestamptz,
  until_at timestamptz,
  revoked_by uuid,
  revoked_at timestamptz,
  reviewed_by uuid CHECK (reviewed_by <> user_id),
  reviewed_at timestamptz,
  verdict text CHECK (verdict IN ('justified', 'unjustified')),
  CHECK ((scope = 'app') = (scope_value IS NULL)),
  CHECK ((decision IS NULL) = (decided_by IS NULL)),
  CHECK ((verdict IS NULL) = (reviewed_by IS NULL)),
  -- Nothing is open that nobody approved, but break-glass, and that for an hour at most.
  CHECK (until_at IS NULL OR (kind = 'request' AND decision = 'approved')
    OR (kind = 'break-glass' AND until_at <= from_at + interval '1 hour')),
  CHECK (until_at IS NULL OR until_at <= from_at + interval '1 day')
);
CREATE INDEX grants_by_user ON grants (user_id, app_id, requested_at DESC);
CREATE INDEX grants_by_request ON grants (requested_at DESC, id DESC);

-- What was asked for, and how long it was open, never changes; only who decided, ended or reviewed it is added, once.
CREATE FUNCTION keep_grants() RETURNS trigger
LANGUAGE plpgsql SET search_path = reseal, pg_temp AS $$
BEGIN
  IF (OLD.decision IS NOT NULL AND (NEW.decision, NEW.decided_by, NEW.decided_at, NEW.from_at, NEW.until_at)
      IS DISTINCT FROM (OLD.decision, OLD.decided_by, OLD.decided_at, OLD.from_at, OLD.until_at))
    OR (OLD.kind = 'break-glass' AND (NEW.decision IS NOT NULL
      OR (NEW.from_at, NEW.until_at) IS DISTINCT FROM (OLD.from_at, OLD.until_at)))
    OR (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at, NEW.revoked_by) IS DISTINCT FROM (OLD.revoked_at, OLD.revoked_by))
    OR (OLD.reviewed_at IS NOT NULL AND (NEW.reviewed_at, NEW.reviewed_by, NEW.verdict)
      IS DISTINCT FROM (OLD.reviewed_at, OLD.reviewed_by, OLD.verdict)) THEN
    RAISE EXCEPTION 'a grant is decided, revoked and reviewed once' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_grants BEFORE UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION keep_grants();

CREATE TABLE access_reviews (
  -- Monday, UTC.
  week date PRIMARY KEY,
  user_id uuid NOT NULL,
  from_index bigint NOT NULL,
  to_index bigint NOT NULL,
  -- Root of the audit log with every leaf up to to_index.
  root bytea NOT NULL CHECK (length(root) = 32),
  signed_at timestamptz NOT NULL
);

-- One row for each thing to tell and way to tell it. Nothing in it is of a recording or of a patient.
CREATE TABLE notifications (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{0,31}$'),
  -- Path in the viewer.
  link text NOT NULL CHECK (link ~ '^/([A-Za-z0-9_.?=&-][A-Za-z0-9/_.?=&-]{0,200})?$'),
  channel text NOT NULL CHECK (channel IN ('webhook', 'email')),
  -- Of an email: whom, whose address is looked up when it is sent.
  user_id uuid,
  event_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  failures integer NOT NULL DEFAULT 0,
  failing text CHECK (failing ~ '^[a-z-]{1,32}$'),
  again_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((channel = 'email') = (user_id IS NOT NULL))
);
CREATE INDEX notifications_by_time ON notifications (again_at);

-- Users' rights change by these alone. by_whom is nobody only where the owner of the table runs a command. What is wrong
-- comes back as a word.
CREATE FUNCTION may_change_users(by_whom uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT CASE WHEN by_whom IS NULL
    THEN pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'reseal.users'::regclass), 'MEMBER')
    ELSE EXISTS (SELECT FROM reseal.users WHERE id = by_whom AND 'admin' = ANY (roles) AND disabled_at IS NULL) END;
$$;

CREATE FUNCTION add_user(new_id uuid, by_whom uuid, named text, given_roles text[], given_apps text[], given_email text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  IF NOT may_change_users(by_whom) THEN RETURN 'role_not_allowed'; END IF;
  IF EXISTS (SELECT FROM users WHERE name = named) OR EXISTS (SELECT FROM former_names WHERE name = named) THEN
    RETURN 'name_taken';
  END IF;
  IF EXISTS (SELECT FROM unnest(given_apps) AS wanted WHERE wanted NOT IN (SELECT id FROM apps)) THEN
    RETURN 'not_found';
  END IF;
  INSERT INTO users (id, name, roles, email) VALUES (new_id, named, given_roles, given_email);
  INSERT INTO memberships (user_id, app_id) SELECT new_id, wanted FROM unnest(given_apps) AS wanted;
  RETURN 'done';
END $$;

-- What is NULL stays as it is.
CREATE FUNCTION change_user(changed uuid, by_whom uuid, given_roles text[], given_apps text[], given_disabled boolean,
  given_email text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
DECLARE
  former users%ROWTYPE;
BEGIN
  -- Two who remove one another wait for each other here.
  PERFORM FROM users WHERE 'admin' = ANY (roles) ORDER BY id FOR UPDATE;
  IF NOT may_change_users(by_whom) THEN RETURN 'role_not_allowed'; END IF;
  SELECT * INTO former FROM users WHERE id = changed FOR UPDATE;
  IF NOT FOUND THEN RETURN 'not_found'; END IF;
  IF changed = by_whom AND (given_roles IS NOT NULL OR given_apps IS NOT NULL OR given_disabled IS NOT NULL) THEN
    RETURN 'own_roles';
  END IF;
  IF (given_roles IS NOT NULL OR given_apps IS NOT NULL) AND EXISTS (SELECT FROM identities WHERE user_id = changed) THEN
    RETURN 'provisioned';
  END IF;
  IF 'admin' = ANY (former.roles) AND former.disabled_at IS NULL
    AND (given_disabled OR NOT 'admin' = ANY (coalesce(given_roles, former.roles)))
    AND NOT EXISTS (SELECT FROM users WHERE id <> changed AND 'admin' = ANY (roles) AND disabled_at IS NULL) THEN
    RETURN 'last_admin';
  END IF;
  IF EXISTS (SELECT FROM unnest(given_apps) AS wanted WHERE wanted NOT IN (SELECT id FROM apps)) THEN
    RETURN 'not_found';
  END IF;
  UPDATE users SET roles = coalesce(given_roles, roles), email = coalesce(given_email, email),
    disabled_at = CASE WHEN given_disabled IS NULL THEN disabled_at WHEN given_disabled THEN coalesce(disabled_at, now())
      END
    WHERE id = changed;
  IF given_apps IS NOT NULL THEN
    DELETE FROM memberships WHERE user_id = changed AND app_id <> ALL (given_apps);
    INSERT INTO memberships (user_id, app_id) SELECT changed, wanted FROM unnest(given_apps) AS wanted
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN 'done';
END $$;
GRANT EXECUTE ON FUNCTION may_change_users, add_user, change_user TO reseal_viewer;

GRANT SELECT, INSERT ON grants TO reseal_viewer;
GRANT UPDATE (decision, decided_by, decided_at, from_at, until_at, revoked_by, revoked_at, reviewed_by, reviewed_at,
  verdict) ON grants TO reseal_viewer;
GRANT SELECT, INSERT ON access_reviews TO reseal_viewer;
GRANT INSERT ON notifications TO reseal_viewer, reseal_worker;
GRANT SELECT, DELETE, UPDATE (failures, failing, again_at) ON notifications TO reseal_worker;
GRANT SELECT (id, roles, disabled_at, email) ON users TO reseal_worker;
`

/** The names of those who approved, which are erased with the person; beside writers. */
export const approverIndex: readonly string[] = [
  'DROP INDEX CONCURRENTLY IF EXISTS audit_personal_by_approver',
  "CREATE INDEX CONCURRENTLY audit_personal_by_approver ON audit_personal (value, leaf_index) WHERE field = 'approver'",
]
