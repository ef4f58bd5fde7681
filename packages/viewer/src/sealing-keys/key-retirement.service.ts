// How sealing keys are retired (design.md §6): an admin asks, a privacy officer who is another person approves. What stands in
// the way is the database's to say; whatever comes of it is in the log before it is answered.
import { randomUUID } from 'node:crypto'
import {
  type AuditEventInput,
  type AuditTransaction,
  askKeyRetirement,
  decideKeyRetirement,
  notify,
  type RetirementAnswer,
  type RetirementRefusal,
} from '@reseal/store'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { KeysRequester } from './sealing-keys.service.ts'

/** What is asked for. */
export interface RetirementQuestion {
  readonly keyId: string
  readonly withShred: boolean
  readonly reason: string
}

/** Asks that a key be retired; gives the id. @throws ViewerError `not_found`, `conflict`, `key_in_use`, `key_needed` */
export async function askRetirement(
  deps: ViewerDeps,
  who: KeysRequester,
  { keyId, withShred, reason }: RetirementQuestion,
): Promise<string> {
  const id = randomUUID()
  const event = {
    action: 'key.retire_request',
    ...who,
    note: reason,
    target: { key: keyId },
    ...(withShred && { cause: 'shred' as const }),
  } as const
  await inTransaction(deps, async (transaction) => {
    const byWhom = who.actor.userId
    const recipients = { roles: ['privacy-officer'], except: byWhom } as const
    await notify(transaction, { kind: 'key-waiting', link: '/sealing-keys', recipients })
    const answer = await askKeyRetirement(transaction, { id, keyId, withShred, byWhom })
    const denied = deniedBy(answer)
    return denied === undefined
      ? { events: [toAuditEvent({ ...event, outcome: 'success' })] }
      : { denied, events: [toAuditEvent({ ...event, outcome: 'denied', denyReason: denied })] }
  })
  return id
}

/** A decision about a retirement that was asked for. */
export interface RetirementDecision {
  readonly id: string
  readonly approves: boolean
  readonly reason?: string
}

/**
 * Approves, refuses or takes back.
 * @throws ViewerError `role_not_allowed`, `not_found`, `same_person`, `conflict`, `key_in_use`, `key_needed`
 */
export async function decideRetirement(
  deps: ViewerDeps,
  who: KeysRequester,
  { id, approves, reason }: RetirementDecision,
): Promise<void> {
  const action = approves ? 'key.retire_approve' : 'key.retire_refuse'
  const retirement = await deps.keyRetirements.find(id)
  const note = reason === undefined ? {} : { note: reason }
  if (retirement === undefined) {
    await recordEvent(deps, { action, ...who, ...note, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  const { keyId, withShred, askedBy, askedIndex } = retirement
  const about = { target: { key: keyId }, ...(withShred && { cause: 'shred' as const }) }
  const event = { action, ...who, ...note, ...about } as const
  // Who asked from a command line has no user id: their name is all there is to go by.
  const asker = (await deps.auditRecords.find(askedIndex))?.event.actor.subject
  const isOwn = askedBy === undefined && asker === who.actor.name
  await inTransaction(deps, async (transaction) => {
    const answer =
      approves && isOwn
        ? 'same_person'
        : await decideKeyRetirement(transaction, { id, byWhom: who.actor.userId, approves })
    const denied = deniedBy(answer)
    if (denied !== undefined) {
      return { denied, events: [toAuditEvent({ ...event, outcome: 'denied', denyReason: denied })] }
    }
    const decided = toAuditEvent({ ...event, outcome: 'success' })
    if (answer !== 'done') return { events: [decided] }
    const retired = toAuditEvent({ action: 'key.retire', ...who, ...about, outcome: 'success' })
    return { events: [decided, retired] }
  })
}

type KeyAction = 'key.retire_request' | 'key.retire_approve' | 'key.retire_refuse' | 'key.retire'

interface Attempt {
  readonly denied?: RetirementRefusal
  readonly events: readonly AuditEventInput<KeyAction>[]
}

const refusals: readonly RetirementAnswer[] = [
  'role_not_allowed',
  'not_found',
  'same_person',
  'conflict',
  'key_in_use',
  'key_needed',
]

function deniedBy(answer: RetirementAnswer): RetirementRefusal | undefined {
  return refusals.includes(answer) ? (answer as RetirementRefusal) : undefined
}

async function inTransaction(
  deps: ViewerDeps,
  work: (transaction: AuditTransaction) => Promise<Attempt>,
): Promise<void> {
  let denied: RetirementRefusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    const attempt = await work(transaction)
    denied = attempt.denied
    return attempt.events
  })
  if (denied !== undefined) throw new ViewerError(denied)
}
