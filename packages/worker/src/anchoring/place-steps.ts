// The anchor places beyond the first (design.md §7), each a step of its own beside the rounds: one that is away or slow
// holds up neither the first place nor another, and catches up by itself.
import type { NoteSigner } from '@reseal/protocol/log'
import {
  type Anchor,
  type AnchorPlaceName,
  type CheckpointSinkAddress,
  createAnchorCopier,
  createAnchorPlaces,
  createCheckpointSender,
  createFolderObjectStore,
  type Database,
  findAlteredObjects,
  formatCheckpointSheet,
  type InspectedPlaceName,
  type LogName,
  logNames,
  type ProbedStore,
  StoreError,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step, StepTurn } from '../steps.ts'

/** Where checkpoints go beside the first place; each is optional. */
export interface FurtherPlaces {
  readonly folder?: Anchor
  readonly s3?: Anchor
  readonly sink?: CheckpointSinkAddress
  /** A folder that gets a sheet to print each day. */
  readonly printFolder?: string
  /** Places whose versions are inspected once a day. */
  readonly inspected?: Readonly<Partial<Record<InspectedPlaceName, ProbedStore>>>
}

/** What the steps work on. */
export interface PlaceParts {
  readonly db: Database
  /** The first place. */
  readonly anchor: Anchor
  readonly signers: Readonly<Record<LogName, NoteSigner>>
  readonly places?: FurtherPlaces
  readonly log: Log
}

// Without news it costs one query a log.
const copyEveryMs = 500
// Nothing is asked once the day's sheet is there.
const printEveryMs = 1000
const inspectEveryMs = 24 * 60 * 60_000

/** A step for each place that there is. */
export function createPlaceSteps(parts: PlaceParts): readonly Step[] {
  const { folder, s3, sink, printFolder, inspected } = parts.places ?? {}
  return [
    ...(folder ? [createCopyStep(parts, 'folder', folder)] : []),
    ...(s3 ? [createCopyStep(parts, 's3', s3)] : []),
    ...(sink ? [createSinkStep(parts, sink)] : []),
    ...(printFolder === undefined ? [] : [createPrintStep(parts, printFolder)]),
    ...(inspected && Object.keys(inspected).length > 0 ? [createInspectStep(parts, inspected)] : []),
  ]
}

/** The further places that acknowledge what they have. */
export function placeNames({ folder, s3, sink }: FurtherPlaces): readonly AnchorPlaceName[] {
  return [
    ...(folder ? (['folder'] as const) : []),
    ...(s3 ? (['s3'] as const) : []),
    ...(sink ? (['sink'] as const) : []),
  ]
}

function createCopyStep(parts: PlaceParts, place: 'folder' | 's3', copy: Anchor): Step {
  const { db, anchor: first, signers } = parts
  const copier = createAnchorCopier({ db, first, copy, signers, place, places: createAnchorPlaces(db) })
  return {
    name: `anchor-${place}`,
    everyMs: copyEveryMs,
    backsOff: true,
    run: () => forEachLog((log) => copier.copyLog(log)),
  }
}

function createSinkStep({ db, anchor: first }: PlaceParts, address: CheckpointSinkAddress): Step {
  const sender = createCheckpointSender({ db, first, places: createAnchorPlaces(db), address })
  return {
    name: 'anchor-sink',
    everyMs: copyEveryMs,
    backsOff: true,
    run: ({ signal }) => forEachLog((log) => sender.sendLog(log, signal)),
  }
}

/** Does the other log even where one fails. */
async function forEachLog(work: (log: LogName) => Promise<boolean>): Promise<boolean> {
  const outcomes = await Promise.allSettled(logNames.map(work))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value)
}

/** One sheet a day (UTC), written once: what is printed is not to change behind it. */
function createPrintStep({ anchor }: PlaceParts, root: string): Step {
  const folder = createFolderObjectStore({ root })
  let printedDay = ''
  return {
    name: 'anchor-print',
    everyMs: printEveryMs,
    backsOff: true,
    async run() {
      const now = new Date()
      const day = now.toISOString().slice(0, 10)
      if (day === printedDay) return false
      const newest = await Promise.all(logNames.map((log) => anchor.latestCheckpoint(log)))
      const checkpoints = newest.filter((checkpoint) => checkpoint !== undefined)
      if (checkpoints.length < logNames.length) return false
      const hasWritten = await folder
        .put(`checkpoints-${day}.txt`, Buffer.from(formatCheckpointSheet(checkpoints, now)))
        .then(() => true, unlessThere)
      printedDay = day
      return hasWritten
    },
  }
}

function unlessThere(error: unknown): false {
  if (error instanceof StoreError && error.code === 'object_exists') return false
  throw error
}

function createInspectStep(
  { db, log }: PlaceParts,
  inspected: Readonly<Partial<Record<InspectedPlaceName, ProbedStore>>>,
): Step {
  const places = createAnchorPlaces(db)
  return {
    name: 'anchor-versions',
    everyMs: inspectEveryMs,
    backsOff: true,
    async run(turn) {
      for (const place of ['first', 's3'] as const) {
        const store = inspected[place]
        const found = store && (await countAltered(store, turn))
        if (!found) continue
        await places.recordInspection({ place, ...found })
        if (found.deletedCount + found.overwrittenCount > 0) log({ event: 'anchor-altered', place, ...found })
      }
      return true
    },
  }
}

/** Undefined where the turn ended before everything was seen. */
async function countAltered(
  store: ProbedStore,
  { signal }: StepTurn,
): Promise<{ deletedCount: number; overwrittenCount: number } | undefined> {
  let [deletedCount, overwrittenCount] = [0, 0]
  for (const log of logNames) {
    for await (const { kind } of findAlteredObjects(store, log)) {
      if (kind === 'deleted') deletedCount += 1
      else overwrittenCount += 1
      if (signal.aborted) return undefined
    }
    if (signal.aborted) return undefined
  }
  return { deletedCount, overwrittenCount }
}
