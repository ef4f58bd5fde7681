// Who saw what: pages of the audit log within a role's reach, and the same as an export (design.md §7, §8).
import {
  type AuditAction,
  type AuditFilter,
  type AuditRecord,
  accessActions,
  auditActionsOf,
  durationOf,
  groupAccesses,
} from '@reseal/store'
import { type Actor, hasRole } from '../access/actor.ts'
import type { AuditEventReply, AuditListReply, WhoSawReply } from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'

/** A page that a reader asks for. */
export interface AuditPageRequest {
  readonly before?: number
  readonly limit: number
  readonly filter: AuditFilter
}

/** Newest first, within what the reader's roles may see. */
export async function listAuditEvents(
  deps: ViewerDeps,
  reader: Actor,
  { filter, ...page }: AuditPageRequest,
): Promise<Omit<AuditListReply, 'size'>> {
  const reach = reachOf(reader, filter)
  if (reach === undefined) return { events: [], nextBefore: null }
  const records = await deps.auditRecords.list({ ...reach, ...page })
  const last = records.at(-1)
  const anchored = await deps.integrity.read('audit')
  return {
    events: records
      .filter((record) => !tellsWhatExists(reader, record))
      .map((record) => toReply(record, anchored.anchoredSize)),
    nextBefore: records.length === page.limit && last !== undefined ? last.index : null,
  }
}

/** In the log's order, below an index, within what the reader's roles may see. */
export async function* readAuditEvents(
  deps: ViewerDeps,
  reader: Actor,
  { filter, before }: { readonly filter: AuditFilter; readonly before: number },
): AsyncIterable<AuditRecord> {
  const reach = reachOf(reader, filter)
  if (reach === undefined) return
  for await (const record of deps.auditRecords.readAll({ filter: reach, before })) {
    if (!tellsWhatExists(reader, record)) yield record
  }
}

/**
 * Refusals whose reason says whether something exists that is not the reader's: what the answer did not tell, the log does
 * not tell them either.
 */
function tellsWhatExists(reader: Actor, { event }: AuditRecord): boolean {
  if (isWholeLogReader(reader) || event.outcome !== 'denied') return false
  return ['not_found', 'not_a_member', 'other_user'].includes(event.denyReason ?? '')
}

/** About sessions, or about a person in a time. */
export interface WhoSawQuestion {
  readonly sessions?: readonly string[]
  readonly actor?: string
  readonly fromMs?: number
  readonly toMs?: number
  /** Events below this index. */
  readonly before: number
}

// What one answer is made of.
const mostEvents = 5_000

/** Who saw sessions, or what a person saw. */
export async function findWhoSaw(
  deps: ViewerDeps,
  reader: Actor,
  { sessions, actor, before, ...time }: WhoSawQuestion,
): Promise<WhoSawReply> {
  const records: AuditRecord[] = []
  let isPartial = false
  for (const session of sessions ?? [undefined]) {
    const about = session === undefined ? {} : { session }
    const filter = {
      ...about,
      ...time,
      actions: accessActions,
      ...(actor !== undefined && { subject: actor }),
    }
    for await (const record of readAuditEvents(deps, reader, { filter, before })) {
      isPartial = records.length >= mostEvents
      if (isPartial) break
      records.push(record)
    }
  }
  const accesses = groupAccesses(records).map(({ actor: person, events, ...access }) => ({
    ...access,
    app: access.app ?? null,
    issuer: person.issuer,
    subject: person.subject,
    roles: person.roles,
    releasedMs: durationOf(access.released),
    playedMs: durationOf(access.played),
    leaves: events,
  }))
  const [only, ...others] = sessions ?? []
  return {
    ...(only !== undefined && others.length === 0 && { session: only }),
    ...(sessions !== undefined && { sessions }),
    isPartial,
    accesses,
  }
}

/** Whether the reader's roles leave events out, whatever was asked. */
export function isWholeLogReader(reader: Actor): boolean {
  return hasRole(reader, ['auditor', 'privacy-officer'])
}

/** The conditions that hold for this reader whatever was asked; undefined where nothing can match. */
function reachOf(reader: Actor, filter: AuditFilter): AuditFilter | undefined {
  if (isWholeLogReader(reader)) return filter
  if (hasRole(reader, ['engineer'])) {
    const { subject = reader.name } = filter
    return subject === reader.name ? { ...filter, subject } : undefined
  }
  const { actions = actionsOfAdmins() } = filter
  const within = actions.filter((action) => actionsOfAdmins().some((known) => known === action))
  return within.length === 0 ? undefined : { ...filter, actions: within }
}

function actionsOfAdmins(): readonly AuditAction[] {
  return auditActionsOf('configuration')
}

/** Whether a reader may see this one event. */
export function mayReadEvent(reader: Actor, record: AuditRecord): boolean {
  const { event } = record
  if (isWholeLogReader(reader)) return true
  if (tellsWhatExists(reader, record)) return false
  if (hasRole(reader, ['engineer']) && event.actor.subject === reader.name) return true
  return hasRole(reader, ['admin']) && actionsOfAdmins().includes(event.action)
}

function toReply({ index, event }: AuditRecord, anchoredSize: number): AuditEventReply {
  const {
    id,
    timeMs,
    action,
    outcome,
    denyReason,
    purpose,
    note,
    ticket,
    requestId,
    extent,
    ruleSetVersion,
    filters,
    change,
    cause,
    verdict,
    grant,
    approver,
  } = event
  return {
    index,
    id,
    timeMs,
    action,
    outcome,
    actor: { ...event.actor, subject: event.actor.subject ?? null },
    client: { ip: event.client?.ip ?? null, userAgent: event.client?.userAgent ?? null },
    anchored: index < anchoredSize,
    ...(denyReason === undefined ? {} : { denyReason }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(event.target === undefined ? {} : { target: event.target }),
    ...(extent === undefined ? {} : { extent }),
    ...(ruleSetVersion === undefined ? {} : { ruleSetVersion }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(filters === undefined ? {} : { filters }),
    ...(change === undefined ? {} : { change }),
    ...(cause === undefined ? {} : { cause }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(grant === undefined ? {} : { grant }),
    ...(approver === undefined ? {} : { approver }),
  }
}
