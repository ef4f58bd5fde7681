// The session: one visit across reloads and tabs, over after idle time or a length (design §3). What is decided once a
// session is kept with it, so that all its tabs and page loads agree.
import { decodeBase64url, isUuid } from '@reseal/protocol'
import type { KeptRecord } from '../browser/kept-record.ts'
import { randomToken } from '../browser/random.ts'

// Other tabs read the record to see that someone is still active; writing it on each event would cost the page.
const writeIntervalMs = 5_000
// How long `later` holds what is sealed.
const laterMs = 10 * 60_000
// A browser that records nothing hears nothing: after this it asks again, by recording until it has a receipt.
const offMs = 60 * 60_000

/** How long a session lasts. */
export interface SessionLimits {
  readonly idleMs: number
  readonly lengthMs: number
}

/** Shares of sessions, 0 to 1: recorded from the start, and of the others those that wait for an error. */
export interface SamplingRates {
  readonly sessions: number
  readonly onError: number
}

/** What is recorded of a session: all, nothing unless there is an error, nothing. */
export type Sampling = 'all' | 'on-error' | 'none'

/** A command of ingest that is in force, in every tab and page load, until a receipt comes without it; `off` for an hour. */
export type StandingCommand = 'off' | 'sample-less' | 'block' | 'later'

/** A session as streams refer to it. `withdrawalToken` is 32 bytes in base64url, revealed on withdrawal only. */
export interface Session {
  readonly id: string
  readonly startedAtMs: number
  readonly withdrawalToken: string
  readonly sampling: Sampling
}

interface SessionRecord extends Session {
  readonly lastActivityMs: number
}

/** What {@link createSessionKeeper} goes by. */
export interface SessionOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly limits: SessionLimits
  readonly rates: SamplingRates
  /** A random number from 0 to below 1. */
  readonly random: () => number
}

/** The sessions of one app in one browser. */
export interface SessionKeeper {
  /** The session that goes on, or a new one. Lifts an earlier decline. */
  begin(): Session
  /** Counts as activity now; gives false when the session is over. */
  touch(): boolean
  /** Whether the session has ended without activity here or in another tab. */
  isOver(): boolean
  /** From an error on all of the session is recorded, in every tab. */
  recordAll(): void
  /** Whether another tab met an error and all of the session is recorded by now. */
  recordsAll(): boolean
  /** Forgets the session, which it gives, and remembers that recording was declined. */
  decline(): Session | undefined
  /** Whether recording was declined and not granted since, in any tab. */
  isDeclined(): boolean
  /** Remembers what ingest asks for, or that it asks for nothing it may. */
  obey(command: string | undefined): void
  /** Whether ingest wanted nothing recorded, within the last hour. */
  isOff(): boolean
  /** Whether ingest wants everything blocked. */
  isBlocked(): boolean
  /** For how long from now ingest wants nothing sent, in milliseconds. */
  sendsInMs(): number
}

/** What the browser keeps; each part by itself. */
interface Kept {
  readonly session?: SessionRecord | undefined
  readonly declined?: true | undefined
  readonly command?: StandingCommand | undefined
  readonly commandedAtMs?: number | undefined
}

const isStanding = (value: unknown): value is StandingCommand =>
  value === 'off' || value === 'sample-less' || value === 'block' || value === 'later'

function isToken(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 43) return false
  try {
    return decodeBase64url(value).length === 32
  } catch {
    return false
  }
}

function parseSession(value: Readonly<Record<string, unknown>>): SessionRecord | undefined {
  const { id, startedAtMs, lastActivityMs, withdrawalToken, sampling } = value
  if (!isUuid(id) || !isToken(withdrawalToken)) return undefined
  if (!Number.isSafeInteger(startedAtMs) || !Number.isSafeInteger(lastActivityMs)) return undefined
  if (sampling !== 'all' && sampling !== 'on-error' && sampling !== 'none') return undefined
  return {
    id,
    withdrawalToken,
    sampling,
    startedAtMs: startedAtMs as number,
    lastActivityMs: lastActivityMs as number,
  }
}

/** Anyone with access to the page's storage may have written this: the type is checked, not believed. */
function parseKept(value: unknown): Kept {
  if (typeof value !== 'object' || value === null) return {}
  const fields = value as Readonly<Record<string, unknown>>
  const { command, commandedAtMs, declined } = fields
  return {
    command: isStanding(command) ? command : undefined,
    commandedAtMs: typeof commandedAtMs === 'number' ? commandedAtMs : undefined,
    ...(declined === true ? { declined } : { session: parseSession(fields) }),
  }
}

/** Keeps the session in `record`. */
export function createSessionKeeper(record: KeptRecord, options: SessionOptions): SessionKeeper {
  const { now, limits, rates, random } = options
  let own: SessionRecord | undefined
  let writtenAtMs = 0

  const read = (): Kept => parseKept(record.read())

  function write({ session, ...rest }: Kept): void {
    record.write({ ...session, ...rest })
  }

  function writeOwn(next: SessionRecord): void {
    own = next
    writtenAtMs = next.lastActivityMs
    write({ ...read(), declined: undefined, session: next })
  }

  function isCurrent(session: SessionRecord, nowMs: number): boolean {
    const idleMs = nowMs - session.lastActivityMs
    const lengthMs = nowMs - session.startedAtMs
    // Negative when the clock was set back: such a record says nothing about idleness.
    return idleMs >= 0 && idleMs < limits.idleMs && lengthMs >= 0 && lengthMs < limits.lengthMs
  }

  /** The own session with what other tabs know taken in, unless it is over. */
  function refresh(nowMs: number): SessionRecord | undefined {
    if (own === undefined) return undefined
    const { session, declined } = read()
    if (session?.id === own.id) {
      const sampling = own.sampling === 'all' ? own.sampling : session.sampling
      own = session.lastActivityMs > own.lastActivityMs ? { ...session, sampling } : { ...own, sampling }
    }
    if (declined === true || !isCurrent(own, nowMs)) own = undefined
    return own
  }

  function sample(command: StandingCommand | undefined): Sampling {
    const factor = command === 'sample-less' ? 0.1 : 1
    if (random() < rates.sessions * factor) return 'all'
    return random() < rates.onError * factor ? 'on-error' : 'none'
  }

  /** For how much longer a command is in force that holds for so long. */
  function standsForMs(wanted: StandingCommand, lengthMs: number): number {
    const { command, commandedAtMs = 0 } = read()
    const leftMs = commandedAtMs + lengthMs - now()
    return command === wanted && leftMs > 0 && leftMs <= lengthMs ? leftMs : 0
  }

  return {
    begin() {
      const nowMs = now()
      const { session, command } = read()
      const goesOn = session !== undefined && isCurrent(session, nowMs)
      const { id, startedAtMs, withdrawalToken, sampling }: Session = goesOn
        ? session
        : {
            id: crypto.randomUUID(),
            startedAtMs: nowMs,
            withdrawalToken: randomToken(),
            sampling: sample(command),
          }
      const begun = { id, startedAtMs, withdrawalToken, sampling }
      writeOwn({ ...begun, lastActivityMs: nowMs })
      return begun
    },
    touch() {
      const nowMs = now()
      if (own === undefined) return false
      if (nowMs - writtenAtMs < writeIntervalMs && isCurrent(own, nowMs)) return true
      const current = refresh(nowMs)
      if (current === undefined) return false
      writeOwn({ ...current, lastActivityMs: nowMs })
      return true
    },
    isOver() {
      const nowMs = now()
      if (own !== undefined && isCurrent(own, nowMs)) return false
      return refresh(nowMs) === undefined
    },
    recordAll() {
      const current = refresh(now())
      if (current !== undefined) writeOwn({ ...current, sampling: 'all' })
    },
    recordsAll: () => refresh(now())?.sampling === 'all',
    decline() {
      const { session, ...kept } = read()
      const declined = own ?? session
      own = undefined
      write({ ...kept, declined: true })
      return declined
    },
    isDeclined: () => read().declined === true,
    obey(command) {
      const kept = read()
      if (isStanding(command)) write({ ...kept, command, commandedAtMs: now() })
      else if (kept.command !== undefined) write({ ...kept, command: undefined, commandedAtMs: undefined })
    },
    isOff: () => standsForMs('off', offMs) > 0,
    isBlocked: () => read().command === 'block',
    sendsInMs: () => standsForMs('later', laterMs),
  }
}
