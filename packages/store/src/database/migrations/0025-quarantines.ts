// What the sentinel found, and the sessions that nobody but a privacy officer may watch for it (design.md §5.8).

/** Quarantines, findings without text, and the findings that an officer said need not alarm again. */
export const quarantineTables = `
CREATE TABLE quarantines (
  session_id uuid PRIMARY KEY,
  app_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('quarantined', 'released', 'redacted', 'shredded')),
  cause text NOT NULL CHECK (cause IN ('finding', 'unknown-rule-set', 'unknown-manifest')),
  began_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz
);
CREATE INDEX quarantines_by_begin ON quarantines (began_at DESC, session_id DESC);

-- Where in the page, which detector, and when: never what was found.
CREATE TABLE findings (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id uuid NOT NULL,
  stream_id uuid NOT NULL,
  app_id text NOT NULL,
  segment_index integer NOT NULL,
  event_index integer NOT NULL,
  time_ms bigint NOT NULL,
  detector text NOT NULL CHECK (detector ~ '^[a-z-]{1,32}$'),
  confidence text NOT NULL CHECK (confidence IN ('high', 'low')),
  place text NOT NULL CHECK (place ~ '^[a-z-]{1,32}$'),
  path text NOT NULL CHECK (octet_length(path) <= 1024),
  proposal jsonb NOT NULL CHECK (octet_length(proposal::text) <= 4096),
  -- The rule set that the stream was recorded under, as its header has it.
  rules_hash bytea NOT NULL CHECK (length(rules_hash) = 32),
  release text CHECK (length(release) <= 128),
  -- An officer had said that this one need not alarm.
  accepted boolean NOT NULL,
  found_at timestamptz NOT NULL DEFAULT now()
);
-- The same segment may be scanned again, by another worker or by changed detectors: what is known then is no news.
CREATE UNIQUE INDEX findings_by_place ON findings
  (stream_id, segment_index, event_index, detector, place, path);
CREATE INDEX findings_by_session ON findings (session_id, seq);
CREATE INDEX findings_by_day ON findings (found_at);

CREATE TABLE accepted_findings (
  app_id text NOT NULL,
  detector text NOT NULL,
  place text NOT NULL,
  path text NOT NULL CHECK (octet_length(path) <= 1024),
  rules_hash bytea NOT NULL CHECK (length(rules_hash) = 32),
  accepted_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX accepted_findings_by_place ON accepted_findings
  (app_id, rules_hash, detector, place, path);

-- With which detectors a stream was scanned, and how far: after a change the rest is scanned again.
CREATE TABLE stream_scans (
  stream_id uuid PRIMARY KEY,
  detectors_hash bytea NOT NULL CHECK (length(detectors_hash) = 32),
  scanned_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stream_scans_by_detectors ON stream_scans (detectors_hash, stream_id);

-- A decision about a session holds it against every read that is not committed yet, and without the right to change it.
CREATE FUNCTION lock_session(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  PERFORM 1 FROM reseal.sessions WHERE id = wanted FOR UPDATE;
  RETURN FOUND;
END $$;

-- A read holds the session first, then the stream, in the order of whoever decides about either.
CREATE OR REPLACE FUNCTION lock_stream(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  PERFORM 1 FROM reseal.sessions WHERE id = (SELECT session_id FROM reseal.streams WHERE id = wanted) FOR KEY SHARE;
  PERFORM 1 FROM reseal.streams WHERE id = wanted FOR KEY SHARE;
  RETURN FOUND;
END $$;

GRANT SELECT ON quarantines, findings, accepted_findings TO reseal_viewer, reseal_worker;
GRANT UPDATE (state, decided_at) ON quarantines TO reseal_viewer;
GRANT INSERT (app_id, detector, place, path, rules_hash) ON accepted_findings TO reseal_viewer;
GRANT INSERT, UPDATE (state, cause, began_at, decided_at), DELETE ON quarantines TO reseal_worker;
GRANT INSERT, DELETE ON findings TO reseal_worker;
GRANT SELECT, INSERT, UPDATE (detectors_hash, scanned_at), DELETE ON stream_scans TO reseal_worker;
GRANT EXECUTE ON FUNCTION lock_session TO reseal_viewer, reseal_worker;
`
