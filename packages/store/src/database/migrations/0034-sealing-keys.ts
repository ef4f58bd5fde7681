// Sealing keys by app (design.md §6): which one its pages are given, which others ingest takes while pages deploy, and
// which are retired; and the retirements that one person asks for and another approves.

/** Rows that follow what apps are given, and the functions that alone retire a key. */
export const sealingKeys = `
CREATE TABLE sealing_keys (
  app_id text NOT NULL,
  key_id text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
  -- 'current': given to pages. 'accepted': was, and pages that still have it may record. 'retired': for good.
  state text NOT NULL CHECK (state IN ('current', 'accepted', 'retired')),
  since timestamptz NOT NULL DEFAULT now(),
  replaced_at timestamptz,
  -- From then on ingest takes no new stream under it: approved to be retired.
  closed_at timestamptz,
  retired_at timestamptz,
  -- Leaf of the event by which it came to its state; null where that was before there were rows, or no rotation.
  audit_index bigint,
  PRIMARY KEY (app_id, key_id),
  CHECK (state <> 'current' OR closed_at IS NULL),
  CHECK ((state = 'retired') = (retired_at IS NOT NULL) AND (retired_at IS NULL OR closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX sealing_keys_current ON sealing_keys (app_id) WHERE state = 'current';
CREATE INDEX sealing_keys_by_key ON sealing_keys (key_id);

INSERT INTO sealing_keys (app_id, key_id, state, since)
  SELECT id, sealing_key_id, 'current', created_at FROM apps;
-- Pages had them before: they go on.
INSERT INTO sealing_keys (app_id, key_id, state)
  SELECT DISTINCT app_id, key_id, 'accepted' FROM streams
  WHERE tombstoned_at IS NULL AND key_id ~ '^[0-9a-f]{16}$'
  ON CONFLICT DO NOTHING;

-- Whoever gives an app another key makes the one before an accepted one: there is no other way to forget that.
CREATE FUNCTION follow_sealing_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.sealing_key_id = NEW.sealing_key_id THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM sealing_keys WHERE key_id = NEW.sealing_key_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the sealing key is retired' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE sealing_keys SET state = 'accepted', replaced_at = now(), audit_index = NULL
    WHERE app_id = NEW.id AND state = 'current';
  INSERT INTO sealing_keys (app_id, key_id, state) VALUES (NEW.id, NEW.sealing_key_id, 'current')
    ON CONFLICT (app_id, key_id) DO UPDATE SET state = 'current', since = now(), replaced_at = NULL, audit_index = NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_sealing_key AFTER INSERT OR UPDATE OF sealing_key_id ON apps
  FOR EACH ROW EXECUTE FUNCTION follow_sealing_key();

CREATE TABLE key_retirements (
  id uuid PRIMARY KEY,
  key_id text NOT NULL,
  -- Streams that live under it are shredded first, but those under a legal hold.
  with_shred boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'approved', 'done', 'refused')),
  -- Null: from the command line, by whom the event says.
  asked_by uuid,
  asked_index bigint NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  decided_by uuid CHECK (decided_by <> asked_by OR state = 'refused'),
  decided_index bigint,
  decided_at timestamptz,
  ended_at timestamptz,
  CHECK ((state = 'asked') = (decided_by IS NULL))
);
-- One at a time, and none after the one that was carried out.
CREATE UNIQUE INDEX key_retirements_one ON key_retirements (key_id) WHERE state <> 'refused';

CREATE FUNCTION key_lives(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT EXISTS (SELECT FROM reseal.streams WHERE key_id = wanted AND tombstoned_at IS NULL)
$$;

-- What stands in the way of retiring a key; null: nothing.
CREATE FUNCTION key_retirement_hindrance(wanted text, shreds boolean) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT CASE
    WHEN NOT EXISTS (SELECT FROM reseal.sealing_keys WHERE key_id = wanted) THEN 'not_found'
    WHEN EXISTS (SELECT FROM reseal.sealing_keys WHERE key_id = wanted AND state = 'retired') THEN 'conflict'
    WHEN EXISTS (SELECT FROM reseal.sealing_keys WHERE key_id = wanted AND state = 'current') THEN 'key_in_use'
    WHEN NOT shreds AND reseal.key_lives(wanted) THEN 'key_needed'
  END
$$;

-- An admin asks, or whoever owns the table from a command line (by_whom is null). The event that says so is appended by
-- the same transaction, first: its leaf is the one that the log's size names.
CREATE FUNCTION ask_key_retirement(new_id uuid, by_whom uuid, wanted text, shreds boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
DECLARE
  hindrance text;
  leaf bigint;
BEGIN
  IF NOT may_change_users(by_whom) THEN RETURN 'role_not_allowed'; END IF;
  hindrance := key_retirement_hindrance(wanted, shreds);
  IF hindrance IS NOT NULL THEN RETURN hindrance; END IF;
  SELECT size INTO leaf FROM audit_head FOR UPDATE;
  INSERT INTO key_retirements (id, key_id, with_shred, state, asked_by, asked_index)
    VALUES (new_id, wanted, shreds, 'asked', by_whom, leaf) ON CONFLICT DO NOTHING;
  RETURN CASE WHEN FOUND THEN 'asked' ELSE 'conflict' END;
END $$;

-- A privacy officer decides; whoever asked may only take it back. 'approved': the worker shreds what lives under the key
-- first. 'done': it is retired from now on.
CREATE FUNCTION decide_key_retirement(wanted uuid, by_whom uuid, approves boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  asked key_retirements%ROWTYPE;
  hindrance text;
  leaf bigint;
  is_officer boolean;
BEGIN
  SELECT * INTO asked FROM key_retirements WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'not_found'; END IF;
  is_officer := EXISTS (SELECT FROM users WHERE id = by_whom AND 'privacy-officer' = ANY (roles) AND disabled_at IS NULL);
  IF NOT is_officer AND (approves OR asked.asked_by IS DISTINCT FROM by_whom) THEN RETURN 'role_not_allowed'; END IF;
  IF asked.state <> 'asked' THEN RETURN 'conflict'; END IF;
  IF approves AND asked.asked_by = by_whom THEN RETURN 'same_person'; END IF;
  IF approves THEN
    -- Nothing registers a stream meanwhile: whoever comes after this transaction sees that the key is closed.
    LOCK TABLE streams IN SHARE MODE;
    hindrance := key_retirement_hindrance(asked.key_id, asked.with_shred);
    IF hindrance IS NOT NULL THEN RETURN hindrance; END IF;
  END IF;
  SELECT size INTO leaf FROM audit_head FOR UPDATE;
  UPDATE key_retirements SET state = CASE WHEN approves THEN 'approved' ELSE 'refused' END,
    decided_by = by_whom, decided_index = leaf, decided_at = now(),
    ended_at = CASE WHEN approves THEN NULL ELSE now() END WHERE id = wanted;
  IF NOT approves THEN RETURN 'refused'; END IF;
  UPDATE sealing_keys SET closed_at = now() WHERE key_id = asked.key_id;
  IF key_lives(asked.key_id) THEN RETURN 'approved'; END IF;
  PERFORM end_key_retirement(wanted, leaf + 1);
  RETURN 'done';
END $$;

-- Retires the key of an approved retirement, once nothing lives under it. The event that says so is the transaction's first,
-- unless its leaf is given.
CREATE FUNCTION end_key_retirement(wanted uuid, leaf bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
DECLARE
  approved key_retirements%ROWTYPE;
BEGIN
  SELECT * INTO approved FROM key_retirements WHERE id = wanted AND state = 'approved' FOR UPDATE;
  IF NOT FOUND OR key_lives(approved.key_id) THEN RETURN false; END IF;
  IF leaf IS NULL THEN SELECT size INTO leaf FROM audit_head FOR UPDATE; END IF;
  UPDATE key_retirements SET state = 'done', ended_at = now() WHERE id = wanted;
  UPDATE sealing_keys SET state = 'retired', retired_at = now(), audit_index = leaf WHERE key_id = approved.key_id;
  RETURN true;
END $$;

-- What is new may only come under a key that the app has. A page that began before the key was closed goes on.
GRANT SELECT (app_id, key_id, state, closed_at) ON sealing_keys TO reseal_ingest;
GRANT SELECT ON sealing_keys, key_retirements TO reseal_viewer, reseal_worker;
GRANT EXECUTE ON FUNCTION ask_key_retirement, decide_key_retirement TO reseal_viewer;
GRANT EXECUTE ON FUNCTION end_key_retirement TO reseal_worker;
`

/** By which it is found, and counted, what lives under a key. Beside writers. */
export const livingByKey: readonly string[] = [
  'DROP INDEX CONCURRENTLY IF EXISTS reseal.streams_living_by_key',
  'CREATE INDEX CONCURRENTLY streams_living_by_key ON reseal.streams (key_id, app_id) WHERE tombstoned_at IS NULL',
]
