// How far both logs are anchored, from the database and the anchor (design.md §7).
import {
  type Anchor,
  type AnchorPlaceName,
  createAnchorPlaces,
  createVerificationRepository,
  type Database,
  guardDatabase,
  type LogName,
  logNames,
  readAnchorState,
} from '@reseal/store'
import type { AnchoringReply, LogIntegrity } from '../api-types.ts'

/** Reads the state of the logs. */
export interface IntegrityReader {
  /** State of one log; at most half a second old. */
  read(log: LogName): Promise<LogIntegrity>
  /** What further places lack of logs of these sizes, and what was altered in the buckets. */
  places(sizes: Readonly<Record<LogName, number>>): Promise<Pick<AnchoringReply, 'places' | 'alteredCount'>>
  /** What the newest `reseal verify` of this deployment found. */
  lastVerification(): Promise<{ atMs: number; ok: boolean } | undefined>
}

/** What the reader asks. */
export interface IntegrityReaderDeps {
  readonly db: Database
  readonly anchor: Anchor
  readonly now: () => number
}

// Every range of a replay asks; the anchor may be a bucket whose listings cost money.
const maxAgeMs = 500

/** Builds a reader. */
export function createIntegrityReader({ db, anchor, now }: IntegrityReaderDeps): IntegrityReader {
  const last = new Map<LogName, { atMs: number; state: Promise<LogIntegrity> }>()
  return {
    read: (log) => {
      const atMs = now()
      const known = last.get(log)
      if (known !== undefined && Math.abs(atMs - known.atMs) < maxAgeMs) return known.state
      const state = readState({ db, anchor, now }, log)
      last.set(log, { atMs, state })
      state.catch(() => last.delete(log))
      return state
    },
    places: async (sizes) => {
      const known = createAnchorPlaces(db)
      const [states, inspections] = await Promise.all([known.list(), known.listInspections()])
      const sizeIn = (place: AnchorPlaceName, log: LogName): number =>
        states.find((state) => state.place === place && state.log === log)?.size ?? 0
      return {
        places: anchor.furtherPlaces.map((place) => ({
          place,
          isRequired: anchor.requiredPlaces.includes(place),
          missingCount: logNames.reduce((sum, log) => sum + Math.max(0, sizes[log] - sizeIn(place, log)), 0),
        })),
        alteredCount: inspections.reduce(
          (sum, { deletedCount, overwrittenCount }) => sum + deletedCount + overwrittenCount,
          0,
        ),
      }
    },
    lastVerification: async () => {
      const found = await createVerificationRepository(db).findLatest()
      return found && { atMs: found.verifiedAtMs, ok: found.intact }
    },
  }
}

async function readState({ db, anchor, now }: IntegrityReaderDeps, log: LogName): Promise<LogIntegrity> {
  const { size, anchoredSize, oldestUnanchoredMs } = await readAnchorState(db, anchor, log)
  const newestAnchoredMs = anchoredSize > 0 ? await leafTime(db, log, anchoredSize - 1) : undefined
  const age = (timeMs: number | undefined) => (timeMs === undefined ? undefined : Math.max(0, now() - timeMs))
  return {
    size,
    anchoredSize,
    anchorAgeMs: age(newestAnchoredMs) ?? null,
    unanchoredForMs: age(oldestUnanchoredMs) ?? 0,
  }
}

async function leafTime(db: Database, log: LogName, index: number): Promise<number | undefined> {
  const table = log === 'audit' ? 'audit_leaves' : 'recordings_leaves'
  const row = await guardDatabase(() =>
    db.selectFrom(table).select('leaf').where('index', '=', index).executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const leaf = JSON.parse(Buffer.from(row.leaf).toString('utf8')) as { time_ms?: unknown }
  return typeof leaf.time_ms === 'number' ? leaf.time_ms : undefined
}
