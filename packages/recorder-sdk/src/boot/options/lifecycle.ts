// The options that say when and how much is recorded: `session`, `sampling`, `start`, `routes`.
import { isRouteTemplate, type RouteRules } from '../../domain/route-rules.ts'
import type { SamplingRates, SessionLimits } from '../../domain/session.ts'
import { RecorderError } from '../../recorder-error.ts'

/** How long a session lasts. */
export interface SessionOptions {
  /** It ends when nobody did anything for so long; 30 when left out, at most 1,440. */
  readonly idleMinutes?: number | undefined
  /** It ends after so long in any case; 12 when left out, at most 24. */
  readonly maxHours?: number | undefined
}

/** Of how many sessions something is recorded. Decided once a session, for all its tabs and page loads. */
export interface SamplingOptions {
  /** Share of sessions that are recorded, 0 to 1; 1 when left out. */
  readonly sessions?: number | undefined
  /**
   * Share, 0 to 1, of the other sessions that keep the last minute in memory, and are recorded from there on once
   * something goes wrong: an uncaught error, an unhandled rejection, `captureError`. 0 when left out.
   */
  readonly onError?: number | undefined
}

const bad = (where: string): RecorderError => new RecorderError('bad_option', { where })

/** The members of an option that is an object; none when it is left out. */
function membersOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) throw bad(name)
  return value as Readonly<Record<string, unknown>>
}

function numberUpTo(max: number, value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= max) return value
  throw bad(where)
}

/** @throws RecorderError `bad_option` */
export function parseSession(value: unknown): SessionLimits {
  const { idleMinutes = 30, maxHours = 12 } = membersOf(value, 'session')
  return {
    idleMs: numberUpTo(1_440, idleMinutes, 'session.idleMinutes') * 60_000,
    lengthMs: numberUpTo(24, maxHours, 'session.maxHours') * 3_600_000,
  }
}

/** @throws RecorderError `bad_option` */
export function parseSampling(value: unknown): SamplingRates {
  const { sessions = 1, onError = 0 } = membersOf(value, 'sampling')
  return {
    sessions: numberUpTo(1, sessions, 'sampling.sessions'),
    onError: numberUpTo(1, onError, 'sampling.onError'),
  }
}

/** @throws RecorderError `bad_option` */
export function parseStart(value: unknown): 'auto' | 'manual' {
  if (value === undefined) return 'auto'
  if (value !== 'auto' && value !== 'manual') throw bad('start')
  return value
}

function parseTemplates(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw bad(where)
  return value.map((one: unknown, index) => {
    if (!isRouteTemplate(one)) throw bad(`${where}[${index}]`)
    return one
  })
}

/** @throws RecorderError `bad_option` */
export function parseRoutes(value: unknown): RouteRules | undefined {
  if (value === undefined) return undefined
  const { only, except } = membersOf(value, 'routes')
  return { only: parseTemplates(only, 'routes.only'), except: parseTemplates(except, 'routes.except') }
}
