// Console lines and errors of a session, read from the recorder's events for the list beside the replay.
import type { ConsolePayload, ErrorPayload } from '@reseal/redaction-rules'
import { signalPlugin } from '@reseal/redaction-rules'
import type { ReplayEvent } from '../api/replays.ts'
import { streamStretch, type Timeline } from './timeline.ts'

/** `stream` is the start of a page load or tab. */
export type SignalKind = 'error' | 'console' | 'stream'

/** One line of the list. `atMs` is milliseconds since 1970. */
export interface Signal {
  readonly kind: SignalKind
  readonly atMs: number
  /** The console's level, `error` or `rejection` for what nothing caught. */
  readonly level: string
  readonly text: string
  /** The stack, innermost frame first. */
  readonly detail?: string
  /** Id of the stream it comes from. */
  readonly stream?: string
}

const pluginType = 6

/** The console lines and errors that a run of events holds. */
export function signalsOf(events: readonly ReplayEvent[]): Signal[] {
  return events.flatMap(({ type, timestamp, data }) => {
    if (type !== pluginType || !isPluginData(data)) return []
    switch (data.plugin) {
      case signalPlugin.console:
        return [consoleSignal(data.payload as ConsolePayload, timestamp)]
      case signalPlugin.error:
        return [errorSignal(data.payload as ErrorPayload, timestamp)]
      default:
        return []
    }
  })
}

/** The beginnings of the session's streams, known before anything is opened. */
export function streamSignals(timeline: Timeline): Signal[] {
  const count = timeline.streams.length
  return timeline.streams.map((stream, index) => ({
    kind: 'stream',
    atMs: streamStretch(stream).fromMs,
    level: 'page load',
    text: `stream ${index + 1} of ${count}`,
    stream: stream.stream,
  }))
}

function consoleSignal({ level, args }: ConsolePayload, atMs: number): Signal {
  const text = args
    .map(({ kind, text: masked, name }) => {
      if (kind === 'error') return `${name ?? 'Error'}: ${masked ?? ''}`
      return masked ?? `[${kind}]`
    })
    .join(' ')
  return { kind: level === 'error' ? 'error' : 'console', atMs, level, text }
}

function errorSignal({ kind, name, message, frames }: ErrorPayload, atMs: number): Signal {
  const detail = frames.map(({ source, line, column }) => `at ${source}:${line}:${column}`).join('\n')
  const text = message === '' ? name : `${name}: ${message}`
  return { kind: 'error', atMs, level: kind, text, ...(detail === '' ? {} : { detail }) }
}

function isPluginData(data: unknown): data is { readonly plugin: string; readonly payload: unknown } {
  if (typeof data !== 'object' || data === null) return false
  return 'plugin' in data && 'payload' in data && typeof data.payload === 'object' && data.payload !== null
}
