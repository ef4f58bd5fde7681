// What leaves this machine for a database or an object store goes over TLS to a server whose name is proven, or not at all.
import { isLoopbackHost } from '@reseal/listener'
import { Client } from 'pg'
import { StoreError } from './store-error.ts'

/** Whether Node was told to believe any certificate. */
function believesAnyone(): boolean {
  return process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
}

/**
 * Refuses a PostgreSQL off loopback unless the connection string says `sslmode=verify-full`. A socket in the file system
 * does not leave the machine.
 * @throws StoreError insecure_database, bad_database_url
 */
export function assertSafeDatabase(connectionString: string): void {
  // Asked of the driver itself: parameters and the environment may name another host than the address does.
  const { host, sslmode, ssl } = readConnection(connectionString)
  if (host.startsWith('/') || isLoopbackHost(host)) return
  const verifies = typeof ssl === 'object' && ssl?.rejectUnauthorized !== false
  if (sslmode !== 'verify-full' || !verifies || believesAnyone()) throw new StoreError('insecure_database')
}

interface Connection {
  readonly host: string
  readonly sslmode: string | null
  readonly ssl: boolean | { readonly rejectUnauthorized?: boolean } | undefined
}

function readConnection(connectionString: string): Connection {
  try {
    const { host, ssl } = new Client({ connectionString })
    const { searchParams } = new URL(connectionString.replace('@/', '@localhost/'))
    return { host, sslmode: searchParams.get('sslmode'), ssl: ssl as Connection['ssl'] }
  } catch (cause) {
    throw new StoreError('bad_database_url', cause)
  }
}

/**
 * Refuses an object store off loopback that is not spoken to over TLS.
 * @throws StoreError insecure_object_store
 */
export function assertSafeEndpoint({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): void {
  if (isLoopbackHost(hostname)) return
  if (protocol !== 'https:' || believesAnyone()) throw new StoreError('insecure_object_store')
}
