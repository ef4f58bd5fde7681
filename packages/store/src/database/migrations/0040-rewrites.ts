// Batches that are written anew because most of what they hold is dead (design.md §5.10; docs/decisions/0030).

/** Which batch took what was alive in one, objects that are being written, and the moves themselves. */
export const rewriteTables = `
ALTER TABLE batches
  -- Number of the batch that what was alive in it lies in since; a removal leaf names it too.
  ADD rewritten_as bigint;

-- Objects that are about to be stored and have no batch yet: the sweeper leaves them alone, and no batch is made of one
-- whose row is gone. So neither of the two can act on what the other has decided.
CREATE TABLE batch_rewrites (
  id uuid PRIMARY KEY,
  begun_at timestamptz NOT NULL DEFAULT now()
);

-- Points segments that are not folded to where their bytes were copied; what they hash to is not touched.
CREATE FUNCTION move_segments(from_batches bigint[], to_batch bigint, ids uuid[], indexes integer[], offsets integer[])
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp
-- Row by row through the keys, also in a partition that was never analysed.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  moved integer;
BEGIN
  UPDATE segments SET batch_seq = to_batch, byte_offset = place.byte_offset
    FROM unnest(ids, indexes, offsets) AS place (id, index, byte_offset)
    WHERE segments.stream_id = place.id AND segments.index = place.index AND segments.batch_seq = ANY (from_batches)
      AND EXISTS (SELECT FROM batches WHERE seq = to_batch);
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END $$;

-- The same of folded ones: another manifest takes the place of one that ends with the same hashes.
CREATE FUNCTION move_folded(ids uuid[], manifests bytea[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
DECLARE
  moved integer;
BEGIN
  UPDATE streams SET manifest = place.manifest
    FROM unnest(ids, manifests) AS place (id, manifest)
    WHERE streams.id = place.id AND folded_count > 0 AND octet_length(place.manifest) > 32 * folded_count
      AND substring(place.manifest FROM octet_length(place.manifest) - 32 * folded_count + 1)
        = substring(streams.manifest FROM octet_length(streams.manifest) - 32 * folded_count + 1);
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END $$;

GRANT SELECT, INSERT (id), DELETE ON batch_rewrites TO reseal_worker;
GRANT UPDATE (rewritten_as) ON batches TO reseal_worker;
GRANT EXECUTE ON FUNCTION move_segments, move_folded TO reseal_worker;
`

/** Each on its own, beside writers; repeats begin by removing what a broken run left. */
export const rewriteIndexes: readonly string[] = [
  // By how much of a batch is dead, in thousandths, some 160 bytes of the footer a segment left out: only those beyond the
  // share are looked at.
  'DROP INDEX CONCURRENTLY IF EXISTS batches_mostly_dead',
  `CREATE INDEX CONCURRENTLY batches_mostly_dead ON batches ((dead_bytes * 1000 / greatest(size_bytes - 160 * segment_count::int8, 1)))
    WHERE removal_index IS NULL AND dead_count > 0`,
  'DROP INDEX CONCURRENTLY IF EXISTS batches_rewritten',
  `CREATE INDEX CONCURRENTLY batches_rewritten ON batches (rewritten_as)
    WHERE rewritten_as IS NOT NULL AND deleted_at IS NULL`,
]
