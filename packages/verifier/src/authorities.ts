// The few audit events that the recordings log rests on: under which a stream was redacted, by which a shred was confirmed,
// with which a run of retention began, by which it was approved that a sealing key be retired (docs/protocol.md §10).
import { toObject } from './bytes.ts'
import type { VisitedLeaf } from './verify-log.ts'

/** What such an event says. */
export interface Authority {
  readonly action: 'recording.redact' | 'order.confirm' | 'retention.start' | 'key.retire_approve'
  readonly app: string | undefined
  readonly session: string | undefined
  readonly stream: string | undefined
  readonly cause: string | undefined
  /** Id of a sealing key. */
  readonly key: string | undefined
}

/** Events by their leaf. */
export interface Authorities {
  visit(leaves: readonly VisitedLeaf[]): void
  /**
   * The event at a leaf; `none` where the leaf is another, or beyond the log's end; undefined where the leaf was not to be
   * had: that is said of the log itself, or it is not anchored yet.
   */
  find(leafIndex: number, log: AuditExtent): Authority | 'none' | undefined
}

/** How far the audit log was read. */
export interface AuditExtent {
  readonly size: number
  /** It ends there: the database says so. The newest leaves of the one log may be anchored before those of the other. */
  readonly isWhole: boolean
}

// Leaves are canonical JSON, whose first member is the action: most are told apart by its first letters.
const actionAt = '{"action":"'.length
const firstLetters: ReadonlySet<number | undefined> = new Set(
  ['r', 'o', 'k'].map((letter) => letter.charCodeAt(0)),
)

/** Collects them as the audit log's leaves go by. */
export function createAuthorities(): Authorities {
  const found = new Map<number, Authority>()
  let visited = 0
  return {
    visit: (leaves) => {
      for (const { index, leaf } of leaves) {
        visited += 1
        if (!firstLetters.has(leaf[actionAt])) continue
        const authority = parse(leaf)
        if (authority) found.set(index, authority)
      }
    },
    find: (leafIndex, { size, isWhole }) => {
      const authority = found.get(leafIndex)
      if (authority) return authority
      if (leafIndex >= size) return isWhole ? 'none' : undefined
      // Of a log with gaps nobody can say what was in them.
      return visited >= size ? 'none' : undefined
    },
  }
}

function parse(leaf: Uint8Array): Authority | undefined {
  const wire = toObject(leaf)
  const { action, outcome, target, cause } = wire ?? {}
  if (outcome !== 'success' || !isAuthority(action)) return undefined
  const { app, session, stream, key } = (target ?? {}) as Readonly<Record<string, unknown>>
  return {
    action,
    app: asText(app),
    session: asText(session),
    stream: asText(stream),
    cause: asText(cause),
    key: asText(key),
  }
}

function isAuthority(action: unknown): action is Authority['action'] {
  return (
    action === 'recording.redact' ||
    action === 'order.confirm' ||
    action === 'retention.start' ||
    action === 'key.retire_approve'
  )
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
