// The session: one visit across reloads and tabs. It ends after 30 idle minutes or 12 hours (design §3).
import { decodeBase64url, isUuid } from '@reseal/protocol'
import type { KeptRecord } from '../browser/kept-record.ts'
import { randomToken } from '../browser/random.ts'

const idleLimitMs = 30 * 60_000
const lengthLimitMs = 12 * 60 * 60_000
// Other tabs read the record to see that someone is still active; writing it on each event would cost the page.
const writeIntervalMs = 5_000

/** A session as streams refer to it. `withdrawalToken` is 32 bytes in base64url, revealed on withdrawal only. */
export interface Session {
  readonly id: string
  readonly startedAtMs: number
  readonly withdrawalToken: string
}

interface SessionRecord extends Session {
  readonly lastActivityMs: number
}

/** The sessions of one app in one browser. */
export interface SessionKeeper {
  /** The session that goes on, or a new one. Lifts an earlier decline. */
  begin(): Session
  /** Counts as activity now; gives false when the session is over. */
  touch(): boolean
  /** Whether the session has ended without activity here or in another tab. */
  isOver(): boolean
  /** Forgets the session and remembers that recording was declined. */
  decline(): void
  /** Whether recording was declined and not granted since, in any tab. */
  isDeclined(): boolean
}

function isToken(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 43) return false
  try {
    return decodeBase64url(value).length === 32
  } catch {
    return false
  }
}

/** Anyone with access to the page's storage may have written this: the type is checked, not believed. */
function parseRecord(value: unknown): SessionRecord | 'declined' | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, startedAtMs, lastActivityMs, withdrawalToken, declined } = value as Record<string, unknown>
  if (declined === true) return 'declined'
  if (!isUuid(id) || !isToken(withdrawalToken)) return undefined
  if (!Number.isSafeInteger(startedAtMs) || !Number.isSafeInteger(lastActivityMs)) return undefined
  return { id, withdrawalToken, startedAtMs: startedAtMs as number, lastActivityMs: lastActivityMs as number }
}

function isCurrent(record: SessionRecord, nowMs: number): boolean {
  const idleMs = nowMs - record.lastActivityMs
  const lengthMs = nowMs - record.startedAtMs
  // Negative when the clock was set back: such a record says nothing about idleness.
  return idleMs >= 0 && idleMs < idleLimitMs && lengthMs >= 0 && lengthMs < lengthLimitMs
}

/** Keeps the session in `record`; `now` gives milliseconds since the Unix epoch. */
export function createSessionKeeper(record: KeptRecord, now: () => number): SessionKeeper {
  let own: SessionRecord | undefined
  let writtenAtMs = 0

  function write(next: SessionRecord): void {
    own = next
    writtenAtMs = next.lastActivityMs
    record.write(next)
  }

  /** The own session with activity of other tabs taken in, unless it is over. */
  function refresh(nowMs: number): SessionRecord | undefined {
    if (own === undefined) return undefined
    const kept = parseRecord(record.read())
    if (
      kept !== undefined &&
      kept !== 'declined' &&
      kept.id === own.id &&
      kept.lastActivityMs > own.lastActivityMs
    ) {
      own = kept
    }
    if (!isCurrent(own, nowMs)) own = undefined
    return own
  }

  return {
    begin() {
      const nowMs = now()
      const kept = parseRecord(record.read())
      const goesOn = kept !== undefined && kept !== 'declined' && isCurrent(kept, nowMs)
      const base: Session = goesOn
        ? kept
        : { id: crypto.randomUUID(), startedAtMs: nowMs, withdrawalToken: randomToken() }
      const { id, startedAtMs, withdrawalToken } = base
      write({ id, startedAtMs, withdrawalToken, lastActivityMs: nowMs })
      return { id, startedAtMs, withdrawalToken }
    },
    touch() {
      const nowMs = now()
      if (own === undefined) return false
      if (nowMs - writtenAtMs < writeIntervalMs && isCurrent(own, nowMs)) return true
      const current = refresh(nowMs)
      if (current === undefined) return false
      write({ ...current, lastActivityMs: nowMs })
      return true
    },
    isOver() {
      const nowMs = now()
      if (own !== undefined && isCurrent(own, nowMs)) return false
      return refresh(nowMs) === undefined
    },
    decline() {
      own = undefined
      record.write({ declined: true })
    },
    isDeclined() {
      return parseRecord(record.read()) === 'declined'
    },
  }
}
