// The scope of a breach: what could be read in a time by a person or with a key, and what was read in fact.
import {
  type AuditFilter,
  type AuditRecord,
  accessActions,
  createUserRepository,
  durationOf,
  groupAccesses,
  type ReadableStreamRange,
  readableStreams,
  type SessionAccess,
  type StreamRange,
  streamsOfKey,
} from '@reseal/store'
import type { Question } from './question.ts'

/** Whose breach, and when. */
export interface BreachQuestion {
  readonly actor?: string
  readonly keyId?: string
  /** Milliseconds since 1970, both included. */
  readonly fromMs: number
  readonly toMs: number
}

/** Why something was readable. */
export type Reach =
  /** By roles and apps, as they are now. */
  | 'member'
  /** The person is known, and may open nothing. */
  | 'none'
  /** Not a user of the viewer, or known no more: by their events alone. */
  | 'unknown'
  /** Whoever held the key, or whoever it was: everything. */
  | 'everything'

/** A session with the ranges of its streams that could be opened. */
export interface ReadableSession {
  readonly app: string
  readonly session: string
  readonly ranges: readonly StreamRange[]
}

/** The answer. */
export interface BreachScope {
  readonly reach: Reach
  readonly apps: readonly string[] | undefined
  readonly readable: readonly ReadableSession[]
  readonly read: readonly SessionAccess[]
  /** Events of what was read or refused, ascending by leaf. */
  readonly records: readonly AuditRecord[]
}

/** Finds it. */
export async function findBreachScope(question: Question, asked: BreachQuestion): Promise<BreachScope> {
  const { reach, apps } = await reachOf(question, asked)
  const readable: ReadableStreamRange[] = []
  if (reach === 'everything' || reach === 'member') {
    const query = {
      fromMs: asked.fromMs,
      toMs: asked.toMs,
      ...(apps !== undefined && { appIds: apps }),
      ...(asked.keyId !== undefined && { keyId: asked.keyId }),
    }
    for await (const stream of readableStreams(question.db, query)) readable.push(stream)
  }
  const records = await readEvents(question, asked)
  return { reach, apps, readable: bySession(readable), read: groupAccesses(records), records }
}

async function reachOf(
  { access }: Question,
  { actor }: BreachQuestion,
): Promise<{ readonly reach: Reach; readonly apps?: readonly string[] }> {
  if (actor === undefined) return { reach: 'everything' }
  const users = await createUserRepository(access.open('viewer')).list()
  const user = users.find(({ name }) => name === actor)
  if (user === undefined) return { reach: 'unknown' }
  // Quarantined and held sessions are an officer's; there are none to open without the engineer's role.
  return user.roles.includes('engineer') ? { reach: 'member', apps: user.appIds } : { reach: 'none' }
}

async function readEvents(question: Question, asked: BreachQuestion): Promise<AuditRecord[]> {
  const { actor, keyId, fromMs, toMs } = asked
  const records = await listReads(question, { fromMs, toMs, ...(actor !== undefined && { subject: actor }) })
  if (keyId === undefined) return records
  const streams = [...new Set(records.flatMap(({ event }) => event.target?.stream ?? []))]
  const sealed = await streamsOfKey(question.db, keyId, streams)
  return records.filter(({ event }) => sealed.has(event.target?.stream ?? ''))
}

/** Which streams' reads are asked for, and when. */
export interface ReadsQuestion extends Pick<AuditFilter, 'fromMs' | 'toMs'> {
  isMeant(stream: string): boolean
}

/** Each release of a range and each export of some streams, with refusals. */
export async function findReads(
  question: Question,
  { isMeant, ...times }: ReadsQuestion,
): Promise<Pick<BreachScope, 'read' | 'records'>> {
  const listed = await listReads(question, times)
  const records = listed.filter(({ event }) => isMeant(event.target?.stream ?? ''))
  return { read: groupAccesses(records), records }
}

async function listReads({ events, index }: Question, about: AuditFilter): Promise<AuditRecord[]> {
  const filter: AuditFilter = {
    ...about,
    actions: accessActions.filter((action) => action !== 'session.view'),
  }
  const records: AuditRecord[] = []
  for await (const record of events.readAll({ filter, before: index })) records.push(record)
  return records
}

function bySession(streams: readonly ReadableStreamRange[]): readonly ReadableSession[] {
  const groups = Map.groupBy(streams, ({ session }) => session)
  return [...groups].map(([session, found]) => ({
    app: found[0]?.app ?? '',
    session,
    ranges: found.map(({ stream, fromMs, toMs }) => ({ stream, fromMs, toMs })),
  }))
}

/** Sessions and their lengths by app. */
export function countByApp(
  sessions: readonly ReadableSession[],
): readonly { readonly app: string; readonly sessions: number; readonly durationMs: number }[] {
  return [...Map.groupBy(sessions, ({ app }) => app)].map(([app, found]) => ({
    app,
    sessions: found.length,
    durationMs: found.reduce((sum, { ranges }) => sum + durationOf(ranges), 0),
  }))
}
