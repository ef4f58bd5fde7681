// Sends redacted signals to the team's collector over OTLP/HTTP (design.md §10): at least once, in the order in which they
// were indexed, later and later where it fails, and for a bounded time.
import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request } from 'node:https'
import { createOutgoingRepository, type Database, readPrivateFile, type WaitingRun } from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import { failureOf, judge, send } from '../sinks/push-https.ts'
import { allowedLookup, checkSinkUrl } from '../sinks/sink-address.ts'
import { SinkError } from '../sinks/sink-error.ts'
import type { Step } from '../steps.ts'
import { encodeOtlp } from './encode-otlp.ts'

/** Where the collector is. */
export interface OtlpOptions {
  /** Without `/v1/…`: HTTPS, or HTTP on loopback. */
  readonly endpoint: string
  /** Private file that holds the value of the header Authorization; read anew for each turn. */
  readonly authorizationFile?: string
  /** Largest time without an answer; default 15 s. */
  readonly timeoutMs?: number
  /** After the first failure, doubled with each further one; default 1 s. */
  readonly retryAfterMs?: number
  /** Default 2 s. */
  readonly everyMs?: number
}

const defaults = { timeoutMs: 15_000, retryAfterMs: 1000, everyMs: 2000 }
const longestRetryMs = 5 * 60_000
const runsPerRequest = 100
// What nobody fetches goes: a collector that is away for longer misses it.
const bounds = { olderThanMs: 24 * 60 * 60_000, keep: 100_000 }
// The collector read it and will never take it: sent again it would be in the way for ever (OTLP 1.x, failures).
const neverTaken: ReadonlySet<number> = new Set([400, 413, 422])

/** The step; `db` is the worker's. */
export function createOtlpStep(db: Database, given: OtlpOptions, log: Log): Step {
  const options = { ...defaults, ...given }
  const outgoing = createOutgoingRepository(db)
  let failures = 0
  let failing: string | undefined
  let againAtMs = 0

  async function sendAll(signal: AbortSignal): Promise<boolean> {
    let hasSent = false
    while (!signal.aborted) {
      const runs = await outgoing.take(runsPerRequest)
      if (runs.length === 0) break
      const runCount = await sendRuns(runs, options, signal)
      await outgoing.remove(runs.map(({ id }) => id))
      if (runCount > 0) log({ event: 'otlp-dropped', runCount })
      hasSent = true
    }
    return hasSent
  }

  return {
    name: 'otlp',
    everyMs: options.everyMs,
    async run({ signal }) {
      const runCount = await outgoing.trim(bounds)
      if (runCount > 0) log({ event: 'otlp-dropped', runCount })
      if (performance.now() < againAtMs) return false
      try {
        const hasSent = await sendAll(signal)
        if (failing !== undefined) log({ event: 'otlp-recovered' })
        failing = undefined
        failures = 0
        return hasSent
      } catch (cause) {
        if (!(cause instanceof SinkError)) throw cause
        if (signal.aborted) return false
        if (failing !== cause.code) log({ event: 'otlp-failing', code: cause.code })
        failing = cause.code
        const pauseMs = Math.min(options.retryAfterMs * 2 ** Math.min(failures, 20), longestRetryMs)
        failures += 1
        againAtMs = performance.now() + Math.max(cause.retryAfterMs ?? 0, pauseMs * (0.5 + Math.random() / 2))
        return false
      }
    },
  }
}

/** Resolves to how many runs the collector will never take, once it has all others. @throws SinkError */
async function sendRuns(
  runs: readonly WaitingRun[],
  options: Required<Omit<OtlpOptions, 'authorizationFile'>> & OtlpOptions,
  signal: AbortSignal,
): Promise<number> {
  const authorization = await readAuthorization(options.authorizationFile)
  const { logs, traces } = encodeOtlp(runs)
  let isRefused = false
  for (const [path, body] of [
    ['v1/logs', logs],
    ['v1/traces', traces],
  ] as const) {
    if (body === undefined) continue
    const status = await post({ ...options, path, body: Buffer.from(body), authorization }, signal)
    isRefused ||= neverTaken.has(status)
  }
  return isRefused ? runs.length : 0
}

interface Post {
  readonly endpoint: string
  readonly path: string
  readonly body: Buffer
  readonly authorization: string | undefined
  readonly timeoutMs: number
}

async function post(given: Post, signal: AbortSignal): Promise<number> {
  const patience = AbortSignal.timeout(given.timeoutMs)
  try {
    const answer: IncomingMessage = await send(open(given, AbortSignal.any([signal, patience])), given.body)
    const status = answer.statusCode ?? 0
    if (!neverTaken.has(status)) judge(answer)
    return status
  } catch (error) {
    if (error instanceof SinkError) throw error
    throw new SinkError(patience.aborted ? 'timeout' : failureOf(error), { cause: error })
  }
}

function open({ endpoint, path, body, authorization }: Post, signal: AbortSignal): ClientRequest {
  const base = checkSinkUrl(endpoint, true)
  const url = new URL(`${base.pathname.replace(/\/$/u, '')}/${path}`, base)
  const options = {
    method: 'POST',
    signal,
    lookup: allowedLookup(true),
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(authorization === undefined ? {} : { authorization }),
    },
  }
  return url.protocol === 'http:' ? requestPlain(url, options) : request(url, options)
}

async function readAuthorization(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    const text = (await readPrivateFile(file)).trim()
    if (/^[\x20-\x7e]{1,4096}$/u.test(text)) return text
  } catch (cause) {
    throw new SinkError('secret', { cause })
  }
  throw new SinkError('secret')
}
