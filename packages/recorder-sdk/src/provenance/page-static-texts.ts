// What the chunk that reads the manifest gives the recorder.

/** The static texts of this page's release. */
export interface PageStaticTexts {
  /** `manifest_hash` of the stream header. */
  readonly hash: Uint8Array<ArrayBuffer>
  /** Whether a text is one of them, wherever it stands. */
  has(text: string): boolean
  /**
   * Whether a text may pass where it stands: as a text node, or in an attribute of an element. `isSecretPlace` says where styles, or
   * passwords, close an element.
   */
  passes(text: string, node: Node, isSecretPlace: (element: Element) => boolean): boolean
  /** Whether a text node is static and has a block to itself: what stands beside it need not be looked for. */
  isAlone(node: Text): boolean
}
