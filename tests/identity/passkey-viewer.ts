// A viewer under a name, as passkeys want it, and Chromium's virtual authenticator before it (CDP, domain WebAuthn).
import { randomBytes, randomUUID } from 'node:crypto'
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
  createUserRepository,
  generateKeyFile,
  type UserRole,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres } from '@reseal/store/testing'
import { createPasskeyInvitation, startViewer } from '@reseal/viewer'
import type { CDPSession, Page } from 'playwright'
import { freePortBase } from '../support/demo-process.ts'

/** The viewer, and hands to work it with. */
export interface PasskeyViewer {
  /** `http://localhost:PORT` */
  readonly origin: string
  /** Creates a user and invites them as `reseal user invite` does. */
  invite(name: string, roles: readonly UserRole[]): Promise<{ readonly userId: string; readonly url: string }>
  addApp(id: string): Promise<void>
  /** Newest first. */
  events(action: string): Promise<AuditEvent[]>
  stop(): Promise<void>
}

export async function startPasskeyViewer(): Promise<PasskeyViewer> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-passkeys-'))
  const postgres = await startTestPostgres()
  const testAnchor = await startTestAnchor()
  const keyFile = join(folder, 'sealing.json')
  const { keyId } = await generateKeyFile(keyFile)
  const [db, owner] = [postgres.database('viewer'), postgres.database('owner')]
  const port = await freePortBase()
  const origin = `http://localhost:${port}`
  const viewer = await startViewer(
    { port, replayPort: port + 1, publicOrigin: origin },
    {
      db,
      objects: createFolderObjectStore({ root: join(folder, 'objects') }),
      keys: await createFileKeyProvider({ path: keyFile }),
      audit: createAuditLog(db, { anchor: testAnchor.anchor }),
      anchor: testAnchor.anchor,
    },
  )
  return {
    origin,
    invite: async (name, roles) => {
      const id = randomUUID()
      await createUserRepository(owner).create({ id, name, roles, appIds: [] })
      const request = { userId: id, publicOrigin: origin, nowMs: Date.now(), expiresInMs: 600_000 }
      const { url } = await owner
        .transaction()
        .execute((transaction) => createPasskeyInvitation(transaction, request))
      return { userId: id, url }
    },
    addApp: (id) =>
      createAppRepository(owner).create({
        id,
        appKey: `rsl_${randomBytes(16).toString('base64url')}`,
        name: `App ${id}`,
        allowedOrigins: ['https://clinic.example'],
        sealingKeyId: keyId,
      }),
    events: async (action) => {
      const actions = [action as AuditEvent['action']]
      return (await createAuditRepository(db).list({ limit: 100, actions })).map(({ event }) => event)
    },
    stop: async () => {
      await viewer.stop()
      await postgres.stop()
      await testAnchor.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the authenticator holds. */
export interface VirtualCredential {
  readonly credentialId: string
  readonly isResidentCredential: boolean
  readonly rpId?: string
  readonly privateKey: string
  readonly userHandle?: string
  readonly signCount: number
}

/** A virtual authenticator of a page. */
export interface VirtualAuthenticator {
  credentials(): Promise<VirtualCredential[]>
  /** Puts in a credential, also one that another authenticator has. */
  add(credential: VirtualCredential): Promise<void>
  setUserVerified(isUserVerified: boolean): Promise<void>
  remove(): Promise<void>
}

/** Gives the page an authenticator that answers by itself. */
export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    credentials: async () => {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials as VirtualCredential[]
    },
    add: async (credential) => {
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential })
    },
    setUserVerified: async (isUserVerified) => {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    remove: async () => {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    },
  }
}
