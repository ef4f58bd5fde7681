// The scope of a breach (design.md §8): for a person, a key or a time, which sessions and ranges could be read, and which
// were. A page at a time, each of bounded work.
import {
  type AuditFilter,
  type AuditRecord,
  accessActions,
  groupAccesses,
  type PagedStream,
  type SessionAccess,
} from '@reseal/store'
import type { ViewerDeps } from '../deps.ts'
import type {
  BreachLimit,
  BreachScopeReply,
  ReachReply,
  ReadableSessionReply,
  ReadSessionReply,
} from './audit-questions-api.ts'
import { reachOf } from './breach-reach.ts'

/** Whose breach, when, and which page of the answer. */
export interface BreachQuestion {
  readonly actor?: string
  readonly key?: string
  readonly app?: string
  readonly fromMs: number
  readonly toMs: number
  /** Session after which the list of what was readable goes on. */
  readonly readableAfter?: string
  /** Leaf from which the list of what was read goes on. */
  readonly readFrom?: number
  readonly part: 'all' | 'readable' | 'read'
}

const readEvents = accessActions.filter((action) => action !== 'session.view')
const mostEvents = 2_000
const mostSteps = 10

/** Finds it, by events below an index. */
export async function findBreachScope(
  deps: ViewerDeps,
  asked: BreachQuestion,
  index: number,
): Promise<BreachScopeReply> {
  const { reach, limits } = await findReach(deps, asked, index)
  const readable = asked.part === 'read' ? noSessions : await pageReadable(deps, asked, reach)
  const read = asked.part === 'readable' ? noReads : await pageRead(deps, asked, index)
  return { index, reach, limits, ...readable, ...read }
}

const noSessions = { readable: [], nextReadable: null } as const
const noReads = { read: [], nextRead: null } as const

type Reach = { readonly reach: readonly ReachReply[]; readonly limits: readonly BreachLimit[] }

async function findReach(deps: ViewerDeps, asked: BreachQuestion, index: number): Promise<Reach> {
  const { actor, key, app = null, fromMs, toMs } = asked
  if (actor === undefined) {
    const by = key === undefined ? 'everyone' : 'key'
    return {
      reach: [{ by, app, fromMs, toMs, leaves: [] }],
      limits: key === undefined ? [] : ['key_outside'],
    }
  }
  const user = (await deps.users.list()).find(({ name }) => name === actor)
  const [history, grants, apps] = await Promise.all([
    deps.auditQuestions.rightsHistory({ subject: actor, before: index }),
    user === undefined ? [] : deps.grants.list({ userId: user.id, limit: 500 }),
    deps.auditQuestions.appsWithGrants(),
  ])
  const present = user && { roles: user.roles, apps: user.appIds, isDisabled: user.disabled }
  const known = { present, history, grants, grantsRequired: new Set(apps) }
  const { reach, limits } = reachOf(known, { fromMs, toMs })
  const wanted = app === null ? reach : reach.filter((way) => way.app === null || way.app === app)
  return { reach: wanted, limits }
}

async function pageReadable(
  deps: ViewerDeps,
  { app, key, fromMs, toMs, readableAfter }: BreachQuestion,
  reach: readonly ReachReply[],
): Promise<Pick<BreachScopeReply, 'readable' | 'nextReadable'>> {
  if (reach.length === 0) return noSessions
  const isOfficer = reach.some(({ by }) => by === 'officer')
  const apps = app === undefined ? reach.map((way) => way.app) : [app]
  const page = await deps.auditQuestions.pageStreams({
    fromMs,
    toMs,
    withHolds: isOfficer,
    ...(apps.includes(null) ? {} : { appIds: apps.filter((id) => id !== null) }),
    ...(key !== undefined && { keyId: key }),
    ...(readableAfter !== undefined && { after: readableAfter }),
  })
  const open = page.streams.flatMap((stream) => {
    const ways = reach.filter((way) => isOpenBy(stream, way))
    return ways.length === 0 ? [] : [{ stream, ways }]
  })
  const readable = [...Map.groupBy(open, ({ stream }) => stream.session)].map(
    ([session, found]): ReadableSessionReply => ({
      session,
      app: found[0]?.stream.app ?? '',
      by: [...new Set(found.flatMap(({ ways }) => ways.map(({ by }) => by)))],
      ranges: found.map(({ stream }) => ({
        stream: stream.stream,
        fromMs: stream.fromMs,
        toMs: stream.toMs,
      })),
    }),
  )
  return { readable, nextReadable: page.next ?? null }
}

function isOpenBy(stream: PagedStream, way: ReachReply): boolean {
  if (stream.fromMs > way.toMs || (way.app !== null && way.app !== stream.app)) return false
  if (way.by === 'key' || way.by === 'everyone') return true
  const { quarantine } = stream
  const untilMs = quarantine?.untilMs ?? Number.POSITIVE_INFINITY
  if (way.by === 'officer') {
    return (
      stream.isHeld || (quarantine !== undefined && quarantine.fromMs <= way.toMs && untilMs >= way.fromMs)
    )
  }
  const isShut = quarantine !== undefined && quarantine.fromMs <= way.fromMs && untilMs > way.toMs
  if (isShut) return false
  return way.scope?.startsWith('session:') !== true || way.scope === `session:${stream.session}`
}

async function pageRead(
  deps: ViewerDeps,
  { actor, key, app, fromMs, toMs, readFrom = 0 }: BreachQuestion,
  index: number,
): Promise<Pick<BreachScopeReply, 'read' | 'nextRead'>> {
  const { fromIndex, toIndex } = await deps.accessReviews.findLeaves({ fromMs, beforeMs: toMs + 1 })
  const before = Math.min(index, toIndex + 1)
  const filter: AuditFilter = {
    actions: readEvents,
    ...(actor !== undefined && { subject: actor }),
    ...(app !== undefined && { app }),
  }
  const records: AuditRecord[] = []
  let from = Math.max(fromIndex, readFrom)
  for (let step = 0; step < mostSteps && from < before && records.length < mostEvents; step++) {
    const page = await deps.auditRecords.readPage({ from, before, filter })
    records.push(...page.records)
    from = page.next
  }
  const found = key === undefined ? records : await sealedTo(deps, key, records)
  return { read: groupAccesses(found).map(toRead), nextRead: from < before ? from : null }
}

async function sealedTo(
  deps: ViewerDeps,
  key: string,
  records: readonly AuditRecord[],
): Promise<readonly AuditRecord[]> {
  const streams = [...new Set(records.flatMap(({ event }) => event.target?.stream ?? []))]
  const sealed = await deps.auditQuestions.streamsOfKey(key, streams)
  return records.filter(({ event }) => sealed.has(event.target?.stream ?? ''))
}

function toRead({ actor, app, events, ...access }: SessionAccess): ReadSessionReply {
  return { ...access, ...actor, app: app ?? null, leaves: events }
}
