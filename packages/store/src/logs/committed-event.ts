// The proof that an audit event is durable. Opening a segment demands one by type (promise 3), and only an append
// whose COMMIT has returned makes one.
import { StoreError } from '../store-error.ts'
import type { AuditAction } from './audit-catalogue.ts'
import type { AuditEvent } from './audit-event.ts'

declare const committed: unique symbol

/** An audit event that is committed. Cannot be made outside the log. */
export interface CommittedAuditEvent<A extends AuditAction = AuditAction> {
  readonly [committed]: true
  /** Index of its leaf. */
  readonly index: number
  readonly event: AuditEvent<A>
}

// Identity of the objects made below: not state, but what a cast or a copied object cannot forge.
// With each, what was appended.
const made = new WeakMap<object, () => Uint8Array>()

/** For the logs only, after COMMIT. Not exported from the package. */
export function markCommitted<A extends AuditAction>(
  event: AuditEvent<A>,
  index: number,
  leafBytes: () => Uint8Array,
): CommittedAuditEvent<A> {
  const marked = Object.freeze({ index, event: frozenCopy(event) })
  made.set(marked, leafBytes)
  return marked as CommittedAuditEvent<A>
}

/**
 * Checks at run time what the type says.
 * @throws StoreError not_committed
 */
export function assertCommitted(event: CommittedAuditEvent): void {
  if (typeof event !== 'object' || event === null || !made.has(event)) throw new StoreError('not_committed')
}

/**
 * The exact bytes of the event's leaf, as this process had them appended: what the database says later need not be them.
 * @throws StoreError not_committed
 */
export function committedLeaf(event: CommittedAuditEvent): Uint8Array {
  const leafBytes = made.get(event)
  if (leafBytes === undefined) throw new StoreError('not_committed')
  return leafBytes()
}

// Events are plain data; structuredClone takes three times as long.
function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  const copy: unknown = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, frozenCopy(member)]))
  return Object.freeze(copy) as T
}
