// What a run would forget now, counted without touching anything: for a dry run.
import type { Database } from '../database/database.ts'
import { type DueSession, findDuePage, firstCursor } from './due-sessions.ts'
import type { RetentionCause, RetentionRules } from './retention-rules.ts'

/** Sessions of one app that are due by one kind of rule. */
export interface DueCount {
  readonly app: string
  readonly cause: RetentionCause
  readonly sessions: number
  readonly streams: number
  /** When the last segment of the oldest was received. */
  readonly oldest: Date
}

/** What would go, and what holds keep of it. */
export interface DueCounts {
  /** By app and cause. */
  readonly due: readonly DueCount[]
  readonly held: readonly DueCount[]
  /** Sessions that are old enough for the shortest rule, due or not. */
  readonly lookedCount: number
  /** False where the signal ended it before the end. */
  readonly isWhole: boolean
}

/** What is to be counted. */
export interface DueQuestion {
  readonly rules: RetentionRules
  readonly now: Date
  /** Ends the counting early; what was counted is given. */
  readonly signal?: AbortSignal
}

const streamsPerPage = 1_000

/** Counts; in bounded memory, a page a statement. @throws StoreError database_unavailable */
export async function countDue(
  db: Database,
  { rules, now, signal }: DueQuestion,
  onProgress: (lookedCount: number) => void = () => {},
): Promise<DueCounts> {
  const [due, held] = [new Map<string, DueCount>(), new Map<string, DueCount>()]
  let lookedCount = 0
  let isWhole = false
  for (let after = firstCursor; ; ) {
    if (signal?.aborted) break
    const page = await findDuePage(db, { rules, now, after, limit: streamsPerPage })
    lookedCount += page.lookedCount
    for (const session of page.due) add(session.held ? held : due, session)
    onProgress(lookedCount)
    if (page.next === undefined) {
      isWhole = true
      break
    }
    after = page.next
  }
  return { due: inOrder(due), held: inOrder(held), lookedCount, isWhole }
}

function add(counts: Map<string, DueCount>, { app, cause, streamCount, lastReceivedAt }: DueSession): void {
  const key = `${app} ${cause}`
  const known = counts.get(key)
  counts.set(key, {
    app,
    cause,
    sessions: (known?.sessions ?? 0) + 1,
    streams: (known?.streams ?? 0) + streamCount,
    oldest: known !== undefined && known.oldest < lastReceivedAt ? known.oldest : lastReceivedAt,
  })
}

function inOrder(counts: ReadonlyMap<string, DueCount>): DueCount[] {
  return [...counts.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count)
}
