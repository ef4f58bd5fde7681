import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

test('counters begin at zero, so that a rate is there before the first event', async () => {
  const text = await createMetrics({}).text()
  expect(valueOf(text, 'reseal_ingest_segments_committed_total')).toBe(0)
  expect(valueOf(text, 'reseal_ingest_puts_per_thousand_segments')).toBe(0)
})

test('a scrape shows what was counted so far, each time whole', async () => {
  const metrics = createMetrics({ waiting_appends: { help: 'queue', read: () => 7 } })
  metrics.countResponse(200)
  metrics.countResponse(503, 'overloaded')
  metrics.countResponse(503, 'overloaded')
  metrics.add('segments_committed_total', 400)
  metrics.observeStore({ putStartMs: 0, putEndMs: 20, rowsEndMs: 25 })
  metrics.observeStore({ putStartMs: 0 })
  metrics.observeBatch({ sizeBytes: 100_000, segmentCount: 400, durationMs: 150, isStored: true })
  metrics.observeBatch({ sizeBytes: 10, segmentCount: 1, durationMs: 150, isStored: false })
  for (let scrape = 0; scrape < 2; scrape++) {
    const text = await metrics.text()
    expect(valueOf(text, 'reseal_ingest_responses_total{status="200",code="ok"}')).toBe(1)
    expect(valueOf(text, 'reseal_ingest_responses_total{status="503",code="overloaded"}')).toBe(2)
    expect(valueOf(text, 'reseal_ingest_waiting_appends')).toBe(7)
    expect(valueOf(text, 'reseal_ingest_object_puts_total')).toBe(2)
    expect(valueOf(text, 'reseal_ingest_puts_per_thousand_segments')).toBe(5)
    expect(valueOf(text, 'reseal_ingest_batches_failed_total')).toBe(1)
    expect(valueOf(text, 'reseal_ingest_commit_seconds_count')).toBe(2)
    expect(valueOf(text, 'reseal_ingest_object_put_seconds_count')).toBe(1)
    expect(valueOf(text, 'reseal_ingest_transaction_seconds_sum')).toBeCloseTo(0.005)
    expect(valueOf(text, 'reseal_ingest_batch_segments_bucket{le="1024"}')).toBe(2)
  }
})
