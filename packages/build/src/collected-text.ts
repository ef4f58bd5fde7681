// What every collector gives and the manifest takes: one static text and where it stands (issue 5, Words: static text).

/** A text that stands literally in a template. */
export interface CollectedText {
  /** As `normaliseStaticText` gives it: NFC, white space collapsed, trimmed. */
  readonly text: string
  /** The file, relative to the app's root with `/`; of a dependency the package's name. */
  readonly from: string
  /** A template's own child, a known text attribute, or an entry of a message catalogue that was opted in. */
  readonly kind: 'child' | 'attribute' | 'catalogue'
  /** One of several literal alternatives: which of them shows would tell an answer. */
  readonly isAnswer?: boolean
}
