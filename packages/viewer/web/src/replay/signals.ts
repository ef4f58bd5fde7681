// Console lines, errors and page addresses of a session, read from the recorder's events for the list beside the replay.
import type { ReplayEvent } from '../api/replays.ts'

export type SignalKind = 'error' | 'console' | 'page'

/** One line of the list. `atMs` is milliseconds since 1970. */
export interface Signal {
  readonly kind: SignalKind
  readonly atMs: number
  /** The console's level, `exception` or `rejection`; empty for a page. */
  readonly level: string
  readonly text: string
  readonly detail?: string
  /** Id of the stream it comes from. */
  readonly stream?: string
}

const metaType = 4
const customType = 5
const pluginType = 6

/** The lines that a run of events holds. What is not one of the recorder's shapes is passed over. */
export function signalsOf(events: readonly ReplayEvent[]): Signal[] {
  return events.flatMap((event) => {
    const data = asRecord(event.data)
    const signal = readSignal(event.type, data)
    return signal === undefined ? [] : [{ ...signal, atMs: event.timestamp }]
  })
}

function readSignal(type: number, data: Fields): Omit<Signal, 'atMs'> | undefined {
  if (type === metaType) {
    return typeof data['href'] === 'string' ? { kind: 'page', level: '', text: data['href'] } : undefined
  }
  if (type === customType) return readPayload(asText(data['tag']), asRecord(data['payload']))
  if (type === pluginType) return readPayload(asText(data['plugin']), asRecord(data['payload']))
  return undefined
}

function readPayload(name: string, payload: Fields): Omit<Signal, 'atMs'> | undefined {
  const detail = asLines(payload['trace'] ?? payload['stack'])
  const more = detail === '' ? {} : { detail }
  if (name === 'error') {
    const text = [asText(payload['name']), asText(payload['message'])].filter(Boolean).join(': ')
    return { kind: 'error', level: asText(payload['kind']) || 'exception', text, ...more }
  }
  if (name === 'console' || name === 'rrweb/console@1') {
    const level = asText(payload['level']) || 'log'
    return {
      kind: level === 'error' ? 'error' : 'console',
      level,
      text: asLines(payload['payload']),
      ...more,
    }
  }
  return undefined
}

type Fields = Readonly<Record<string, unknown>>

function asRecord(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function asLines(value: unknown): string {
  if (!Array.isArray(value)) return asText(value)
  return value.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join(' ')
}
