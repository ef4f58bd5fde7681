// The parts that the health page asks: database, objects, anchors, and the other services where they are known.
import { createStreamIndexRepository, type Database, isRestoring, type ObjectStore } from '@reseal/store'
import type { ViewerConfig } from '../config.ts'
import type { IntegrityReader } from '../integrity/integrity-reader.ts'
import type { HealthProbe } from './health-report.ts'

/** Another service whose readiness the page shows. */
export interface Peer {
  /** As the page shows it, such as `Ingest`. */
  readonly name: string
  /** Answers 200 when ready. */
  readonly readyUrl: string
}

/** What the probes ask. */
export interface ProbeParts {
  readonly db: Database
  readonly objects: ObjectStore
  readonly integrity: IntegrityReader
  readonly peers: readonly Peer[]
  readonly config: ViewerConfig
}

/** Builds the probes, in the order of the page. */
export function createProbes({ db, objects, integrity, peers, config }: ProbeParts): HealthProbe[] {
  return [
    {
      name: 'Database',
      required: true,
      check: async () => {
        if (await isRestoring(db)) {
          return { state: 'bad', detail: 'older than its logs: its operator has to run reseal reindex' }
        }
        return { state: 'good', detail: 'answers' }
      },
    },
    {
      name: 'Object store',
      required: true,
      check: async () => {
        await objects.check()
        return { state: 'good', detail: 'answers' }
      },
    },
    anchorProbe(integrity, config.anchorMaxAgeMs),
    indexProbe(db),
    ...peers.map(peerProbe),
  ]
}

function anchorProbe(integrity: IntegrityReader, anchorMaxAgeMs: number): HealthProbe {
  return {
    name: 'Anchors',
    required: false,
    check: async () => {
      const logs = [await integrity.read('audit'), await integrity.read('recordings')]
      const waitingMs = Math.max(...logs.map((log) => log.unanchoredForMs))
      if (waitingMs > anchorMaxAgeMs)
        return { state: 'late', detail: `behind by ${readable(waitingMs)}: replays wait` }
      if (waitingMs > 0)
        return { state: 'good', detail: `the oldest leaf without one waits for ${readable(waitingMs)}` }
      const agesMs = logs.flatMap((log) => log.anchorAgeMs ?? [])
      const newest = agesMs.length === 0 ? '' : `, the newest ${readable(Math.min(...agesMs))} old`
      return { state: 'good', detail: `every leaf is anchored${newest}` }
    },
  }
}

// Nobody watches what the indexer has not looked through: past this people notice that they wait.
const indexLateMs = 30_000

function indexProbe(db: Database): HealthProbe {
  const index = createStreamIndexRepository(db)
  return {
    name: 'Index',
    required: false,
    check: async () => {
      const lags = await index.lags()
      const waitingMs = Math.max(0, ...lags.map(({ ageMs }) => ageMs))
      if (waitingMs > indexLateMs)
        return { state: 'late', detail: `behind by ${readable(waitingMs)}: replays wait` }
      if (waitingMs > 0)
        return { state: 'good', detail: `the oldest segment waits for ${readable(waitingMs)}` }
      return { state: 'good', detail: 'every segment is looked through' }
    },
  }
}

function peerProbe({ name, readyUrl }: Peer): HealthProbe {
  return {
    name,
    required: false,
    check: async (signal) => {
      const answer = await fetch(readyUrl, { signal, redirect: 'error' })
      return answer.ok
        ? { state: 'good', detail: 'ready' }
        : { state: 'bad', detail: 'answers, but is not ready' }
    },
  }
}

function readable(durationMs: number): string {
  const seconds = durationMs / 1000
  if (seconds < 100) return `${seconds.toFixed(1)} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
