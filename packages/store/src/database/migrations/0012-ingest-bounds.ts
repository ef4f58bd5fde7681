// What whoever holds ingest's login can still do is bounded here (THREAT_MODEL.md, "A compromised ingest"): chains only
// grow, a key belongs to its stream, no row carries free text into a log, and objects cannot be enumerated.

/** Triggers, checks and narrower grants. Checks hold for new rows: old ones are not read, so nothing waits for them. */
export const ingestBounds = `
-- The condition alone is evaluated for a good row; the function runs only to refuse.
CREATE FUNCTION refuse_rewind() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'a stream only grows' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER only_grows BEFORE UPDATE ON streams FOR EACH ROW WHEN (
  NEW.next_index < OLD.next_index
  OR NEW.size_bytes < OLD.size_bytes
  OR NEW.last_end_ms < OLD.last_end_ms
  OR NEW.closed_count < OLD.closed_count
  -- Without a further segment nothing about a chain changes, and what is closed does not open again.
  OR (NEW.next_index = OLD.next_index
    AND (NEW.last_link <> OLD.last_link OR NEW.final <> OLD.final OR (NEW.open AND NOT OLD.open)))
  OR (OLD.open AND NOT NEW.open AND NEW.closed_count IS DISTINCT FROM NEW.next_index)
  OR ((OLD.final OR OLD.tombstoned_at IS NOT NULL) AND NEW.next_index <> OLD.next_index)
  OR (OLD.tombstoned_at IS NOT NULL AND NEW.tombstoned_at IS DISTINCT FROM OLD.tombstoned_at)
  -- A stream that seems to have received something in the future is never idle, and so never closed.
  OR NEW.last_received_at > clock_timestamp() + interval '1 minute'
) EXECUTE FUNCTION refuse_rewind();
CREATE TRIGGER begins_now BEFORE INSERT ON streams FOR EACH ROW
  WHEN (NEW.last_received_at > clock_timestamp() + interval '1 minute') EXECUTE FUNCTION refuse_rewind();

-- A key is that of its stream's header, and a shredded stream gets none again. KEY SHARE waits for a shred in progress,
-- and in a transaction that began before one it fails.
CREATE FUNCTION check_stream_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  PERFORM 1 FROM reseal.streams WHERE id = NEW.stream_id AND tombstoned_at IS NULL
    AND enc_hash = pg_catalog.sha256(NEW.enc) FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no stream waits for this key' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_its_stream BEFORE INSERT ON stream_keys FOR EACH ROW EXECUTE FUNCTION check_stream_key();

-- What is written here reaches leaves, which are for ever: words and ids, no text, and times that a date can hold.
ALTER TABLE sessions
  ADD CONSTRAINT sessions_app_is_an_id CHECK (app_id ~ '^[a-z0-9-]{1,64}$') NOT VALID,
  ADD CONSTRAINT sessions_time_is_a_date CHECK (started_at_ms BETWEEN 0 AND 253402300799999) NOT VALID;
ALTER TABLE streams
  ADD CONSTRAINT streams_app_is_an_id CHECK (app_id ~ '^[a-z0-9-]{1,64}$') NOT VALID,
  ADD CONSTRAINT streams_key_is_an_id CHECK (key_id ~ '^[0-9a-f]{16}$') NOT VALID,
  ADD CONSTRAINT streams_header_is_short CHECK (length(header) <= 2048) NOT VALID,
  ADD CONSTRAINT streams_start_is_a_date CHECK (started_at_ms BETWEEN 0 AND 253402300799999) NOT VALID,
  ADD CONSTRAINT streams_end_is_a_date CHECK (last_end_ms BETWEEN 0 AND 253402300799999) NOT VALID,
  ADD CONSTRAINT streams_size_is_a_size CHECK (size_bytes >= 0) NOT VALID;
ALTER TABLE batches
  ADD CONSTRAINT batches_object_is_its_own
    CHECK (object_key ~ '^batches/([0-9]{4}/[0-9]{2}/[0-9]{2}/)?[0-9a-f-]{36}$' AND right(object_key, 36) = id::text)
    NOT VALID,
  ADD CONSTRAINT batches_sizes_are_sizes CHECK (size_bytes >= 0 AND segment_count >= 0) NOT VALID;
ALTER TABLE ingest_reports
  ADD CONSTRAINT ingest_reports_kind_is_a_word CHECK (kind ~ '^[a-z][a-z.-]{0,63}$') NOT VALID,
  ADD CONSTRAINT ingest_reports_app_is_an_id CHECK (app_id ~ '^[a-z0-9-]{1,64}$') NOT VALID,
  ADD CONSTRAINT ingest_reports_index_is_one CHECK (segment_index >= 0) NOT VALID;
ALTER TABLE withdrawals
  ADD CONSTRAINT withdrawals_app_is_an_id CHECK (app_id ~ '^[a-z0-9-]{1,64}$') NOT VALID;

-- Ingest reads what its own statements name: neither objects nor the times of segments.
REVOKE SELECT ON sessions, segments, batches, streams FROM reseal_ingest;
GRANT SELECT (id, app_id) ON sessions TO reseal_ingest;
GRANT SELECT (stream_id, index, sha256, link) ON segments TO reseal_ingest;
GRANT SELECT (seq) ON batches TO reseal_ingest;
GRANT SELECT (id, session_id, app_id, header, header_hash, enc_hash, append_key_hash, last_link, last_end_ms, size_bytes,
  next_index, final, open, tombstoned_at, tombstone_reason) ON streams TO reseal_ingest;
`
