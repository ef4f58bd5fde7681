// An audit event as a JSON line with the exact text that is hashed.
import type { AuditRecord } from '../logs/audit.repository.ts'

/**
 * The event's id, its index, leaf hash (hex) and leaf, and the event with the clear values that the reader may see and that
 * were not erased; `personal` has their salts, which open the leaf's commitments. `filtered` says that leaves between the
 * lines may be missing on purpose.
 */
export function toJsonLine(
  { index, event, leaf, leafHash, personal }: AuditRecord,
  isFiltered: boolean,
): string {
  const line = {
    ...(isFiltered && { filtered: true }),
    id: event.id,
    index,
    leaf_hash: Buffer.from(leafHash).toString('hex'),
    leaf: Buffer.from(leaf).toString('utf8'),
    event: toWire(event),
    ...(personal.length > 0 && {
      personal: personal.map(({ field, salt, value }) => ({
        field,
        salt: Buffer.from(salt).toString('base64url'),
        value,
      })),
    }),
  }
  return `${JSON.stringify(line)}\n`
}

function toWire(value: object): object {
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    const isObject = typeof member === 'object' && member !== null && !Array.isArray(member)
    return [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      isObject ? toWire(member) : member,
    ]
  })
  return Object.fromEntries(entries)
}
