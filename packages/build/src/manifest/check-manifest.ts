// What in a manifest still needs a person, from the file alone: for `reseal manifest check` in CI.
import { judgeText } from '../judge/judge-text.ts'
import { type Decision, type Manifest, type ManifestEntry, reasonKind } from './manifest.ts'

/** What a check of a manifest found. */
export interface ManifestCheck {
  /** How many texts have each decision. */
  readonly counts: Readonly<Record<Decision, number>>
  /** Texts that nobody has decided about; they stay masked. */
  readonly pending: readonly ManifestEntry[]
  /**
   * Allowed texts that are withheld by now for a kind of reason that does not stand beside them; `withheld` is what speaks against
   * them today. The next build makes them pending.
   */
  readonly changed: readonly ManifestEntry[]
}

/** Checks a manifest against today's lexicons and detectors. */
export function checkManifest(manifest: Manifest): ManifestCheck {
  const of = (decision: Decision): readonly ManifestEntry[] =>
    manifest.texts.filter((entry) => entry.decision === decision)
  const changed = of('allow').flatMap((entry): ManifestEntry[] => {
    // Whether a text is an answer stands in the source only; what the build found out stands in the entry.
    const withheld = judgeText(entry.text, { isAnswer: entry.withheld === 'answer', from: entry.from })
    const isCovered = withheld === undefined || reasonKind(withheld) === reasonKind(entry.withheld)
    return isCovered ? [] : [{ ...entry, withheld }]
  })
  const pending = of('pending')
  return {
    counts: { pending: pending.length, allow: of('allow').length, deny: of('deny').length },
    pending,
    changed,
  }
}
