// A database that is older than its logs (design.md §6, §7): as long as what the anchored logs say since is not in it, no
// service appends to a log or stores a batch, and so nothing is opened.

/** Logs that are being put back, and the refusals that hold until they are. */
export const restoreTables = `
-- A row a log that lacks leaves, or whose restored leaves were not replayed yet; gone once they are.
CREATE TABLE restores (
  log text PRIMARY KEY CHECK (log IN ('audit', 'recordings')),
  -- What this and every later leaf says is to be replayed.
  from_index bigint NOT NULL CHECK (from_index >= 0),
  noticed_at timestamptz NOT NULL DEFAULT now()
);

-- Whether it is the owner who is logged in, who restores; not whose function it is that asks.
CREATE FUNCTION is_restorer() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'reseal.restores'::regclass
$$;

CREATE FUNCTION is_restoring() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM reseal.restores)
$$;

CREATE FUNCTION refuse_restoring() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF reseal.is_restoring() AND NOT reseal.is_restorer() THEN
    RAISE EXCEPTION 'the database is older than its logs' USING ERRCODE = 'RSRST';
  END IF;
END $$;

-- Asked with the head's row in hand: whoever waited for a restore sees it.
CREATE OR REPLACE FUNCTION refuse_shrinking_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.size <= OLD.size OR NEW.time_ms < OLD.time_ms THEN
    RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM reseal.refuse_restoring();
  RETURN NEW;
END $$;

CREATE FUNCTION refuse_restoring_batch() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM reseal.refuse_restoring();
  RETURN NULL;
END $$;
CREATE TRIGGER not_while_restoring BEFORE INSERT ON batches
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_restoring_batch();
ALTER TABLE batches ENABLE ALWAYS TRIGGER not_while_restoring;

-- A service that found the anchor ahead says so to those that cannot read it. Only the owner takes it back.
CREATE FUNCTION note_log_behind(behind text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO reseal.restores (log, from_index)
    SELECT behind, CASE behind WHEN 'audit' THEN (SELECT size FROM reseal.audit_head)
      ELSE (SELECT size FROM reseal.recordings_head) END
  ON CONFLICT DO NOTHING
$$;

-- For those who see the logs not at all, and are told by the anchor how long they are.
CREATE FUNCTION is_log_shorter(of_log text, than bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT than > CASE of_log WHEN 'audit' THEN (SELECT size FROM reseal.audit_head)
    ELSE (SELECT size FROM reseal.recordings_head) END
$$;

-- A tombstone that the anchored log holds was lawful when it was written, whatever was held since.
DROP TRIGGER refuse_held ON stream_keys;
CREATE TRIGGER refuse_held BEFORE DELETE ON stream_keys FOR EACH ROW
  WHEN (NOT (reseal.is_restoring() AND reseal.is_restorer())) EXECUTE FUNCTION refuse_held();
ALTER TABLE stream_keys ENABLE ALWAYS TRIGGER refuse_held;

GRANT EXECUTE ON FUNCTION is_restorer, is_restoring, refuse_restoring, is_log_shorter TO reseal_ingest, reseal_viewer, reseal_worker;
GRANT EXECUTE ON FUNCTION note_log_behind TO reseal_viewer, reseal_worker;
`
