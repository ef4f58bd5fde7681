// What a verification can find wrong, and how findings are collected: the first bad index of each, and how many more.

/** The two logs of a deployment (design.md §7). */
export const logNames = ['audit', 'recordings'] as const

/** One of them. */
export type LogName = (typeof logNames)[number]

/** Every kind of finding. Scripts may rely on these names. */
export type ProblemKind =
  // Anchored checkpoints and tiles.
  | 'checkpoint_unreadable'
  | 'checkpoint_signature'
  | 'checkpoint_fork'
  | 'checkpoint_inconsistent'
  | 'kept_checkpoint_inconsistent'
  | 'tile_missing'
  | 'tile_altered'
  | 'entries_missing'
  | 'entries_altered'
  | 'anchor_replaced'
  | 'anchor_deleted'
  // Leaves of the logs.
  | 'leaf_altered'
  | 'leaf_missing'
  | 'log_cut_off'
  | 'log_head_altered'
  | 'pin_altered'
  | 'leaf_unreadable'
  | 'personal_field_altered'
  // Lines of an export.
  | 'export_altered'
  | 'export_gap'
  | 'export_unreadable'
  // Objects and segments.
  | 'object_missing'
  | 'object_altered'
  | 'segment_altered'
  | 'segment_misplaced'
  | 'stream_header_missing'
  | 'chain_broken'
  | 'stream_gap'
  | 'time_decreases'
  | 'close_leaf_disagrees'
  | 'tombstone_disagrees'
  | 'derived_disagrees'
  // Receipts that a recorder kept.
  | 'receipt_signature'
  | 'receipt_unfulfilled'
  // Rows of the database.
  | 'batch_row_altered'
  | 'batch_row_missing'
  | 'segment_row_missing'
  | 'segment_row_altered'
  | 'segment_row_unknown'
  | 'manifest_unreadable'
  | 'stream_row_missing'
  | 'stream_row_altered'

/** Where a finding is. Only the fields that apply are there. */
export interface Place {
  readonly log?: LogName
  readonly leafIndex?: number
  /** Size of the checkpoint that disagrees. */
  readonly treeSize?: number
  readonly object?: string
  readonly batch?: string
  readonly stream?: string
  readonly segmentIndex?: number
}

/** One finding: the first bad index of its kind in its log, batch or stream. */
export interface Problem extends Place {
  readonly kind: ProblemKind
  /** What is wrong, in words; without any stored content. */
  readonly detail: string
  /** How many of the same kind and scope there are, this one included. */
  readonly count: number
}

/** Collects findings in the order in which they are met. */
export interface ProblemCollector {
  report(kind: ProblemKind, place: Place, detail: string): void
  has(kind: ProblemKind): boolean
  list(): readonly Problem[]
}

/**
 * A collector that keeps one finding for each kind and scope (log, batch or stream): the one with the lowest index.
 * Scopes beyond `limit` are counted on the last one, so that a destroyed deployment gives a readable report.
 */
export function createProblemCollector(limit = 200): ProblemCollector {
  const found = new Map<string, Problem>()
  return {
    report(kind, place, detail) {
      const scope = place.stream ?? place.batch ?? place.object ?? place.log ?? ''
      const key = `${kind} ${scope}`
      const known = found.get(key)
      if (known) {
        const isEarlier = indexOf(place) < indexOf(known)
        found.set(
          key,
          isEarlier
            ? { kind, ...place, detail, count: known.count + 1 }
            : { ...known, count: known.count + 1 },
        )
        return
      }
      if (found.size < limit) {
        found.set(key, { kind, ...place, detail, count: 1 })
        return
      }
      const last =
        [...found.entries()].findLast(([, problem]) => problem.kind === kind) ?? [...found.entries()].at(-1)
      if (last) found.set(last[0], { ...last[1], count: last[1].count + 1 })
    },
    has: (kind) => [...found.values()].some((problem) => problem.kind === kind),
    list: () => [...found.values()],
  }
}

function indexOf(place: Place): number {
  return place.leafIndex ?? place.segmentIndex ?? place.treeSize ?? 0
}
