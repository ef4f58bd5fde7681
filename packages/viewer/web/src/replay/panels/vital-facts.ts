// The web vitals of each page load against their thresholds (web.dev, "Web Vitals"), and its long tasks.
import { signalPlugin, type VitalPayload } from '@reseal/redaction-rules'
import type { StreamReply } from '../../../../src/api-types.ts'
import type { Signal } from '../signals.ts'

type VitalName = VitalPayload['name']

/** Up to which value a vital is good, and from which on poor: milliseconds, of CLS a sum of shares. */
export const vitalLimits: Readonly<Record<VitalName, readonly [goodTo: number, poorFrom: number]>> = {
  LCP: [2_500, 4_000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1_800, 3_000],
  TTFB: [800, 1_800],
}

/** What a vital measures. */
export const vitalMeanings: Readonly<Record<VitalName, string>> = {
  LCP: 'until the largest part was shown',
  INP: 'the slowest answer to an interaction',
  CLS: 'how much things moved by themselves',
  FCP: 'until anything was shown',
  TTFB: 'until the first byte',
}

/** Vitals in the order they are shown. */
export const vitalNames: readonly VitalName[] = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB']

/** Where a value stands on a gauge of three equal parts, 0 to 1. */
export function gaugeAt(name: VitalName, value: number): number {
  const [good, poor] = vitalLimits[name]
  if (value <= good) return value / good / 3
  if (value <= poor) return (1 + (value - good) / (poor - good)) / 3
  // Half of the last part is twice the limit: what is far worse still shows as such.
  return (2 + (1 - poor / value)) / 3
}

/** One page load. */
export interface PageVitals {
  readonly stream: StreamReply
  readonly vitals: Readonly<Partial<Record<VitalName, Signal>>>
  readonly tasks: readonly Signal[]
}

/** The page loads of which something is known, in order. */
export function pageVitals(streams: readonly StreamReply[], signals: readonly Signal[]): PageVitals[] {
  const pages = streams.map((stream) => {
    const own = signals.filter((signal) => signal.stream === stream.stream)
    const vitals = own.flatMap((signal) =>
      signal.recorded?.plugin === signalPlugin.vital ? [[signal.recorded.payload.name, signal] as const] : [],
    )
    const tasks = own.filter(({ recorded }) => recorded?.plugin === signalPlugin.task)
    return { stream, vitals: Object.fromEntries(vitals), tasks }
  })
  return pages.filter(({ vitals, tasks }) => Object.keys(vitals).length > 0 || tasks.length > 0)
}

/** The long tasks that cost the most, the longest first. */
export function longestTasks(tasks: readonly Signal[], count: number): Signal[] {
  const tookMs = ({ recorded }: Signal) =>
    recorded?.plugin === signalPlugin.task ? recorded.payload.durationMs : 0
  return tasks.toSorted((a, b) => tookMs(b) - tookMs(a)).slice(0, count)
}
