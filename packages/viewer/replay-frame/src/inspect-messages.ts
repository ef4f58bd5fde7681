// What the viewer's DOM panel and the replay frame say to each other. Text only, bounded on both sides: a recording can be
// sealed by anyone with the public keys, and what comes out of the frame is read as if it were hostile.
import type { Origin, ThingKind } from './frame-messages.ts'

/** Bounds of what one answer holds. */
export const inspectLimits = {
  rows: 2_000,
  open: 1_000,
  attributes: 40,
  rowAttributes: 6,
  text: 160,
  value: 400,
  hits: 200,
  depth: 500,
} as const

/** One line of the tree, at its depth: an element, one at the top of a shadow root, or a text. */
export interface InspectedRow {
  readonly node: number
  readonly depth: number
  readonly form: 'element' | 'shadow' | 'text'
  /** Name of the element. */
  readonly name: string
  readonly attributes: readonly InspectedAttribute[]
  /** Of a text, or of an element that holds nothing else. */
  readonly text: string
  /** What the text, or the element, is in the legend's words. */
  readonly kind?: ThingKind
  readonly hasChildren: boolean
  readonly isOpen: boolean
}

/** An attribute as it was recorded, and what let it through, where the recording says. */
export interface InspectedAttribute {
  readonly name: string
  readonly value: string
  readonly origin?: Origin
}

/** All that is told of one node. `path` leads to it from the document, its own id last. */
export interface InspectedNode {
  readonly node: number
  readonly path: readonly number[]
  readonly name: string
  readonly attributes: readonly InspectedAttribute[]
  readonly text: string
  readonly kind?: ThingKind
  /** What let its text through, or what a field holds. */
  readonly origin?: Origin
  /** In CSS pixels of the recorded page. */
  readonly box: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
}

/** `inspect-tree` asks for the lines under the open nodes, the others come for one node; each answer bears the number of the question. */
export type InspectCommand =
  | { readonly type: 'inspect-tree'; readonly ask: number; readonly open: readonly number[] }
  | { readonly type: 'inspect-node'; readonly ask: number; readonly node: number }
  | { readonly type: 'inspect-point'; readonly ask: number; readonly x: number; readonly y: number }
  | { readonly type: 'inspect-search'; readonly ask: number; readonly text: string }

/** The answers. `isCut` where there was more than is told. */
export type InspectReport =
  | {
      readonly type: 'inspected-tree'
      readonly ask: number
      readonly rows: readonly InspectedRow[]
      readonly isCut: boolean
    }
  | { readonly type: 'inspected-node'; readonly ask: number; readonly told?: InspectedNode }
  | {
      readonly type: 'inspected-search'
      readonly ask: number
      /** Paths to the nodes found, each from the document on. */
      readonly paths: readonly (readonly number[])[]
      readonly isCut: boolean
    }
