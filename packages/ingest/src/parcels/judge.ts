// Decides what a parcel means for a stream's chain (design.md §5.6): pure, so that each case is one line of a test.
import type { PreparedSegment } from './prepare-parcel.ts'

/** Where a chain ends. */
export interface ChainTip {
  /** Index of the segment that would come next. */
  readonly nextIndex: number
  /** Link after the last segment; the initial link of a stream without segments. */
  readonly link: Uint8Array
  /** True after a final segment or a tombstone. */
  readonly closed: boolean
}

/** What a parcel is to a chain. */
export type Verdict =
  /** `fresh` extends the chain to `tip`; `repeats` lie before its end and must equal what is stored. */
  | {
      readonly kind: 'append'
      readonly fresh: readonly PreparedSegment[]
      readonly repeats: readonly PreparedSegment[]
      readonly tip: ChainTip
    }
  | { readonly kind: 'gap'; readonly wantedIndex: number }
  | { readonly kind: 'conflict'; readonly index: number }
  | { readonly kind: 'closed' }

/** Judges the segments of one stream, in order, against the end of its chain. */
export function judge(tip: ChainTip, segments: readonly PreparedSegment[]): Verdict {
  const fresh: PreparedSegment[] = []
  const repeats: PreparedSegment[] = []
  let { nextIndex, link, closed } = tip
  for (const segment of segments) {
    if (segment.index > nextIndex) return { kind: 'gap', wantedIndex: nextIndex }
    if (segment.index < nextIndex) {
      repeats.push(segment)
      continue
    }
    if (closed) return { kind: 'closed' }
    if (!equalBytes(segment.prevLink, link)) return { kind: 'conflict', index: segment.index }
    fresh.push(segment)
    nextIndex++
    link = segment.link
    closed = segment.final
  }
  return { kind: 'append', fresh, repeats, tip: { nextIndex, link, closed } }
}

/** Compares public bytes such as hashes; not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
