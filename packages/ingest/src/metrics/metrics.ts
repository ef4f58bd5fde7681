// Counts for Prometheus (text exposition format 0.0.4). Numbers and fixed words only: nothing of an app or person.
import { Hono } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { commonHeaders } from '../middleware/response-headers.ts'
import type { RouteDeclaration } from '../openapi/route-declaration.ts'

const help = {
  segments_committed_total: 'segments made durable and acknowledged',
  batches_committed_total: 'batches whose rows were committed',
  batches_orphaned_total: 'batch objects written without rows; harmless',
  appends_lost_total: 'appends that another process overtook',
  withdrawals_taken_total: 'withdrawals of consent kept for the worker',
} as const

/** What is counted. */
export type CounterName = keyof typeof help

/** Counts events of this process. */
export interface Metrics {
  add(name: CounterName, count: number): void
  countResponse(status: number): void
  text(): string
}

/** Metrics in Prometheus' format. */
export const metricsRoute: RouteDeclaration = {
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Counters of this process',
  responses: { 200: { description: 'Prometheus text format', mediaType: 'text/plain' } },
}

/**
 * Creates counters at zero.
 * @param gauges read at each request, by name
 */
export function createMetrics(gauges: Readonly<Record<string, () => number>>): Metrics {
  const counters = new Map<CounterName, number>()
  const responses = new Map<number, number>()

  return {
    add(name, count) {
      counters.set(name, (counters.get(name) ?? 0) + count)
    },
    countResponse(status) {
      responses.set(status, (responses.get(status) ?? 0) + 1)
    },
    text() {
      const lines = Object.entries(help).flatMap(([name, text]) => [
        `# HELP reseal_ingest_${name} ${text}`,
        `# TYPE reseal_ingest_${name} counter`,
        `reseal_ingest_${name} ${counters.get(name as CounterName) ?? 0}`,
      ])
      lines.push('# TYPE reseal_ingest_parcel_responses_total counter')
      for (const [status, count] of responses) {
        lines.push(`reseal_ingest_parcel_responses_total{status="${status}"} ${count}`)
      }
      for (const [name, read] of Object.entries(gauges)) {
        lines.push(`# TYPE reseal_ingest_${name} gauge`, `reseal_ingest_${name} ${read()}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

/** Creates the route. */
export function createMetricsRoutes(metrics: Metrics): Hono<IngestEnv> {
  return new Hono<IngestEnv>().get(metricsRoute.path, (c) =>
    c.text(metrics.text(), 200, { ...commonHeaders, 'Content-Type': 'text/plain; version=0.0.4' }),
  )
}
