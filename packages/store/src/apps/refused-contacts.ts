// What ingest refuses of a registered app, told to viewers at that moment and kept nowhere (design.md §2): the code and the
// origin, at most one a second and app. Ingest needs no right for it: any login may notify.
import { type Kysely, sql } from 'kysely'
import { Client } from 'pg'
import { guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { assertSafeDatabase } from '../secure-transport.ts'

/** One refusal. */
export interface RefusedContact {
  readonly app: string
  /** Word of ingest's, such as `origin_not_allowed`. */
  readonly code: string
  /** As the browser sent it. */
  readonly origin: string
}

/** A refusal with the time at which the viewer heard of it. */
export interface HeardContact extends RefusedContact {
  readonly atMs: number
}

/** Hears refusals while somebody asks. */
export interface RefusedContacts {
  /** Those of an app in the last ten minutes, newest first, one an origin; begins to listen with the first question. */
  of(app: string): Promise<readonly HeardContact[]>
  stop(): Promise<void>
}

const channel = 'reseal_refused'
// Origins are the client's words; a notification takes 8,000 bytes.
const longestOrigin = 300
const pattern = /^[\x21-\x7e]{1,300}$/
const keptContacts = 200
const keptMs = 10 * 60_000
const unaskedMs = 60_000

/** Tells viewers of a refusal. @throws StoreError database_unavailable */
export async function announceRefusal(
  db: Kysely<Tables>,
  { app, code, origin }: RefusedContact,
): Promise<void> {
  const said = JSON.stringify({ app, code, origin: origin.slice(0, longestOrigin) })
  await guardDatabase(() => sql`SELECT pg_notify(${channel}, ${said})`.execute(db))
}

/** Builds it; connects when it is first asked, and hangs up a minute after nobody asks any more. */
export function createRefusedContacts(options: { readonly connectionString: string }): RefusedContacts {
  assertSafeDatabase(options.connectionString)
  let heard: HeardContact[] = []
  let client: Promise<Client | undefined> | undefined
  let hangingUp: NodeJS.Timeout | undefined

  function take(text: string | undefined): void {
    const contact = parseContact(text)
    if (contact === undefined) return
    const others = heard.filter(({ app, origin }) => app !== contact.app || origin !== contact.origin)
    heard = [{ ...contact, atMs: Date.now() }, ...others].slice(0, keptContacts)
  }

  async function connect(): Promise<Client | undefined> {
    const { connectionString } = options
    const opened = new Client({
      connectionString,
      application_name: 'reseal',
      connectionTimeoutMillis: 5_000,
    })
    opened.on('error', () => {
      client = undefined
    })
    opened.on('end', () => {
      client = undefined
    })
    opened.on('notification', ({ payload }) => take(payload))
    try {
      await opened.connect()
      await opened.query(`LISTEN ${channel}`)
      return opened
    } catch {
      // Who cannot be heard says nothing: the page goes by what arrived.
      client = undefined
      await opened.end().catch(() => {})
      return undefined
    }
  }

  async function hangUp(): Promise<void> {
    clearTimeout(hangingUp)
    const held = client
    client = undefined
    await (await held)?.end().catch(() => {})
  }

  return {
    async of(app) {
      clearTimeout(hangingUp)
      hangingUp = setTimeout(() => void hangUp(), unaskedMs)
      hangingUp.unref()
      client ??= connect()
      await client
      const since = Date.now() - keptMs
      heard = heard.filter(({ atMs }) => atMs >= since)
      return heard.filter((contact) => contact.app === app)
    },
    stop: hangUp,
  }
}

/** Any login may notify: what is not of this form is nobody's. */
function parseContact(text: string | undefined): RefusedContact | undefined {
  try {
    const { app, code, origin } = JSON.parse(text ?? '') as Readonly<Record<string, unknown>>
    if (typeof app !== 'string' || typeof code !== 'string' || typeof origin !== 'string') return undefined
    const isWellFormed = /^[a-z0-9-]{1,64}$/.test(app) && /^[a-z_]{1,40}$/.test(code) && pattern.test(origin)
    return isWellFormed ? { app, code, origin } : undefined
  } catch {
    return undefined
  }
}
