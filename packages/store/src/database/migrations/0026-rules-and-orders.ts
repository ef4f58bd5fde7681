// The registry of rule sets (design.md §9), and the orders of privacy officers: redactions and shreds of sessions (§5.8, §6).

/** Decisions about looser sets, manifests of releases, holds, orders, and which stream was made of which. */
export const rulesAndOrders = `
ALTER TABLE rule_sets
  -- Shows something that the set in force did not, by the diff that was made when it was published.
  ADD looser boolean NOT NULL DEFAULT false,
  -- Hash of the set that was in force then; null where there was none.
  ADD compared_to bytea CHECK (length(compared_to) = 32);

-- What a privacy officer said of a looser set. One word a publication, for good.
CREATE TABLE rule_set_decisions (
  seq bigint PRIMARY KEY,
  approved boolean NOT NULL,
  audit_index bigint NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_set_decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE rule_set_decisions ENABLE ALWAYS TRIGGER insert_only;

-- Whether an app's streams may be recorded under sets and manifests that nobody published. Without a row: until the first
-- is published.
CREATE TABLE rule_acceptances (
  app_id text PRIMARY KEY,
  accepts text NOT NULL CHECK (accepts IN ('registered', 'any')),
  audit_index bigint NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT now()
);

-- The static texts of a release, as reviewed.
CREATE TABLE release_manifests (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  app_id text NOT NULL,
  release text NOT NULL CHECK (length(release) BETWEEN 1 AND 128),
  body bytea NOT NULL CHECK (length(body) BETWEEN 2 AND 16777216),
  -- Of the texts, as stream headers name them.
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  text_count integer NOT NULL,
  audit_index bigint NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX release_manifests_by_app ON release_manifests (app_id, seq DESC);
CREATE INDEX release_manifests_by_hash ON release_manifests (app_id, sha256);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release_manifests
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE release_manifests ENABLE ALWAYS TRIGGER insert_only;

-- Legal holds: nothing of a held session is redacted or shredded.
CREATE TABLE holds (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  audit_index bigint NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  lifted_at timestamptz
);
CREATE INDEX holds_by_session ON holds (session_id) WHERE lifted_at IS NULL;

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('redact', 'shred')),
  app_id text NOT NULL,
  session_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'done', 'refused', 'failed')),
  -- Of a redaction: what is masked and blocked beyond the rules of today, as JSON.
  rules bytea CHECK (length(rules) BETWEEN 2 AND 65536),
  proposed_by uuid NOT NULL,
  proposed_index bigint NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT now(),
  decided_by uuid,
  decided_index bigint,
  decided_at timestamptz,
  ended_at timestamptz,
  -- A code, once it failed.
  failure text CHECK (failure ~ '^[a-z_]{1,40}$'),
  attempts integer NOT NULL DEFAULT 0,
  try_after timestamptz NOT NULL DEFAULT now()
);
-- One at a time.
CREATE UNIQUE INDEX orders_open ON orders (session_id) WHERE state IN ('proposed', 'confirmed');
CREATE INDEX orders_due ON orders (try_after) WHERE state = 'confirmed';
CREATE INDEX orders_by_session ON orders (session_id, proposed_at);

-- Which stream took the place of which, and under which event it was opened for it.
CREATE TABLE derivations (
  source_id uuid NOT NULL,
  derived_id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  event_index bigint NOT NULL,
  -- What it was redacted by: the canonical text whose hash is in its header.
  rules bytea NOT NULL,
  derived_at timestamptz NOT NULL DEFAULT now()
);
-- One that counts at a time: the others are forgotten, because their source grew or their order failed.
CREATE INDEX derivations_by_source ON derivations (source_id, order_id);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON derivations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE derivations ENABLE ALWAYS TRIGGER insert_only;

ALTER TABLE streams DROP CONSTRAINT streams_tombstone_reason_check;
ALTER TABLE streams ADD CONSTRAINT streams_tombstone_reason_check
  CHECK (tombstone_reason IN ('withdrawal', 'redaction', 'officer')) NOT VALID;

-- The worker adds a key only with a stream that it derived, and only the one that the stream's header names.
CREATE FUNCTION add_derived_key(stream uuid, key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  INSERT INTO reseal.stream_keys (stream_id, enc)
    SELECT streams.id, key FROM reseal.streams JOIN reseal.derivations ON derivations.derived_id = streams.id
    WHERE streams.id = stream AND streams.enc_hash = pg_catalog.sha256(key);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no derived stream has this key' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

GRANT SELECT ON rule_sets TO reseal_worker;
GRANT SELECT ON rule_set_decisions, rule_acceptances, release_manifests, holds, orders, derivations
  TO reseal_viewer, reseal_worker;
GRANT INSERT ON rule_set_decisions TO reseal_viewer;
GRANT INSERT, UPDATE (state, decided_by, decided_index, decided_at, ended_at) ON orders TO reseal_viewer;
GRANT UPDATE (state, ended_at, failure, attempts, try_after) ON orders TO reseal_worker;
GRANT INSERT ON derivations TO reseal_worker;
-- A derived stream comes from the worker, which opened its source: ingest knows none.
GRANT INSERT (id, session_id, app_id, key_id, header, enc_hash, append_key_hash, last_link, started_at_ms, last_end_ms,
  size_bytes, next_index, final, last_received_at) ON streams TO reseal_worker;
GRANT EXECUTE ON FUNCTION add_derived_key TO reseal_worker;
GRANT INSERT (id, object_key, sha256, size_bytes, segment_count) ON batches TO reseal_worker;
GRANT INSERT (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags, sha256, link)
  ON segments TO reseal_worker;
`
