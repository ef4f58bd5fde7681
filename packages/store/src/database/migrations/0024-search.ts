// What the indexer has done of each stream (design.md §5.8), and what is searched by: summaries, in a schema of their own
// that ingest's role cannot even look into.

/** How far each stream is indexed, with what is waiting by app, and the summaries' schema. */
export const searchTables = `
CREATE TABLE stream_index (
  stream_id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  app_id text NOT NULL,
  -- Segments that there were when somebody last looked, and those that the sentinel has passed or quarantined.
  known_count integer NOT NULL,
  indexed_count integer NOT NULL DEFAULT 0 CHECK (indexed_count BETWEEN 0 AND known_count),
  -- 'failed': it does not open, and is not tried again; 'shredded': there is nothing to open any more.
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'failed', 'shredded')),
  failures smallint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  waiting_since timestamptz,
  -- The worker that has its key in memory, and until when nobody else takes the stream.
  holder uuid,
  held_until timestamptz
);
CREATE INDEX stream_index_due ON stream_index (app_id, due_at, stream_id)
  WHERE state = 'open' AND known_count > indexed_count;
CREATE INDEX stream_index_failed ON stream_index (app_id) WHERE state = 'failed';
CREATE INDEX stream_index_by_session ON stream_index (session_id);

CREATE SCHEMA summaries;

-- One row a stream and one a session: counts, and strings of the closed list that have passed all detectors.
CREATE TABLE summaries.streams (
  stream_id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  app_id text NOT NULL,
  summary jsonb NOT NULL
);
CREATE INDEX streams_by_session ON summaries.streams (session_id);

CREATE TABLE summaries.sessions (
  session_id uuid PRIMARY KEY,
  app_id text NOT NULL,
  started_at_ms bigint NOT NULL,
  -- Hashes of what can be searched for, the app's id in each: any filters are one question to one index.
  tokens bigint[] NOT NULL,
  summary jsonb NOT NULL
);
CREATE INDEX sessions_in_order ON summaries.sessions (app_id, started_at_ms, session_id);
CREATE INDEX sessions_by_token ON summaries.sessions USING gin (tokens);
ALTER TABLE summaries.sessions ALTER tokens SET STATISTICS 1000;

CREATE TABLE summaries.error_groups (
  app_id text NOT NULL,
  fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{32}$'),
  name text NOT NULL CHECK (length(name) <= 64),
  message text NOT NULL CHECK (length(message) <= 256),
  frames jsonb NOT NULL,
  first_seen_ms bigint NOT NULL,
  last_seen_ms bigint NOT NULL,
  first_release text CHECK (length(first_release) <= 64),
  last_release text CHECK (length(last_release) <= 64),
  session_count integer NOT NULL,
  event_count bigint NOT NULL,
  PRIMARY KEY (app_id, fingerprint)
);
CREATE INDEX error_groups_by_last ON summaries.error_groups (app_id, last_seen_ms, fingerprint);

CREATE TABLE summaries.error_days (
  app_id text NOT NULL,
  fingerprint text NOT NULL,
  day date NOT NULL,
  session_count integer NOT NULL,
  event_count bigint NOT NULL,
  PRIMARY KEY (app_id, fingerprint, day)
);

-- Of one person: the filters of a list under a name.
CREATE TABLE saved_searches (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  query text NOT NULL CHECK (length(query) <= 2000),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_searches_by_user ON saved_searches (user_id, created_at);

GRANT USAGE ON SCHEMA summaries TO reseal_viewer, reseal_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA summaries TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA summaries TO reseal_worker;
GRANT SELECT ON stream_index TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE, DELETE ON stream_index TO reseal_worker;
GRANT EXECUTE ON FUNCTION lock_stream TO reseal_worker;
GRANT SELECT (enc) ON stream_keys TO reseal_worker;
GRANT SELECT, INSERT, DELETE ON saved_searches TO reseal_viewer;
`
