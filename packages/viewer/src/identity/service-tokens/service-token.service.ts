// Service tokens: a privacy officer makes one, shown once; officers and admins see which there are, and revoke them.
import { randomUUID } from 'node:crypto'
import { createServiceTokenRepository, type PurposeOfUse, type ServiceToken } from '@reseal/store'
import type { Actor, ClientInfo } from '../../access/actor.ts'
import type { NewServiceTokenReply, ServiceTokenReply, ServiceTokensReply } from '../../api-types.ts'
import { recordEvent, toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { mayExport } from '../../exports/may-export.ts'
import { ViewerError } from '../../viewer-error.ts'
import { createExportToken } from './export-token.ts'

/** What a token is to be. */
export interface ServiceTokenOrder {
  readonly name: string
  readonly apps: readonly string[]
  readonly purposes: readonly PurposeOfUse[]
  /** 1 to 90. */
  readonly days: number
}

/** Who acts. */
export interface TokenRequest {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

const dayMs = 24 * 3_600_000

/** @throws ViewerError `role_not_allowed`, `unknown_app` */
export async function createServiceToken(
  deps: ViewerDeps,
  { name, apps, purposes, days }: ServiceTokenOrder,
  { actor, client, requestId }: TokenRequest,
): Promise<NewServiceTokenReply> {
  const common = { action: 'token.create', actor, client, requestId } as const
  const refuse = async (denyReason: 'role_not_allowed' | 'app_not_allowed'): Promise<never> => {
    await recordEvent(deps, { ...common, outcome: 'denied', denyReason })
    throw new ViewerError(denyReason === 'app_not_allowed' ? 'bad_request' : denyReason)
  }
  if (!mayExport(actor)) return refuse('role_not_allowed')
  const known = new Set((await deps.apps.list()).map(({ id }) => id))
  const appIds = [...new Set(apps)]
  if (!appIds.every((app) => known.has(app))) return refuse('app_not_allowed')
  const { token, tokenHash } = createExportToken()
  const createdAtMs = deps.now()
  const made = {
    id: randomUUID(),
    name,
    appIds,
    purposes: [...new Set(purposes)],
    createdBy: actor.userId,
    createdAtMs,
    expiresAtMs: createdAtMs + days * dayMs,
  }
  const target = { key: made.id, apps: made.appIds, purposes: made.purposes }
  await deps.audit.appendInTransaction(async (transaction) => {
    await createServiceTokenRepository(transaction).insert({ ...made, tokenHash })
    return [toAuditEvent({ ...common, outcome: 'success', target })]
  })
  const kept = { ...made, revokedAtMs: undefined, lastUsedAtMs: undefined }
  return { ...toReply(kept, { now: createdAtMs, creator: actor.name }), token }
}

/** All tokens, newest first; never a token itself. */
export async function listServiceTokens(deps: ViewerDeps): Promise<ServiceTokensReply> {
  const [tokens, users] = await Promise.all([deps.serviceTokens.list(), deps.users.list()])
  const names = new Map(users.map(({ id, name }) => [id, name]))
  const now = deps.now()
  return { tokens: tokens.map((token) => toReply(token, { now, creator: names.get(token.createdBy) })) }
}

function toReply(
  token: ServiceToken,
  { now, creator = 'unknown' }: { readonly now: number; readonly creator: string | undefined },
): ServiceTokenReply {
  const { id, name, appIds, purposes, createdAtMs, expiresAtMs, revokedAtMs, lastUsedAtMs } = token
  return {
    id,
    name,
    apps: appIds,
    purposes,
    createdBy: creator,
    createdAtMs,
    expiresAtMs,
    lastUsedAtMs: lastUsedAtMs ?? null,
    state: revokedAtMs !== undefined ? 'revoked' : now >= expiresAtMs ? 'expired' : 'usable',
  }
}

/** @throws ViewerError `not_found` also where it was revoked before */
export async function revokeServiceToken(
  deps: ViewerDeps,
  id: string,
  { actor, client, requestId }: TokenRequest,
): Promise<void> {
  let isRevoked = false
  await deps.audit.appendInTransaction(async (transaction) => {
    isRevoked = (await createServiceTokenRepository(transaction).revoke(id, deps.now())) !== undefined
    const common = { action: 'token.revoke', actor, client, requestId, target: { key: id } } as const
    return isRevoked
      ? [toAuditEvent({ ...common, outcome: 'success' })]
      : [toAuditEvent({ ...common, outcome: 'denied', denyReason: 'not_found' })]
  })
  if (!isRevoked) throw new ViewerError('not_found')
}
