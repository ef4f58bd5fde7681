// What the sentinel says of a hit (design.md §5.8): where, when and which detector. Never the text, nor a part of it.

/** Where in an event the text stood. */
export const findingPlaces = [
  'text',
  'field',
  'attribute',
  'title',
  'address',
  'style',
  'console',
  'error',
  'network',
  'signal',
  'other',
] as const

/** One of them. */
export type FindingPlace = (typeof findingPlaces)[number]

/** What would have kept the text out of the recording. */
export type RuleProposal =
  /** A mask rule for the rule set, as `defineRules` takes it. */
  | { readonly kind: 'mask'; readonly rule: { readonly id: string; readonly selector: string } }
  /** No mask rule can: the list whose rule let it through, and its id where the recording names it. */
  | { readonly kind: 'narrow'; readonly list: string; readonly id?: string }

/** A hit. */
export interface SentinelFinding {
  /** Kind of the identifier. */
  readonly detector: string
  readonly confidence: 'high' | 'low'
  readonly segmentIndex: number
  /** Within the segment. */
  readonly eventIndex: number
  readonly timeMs: number
  readonly place: FindingPlace
  /** Tag names, positions and names of attributes; or the members of an event. At most 1,024 signs. */
  readonly path: string
  readonly proposal: RuleProposal
  /** The app's release, as the recording names it. */
  readonly release?: string
}
