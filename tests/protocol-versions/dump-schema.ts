// A database of Reseal as SQL that psql or one query loads: tables as the migrations made them, then the rows. For
// fixtures only: a backup is PostgreSQL's own pg_dump.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const migrations = fileURLToPath(new URL('../../packages/store/src/database/migrations/', import.meta.url))

/** Reads as superuser; the rows of the two heads become the updates that their triggers allow. */
export async function dumpSchema(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query("SET search_path = reseal; SET timezone = 'UTC'")
    const parts = [
      'CREATE SCHEMA reseal;\nSET search_path = reseal, pg_temp;\n',
      'CREATE TABLE migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());\n',
    ]
    for (const file of (await readdir(migrations)).filter((name) => /^\d{4}-.*\.ts$/.test(name)).sort()) {
      const module = (await import(join(migrations, file))) as Record<string, string>
      parts.push(...Object.values(module))
    }
    parts.push('GRANT USAGE ON SCHEMA reseal TO reseal_ingest, reseal_viewer, reseal_worker;\n')
    const tables = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'reseal'::regnamespace AND relkind = 'r' ORDER BY oid",
    )
    for (const { name } of tables.rows) parts.push(await dumpRows(client, name))
    return `${parts.map((part) => part.trim()).join('\n')}\n`
  } finally {
    await client.end()
  }
}

async function dumpRows(client: pg.Client, table: string): Promise<string> {
  const { rows: columns } = await client.query<{ name: string; identity: boolean }>(
    `SELECT attname AS name, attidentity <> '' AS identity FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  )
  const names = columns.map(({ name }) => `"${name}"`)
  const literals = names.map((name) => `coalesce(quote_literal(${name}::text), 'NULL')`).join(" || ', ' || ")
  const { rows } = await client.query<{ values: string }>(
    `SELECT ${literals} AS values FROM ${table} ORDER BY 1`,
  )
  if (rows.length === 0) return ''
  if (table.endsWith('_head')) return `UPDATE ${table} SET (${names.join(', ')}) = (${rows[0]?.values});`
  const values = rows.map((row) => `(${row.values})`).join(',\n')
  const statement = `INSERT INTO ${table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES\n${values};`
  const identity = columns.find((column) => column.identity)?.name
  if (identity === undefined) return statement
  return `${statement}\nSELECT setval(pg_get_serial_sequence('${table}', '${identity}'), max("${identity}")) FROM ${table};`
}
