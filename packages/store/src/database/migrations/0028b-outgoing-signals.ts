// Signals on their way to the team's collector (design.md §10): written with the summary that they come from, gone once the
// collector has them, and gone with their stream's key.

/** The outbox of signals; ingest's role cannot look into its schema. */
export const outgoingSignals = `
CREATE TABLE summaries.outgoing (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stream_id uuid NOT NULL,
  session_id uuid NOT NULL,
  app_id text NOT NULL,
  signals jsonb NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outgoing_by_stream ON summaries.outgoing (stream_id);

-- Whoever shreds a stream, and however: what waits of it goes in the same transaction.
CREATE FUNCTION erase_outgoing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
BEGIN
  DELETE FROM summaries.outgoing WHERE stream_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER erase_outgoing AFTER UPDATE OF tombstoned_at ON streams
  FOR EACH ROW WHEN (NEW.tombstoned_at IS NOT NULL) EXECUTE FUNCTION erase_outgoing();

GRANT SELECT, INSERT, DELETE ON summaries.outgoing TO reseal_worker;
`
