// Appends to the audit log cost less: a function, whose statements are planned once a connection instead of with each append,
// and members of a leaf found in its bytes instead of in a text made of all of it.

/** Adds the function that appends, and replaces the one that the columns derived from leaves use; what that gives stays. */
export const appendFunction = `
-- As in 0013: members are found by their names, in canonical JSON. Only what is given back becomes text.
CREATE OR REPLACE FUNCTION leaf_text(leaf bytea, path text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  name text;
  at integer;
BEGIN
  FOREACH name IN ARRAY path LOOP
    at := position(pg_catalog.convert_to('"' OPERATOR(pg_catalog.||) name OPERATOR(pg_catalog.||) '":', 'UTF8') IN leaf);
    IF at OPERATOR(pg_catalog.=) 0 THEN
      RETURN NULL;
    END IF;
    leaf := pg_catalog.substr(leaf, at OPERATOR(pg_catalog.+) pg_catalog.octet_length(name) OPERATOR(pg_catalog.+) 3);
  END LOOP;
  IF pg_catalog.get_byte(leaf, 0) OPERATOR(pg_catalog.=) 34 THEN
    leaf := pg_catalog.substr(leaf, 2);
    RETURN pg_catalog.convert_from(
      pg_catalog.substr(leaf, 1, position('\\x22'::bytea IN leaf) OPERATOR(pg_catalog.-) 1), 'UTF8');
  END IF;
  RETURN pg_catalog.substring(pg_catalog.convert_from(leaf, 'UTF8'), '^[0-9]+');
END $$;

-- Appends to a log of at_least leaves or more; no row comes back where it has fewer. Runs with the rights of its caller,
-- who needs those of each statement. Leaves are lines, each with a tab where the digits of its time go; of personal
-- values, the nth has the nth position, field, salt of 16 bytes and clear text.
CREATE FUNCTION append_audit_leaves(
  at_least bigint, leaf_count bigint, leaf_lines text,
  positions bigint[], fields text, salts bytea, clear_values text[]
) RETURNS TABLE (first_index bigint, leaf_time_ms bigint)
LANGUAGE plpgsql AS $$
BEGIN
  -- One clock for the log, the database's; after a failover to a slower one the last time is repeated.
  UPDATE audit_head SET size = size + leaf_count,
    time_ms = greatest(time_ms, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
    WHERE size >= at_least
    RETURNING size - leaf_count, time_ms INTO first_index, leaf_time_ms;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  INSERT INTO audit_leaves (index, leaf)
    SELECT first_index + entry.place - 1, convert_to(replace(entry.line, E'\\t', leaf_time_ms::text), 'UTF8')
    FROM string_to_table(leaf_lines, E'\\n') WITH ORDINALITY AS entry (line, place);
  INSERT INTO audit_personal (leaf_index, field, salt, value)
    SELECT first_index + entry.place_of_leaf, entry.field_name,
      substr(salts, (entry.place::integer - 1) * 16 + 1, 16), entry.clear_value
    FROM ROWS FROM (unnest(positions), string_to_table(fields, ' '), unnest(clear_values))
      WITH ORDINALITY AS entry (place_of_leaf, field_name, clear_value, place);
  RETURN NEXT;
END $$;
GRANT EXECUTE ON FUNCTION append_audit_leaves TO reseal_viewer, reseal_worker;
`
