// What makes two errors the same: name, masked message, and the innermost places. Scripts bear other tokens in each
// stream, so a place is its line and column, and which of the stack's scripts it is in.
import { createHash } from 'node:crypto'
import type { SummaryFrame } from '@reseal/store'

/** What is known of an error. */
export interface ErrorForm {
  readonly name: string
  readonly message: string
  /** Innermost first. */
  readonly frames: readonly SummaryFrame[]
}

const comparedFrames = 3

/** 32 hex digits. */
export function fingerprintOf({ name, message, frames }: ErrorForm): string {
  const places = frames.slice(0, comparedFrames).map(({ source, line, column }) => [source, line, column])
  return createHash('sha256')
    .update(JSON.stringify([name, message, places]))
    .digest('hex')
    .slice(0, 32)
}
