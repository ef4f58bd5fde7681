// What the key of a batch object says: `batches/YYYY/MM/DD/<UUIDv7>`, day and time in UTC.

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
