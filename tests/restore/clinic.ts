// What happens at a clinic after its backup was taken: a shred, a hold, a quarantine, new recordings, somebody who leaves.
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type AuditActor,
  type AuditLog,
  beginQuarantine,
  createAuditLog,
  createSessionForgetter,
  type Database,
  eraseDerived,
  placeHold,
} from '@reseal/store'
import type { TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { loadConfig } from '../../packages/cli/src/deployment/config.ts'
import { openAnchor } from '../../packages/cli/src/deployment/logs.ts'
import type { Deployment } from '../tamper/deployment.ts'

const officer: AuditActor = { issuer: 'reseal', roles: ['privacy-officer'], method: 'passkey' }
const worker: AuditActor = { issuer: 'reseal', roles: ['worker'], method: 'service' }

/** Acts on a deployment as its services do. */
export interface Clinic {
  sessionOf(stream: string): Promise<string>
  /** Forgets a session by retention. */
  shred(session: string): Promise<void>
  hold(session: string): Promise<void>
  quarantine(session: string): Promise<void>
  /** A note of somebody's, and that its sentinel looked: what goes with a stream. */
  derive(stream: string): Promise<void>
  /** Keys as they are now, in the file for `reseal reindex --keys`. */
  backUpKeys(): Promise<string>
}

/** Opens it. */
export function openClinic(deployment: Deployment, postgres: TestPostgres): Clinic {
  const { data, env, superuser } = deployment
  const anchor = openAnchor(loadConfig(data, env))
  const logOf = (role: 'viewer' | 'worker'): AuditLog => createAuditLog(postgres.database(role), { anchor })

  const sessionOf = async (stream: string): Promise<string> => {
    const row = await superuser
      .selectFrom('streams')
      .select('session_id')
      .where('id', '=', stream)
      .executeTakeFirstOrThrow()
    return row.session_id
  }
  return {
    sessionOf,
    async shred(session) {
      const audit = logOf('worker')
      const begun = await audit.append({
        action: 'retention.start',
        outcome: 'success',
        actor: worker,
        change: { setting: 'retention', to: 'a'.repeat(64) },
      })
      const forgetter = createSessionForgetter(postgres.database('worker'), {
        anchor,
        audit,
        erase: eraseDerived,
      })
      const done = await forgetter.forget({ sessions: [session], reason: 'retention', event: begun.index })
      if (done.streamCount === 0) throw new Error('nothing was shredded')
    },
    async hold(session) {
      const id = randomUUID()
      await logOf('viewer').appendInTransaction(async (transaction) => {
        const auditIndex = await nextIndex(transaction)
        await placeHold(transaction, { id, scope: { kind: 'session', session }, auditIndex })
        return [
          {
            action: 'hold.place',
            outcome: 'success',
            actor: officer,
            note: 'matter 7',
            target: { hold: id, session },
          },
        ]
      })
    },
    async quarantine(session) {
      await logOf('worker').appendInTransaction(
        async (transaction) =>
          (
            await beginQuarantine(
              transaction,
              { session, app: 'clinic' },
              { cause: 'finding', findingCount: 1 },
            )
          ).events,
      )
    },
    async derive(stream) {
      await sql`INSERT INTO replay_notes (id, session_id, stream_id, at_ms, body, user_id)
        SELECT gen_random_uuid(), session_id, id, 0, 'it hangs here', gen_random_uuid() FROM streams
        WHERE id = ${stream}`.execute(superuser)
      await sql`INSERT INTO stream_scans (stream_id, detectors_hash) VALUES (${stream}, sha256(''::bytea))
        ON CONFLICT DO NOTHING`.execute(superuser)
    },
    async backUpKeys() {
      const keys = await superuser.selectFrom('stream_keys').select(['stream_id', 'enc']).execute()
      const lines = keys.map(({ stream_id, enc }) => `${stream_id},${Buffer.from(enc).toString('hex')}\n`)
      const file = join(data, 'stream_keys.csv')
      await writeFile(file, ['stream_id,enc\n', ...lines].join(''))
      return file
    },
  }
}

async function nextIndex(db: Database | Parameters<typeof placeHold>[0]): Promise<number> {
  const { rows } = await sql<{ size: number }>`SELECT size FROM audit_head FOR UPDATE`.execute(db)
  return rows[0]?.size ?? 0
}
