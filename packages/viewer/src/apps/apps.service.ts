// Apps as admins see, add and change them (design.md §8). What an app's recorders are allowed is in the page: here is what
// ingest takes of them, what they may be told, and who may watch.
import { randomBytes } from 'node:crypto'
import {
  type App,
  type AppChange,
  type AppRefusal,
  type AppUse,
  addAppFor,
  changeAppFor,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { findPublicKey } from '../sealing-keys/sealing-keys.service.ts'
import { ViewerError } from '../viewer-error.ts'
import { changesToRecord } from './app-changes.ts'
import type { AppChangeReply, AppReply, AppsReply, CommandWord, SealingKeyReply } from './apps-api.ts'

/** The admin who asks. */
export interface AppsRequester {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** An app to be added. */
export interface NewApp {
  readonly id: string
  readonly name: string
  readonly origins: readonly string[]
  readonly sealingKeyId?: string
}

const shownChanges = 10
const unused: Pick<AppUse, 'parcels' | 'bytes'> = { parcels: 0, bytes: 0 }

/** All apps, by id. */
export async function listApps(deps: ViewerDeps, who: AppsRequester): Promise<AppsReply> {
  await recordEvent(deps, { action: 'configuration.view', outcome: 'success', ...who })
  return describeApps(deps)
}

async function describeApps(deps: ViewerDeps): Promise<AppsReply> {
  const [apps, today] = await Promise.all([deps.apps.list(), deps.appUse.today()])
  const sealingKeys = await listSealingKeys(deps, apps)
  const keys = new Map(sealingKeys.map(({ id, publicKey }) => [id, publicKey]))
  return {
    apps: await Promise.all(
      apps.map((app) => describeApp(deps, app, { use: today.get(app.id) ?? unused, keys })),
    ),
    recorders: {
      endpoint: deps.recorders?.endpoint ?? null,
      receiptKey: deps.recorders?.receiptKey ?? null,
      viewerUrl: deps.publicOrigin,
    },
    sealingKeys,
    ticketPattern: deps.config.ticketPattern,
  }
}

/** Keys that pages may be given: those that the viewer started with, those that apps got since, and none that is closed. */
async function knownKeyIds({ recorders, sealingKeys }: ViewerDeps): Promise<readonly string[]> {
  const rows = await sealingKeys.list()
  const closed = new Set(rows.flatMap(({ keyId, closedAt }) => (closedAt === undefined ? [] : [keyId])))
  const ids = new Set([...(recorders?.sealingKeyIds ?? []), ...rows.map(({ keyId }) => keyId)])
  return recorders === undefined ? [] : [...ids].filter((id) => !closed.has(id))
}

/** Those of them that the viewer can open with. */
async function listSealingKeys(deps: ViewerDeps, apps: readonly App[]): Promise<readonly SealingKeyReply[]> {
  const used = (keyId: string) =>
    apps.filter(({ sealingKeyId }) => sealingKeyId === keyId).map(({ id }) => id)
  const found = await Promise.all(
    (await knownKeyIds(deps)).map(async (id) => {
      const named = used(id)
      const publicKey = await findPublicKey(deps, id)
      if (publicKey === null) return []
      return [{ id, publicKey, state: named.length > 0 ? 'in-use' : 'listed', apps: named } as const]
    }),
  )
  return found.flat()
}

interface KnownOfApp {
  readonly use: Pick<AppUse, 'parcels' | 'bytes'>
  /** Public keys by id. */
  readonly keys: ReadonlyMap<string, string>
}

async function describeApp(deps: ViewerDeps, app: App, { use, keys }: KnownOfApp): Promise<AppReply> {
  const [rules, changes] = await Promise.all([deps.ruleSets.findNewest(app.id), findChanges(deps, app.id)])
  const { id, name, appKey, sealingKeyId } = app
  return {
    id,
    name,
    appKey,
    origins: app.allowedOrigins,
    sealingKeyId,
    sealingKey: keys.get(sealingKeyId) ?? null,
    command: app.command ?? 'none',
    parcelsRefused: app.parcelsRefused ?? false,
    grantsRequired: app.grantsRequired ?? false,
    dailyQuotaBytes: app.dailyQuotaBytes ?? null,
    today: { parcels: use.parcels, bytes: use.bytes },
    ...(rules === undefined
      ? {}
      : {
          ruleSet: {
            version: rules.version,
            sha256: Buffer.from(rules.sha256).toString('hex'),
            publishedAtMs: rules.publishedAt.getTime(),
          },
        }),
    changes,
  }
}

/** What was changed of an app, by whom: the audit log itself says so. */
async function findChanges(deps: ViewerDeps, app: string): Promise<readonly AppChangeReply[]> {
  const records = await deps.auditRecords.list({
    app,
    actions: ['configuration.change'],
    outcome: 'success',
    limit: shownChanges,
  })
  return records.flatMap(({ event: { timeMs, actor, change } }) =>
    change === undefined
      ? []
      : [
          {
            atMs: timeMs,
            setting: change.setting,
            ...(actor.subject === undefined ? {} : { by: actor.subject }),
            ...(change.from === undefined ? {} : { from: change.from }),
            ...(change.to === undefined ? {} : { to: change.to }),
          },
        ],
  )
}

/**
 * Registers an app with a fresh key; the answer has all apps.
 * @throws ViewerError `name_taken`, `bad_request` for a sealing key that the viewer does not hold
 */
export async function addApp(deps: ViewerDeps, who: AppsRequester, given: NewApp): Promise<AppsReply> {
  const known = await knownKeyIds(deps)
  const sealingKeyId = given.sealingKeyId ?? known[0]
  if (sealingKeyId === undefined || !known.includes(sealingKeyId)) throw new ViewerError('bad_request')
  const app: App = {
    id: given.id,
    name: given.name,
    appKey: `rsl_${randomBytes(16).toString('base64url')}`,
    allowedOrigins: [...new Set(given.origins)],
    sealingKeyId,
  }
  let refused: AppRefusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    refused = await addAppFor(transaction, app, who.actor.userId)
    const said = { action: 'configuration.change', ...who, target: { app: app.id } } as const
    return [
      refused === undefined
        ? toAuditEvent({ ...said, outcome: 'success', change: { setting: 'app' } })
        : toAuditEvent({
            ...said,
            outcome: 'denied',
            denyReason: knownReason(refused),
            change: { setting: 'app' },
          }),
    ]
  })
  if (refused !== undefined) throw new ViewerError(refused)
  return describeApps(deps)
}

/** What changes of an app; what is absent stays. */
export type AskedChange = Omit<AppChange, 'command'> & { readonly command?: CommandWord }

/**
 * Changes an app; the answer has all apps. Ingest goes by it within a few seconds, the viewer from the next request on.
 * @throws ViewerError `not_found`, `bad_request` for a sealing key that the viewer does not hold
 */
export async function changeApp(
  deps: ViewerDeps,
  who: AppsRequester,
  { id, ...change }: AskedChange & { readonly id: string },
): Promise<AppsReply> {
  const isKnownKey = (await knownKeyIds(deps)).includes(change.sealingKeyId ?? '')
  if (change.sealingKeyId !== undefined && !isKnownKey) throw new ViewerError('bad_request')
  const before = await deps.apps.findById(id)
  if (before === undefined) throw new ViewerError('not_found')
  const changes = changesToRecord(before, change)
  if (changes.length === 0) return describeApps(deps)
  let refused: AppRefusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    refused = await changeAppFor(transaction, { id, ...change }, who.actor.userId)
    const denyReason = refused
    return changes.map((each) => {
      const said = { action: 'configuration.change', ...who, target: { app: id }, change: each } as const
      return denyReason === undefined
        ? toAuditEvent({ ...said, outcome: 'success' })
        : toAuditEvent({ ...said, outcome: 'denied', denyReason: knownReason(denyReason) })
    })
  })
  if (refused !== undefined) throw new ViewerError(refused)
  return describeApps(deps)
}

// Origins were checked before; the database's own bound is for who asks it without the viewer.
function knownReason(refused: AppRefusal): 'role_not_allowed' | 'not_found' | 'name_taken' {
  return refused === 'bad_request' ? 'not_found' : refused
}
