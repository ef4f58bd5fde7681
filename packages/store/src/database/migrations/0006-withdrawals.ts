// Withdrawals of consent (design.md §6): ingest leaves the request and cannot read it back; the worker judges it.

/** Requests that wait for their streams, and why a stream was shredded. */
export const withdrawalTables = `
CREATE TABLE withdrawals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  app_id text NOT NULL,
  session_id uuid NOT NULL,
  -- The token itself: its hash stands in every stream header and would prove nothing.
  token bytea NOT NULL CHECK (length(token) = 32),
  requested_at timestamptz NOT NULL DEFAULT now(),
  -- When the worker is to look at it (again); null until a stream of the session arrives.
  due_at timestamptz DEFAULT now(),
  shredded_count integer NOT NULL DEFAULT 0,
  -- The session has streams, and none of them has this token's hash.
  unproven boolean NOT NULL DEFAULT false
);
CREATE INDEX withdrawals_due ON withdrawals (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX withdrawals_by_session ON withdrawals (session_id);

ALTER TABLE streams ADD tombstone_reason text CHECK (tombstone_reason IN ('withdrawal'));

-- A stream that arrives after its session was withdrawn is looked at in the same moment in which it appears. The update
-- has no further condition on purpose: it has to wait for a worker that is settling the same row.
CREATE FUNCTION wake_withdrawals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  UPDATE withdrawals SET due_at = now() WHERE session_id IN (SELECT session_id FROM registered);
  RETURN NULL;
END $$;
CREATE TRIGGER wake_withdrawals AFTER INSERT ON streams
  REFERENCING NEW TABLE AS registered FOR EACH STATEMENT EXECUTE FUNCTION wake_withdrawals();

GRANT INSERT (app_id, session_id, token) ON withdrawals TO reseal_ingest;
GRANT SELECT, DELETE, UPDATE (due_at, shredded_count, unproven) ON withdrawals TO reseal_worker;
GRANT UPDATE (tombstone_reason) ON streams TO reseal_worker;
`
