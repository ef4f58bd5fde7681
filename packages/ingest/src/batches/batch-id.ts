// Time-ordered random ids (UUIDv7, RFC 9562 §5.7) for batches, and the object keys made from them.
import { randomBytes } from 'node:crypto'

/** A UUIDv7 of the given time with 74 random bits. */
export function createBatchId(nowMs: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(nowMs, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Where a batch lies: `batches/YYYY/MM/DD/<id>`, the day in UTC. */
export function batchObjectKey(batchId: string, createdAtMs: number): string {
  const day = new Date(createdAtMs).toISOString().slice(0, 10).replaceAll('-', '/')
  return `batches/${day}/${batchId}`
}
