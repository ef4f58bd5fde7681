// How the page did, and whether someone got nowhere: web vitals, long tasks, rage, dead and error clicks.
import type { ClickPayload, TaskPayload, VitalPayload } from '@reseal/redaction-rules'
import { signalPlugin } from '@reseal/redaction-rules'
import type { NodeNames } from './node-names.ts'
import type { Signal, SignalReader } from './signals.ts'

/** Readers of how the page did. */
export const pageReaders: Readonly<Record<string, SignalReader>> = {
  [signalPlugin.vital]: vitalSignal,
  [signalPlugin.task]: taskSignal,
  [signalPlugin.click]: clickSignal,
}

/** Milliseconds as one reads them. */
export function formatDuration(durationMs: number): string {
  return durationMs < 1_000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1_000).toFixed(2)} s`
}

const tones = { good: 'good', 'needs-improvement': 'warning', poor: 'bad' } as const

// In the order of VitalPayload.parts.
const partNames: Readonly<Record<VitalPayload['name'], readonly string[]>> = {
  LCP: ['first byte', 'until loading', 'loading', 'until shown'],
  INP: ['waiting', 'handling', 'until shown'],
  TTFB: ['waiting', 'cache', 'DNS', 'connection', 'request'],
  FCP: ['first byte', 'until shown'],
  CLS: ['largest shift after'],
}

function vitalSignal(
  { name, value, rating, id, parts }: VitalPayload,
  atMs: number,
  names: NodeNames,
): Signal {
  const made = parts.map((part, index) => `${partNames[name][index] ?? 'more'} ${formatDuration(part)}`)
  const detail = [...(id === undefined ? [] : [`due to ${names(id)}`]), ...made].join('\n')
  const shown = name === 'CLS' ? String(value) : formatDuration(value)
  return {
    kind: 'page',
    atMs,
    level: name,
    text: `${shown} ${rating.replace('-', ' ')}`,
    tone: tones[rating],
    key: name,
    ...(id !== undefined && { node: id }),
    ...(detail === '' ? {} : { detail }),
  }
}

// From here on people notice that a page does not answer (web.dev, "Optimize long tasks").
const noticedMs = 200

function taskSignal({ durationMs, blockingMs, scripts }: TaskPayload, atMs: number): Signal {
  const detail = scripts
    .map(({ source, position, durationMs: tookMs }) => `${source}:${position ?? 0} ${formatDuration(tookMs)}`)
    .join('\n')
  return {
    kind: 'page',
    atMs,
    level: 'long task',
    text: `${formatDuration(durationMs)}${blockingMs < 1 ? '' : `, no answer for ${formatDuration(blockingMs)}`}`,
    ...(blockingMs >= noticedMs && { tone: 'warning' }),
    ...(detail === '' ? {} : { detail }),
  }
}

const clickTexts: Readonly<Record<ClickPayload['kind'], string>> = {
  rage: 'clicks on',
  dead: 'nothing followed on',
  error: 'an error followed on',
}

function clickSignal({ kind, id, count }: ClickPayload, atMs: number, names: NodeNames): Signal {
  const text = `${count === undefined ? '' : `${count} `}${clickTexts[kind]} ${names(id)}`
  return { kind: 'click', atMs, level: `${kind} click`, text, tone: 'warning', node: id }
}
