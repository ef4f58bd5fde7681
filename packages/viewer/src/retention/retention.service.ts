// How privacy officers say for how long sessions are kept (design.md §5.10): what keeps something for less time takes a second
// one. What is written here are rules and their events; the worker forgets.
import {
  checkRetentionRules,
  type DueCount,
  decideRetention,
  insertRetention,
  nextAuditIndex,
  type RetentionRun,
  type SetRetention,
  shortens,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type {
  DryRunReply,
  DueReply,
  RetentionReply,
  RetentionRunReply,
  SetRetentionReply,
} from './retention-api.ts'

/** Who asks, and from where. */
export interface Officer {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

const shownSets = 20
const shownRuns = 10
const dayMs = 24 * 3_600_000

/** Rules with their history, and runs. */
export async function read(deps: ViewerDeps, reader: Officer): Promise<RetentionReply> {
  const [sets, runs, removed] = await Promise.all([
    deps.retention.history(shownSets),
    deps.retention.runs(shownRuns),
    deps.retention.countRemoved(),
  ])
  await recordEvent(deps, { action: 'retention.view', outcome: 'success', ...reader })
  const isInForce = sets.some(({ state }) => state === 'in-force')
  const last = runs.find(({ startedAt }) => startedAt !== undefined)?.startedAt?.getTime()
  const next = last === undefined ? deps.now() : Math.max(deps.now(), last + dayMs)
  return {
    sets: await Promise.all(sets.map((one) => describe(deps, one))),
    runs: runs.map(toRunReply),
    batches: {
      emptied: removed.emptiedCount,
      rewritten: removed.rewrittenCount,
      deletedBytes: removed.deletedBytes,
      waitingBytes: removed.waitingBytes,
    },
    ...(isInForce && { nextRunAtMs: next }),
  }
}

async function describe(deps: ViewerDeps, set: SetRetention): Promise<SetRetentionReply> {
  const event = (await deps.auditRecords.find(set.auditIndex))?.event
  const decision =
    set.decisionIndex === undefined ? undefined : (await deps.auditRecords.find(set.decisionIndex))?.event
  return {
    seq: set.seq,
    state: set.state,
    rules: { ...set.rules },
    setAtMs: set.setAt.getTime(),
    ...(event?.actor.subject === undefined ? {} : { setBy: event.actor.subject }),
    ...(event?.note === undefined ? {} : { reason: event.note }),
    ...(decision?.actor.subject === undefined ? {} : { decidedBy: decision.actor.subject }),
  }
}

function toRunReply(run: RetentionRun): RetentionRunReply {
  const { id, cause, startedAt, endedAt, lookedCount, forgottenCount, heldCount, busyCount, streamCount } =
    run
  return {
    id,
    cause,
    ...(startedAt === undefined ? {} : { startedAtMs: startedAt.getTime() }),
    ...(endedAt === undefined ? {} : { endedAtMs: endedAt.getTime() }),
    lookedCount,
    forgottenCount,
    heldCount,
    busyCount,
    streamCount,
  }
}

/** Sets rules. @throws ViewerError `bad_request` for what are none */
export async function set(
  deps: ViewerDeps,
  officer: Officer,
  { rules: given, reason }: { readonly rules: unknown; readonly reason: string },
): Promise<{ seq: number; state: 'waiting' | 'in-force' }> {
  const checked = checkRetentionRules(given)
  if ('problems' in checked) throw new ViewerError('bad_request')
  const { rules } = checked
  let done: { seq: number; isWaiting: boolean } | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    // With the log in hand: nobody else's rules come into force between the comparison and this.
    const auditIndex = await nextAuditIndex(transaction)
    const inForce = await deps.retention.findInForce(transaction)
    const isWaiting = shortens(inForce?.rules, rules)
    const made = await insertRetention(transaction, {
      rules,
      shortens: isWaiting,
      setBy: officer.actor.userId,
      auditIndex,
    })
    done = { seq: made.seq, isWaiting }
    return [
      toAuditEvent({
        action: 'retention.change',
        outcome: 'success',
        ...officer,
        note: reason,
        change: { setting: 'retention', from: hashOf(inForce), to: hex(made.sha256) },
        cause: isWaiting ? 'proposed' : 'set',
      }),
    ]
  })
  if (done === undefined) throw new ViewerError('internal')
  return { seq: done.seq, state: done.isWaiting ? 'waiting' : 'in-force' }
}

/**
 * Approves or refuses rules that wait. Whoever set them may take them back, and not approve them.
 * @throws ViewerError `not_found`, `same_person`, `conflict` where somebody decided, or others came into force meanwhile
 */
export async function decide(
  deps: ViewerDeps,
  officer: Officer,
  { seq, approve, reason }: { readonly seq: number; readonly approve: boolean; readonly reason: string },
): Promise<void> {
  const found = await deps.retention.find(seq)
  const event = { action: 'retention.change', ...officer, note: reason } as const
  if (found === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  let refused: 'same_person' | 'conflict' | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    const auditIndex = await nextAuditIndex(transaction)
    const inForce = await deps.retention.findInForce(transaction)
    if (approve && found.setBy === officer.actor.userId) refused = 'same_person'
    else if (found.state !== 'waiting' || seq < (inForce?.seq ?? 0)) refused = 'conflict'
    else if (!(await decideRetention(transaction, { seq, approved: approve, auditIndex })))
      refused = 'conflict'
    const about = {
      ...event,
      change: { setting: 'retention', from: hashOf(inForce), to: hex(found.sha256) },
      cause: approve ? 'approved' : 'refused',
    } as const
    return [
      toAuditEvent(
        refused === undefined
          ? { ...about, outcome: 'success' }
          : { ...about, outcome: 'denied', denyReason: refused },
      ),
    ]
  })
  if (refused !== undefined) throw new ViewerError(refused)
}

const countForMs = 15_000

/** What a run would forget. @throws ViewerError `not_found` where there are no such rules */
export async function dryRun(
  deps: ViewerDeps,
  reader: Officer,
  { seq }: { readonly seq?: number },
): Promise<DryRunReply> {
  const found = await (seq === undefined ? deps.retention.findInForce() : deps.retention.find(seq))
  const event = { action: 'retention.view', ...reader } as const
  if (found === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  const { due, held, isWhole } = await deps.countDue({
    rules: found.rules,
    now: new Date(deps.now()),
    signal: AbortSignal.timeout(countForMs),
  })
  const sessions = due.reduce((sum, one) => sum + one.sessions, 0)
  await recordEvent(deps, { ...event, outcome: 'success', extent: { sessions } })
  return { due: due.map(toDueReply), held: held.map(toDueReply), isWhole }
}

function toDueReply({ app, cause, sessions, streams, oldest }: DueCount): DueReply {
  return { app, cause, sessions, streams, oldestMs: oldest.getTime() }
}

/** Asks for a run. @throws ViewerError `not_found` where there are no rules */
export async function ask(deps: ViewerDeps, officer: Officer): Promise<void> {
  const isInForce = (await deps.retention.findInForce()) !== undefined
  const event = { action: 'retention.ask', ...officer } as const
  if (!isInForce) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  await recordEvent(deps, { ...event, outcome: 'success' })
  await deps.retention.askForRun()
}

function hashOf(set: SetRetention | undefined): string {
  return set === undefined ? 'none' : hex(set.sha256)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
