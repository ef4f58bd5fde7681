// What the audit log knows of people is erased by the owner alone (docs/audit-events.md), and what settings a service
// started with last.

/** Rights, and the hash of the settings that were last recorded. */
export const erasing = `
REVOKE DELETE ON audit_personal FROM reseal_worker;

CREATE TABLE seen_settings (
  service text PRIMARY KEY CHECK (service IN ('viewer', 'worker')),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  seen_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE (sha256, seen_at) ON seen_settings TO reseal_viewer, reseal_worker;
`

/** Persons whom events are about are found as those who acted are. */
export const personIndex: readonly string[] = [
  'DROP INDEX CONCURRENTLY IF EXISTS audit_personal_by_user',
  "CREATE INDEX CONCURRENTLY audit_personal_by_user ON audit_personal (value, leaf_index) WHERE field = 'target.user'",
]
