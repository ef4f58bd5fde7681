// Who saw what: pages of the audit log within a role's reach, and the receipt of one event (design.md §7, §8).
import { encodeBase64url } from '@reseal/protocol'
import { leafHash, verifyInclusion } from '@reseal/protocol/log'
import { type AuditAction, type AuditQuery, type AuditRecord, StoreError } from '@reseal/store'
import { type Actor, hasRole } from '../access/actor.ts'
import type { AuditEventReply, AuditListReply, AuditReceiptReply } from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import { proveInclusion } from './inclusion-proof.ts'

/** What a reader asks for; every given condition must hold. */
export interface AuditFilter {
  readonly before?: number
  readonly limit: number
  readonly actor?: string
  readonly action?: AuditAction
  readonly session?: string
  readonly fromMs?: number
  readonly toMs?: number
}

/** Newest first, within what the reader's roles may see. */
export async function listAuditEvents(
  deps: ViewerDeps,
  reader: Actor,
  filter: AuditFilter,
): Promise<Omit<AuditListReply, 'size'>> {
  const reach = reachOf(reader, filter)
  if (reach === undefined) return { events: [], nextBefore: null }
  const { fromMs = 0, toMs } = filter
  const untilTime = toMs === undefined ? undefined : await deps.auditClock.firstIndexAfter(toMs)
  const before = Math.min(filter.before ?? Number.MAX_SAFE_INTEGER, untilTime ?? Number.MAX_SAFE_INTEGER)
  const records = await deps.auditRecords.list({ ...reach, before, limit: filter.limit })
  const inTime = records.filter(({ event }) => event.timeMs >= fromMs)
  const last = inTime.at(-1)
  const isWholePage = inTime.length === filter.limit
  const anchored = await deps.integrity.read('audit')
  return {
    events: inTime.map((record) => toReply(record, anchored.anchoredSize)),
    nextBefore: isWholePage && last !== undefined ? last.index : null,
  }
}

/** The conditions that hold for this reader whatever was asked; undefined where nothing can match. */
function reachOf(
  reader: Actor,
  { actor, action, session }: AuditFilter,
): Omit<AuditQuery, 'limit'> | undefined {
  const asked = {
    ...(actor === undefined ? {} : { subject: actor }),
    ...(action === undefined ? {} : { action }),
    ...(session === undefined ? {} : { session }),
  }
  if (hasRole(reader, ['auditor', 'privacy-officer'])) return asked
  if (hasRole(reader, ['engineer'])) {
    return actor === undefined || actor === reader.name ? { ...asked, subject: reader.name } : undefined
  }
  const ofAdmins: AuditAction = 'configuration.change'
  return action === undefined || action === ofAdmins ? { ...asked, action: ofAdmins } : undefined
}

/** Whether a reader may see this one event. */
function mayRead(reader: Actor, { event }: AuditRecord): boolean {
  if (hasRole(reader, ['auditor', 'privacy-officer'])) return true
  if (hasRole(reader, ['engineer']) && event.actor.subject === reader.name) return true
  return hasRole(reader, ['admin']) && event.action === 'configuration.change'
}

/**
 * Proof that an event is in the log under the newest anchored checkpoint. It is checked before it is given.
 * @throws ViewerError `not_found`, `not_anchored`; StoreError log_inconsistent
 */
export async function getAuditReceipt(
  deps: ViewerDeps,
  reader: Actor,
  index: number,
): Promise<AuditReceiptReply> {
  const record = await deps.auditRecords.find(index)
  if (record === undefined || !mayRead(reader, record)) throw new ViewerError('not_found')
  const checkpoint = await deps.anchor.latestCheckpoint('audit')
  if (checkpoint === undefined || index >= checkpoint.size) throw new ViewerError('not_anchored')
  const proof = await proveInclusion(deps.anchor, { log: 'audit', index, treeSize: checkpoint.size })
  const claim = { leafHash: leafHash(record.leaf), index, size: checkpoint.size, root: checkpoint.root }
  if (!verifyInclusion(claim, proof)) throw new StoreError('log_inconsistent')
  return {
    log: 'audit',
    index,
    leaf: encodeBase64url(record.leaf),
    treeSize: checkpoint.size,
    proof: proof.map((hash) => encodeBase64url(hash)),
    checkpoint: checkpoint.note,
  }
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
  }
}
