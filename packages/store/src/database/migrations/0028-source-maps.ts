// Source maps of releases (design.md §5.8), in a schema of their own that ingest's role cannot even look into: they hold the
// customer's source.

/** Maps by app, release and script; the owner writes, the viewer reads. */
export const sourceMapTables = `
CREATE SCHEMA source_maps;

CREATE TABLE source_maps.scripts (
  app_id text NOT NULL,
  release text NOT NULL CHECK (length(release) BETWEEN 1 AND 64),
  -- The built file that the map belongs to, as a path below what was uploaded.
  script text NOT NULL CHECK (length(script) BETWEEN 1 AND 512),
  -- Of the map as it was uploaded.
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  -- JSON, gzip: the map without sources, and its sources where they were uploaded.
  map bytea NOT NULL,
  sources bytea,
  size_bytes integer NOT NULL CHECK (size_bytes > 0),
  uploaded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (app_id, release, script)
);

GRANT USAGE ON SCHEMA source_maps TO reseal_viewer;
GRANT SELECT ON source_maps.scripts TO reseal_viewer;
`
