// Everything that a PostgreSQL cluster's reseal database holds, as bytes to search: every row of every table, with
// bytea columns decoded.
import pg from 'pg'

/** Rows of all tables as JSON text, and the raw bytes of all binary columns. */
export async function dumpDatabase(connectionString: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const tables = await client.query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    if (tables.rows.length === 0) throw new Error('the database holds no tables')
    const pieces: Buffer[] = []
    for (const { schema, name } of tables.rows) {
      const rows = await client.query<Record<string, unknown>>(`select * from "${schema}"."${name}"`)
      for (const row of rows.rows) {
        pieces.push(Buffer.from(`\n${JSON.stringify(row)}\n`))
        for (const value of Object.values(row))
          if (Buffer.isBuffer(value)) pieces.push(value, Buffer.from('\n'))
      }
    }
    return Buffer.concat(pieces)
  } finally {
    await client.end()
  }
}
