// Log lines: one JSON object a line, made of fixed words and codes. Never input (design.md §10).
import type { StepName } from '../steps.ts'

/** What may be logged. There is no free-text field on purpose. */
export type LogLine =
  | { readonly event: 'started' | 'stopped' }
  | { readonly event: 'failing'; readonly step: StepName; readonly code: string }
  | { readonly event: 'recovered'; readonly step: StepName }
  /** Streams whose keys were destroyed, and requests whose token was none of their session's. */
  | { readonly event: 'withdrawals'; readonly shreddedCount: number; readonly unprovenCount: number }
  /** Closed streams whose rows do not add up to a manifest; `reseal verify` says why. */
  | { readonly event: 'unfoldable'; readonly streamCount: number }
  /** A stream that the indexer gives up: it does not open. `reseal_worker_index_failed_streams` counts them. */
  | { readonly event: 'unopenable' }
  /** A sink by the name that the operator gave it. */
  | { readonly event: 'sink-failing'; readonly sink: string; readonly code: string }
  | { readonly event: 'sink-recovered'; readonly sink: string }
  /** A notification was not taken; it is tried again. */
  | {
      readonly event: 'notification-failing'
      readonly channel: 'webhook' | 'email'
      readonly code: string
    }
  /** The collector of signals; `otlp-dropped`: it never takes them, or they waited for too long. */
  | { readonly event: 'otlp-failing'; readonly code: string }
  | { readonly event: 'otlp-recovered' }
  | { readonly event: 'otlp-dropped'; readonly runCount: number }
  /** Anchored objects that were deleted or overwritten behind the worker's back; `reseal verify` names them. */
  | {
      readonly event: 'anchor-altered'
      readonly place: 'first' | 's3'
      readonly deletedCount: number
      readonly overwrittenCount: number
    }
  /** An order of privacy officers was carried out, or cannot be; the viewer says which. */
  | { readonly event: 'order-ended'; readonly kind: 'redact' | 'shred'; readonly end: 'done' | 'failed' }
  /** A run of retention ended: sessions and streams. */
  | {
      readonly event: 'retention-run'
      readonly lookedCount: number
      readonly forgottenCount: number
      readonly streamCount: number
      readonly heldCount: number
      readonly busyCount: number
    }
  /** Batches of which nothing is alive: streams counted, batches said to go, objects deleted, and those kept for want of a copy. */
  | {
      readonly event: 'batches-removed'
      readonly accountedCount: number
      readonly removedCount: number
      readonly deletedCount: number
      readonly keptCount: number
    }
  /** Batches of which most is dead: written anew into so many, put off, and bytes that the new ones are smaller by. */
  | {
      readonly event: 'batches-rewritten'
      readonly sourceCount: number
      readonly newCount: number
      readonly freedBytes: number
      readonly passedOverCount: number
    }
  /** Objects that no row names: removed, kept for now, or no batches at all. */
  | {
      readonly event: 'swept'
      readonly removedCount: number
      readonly keptCount: number
      readonly foreignCount: number
    }

/** Takes a line. */
export type Log = (line: LogLine) => void

/** Logs to a stream such as standard output. */
export function createLog(write: (text: string) => void): Log {
  return (line) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), service: 'worker', ...line })}\n`)
  }
}
