// What the fuzzer makes: trees as plain data, so that they can be made smaller, and steps as script.

export interface FuzzAttribute {
  readonly name: string
  readonly value: string
  readonly namespace?: string
}

export interface FuzzElement {
  readonly kind: 'element'
  /** By which steps find it again. */
  readonly ref: number
  readonly name: string
  /** XML namespace; HTML when left out. */
  readonly namespace?: string
  readonly attributes: readonly FuzzAttribute[]
  readonly children: readonly FuzzNode[]
  /** Content of an open shadow root, and the sheets it adopts. */
  readonly shadow?: readonly FuzzNode[]
  readonly sheets?: readonly string[]
  /** Content of a frame's document. */
  readonly frame?: readonly FuzzNode[]
  /** Script that brings the element into its state, with `e` in scope. */
  readonly state?: string
}

export type FuzzNode =
  | FuzzElement
  | { readonly kind: 'text' | 'comment' | 'cdata'; readonly text: string }
  | { readonly kind: 'instruction'; readonly target: string; readonly text: string }
  /** Goes through the parser of HTML, declarative shadow roots included. */
  | { readonly kind: 'html'; readonly html: string }

export interface FuzzStep {
  /** 0, 1 and 2 follow each other in tasks of their own. */
  readonly phase: number
  /** Script with `$` (an element by its ref), `root`, `build` and the page in scope. */
  readonly code: string
}

export interface FuzzTree {
  /** Whether it comes into the page before recording begins. */
  readonly isEarly: boolean
  readonly nodes: readonly FuzzNode[]
  readonly steps: readonly FuzzStep[]
}
