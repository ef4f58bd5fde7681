// How privacy officers place legal holds and lift them (design.md §5.10, §6). What is destroyed was destroyed before the hold's
// event: both are appended with the log in hand.
import { randomUUID } from 'node:crypto'
import { type Hold, type HoldScope, liftHold, nextAuditIndex, placeHold, subjectHash } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { HoldListReply, HoldReply, HoldScopeReply } from './holds-api.ts'

/** Who asks, and from where. */
export interface Officer {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A hold that is to be placed. */
export interface HoldRequest {
  /** `subject` of it is the pseudonym itself. */
  readonly scope: HoldScope
  readonly reason: string
  /** Who or what demands it: a court's file number, a letter. */
  readonly authority?: string
}

const shownHolds = 200

/** Places a hold; gives its id. @throws ViewerError `not_found`, `shredded` */
export async function place(
  deps: ViewerDeps,
  officer: Officer,
  { scope, reason, authority }: HoldRequest,
): Promise<string> {
  const id = randomUUID()
  const app = await appOf(deps, scope)
  const event = {
    action: 'hold.place',
    ...officer,
    note: reason,
    ...(authority === undefined ? {} : { ticket: authority }),
    target: {
      hold: id,
      ...targetOf(scope),
      ...(app === undefined ? {} : { app: app.id }),
      ...(scope.kind === 'subject' ? { user: scope.subject } : {}),
    },
  } as const
  const denyReason = app === undefined ? 'not_found' : app.gone ? 'shredded' : undefined
  if (denyReason !== undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason })
    throw new ViewerError(denyReason)
  }
  await deps.audit.appendInTransaction(async (transaction) => {
    const kept = scope.kind === 'subject' ? { ...scope, subject: subjectHash(scope.subject) } : scope
    await placeHold(transaction, { id, scope: kept, auditIndex: await nextAuditIndex(transaction) })
    return [toAuditEvent({ ...event, outcome: 'success' })]
  })
  return id
}

/** Ends a hold. @throws ViewerError `not_found`, `conflict` where it was lifted before */
export async function lift(
  deps: ViewerDeps,
  officer: Officer,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  const hold = await deps.holds.find(id)
  const app = hold === undefined ? undefined : await appOf(deps, hold.scope)
  const event = {
    action: 'hold.lift',
    ...officer,
    note: reason,
    target: {
      hold: id,
      ...(hold === undefined ? {} : targetOf(hold.scope)),
      ...(app === undefined ? {} : { app: app.id }),
    },
  } as const
  if (hold === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  let isLifted = false
  await deps.audit.appendInTransaction(async (transaction) => {
    isLifted = await liftHold(transaction, { id, auditIndex: await nextAuditIndex(transaction) })
    return [
      toAuditEvent(
        isLifted ? { ...event, outcome: 'success' } : { ...event, outcome: 'denied', denyReason: 'conflict' },
      ),
    ]
  })
  if (!isLifted) throw new ViewerError('conflict')
}

/** Holds, newest first; of one session those that hold it. */
export async function list(
  deps: ViewerDeps,
  reader: Officer,
  { session }: { readonly session?: string },
): Promise<HoldListReply> {
  const holds =
    session === undefined ? await deps.holds.list({ limit: shownHolds }) : await deps.holds.listOf(session)
  // Reasons and names are read out of the audit log.
  await recordEvent(deps, {
    action: 'audit.read',
    outcome: 'success',
    ...reader,
    ...(session === undefined ? {} : { target: { session } }),
    extent: { events: holds.length },
  })
  return { holds: await Promise.all(holds.map((hold) => describe(deps, hold))) }
}

async function describe(deps: ViewerDeps, hold: Hold): Promise<HoldReply> {
  const placed = (await deps.auditRecords.find(hold.auditIndex))?.event
  const lifted =
    hold.liftIndex === undefined ? undefined : (await deps.auditRecords.find(hold.liftIndex))?.event
  return {
    id: hold.id,
    scope: scopeReply(hold.scope, placed?.target?.user),
    placedAtMs: hold.placedAt.getTime(),
    ...(placed?.actor.subject === undefined ? {} : { placedBy: placed.actor.subject }),
    ...(placed?.note === undefined ? {} : { reason: placed.note }),
    ...(placed?.ticket === undefined ? {} : { authority: placed.ticket }),
    ...(hold.liftedAt === undefined
      ? {}
      : {
          lifted: {
            atMs: hold.liftedAt.getTime(),
            ...(lifted?.actor.subject === undefined ? {} : { by: lifted.actor.subject }),
            ...(lifted?.note === undefined ? {} : { reason: lifted.note }),
          },
        }),
  }
}

/** Of a subject the log has the name; the hold itself its hash. */
function scopeReply(scope: HoldScope, pseudonym: string | undefined): HoldScopeReply {
  if (scope.kind !== 'subject') return { ...scope }
  const { kind, app } = scope
  return { kind, app, ...(pseudonym === undefined ? {} : { subject: pseudonym }) }
}

/** The app that a hold is about; `gone`: nothing of its session can be opened any more. */
async function appOf(
  deps: ViewerDeps,
  scope: HoldScope,
): Promise<{ readonly id: string; readonly gone: boolean } | undefined> {
  if (scope.kind === 'session') {
    const session = await deps.replays.getSession(scope.session)
    return session && { id: session.appId, gone: ['shredded', 'withdrawn'].includes(session.state) }
  }
  const apps = await deps.apps.list()
  return apps.some(({ id }) => id === scope.app) ? { id: scope.app, gone: false } : undefined
}

function targetOf(scope: HoldScope): { session?: string; app?: string; fromMs?: number; toMs?: number } {
  switch (scope.kind) {
    case 'session':
      return { session: scope.session }
    case 'app':
    case 'subject':
      return { app: scope.app }
    case 'window':
      return { app: scope.app, fromMs: scope.fromMs, toMs: scope.toMs }
  }
}
