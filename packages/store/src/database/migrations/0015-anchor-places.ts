// How far each anchor place beyond the first has been told (docs/operations.md, "Anchor places"), and what an inspection
// of a bucket's versions found. The worker writes it and the viewer reads it; neither proves anything.

/** A row a place and log; a row an inspected place. */
export const anchorPlaceTables = `
CREATE TABLE anchor_places (
  place text NOT NULL CHECK (place IN ('folder', 's3', 'sink')),
  log text NOT NULL CHECK (log IN ('audit', 'recordings')),
  -- Leaves under the newest checkpoint that the place has acknowledged.
  size bigint NOT NULL CHECK (size > 0),
  stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (place, log)
) WITH (fillfactor = 20);

CREATE TABLE anchor_inspections (
  place text PRIMARY KEY CHECK (place IN ('first', 's3')),
  inspected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  deleted_count bigint NOT NULL,
  overwritten_count bigint NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON anchor_places, anchor_inspections TO reseal_worker;
GRANT SELECT ON anchor_places, anchor_inspections TO reseal_viewer;
`
