// What the operator allows an app (design.md §5.6): a quota a day over all ingest processes, and the switch with which
// ingest refuses its parcels. Ingest adds to the counts through a function and can neither lower nor read them otherwise.

/** Counts of an app's day (UTC), and its limits. */
export const appLimits = `
ALTER TABLE apps ADD daily_quota_bytes bigint CHECK (daily_quota_bytes > 0);
ALTER TABLE apps ADD parcels_refused boolean NOT NULL DEFAULT false;

CREATE TABLE app_use (
  app_id text NOT NULL,
  day date NOT NULL,
  parcels bigint NOT NULL CHECK (parcels >= 0),
  bytes bigint NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (app_id, day)
);

-- Of a registered app and of today only; sums only grow, and stop below what a bigint holds: one made-up count must not
-- make every later one fail.
CREATE FUNCTION count_app_use(app text, parcel_count bigint, byte_count bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  INSERT INTO app_use AS known (app_id, day, parcels, bytes)
  SELECT id, (now() AT TIME ZONE 'UTC')::date, least(parcel_count, 1125899906842624), least(byte_count, 1125899906842624)
  FROM apps WHERE id = app AND parcel_count >= 0 AND byte_count >= 0
  ON CONFLICT (app_id, day) DO UPDATE
    SET parcels = least(known.parcels + excluded.parcels, 4611686018427387904),
      bytes = least(known.bytes + excluded.bytes, 4611686018427387904)
  RETURNING bytes
$$;

GRANT EXECUTE ON FUNCTION count_app_use TO reseal_ingest;
`
