// Shreds of more than one session (design.md §6): orders that name a scope, and what is found by the pseudonym of a subject.

/** Beside writers; few streams say whose they are. */
export const streamsBySubject: readonly string[] = [
  'DROP INDEX CONCURRENTLY IF EXISTS summaries.streams_by_subject',
  `CREATE INDEX CONCURRENTLY streams_by_subject ON summaries.streams
    USING gin ((summary #> '{labels,subjects}') jsonb_path_ops) WHERE summary #> '{labels,subjects}' IS NOT NULL`,
]

/** Orders by scope, holds by subject, and what makes the server forget the rows of keys soon. */
export const scopeOrders = `
CREATE TABLE scope_orders (
  id uuid PRIMARY KEY,
  app_id text NOT NULL,
  -- SHA-256 of the pseudonym, as summaries have it; null: whoever it was.
  subject bytea CHECK (length(subject) = 32),
  -- Sessions with something in this time, that began before its end. The end is never after the proposal.
  from_ms bigint NOT NULL DEFAULT 0,
  to_ms bigint NOT NULL,
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'done', 'refused')),
  -- Null where it was proposed from a command line.
  proposed_by uuid,
  proposed_index bigint NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT now(),
  decided_by uuid,
  decided_index bigint,
  decided_at timestamptz,
  ended_at timestamptz,
  -- Up to where the worker has looked, in the order of the sessions' starts.
  after_ms bigint NOT NULL DEFAULT -1,
  after_session uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  -- Sessions, and streams of those that were forgotten.
  looked_count bigint NOT NULL DEFAULT 0,
  forgotten_count bigint NOT NULL DEFAULT 0,
  held_count bigint NOT NULL DEFAULT 0,
  stream_count bigint NOT NULL DEFAULT 0,
  try_after timestamptz NOT NULL DEFAULT now(),
  CHECK (from_ms < to_ms),
  -- Nobody carries it through alone.
  CHECK (state NOT IN ('confirmed', 'done') OR (decided_by IS NOT NULL AND decided_by IS DISTINCT FROM proposed_by))
);
CREATE INDEX scope_orders_due ON scope_orders (try_after) WHERE state = 'confirmed';
CREATE INDEX scope_orders_by_time ON scope_orders (proposed_at DESC, id DESC);

ALTER TABLE holds ADD subject bytea CHECK (length(subject) = 32);
ALTER TABLE holds DROP CONSTRAINT holds_scope;
ALTER TABLE holds ADD CONSTRAINT holds_scope CHECK (
  CASE WHEN session_id IS NULL THEN app_id IS NOT NULL
    ELSE from_ms IS NULL AND to_ms IS NULL AND subject IS NULL END
  AND (from_ms IS NULL) = (to_ms IS NULL) AND coalesce(from_ms < to_ms, true)
  AND (subject IS NULL OR from_ms IS NULL));

CREATE OR REPLACE FUNCTION is_held(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT EXISTS (SELECT FROM reseal.holds WHERE session_id = wanted AND lifted_at IS NULL)
    OR EXISTS (
      SELECT FROM reseal.sessions JOIN reseal.holds ON holds.app_id = sessions.app_id
      WHERE sessions.id = wanted AND holds.session_id IS NULL AND holds.lifted_at IS NULL
        AND CASE WHEN holds.subject IS NOT NULL THEN EXISTS (
            SELECT FROM summaries.streams WHERE streams.session_id = wanted
              AND streams.summary #> '{labels,subjects}' @> to_jsonb(encode(holds.subject, 'hex')))
          ELSE holds.from_ms IS NULL
            OR (sessions.started_at_ms >= holds.from_ms AND sessions.started_at_ms < holds.to_ms)
            OR EXISTS (SELECT FROM reseal.streams WHERE streams.session_id = wanted
              AND streams.started_at_ms < holds.to_ms AND streams.last_end_ms >= holds.from_ms) END)
$$;

-- A dead row is taken out of the table within a minute (autovacuum_naptime), however large the table is.
ALTER TABLE stream_keys SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

GRANT SELECT ON scope_orders TO reseal_viewer, reseal_worker;
GRANT INSERT (id, app_id, subject, from_ms, to_ms, proposed_by, proposed_index),
  UPDATE (state, decided_by, decided_index, decided_at, ended_at) ON scope_orders TO reseal_viewer;
GRANT UPDATE (state, ended_at, after_ms, after_session, looked_count, forgotten_count, held_count, stream_count, try_after)
  ON scope_orders TO reseal_worker;
GRANT INSERT (subject) ON holds TO reseal_viewer;
`
