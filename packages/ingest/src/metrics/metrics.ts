// What ingest counts, for Prometheus. Numbers and fixed words only: nothing of an app, a stream or a person.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type StatedAge, statedAges } from '../limits/stated-times.ts'

const counters = {
  segments_committed_total: 'segments made durable and acknowledged',
  batches_committed_total: 'batches whose rows were committed',
  batches_orphaned_total: 'batch objects written without rows; the worker sweeps them',
  batches_failed_total:
    'batches that object store or database did not take; nothing of them was acknowledged',
  object_puts_total: 'requests to store a batch object',
  appends_lost_total: 'appends that another process overtook',
  withdrawals_taken_total: 'withdrawals of consent kept for the worker',
} as const

/** What is counted. */
export type CounterName = keyof typeof counters

/** How one object and its rows were stored; times are milliseconds since 1970. */
export interface StoreTimes {
  readonly putStartMs: number
  /** Absent where the object store failed. */
  readonly putEndMs?: number
  /** Absent where the database failed. */
  readonly rowsEndMs?: number
}

/** What became of a batch. */
export interface ObservedBatch {
  readonly sizeBytes: number
  readonly segmentCount: number
  /** From its first append to its outcome. */
  readonly durationMs: number
  readonly isStored: boolean
}

/** Counts events of this process. */
export interface Metrics {
  add(name: CounterName, count: number): void
  /** `code` is the refusal's, of our own list. */
  countResponse(status: number, code?: string): void
  /** Of a parcel, by its last segment. */
  countAge(age: StatedAge): void
  observeStore(times: StoreTimes): void
  observeBatch(batch: ObservedBatch): void
  /** Prometheus' text format. */
  text(): Promise<string>
}

/** A number read at each scrape. */
export interface GaugeSource {
  readonly help: string
  read(): number
}

/**
 * Creates counters at zero.
 * @param gauges read at each scrape, by name
 */
export function createMetrics(gauges: Readonly<Record<string, GaugeSource>>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  // Parcels touch plain maps only; Prometheus' own objects are filled at a scrape.
  const counts = new Map<CounterName, number>()
  const responses = new Map<string, { readonly labels: Record<string, string>; count: number }>()

  for (const [name, help] of Object.entries(counters) as [CounterName, string][]) {
    new Counter({
      name: `reseal_ingest_${name}`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(counts.get(name) ?? 0)
      },
    })
  }
  new Counter({
    name: 'reseal_ingest_responses_total',
    help: 'answers to parcels and withdrawals, by status and code',
    labelNames: ['status', 'code'],
    registers,
    collect() {
      this.reset()
      for (const { labels, count } of responses.values()) this.inc(labels, count)
    },
  })
  const ages = new Map<StatedAge, number>(statedAges.map((age) => [age, 0]))
  new Counter({
    name: 'reseal_ingest_parcels_by_age_total',
    help: 'parcels by how old their last segment is by the page’s clock: late from a queue, or ahead of the clock here',
    labelNames: ['age'],
    registers,
    collect() {
      this.reset()
      for (const [age, count] of ages) this.inc({ age }, count)
    },
  })
  const allGauges: Record<string, GaugeSource> = {
    ...gauges,
    puts_per_thousand_segments: {
      help: 'requests to the object store for a thousand segments, since the start',
      read: () => ratio(counts.get('object_puts_total'), counts.get('segments_committed_total')),
    },
  }
  for (const [name, { help, read }] of Object.entries(allGauges)) {
    new Gauge({
      name: `reseal_ingest_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  const seconds = (name: string, help: string): Histogram => {
    const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 10, 30]
    return new Histogram({ name: `reseal_ingest_${name}_seconds`, help, buckets, registers })
  }
  const commit = seconds('commit', 'from a batch’s first append to its outcome: the longest wait in it')
  const put = seconds('object_put', 'storing a batch object')
  const rows = seconds('transaction', 'committing a batch’s rows')
  const sizes = new Histogram({
    name: 'reseal_ingest_batch_bytes',
    help: 'sealed bytes in a batch',
    buckets: [2 ** 14, 2 ** 16, 2 ** 18, 2 ** 20, 2 ** 21, 2 ** 22, 2 ** 23, 2 ** 24],
    registers,
  })
  const segments = new Histogram({
    name: 'reseal_ingest_batch_segments',
    help: 'segments in a batch',
    buckets: [1, 4, 16, 64, 128, 256, 512, 1024, 4096],
    registers,
  })

  function add(name: CounterName, count: number): void {
    counts.set(name, (counts.get(name) ?? 0) + count)
  }

  return {
    add,
    countResponse(status, code = 'ok') {
      const known = responses.get(code)
      if (known === undefined) responses.set(code, { labels: { status: String(status), code }, count: 1 })
      else known.count++
    },
    countAge(age) {
      ages.set(age, (ages.get(age) ?? 0) + 1)
    },
    observeStore({ putStartMs, putEndMs, rowsEndMs }) {
      add('object_puts_total', 1)
      if (putEndMs === undefined) return
      put.observe((putEndMs - putStartMs) / 1000)
      if (rowsEndMs !== undefined) rows.observe((rowsEndMs - putEndMs) / 1000)
    },
    observeBatch({ sizeBytes, segmentCount, durationMs, isStored }) {
      if (!isStored) add('batches_failed_total', 1)
      commit.observe(durationMs / 1000)
      sizes.observe(sizeBytes)
      segments.observe(segmentCount)
    },
    text: () => registry.metrics(),
  }
}

function ratio(puts = 0, segments = 0): number {
  return segments === 0 ? 0 : (1000 * puts) / segments
}
