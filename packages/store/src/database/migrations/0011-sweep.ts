// How far the sweeper of orphaned objects came (design.md §5.6), and from when on it may remove any.

/** One row. What was stored before this database, or before it was last rebuilt from objects, is never removed. */
export const sweepTable = `
CREATE TABLE sweep (
  after_key text NOT NULL,
  pass_began_at timestamptz NOT NULL,
  not_before timestamptz NOT NULL
);
INSERT INTO sweep VALUES ('', now(), now());

CREATE TRIGGER one_row BEFORE INSERT OR DELETE OR TRUNCATE ON sweep
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE sweep ENABLE ALWAYS TRIGGER one_row;

GRANT SELECT, UPDATE (after_key, pass_began_at) ON sweep TO reseal_worker;
`
