// What a session's console, errors, app and page said, read from the recorder's events for the list beside the replay.
import type {
  ConsolePayload,
  ContextPayload,
  ErrorDescription,
  ErrorPayload,
  StackFrame,
} from '@reseal/redaction-rules'
import { signalPlugin } from '@reseal/redaction-rules'
import type { ReplayEvent } from '../api/replays.ts'
import { actionSignal } from './action-signals.ts'
import { appReaders } from './app-signals.ts'
import { fieldReaders } from './field-signals.ts'
import { gapSignal } from './gaps.ts'
import { networkReaders } from './network-signals.ts'
import { type NodeNames, nodeNames } from './node-names.ts'
import { pageReaders } from './page-signals.ts'
import type { RecordedSignal } from './recorded-signal.ts'
import { streamStretch, type Timeline } from './timeline.ts'

/**
 * `stream` is the start of a page load or tab, `action` what the person did, `app` what the app reports, `page` how the page
 * did, `field` how a field stood.
 */
export type SignalKind =
  | 'action'
  | 'error'
  | 'console'
  | 'network'
  | 'click'
  | 'field'
  | 'app'
  | 'page'
  | 'gap'
  | 'stream'

/** One line of the list. `atMs` is milliseconds since 1970. */
export interface Signal {
  readonly kind: SignalKind
  readonly atMs: number
  /** What it is: the console's level, `rejection`, `event`, `LCP`. */
  readonly level: string
  readonly text: string
  /** How it is meant: without, neither good nor bad. */
  readonly tone?: 'good' | 'warning' | 'bad'
  /** More lines, shown where it is selected: the stack, innermost frame first. */
  readonly detail?: string
  /** Id of the stream it comes from. */
  readonly stream?: string
  /** Of signals with one key in a stream the last counts. */
  readonly key?: string
  /** Id of the node that it is about. */
  readonly node?: number
  /** What was recorded, as redaction let it through. */
  readonly recorded?: RecordedSignal
}

/** Makes the line of a payload that redaction has let through. */
export type SignalReader = (payload: never, atMs: number, names: NodeNames) => Signal

const pluginType = 6

const readers: Readonly<Record<string, SignalReader>> = {
  [signalPlugin.console]: consoleSignal,
  [signalPlugin.error]: errorSignal,
  [signalPlugin.gap]: gapSignal,
  ...appReaders,
  ...fieldReaders,
  ...networkReaders,
  ...pageReaders,
}

/** The signals that a run of events holds; `names` are those of the nodes they are about. */
export function signalsOf(events: readonly ReplayEvent[], names: NodeNames = nodeNames(events)): Signal[] {
  return events.flatMap((event) => {
    const { type, timestamp, data } = event
    if (type !== pluginType) return actionSignal(event, names)
    if (!isPluginData(data)) return []
    const { plugin, payload } = data
    const reader = Object.hasOwn(readers, plugin) ? readers[plugin] : undefined
    if (reader === undefined) return []
    const agoMs = 'agoMs' in payload ? Number(payload.agoMs) : 0
    const recorded = { plugin, payload } as RecordedSignal
    return [{ ...reader(payload as never, timestamp - agoMs, names), recorded }]
  })
}

/** What held last in a run of events: release, environment, who was there. */
export function contextOf(events: readonly ReplayEvent[]): ContextPayload | undefined {
  const data = events.findLast(
    ({ type, data }) => type === pluginType && isPluginData(data) && data.plugin === signalPlugin.context,
  )?.data
  return isPluginData(data) ? (data.payload as ContextPayload) : undefined
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
  if (level === 'error') return { kind: 'error', atMs, level, text, tone: 'bad' }
  return { kind: 'console', atMs, level, text, ...(level === 'warn' && { tone: 'warning' }) }
}

const titleOf = ({ name, message }: ErrorDescription): string =>
  message === '' ? name : `${name}: ${message}`
const linesOf = (frames: readonly StackFrame[]): string[] =>
  frames.map(({ source, line, column }) => `at ${source}:${line}:${column}`)

function errorSignal({ kind, causes = [], ...error }: ErrorPayload, atMs: number): Signal {
  const behind = causes.flatMap((cause) => [
    `${cause.kind === 'member' ? 'one of them' : 'caused by'} ${titleOf(cause)}`,
    ...linesOf(cause.frames),
  ])
  const detail = [...linesOf(error.frames), ...behind].join('\n')
  const level = kind === 'handled' ? 'caught' : kind
  return {
    kind: 'error',
    atMs,
    level,
    text: titleOf(error),
    tone: kind === 'handled' ? 'warning' : 'bad',
    ...(detail === '' ? {} : { detail }),
  }
}

interface PluginData {
  readonly plugin: string
  readonly payload: object
}

function isPluginData(data: unknown): data is PluginData {
  if (typeof data !== 'object' || data === null) return false
  return 'plugin' in data && 'payload' in data && typeof data.payload === 'object' && data.payload !== null
}
