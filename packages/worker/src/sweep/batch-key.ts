// What the key of a batch object says: `batches/YYYY/MM/DD/<UUIDv7>`, day and time in UTC.
import { randomBytes } from 'node:crypto'

/** A batch's key, taken apart. */
export interface ParsedKey {
  readonly key: string
  /** UUID. */
  readonly id: string
  /** When the batch was made, by ingest's clock. */
  readonly atMs: number
}

const form =
  /^batches\/(\d{4})\/(\d{2})\/(\d{2})\/([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})$/

/** Undefined for any other key. */
export function parseBatchKey(key: string): ParsedKey | undefined {
  const [, year, month, day, id] = form.exec(key) ?? []
  if (id === undefined) return undefined
  const atMs = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  const isOfItsDay = key.startsWith(firstKeyOfDay(atMs)) && [year, month, day].every(Boolean)
  return isOfItsDay ? { key, id, atMs } : undefined
}

/** What the keys of the day begin with; sorts before all of them. */
export function firstKeyOfDay(atMs: number): string {
  return `batches/${new Date(Math.max(0, atMs)).toISOString().slice(0, 10).replaceAll('-', '/')}/`
}

/** UUID of version 7 (RFC 9562 §5.7): the sweep knows by it how old an object is. */
export function timedUuid(atMs: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(atMs, 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
