// Rule sets published for view-time redaction (design.md §9): each row is for good, the newest of an app counts.

/** Published rule sets. */
export const ruleSetTables = `
CREATE TABLE rule_sets (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  app_id text NOT NULL,
  version text NOT NULL CHECK (length(version) BETWEEN 1 AND 64),
  -- The canonical text whose hash is in stream headers; bytes, so that the database can prove the hash.
  body bytea NOT NULL CHECK (length(body) BETWEEN 2 AND 4194304),
  sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
  -- Who published it is in the audit event, where it can be erased.
  audit_index bigint NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rule_sets_by_app ON rule_sets (app_id, seq DESC);

CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_sets
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE rule_sets ENABLE ALWAYS TRIGGER insert_only;

GRANT SELECT ON rule_sets TO reseal_viewer;
`
