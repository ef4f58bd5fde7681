// From an Authorization header to the service behind it: for the one route that takes service tokens (design.md §8).
import type { AuditTransaction, ServiceToken, User } from '@reseal/store'
import { createServiceTokenRepository, createUserRepository } from '@reseal/store'
import type { Actor, ClientInfo } from '../../access/actor.ts'
import { toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { mayExport } from '../../exports/may-export.ts'
import { ViewerError } from '../../viewer-error.ts'
import { readAuthorization } from './export-token.ts'

/** A service, and the token that it came with. */
export interface FoundService {
  /** Holds no role: no list of roles admits it. */
  readonly actor: Actor
  readonly serviceToken: ServiceToken
}

/** What a request with an Authorization header says. */
export interface BearerRequest {
  readonly authorization: string
  /** Session that it asks for, where the address names one. */
  readonly session: string | undefined
  readonly client: ClientInfo
  readonly requestId: string
}

/** Why a token opens nothing (any more). */
export type TokenRefusal = 'unknown_token' | 'token_expired' | 'token_revoked'

/**
 * The service of a token.
 * @throws ViewerError `token_refused` whatever is wrong with it, `too_many_attempts`
 */
export async function findServiceActor(deps: ViewerDeps, request: BearerRequest): Promise<FoundService> {
  const tokenHash = readAuthorization(request.authorization)
  const token = tokenHash === undefined ? undefined : await deps.serviceTokens.findByHash(tokenHash)
  if (token === undefined) return refuse(deps, request, { refused: 'unknown_token' })
  const creator = await deps.users.find(token.createdBy)
  const refused = tokenRefusal(token, creator, deps.now())
  if (refused !== undefined) return refuse(deps, request, { refused, token })
  await deps.serviceTokens.recordUse(token.id, deps.now())
  return { actor: toActor(token, deps.now()), serviceToken: token }
}

/** The same within a transaction, in which the token can no longer be revoked. */
export async function judgeHeldToken(
  transaction: AuditTransaction,
  id: string,
  nowMs: number,
): Promise<TokenRefusal | undefined> {
  const token = await createServiceTokenRepository(transaction).hold(id)
  if (token === undefined) return 'unknown_token'
  return tokenRefusal(token, await createUserRepository(transaction).find(token.createdBy), nowMs)
}

/** A token is worth what the person who answers for it may do. */
function tokenRefusal(
  { revokedAtMs, expiresAtMs }: ServiceToken,
  creator: User | undefined,
  nowMs: number,
): TokenRefusal | undefined {
  if (revokedAtMs !== undefined) return 'token_revoked'
  if (nowMs >= expiresAtMs) return 'token_expired'
  return creator !== undefined && !creator.disabled && mayExport(creator) ? undefined : 'token_revoked'
}

function toActor({ id, name, appIds, expiresAtMs }: ServiceToken, nowMs: number): Actor {
  return {
    userId: id,
    signInId: id,
    name,
    roles: [],
    apps: appIds,
    sessionExpiresAtMs: expiresAtMs,
    method: 'service-token',
    issuer: 'reseal',
    amr: [],
    authenticatedAtMs: nowMs,
  }
}

/** One answer whatever was wrong; the audit log has the reason, and is bounded. */
async function refuse(
  deps: ViewerDeps,
  { session, client, requestId }: BearerRequest,
  { refused, token }: { readonly refused: TokenRefusal; readonly token?: ServiceToken },
): Promise<never> {
  const address = client.ip ?? 'unknown'
  if (!deps.attempts.allows(address)) throw new ViewerError('too_many_attempts')
  deps.attempts.recordFailure(address)
  const target = {
    ...(session === undefined ? {} : { session }),
    ...(token === undefined ? {} : { key: token.id }),
  }
  const denied = { action: 'recording.export', outcome: 'denied', denyReason: refused } as const
  await deps.audit.append(toAuditEvent({ ...denied, actor: undefined, client, requestId, target }))
  throw new ViewerError('token_refused')
}
