// A reindex's outcome in words, for the person who has to decide what comes next.
import type { LogName } from '@reseal/store'
import type { ReindexProblem } from './problem.ts'
import type { Reconciled } from './reconcile.ts'
import type { ReindexedRows } from './reindex-deployment.ts'

/** What `reseal reindex --json` prints. */
export interface ReindexReport {
  readonly restoredLeaves: Readonly<Record<LogName, number>>
  readonly rows: ReindexedRows
  readonly keys: {
    readonly restored: number
    /** Of forgotten streams, and of streams that no batch holds. */
    readonly passedOver: number
    /** Streams that do not open, because their key is nowhere. */
    readonly missing: number
  }
  readonly restore: Reconciled
  readonly problems: readonly ReindexProblem[]
}

/** Lines for a terminal. */
export function formatReindex({ restoredLeaves, rows, keys, restore, problems }: ReindexReport): string {
  const lines = [
    `leaves restored   audit ${restoredLeaves.audit}, recordings ${restoredLeaves.recordings}`,
    `rows added        batches ${rows.batches}, streams ${rows.streams}, segments ${rows.segments}`,
    `streams marked    closed ${rows.closed}, tombstoned ${rows.tombstoned}`,
    `keys restored     ${keys.restored}${keys.passedOver > 0 ? `, passed over ${keys.passedOver}` : ''}`,
  ]
  if (rows.rewritten > 0) lines.push(`written anew      ${rows.rewritten} objects of which a part was needed`)
  if (rows.leftOver > 0) lines.push(`left over         ${rows.leftOver} objects that no row needs`)
  if (keys.missing > 0) {
    lines.push(`${keys.missing} streams have no key and do not open: run again with --keys FILE`)
  }
  lines.push(...describeRestore(restore))
  for (const problem of problems) lines.push(describe(problem))
  lines.push(problems.length === 0 ? 'nothing was left out' : `left out: ${problems.length} problems`)
  return `${lines.join('\n')}\n`
}

function describe({ kind, object, stream, segmentIndex, appKey, count }: ReindexProblem): string {
  const place = [
    appKey === undefined ? '' : `app key ${appKey} (reseal app add --app-key), `,
    stream === undefined ? '' : `stream ${stream}`,
    segmentIndex === undefined ? '' : ` segment ${segmentIndex}`,
    object === undefined ? '' : `${stream === undefined ? '' : ' in '}${object}`,
  ].join('')
  return `PROBLEM ${kind}: ${place}${count > 1 ? ` (${count} in all)` : ''}`
}

const actsShown = 20

function describeRestore({ state, replayed }: Reconciled): string[] {
  const lines: string[] = []
  if (replayed) {
    lines.push(
      `done again        of ${replayed.events} events: holds ${replayed.holds}, lifted ${replayed.liftedHolds}, quarantines ${replayed.quarantines}, notes removed ${replayed.notesRemoved}, sealing keys retired ${replayed.keysRetired}`,
      `closed            sign-ins ${replayed.signInsEnded}, grants ${replayed.grantsEnded}, service tokens ${replayed.tokensRevoked}, people who may not sign in ${replayed.peopleDisabled}`,
    )
    if (replayed.peopleDisabled > 0) {
      lines.push('rights were changed since the backup; for each person: reseal user change --sign-in allow')
    }
    for (const { index, action, timeMs } of replayed.toRepeat.slice(0, actsShown)) {
      lines.push(`to be done again  ${action}, event ${index} of ${new Date(timeMs).toISOString()}`)
    }
    const more = replayed.toRepeatCount - Math.min(replayed.toRepeat.length, actsShown)
    if (more > 0) lines.push(`to be done again  ${more} more (--json lists ${replayed.toRepeat.length})`)
  }
  if (state === 'waiting') lines.push('services refuse to serve: register the apps, and run it again')
  return lines
}
