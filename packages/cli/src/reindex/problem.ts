// What reindexing refuses because it contradicts: the first bad index of each stream or object, and how many more.

/** Every kind of refusal. Scripts may rely on these names. */
export type ReindexProblemKind =
  // Objects.
  | 'object_missing'
  | 'object_altered'
  | 'object_unreadable'
  | 'segment_altered'
  | 'segment_misplaced'
  // Streams.
  | 'unknown_app'
  | 'session_of_other_app'
  | 'stream_header_missing'
  | 'stream_header_disagrees'
  | 'stream_gap'
  | 'stream_ended'
  | 'chain_broken'
  | 'segments_disagree'
  | 'close_leaf_disagrees'
  // Rows.
  | 'batch_disagrees'
  | 'row_refused'
  | 'stream_key_refused'

/** Where it is. Only the fields that apply are there. */
export interface ReindexPlace {
  /** Key of the batch object. */
  readonly object?: string
  readonly stream?: string
  readonly segmentIndex?: number
  /** Public key of an app that is not registered. */
  readonly appKey?: string
}

/** One refusal: the first bad index of its kind in its stream, object or app. */
export interface ReindexProblem extends ReindexPlace {
  readonly kind: ReindexProblemKind
  /** How many of the same kind and scope there are, this one included. */
  readonly count: number
}

/** Collects refusals in the order in which they are met. */
export interface ReindexProblems {
  report(kind: ReindexProblemKind, place: ReindexPlace): void
  list(): readonly ReindexProblem[]
}

/** A collector; scopes beyond `limit` are counted on the last one of their kind. */
export function createReindexProblems(limit = 500): ReindexProblems {
  const found = new Map<string, ReindexProblem>()
  const count = (key: string, problem: ReindexProblem): void => {
    found.set(key, { ...problem, count: problem.count + 1 })
  }
  return {
    report(kind, place) {
      const key = `${kind} ${place.appKey ?? place.stream ?? place.object ?? ''}`
      const known = found.get(key)
      if (known) return count(key, known)
      const last = found.size < limit ? undefined : [...found].findLast(([, one]) => one.kind === kind)
      if (last) return count(...last)
      found.set(key, { kind, ...place, count: 1 })
    },
    list: () => [...found.values()],
  }
}
