// A viewer that people sign in to at a real identity provider, on another site.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AuditEvent,
  createAppRepository,
  createAuditLog,
  createAuditRepository,
  createFileKeyProvider,
  createFolderObjectStore,
  generateKeyFile,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres } from '@reseal/store/testing'
import { startViewer } from '@reseal/viewer'
import { sql } from 'kysely'
import {
  startIdentityProvider,
  type TestIdentityProvider,
} from '../../packages/viewer/test/identity-provider.ts'

/** The viewer and its provider, and hands to work them with. */
export interface OidcViewer {
  readonly url: string
  readonly provider: TestIdentityProvider
  /** How far the viewer's clock is ahead of this machine's. */
  setAhead(durationMs: number): void
  /** Everybody's last proof of who they are was so much longer ago. */
  ageProofs(durationMs: number): Promise<void>
  /** Newest first. */
  events(action: string): Promise<AuditEvent[]>
  stop(): Promise<void>
}

export async function startOidcViewer(): Promise<OidcViewer> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-oidc-'))
  const [postgres, testAnchor, provider] = await Promise.all([
    startTestPostgres(),
    startTestAnchor(),
    startIdentityProvider('localhost'),
  ])
  const keyFile = join(folder, 'sealing.json')
  const { keyId } = await generateKeyFile(keyFile)
  const appKey = `rsl_${randomBytes(16).toString('base64url')}`
  const app = {
    id: 'clinic',
    appKey,
    name: 'Clinic',
    allowedOrigins: ['https://clinic.example'],
    sealingKeyId: keyId,
  }
  await createAppRepository(postgres.database('owner')).create(app)
  const db = postgres.database('viewer')
  let offsetMs = 0
  const { issuer, clientId, clientSecret } = provider
  const groupRoles = { engineers: ['engineer'], officers: ['privacy-officer'], admins: ['admin'] } as const
  const viewer = await startViewer(
    {
      port: 0,
      replayPort: 0,
      oidc: { issuer, clientId, clientSecret, label: 'Clinic ID', groupRoles, requiredAmr: ['otp'] },
    },
    {
      db,
      objects: createFolderObjectStore({ root: join(folder, 'objects') }),
      keys: await createFileKeyProvider({ path: keyFile }),
      audit: createAuditLog(db, { anchor: testAnchor.anchor }),
      anchor: testAnchor.anchor,
      now: () => Date.now() + offsetMs,
    },
  )
  provider.register(viewer.url)
  return {
    url: viewer.url,
    provider,
    setAhead: (durationMs) => {
      offsetMs = durationMs
    },
    ageProofs: async (durationMs) => {
      await sql`UPDATE web_sessions
        SET authenticated_at = authenticated_at - make_interval(secs => ${durationMs / 1000})`.execute(
        postgres.database('superuser'),
      )
    },
    events: async (action) => {
      const actions = [action as AuditEvent['action']]
      return (await createAuditRepository(db).list({ limit: 100, actions })).map(({ event }) => event)
    },
    stop: async () => {
      await viewer.stop()
      await provider.stop()
      await postgres.stop()
      await testAnchor.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
