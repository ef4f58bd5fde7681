// css-tree publishes no types for its selector parser.
declare module 'css-tree/selector-parser' {
  /** A node of the syntax tree; `children` is a linked list that can be iterated. */
  export interface SelectorNode {
    readonly type: string
    readonly name?: string | SelectorNode
    readonly children?: Iterable<SelectorNode> | null
    readonly matcher?: string | null
    readonly value?: SelectorNode | string | null
    readonly nth?: SelectorNode
    readonly selector?: SelectorNode | null
    readonly a?: string | null
    readonly b?: string | null
  }
  /** Parses a selector list; throws where it is none. */
  export default function parse(source: string, options: { readonly context: 'selectorList' }): SelectorNode
}
