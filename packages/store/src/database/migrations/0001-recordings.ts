// Apps, sessions, streams and what ingest writes (design.md §5.6, §6). No foreign keys: nothing may cascade, and
// segments go with their partition.

/** Tables of recordings, without any content: that lies sealed in objects. */
export const recordingsTables = `
CREATE TABLE apps (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,64}$'),
  app_key text NOT NULL UNIQUE,
  name text NOT NULL,
  allowed_origins text[] NOT NULL,
  sealing_key_id text NOT NULL CHECK (sealing_key_id ~ '^[0-9a-f]{16}$'),
  command text,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  app_id text NOT NULL,
  started_at_ms bigint NOT NULL
);
CREATE INDEX sessions_by_start ON sessions (app_id, started_at_ms DESC, id DESC);

CREATE TABLE streams (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  app_id text NOT NULL,
  key_id text NOT NULL,
  header bytea NOT NULL,
  header_hash bytea NOT NULL CHECK (length(header_hash) = 32),
  enc_hash bytea NOT NULL UNIQUE CHECK (length(enc_hash) = 32),
  append_key_hash bytea NOT NULL CHECK (length(append_key_hash) = 32),
  last_link bytea NOT NULL CHECK (length(last_link) = 32),
  started_at_ms bigint NOT NULL,
  last_end_ms bigint NOT NULL,
  size_bytes bigint NOT NULL,
  next_index integer NOT NULL CHECK (next_index BETWEEN 1 AND 1048576),
  closed_count integer,
  final boolean NOT NULL,
  open boolean NOT NULL DEFAULT true,
  last_received_at timestamptz NOT NULL,
  tombstoned_at timestamptz
-- Every batch updates its streams' rows: with room on the page the new version takes the place of the last but one
-- (HOT), without it the table grows by a row of a kilobyte each time (measured: 883 against 46 KiB a 1,000 segments).
) WITH (fillfactor = 50);
CREATE INDEX streams_by_session ON streams (session_id);
CREATE INDEX streams_open ON streams (id) WHERE open;

CREATE TABLE segments (
  stream_id uuid NOT NULL,
  batch_seq bigint NOT NULL,
  start_ms bigint NOT NULL,
  end_ms bigint NOT NULL,
  index integer NOT NULL,
  byte_offset integer NOT NULL,
  byte_length integer NOT NULL,
  flags smallint NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  link bytea NOT NULL CHECK (length(link) = 32),
  PRIMARY KEY (stream_id, index)
);

CREATE TABLE batches (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  object_key text NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  size_bytes integer NOT NULL,
  segment_count integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  leaf_index bigint
);
CREATE INDEX batches_without_leaf ON batches (seq) WHERE leaf_index IS NULL;

CREATE TABLE stream_keys (
  stream_id uuid PRIMARY KEY,
  enc bytea NOT NULL CHECK (length(enc) = 65)
);

CREATE TABLE ingest_reports (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reported_at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  app_id text NOT NULL,
  stream_id uuid,
  segment_index integer
);

-- A replay's transaction holds the stream against quarantine and shred (FOR UPDATE) without the right to change it,
-- and without stopping ingest, whose updates touch no key column: hence KEY SHARE.
CREATE FUNCTION lock_stream(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  PERFORM 1 FROM reseal.streams WHERE id = wanted FOR KEY SHARE;
  RETURN FOUND;
END $$;

GRANT SELECT ON apps TO reseal_ingest, reseal_viewer, reseal_worker;
GRANT SELECT ON sessions, streams, segments, batches TO reseal_viewer, reseal_worker;

GRANT SELECT, INSERT ON sessions, segments TO reseal_ingest;
GRANT SELECT ON streams, batches TO reseal_ingest;
GRANT INSERT (id, session_id, app_id, key_id, header, header_hash, enc_hash, append_key_hash, last_link,
  started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at) ON streams TO reseal_ingest;
GRANT UPDATE (last_link, last_end_ms, size_bytes, next_index, final, open, last_received_at)
  ON streams TO reseal_ingest;
GRANT INSERT (id, object_key, sha256, size_bytes, segment_count) ON batches TO reseal_ingest;
GRANT INSERT ON stream_keys TO reseal_ingest;
GRANT INSERT (kind, app_id, stream_id, segment_index) ON ingest_reports TO reseal_ingest;

GRANT SELECT ON stream_keys TO reseal_viewer;
GRANT EXECUTE ON FUNCTION lock_stream TO reseal_viewer;

GRANT UPDATE (open, closed_count, tombstoned_at) ON streams TO reseal_worker;
GRANT UPDATE (leaf_index) ON batches TO reseal_worker;
GRANT SELECT (stream_id), DELETE ON stream_keys TO reseal_worker;
GRANT SELECT, DELETE ON ingest_reports TO reseal_worker;
`
