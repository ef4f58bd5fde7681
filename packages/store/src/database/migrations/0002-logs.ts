// The two logs (design.md §7): INSERT-only by grant and by trigger, leaf hash computed by the database itself.

/** Leaves, heads and the clear values behind commitments. */
export const logTables = `
-- Text of one member of a leaf. Immutable in truth: leaves are UTF-8 whatever the session's settings, though
-- convert_from is declared stable. json and not jsonb, plpgsql and not sql: a third of the time an append (measured).
CREATE FUNCTION leaf_text(leaf bytea, path text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN pg_catalog.convert_from(leaf, 'UTF8')::pg_catalog.json OPERATOR(pg_catalog.#>>) path;
END $$;

CREATE TABLE audit_leaves (
  index bigint PRIMARY KEY CHECK (index >= 0),
  leaf bytea NOT NULL,
  -- RFC 6962 §2.1: a leaf's hash is SHA-256(0x00 ‖ leaf). Derived columns cannot disagree with the leaf.
  leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\\x00'::bytea || leaf)) STORED,
  action text GENERATED ALWAYS AS (leaf_text(leaf, '{action}')) STORED,
  session_id text GENERATED ALWAYS AS (leaf_text(leaf, '{target,session}')) STORED
);
CREATE INDEX audit_leaves_by_session ON audit_leaves (session_id, index) WHERE session_id IS NOT NULL;

CREATE TABLE audit_personal (
  leaf_index bigint NOT NULL,
  field text NOT NULL,
  salt bytea NOT NULL CHECK (length(salt) = 16),
  value text NOT NULL,
  PRIMARY KEY (leaf_index, field)
);
CREATE INDEX audit_personal_by_subject ON audit_personal (value, leaf_index) WHERE field = 'actor.subject';

CREATE TABLE recordings_leaves (
  index bigint PRIMARY KEY CHECK (index >= 0),
  leaf bytea NOT NULL,
  leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\\x00'::bytea || leaf)) STORED
);

-- One row each, locked by whoever appends; the size is the next leaf's index, the time is the last leaf's.
CREATE TABLE audit_head (size bigint NOT NULL, time_ms bigint NOT NULL);
CREATE TABLE recordings_head (size bigint NOT NULL, time_ms bigint NOT NULL);
INSERT INTO audit_head VALUES (0, 0);
INSERT INTO recordings_head VALUES (0, 0);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'this table only grows' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION refuse_shrinking_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.size <= OLD.size OR NEW.time_ms < OLD.time_ms THEN
    RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON recordings_leaves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER one_row BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER one_row BEFORE INSERT OR DELETE OR TRUNCATE ON recordings_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION refuse_shrinking_head();
CREATE TRIGGER only_grows BEFORE UPDATE ON recordings_head
  FOR EACH ROW EXECUTE FUNCTION refuse_shrinking_head();
-- Even where a session claims to be a replica.
ALTER TABLE audit_leaves ENABLE ALWAYS TRIGGER insert_only;
ALTER TABLE recordings_leaves ENABLE ALWAYS TRIGGER insert_only;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER one_row;
ALTER TABLE recordings_head ENABLE ALWAYS TRIGGER one_row;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER only_grows;
ALTER TABLE recordings_head ENABLE ALWAYS TRIGGER only_grows;

GRANT SELECT, INSERT ON audit_leaves, audit_personal TO reseal_viewer, reseal_worker;
GRANT SELECT, UPDATE (size, time_ms) ON audit_head TO reseal_viewer, reseal_worker;
GRANT DELETE ON audit_personal TO reseal_worker;
GRANT SELECT ON recordings_leaves, recordings_head TO reseal_viewer;
GRANT SELECT, INSERT ON recordings_leaves TO reseal_worker;
GRANT SELECT, UPDATE (size, time_ms) ON recordings_head TO reseal_worker;
GRANT EXECUTE ON FUNCTION leaf_text TO reseal_viewer, reseal_worker;
`
