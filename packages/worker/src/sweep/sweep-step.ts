// Finds and removes objects that nothing names (design.md §5.6): an ingest that died between PUT and commit left them.
// Never a row without its object: what is removed was stored long before any commit in flight, has no row and no leaf,
// and holds no segment that the database lacks, or not for a much longer time.
//
// Objects are listed by day in the order of their keys, a page at a time, once they are old enough; the place is kept in
// the database. One listing finds 1,000 objects, so that a batch costs a thousandth of a listing, and two more in the
// passes that look again for what was kept at first. What a killed write left half-written goes as well, by its age.
import { type BatchFooter, ProtocolError, parseBatchFooter } from '@reseal/protocol'
import {
  type AuditLog,
  createSweepRepository,
  type Database,
  type ObjectStore,
  StoreError,
  type SweepRepository,
  type SweepState,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step, StepTurn } from '../steps.ts'
import { firstKeyOfDay, type ParsedKey, parseBatchKey } from './batch-key.ts'

/** What is swept, and how patiently. */
export interface SweepOptions {
  /** Where batches lie; may list, read and delete. */
  readonly objects: ObjectStore
  /** An object is looked at when it is older than this; at least an hour, default 24. */
  readonly graceMs?: number
  /** From one look to the next; default 10 minutes. */
  readonly everyMs?: number
  /** The clock that objects' ages are told by. */
  readonly now?: () => number
}

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const defaultGraceMs = dayMs
const defaultEveryMs = 10 * 60_000
// Segments that the database lacks were never acknowledged, and their recorder keeps them for three days at most; or
// the database was restored from a backup, and there is time to run `reseal reindex`.
const unexplainedGraces = 7
const passEveryMs = 7 * dayMs
const keysPerPage = 1000
const pagesPerRun = 100

interface Candidate extends ParsedKey {
  readonly storedAtMs: number
}

interface SweepCounts {
  /** Objects, and files of a folder that never became one. */
  removedCount: number
  /** Hold segments that the database lacks. */
  keptCount: number
  /** Are no batches. */
  foreignCount: number
}

/** What the step works on. */
export interface SweepParts {
  /** As the role `reseal_worker`. */
  readonly db: Database
  readonly audit: AuditLog
  readonly log: Log
}

/** The worker's step; one that dies repeats its last page. */
export function createSweepStep(parts: SweepParts, options: SweepOptions): Step {
  const { db, audit, log } = parts
  const repository = createSweepRepository(db)
  const graceMs = Math.max(options.graceMs ?? defaultGraceMs, hourMs)
  const { objects, now = Date.now } = options
  return {
    name: 'sweep',
    everyMs: options.everyMs ?? defaultEveryMs,
    async run({ signal }) {
      const counts: SweepCounts = { removedCount: 0, keptCount: 0, foreignCount: 0 }
      const sweep: Sweep = { repository, audit, objects, graceMs, now, signal, counts }
      try {
        counts.removedCount += (await objects.removeUnfinished?.(new Date(now() - graceMs))) ?? 0
        await sweepPages(sweep, await beginPass(sweep))
      } finally {
        if (Object.values(counts).some((count) => count > 0)) log({ event: 'swept', ...counts })
      }
      return counts.removedCount > 0
    },
  }
}

interface Sweep {
  readonly repository: SweepRepository
  readonly audit: AuditLog
  readonly objects: ObjectStore
  readonly graceMs: number
  readonly now: () => number
  readonly signal: StepTurn['signal']
  readonly counts: SweepCounts
}

/** Now and then the place goes back to what was kept in the pass before; everything older was looked at twice. */
async function beginPass({ repository, graceMs, now }: Sweep): Promise<SweepState> {
  const state = await repository.loadState()
  const isOver = now() - state.passBeganAt.getTime() > passEveryMs
  if (state.afterKey !== '' && !isOver) return state
  const sinceMs = state.passBeganAt.getTime() - passEveryMs - unexplainedGraces * graceMs
  const fromMs = Math.max(state.notBefore.getTime(), state.afterKey === '' ? 0 : sinceMs)
  const begun = { ...state, afterKey: firstKeyOfDay(fromMs - dayMs), passBeganAt: new Date(now()) }
  await repository.saveState(begun)
  return begun
}

async function sweepPages(sweep: Sweep, state: SweepState): Promise<void> {
  let { afterKey } = state
  for (let pages = 0; pages < pagesPerRun && !sweep.signal.aborted; pages += 1) {
    const page = await nextPage(sweep, afterKey)
    if (page.lastKey === undefined) return
    await sweepPage(sweep, page.found, state.notBefore.getTime())
    if (sweep.signal.aborted) return
    afterKey = page.lastKey
    await sweep.repository.saveState({ afterKey, passBeganAt: state.passBeganAt })
    if (page.isLast) return
  }
}

interface Page {
  readonly found: readonly Candidate[]
  readonly lastKey: string | undefined
  readonly isLast: boolean
}

/** Keys begin with their day and go on with their time, so the first that is too young ends the listing. */
async function nextPage({ objects, graceMs, now }: Sweep, afterKey: string): Promise<Page> {
  const found: Candidate[] = []
  const horizonMs = now() - graceMs
  let lastKey: string | undefined
  let seen = 0
  for await (const { key, storedAtMs } of objects.list('batches/', { startAfter: afterKey })) {
    const parsed = parseBatchKey(key)
    if (parsed && parsed.atMs > horizonMs) return { found, lastKey, isLast: true }
    if (parsed && storedAtMs < horizonMs) found.push({ ...parsed, storedAtMs })
    lastKey = key
    seen += 1
    if (seen === keysPerPage) return { found, lastKey, isLast: false }
  }
  return { found, lastKey, isLast: true }
}

async function sweepPage(sweep: Sweep, found: readonly Candidate[], notBeforeMs: number): Promise<void> {
  const old = found.filter(({ storedAtMs }) => storedAtMs >= notBeforeMs)
  if (old.length === 0) return
  const sinceMs = Math.min(...old.map(earliestLeafMs))
  const named = await sweep.repository.findNamed(
    old.map(({ id }) => id),
    sinceMs,
  )
  const removable: Candidate[] = []
  for (const candidate of old) {
    if (sweep.signal.aborted) return
    if (!named.has(candidate.id) && (await isRemovable(sweep, candidate))) removable.push(candidate)
  }
  if (removable.length === 0) return
  // The event first: nothing goes that was not said.
  await sweep.audit.append({
    action: 'object.sweep',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    extent: { objects: removable.length },
  })
  for (const candidate of removable) {
    if (sweep.signal.aborted) return
    await remove(sweep, candidate)
  }
}

async function isRemovable(sweep: Sweep, candidate: Candidate): Promise<boolean> {
  const { repository, objects, graceMs, now, counts } = sweep
  const footer = await readFooter(objects, candidate.key)
  if (footer === 'gone') return false
  if (footer?.batchId !== candidate.id) {
    counts.foreignCount += 1
    return false
  }
  const isVeryOld = candidate.storedAtMs < now() - unexplainedGraces * graceMs
  if (!isVeryOld && !(await isSuperseded(repository, footer))) {
    counts.keptCount += 1
    return false
  }
  return true
}

async function remove({ repository, objects, counts }: Sweep, candidate: Candidate): Promise<void> {
  // Once more, as late as possible.
  const named = await repository.findNamed([candidate.id], earliestLeafMs(candidate))
  if (named.size > 0) return
  await objects.delete(candidate.key)
  counts.removedCount += 1
}

/** Whether the database has a segment for each place that the object's segments would take. */
async function isSuperseded(repository: SweepRepository, { entries }: BatchFooter): Promise<boolean> {
  const reach = await repository.findReach([...new Set(entries.map(({ stream }) => stream))])
  return entries.every(({ stream, index }) => {
    const known = reach.get(stream)
    return known !== undefined && (known.ended || index < known.nextIndex)
  })
}

/** A batch is listed after it was made, by clocks that may differ. */
function earliestLeafMs({ atMs, storedAtMs }: Candidate): number {
  return Math.min(atMs, storedAtMs) - hourMs
}

/** Undefined where the object is no batch. */
async function readFooter(objects: ObjectStore, key: string): Promise<BatchFooter | 'gone' | undefined> {
  try {
    return parseBatchFooter(await objects.get(key))
  } catch (error) {
    if (error instanceof StoreError && error.code === 'object_not_found') return 'gone'
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
