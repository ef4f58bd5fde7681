// Derived streams and what they took the place of (docs/protocol.md §4.2, §10): each names its source as that really is, was
// made under an event that says so, and was closed before its source was forgotten.
import { parseStreamHeader, type StreamHeader, sha256 } from '@reseal/protocol'
import type { AuditExtent, Authorities } from './authorities.ts'
import { isSame } from './bytes.ts'
import type { ProblemCollector } from './problem.ts'
import type { CloseLeaf } from './streams.ts'
import type { Tombstone } from './tombstones.ts'

/** What is known of a stream once its chain is verified. */
export interface KnownStream {
  readonly stream: string
  readonly header: Uint8Array | undefined
  readonly segmentCount: number
  /** Undefined where the last segment is damaged. */
  readonly lastLink: Uint8Array | undefined
  readonly closes: readonly CloseLeaf[]
  readonly tombstone: Tombstone | undefined
  /** False where some of it went with a batch that was removed. */
  readonly isWhole: boolean
}

/** Holds derived streams against their sources; few, so they are kept in memory. */
export interface Derivations {
  /** A header of a batch's footer. */
  addHeader(header: StreamHeader): void
  /** A leaf, before any stream. */
  addTombstone(tombstone: Tombstone): void
  addStream(stream: KnownStream): void
  /** Reports once all streams are known. */
  report(problems: ProblemCollector, audit: KnownAudit): void
}

/** What of the audit log it takes. */
export interface KnownAudit {
  readonly authorities: Authorities
  readonly extent: AuditExtent
}

interface Derived {
  readonly header: StreamHeader & { readonly derived: NonNullable<StreamHeader['derived']> }
  source: KnownStream | undefined
  own: KnownStream | undefined
}

/** Starts with none. */
export function createDerivations(): Derivations {
  const byId = new Map<string, Derived>()
  const sources = new Set<string>()
  const known = new Map<string, KnownStream>()
  const forgotten: KnownStream[] = []
  const replacing = new Set<string>()
  // A run forgets a million streams: each event is looked at once.
  const byRun = new Map<number, Tombstone>()
  return {
    addHeader: (header) => {
      const { derived } = header
      if (!derived) return
      byId.set(header.stream, { header: { ...header, derived }, source: undefined, own: undefined })
      sources.add(derived.stream)
    },
    addTombstone: (tombstone) => {
      if (tombstone.derived !== undefined) replacing.add(tombstone.derived)
      const { reason, event = 0 } = tombstone
      if (reason === 'retention' && !byRun.has(event)) byRun.set(event, tombstone)
    },
    addStream: (stream) => {
      const { stream: id, tombstone } = stream
      if (byId.has(id) || sources.has(id) || replacing.has(id)) known.set(id, stream)
      const isProvenLater = tombstone?.reason === 'redaction' || tombstone?.reason === 'officer'
      if (isProvenLater) forgotten.push(stream)
    },
    report: (problems, audit) => {
      for (const derived of byId.values()) {
        derived.source = known.get(derived.header.derived.stream)
        derived.own = known.get(derived.header.stream)
        const wrong = wrongDerived(derived, audit)
        if (wrong !== undefined)
          problems.report('derived_disagrees', { stream: derived.header.stream }, wrong)
      }
      for (const [event, { leafIndex, stream }] of byRun) {
        const authority = audit.authorities.find(event, audit.extent)
        const isMeant =
          authority === undefined || (authority !== 'none' && authority.action === 'retention.start')
        if (isMeant) continue
        const place = { log: 'recordings', leafIndex, stream } as const
        problems.report(
          'tombstone_disagrees',
          place,
          'a tombstone names an event with which no run of retention began',
        )
      }
      for (const source of forgotten) {
        const { stream, tombstone } = source
        if (!tombstone) continue
        const place = { log: 'recordings', leafIndex: tombstone.leafIndex, stream } as const
        const wrong =
          tombstone.reason === 'redaction'
            ? wrongReplacement(tombstone, {
                derived: byId.get(tombstone.derived ?? ''),
                own: known.get(tombstone.derived ?? ''),
                source,
              })
            : wrongOrder(tombstone, source, audit)
        if (wrong !== undefined) problems.report('tombstone_disagrees', place, wrong)
      }
    },
  }
}

function wrongDerived(
  { header, source, own }: Derived,
  { authorities, extent }: KnownAudit,
): string | undefined {
  const { stream, headerHash, lastLink, event } = header.derived
  if (source?.tombstone && !source.isWhole && !source.header) {
    // The leaf is what is left of it.
    return isSame(source.tombstone.headerHash, headerHash)
      ? undefined
      : 'a derived stream names another header than its source has'
  }
  if (!source?.header) return 'a derived stream names a source that no batch holds'
  const from = parseStreamHeader(source.header)
  if (!isSame(sha256(source.header), headerHash))
    return 'a derived stream names another header than its source has'
  const isOfSource =
    from.app === header.app &&
    from.session === header.session &&
    from.startedAtMs === header.startedAtMs &&
    isSame(from.withdrawalTokenHash, header.withdrawalTokenHash)
  if (!isOfSource)
    return 'a derived stream is of another app, session, time or withdrawal token than its source'
  if (source.isWhole && source.lastLink && !isSame(source.lastLink, lastLink)) {
    return 'a derived stream was made of another history than its source has'
  }
  if (own?.isWhole && source.isWhole && own.segmentCount !== source.segmentCount) {
    return 'a derived stream has more or fewer segments than its source'
  }
  const authority = authorities.find(event, extent)
  const isMeant =
    authority === undefined ||
    (authority !== 'none' && authority.action === 'recording.redact' && authority.stream === stream)
  return isMeant ? undefined : 'a derived stream names an event under which its source was not opened'
}

function wrongReplacement(
  tombstone: Tombstone,
  {
    derived,
    own,
    source,
  }: {
    readonly derived: Derived | undefined
    readonly own: KnownStream | undefined
    readonly source: KnownStream
  },
): string | undefined {
  // What took its place was forgotten too, and its batch is gone.
  if (!derived && own?.tombstone && !own.isWhole) return undefined
  if (derived?.header.derived.stream !== tombstone.stream) {
    return 'a tombstone names a derived stream that is none of this one'
  }
  if (derived.header.derived.event !== tombstone.event) {
    return 'a tombstone names another event than the derived stream'
  }
  const isClosedBefore = derived.own?.closes.some(
    (close) =>
      close.final &&
      (!source.isWhole || close.segmentCount === source.segmentCount) &&
      close.leafIndex < tombstone.leafIndex,
  )
  return isClosedBefore ? undefined : 'a stream was forgotten before what took its place was closed'
}

function wrongOrder(
  { event, session, app }: Tombstone,
  { header, isWhole }: KnownStream,
  { authorities, extent }: KnownAudit,
): string | undefined {
  const authority = authorities.find(event ?? 0, extent)
  if (authority === undefined) return undefined
  const parsed = header && parseStreamHeader(header)
  // What a redaction that failed had derived is forgotten under the order to redact.
  const isDerived = parsed === undefined ? !isWhole : parsed.derived !== undefined
  const isOrdered =
    authority !== 'none' &&
    authority.action === 'order.confirm' &&
    // An order by scope names no session: it is of the app's.
    (authority.session === undefined ? authority.app === app : authority.session === session) &&
    (authority.cause === 'shred' || isDerived)
  // Or with everything else under a key that was to be retired.
  const isOfKey =
    authority !== 'none' &&
    authority.action === 'key.retire_approve' &&
    authority.cause === 'shred' &&
    (parsed === undefined ? !isWhole : parsed.keyId === authority.key)
  const isMeant = isOrdered || isOfKey
  return isMeant ? undefined : 'a tombstone names an event by which nobody confirmed an order to shred'
}
