// What the viewer counts, for Prometheus: requests by declared route. Nothing of a person, a session or an app.
import { logNames } from '@reseal/store'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { IntegrityReader } from '../integrity/integrity-reader.ts'

/** A request that was answered. */
export interface AnsweredRequest {
  /** The declared pattern, never the path. */
  readonly route: string
  readonly method: string
  readonly status: number
  readonly durationMs: number
}

/** Counts requests of this process. */
export interface ViewerMetrics {
  countRequest(request: AnsweredRequest): void
  /** Prometheus' text format. What cannot be asked at the moment is left out. */
  text(): Promise<string>
}

/** The methods of HTTP that routes may have: a client’s own word goes into no log, metric or trace. */
export function knownMethod(method: string): string {
  return knownMethods.includes(method) ? method : 'other'
}

const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Creates counters at zero. */
export function createViewerMetrics(integrity: IntegrityReader): ViewerMetrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'reseal_viewer_requests_total',
    help: 'requests by declared route, method and status',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'reseal_viewer_request_seconds',
    help: 'time to answer, by declared route',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  })
  const unanchored = new Gauge({
    name: 'reseal_viewer_unanchored_leaf_age_seconds',
    help: 'age of the oldest leaf that no checkpoint covers, as this viewer sees it. Replays stop at 60 s',
    labelNames: ['log'],
    registers,
  })
  const unanchoredCount = new Gauge({
    name: 'reseal_viewer_unanchored_leaves',
    help: 'leaves that are not under a checkpoint that every required anchor place has',
    labelNames: ['log'],
    registers,
  })

  return {
    countRequest({ route, method, status, durationMs }) {
      requests.inc({
        route,
        method,
        status: String(status),
      })
      durations.observe({ route }, durationMs / 1000)
    },
    async text() {
      for (const gauge of [unanchored, unanchoredCount]) gauge.reset()
      await Promise.allSettled(
        logNames.map(async (log) => {
          const { size, anchoredSize, unanchoredForMs } = await integrity.read(log)
          unanchored.set({ log }, unanchoredForMs / 1000)
          unanchoredCount.set({ log }, Math.max(0, size - anchoredSize))
        }),
      )
      return registry.metrics()
    },
  }
}
