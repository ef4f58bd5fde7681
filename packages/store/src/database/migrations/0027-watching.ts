// What was released to a replay and what was played of it, and notes on replays (design.md §5.9, §6).

/** Released ranges by replay and stream, and notes that go with their stream's key. */
export const watchingTables = `
-- Where a report of what was played is held against: never more than this counts.
CREATE TABLE released_ranges (
  replay_id uuid NOT NULL,
  stream_id uuid NOT NULL,
  -- Milliseconds since 1970, end exclusive.
  released int8multirange NOT NULL,
  PRIMARY KEY (replay_id, stream_id)
);

CREATE TABLE replay_notes (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  stream_id uuid NOT NULL,
  at_ms bigint NOT NULL,
  body text NOT NULL CHECK (length(body) BETWEEN 1 AND 500),
  user_id uuid NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX replay_notes_by_session ON replay_notes (session_id, at_ms, id);
CREATE INDEX replay_notes_by_stream ON replay_notes (stream_id);

-- Whoever shreds a stream, and however: what people wrote about it goes in the same transaction.
CREATE FUNCTION erase_notes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  DELETE FROM reseal.replay_notes WHERE stream_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER erase_notes AFTER UPDATE OF tombstoned_at ON streams
  FOR EACH ROW WHEN (NEW.tombstoned_at IS NOT NULL) EXECUTE FUNCTION erase_notes();

GRANT SELECT, INSERT, UPDATE (released) ON released_ranges TO reseal_viewer;
GRANT SELECT, INSERT, DELETE ON replay_notes TO reseal_viewer;
`
