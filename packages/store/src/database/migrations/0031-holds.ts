// Legal holds by session, app or time (design.md §5.10, §6), and what privacy officers see of withdrawals.

/** Holds of more than one session, who ended them, and the lock that no way of forgetting gets past. */
export const holdScopes = `
ALTER TABLE holds
  ALTER session_id DROP NOT NULL,
  ADD app_id text,
  -- Of an app: only sessions with something in this time, milliseconds since 1970, the end exclusive.
  ADD from_ms bigint,
  ADD to_ms bigint,
  -- Leaf of the event that ended it, where the reason is.
  ADD lift_index bigint,
  ADD CONSTRAINT holds_scope CHECK (
    CASE WHEN session_id IS NULL THEN app_id IS NOT NULL ELSE from_ms IS NULL AND to_ms IS NULL END
    AND (from_ms IS NULL) = (to_ms IS NULL) AND coalesce(from_ms < to_ms, true));
CREATE INDEX holds_by_app ON holds (app_id) WHERE lifted_at IS NULL AND session_id IS NULL;
CREATE INDEX holds_by_time ON holds (placed_at DESC, id DESC);

-- One answer for everyone who asks.
CREATE FUNCTION is_held(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT EXISTS (SELECT FROM reseal.holds WHERE session_id = wanted AND lifted_at IS NULL)
    OR EXISTS (
      SELECT FROM reseal.sessions JOIN reseal.holds ON holds.app_id = sessions.app_id
      WHERE sessions.id = wanted AND holds.session_id IS NULL AND holds.lifted_at IS NULL
        AND (holds.from_ms IS NULL
          OR (sessions.started_at_ms >= holds.from_ms AND sessions.started_at_ms < holds.to_ms)
          OR EXISTS (SELECT FROM reseal.streams WHERE streams.session_id = wanted
            AND streams.started_at_ms < holds.to_ms AND streams.last_end_ms >= holds.from_ms)))
$$;

-- Whatever wants to forget asks before; this refuses what did not. A stream that was derived in vain took nobody's place:
-- what it was made of is still there.
CREATE FUNCTION refuse_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  IF reseal.is_held((SELECT session_id FROM reseal.streams WHERE id = OLD.stream_id)) AND NOT EXISTS (
    SELECT FROM reseal.derivations JOIN reseal.streams ON streams.id = derivations.source_id
    WHERE derivations.derived_id = OLD.stream_id AND streams.tombstoned_at IS NULL
  ) THEN
    RAISE EXCEPTION 'the session is under a legal hold' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER refuse_held BEFORE DELETE ON stream_keys FOR EACH ROW EXECUTE FUNCTION refuse_held();
ALTER TABLE stream_keys ENABLE ALWAYS TRIGGER refuse_held;

GRANT EXECUTE ON FUNCTION is_held TO reseal_viewer, reseal_worker;
GRANT INSERT (id, session_id, app_id, from_ms, to_ms, audit_index), UPDATE (lifted_at, lift_index) ON holds
  TO reseal_viewer;
-- Without the token, which is the proof.
GRANT SELECT (id, app_id, session_id, requested_at, due_at, shredded_count, unproven) ON withdrawals TO reseal_viewer;
`
