// Apps change by admins in the viewer (design.md §8): through two functions alone, which ask whether whoever it is for is
// an admin, as with users (0023). What is asked of an app's key, origins and limits holds here too.

/** Functions, and what the viewer sees of the worker's jobs and of sizes. */
export const appSettings = `
CREATE FUNCTION add_app(by_whom uuid, new_id text, new_key text, named text, origins text[], key_id text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  IF by_whom IS NULL OR NOT may_change_users(by_whom) THEN RETURN 'role_not_allowed'; END IF;
  IF cardinality(origins) NOT BETWEEN 1 AND 32 THEN RETURN 'bad_request'; END IF;
  INSERT INTO apps (id, app_key, name, allowed_origins, sealing_key_id)
    VALUES (new_id, new_key, named, origins, key_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'name_taken'; END IF;
  RETURN 'done';
END $$;

-- What is NULL stays as it is. A command of 'none' and a quota of 0 take away what was set.
CREATE FUNCTION change_app(changed text, by_whom uuid, origins text[], key_id text, said text, quota bigint,
  refused boolean, grants boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  IF by_whom IS NULL OR NOT may_change_users(by_whom) THEN RETURN 'role_not_allowed'; END IF;
  IF cardinality(origins) NOT BETWEEN 1 AND 32 THEN RETURN 'bad_request'; END IF;
  UPDATE apps SET
    allowed_origins = coalesce(origins, allowed_origins),
    sealing_key_id = coalesce(key_id, sealing_key_id),
    command = CASE WHEN said IS NULL THEN command ELSE nullif(said, 'none') END,
    daily_quota_bytes = CASE WHEN quota IS NULL THEN daily_quota_bytes ELSE nullif(quota, 0) END,
    parcels_refused = coalesce(refused, parcels_refused),
    grants_required = coalesce(grants, grants_required)
    WHERE id = changed;
  IF NOT FOUND THEN RETURN 'not_found'; END IF;
  RETURN 'done';
END $$;
GRANT EXECUTE ON FUNCTION add_app, change_app TO reseal_viewer;

-- Whether a worker works, how much an app sent today, what waits to be told, which version the tables have.
GRANT SELECT (job, leads_until, succeeded_at) ON worker_jobs TO reseal_viewer;
GRANT SELECT (id, created_at, failing) ON notifications TO reseal_viewer;
GRANT SELECT (name, next_index, failing, delivered_at) ON audit_sinks TO reseal_viewer;
GRANT SELECT ON app_use, migrations TO reseal_viewer;
`
