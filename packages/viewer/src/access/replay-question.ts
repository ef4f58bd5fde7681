// What is known about a session and a person's grants when somebody wants to watch, read in the transaction that decides.
import {
  type AuditTransaction,
  findHeldGrants,
  findRulesStanding,
  findSessionScope,
  findSessionStanding,
  type Grant,
} from '@reseal/store'
import type { Actor } from './actor.ts'
import type { HeldGrant, ReplayQuestion } from './decide-replay.ts'

/** Who asks, for what. */
export interface ReplayAsked {
  readonly actor: Pick<Actor, 'userId' | 'roles' | 'apps'>
  readonly session: string
  readonly app: string
  /** Of a range: rules are asked for its own stream. */
  readonly stream?: string
  /** Nothing of it can be opened any more. */
  readonly tombstoned: boolean
  readonly nowMs: number
}

/** Reads the facts; grants stay as they are until the transaction ends. */
export async function readReplayQuestion(
  transaction: AuditTransaction,
  { actor, session, app, stream, tombstoned, nowMs }: ReplayAsked,
): Promise<ReplayQuestion> {
  const standing = await findSessionStanding(transaction, { app, session })
  const { grantsRequired, quarantined, held, rulesWaiting } = standing
  const about = { appId: app, session, ...(stream === undefined ? {} : { stream }) }
  const rulesApproved = (await findRulesStanding(transaction, about)) === 'approved'
  const grants = grantsRequired ? await findHeldGrants(transaction, { userId: actor.userId, app }) : []
  const isByContent = grants.some(({ scope }) => scope.kind === 'page' || scope.kind === 'label')
  const { pages, labels } = isByContent ? await findSessionScope(transaction, session) : withoutSummary
  return {
    actor,
    grantsRequired,
    session: { session, app, quarantined, held, rulesWaiting, rulesApproved, tombstoned, pages, labels },
    grants: grants.flatMap(toHeldGrant),
    nowMs,
  }
}

const withoutSummary = { pages: [], labels: [] } as const

function toHeldGrant({ id, kind, app, scope, decision, fromMs, untilMs, revocation }: Grant): HeldGrant[] {
  if (fromMs === undefined || untilMs === undefined) return []
  const approvers = decision?.name === undefined ? [] : [decision.name]
  const isRevoked = revocation !== undefined
  const held = { id, app, scope, approvers, fromMs, untilMs, revoked: isRevoked }
  return [{ ...held, kind: kind === 'request' ? 'approved' : 'break-glass' }]
}
