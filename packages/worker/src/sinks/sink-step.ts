// Pushes audit events to the sinks (design.md §7): in the log's order, at least once. The cursor moves after the sink has
// taken a batch; a worker that dies in between leaves a batch that is sent again, under the same ids.
import {
  type AuditRepository,
  type AuditSink,
  type AuditSinkRepository,
  type AuditSite,
  createAuditRepository,
  createAuditSinkRepository,
  type Database,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step } from '../steps.ts'
import { createHttpsPusher, type SinkPusher } from './push-https.ts'
import { createS3Pusher } from './push-s3.ts'
import { readNextBatch } from './sink-batch.ts'
import { SinkError } from './sink-error.ts'
import { readSinkSecret } from './sink-secret.ts'

/** How sinks are reached. */
export interface SinkOptions {
  /** Folder of the sinks' secrets. */
  readonly secretFolder: string
  readonly site: AuditSite
  /** Largest time without an answer; default 15 s. */
  readonly timeoutMs?: number
  /** After the first failure, doubled with each further one; default 1 s. */
  readonly retryAfterMs?: number
  /** Default 2 s. */
  readonly everyMs?: number
}

const defaults = { timeoutMs: 15_000, retryAfterMs: 1000, everyMs: 2000 }
const longestRetryMs = 5 * 60_000

interface Turn {
  readonly sinks: AuditSinkRepository
  readonly events: AuditRepository
  readonly options: Required<SinkOptions>
  readonly signal: AbortSignal
}

/** The step; `db` is the worker's. One sink does not hold up another. */
export function createSinkStep(db: Database, given: SinkOptions, log: Log): Step {
  const options = { ...defaults, ...given }
  const sinks = createAuditSinkRepository(db)
  const events = createAuditRepository(db)
  return {
    name: 'audit-sinks',
    everyMs: options.everyMs,
    async run({ signal }) {
      const due = (await sinks.list()).filter(({ isDue }) => isDue)
      const delivered = await Promise.all(
        due.map((sink) => serve(sink, { sinks, events, options, signal }, log)),
      )
      return delivered.some((count) => count > 0)
    },
  }
}

/** Delivers until the sink has everything, or fails. Resolves to how many batches it took. */
async function serve(sink: AuditSink, turn: Turn, log: Log): Promise<number> {
  let count = 0
  try {
    const pusher = await openPusher(sink, turn.options)
    try {
      for (let from = sink.nextIndex; !turn.signal.aborted; count += 1) {
        const next = await deliver({ ...sink, nextIndex: from }, pusher, turn)
        if (next === undefined) break
        from = next
      }
    } finally {
      pusher.close()
    }
    if (sink.failing !== undefined) log({ event: 'sink-recovered', sink: sink.name })
  } catch (error) {
    if (!(error instanceof SinkError)) throw error
    if (turn.signal.aborted) return count
    // Said when it changes, not with every try.
    if (sink.failing !== error.code) log({ event: 'sink-failing', sink: sink.name, code: error.code })
    const failures = count > 0 ? 0 : sink.failures
    await turn.sinks.fail(sink.name, {
      code: error.code,
      againInMs: pauseAfter(failures, error, turn.options),
    })
  }
  return count
}

/** One batch. Resolves to where the next begins, or to nothing when there is none. */
async function deliver(sink: AuditSink, pusher: SinkPusher, turn: Turn): Promise<number | undefined> {
  const { name, settings, nextIndex: from } = sink
  const { batch, next } = await readNextBatch(turn.events, settings, { from, site: turn.options.site })
  if (next === from) return undefined
  if (batch !== undefined) await pusher.push(batch, turn.signal)
  await turn.sinks.advance(name, { from, to: next })
  return next
}

async function openPusher(
  { name, settings }: AuditSink,
  options: Required<SinkOptions>,
): Promise<SinkPusher> {
  const secret = await readSinkSecret(options.secretFolder, name)
  const { place } = settings
  const { timeoutMs } = options
  return place.kind === 's3'
    ? createS3Pusher(place, secret, timeoutMs)
    : createHttpsPusher({ name, place, signingKey: secret.signingKey, timeoutMs })
}

/** Half of it by chance: sinks that failed together do not come back together. */
function pauseAfter(failures: number, error: SinkError, { retryAfterMs }: Required<SinkOptions>): number {
  const longestMs = Math.min(retryAfterMs * 2 ** Math.min(failures, 20), longestRetryMs)
  return Math.max(error.retryAfterMs ?? 0, longestMs * (0.5 + Math.random() / 2))
}
