// What finds pages of audit events quickly, and where events are pushed to (design.md §7).

/**
 * Facets are derived from leaves, behind the log, by the worker: an index on every leaf would cost each append. Nothing in
 * them is personal. Of a sink the database holds where, what and how far; its secret lies in a private file.
 */
export const auditExports = `
CREATE TABLE audit_facets (
  leaf_index bigint PRIMARY KEY,
  -- Null for leaf 0, which is no event.
  action text,
  outcome text,
  app text,
  purpose text
);
CREATE INDEX audit_facets_by_action ON audit_facets (action, leaf_index);
CREATE INDEX audit_facets_by_app ON audit_facets (app, leaf_index) WHERE app IS NOT NULL;
CREATE INDEX audit_facets_by_purpose ON audit_facets (purpose, leaf_index) WHERE purpose IS NOT NULL;
CREATE INDEX audit_facets_by_failure ON audit_facets (outcome, leaf_index) WHERE outcome <> 'success';

CREATE TABLE audit_sinks (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  settings jsonb NOT NULL,
  -- The next leaf to be delivered. Whoever moves it back has everything from there on delivered again.
  next_index bigint NOT NULL CHECK (next_index >= 0),
  failures integer NOT NULL DEFAULT 0,
  -- Why the last try failed; null once one succeeded.
  failing text,
  try_after timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz
);

GRANT SELECT ON audit_facets TO reseal_viewer;
GRANT SELECT, INSERT ON audit_facets TO reseal_worker;
GRANT SELECT, UPDATE (next_index, failures, failing, try_after, delivered_at) ON audit_sinks TO reseal_worker;
`
