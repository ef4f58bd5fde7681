// The weekly review (design.md §8): who watched what, flagged first, signed off by an auditor who did not. The sign-off is
// a leaf that names the reviewed leaves and the root that they had.
import {
  type AuditAction,
  type AuditActor,
  type AuditDenyReason,
  type AuditRecord,
  groupAccesses,
  insertAccessReview,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import type { ReviewEntryReply, ReviewListReply, ReviewReply, ReviewState } from '../api-types.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError, type ViewerErrorCode } from '../viewer-error.ts'
import { flagsOf, historyWeeks, type OfficeHours, pastOf, sessionsOf } from './flags.ts'
import { mondayOf, nameOfWeek, parseWeek, weekMs } from './weeks.ts'

/** The person who reviews. */
export interface ReviewRequester {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

const shownWeeks = 12
const shownSessions = 50
// A week may be signed off for a week after it ended.
const dueMs = weekMs

const watching: readonly AuditAction[] = ['replay.open', 'replay.read', 'recording.export']
const opening: readonly AuditAction[] = ['replay.open', 'recording.export']

/** The last weeks, the newest first: which were signed off, which wait, which should have been. */
export async function listReviews(deps: ViewerDeps, who: ReviewRequester): Promise<ReviewListReply> {
  await recordEvent(deps, { action: 'audit.read', outcome: 'success', ...who })
  const nowMs = deps.now()
  const thisWeek = mondayOf(nowMs)
  const beginMs = (await deps.accessReviews.findBegin()) ?? nowMs
  const first = Math.max(mondayOf(beginMs), thisWeek - (shownWeeks - 1) * weekMs)
  const signed = new Map(
    (await deps.accessReviews.listSince(nameOfWeek(first))).map((row) => [row.week, row]),
  )
  const weeks = []
  for (let mondayMs = thisWeek; mondayMs >= first; mondayMs -= weekMs) {
    const week = nameOfWeek(mondayMs)
    const review = signed.get(week)
    weeks.push({
      week,
      state: stateOf(mondayMs, nowMs, review !== undefined),
      dueAtMs: mondayMs + weekMs + dueMs,
      ...(review === undefined ? {} : { signed: { by: review.userName ?? null, atMs: review.signedAtMs } }),
    })
  }
  return { weeks }
}

function stateOf(mondayMs: number, nowMs: number, isSigned: boolean): ReviewState {
  if (isSigned) return 'signed'
  if (nowMs < mondayMs + weekMs) return 'running'
  return nowMs < mondayMs + weekMs + dueMs ? 'waiting' : 'overdue'
}

/** Mondays of the shown weeks that should have been signed off, the earliest first. */
export async function findOverdueWeeks(deps: ViewerDeps): Promise<readonly string[]> {
  const nowMs = deps.now()
  const beginMs = (await deps.accessReviews.findBegin()) ?? nowMs
  const first = Math.max(mondayOf(beginMs), mondayOf(nowMs) - (shownWeeks - 1) * weekMs)
  const signed = new Set((await deps.accessReviews.listSince(nameOfWeek(first))).map(({ week }) => week))
  const weeks = []
  for (let mondayMs = first; mondayMs < nowMs; mondayMs += weekMs) {
    const week = nameOfWeek(mondayMs)
    if (stateOf(mondayMs, nowMs, signed.has(week)) === 'overdue') weeks.push(week)
  }
  return weeks
}

/** One week: every person and app, flagged first. @throws ViewerError `not_found` for what is no Monday of the log */
export async function readReview(deps: ViewerDeps, who: ReviewRequester, week: string): Promise<ReviewReply> {
  const mondayMs = parseWeek(week)
  if (mondayMs === undefined || mondayMs > deps.now()) {
    await recordEvent(deps, { action: 'audit.read', outcome: 'denied', denyReason: 'not_found', ...who })
    throw new ViewerError('not_found')
  }
  const target = { fromMs: mondayMs, toMs: mondayMs + weekMs - 1 }
  await recordEvent(deps, { action: 'audit.read', outcome: 'success', ...who, target })
  return (await buildReview(deps, mondayMs)).reply
}

interface BuiltReview {
  readonly reply: ReviewReply
  /** Who watched, or tried to. */
  readonly people: ReadonlySet<string>
}

async function buildReview(deps: ViewerDeps, mondayMs: number): Promise<BuiltReview> {
  const nowMs = deps.now()
  const week = nameOfWeek(mondayMs)
  const span = await deps.accessReviews.findLeaves({ fromMs: mondayMs, beforeMs: mondayMs + weekMs })
  const records = await gather(deps, { actions: watching, fromMs: mondayMs, toMs: mondayMs + weekMs - 1 })
  const history = await gather(deps, {
    actions: opening,
    outcome: 'success',
    fromMs: mondayMs - historyWeeks * weekMs,
    toMs: mondayMs - 1,
  })
  const past = Map.groupBy(history, personAndApp)
  const breakGlass = await breakGlassGrants(deps, mondayMs)
  const entries = [...Map.groupBy(records, personAndApp)].map(([key, group]) =>
    toEntry(group, { past: pastOf(past.get(key) ?? [], mondayMs), breakGlass, hours: officeHours(deps) }),
  )
  const review = (await deps.accessReviews.listSince(week)).find((row) => row.week === week)
  const state = stateOf(mondayMs, nowMs, review !== undefined)
  return {
    reply: {
      week,
      fromMs: mondayMs,
      toMs: mondayMs + weekMs,
      ...span,
      state,
      dueAtMs: mondayMs + weekMs + dueMs,
      entries: entries.toSorted(byFlags),
      ...(review === undefined
        ? {}
        : {
            signed: {
              by: review.userName ?? null,
              atMs: review.signedAtMs,
              root: Buffer.from(review.root).toString('hex'),
            },
          }),
    },
    people: new Set(records.map(({ event }) => nameOf(event.actor))),
  }
}

type Gathering = NonNullable<Parameters<ViewerDeps['auditRecords']['readAll']>[0]>['filter']

async function gather(deps: ViewerDeps, filter: NonNullable<Gathering>): Promise<AuditRecord[]> {
  const records: AuditRecord[] = []
  for await (const record of deps.auditRecords.readAll({ filter })) records.push(record)
  return records
}

/** Grants that nobody approved, of that week or a day before: none lasts longer. */
async function breakGlassGrants(deps: ViewerDeps, mondayMs: number): Promise<ReadonlySet<string>> {
  const filter = {
    actions: ['grant.break_glass'],
    outcome: 'success',
    fromMs: mondayMs - weekMs,
    toMs: mondayMs + weekMs - 1,
  } as const
  return new Set((await gather(deps, filter)).flatMap(({ event }) => event.grant ?? []))
}

function officeHours({ config }: ViewerDeps): OfficeHours {
  return { timeZone: config.reviewTimeZone, from: 7, to: 19 }
}

function nameOf({ issuer, subject }: AuditActor): string {
  return JSON.stringify([issuer, subject ?? null])
}

function personAndApp({ event }: AuditRecord): string {
  return JSON.stringify([nameOf(event.actor), event.target?.app ?? null])
}

function toEntry(
  records: readonly AuditRecord[],
  known: Omit<Parameters<typeof flagsOf>[0], 'records'>,
): ReviewEntryReply {
  const accesses = groupAccesses(records)
  const actor = records[0]?.event.actor
  const used = records.filter(({ event }) => event.outcome === 'success')
  const times = records.map(({ event }) => event.timeMs)
  const sessions = accesses.map(({ session, opens, exports, denied, released, firstMs }) => ({
    session,
    opens,
    exports,
    denied,
    releasedMs: released.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0),
    firstMs,
  }))
  return {
    issuer: actor?.issuer ?? '',
    person: actor?.subject ?? null,
    roles: [...new Set(records.flatMap(({ event }) => event.actor.roles))],
    app: records[0]?.event.target?.app ?? null,
    flags: flagsOf({ records, ...known }),
    sessionCount: sessionsOf(used).size,
    usualCount: Math.max(0, ...known.past),
    opens: sum(sessions.map(({ opens }) => opens)),
    exports: sum(sessions.map(({ exports }) => exports)),
    denied: records.filter(({ event }) => event.outcome === 'denied').length,
    releasedMs: sum(sessions.map(({ releasedMs }) => releasedMs)),
    firstMs: Math.min(...times),
    lastMs: Math.max(...times),
    purposes: [...new Set(records.flatMap(({ event }) => event.purpose ?? []))],
    sessions: sessions.toSorted((a, b) => b.releasedMs - a.releasedMs).slice(0, shownSessions),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** More flags first, then who saw more. */
function byFlags(a: ReviewEntryReply, b: ReviewEntryReply): number {
  return b.flags.length - a.flags.length || b.releasedMs - a.releasedMs || b.lastMs - a.lastMs
}

/** What an auditor signs: the week as they saw it. */
export interface SignOff {
  readonly week: string
  /** Last leaf of the list that was reviewed. */
  readonly toIndex: number
  readonly note?: string
}

/**
 * Signs a week off.
 * @throws ViewerError `not_found`, `not_over`, `log_grew`, `own_access`, `already_decided`
 */
export async function signOffReview(
  deps: ViewerDeps,
  who: ReviewRequester,
  { week, toIndex, note }: SignOff,
): Promise<ReviewReply> {
  const mondayMs = parseWeek(week)
  if (mondayMs === undefined || mondayMs > deps.now()) return refuse(deps, who, 'not_found')
  const { reply, people } = await buildReview(deps, mondayMs)
  const refused = signOffRefusal(reply, people, { who, toIndex })
  if (refused !== undefined) return refuse(deps, who, refused)
  const { fromIndex } = reply
  const root = await deps.accessReviews.computeRoot(toIndex + 1)
  let isFirst = false
  await deps.audit.appendInTransaction(async (transaction) => {
    const review = { week, userId: who.actor.userId, fromIndex, toIndex, root, signedAtMs: deps.now() }
    isFirst = await insertAccessReview(transaction, review)
    const said = { action: 'review.sign_off', ...who, ...(note === undefined ? {} : { note }) } as const
    if (!isFirst) return [toAuditEvent({ ...said, outcome: 'denied', denyReason: 'already_decided' })]
    const hex = Buffer.from(root).toString('hex')
    const target = { fromMs: reply.fromMs, toMs: reply.toMs - 1, fromIndex, toIndex, root: hex }
    return [toAuditEvent({ ...said, outcome: 'success', target })]
  })
  if (!isFirst) throw new ViewerError('already_decided')
  return (await buildReview(deps, mondayMs)).reply
}

type SignOffRefusal = AuditDenyReason & ViewerErrorCode

function signOffRefusal(
  reply: ReviewReply,
  people: ReadonlySet<string>,
  { who, toIndex }: { readonly who: ReviewRequester; readonly toIndex: number },
): SignOffRefusal | undefined {
  if (reply.state === 'running') return 'not_over'
  if (reply.state === 'signed') return 'already_decided'
  if (people.has(nameOf({ ...who.actor, subject: who.actor.name }))) return 'own_access'
  return reply.toIndex === toIndex ? undefined : 'log_grew'
}

async function refuse(deps: ViewerDeps, who: ReviewRequester, code: SignOffRefusal): Promise<never> {
  await recordEvent(deps, { action: 'review.sign_off', outcome: 'denied', denyReason: code, ...who })
  throw new ViewerError(code)
}
