// Sessions that nothing changes any more are packed by 4,096 in the order of time, and each token has one bit string a
// chunk: any filters together are an AND of a few hundred short rows, however many sessions there are.

/** Chunks, their bit strings, and which sessions wait to be packed. */
export const searchChunks = `
ALTER TABLE summaries.sessions
  ADD chunk integer,
  ADD place smallint,
  ADD changed_at timestamptz NOT NULL DEFAULT now();
DROP INDEX summaries.sessions_by_token;
DROP INDEX summaries.sessions_in_order;
CREATE INDEX sessions_loose ON summaries.sessions (app_id, started_at_ms, session_id) WHERE chunk IS NULL;
CREATE INDEX sessions_loose_by_token ON summaries.sessions USING gin (tokens) WHERE chunk IS NULL;
CREATE UNIQUE INDEX sessions_packed ON summaries.sessions (chunk, place) WHERE chunk IS NOT NULL;

CREATE TABLE summaries.chunks (
  chunk integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  app_id text NOT NULL,
  -- Starts of its first and last session.
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL,
  -- Sessions that are still in it: one that changes leaves it.
  alive bit(4096) NOT NULL
);
CREATE INDEX chunks_in_order ON summaries.chunks (app_id, to_ms, chunk);

CREATE TABLE summaries.postings (
  token bigint NOT NULL,
  chunk integer NOT NULL,
  sessions bit(4096) NOT NULL,
  PRIMARY KEY (token, chunk)
);

GRANT SELECT ON summaries.chunks, summaries.postings TO reseal_viewer;
GRANT SELECT, INSERT, UPDATE, DELETE ON summaries.chunks, summaries.postings TO reseal_worker;
`
