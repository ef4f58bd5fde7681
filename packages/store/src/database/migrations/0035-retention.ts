// How long sessions are kept, what came of each run, and what is left alive in each batch (design.md §5.10, §6).

/** When a stream was first heard of, by the server's clock: a page's own clock may say anything. */
export const streamAges = `
ALTER TABLE streams
  ADD registered_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
  -- Forgotten, and taken from what is alive in its batches.
  ADD accounted boolean NOT NULL DEFAULT false;
ALTER TABLE batches
  -- Segments of forgotten streams, and their bytes.
  ADD dead_count integer NOT NULL DEFAULT 0,
  ADD dead_bytes bigint NOT NULL DEFAULT 0,
  -- Leaf of the recordings log that says that it goes, and when the object was deleted.
  ADD removal_index bigint,
  ADD removed_at timestamptz,
  ADD deleted_at timestamptz;
`

/** Each on its own, beside writers; repeats begin by removing what a broken run left. */
export const retentionIndexes: readonly string[] = [
  // Of those that are there no time is kept but the last; that is what rules count from, so nothing goes too early or late.
  `UPDATE streams SET registered_on = (last_received_at AT TIME ZONE 'UTC')::date WHERE NOT open`,
  'DROP INDEX CONCURRENTLY IF EXISTS streams_by_age',
  'CREATE INDEX CONCURRENTLY streams_by_age ON streams (app_id, registered_on, id) WHERE tombstoned_at IS NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS streams_to_account',
  'CREATE INDEX CONCURRENTLY streams_to_account ON streams (id) WHERE tombstoned_at IS NOT NULL AND NOT accounted',
]

/** Rules with their history, and runs. */
export const retentionTables = `
CREATE TABLE retention_rules (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- UTF-8 of the canonical text.
  body bytea NOT NULL CHECK (octet_length(body) <= 131072),
  sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
  -- Keeps something for less time than the rules in force did: another officer has to approve it.
  shortens boolean NOT NULL,
  -- Null where they were set from a command line.
  set_by uuid,
  audit_index bigint NOT NULL,
  set_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE retention_decisions (
  seq bigint PRIMARY KEY,
  approved boolean NOT NULL,
  audit_index bigint NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_rules
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE retention_rules ENABLE ALWAYS TRIGGER insert_only;
ALTER TABLE retention_decisions ENABLE ALWAYS TRIGGER insert_only;

CREATE TABLE retention_runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- By the clock, or because somebody asked.
  cause text NOT NULL CHECK (cause IN ('schedule', 'asked')),
  asked_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  -- Leaf of the event that it began with; tombstones name it.
  start_index bigint,
  rules_seq bigint,
  -- Up to where streams were looked at, in the order of streams_by_age.
  after_app text NOT NULL DEFAULT '',
  after_day date NOT NULL DEFAULT '-infinity',
  after_stream uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  -- Sessions.
  looked_count bigint NOT NULL DEFAULT 0,
  forgotten_count bigint NOT NULL DEFAULT 0,
  held_count bigint NOT NULL DEFAULT 0,
  busy_count bigint NOT NULL DEFAULT 0,
  stream_count bigint NOT NULL DEFAULT 0,
  ended_at timestamptz
);
CREATE UNIQUE INDEX retention_runs_open ON retention_runs ((true)) WHERE ended_at IS NULL;

CREATE INDEX batches_dead ON batches (seq)
  WHERE dead_count >= segment_count AND removal_index IS NULL;
CREATE INDEX batches_to_delete ON batches (seq) WHERE removal_index IS NOT NULL AND deleted_at IS NULL;

GRANT SELECT ON retention_rules, retention_decisions, retention_runs TO reseal_viewer, reseal_worker;
GRANT INSERT (body, shortens, set_by, audit_index) ON retention_rules TO reseal_viewer;
GRANT INSERT (seq, approved, audit_index) ON retention_decisions TO reseal_viewer;
GRANT INSERT (cause) ON retention_runs TO reseal_viewer, reseal_worker;
GRANT UPDATE (started_at, start_index, rules_seq, after_app, after_day, after_stream,
  looked_count, forgotten_count, held_count, busy_count, stream_count, ended_at) ON retention_runs TO reseal_worker;
GRANT UPDATE (accounted) ON streams TO reseal_worker;
GRANT INSERT (registered_on) ON streams TO reseal_worker;
GRANT UPDATE (dead_count, dead_bytes, removal_index, removed_at, deleted_at) ON batches TO reseal_worker;
`

/** A stream may have been forgotten by retention. Old rows are not read: what they say was allowed before. */
export const tombstoneReasons = `
ALTER TABLE streams
  DROP CONSTRAINT streams_tombstone_reason_check,
  ADD CONSTRAINT streams_tombstone_reason_check
    CHECK (tombstone_reason IN ('withdrawal', 'redaction', 'officer', 'retention')) NOT VALID;
`
