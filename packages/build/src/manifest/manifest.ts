// What a manifest is (docs/provenance.md): the static texts of an app, each with where it stands and what was decided about it.

/** Whether a text may be readable in a replay: not decided yet, yes, or never. */
export type Decision = 'pending' | 'allow' | 'deny'

/** One static text. */
export interface ManifestEntry {
  /** In NFC, white space collapsed and trimmed. */
  readonly text: string
  readonly decision: Decision
  /** Why the build does not allow the text by itself, as `clinical: condition`. Absent when nothing speaks against it. */
  readonly withheld?: string
  /** The files it stands in, relative to the app's root, or the names of packages; sorted. Empty when it stands nowhere any more. */
  readonly from: readonly string[]
}

/** The reviewed file, `reseal.manifest.json`. */
export interface Manifest {
  readonly version: 1
  /** Sorted by the code points of the text; no text twice. */
  readonly texts: readonly ManifestEntry[]
}

/** A manifest that holds nothing yet. */
export const emptyManifest: Manifest = { version: 1, texts: [] }

/**
 * The kind of a reason: what stands before its colon. Two conditions are withheld for the same kind of reason, a condition and a
 * name are not.
 */
export function reasonKind(withheld: string | undefined): string | undefined {
  return withheld?.split(':', 1)[0]
}

/** Orders texts by code point, as UTF-8 bytes do, so that a manifest sorts the same on every machine. */
export function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** The texts once each, by code point. */
export function sortedUnique(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort(compareCodePoints)
}
