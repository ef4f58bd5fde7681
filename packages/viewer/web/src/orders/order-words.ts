// What the page says of orders: what one does, what became of it, and what is gone afterwards.
import type { OrderReply } from '../../../src/orders/orders-api.ts'

/** What was ordered, as a verb. */
export const orderVerbs: Readonly<Record<OrderReply['kind'], string>> = { redact: 'redact', shred: 'shred' }

const failures: Readonly<Record<string, string>> = {
  held: 'the session is under a legal hold',
  open_failed: 'a segment of it does not open; it can be shredded',
  too_large: 'a segment would be too large; it can be shredded',
  bad_rules: 'the rules do not fit those of the recording',
}

/** What became of an order, in a few words. */
export function outcomeOf({ state, kind, failure }: OrderReply): string {
  switch (state) {
    case 'proposed':
      return 'waits for another privacy officer'
    case 'confirmed':
      return 'is being carried out'
    case 'refused':
      return 'refused'
    case 'done':
      return kind === 'redact' ? 'redacted and sealed anew' : 'shredded'
    case 'failed':
      return `not carried out: ${failures[failure ?? ''] ?? 'the audit log has more'}`
  }
}

/** What is gone once an order was carried out, and what is not. */
export const whatIsGone: Readonly<Record<OrderReply['kind'], string>> = {
  redact:
    'Gone: the recording as it was, with its keys, its summary and what was found in it. Kept: the recording without what was taken away, a tombstone for each stream that names the order, and the audit events.',
  shred:
    'Gone: the keys of its streams, its summary, findings and notes; nobody can open it again. Kept: a tombstone for each stream that names the order, and the audit events. What was exported before is beyond it, and backups hold the keys until they expire.',
}
