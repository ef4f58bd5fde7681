// Verification holds the key that is stored against the header that names it, without the right to read it (design.md §6).

/** SHA-256 of a stream's encapsulated key, which its header and its row hold anyway. */
export const keyDigest = `
CREATE FUNCTION key_digest(stream uuid) RETURNS bytea
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = reseal, pg_temp AS $$
  SELECT pg_catalog.sha256(enc) FROM reseal.stream_keys WHERE stream_id = stream
$$;
GRANT EXECUTE ON FUNCTION key_digest TO reseal_worker;
`
