// The database grows with streams (design.md §5.7, §13): segment rows lie in partitions of a day and fold into the packed
// manifest on their stream's row, which is as small as it can be. In steps, each of which holds a lock for a moment
// only: writers go on meanwhile, those of the schema before included.

/** A manifest beside the stream, and no bytes twice: what the header says is not repeated. Nothing is rewritten. */
export const manifestColumns = `
ALTER TABLE streams
  ADD manifest bytea,
  -- Segments that the manifest holds; their rows are gone.
  ADD folded_count integer NOT NULL DEFAULT 0,
  -- Both follow from what is there: the hash from the header, the last link of a folded, final stream from its manifest.
  ALTER header_hash DROP NOT NULL,
  ALTER last_link DROP NOT NULL,
  ADD CONSTRAINT streams_link_is_known CHECK (last_link IS NOT NULL OR (final AND folded_count = next_index)) NOT VALID,
  -- Uncompressed, since hashes do not compress, and so that a part of a long one can be read alone.
  ALTER manifest SET STORAGE EXTERNAL;
-- Three closed streams of five minutes a page, whole; longer manifests go out of line. A row is below 400 bytes until it
-- is folded: one that moves leaves room on its page, in which the others' next versions follow one another (HOT).
ALTER TABLE streams SET (fillfactor = 100, toast_tuple_target = 2712);
`

/** The rows there are get a day of their own, far in the past. */
export const firstDay = `
ALTER TABLE segments
  ADD received_on date NOT NULL DEFAULT '1970-01-01',
  ADD CONSTRAINT segments_before_days CHECK (received_on = '1970-01-01') NOT VALID;
`

/** Each on its own and outside of a transaction; repeats begin by removing what a broken run left. */
export const smallerIndexes: readonly string[] = [
  'ALTER TABLE segments VALIDATE CONSTRAINT segments_before_days',
  ...replaceIndex('segments_before_key', 'UNIQUE', 'segments (stream_id, index, received_on)'),
  // 120 bits of a hash are as unique as 256, and take a third less.
  ...replaceIndex('streams_enc', 'UNIQUE', 'streams (substring(enc_hash FROM 1 FOR 15))'),
  ...replaceIndex('streams_to_fold', '', 'streams (id) WHERE closed_count > folded_count'),
  // Ascending, because an index that grows at its upper end fills its pages, and one that grows at its lower end does not.
  ...replaceIndex('sessions_in_order', '', 'sessions (app_id, started_at_ms, id)'),
]

function replaceIndex(name: string, kind: 'UNIQUE' | '', on: string): readonly string[] {
  return [`DROP INDEX CONCURRENTLY IF EXISTS ${name}`, `CREATE ${kind} INDEX CONCURRENTLY ${name} ON ${on}`]
}

/** What the new index replaces. */
export const formerStreamIndex = 'ALTER TABLE streams DROP CONSTRAINT streams_enc_hash_key'

/** What the new index replaces. */
export const formerSessionIndex = 'DROP INDEX sessions_by_start'

/** The table becomes the first partition of its successor. */
export const segmentDays = `
ALTER TABLE segments DROP CONSTRAINT segments_pkey;
ALTER TABLE segments ADD CONSTRAINT segments_before_pkey PRIMARY KEY USING INDEX segments_before_key;
ALTER TABLE segments RENAME TO segments_before;
REVOKE ALL ON segments_before FROM reseal_ingest, reseal_viewer, reseal_worker;

CREATE TABLE segments (
  stream_id uuid NOT NULL,
  batch_seq bigint NOT NULL,
  start_ms bigint NOT NULL,
  end_ms bigint NOT NULL,
  index integer NOT NULL,
  byte_offset integer NOT NULL,
  byte_length integer NOT NULL,
  flags smallint NOT NULL,
  sha256 bytea NOT NULL CONSTRAINT segments_sha256_check CHECK (length(sha256) = 32),
  link bytea NOT NULL CONSTRAINT segments_link_check CHECK (length(link) = 32),
  -- That no index is there twice is the chain's doing, which advances once (the row of streams): the day is in the key
  -- because a partition's key has to be.
  received_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
  PRIMARY KEY (stream_id, index, received_on)
) PARTITION BY RANGE (received_on);

DO $$ BEGIN
  IF EXISTS (SELECT FROM segments_before) THEN
    ALTER TABLE segments ATTACH PARTITION segments_before FOR VALUES FROM ('1970-01-01') TO ('1970-01-02');
    ALTER TABLE segments_before DROP CONSTRAINT segments_before_days;
  ELSE
    DROP TABLE segments_before;
  END IF;
END $$;

-- Takes the rows of days that nobody made a partition for.
CREATE TABLE segments_default PARTITION OF segments DEFAULT;

-- Makes the partitions of today and the days after it. A table is made apart and then attached, which stops no writer.
CREATE FUNCTION add_segment_days(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  added integer := 0;
  day date;
  name text;
BEGIN
  FOR step IN 0 .. least(ahead, 30) LOOP
    day := today + step;
    name := 'segments_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('reseal.' || name) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE reseal.%I (LIKE reseal.segments INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
      EXECUTE format('ALTER TABLE reseal.segments ATTACH PARTITION reseal.%I FOR VALUES FROM (%L) TO (%L)',
        name, day, day + 1);
      added := added + 1;
    EXCEPTION WHEN check_violation THEN
      -- The default partition holds rows of this day, and keeps them until they are folded.
      NULL;
    END;
  END LOOP;
  RETURN added;
END $$;

-- Drops the partitions of days before this one that are empty: nothing but a fold empties them.
CREATE FUNCTION drop_segment_days(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp SET lock_timeout = '250ms' AS $$
DECLARE
  dropped integer := 0;
  day record;
  is_filled boolean;
BEGIN
  FOR day IN
    SELECT child.oid, child.oid::regclass AS name FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'reseal.segments'::regclass
      AND substring(pg_get_expr(child.relpartbound, child.oid) FROM 'TO \\(''([0-9-]+)''\\)')::date <= before
    ORDER BY 1
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', day.name) INTO is_filled;
    CONTINUE WHEN is_filled;
    BEGIN
      -- In the order in which an insert takes them; looked at again, now that nobody else can.
      LOCK TABLE ONLY reseal.segments IN ACCESS EXCLUSIVE MODE;
      EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', day.name);
      EXECUTE format('SELECT EXISTS (SELECT FROM %s)', day.name) INTO is_filled;
      IF NOT is_filled THEN
        EXECUTE format('DROP TABLE %s', day.name);
        dropped := dropped + 1;
      END IF;
    EXCEPTION WHEN lock_not_available THEN
      -- Someone reads it, such as a verification: another time.
      RETURN dropped;
    END;
  END LOOP;
  RETURN dropped;
END $$;

-- Puts manifests in the place of rows, all or nothing: of each stream exactly the rows that the new manifest adds.
-- Whoever calls it can neither delete a row without that nor touch one that no close leaf covers.
CREATE FUNCTION fold_streams(ids uuid[], counts integer[], manifests bytea[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp
-- Row by row through the keys, also in a partition that was never analysed.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  wanted bigint;
  folded integer;
  deleted bigint;
BEGIN
  SELECT coalesce(sum(fold.count - streams.folded_count), 0) INTO wanted
    FROM unnest(ids, counts) AS fold (id, count) JOIN streams USING (id);
  DELETE FROM segments USING unnest(ids, counts) AS fold (id, count)
      JOIN streams ON streams.id = fold.id
    WHERE segments.stream_id = fold.id AND segments.index >= streams.folded_count AND segments.index < fold.count;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  UPDATE streams SET manifest = fold.manifest, folded_count = fold.count,
      last_link = CASE WHEN streams.final AND fold.count = streams.next_index THEN NULL ELSE streams.last_link END
    FROM unnest(ids, counts, manifests) AS fold (id, count, manifest)
    WHERE streams.id = fold.id AND fold.count > streams.folded_count AND fold.count <= streams.closed_count
      AND octet_length(fold.manifest) > 32 * fold.count;
  GET DIAGNOSTICS folded = ROW_COUNT;
  IF folded <> coalesce(array_length(ids, 1), 0) OR deleted <> wanted THEN
    RAISE EXCEPTION 'a manifest takes the place of exactly its rows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN folded;
END $$;

-- SHA-256 of folded segments, one after the other: all that ingest needs to tell a repeat from other bytes. A manifest
-- ends with them, 32 bytes each.
CREATE FUNCTION segment_hashes(stream uuid, from_index integer, to_index integer) RETURNS bytea
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT substring(manifest FROM octet_length(manifest) - 32 * (folded_count - greatest(from_index, 0)) + 1
    FOR 32 * (least(to_index, folded_count) - greatest(from_index, 0)))
  FROM streams WHERE id = stream AND greatest(from_index, 0) < least(to_index, folded_count);
$$;

-- The day is not ingest's to choose.
GRANT INSERT (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags, sha256, link)
  ON segments TO reseal_ingest;
GRANT SELECT (stream_id, index, sha256, link) ON segments TO reseal_ingest;
GRANT SELECT ON segments TO reseal_viewer, reseal_worker;
GRANT EXECUTE ON FUNCTION segment_hashes TO reseal_ingest;
GRANT EXECUTE ON FUNCTION add_segment_days, drop_segment_days, fold_streams TO reseal_worker;

DO $$ BEGIN PERFORM add_segment_days(7); END $$;
`
