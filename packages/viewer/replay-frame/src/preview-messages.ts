// What the viewer and the replay frame say to each other of rules that wait for approval.

/** A rule to ask the page by. */
export interface PreviewRule {
  readonly list: 'allow' | 'mask' | 'block'
  readonly id: string
  readonly selector: string
  /** Whatever it matches is concerned; otherwise it only may be. */
  readonly sure: boolean
}

/** Outlines what rules that wait would open or close; nothing where both are empty. */
export interface PreviewCommand {
  readonly type: 'preview'
  readonly opens: readonly PreviewRule[]
  readonly closes: readonly PreviewRule[]
}

/** How many elements of the page, as it stands, are concerned. */
export interface PreviewCounts {
  readonly opens: number
  readonly mayOpen: number
  readonly closes: number
  readonly mayClose: number
}

/** The answer, whenever the counts change. */
export interface PreviewReport {
  readonly type: 'previewed'
  readonly counts: PreviewCounts
}
