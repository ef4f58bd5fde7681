// The one step that needs the superuser: login roles and an empty database that the owner owns.
import { Client } from 'pg'
import { databaseRoles } from '../database/roles.ts'
import { StoreError } from '../store-error.ts'
import type { EmbeddedSecrets } from './secrets.ts'

/** The database that Reseal's tables live in. */
export const databaseName = 'reseal'

/** Makes roles and database where they are missing. */
export async function createRolesAndDatabase(superuserUrl: string, secrets: EmbeddedSecrets): Promise<void> {
  const client = new Client({ connectionString: superuserUrl })
  client.on('error', () => {})
  try {
    await client.connect()
    const roles = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles')
    const known = new Set(roles.rows.map((row) => row.rolname))
    for (const [role, name] of Object.entries(databaseRoles)) {
      if (known.has(name)) continue
      const password = client.escapeLiteral(secrets[role as keyof typeof databaseRoles])
      await client.query(`CREATE ROLE ${name} LOGIN PASSWORD ${password}`)
    }
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName])
    if (found.rowCount === 0)
      await client.query(`CREATE DATABASE ${databaseName} OWNER ${databaseRoles.owner}`)
  } catch (cause) {
    throw new StoreError('postgres_failed', cause)
  } finally {
    await client.end().catch(() => {})
  }
}
