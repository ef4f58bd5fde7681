// A backup of a database in the same schema: every row, into an empty one.
import pg from 'pg'

// Made by the migrations themselves.
const made = ['migrations', 'sweep']

/** Reads all rows; the result writes them into a migrated, empty database. As superuser, on both sides. */
export async function backUpRows(connectionString: string): Promise<(target: string) => Promise<void>> {
  const statements = await withClient(connectionString, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'reseal'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname <> ALL ($1) ORDER BY oid`,
      [made],
    )
    const all: string[] = []
    for (const { name } of tables.rows) all.push(await insertOf(client, name))
    return all.filter((statement) => statement !== '')
  })
  return (target) =>
    withClient(target, async (client) => {
      // As a dump is restored: triggers come after the rows.
      await client.query('SET session_replication_role = replica')
      for (const statement of statements) await client.query(statement)
    })
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query("SET search_path = reseal; SET timezone = 'UTC'")
    return await work(client)
  } finally {
    await client.end()
  }
}

async function insertOf(client: pg.Client, table: string): Promise<string> {
  const { rows: columns } = await client.query<{ name: string; identity: boolean }>(
    `SELECT attname AS name, attidentity <> '' AS identity FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  )
  const names = columns.map(({ name }) => `"${name}"`)
  const literals = names.map((name) => `coalesce(quote_literal(${name}::text), 'NULL')`).join(" || ', ' || ")
  const { rows } = await client.query<{ values: string }>(`SELECT ${literals} AS values FROM ${table}`)
  if (rows.length === 0) return ''
  // Heads have their row from the beginning and only grow.
  if (table.endsWith('_head')) return `UPDATE ${table} SET (${names.join(', ')}) = (${rows[0]?.values})`
  const values = rows.map((row) => `(${row.values})`).join(',\n')
  const insert = `INSERT INTO ${table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES\n${values}`
  const identity = columns.find((column) => column.identity)?.name
  if (identity === undefined) return insert
  return `${insert}; SELECT setval(pg_get_serial_sequence('${table}', '${identity}'), max("${identity}")) FROM ${table}`
}
